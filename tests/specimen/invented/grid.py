"""National Grid metres to degrees and back, to about five metres, the same on every machine.

The shift is spelt out as seven parameters, so that it does not depend on which grid files the
machine's PROJ has. Results are rounded: metres to whole ones, degrees to six decimals.
"""

from __future__ import annotations

from functools import cache

from pyproj import Transformer

__all__ = ["to_degrees", "to_metres"]

_GRID = (
    "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
    "+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs"
)
_DEGREES = "+proj=longlat +datum=WGS84 +no_defs"


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_metres(lon: float, lat: float) -> tuple[int, int]:
    """Return easting and northing of a longitude and latitude."""
    east, north = _transformer(_DEGREES, _GRID).transform(lon, lat)
    return round(east), round(north)


def to_degrees(east: float, north: float) -> tuple[float, float]:
    """Return longitude and latitude of an easting and northing."""
    lon, lat = _transformer(_GRID, _DEGREES).transform(east, north)
    return round(lon, 6), round(lat, 6)
