"""Rows with too many cells put right, where only one way of joining neighbouring cells fits the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from totalcapital.reading.raw import Fault, add_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from totalcapital.reading.raw import RawTable

__all__ = ["join_shifted", "repair_shifted"]

#: Good rows looked at, fewest of them that say anything, and most cells too many that are joined.
_SAMPLED: Final = 5_000
_FEWEST: Final = 20
_MOST_EXTRA: Final = 3
#: Distinct values of a column of codes at most, and rows for each of them at least.
_MOST_CODES: Final = 30
_ROWS_PER_CODE: Final = 5
#: Share of the good rows' values that a kind must fit: a register has a few faults of its own.
_SHARE: Final = 0.98
_KINDS: Final = (
    re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}"),
    re.compile(r"[-+£]?\d[\d,]*(\.\d+)?%?"),
    re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}"),
)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the cells of one column of the good rows have in common."""

    fits: Callable[[str], bool] | None
    is_never_blank: bool
    has_no_space_before: bool

    def takes(self, cell: str) -> bool:
        plain = cell.strip()
        if not plain:
            return not self.is_never_blank
        if self.has_no_space_before and cell[0] == " ":
            return False
        return self.fits is None or self.fits(plain)


def repair_shifted(raw: RawTable, cells: Mapping[int, Sequence[str]], separator: str) -> None:
    """Take back rows set aside for cells too many, where it is certain which cells are one.

    It is certain where exactly one way of joining neighbouring cells makes every column fit what
    the good rows hold there. Such a row stays in its place with a note; the others stay set aside.

    Parameters
    ----------
    raw
        The table, with ``extra-cells`` faults; put right in place.
    cells
        Row number to the cells of each row with such a fault.
    """
    shifted = [
        (place, fault)
        for place, fault in enumerate(raw.faults)
        if fault.code == "extra-cells" and fault.source_row in cells
    ]
    if not shifted or len(raw.source_rows) < _FEWEST:
        return
    held = [_held(list(column[:_SAMPLED])) for column in raw.columns]
    repaired: dict[int, list[str]] = {}
    for at, fault in shifted:
        number = fault.source_row or 0
        joined = join_shifted(_without_blank_end(cells[number], len(held)), held, separator)
        if joined is None:
            continue
        row, place = joined
        repaired[number] = row
        words = (
            f"a separator without quotation marks shifted the row; the cells joined to {row[place]!r} under "
            f"{raw.headings[place]!r} are the only ones that make every column fit."
        )
        raw.faults[at] = Fault(
            "shifted-row-repaired", "note", words, fault.fix, number, raw.headings[place], row[place][:120]
        )
    if repaired:
        add_rows(raw, list(repaired), list(zip(*repaired.values(), strict=True)))


def _without_blank_end(row: Sequence[str], width: int) -> list[str]:
    end = len(row)
    while end > width and not row[end - 1].strip():
        end -= 1
    return list(row[:end])


def join_shifted(row: Sequence[str], held: Sequence[_Held], separator: str) -> tuple[list[str], int] | None:
    """Return the row with cells joined and the column they were joined in; null where that is not certain."""
    width, extra = len(held), len(row) - len(held)
    if not 0 < extra <= _MOST_EXTRA or all(column.fits is None for column in held):
        return None
    ways = list(islice(_ways(row, held, separator, extra), 2))
    if len(ways) != 1:
        return None
    return ways[0], next(i for i in range(width) if ways[0][i] != row[i])


def _ways(row: Sequence[str], held: Sequence[_Held], separator: str, extra: int) -> Iterator[list[str]]:
    """Yield each way of joining neighbouring cells that makes every column fit, from the left."""
    if not held:
        yield []
        return
    for more in range(extra + 1):
        cell = separator.join(row[: more + 1])
        is_enough = len(held) > 1 or more == extra
        if is_enough and held[0].takes(cell):
            for rest in _ways(row[more + 1 :], held[1:], separator, extra - more):
                yield [cell, *rest]


def _held(column: Sequence[str]) -> _Held:
    given = [cell for cell in column if cell.strip()]
    if len(given) < _FEWEST:
        return _Held(None, is_never_blank=False, has_no_space_before=False)
    plain = [cell.strip() for cell in given]
    return _Held(
        _fitting(plain),
        is_never_blank=len(given) == len(column),
        has_no_space_before=not any(cell[0] == " " for cell in given),
    )


def _fitting(given: Sequence[str]) -> Callable[[str], bool] | None:
    """Return what tells whether a value is like those of a column; null where they are just text."""
    for kind in _KINDS:
        if sum(kind.fullmatch(cell) is not None for cell in given) >= _SHARE * len(given):
            return lambda cell, kind=kind: kind.fullmatch(cell) is not None  # type: ignore[misc]
    distinct = set(given)
    if len(distinct) <= min(_MOST_CODES, len(given) // _ROWS_PER_CODE):
        return distinct.__contains__
    shapes = {_shape(cell) for cell in given}
    if len(shapes) <= 3 and all("9" in shape and " " not in shape for shape in shapes):
        return lambda cell: _shape(cell) in shapes
    return None


def _shape(text: str) -> str:
    """Return a text with runs of digits as 9 and runs of letters as A."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", text))
