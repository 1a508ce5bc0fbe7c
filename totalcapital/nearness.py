"""Which shapes lie within a distance of each other, exactly, edge to edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pairs_within"]


def pairs_within(
    shapes: NDArray[np.object_], distance_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return every pair of shapes no further apart than a distance, with that distance.

    Points go through a k-d tree, which finds the same pairs as ``sjoin(predicate="dwithin")``
    several times faster; where one of two is a line or polygon an R-tree and the true
    edge-to-edge distance are used. No buffers: they miss pairs at the rim.

    Parameters
    ----------
    shapes
        Geometries in a metric CRS, none of them null or empty.
    distance_m
        Greatest distance, included.

    Returns
    -------
    tuple
        Positions ``i < j``, and metres, sorted by ``i`` then ``j``; each pair once.
    """
    is_point = shapely.get_type_id(shapes) == 0
    points, others = np.flatnonzero(is_point), np.flatnonzero(~is_point)
    found = [np.empty((0, 2), dtype=np.int64)]
    reach_m = distance_m * (1 + 1e-9)  # the trees compare squares, whose last bit can differ
    if len(points) > 1:
        xy = shapely.get_coordinates(shapes[points])
        near = cKDTree(xy).query_pairs(reach_m, output_type="ndarray")
        found.append(points[near].reshape(-1, 2))
    if len(others):
        tree = shapely.STRtree(shapes)
        rows, columns = tree.query(shapes[others], predicate="dwithin", distance=reach_m)
        pairs = np.column_stack([others[rows], columns])
        found.append(pairs[(pairs[:, 0] != pairs[:, 1])])
    pairs = np.sort(np.concatenate(found), axis=1)
    pairs = np.unique(pairs, axis=0) if len(pairs) else pairs
    i, j = pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)
    metres = shapely.distance(shapes[i], shapes[j])
    keep = metres <= distance_m
    return i[keep], j[keep], metres[keep]
