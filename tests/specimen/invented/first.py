"""A small estate for quick runs: two agencies in one town, about a hundred rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from shapely.geometry import Point, Polygon

from invented.cells import CELLS, Cell
from invented.chance import Chance
from invented.demand import fill
from invented.estate_file import NOTICE
from invented.files import csv_bytes, json_bytes
from invented.grid import to_metres
from invented.layouts import LAYOUTS
from invented.premises import Ground, Record, Settlement
from invented.towns import TOWNS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["first_files"]

_COUNCIL = "Avonbend District Council"
_NHS = "Avonbend Community NHS Trust"
_OUTLINE = (
    (-2.02, 52.09),
    (-2.00, 52.12),
    (-1.95, 52.13),
    (-1.90, 52.12),
    (-1.88, 52.09),
    (-1.90, 52.06),
    (-1.95, 52.05),
    (-2.00, 52.06),
)
_COUNCIL_KINDS = (
    ("library", 3),
    ("office", 4),
    ("town-hall", 1),
    ("customer-service", 2),
    ("depot", 3),
    ("community-centre", 5),
    ("childrens-centre", 3),
    ("leisure", 2),
    ("museum", 1),
    ("car-park", 7),
    ("park", 6),
    ("allotment", 6),
    ("cemetery", 2),
    ("public-toilet", 4),
    ("industrial", 3),
    ("open-land", 6),
    ("development-land", 4),
)
_NHS_KINDS = (("clinic", 12), ("gp-practice", 12), ("mental-health", 5), ("hospital", 1), ("office", 4))
_NHS_HEADINGS = {
    "Site Code": "reference",
    "Site Name": "name",
    "Address": "address",
    "Postcode": "postcode",
    "UPRN": "uprn",
    "Site Type": "service",
    "Tenure": "tenure",
    "Status": "status",
    "GIA (sqm)": "floor_area_m2",
    "FTE": "staff_fte",
    "Unused (%)": "unused_pct",
    "Running cost (£)": "running_cost_gbp",
    "Lease break": "lease_break",
    "Easting": "easting",
    "Northing": "northing",
}
_PLAIN: dict[str, Any] = {
    "tenure": "Freehold",
    "role": "both",
    "is_leased_out": False,
    "status": "operational",
    "lease_start": None,
    "lease_end": None,
    "lease_break": None,
    "notice_months": None,
    "rent_gbp": None,
    "planted": True,
}

_ESTATE = """\
# A small invented estate for quick runs: two agencies, one town.
# Made by tests/specimen/make_specimen.py; change that, not this file.

[estate]
name = "Specimen: first light"
as_of = 2026-11-01
notice = "{notice}"

[[area]]
id = "avonbend"
name = "Avonbend"
path = "outline.geojson"
label = "not the legal boundary"

[[register]]
id = "council"
path = "council.csv"
profile = "transparency-code"
sector = "district"
area = "avonbend"
columns = {{ service = "ServicesOffered", running_cost_gbp = "BuildingOperationCost", \
backlog_gbp = "RequiredMaintenance", \
staff_fte = "StaffFTE", workstations_count = "Workstations", opening_hours_week = "OpeningHoursPerWeek", \
condition_grade = "ConditionGrade", sensitivity = "Sensitivity" }}
effective_date = 2026-09-30
licence = "Invented data, free to use"

[[register]]
id = "nhs"
path = "nhs.csv"
agency = "{nhs}"
sector = "nhs"
crs = "EPSG:27700"
area = "avonbend"
columns = {{ reference = "Site Code", name = "Site Name", address = "Address", postcode = "Postcode", \
uprn = "UPRN", \
service = "Site Type", tenure = "Tenure", status = "Status", floor_area_m2 = "GIA (sqm)", staff_fte = "FTE", \
unused_pct = "Unused (%)", running_cost_gbp = "Running cost (£)", lease_break_date = "Lease break", \
x_read = "Easting", \
y_read = "Northing" }}
defaults = {{ role = "occupier" }}
effective_date = 2026-09-30
licence = "Invented data, free to use"

[lookups]
postcodes = "postcodes.csv"

[publication]
name = "Specimen partnership"
contact = "estates@example.org"
key = "specimen-key-not-secret"
"""


class _Place(Settlement):
    """Evesham's streets under an outline of its own."""

    def __init__(self) -> None:
        town = next(town for town in TOWNS["worcestershire"] if town.name == "Evesham")
        super().__init__(Ground("worcestershire"), town)
        self.reach = 1_100
        self.chance = Chance("first light")


def _new(town: _Place, service: str, agency: str, **values: Any) -> Record:
    at, name = values.pop("at", None), values.pop("name", None)
    return fill(town.record(service, agency, at=at, name=name), town.chance).but(**{**_PLAIN, **values})


def _planted(town: _Place) -> dict[str, list[Record]]:
    east, north = town.middle
    host = _new(
        town,
        "office",
        _COUNCIL,
        at=(east, north),
        floor_area_m2=1_800,
        staff_fte=45,
        workstations=40,
        condition="B",
    )
    guest = _new(
        town,
        "clinic",
        _NHS,
        at=(east + 180, north + 240),
        floor_area_m2=360,
        staff_fte=12,
        tenure="Leasehold",
        lease_end=dt.date(2031, 3, 24),
        lease_break=dt.date(2027, 3, 25),
        unused_pct=1,
    )
    stem = town.ground.stem()
    library = _new(town, "library", _COUNCIL, name=f"{stem} Library", opening_hours=38, floor_area_m2=520)
    assert library.easting is not None
    assert library.northing is not None
    centre = _new(
        town, "clinic", _NHS, at=(library.easting + 3, library.northing + 4), name=f"{stem} Health Centre"
    )
    centre = centre.but(street=library.street, street_number=library.street_number, postcode=library.postcode)
    vacant = _new(town, "community-centre", _COUNCIL, status="vacant", floor_area_m2=410, outward_only=True)
    under = _new(town, "mental-health", _NHS, unused_pct=24, floor_area_m2=1_500)
    home = _new(town, "childrens-home", _COUNCIL, sensitivity="restricted")
    return {
        "colocation-pair": [host, guest],
        "shared-site-by-uprn": [library, centre],
        "vacant-building": [vacant],
        "under-used": [under],
        "withheld": [home],
    }


def _numbered(records: Iterable[Record]) -> list[Record]:
    counts = {"council": 0, "nhs": 0}
    made = list(records)
    for number, record in enumerate(made, start=1):
        record.register_id = "council" if record.agency == _COUNCIL else "nhs"
        counts[record.register_id] += 1
        record.reference = (
            f"{'AV' if record.register_id == 'council' else 'NX'}{counts[record.register_id]:03d}"
        )
        record.uprn = str(990_900_000_000 + number * 7)
    return made


def _rows(records: list[Record], register_id: str, headings: dict[str, str]) -> list[list[Cell]]:
    own = Chance(f"order of first {register_id}").shuffled(
        [r for r in records if r.register_id == register_id]
    )
    return [
        [rule[1:] or None if rule.startswith("=") else CELLS[rule](r) for rule in headings.values()]
        for r in own
    ]


def first_files() -> dict[str, bytes]:
    """Return every file of the small estate by its path below its folder."""
    town = _Place()
    planted = _planted(town)
    others = [
        _new(town, service, agency, planted=False)
        for agency, kinds in ((_COUNCIL, _COUNCIL_KINDS), (_NHS, _NHS_KINDS))
        for service, many in kinds
        for _ in range(many)
    ]
    records = _numbered([*(r for case in planted.values() for r in case), *others])
    planted["shared-site-by-uprn"][1].uprn = planted["shared-site-by-uprn"][0].uprn
    inside = Polygon([to_metres(*corner) for corner in _OUTLINE])
    assert all(inside.contains(Point(r.easting or 0, r.northing or 0)) for r in records)
    unlocated = [r for r in others if r.register_id == "council"][-3:]
    for record in unlocated:
        record.easting = record.northing = record.postcode = record.uprn = None
    headings = next(layout.headings for layout in LAYOUTS if layout.id == "humbergate")
    rings = [[list(corner) for corner in (*_OUTLINE, _OUTLINE[0])]]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": rings},
        "properties": {"id": "avonbend", "name": "Avonbend", "label": "not the legal boundary"},
    }
    codes = [[code, *_middle(members)] for code, members in sorted(town.members.items())]
    return {
        "estate.toml": _ESTATE.format(notice=NOTICE, nhs=_NHS).encode(),
        "council.csv": csv_bytes(list(headings), _rows(records, "council", headings)),
        "nhs.csv": csv_bytes(list(_NHS_HEADINGS), _rows(records, "nhs", _NHS_HEADINGS)),
        "outline.geojson": json_bytes({"type": "FeatureCollection", "features": [feature]}, indent=None),
        "postcodes.csv": csv_bytes(["Postcode", "eastings", "northings"], codes),
        "truth.json": json_bytes(_truth(records, planted, unlocated)),
    }


def _middle(members: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(e for e, _ in members) // len(members), sum(n for _, n in members) // len(members)


def _truth(
    records: list[Record], planted: dict[str, list[Record]], unlocated: list[Record]
) -> dict[str, Any]:
    counts = {name: sum(r.register_id == name for r in records) for name in ("council", "nhs")}
    return {
        "note": "Planted in the small specimen on purpose. Everything is invented. Made by make_specimen.py.",
        "records": counts,
        "planted": {kind: [record.asset_id for record in case] for kind, case in planted.items()},
        "colocation_distance_m": 300,
        "unlocated": [record.asset_id for record in unlocated],
        "vacant_buildings": [r.asset_id for r in records if r.status == "vacant" and r.floor_area_m2],
    }
