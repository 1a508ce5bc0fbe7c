"""Text with separators, through the door: what is read, what is said, and what is refused."""

from __future__ import annotations

import pytest
from reading_tables import faults_of, rows_of

from totalcapital.reading.raw import Refusal

PLAIN = "Ref,Name,Postcode\n1,Town Hall,LS1 1UR\n2,Library,LS1 3AB\n"
ROWS = [("1", "Town Hall", "LS1 1UR"), ("2", "Library", "LS1 3AB")]


def test_a_plain_file_keeps_every_row_with_the_number_a_person_sees(read):
    raw = read("a.csv", PLAIN)
    assert raw.headings == ["Ref", "Name", "Postcode"]
    assert rows_of(raw) == ROWS
    assert raw.source_rows == [2, 3]
    assert (raw.rows_read, raw.second_count) == (2, 2)
    assert raw.faults == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_says_the_encoding_and_is_no_part_of_the_first_heading(read, encoding):
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    raw = read("a.csv", (mark + '"Ref",Name\n1,Siân’s £5 – Café\n').encode(encoding))
    assert raw.headings == ["Ref", "Name"]
    assert rows_of(raw) == [("1", "Siân’s £5 – Café")]
    assert raw.facts["encoding"].startswith("utf-")


def test_cp1252_is_read_by_rule_to_the_letter_and_said(read):
    raw = read("a.csv", "Ref,Name\n1,Siân’s £5 – Café\n".encode("cp1252"))
    assert rows_of(raw) == [("1", "Siân’s £5 – Café")]
    assert faults_of(raw) == [("encoding-assumed", None)]
    assert raw.facts["encoding"] == "cp1252"


def test_a_long_utf8_file_is_not_taken_for_cp1252_where_a_sample_would_cut_a_letter(read):
    text = "Ref,Name\n" + "".join(f"{i},é\n" for i in range(20_000))
    raw = read("a.csv", text)
    assert raw.facts["encoding"] == "utf-8"
    assert set(raw.columns[1]) == {"é"}
    assert raw.rows_read == 20_000


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "¬"])
def test_the_separator_is_found(read, separator):
    text = "Ref,Name,Postcode\n1,Hall,LS1 1UR\n2,Shop,LS1 3AB\n".replace(",", separator)
    raw = read("a.csv", text)
    assert rows_of(raw) == [("1", "Hall", "LS1 1UR"), ("2", "Shop", "LS1 3AB")]
    assert raw.facts["separator"] == separator


def test_a_not_sign_of_latin1_separates_too(read):
    raw = read("a.csv", "Ref¬Name\n1¬Hall, main\n2¬Clinic, west\n".encode("latin-1"))
    assert rows_of(raw) == [("1", "Hall, main"), ("2", "Clinic, west")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(read, end):
    raw = read("a.csv", PLAIN.replace("\n", end))
    assert rows_of(raw) == ROWS
    assert raw.source_rows == [2, 3]
    assert raw.second_count == 2


def test_mixed_line_ends_and_a_missing_last_one_are_read(read):
    raw = read("a.csv", "Ref,Name\r\n1,A\n2,B\r3,C")
    assert rows_of(raw) == [("1", "A"), ("2", "B"), ("3", "C")]
    assert raw.second_count == 3


def test_quoted_cells_keep_separators_quotes_and_line_breaks_and_count_as_one_row(read):
    raw = read("a.csv", 'Ref,Name,Town\n1,"Hall, ""old""\nand annexe",Leeds\n2,Library,York\n')
    assert rows_of(raw) == [("1", 'Hall, "old"\nand annexe', "Leeds"), ("2", "Library", "York")]
    assert raw.source_rows == [2, 3]
    assert raw.second_count == 2


def test_a_row_with_one_cell_too_many_is_set_aside_by_its_number_and_the_others_stay(read):
    raw = read("a.csv", "Ref,Name,Town\n1,Hall,Leeds\n2,Library, main,York\n3,Depot,Hull\n")
    assert rows_of(raw) == [("1", "Hall", "Leeds"), ("3", "Depot", "Hull")]
    assert faults_of(raw, "error") == [("extra-cells", 3)]
    assert raw.rows_read == 3


def test_extra_cells_on_every_row_never_shift_columns(read):
    raw = read("a.csv", "Ref,Name,Town\n1,Hall,Leeds,x\n2,Shop,York,y\n")
    assert rows_of(raw) == []
    assert faults_of(raw, "error") == [("extra-cells", 2), ("extra-cells", 3)]


def test_empty_cells_after_the_last_heading_are_no_fault(read):
    raw = read("a.csv", "Ref,Name,,\n1,Hall,,\n2,Shop,,\n")
    assert rows_of(raw) == [("1", "Hall"), ("2", "Shop")]
    assert faults_of(raw) == []


def test_a_short_row_is_kept_with_the_rest_not_given_and_said(read):
    raw = read("a.csv", "Ref,Name,Town\n1,Hall,Leeds\n2,Library\n")
    assert rows_of(raw) == [("1", "Hall", "Leeds"), ("2", "Library", "")]
    assert faults_of(raw) == [("short-rows", 3)]
    assert raw.faults[0].message.startswith("expected 3 cells; found 2.")


def test_nul_characters_are_taken_out_and_said_and_cut_nothing(read):
    raw = read("a.csv", "Ref,Name\n1,To\x00wn Hall\n2,Library\n")
    assert rows_of(raw) == [("1", "Town Hall"), ("2", "Library")]
    assert faults_of(raw) == [("nul-character", 2)]


def test_headings_that_repeat_are_told_apart_and_said(read):
    raw = read("a.csv", "Name,Name,name\na,b,c\n")
    assert raw.headings == ["Name", "Name (2)", "name"]
    assert rows_of(raw) == [("a", "b", "c")]
    assert faults_of(raw) == [("duplicate-heading", None)]


def test_a_title_and_an_as_at_line_above_the_headings_are_passed_over(read):
    raw = read(
        "a.csv", "Testshire Council property list\nAs at 31/03/2026\n\nRef,Name,Postcode\n1,Hall,LS1 1UR\n"
    )
    assert raw.headings == ["Ref", "Name", "Postcode"]
    assert raw.facts["heading_row"] == 4
    assert raw.source_rows == [5]
    assert raw.second_count == 1


def test_totals_notes_blank_rows_and_repeated_headings_are_named_and_no_records(read):
    raw = read(
        "a.csv",
        "Ref,Name,Town,Area\n1,Hall,Leeds,10\n,,,\nRef,Name,Town,Area\n2,Shop,York,5\nTotal,,,15\n"
        "* as at March 2026,,,\n",
    )
    assert rows_of(raw) == [("1", "Hall", "Leeds", "10"), ("2", "Shop", "York", "5")]
    assert faults_of(raw, "error") == [("repeated-heading", 4), ("totals-row", 6), ("footnote", 7)]
    assert faults_of(raw, "note") == [("blank-rows", None)]
    assert raw.rows_read == 5  # two records and three rows set aside; a blank row is no row


def test_text_that_looks_like_something_else_is_left_as_it_is(read):
    text = "Ref,Name\n007,NA\n1E5,None\nTRUE,00012\n"
    assert rows_of(read("a.csv", text)) == [("007", "NA"), ("1E5", "None"), ("TRUE", "00012")]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(read):
    text = 'Ref,Name,Town\n1,Hall,Leeds\n2,Library,York\n3,"Depot,Hull\n4,Clinic,Hull\n5,Store,Hull\n'
    raw = read("a.csv", text)
    assert [row[0] for row in rows_of(raw)] == ["1", "2", "4", "5"]
    assert raw.source_rows == [2, 3, 5, 6]
    assert faults_of(raw) == [("unclosed-quote", 4)]
    assert raw.faults[0].value == '3,"Depot,Hull'
    assert (raw.rows_read, raw.second_count) == (5, 5)


def test_a_stray_quote_does_not_swallow_the_next_line(read):
    text = 'Ref,Name,Town\n1,Hall,Leeds\n2,"Library,York\n3,"Depot",Hull\n4,"Clinic\nwest",Hull\n'
    raw = read("a.csv", text)
    assert rows_of(raw) == [("1", "Hall", "Leeds"), ("3", "Depot", "Hull"), ("4", "Clinic\nwest", "Hull")]
    assert faults_of(raw) == [("unclosed-quote", 3)]
    assert (raw.rows_read, raw.second_count) == (4, 4)


def test_a_stray_quote_among_quoted_columns_costs_its_own_row_only(read):
    body = "".join(f'{i},"Site {i}","LS1 {i % 10}AB"\n' for i in range(2, 40))
    raw = read("a.csv", 'Ref,Name,Postcode\n1,"Town Hall,LS1 1UR\n' + body)
    assert rows_of(raw)[0] == ("2", "Site 2", "LS1 2AB")
    assert len(rows_of(raw)) == 38
    assert faults_of(raw) == [("unclosed-quote", 2)]
    assert (raw.rows_read, raw.second_count) == (39, 39)


def test_a_space_after_a_closing_quote_is_no_fault(read):
    raw = read("a.csv", 'Ref,Name,Town\n1,"Hall\nannexe" ,Leeds\n2,Shop,York\n')
    assert [row[0] for row in rows_of(raw)] == ["1", "2"]
    assert (raw.rows_read, raw.second_count) == (2, 2)


def test_a_cell_of_millions_of_characters_costs_its_own_row_only(read):
    raw = read("a.csv", "Ref,Name\n1,Hall\n2," + "x" * 20_000_000 + "\n3,Shop\n")
    assert rows_of(raw) == [("1", "Hall"), ("3", "Shop")]
    assert raw.source_rows == [2, 4]
    assert faults_of(raw) == [("cell-too-long", 3)]
    assert (raw.rows_read, raw.second_count) == (3, 3)


@pytest.mark.parametrize("content", [b"", b"  \n\n ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_refused_as_empty(read, content):
    with pytest.raises(Refusal, match=r"a\.csv: expected rows; the file is empty"):
        read("a.csv", content)


def test_headings_without_rows_are_refused_as_such(read):
    with pytest.raises(Refusal, match=r"a\.csv: expected rows below the headings; there are none"):
        read("a.csv", "Ref,Name,Postcode\n")


@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html><html><body>Log in</body></html>", "\n<HTML><head></head>Please sign in</HTML>"]
)
def test_a_web_page_saved_as_csv_is_refused_as_a_web_page(read, page):
    with pytest.raises(Refusal, match=r"a\.csv: expected data; found a web page"):
        read("a.csv", page)


@pytest.mark.parametrize("name", ["a.csv", "a.geojson", "a.gml", "a.json"])
def test_text_that_names_other_files_to_open_is_refused(read, tmp_path, name):
    (tmp_path / "secret.csv").write_text("Ref,Name\n1,canary\n", encoding="utf-8")
    text = (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{tmp_path}/secret.csv'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(Refusal, match=r"neither GML nor KML|its name says") as refused:
        read(name, text)
    assert "canary" not in str(refused.value)


def test_a_file_of_another_kind_under_a_csv_name_is_refused_with_the_right_name(read):
    with pytest.raises(
        Refusal, match=r"a\.csv: its name says text with separators \(CSV\); its content is JSON"
    ):
        read("a.csv", '[{"Ref": "1"}]')
    with pytest.raises(Refusal, match=r"a\.csv: expected a register; found a PDF document"):
        read("a.csv", b"%PDF-1.7\n1 0 obj\n")
    with pytest.raises(Refusal, match="found a picture"):
        read("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(Refusal, match=r"found binary data"):
        read("a.csv", bytes(range(256)) * 8 + bytes(64))


def test_text_under_the_name_of_a_workbook_is_refused(read):
    with pytest.raises(Refusal, match=r"its name says a spreadsheet .*; its content is text with separators"):
        read("a.xlsx", PLAIN)


def test_half_a_utf16_letter_at_the_end_is_refused_and_not_read_short(read):
    with pytest.raises(Refusal, match=r"a\.csv: the text is cut off or is not utf-16"):
        read("a.csv", "Ref,Name\n1,Hall\n".encode("utf-16")[:-1])


def test_an_encoding_or_separator_that_does_not_exist_is_refused_by_its_name(read):
    with pytest.raises(Refusal, match="encoding 'latin-99'"):
        read("a.csv", PLAIN, encoding="latin-99")
    with pytest.raises(Refusal, match=r"separator '\|\|'"):
        read("a.csv", PLAIN, separator="||")


def test_what_the_estate_file_says_goes_before_what_is_found(read):
    raw = read("a.csv", "list;x;y\nRef;Name, short\n1;Hall, main\n", separator=";", heading_row=2)
    assert raw.headings == ["Ref", "Name, short"]
    assert rows_of(raw) == [("1", "Hall, main")]


def test_a_heading_row_that_is_not_there_is_refused(read):
    with pytest.raises(Refusal, match="expected headings on row 9; there is no such row"):
        read("a.csv", PLAIN, heading_row=9)
