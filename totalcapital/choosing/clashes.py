"""Why the moves that people accepted cannot all happen: the limits that clash, named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from totalcapital.choosing.quiet import quiet
from totalcapital.currency import in_full

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from totalcapital.choosing.candidates import Candidates
    from totalcapital.choosing.facts import Facts
    from totalcapital.choosing.limits import Columns, Limits

__all__ = ["clashes_of"]

_RULED_OUT = {
    "exclude": "but the scenario excludes it",
    "window": "but no year allowed lies between the dates the leases allow",
    "access": "but fewer residents would be in reach than the floor under access asks",
}


def clashes_of(facts: Facts, candidates: Candidates, columns: Columns, limits: Limits) -> list[str]:
    """Return each limit that the accepted options break between them, in plain words; none where none does.

    Accepted options must all happen and every limit only forbids. So one limit alone, held against
    them, shows whether it is broken, and each broken one is a smallest clash; only the budgets of
    several years and the years the leases allow must be tried together.
    """
    decided = np.flatnonzero(candidates.is_decided)
    return [
        *_ruled_out(facts, candidates, decided),
        *_twice(facts, decided),
        *_out_and_in(facts, decided),
        *_room(facts, candidates, decided),
        *_crowded(facts, decided, limits),
        *_too_many(decided, limits),
        *_unpaid(columns, limits, facts.currency),
    ]


def _move_words(facts: Facts, option: int) -> str:
    """Return "guest into host" of a row of ``Facts.options``."""
    shown = facts.holdings["shown"]
    row = facts.options.iloc[option]
    return f"{shown.iloc[row['guest']]} into {shown.iloc[row['host']]}"


def _ruled_out(facts: Facts, candidates: Candidates, decided: NDArray[np.int64]) -> Iterator[str]:
    for option in decided[candidates.ruled_out["veto"][decided]].tolist():
        veto = facts.options["vetoes"].iloc[option].replace("; ", ", ")
        yield f"accepted: {_move_words(facts, option)}, but it is ruled out: {veto}"
    for name, words in _RULED_OUT.items():
        for option in decided[candidates.ruled_out[name][decided]].tolist():
            yield f"accepted: {_move_words(facts, option)}, {words}"


def _twice(facts: Facts, decided: NDArray[np.int64]) -> Iterator[str]:
    own = facts.options.iloc[decided]
    shown = facts.holdings["shown"]
    for guest in sorted(set(own["guest"])):
        hosts = own.loc[own["guest"] == guest, "host"]
        if len(hosts) > 1:
            into = " and into ".join(shown.iloc[hosts])
            yield f"{shown.iloc[guest]} moves once, and is accepted to move into {into}"


def _out_and_in(facts: Facts, decided: NDArray[np.int64]) -> Iterator[str]:
    own = facts.options.iloc[decided]
    for holding in sorted(set(own["host"]) & set(own["guest"])):
        shown = facts.holdings["shown"]
        into = shown.iloc[own.loc[own["guest"] == holding, "host"].iloc[0]]
        taken = ", ".join(shown.iloc[own.loc[own["host"] == holding, "guest"]])
        yield (
            f"{shown.iloc[holding]} hosts nobody once it has moved out, "
            f"and is accepted to move into {into} and to take in {taken}"
        )


def _room(facts: Facts, candidates: Candidates, decided: NDArray[np.int64]) -> Iterator[str]:
    hosts = facts.options["host"].to_numpy()[decided]
    for host in np.unique(hosts).tolist():
        room = candidates.spare_m2[host]
        need = np.nansum(candidates.need_m2[decided][hosts == host])
        if need > room + 1e-6:
            yield (
                f"room at {facts.holdings['shown'].iloc[host]}: {room:,.0f} m² to spare, "
                f"and what is accepted to move in needs {need:,.0f} m²"
            )


def _crowded(facts: Facts, decided: NDArray[np.int64], limits: Limits) -> Iterator[str]:
    moving = np.unique(facts.options["guest"].to_numpy()[decided])
    told = set()
    for crowd in limits.crowds:
        names = ", ".join(facts.holdings["shown"].iloc[np.intersect1d(crowd, moving)])
        if len(np.intersect1d(crowd, moving)) > 1 and names not in told:
            told.add(names)
            yield f"floor under access: of {names}, which serve the same residents, one at most may move"


def _too_many(decided: NDArray[np.int64], limits: Limits) -> Iterator[str]:
    if limits.max_moves is not None and len(decided) > limits.max_moves:
        yield f"{len(decided):,} moves are accepted, and at most {limits.max_moves:,} may be made"


def _unpaid(columns: Columns, limits: Limits, currency: str) -> Iterator[str]:
    """Yield the years whose budgets together cannot pay for what is accepted, and what is short at the least."""
    fixed = columns.take(np.flatnonzero(columns.is_fixed))
    budget = dict(limits.budget_gbp or {})
    short = _shortfall(fixed, budget)
    if short <= 0.5:
        return
    clash = dict(budget)
    for year in sorted(budget):
        without = {one: gbp for one, gbp in clash.items() if one != year}
        if _shortfall(fixed, without) > 0.5:
            clash = without
    years = ", ".join(f"{year} ({in_full(gbp, currency)})" for year, gbp in sorted(clash.items()))
    lacking = f"{in_full(short, currency)} short at the least"
    yield f"the budgets of {years} do not pay for what is accepted: {lacking}"


def _shortfall(fixed: Columns, budget: Mapping[int, float]) -> float:
    """Return by how much budgets must be exceeded, in all years together, for what is fixed to happen."""
    spend = np.nan_to_num(fixed.spend_gbp)
    if not len(fixed) or not budget:
        return 0.0
    options, row = np.unique(fixed.option, return_inverse=True)
    many, years = len(fixed), sorted(budget)
    once = sparse.coo_array((np.ones(many), (row, np.arange(many))), shape=(len(options), many + len(years)))
    paid = sparse.hstack(
        [
            sparse.csr_array([np.where(fixed.year == year, spend, 0.0) for year in years]),
            -sparse.eye_array(len(years)),
        ]
    )
    with quiet():
        solution = milp(
            np.concatenate([np.zeros(many), np.ones(len(years))]),
            constraints=[
                LinearConstraint(once.tocsr(), 1.0, 1.0),
                LinearConstraint(paid.tocsr(), -np.inf, [budget[year] for year in years]),
            ],
            bounds=Bounds(0, np.concatenate([np.ones(many), np.full(len(years), np.inf)])),
            integrality=np.concatenate([np.ones(many), np.zeros(len(years))]),
        )
    return float(solution.fun)
