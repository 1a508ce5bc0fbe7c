"""What each agency can put right in its own register: one workbook a register."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

__all__ = ["write_issue_books"]

#: Written into every workbook, so that the same input gives the same bytes.
_CREATED: Final = dt.datetime(2011, 8, 5, tzinfo=dt.UTC).replace(tzinfo=None)
_COLUMNS: Final = {
    "level": 10, "source_row": 8, "column": 24, "value": 30, "message": 70, "fix": 40, "rows_count": 10, "code": 24,
}  # fmt: skip
_HEADS: Final = {
    "level": "Level", "source_row": "Row", "column": "Column", "value": "What we read", "message": "What is wrong",
    "fix": "How to put it right", "rows_count": "Rows", "code": "Kind of fault",
}  # fmt: skip
_ORDER: Final = {"error": 0, "warning": 1, "note": 2}
_MOST_ROWS: Final = 100_000
#: What a sheet cannot hold, and what could end its XML.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_issue_books(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write ``folder/<register_id>.xlsx`` for every register, faults or none.

    Text is written as text: a cell that begins with ``=`` is no formula.
    """
    folder.mkdir()
    issues = tables["issues"]
    for register in tables["registers"].to_dict("records"):
        own = issues[issues["register_id"] == register["register_id"]]
        own = own.assign(order=own["level"].map(_ORDER)).sort_values(
            ["order", "source_row", "code"], kind="stable"
        )
        _write(folder / f"{register['register_id']}.xlsx", register, own)


def _write(path: Path, register: Mapping[Hashable, Any], issues: pd.DataFrame) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _CREATED, "title": f"What to put right: {register['register_id']}"})
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("What to put right")
        for column, (name, width) in enumerate(_COLUMNS.items()):
            sheet.set_column(column, column, width, wrap)
            sheet.write_string(0, column, _HEADS[name], head)
        for row, issue in enumerate(issues.head(_MOST_ROWS).to_dict("records"), start=1):
            for column, name in enumerate(_COLUMNS):
                value = issue[name]
                if pd.isna(value):
                    continue
                if name in {"source_row", "rows_count"}:
                    sheet.write_number(row, column, int(value))
                else:
                    sheet.write_string(row, column, _UNFIT.sub("\ufffd", str(value)))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(issues.head(_MOST_ROWS)), 1), len(_COLUMNS) - 1)
        _summary(book, register, issues, head=head)


def _summary(
    book: xlsxwriter.Workbook, register: Mapping[Hashable, Any], issues: pd.DataFrame, *, head: object
) -> None:
    sheet = book.add_worksheet("Summary")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 60)
    facts = [
        ("Register", register["register_id"]),
        ("File", register["path"]),
        ("Layout", register["profile"]),
        ("Rows read", register["rows_read"]),
        ("Rows kept", register["rows_kept"]),
        ("Rows set aside", register["rows_set_aside"]),
    ]
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, head)
        sheet.write_string(row, 1, "not known" if pd.isna(value) else _UNFIT.sub("\ufffd", str(value)))
    counts = issues.groupby(["level", "code"], sort=True)["rows_count"].sum()
    for column, name in enumerate(("Level", "Kind of fault", "Rows")):
        sheet.write_string(8, column, name, head)
    for row, found in enumerate(counts.reset_index().to_dict("records"), start=9):
        sheet.write_string(row, 0, found["level"])
        sheet.write_string(row, 1, found["code"])
        sheet.write_number(row, 2, int(found["rows_count"]))
