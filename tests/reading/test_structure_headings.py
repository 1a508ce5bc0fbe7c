"""Which rows hold the headings of a sheet, and how headings over two rows are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_tables import faults_of, rows_of
from workbooks import make_xlsx

from totalcapital.project import Register
from totalcapital.reading.headings.grid import row_fault, table_from_rows
from totalcapital.reading.headings.headings import find_headings, unique_headings
from totalcapital.reading.mapping.mapping import plan_mapping
from totalcapital.reading.profiles import FileHints
from totalcapital.reading.raw import Refusal

RECORDS = [
    ["A1", "Town Hall", "LS1 1AA", 120],
    ["A2", "Depot", "LS2 2BB", 80],
    ["A3", "Library", "LS3 3CC", 60],
]
HEADINGS = ["Ref", "Property Name", "Postcode", "Floor area (m2)"]


def headings_of(rows, **hints):
    width = max(len(row) for row in rows)
    cells = [["" if cell is None else str(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    return find_headings(cells, list(range(1, len(rows) + 1)), "a.csv", FileHints(**hints))


def test_titles_blank_rows_and_blank_columns_are_passed_and_the_row_found_is_said(read, tmp_path):
    rows = [["Property register"], ["as at 31 March 2026"], [], [None, None, *HEADINGS]]
    rows += [[None, None, *record] for record in RECORDS]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows})
    raw = read("a.xlsx")
    assert raw.headings == HEADINGS
    assert raw.source_rows == [5, 6, 7]
    assert raw.facts["titles"] == ["Property register", "as at 31 March 2026"]
    (fault,) = [fault for fault in raw.faults if fault.code == "heading-row-found"]
    assert (fault.level, fault.source_row) == ("note", 4)
    assert "row 4" in fault.message
    assert "as at 31 March 2026" in fault.message


def test_headings_on_the_first_row_need_no_word(read, tmp_path):
    make_xlsx(tmp_path / "a.xlsx", {"S": [HEADINGS, *RECORDS]})
    assert faults_of(read("a.xlsx")) == []


def test_a_title_as_wide_as_the_table_gives_way_to_the_headings_known_in_the_field():
    rows = [["Borough", "of", "Anytown", "Estates"], HEADINGS, *RECORDS]
    assert headings_of(rows).first == 1


def test_a_record_of_words_that_are_also_headings_is_no_row_of_headings():
    rows = [["Asset Ref", "Kind of thing", "Held by", "In state", "Where"]]
    rows += [["A", "Property", "Owner", "Vacant", "Town"], ["B", "Property", "Owner", "Let", "City"]]
    rows += [["C", "Premises", "Landlord", "Vacant", "Town"], ["D", "Premises", "Landlord", "No", "City"]]
    assert headings_of(rows).first == 0


def test_years_are_headings_where_words_stand_beside_them_and_numbers_alone_are_not():
    rows = [["Scheme", "Where", "2024", "2025"], ["Hall", "Leeds", 10, 20], ["Depot", "York", 5, 6]]
    assert headings_of(rows).first == 0
    with pytest.raises(Refusal, match="expected a row of headings"):
        headings_of([[1, 2, 3], [4, 5, 6]])


def test_a_group_row_over_details_names_what_the_details_leave_open():
    rows = [
        ["Reference", "Address", "", "", "Tenure"],
        ["", "Street", "Town", "Postcode", ""],
        ["A1", "1 High St", "Leeds", "LS1 1AA", "Freehold"],
        ["A2", "2 High St", "Leeds", "LS1 1AB", "Leasehold"],
    ]
    found = headings_of(rows)
    assert (found.first, found.last) == (0, 1)
    assert found.cells == ["Reference", "Street", "Town", "Postcode", "Tenure"]


def test_details_that_stand_under_several_groups_are_told_apart_by_their_group():
    rows = [
        ["", "Owner", "", "Property", ""],
        ["Ref", "Name", "Postcode", "Name", "Postcode"],
        ["A1", "Council", "LS1 1UR", "Hall", "LS2 2AB"],
        ["A2", "Council", "LS1 1UR", "Depot", "LS2 2AC"],
    ]
    found = headings_of(rows)
    assert found.cells == [
        "Ref",
        "Owner / Name",
        "Owner / Postcode",
        "Property / Name",
        "Property / Postcode",
    ]
    plan = plan_mapping(found.cells, None, Register(id="r", path="a.csv"))
    assert plan.columns["postcode"] == ["Property / Postcode"]


def test_merged_groups_spread_over_the_columns_they_cover_and_no_further(read, tmp_path):
    rows = [
        ["Ref", "Contact", None, None, "Site", None],
        [None, "Name", "Role", "Postcode", "Name", "Postcode"],
        ["A1", "Ann", "Clerk", "LS1 1UR", "Hall", "LS2 2AB"],
        ["A2", "Bob", "Clerk", "LS1 1UR", "Depot", "LS2 2AC"],
    ]

    def merge(book):
        for place in ("A1:A2", "B1:D1", "E1:F1"):
            book["S"].merge_cells(place)

    make_xlsx(tmp_path / "a.xlsx", {"S": rows}, merge)
    raw = read("a.xlsx")
    assert raw.headings == [
        "Ref",
        "Contact / Name",
        "Role",
        "Contact / Postcode",
        "Site / Name",
        "Site / Postcode",
    ]
    assert raw.source_rows == [3, 4]
    assert (raw.facts["heading_row"], raw.facts["last_heading_row"]) == (1, 2)
    assert ("heading-row-found", 1) in faults_of(raw, "note")


def test_a_row_of_units_is_put_behind_the_words_above_it():
    rows = [
        ["Ref", "Site", "Area", "Rent"],
        ["", "", "(m2)", "£"],
        ["A1", "Hall", 120, 500],
        ["A2", "Depot", 8, 9],
    ]
    assert headings_of(rows).cells == ["Ref", "Site", "Area (m2)", "Rent (£)"]


def test_a_first_record_of_words_alone_is_not_taken_for_a_second_row_of_headings():
    rows = [
        ["Ref", "Name", "Town", "Tenure"],
        ["HALL", "Town Hall", "Leeds", "Freehold"],
        ["SHOP", "Shop", "York", ""],
    ]
    found = headings_of(rows)
    assert (found.first, found.last) == (0, 0)


def test_a_title_with_a_date_beside_it_is_no_group_row():
    rows = [["Asset list", "", "", "March 2026"], HEADINGS, *RECORDS]
    assert headings_of(rows).cells == HEADINGS


def test_the_row_named_in_the_estate_file_goes_before_what_looks_better():
    rows = [["a", "b", "c", "d"], HEADINGS, *RECORDS]
    assert headings_of(rows, heading_row=1).cells == ["a", "b", "c", "d"]


@given(st.lists(st.sampled_from(["", "A", "A (2)", "A (3)", "column 2", "B"]), min_size=1, max_size=8))
def test_every_heading_stands_once_whatever_stood_before(headings):
    names, _ = unique_headings(headings)
    assert len(set(names)) == len(headings)
    assert all(name for name in names)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Total", "", "12", "345.0"], "totals-row"),
        (["Total floor area", "", "", "1,234"], "totals-row"),
        (["North sub-total", "", "3", "£50"], "totals-row"),
        (["Average", "", "", "61.5"], "totals-row"),
        (["Total Fitness", "Leeds", "LS1 1AA", "500"], None),
        (["Grand Total", "", "", ""], "totals-row"),
        (["NORTH AREA", "", "", ""], "section-row"),
        (["", "Ward 3", "", ""], "section-row"),
        (["A123", "", "", ""], None),
        (["1234", "", "", ""], None),
        (["* includes garages", "", "", ""], "footnote"),
        (["[note 2] Includes garages.", "", "", ""], "footnote"),
        (["This list is published under the Code.", "", "", ""], "footnote"),
        (["Ref", "Name", "Postcode", "Area"], "repeated-heading"),
        (["A1", "Hall", "", ""], None),
    ],
)
def test_rows_that_are_no_records_are_told_from_poor_ones(row, code):
    filled = [cell for cell in row if cell]
    fault = row_fault(row, filled, 4, ["Ref", "Name", "Postcode", "Area"])
    assert (fault and fault[0]) == code


def test_rows_set_aside_and_rows_kept_make_up_the_sheet(read, tmp_path):
    rows = [HEADINGS, ["NORTH AREA"], RECORDS[0], HEADINGS, RECORDS[1], [], ["SOUTH AREA"], RECORDS[2]]
    rows += [["Total", None, None, 260], ["Source: estates team"]]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows})
    raw = read("a.xlsx")
    assert rows_of(raw) == [tuple(map(str, record)) for record in RECORDS]
    assert faults_of(raw, "error") == [
        ("section-row", 2),
        ("repeated-heading", 4),
        ("section-row", 7),
        ("totals-row", 9),
        ("footnote", 10),
    ]
    assert raw.rows_read == raw.second_count == 8


CELLS = st.sampled_from(["", "", "Total", "Ref", "Name", "Hall", "12", "LS1 1AA", "* note", "NORTH AREA"])


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=2, max_size=12), st.booleans())
def test_no_row_below_the_headings_is_lost_or_counted_twice(body, is_rectangular):
    rows = [["Ref", "Name", "Postcode", "Area"], ["A1", "Hall", "LS1 1AA", "12"], *body]
    raw = table_from_rows(
        rows, list(range(1, len(rows) + 1)), "a", FileHints(heading_row=1), is_rectangular=is_rectangular
    )
    aside = [fault.source_row for fault in raw.faults if fault.level == "error"]
    filled = [line for line, row in enumerate(rows, start=1) if line > 1 and any(row)]
    assert sorted([*raw.source_rows, *aside]) == filled
    assert raw.rows_read == len(filled)
