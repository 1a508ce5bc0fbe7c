"""Headings over two rows: what is approved and what is indicative stands above the years."""

from __future__ import annotations

import openpyxl
import pytest

from totalcapital import reading
from totalcapital.project import load_project

ROWS = [
    ["Children's Services"],
    ["Hall Lane Primary: extension", "Education", 120, 1500, 2300, None, None, 3920, 3000, 920],
    ["School roofs", "Education", None, 800, 800, 800, 800, 3200, 3200, None],
    ["Total", "", 120, 2300, 3100, 800, 800, 7120, 6200, 920],
]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two-rows")
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Anyshire: capital programme 2026/27 to 2029/30"])
    page.append(["All figures in £000"])
    page.append([])
    page.append(
        ["Scheme", "Directorate", "Prior years", "Approved", None, "Indicative", None, "Total", "Funding"]
    )
    page.append([None, None, None, "2026/27", "2027/28", "2028/29", "2029/30", None, "Grant", "S106"])
    for cells in ("D4:E4", "F4:G4", "I4:J4"):
        page.merge_cells(cells)
    for row in ROWS:
        page.append(row)
    book.save(folder / "programme.xlsx")
    (folder / "estate.toml").write_text(
        '[estate]\nname = "Try"\nas_of = 2026-11-26\n[[capital]]\nid = "c"\npath = "programme.xlsx"\nagency = "A"\n',
        encoding="utf-8",
    )
    return reading.read(load_project(folder / "estate.toml"))


def test_the_years_are_read_with_what_stands_above_them_and_the_unit_of_the_title(read):
    school = read.projects.set_index("name").loc["Hall Lane Primary: extension", "project_id"]
    money = read.project_years[read.project_years["project_id"] == school]
    found = money[["period", "financial_year", "amount_gbp", "commitment"]].astype(object)
    assert found.where(found.notna(), None).to_numpy().tolist() == [
        ["before", None, 120e3, "approved"],
        ["year", "2026-27", 1500e3, "approved"],
        ["year", "2027-28", 2300e3, "approved"],
    ]
    total = read.project_years.groupby("commitment")["amount_gbp"].sum().to_dict()
    assert total == {"approved": 120e3 + 2300e3 + 3100e3, "indicative": 1600e3}


def test_the_rows_that_are_no_projects_are_set_aside_and_the_totals_add_up(read):
    assert read.registers[["rows_kept", "rows_set_aside"]].to_numpy().tolist() == [[2, 2]]
    assert sorted(read.projects["total_gbp"]) == [3200e3, 3920e3]
    assert read.reconciliations["difference_gbp"].tolist() == [0.0, 0.0]
    assert sorted(read.funding["amount_gbp"]) == [920e3, 3000e3, 3200e3]
