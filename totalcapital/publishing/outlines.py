"""Turns shapes in metres into the whole numbers that a page draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from totalcapital.crs import to_wgs84

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["GRAIN", "points_of", "rings_of", "simplified", "tolerance_m", "whole_degrees"]

#: Positions on a page are whole numbers of 1 / GRAIN degree: about a metre, finer than any source.
GRAIN = 100_000


def points_of(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return one point per shape, inside it, in the same CRS; null stays null.

    A point is itself; an area gives a point that is certainly inside, which a centroid is not.
    """
    values = shapes.to_numpy()
    is_point = shapely.get_type_id(values) == shapely.GeometryType.POINT
    usable = ~(shapely.is_missing(values) | shapely.is_empty(values))
    points: NDArray[Any] = np.full(len(values), None, dtype=object)
    points[usable] = np.where(is_point[usable], values[usable], shapely.point_on_surface(values[usable]))
    return gpd.GeoSeries(points, index=shapes.index, crs=shapes.crs)


def whole_degrees(points: gpd.GeoSeries) -> list[int | None]:
    """Return longitude and latitude of each point in turn, as whole numbers of 1 / GRAIN degree.

    Returns
    -------
    list
        Twice as many entries as points; two nulls for a null.
    """
    wgs84 = to_wgs84(points)
    there = ~(wgs84.isna() | wgs84.is_empty).to_numpy()
    pairs: NDArray[Any] = np.full((len(points), 2), None, dtype=object)
    if there.any():
        found = shapely.get_coordinates(wgs84.to_numpy()[there])
        pairs[there] = np.rint(found * GRAIN).astype(np.int64).astype(object)
    result: list[int | None] = pairs.ravel().tolist()
    return result


def simplified(shapes: gpd.GeoSeries, *, tolerance_m: float) -> gpd.GeoSeries:
    """Return shapes with no vertex further than ``tolerance_m`` from the true line."""
    made: gpd.GeoSeries = shapes.simplify(tolerance_m, preserve_topology=True)
    return made


def rings_of(shapes: gpd.GeoSeries) -> list[list[list[int]]]:
    """Return the rings of each shape as flat lists of whole degrees; no ring for a point or null.

    Outer and inner rings stand one after the other, to be filled by the even-odd rule.
    """
    wgs84 = to_wgs84(shapes)
    return [_rings(shape) for shape in wgs84]


def _rings(shape: Any) -> list[list[int]]:
    if shape is None or shapely.get_dimensions(shape) != 2:
        return []
    rings = []
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon":
            continue
        for ring in (part.exterior, *part.interiors):
            flat = np.rint(shapely.get_coordinates(ring) * GRAIN).astype(np.int64)
            keep = np.ones(len(flat), dtype=bool)
            keep[1:] = (flat[1:] != flat[:-1]).any(axis=1)
            if keep.sum() > 3:  # three points and the first again
                rings.append([int(number) for number in flat[keep].ravel()])
    return rings


def tolerance_m(shape: Any, *, parts: float = 900.0) -> float:
    """Return how coarse a line may be drawn: the longer side of the shape over ``parts``."""
    west, south, east, north = shapely.bounds(shape)
    return float(max(east - west, north - south) / parts)
