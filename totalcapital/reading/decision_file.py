"""``decisions.csv`` as it stands: every cell as text, so that it can be written back as it was."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from totalcapital.errors import UnreadableFileError
from totalcapital.reading.door.sniffing import decode
from totalcapital.reading.profiles import normal_heading
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["DecisionFile", "decision_words", "parse_decision_file", "read_bytes", "unsafe_text"]

_SEPARATORS: Final = (",", ";", "\t", "|")
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MOST_BYTES: Final = 64 << 20
#: What an apostrophe is put before when we write, so that no spreadsheet takes it for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NEEDED: Final = ("subject_id", "decision")


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """A file of decisions, cell by cell.

    Attributes
    ----------
    above
        Rows above the headings, such as Excel's ``sep=;``.
    headings
        As they stand in the file.
    rows, numbers
        The rows below, blank ones left out, and the row of each as a spreadsheet counts it.
    columns
        Our column to its position.
    encoding, separator
        As found.
    """

    above: Sequence[Sequence[str]]
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    columns: Mapping[str, int]
    encoding: str
    separator: str

    def cell(self, row: int, column: str) -> str:
        """Return a cell without white space at its ends; blank where the file has no such column."""
        position = self.columns.get(column)
        cells = self.rows[row]
        return "" if position is None or position >= len(cells) else unsafe_text(cells[position].strip())


@cache
def decision_words() -> Mapping[str, Any]:
    """Return what people write: headings, subjects, decisions, and how near a miss may be."""
    return tomllib.loads(geodata("codelists", "decisions.toml").read_text(encoding="utf-8"))


def unsafe_text(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def read_bytes(path: Path, shown: str) -> bytes:
    """Return the bytes of a file of decisions.

    Raises
    ------
    UnreadableFileError
        If it is not there, is open in another program that lets nobody else read it, or is larger
        than any list of decisions.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableFileError(
            f"{shown}: expected a file of decisions; it cannot be read ({error.strerror}). Close it in Excel, or "
            "put it where [estate] decisions of the estate file says."
        ) from error
    if len(data) > _MOST_BYTES:
        raise UnreadableFileError(
            f"{shown}: expected a list of decisions; found a file of more than 64 MiB. Correct [estate] decisions."
        )
    return data


def parse_decision_file(data: bytes, shown: str) -> DecisionFile | None:
    """Return the cells of a file of decisions; null where it holds nothing at all.

    Read are UTF-8, UTF-16 and cp1252, with commas, semicolons, tabs or upright strokes between the
    cells, headings in any order, below any rows that hold none.

    Raises
    ------
    UnreadableFileError
        If it is a workbook, is damaged, a quotation mark is not closed, or it has no headings for what
        was decided on and the decision.
    """
    if data.startswith(_WORKBOOKS):
        raise UnreadableFileError(
            f"{shown}: expected text with separators; found a workbook. Save it from Excel as CSV UTF-8."
        )
    try:
        text, encoding = decode(data)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{shown}: its first bytes say that the text is UTF-16, and it is not whole. Save it again as CSV UTF-8."
        ) from error
    text = text.replace("\x00", "")
    if not text.strip():
        return None
    found = [_with_separator(text, separator, encoding) for separator in _SEPARATORS]
    best = max((file for file in found if file is not None), key=lambda file: len(file.columns), default=None)
    if best is None:
        first = next(line for line in text.splitlines() if line.strip())
        raise UnreadableFileError(
            f"{shown}: expected the headings subject, subject_id, other_id, decision (and by, on_date, reason, owner, "
            f"next_step, fingerprint); found {first[:100]!r}. Correct the first row; an empty list is made by: "
            "totalcapital decide --sheet FILE.csv"
        )
    if _is_cut(text, best.separator):
        raise UnreadableFileError(
            f"{shown}: a quotation mark is opened and not closed, so that rows run into one another. "
            "Open it in a text editor and close it, or save it again from Excel."
        )
    return best


def _with_separator(text: str, separator: str, encoding: str) -> DecisionFile | None:
    """Return the file read with one separator; null where no row holds the headings that are needed."""
    csv.field_size_limit(_MOST_BYTES)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    for at, row in enumerate(rows):
        columns = _columns(row)
        if all(name in columns for name in _NEEDED):
            below = [(number, cells) for number, cells in enumerate(rows[at + 1 :], start=at + 2)]
            kept = [(number, cells) for number, cells in below if any(cell.strip() for cell in cells)]
            return DecisionFile(
                above=rows[:at],
                headings=row,
                rows=[cells for _, cells in kept],
                numbers=[number for number, _ in kept],
                columns=columns,
                encoding=encoding,
                separator=separator,
            )
        if any(cell.strip() for cell in row) and at > 10:
            return None
    return None


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Return which of our columns a row of headings names, and where: our own name goes first."""
    plain = [normal_heading(cell) for cell in row]
    found: dict[str, int] = {}
    for column, words in decision_words()["headings"].items():
        places = [plain.index(normal_heading(word)) for word in words if normal_heading(word) in plain]
        if places and places[0] not in found.values():
            found[column] = places[0]
    return found


def _is_cut(text: str, separator: str) -> bool:
    """Tell whether a quotation mark is still open at the end."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False
