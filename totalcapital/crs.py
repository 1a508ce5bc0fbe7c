"""Coordinate systems: how points come into the working CRS, and how exactly.

Between WGS 84 and British National Grid the Ordnance Survey transformation OSTN15 is used where
``convertbng`` carries it, else one fixed seven-parameter shift; which one stands in ``run.json``.
No transformation is chosen point by point, since that breaks round trips.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pyproj
import pyproj.exceptions
import shapely

from totalcapital.errors import ResourceError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "BNG",
    "READINGS",
    "WGS84",
    "Reading",
    "in_country",
    "is_metric",
    "project_points",
    "project_shapes",
    "read_as",
    "readings_for",
    "to_wgs84",
    "transformation",
]

BNG: Final = "EPSG:27700"
WGS84: Final = "EPSG:4326"

_EXACT_M: Final = 0.01
_HELMERT_M: Final = 5.0
#: Ordnance Survey's seven parameters, good to about 5 m; the axes of the two ellipsoids are PROJ's.
_HELMERT: Final = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector +step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)
#: Points that Ordnance Survey publishes to test OSTN15: Caister water tower, then TP01 (Scilly), TP07
#: (North Foreland), TP20 (Leeds), TP32 (Lewis) and TP40 (Shetland). Longitude, latitude, easting, northing.
_TESTS: Final = np.array([
    (1.716073973, 52.658007833, 651409.804, 313177.450),
    (-6.29977752, 49.92226394, 91492.146, 11318.804),
    (1.44454730, 51.37447026, 639821.835, 169565.858),
    (-1.66379168, 53.80021520, 422242.186, 433818.701),
    (-7.59255561, 58.21262247, 71713.132, 938516.404),
    (-2.07382823, 60.13308092, 395999.668, 1138728.951),
])  # fmt: skip


class Reading(NamedTuple):
    """One way to read two numbers as a place."""

    crs: str
    is_swapped: bool = False
    """The first number is the northing or latitude."""
    factor: float = 1.0
    """Metres for each unit as written: 1,000 for kilometres."""


#: Where points of Great Britain lie in each system, and those of Ireland in the Irish ones: west,
#: south, east, north. Nothing lies in the grid's first kilometre, where placeholders, degrees and
#: kilometres end up that are called metres.
_COUNTRY: Final = {
    WGS84: (-9.0, 49.8, 2.2, 61.0),
    BNG: (1_000.0, 1_000.0, 700_000.0, 1_300_000.0),
    "EPSG:3857": (-1_002_000.0, 6_400_000.0, 245_000.0, 8_600_000.0),
    "EPSG:32630": (150_000.0, 5_500_000.0, 850_000.0, 6_800_000.0),
    "EPSG:2157": (400_000.0, 500_000.0, 800_000.0, 1_000_000.0),
    "EPSG:29902": (10_000.0, 10_000.0, 400_000.0, 480_000.0),
    "EPSG:29903": (10_000.0, 10_000.0, 400_000.0, 480_000.0),
}
#: What coordinates of British registers are found to be, the likeliest first.
READINGS: Final = (
    *(Reading(crs) for crs in (WGS84, BNG, "EPSG:3857", "EPSG:32630", "EPSG:2157", "EPSG:29902")),
    *(
        Reading(crs, is_swapped=True)
        for crs in (WGS84, BNG, "EPSG:3857", "EPSG:32630", "EPSG:2157", "EPSG:29902")
    ),
    Reading(BNG, factor=1000.0),
    Reading(BNG, is_swapped=True, factor=1000.0),
)


@cache
def _convertbng() -> Any:
    """Return convertbng where it is installed and agrees with Ordnance Survey, else null."""
    try:
        from convertbng import cutil as util  # noqa: PLC0415 - not every platform has its wheel
    except ImportError:
        return None
    east, north = util.convert_bng(_TESTS[:, 0].copy(), _TESTS[:, 1].copy())
    return util if _most_off(east, north) < _EXACT_M else None


def _most_off(east: Any, north: Any) -> float:
    """Return by how many metres the worst of the test points is missed; infinite where one is lost."""
    off = np.hypot(np.asarray(east, float) - _TESTS[:, 2], np.asarray(north, float) - _TESTS[:, 3])
    return float(off.max()) if np.isfinite(off).all() else float("inf")


def transformation(crs: str = BNG) -> dict[str, str | float | None]:
    """Return which transformation is used between WGS 84 and a working CRS, for ``run.json`` and the pages.

    Parameters
    ----------
    crs
        The estate's working CRS.

    Returns
    -------
    dict
        ``name``, and ``accuracy_m``: by how many metres it may miss; 0 where both hang on one datum,
        null where PROJ does not say.

    Raises
    ------
    ResourceError
        If neither transformation puts Ordnance Survey's test points where they belong.

    Examples
    --------
    >>> transformation("EPSG:32618")
    {'name': 'UTM zone 18N (PROJ)', 'accuracy_m': 0.0}
    """
    if crs != BNG:
        return _by_proj(crs)
    exact = _convertbng() is not None
    bound = _EXACT_M if exact else _HELMERT_M
    off = _most_off(*_forward(_TESTS[:, 0], _TESTS[:, 1]))
    if off > bound:
        raise ResourceError(
            f"the coordinate transformation was expected to meet Ordnance Survey's test points within {bound:g} m; "
            f"it misses one by {off:.2f} m. Install totalcapital, pyproj and convertbng again."
        )
    name = "OSTN15 (convertbng)" if exact else "seven-parameter shift (Helmert)"
    return {"name": name, "accuracy_m": 0.1 if exact else _HELMERT_M}


def _by_proj(crs: str) -> dict[str, str | float | None]:
    """Return the name and the accuracy of the one operation that PROJ is asked for."""
    found = _fixed(WGS84, crs)
    steps = [step for step in found.description.split(" + ") if not step.startswith("axis order change")]
    return {
        "name": " + ".join(steps) + " (PROJ)",
        "accuracy_m": found.accuracy if found.accuracy >= 0 else None,
    }


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


@cache
def readings_for(crs: str) -> tuple[Reading, ...]:
    """Return what coordinates of an estate's registers may be, the likeliest first.

    Those of an estate in another country than Great Britain or Ireland are degrees, its own working
    CRS or Web Mercator, each also with x and y exchanged.

    Parameters
    ----------
    crs
        The estate's working CRS.
    """
    if crs in _COUNTRY:
        return READINGS
    systems = (WGS84, crs, "EPSG:3857")
    return (*map(Reading, systems), *(Reading(name, is_swapped=True) for name in systems))


@cache
def _bounds(system: str, crs: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of an estate's country in a system; null where none are known."""
    if crs in _COUNTRY:
        return _COUNTRY.get(system)
    area = pyproj.CRS.from_user_input(crs).area_of_use
    if area is None or system not in {WGS84, crs, "EPSG:3857"}:
        return None
    found: tuple[float, float, float, float] = (
        area.bounds if system == WGS84 else _fixed(WGS84, system).transform_bounds(*area.bounds)
    )
    return found


def in_country(
    x: NDArray[np.float64], y: NDArray[np.float64], reading: Reading, *, crs: str = BNG
) -> NDArray[np.bool_]:
    """Tell which points, read in one way, could lie in Great Britain (Irish systems: in Ireland).

    An estate whose working CRS is of another country has that CRS's area of use for its country. In a
    system that has no bounds here every finite point could.

    Parameters
    ----------
    crs
        The estate's working CRS.

    Examples
    --------
    >>> x, y = np.array([430_000.0, 0.12]), np.array([433_000.0, 52.2])
    >>> in_country(x, y, Reading(BNG)).tolist()
    [True, False]
    """
    first, second = (y, x) if reading.is_swapped else (x, y)
    first, second = first * reading.factor, second * reading.factor
    finite: NDArray[np.bool_] = np.isfinite(first) & np.isfinite(second)
    bounds = _bounds(reading.crs, crs)
    if bounds is None:
        return finite
    west, south, east, north = bounds
    return finite & (first > west) & (first < east) & (second > south) & (second < north)


def read_as(
    x: NDArray[np.float64], y: NDArray[np.float64], *, reading: Reading, target: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return in ``target`` the points that two columns of numbers are when read in one way.

    Raises
    ------
    pyproj.exceptions.CRSError
        If the reading's CRS or the target is not known.
    """
    first, second = (y, x) if reading.is_swapped else (x, y)
    return project_points(first * reading.factor, second * reading.factor, source=reading.crs, target=target)
