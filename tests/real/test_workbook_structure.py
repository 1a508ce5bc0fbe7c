"""Real workbooks: the rows their headings stand on, as seen by opening them in a spreadsheet program."""

from __future__ import annotations

import pytest

from totalcapital.reading.profiles import FileHints
from totalcapital.reading.sheets.spreadsheets import read_spreadsheet

CAPITAL = "capital/capital-outturn-england/"
REVENUE = "spending/revenue-outturn-england-2010-2018/Revenue_Outturn_Summary__RS__data_"


@pytest.mark.parametrize(
    ("file", "sheet", "rows", "headings"),
    [
        (CAPITAL + "CER_2019-20_B.xlsx", "Financing", (5, 5), ["LGF Code", "ONS Code", "LA Name", "Class"]),
        (
            CAPITAL + "FINAL_COR_B 1718.xlsx",
            "Financing",
            (5, 5),
            ["LGF Code", "ONS Code", "LA Name", "Class"],
        ),
        (
            REVENUE + "2010-11_by_LA_-_27-Nov-2012-v2.xls",
            "RS LA Data 2010-11 (1)",
            (5, 6),
            ["E-code", "Local authority", "Class", "Education services"],
        ),
    ],
)
def test_headings_below_titles_and_hidden_codes_are_found(real_data, file, sheet, rows, headings):
    raw = read_spreadsheet(real_data / file, file, FileHints())
    assert raw.facts["sheet"] == sheet
    assert (raw.facts["heading_row"], raw.facts["last_heading_row"]) == rows
    assert raw.headings[:4] == headings


def test_two_lists_side_by_side_are_two_tables(real_data):
    path = real_data / "national/towns-fund/PF_Round_1_Success.xlsx"
    raw = read_spreadsheet(path, path.name, FileHints(sheet="Bespoke Outputs"))
    assert raw.headings[:2] == ["Local Authority", "Output"]
    other = read_spreadsheet(path, path.name, FileHints(sheet="Bespoke Outputs", table=1))
    assert other.headings[:2] == ["Bespoke output", "UoM"]


def test_rows_kept_and_rows_set_aside_make_up_the_rows_of_a_sheet(real_data):
    read = 0
    for name in ("CER_2019-20_B.xlsx", "COR_2018-19_outputs_COR_B.xlsx", "FINAL_COR_B 1718.xlsx"):
        for sheet in ("LA Dropdown", "Financing"):
            if (name, sheet) == ("FINAL_COR_B 1718.xlsx", "LA Dropdown"):
                continue
            raw = read_spreadsheet(real_data / CAPITAL / name, name, FileHints(sheet=sheet))
            aside = sum(fault.level == "error" for fault in raw.faults)
            assert len(raw.source_rows) + aside == raw.rows_read == raw.second_count
            read += 1
    assert read == 5
