"""What the XML of an ODS workbook says beside its values."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from totalcapital.reading.sheets.sheet_marks import (
    Merge,
    SheetMarks,
    Tally,
    check_size,
    local_name,
    new_parser,
    parse,
    whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from xml.parsers import expat

__all__ = ["read_ods_marks"]


def read_ods_marks(path: Path, shown: str) -> dict[str, SheetMarks]:
    """Return the marks of every sheet.

    Raises
    ------
    Refusal
        If the workbook is damaged, or a sheet spans more cells than can be read.
    """
    check_size(path, shown)
    scan = _Scan(shown)
    with zipfile.ZipFile(path) as archive:
        if "content.xml" in archive.namelist():
            with archive.open("content.xml") as stream:
                parse(scan.parser, stream, shown)
    return {name: tally.marks() for name, tally in scan.sheets.items()}


def _repeated(attributes: Mapping[str, str], what: str) -> int:
    return max(whole_number(attributes.get(f"table:number-{what}-repeated")), 1)


class _Scan:
    """One pass over the content; names have the prefixes that every writer gives them."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.sheets: dict[str, Tally] = {}
        self.parser: expat.XMLParserType = new_parser(shown, self._start)
        self.parser.EndElementHandler = self._end
        self._tally = Tally(shown)
        self._row = 0
        self._rows = 1
        self._column = 0
        self._columns_seen = 0
        self._filled = -1
        self._cell = (0, 0)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._start_table(attributes.get("table:name", ""))
        elif name == "table:table-column":
            repeated = _repeated(attributes, "columns")
            if attributes.get("table:visibility", "visible") != "visible":
                last = min(self._columns_seen + repeated, self._columns_seen + 1000)
                self._tally.hidden_columns.update(range(self._columns_seen, last))
            self._columns_seen += repeated
        elif name == "table:table-row":
            self._start_row(attributes)
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._start_cell(attributes)
        elif name == "text:p":
            self._fill()

    def _start_table(self, name: str) -> None:
        self._tally = self.sheets.setdefault(name, Tally(f"{self.shown}, sheet {name}"))
        self._row = self._columns_seen = 0

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._rows = _repeated(attributes, "rows")
        self._row += 1
        self._column, self._filled = 0, -1
        visibility = attributes.get("table:visibility", "visible")
        if visibility != "visible":
            last = min(self._row + self._rows, self._row + (1 << 20))
            self._tally.hidden_rows.update(range(self._row, last))
            self._tally.is_filtered |= visibility == "filter"

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        repeated = _repeated(attributes, "columns")
        self._cell = (self._column, repeated)
        down = whole_number(attributes.get("table:number-rows-spanned"))
        across = whole_number(attributes.get("table:number-columns-spanned"))
        if down > 1 or across > 1:
            merge = Merge(self._row, self._column, self._row + down - 1, self._column + across - 1)
            self._tally.merged.append(merge)
        kind = attributes.get("office:value-type")
        if kind:
            self._fill()
        if kind in {"float", "percentage", "currency"}:
            self._count(self._tally.numbers, repeated)
        if kind == "percentage":
            self._count(self._tally.percentages, repeated)
        if "table:formula" in attributes and not kind:
            self._tally.not_calculated.append((self._row, self._column))
        self._column += repeated

    def _count(self, counts: dict[int, int], repeated: int) -> None:
        for column in range(self._column, self._column + min(repeated, 1000)):
            counts[column] = counts.get(column, 0) + self._rows

    def _fill(self) -> None:
        self._filled = max(self._filled, sum(self._cell) - 1)

    def _end(self, name: str) -> None:
        if local_name(name) != "table-row":
            return
        last = self._row + self._rows - 1
        if self._filled >= 0:
            self._tally.last_row = last
            self._tally.last_column = max(self._tally.last_column, self._filled)
            self._tally.check(last)
        self._row = last
