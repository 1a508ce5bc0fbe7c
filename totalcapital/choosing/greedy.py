"""A set of moves that keeps every limit: what is fixed first, then always the best that still fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.choosing.limits import Columns, Limits

__all__ = ["greedy"]


def greedy(columns: Columns, limits: Limits) -> NDArray[np.int64]:
    """Return positions of columns that keep every limit; none where what is fixed does not fit in this order.

    A loop over the columns, best first: each step depends on those before, and 100,000 take a
    quarter of a second.
    """
    tally = _Tally(columns, limits)
    order = np.lexsort((np.arange(len(columns)), -columns.worth, ~columns.is_fixed))
    chosen, settled = [], set()
    options, fixed = columns.option.tolist(), columns.is_fixed.tolist()
    for j in order.tolist():
        if options[j] not in settled and (fixed[j] or columns.worth[j] > 0) and tally.admits(j):
            tally.add(j)
            chosen.append(j)
            settled.add(options[j])
    if not settled.issuperset(columns.option[columns.is_fixed].tolist()):
        return np.empty(0, dtype=np.int64)
    return np.sort(np.array(chosen, dtype=np.int64))


class _Tally:
    """What the moves chosen so far have used up."""

    def __init__(self, columns: Columns, limits: Limits) -> None:
        self._host, self._guest = columns.host.tolist(), columns.guest.tolist()
        self._year = columns.year.tolist()
        self._need = columns.need_m2.tolist()
        self._spend = np.nan_to_num(columns.spend_gbp).tolist()
        hosts = np.unique(columns.host)
        room = np.nan_to_num(limits.spare_m2[hosts])
        self._room = dict(zip(hosts.tolist(), room.tolist(), strict=True))
        self._budget = dict(limits.budget_gbp) if limits.budget_gbp else None
        self._moves_left = len(columns) if limits.moves_left is None else limits.moves_left
        self._gone: set[int] = set()
        self._hosting: set[int] = set()
        self._crowds: dict[int, list[int]] = {}
        for number, crowd in enumerate(limits.crowds):
            for holding in crowd.tolist():
                self._crowds.setdefault(holding, []).append(number)
        self._moved_of: set[int] = set()

    def admits(self, j: int) -> bool:
        """Tell whether a column can be added."""
        host, guest = self._host[j], self._guest[j]
        if self._moves_left < 1 or guest in self._gone or guest in self._hosting or host in self._gone:
            return False
        if self._need[j] > self._room[host]:
            return False
        if self._budget is not None and self._spend[j] > self._budget.get(self._year[j], 0.0):
            return False
        return self._moved_of.isdisjoint(self._crowds.get(guest, ()))

    def add(self, j: int) -> None:
        """Count a column as chosen."""
        self._moves_left -= 1
        self._gone.add(self._guest[j])
        self._hosting.add(self._host[j])
        self._room[self._host[j]] -= self._need[j]
        if self._budget is not None:
            self._budget[self._year[j]] -= self._spend[j]
        self._moved_of.update(self._crowds.get(self._guest[j], ()))
