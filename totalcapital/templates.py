"""Writes the templates that bodies fill in: a capital programme, or a list of spending."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tomllib
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Literal

import xlsxwriter
from pydantic import BaseModel, ConfigDict

from totalcapital.errors import OutputError
from totalcapital.resources import geodata
from totalcapital.tables import codes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["TemplateKind", "template_columns", "write_template"]

TemplateKind = Literal["capital", "spending"]

_YEARS: Final = 5
#: Rows that have drop-downs.
_ROWS: Final = 2000
#: The workbook says nothing of when it was made: the same template is the same bytes.
_CREATED: Final = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - xlsxwriter takes days without a zone
_FORMATS: Final = {"amount": "#,##0", "date": "dd/mm/yyyy", "number": "General", "text": "@", "yes-no": "@"}
_ANSWERS: Final = ("Yes", "No")
_WIDTH: Final = 16


class _Column(BaseModel):
    """One column of a template, as its file tells it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: str
    note: str
    kind: Literal["text", "number", "amount", "date", "yes-no"] = "text"
    codes: str | None = None
    example: str | int = ""
    repeat: int = 1
    each_year: bool = False
    width: int = _WIDTH

    @property
    def choices(self) -> Sequence[str]:
        """What may be chosen; none: anything may be written."""
        if self.kind == "yes-no":
            return _ANSWERS
        return getattr(codes, self.codes) if self.codes else ()


def template_columns(kind: TemplateKind, *, day: dt.date) -> list[_Column]:
    """Return the columns of a template; those that repeat stand together, once for each number.

    Parameters
    ----------
    day
        The first of the years named is the financial year of this day.
    """
    first = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    years = [f"{year}/{(year + 1) % 100:02d}" for year in range(first, first + _YEARS)]
    columns: list[_Column] = []
    said = [_Column.model_validate(one) for one in _said(kind)["column"]]
    for repeat, group in groupby(said, key=lambda one: one.repeat):
        together = list(group)
        for number in range(1, repeat + 1):
            for one in together:
                columns += _numbered(one, number, years)
    return columns


def _numbered(one: _Column, number: int, years: Sequence[str]) -> list[_Column]:
    """Return a column with its number, or once for each year; the example stands under the first number."""
    labels = years if one.each_year else years[:1]
    example: str | int = one.example if number == 1 else ""
    if isinstance(example, str):
        example = example.format(year=years[0])
    headings = [one.heading.format(n=number, year=year) for year in labels]
    return [one.model_copy(update={"heading": heading, "example": example}) for heading in headings]


def _said(kind: TemplateKind) -> dict[str, Any]:
    return tomllib.loads(geodata("templates", f"{kind}.toml").read_text(encoding="utf-8"))


def write_template(kind: TemplateKind, folder: Path, *, day: dt.date) -> list[Path]:
    """Write ``KIND-template.xlsx`` and ``KIND-template.csv`` into a folder, which is made where it is not there.

    The workbook has drop-downs from our code lists, a note on each heading, one row as an example and a
    sheet that tells how to fill it in. Its rows are read as they are; the example is not.

    Parameters
    ----------
    day
        The first of the years named is the financial year of this day.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        If a file of that name is there already, or cannot be written.
    """
    paths = [folder / f"{kind}-template.xlsx", folder / f"{kind}-template.csv"]
    for path in paths:
        if path.exists():
            raise OutputError(
                f"{path}: expected no file of this name; there is one, which someone may have filled in. Move it, or name "
                "another folder."
            )
    columns = template_columns(kind, day=day)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths[0].write_bytes(_workbook(columns, _said(kind)))
        paths[1].write_bytes(_text(columns))
    except OSError as error:
        raise OutputError(
            f"{folder}: the template cannot be written ({error.strerror}). Name another folder."
        ) from error
    return paths


def _text(columns: Sequence[_Column]) -> bytes:
    """Return headings and example as CSV that a spreadsheet opens with its letters right."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerows([[one.heading for one in columns], [str(one.example) for one in columns]])
    return made.getvalue().encode("utf-8-sig")


def _workbook(columns: Sequence[_Column], said: dict[str, Any]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": said["title"], "created": _CREATED})
        _rows(book, columns, said["sheet"])
        _how(book, columns, said)
        _lists(book, columns)
    return made.getvalue()


def _rows(book: xlsxwriter.Workbook, columns: Sequence[_Column], name: str) -> None:
    sheet = book.add_worksheet(name)
    heading = book.add_format(
        {
            "bold": True,
            "bg_color": "#1D3557",
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "top",
            "border": 1,
        }
    )
    example = {"italic": True, "font_color": "#6B7280"}
    sheet.set_row(0, 45)
    sheet.freeze_panes(1, 3)
    places = _places_of_lists(columns)
    for at, one in enumerate(columns):
        shown = _FORMATS[one.kind]
        sheet.set_column(at, at, one.width, book.add_format({"num_format": shown}))
        sheet.write_string(0, at, one.heading, heading)
        sheet.write_comment(0, at, one.note, {"author": "", "x_scale": 1.6})
        style = book.add_format({**example, "num_format": shown})
        if isinstance(one.example, int):
            sheet.write_number(1, at, one.example, style)
        elif one.example:
            sheet.write_string(1, at, one.example, style)
        if one.choices:
            options = {"validate": "list", "source": places[tuple(one.choices)], "input_title": one.heading[:32],
                       "input_message": one.note[:255], "error_type": "warning", "error_title": "Not in the list",
                       "error_message": "Another word is read if we know it, and told if not."}  # fmt: skip
            sheet.data_validation(1, at, _ROWS, at, options)


def _lists_of(columns: Sequence[_Column]) -> list[tuple[str, tuple[str, ...]]]:
    """Return each list to choose from once, with the first heading it is of."""
    found: dict[tuple[str, ...], str] = {}
    for one in columns:
        if one.choices:
            found.setdefault(tuple(one.choices), one.heading)
    return [(heading, choices) for choices, heading in found.items()]


def _places_of_lists(columns: Sequence[_Column]) -> dict[tuple[str, ...], str]:
    places = {}
    for at, (_, choices) in enumerate(_lists_of(columns)):
        letter = xlsxwriter.utility.xl_col_to_name(at)
        places[choices] = f"=Lists!${letter}$2:${letter}${len(choices) + 1}"
    return places


def _lists(book: xlsxwriter.Workbook, columns: Sequence[_Column]) -> None:
    sheet = book.add_worksheet("Lists")
    for at, (heading, choices) in enumerate(_lists_of(columns)):
        sheet.set_column(at, at, 26)
        sheet.write_string(0, at, f"Words for {heading}")
        for row, choice in enumerate(choices, start=1):
            sheet.write_string(row, at, choice)


def _how(book: xlsxwriter.Workbook, columns: Sequence[_Column], said: dict[str, Any]) -> None:
    sheet = book.add_worksheet("How to fill this in")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, f"{said['title']}: how to fill this in", bold)
    for row, words in enumerate(said["how"], start=2):
        sheet.write_string(row, 0, f"{row - 1}.")
        sheet.write_string(row, 1, words, wrap)
    start = len(said["how"]) + 4
    sheet.write_string(start - 1, 0, "The columns", bold)
    for row, one in enumerate(columns, start=start):
        sheet.write_string(row, 0, one.heading, wrap)
        choices = f" One of: {', '.join(one.choices)}." if one.choices else ""
        sheet.write_string(row, 1, one.note + choices, wrap)
