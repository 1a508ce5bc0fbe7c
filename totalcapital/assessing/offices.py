"""Rules on offices: floor area and desks for the people based there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from totalcapital.assessing.areas import NIA_PER_GIA, WANTED_AREA, area_words, net_area
from totalcapital.assessing.benchmarks import is_building, is_of_kind, is_open
from totalcapital.assessing.tested import Given, Piece, measured

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["desks_per_ten", "space_per_person"]


def space_per_person(records: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Measure net internal area for each full-time equivalent; a gross area is converted, no other."""
    rows = _offices(records, "offices")
    net = net_area(rows["floor_area_m2"], rows["floor_area_basis"], given.assumptions)["central"]
    net = net.where(net > 0)
    staff = rows["staff_fte"].where(rows["staff_fte"] > 0)
    share = given.assumptions.value(NIA_PER_GIA)

    def words(told: pd.DataFrame) -> Sequence[str]:
        return [
            f"{area:.0f} m² {basis} for {people:g} staff"
            + (f" (NIA taken as {share:g} of GIA)" if basis == "GIA" else "")
            for area, basis, people in zip(
                told["floor_area_m2"], told["floor_area_basis"], told["staff_fte"], strict=True
            )
        ]

    stated = pd.Series(area_words(rows), index=rows.index, dtype=object).where(rows["floor_area_m2"].notna())
    pieces = [Piece(WANTED_AREA, net.notna(), stated), _staff(staff)]
    return measured(rows, net / staff, words, pieces)


def desks_per_ten(records: pd.DataFrame, _: Given) -> pd.DataFrame:
    """Count workstations for each ten full-time equivalents."""
    rows = _offices(records, "desk_sharing")
    desks = rows["workstations_count"].astype("float64")
    staff = rows["staff_fte"].where(rows["staff_fte"] > 0)

    def words(told: pd.DataFrame) -> Sequence[str]:
        return [
            f"{n:.0f} desks for {people:g} staff"
            for n, people in zip(desks[told.index], told["staff_fte"], strict=True)
        ]

    pieces = [Piece("workstations", desks.notna(), desks, "{:.0f} desks"), _staff(staff)]
    return measured(rows, desks / staff * 10, words, pieces)


def _offices(records: pd.DataFrame, kind: str) -> pd.DataFrame:
    return records[is_of_kind(records, kind) & is_building(records) & is_open(records)]


def _staff(staff: pd.Series) -> Piece:
    return Piece("staff based there", staff.notna(), staff, "{:g} staff")
