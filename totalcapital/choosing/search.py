"""The search for the best set: integer programmes on HiGHS, one for each group of options that touch."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from totalcapital.choosing.greedy import greedy
from totalcapital.choosing.limits import rows_of
from totalcapital.choosing.quiet import quiet
from totalcapital.choosing.settling import best_of_each_guest, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from totalcapital.choosing.limits import Columns, Limits

__all__ = ["Found", "search"]

#: Groups up to this many columns are solved to the last unit, with ties in favour of what stands first.
_SMALL: Final = 500
_GAP_SMALL: Final = 1e-9
_GAP_LARGE: Final = 1e-3
_PROVEN: Final = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The best set found, and how good any set could be."""

    chosen: NDArray[np.int64]
    """Positions of the columns chosen, rising."""
    bound: float
    is_proven: bool
    """Whether the search ended by itself, not by its time limit."""


class _Watch:
    """What is left of a time limit. It decides when to stop, never what is better."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left_s(self) -> float:
        """Return the seconds left; not above nought once the limit is reached."""
        return self._end - time.monotonic()


def search(columns: Columns, limits: Limits, *, time_limit_s: float) -> Found:
    """Return the set of moves with the greatest worth.

    What is fixed can happen together (see ``clashes``). Where no limit is shared by all, groups of
    options that touch in no holding and no crowd are searched by themselves; otherwise that is tried
    first, and one programme over all only where its result breaks a shared limit.

    Parameters
    ----------
    time_limit_s
        Seconds of search.
    """
    kept = np.flatnonzero(_is_hopeful(columns, limits))
    columns = columns.take(kept)
    alone = replace(limits, max_moves=None, budget_gbp=None)
    if not limits.is_shared_by_all:
        found = _apart(columns, alone, _Watch(time_limit_s))
        return replace(found, chosen=kept[found.chosen])
    earliest = _earliest(columns)
    free = _apart(columns.take(earliest), alone, _Watch(time_limit_s / 2))
    chosen = earliest[free.chosen]
    if _keeps_shared(columns.take(chosen), limits):
        return Found(kept[chosen], free.bound, free.is_proven)
    found = _solved(columns, limits, rows_of(columns, limits), _Watch(time_limit_s / 2))
    return Found(kept[found.chosen], min(found.bound, free.bound), found.is_proven)


def _is_hopeful(columns: Columns, limits: Limits) -> NDArray[np.bool_]:
    """Tell which columns some best set may hold: worth something, within the room, in no fixed one's way."""
    fixed = columns.take(columns.is_fixed)
    is_barred = np.isin(columns.guest, np.concatenate([fixed.guest, fixed.host]))
    is_barred |= np.isin(columns.host, fixed.guest)
    within = columns.need_m2 <= np.nan_to_num(limits.spare_m2[columns.host])
    return np.asarray(columns.is_fixed | ((columns.worth > 0) & within & ~is_barred))


def _earliest(columns: Columns) -> NDArray[np.int64]:
    """Return the first column of each option: none of its later years is worth more."""
    return np.unique(columns.option, return_index=True)[1].astype(np.int64)


def _keeps_shared(chosen: Columns, limits: Limits) -> bool:
    if limits.moves_left is not None and len(chosen) > limits.moves_left:
        return False
    return all(
        np.nan_to_num(chosen.spend_gbp[chosen.year == year]).sum() <= gbp
        for year, gbp in (limits.budget_gbp or {}).items()
    )


def _apart(columns: Columns, limits: Limits, watch: _Watch) -> Found:
    """Settle what needs no search, then search each group of the rest by itself, the smallest first."""
    settled, left = settle(columns, limits)
    room = limits.spare_m2.copy()
    np.subtract.at(room, columns.host[settled], columns.need_m2[settled])
    rest = columns.take(left)
    chosen, bound = [settled], float(columns.worth[settled].sum())
    is_proven = True
    for part, own, rows in _groups(rest, replace(limits, spare_m2=room)):
        found = _solved(rest.take(part), own, rows, watch)
        chosen.append(left[part[found.chosen]])
        bound += found.bound
        is_proven &= found.is_proven
    return Found(np.sort(np.concatenate(chosen)), bound, is_proven)


def _groups(
    columns: Columns, limits: Limits
) -> Iterator[tuple[NDArray[np.int64], Limits, tuple[sparse.csr_array, NDArray[np.float64]]]]:
    """Yield columns that rows join, with the limits and rows that concern them, the smallest group first."""
    if not len(columns):
        return
    matrix, high = rows_of(columns, limits)
    label = _labels(matrix)
    order = np.lexsort((np.arange(len(columns)), label, np.bincount(label)[label]))
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    crowds = _crowds_by_group(columns, label, limits)
    by_column = matrix.tocsc()
    for part in parts:
        some = by_column[:, part]
        rows = np.unique(some.indices)
        own = replace(limits, crowds=tuple(crowds.get(int(label[part[0]]), ())))
        yield part, own, (some.tocsr()[rows], high[rows])


def _labels(matrix: sparse.csr_array) -> NDArray[np.int64]:
    """Return for each column the number of its group: columns joined by rows."""
    rows, many = matrix.shape
    entries = matrix.tocoo()
    graph = sparse.coo_array(
        (np.ones(entries.nnz), (entries.coords[0], rows + entries.coords[1])),
        shape=(rows + many, rows + many),
    )
    labels: NDArray[np.int64] = connected_components(graph, directed=False)[1][rows:]
    return labels


def _crowds_by_group(
    columns: Columns, group: NDArray[np.int64], limits: Limits
) -> dict[int, list[NDArray[np.int64]]]:
    of_guest = dict(zip(columns.guest.tolist(), group.tolist(), strict=True))
    found: dict[int, list[NDArray[np.int64]]] = {}
    for crowd in limits.crowds:
        touched = next((of_guest[one] for one in crowd.tolist() if one in of_guest), None)
        if touched is not None:
            found.setdefault(touched, []).append(crowd)
    return found


def _solved(
    columns: Columns,
    limits: Limits,
    rows: tuple[sparse.csr_array, NDArray[np.float64]],
    watch: _Watch,
) -> Found:
    """Solve one integer programme; what a greedy choice gives where HiGHS finds nothing better in time.

    Worths are whole units, so that in a small group less than half a unit, spread over the columns in
    their order, settles ties and changes no result.
    """
    matrix, high = rows
    many = len(columns)
    is_small = many <= _SMALL
    most = len(np.unique(columns.guest)) + 1
    tie = np.arange(1, many + 1) * (0.5 / (many * most)) if is_small else np.zeros(many)
    fixed = _fixed_rows(columns)
    seconds = watch.left_s()
    if seconds <= 0:
        chosen = greedy(columns, limits)
        return Found(chosen, _simple_bound(columns, limits), is_proven=False)
    with quiet():
        solution = milp(
            tie - columns.worth,
            constraints=[
                LinearConstraint(matrix, -np.inf, high),
                *([LinearConstraint(fixed, 1.0, 1.0)] if fixed.shape[0] else []),
            ],
            bounds=Bounds(0, 1),
            integrality=np.ones(many),
            options={"time_limit": seconds, "mip_rel_gap": _GAP_SMALL if is_small else _GAP_LARGE},
        )
    is_proven = solution.status == _PROVEN
    chosen = np.flatnonzero(solution.x > 0.5) if solution.x is not None else np.empty(0, dtype=np.int64)
    if not is_proven:
        other = greedy(columns, limits)
        if not len(chosen) or columns.worth[other].sum() > columns.worth[chosen].sum():
            chosen = other
    bound = _simple_bound(columns, limits)
    if solution.mip_dual_bound is not None and np.isfinite(solution.mip_dual_bound):
        slack = 0.5 if is_small else 0.0
        bound = min(bound, float(np.floor(slack - solution.mip_dual_bound + 1e-6)))
    bound = max(bound, float(columns.worth[chosen].sum()))
    return Found(chosen, bound, is_proven=is_proven)


def _fixed_rows(columns: Columns) -> sparse.csr_array:
    """Return a row for each option people accepted: one of its years is chosen."""
    fixed = np.flatnonzero(columns.is_fixed)
    options, row = np.unique(columns.option[fixed], return_inverse=True)
    return sparse.coo_array((np.ones(len(fixed)), (row, fixed)), shape=(len(options), len(columns))).tocsr()


def _simple_bound(columns: Columns, limits: Limits) -> float:
    """Return what no set can exceed: each guest's best, of as many as may move."""
    best = best_of_each_guest(columns)
    worth = columns.worth[best]
    must = float(worth[columns.is_fixed[best]].sum())
    rest = np.sort(worth[~columns.is_fixed[best]])[::-1]
    if limits.moves_left is not None:
        rest = rest[: max(0, limits.moves_left - int(columns.is_fixed[best].sum()))]
    return must + float(rest[rest > 0].sum())
