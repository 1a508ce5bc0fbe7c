"""How well two services sit together: the sourced table of ``geodata/codelists/service_fit.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from totalcapital.resources import geodata
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Fit", "Fits", "fits_of", "service_fit"]


@dataclass(frozen=True, slots=True)
class Fit:
    """What the table says of a guest's service in a host's building."""

    score: float | None
    """0 to 1; null where no source speaks of the pair."""
    reason: str | None
    veto: str | None
    checks: tuple[str, ...] = field(default=())
    """What to check before such a move."""


@dataclass(frozen=True, slots=True)
class Fits:
    """The same for holdings by position: what every pair of services among them comes to."""

    service: NDArray[np.int64]
    """Number of each holding's service."""
    table: NDArray[np.object_]
    """:class:`Fit` of each host's service (row) and guest's service (column)."""

    def score(self, host: NDArray[np.int64], guest: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return 0 to 1 for each pair; null where no source speaks of it."""
        flat = [np.nan if fit.score is None else fit.score for fit in self.table.ravel()]
        scored = np.array(flat, dtype=float).reshape(self.table.shape)
        made: NDArray[np.float64] = scored[self.service[host], self.service[guest]]
        return made

    def vetoes(
        self, host: NDArray[np.int64], guest: NDArray[np.int64]
    ) -> list[tuple[NDArray[np.bool_], str]]:
        """Return a mask over the pairs for each veto that any of them meets."""
        return self._clauses("veto", host, guest)

    def reasons(
        self, host: NDArray[np.int64], guest: NDArray[np.int64]
    ) -> list[tuple[NDArray[np.bool_], str]]:
        """Return a mask over the pairs for each reason why services fit."""
        return self._clauses("reason", host, guest)

    def checks(self, guest: NDArray[np.int64]) -> list[tuple[NDArray[np.bool_], str]]:
        """Return a mask over the pairs for each thing to check before such a guest moves."""
        said = sorted({words for fit in self.table[0] for words in fit.checks})
        return [
            (np.array([words in fit.checks for fit in self.table[0]])[self.service[guest]], words)
            for words in said
        ]

    def _clauses(
        self, what: str, host: NDArray[np.int64], guest: NDArray[np.int64]
    ) -> list[tuple[NDArray[np.bool_], str]]:
        said = [getattr(fit, what) for fit in self.table.ravel()]
        made = []
        for words in sorted({text for text in said if text}):
            mask = np.array([text == words for text in said]).reshape(self.table.shape)
            made.append((mask[self.service[host], self.service[guest]], words))
        return made


def fits_of(service: pd.Series, services: pd.Series) -> Fits:
    """Return how the services of holdings sit together, by their positions.

    Main services tell how well they fit; what rules two holdings out may be any service of either.

    Parameters
    ----------
    service, services
        Main service of each holding, and all of them as a list; null: not known.
    """
    every = services.fillna(service)
    kinds = pd.MultiIndex.from_arrays([service.astype(object), every.astype(object)])
    number, names = kinds.factorize(use_na_sentinel=False)
    told = [_services(*pair) for pair in names]
    table = np.empty((len(told), len(told)), dtype=object)
    for row, (host, of_host) in enumerate(told):
        for column, (guest, of_guest) in enumerate(told):
            table[row, column] = _fit_of_all(host, of_host, guest, of_guest)
    return Fits(number.astype(np.int64), table)


def _services(main: Any, cell: Any) -> tuple[str | None, tuple[str, ...]]:
    named = main if isinstance(main, str) else None
    return named, tuple(sorted({*split_list(cell), *([named] if named else [])}))


@cache
def _fit_of_all(
    host: str | None, of_host: tuple[str, ...], guest: str | None, of_guest: tuple[str, ...]
) -> Fit:
    pairs = (service_fit(*pair) for pair in product(of_host, of_guest))
    return next((fit for fit in pairs if fit.veto is not None), service_fit(host, guest))


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
        if own and others & set(rule["with"]):
            return Fit(None, None, rule["reason"])
    checks = tuple(rule["say"] for rule in _table()["check"] if guest in rule["services"])
    if not host or not guest:
        return Fit(None, None, None, checks)
    groups = sorted([_group_of(host) or "", _group_of(guest) or ""])
    for rule in _table()["fit"]:
        if sorted(rule["pair"]) == groups:
            return Fit(rule["score"], rule["reason"], None, checks)
    return Fit(None, None, None, checks)
