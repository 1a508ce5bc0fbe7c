"""XLSX, XLS and ODS workbooks."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

import python_calamine

from totalcapital.reading.grid import table_from_rows
from totalcapital.reading.headings import detect_profile
from totalcapital.reading.raw import Fault, RawTable, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from totalcapital.reading.profiles import FileHints

__all__ = ["read_spreadsheet"]

_MOST_CELLS: Final = 60_000_000


def read_spreadsheet(path: Path, shown: str, hints: FileHints) -> RawTable:
    """Read one sheet of a workbook into text cells.

    The sheet is the one named; else the first visible one whose headings fit a known layout; else
    the visible one with the most rows. Hidden sheets are not read and are named as an issue.

    Raises
    ------
    Refusal
        If the workbook cannot be opened, or has no such sheet.
    """
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
    faults = []
    if hidden:
        faults.append(
            Fault(
                "hidden-sheet",
                "note",
                f"hidden sheets were not read: {', '.join(hidden)}.",
                "Name the sheet in the estate file to read it.",
            )
        )
    name = _choose(book, visible, shown, hints)
    others = [sheet for sheet in visible if sheet != name]
    if others and not hints.sheet:
        faults.append(
            Fault(
                "other-sheets",
                "note",
                f"sheet {name!r} was read; not read: {', '.join(others)}.",
                'Give another sheet its own [[register]] with sheet = "…".',
            )
        )
    rows, lines = _cells(book, name, shown)
    raw = table_from_rows(rows, lines, shown, hints)
    raw.second_count = _count(rows, lines, raw.facts["last_heading_row"])
    raw.facts |= {"format": "spreadsheet", "sheet": name}
    raw.faults[:0] = faults
    return raw


def _choose(
    book: python_calamine.CalamineWorkbook, visible: Sequence[str], shown: str, hints: FileHints
) -> str:
    if hints.sheet:
        if hints.sheet not in book.sheet_names:
            raise Refusal(
                f"{shown}: expected a sheet {hints.sheet!r}; found {', '.join(book.sheet_names)}. Correct the name."
            )
        return hints.sheet
    if not visible:
        raise Refusal(f"{shown}: every sheet is hidden. Unhide the one to read, or name it.")
    best, most = visible[0], -1
    for name in visible:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=40)
        if any(detect_profile([_text(cell) for cell in row]) for row in rows):
            return name
        size = book.get_sheet_by_name(name).height
        if size > most:
            best, most = name, size
    return best


def _cells(
    book: python_calamine.CalamineWorkbook, name: str, shown: str
) -> tuple[list[list[str]], list[int]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > _MOST_CELLS:
        raise Refusal(
            f"{shown}, sheet {name}: {sheet.total_height} rows by {sheet.total_width} columns are more than can be "
            "read. Delete the empty rows and columns at its end and save it again."
        )
    values = sheet.to_python(skip_empty_area=False)
    rows = [[_text(cell) for cell in row] for row in values]
    return rows, list(range(1, len(rows) + 1))


def _text(cell: Any) -> str:
    """Return a cell as the text a person would read, without losing a digit."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


def _count(rows: Sequence[Sequence[str]], lines: Sequence[int], heading_line: int) -> int:
    """Count rows below the headings that hold anything, from the cells joined to one text."""
    return sum(
        1
        for line, row in zip(lines, rows, strict=True)
        if line > heading_line and re.search(r"\S", "".join(row))
    )
