"""Writes into ``decisions.csv`` without touching what people have in it."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from typing import TYPE_CHECKING, Final

from totalcapital.errors import OutputError
from totalcapital.publishing.texts import clean, spreadsheet_safe
from totalcapital.reading.decision_file import DecisionFile, parse_decision_file, read_bytes
from totalcapital.tables import DECISION_FILE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

__all__ = ["add_rows", "remove_rows", "write_csv"]

_ABOUT: Final = "about"


def add_rows(path: Path, shown: str, rows: Sequence[Mapping[str, str | None]]) -> None:
    """Put decisions below those of the file; the file is made where it is not there.

    Columns, their order, separators and every other row stay as they are; a column of ours that is
    missing and needed comes last. Text is UTF-8 with its mark, which Excel reads, whatever it was.

    Parameters
    ----------
    rows
        Our column to text, and ``about``: what the ids are called, for the reader.

    Raises
    ------
    OutputError
        If the file is open elsewhere, changed meanwhile, or cannot be written; it is as it was.
    """
    data, file = _read(path, shown)
    if file is None:
        headings, body = [*DECISION_FILE_COLUMNS, _ABOUT], []
        separator, columns = ",", {name: at for at, name in enumerate(headings)}
    else:
        separator, columns = file.separator, dict(file.columns)
        headings, body = list(file.headings), [list(row) for row in _below(data, file)]
        needed = {
            name for row in rows for name, text in row.items() if text and name in DECISION_FILE_COLUMNS
        }
        for name in [name for name in DECISION_FILE_COLUMNS if name in needed and name not in columns]:
            columns[name] = len(headings)
            headings.append(name)
        plain = [heading.strip().casefold() for heading in headings]
        if _ABOUT in plain:
            columns[_ABOUT] = plain.index(_ABOUT)
    for row in rows:
        cells = [""] * len(headings)
        for name, at in columns.items():
            cells[at] = _cell(row.get(name))
        body.append(cells)
    above = [] if file is None else [list(row) for row in file.above]
    _replace(path, shown, data, _as_csv([*above, headings, *body], separator))


def remove_rows(path: Path, shown: str, numbers: Collection[int]) -> None:
    """Take rows out of the file by their numbers, as a spreadsheet counts them; all others stay as they are.

    Raises
    ------
    OutputError
        As :func:`add_rows`.
    """
    data, file = _read(path, shown)
    if file is None:
        return
    first = len(file.above) + 2
    body = [row for at, row in enumerate(_below(data, file), start=first) if at not in numbers]
    whole = [*file.above, file.headings, *body]
    _replace(path, shown, data, _as_csv(whole, file.separator))


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Write a list for Excel: UTF-8 with its mark, no cell a formula; a file that is there is replaced at once.

    Raises
    ------
    OutputError
        If it is open elsewhere or cannot be written.
    """
    body = [[_cell(cell) for cell in row] for row in rows]
    _replace(path, path.name, None, _as_csv([headings, *body], ","))


def _cell(text: str | None) -> str:
    return "" if text is None else spreadsheet_safe(clean(text))


def _read(path: Path, shown: str) -> tuple[bytes, DecisionFile | None]:
    if not path.exists():
        return b"", None
    data = read_bytes(path, shown)
    return data, parse_decision_file(data, shown)


def _below(data: bytes, file: DecisionFile) -> list[list[str]]:
    """Return every row below the headings, blank ones too."""
    text = data.decode(file.encoding).replace("\x00", "")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=file.separator))
    return rows[len(file.above) + 1 :]


def _as_csv(rows: Sequence[Sequence[str]], separator: str) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def _replace(path: Path, shown: str, before: bytes | None, data: bytes) -> None:
    """Write beside the file, through to the disk, then put it in its place in one step."""
    lock = path.with_name(f".~lock.{path.name}#")
    if lock.exists():
        raise OutputError(
            f"{shown}: the file is open in LibreOffice. Save and close it there, then type the command again; nothing was "
            f"written. (If it is not open, delete {lock.name}.)"
        )
    if before is not None and (path.read_bytes() if path.exists() else b"") != before:
        raise OutputError(f"{shown}: the file was changed at this moment. Type the command again.")
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise OutputError(
            f"{shown}: the file cannot be written ({error.strerror}). Close it in Excel and type the command again; it is "
            "as it was."
        ) from error
