"""Guests whose moves would count on each other: of one service, with residents in reach of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["crowds_of"]


def crowds_of(
    guests: NDArray[np.int64],
    points: NDArray[np.float64],
    *,
    holdings: pd.DataFrame,
    not_visited: Collection[str],
    reach_m: float,
) -> tuple[NDArray[np.int64], ...]:
    """Return sets of guests of which one at most may move while access has a floor.

    Two guests that share a visited service and stand no further apart than twice the reach stand in one
    set at least; every two of a set are such a pair.

    Parameters
    ----------
    guests
        Rows of ``holdings``, rising.
    points
        Where access is counted from at each, in metres.
    reach_m
        How far people go.
    """
    found: list[NDArray[np.int64]] = []
    for members in _by_service(guests, holdings, not_visited):
        where = points[members]
        pairs = cKDTree(where).query_pairs(2 * reach_m * (1 + 1e-9), output_type="ndarray")
        found += [guests[members[clique]] for clique in _cliques(len(members), np.unique(pairs, axis=0))]
    return tuple(found)


def _by_service(
    guests: NDArray[np.int64], holdings: pd.DataFrame, not_visited: Collection[str]
) -> list[NDArray[np.int64]]:
    """Return positions in ``guests`` of those that give one service, two or more, by service."""
    cells = holdings["services"].fillna(holdings["service"]).iloc[guests]
    main = holdings["service"].iloc[guests]
    members: dict[str, set[int]] = {}
    for position, (cell, service) in enumerate(zip(cells, main, strict=True)):
        for one in {*split_list(cell), *split_list(service)}.difference(not_visited):
            members.setdefault(one, set()).add(position)
    return [np.array(sorted(own)) for _, own in sorted(members.items()) if len(own) > 1]


def _cliques(many: int, pairs: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return sets within each of which every two are a pair, such that each pair stands in one of them.

    Larger sets make a tighter programme than pairs do; taken as they come, from the lowest position on.
    """
    near: list[set[int]] = [set() for _ in range(many)]
    for i, j in pairs.tolist():
        near[i].add(j)
        near[j].add(i)
    covered: set[tuple[int, int]] = set()
    found = []
    for i, j in pairs.tolist():
        if (i, j) in covered:
            continue
        clique = [i, j]
        common = near[i] & near[j]
        while common:
            one = min(common)
            clique.append(one)
            common &= near[one]
        clique.sort()
        covered.update((a, b) for place, a in enumerate(clique) for b in clique[place + 1 :])
        found.append(np.array(clique))
    return found
