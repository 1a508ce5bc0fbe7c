"""What projects do, and what follows for two of them: the table ``geodata/codelists/works_fit.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Rule", "does", "homes_needs", "order_rule", "service_fit", "together", "undo_rules"]

Deeds = frozenset[str]
#: From the nearest: what holds near holds in one street, and what holds there on one site.
_NEARNESS: Final = ("near", "street", "site")


@dataclass(frozen=True, slots=True)
class Rule:
    """What the table says of two projects; ``where`` is how near it asks them to be."""

    first: str
    then: str
    where: str
    reason: str
    at_once: bool = False

    def holds(self, first: Deeds, then: Deeds, where: str) -> bool:
        """Tell whether two projects, so near each other, do what the rule speaks of."""
        return self.first in first and self.then in then and _is_near_enough(where, self.where)


def _is_near_enough(where: str, asked: str) -> bool:
    return _NEARNESS.index(where) >= _NEARNESS.index(asked)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(geodata("codelists", "works_fit.toml").read_text(encoding="utf-8"))


@cache
def does(works: str | None, name: str | None) -> Deeds:
    """Return what a project does, by its kind of works and the words of its name.

    Examples
    --------
    >>> sorted(does("refurbishment", "Town hall: new boiler"))
    ['renew']
    >>> sorted(does(None, "High Street: replacement of drains"))
    ['dig', 'upkeep']
    >>> does(None, "Annual contribution")
    frozenset()
    """
    words = (name or "").casefold()
    found = set()
    for deed, said in _table()["does"].items():
        if works in said.get("works", ()):
            found.add(deed)
        if works in {None, "other"} and any(word in words for word in said.get("words", ())):
            found.add(deed)
        if any(word in words for word in said.get("always", ())):
            found.add(deed)
    return frozenset(found)


@cache
def together(
    works: tuple[Deeds, Deeds], services: tuple[str | None, str | None], where: str, *, fit_at_least: float
) -> tuple[bool | None, str | None]:
    """Tell whether two projects gain from being done together, and why.

    Parameters
    ----------
    works
        What each does.
    where
        near, street or site.
    fit_at_least
        Services that fit in one building so well are compatible.

    Returns
    -------
    tuple
        True with the reason; false where the table speaks of such works and none of its rules holds;
        null where it is not known what one of them does, or how the services fit.
    """
    if not works[0] or not works[1]:
        return None, None
    is_open = False
    for rule in _table()["together"]:
        pair = rule["pair"]
        if not (_both(works, pair) and _is_near_enough(where, rule["where"])):
            continue
        fit = service_fit(*services) if rule["services"] and where != "site" else 1.0
        if fit is None:
            is_open = True
        elif fit >= fit_at_least:
            return True, str(rule["reason"])
    return (None if is_open else False), None


def _both(works: tuple[Deeds, Deeds], pair: list[str]) -> bool:
    (one, other), (first, second) = works, pair
    return (first in one and second in other) or (first in other and second in one)


@cache
def service_fit(one: str | None, other: str | None) -> float | None:
    """Return how well two services sit in one building, 0 to 1; null where nothing is said of them.

    Examples
    --------
    >>> service_fit("library", "library"), service_fit("library", "clinic"), service_fit("library", None)
    (1.0, 0.9, None)
    """
    if one is None or other is None:
        return None
    if one == other:
        return 1.0
    said = _services()
    groups = sorted(
        next((group for group, members in said["groups"].items() if name in members), "")
        for name in (one, other)
    )
    return next((float(rule["score"]) for rule in said["fit"] if sorted(rule["pair"]) == groups), None)


@cache
def _services() -> dict[str, Any]:
    return tomllib.loads(geodata("codelists", "service_fit.toml").read_text(encoding="utf-8"))


def order_rule(one: Deeds, other: Deeds, where: str) -> tuple[Rule, bool] | None:
    """Return the rule by which one must follow the other, and whether the first given comes first."""
    for rule in _rules("order"):
        if rule.holds(one, other, where):
            return rule, True
        if rule.holds(other, one, where):
            return rule, False
    return None


def undo_rules(one: Deeds, other: Deeds, where: str) -> Iterator[tuple[Rule, bool]]:
    """Yield each rule by which one undoes the other, and whether the first given is the one undone."""
    for rule in _rules("undo"):
        if rule.holds(one, other, where):
            yield rule, True
        if rule.holds(other, one, where):
            yield rule, False


@cache
def _rules(name: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(one["first"], one["then"], one["where"], one["reason"], one.get("at_once", False))
        for one in _table()[name]
    )


def homes_needs() -> dict[str, str | None]:
    """Return the services that homes need in reach, with the assumption that says how many places of it."""
    return {one["service"]: one.get("places_a_home") for one in _table()["homes_need"]}
