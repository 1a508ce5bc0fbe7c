"""What a workbook says of its cells: errors, formulas, merges, percentages, dates, sizes."""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter
from reading_tables import faults_of, rows_of
from workbooks import edit_part, make_ods, make_xlsx

from totalcapital.reading.raw import Refusal

HEADINGS = ["Ref", "Property Name", "Postcode", "Area"]
SHEET = "xl/worksheets/sheet1.xml"


def test_each_error_is_named_with_row_column_and_kind_and_never_becomes_a_name(read, tmp_path):
    rows = [HEADINGS, ["A1", "#REF!", "LS1 1AA", "#N/A"], ["A2", "Depot", "LS2 2BB", 80]]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows})
    raw = read("a.xlsx")
    assert rows_of(raw) == [("A1", "", "LS1 1AA", ""), ("A2", "Depot", "LS2 2BB", "80")]
    found = [(f.source_row, f.column, f.value, f.level) for f in raw.faults if f.code == "cell-error"]
    assert found == [(2, "Property Name", "#REF!", "warning"), (2, "Area", "#N/A", "warning")]


def test_an_error_pasted_as_text_is_an_error_too_and_words_with_a_number_sign_are_not(read, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADINGS, ["A1", "#VALUE!", "x", "y"], ["#2", "#N/A Road", "x", "y"]]):
            sheet.write_row(number, 0, row)
    assert rows_of(read("a.xlsx")) == [("A1", "", "x", "y"), ("#2", "#N/A Road", "x", "y")]


def test_a_formula_saved_without_its_result_is_named_and_one_that_gave_nothing_is_not(read, tmp_path):
    rows = [HEADINGS, ["A1", "Hall", "LS1 1AA", "=B2*2"], ["A2", '=""', "LS2 2BB", 80]]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows})
    edit_part(
        tmp_path / "a.xlsx",
        SHEET,
        lambda xml: xml.replace(b'<c r="B3"><f>""</f><v />', b'<c r="B3" t="str"><f>""</f><v></v>'),
    )
    raw = read("a.xlsx")
    assert [f[0:2] for f in faults_of(raw)] == [("formula-without-value", 2)]
    assert raw.faults[0].column == "Area"
    assert rows_of(raw)[0] == ("A1", "Hall", "LS1 1AA", "")


def test_many_faults_of_a_kind_are_named_to_a_thousand_and_counted_beyond(read, tmp_path):
    rows = [HEADINGS, *[[f"A{i}", "Hall", "LS1 1AA", "#REF!"] for i in range(1003)]]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows})
    found = [fault for fault in read("a.xlsx").faults if fault.code == "cell-error"]
    assert len(found) == 1001
    assert sum(fault.rows_count for fault in found) == 1003


def test_a_name_merged_down_is_read_for_each_row_and_said_for_each(read, tmp_path):
    rows = [["District", "Ref", "Property Name", "Postcode"], ["North", "A1", "Hall", "LS1 1AA"]]
    rows += [
        [None, "A2", "Depot", "LS2 2BB"],
        [None, "A3", "Shop", "LS3 3CC"],
        [None, "A4", "Mill", "LS4 4DD"],
    ]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows}, lambda book: book["S"].merge_cells("A2:A4"))
    raw = read("a.xlsx")
    assert [row[0] for row in rows_of(raw)] == ["North", "North", "North", ""]
    assert faults_of(raw) == [("merged-cells-filled", 3), ("merged-cells-filled", 4)]
    assert {(fault.column, fault.value) for fault in raw.faults} == {("District", "North")}


def test_a_record_that_is_merged_over_two_rows_as_a_whole_is_one_record(read, tmp_path):
    rows = [HEADINGS, ["A1", "Hall", "LS1 1AA", 5], [], ["A2", "Depot", "LS2 2BB", 8]]

    def merge(book):
        for column in "ABCD":
            book["S"].merge_cells(f"{column}2:{column}3")

    make_xlsx(tmp_path / "a.xlsx", {"S": rows}, merge)
    raw = read("a.xlsx")
    assert raw.source_rows == [2, 4]
    assert faults_of(raw) == [("blank-rows", None)]


def test_a_value_merged_across_stays_in_its_first_column_and_is_said(read, tmp_path):
    rows = [HEADINGS, ["A1", "see file", None, 5], ["A2", "Depot", "LS2 2BB", 8]]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows}, lambda book: book["S"].merge_cells("B2:C2"))
    raw = read("a.xlsx")
    assert rows_of(raw)[0] == ("A1", "see file", "", "5")
    assert faults_of(raw) == [("merged-across", 2)]


def test_numbers_shown_as_percentages_are_told_from_those_that_are_not(read, tmp_path):
    rows = [["Ref", "Used", "Rate", "Share"], ["A1", 0.35, 0.5, 0.25], ["A2", 0.4, 0.75, 1]]

    def change(book):
        for row in (2, 3):
            book["S"].cell(row, 2).number_format = "0%"
            book["S"].cell(row, 4).number_format = "0.0%"

    make_xlsx(tmp_path / "a.xlsx", {"S": rows}, change)
    raw = read("a.xlsx")
    assert raw.facts["percent_headings"] == ["Used", "Share"]
    assert rows_of(raw)[0] == ("A1", "0.35", "0.5", "0.25")


def test_a_table_that_begins_further_right_keeps_its_columns_apart(read, tmp_path):
    rows = [
        [],
        [None, None, "Ref", "Name", "Used"],
        [None, None, "A1", "#REF!", 0.5],
        [None, None, "A2", "x", 0.2],
    ]

    def change(book):
        for row in (3, 4):
            book["S"].cell(row, 5).number_format = "0%"

    make_xlsx(tmp_path / "a.xlsx", {"S": rows}, change)
    raw = read("a.xlsx")
    assert raw.facts["percent_headings"] == ["Used"]
    assert [(f.source_row, f.column) for f in raw.faults if f.code == "cell-error"] == [(3, "Name")]


@pytest.mark.parametrize("is_1904", [False, True])
def test_dates_are_the_same_in_both_date_systems(read, tmp_path, is_1904):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": is_1904}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Ref", "Name", "Lease end"])
        shown = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, ref in enumerate(["A1", "A2"], start=1):
            sheet.write_row(row, 0, [ref, "Hall"])
            sheet.write_datetime(row, 2, dt.date(2020, 1, 1), shown)
    assert [row[2] for row in rows_of(read("a.xlsx"))] == ["2020-01-01", "2020-01-01"]


def test_text_keeps_its_leading_zeros_and_a_uprn_of_twelve_digits_is_no_fault(read, tmp_path):
    rows = [["Ref", "UPRN", "Name"], ["007", 100012345678, "Hall"], ["008", 10001234567, "Depot"]]
    make_xlsx(tmp_path / "a.xlsx", {"S": rows})
    raw = read("a.xlsx")
    assert rows_of(raw)[0] == ("007", "100012345678", "Hall")
    assert faults_of(raw) == []


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048577", "ZZZ200000"])
def test_a_far_cell_is_refused_before_memory_is_taken_and_the_worker_lives(read, tmp_path, cell):
    make_xlsx(tmp_path / "a.xlsx", {"S": [HEADINGS, ["A1", "Hall", "LS1 1AA", 5]]})
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    edit_part(tmp_path / "a.xlsx", SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    with pytest.raises(Refusal, match=r"sheet S: expected at most .* cells; found .* Delete"):
        read("a.xlsx")


def test_a_cell_far_down_without_a_value_is_no_reason_to_refuse(read, tmp_path):
    make_xlsx(tmp_path / "a.xlsx", {"S": [HEADINGS, ["A1", "Hall", "LS1 1AA", 5]]})
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    edit_part(tmp_path / "a.xlsx", SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    assert rows_of(read("a.xlsx")) == [("A1", "Hall", "LS1 1AA", "5")]


def test_xml_entities_in_a_workbook_are_refused(read, tmp_path):
    make_xlsx(tmp_path / "a.xlsx", {"S": [HEADINGS, ["A1", "Hall", "LS1 1AA", 5]]})
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet'
    edit_part(tmp_path / "a.xlsx", SHEET, lambda xml: xml.replace(b"<worksheet", bomb, 1))
    with pytest.raises(Refusal, match="XML entities"):
        read("a.xlsx")


# --- ODS ----------------------------------------------------------------------------------------


def cell(words, kind="string", extra=""):
    """One cell: its words, or for a percentage its value."""
    value = f'office:value="{words}"' if kind == "percentage" else ""
    return f'<table:table-cell office:value-type="{kind}" {value} {extra}><text:p>{words}</text:p></table:table-cell>'


def row(*cells, extra=""):
    made = (c if c.startswith("<") else cell(c) for c in cells)
    return f"<table:table-row {extra}>{''.join(made)}</table:table-row>"


def sheet(*rows):
    return f'<table:table table:name="S">{"".join(rows)}</table:table>'


def test_an_ods_says_what_it_merges_hides_and_shows_as_percent(read, tmp_path):
    body = sheet(
        row("District", "Ref", "Name", "Used"),
        row(cell("North", extra='table:number-rows-spanned="2"'), "A1", "Hall", cell("0.35", "percentage")),
        row("<table:covered-table-cell/>", "A2", "Depot", cell("0.4", "percentage")),
        row("South", "A3", "Shop", "", extra='table:visibility="filter"'),
        row("South", "A4", "#REF!", ""),
    )
    make_ods(tmp_path / "a.ods", body)
    raw = read("a.ods")
    assert rows_of(raw) == [
        ("North", "A1", "Hall", "0.35"),
        ("North", "A2", "Depot", "0.4"),
        ("South", "A4", "", ""),
    ]
    assert raw.facts["percent_headings"] == ["Used"]
    assert faults_of(raw, "error") == [("hidden-row", 4)]
    assert {("merged-cells-filled", 3), ("cell-error", 5)} <= set(faults_of(raw))
    assert "filter" in next(fault.message for fault in raw.faults if fault.code == "hidden-rows")


def test_an_ods_row_repeated_beyond_reason_is_refused_and_blank_ones_are_not(read, tmp_path):
    rows = row("Ref", "Name", "Postcode") + row("A1", "Hall", "LS1 1AA")
    blank = row("<table:table-cell/>", extra='table:number-rows-repeated="1048000"')
    make_ods(tmp_path / "a.ods", sheet(rows, blank))
    assert rows_of(read("a.ods")) == [("A1", "Hall", "LS1 1AA")]
    full = row("A2", "Depot", "LS2 2BB", extra='table:number-rows-repeated="90000000"')
    make_ods(tmp_path / "b.ods", sheet(rows, full))
    with pytest.raises(Refusal, match="expected at most"):
        read("b.ods")


def test_hidden_columns_of_an_ods_are_named(read, tmp_path):
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    make_ods(tmp_path / "a.ods", sheet(columns, row("Ref", "Name", "Postcode"), row("A1", "Hall", "LS1 1AA")))
    assert [f.message for f in read("a.ods").faults if f.code == "hidden-columns"] == [
        "columns that are hidden in the workbook were read as the others: Name."
    ]


def test_an_ods_with_a_password_or_an_encoding_that_is_none_is_refused_as_such(read, tmp_path):
    make_ods(tmp_path / "a.ods", sheet(row("Ref", "Name"), row("A1", "Hall")))
    edit_part(tmp_path / "a.ods", "content.xml", lambda xml: bytes(b ^ 0x5A for b in xml))
    with pytest.raises(Refusal, match="damaged or has a password"):
        read("a.ods")
    make_ods(tmp_path / "b.ods", sheet(row("Ref", "Name"), row("A1", "Hall")))
    edit_part(tmp_path / "b.ods", "content.xml", lambda xml: xml.replace(b"UTF-8", b"UTF-77"))
    with pytest.raises(Refusal, match="UTF-77"):
        read("b.ods")
