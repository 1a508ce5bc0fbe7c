"""Rules on how much of a building's floor area its agency says is not used, or not clinical."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.assessing.benchmarks import is_building, is_of_kind, is_open
from totalcapital.assessing.tested import Given, Piece, measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["nhs_non_clinical", "nhs_unused", "other_unused", "unused_m2", "unused_pct"]


def unused_pct(records: pd.DataFrame) -> pd.Series:
    """Return the share that is not used, stated or from two areas; null where there is more of it than of all."""
    area = records["floor_area_m2"].where(records["floor_area_m2"] > 0)
    share = records["unused_pct"].fillna(records["unused_area_m2"] / area * 100)
    return share.where(share.between(0.0, 100.0))


def unused_m2(holdings: pd.DataFrame) -> pd.Series:
    """Return the area that is not used, on the basis of the floor area; null where there is more of it than of all."""
    area = holdings["floor_area_m2"].where(holdings["floor_area_m2"] > 0)
    by_share = area * holdings["unused_pct"].where(holdings["unused_pct"].between(0.0, 100.0)) / 100
    stated = holdings["unused_area_m2"].fillna(by_share)
    return stated.where((stated >= 0) & ~(stated > area))


def nhs_unused(records: pd.DataFrame, _: Given) -> pd.DataFrame:
    """Measure the unused share of every NHS building."""
    mine = (records["sector"] == "nhs").fillna(value=False)
    return _unused(records[mine & is_open(records) & (is_building(records) | _says(records))])


def other_unused(records: pd.DataFrame, _: Given) -> pd.DataFrame:
    """Measure the unused share of other bodies' buildings that give some floor area."""
    others = ~(records["sector"] == "nhs").fillna(value=False)
    gives = _says(records) | ((records["floor_area_m2"] > 0) & is_building(records) & is_open(records))
    return _unused(records[others & gives])


def _says(records: pd.DataFrame) -> pd.Series:
    return records["unused_pct"].notna() | records["unused_area_m2"].notna()


def _unused(rows: pd.DataFrame) -> pd.DataFrame:
    share = unused_pct(rows)
    area, unused = rows["floor_area_m2"], rows["unused_area_m2"]

    def words(told: pd.DataFrame) -> Sequence[str]:
        return [f"{pct:.1f} % of the floor area is not used or under-used" for pct in share[told.index]]

    within = ~(unused > area) | ~(area > 0)
    pieces = [
        Piece("floor area", share.notna() | (area > 0), area, "floor area {:,.0f} m²"),
        Piece("unused floor area", share.notna() | unused.notna(), unused, "{:,.0f} m² not used"),
        Piece("an unused floor area within the whole", share.notna() | within, unused.where(unused.isna())),
    ]
    return measured(rows, share, words, pieces)


def nhs_non_clinical(records: pd.DataFrame, _: Given) -> pd.DataFrame:
    """Measure the share of NHS floor area that is not clinical."""
    clinical = (records["sector"] == "nhs").fillna(value=False) & is_of_kind(records, "clinical")
    rows = records[records["non_clinical_pct"].notna() | (clinical & is_open(records))]
    share = rows["non_clinical_pct"]

    def words(told: pd.DataFrame) -> Sequence[str]:
        return [f"{pct:.1f} % is not clinical" for pct in share[told.index]]

    return measured(rows, share, words, [Piece("share that is not clinical", share.notna(), share)])
