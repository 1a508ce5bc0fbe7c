"""Rows of a text with separators, one after the other, so that no row is lost to a quotation mark."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from totalcapital.reading.text.record_count import count_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["LONGEST_CELL", "TextRows", "add_record", "read_rows"]

#: Characters of the longest cell that is read; a longer one is a fault of its row.
LONGEST_CELL: Final = 1_000_000
#: A cell of more characters and lines than these may have swallowed other rows.
_SUSPECT_LENGTH: Final = 5_000
_SUSPECT_LINES: Final = 50
#: Share of the lines in such a cell that have as many separators as one another, where they are rows.
_ALIKE: Final = 0.8


@dataclass(slots=True)
class TextRows:
    """Rows of a text, with those that cannot be read."""

    numbers: list[int] = field(default_factory=list)
    """Number of each row as a spreadsheet shows it: a cell with line breaks is in one row."""
    rows: list[list[str]] = field(default_factory=list)
    """Cells of each row."""
    lines: list[int] = field(default_factory=list)
    """The line each row begins on, 0 the first."""
    broken: dict[int, str] = field(default_factory=dict)
    """Row number: the line on which a quotation mark is opened and not closed."""
    swallowers: list[int] = field(default_factory=list)
    """The lines of those in ``broken`` whose mark is closed, far below."""
    too_long: dict[int, str] = field(default_factory=dict)
    """Row number: the beginning of a row with a cell too long to be read."""
    swallowing: set[int] = field(default_factory=set)
    """Rows whose cells hold line breaks and whose every line looks like a row."""


def read_rows(lines: Sequence[str], separator: str) -> TextRows:
    """Read lines into rows.

    A quotation mark that is opened and not closed runs on to the next one, over any number of
    lines. Such a line is set aside and reading goes on with the line after it.

    Parameters
    ----------
    lines
        Each with its line end.
    """
    read = TextRows()
    start = 0
    while start < len(lines):
        first = start
        reader = csv.reader((lines[i] for i in range(first, len(lines))), delimiter=separator)
        for row in reader:
            end = first + reader.line_num
            number = len(read.rows) + len(read.broken) + len(read.too_long) + 1
            if not _take(read, row, lines[start:end], (number, start), separator):
                start += 1
                break
            start = end
    return read


def add_record(
    read: TextRows, line_of: Callable[[int], str], start: int, *, count: int, number: int, separator: str
) -> int:
    """Add the record that begins on a line to the rows; return the line after its last.

    Parameters
    ----------
    line_of
        Gives a line with its line end.
    count
        Number of lines there are.
    number
        The row's number.
    """
    lines: list[str] = []
    row = next(csv.reader(_kept_in(lines, map(line_of, range(start, count))), delimiter=separator))
    is_taken = _take(read, row, lines, (number, start), separator)
    return start + (len(lines) if is_taken else 1)


def _kept_in(kept: list[str], lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        kept.append(line)
        yield line


def _take(
    read: TextRows, row: list[str], lines: Sequence[str], place: tuple[int, int], separator: str
) -> bool:
    """Take a record in, or note why not; false where only its first line is used up.

    ``place`` is its row number and the line it begins on.
    """
    number = place[0]
    if len(lines) == 1 and _is_open(lines[0], separator):
        read.broken[number] = lines[0].strip()
        return False
    if len(lines) > 1:
        is_several = count_records("".join(lines), separator) > 1
        if is_several or _swallowed_rows(row, separator):
            read.broken[number] = lines[0].strip()
            if not is_several:
                read.swallowers.append(place[1])
            return False
        if len(row) >= 3 and all(line.count(separator) == len(row) - 1 for line in lines):
            read.swallowing.add(number)
    if len(max(row, key=len, default="")) > LONGEST_CELL:
        read.too_long[number] = lines[0][:120]
        return True
    read.numbers.append(number)
    read.rows.append(row)
    read.lines.append(place[1])
    return True


def _is_open(line: str, separator: str) -> bool:
    """Tell whether a quotation mark is still open where the text ends."""
    if line.count('"') % 2 == 0:
        return False
    try:
        next(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _swallowed_rows(row: Sequence[str], separator: str) -> bool:
    """Tell whether a cell is so long, and its lines so alike, that they are rows and not a note."""
    longest = max(row, key=len, default="")
    lines = longest.splitlines()
    if len(longest) <= _SUSPECT_LENGTH or len(lines) <= _SUSPECT_LINES:
        return False
    counts = Counter(line.count(separator) for line in lines[1:-1])
    marks, often = counts.most_common(1)[0]
    return marks > 0 and often >= _ALIKE * counts.total()
