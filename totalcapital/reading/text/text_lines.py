"""The lines of a text with separators, told apart by one look at its bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TextLines", "line_bounds", "places_of", "scan_lines"]

_QUOTE: Final = ord('"')
_LF: Final = 10
_CR: Final = 13
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class TextLines:
    """The lines of a text as they stand in its bytes, whatever quotation marks they hold."""

    data: bytes
    """The text in UTF-8, without a byte order mark."""
    starts: NDArray[np.int64]
    """Where each line begins."""
    ends: NDArray[np.int64]
    """Where each line ends, its line end left out."""
    widths: NDArray[np.int64]
    """Cells of each line that is a record of its own; 0 where its quotation marks do not settle that."""

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, line: int) -> str:
        """Return one line with its line end."""
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.data)
        return self.data[self.starts[line] : end].decode("utf-8", "surrogatepass")


def places_of(data: bytes, byte: int) -> NDArray[np.int64]:
    """Return where a byte stands, looking at a piece at a time: pieces stay in the processor's cache."""
    buffer = np.frombuffer(data, dtype=np.uint8)
    found = [
        np.flatnonzero(buffer[start : start + _PIECE] == byte) + start
        for start in range(0, len(buffer), _PIECE)
    ]
    return np.concatenate([np.zeros(0, dtype=np.int64), *found])


def line_bounds(data: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each line begins and ends; a line ends with LF, CR LF or CR, or with the text."""
    marks = places_of(data, _LF)
    ends = marks
    pairs = data.count(b"\r\n")
    if pairs and pairs == len(marks) == data.count(b"\r"):
        ends = marks - 1
    elif b"\r" in data:
        buffer = np.frombuffer(data, dtype=np.uint8)
        returns = places_of(data, _CR)
        is_last = returns == len(buffer) - 1
        alone = returns[is_last | (buffer[np.minimum(returns + 1, len(buffer) - 1)] != _LF)]
        marks = np.sort(np.concatenate([marks, alone]))
        is_pair = (buffer[marks] == _LF) & (marks > 0) & (buffer[np.maximum(marks - 1, 0)] == _CR)
        ends = marks - is_pair
    starts = np.concatenate([np.zeros(1, dtype=np.int64), marks + 1])
    if starts[-1] == len(data):
        return starts[:-1], ends
    return starts, np.concatenate([ends, np.array([len(data)], dtype=np.int64)])


def scan_lines(data: bytes, separator: str) -> TextLines:
    """Return the lines of a text and how many cells each holds where it is a record of its own.

    It is one where each of its quotation marks opens a cell, closes one before a separator or the
    line's end, or is doubled inside one, and none is left open.

    Parameters
    ----------
    separator
        One ASCII character.
    """
    buffer = np.frombuffer(data, dtype=np.uint8)
    starts, ends = line_bounds(data)
    marks = places_of(data, ord(separator))
    widths = np.searchsorted(marks, ends) - np.searchsorted(marks, starts) + 1
    lines = TextLines(data, starts, ends, widths)
    quotes = places_of(data, _QUOTE)
    if not len(quotes):
        return lines
    return replace(lines, widths=_without_quoted(lines, quotes, marks, buffer))


def _without_quoted(
    lines: TextLines, quotes: NDArray[np.int64], marks: NDArray[np.int64], buffer: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """Take separators inside quotation marks off the widths; 0 where the marks of a line do not fit."""
    starts, ends, size = lines.starts, lines.ends, len(lines)
    line = np.searchsorted(starts, quotes, side="right") - 1
    opens = (np.arange(len(quotes)) - np.searchsorted(quotes, starts)[line]) % 2 == 0
    is_mark = np.zeros(256, dtype=bool)
    is_mark[buffer[marks[:1]]] = True
    is_first, is_last = quotes == starts[line], quotes + 1 == ends[line]
    at_start = is_first | is_mark[buffer[np.maximum(quotes - 1, 0)]]
    at_end = is_last | is_mark[buffer[np.minimum(quotes + 1, len(buffer) - 1)]]
    is_next = np.diff(quotes) == 1
    doubled_before = np.concatenate([[False], is_next]) & ~is_first
    doubled_after = np.concatenate([is_next, [False]]) & ~is_last
    fits = np.where(opens, at_start | doubled_before, at_end | doubled_after)
    odd = np.bincount(line, minlength=size) % 2 == 1
    bad = odd | (np.bincount(line, weights=~fits, minlength=size) > 0)
    whole = ~bad[line]
    pairs, of_line = quotes[whole].reshape(-1, 2), line[whole][::2]
    inside = np.searchsorted(marks, pairs[:, 1]) - np.searchsorted(marks, pairs[:, 0])
    within = np.bincount(of_line, weights=inside, minlength=size).astype(np.int64)
    return np.where(bad, 0, lines.widths - within)
