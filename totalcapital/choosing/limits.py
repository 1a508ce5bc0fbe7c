"""The limits that hold a set of moves together, as rows of an integer programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Columns", "Limits", "rows_of"]


@dataclass(frozen=True, slots=True)
class Columns:
    """One column for each option and year in which it could happen, in the order of option and year."""

    option: NDArray[np.int64]
    host: NDArray[np.int64]
    guest: NDArray[np.int64]
    year: NDArray[np.int64]
    need_m2: NDArray[np.float64]
    worth: NDArray[np.float64]
    """Whole units of the objective, in that year."""
    spend_gbp: NDArray[np.float64]
    is_fixed: NDArray[np.bool_]
    """People accepted the option: one of its columns must be chosen."""

    def __len__(self) -> int:
        return len(self.option)

    def take(self, which: NDArray[Any]) -> Columns:
        """Return some of the columns, by position or mask."""
        return Columns(*(getattr(self, name)[which] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Limits:
    """What the moves share."""

    spare_m2: NDArray[np.float64]
    """Room of each holding."""
    crowds: tuple[NDArray[np.int64], ...] = ()
    """Sets of holdings of which one at most may move."""
    budget_gbp: Mapping[int, float] | None = None
    """By calendar year; null: no budget."""
    max_moves: int | None = None
    uncounted_moves: int = 0
    """Accepted moves that have no column, and count among the moves all the same."""

    @property
    def moves_left(self) -> int | None:
        """How many of the columns may be chosen; null: no limit."""
        return None if self.max_moves is None else max(0, self.max_moves - self.uncounted_moves)

    @property
    def is_shared_by_all(self) -> bool:
        """Whether a limit couples every move with every other."""
        return self.max_moves is not None or bool(self.budget_gbp)


def rows_of(columns: Columns, limits: Limits) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Return the rows ``matrix @ x <= high`` that a set of moves must keep.

    A holding moves once; the needs of the guests of a host are within its room, all of which is gone
    where the host itself moves; of a crowd one moves; the moves and what they cost a year are within
    the scenario's limits.
    """
    blocks: list[Any] = []
    highs: list[NDArray[np.float64]] = []
    guests, guest = np.unique(columns.guest, return_inverse=True)
    here = np.arange(len(columns))
    blocks.append(_block(np.ones(len(columns)), guest, here, (len(guests), len(columns))))
    highs.append(np.ones(len(guests)))
    hosts, host = np.unique(columns.host, return_inverse=True)
    spare = np.nan_to_num(limits.spare_m2[hosts])
    leaves = np.flatnonzero(np.isin(columns.guest, hosts))
    of = np.searchsorted(hosts, columns.guest[leaves])
    blocks.append(
        _block(
            np.concatenate([columns.need_m2, spare[of]]),
            np.concatenate([host, of]),
            np.concatenate([here, leaves]),
            (len(hosts), len(columns)),
        )
    )
    highs.append(spare)
    for block, high in (_needless(columns), _crowded(columns, limits), _shared(columns, limits)):
        blocks.append(block)
        highs.append(high)
    return sparse.vstack(blocks, format="csr"), np.concatenate(highs)


def _block(values: Any, rows: Any, columns: Any, shape: tuple[int, int]) -> sparse.coo_array:
    return sparse.coo_array((np.asarray(values, dtype=float), (rows, columns)), shape=shape)


def _needless(columns: Columns) -> tuple[sparse.coo_array, NDArray[np.float64]]:
    """Return a row for each move that takes no room, which the row of its host's room cannot hold back."""
    rows, here = [], []
    number = 0
    for j in np.flatnonzero(columns.need_m2 <= 0).tolist():
        leaving = np.flatnonzero(columns.guest == columns.host[j])
        if len(leaving):
            here += [j, *leaving.tolist()]
            rows += [number] * (1 + len(leaving))
            number += 1
    return _block(np.ones(len(here)), rows, here, (number, len(columns))), np.ones(number)


def _crowded(columns: Columns, limits: Limits) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    sizes = [len(crowd) for crowd in limits.crowds]
    members = np.concatenate([np.empty(0, dtype=np.int64), *limits.crowds])
    of = np.repeat(np.arange(len(sizes)), sizes)
    many = len(limits.spare_m2)
    within = _block(np.ones(len(of)), of, members, (len(sizes), many)).tocsr()
    here = np.arange(len(columns))
    moving = _block(np.ones(len(here)), columns.guest, here, (many, len(here))).tocsr()
    return within @ moving, np.ones(len(sizes))


def _shared(columns: Columns, limits: Limits) -> tuple[sparse.coo_array, NDArray[np.float64]]:
    rows, high = [], []
    if limits.moves_left is not None:
        rows.append(np.ones(len(columns)))
        high.append(float(limits.moves_left))
    for year, gbp in sorted((limits.budget_gbp or {}).items()):
        rows.append(np.where(columns.year == year, np.nan_to_num(columns.spend_gbp), 0.0))
        high.append(gbp)
    dense = np.array(rows).reshape(len(rows), len(columns))
    return sparse.coo_array(dense), np.array(high)
