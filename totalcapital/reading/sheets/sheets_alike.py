"""Sheets with the same headings, such as one a district, read as one table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from totalcapital.reading.profiles import normal_heading
from totalcapital.reading.raw import Fault, RawTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ROWS_A_SHEET", "join_sheets"]

#: A row of the sheet in place n of a workbook has the number n times this plus its own: unlike for
#: all rows, and still to be read by a person.
ROWS_A_SHEET: Final = 10_000_000
_SHEET: Final = "sheet"


def join_sheets(read: Mapping[int, tuple[str, RawTable]], without: Sequence[str]) -> RawTable:
    """Put the tables of several sheets below one another, the sheet's name in a column of its own.

    Only sheets with the same headings, in any order, are joined: of several such groups the one
    that fits a layout, else the one with most rows.

    Parameters
    ----------
    read
        Place of each sheet in the workbook, counted from 1: its name and its table.
    without
        Names of visible sheets that hold no table.
    """
    groups: dict[frozenset[str], list[int]] = {}
    for number, (_, raw) in read.items():
        groups.setdefault(frozenset(normal_heading(h) for h in raw.headings), []).append(number)
    chosen = max(groups.values(), key=lambda numbers: _weight([read[n][1] for n in numbers]))
    first = read[chosen[0]][1]
    named = _SHEET if _SHEET not in {h.casefold() for h in first.headings} else "sheet of the workbook"
    joined = RawTable([*first.headings, named], [[] for _ in range(len(first.headings) + 1)], [], 0, 0)
    joined.profile = first.profile
    for number in chosen:
        _append(joined, number, *read[number])
    names = [read[number][0] for number in chosen]
    joined.facts = first.facts | {
        "sheet": "*",
        "sheets": {read[number][0]: number for number in chosen},
        "percent_headings": sorted({h for n in chosen for h in read[n][1].facts.get("percent_headings", ())}),
    }
    words = (
        f"{len(names)} sheets were read as one: {', '.join(names)}. The number of a row is the sheet's place in the "
        f"workbook times {ROWS_A_SHEET:,}, plus the row."
    )
    faults = [Fault("sheets-joined", "note", words, "Name one sheet to read that one only.")]
    others = [*without, *(name for number, (name, _) in read.items() if number not in chosen)]
    if others:
        words = f"sheets with other headings, or none, were not read: {', '.join(others)}."
        fix = 'Give another sheet its own [[register]] with sheet = "…".'
        faults.append(Fault("other-sheets", "note", words, fix))
    joined.faults[:0] = faults
    return joined


def _weight(tables: Sequence[RawTable]) -> tuple[bool, int]:
    return tables[0].profile is not None, sum(table.rows_read for table in tables)


def _append(joined: RawTable, number: int, name: str, raw: RawTable) -> None:
    """Put the rows of one sheet below those that are there."""
    place = {normal_heading(heading): i for i, heading in enumerate(raw.headings)}
    for column, heading in zip(joined.columns[:-1], joined.headings[:-1], strict=True):
        column.extend(raw.columns[place[normal_heading(heading)]])
    joined.columns[-1].extend([name] * len(raw.source_rows))
    joined.source_rows.extend(number * ROWS_A_SHEET + row for row in raw.source_rows)
    joined.rows_read += raw.rows_read
    joined.second_count += raw.second_count
    for fault in raw.faults:
        row = None if fault.source_row is None else number * ROWS_A_SHEET + fault.source_row
        joined.faults.append(replace(fault, source_row=row, message=f"sheet {name}: {fault.message}"))
