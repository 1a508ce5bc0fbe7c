"""Which options a scenario can choose from, and what the others lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.choosing.facts import CASES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.choosing.facts import Facts
    from totalcapital.sections import Scenario

__all__ = ["Candidates", "candidates_of"]

_MEASURES: Final = {"npv": "npv", "running-cost": "saving"}
_SPENDING: Final = (
    "receipt", "backlog", "works", "optimism-bias", "move", "exit", "double-running",
)  # fmt: skip
_NO_END: Final = 9999
_LEASES: Final = ("leasehold", "sub-leasehold", "ground-leasehold", "licence")


@dataclass(frozen=True, slots=True)
class Candidates:
    """The options of a scenario, one value for each row of ``Facts.options``."""

    need_m2: NDArray[np.float64]
    """Floor area the guest takes of the host; NaN: not known."""
    spare_m2: NDArray[np.float64]
    """Room of each holding: one value for each row of ``Facts.holdings``."""
    released_m2: NDArray[np.float64]
    """Floor area the guest leaves empty; NaN: not known."""
    worth: NDArray[np.float64]
    """What the option adds to the objective, in whole units; NaN: not known."""
    spend_gbp: NDArray[np.float64]
    """What it costs once, above nought; NaN: not known, or no budget asks for it."""
    first_year: NDArray[np.int64]
    last_year: NDArray[np.int64]
    is_free: NDArray[np.bool_]
    """It may be chosen: everything the scenario asks of it is known, and no limit of its own rules it out."""
    is_decided: NDArray[np.bool_]
    """People accepted it."""
    is_asked: NDArray[np.bool_]
    """The scenario sets a floor under access, and it is not known that nobody visits the guest's service."""
    lacks: dict[str, NDArray[np.bool_]]
    """By what is not known: the options, of those that may take part, that lack it."""
    ruled_out: dict[str, NDArray[np.bool_]]
    """By limit: the options it rules out by themselves."""


def candidates_of(
    facts: Facts,
    scenario: Scenario,
    *,
    as_of: dt.date,
    not_visited: Collection[str],
    deprived_at_least: float,
) -> Candidates:
    """Return what a scenario can choose from.

    A floor under access protects every service but those ``not_visited``, and the most deprived fifth
    where ``deprived_at_least`` of them have the service now.
    """
    options, holdings = facts.options, facts.holdings
    spare_column, need_column, worth_column = CASES[scenario.case]
    host, guest = options["host"].to_numpy(), options["guest"].to_numpy()
    spare = holdings[spare_column].to_numpy(float)
    need = holdings[need_column].to_numpy(float)[guest]
    released = holdings["net_area_m2"].to_numpy(float)[guest]
    worth = released
    if scenario.objective != "space":
        worth = facts.amounts(_MEASURES[scenario.objective])[worth_column].to_numpy(float)
    budgeted = bool(scenario.budget_gbp_by_year)
    spend = facts.spending(_SPENDING) if budgeted else np.full(len(options), np.nan)
    asked = ~holdings["service"].isin(list(not_visited)).to_numpy()[guest]
    asked &= scenario.access_floor_pct is not None
    first, last = _years(options, as_of)
    decided = options["decision"].eq("accepted").to_numpy(bool)
    is_bound = (
        holdings["tenure"].isin(_LEASES).to_numpy()[guest] & options["window_start_date"].isna().to_numpy()
    )
    ruled_out = {
        "veto": options["vetoes"].notna().to_numpy(),
        "exclude": _excluded(facts, scenario.exclude),
        "window": ~_has_year(first, last, scenario),
        "access": asked & _below_floor(options, scenario.access_floor_pct or 0.0, deprived_at_least),
    }
    lacks = {
        "room": np.isnan(spare[host]),
        "need": np.isnan(need),
        "date": is_bound & ~decided,
        "worth": np.isnan(worth),
        "cost": np.isnan(spend) & budgeted,
        "access": asked & _is_uncounted(options),
    }
    is_shut = ruled_out["veto"] | ruled_out["exclude"] | ruled_out["window"]
    lacks = {name: one & ~is_shut for name, one in lacks.items()}
    is_free = ~np.logical_or.reduce([*ruled_out.values(), *lacks.values()])
    return Candidates(
        need, spare, released, np.round(worth), spend, first, last, is_free, decided, asked, lacks, ruled_out
    )


def _years(options: pd.DataFrame, as_of: dt.date) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last calendar year in which the leases let each option happen."""
    first = options["window_start_date"].dt.year.fillna(as_of.year).clip(lower=as_of.year)
    last = options["window_end_date"].dt.year.fillna(_NO_END)
    return first.to_numpy(np.int64), last.to_numpy(np.int64)


def _has_year(first: NDArray[np.int64], last: NDArray[np.int64], scenario: Scenario) -> NDArray[np.bool_]:
    named = sorted(map(int, scenario.budget_gbp_by_year))
    if not named:
        return np.asarray(first <= last)
    return np.asarray(np.logical_or.reduce([(first <= year) & (year <= last) for year in named]))


def _excluded(facts: Facts, exclude: Collection[str]) -> NDArray[np.bool_]:
    """Tell which options are excluded: by their own id, or that of a holding, property or agency."""
    ids = list(exclude)
    if not ids:
        return np.zeros(len(facts.options), dtype=bool)
    holdings, options = facts.holdings, facts.options
    named = holdings[["holding_id", "site_id", "agency_id"]].isin(ids).any(axis=1).to_numpy()
    found = options["option_id"].isin(ids).to_numpy()
    return np.asarray(found | named[options["host"].to_numpy()] | named[options["guest"].to_numpy()])


def _is_uncounted(options: pd.DataFrame) -> NDArray[np.bool_]:
    counts = options[["access_before_count", "access_after_count"]]
    return np.asarray(counts.isna().any(axis=1))


def _below_floor(options: pd.DataFrame, floor_pct: float, deprived_at_least: float) -> NDArray[np.bool_]:
    """Tell where fewer residents are in reach after the move than the floor asks, of all or of the most deprived."""
    below = np.zeros(len(options), dtype=bool)
    for part, at_least in (("access", 0.0), ("access_deprived", deprived_at_least)):
        before = options[f"{part}_before_count"].to_numpy(float, na_value=np.nan)
        after = options[f"{part}_after_count"].to_numpy(float, na_value=np.nan)
        with np.errstate(invalid="ignore"):
            below |= (before >= at_least) & (after * 100 < before * floor_pct)
    return below
