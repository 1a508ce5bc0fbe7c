"""Coordinate systems: how points come into the working CRS, and how exactly.

Between WGS 84 and British National Grid the Ordnance Survey transformation OSTN15 is used where
``convertbng`` carries it, else one fixed seven-parameter shift; which one stands in ``run.json``.
No transformation is chosen point by point, since that breaks round trips.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pyproj
import pyproj.exceptions
import shapely

from totalcapital.errors import ResourceError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BNG", "WGS84", "is_metric", "project_points", "project_shapes", "to_wgs84", "transformation"]

BNG: Final = "EPSG:27700"
WGS84: Final = "EPSG:4326"

#: Ordnance Survey's seven parameters, good to about 5 m; the axes of the two ellipsoids are PROJ's.
_HELMERT: Final = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector +step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)
#: A point of Ordnance Survey's OSTN15 test set: Caister water tower, Norfolk.
_TEST: Final = (1.716073973, 52.658007833, 651409.804, 313177.450)


@cache
def _convertbng() -> Any:
    """Return convertbng where it is installed and agrees with Ordnance Survey, else null."""
    try:
        from convertbng import cutil as util  # noqa: PLC0415 - not every platform has its wheel
    except ImportError:
        return None
    east, north = util.convert_bng(np.array([_TEST[0]]), np.array([_TEST[1]]))
    return util if abs(east[0] - _TEST[2]) < 0.01 and abs(north[0] - _TEST[3]) < 0.01 else None


def transformation() -> dict[str, str | float]:
    """Return which transformation is used between WGS 84 and British National Grid, for ``run.json``.

    Raises
    ------
    ResourceError
        If neither transformation puts Ordnance Survey's test point where it belongs.
    """
    exact = _convertbng() is not None
    bound = 0.01 if exact else 5.0
    east, north = _forward(np.array([_TEST[0]]), np.array([_TEST[1]]))
    if max(abs(east[0] - _TEST[2]), abs(north[0] - _TEST[3])) > bound:
        raise ResourceError(
            "the coordinate transformation misses Ordnance Survey's test point. Install totalcapital again."
        )
    name = "OSTN15 (convertbng)" if exact else "seven-parameter shift (Helmert)"
    return {"name": name, "accuracy_m": 0.1 if exact else 5.0}


@cache
def _helmert() -> pyproj.Transformer:
    return pyproj.Transformer.from_pipeline(_HELMERT)


def _forward(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """WGS 84 degrees to British National Grid metres."""
    east, north = (np.asarray(v, dtype=float) for v in _helmert().transform(lon, lat))
    exact = _convertbng()
    if exact is None or not len(lon):
        return east, north
    inside = np.isfinite(lon) & np.isfinite(lat)
    e2, n2 = (
        np.asarray(v, dtype=float)
        for v in exact.convert_bng(np.where(inside, lon, 0.0), np.where(inside, lat, 0.0))
    )
    good = inside & np.isfinite(e2) & np.isfinite(n2)
    return np.where(good, e2, east), np.where(good, n2, north)


def _backward(
    east: NDArray[np.float64], north: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """British National Grid metres to WGS 84 degrees."""
    lon, lat = (np.asarray(v, dtype=float) for v in _helmert().transform(east, north, direction="INVERSE"))
    exact = _convertbng()
    if exact is None or not len(east):
        return lon, lat
    inside = np.isfinite(east) & np.isfinite(north)
    x2, y2 = (
        np.asarray(v, dtype=float)
        for v in exact.convert_lonlat(np.where(inside, east, 0.0), np.where(inside, north, 0.0))
    )
    good = inside & np.isfinite(x2) & np.isfinite(y2)
    return np.where(good, x2, lon), np.where(good, y2, lat)


@cache
def _fixed(source: str, target: str) -> pyproj.Transformer:
    """Return one operation for all points, the best that needs no grid."""
    group = pyproj.transformer.TransformerGroup(source, target, always_xy=True)
    return group.transformers[0]


def project_points(
    x: NDArray[np.float64], y: NDArray[np.float64], *, source: str, target: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points in another CRS; what cannot be transformed comes back as infinite or not a number.

    Parameters
    ----------
    x, y
        Easting or longitude, northing or latitude, in ``source``.
    """
    if source == target:
        return x, y
    if target == BNG:
        lon, lat = (x, y) if source == WGS84 else _fixed(source, WGS84).transform(x, y)
        return _forward(np.asarray(lon), np.asarray(lat))
    if source == BNG:
        lon, lat = _backward(x, y)
        return (lon, lat) if target == WGS84 else _fixed(WGS84, target).transform(lon, lat)
    first, second = _fixed(source, target).transform(x, y)
    return np.asarray(first), np.asarray(second)


def project_shapes(shapes: gpd.GeoSeries, target: str) -> gpd.GeoSeries:
    """Return geometries in another CRS, vertex by vertex with :func:`project_points`; null stays null.

    Parameters
    ----------
    shapes
        Geometries with a CRS.
    """
    source = shapes.crs.to_string() if shapes.crs else target
    source = WGS84 if source == "OGC:CRS84" else source

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = project_points(points[:, 0], points[:, 1], source=source, target=target)
        return np.column_stack([x, y])

    moved = shapely.transform(shapes.to_numpy(), move) if source != target else shapes.to_numpy()
    return gpd.GeoSeries(moved, index=shapes.index, crs=target)


def to_wgs84(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return geometries in WGS 84 longitude and latitude, for publication."""
    return project_shapes(shapes, WGS84)


@cache
def is_metric(crs: str) -> bool:
    """Tell whether a CRS is projected and in metres, as a working CRS must be; what is none is not."""
    try:
        found = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        return False
    return found.is_projected and all(axis.unit_name in {"metre", "meter"} for axis in found.axis_info)
