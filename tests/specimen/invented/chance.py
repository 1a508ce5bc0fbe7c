"""Seeded draws, made of nothing but ``random()``, so that every Python gives the same ones."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SEED", "Chance"]

SEED = "specimen 2026"
Item = TypeVar("Item")


class Chance:
    """A stream of draws that belongs to one name."""

    def __init__(self, name: str) -> None:
        self._stream = random.Random(f"{SEED}: {name}")  # noqa: S311 - invented data, no secret

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._stream.random() * (high - low + 1))

    def happens(self, share: float) -> bool:
        """Return true in that share of draws."""
        return self._stream.random() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[int(self._stream.random() * len(items))]

    def spread(self, reach: int) -> int:
        """Return a whole number around zero, seldom as far off as ``reach``."""
        return round((sum(self._stream.random() for _ in range(3)) - 1.5) / 1.5 * reach)

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Return the items in a drawn order."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.between(0, last)
            order[last], order[other] = order[other], order[last]
        return order
