"""What the rules find of each record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.assessing import floor_use, libraries, offices, plots, schools, states
from totalcapital.assessing.tested import Given

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from totalcapital.assessing.rules import Rule
    from totalcapital.assumptions import Assumptions

__all__ = ["MEASURES", "try_rules"]

#: Rule id: how it is measured, as asset_id, measured, evidence and would_be_known_by of the records of its kind.
MEASURES: Final[Mapping[str, Callable[[pd.DataFrame, Given], pd.DataFrame]]] = {
    "declared-surplus": states.declared_surplus,
    "vacant-building": states.vacant_building,
    "operational-surplus": states.long_vacant,
    "vacant-land": states.vacant_land,
    "closed-no-successor": states.closed,
    "nhs-unused-share": floor_use.nhs_unused,
    "unused-share": floor_use.other_unused,
    "nhs-non-clinical": floor_use.nhs_non_clinical,
    "land-not-delivering-services": plots.unused_land,
    "plot-ratio": plots.plot_ratio,
    "school-spare-places": schools.spare_places,
    "office-space-per-person": offices.space_per_person,
    "office-desks-per-10-staff": offices.desks_per_ten,
    "library-opening-hours": libraries.short_hours,
}


def try_rules(
    records: pd.DataFrame, rules: Sequence[Rule], *, as_of: dt.date, assumptions: Assumptions
) -> pd.DataFrame:
    """Return one row for each rule and record of its kind, with what the rule says of itself.

    Parameters
    ----------
    records
        Assets with the ``sector`` of their agency.
    """
    tried = [_try(rule, records, Given(as_of, assumptions, rule.peers_at_least)) for rule in rules]
    return pd.concat([each for each in tried if len(each)] or tried[:1], ignore_index=True)


def _try(rule: Rule, records: pd.DataFrame, given: Given) -> pd.DataFrame:
    found = MEASURES[rule.id](records, given)
    measured = found["measured"].to_numpy(float)
    known = ~np.isnan(measured)
    flagged, watched = _beyond(rule, measured, rule.flag), _beyond(rule, measured, rule.watch)
    threshold = np.where(known, np.where(flagged, _number(rule.flag), _number(rule.mildest)), np.nan)
    excess = np.where(flagged | watched, _excess(rule, measured, threshold), np.where(known, 0.0, np.nan))
    passed = np.where(known, "used", "unknown")
    return found.assign(
        rule_id=rule.id,
        rule_version=rule.version,
        threshold=threshold,
        unit=rule.unit,
        excess=excess,
        finding=np.where(flagged, rule.band, np.where(watched, "watch", passed)),
        confidence=rule.confidence,
        shows_use=rule.shows_use,
    )


def _number(bound: float | None) -> float:
    return np.nan if bound is None else bound


def _beyond(rule: Rule, measured: NDArray[np.float64], bound: float | None) -> NDArray[np.bool_]:
    """Tell which measurements are beyond a threshold; none where there is no such threshold."""
    if bound is None:
        return np.zeros(len(measured), dtype=bool)
    if rule.test == "at least":
        return measured >= bound
    return measured <= bound if rule.test == "at most" else measured > bound


def _excess(rule: Rule, measured: NDArray[np.float64], bound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far beyond the threshold a measurement is, 0 to 1."""
    if rule.unit == "status":
        return np.ones(len(measured))
    most = {"%": 100.0, "share of peers": 1.0}.get(rule.unit)
    away = bound - measured if rule.test == "at most" else measured - bound
    room = bound if rule.test == "at most" or most is None else most - bound
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip(np.where(room > 0, away / room, 1.0), 0.01, 1.0)
