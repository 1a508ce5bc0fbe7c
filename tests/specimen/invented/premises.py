"""Sites and the records agencies keep of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shapely import prepare
from shapely.geometry import Point, Polygon

from invented.chance import Chance
from invented.grid import to_metres
from invented.outlines import OUTLINES
from invented.services import KINDS, STEMS_FIRST, STEMS_LAST, STREET_WORDS
from invented.towns import TOWNS

if TYPE_CHECKING:
    from invented.towns import Town

__all__ = ["AS_OF", "Ground", "Record", "Settlement"]

AS_OF = dt.date(2026, 11, 1)
_APART_M = 75


@dataclass(slots=True)
class Record:
    """One row of one register. Metres, GBP; None: the agency does not say."""

    agency: str
    area: str
    town: str
    service: str
    name: str
    street_number: str
    street: str
    postcode: str | None
    easting: int | None
    northing: int | None
    uprn: str | None = None
    reference: str = ""
    register_id: str = ""
    urn: str | None = None
    tenure: str | None = "Freehold"
    role: str = "both"
    is_leased_out: bool = False
    status: str = "operational"
    lease_start: dt.date | None = None
    lease_end: dt.date | None = None
    lease_break: dt.date | None = None
    notice_months: int | None = None
    floor_area_m2: int | None = None
    site_area_m2: int | None = None
    unused_pct: int | None = None
    non_clinical_pct: int | None = None
    staff_fte: int | None = None
    workstations: int | None = None
    capacity: int | None = None
    roll: int | None = None
    opening_hours: int | None = None
    running_cost_gbp: int | None = None
    rent_gbp: int | None = None
    backlog_gbp: int | None = None
    condition: str | None = None
    value_gbp: int | None = None
    sensitivity: str = "open"
    note: str | None = None
    outward_only: bool = False
    planted: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def asset_id(self) -> str:
        """The id the record has once read."""
        return f"{self.register_id}:{self.reference}"

    def but(self, **changes: object) -> Record:
        """Return a copy with some values changed."""
        return replace(self, **{"extra": dict(self.extra), **changes})  # type: ignore[arg-type]


def _stems_of(area: str) -> list[str]:
    """Return the area's own share of the invented names: as large as its towns weigh."""
    every = Chance("names").shuffled([first + last for first in STEMS_FIRST for last in STEMS_LAST])
    needs = {name: sum(6 + 7 * town.weight for town in towns) for name, towns in TOWNS.items()}
    before = sum(need for name, need in needs.items() if name < area)
    whole = sum(needs.values())
    return every[len(every) * before // whole : len(every) * (before + needs[area]) // whole]


class Ground:
    """The land of one area: invented names, and places that keep clear of one another."""

    def __init__(self, area: str) -> None:
        self.area = area
        self.chance = Chance(f"ground of {area}")
        corners = [to_metres(lon, lat) for lon, lat in OUTLINES[area]]
        self.outline = Polygon(corners)
        self._inside = self.outline.buffer(-60)
        prepare(self._inside)
        self._stems = _stems_of(area)
        self._taken: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def stem(self) -> str:
        """Return a name not used before in the area."""
        return self._stems.pop()

    def hold(self, east: int, north: int) -> None:
        """Keep later sites clear of a place."""
        self._taken.setdefault((east // 200, north // 200), []).append((east, north))

    def is_free(self, east: int, north: int) -> bool:
        """Tell whether a place is inside the outline and clear of every other."""
        if not self._inside.contains(Point(east, north)):
            return False
        near = [
            other
            for column in (-1, 0, 1)
            for row in (-1, 0, 1)
            for other in self._taken.get((east // 200 + column, north // 200 + row), [])
        ]
        return all((east - x) ** 2 + (north - y) ** 2 >= _APART_M**2 for x, y in near)

    def place(self, middle: tuple[int, int], reach: int) -> tuple[int, int]:
        """Return a free place around a middle and hold it."""
        for attempt in range(400):
            wider = reach + reach * attempt // 60
            east, north = middle[0] + self.chance.spread(wider), middle[1] + self.chance.spread(wider)
            if self.is_free(east, north):
                self.hold(east, north)
                return east, north
        raise RuntimeError(f"no room left around {middle} in {self.area}")


class Settlement:
    """One town: its middle, its invented postcodes and streets."""

    def __init__(self, ground: Ground, town: Town) -> None:
        self.ground = ground
        self.town = town
        self.chance = Chance(f"{ground.area}, {town.name}")
        self.middle = to_metres(town.lon, town.lat)
        self.reach = 650 + 170 * town.weight
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        units = [start + letter for start in town.unused for letter in letters]
        self._units = [f"{town.outward} {unit}" for unit in units]
        self._cells: dict[tuple[int, int], str] = {}
        self.members: dict[str, list[tuple[int, int]]] = {}
        streets = [f"{ground.stem()} {self.chance.pick(STREET_WORDS)}" for _ in range(1 + town.weight // 3)]
        self._streets = streets

    def postcode(self, east: int, north: int) -> str:
        """Return the postcode of a place; places of one 300 m square share it."""
        cell = (east // 300, north // 300)
        if cell not in self._cells:
            if len(self._cells) < len(self._units):
                self._cells[cell] = self._units[len(self._cells)]
            else:
                cell = min(
                    self._cells, key=lambda known: (abs(known[0] - cell[0]) + abs(known[1] - cell[1]), known)
                )
        code = self._cells[cell]
        self.members.setdefault(code, []).append((east, north))
        return code

    def record(
        self, service: str, agency: str, *, at: tuple[int, int] | None = None, name: str | None = None
    ) -> Record:
        """Return a bare record at a free place, or at the place given."""
        kind = KINDS[service]
        if at is None:
            at = self.ground.place(self.middle, max(300, round(self.reach * kind.reach)))
        else:
            self.ground.hold(*at)
        return Record(
            agency,
            self.ground.area,
            self.town.name,
            service,
            name or f"{self.ground.stem()} {kind.label}",
            str(self.chance.between(1, 140)),
            self.chance.pick(self._streets),
            self.postcode(*at),
            at[0],
            at[1],
        )
