"""Streets as a graph: lines joined where they meet, and where their ends come near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Joined", "Streets", "streets_of"]

#: Coordinates and lengths are told apart to this: less is noise of drawing programmes.
_GRAIN_M: Final = 0.001


@dataclass(frozen=True, slots=True)
class Joined:
    """Where points join a line.

    Parameters
    ----------
    line
        Position of the line; -1 where a point joins none.
    along_m
        Metres from its start.
    away_m
        Metres from the point to the line.
    """

    line: NDArray[np.int64]
    along_m: NDArray[np.float64]
    away_m: NDArray[np.float64]

    @property
    def is_joined(self) -> NDArray[np.bool_]:
        """Whether each point joins a line."""
        return self.line >= 0


@dataclass(frozen=True, slots=True)
class Streets:
    """Lines that meet nowhere but at their ends, with the nodes at both.

    Parameters
    ----------
    lines
        Pieces between two nodes.
    start, end
        Node at either end of each.
    length_m
        Length of each.
    nodes
        Easting and northing of each node.
    ties
        Node, line, metres along it and metres to it, where an end comes near another line without meeting it.
    """

    lines: NDArray[np.object_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    length_m: NDArray[np.float64]
    nodes: NDArray[np.float64]
    ties: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]
    tree: shapely.STRtree

    def join(self, xy: NDArray[np.float64], most_m: float) -> Joined:
        """Return where each point joins its nearest line; of two as near the first."""
        line = np.full(len(xy), -1, dtype=np.int64)
        at, found = self.tree.query_nearest(shapely.points(xy), max_distance=most_m, all_matches=True)
        order = np.lexsort((found, at))
        first = order[np.unique(at[order], return_index=True)[1]] if len(at) else order
        line[at[first]] = found[first]
        along, away = np.full((2, len(xy)), np.nan)
        has = line >= 0
        points, lines = shapely.points(xy[has]), self.lines[line[has]]
        along[has], away[has] = shapely.line_locate_point(lines, points), shapely.distance(lines, points)
        return Joined(line, along, away)

    def graph(
        self, line: NDArray[np.int64], along_m: NDArray[np.float64]
    ) -> tuple[sparse.csr_array, NDArray[np.int64], NDArray[np.float64]]:
        """Return the graph with a node at each of some places on the lines, besides its own.

        Returns
        -------
        tuple
            Metres from node to node, both ways; the node of each place; easting and northing of all nodes.
        """
        tied, tied_line, tied_along, gap = self.ties
        line, along = np.concatenate([line, tied_line]), np.concatenate([along_m, tied_along])
        along = np.round(along / _GRAIN_M) * _GRAIN_M
        node = np.full(len(line), -1, dtype=np.int64)
        node = np.where(along <= _GRAIN_M / 2, self.start[line], node)
        node = np.where((node < 0) & (along >= self.length_m[line] - _GRAIN_M), self.end[line], node)
        inner = np.flatnonzero(node < 0)
        keys = np.column_stack([line[inner], along[inner]])
        places, back = np.unique(keys, axis=0, return_inverse=True)
        node[inner] = len(self.nodes) + back.reshape(-1)
        on = places[:, 0].astype(np.int64)
        between = shapely.get_coordinates(shapely.line_interpolate_point(self.lines[on], places[:, 1]))
        xy = np.concatenate([self.nodes, between])
        rows, columns, metres = self._pieces(on, places[:, 1])
        ties = node[len(node) - len(tied) :]
        rows, columns = np.concatenate([rows, tied]), np.concatenate([columns, ties])
        graph = _shortest_of(rows, columns, np.concatenate([metres, gap]), len(xy))
        return graph, node[: len(node) - len(tied)], xy

    def _pieces(
        self, on: NDArray[np.int64], along_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Return the pieces of every line, cut at some places, in their order along it."""
        number = np.arange(len(self.lines))
        of = np.concatenate([number, on, number])
        at = np.concatenate([np.zeros(len(number)), along_m, self.length_m])
        rank = np.repeat([0, 1, 2], [len(number), len(on), len(number)])
        node = np.concatenate([self.start, len(self.nodes) + np.arange(len(on)), self.end])
        order = np.lexsort((at, rank, of))
        of, at, node = of[order], at[order], node[order]
        same = of[1:] == of[:-1]
        return node[:-1][same], node[1:][same], (at[1:] - at[:-1])[same]


def _shortest_of(
    rows: NDArray[np.int64], columns: NDArray[np.int64], metres: NDArray[np.float64], size: int
) -> sparse.csr_array:
    """Return a graph with both ways of each piece, of several between two nodes the shortest."""
    a, b = np.minimum(rows, columns), np.maximum(rows, columns)
    order = np.lexsort((metres, b, a))
    a, b, metres = a[order], b[order], metres[order]
    keep = a != b
    keep[1:] &= (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    a, b, metres = a[keep], b[keep], metres[keep]
    both = np.concatenate([a, b]), np.concatenate([b, a])
    return sparse.csr_array((np.tile(metres, 2), both), shape=(size, size))


def streets_of(lines: NDArray[np.object_], *, snap_m: float) -> Streets:
    """Cut lines where they meet, and tie ends that come near a line to it.

    Lines meet at a vertex that both have; where they only cross, one passes over the other. An end
    within ``snap_m`` of a line that it does not meet is tied to its nearest place on it.

    Parameters
    ----------
    lines
        LineStrings in metres, none of them empty.
    """
    xy, of = shapely.get_coordinates(lines, return_index=True)
    grain = np.round(xy / _GRAIN_M).astype(np.int64)
    fresh = np.ones(len(xy), dtype=bool)
    fresh[1:] = (of[1:] != of[:-1]) | (grain[1:] != grain[:-1]).any(axis=1)
    xy, of, grain = xy[fresh], of[fresh], grain[fresh] - grain.min(axis=0, initial=0)
    is_end = np.ones(len(xy), dtype=bool)
    is_end[1:-1] = (of[1:-1] != of[:-2]) | (of[1:-1] != of[2:])
    vertex, first, back, times = np.unique(
        grain[:, 0] * (grain[:, 1].max(initial=0) + 1) + grain[:, 1],
        return_index=True, return_inverse=True, return_counts=True,
    )  # fmt: skip
    is_node = np.zeros(len(vertex), dtype=bool)
    is_node[back[is_end]] = True
    is_node |= times > 1
    number = np.cumsum(is_node) - 1
    cuts = np.flatnonzero(is_node[back])
    pieces = np.flatnonzero(of[cuts][1:] == of[cuts][:-1])
    start, end = cuts[pieces], cuts[pieces + 1]
    made, metres = _drawn(xy, start, end)
    start, end = number[back[start]], number[back[end]]
    nodes = xy[first[is_node]]
    order = np.lexsort((metres, *nodes[end].T, *nodes[start].T))
    made, start, end, metres = made[order], start[order], end[order], metres[order]
    tree = shapely.STRtree(made)
    ends = np.unique(number[back[is_end]])
    return Streets(
        made, start, end, metres, nodes, _ties(tree, nodes, ends, np.column_stack([start, end]), snap_m), tree
    )


def _drawn(
    xy: NDArray[np.float64], start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return the line from one vertex to another, with all between, and its length."""
    size = end - start + 1
    of = np.repeat(np.arange(len(size)), size)
    vertices = np.arange(len(of)) + np.repeat(start - (np.cumsum(size) - size), size)
    made = shapely.linestrings(xy[vertices], indices=of)
    return made, shapely.length(made)


def _ties(
    tree: shapely.STRtree,
    nodes: NDArray[np.float64],
    ends: NDArray[np.int64],
    sides: NDArray[np.int64],
    snap_m: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return each end with each line that it comes near and does not meet; see ``Streets.ties``."""
    at, line = tree.query(shapely.points(nodes[ends]), predicate="dwithin", distance=snap_m)
    node = ends[at]
    apart = (sides[line] != node[:, None]).all(axis=1)
    node, line = node[apart], line[apart]
    order = np.lexsort((line, node))
    node, line = node[order], line[order]
    points, lines = shapely.points(nodes[node]), tree.geometries[line]
    along, gap = shapely.line_locate_point(lines, points), shapely.distance(lines, points)
    return node, line, np.atleast_1d(along), np.atleast_1d(gap)
