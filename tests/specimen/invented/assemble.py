"""From towns to registers: every record, where it stands, and what was planted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invented.bodies import SPELLINGS, councils
from invented.cells import CELLS, Cell
from invented.chance import Chance
from invented.demand import town_records
from invented.layouts import LAYOUTS, Layout, layout_of
from invented.planted import Case, plant
from invented.premises import Ground, Record, Settlement
from invented.towns import TOWNS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Sheet", "Specimen", "make_records", "sheets"]

_ONE_UPRN = {"shared-site-by-uprn", "one-owner-twice", "let-to-private"}
_NO_UPRN = {"shared-site-by-name"}


@dataclass(slots=True)
class Specimen:
    """All records, the planted cases and the invented postcodes."""

    records: list[Record]
    cases: list[Case]
    postcodes: dict[str, tuple[int, int]]


@dataclass(slots=True)
class Sheet:
    """One register as a table: headings and rows of cells, each row with the record it is of."""

    layout: Layout
    rows: list[dict[str, Cell]]
    records: list[Record | None]

    def number_of(self, row: dict[str, Cell]) -> int:
        """Return the row's number as a person sees it in the file."""
        return next(i for i, other in enumerate(self.rows) if other is row) + self.layout.first_row


def make_records(areas: Sequence[str] = tuple(TOWNS)) -> Specimen:
    """Return every record of the areas, in a fixed order."""
    records: list[Record] = []
    cases: list[Case] = []
    postcodes: dict[str, tuple[int, int]] = {}
    for area in areas:
        ground = Ground(area)
        settlements = [Settlement(ground, town) for town in TOWNS[area]]
        main = max(settlements, key=lambda s: s.town.weight)
        planted = plant(main)
        cases += planted
        records += [record for case in planted for record in case.records]
        for settlement in settlements:
            records += town_records(settlement)
        for settlement in settlements:
            for code, members in settlement.members.items():
                postcodes[code] = (
                    sum(east for east, _ in members) // len(members),
                    sum(north for _, north in members) // len(members),
                )
    _give_uprns(records, cases)
    _place_in_registers(records)
    _thin_out(records)
    return Specimen(records, cases, postcodes)


def _give_uprns(records: list[Record], cases: list[Case]) -> None:
    """Number the properties from 990000000001: no UPRN that long begins with 99."""
    chance = Chance("uprns")
    for number, record in enumerate(records, start=1):
        has_one = record.planted or chance.happens(0.7)
        record.uprn = str(990_000_000_000 + number * 7) if has_one else None
    for case in cases:
        if case.kind in _ONE_UPRN:
            for record in case.records[1:]:
                record.uprn = case.records[0].uprn
        if case.kind in _NO_UPRN:
            for record in case.records:
                record.uprn = None


def _place_in_registers(records: list[Record]) -> None:
    counts: dict[str, int] = {}
    rank = {layout.id: place for place, layout in enumerate(LAYOUTS)}
    for record in records:
        if record.service == "school":
            record.extra["la"] = _authority_name(record)
    for record in sorted(records, key=lambda r: rank[layout_of(r).id]):
        layout = layout_of(record)
        number = counts[layout.id] = counts.get(layout.id, 0) + 1
        record.register_id = layout.id
        record.reference = f"{layout.prefix}{number:04d}" if layout.prefix else str(990_000 + number)
        record.urn = record.reference if record.service == "school" else None
        if number % 3 == 0 and layout.id != "schools":
            record.agency = SPELLINGS.get(record.agency, record.agency)


def _authority_name(record: Record) -> str:
    """Return the council's name as the schools list has it: without the kind of council."""
    upper = councils(record.area, record.town)[0]
    words = (" County Council", " City Council", " Borough Council", " Council")
    return next(upper.removesuffix(word) for word in words if upper.endswith(word))


def _thin_out(records: list[Record]) -> None:
    """Leave a share of records with a postcode alone: no coordinates."""
    chance = Chance("thinning")
    for record in records:
        shape_only = record.register_id in {"ridgewick", "meadowbank", "police-estate", "hampshire-districts"}
        if not record.planted and not shape_only and chance.happens(0.06):
            record.easting = record.northing = None
        if record.status == "vacant" and record.floor_area_m2 and not record.planted:
            record.outward_only = True


def sheets(records: Sequence[Record]) -> list[Sheet]:
    """Return the registers as tables, rows in a drawn order so that planted ones do not stand together."""
    made = []
    for layout in LAYOUTS:
        own = Chance(f"order of {layout.id}").shuffled([r for r in records if r.register_id == layout.id])
        rows = [{heading: _cell(rule, record) for heading, rule in layout.headings.items()} for record in own]
        made.append(Sheet(layout, rows, list(own)))
    return made


def _cell(rule: str, record: Record) -> Cell:
    return rule[1:] or None if rule.startswith("=") else CELLS[rule](record)
