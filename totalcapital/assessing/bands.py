"""Each holding's band: surplus, under-used, watch, used, or unknown; and its spare floor area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.assessing.rules import MEASURES, Rule, conversion_nia_per_gia, load_rules
from totalcapital.tables import BAND_TABLE, UNDERUSE, join_list, split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["AssessResult", "assess"]

_ORDER: Final = {"surplus": 0, "under-used": 1, "watch": 2, "used": 3}
_CONFIDENCE: Final = {"high": 0, "medium": 1, "low": 2}
#: Rules that only repeat what the register says of a state; passing them shows no use.
_STATES: Final = ("declared-surplus", "vacant-building", "vacant-land", "closed-no-successor")
_OFFICES: Final = ("office", "town-hall", "customer-service", "jobcentre")
#: Square metres a person needs, for low, central and high spare space.
_PER_PERSON_M2: Final = (12.0, 10.0, 8.0)


@dataclass(frozen=True, slots=True)
class AssessResult:
    """What the ``assess`` stage made."""

    underuse: pd.DataFrame
    bands: pd.DataFrame


def assess(
    assets: pd.DataFrame, holdings: pd.DataFrame, *, agencies: pd.DataFrame, thresholds: Mapping[str, float]
) -> AssessResult:
    """Try every rule on every record it applies to, and put each holding in a band.

    The worst finding decides. A holding on which a measurement was made and nothing found is
    *used*; one on which none could be made is *unknown*, with what would settle it.

    Parameters
    ----------
    thresholds
        Rule id to threshold, in place of the published one.

    Returns
    -------
    AssessResult
        ``underuse``: one row per rule and record tried, excess 0 where it passed; ``bands``: one
        row per holding.
    """
    sector = agencies.set_index("agency_id")["sector"]
    records = assets.assign(sector=assets["agency_id"].map(sector))
    tried = pd.concat([_try(rule, records) for rule in load_rules(thresholds)], ignore_index=True)
    underuse = UNDERUSE.conform(
        tried.reindex(columns=UNDERUSE.column_names).sort_values(["asset_id", "rule_id"], ignore_index=True)
    )
    bands = _bands(holdings, tried, records)
    return AssessResult(underuse, BAND_TABLE.conform(bands))


def _try(rule: Rule, records: pd.DataFrame) -> pd.DataFrame:
    """Return one row per record tried, with its band where the rule found something."""
    found = MEASURES[rule.id](records)
    if len(found) < rule.peers_at_least:
        found = found.iloc[:0]
    measured = found["measured"].to_numpy(float)
    flagged, watched = _beyond(rule, measured, rule.flag), _beyond(rule, measured, rule.watch)
    lower = rule.watch if rule.watch is not None else rule.flag
    threshold: NDArray[np.float64] = np.where(flagged, _number(rule.flag), _number(lower))
    return found.assign(
        rule_id=rule.id,
        rule_version=rule.version,
        threshold=threshold,
        unit=rule.unit,
        excess=np.where(flagged | watched, _excess(rule, measured, threshold), 0.0),
        finding=np.where(flagged, rule.band, np.where(watched, "watch", "used")),
        confidence=rule.confidence,
    )


def _number(bound: float | None) -> float:
    return np.nan if bound is None else bound


def _beyond(rule: Rule, measured: NDArray[np.float64], bound: float | None) -> NDArray[np.bool_]:
    """Tell which measurements are beyond a threshold; none where there is no such threshold."""
    if bound is None:
        return np.zeros(len(measured), dtype=bool)
    if rule.unit == "status":
        return measured >= bound
    return measured <= bound if rule.is_low_bad else measured > bound


def _excess(rule: Rule, measured: NDArray[np.float64], bound: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far beyond the threshold a measurement is, 0 to 1."""
    if rule.unit == "status":
        return np.ones(len(measured))
    if rule.is_low_bad:
        share = (bound - measured) / bound
    else:
        top = 100.0 if rule.unit == "%" else 2 * bound
        share = (measured - bound) / (top - bound)
    return np.clip(share, 0.01, 1.0)


def _bands(holdings: pd.DataFrame, tried: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    pairs = pd.DataFrame(
        [
            (h, a)
            for h, ids in zip(holdings["holding_id"], holdings["asset_ids"], strict=True)
            for a in split_list(ids)
        ],
        columns=["holding_id", "asset_id"],
    )
    state = records.set_index("asset_id")["status"]
    now = holdings.set_index("holding_id")["status"]
    is_past = (pairs["asset_id"].map(state) == "closed") & (pairs["holding_id"].map(now) != "closed")
    joined = pairs[~is_past].merge(tried, on="asset_id", how="inner")
    joined = joined[~((joined["finding"] == "used") & joined["rule_id"].isin(_STATES))]
    joined = joined.assign(order=joined["finding"].map(_ORDER), sure=joined["confidence"].map(_CONFIDENCE))
    best = (
        joined.sort_values(["order", "sure", "rule_id"]).drop_duplicates("holding_id").set_index("holding_id")
    )
    frame = holdings[["holding_id"]].copy()
    frame["band"] = frame["holding_id"].map(best["finding"]).astype(object).fillna("unknown")
    frame["confidence"] = frame["holding_id"].map(best["confidence"])
    spare = _spare(holdings, frame["band"].to_numpy(object))
    for name in ("spare_low_m2", "spare_m2", "spare_high_m2"):
        frame[name] = spare[name]
    frame["would_be_known_by"] = [
        join_list(_wanted(service)) if band == "unknown" else None
        for band, service in zip(frame["band"], holdings["service"], strict=True)
    ]
    return frame


def _spare(holdings: pd.DataFrame, band: NDArray[np.object_]) -> pd.DataFrame:
    """Return spare floor area, null where nothing tells it; what is let to others is not spare."""
    area, none = holdings["floor_area_m2"], pd.Series(np.nan, index=holdings.index)
    frame = pd.DataFrame({"spare_low_m2": none, "spare_m2": none, "spare_high_m2": none})
    is_office = holdings["service"].isin(_OFFICES) & (holdings["staff_fte"] > 0) & (area > 0)
    is_office &= holdings["floor_area_basis"].isin(["NIA", "GIA"])
    net = holdings["floor_area_basis"].map({"NIA": 1.0, "GIA": conversion_nia_per_gia()[1]}).astype(float)
    for name, per_person in zip(frame.columns, _PER_PERSON_M2, strict=True):
        spare = (area * net - holdings["staff_fte"] * per_person).clip(lower=0.0)
        frame[name] = spare.where(is_office)
    stated = holdings["unused_area_m2"].fillna(area * holdings["unused_pct"] / 100)
    is_empty = np.isin(band, ["surplus", "under-used"]) & holdings["status"].isin(
        ["vacant", "surplus", "disposal"]
    )
    is_empty &= holdings["property_kind"].isin(["building", "both"]) & area.notna() & stated.isna()
    for name in frame.columns:
        frame[name] = frame[name].where(stated.isna(), stated).where(~is_empty, area)
    is_let = holdings["is_leased_out"].fillna(value=False).astype(bool)
    return frame.mask(is_let)


_WANTED: Final = {
    "school": ("capacity", "pupils on roll"), "nursery": ("capacity", "pupils on roll"), "library": ("opening hours",),
    "hospital": ("unused floor area", "non-clinical share"), "clinic": ("unused floor area", "non-clinical share"),
    "gp-practice": ("unused floor area",), "mental-health": ("unused floor area", "non-clinical share"),
    "office": ("floor area", "staff based there"), "town-hall": ("floor area", "staff based there"),
    "jobcentre": ("floor area", "staff based there"), "customer-service": ("floor area", "staff based there"),
}  # fmt: skip


def _wanted(service: object) -> tuple[str, ...]:
    return _WANTED.get(service, ("status (vacant or surplus)", "unused floor area"))  # type: ignore[call-overload,no-any-return]
