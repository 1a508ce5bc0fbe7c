"""The statements of real areas: one sheet each, with the money of their accounts, and what is missing said."""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.usefixtures("real_data")


def statements(folder):
    return {path.name.removesuffix("-statement.html"): path for path in folder.glob("*-statement.html")}


def sheets_printed(path, folder):
    chromium = (
        os.environ.get("TOTALCAPITAL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    if not chromium:
        pytest.skip("no Chromium on this machine: set TOTALCAPITAL_CHROMIUM or install chromium")
    made = folder / "sheet.pdf"
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder}",
    ]
    command = [chromium, *options, f"--print-to-pdf={made}", path.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=600)  # noqa: S603 - our own page
    return len(re.findall(rb"/Type\s*/Page\b", made.read_bytes()))


@pytest.mark.browser
@pytest.mark.parametrize("place", ["pathfinders-money", "new-york", "county-durham"])
def test_a_statement_of_a_real_area_prints_on_one_sheet(real_run, tmp_path, place):
    _, out = real_run(place)
    found = statements(out / "internal")
    # The fullest of each: most bodies, most authorities.
    name = "leeds-city-region" if place == "pathfinders-money" else min(found)
    assert sheets_printed(found[name], tmp_path) == 1


@pytest.mark.parametrize("place", ["pathfinders-money"])
def test_the_statement_of_every_pathfinder_area_has_the_revenue_of_its_accounts(real_run, place):
    result, out = real_run(place)
    accounts = result.tables["accounts"]
    found = statements(out / "internal")
    assert len(found) == 11
    for area, path in found.items():
        rows = accounts[accounts["area_id"].eq(area) & accounts["financial_year"].eq("2014-15")]
        total = math.fsum(rows.loc[rows["budget"].eq("revenue"), "amount_gbp"])
        said = f"£{total / 1e9:.1f}bn" if total >= 1e9 else f"£{total / 1e6:.1f}m"
        text = path.read_text(encoding="utf-8")
        assert f"<strong>{said}</strong> of revenue spent here in 2014-15" in text, area
        assert "One of the areas of the Capital and Asset Pathfinders" in text, area


@pytest.mark.parametrize("place", ["new-york"])
def test_the_statement_of_new_york_says_that_no_spending_was_given_and_counts_its_projects(real_run, place):
    result, out = real_run(place)
    total = math.fsum(result.tables["projects"]["total_gbp"].dropna())
    text = statements(out / "internal")["estate"].read_text(encoding="utf-8")
    assert "No list of spending gave anything for this area" in text
    assert f"1,303 capital projects, ${total / 1e9:.1f}bn in all." in text
    assert "£" not in text
