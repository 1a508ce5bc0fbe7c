"""Believable registers of twenty bodies, none in a known layout: every value against what it was meant to be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
from messy import bodies, books, capital, councils
from workbooks import make_xlsx

from totalcapital.issues import IssueLog
from totalcapital.project import Register
from totalcapital.reading.entries import hints_of, understand_entry
from totalcapital.reading.mapping.mapping import headings_read
from totalcapital.reading.meaning.coordinates import ANYWHERE
from totalcapital.tables import PROJECTS, STAKE_COLUMNS

REGISTERS = {
    name: getattr(module, name) for module in (councils, bodies, books, capital) for name in module.__all__
}
#: Rows that hold no record are set aside and said to be what they are.
NO_RECORDS = {"section-row", "totals-row", "footnote"}
UNSAID = {
    "register": {"role": "unknown", "status": "unknown", "sensitivity": "open"},
    "capital": {"commitment": "unknown", "sensitivity": "open"},
}
ASSET_COLUMNS = [c.name for c in STAKE_COLUMNS] + [
    "x_read",
    "y_read",
    "crs_read",
    "effective_date",
    "reference",
]
OF_THE_FILE = {
    "project_id",
    "register_id",
    "source_file",
    "source_row",
    "source_values",
    "agency_id",
    "area_id",
}
PROJECT_COLUMNS = [c.name for c in PROJECTS.columns if c.name not in OF_THE_FILE | {"geometry_read"}]


@dataclass
class Read:
    """A register as it was read."""

    messy: Any
    records: pd.DataFrame
    headings: dict[str, str | None]
    issues: pd.DataFrame
    entry: dict[str, Any]


def written(messy, folder):
    path = folder / messy.name
    if isinstance(messy.content, bytes):
        path.write_bytes(messy.content)
    elif callable(messy.content):
        messy.content(path)
    else:
        sheets = {
            name: [
                [c.heading for c in columns],
                *([c.cells[i] or None for c in columns] for i in range(len(columns[0].cells))),
            ]
            for name, columns in messy.content.items()
        }
        make_xlsx(path, sheets)
    return path


@pytest.fixture(params=sorted(REGISTERS), scope="module")
def read(request, tmp_path_factory, _opened):
    messy = REGISTERS[request.param]
    path = written(messy, tmp_path_factory.mktemp("messy"))
    register = Register.model_validate({"id": "r", "path": messy.name, "agency": "A", "area": "here"})
    raw = _opened.open(path, messy.name, hints=hints_of(register)).raw
    log = IssueLog()
    kind = "capital" if messy.is_capital else "register"
    entry, understood, plan = understand_entry(raw, kind, register, log=log, home=ANYWHERE)
    found = headings_read(raw, plan, "r").set_index("heading")["column"]
    headings = {heading: column if isinstance(column, str) else None for heading, column in found.items()}
    return Read(messy, understood.frame.set_index("source_row"), headings, log.table(), entry)


def plain(value):
    """Return a cell of a table as plain Python: null, text, number, yes or no, or a day."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def expected(value):
    return pytest.approx(value, rel=1e-9) if isinstance(value, float) else value


def test_each_row_that_is_a_record_is_one_and_no_other_row_is(read):
    assert sorted(read.records.index) == sorted(read.messy.truths())


def test_each_heading_is_read_as_what_a_person_would_take_it_for(read):
    assert read.headings == {column.heading: column.ours for column in read.messy.columns}


def test_each_value_is_what_was_meant_and_what_was_not_given_is_not_known(read):
    kind = "capital" if read.messy.is_capital else "register"
    columns = PROJECT_COLUMNS if read.messy.is_capital else ASSET_COLUMNS
    wrong = {}
    for row, truth in read.messy.truths().items():
        for column in columns:
            meant = truth.get(column)
            if column == "floor_area_basis" and truth.get("floor_area_m2") is None:
                meant = None
            meant = UNSAID[kind].get(column) if meant is None else meant
            found = plain(read.records.loc[row, column]) if column in read.records else None
            if found != expected(meant):
                wrong[row, column] = (meant, found)
    assert wrong == {}


def test_what_cannot_be_taken_is_told_with_its_row_and_heading_and_nothing_else_is(read):
    untold = read.messy.unread()
    surplus = []
    for issue in read.issues[read.issues["level"].isin(["warning", "error"])].itertuples():
        row = None if pd.isna(issue.source_row) else int(issue.source_row)
        rows = {row} if row is not None else rows_of(read.messy, issue.column, issue.value)
        meant = {(one, issue.column) for one in rows} & untold
        untold -= meant
        if not meant and issue.code not in NO_RECORDS and (issue.code, row) not in read.messy.told:
            surplus.append((issue.code, row, issue.message))
    assert (untold, surplus) == (set(), [])


def rows_of(messy, heading, value):
    """Return the rows that hold a value under a heading: coded values are told once for all their rows."""
    return {
        messy.rows[position]
        for column in messy.columns
        if column.heading == heading
        for position, cell in enumerate(column.cells)
        if isinstance(value, str) and str(cell).strip() == value.strip()
    }


def test_every_word_to_the_agency_says_what_to_do(read):
    assert [m for m, fix in zip(read.issues["message"], read.issues["fix"], strict=True) if not fix] == []


def test_the_rows_add_up(read):
    assert read.entry["rows_read"] == read.entry["rows_kept"] + read.entry["rows_set_aside"]
    assert read.entry["rows_kept"] == len(read.messy.truths())


def test_a_day_is_a_day_and_never_an_instant():
    assert plain(pd.Timestamp("2027-03-31")) == dt.date(2027, 3, 31)
