"""XLSX, XLS and ODS workbooks."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import python_calamine

from totalcapital.reading.headings.grid import table_from_rows
from totalcapital.reading.headings.headings import detect_profile, find_headings
from totalcapital.reading.headings.joined_headings import known_count
from totalcapital.reading.profiles import FileHints, normal_heading
from totalcapital.reading.raw import Fault, RawTable, Refusal
from totalcapital.reading.sheets.ods_marks import read_ods_marks
from totalcapital.reading.sheets.sheet_cells import add_cell_faults, read_cells
from totalcapital.reading.sheets.sheet_faults import (
    hidden_columns_fault,
    hidden_row_faults,
    other_sheets_fault,
    other_tables_fault,
)
from totalcapital.reading.sheets.sheet_marks import MOST_CELLS, Merge, SheetMarks, check_size
from totalcapital.reading.sheets.sheets_alike import join_sheets
from totalcapital.reading.sheets.tables_in_sheet import find_tables
from totalcapital.reading.sheets.xlsx_marks import read_xlsx_marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from totalcapital.reading.sheets.tables_in_sheet import TableFound

__all__ = ["read_spreadsheet"]

#: Rows of a sheet that are looked at to see whether it is the one to read.
_LOOKED_AT: Final = 40
#: Known headings in one row that make a sheet likelier than a larger one.
_KNOWN_ENOUGH: Final = 3
_ALL_SHEETS: Final = "*"


@dataclass(frozen=True, slots=True)
class _Book:
    """An open workbook, and what its XML says of its sheets."""

    shown: str
    book: python_calamine.CalamineWorkbook
    marks: Mapping[str, SheetMarks]
    visible: Sequence[str]
    hidden: Sequence[str]
    heads: dict[str, _Head] = field(default_factory=dict)
    """First rows of sheets that were looked at: a sheet is parsed whole each time it is opened."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The first rows of a sheet that are not hidden, with their numbers, and its size in cells."""

    rows: list[list[str]]
    lines: list[int]
    cells_count: int


def read_spreadsheet(path: Path, shown: str, hints: FileHints) -> RawTable:
    """Read one sheet of a workbook into text cells, or all sheets that have the same headings.

    The sheet is the one named; ``*`` stands for all visible sheets with the same headings; else
    the first visible one whose headings fit a known layout; else the one with most known headings;
    else the largest. Hidden sheets are not read and are named as an issue. Hidden rows are set
    aside each with its reason, unless the estate file says that they are read.

    Raises
    ------
    Refusal
        If the workbook cannot be opened, is too large, or has no such sheet or table.
    """
    book = _opened(path, shown, hints)
    faults = []
    if book.hidden:
        words = f"hidden sheets were not read: {', '.join(book.hidden)}."
        faults.append(Fault("hidden-sheet", "note", words, "Name the sheet in the estate file to read it."))
    if hints.sheet == _ALL_SHEETS:
        raw = _read_all(book, hints)
    else:
        name = _choose(book, hints)
        raw = _read_sheet(book, name, hints)
        others = [sheet for sheet in book.visible if sheet != name]
        if others and not hints.sheet:
            alike = [sheet for sheet in others if _headings_of(book, sheet) == _normal(raw.headings)]
            faults.append(other_sheets_fault(name, others, alike))
    raw.faults[:0] = faults
    return raw


def _opened(path: Path, shown: str, hints: FileHints) -> _Book:
    """Open a workbook, its size checked first: the reader takes the process down for one too large."""
    marks: Mapping[str, SheetMarks] = {}
    names: set[str] = set()
    if zipfile.is_zipfile(path):
        check_size(path, shown)
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    if "content.xml" in names:
        marks = read_ods_marks(path, shown)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, OSError, zipfile.BadZipFile) as error:
        raise Refusal(
            f"{shown}: the workbook cannot be opened ({error}). It may be damaged, cut off or have a password; "
            "open and save it again."
        ) from error
    visible = [
        meta.name
        for meta in book.sheets_metadata
        if meta.visible == python_calamine.SheetVisibleEnum.Visible
        and meta.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    hidden = [meta.name for meta in book.sheets_metadata if meta.name not in visible]
    if "xl/workbook.xml" in names or "_rels/.rels" in names:
        marks = read_xlsx_marks(path, shown, {*visible, hints.sheet or ""})
    return _Book(shown, book, marks, visible, [name for name in hidden if name != hints.sheet])


def _choose(book: _Book, hints: FileHints) -> str:
    if hints.sheet:
        if hints.sheet not in book.book.sheet_names:
            names = ", ".join(book.book.sheet_names)
            raise Refusal(
                f"{book.shown}: expected a sheet {hints.sheet!r}; found {names}. Correct the name, or say "
                'sheet = "*" for all that have the same headings.'
            )
        return hints.sheet
    if not book.visible:
        raise Refusal(f"{book.shown}: every sheet is hidden. Unhide the one to read, or name it.")
    if len(book.visible) == 1:
        return book.visible[0]
    best, most = book.visible[0], (-1, -1)
    for name in book.visible:
        head = _head(book, name)
        if any(detect_profile(row) for row in head.rows):
            return name
        known = max((known_count(row) for row in head.rows), default=0)
        size = (known if known >= _KNOWN_ENOUGH else 0, head.cells_count)
        if size > most:
            best, most = name, size
    return best


def _head(book: _Book, name: str) -> _Head:
    if name not in book.heads:
        sheet = _sheet(book, name)
        hidden = _marks(book, name).hidden_rows
        values = sheet.to_python(skip_empty_area=False, nrows=_LOOKED_AT)
        lines = [line for line in range(1, len(values) + 1) if line not in hidden]
        rows = [[str(cell) for cell in values[line - 1]] for line in lines]
        book.heads[name] = _Head(rows, lines, sheet.height * sheet.width)
    return book.heads[name]


def _sheet(book: _Book, name: str) -> python_calamine.CalamineSheet:
    try:
        return book.book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, zipfile.BadZipFile) as error:
        raise Refusal(
            f"{book.shown}, sheet {name}: the sheet cannot be opened ({error}). Open the workbook and save it again."
        ) from error


def _marks(book: _Book, name: str) -> SheetMarks:
    """Return what the XML says of a sheet; of an XLS, which has none, the merges the reader knows."""
    if name in book.marks:
        return book.marks[name]
    known = _sheet(book, name).merged_cell_ranges or []
    merged = (Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in known)
    return SheetMarks(tuple(sorted(merged)))


def _read_sheet(book: _Book, name: str, hints: FileHints) -> RawTable:
    """Read one table of one sheet."""
    shown = f"{book.shown}, sheet {name}"
    sheet = _sheet(book, name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise Refusal(
            f"{shown}: {sheet.total_height} rows by {sheet.total_width} columns are more than can be "
            "read. Delete the empty rows and columns at its end and save it again."
        )
    marks = _marks(book, name)
    cells = read_cells(sheet.to_python(skip_empty_area=False), marks)
    away = frozenset() if hints.hidden_rows == "read" else marks.hidden_rows - {hints.heading_row}
    rows = [row for line, row in zip(cells.lines, cells.rows, strict=True) if line not in away]
    lines = [line for line in cells.lines if line not in away]
    tables = find_tables(rows, lines, shown, hints, merged=marks.merged)
    number = _choose_table(tables, lines, hints, shown)
    table = tables[number - 1]
    raw = _read_table(rows, lines, table, marks, shown=shown, hints=hints)
    raw.facts |= {"format": "spreadsheet", "sheet": name, "table": number, "tables": len(tables)}
    last = lines[table.stop] if table.stop < len(lines) else len(cells.rows) + 1
    hidden = [
        line
        for line in sorted(away)
        if raw.facts["last_heading_row"] < line < last
        and any(cell.strip() for cell in cells.rows[line - 1][table.first_column : table.stop_column])
    ]
    raw.faults += hidden_row_faults(hidden, cells.rows, marks)
    raw.rows_read += len(hidden)
    raw.second_count += len(hidden)
    add_cell_faults(raw, cells.faults, table.first_column)
    raw.faults += hidden_columns_fault(raw, marks, table.first_column)
    raw.faults += other_tables_fault(tables, number, lines)
    return raw


def _read_table(
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    table: TableFound,
    marks: SheetMarks,
    *,
    shown: str,
    hints: FileHints,
) -> RawTable:
    """Read the rectangle of a sheet in which a table stands."""
    first = table.first_column
    part = [row[first : table.stop_column] for row in rows[table.first : table.stop]]
    part_lines = lines[table.first : table.stop]
    merged = [
        m._replace(first_column=m.first_column - first, last_column=m.last_column - first)
        for m in marks.merged
        if first <= m.first_column < table.stop_column
    ]
    raw = table_from_rows(part, part_lines, shown, hints, merged=merged, is_rectangular=True)
    raw.second_count = _count(part, part_lines, raw.facts["last_heading_row"])
    names: list[str | None] = raw.facts["columns"]
    raw.facts["percent_headings"] = [
        name for i, name in enumerate(names, start=first) if name and i in marks.percent_columns
    ]
    return raw


def _choose_table(tables: Sequence[TableFound], lines: Sequence[int], hints: FileHints, shown: str) -> int:
    """Return the number of the table to read, counted from 1."""
    if hints.table is not None:
        if not 1 <= hints.table <= len(tables):
            raise Refusal(
                f"{shown}: expected a table {hints.table}; found {len(tables)}. Correct table in the estate file."
            )
        return hints.table
    sizes = {
        n: (lines[max(t.heading, 0)] == hints.heading_row, t.profile is not None, t.rows_count)
        for n, t in enumerate(tables, start=1)
    }
    return max(sizes, key=lambda n: (*sizes[n], -n))


def _count(rows: Sequence[Sequence[str]], lines: Sequence[int], heading_line: int) -> int:
    """Count rows below the headings that hold anything, from the cells joined to one text."""
    return sum(
        1
        for line, row in zip(lines, rows, strict=True)
        if line > heading_line and re.search(r"\S", "".join(row))
    )


def _normal(headings: Sequence[str]) -> frozenset[str]:
    return frozenset(normal_heading(heading) for heading in headings)


def _headings_of(book: _Book, name: str) -> frozenset[str]:
    """Return the headings of a sheet, from its first rows; none where it has none."""
    head = _head(book, name)
    try:
        found = find_headings(head.rows, head.lines, name, FileHints(), merged=_marks(book, name).merged)
    except Refusal:
        return frozenset()
    return _normal([cell for cell in found.cells if cell])


def _read_all(book: _Book, hints: FileHints) -> RawTable:
    """Read all visible sheets that have the same headings as one table."""
    read: dict[int, tuple[str, RawTable]] = {}
    without = []
    for number, name in enumerate(book.book.sheet_names, start=1):
        if name in book.visible:
            try:
                read[number] = (name, _read_sheet(book, name, hints))
            except Refusal:
                without.append(name)
    if not read:
        raise Refusal(f"{book.shown}: expected sheets with headings; found none. Name one sheet.")
    return join_sheets(read, without)
