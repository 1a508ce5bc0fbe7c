"""What is told of a text file: how it was taken, and what is wrong with its rows."""

from __future__ import annotations

import pytest
from reading_tables import faults_of, rows_of

ROWS = "".join(f"T{i:03},Site {i} Hall,LS{i % 9 + 1} 1AB,Freehold,{i * 10}.5\n" for i in range(60))
REGISTER = "Ref,Name,Postcode,Tenure,Area\n" + ROWS


def one(raw, code):
    found = [fault for fault in raw.faults if fault.code == code]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("separator", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")]
)
def test_a_separator_that_is_no_comma_is_told_with_its_evidence(read, separator, name):
    raw = read("a.csv", REGISTER.replace(",", separator))
    fault = one(raw, "separator-recognised")
    assert (fault.level, fault.value) == ("note", separator)
    assert f"separated by {name}" in fault.message
    assert "60 of the first 60 rows have 5 cells" in fault.message


def test_a_separator_named_in_the_estate_file_is_no_guess(read):
    assert faults_of(read("a.csv", "Ref;Name\n1;Hall\n", separator=";")) == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_told_and_its_rows_are_whole(read, encoding):
    raw = read("a.csv", ("\ufeff" + '"Ref",Name\n1,Café\n').encode(encoding))
    assert raw.headings == ["Ref", "Name"]
    assert rows_of(raw) == [("1", "Café")]
    assert faults_of(raw) == [("encoding-recognised", None)]


@pytest.mark.parametrize("marked", ["\ufeff", ""])
def test_a_byte_order_mark_is_no_text_where_the_encoding_is_named_either(read, marked):
    raw = read("a.csv", (marked + "Ref,Name\n1,Hall\n").encode(), encoding="utf-8")
    assert raw.headings == ["Ref", "Name"]


def test_each_row_with_a_nul_character_is_named_and_no_row_is_cut(read):
    raw = read("a.csv", 'Ref,Name\n1,"a\nb"\n2,To\x00wn\n3,Shop\n4,\x00\x00x\n')
    assert rows_of(raw) == [("1", "a\nb"), ("2", "Town"), ("3", "Shop"), ("4", "x")]
    assert faults_of(raw) == [("nul-character", 3), ("nul-character", 5)]


def test_a_row_shifted_by_a_comma_is_put_right_where_one_way_only_fits(read):
    text = REGISTER + "T060,Depot, west wing,LS2 1AB,Freehold,12\nT061,Shop,LS2 1AB,Freehold,3\n"
    raw = read("a.csv", text)
    assert rows_of(raw)[-2:] == [
        ("T060", "Depot, west wing", "LS2 1AB", "Freehold", "12"),
        ("T061", "Shop", "LS2 1AB", "Freehold", "3"),
    ]
    fault = one(raw, "shifted-row-repaired")
    assert (fault.level, fault.source_row, fault.column, fault.value) == (
        "note",
        62,
        "Name",
        "Depot, west wing",
    )
    assert raw.source_rows == [*range(2, 64)]
    assert (raw.rows_read, raw.second_count) == (62, 62)


def test_a_number_split_by_its_thousands_comma_is_put_together(read):
    raw = read("a.csv", REGISTER + "T060,Depot,LS2 1AB,Freehold,5,312\n")
    assert rows_of(raw)[-1] == ("T060", "Depot", "LS2 1AB", "Freehold", "5,312")


def test_two_commas_too_many_are_put_right_where_one_way_only_fits(read):
    raw = read("a.csv", REGISTER + "T060,Depot, west, upper,LS2 1AB,Freehold,12\n")
    assert rows_of(raw)[-1] == ("T060", "Depot, west, upper", "LS2 1AB", "Freehold", "12")


@pytest.mark.parametrize(
    "row",
    [
        "T060,Depot, west wing,nowhere,Freehold,12",  # no way fits: no postcode
        "T060,Depot,west,LS2 1AB,Rented,12",  # no way fits: a tenure nobody else has
    ],
)
def test_a_shifted_row_that_no_way_of_joining_fits_stays_set_aside(read, row):
    raw = read("a.csv", REGISTER + row + "\n")
    assert len(raw.source_rows) == 60
    assert faults_of(raw) == [("extra-cells", 62)]


def test_a_shifted_row_that_two_ways_of_joining_fit_stays_set_aside(read):
    body = "".join(f"T{i:03},Site {i} Hall,Road {i} north,LS{i % 9 + 1} 1AB\n" for i in range(60))
    raw = read("a.csv", "Ref,Name,Street,Postcode\n" + body + "T060,Depot,west,Long Lane,LS1 1AB\n")
    assert faults_of(raw) == [("extra-cells", 62)]


def test_a_space_after_the_comma_tells_which_of_two_cells_it_belongs_to(read):
    body = "".join(f"T{i:03},Site {i} Hall,Road {i} north,LS{i % 9 + 1} 1AB\n" for i in range(60))
    raw = read("a.csv", "Ref,Name,Street,Postcode\n" + body + "T060,Depot, west,Long Lane,LS1 1AB\n")
    assert rows_of(raw)[-1] == ("T060", "Depot, west", "Long Lane", "LS1 1AB")


def test_too_few_good_rows_put_no_shifted_row_right(read):
    few = "".join(REGISTER.splitlines(keepends=True)[:15])
    raw = read("a.csv", few + "T060,Depot, west wing,LS2 1AB,Freehold,12\n")
    assert faults_of(raw) == [("extra-cells", 16)]


def test_a_blank_cell_at_the_end_of_every_row_shifts_nothing_and_is_no_fault(read):
    raw = read("a.csv", REGISTER.replace("5\n", "5,\n"))
    assert rows_of(raw)[0] == ("T000", "Site 0 Hall", "LS1 1AB", "Freehold", "0.5")
    assert faults_of(raw) == []


def test_row_numbers_without_a_heading_shift_no_column(read):
    body = "".join(f"{n}," + line for n, line in enumerate(ROWS.splitlines(keepends=True)))
    raw = read("a.csv", "Ref,Name,Postcode,Tenure,Lease end date\n" + body.replace(".5\n", "/01/2030\n"))
    assert raw.headings == ["column 0", "Ref", "Name", "Postcode", "Tenure", "Lease end date"]
    assert rows_of(raw)[1][:4] == ("1", "T001", "Site 1 Hall", "LS2 1AB")
    assert ("heading-missing", 1) in faults_of(raw, "warning")
    assert (raw.rows_read, raw.second_count) == (60, 60)


def test_a_last_value_without_a_heading_shifts_no_column(read):
    raw = read("a.csv", REGISTER.replace("5\n", "5,note\n"))
    assert raw.headings == ["Ref", "Name", "Postcode", "Tenure", "Area", "column 6"]
    assert rows_of(raw)[1] == ("T001", "Site 1 Hall", "LS2 1AB", "Freehold", "10.5", "note")
    assert faults_of(raw) == [("heading-missing", 1)]


def test_a_file_that_ends_within_a_row_is_told(read):
    raw = read("a.csv", "Ref,Name,Town\n1,Hall,Leeds\n2,Libr")
    assert rows_of(raw) == [("1", "Hall", "Leeds"), ("2", "Libr", "")]
    fault = one(raw, "cut-off")
    assert (fault.level, fault.source_row) == ("warning", 3)
    assert "after 2 of 3 cells" in fault.message


@pytest.mark.parametrize("end", ["2,Library,York", "2,Library\n"])
def test_a_whole_last_row_or_a_short_one_with_a_line_end_is_not_cut_off(read, end):
    raw = read("a.csv", "Ref,Name,Town\n1,Hall,Leeds\n" + end)
    assert "cut-off" not in {fault.code for fault in raw.faults}


def test_short_rows_are_named_one_by_one_while_they_are_few(read):
    few = read("a.csv", "Ref,Name,Town\n1,Hall,Leeds\n2,Shop\n3,Shop,York\n4\n5,Shop,York\n")
    assert [found for found in faults_of(few) if found[0] == "short-rows"] == [
        ("short-rows", 3),
        ("short-rows", 5),
    ]
    many = read("b.csv", "Ref,Name,Town\n0,Hall,Leeds\n" + "".join(f"{i},Shop\n" for i in range(1, 80)))
    assert (faults_of(many), many.faults[0].rows_count) == ([("short-rows", None)], 79)


def test_a_stray_quote_that_joins_two_whole_rows_is_told(read):
    raw = read("a.csv", 'Ref,Name,Town\n1,Hall,Leeds\n2,"Library,York\n3,Depot",Hull\n')
    assert faults_of(raw, "warning") == [("lines-in-cell", 3)]


def test_a_note_of_many_lines_is_kept_as_it_is(read):
    note = "\n".join(f"Paragraph {i}" + ", and more" * (i % 4) + "." + "x" * 120 for i in range(60))
    raw = read("a.csv", f'Ref,Note,Town\n1,"{note}",Leeds\n2,short,York\n')
    assert [row[1] for row in rows_of(raw)] == [note, "short"]
    assert faults_of(raw) == []


def test_an_open_quote_that_another_closes_far_below_costs_few_rows(read):
    lines = REGISTER.replace("Hall", "Hall " + "x" * 150).splitlines(keepends=True)
    lines[3] = lines[3].replace("Site", '"Site')
    lines[58] = lines[58].replace(",LS", '",LS')
    raw = read("a.csv", "".join(lines))
    assert ("unclosed-quote", 4) in faults_of(raw, "error")
    assert len(raw.source_rows) == 59
    assert (raw.rows_read, raw.second_count) == (60, 60)


def test_a_thousands_comma_in_an_easting_is_never_joined_by_guess(read):
    raw = read("a.csv", 'Ref,Name,Easting\n1,Hall,"5,31200"\n2,Shop,431200\n')
    assert rows_of(raw) == [("1", "Hall", "5,31200"), ("2", "Shop", "431200")]
