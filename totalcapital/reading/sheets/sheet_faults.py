"""Faults of a sheet as a whole: what is hidden in it, and what else stands in the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.reading.raw import Fault
from totalcapital.reading.sheets.sheet_cells import shown_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.reading.raw import RawTable
    from totalcapital.reading.sheets.sheet_marks import SheetMarks
    from totalcapital.reading.sheets.tables_in_sheet import TableFound

__all__ = ["hidden_columns_fault", "hidden_row_faults", "other_sheets_fault", "other_tables_fault"]


def hidden_row_faults(hidden: Sequence[int], rows: Sequence[Sequence[str]], marks: SheetMarks) -> list[Fault]:
    """Return one fault for the hidden rows together, and one for each of them, which is set aside.

    Parameters
    ----------
    hidden
        Hidden rows that hold anything, as a person counts them.
    rows
        Cells of every row of the sheet, row 1 first.
    """
    if not hidden:
        return []
    fix = 'Show the rows and save the file again, or say hidden_rows = "read" in the estate file.'
    by_filter = " A filter is set in the sheet; it probably hides them." if marks.is_filtered else ""
    number = "1 row is" if len(hidden) == 1 else f"{len(hidden):,} rows are"
    words = f"{number} hidden in the workbook and set aside.{by_filter}"
    faults = [Fault("hidden-rows", "warning", words, fix, rows_count=len(hidden))]
    for line in hidden:
        value = " | ".join(cell.strip() for cell in rows[line - 1] if cell.strip())[:120]
        faults.append(
            Fault("hidden-row", "error", "the row is hidden in the workbook.", fix, line, value=value)
        )
    return faults


def hidden_columns_fault(raw: RawTable, marks: SheetMarks, first_column: int) -> list[Fault]:
    """Return a fault that names the headings of hidden columns, which are read as the others are."""
    names = [
        name
        for column, name in enumerate(raw.facts["columns"], start=first_column)
        if name and column in marks.hidden_columns
    ]
    if not names:
        return []
    words = f"columns that are hidden in the workbook were read as the others: {', '.join(names)}."
    return [Fault("hidden-columns", "warning", words, "If they were not meant to be sent, take them out.")]


def other_sheets_fault(name: str, others: Sequence[str], alike: Sequence[str]) -> Fault:
    """Return the fault that names the sheets that were not read, those with the same headings above all."""
    words = f"sheet {name!r} was read; not read: {', '.join(others)}."
    if not alike:
        return Fault(
            "other-sheets", "note", words, 'Give another sheet its own [[register]] with sheet = "…".'
        )
    words += f" The same headings stand on {', '.join(alike)}: part of the register may be there."
    fix = 'Say sheet = "*" to read them all as one, or sheet = "…" to read this one only.'
    return Fault("sheets-alike", "warning", words, fix)


def other_tables_fault(tables: Sequence[TableFound], number: int, lines: Sequence[int]) -> list[Fault]:
    """Return a fault that says which tables of the sheet were not read, and how to read them.

    Parameters
    ----------
    number
        The table that was read, counted from 1.
    lines
        Number of each row as a person counts it.
    """
    others = [(i, table) for i, table in enumerate(tables, start=1) if i != number]
    if not others:
        return []
    said = "; ".join(f"table {i}, {_described(table, lines)}" for i, table in others[:8])
    words = f"the sheet holds {len(tables)} tables; table {number} was read, {_described(tables[number - 1], lines)}. "
    words += f"Not read: {said}."
    fix = f"Give another table its own [[register]] with table = {others[0][0]}."
    rows = sum(table.rows_count for _, table in others)
    return [Fault("other-tables", "warning", words, fix, rows_count=max(rows, 1))]


def _described(table: TableFound, lines: Sequence[int]) -> str:
    first, last = lines[max(table.heading, 0)], lines[table.stop - 1]
    left, right = shown_place(table.first_column), shown_place(table.stop_column - 1)
    named = ", ".join(heading for heading in table.headings if heading)[:60]
    return f"rows {first} to {last}, columns {left} to {right} ({named}): {table.rows_count:,} rows"
