"""What a workbook's XML says beside its values: merged cells, hidden rows, formulas, percentages."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple
from xml.parsers import expat

from totalcapital.reading.raw import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = [
    "MOST_CELLS",
    "Merge",
    "SheetMarks",
    "Tally",
    "check_size",
    "local_name",
    "new_parser",
    "parse",
    "whole_number",
]

#: Cells of the smallest rectangle round everything a sheet holds: the reader takes memory for all of them.
MOST_CELLS: Final = 20_000_000
_MOST_ROWS: Final = 1_048_576
#: Most bytes a part of a workbook may unpack to.
_LARGEST_PART: Final = 1 << 30
_BLOCK: Final = 1 << 20
#: What reading a part can end in: no XML, an encoding that is none, a zip that is cut off or encrypted.
_DAMAGE: Final = (expat.ExpatError, LookupError, ValueError, zipfile.BadZipFile, zlib.error, EOFError)


class Merge(NamedTuple):
    """Cells shown as one: rows as a person counts them, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """What one sheet says of its cells beside their values; empty where the format cannot be asked."""

    merged: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    """Rows as a person counts them, those that a filter hides included."""
    is_filtered: bool = False
    """A filter is set, so that hidden rows are probably hidden by it."""
    hidden_columns: frozenset[int] = frozenset()
    """Columns from 0."""
    not_calculated: tuple[tuple[int, int], ...] = ()
    """Row and column of each formula that was saved without its result."""
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Row and column of each cell that holds an error: the error, such as ``#REF!``."""
    percent_columns: frozenset[int] = frozenset()
    """Columns whose numbers are shown as percentages, so that 0.35 reads 35 %."""


@dataclass(slots=True)
class Tally:
    """What is counted up while one sheet is scanned."""

    shown: str
    """File and sheet, for messages."""
    last_row: int = 0
    last_column: int = 0
    merged: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    is_filtered: bool = False
    hidden_columns: set[int] = field(default_factory=set)
    not_calculated: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    percentages: dict[int, int] = field(default_factory=dict)

    def check(self, row: int) -> None:
        """Refuse a sheet before it is opened whose cells would take too much memory.

        Raises
        ------
        Refusal
            If it has more rows than a sheet can have, or spans more cells than are read.
        """
        columns = self.last_column + 1
        if row > _MOST_ROWS or self.last_row * columns > MOST_CELLS:
            raise Refusal(
                f"{self.shown}: expected at most {_MOST_ROWS:,} rows and {MOST_CELLS:,} cells; found {row:,} rows "
                f"by {columns:,} columns. Delete what stands far below or right of the table and save it again."
            )

    def marks(self) -> SheetMarks:
        """Return what was found."""
        percent = {
            column
            for column, count in self.percentages.items()
            if count >= 0.95 * self.numbers.get(column, 0)
        }
        return SheetMarks(
            tuple(sorted(self.merged)),
            frozenset(self.hidden_rows),
            self.is_filtered,
            frozenset(self.hidden_columns),
            tuple(self.not_calculated),
            self.errors,
            frozenset(percent),
        )


def check_size(path: Path, shown: str) -> None:
    """Refuse a zipped workbook of which a part would unpack to more than a file may.

    Raises
    ------
    Refusal
        If a part is too large, or the zip is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            largest = max(archive.infolist(), key=lambda info: info.file_size, default=None)
    except (zipfile.BadZipFile, OSError) as error:
        raise Refusal(f"{shown}: the workbook is damaged or cut off ({error}). Ask for it again.") from error
    if largest is not None and largest.file_size > _LARGEST_PART:
        raise Refusal(
            f"{shown}: {largest.filename} unpacks to more than {_LARGEST_PART >> 20} MiB. Delete empty rows and "
            "columns, or export the sheet as CSV."
        )


def new_parser(shown: str, start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    """Return an XML parser that calls ``start`` for each element and refuses entities."""

    def refuse(*_: Any) -> None:
        raise Refusal(f"{shown}: the workbook declares XML entities, which no register needs. Refused.")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    return parser


def parse(parser: expat.XMLParserType, stream: IO[bytes], shown: str) -> None:
    """Feed a stream to a parser block by block.

    Raises
    ------
    Refusal
        If it is no XML, or its zip is damaged.
    """
    try:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except _DAMAGE as error:
        raise Refusal(
            f"{shown}: the workbook is damaged or has a password ({error}). Open it and save it again without one."
        ) from error


def whole_number(text: str | None, default: int = 1) -> int:
    """Return an attribute that is a whole number; the default where it is missing or none."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 12 else default


def local_name(name: str) -> str:
    """Return an XML name without its prefix."""
    return name.rpartition(":")[2]
