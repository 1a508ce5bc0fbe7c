"""Two capital programmes, invented, with cases where projects meet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from invented.bodies import BENEFITS
from invented.chance import Chance
from invented.services import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invented.assemble import Specimen
    from invented.planted import Case
    from invented.premises import Record

__all__ = ["DATED_HEADINGS", "YEARLY_HEADINGS", "YEARS", "Money", "make_money"]

YEARS = ("2026/27", "2027/28", "2028/29", "2029/30", "2030/31")
_APPROVED_YEARS = 2
YEARLY_HEADINGS = (
    "Scheme ref",
    "Council",
    "Scheme name",
    "Service",
    "Approval status",
    "UPRN",
    "Town",
    "Postcode",
    "Easting",
    "Northing",
    *(
        f"{year} {'approved' if place < _APPROVED_YEARS else 'indicative'}"
        for place, year in enumerate(YEARS)
    ),
    "Total",
)
DATED_HEADINGS = (
    "Project ID",
    "Organisation",
    "Project name",
    "Service",
    "Project stage",
    "Approval",
    "Start on site",
    "Practical completion",
    "Total cost (£)",
    "Longstop date",
    "UPRN",
    "Postcode",
    "Easting",
    "Northing",
)
_WORKS = (
    "refurbishment",
    "roof and heating renewal",
    "extension",
    "replacement",
    "fire safety works",
    "solar panels",
)


@dataclass(slots=True)
class Money:
    """Rows of both programmes and the planted cases, by project reference."""

    yearly: list[list[Any]]
    dated: list[list[Any]]
    cases: list[dict[str, Any]]


class _Programmes:
    def __init__(self) -> None:
        self.chance = Chance("capital")
        self.yearly: list[list[Any]] = []
        self.dated: list[list[Any]] = []

    def years(self, record: Record, words: str, amounts: Sequence[int | None]) -> str:
        """Add a council's scheme, thousands of pounds by year; return its id once read."""
        ref = f"CAP{len(self.yearly) + 1:03d}"
        known = [amount for amount in amounts if amount]
        approval = "Approved" if any(amounts[:_APPROVED_YEARS]) else "Indicative"
        self.yearly.append(
            [
                ref,
                record.agency,
                f"{record.name}: {words}",
                KINDS[record.service].written,
                approval,
                record.uprn,
                record.town,
                record.postcode,
                record.easting,
                record.northing,
                *amounts,
                sum(known) or None,
            ]
        )
        return f"council-capital:{ref}"

    def days(
        self,
        record: Record,
        words: str,
        start: dt.date,
        end: dt.date,
        total: int | None,
        *,
        longstop: dt.date | None = None,
    ) -> str:
        """Add another body's project with its days, in pounds; return its id once read."""
        ref = f"PRJ-{len(self.dated) + 1:04d}"
        stage = (
            "Delivery"
            if start < dt.date(2026, 11, 1)
            else self.chance.pick(("Feasibility", "Design", "Procurement"))
        )
        approval = "Approved" if start < dt.date(2028, 4, 1) else "Indicative"
        self.dated.append(
            [
                ref,
                record.agency,
                f"{record.name}: {words}",
                KINDS[record.service].written,
                stage,
                approval,
                start,
                end,
                total,
                longstop,
                record.uprn,
                record.postcode,
                record.easting,
                record.northing,
            ]
        )
        return f"public-services-capital:{ref}"


#: Other projects keep so far from one another and from planted ones that no two of them meet.
_CLEAR_M = 330


def _where(record: Record, specimen: Specimen) -> tuple[int, int]:
    if record.easting is not None and record.northing is not None:
        return record.easting, record.northing
    return specimen.postcodes[str(record.postcode)]


def _apart(
    records: Sequence[Record], specimen: Specimen, taken: list[tuple[int, int]], most: int
) -> list[Record]:
    """Return the first records that keep clear of all places taken, and take theirs."""
    found: list[Record] = []
    for record in records:
        at = _where(record, specimen)
        if len(found) < most and all((at[0] - x) ** 2 + (at[1] - y) ** 2 > _CLEAR_M**2 for x, y in taken):
            found.append(record)
            taken.append(at)
    return found


def make_money(specimen: Specimen, keep_clear: Sequence[Sequence[Any]] = ()) -> Money:
    """Return both programmes: planted schemes first, then others on drawn buildings.

    ``keep_clear`` are the rows of the third programme, with their places in the eighth and ninth cell.
    """
    made = _Programmes()
    cases = [found for case in specimen.cases if (found := _planted(made, case)) is not None]
    planted = {id(record) for case in specimen.cases for record in case.records}
    others = [
        r
        for r in specimen.records
        if KINDS[r.service].floor_m2[1] and r.sensitivity == "open" and id(r) not in planted
    ]
    councils = [r for r in others if "Council" in r.agency and r.service != "school"]
    services = [
        r
        for r in others
        if any(word in r.agency for word in ("NHS", "Police", "Constabulary", "Fire", BENEFITS))
    ]
    taken = [_where(record, specimen) for case in specimen.cases for record in case.records]
    taken += [(int(row[7]), int(row[8])) for row in keep_clear]
    for record in _apart(made.chance.shuffled(councils), specimen, taken, 130):
        made.years(record, made.chance.pick(_WORKS), _amounts(made.chance))
    for record in _apart(made.chance.shuffled(services), specimen, taken, 80):
        start = dt.date(made.chance.between(2026, 2030), made.chance.between(1, 12), 1)
        end = start + dt.timedelta(days=made.chance.between(120, 700))
        total = None if made.chance.happens(0.08) else made.chance.between(8, 900) * 10_000
        made.days(record, made.chance.pick(_WORKS), start, end, total)
    _faults(made)
    return Money(made.yearly, made.dated, cases)


def _amounts(chance: Chance) -> list[int | None]:
    first, length = chance.between(0, 4), chance.between(1, 3)
    return [chance.between(4, 240) * 5 if first <= place < first + length else None for place in range(5)]


def _faults(made: _Programmes) -> None:
    """Put in what programmes have: words for sums, a bare year for a day, a row of totals."""
    made.yearly[-1][10] = "TBC"
    made.yearly[-2][10] = "see note"
    made.dated[-1][6] = "2028"
    made.dated[-2][8] = "to follow"
    total = sum(value for row in made.yearly if isinstance(value := row[10], int))
    made.yearly.append(
        ["", "", "Total", "", "", None, None, None, None, None, total, None, None, None, None, None]
    )


def _planted(made: _Programmes, case: Case) -> dict[str, Any] | None:
    area = case.expected["area_id"]
    if case.kind == "capital-neighbours":
        one = made.years(case.records[0], "rebuild", [None, 900, 650, None, None])
        two = made.days(
            case.records[1],
            "refurbishment",
            dt.date(2027, 6, 1),
            dt.date(2028, 11, 30),
            1_200_000,
            longstop=dt.date(2029, 3, 31),
        )
        return {
            "kind": "combine",
            "area_id": area,
            "projects": [one, two],
            "distance_m": 130,
            "why": "two agencies build 130 m apart in the same two years",
        }
    if case.kind == "declared-surplus":
        one = made.years(case.records[0], "roof and heating renewal", [180, 420, None, None, None])
        return {
            "kind": "spend-then-sell",
            "area_id": area,
            "projects": [one],
            "asset": case.records[0].asset_id,
            "amount_gbp": 600_000,
            "why": "works on an office that its council has declared surplus",
        }
    if case.kind == "shared-site-by-uprn" and area in {"cambridgeshire", "hull", "wigan", "worcestershire"}:
        words = "new build of a library and health hub"
        one = made.years(case.records[0], words, [None, 750, 750, None, None])
        two = made.days(case.records[1], words, dt.date(2027, 4, 1), dt.date(2029, 3, 31), 1_500_000)
        return {
            "kind": "duplicate",
            "area_id": area,
            "projects": [one, two],
            "why": "one hub in both lists: same UPRN, years and sum",
        }
    if case.kind == "one-owner-twice" and area in {"county-durham", "hampshire", "swindon"}:
        one = made.years(case.records[0], "resurfacing of the yard", [240, None, None, None, None])
        two = made.years(
            case.records[1], "replacement of drains under the yard", [None, None, 380, None, None]
        )
        return {
            "kind": "clash",
            "area_id": area,
            "projects": [one, two],
            "why": "the yard is surfaced in 2026/27 and dug up in 2028/29",
        }
    return None
