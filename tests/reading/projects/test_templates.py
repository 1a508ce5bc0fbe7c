"""The templates are read as they are filled in, and their example is not."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest

from totalcapital import reading, write_template
from totalcapital.errors import OutputError
from totalcapital.project import load_project
from totalcapital.reading.meaning.codelists import CodeList
from totalcapital.reading.profiles import load_profiles, normal_heading
from totalcapital.tables import codes
from totalcapital.templates import template_columns

DAY = dt.date(2026, 11, 26)
PROFILES = {profile.id: profile for profile in load_profiles()}
LAYOUTS = {"capital": "total-capital-projects", "spending": "total-capital-spending"}


def headings(kind):
    return [column.heading for column in template_columns(kind, day=DAY)]


def filled(path, sheet, rows):
    """Fill in rows from the third on, as a person does who leaves the example."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    place = {cell.value: cell.column for cell in page[1]}
    for number, row in enumerate(rows, start=3):
        for heading, value in row.items():
            page.cell(number, place[heading]).value = value
    book.save(path)


def read(folder, kind, path):
    estate = folder / "estate.toml"
    estate.write_text(
        f'[estate]\nname = "Try"\nas_of = 2026-11-26\n[[{kind}]]\nid = "t"\npath = "{path.name}"\n', encoding="utf-8"
    )  # fmt: skip
    return reading.read(load_project(estate))


@pytest.mark.parametrize("kind", LAYOUTS)
def test_every_heading_of_a_template_is_read_by_its_layout_and_every_heading_of_the_layout_is_there(kind):
    layout = PROFILES[LAYOUTS[kind]]
    written = {normal_heading(h) for h in headings(kind)}
    years = {normal_heading(h) for h in headings(kind) if h[:2] == "20"}
    assert written - years <= layout.headings_used
    assert layout.headings_used - written <= {"approval", "sensitivity"}
    assert layout.fits(headings(kind))


def test_the_years_begin_with_the_financial_year_of_the_day():
    years = [h for h in headings("capital") if h[:2] == "20"]
    assert years == ["2026/27 (£)", "2027/28 (£)", "2028/29 (£)", "2029/30 (£)", "2030/31 (£)"]
    before_april = [c.heading for c in template_columns("capital", day=dt.date(2027, 3, 31))]
    assert "2026/27 (£)" in before_april
    assert "2031/32 (£)" not in before_april


@pytest.mark.parametrize(
    ("column", "words"),
    [("funding", codes.FUNDING_SOURCES), ("works", codes.WORKS), ("service", codes.SERVICES)],
)
def test_every_word_of_a_drop_down_is_read_as_itself(column, words):
    assert [CodeList(column, (), words).read(word).code for word in words] == list(words)


def test_a_workbook_has_notes_drop_downs_and_a_sheet_that_tells_how(tmp_path):
    workbook, _ = write_template("capital", tmp_path, day=DAY)
    book = openpyxl.load_workbook(workbook)
    assert book.sheetnames == ["Projects", "How to fill this in", "Lists"]
    page = book["Projects"]
    assert [cell.value for cell in page[1]] == headings("capital")
    assert all(cell.comment is not None for cell in page[1])
    lists = [one.formula1 for one in page.data_validations.dataValidation]
    assert len(lists) == 2 + 4 + 8  # service, works; four sources; ring-fenced and match of each
    told = " ".join(str(row[1].value) for row in book["How to fill this in"].iter_rows())
    assert "blank means not known, 0 means nothing is spent" in told


@pytest.mark.parametrize("kind", LAYOUTS)
def test_the_same_day_gives_the_same_bytes_and_nothing_is_written_over(kind, tmp_path):
    first = [path.read_bytes() for path in write_template(kind, tmp_path / "a", day=DAY)]
    assert first == [path.read_bytes() for path in write_template(kind, tmp_path / "b", day=DAY)]
    with pytest.raises(OutputError, match="expected no file of this name; there is one"):
        write_template(kind, tmp_path / "a", day=DAY)


def test_a_capital_programme_filled_in_is_read_to_the_pound_and_the_example_is_not(tmp_path):
    workbook, _ = write_template("capital", tmp_path, day=DAY)
    first = {
        "Project reference": "P1", "Organisation": "Leeds City Council", "Project name": "Library", "Service": "library",
        "Type of works": "extension", "Start date": dt.date(2027, 4, 1), "End date": "Q4 2028/29", "Funding 1 source": "grant",
        "Funding 1 amount (£)": 300_000, "Funding 1 ring-fenced": "Yes", "Funding 2 source": "borrowing",
        "Funding 2 amount (£)": 200_000, "2026/27 (£)": 0, "2027/28 (£)": 500_000,
        "Total (£)": 500_000, "Approved years": 1, "Homes": 12,
    }  # fmt: skip
    second = {
        "Project reference": "P2",
        "Organisation": "West Yorkshire Police",
        "Spent before (£)": 5,
        "2028/29 (£)": 75_000,
    }
    filled(workbook, "Projects", [first, second])
    result = read(tmp_path, "capital", workbook)
    assert result.registers[["rows_read", "rows_kept", "rows_set_aside"]].to_numpy().tolist() == [[3, 2, 1]]
    library, other = (row for _, row in result.projects.sort_values("source_row").iterrows())
    assert (library["total_gbp"], library["works"], library["homes_count"]) == (500_000.0, "extension", 12)
    assert (library["service"], library["sensitivity"], other["sensitivity"]) == (
        "library",
        "open",
        "open",
    )
    assert other["total_gbp"] == 75_005.0
    money = result.project_years[["project_id", "financial_year", "amount_gbp", "commitment"]]
    assert money[money["project_id"] == "t:P1"].to_numpy().tolist() == [
        ["t:P1", "2026-27", 0.0, "approved"],
        ["t:P1", "2027-28", 500_000.0, "indicative"],
    ]
    sources = result.funding[["source", "amount_gbp", "is_ring_fenced"]].astype(object)
    assert sources.where(sources.notna(), None).to_numpy().tolist() == [
        ["borrowing", 200_000.0, None],
        ["grant", 300_000.0, True],
    ]


def test_with_a_column_of_sensitivities_put_beside_a_template_a_blank_cell_is_restricted(tmp_path):
    workbook, _ = write_template("capital", tmp_path, day=DAY)
    book = openpyxl.load_workbook(workbook)
    page = book["Projects"]
    page.cell(1, page.max_column + 1, "Sensitivity")
    for row, (name, mark) in enumerate([("Library", "open"), ("Depot", None), ("Refuge", "secret")], start=3):
        page.cell(row, 1, f"P{row}")
        page.cell(row, 3, name)
        page.cell(row, page.max_column, mark)
    book.save(workbook)
    projects = read(tmp_path, "capital", workbook).projects.set_index("name")["sensitivity"]
    assert projects.to_dict() == {"Library": "open", "Depot": "restricted", "Refuge": "secret"}


def test_the_text_form_of_a_template_says_the_same_and_is_read_too(tmp_path):
    _, text = write_template("capital", tmp_path, day=DAY)
    rows = list(csv.reader(io.StringIO(text.read_text(encoding="utf-8-sig"))))
    assert rows[0] == headings("capital")
    with text.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["P1", "Leeds City Council"] + [""] * (len(rows[0]) - 2))
    result = read(tmp_path, "capital", text)
    assert result.projects["project_id"].tolist() == ["t:P1"]
    assert result.projects["total_gbp"].isna().all()


def test_a_list_of_spending_filled_in_is_read_and_the_example_is_not(tmp_path):
    workbook, _ = write_template("spending", tmp_path, day=DAY)
    row = {
        "Organisation": "Leeds City Council", "Service": "housing", "Revenue or capital": "capital", "Discretion": "national",
        "Financial year": "2025/26", "Amount (£)": -250, "Transfer to another public body": "No", "Premises cost": "Yes",
    }  # fmt: skip
    filled(workbook, "Spending", [row])
    [found] = read(tmp_path, "spending", workbook).spending.to_dict("records")
    assert (found["service"], found["budget"], found["discretion"]) == ("housing", "capital", "national")
    assert (found["amount_gbp"], found["financial_year"]) == (-250.0, "2025-26")
    assert (found["is_transfer"], found["is_property"]) == (False, True)
