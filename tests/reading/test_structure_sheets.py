"""Several tables in a sheet, several sheets in a workbook, and what is hidden in them."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.filters import FilterColumn, Filters
from reading_tables import faults_of, rows_of
from workbooks import make_xlsx

from totalcapital.reading.raw import Refusal

HEADINGS = ["Ref", "Property Name", "Postcode"]
NORTH = [["A1", "Town Hall", "LS1 1AA"], ["A2", "Depot", "LS2 2BB"], ["A3", "Library", "LS3 3CC"]]
SOUTH = [["B1", "Court", "LS4 4DD"], ["B2", "Clinic", "LS5 5EE"]]
SALES = [["Sold", "Buyer", "Price"], ["Old Mill", "A Ltd", 100000], ["Old Barn", "B Ltd", 90000]]


def fault(raw, code):
    (found,) = [fault for fault in raw.faults if fault.code == code]
    return found


# --- tables below one another and side by side --------------------------------------------------


@pytest.fixture
def stacked(tmp_path):
    rows = [["Register"], HEADINGS, *NORTH, [], ["Disposals 2025"], *SALES]
    return make_xlsx(tmp_path / "a.xlsx", {"S": rows})


@pytest.mark.usefixtures("stacked")
def test_a_second_table_below_is_not_read_as_records_and_the_way_to_read_it_is_said(read):
    raw = read("a.xlsx")
    assert [row[0] for row in rows_of(raw)] == ["A1", "A2", "A3"]
    assert raw.rows_read == raw.second_count == 3
    other = fault(raw, "other-tables")
    assert (other.level, other.rows_count) == ("warning", 2)
    assert "rows 8 to 10" in other.message
    assert "table = 2" in other.fix


@pytest.mark.usefixtures("stacked")
def test_the_second_table_is_read_where_the_estate_file_says_so(read):
    raw = read("a.xlsx", table=2)
    assert raw.headings == ["Sold", "Buyer", "Price"]
    assert raw.source_rows == [9, 10]
    assert rows_of(raw)[0] == ("Old Mill", "A Ltd", "100000")


@pytest.mark.usefixtures("stacked")
def test_a_table_that_is_not_there_is_refused_with_how_many_there_are(read):
    with pytest.raises(Refusal, match="expected a table 3; found 2"):
        read("a.xlsx", table=3)


def test_the_table_with_more_rows_is_read_wherever_it_stands(read, tmp_path):
    make_xlsx(tmp_path / "a.xlsx", {"S": [*SALES, [], HEADINGS, *NORTH]})
    raw = read("a.xlsx")
    assert raw.facts["table"] == 2
    assert raw.source_rows == [6, 7, 8]


def test_the_row_named_in_the_estate_file_decides_which_table_is_read(read, tmp_path):
    make_xlsx(tmp_path / "a.xlsx", {"S": [*SALES, [], HEADINGS, *NORTH]})
    assert read("a.xlsx", heading_row=1).source_rows == [2, 3]


def test_blank_rows_inside_a_table_do_not_end_it_whatever_the_records_say(read, tmp_path):
    rows = [HEADINGS, NORTH[0], [], NORTH[1], [], HEADINGS, NORTH[2], [], ["Owner", "Freehold", "Site"]]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows})
    raw = read("a.xlsx")
    assert raw.facts["tables"] == 1
    assert raw.source_rows == [2, 4, 7, 9]
    assert ("repeated-heading", 6) in faults_of(raw, "error")


def test_two_districts_side_by_side_are_two_tables(read, tmp_path):
    both = [[*HEADINGS, None, *HEADINGS]]
    both += [[*north, None, *south] for north, south in zip(NORTH[:2], SOUTH, strict=True)]
    make_xlsx(tmp_path / "a.xlsx", {"S": [*both, NORTH[2]]})
    raw = read("a.xlsx")
    assert rows_of(raw) == [tuple(row) for row in NORTH]
    assert "columns E to G" in fault(raw, "other-tables").message
    assert rows_of(read("a.xlsx", table=2)) == [tuple(row) for row in SOUTH]


def test_a_short_list_beside_a_table_is_not_part_of_it(read, tmp_path):
    records = [[f"A{i}", f"Hall {i}", "LS1 1AA"] for i in range(1, 11)]
    rows = [[*HEADINGS, None, "Code", "Description"]]
    rows += [
        [*record, None, *extra]
        for record, extra in zip(records, [["F", "Free"], ["L", "Lease"]], strict=False)
    ]
    make_xlsx(tmp_path / "a.xlsx", {"S": [*rows, *records[2:]]})
    raw = read("a.xlsx")
    assert raw.headings == HEADINGS
    assert len(raw.source_rows) == 10


def test_a_spacer_column_inside_a_table_is_left_out_and_what_stands_behind_it_stays(read, tmp_path):
    rows = [["Ref", "Property Name", None, "Postcode", "Notes"]]
    rows += [[ref, name, None, postcode, "seen" if ref == "A3" else None] for ref, name, postcode in NORTH]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows})
    raw = read("a.xlsx")
    assert raw.headings == ["Ref", "Property Name", "Postcode", "Notes"]
    assert rows_of(raw)[2] == ("A3", "Library", "LS3 3CC", "seen")


def test_a_remark_far_to_the_right_costs_no_row(read, tmp_path):
    rows = [
        HEADINGS,
        *[[f"A{i}", "Hall", "LS1 1AA"] for i in range(300)],
        ["Z", "Shop", "LS9 9ZZ", None, "check!"],
    ]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows})
    raw = read("a.xlsx")
    assert len(raw.source_rows) == 301
    assert raw.headings == [*HEADINGS, "column 4"]
    assert rows_of(raw)[-1] == ("Z", "Shop", "LS9 9ZZ", "check!")


# --- sheets -------------------------------------------------------------------------------------


@pytest.fixture
def districts(tmp_path):
    turned = [[row[2], row[0], row[1]] for row in [HEADINGS, *SOUTH]]
    sheets = {"Cover": [["Register of property"]], "North": [HEADINGS, *NORTH], "South": [["South"], *turned]}
    return make_xlsx(tmp_path / "a.xlsx", sheets | {"Sales": SALES})


def test_a_sheet_with_the_same_headings_is_named_so_that_half_a_register_is_not_taken_for_the_whole(
    read, tmp_path
):
    make_xlsx(tmp_path / "a.xlsx", {"North": [HEADINGS, *NORTH], "South": [HEADINGS, *SOUTH], "Sales": SALES})
    raw = read("a.xlsx")
    assert raw.facts["sheet"] == "North"
    alike = fault(raw, "sheets-alike")
    assert alike.level == "warning"
    assert "The same headings stand on South:" in alike.message
    assert 'sheet = "*"' in alike.fix


@pytest.mark.usefixtures("districts")
def test_sheets_with_the_same_headings_are_read_as_one_in_any_order_of_columns(read):
    raw = read("a.xlsx", sheet="*")
    assert raw.headings == [*HEADINGS, "sheet"]
    expected = [(*row, "North") for row in NORTH] + [(*row, "South") for row in SOUTH]
    assert rows_of(raw) == expected
    assert raw.source_rows == [20000002, 20000003, 20000004, 30000003, 30000004]
    assert raw.rows_read == raw.second_count == 5
    assert "Cover" in fault(raw, "other-sheets").message
    assert "Sales" in fault(raw, "other-sheets").message


def test_a_fault_of_joined_sheets_names_its_sheet(read, tmp_path):
    north, south = [HEADINGS, *NORTH], [HEADINGS, *SOUTH, ["Total", "2"]]
    make_xlsx(tmp_path / "a.xlsx", {"North": north, "South": south})
    raw = read("a.xlsx", sheet="*")
    total = fault(raw, "totals-row")
    assert total.source_row == 20000004
    assert total.message.startswith("sheet South: ")


def test_the_sheet_with_the_headings_of_a_register_goes_before_a_larger_one(read, tmp_path):
    money = [["Scheme", "Jan", "Feb", "Mar", "Apr"], *[[f"S{i}", i, i, i, i] for i in range(50)]]
    make_xlsx(tmp_path / "a.xlsx", {"Money": money, "Assets": [HEADINGS, *NORTH]})
    assert read("a.xlsx").facts["sheet"] == "Assets"


# --- what is hidden -----------------------------------------------------------------------------


def hide(*rows, filtered=False):
    def change(book):
        sheet = book["S"]
        for row in rows:
            sheet.row_dimensions[row].hidden = True
        if filtered:
            sheet.auto_filter.ref = "A1:C4"
            column = FilterColumn(colId=0, filters=Filters(filter=["A1"]))
            sheet.auto_filter.filterColumn.append(column)

    return change


def test_hidden_rows_are_set_aside_one_by_one_with_the_way_to_read_them(read, tmp_path):
    make_xlsx(tmp_path / "a.xlsx", {"S": [HEADINGS, *NORTH]}, hide(3))
    raw = read("a.xlsx")
    assert raw.source_rows == [2, 4]
    assert faults_of(raw, "error") == [("hidden-row", 3)]
    assert raw.rows_read == raw.second_count == 3
    together = fault(raw, "hidden-rows")
    assert (together.level, together.rows_count) == ("warning", 1)
    assert 'hidden_rows = "read"' in together.fix
    assert "filter" not in together.message


def test_rows_that_a_filter_hides_are_said_to_be_hidden_by_it(read, tmp_path):
    make_xlsx(tmp_path / "a.xlsx", {"S": [HEADINGS, *NORTH]}, hide(3, 4, filtered=True))
    raw = read("a.xlsx")
    assert raw.source_rows == [2]
    assert "2 rows" in fault(raw, "hidden-rows").message
    assert "filter" in fault(raw, "hidden-rows").message


def test_hidden_rows_are_read_where_the_estate_file_says_so(read, tmp_path):
    make_xlsx(tmp_path / "a.xlsx", {"S": [HEADINGS, *NORTH]}, hide(3))
    raw = read("a.xlsx", hidden_rows="read")
    assert raw.source_rows == [2, 3, 4]
    assert faults_of(raw) == []


def test_a_hidden_row_of_codes_above_is_not_taken_for_the_headings(read, tmp_path):
    rows = [["ref_cd", "nm_tx", "pc_cd"], ["Assets"], HEADINGS, *NORTH]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows}, hide(1))
    raw = read("a.xlsx")
    assert raw.headings == HEADINGS
    assert faults_of(raw, "error") == []
    assert read("a.xlsx", heading_row=1).headings == ["ref_cd", "nm_tx", "pc_cd"]


def test_hidden_columns_are_read_and_named(read, tmp_path):
    def change(book):
        book["S"].column_dimensions["B"].hidden = True

    make_xlsx(tmp_path / "a.xlsx", {"S": [HEADINGS, *NORTH]}, change)
    raw = read("a.xlsx")
    assert raw.headings == HEADINGS
    assert fault(raw, "hidden-columns").message.endswith(": Property Name.")


def test_a_hidden_sheet_is_read_only_where_it_is_named(read, tmp_path):
    def change(book):
        book["Old"].sheet_state = "hidden"

    make_xlsx(tmp_path / "a.xlsx", {"S": [HEADINGS, *SOUTH], "Old": [HEADINGS, *NORTH]}, change)
    assert rows_of(read("a.xlsx")) == [tuple(row) for row in SOUTH]
    assert "Old" in fault(read("a.xlsx"), "hidden-sheet").message
    assert [*map(list, rows_of(read("a.xlsx", sheet="Old")))] == NORTH
    assert len(read("a.xlsx", sheet="*").source_rows) == 2
