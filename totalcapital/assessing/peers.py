"""Where a measurement stands among those of its peers, where there are enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.assessing.tested import Piece

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Peers"]


class Peers:
    """Measurements in groups of peers: records of one kind that are measured alike.

    Parameters
    ----------
    values
        The measurements; null is not of the group.
    group
        What each is a peer of; null: of nothing.
    at_least
        Measurements a group must have before any of it is tested.
    """

    def __init__(self, values: pd.Series, group: pd.Series, *, at_least: int) -> None:
        self._values = values.where(group.notna())
        self._by = self._values.groupby(group.fillna(""))
        self.counts = self._by.transform("count")
        self._is_enough = self.counts >= at_least
        self._at_least = at_least

    def share_as_low(self) -> pd.Series:
        """Return the share of the group, itself counted, that is as low or lower; null: too few peers."""
        return self._by.rank(method="max", pct=True).where(self._is_enough)

    def share_lower(self) -> pd.Series:
        """Return the share of the group that is lower; null: too few peers."""
        return ((self._by.rank(method="min") - 1) / self.counts).where(self._is_enough)

    def piece(self, what: str) -> Piece:
        """Return the evidence that a record that is measured has peers enough."""
        too_few = (self.counts < self._at_least) & self._values.notna()
        counts = self.counts.where(too_few)
        return Piece(f"{what} of at least {self._at_least} alike", ~too_few, counts, "of {:.0f} alike")
