"""The page of what changed, in headless Chromium, from a file, without a network; and its files."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import harbour_estate
import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "comparing"))

from hand_made import compared, edition, project, record

from totalcapital.comparing import counts_of
from totalcapital.publishing import write_comparison

HOSTILE = "=1+1<script>alert(1)</script>{{ 7*7 }}${1}"
OAK = record("1", "Oak Library", postcode="LS1 3AB", service="library")
ELM = record("2", "Elm Depot", postcode="LS1 1UR", at=(431_000.0, 433_000.0))
YEW = record("3", HOSTILE, postcode="LS2 1AA", at=(432_000.0, 434_000.0))
CLINIC = record("N1", "Oak Clinic", register_id="nhs", agency_id="trust", at=(430_100.0, 433_000.0))
WORKS = project("P1", "Hall roof", total_gbp=1e6)
OPTION = ("s-council:1:council", "s-nhs:N1:trust", {"score": 0.8, "rank": 1})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A comparison: Oak Library fell vacant, Elm Depot moved, a hostile name is new, a project costs more."""
    now = edition(
        {**OAK, "status": "vacant"}, {**ELM, "at": (431_300.0, 433_000.0)}, YEW, CLINIC,
        projects=[{**WORKS, "total_gbp": 2e6}], options=[OPTION],
    )  # fmt: skip
    differences = compared(edition(OAK, ELM, CLINIC, projects=[WORKS]), now)
    made = tmp_path_factory.mktemp("comparison")
    summary = {
        "before": {"name": "2026-08-01", "as_of": "2026-08-01", "version": "1"},
        "now": {"name": "the last result", "as_of": "2026-11-01", "version": "1"},
        "counts": counts_of(differences),
    }
    write_comparison(differences, now, made, project=harbour_estate.project(made), summary=summary)
    return made


@pytest.fixture
def page(open_page, folder):
    made = open_page(folder / "index.html")
    made.wait_for_selector("html[data-ready]", state="attached")
    return made


def kinds(page):
    return page.evaluate("[...document.querySelectorAll('.twin-table tbody th')].map(c => c.textContent)")


@pytest.mark.browser
def test_the_page_counts_and_lists_what_became_of_properties(page):
    assert page.evaluate("document.documentElement.dataset.ready") == "yes"
    assert page.inner_text("h1") == "What changed"
    assert page.inner_text(".lede") == "From 1 August 2026 to 1 November 2026 (the last result)"
    assert "Internal. Not for publication." in page.inner_text(".bar")
    assert kinds(page) == ["added", "moved", "became vacant"]
    assert page.inner_text("#count") == "3 of 3 changes, 3 of them on the map"


@pytest.mark.browser
def test_a_figure_shows_what_it_counts_and_a_tick_takes_it_away(page):
    page.click("#figures [data-kinds=cost]")
    assert page.input_value("#subject") == "projects"
    assert kinds(page) == ["cost"]
    page.select_option("#subject", "properties")
    page.uncheck("[data-kind=moved]")
    assert kinds(page) == ["added", "became vacant"]
    page.fill("#search", "oak")
    page.wait_for_function("() => document.querySelectorAll('.twin-table tbody tr').length === 1")
    assert kinds(page) == ["became vacant"]


@pytest.mark.browser
def test_details_lead_to_both_rows_and_from_an_option_to_what_brought_it_about(page):
    page.select_option("#subject", "options")
    page.focus(".twin-table .link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.click(".pick .link")
    assert page.inner_text("#detail h2") == "Oak Library"
    assert page.input_value("#subject") == "properties"
    told = page.inner_text("#detail")
    assert "became vacant; operational before" in told
    assert "council, council.csv, row 2" in told


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1366])
def test_the_page_fits_and_axe_finds_nothing(open_page, folder, width):
    page = open_page(folder / "index.html", width=width)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.click(".twin-table .link")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.browser
def test_a_hostile_name_stays_text(page):
    assert HOSTILE in page.evaluate("document.querySelector('.twin-table').textContent")


def test_no_register_text_stands_in_the_page_outside_its_block(folder):
    assert "Elm Depot" not in (folder / "index.html").read_text(encoding="utf-8")


def test_the_files_hold_every_row_and_no_formula(folder):
    with (folder / "differences.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {"'" + HOSTILE} == {
        row["name"] for row in rows if "script" in row["name"] and row["subject"] == "site"
    }
    book = openpyxl.load_workbook(folder / "comparison.xlsx")
    names = ["Summary", "Beside the registers", "Properties", "Holdings", "Records", "Projects", "Options"]
    assert book.sheetnames == names
    counted = sum(book[name].max_row - 1 for name in names[1:])
    assert counted == len(rows)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    words = json.loads(
        (Path(__file__).resolve().parents[2] / "maps" / "comparison.en.json").read_text("utf-8")
    )
    assert {row["kind"] for row in rows} <= set(words["codes"]["kind"])
