"""A list of spending nobody has said anything about: what it is taken for, and what is shown of it."""

from __future__ import annotations

import datetime as dt

import pytest
from estates import write_csv

from totalcapital.cli.looks import print_inspections
from totalcapital.inspecting import inspect
from totalcapital.project import load_project
from totalcapital.starting import start

pytestmark = pytest.mark.usefixtures("one_door")

HEADINGS = ["Supplier", "Date paid", "Net amount", "Directorate", "Description"]
#: A word of service in fewer than five rows may be a name in a shifted row, and is not shown.
LINES = [
    *([["Ada Lovelace", "01/02/2025", "5", "Libraries", "for Ada"]] * 5),
    ["Bob", "30/04/2025", "-7.5", "Highways", "y"],
]


def test_payments_are_told_from_registers_and_whoever_is_paid_is_not_shown(tmp_path, capsys):
    [seen] = inspect([write_csv(tmp_path / "paid.csv", HEADINGS, LINES)])
    assert seen.look.purpose == "spending"
    assert seen.look.records["amount_gbp"].sum() == 17.5
    print_inspections([seen], full=True)
    said = capsys.readouterr().out
    assert "a list of spending" in said
    assert "Libraries" in said
    assert "Highways" not in said
    assert "Lovelace" not in said


def test_a_register_with_values_and_dates_is_no_list_of_spending(tmp_path):
    headings = ["Property name", "UPRN", "Postcode", "Service", "Value", "Date"]
    line = ["Aire Library", "10001234567", "LS1 3AB", "Library", "500000", "01/04/2024"]
    [seen] = inspect([write_csv(tmp_path / "r.csv", headings, [line])])
    assert seen.look.purpose == "register"


def test_an_estate_made_of_a_folder_names_lists_of_spending_as_such(tmp_path):
    folder = tmp_path / "estate"
    folder.mkdir()
    paid = write_csv(tmp_path / "paid.csv", HEADINGS, LINES)
    start(folder, [paid], as_of=dt.date(2026, 11, 1))
    [entry] = load_project(folder / "estate.toml").spending
    assert entry.path == "registers/paid.csv"
    assert not load_project(folder / "estate.toml").registers
