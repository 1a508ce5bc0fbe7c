"""Invented files in the layouts that are known from documentation only: nothing here is real data."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import xlsxwriter

__all__ = ["Made", "as_csv", "write_xlsx"]


@dataclass(frozen=True)
class Made:
    """Rows of a file, the headings first where it has any, and how its publisher writes it."""

    rows: list
    encoding: str = "utf-8"
    before: bytes = b""
    """Bytes before the text."""
    quoting: int = csv.QUOTE_MINIMAL
    sheet: str = "Sheet1"
    above: tuple = ()
    """Rows above the headings in the workbook."""


def as_csv(made):
    """Return the file as its publisher's text."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=made.quoting, lineterminator="\r\n").writerows(made.rows)
    return made.before + text.getvalue().encode(made.encoding)


def write_xlsx(path, made, *, others=()):
    """Write the file as a workbook, with other sheets before it, and return its path."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    for name, rows in others:
        _write(book.add_worksheet(name), rows)
    _write(book.add_worksheet(made.sheet), [*made.above, *made.rows])
    book.close()
    return path


def _write(sheet, rows):
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value)
