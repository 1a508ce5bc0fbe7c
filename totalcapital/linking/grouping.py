"""From pairs to properties: which records come together where pairs and people disagree.

Pairs come together from the surest down. Two groups that hold records which are plainly not of one property
(or of which a person said so) do not, even where a pair between them says yes: one bad record makes
no bridge between two buildings.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from totalcapital.linking.settings import linking_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from totalcapital.linking.decided import Decided

__all__ = ["Grouped", "group"]

#: No pair counts for more than this in an average.
_MOST_BITS: Final = 10.0
_LEAST_BITS: Final = 5.0
#: Stands for a pair that is plainly not of one property: no average makes up for it.
_BARRED: Final = -1e6


@dataclass(frozen=True, slots=True)
class Grouped:
    """The site of each record, as a number; equal numbers are one property."""

    site: NDArray[np.int64]


def group(
    size: int,
    pairs: NDArray[np.int64],
    total: NDArray[np.float64],
    *,
    is_sure: NDArray[np.bool_],
    decided: Decided,
    weigh: Callable[[NDArray[np.int64]], NDArray[np.float64]],
) -> Grouped:
    """Put records together.

    Parameters
    ----------
    size
        Count of records.
    pairs, total
        Pairs that say yes, rows ``i < j``, and their bits.
    is_sure
        Pairs of one UPRN: they come together whatever third records say.
    decided
        What people decided; it goes before all evidence.
    weigh
        Bits of any pairs, to hold the members of a group against each other; minus infinity: never.
    """
    pairs, total, is_sure = _with_accepted(pairs, total, is_sure, decided)
    label = _components(size, pairs)
    site = np.arange(size)
    of_component: dict[int, list[int]] = {}
    for row, component in enumerate(label[pairs[:, 0]].tolist()):
        of_component.setdefault(component, []).append(row)
    for rows, matrix in _with_bits(_members(label), weigh, decided):
        if matrix is None:
            site[rows] = rows[0]
            continue
        here = of_component[int(label[rows[0]])]
        site[rows] = _one_by_one(rows, pairs[here], np.where(is_sure[here], np.inf, total[here]), matrix)
    return Grouped(site)


def _with_accepted(
    pairs: NDArray[np.int64], total: NDArray[np.float64], is_sure: NDArray[np.bool_], decided: Decided
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Take out the pairs that people said no to, and put in, before all others, those they said yes to."""
    keep = np.array([not decided.is_barred(a, b) for a, b in pairs.tolist()], dtype=bool) if decided else None
    if keep is None:
        return pairs, total, is_sure
    accepted = np.array(sorted(decided.accepted), dtype=np.int64).reshape(-1, 2)
    return (
        np.concatenate([accepted, pairs[keep]]),
        np.concatenate([np.full(len(accepted), np.inf), total[keep]]),
        np.concatenate([np.ones(len(accepted), dtype=bool), is_sure[keep]]),
    )


def _components(size: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    labels: NDArray[np.int64] = connected_components(graph, directed=False)[1]
    return labels


def _members(label: NDArray[np.int64]) -> list[list[int]]:
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return [rows.tolist() for rows in np.split(order, cuts) if len(rows) > 1]


def _with_bits(
    groups: list[list[int]],
    weigh: Callable[[NDArray[np.int64]], NDArray[np.float64]],
    decided: Decided,
) -> Iterator[tuple[list[int], NDArray[np.float64] | None]]:
    """Yield each group with the bits of each two of its records; null where there is nothing to hold apart."""
    most = int(linking_settings()["reach"]["most_of_one_site"])
    several = [rows for rows in groups if 2 < len(rows) <= most]
    listed = [np.array(list(combinations(rows, 2)), dtype=np.int64) for rows in several]
    found = weigh(np.concatenate(listed)) if listed else np.empty(0)
    bound = float(linking_settings()["prior"]["bar_bits"])
    start = 0
    for rows in groups:
        if not 2 < len(rows) <= most:
            yield rows, None
            continue
        size = len(rows) * (len(rows) - 1) // 2
        here = found[start : start + size]
        start += size
        matrix = np.zeros((len(rows), len(rows)))
        a, b = np.triu_indices(len(rows), 1)
        matrix[a, b] = np.where(np.isneginf(here), here, np.clip(here, -_LEAST_BITS, _MOST_BITS))
        matrix[a, b] = np.where(np.isfinite(here) & (here <= bound), _BARRED, matrix[a, b])
        at = {row: position for position, row in enumerate(rows)}
        for one, other in decided.accepted:
            if one in at and other in at:
                matrix[at[one], at[other]] = _MOST_BITS
        for one, other in decided.barred:
            if one in at and other in at:
                matrix[at[one], at[other]] = -np.inf
        yield rows, np.minimum(matrix + matrix.T, _MOST_BITS)


def _one_by_one(
    rows: list[int], pairs: NDArray[np.int64], total: NDArray[np.float64], matrix: NDArray[np.float64]
) -> list[int]:
    """Bring the records of one group together pair by pair; return the first record of each one's site.

    Two parts come together where no two of their records are barred and their pairs speak for it on
    average; what is sure comes together first, whatever the others say.
    """
    bound = float(linking_settings()["prior"]["average_bits"])
    position = {row: number for number, row in enumerate(rows)}
    held = {number: [number] for number in range(len(rows))}
    at = list(range(len(rows)))
    order = sorted(range(len(pairs)), key=lambda n: (-total[n], int(pairs[n, 0]), int(pairs[n, 1])))
    for n in order:
        a, b = at[position[int(pairs[n, 0])]], at[position[int(pairs[n, 1])]]
        if a == b:
            continue
        between = matrix[np.ix_(held[a], held[b])]
        if np.isneginf(between).any():
            continue
        if np.isfinite(total[n]) and between.mean() <= bound:
            continue
        low, high = min(a, b), max(a, b)
        held[low] += held[high]
        for number in held.pop(high):
            at[number] = low
    return [rows[number] for number in at]
