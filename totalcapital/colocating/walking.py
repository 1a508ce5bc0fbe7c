"""Walking distances: along a network of lines where one is given, else as the crow flies by a detour factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import dijkstra

from totalcapital.colocating.residents import runs
from totalcapital.colocating.streets import Joined, streets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray
    from scipy import sparse

    from totalcapital.assumptions import Assumptions

__all__ = ["Walks", "walking_times"]

#: Distances from node to node that are held at once.
_AT_ONCE: Final = 4_000_000
#: Starts are taken together by squares of this side.
_SQUARE_M: Final = 2_000.0


class Walks:
    """Walking metres along the lines of a network.

    A place joins the nearest line within ``walk.join`` metres, straight; lines meet where they share a
    vertex, or where an end comes within ``walk.snap`` metres of another line. Ways longer than
    ``walk.furthest`` are not looked for.

    Parameters
    ----------
    network
        Lines in metres, in the CRS of the places.
    assumptions
        Those named above.
    """

    def __init__(self, network: gpd.GeoDataFrame, assumptions: Assumptions) -> None:
        lines = shapely.get_parts(network.geometry.dropna().to_numpy())
        self._streets = streets_of(lines[~shapely.is_empty(lines)], snap_m=assumptions.value("walk.snap"))
        self._join_m = assumptions.value("walk.join")
        self._furthest_m = assumptions.value("walk.furthest")

    def metres(self, points_a: NDArray[np.float64], points_b: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the walking metres of each pair of places.

        Parameters
        ----------
        points_a, points_b
            Easting and northing of either end, one row a pair.

        Returns
        -------
        array
            Null where an end does not join the network, infinite where both do and no way is found.
        """
        xy, back = _unique(np.concatenate([points_a, points_b]))
        low, high = np.sort(back.reshape(2, -1), axis=0)
        pair, again = np.unique(low * len(xy) + high, return_inverse=True)
        found = self.between(xy, xy, pair // max(len(xy), 1), pair % max(len(xy), 1))
        return found[again]

    def between(
        self,
        xy_a: NDArray[np.float64],
        xy_b: NDArray[np.float64],
        a: NDArray[np.int64],
        b: NDArray[np.int64],
        *,
        join_b_m: float | None = None,
        most_m: float | None = None,
    ) -> NDArray[np.float64]:
        """Return the walking metres from each ``xy_a[a]`` to ``xy_b[b]``; see ``metres``.

        Parameters
        ----------
        join_b_m
            How near the other ends must be to a line, in place of ``walk.join``.
        most_m
            Longest way that matters, in place of ``walk.furthest``.
        """
        (some_a, a), (some_b, b) = (np.unique(end, return_inverse=True) for end in (a, b))
        xy_a, xy_b = xy_a[some_a], xy_b[some_b]
        ends = self._streets.join(xy_a, self._join_m), self._streets.join(xy_b, join_b_m or self._join_m)
        both = Joined(*(np.concatenate(part) for part in zip(*map(_parts_of, ends), strict=True)))
        has = both.is_joined
        graph, node, xy = self._streets.graph(both.line[has], both.along_m[has])
        nodes = np.full(len(has), -1, dtype=np.int64)
        nodes[has] = node
        b = b + len(xy_a)
        metres = np.full(len(a), np.nan)
        known = np.flatnonzero(has[a] & has[b])
        crow = np.hypot(*(xy_a[a[known]] - xy_b[b[known] - len(xy_a)]).T)
        most = min(most_m or self._furthest_m, self._furthest_m)
        limits = sorted({min(2 * float(crow.max(initial=0.0)), most), most})
        along = _along(graph, xy, nodes[a[known]], nodes[b[known]], limits)
        whole = along + both.away_m[a[known]] + both.away_m[b[known]]
        whole = np.where(whole <= most, whole, np.inf)
        metres[known] = np.where(crow == 0, 0.0, whole)
        return metres


def _parts_of(joined: Joined) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    return joined.line, joined.along_m, joined.away_m


def _unique(xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return each point once, sorted, and which of them each is."""
    once, back = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
    return np.column_stack([once.real, once.imag]), back.astype(np.int64)


def _along(
    graph: sparse.csr_array,
    xy: NDArray[np.float64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    limits: list[float],
) -> NDArray[np.float64]:
    """Return the shortest way along a graph for each pair of nodes; infinite where there is none within the last limit.

    Shorter limits come first: most ends are near, and a long search costs by the square of its length.
    """
    metres = np.where(start == end, 0.0, np.inf)
    for limit in limits:
        open_ = np.flatnonzero(np.isinf(metres))
        for pairs, nodes in _squares(xy, start, open_, limit):
            part = graph[nodes][:, nodes]
            sources, row = np.unique(start[pairs], return_inverse=True)
            target = np.searchsorted(nodes, end[pairs])
            inside = nodes[np.minimum(target, len(nodes) - 1)] == end[pairs]
            order = np.argsort(row, kind="stable")
            cuts = np.searchsorted(row[order], np.arange(len(sources) + 1))
            for some in runs(np.full(len(sources), len(nodes)), _AT_ONCE):
                ways = dijkstra(part, indices=np.searchsorted(nodes, sources[some]), limit=limit)
                these = order[cuts[some.start] : cuts[some.stop]]
                these = these[inside[these]]
                metres[pairs[these]] = ways[row[these] - some.start, target[these]]
    return metres


def _squares(
    xy: NDArray[np.float64], start: NDArray[np.int64], pairs: NDArray[np.int64], limit_m: float
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the pairs that start in each square, with the nodes, sorted, that a way of that length can lead over."""
    square = np.floor(xy[start[pairs]] / _SQUARE_M).astype(np.int64)
    order = np.lexsort((square[:, 1], square[:, 0]))
    pairs, square = pairs[order], square[order]
    cuts = np.flatnonzero((np.diff(square, axis=0, prepend=square[:1] - 1) != 0).any(axis=1))
    by_x = np.argsort(xy[:, 0], kind="stable")
    x = xy[by_x, 0]
    for group in np.split(pairs, cuts[1:]) if len(pairs) else ():
        low, high = xy[start[group]].min(axis=0) - limit_m, xy[start[group]].max(axis=0) + limit_m
        near = by_x[np.searchsorted(x, low[0], "left") : np.searchsorted(x, high[0], "right")]
        yield group, np.sort(near[(xy[near, 1] >= low[1]) & (xy[near, 1] <= high[1])])


def walking_times(
    points_a: NDArray[np.float64],
    points_b: NDArray[np.float64],
    distance_m: NDArray[np.float64],
    *,
    assumptions: Assumptions,
    walks: Walks | None = None,
) -> pd.DataFrame:
    """Return how long it takes to walk between two places, and how that was found.

    Parameters
    ----------
    points_a, points_b
        Easting and northing of either end, one row a pair.
    distance_m
        Distance of the pair as the crow flies, edge to edge.
    walks
        The network; null where none is given.

    Returns
    -------
    DataFrame
        One row a pair: ``walk_min``, ``walk_by``. Along the network where both ends join it, null where it
        has no way between them; else the distance times ``walk.detour-factor``.
    """
    detour = np.asarray(distance_m, dtype=float) * assumptions.value("walk.detour-factor")
    by_network = np.full(len(detour), np.nan) if walks is None else walks.metres(points_a, points_b)
    is_detour = np.isnan(by_network)
    metres = np.where(is_detour, detour, np.where(np.isinf(by_network), np.nan, by_network))
    minutes = (metres / assumptions.value("walk.speed")).round(1)
    return pd.DataFrame({"walk_min": minutes, "walk_by": np.where(is_detour, "detour", "network")})
