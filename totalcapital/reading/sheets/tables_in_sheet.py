"""Tables that stand in one sheet: below one another, or side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from totalcapital.reading.headings.headings import detect_profile, find_headings
from totalcapital.reading.headings.joined_headings import holds_numbers, known_count
from totalcapital.reading.profiles import normal_heading

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from totalcapital.reading.profiles import FileHints
    from totalcapital.reading.sheets.sheet_marks import Merge

__all__ = ["TableFound", "find_tables"]

_NUMBER: Final = re.compile(r"[-+£(]?[\d,. ]+[)%]?")
#: Rows of a block among which the headings of a table of its own are looked for: titles may stand above.
_TITLES: Final = 5
#: A second group of columns is a table of its own where it ends before this share of the first.
_SHORTER: Final = 0.5


@dataclass(frozen=True, slots=True)
class TableFound:
    """A rectangle of a sheet that holds a table; positions are indices into its rows and columns."""

    first: int
    """Where the rows begin, titles above the headings included."""
    heading: int
    stop: int
    first_column: int
    stop_column: int
    headings: tuple[str, ...]
    profile: str | None
    rows_count: int
    """Rows below the headings that hold anything."""
    reach: int
    """Rows from the headings to the last that holds anything."""


def find_tables(
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    shown: str,
    hints: FileHints,
    *,
    merged: Collection[Merge] = (),
) -> list[TableFound]:
    """Return the tables of a sheet, from the top down and from the left.

    A table ends where, after a blank row, other headings stand above data of their own; and where,
    after a blank column, headings stand that repeat those to the left or whose rows end far above.
    A spacer row or column inside a table does not end it.

    Parameters
    ----------
    rows
        Cells of each row, rectangular.

    Raises
    ------
    Refusal
        If no row holds headings.
    """
    found = find_headings(rows, lines, shown, hints, merged=merged)
    if found.first < 0:
        width = max((len(row) for row in rows), default=0)
        return [replace(_table(rows, 0, (0, -1), len(rows), (0, width)), profile=found.profile)]
    starts: list[tuple[int, int, int]] = []
    headings: set[str] = set()
    for start, stop in _blocks(rows):
        first = start if starts else 0
        if start <= found.first < stop:
            starts.append((first, found.first, found.last))
            headings = _normal(found.cells)
            continue
        heading = _own_heading(rows, start, stop, headings)
        if heading is not None:
            starts.append((first, heading, heading))
            headings = _normal(rows[heading])
    tables = []
    for position, (first, heading, last) in enumerate(starts):
        stop = starts[position + 1][0] if position + 1 < len(starts) else len(rows)
        tables += _side_by_side(rows, first, (heading, last), stop)
    return tables


def _normal(cells: Sequence[str]) -> set[str]:
    return {normal_heading(cell) for cell in cells if cell.strip()}


def _is_blank(row: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in row)


def _blocks(rows: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return start and stop of each run of rows without a blank one."""
    blocks: list[tuple[int, int]] = []
    start: int | None = None
    for index, row in enumerate(rows):
        if _is_blank(row):
            if start is not None:
                blocks.append((start, index))
            start = None
        elif start is None:
            start = index
    if start is not None:
        blocks.append((start, len(rows)))
    return blocks


def _own_heading(rows: Sequence[Sequence[str]], start: int, stop: int, above: Collection[str]) -> int | None:
    """Return which row of a block holds headings other than those above it, or null where none does."""
    for index in range(start, min(stop, start + _TITLES)):
        row = rows[index]
        filled = [cell.strip() for cell in row if cell.strip()]
        is_other = _normal(row) != above
        if len(filled) >= 2 and is_other and not holds_numbers(row) and stop - index > 1:
            named = detect_profile(row) or known_count(row) >= max(2, len(filled) / 2)
            return index if named or _stands_over_numbers(row, rows[index + 1 : stop]) else None
        if len(filled) > 2 or not is_other:
            return None
    return None


def _stands_over_numbers(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether words stand over columns of numbers, as wide as what is below them."""
    filled = [i for i, cell in enumerate(row) if cell.strip()]
    if len(filled) < 3 or len(below) < 2 or any(re.search(r"\d", row[i]) for i in filled):
        return False
    if any(sum(bool(cell.strip()) for cell in other) > len(filled) for other in below):
        return False
    for column in filled:
        given = [other[column].strip() for other in below if other[column].strip()]
        if len(given) >= 2 and sum(bool(_NUMBER.fullmatch(value)) for value in given) >= 0.8 * len(given):
            return True
    return False


def _side_by_side(
    rows: Sequence[Sequence[str]], first: int, heading: tuple[int, int], stop: int
) -> list[TableFound]:
    """Cut the rows of one table at blank columns, where what stands behind them is another table."""
    width = max((len(row) for row in rows[first:stop]), default=0)
    part = rows[heading[0] : stop]
    used = [any(len(row) > i and row[i].strip() for row in part) for i in range(width)]
    groups = [group for group in _runs(used) if group[1] - group[0] >= 2]
    tables = [_table(rows, first, heading, stop, group) for group in groups]
    named = [table for table in tables if sum(bool(h) for h in table.headings) >= 2 and table.rows_count]
    if len(named) < 2:
        return [_table(rows, first, heading, stop, (0, width))]
    cuts = [named[0].first_column]
    left = named[0]
    for table in named[1:]:
        if _is_apart(left, table):
            cuts.append(table.first_column)
            left = table
    cuts[0] = 0
    return [
        _table(rows, first, heading, stop, (start, cuts[i + 1] if i + 1 < len(cuts) else width))
        for i, start in enumerate(cuts)
    ]


def _is_apart(left: TableFound, right: TableFound) -> bool:
    """Tell whether two groups of columns are two tables, not one with a spacer in it."""
    repeated = _normal(left.headings) & _normal(right.headings)
    if len(repeated) >= 2:
        return True
    short, long = sorted((left, right), key=lambda table: table.reach)
    ends_early = short.reach < _SHORTER * long.reach and short.rows_count >= 0.8 * short.reach
    return ends_early and known_count(right.headings) > 0


def _runs(used: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index, is_used in enumerate(used):
        if is_used and runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        elif is_used:
            runs.append((index, index + 1))
    return runs


def _table(
    rows: Sequence[Sequence[str]],
    first: int,
    heading: tuple[int, int],
    stop: int,
    columns: tuple[int, int],
) -> TableFound:
    start, end = columns
    headings = tuple(cell.strip() for cell in rows[heading[0]][start:end])
    below = rows[heading[1] + 1 : stop]
    filled = [i for i, row in enumerate(below, start=1) if not _is_blank(row[start:end])]
    profile = detect_profile(headings)
    return TableFound(
        first, heading[0], stop, start, end, headings, profile, len(filled), max(filled, default=0)
    )
