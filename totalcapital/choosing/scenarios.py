"""The stage: each scenario's best set of moves, what it is worth, what holds it back, what is not known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from totalcapital.choosing.candidates import candidates_of
from totalcapital.choosing.clashes import clashes_of
from totalcapital.choosing.columns import columns_of
from totalcapital.choosing.crowds import crowds_of
from totalcapital.choosing.facts import facts_of
from totalcapital.choosing.lacking import lacking_words
from totalcapital.choosing.limits import Limits
from totalcapital.choosing.outcome import outcome_of
from totalcapital.choosing.search import search
from totalcapital.choosing.words import binding_words, cannot_words, limit_words, reason_words
from totalcapital.currency import POUNDS
from totalcapital.resources import geodata
from totalcapital.sections import Scenario
from totalcapital.tables import MOVES, SCENARIOS, join_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions
    from totalcapital.choosing.candidates import Candidates
    from totalcapital.choosing.facts import Facts
    from totalcapital.choosing.limits import Columns
    from totalcapital.choosing.search import Found

__all__ = ["ChooseResult", "Plan", "choose"]

_UNITS: Final = {"npv": "GBP", "running-cost": "GBP a year", "space": "m2"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is chosen for, and what all scenarios share."""

    scenarios: Mapping[str, Scenario]
    """By id; one of the name "best", with no limits, where there is none."""
    as_of: dt.date
    reach_m: float
    """How far people go: within twice of it two guests of one service count on each other."""
    assumptions: Assumptions
    currency: str = POUNDS


@dataclass(frozen=True, slots=True)
class ChooseResult:
    """What the ``choose`` stage made."""

    scenarios: pd.DataFrame
    moves: pd.DataFrame


def choose(
    options: pd.DataFrame,
    appraisals: pd.DataFrame,
    *,
    holdings: pd.DataFrame,
    bands: pd.DataFrame,
    needs: pd.DataFrame,
    plan: Plan,
) -> ChooseResult:
    """Choose, for each scenario, the moves that are worth most and can all happen together.

    A guest moves once; what has moved out hosts nobody; the guests of a host need no more than its
    room; what is vetoed, rejected or parked takes no part; what is accepted happens. An option of which
    room, need or worth is not known is left out and counted, never taken for nought.

    Parameters
    ----------
    options
        The ``colocation`` table, both directions; its lines begin at the host and end at the guest.
    appraisals
        What each option is worth.

    Returns
    -------
    ChooseResult
        ``scenarios`` in the order of the estate file, ``moves`` by scenario and option.
    """
    facts = facts_of(
        options,
        appraisals,
        holdings=holdings,
        bands=bands,
        needs=needs,
        nia_per_gia=plan.assumptions.value("area.nia-per-gia"),
        currency=plan.currency,
    )
    points = _guest_points(options, facts, plan)
    rows, moves = [], []
    for name, scenario in (dict(plan.scenarios) or {"best": Scenario()}).items():
        row, chosen = _one(name, scenario, facts=facts, points=points, plan=plan)
        rows.append(row)
        moves.append(chosen)
    every = pd.concat(moves, ignore_index=True) if moves else pd.DataFrame()
    return ChooseResult(SCENARIOS.conform(pd.DataFrame(rows)), MOVES.conform(every))


@cache
def _not_visited() -> frozenset[str]:
    read = tomllib.loads(geodata("codelists", "visited.toml").read_text(encoding="utf-8"))
    return frozenset(read["not_visited"])


def _guest_points(options: pd.DataFrame, facts: Facts, plan: Plan) -> NDArray[np.float64] | None:
    """Return where each holding stands that is a guest: the end of its options' lines; null: no floor is set."""
    if all(one.access_floor_pct is None for one in plan.scenarios.values()):
        return None
    points = np.full((len(facts.holdings), 2), np.nan)
    lines = options["geometry"].to_numpy()
    known = np.flatnonzero(~shapely.is_missing(lines))
    guests = pd.Index(facts.holdings["holding_id"]).get_indexer(options["guest_id"].iloc[known])
    points[guests] = shapely.get_coordinates(shapely.get_point(lines[known], -1))
    return points


def _one(
    name: str, scenario: Scenario, *, facts: Facts, points: NDArray[np.float64] | None, plan: Plan
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return one scenario's row and its moves."""
    candidates = candidates_of(
        facts,
        scenario,
        as_of=plan.as_of,
        not_visited=_not_visited(),
        deprived_at_least=plan.assumptions.value("access.deprived-at-least"),
    )
    columns = columns_of(facts, candidates, scenario, plan.as_of, plan.assumptions)
    limits = _limits(scenario, candidates, columns, facts=facts, points=points, plan=plan)
    row = {
        "scenario_id": name,
        "objective": scenario.objective,
        "unit": _UNITS[scenario.objective],
        "limits": join_list(limit_words(scenario, facts)),
        "options_count": len(np.unique(columns.option)),
        "left_out_count": int(np.logical_or.reduce(list(candidates.lacks.values())).sum()),
        "moves_count": 0,
        "without_money_count": 0,
        "missing": join_list(lacking_words(facts, candidates, plan.assumptions)),
    }
    clashes = clashes_of(facts, candidates, columns, limits)
    if clashes:
        said = "No set: the moves that people accepted cannot all happen."
        return row | {"status": "infeasible", "binding": join_list(clashes), "reason": said}, pd.DataFrame()
    if not len(columns):
        said = cannot_words(facts, candidates)
        return row | {"status": "cannot-choose", "reason": said}, pd.DataFrame()
    found = search(columns, limits, time_limit_s=scenario.time_limit_s)
    moves, sums = outcome_of(
        facts, candidates, columns.take(found.chosen), as_of=plan.as_of, assumptions=plan.assumptions
    )
    listed = int(plan.assumptions.value("choose.rooms-named"))
    binding = binding_words(
        facts, candidates, columns=columns, chosen=found.chosen, limits=limits, listed=listed
    )
    row |= sums | _proof(columns, found) | {"binding": join_list(binding)}
    return row | {"reason": reason_words(row, scenario, plan.currency)}, moves.assign(scenario_id=name)


def _limits(
    scenario: Scenario,
    candidates: Candidates,
    columns: Columns,
    *,
    facts: Facts,
    points: NDArray[np.float64] | None,
    plan: Plan,
) -> Limits:
    """Return what the moves of a scenario share."""
    asked = np.unique(columns.guest[candidates.is_asked[columns.option]])
    crowds: tuple[NDArray[np.int64], ...] = ()
    if points is not None and len(asked):
        crowds = crowds_of(
            asked, points[asked], holdings=facts.holdings, not_visited=_not_visited(), reach_m=plan.reach_m
        )
    budget = {int(year): gbp for year, gbp in scenario.budget_gbp_by_year.items()}
    uncounted = int(candidates.is_decided.sum()) - len(np.unique(columns.option[columns.is_fixed]))
    return Limits(candidates.spare_m2, crowds, budget or None, scenario.max_moves, uncounted)


def _proof(columns: Columns, found: Found) -> dict[str, Any]:
    """Return what the set reaches, what none can exceed, and how far apart the two are."""
    value = float(columns.worth[found.chosen].sum())
    gap = 100.0 * (found.bound - value) / abs(found.bound) if found.bound else 0.0
    is_best = found.is_proven or found.bound <= value
    return {
        "status": "optimal" if is_best else "time-limit",
        "value": value,
        "bound": found.bound,
        "gap_pct": round(gap, 4),
    }
