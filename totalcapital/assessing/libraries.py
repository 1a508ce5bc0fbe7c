"""The rule on libraries: how long they open, beside the others of the estate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.assessing.benchmarks import is_open
from totalcapital.assessing.peers import Peers
from totalcapital.assessing.tested import Given, Piece, measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["short_hours"]


def short_hours(records: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Measure the share of the estate's libraries that open as little or less: low is short."""
    rows = records[(records["service"] == "library") & is_open(records)]
    hours = rows["opening_hours_week"].where(rows["opening_hours_week"] > 0)
    peers = Peers(hours, rows["service"], at_least=given.peers_at_least)
    share = peers.share_as_low()

    def words(told: pd.DataFrame) -> Sequence[str]:
        return [
            f"open {h:g} hours a week; {p:.0%} of the {n} libraries that say their hours open as little or less"
            for h, p, n in zip(hours[told.index], share[told.index], peers.counts[told.index], strict=True)
        ]

    pieces = [
        Piece("opening hours", hours.notna(), hours, "open {:g} hours a week"),
        peers.piece("opening hours"),
    ]
    return measured(rows, share, words, pieces)
