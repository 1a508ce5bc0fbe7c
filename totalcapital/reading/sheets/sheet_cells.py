"""Cells of a sheet as text a person would read, and what had to be assumed of them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from totalcapital.reading.raw import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.reading.raw import RawTable
    from totalcapital.reading.sheets.sheet_marks import Merge, SheetMarks

__all__ = ["CellFault", "SheetCells", "add_cell_faults", "read_cells", "shown_place"]

_ERROR: Final = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!)"
    r"|Err:5\d\d"
)
#: A workbook keeps 15 digits of a number; those after them are lost when it is typed in.
_DIGITS_KEPT: Final = 1e15
#: Faults of one kind that are named one by one; the rest are counted in one.
_NAMED_ONE_BY_ONE: Final = 1000


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault of one cell, before it is known whether its row is one of the table's."""

    code: str
    level: str
    message: str
    fix: str
    row: int
    column: int
    value: str | None = None


@dataclass(slots=True)
class SheetCells:
    """The text of a sheet's cells, rectangular, from row 1 and column A on."""

    rows: list[list[str]]
    lines: list[int]
    faults: list[CellFault] = field(default_factory=list)


def read_cells(values: Sequence[Sequence[Any]], marks: SheetMarks) -> SheetCells:
    """Turn the values of a sheet into text, errors into nothing, and fill merged cells.

    A merged cell gives its value to each row it covers that holds anything of its own; a row that
    holds nothing else is the same record, not another. Merges across columns leave the value in
    the first of them.
    """
    cells = SheetCells([[_text(cell) for cell in row] for row in values], list(range(1, len(values) + 1)))
    _blank_errors(cells, marks)
    _flag_long_numbers(cells, values)
    _flag_uncalculated(cells, marks)
    for merge in marks.merged:
        if merge.last_row > merge.first_row:
            _fill_down(cells, merge, values)
        if merge.last_column > merge.first_column:
            _flag_across(cells, merge)
    cells.faults.sort(key=lambda fault: (fault.row, fault.column, fault.code))
    return cells


def _text(cell: Any) -> str:
    """Return a cell as the text a person would read, without losing a digit."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e22 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


def _blank_errors(cells: SheetCells, marks: SheetMarks) -> None:
    errors = dict(marks.errors)
    for line, row in zip(cells.lines, cells.rows, strict=True):
        for column, cell in enumerate(row):
            if cell[:1] in {"#", "E"} and _ERROR.fullmatch(cell.strip()):
                errors[line, column] = cell.strip()
                row[column] = ""
    for (line, column), error in errors.items():
        words = f"expected a value; found the error {error}. It is not known."
        fix = "Correct the formula or the cell it refers to, and save the file again."
        cells.faults.append(CellFault("cell-error", "warning", words, fix, line, column, error))


def _flag_long_numbers(cells: SheetCells, values: Sequence[Sequence[Any]]) -> None:
    for line, row in zip(cells.lines, values, strict=True):
        for column, cell in enumerate(row):
            if isinstance(cell, float) and abs(cell) >= _DIGITS_KEPT and cell.is_integer():
                words = "expected at most 15 digits; a workbook keeps no more, and those after them are lost."
                fix = "Format the column as text, and type the number again."
                text = cells.rows[line - 1][column]
                cells.faults.append(CellFault("number-too-long", "warning", words, fix, line, column, text))


def _flag_uncalculated(cells: SheetCells, marks: SheetMarks) -> None:
    for line, column in marks.not_calculated:
        if line <= len(cells.rows) and not _cell(cells.rows, line, column):
            words = "the formula was saved without its result; the value is not known."
            fix = "Open the file in a spreadsheet program, let it calculate, and save it again."
            cells.faults.append(CellFault("formula-without-value", "warning", words, fix, line, column))


def _cell(rows: Sequence[Sequence[str]], line: int, column: int) -> str:
    row = rows[line - 1] if 0 < line <= len(rows) else ()
    return row[column].strip() if column < len(row) else ""


def _fill_down(cells: SheetCells, merge: Merge, values: Sequence[Sequence[Any]]) -> None:
    value = _cell(cells.rows, merge.first_row, merge.first_column)
    if not value:
        return
    for line in range(merge.first_row + 1, min(merge.last_row, len(cells.rows)) + 1):
        if not any(cell not in ("", None) and str(cell).strip() for cell in values[line - 1]):
            continue
        cells.rows[line - 1][merge.first_column] = value
        words = f"merged with the cell of row {merge.first_row}; its value was read for this row too."
        fix = "Take the merge out, and write the value in each row."
        fault = CellFault("merged-cells-filled", "note", words, fix, line, merge.first_column, value)
        cells.faults.append(fault)


def _flag_across(cells: SheetCells, merge: Merge) -> None:
    for line in range(merge.first_row, min(merge.last_row, len(cells.rows)) + 1):
        value = _cell(cells.rows, line, merge.first_column)
        if value:
            last = shown_place(merge.last_column)
            words = f"merged as far as column {last}; the value was read for the first column only."
            fix = "Take the merge out, and give each column its value."
            fault = CellFault("merged-across", "note", words, fix, line, merge.first_column, value)
            cells.faults.append(fault)


def shown_place(column: int) -> str:
    """Return the letters of a column numbered from 0.

    Examples
    --------
    >>> shown_place(0), shown_place(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def add_cell_faults(raw: RawTable, faults: Sequence[CellFault], first_column: int) -> None:
    """Put the faults of cells that were read into a table, under the headings they stand in.

    Parameters
    ----------
    first_column
        Column of the sheet, from 0, in which the table begins; its headings are in the fact
        ``columns``, one a column of the sheet, null where a column was left out.
    """
    kept = set(raw.source_rows)
    names: list[str | None] = raw.facts["columns"]
    counts: dict[str, int] = {}
    rest: dict[str, CellFault] = {}
    for fault in faults:
        place = fault.column - first_column
        name = names[place] if 0 <= place < len(names) else None
        if fault.row not in kept or name is None:
            continue
        counts[fault.code] = counts.get(fault.code, 0) + 1
        if counts[fault.code] > _NAMED_ONE_BY_ONE:
            rest[fault.code] = fault
            continue
        value = fault.value[:120] if fault.value else None
        raw.faults.append(Fault(fault.code, fault.level, fault.message, fault.fix, fault.row, name, value))
    for code, fault in rest.items():
        more = counts[code] - _NAMED_ONE_BY_ONE
        words = f"{more:,} more cells like the {_NAMED_ONE_BY_ONE:,} named before: {fault.message}"
        raw.faults.append(Fault(code, fault.level, words, fault.fix, rows_count=more))
