"""Cases put in on purpose, with what a right reading of them is. They become ``truth.json``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from invented.bodies import AREA_BODIES, BENEFITS, PRIVATE, councils
from invented.demand import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from invented.premises import Record, Settlement

__all__ = ["PAIR_OFFSETS_M", "Case", "plant"]

#: Area: how far east and north of the host the guest stands. Each is a whole number of metres apart.
PAIR_OFFSETS_M: dict[str, tuple[int, int]] = {
    "cambridgeshire": (78, 104),
    "county-durham": (210, 280),
    "hackney": (90, 120),
    "hampshire": (300, 400),
    "hull": (168, 224),
    "leeds-city-region": (420, 560),
    "leicester-and-leicestershire": (600, 800),
    "solihull": (480, 640),
    "swindon": (540, 720),
    "wigan": (900, 1_200),
    "worcestershire": (660, 880),
}

_SHARED_NAME_AREAS = (
    "cambridgeshire",
    "county-durham",
    "hampshire",
    "leeds-city-region",
    "wigan",
    "worcestershire",
)
_COVERT_AREAS = ("hampshire", "leeds-city-region", "leicester-and-leicestershire")
_REFUGE_AREAS = ("county-durham", "leeds-city-region", "worcestershire")


@dataclass(slots=True)
class Case:
    """One planted case: its kind, its records, and what is expected of them."""

    kind: str
    records: list[Record]
    expected: dict[str, Any] = field(default_factory=dict)


class _Planter:
    def __init__(self, settlement: Settlement) -> None:
        self.town = settlement
        self.area = settlement.ground.area
        self.bodies = AREA_BODIES[self.area]
        self.upper, self.lower = councils(self.area, settlement.town.name)
        self.cases: list[Case] = []

    def new(self, service: str, agency: str, **values: Any) -> Record:
        """Return a filled, operational, freehold record at a free place, with the values given."""
        at, name = values.pop("at", None), values.pop("name", None)
        made = fill(self.town.record(service, agency, at=at, name=name), self.town.chance)
        plain: dict[str, Any] = {
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
        return made.but(**{**plain, **values})

    def add(self, kind: str, records: list[Record], **expected: Any) -> None:
        self.cases.append(Case(kind, records, {"area_id": self.area, **expected}))


def _beside(record: Record, east: int, north: int) -> tuple[int, int]:
    assert record.easting is not None
    assert record.northing is not None
    return record.easting + east, record.northing + north


def _shared_uprn(p: _Planter) -> None:
    stem = p.town.ground.stem()
    one = p.new("library", p.upper, name=f"{stem} Library", floor_area_m2=640, staff_fte=8, opening_hours=40)
    two = p.new("clinic", p.bodies.nhs, at=_beside(one, 3, -2), name=f"{stem} Health Centre", unused_pct=0)
    two = two.but(street=one.street, street_number=one.street_number, postcode=one.postcode)
    p.add(
        "shared-site-by-uprn",
        [one, two],
        why="two agencies, one UPRN, three metres apart",
        sites=1,
        colocation_between_them=0,
    )


def _shared_name(p: _Planter) -> None:
    name = f"{p.town.ground.stem()} Emergency Services Station"
    one = p.new("police-station", p.bodies.police, name=name)
    two = p.new("fire-station", p.bodies.fire, at=_beside(one, 5, 5), name=name)
    two = two.but(street=one.street, street_number=one.street_number, postcode=one.postcode)
    p.add(
        "shared-site-by-name",
        [one, two],
        why="no UPRN; same name and postcode, seven metres apart",
        sites=1,
        colocation_between_them=0,
    )


def _own_two_records(p: _Planter) -> None:
    stem = p.town.ground.stem()
    one = p.new("depot", p.upper, name=f"{stem} Depot, Block A")
    two = p.new("depot", p.upper, at=_beside(one, 20, 15), name=f"{stem} Depot, Block B")
    two = two.but(street=one.street, street_number=one.street_number, postcode=one.postcode)
    p.add(
        "one-owner-twice", [one, two], why="one agency lists two blocks under one UPRN", sites=1, holdings=1
    )


def _pair(p: _Planter) -> None:
    east, north = PAIR_OFFSETS_M[p.area]
    host, where = _host_with_room(p, east, north)
    guest = p.new(
        "jobcentre",
        BENEFITS,
        at=where,
        floor_area_m2=420,
        staff_fte=30,
        workstations=28,
        tenure="Leasehold",
        role="occupier",
        lease_start=dt.date(2017, 9, 29),
        lease_end=dt.date(2032, 9, 28),
        lease_break=dt.date(2027, 9, 29),
        notice_months=6,
        rent_gbp=63_000,
        running_cost_gbp=84_000,
        site_area_m2=450,
        condition="C",
    )
    distance = round((east**2 + north**2) ** 0.5)
    p.add(
        "colocation-pair",
        [host, guest],
        host=0,
        guest=1,
        distance_m=distance,
        tolerance_m=8,
        is_candidate=distance <= 1_200,
        host_m2_per_fte=40.0,
        guest_lease_break_date="2027-09-29",
        why="a half-empty freehold office of a council, and a leased jobcentre with a break",
    )


def _host_with_room(p: _Planter, east: int, north: int) -> tuple[Record, tuple[int, int]]:
    ground = p.town.ground
    for _ in range(300):
        at = p.town.middle[0] + ground.chance.spread(500), p.town.middle[1] + ground.chance.spread(500)
        where = at[0] + east, at[1] + north
        if ground.is_free(*at) and ground.is_free(*where):
            host = p.new(
                "office",
                p.upper,
                at=at,
                floor_area_m2=2_400,
                staff_fte=60,
                workstations=50,
                condition="B",
                running_cost_gbp=410_000,
                site_area_m2=2_600,
                value_gbp=1_900_000,
            )
            return host, where
    raise RuntimeError(f"no room for a pair in {p.area}")


def _underused(p: _Planter) -> None:
    school = p.new(
        "school",
        p.upper,
        name=f"{p.town.ground.stem()} Primary School",
        capacity=210,
        roll=96,
        extra={"type": "Community school"},
    )
    p.add("under-used", [school], measured="96 pupils in 210 places, 54.3 % unfilled", band=["under-used"])
    library = p.new("library", p.upper, opening_hours=9, floor_area_m2=300, staff_fte=3)
    p.add("under-used", [library], measured="open 9 hours a week", band=["under-used", "watch"])
    unit = p.new("mental-health", p.bodies.nhs, unused_pct=31, non_clinical_pct=30, floor_area_m2=2_000)
    p.add("under-used", [unit], measured="31 % of the floor area unused", band=["under-used"])


def _surplus_and_vacant(p: _Planter) -> None:
    office = p.new(
        "office", p.upper, status="surplus", floor_area_m2=1_150, staff_fte=None, workstations=None
    )
    p.add("declared-surplus", [office], band=["surplus"], capital="a project is about to spend on it")
    vacant = p.new("community-centre", p.lower, status="vacant", floor_area_m2=520, outward_only=True)
    p.add(
        "vacant-building",
        [vacant],
        band=["surplus", "under-used"],
        public="outward code only, no name, no UPRN",
    )
    station = p.new("police-station", p.bodies.police, status="closed", floor_area_m2=600)
    p.add("closed-not-surplus", [station], not_band=["surplus"], why="closed is not the same as surplus")


def _landlord(p: _Planter) -> None:
    owner = p.new(
        "clinic",
        p.lower,
        is_leased_out=True,
        role="owner",
        floor_area_m2=700,
        status="operational",
        running_cost_gbp=None,
        staff_fte=None,
        unused_pct=None,
        non_clinical_pct=None,
    )
    tenant = p.new(
        "clinic",
        PRIVATE,
        at=_beside(owner, 2, 1),
        name=owner.name,
        role="occupier",
        tenure="Leasehold",
        lease_start=dt.date(2020, 4, 1),
        lease_end=dt.date(2030, 3, 31),
        floor_area_m2=700,
    )
    tenant = tenant.but(street=owner.street, street_number=owner.street_number, postcode=owner.postcode)
    p.add(
        "let-to-private",
        [owner, tenant],
        sites=1,
        why="the landlord's let space is not its own to offer; "
        "the tenant is private and no part of the public estate",
        is_host=[],
    )


def _withheld(p: _Planter) -> None:
    home = p.new("childrens-home", p.upper, sensitivity="restricted")
    p.add("withheld", [home], sensitivity="restricted", kind_of_place="childrens-home")
    if p.area in _REFUGE_AREAS:
        refuge = p.new("refuge", p.upper, name=f"{p.town.ground.stem()} Women's Refuge", sensitivity="secret")
        p.add("withheld", [refuge], sensitivity="secret", kind_of_place="refuge")
    if p.area in _COVERT_AREAS:
        unit = p.new(
            "office",
            p.bodies.police,
            name=f"Unit {p.town.chance.between(11, 89)}",
            sensitivity="secret",
            floor_area_m2=480,
        )
        p.add("withheld", [unit], sensitivity="secret", kind_of_place="by marking only")


def _moving_together(p: _Planter) -> None:
    name = f"{p.town.ground.stem()} Centre"
    one = p.new("adult-social-care", p.upper, name=f"{name} for Adults", floor_area_m2=780)
    two = p.new("clinic", p.bodies.nhs, at=_beside(one, 120, 50), floor_area_m2=620, unused_pct=1)
    p.add(
        "capital-neighbours",
        [one, two],
        distance_m=130,
        tolerance_m=8,
        capital="both have works between 2027 and 2028",
    )


_ALWAYS: tuple[Callable[[_Planter], None], ...] = (
    _pair,
    _shared_uprn,
    _own_two_records,
    _underused,
    _surplus_and_vacant,
    _landlord,
    _withheld,
    _moving_together,
)


def plant(settlement: Settlement) -> list[Case]:
    """Return the cases planted in an area's main town, their places held clear of everything else."""
    planter = _Planter(settlement)
    for case in _ALWAYS:
        case(planter)
    if planter.area in _SHARED_NAME_AREAS:
        _shared_name(planter)
    return planter.cases
