"""The plain rows of a large text with separators, read by Arrow; the strict reader takes the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from totalcapital.reading.raw import add_rows
from totalcapital.reading.text.strict_text import TextRows, add_record
from totalcapital.reading.text.text_lines import scan_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from totalcapital.reading.raw import RawTable
    from totalcapital.reading.text.text_lines import TextLines

__all__ = ["HEAD_LINES", "PlainRows", "join_plain", "read_quickly", "take_doubtful"]

#: Files of fewer lines are read strictly: it takes no time.
_FEWEST_LINES: Final = 5_000
#: Lines at the beginning and at the end that are always read strictly: titles and headings, totals and notes.
HEAD_LINES: Final = 600
_TAIL_LINES: Final = 50
#: Longest line given to Arrow, in bytes.
_LONGEST_LINE: Final = 100_000
_BLOCK_BYTES: Final = 8 << 20
#: Share of rows beyond which reading them one by one costs more than it saves.
_MOST_ODD: Final = 0.1
#: Words that a row of figures below a table begins with.
_SUM_WORDS: Final = r"(?i)total|^\s*(sum|average|mean|count)\s*$"


@dataclass(slots=True)
class PlainRows:
    """Rows of one width that hold nothing to be judged, a column at a time."""

    columns: list[Any]
    """Arrow text, one array a column."""
    numbers: NDArray[np.int64]
    """Row numbers as a spreadsheet shows them, rising."""


def read_quickly(
    data: bytes, separator: str, *, heading_row: int | None = None
) -> tuple[TextRows, PlainRows] | None:
    """Read a large text: lines that are whole rows of the usual width by Arrow, the others strictly.

    Parameters
    ----------
    data
        The text in UTF-8 without a byte order mark and without NUL characters.
    separator
        One ASCII character.
    heading_row
        Row of the headings, where it is known.

    Returns
    -------
    tuple, or null
        The rows read strictly, among them the first :data:`HEAD_LINES` lines, and the plain ones.
        Null where the text is small, or too much of it is not plain: then all of it is to be read
        strictly.
    """
    lines = scan_lines(data, separator)
    plain = _plain_lines(lines, max(HEAD_LINES, 2 * (heading_row or 0) + HEAD_LINES // 2))
    if plain is None:
        return None
    read, is_plain, shift = _read_others(lines, plain, separator)
    positions = np.flatnonzero(is_plain)
    columns = _by_arrow(lines, positions, separator)
    if columns is None:
        return None
    return read, PlainRows(columns, positions + 1 - shift[positions])


def _plain_lines(lines: TextLines, head: int) -> NDArray[np.bool_] | None:
    """Tell which lines are whole rows of the usual width; null where too few are."""
    if len(lines) < _FEWEST_LINES or len(lines) < 2 * head:
        return None
    lengths = lines.ends - lines.starts
    usual = int(np.argmax(np.bincount(lines.widths[(lines.widths > 0) & (lengths > 0)], minlength=1)))
    if usual < 2:
        return None
    plain: NDArray[np.bool_] = (lines.widths == usual) & (lengths <= _LONGEST_LINE)
    odd = ~plain & (lengths > 0)
    if np.count_nonzero(odd) > _MOST_ODD * len(lines):
        return None
    plain[:head] = False
    plain[-_TAIL_LINES:] = False
    return plain


def _read_others(
    lines: TextLines, plain: NDArray[np.bool_], separator: str
) -> tuple[TextRows, NDArray[np.bool_], NDArray[np.int64]]:
    """Read the lines that are not plain, each record from its first line on.

    Returns the rows, the lines that are plain and in no such record, and how many lines before each
    line continue a record.
    """
    read = TextRows()
    is_plain = plain.copy()
    continues = np.zeros(len(lines), dtype=np.int64)
    end = extra = 0
    for line in np.flatnonzero(~plain).tolist():
        if line < end:
            continue
        end = add_record(
            read, lines.text, line, count=len(lines), number=line + 1 - extra, separator=separator
        )
        if end - line > 1:
            is_plain[line + 1 : end] = False
            continues[line + 1 : end] = 1
            extra += end - line - 1
    return read, is_plain, np.cumsum(continues)


def _by_arrow(lines: TextLines, positions: NDArray[np.int64], separator: str) -> list[Any] | None:
    """Return the cells of plain lines by Arrow; null where it does not find as many rows."""
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 - large files only

    if not len(positions):
        return None
    width = int(lines.widths[positions[0]])
    breaks = np.flatnonzero(np.diff(positions) != 1)
    firsts = positions[np.concatenate([[0], breaks + 1])]
    lasts = positions[np.concatenate([breaks, [len(positions) - 1]])]
    view = memoryview(lines.data)
    text = b"".join(
        view[lines.starts[first] : lines.starts[last + 1]] for first, last in zip(firsts, lasts, strict=True)
    )
    names = [f"c{position}" for position in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(delimiter=separator, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return table.columns if table.num_rows == len(positions) else None


def take_doubtful(
    plain: PlainRows, read: TextRows, headings: Sequence[str]
) -> tuple[PlainRows, TextRows] | None:
    """Move the rows that may be no records to those to be judged one by one.

    Such are rows that hold little, begin with a word for a sum, repeat the headings, or have
    something beyond the last heading.

    Returns
    -------
    tuple, or null
        The plain rows that are left, and the others with them. Null where there are too many.
    """
    width = len(plain.columns)
    if len(headings) > width:
        return None
    doubtful = _beyond_doubt_not(plain, headings)
    if np.count_nonzero(doubtful) > _MOST_ODD * len(doubtful):
        return None
    taken = np.flatnonzero(doubtful)
    cells = [column.take(pa.array(taken)).to_pylist() for column in plain.columns]
    numbers = [*read.numbers, *plain.numbers[taken].tolist()]
    rows = [*read.rows, *map(list, zip(*cells, strict=True))]
    lines = [*read.lines, *[-1] * len(taken)]
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    judged = TextRows(
        [numbers[i] for i in order],
        [rows[i] for i in order],
        [lines[i] for i in order],
        read.broken,
        read.swallowers,
        read.too_long,
        read.swallowing,
    )
    keep = pa.array(~doubtful)
    return PlainRows([c.filter(keep) for c in plain.columns], plain.numbers[~doubtful]), judged


def _beyond_doubt_not(plain: PlainRows, headings: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which rows are not beyond doubt: more of them than those that turn out to be no records."""
    size, width = len(plain.numbers), len(plain.columns)
    filled = np.zeros(size, dtype=np.int32)
    doubtful = np.zeros(size, dtype=bool)
    unseen = np.ones(size, dtype=bool)
    told_by = next((i for i, heading in enumerate(headings) if heading.strip()), 0)
    for position, column in enumerate(plain.columns):
        plain_text = pc.utf8_trim_whitespace(column)
        is_filled = pc.not_equal(plain_text, "").to_numpy()
        filled += is_filled
        if position >= len(headings):
            doubtful |= is_filled
        if position == told_by and headings:
            doubtful |= pc.equal(plain_text, headings[position].strip()).to_numpy()
        first = np.flatnonzero(unseen & is_filled)
        if len(first):
            doubtful[first] |= pc.match_substring_regex(column.take(pa.array(first)), _SUM_WORDS).to_numpy()
            unseen &= ~is_filled
    few = filled <= max(2, width // 2)
    if np.count_nonzero(few) > _MOST_ODD / 2 * size:
        at = pa.array(np.flatnonzero(few))
        says_total = np.zeros(len(at), dtype=bool)
        for column in plain.columns:
            says_total |= pc.match_substring_regex(column.take(at), "(?i)total").to_numpy()
        few = filled <= 2
        few[at.to_numpy()[says_total]] = True
    return doubtful | few


def join_plain(raw: RawTable, plain: PlainRows) -> None:
    """Put plain rows among the rows of a table, in the order of their numbers; the table is changed."""
    add_rows(raw, plain.numbers.tolist(), plain.columns)
    raw.rows_read += len(plain.numbers)
