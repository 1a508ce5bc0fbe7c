"""The cases V01 to V31 of files of text: each ends in a correct estate, or in words that name the place.

Rows are counted here by hand: what a test says came in is what the file was written with.
"""

from __future__ import annotations

import pytest
from reading_tables import rows_of

from totalcapital.errors import UnreadableFileError
from totalcapital.reading.raw import Refusal

HEAD = "Ref,Name,Postcode\n"
ROWS = "1,Hall,LS1 3AB\n2,Library,LS2 7EW\n3,Depot,LS9 8AH\n"
THREE = [("1", "Hall", "LS1 3AB"), ("2", "Library", "LS2 7EW"), ("3", "Depot", "LS9 8AH")]


def codes(raw):
    return {fault.code for fault in raw.faults}


def rows_with(raw, code):
    return [fault.source_row for fault in raw.faults if fault.code == code]


def accounted(raw, count):
    """Every row is kept or set aside, and as many as were written."""
    aside = sum(fault.level == "error" for fault in raw.faults)
    return (len(raw.source_rows) + aside, raw.rows_read, raw.second_count) == (count, count, count)


def test_v01_text_of_windows_is_read_to_the_letter_and_said_once(read):
    raw = read("a.csv", (HEAD + "1,Siân’s – £5 café,LS1 3AB\n").encode("cp1252"))
    assert rows_of(raw) == [("1", "Siân’s – £5 café", "LS1 3AB")]
    assert rows_with(raw, "encoding-assumed") == [None]


def test_v02_a_byte_order_mark_is_no_part_of_a_quoted_heading(read):
    raw = read("a.csv", b"\xef\xbb\xbf" + ('"Ref",Name,Postcode\n' + ROWS).encode())
    assert list(raw.headings) == ["Ref", "Name", "Postcode"]
    assert rows_of(raw) == THREE


@pytest.mark.parametrize("order", ["utf-16", "utf-16-le", "utf-16-be"])
def test_v03_text_of_two_bytes_a_character_is_read_and_said(read, order):
    mark = {"utf-16": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[order]
    raw = read("a.csv", mark + (HEAD + ROWS).encode(order))
    assert rows_of(raw) == THREE
    assert "encoding-recognised" in codes(raw)


def test_v04_text_encoded_twice_is_kept_and_said_once(estate):
    found = estate("a.csv", HEAD + "1,CafÃ© Hall,LS1 3AB\n2,MusÃ©e,LS2 7EW\n")
    assert list(found.assets["name"]) == ["CafÃ© Hall", "MusÃ©e"]
    told = found.issues[found.issues["code"] == "double-encoded"]
    assert (len(told), int(told["rows_count"].iloc[0])) == (1, 2)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_v05_another_separator_is_found_and_said(read, separator):
    raw = read("a.csv", (HEAD + ROWS).replace(",", separator))
    assert rows_of(raw) == THREE
    assert raw.facts["separator"] == separator
    assert "separator-recognised" in codes(raw)


@pytest.mark.parametrize("row", [1, 2, 3])
def test_v06_a_quote_that_is_not_closed_costs_its_own_row_and_no_other(read, row):
    lines = ROWS.splitlines()
    lines[row - 1] = lines[row - 1].replace(",", ',"', 1)
    raw = read("a.csv", HEAD + "\n".join(lines) + "\n")
    assert rows_of(raw) == [cells for place, cells in enumerate(THREE, start=1) if place != row]
    assert rows_with(raw, "unclosed-quote") == [row + 1]
    assert accounted(raw, 3)


def test_v07_two_stray_quotes_that_swallow_a_line_lose_no_row_unsaid(read):
    raw = read("a.csv", HEAD + '1,"Hall,LS1 3AB\n2,Library,LS2 7EW\n3,Depot",LS9 8AH\n4,Shop,LS1 1AA\n')
    assert ("4", "Shop", "LS1 1AA") in rows_of(raw)
    swallowed = not any(cells[0] == "2" for cells in rows_of(raw))
    assert codes(raw) & {"lines-in-cell", "unclosed-quote"}
    assert not swallowed or {"lines-in-cell", "unclosed-quote"} & codes(raw)


def test_v08_a_cell_too_many_sets_its_row_aside_and_a_cell_too_few_is_said(read):
    raw = read("a.csv", "Ref,Name,Size\n1,Hall,10\n2,Li,bra,ry,x\n3,Depot\n4,Shop,9\n")
    assert rows_of(raw) == [("1", "Hall", "10"), ("3", "Depot", ""), ("4", "Shop", "9")]
    assert rows_with(raw, "extra-cells") == [3]
    assert "short-rows" in codes(raw)
    assert accounted(raw, 4)


@pytest.mark.parametrize("end", [",", ",x"])
def test_v09_a_cell_too_many_in_every_row_shifts_nothing(read, end):
    text = HEAD + "".join(line + end + "\n" for line in ROWS.splitlines())
    raw = read("a.csv", text)
    assert [cells[:3] for cells in rows_of(raw)] == THREE
    assert accounted(raw, 3)


def test_v10_a_nul_cuts_no_text_and_is_said(read):
    raw = read("a.csv", HEAD.encode() + b"1,Ha\x00ll,LS1 3AB\n2,Library,LS2 7EW\n")
    assert rows_of(raw)[0][1].replace("\ufffd", "") == "Hall"
    assert "nul-character" in codes(raw)
    assert accounted(raw, 2)


def test_v11_a_cell_of_two_million_characters_costs_its_row_and_no_other(read):
    raw = read("a.csv", HEAD + "1,Hall,LS1 3AB\n2," + "x" * 2_000_000 + ",LS2 7EW\n3,Depot,LS9 8AH\n")
    assert rows_of(raw) == [THREE[0], THREE[2]]
    assert rows_with(raw, "cell-too-long") == [3]
    assert accounted(raw, 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        (" \n\t\n", "the file is empty"),
        (HEAD, "rows below the headings; there are none"),
    ],
)
def test_v12_nothing_white_space_and_headings_alone_are_told_apart(read, content, words):
    with pytest.raises(Refusal, match=rf"a\.csv: .*{words}"):
        read("a.csv", content)


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.gml", "a.xlsx"])
def test_v13_a_log_in_page_is_told_as_one_under_any_name(read, name):
    page = "\n<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>a,b</body></html>"
    with pytest.raises(Refusal, match=rf"{name}: expected data; found a web page"):
        read(name, page)


@pytest.mark.parametrize(
    "ends", [("\r", "\r", "\r", "\r"), ("\r\n", "\n", "\r", "\n"), ("\n", "\r\n", "\r\n", "")]
)
def test_v14_every_kind_of_line_end_ends_a_line(read, ends):
    lines = (HEAD + ROWS).splitlines()
    raw = read("a.csv", "".join(line + end for line, end in zip(lines, ends, strict=True)))
    assert rows_of(raw) == THREE


def test_v15_a_download_cut_off_in_a_row_is_said_with_that_row(read):
    raw = read("a.csv", (HEAD + ROWS)[:-10])
    assert rows_of(raw)[:2] == THREE[:2]
    assert rows_with(raw, "cut-off") == [4]


def test_v16_headings_that_stand_twice_are_kept_apart(read):
    raw = read("a.csv", "Name,Name,name\na,b,c\n")
    assert len(set(raw.headings)) == 3
    assert rows_of(raw) == [("a", "b", "c")]
    assert "duplicate-heading" in codes(raw)


def test_v17_a_title_and_a_date_above_the_headings_are_no_rows(read):
    raw = read("a.csv", "Property list 2026\nAs at 31/03/2026\n\n" + HEAD + ROWS)
    assert rows_of(raw) == THREE
    assert list(raw.source_rows) == [5, 6, 7]
    assert "heading-row-found" in codes(raw) or raw.facts["heading_why"]


def test_v18_totals_notes_blank_rows_and_headings_again_are_set_aside_each_with_its_reason(read):
    text = "Ref,Name,Town,Size\n1,Hall,Leeds,10\n\nRef,Name,Town,Size\n2,Shop,Leeds,5\nTotal,,,15\nNote: as at March,,,\n"
    raw = read("a.csv", text)
    assert rows_of(raw) == [("1", "Hall", "Leeds", "10"), ("2", "Shop", "Leeds", "5")]
    assert [f.code for f in raw.faults if f.level == "error"] == [
        "repeated-heading",
        "totals-row",
        "footnote",
    ]
    assert "blank-rows" in codes(raw)
    assert accounted(raw, 5)


def column(found, name):
    return [None if value is None or value != value else value for value in found.assets[name]]  # noqa: PLR0124


def told(found, code=None, column=None):
    """Return the rows of the issues of a kind."""
    issues = found.issues
    if code:
        issues = issues[issues["code"] == code]
    if column:
        issues = issues[issues["column"] == column]
    return issues


def sized(values):
    return "Ref,Postcode,Floor area\n" + "".join(
        f'{i},LS1 3AB,"{value}"\n' for i, value in enumerate(values, start=1)
    )


@pytest.mark.parametrize(
    ("text", "area"),
    [("1,234", 1234.0), ("£1,234,567", None), ("1.234,50", None), ("n/a", None), ("-", None),
     ("TBC", None), ("nan", None), ("inf", None), ("1e400", None), ("1_000", None), ("True", None), ("(1,200)", None)],
)  # fmt: skip
def test_v25_v31_what_is_no_floor_area_is_not_known_and_never_zero(estate, text, area):
    found = estate("a.csv", sized([text, "100"]), columns={"floor_area_m2": "Floor area"})
    assert column(found, "floor_area_m2") == [area, 100.0]


def test_v24_day_comes_before_month_and_both_orders_in_one_column_are_said(estate):
    said = {"columns": {"lease_end_date": "Lease end"}}
    one = estate("a.csv", "Ref,Postcode,Lease end\n1,LS1 3AB,01/02/2024\n", **said)
    assert str(one.assets["lease_end_date"].iloc[0])[:10] == "2024-02-01"
    both = estate("b.csv", "Ref,Postcode,Lease end\n1,LS1 3AB,13/02/2024\n2,LS1 3AB,02/13/2024\n", **said)
    assert str(both.assets["lease_end_date"].iloc[0])[:10] == "2024-02-13"
    assert len(told(both, "date-order-mixed")) or len(told(both, "value-not-understood"))


def test_v26_an_easting_with_its_comma_out_of_place_is_not_read(estate):
    text = 'Ref,Easting,Northing\n1,"5,31200",180000\n2,531200,180000\n3,531300,180100\n'
    found = estate("a.csv", text, crs="EPSG:27700")
    x = list(found.assets["x_read"])
    assert x[0] != 531200.0
    assert [str(value) for value in x[1:]] == ["531200.0", "531300.0"]
    assert told(found)["source_row"].isin([2]).any()


def test_v27_a_blank_beside_property_numbers_costs_no_digit(estate):
    found = estate("a.csv", "Ref,Postcode,UPRN\n1,LS1 3AB,100012345678\n2,LS1 3AB,\n3,LS1 3AB,10001234567\n")
    assert column(found, "uprn") == ["100012345678", None, "10001234567"]


def test_v28_digits_lost_to_a_spreadsheet_are_said_and_not_used(estate):
    found = estate("a.csv", "Ref,Postcode,UPRN\n1,LS1 3AB,1.00012E+11\n2,LS1 3AB,100012345678\n")
    assert column(found, "uprn") == [None, "100012345678"]
    assert list(told(found, "value-not-understood")["source_row"]) == [2]


def test_v29_spreadsheet_marks_on_a_property_number_are_taken_off_and_the_text_is_kept(estate):
    found = estate(
        "a.csv",
        "Ref,Postcode,UPRN\n1,LS1 3AB,10001234567.0\n2,LS1 3AB,'100012345678\n3,LS1 3AB,010001234567\n",
    )
    assert column(found, "uprn") == ["10001234567", "100012345678", "10001234567"]
    assert "10001234567.0" in found.assets["source_values"].iloc[0]


def test_v30_references_that_look_like_something_else_stay_as_they_are(estate):
    given = ["007", "NA", "None", "TRUE", "1E5", "0x1F", "1,000", "1/2"]
    text = "Ref,Postcode\n" + "".join(f'"{value}",LS1 3AB\n' for value in given)
    assert sorted(column(estate("a.csv", text), "reference")) == sorted(given)


def test_a_file_of_the_estate_that_cannot_be_read_is_named_with_the_estate(estate):
    with pytest.raises(UnreadableFileError, match=r"a\.csv: .*the file is empty"):
        estate("a.csv", "")


def test_p10_more_columns_than_a_spreadsheet_has_are_refused_at_once(read):
    line = ",".join(f"c{i}" for i in range(300_000))
    with pytest.raises(Refusal, match=r"a\.csv: expected at most 16,384 columns; found a row of 300,000"):
        read("a.csv", f"{line}\n{line}\n")
