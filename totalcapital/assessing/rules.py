"""The under-use rules: each measures one thing on the records it applies to.

A rule returns nothing for a record whose evidence is missing: null is never read as zero, fully
used, or fit.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.errors import EstateFileError
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["MEASURES", "Rule", "conversion_nia_per_gia", "load_rules"]

_OFFICES: Final = ("office", "town-hall", "customer-service", "jobcentre")
_SCHOOLS: Final = ("school", "nursery")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its thresholds, in ``unit``."""

    id: str
    version: str
    unit: str
    confidence: str
    source: str
    flag: float | None = None
    watch: float | None = None
    band: str = "under-used"
    peers_at_least: int = 0
    """Records that must be measured before any is tested."""
    is_low_bad: bool = False


@cache
def _data() -> dict[str, object]:
    return tomllib.loads(geodata("benchmarks", "underuse.toml").read_text(encoding="utf-8"))


def load_rules(thresholds: Mapping[str, float]) -> Sequence[Rule]:
    """Return the rules, with the estate file's thresholds in place of the published ones.

    Raises
    ------
    EstateFileError
        If a threshold is given for a rule that does not exist.
    """
    rules = [Rule(**entry) for entry in _data()["rule"]]  # type: ignore[attr-defined]
    known = [rule.id for rule in rules]
    for rule_id in thresholds:
        if rule_id not in known:
            raise EstateFileError(
                f"[underuse] thresholds: no rule {rule_id!r}; rules are {', '.join(known)}."
            )
    made = []
    for rule in rules:
        if rule.id not in thresholds:
            made.append(rule)
            continue
        named = "flag" if rule.flag is not None else "watch"
        values = {name: getattr(rule, name) for name in Rule.__dataclass_fields__}
        made.append(Rule(**{**values, named: thresholds[rule.id], "version": rule.version + "+estate"}))
    return made


def conversion_nia_per_gia() -> tuple[float, float, float]:
    """Return net internal as a share of gross internal area: low, central, high."""
    low, central, high = _data()["conversions"]["nia_per_gia"]  # type: ignore[index]
    return low, central, high


def _frame(rows: pd.DataFrame, measured: pd.Series, evidence: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {"asset_id": rows["asset_id"], "measured": measured.astype(float), "evidence": evidence}
    )


def _said(rows: pd.DataFrame, words: str) -> pd.DataFrame:
    return _frame(rows, pd.Series(1.0, index=rows.index), pd.Series(words, index=rows.index))


def _declared_surplus(assets: pd.DataFrame) -> pd.DataFrame:
    return _said(
        assets[assets["status"].isin(["surplus", "disposal"])], "the register says surplus or for disposal"
    )


def _vacant_building(assets: pd.DataFrame) -> pd.DataFrame:
    is_building = assets["property_kind"].isin(["building", "both"])
    return _said(
        assets[(assets["status"] == "vacant") & is_building], "the register says this building is vacant"
    )


def _vacant_land(assets: pd.DataFrame) -> pd.DataFrame:
    is_building = assets["property_kind"].isin(["building", "both"])
    return _said(
        assets[(assets["status"] == "vacant") & ~is_building],
        "the register says vacant, of land or of it does not say what",
    )


def _closed(assets: pd.DataFrame) -> pd.DataFrame:
    return _said(
        assets[assets["status"] == "closed"], "closed; the register does not say what became of the building"
    )


def _unused_share(assets: pd.DataFrame) -> pd.DataFrame:
    by_area = assets["unused_area_m2"] / assets["floor_area_m2"].where(assets["floor_area_m2"] > 0) * 100
    share = assets["unused_pct"].fillna(by_area)
    rows = assets[share.notna()]
    measured = share[share.notna()]
    return _frame(rows, measured, measured.map("{:.1f} % of the floor area is not used or under-used".format))


def _nhs_unused_share(assets: pd.DataFrame) -> pd.DataFrame:
    return _unused_share(assets[assets["sector"] == "nhs"])


def _other_unused_share(assets: pd.DataFrame) -> pd.DataFrame:
    return _unused_share(assets[assets["sector"] != "nhs"])


def _nhs_non_clinical(assets: pd.DataFrame) -> pd.DataFrame:
    rows = assets[assets["non_clinical_pct"].notna()]
    return _frame(
        rows, rows["non_clinical_pct"], rows["non_clinical_pct"].map("{:.1f} % is not clinical".format)
    )


def _school_spare_places(assets: pd.DataFrame) -> pd.DataFrame:
    is_school = assets["service"].isin(_SCHOOLS) & (assets["status"] != "closed")
    capacity = assets["capacity_count"].astype("float64")
    roll = assets["occupied_count"].astype("float64")
    rows = assets[is_school & capacity.gt(0) & roll.notna()]
    measured = (capacity - roll)[rows.index] / capacity[rows.index] * 100
    evidence = pd.Series(
        [
            f"{r:.0f} pupils for {c:.0f} places"
            for c, r in zip(capacity[rows.index], roll[rows.index], strict=True)
        ],
        index=rows.index,
        dtype=object,
    )
    return _frame(rows, measured, evidence)


def _office_space(assets: pd.DataFrame) -> pd.DataFrame:
    rows = assets[
        assets["service"].isin(_OFFICES)
        & (assets["staff_fte"] > 0)
        & (assets["floor_area_m2"] > 0)
        & assets["floor_area_basis"].isin(["NIA", "GIA"])
    ]
    share = conversion_nia_per_gia()[1]
    net = rows["floor_area_m2"] * rows["floor_area_basis"].map({"NIA": 1.0, "GIA": share}).astype(float)
    evidence = pd.Series(
        [
            f"{area:.0f} m² {basis} for {staff:g} staff"
            + (f" (NIA taken as {share:g} of GIA)" if basis == "GIA" else "")
            for area, basis, staff in zip(
                rows["floor_area_m2"], rows["floor_area_basis"], rows["staff_fte"], strict=True
            )
        ],
        index=rows.index,
        dtype=object,
    )
    return _frame(rows, net / rows["staff_fte"], evidence)


def _library_hours(assets: pd.DataFrame) -> pd.DataFrame:
    """Measure the share of the estate's libraries that open longer: 1 is the shortest hours."""
    rows = assets[
        (assets["service"] == "library") & (assets["opening_hours_week"] > 0) & (assets["status"] != "closed")
    ]
    hours = rows["opening_hours_week"]
    rank = hours.rank(method="max", pct=True)
    evidence = pd.Series(
        [
            f"open {h:g} hours a week; {p:.0%} of the {len(rows)} libraries that say their hours open as little or less"
            for h, p in zip(hours, rank, strict=True)
        ],
        index=rows.index,
        dtype=object,
    )
    return _frame(rows, rank, evidence)


#: Rule id: how it is measured.
MEASURES: Final[Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "declared-surplus": _declared_surplus,
    "vacant-building": _vacant_building,
    "vacant-land": _vacant_land,
    "closed-no-successor": _closed,
    "nhs-unused-share": _nhs_unused_share,
    "unused-share": _other_unused_share,
    "nhs-non-clinical": _nhs_non_clinical,
    "school-spare-places": _school_spare_places,
    "office-space-per-person": _office_space,
    "library-opening-hours": _library_hours,
}
