"""A third capital programme in the form of the template: projects that meet, and others that just do not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shapely.geometry import Point, Polygon

from invented.bodies import AREA_BODIES
from invented.grid import to_metres
from invented.outlines import OUTLINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invented.assemble import Specimen
    from invented.planted import Case

__all__ = ["ALIGNED_HEADINGS", "aligned_projects"]

ALIGNED_HEADINGS = (
    "Project reference", "Organisation", "Project name", "Service", "Type of works", "Approval", "Approved years",
    "Easting", "Northing", "UPRN", "Start date", "End date", "Longstop date", "Homes", "Floor area (m²)", "Sensitivity",
    "Spent before (£)", "Total (£)", "Funding 1 amount (£)", "Funding 1 source", "Funding 1 ring-fenced",
    "Funding 1 match",
)  # fmt: skip
_CLEAR_M = 2_500
_APART_M = 4_500


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@dataclass(slots=True)
class _Part:
    """One project: whose, where from the spot of its case, what, when."""

    body: str
    words: str
    service: str
    works: str
    start: str
    end: str
    at: tuple[int, int] = (0, 0)
    total: int = 900_000
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Meeting:
    """A case in the open country of an area: kind, or null for one that is not to be found."""

    kind: str | None
    area: str
    why: str
    parts: tuple[_Part, ...]
    services: tuple[str, ...] = ()


_2027, _2028 = ("2027-04-01", "2028-03-31"), ("2028-04-01", "2029-03-31")
_APART_OK = (120, 90)  # 150 m
_TOO_FAR = (156, 208)  # 260 m

MEETINGS: tuple[_Meeting, ...] = (
    _Meeting("combine", "cambridgeshire", "a restricted clinic beside a library, the same two years", (
        _Part("upper", "new library", "Library", "New build", *_2027),
        _Part("nhs", "new clinic", "Clinic", "New build", "2027-10-01", "2028-12-31", _APART_OK, 1_400_000,
              {"Sensitivity": "Restricted", "Longstop date": _day("2029-03-31")}),
    )),
    _Meeting("combine", "hampshire", "a secret police station beside a fire station", (
        _Part("police", "new police base", "Police station", "New build", *_2027, (0, 0), 3_000_000,
              {"Sensitivity": "Secret"}),
        _Part("fire", "new fire station", "Fire station", "New build", *_2027, _APART_OK, 2_000_000),
    )),
    _Meeting("combine", "worcestershire", "grant that needs match, and money that is free", (
        _Part("upper", "library refurbishment", "Library", "Refurbishment", *_2027, (0, 0), 800_000, {
            "Funding 1 amount (£)": 800_000, "Funding 1 source": "Grant", "Funding 1 ring-fenced": "Yes",
            "Funding 1 match": "Yes"}),
        _Part("nhs", "clinic refurbishment", "Clinic", "Refurbishment", *_2027, _APART_OK, 700_000, {
            "Funding 1 amount (£)": 700_000, "Funding 1 source": "Borrowing", "Funding 1 ring-fenced": "No",
            "Funding 1 match": "No"}),
    )),
    _Meeting(None, "cambridgeshire", "260 m apart: out of the radius of both", (
        _Part("upper", "new library", "Library", "New build", *_2027),
        _Part("nhs", "new clinic", "Clinic", "New build", *_2027, _TOO_FAR),
    )),
    _Meeting(None, "hampshire", "fourteen months between them: out of lead and lag", (
        _Part("upper", "new library", "Library", "New build", "2027-01-01", "2027-12-31"),
        _Part("nhs", "new clinic", "Clinic", "New build", "2029-03-01", "2029-12-31", _APART_OK),
    )),
    _Meeting(None, "worcestershire", "two roofs of two bodies: nothing to share", (
        _Part("upper", "new roof", "Library", "Maintenance", *_2027),
        _Part("nhs", "new roof", "Clinic", "Maintenance", *_2027, _APART_OK),
    )),
    _Meeting(None, "county-durham", "one body twice", (
        _Part("upper", "new library", "Library", "New build", *_2027),
        _Part("upper", "new customer service centre", "Customer service centre", "New build", *_2027, _APART_OK),
    )),
    _Meeting(None, "county-durham", "the body of one is not known", (
        _Part("upper", "new library", "Library", "New build", *_2027),
        _Part("", "new clinic", "Clinic", "New build", *_2027, _APART_OK),
    )),
    _Meeting("sequence", "cambridgeshire", "the ground is cleared while the clinic is already built", (
        _Part("upper", "demolition of the old depot", "Depot", "Demolition", *_2027, (0, 0), 300_000),
        _Part("nhs", "new clinic", "Clinic", "New build", "2027-10-01", "2029-03-31", (72, 96)),
    )),
    _Meeting("sequence", "leeds-city-region", "heat main first, street after", (
        _Part("upper", "heat network under the street", "Highways", "Other", *_2027, (0, 0), 500_000),
        _Part("nhs", "new paving of the forecourt", "Highways", "Other", "2028-07-01", "2028-12-31", (24, 32), 250_000),
    )),
    _Meeting("sequence", "hampshire", "two refurbishments that fit, six months between them", (
        _Part("upper", "library refurbishment", "Library", "Refurbishment", *_2027),
        _Part("nhs", "clinic refurbishment", "Clinic", "Refurbishment", "2028-10-01", "2029-06-30", _APART_OK),
    )),
    _Meeting(None, "leeds-city-region", "heat main and street 60 m apart: another street", (
        _Part("upper", "heat network under the street", "Highways", "Other", *_2027),
        _Part("nhs", "new paving of the forecourt", "Highways", "Other", "2028-07-01", "2028-12-31", (36, 48)),
    )),
    _Meeting("clash", "cambridgeshire", "a new surface dug up by another body twenty months later", (
        _Part("upper", "repaving of the square", "Highways", "Other", *_2027, (0, 0), 640_000),
        _Part("nhs", "heat main across the square", "Highways", "Other", "2029-12-01", "2030-03-31", (18, 24), 400_000),
    )),
    _Meeting("clash", "hampshire", "refurbished, and pulled down a year later", (
        _Part("upper", "office refurbishment", "Office", "Refurbishment", *_2027, (0, 0), 720_000),
        _Part("upper", "demolition of the office", "Office", "Demolition", "2029-04-01", "2029-09-30", (6, 8), 200_000),
    )),
    _Meeting(None, "worcestershire", "dug up forty months later", (
        _Part("upper", "repaving of the square", "Highways", "Other", *_2027),
        _Part("nhs", "heat main across the square", "Highways", "Other", "2031-08-01", "2031-12-31", (18, 24)),
    )),
    _Meeting(None, "cambridgeshire", "pulled down 150 m from what is refurbished", (
        _Part("upper", "office refurbishment", "Office", "Refurbishment", *_2027),
        _Part("upper", "demolition of the annexe", "Office", "Demolition", "2029-04-01", "2029-09-30", _APART_OK),
    )),
    _Meeting("duplicate", "cambridgeshire", "two community centres 900 m apart, years apart", (
        _Part("upper", "new community centre", "Community centre", "New build", *_2027, (0, 0), 1_100_000),
        _Part("lower", "new village hall", "Community centre", "New build", "2030-04-01", "2031-03-31", (540, 720)),
    ), ("community-centre",)),
    _Meeting("duplicate", "worcestershire", "two clinics 1,500 m apart", (
        _Part("upper", "new clinic", "Clinic", "New build", *_2027),
        _Part("nhs", "clinic extension", "Clinic", "Extension", *_2028, (900, 1_200), 650_000),
    ), ("clinic",)),
    _Meeting(None, "hampshire", "two community centres 1,250 m apart", (
        _Part("upper", "new community centre", "Community centre", "New build", *_2027),
        _Part("lower", "new community centre", "Community centre", "New build", *_2028, (750, 1_000)),
    )),
    _Meeting(None, "worcestershire", "one of the two clinics is refurbished, not built", (
        _Part("upper", "new clinic", "Clinic", "New build", *_2027),
        _Part("nhs", "clinic refurbishment", "Clinic", "Refurbishment", *_2028, (900, 1_200)),
    )),
    _Meeting("gap", "leicester-and-leicestershire", "300 homes with neither school nor surgery in reach", (
        _Part("upper", "new village", "Housing", "New build", "2027-04-01", "2031-03-31", (0, 0), 9_000_000,
              {"Homes": 300}),
    ), ("gp-practice", "school")),
    _Meeting("gap", "hampshire", "120 homes with a new surgery in reach, and no school", (
        _Part("upper", "homes on the airfield", "Housing", "New build", "2027-04-01", "2030-03-31", (0, 0), 4_000_000,
              {"Homes": 120}),
        _Part("nhs", "new surgery", "GP practice", "New build", *_2028, (900, 1_200)),
    ), ("school",)),
    _Meeting(None, "leicester-and-leicestershire", "40 homes: too few to ask", (
        _Part("upper", "homes at the lane", "Housing", "New build", *_2028, (0, 0), 2_000_000, {"Homes": 40}),
    )),
)  # fmt: skip


def _spots(area: str, specimen: Specimen) -> Iterator[tuple[int, int]]:
    """Yield places in open country, far from every property and from one another."""
    outline = Polygon([to_metres(lon, lat) for lon, lat in OUTLINES[area]])
    inside = outline.buffer(-_CLEAR_M)
    taken = [
        (east, north)
        for record in specimen.records
        for east, north in [
            (record.easting, record.northing)
            if record.easting and record.northing
            else specimen.postcodes[str(record.postcode)]
        ]
        if record.area == area
    ]
    left, low, right, high = (round(bound) for bound in outline.bounds)
    used: list[tuple[int, int]] = []
    for north in range(low // 500 * 500, high, 500):
        for east in range(left // 500 * 500, right, 500):
            is_clear = all((east - x) ** 2 + (north - y) ** 2 > _CLEAR_M**2 for x, y in taken)
            is_apart = all((east - x) ** 2 + (north - y) ** 2 > _APART_M**2 for x, y in used)
            if is_clear and is_apart and inside.contains(Point(east, north)):
                used.append((east, north))
                yield east + 17, north + 31  # no round numbers, which would be read as coarse


class _List:
    def __init__(self) -> None:
        self.rows: list[list[Any]] = []

    def add(self, part: _Part, agency: str, at: tuple[int, int], uprn: str | None = None) -> str:
        """Add a project; return its id once read."""
        ref = f"TCP-{len(self.rows) + 1:03d}"
        cells = {
            "Project reference": ref,
            "Organisation": agency,
            "Project name": f"{ref}: {part.words}",
            "Service": part.service,
            "Type of works": part.works,
            "Approval": "Approved",
            "Easting": at[0] + part.at[0],
            "Northing": at[1] + part.at[1],
            "UPRN": uprn,
            "Start date": _day(part.start),
            "End date": _day(part.end),
            "Sensitivity": "Open",
            "Total (£)": part.total,
            **part.more,
        }
        self.rows.append([cells.get(heading) for heading in ALIGNED_HEADINGS])
        return f"partnership-capital:{ref}"


def aligned_projects(specimen: Specimen) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """Return the rows of the programme, and its cases: those with ``"kind": null`` are not to be found."""
    made = _List()
    areas = {case.expected["area_id"] for case in specimen.cases}
    spots = {area: _spots(area, specimen) for area in sorted(areas)}
    there = (meeting for meeting in MEETINGS if meeting.area in areas)
    cases = [_met(made, meeting, next(spots[meeting.area])) for meeting in there]
    on_buildings = [_on_building(made, case) for case in specimen.cases]
    cases += [case for case in on_buildings if case is not None]
    return made.rows, cases


def _met(made: _List, meeting: _Meeting, at: tuple[int, int]) -> dict[str, Any]:
    bodies = AREA_BODIES[meeting.area]
    ids = [made.add(part, getattr(bodies, part.body) if part.body else "", at) for part in meeting.parts]
    case: dict[str, Any] = {
        "kind": meeting.kind, "area_id": meeting.area, "projects": ids, "why": meeting.why,
    }  # fmt: skip
    if meeting.services:
        case["services"] = list(meeting.services)
    hidden = [part.more["Sensitivity"].lower() for part in meeting.parts if "Sensitivity" in part.more]
    return {**case, "sensitivity": hidden[0]} if hidden else case


def _on_building(made: _List, case: Case) -> dict[str, Any] | None:
    """Return works on a leased jobcentre, a closed station, and a new counter near a jobcentre."""
    area = case.expected["area_id"]
    if case.kind == "colocation-pair" and area in {"hull", "swindon"}:
        guest = case.records[1]
        part = _Part("", "fit-out of the ground floor", "Jobcentre", "Fit-out", *_2027, total=450_000)
        one = made.add(part, guest.agency, (guest.easting or 0, guest.northing or 0), guest.uprn)
        return {
            "kind": "spend-then-sell", "area_id": area, "projects": [one], "asset": guest.asset_id,
            "why": "a fit-out should be used for ten years; the lease ends in 2032",
        }  # fmt: skip
    if case.kind == "closed-not-surplus" and area in {"hampshire", "wigan"}:
        station = case.records[0]
        part = _Part("", "new boiler", "Police station", "Maintenance", *_2027, total=90_000)
        one = made.add(part, station.agency, (station.easting or 0, station.northing or 0), station.uprn)
        return {
            "kind": None, "area_id": area, "projects": [one], "asset": station.asset_id,
            "why": "closed is not surplus",
        }  # fmt: skip
    if case.kind == "colocation-pair" and area in {"cambridgeshire", "solihull", "worcestershire"}:
        return _near_jobcentre(made, case)
    return None


def _near_jobcentre(made: _List, case: Case) -> dict[str, Any]:
    """Return a new public counter 50 m from a jobcentre: of 900 m2, or of 40 m2, which houses nobody."""
    area, guest = case.expected["area_id"], case.records[1]
    is_large = area != "solihull"
    floor = {"Floor area (m²)": 900 if is_large else 40}
    part = _Part(
        "", "new public counter", "Customer service centre", "New build", *_2027, (30, 40), 2_600_000, floor
    )
    one = made.add(part, AREA_BODIES[area].upper, (guest.easting or 0, guest.northing or 0))
    return {
        "kind": "enable" if is_large else None, "area_id": area, "projects": [one], "asset": guest.asset_id,
        "why": "the counter makes room for the jobcentre" if is_large else "40 m2 house no jobcentre",
    }  # fmt: skip
