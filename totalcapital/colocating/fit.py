"""How well two services sit together: the sourced table of ``geodata/codelists/service_fit.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from totalcapital.resources import geodata

__all__ = ["Fit", "service_fit"]


@dataclass(frozen=True, slots=True)
class Fit:
    """What the table says of a guest's service in a host's building."""

    score: float | None
    """0 to 1; null where no source speaks of the pair."""
    reason: str | None
    veto: str | None
    checks: tuple[str, ...] = field(default=())
    """What to check before such a move."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(geodata("codelists", "service_fit.toml").read_text(encoding="utf-8"))


@cache
def _group_of(service: str) -> str | None:
    return next((group for group, services in _table()["groups"].items() if service in services), None)


@cache
def service_fit(host: str | None, guest: str | None) -> Fit:
    """Return how well a guest's service sits in a building of the host's service.

    Examples
    --------
    >>> service_fit("fire-station", "police-station").score
    1.0
    >>> service_fit("school", "waste").score is None
    True
    """
    pair = {service for service in (host, guest) if service}
    for rule in _table()["veto"]:
        own = pair & set(rule["services"])
        others = pair - own or own
        if own and ("*" in rule["with"] or others & set(rule["with"])):
            return Fit(None, None, rule["reason"])
    checks = tuple(rule["say"] for rule in _table()["check"] if guest in rule["services"])
    if not host or not guest:
        return Fit(None, None, None, checks)
    groups = sorted([_group_of(host) or "", _group_of(guest) or ""])
    for rule in _table()["fit"]:
        if sorted(rule["pair"]) == groups:
            return Fit(rule["score"], rule["reason"], None, checks)
    return Fit(None, None, None, checks)
