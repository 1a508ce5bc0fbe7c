"""The cases V19 to V23 and V59 of workbooks: each ends in a correct table, or in words that name the place."""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter
from reading_tables import rows_of

from totalcapital.reading.raw import Refusal

HEAD = ["Ref", "Name", "Town"]


def book_of(path, rows, **options):
    book = xlsxwriter.Workbook(str(path), options)
    page = book.add_worksheet("Assets")
    for place, row in enumerate(rows):
        page.write_row(place, 0, row)
    return book, page


def rows_with(raw, code):
    return [fault.source_row for fault in raw.faults if fault.code == code]


def test_v19_a_value_merged_over_rows_is_given_to_each_and_said(read, tmp_path):
    book, page = book_of(
        tmp_path / "a.xlsx", [HEAD, ["1", "Hall", ""], ["2", "Shop", ""], ["3", "Mill", "York"]]
    )
    page.merge_range(1, 2, 2, 2, "Leeds")
    book.close()
    raw = read("a.xlsx")
    assert rows_of(raw) == [("1", "Hall", "Leeds"), ("2", "Shop", "Leeds"), ("3", "Mill", "York")]
    assert rows_with(raw, "merged-cells-filled")


def test_v20_a_hidden_sheet_is_not_read_and_hidden_rows_are_set_aside_with_their_numbers(read, tmp_path):
    book, page = book_of(
        tmp_path / "a.xlsx", [HEAD, ["1", "Hall", "Leeds"], ["2", "Refuge", "Leeds"], ["3", "Mill", "York"]]
    )
    page.set_row(2, None, None, {"hidden": True})
    other = book.add_worksheet("Old")
    other.write_row(0, 0, HEAD)
    other.write_row(1, 0, ["9", "Secret", "Leeds"])
    other.hide()
    book.close()
    raw = read("a.xlsx")
    assert rows_of(raw) == [("1", "Hall", "Leeds"), ("3", "Mill", "York")]
    assert rows_with(raw, "hidden-row") == [3]
    assert rows_with(raw, "hidden-sheet") == [None]
    assert (raw.rows_read, raw.second_count) == (3, 3)
    assert "Secret" not in repr(rows_of(raw))


@pytest.mark.parametrize("options", [{}, {"date_1904": True}])
def test_v21_a_date_is_the_day_a_person_sees_in_both_systems(read, tmp_path, options):
    book, page = book_of(tmp_path / "a.xlsx", [["Ref", "Lease end"], ["1"]], **options)
    page.write_datetime(1, 1, dt.datetime(2020, 1, 1), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
    book.close()
    assert rows_of(read("a.xlsx")) == [("1", "2020-01-01")]


def test_v22_an_error_and_a_formula_without_a_value_are_no_text_and_are_said_by_row(read, tmp_path):
    book, page = book_of(
        tmp_path / "a.xlsx", [HEAD, ["1", "", "Leeds"], ["2", "", "Leeds"], ["3", "Mill", "York"]]
    )
    page.write_formula(1, 1, "=B99", None, "#REF!")
    page.write_formula(2, 1, "=B98", None, "")
    book.close()
    raw = read("a.xlsx")
    assert rows_of(raw) == [("1", "", "Leeds"), ("2", "", "Leeds"), ("3", "Mill", "York")]
    assert 2 in rows_with(raw, "cell-error")
    assert {2, 3} & {*rows_with(raw, "formula-without-value"), *rows_with(raw, "cell-error")}


def test_v23_dates_as_days_and_as_text_in_one_column_are_both_read(estate, tmp_path):
    book, page = book_of(
        tmp_path / "a.xlsx",
        [["Ref", "Postcode", "Lease end"], ["1", "LS1 3AB"], ["2", "LS1 3AB", "01/02/2024"]],
    )
    page.write_datetime(1, 2, dt.datetime(2020, 1, 31), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
    book.close()
    found = estate("a.xlsx", columns={"lease_end_date": "Lease end"})
    assert [str(day)[:10] for day in found.assets["lease_end_date"]] == ["2020-01-31", "2024-02-01"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_anywhere_is_refused(read, tmp_path, share):
    book_of(tmp_path / "a.xlsx", [HEAD, *[[n, f"Hall {n}", "Leeds"] for n in range(200)]])[0].close()
    whole = (tmp_path / "a.xlsx").read_bytes()
    with pytest.raises(Refusal, match=r"a\.xlsx: the file is damaged or cut off"):
        read("a.xlsx", whole[: int(len(whole) * share)])
