"""Files whose every row has one cell more than there are headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from totalcapital.reading.headings.grid import table_from_rows
from totalcapital.reading.profiles import normal_heading
from totalcapital.reading.raw import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.reading.profiles import FileHints
    from totalcapital.reading.raw import RawTable
    from totalcapital.reading.text.strict_text import TextRows

__all__ = ["name_extra_cell"]

_LOOKED_AT: Final = 200
_FEWEST: Final = 3
_SURE: Final = 0.9
_NUMBER: Final = re.compile(r"[-+£]?\d[\d,]*(\.\d+)?")
#: What the values under a heading look like, told by words of the heading.
_EXPECTED: Final = (
    (re.compile("postcode|postalcode"), re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}")),
    (re.compile("uprn|easting|northing|latitude|longitude|geox|geoy|m2|hectare"), _NUMBER),
    (re.compile("date"), re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")),
)


def name_extra_cell(raw: RawTable, read: TextRows, shown: str, hints: FileHints) -> RawTable:
    """Return the table with a heading of its own for the one cell that every row has too many.

    The cell is the first where only then postcodes, numbers and dates stand under their headings
    (some programs write row numbers without a heading), or the last where only then they do. Where
    neither is certain the table is returned as it is, its rows set aside: no value is moved to
    another heading by guess.
    """
    row = raw.facts["heading_row"]
    if raw.source_rows or row != raw.facts["last_heading_row"] or row not in read.numbers:
        return raw
    if any(fault.level == "error" and fault.code != "extra-cells" for fault in raw.faults):
        return raw
    at = read.numbers.index(row)
    width = len(raw.headings)
    below = [cells for cells in read.rows[at + 1 :] if any(map(str.strip, cells))]
    if len(below) < _FEWEST or any(len(cells) != width + 1 for cells in below):
        return raw
    shares = [_share(raw.headings, below, offset) for offset in (0, 1)]
    if max(shares) < _SURE or min(shares) > 1 - _SURE:
        return raw
    offset = shares.index(max(shares))
    heading = f"column {width + 1}" if offset == 0 else "column 0"
    headings = [*raw.headings, heading] if offset == 0 else [heading, *raw.headings]
    rows = [*read.rows[:at], headings, *read.rows[at + 1 :]]
    again = table_from_rows(rows, read.numbers, shown, hints)
    words = (
        f"every row has {width + 1} cells under {width} headings; the {'last' if offset == 0 else 'first'} "
        f"cell has no heading and is read as {heading!r}: so the values fit the other headings."
    )
    again.faults.append(
        Fault("heading-missing", "warning", words, "Give each column a heading.", row, column=heading)
    )
    return again


def _share(headings: Sequence[str], rows: Sequence[Sequence[str]], offset: int) -> float:
    """Return the share of values that look as their heading says, with so many cells left out first."""
    fits = [
        looks.fullmatch(cell.strip()) is not None
        for position, heading in enumerate(headings)
        for words, looks in _EXPECTED
        if words.search(normal_heading(heading))
        for cell in (row[position + offset] for row in rows[:_LOOKED_AT])
        if cell.strip()
    ]
    return sum(fits) / len(fits) if fits else 0.5
