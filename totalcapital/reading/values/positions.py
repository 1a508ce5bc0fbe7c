"""Coordinates: one to a cell, or a whole position in one."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from totalcapital.reading.values.parsed import Parsed
from totalcapital.reading.values.text import is_not_given, tidy

__all__ = ["Position", "parse_coordinate", "parse_position"]

_NUMBER: Final = r"[+-]?\d+(?:\.\d+)?"
_COORDINATE: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE]-\d+)?", re.ASCII)
_THOUSANDS: Final = re.compile(r"(\d{3}),(\d{3})(\.\d+)?", re.ASCII)
_LABEL: Final = r"(?:(?:x|y|e|n|lat(?:itude)?|lon(?:g|gitude)?|lng|eastings?|northings?)\b ?[:=]? ?)?"
_PAIR: Final = re.compile(rf"[(\[]?{_LABEL}({_NUMBER})(?: ?[,;/|] ?| ){_LABEL}({_NUMBER})[)\]]?", re.ASCII)
_GROUPED: Final = re.compile(r"(\d{3}),(\d{3})(?: ?[,;/|] ?| )(\d{3}),(\d{3})", re.ASCII)
_GRID: Final = re.compile(r"([HJNOST][A-HJ-Z]) ?([\d ,]+)", re.ASCII)
_ANGLE: Final = r"(\d{1,3})\s*[°ºd:\s]\s*(\d{1,2}(?:\.\d+)?)\s*(?:['’′m:\s]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"”″s]|''|′′)?)?)?\s*"
_DEGREES: Final = re.compile(rf"{_ANGLE}([ns])[\s,;/]*{_ANGLE}([ew])", re.ASCII)
_DECIMAL_DEGREES: Final = re.compile(
    r"(\d{1,2}(?:\.\d+)?)\s*[°º]?\s*([ns])[\s,;/]*(\d{1,3}(?:\.\d+)?)\s*[°º]?\s*([ew])", re.ASCII
)
#: Letters of the grid, row by row from the north-west; I is not used.
_LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
#: Squares wider than this stand for no building.
_WIDEST_M: Final = 100
_BRITAIN: Final = (-9.0, 49.8, 2.2, 61.0)
_GRID_BOUNDS: Final = (0.0, 0.0, 700_000.0, 1_300_000.0)


@dataclass(frozen=True, slots=True)
class Position:
    """A point with the coordinate system it is in."""

    x: float
    """Easting in metres, or longitude in degrees."""
    y: float
    """Northing in metres, or latitude in degrees."""
    crs: str
    square_m: float | None = None
    """Width of the grid square of which it is the middle; null where a point was given."""


def parse_coordinate(text: str) -> Parsed:
    """Return one coordinate; anything but digits, a sign and a point is a fault.

    A small longitude written as ``-5.81E-3`` has lost nothing; a positive exponent has.

    Examples
    --------
    >>> parse_coordinate("431000.25").value
    431000.25
    >>> parse_coordinate("5,31200").fault
    'not a coordinate'
    """
    if is_not_given(text):
        return Parsed()
    plain = tidy(text).replace("\u2212", "-")
    if match := _THOUSANDS.fullmatch(plain):
        return Parsed(
            float(match[1] + match[2] + (match[3] or "")), note="a comma was read as a mark of thousands"
        )
    if not _COORDINATE.fullmatch(plain):
        return Parsed(fault="not a coordinate")
    value = float(plain)
    return Parsed(value) if math.isfinite(value) else Parsed(fault="not a coordinate")


def parse_position(text: str) -> Parsed:
    """Return the :class:`Position` in one cell.

    Read are latitude and longitude in either order where they lie in Britain, eastings and
    northings, grid references (``SK 512 342``) and degrees with minutes and seconds. The middle of a
    grid square is taken, and its width noted; a square wider than 100 m stands for no building and
    is a fault.

    Examples
    --------
    >>> parse_position("51.5,-0.1").value
    Position(x=-0.1, y=51.5, crs='EPSG:4326', square_m=None)
    >>> parse_position("SK 512 342")
    Parsed(value=Position(x=451250.0, y=334250.0, crs='EPSG:27700', square_m=100.0), fault=None, note='the middle of a grid square of 100 m')
    >>> parse_position("SK 51 34").fault
    'a grid square of 1000 m, too wide to stand for a building'
    """
    if is_not_given(text):
        return Parsed()
    plain = tidy(text).replace("\u2212", "-")
    if match := _GRID.fullmatch(plain.upper()):
        return _of_grid(match.group(1), re.sub("[ ,]", "", match.group(2)), plain)
    plain = plain.casefold()
    if match := _GROUPED.fullmatch(plain):
        return _of_pair(float(match[1] + match[2]), float(match[3] + match[4]))
    if match := _PAIR.fullmatch(plain):
        return _of_pair(float(match[1]), float(match[2]))
    if match := _DECIMAL_DEGREES.fullmatch(plain):
        return _in_degrees(_signed(float(match[1]), match[2]), _signed(float(match[3]), match[4]))
    if match := _DEGREES.fullmatch(plain):
        return _of_degrees(match)
    return Parsed(fault="not a position")


def _of_pair(first: float, second: float) -> Parsed:
    west, south, east, north = _BRITAIN
    if south <= first <= north and west <= second <= east:
        return Parsed(Position(second, first, "EPSG:4326"))
    if west <= first <= east and south <= second <= north:
        return Parsed(Position(first, second, "EPSG:4326"), note="read as longitude before latitude")
    west, south, east, north = _GRID_BOUNDS
    if 1000 < first <= east and 1000 < second <= north:
        return Parsed(Position(first, second, "EPSG:27700"))
    return Parsed(fault="two numbers that are no place in Britain")


def _of_grid(letters: str, digits: str, plain: str) -> Parsed:
    halves = re.findall(r"\d+", plain)
    if (
        len(digits) % 2
        or not 2 <= len(digits) <= 10
        or (len(halves) == 2 and len(halves[0]) != len(halves[1]))
    ):
        return Parsed(fault="not a grid reference: as many digits for the easting as for the northing")
    half = len(digits) // 2
    width = 10 ** (5 - half)
    if width > _WIDEST_M:
        return Parsed(fault=f"a grid square of {width} m, too wide to stand for a building")
    major, minor = (_LETTERS.index(letter) for letter in letters)
    east = (major % 5 - 2) * 500_000 + minor % 5 * 100_000 + int(digits[:half]) * width
    north = (3 - major // 5) * 500_000 + (4 - minor // 5) * 100_000 + int(digits[half:]) * width
    if not (0 <= east < 700_000 and 0 <= north < 1_300_000):
        return Parsed(fault="a grid square outside Britain")
    middle = 0.0 if width == 1 else width / 2
    return Parsed(
        Position(east + middle, north + middle, "EPSG:27700", float(width)),
        note=f"the middle of a grid square of {width} m",
    )


def _of_degrees(match: re.Match[str]) -> Parsed:
    angles = []
    for start in (1, 5):
        degrees, minutes, seconds = (float(match[start + i] or 0) for i in range(3))
        if minutes >= 60 or seconds >= 60:
            return Parsed(fault="not a position")
        angles.append(_signed(degrees + minutes / 60 + seconds / 3600, match[start + 3]))
    return _in_degrees(*angles)


def _signed(angle: float, side: str) -> float:
    return -angle if side in "sw" else angle


def _in_degrees(latitude: float, longitude: float) -> Parsed:
    if abs(latitude) > 90 or abs(longitude) > 180:
        return Parsed(fault="not a position")
    return Parsed(Position(longitude, latitude, "EPSG:4326"))
