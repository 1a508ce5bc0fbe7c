"""Neighbourhoods around the towns: squares with invented residents and deprivation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from invented.chance import Chance
from invented.files import csv_bytes, json_bytes
from invented.grid import to_degrees, to_metres
from invented.towns import TOWNS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Neighbourhood", "neighbourhood_files", "neighbourhoods"]

_SIDE_M = 1000
_BEYOND_M = 1200
_BLOCK = 3


class Neighbourhood(NamedTuple):
    """One square of a kilometre. Its code begins with E0199, which is given to no LSOA."""

    code: str
    name: str
    column: int
    row: int
    residents: int
    decile: int


def neighbourhoods(areas: Sequence[str] = tuple(TOWNS)) -> list[Neighbourhood]:
    """Return the squares within reach of any town's property, most people near the middle of a town."""
    made: list[Neighbourhood] = []
    taken: set[tuple[int, int]] = set()
    for area in areas:
        chance, blocks = Chance(f"neighbourhoods of {area}"), Chance(f"deprivation in {area}")
        deprived: dict[tuple[int, int], int] = {}
        for town in TOWNS[area]:
            middle, reach = to_metres(town.lon, town.lat), 650 + 170 * town.weight
            squares = [square for square in _squares(middle, reach + _BEYOND_M) if square not in taken]
            for number, (column, row) in enumerate(squares, start=1):
                away = _away(column, row, middle)
                residents = round(chance.between(1400, 3200) / (1 + (away / (reach + 500)) ** 2))
                block = (column // _BLOCK, row // _BLOCK)
                level = deprived.setdefault(block, blocks.between(1, 10))
                decile = min(10, max(1, level + chance.between(-1, 1)))
                code = f"E0199{len(made):04d}"
                made.append(Neighbourhood(code, f"{town.name} {number:03d}", column, row, residents, decile))
            taken.update(squares)
    return made


def _squares(middle: tuple[int, int], reach: int) -> list[tuple[int, int]]:
    """Return the squares whose middle is no further from a town's than a reach, row by row."""
    first = [(value - reach) // _SIDE_M for value in middle]
    last = [(value + reach) // _SIDE_M for value in middle]
    every = [(column, row) for row in range(first[1], last[1] + 1) for column in range(first[0], last[0] + 1)]
    return [square for square in every if _away(*square, middle) <= reach]


def _away(column: int, row: int, middle: tuple[int, int]) -> float:
    east, north = (column + 0.5) * _SIDE_M - middle[0], (row + 0.5) * _SIDE_M - middle[1]
    return float((east**2 + north**2) ** 0.5)


def neighbourhood_files(areas: Sequence[str]) -> dict[str, bytes]:
    """Return outlines, residents and deprivation, as three files that name their codes alike."""
    every = neighbourhoods(areas)
    features = [
        {
            "type": "Feature",
            "properties": {"LSOA21CD": one.code, "LSOA21NM": one.name},
            "geometry": {"type": "Polygon", "coordinates": [_ring(one)]},
        }
        for one in every
    ]
    return {
        "lookups/neighbourhoods.geojson": json_bytes(
            {"type": "FeatureCollection", "features": features}, indent=None
        ),
        "lookups/residents.csv": csv_bytes(
            ["LSOA21CD", "Residents"], [[one.code, one.residents] for one in every]
        ),
        "lookups/deprivation.csv": csv_bytes(
            ["LSOA21CD", "IMD decile"], [[one.code, one.decile] for one in every]
        ),
    }


def _ring(one: Neighbourhood) -> list[list[float]]:
    corners: list[Any] = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    degrees = (
        to_degrees((one.column + east) * _SIDE_M, (one.row + north) * _SIDE_M) for east, north in corners
    )
    return [[round(lon, 5), round(lat, 5)] for lon, lat in degrees]
