"""Names of places and where they are: a file of names, addresses and names of properties, and wards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from totalcapital.locating.ladder import settings
from totalcapital.locating.projects.ground import reach_of
from totalcapital.locating.projects.vocabulary import vocabulary
from totalcapital.wording import tokens, words

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from totalcapital.locating.projects.ground import Ground, Home, Lenders
    from totalcapital.locating.projects.vocabulary import Key

__all__ = ["Gazetteer", "Place", "is_street"]

#: Places of a name are told to the hundred metres: a point of theirs stands for no property.
_WHOLE: Final = -2
_JOINED: Final = re.compile(r"\band\b|&|[,/()]")
_Within = Callable[["NDArray[np.float64]"], "NDArray[np.bool_]"]


class Place(NamedTuple):
    """Where a name is."""

    x: float
    y: float
    radius_m: float
    words: str
    """What it rests on."""

    @property
    def point(self) -> Any:
        """Its middle."""
        return shapely.Point(self.x, self.y)


class Gazetteer:
    """Finds places by name, within a project's home.

    Parameters
    ----------
    wanted
        The names that will be asked for: no other is looked for in the addresses.
    """

    def __init__(self, ground: Ground, lenders: Lenders, wanted: set[Key]) -> None:
        self._lenders = lenders
        self._of_file = _of_file(ground.gazetteer, wanted)
        self._of_address = _of_addresses(lenders, wanted)
        self._of_ward = _of_wards(ground.areas, wanted)
        self._of_name = _of_names(lenders, wanted)
        self._found: dict[tuple[Key, str | None], list[Place]] = {}

    def find(self, name: Key, home: Home | None) -> list[Place]:
        """Return the places of a name in a home, several where it is not clear which; none where it is not known."""
        sources = (self._of_file, self._of_address, self._of_ward, self._of_name)
        if name in vocabulary().larger or not any(name in source for source in sources):
            return []
        asked = (name, home.area_id if home else None)
        if asked not in self._found:
            self._found[asked] = self._places(name, home)
        return self._found[asked]

    def is_told(self, name: Key) -> bool:
        """Tell whether a file, an address or a ward has a name: the names of properties alone are not enough."""
        return name in self._of_file or name in self._of_address or name in self._of_ward

    def is_proper(self, name: Key) -> bool:
        """Tell whether a file of names or a ward has a name: one that is in addresses alone may be a street's."""
        return name in self._of_file or name in self._of_ward

    def _places(self, name: Key, home: Home | None) -> list[Place]:
        inside: _Within = home.holds if home else lambda at: np.ones(len(at), dtype=bool)
        filed = _apart(
            [place for place in self._of_file.get(name, ()) if inside(np.array([[place.x, place.y]]))[0]]
        )
        if filed:
            return filed
        found = [
            place
            for place in (
                self._by_addresses(name, inside),
                self._by_wards(name, inside, is_bound=home is not None),
            )
            if place is not None
        ]
        return sorted(found, key=lambda place: place.radius_m)[:1] or self._by_names(name, inside)

    def _by_names(self, name: Key, inside: _Within) -> list[Place]:
        """Return where the properties that are called after a place are: the library of a town, its fire station."""
        rows = self._of_name.get(name, [])
        at = self._lenders.spots[rows].reshape(-1, 2).round(_WHOLE)
        reach_m = settings()["projects"]["named_place_m"]
        held = [(row, spot) for row, spot, is_in in zip(rows, at, inside(at), strict=True) if is_in]
        return _apart(
            [Place(float(spot[0]), float(spot[1]), reach_m, f"{self._lenders.named(row)}, called after it")
             for row, spot in held]
        )  # fmt: skip

    def _by_addresses(self, name: Key, inside: _Within) -> Place | None:
        rows = self._of_address.get(name)
        if not rows:
            return None
        at = np.unique(self._lenders.spots[rows].round(-1), axis=0)
        at = at[inside(at)]
        bounds = settings()["projects"]
        if len(at) < bounds["least_points"]:
            return None
        middle = np.median(at, axis=0)
        away = np.hypot(*(at - middle).T)
        if (away <= bounds["most_spread_m"]).mean() < bounds["agree_share"]:
            return None
        spread = float(np.quantile(away[away <= bounds["most_spread_m"]], bounds["spread_share"]))
        radius_m = max(spread, bounds["least_spread_m"])
        middle = middle.round(_WHOLE)
        return Place(
            float(middle[0]),
            float(middle[1]),
            radius_m,
            f"{len(at)} places of properties that name it in their address",
        )

    def _by_wards(self, name: Key, inside: _Within, *, is_bound: bool) -> Place | None:
        outlines = self._of_ward.get(name, []) if is_bound else []
        middles = [shapely.get_coordinates(shapely.point_on_surface(one))[0] for one in outlines]
        held = [
            one
            for one, is_in in zip(outlines, inside(np.array(middles).reshape(-1, 2)), strict=True)
            if is_in
        ]
        if not held:
            return None
        point, radius_m = reach_of(shapely.union_all(held))
        return Place(point.x, point.y, radius_m, f"{len(held)} wards of that name")


def is_street(name: Key) -> bool:
    """Tell whether a name ends as a street's does."""
    known = words()
    return len(name) > 1 and name[-1] in known.street and name[-1] not in known.building


def _apart(places: list[Place]) -> list[Place]:
    """Return places of one name without those that lie in another of them, the smaller counts."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda one: (one.radius_m, one.x, one.y)):
        if all(np.hypot(place.x - one.x, place.y - one.y) > place.radius_m for one in kept):
            kept.append(place)
    return kept


def _of_file(gazetteer: gpd.GeoDataFrame | None, wanted: set[Key]) -> dict[Key, list[Place]]:
    found: dict[Key, list[Place]] = {}
    if gazetteer is None:
        return found
    usual = settings()["projects"]["named_place_m"]
    for name, shape in zip(gazetteer["name"], gazetteer["geometry"], strict=True):
        key = tokens(name)
        if key in wanted:
            point, reach_m = reach_of(shape)
            found.setdefault(key, []).append(
                Place(point.x, point.y, max(reach_m, usual), "the file of place names")
            )
    return found


def _of_addresses(lenders: Lenders, wanted: set[Key]) -> dict[Key, list[int]]:
    """Return the properties in whose addresses each name stands as a part of its own."""
    by_part: dict[str, list[int]] = {}
    for at in np.flatnonzero(lenders.is_exact & lenders.is_landmark):
        address = lenders.addresses[at]
        for part in {one.strip().casefold() for one in address.split(",")} if address else ():
            by_part.setdefault(part, []).append(int(at))
    found: dict[Key, list[int]] = {}
    for part, rows in by_part.items():
        key = tokens(part)
        if key in wanted:
            found.setdefault(key, []).extend(rows)
    return {key: sorted(set(rows)) for key, rows in found.items()}


def _of_names(lenders: Lenders, wanted: set[Key]) -> dict[Key, list[int]]:
    """Return the properties that are called after each name."""
    found: dict[Key, list[int]] = {}
    lists = vocabulary()
    for at in np.flatnonzero(lenders.is_exact & lenders.is_landmark):
        if lenders.services[at] in lists.named_after and lenders.names[at]:
            key = tuple(word for word in tokens(lenders.names[at]) if word not in lists.after_words)
            if key in wanted:
                found.setdefault(key, []).append(int(at))
    return found


def _of_wards(areas: gpd.GeoDataFrame, wanted: set[Key]) -> dict[Key, list[Any]]:
    """Return the outlines of wards by the names in theirs, without words such as north."""
    found: dict[Key, list[Any]] = {}
    wards = areas[(areas["kind"] == "ward") & areas["geometry"].notna()].sort_values("area_id")
    for name, outline in zip(wards["name"], wards["geometry"], strict=True):
        parts = [tokens(part) for part in [name, *_JOINED.split(name)]]
        keys = {part for part in parts if part}
        keys |= {tuple(word for word in part if word not in vocabulary().sides) for part in parts}
        for key in keys & wanted:
            found.setdefault(key, []).append(outline)
    return found
