"""Rules on what a register itself says of a property's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from totalcapital.assessing.tested import Given, Piece, measured, said

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["closed", "declared_surplus", "long_vacant", "vacant_building", "vacant_land"]


def declared_surplus(records: pd.DataFrame, _: Given) -> pd.DataFrame:
    """Find what the register says is surplus or for disposal."""
    rows = records[records["status"].isin(["surplus", "disposal"])]
    return said(rows, "the register says surplus or for disposal")


def vacant_building(records: pd.DataFrame, _: Given) -> pd.DataFrame:
    """Find buildings that the register says are vacant."""
    rows = records[(records["status"] == "vacant") & _is_said_building(records)]
    return said(rows, "the register says this building is vacant")


def vacant_land(records: pd.DataFrame, _: Given) -> pd.DataFrame:
    """Find land that the register says is vacant; what it does not call a building counts as land."""
    rows = records[(records["status"] == "vacant") & ~_is_said_building(records)]
    return said(rows, "the register says vacant, of land or of it does not say what")


def closed(records: pd.DataFrame, _: Given) -> pd.DataFrame:
    """Find what the register says has closed."""
    return said(
        records[records["status"] == "closed"],
        "closed; the register does not say what became of the building",
    )


def long_vacant(records: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Count the whole months that a building has been vacant; a day still to come tells nothing."""
    rows = records[(records["status"] == "vacant") & _is_said_building(records)]
    since, now = rows["status_date"], pd.Timestamp(given.as_of)
    whole = (now.year - since.dt.year) * 12 + now.month - since.dt.month
    whole -= ((since.dt.day > now.day) & (now.day < now.days_in_month)).astype(int)
    months = pd.Series(np.where(since <= now, whole, np.nan), index=rows.index, dtype="float64")

    def words(told: pd.DataFrame) -> Sequence[str]:
        days = told["status_date"].dt.strftime("%Y-%m-%d")
        return [
            f"vacant since {day}, {n:.0f} whole months"
            for day, n in zip(days, months[told.index], strict=True)
        ]

    piece = Piece(
        "since when it has been vacant", months.notna(), since.dt.strftime("%Y-%m-%d"), "from {} on"
    )
    return measured(rows, months, words, [piece])


def _is_said_building(records: pd.DataFrame) -> pd.Series:
    return records["property_kind"].isin(["building", "both"])
