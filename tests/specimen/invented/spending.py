"""What the invented bodies spend: by area, service and year, with money that is passed on and money of no area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from invented.bodies import AMBULANCE, AREA_BODIES, BENEFITS, COURTS, LAND
from invented.chance import Chance
from invented.neighbourhoods import neighbourhoods
from invented.outlines import NAMES
from invented.towns import TOWNS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SPENDING_HEADINGS", "SPENDING_YEARS", "residents_of", "spending_rows"]

SPENDING_YEARS = ("2024/25", "2025/26")
SPENDING_HEADINGS = (
    "Organisation",
    "Area code",
    "Area name",
    "Service",
    "Revenue or capital",
    "Discretion",
    "Financial year",
    "Amount (£)",
    "Transfer to another public body",
    "Premises cost",
    "Postcode",
)


class _Line(NamedTuple):
    """One line of a body's accounts, in pounds a head of those who live around the towns."""

    body: str
    service: str
    budget: str
    discretion: str
    per_head: int
    transfer: str = "No"
    premises: str = "No"


#: ``body`` is a field of the area's bodies, or a body of the whole country.
_LINES = (
    _Line("upper", "Schools", "Revenue", "Statutory", 620),
    _Line("upper", "Adult social care", "Revenue", "Statutory", 380),
    _Line("upper", "Children's social care", "Revenue", "Statutory", 240),
    _Line("upper", "Public health", "Revenue", "Statutory", 65),
    _Line("upper", "Highways and transport", "Revenue", "", 90),
    _Line("upper", "Waste disposal", "Revenue", "", 60),
    _Line("upper", "Libraries", "Revenue", "Statutory", 14),
    _Line("upper", "Corporate property", "Revenue", "", 46, premises="Yes"),
    _Line("upper", "Levy to the fire service", "Revenue", "Statutory", 12, transfer="Yes"),
    _Line("upper", "Highways and transport", "Capital", "", 120),
    _Line("upper", "Schools", "Capital", "Statutory", 55),
    _Line("lower", "Housing", "Revenue", "Statutory", 45),
    _Line("lower", "Housing benefit", "Revenue", "National", 215),
    _Line("lower", "Leisure and parks", "Revenue", "Discretionary", 32),
    _Line("lower", "Planning and regeneration", "Revenue", "Discretionary", 24),
    _Line("lower", "Leisure and parks", "Capital", "Discretionary", 21),
    _Line("lower", "Parish precepts", "Revenue", "Discretionary", 9, transfer="Yes"),
    _Line("nhs", "Health", "Revenue", "National", 2860),
    _Line("nhs", "Hospital premises", "Revenue", "National", 170, premises="Yes"),
    _Line("nhs", "Health", "Capital", "National", 95),
    _Line("police", "Police", "Revenue", "Statutory", 255),
    _Line("police", "Police premises", "Revenue", "Statutory", 11, premises="Yes"),
    _Line("police", "Police", "Capital", "Statutory", 12),
    _Line("fire", "Fire and rescue", "Revenue", "Statutory", 52),
    _Line("fire", "Fire and rescue premises", "Revenue", "Statutory", 5, premises="Yes"),
    _Line("fire", "Fire and rescue", "Capital", "Statutory", 4),
    _Line("college", "Further education college", "Revenue", "National", 130),
    _Line(BENEFITS, "Pensions and benefits", "Revenue", "National", 3350),
    _Line(BENEFITS, "Employment support", "Revenue", "National", 62),
    _Line(COURTS, "Justice: law courts", "Revenue", "National", 70),
)
#: Bodies that serve several areas and do not say how much is for which, with pounds a year.
_OF_NO_AREA = (
    *((body, "NHS ambulances", "Revenue", "National", 96_000_000) for body in AMBULANCE),
    (LAND, "Regeneration land", "Capital", "National", 41_000_000),
)


def spending_rows(areas: Sequence[str]) -> list[list[Any]]:
    """Return what each body spends in each area and year, in pounds; then what is of no area."""
    chance = Chance("spending")
    residents = residents_of(areas)
    rows: list[list[Any]] = []
    for area in areas:
        for place, year in enumerate(SPENDING_YEARS):
            for line in _LINES:
                body = getattr(AREA_BODIES[area], line.body, line.body)
                share = 100 + 4 * place + chance.spread(12)
                amount = round(residents[area] * line.per_head * share / 100_000) * 1000
                rows.append([body, None, NAMES[area], line.service, line.budget, line.discretion or None, year,
                             amount, line.transfer, line.premises, None])  # fmt: skip
    for body, service, budget, discretion, usual in _OF_NO_AREA:
        for place, year in enumerate(SPENDING_YEARS):
            amount = usual * (100 + 4 * place) // 100
            rows.append([body, None, None, service, budget, discretion, year, amount, "No", "No", None])
    return rows


def residents_of(areas: Sequence[str]) -> dict[str, int]:
    """Return the residents of the neighbourhoods around the towns of each area."""
    of_town: dict[str, int] = {}
    for one in neighbourhoods(areas):
        town = one.name.rsplit(" ", 1)[0]
        of_town[town] = of_town.get(town, 0) + one.residents
    return {area: sum(of_town.get(town.name, 0) for town in TOWNS[area]) for area in areas}
