"""What needs no search: guests whose best host has room for all who could come, and stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.choosing.limits import Columns, Limits

__all__ = ["best_of_each_guest", "settle"]


def best_of_each_guest(columns: Columns) -> NDArray[np.int64]:
    """Return the best column of each guest, what is fixed before all others, then what stands first."""
    order = np.lexsort((np.arange(len(columns)), -columns.worth, ~columns.is_fixed, columns.guest))
    first = np.unique(columns.guest[order], return_index=True)[1]
    return np.asarray(order[first], dtype=np.int64)


def settle(columns: Columns, limits: Limits) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return positions of columns that some best set holds for certain, and of those still to be searched.

    A host is safe if no remaining column moves it out and its room is enough for every guest of a remaining
    column. A guest whose best column leads to a safe host loses its other columns: whatever set holds one
    of them is worth no less with the best instead. Where it also takes nobody in and stands in no crowd,
    its best column hinders nothing and is chosen. Each step can make more hosts safe.

    Holds where no limit is shared by all moves.
    """
    crowded = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *limits.crowds]))
    many = len(limits.spare_m2)
    room = np.nan_to_num(limits.spare_m2)
    left = np.arange(len(columns))
    settled = [np.empty(0, dtype=np.int64)]
    while len(left):
        some = columns.take(left)
        asked = np.bincount(some.host, weights=some.need_m2, minlength=many)
        leaves = np.zeros(many, dtype=bool)
        leaves[some.guest] = True
        hosts = np.zeros(many, dtype=bool)
        hosts[some.host] = True
        is_safe = (asked <= room) & ~leaves
        best = best_of_each_guest(some)
        to_safe = best[is_safe[some.host[best]]]
        done = to_safe[~hosts[some.guest[to_safe]] & ~np.isin(some.guest[to_safe], crowded)]
        is_left = np.ones(len(left), dtype=bool)
        is_left[np.isin(some.guest, some.guest[to_safe])] = False
        is_left[to_safe] = True
        is_left[done] = False
        if is_left.all():
            break
        settled.append(left[done])
        np.subtract.at(room, some.host[done], some.need_m2[done])
        left = left[is_left]
    return np.sort(np.concatenate(settled)), left
