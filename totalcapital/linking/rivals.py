"""Which records have another of their kind close by: where one has none, the ground alone tells much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.linking.records import Records

__all__ = ["Rivals", "rivals_of"]


@dataclass(frozen=True, slots=True)
class Rivals:
    """For each record and register: how many records of its kind the register has within reach of it.

    Attributes
    ----------
    keys, counts
        Record and register as one number, in order, and the count; what is not there has none.
    pairs
        The pairs counted, as one number each, in order.
    """

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    pairs: NDArray[np.int64]
    registers: int
    size: int

    def levels(
        self, i: NDArray[np.int64], j: NDArray[np.int64], register: NDArray[np.int64]
    ) -> NDArray[np.int8]:
        """Return 1 where each of two has only the other, 2 where one has more, 0 of pairs not counted."""
        low, high = np.minimum(i, j), np.maximum(i, j)
        is_counted = np.isin(low * np.int64(self.size) + high, self.pairs)
        alone = (self._count(i, register[j]) <= 1) & (self._count(j, register[i]) <= 1)
        return np.where(is_counted, np.where(alone, 1, 2), 0).astype(np.int8)

    def _count(self, record: NDArray[np.int64], register: NDArray[np.int64]) -> NDArray[np.int64]:
        key = record * np.int64(self.registers) + register
        if not len(self.keys):
            return np.zeros(len(key), dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        found: NDArray[np.int64] = np.where(self.keys[at] == key, self.counts[at], 0)
        return found


def rivals_of(records: Records, pairs: NDArray[np.int64]) -> Rivals:
    """Count the records of one kind within reach of each other, of two registers.

    Parameters
    ----------
    pairs
        The pairs that are compared, rows ``i < j``.
    """
    kinds = np.array([title.kinds for title in records.titles], dtype=np.int64)[records.title]
    i, j = pairs[:, 0], pairs[:, 1]
    chosen = (kinds[i] & kinds[j] != 0) & (records.register[i] != records.register[j])
    chosen &= ~(records.is_closed[i] | records.is_closed[j])
    i, j = i[chosen], j[chosen]
    with np.errstate(invalid="ignore"):
        near = (
            shapely.distance(records.shapes[i], records.shapes[j])
            <= records.accuracy_m[i] + records.accuracy_m[j]
        )
    i, j = i[near], j[near]
    registers = int(records.register.max(initial=0)) + 1
    keys = np.concatenate([i * registers + records.register[j], j * registers + records.register[i]])
    unique, counts = np.unique(keys, return_counts=True)
    size = max(len(records), 1)
    return Rivals(unique, counts, np.sort(i * np.int64(size) + j), registers, size)
