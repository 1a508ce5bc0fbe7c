"""Where residents are: those of each neighbourhood (LSOA), spread over points inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions

__all__ = ["Residents", "runs", "spread_residents"]

#: A neighbourhood of no size known here has more; it keeps one odd outline from filling the memory.
_MOST_POINTS: Final = 10_000
_AT_ONCE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Residents:
    """Points with the residents that stand at each.

    Parameters
    ----------
    xy
        Easting and northing, in the CRS of the areas.
    people
        Residents, whole numbers; 0 where not known.
    deprived
        Those of them in the most deprived fifth; 0 where not known.
    is_known
        Whether the residents are known.
    is_decile_known
        Whether it is known how deprived the neighbourhood is.
    """

    xy: NDArray[np.float64]
    people: NDArray[np.int64]
    deprived: NDArray[np.int64]
    is_known: NDArray[np.bool_]
    is_decile_known: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.xy)


def spread_residents(areas: gpd.GeoDataFrame, assumptions: Assumptions) -> Residents:
    """Spread the residents of each LSOA over a square grid of points inside it.

    The grid is as wide as gives each LSOA ``access.points`` points by its size, and no wider than
    ``access.spacing``; an LSOA that no point of it falls in has one. Each point has the same
    number of residents, and the first ones one more each where they do not come out even, so that the sum
    of an LSOA is exact.

    Parameters
    ----------
    areas
        The ``areas`` table; LSOAs with an outline count.

    Returns
    -------
    Residents
        Points by LSOA code, then from south-west to north-east; none where there are no LSOAs.
    """
    lsoas = areas[areas["kind"].eq("lsoa") & areas.geometry.notna()].sort_values("area_id")
    shapes = lsoas.geometry.to_numpy()
    xy, of = _points_inside(shapes, assumptions.value("access.points"), assumptions.value("access.spacing"))
    count = np.bincount(of, minlength=len(lsoas))
    place = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    known = lsoas["population_count"].notna().to_numpy()
    whole = lsoas["population_count"].fillna(0).to_numpy(np.int64)
    people = whole[of] // count[of] + (place < whole[of] % count[of])
    decile = lsoas["imd_decile"]
    is_deprived = decile.le(assumptions.value("access.deprived-decile")).fillna(value=False).to_numpy(bool)
    return Residents(
        xy, people, np.where(is_deprived[of], people, 0), known[of], decile.notna().to_numpy()[of]
    )


def _points_inside(
    shapes: NDArray[np.object_], points: float, spacing_m: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the points of a grid inside each shape, and the shape each is of, in order of the shapes."""
    if not len(shapes):
        return np.empty((0, 2)), np.empty(0, dtype=np.int64)
    size = shapely.area(shapes)
    step = np.minimum(np.sqrt(size / points), spacing_m)
    step = np.maximum(np.maximum(step, np.sqrt(size / _MOST_POINTS)), 1.0)
    west, south, east, north = shapely.bounds(shapes).T
    across = np.ceil((east - west) / step).astype(np.int64).clip(1, _MOST_POINTS)
    up = np.ceil((north - south) / step).astype(np.int64).clip(1, _MOST_POINTS)
    shapely.prepare(shapes)
    found, of = [], []
    for part in runs(across * up, _AT_ONCE):
        shape, cell = _cells(across[part] * up[part])
        shape += part.start
        column, row = cell % across[shape], cell // across[shape]
        x = (west + east)[shape] / 2 + (column - (across[shape] - 1) / 2) * step[shape]
        y = (south + north)[shape] / 2 + (row - (up[shape] - 1) / 2) * step[shape]
        inside = shapely.contains_xy(shapes[shape], x, y)
        found.append(np.column_stack([x, y])[inside])
        of.append(shape[inside])
    bare = np.setdiff1d(np.arange(len(shapes)), np.concatenate(of))
    found.append(shapely.get_coordinates(shapely.point_on_surface(shapes[bare])))
    of.append(bare)
    xy, whose = np.concatenate(found), np.concatenate(of)
    order = np.lexsort((xy[:, 0], xy[:, 1], whose))
    return xy[order], whose[order]


def runs(sizes: NDArray[np.int64], most: int) -> list[slice]:
    """Return runs of things whose sizes make at most so much together; one that is larger stands alone.

    Examples
    --------
    >>> runs(np.array([2, 2, 3, 9, 1]), 5)
    [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None), slice(4, 5, None)]
    """
    total = np.cumsum(sizes)
    found, start = [], 0
    while start < len(sizes):
        before = int(total[start - 1]) if start else 0
        end = max(int(np.searchsorted(total, before + most, "right")), start + 1)
        found.append(slice(start, end))
        start = end
    return found


def _cells(sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which shape each cell is of, and its number there."""
    of = np.repeat(np.arange(len(sizes)), sizes)
    return of, np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
