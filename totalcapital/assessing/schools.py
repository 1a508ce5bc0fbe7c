"""The rule on schools: places without a pupil."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.assessing.benchmarks import is_of_kind, is_open
from totalcapital.assessing.tested import Given, Piece, measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["spare_places"]


def spare_places(records: pd.DataFrame, _: Given) -> pd.DataFrame:
    """Measure the share of a school's places that no pupil takes; no roll is not an empty school."""
    rows = records[is_of_kind(records, "schools") & is_open(records)]
    places = rows["capacity_count"].astype("float64")
    places = places.where(places > 0)
    roll = rows["occupied_count"].astype("float64")

    def words(told: pd.DataFrame) -> Sequence[str]:
        return [
            f"{pupils:.0f} pupils for {n:.0f} places"
            for pupils, n in zip(roll[told.index], places[told.index], strict=True)
        ]

    pieces = [
        Piece("capacity", places.notna(), places, "{:.0f} places"),
        Piece("pupils on roll", roll.notna(), roll, "{:.0f} pupils"),
    ]
    return measured(rows, (places - roll) / places * 100, words, pieces)
