"""Who has what in a town of a given size, and the figures each record carries."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from invented.bodies import AREA_BODIES, BENEFITS, COURTS, LAND, PRIVATE, TRUSTS, councils
from invented.premises import AS_OF, Record, Settlement
from invented.services import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invented.chance import Chance

__all__ = ["fill", "town_records", "with_lease"]

#: Service: the weight of a town from which it has one, and the weight it takes for each further one.
_UPPER = {
    "library": (1, 6),
    "office": (2, 3),
    "childrens-centre": (2, 5),
    "adult-social-care": (3, 5),
    "youth-centre": (4, 9),
    "highways": (4, 9),
    "museum": (5, 9),
    "training-centre": (6, 9),
    "childrens-home": (5, 9),
    "depot": (3, 9),
}
_LOWER = {
    "town-hall": (4, 99),
    "customer-service": (3, 9),
    "community-centre": (1, 4),
    "leisure": (2, 6),
    "car-park": (1, 4),
    "park": (1, 4),
    "allotment": (2, 6),
    "cemetery": (3, 9),
    "public-toilet": (2, 6),
    "market": (5, 99),
    "industrial": (3, 5),
    "development-land": (3, 5),
    "open-land": (1, 4),
}
_NHS = {
    "clinic": (1, 4),
    "gp-practice": (2, 4),
    "hospital": (6, 99),
    "mental-health": (4, 9),
    "office": (7, 99),
}
_SCHOOL_KINDS = (
    "Primary School",
    "Primary School",
    "Primary School",
    "Junior School",
    "High School",
    "Infant School",
)
_BLANK_SHARE = 0.12


def _count(weight: int, rule: tuple[int, int]) -> int:
    return 0 if weight < rule[0] else 1 + (weight - rule[0]) // rule[1]


def _wanted(area: str, town: str, weight: int) -> Iterator[tuple[str, str]]:
    bodies = AREA_BODIES[area]
    upper, lower = councils(area, town)
    tables = ((upper, _UPPER), (lower, _LOWER), (bodies.nhs, _NHS))
    for agency, rules in tables:
        for service, rule in rules.items():
            yield from [(agency, service)] * _count(weight, rule)
    singles = (
        (bodies.police, "police-station", 2),
        (bodies.police, "office", 7),
        (bodies.police, "custody", 8),
        (bodies.fire, "fire-station", 2),
        (bodies.fire, "training-centre", 9),
        (bodies.ambulance, "ambulance-station", 3),
        (COURTS, "court", 5),
        (BENEFITS, "jobcentre", 3),
        (BENEFITS, "office", 8),
        (bodies.college, "college", 6),
        (LAND, "development-land", 3),
        (LAND, "open-land", 5),
        (PRIVATE, "clinic", 4),
    )
    for agency, service, least in singles:
        if weight >= least:
            yield agency, service
    if bodies.university and weight >= 7:
        yield from [(bodies.university, "university")] * 4


def town_records(settlement: Settlement) -> list[Record]:
    """Return everything the agencies have in one town, schools included, with its figures."""
    area, town = settlement.ground.area, settlement.town
    made = [settlement.record(service, agency) for agency, service in _wanted(area, town.name, town.weight)]
    made += [_school(settlement, number) for number in range(1 + town.weight)]
    return [fill(record, settlement.chance) for record in made]


def _school(settlement: Settlement, number: int) -> Record:
    chance, stem = settlement.chance, settlement.ground.stem()
    record = settlement.record(
        "school",
        councils(settlement.ground.area, settlement.town.name)[0],
        name=f"{stem} {_SCHOOL_KINDS[number % len(_SCHOOL_KINDS)]}",
    )
    kind = "Community school"
    if chance.happens(0.35):
        kind, record.agency = "Academy converter", chance.pick(TRUSTS)
    elif number > 5 and chance.happens(0.3):
        record.name = f"{stem} House School"
        kind, record.agency = "Other independent school", record.name
    record.extra["type"] = kind
    return record


def fill(record: Record, chance: Chance) -> Record:
    """Return the record with sizes, people, costs and tenure drawn for its kind of property."""
    kind = KINDS[record.service]
    made = record.but()
    if kind.floor_m2[1]:
        made.floor_area_m2 = chance.between(*kind.floor_m2)
        made.running_cost_gbp = made.floor_area_m2 * chance.between(*kind.cost_gbp_m2)
        made.condition = chance.pick("ABBBCCD")
        made.backlog_gbp = made.floor_area_m2 * {"A": 0, "B": 20, "C": 110, "D": 260}[made.condition]
        made.value_gbp = made.floor_area_m2 * chance.between(5, 18) * 100
    made.site_area_m2 = chance.between(*kind.land_m2)
    if kind.m2_per_fte[1] and made.floor_area_m2:
        made.staff_fte = max(1, round(made.floor_area_m2 / chance.between(*kind.m2_per_fte)))
        if record.service in {"office", "customer-service", "jobcentre", "town-hall"}:
            made.workstations = max(1, made.staff_fte * chance.between(6, 9) // 10)
    if record.service == "library":
        made.opening_hours = chance.between(18, 52)
    if record.service == "school":
        made.capacity = 30 * chance.between(4, 16) * (3 if "High" in record.name else 1)
        made.roll = made.capacity * chance.between(72, 104) // 100
    if record.service in {"hospital", "clinic", "mental-health", "gp-practice"}:
        made.unused_pct = chance.pick((0, 0, 0, 1, 1, 2, 2, 3, 6))
        made.non_clinical_pct = chance.between(22, 44)
    return _tenure(_status(_blanks(made, chance), chance), chance)


def _blanks(record: Record, chance: Chance) -> Record:
    for name in ("floor_area_m2", "site_area_m2", "running_cost_gbp", "condition", "staff_fte", "value_gbp"):
        if chance.happens(_BLANK_SHARE):
            setattr(record, name, None)
    return record


def _status(record: Record, chance: Chance) -> Record:
    if record.service in {"development-land", "open-land"} and chance.happens(0.35):
        record.status = "vacant"
    elif record.service == "school":
        record.status = "closed" if chance.happens(0.03) else "operational"
    elif KINDS[record.service].floor_m2[1] and chance.happens(0.06):
        record.status = chance.pick(("vacant", "surplus", "closed", "surplus"))
    if record.service in {"childrens-home", "custody", "refuge"}:
        record.status, record.sensitivity = "operational", "restricted"
    return record


def _tenure(record: Record, chance: Chance) -> Record:
    leased = {
        "jobcentre": 0.95,
        "clinic": 0.45,
        "gp-practice": 0.7,
        "office": 0.3,
        "customer-service": 0.4,
        "court": 0.1,
        "ambulance-station": 0.25,
        "college": 0.1,
    }
    if record.service in {"industrial", "market"} and chance.happens(0.6):
        record.is_leased_out, record.role = True, "owner"
    elif chance.happens(leased.get(record.service, 0.04)):
        start = dt.date(chance.between(2006, 2022), chance.pick((3, 6, 9, 12)), 25)
        record = with_lease(record, start, chance.pick((10, 15, 20, 25)), chance)
    return record


def with_lease(record: Record, start: dt.date, years: int, chance: Chance) -> Record:
    """Return the record as a lease from a day, with a break every five years in seven leases of ten."""
    while start.replace(year=start.year + years) <= AS_OF:
        years += 5
    made = record.but(
        tenure="Leasehold",
        role="occupier",
        lease_start=start,
        lease_end=start.replace(year=start.year + years),
    )
    if chance.happens(0.7):
        ahead = next((y for y in range(5, years, 5) if start.replace(year=start.year + y) > AS_OF), None)
        made.lease_break = start.replace(year=start.year + ahead) if ahead else None
        made.notice_months = chance.pick((6, 6, 12)) if ahead else None
    if made.floor_area_m2:
        made.rent_gbp = made.floor_area_m2 * chance.between(70, 190)
    return made
