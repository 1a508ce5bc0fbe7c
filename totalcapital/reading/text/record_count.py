"""How many records a text holds, counted by other means than it is read by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.reading.text.text_lines import line_bounds, places_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_records"]

#: Places of a record that are looked at to see that it is not blank.
_LOOKED_AT: Final = 8


def count_records(text: str, separator: str, data: bytes | None = None) -> int:
    """Count the records of a text by another method than the reader's.

    Where every quotation mark opens or closes a cell or is doubled inside one, records are the line
    ends with as many marks opened as closed before them. Else quoted cells are taken out with one
    regular expression, after which every line that still holds anything but separators, or held a
    filled quoted cell, is a record.

    Parameters
    ----------
    data
        The text in UTF-8, where it is at hand; the quick way is taken with it only.
    """
    if data and separator.isascii():
        found = _by_bytes(data, separator)
        if found is not None:
            return found
    return _by_expression(text, separator)


def _by_expression(text: str, separator: str) -> int:
    sep = re.escape(separator)
    field = re.compile(rf'(?:(?<=[{sep}\r\n])|\A)"((?:[^"]|"")*)"(?= *(?:[{sep}\r\n]|\Z))')
    flat = field.sub(lambda match: "x" if match.group(1).strip() else "", text.lstrip("\ufeff"))
    blank = re.compile(rf'[{sep}\s"]*')
    return sum(1 for line in re.split(r"\r\n|\r|\n", flat) if not blank.fullmatch(line))


def _by_bytes(data: bytes, separator: str) -> int | None:
    """Count by the bytes alone; null where a quotation mark stands where none belongs."""
    buffer = np.frombuffer(data, dtype=np.uint8)
    starts, ends = line_bounds(data)
    quotes = places_of(data, ord('"'))
    if len(quotes):
        turns = _turns(buffer, quotes, separator)
        if turns is None:
            return None
        is_inside = np.searchsorted(turns, ends) % 2 == 1
        if is_inside[-1:].any():
            return None
        last = ~is_inside
        firsts = np.concatenate([[True], last[:-1]])
        starts, ends = starts[firsts], ends[last]
    return len(starts) - _blank_count(data, buffer, starts, ends, separator=separator)


def _turns(buffer: NDArray[np.uint8], quotes: NDArray[np.int64], separator: str) -> NDArray[np.int64] | None:
    """Return where cells are opened and closed, in turn; null where a mark is neither nor doubled."""
    breaks = np.flatnonzero(np.diff(quotes) != 1)
    first = quotes[np.concatenate([[0], breaks + 1])]
    last = quotes[np.concatenate([breaks, [len(quotes) - 1]])]
    is_limit = np.zeros(256, dtype=bool)
    is_limit[[ord(separator), 10, 13]] = True
    is_start = (first == 0) | is_limit[buffer[np.maximum(first - 1, 0)]]
    is_end = (last == len(buffer) - 1) | is_limit[buffer[np.minimum(last + 1, len(buffer) - 1)]]
    odd = (last - first) % 2 == 0
    is_open = np.cumsum(odd) % 2 == 1  # after the run
    opening, closing = odd & is_open, odd & ~is_open
    whole = ~odd & ~is_open
    if (opening & ~is_start).any() or (closing & ~is_end).any() or (whole & ~(is_start & is_end)).any():
        return None
    turns: NDArray[np.int64] = np.where(opening, first, last)[odd]
    return turns


def _blank_count(
    data: bytes,
    buffer: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    *,
    separator: str,
) -> int:
    """Count the records that hold nothing: at a few places first, the rest by their whole text."""
    is_ink = np.zeros(256, dtype=bool)
    is_ink[0x21:0x7F] = True
    is_ink[[ord(separator), ord('"')]] = False
    left = np.arange(len(starts))
    for step in range(_LOOKED_AT):
        begin, length = starts[left], ends[left] - starts[left]
        at = begin + (length * step) // _LOOKED_AT
        is_filled = (length > 0) & is_ink[buffer[np.minimum(at, len(buffer) - 1)]]
        left = left[~is_filled]
    records = (data[starts[i] : ends[i]].decode("utf-8", "surrogatepass") for i in left)
    return sum(not _by_expression(record, separator) for record in records)
