"""Traps of workbooks that must not lose or invent anything."""

from __future__ import annotations

import openpyxl
import pytest
from reading_tables import faults_of, rows_of


@pytest.fixture
def book(tmp_path):
    made = openpyxl.Workbook()
    yield made.active
    made.save(tmp_path / "a.xlsx")


def save(sheet, tmp_path):
    sheet.parent.save(tmp_path / "a.xlsx")


def test_an_error_or_a_formula_without_a_value_is_never_a_number(read, tmp_path, book):
    for row in (["Ref", "Area", "Cost"], ["1", "=1/0", "=B2*2"], ["2", 10, 20]):
        book.append(row)
    save(book, tmp_path)
    first, second = rows_of(read("a.xlsx"))
    assert second == ("2", "10", "20")
    assert not any(character.isdigit() for character in first[1] + first[2])


def test_a_merged_cell_gives_its_value_to_each_row_it_covers_and_says_so(read, tmp_path, book):
    for row in (["Ref", "Town", "Name"], ["1", "Leeds", "Hall"], ["2", None, "Shop"]):
        book.append(row)
    book.merge_cells("B2:B3")
    save(book, tmp_path)
    raw = read("a.xlsx")
    assert rows_of(raw) == [("1", "Leeds", "Hall"), ("2", "Leeds", "Shop")]
    assert faults_of(raw) == [("merged-cells-filled", 3)]


def test_booleans_times_and_text_that_looks_like_numbers_keep_what_they_say(read, tmp_path, book):
    for row in (["Ref", "Open", "Code", "Share"], ["0012", True, "1E5", 0.1], ["0013", False, "NA", 1e15]):
        book.append(row)
    save(book, tmp_path)
    raw = read("a.xlsx")
    assert rows_of(raw) == [("0012", "TRUE", "1E5", "0.1"), ("0013", "FALSE", "NA", "1000000000000000")]
    assert faults_of(raw) == [("number-too-long", 3)]
