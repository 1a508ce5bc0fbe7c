"""European grants in England: their money and dates are read, who received them is nowhere."""

from __future__ import annotations

import csv

import pytest

from totalcapital import reading
from totalcapital.project import load_project

FILE = "capital/erdf-esf-england-2007-2013/Final_England_subsidies.csv"

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def plain(real_data):
    with (real_data / FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def read(real_data, tmp_path_factory):
    estate = tmp_path_factory.mktemp("grants") / "estate.toml"
    estate.write_text(
        f'[estate]\nname = "Grants"\nas_of = 2015-01-01\n[[capital]]\nid = "eu"\npath = "{real_data / FILE}"\n',
        encoding="utf-8",
    )
    return reading.read(load_project(estate))


def amount(text):
    return float(text) if text.replace(".", "", 1).isdigit() else 0.0


def test_every_row_is_a_grant_and_says_that_capital_is_not_marked(plain, read):
    assert len(read.projects) == len(plain) == 12131
    remarks = read.issues.loc[read.issues["code"] == "layout-remark", "message"]
    assert [remark for remark in remarks if "which are capital is not marked" in remark]
    assert read.projects["agency_id"].isna().all()


def test_money_is_the_stated_total_else_grant_and_match_and_a_nought_is_not_known(plain, read):
    expected = [amount(r["Total"]) or amount(r["Subsidy"]) + amount(r["Matching"]) for r in plain]
    assert read.projects["total_gbp"].sum() == pytest.approx(sum(expected), abs=0.01)
    assert read.projects["total_gbp"].notna().sum() == sum(one > 0 for one in expected) == 11818
    by_source = read.funding.groupby("source_read")["amount_gbp"].sum()
    assert by_source["European grant"] == pytest.approx(sum(amount(r["Subsidy"]) for r in plain), abs=0.01)
    assert by_source["Match funding"] == pytest.approx(sum(amount(r["Matching"]) for r in plain), abs=0.01)


def test_a_recipient_and_its_place_are_in_no_cell_of_any_table(plain, read):
    names = {row["Organization"].strip() for row in plain if len(row["Organization"].strip()) > 12}
    postcodes = {row["Postal_code"] for row in plain if " " in row["Postal_code"]}
    text = "\n".join(
        "\n".join(frame[column].dropna().astype(str).unique())
        for frame in (
            read.projects,
            read.headings,
            read.issues,
            read.agencies,
            read.agency_names,
            read.funding,
        )
        for column in frame.columns
        if column not in {"geometry", "geometry_read"}
    )
    assert [name for name in sorted(names) if f'"{name}"' in text or f"\n{name}\n" in text] == []
    assert [code for code in sorted(postcodes) if code in text] == []
    assert read.projects[["x_read", "y_read", "postcode"]].isna().all(axis=None)


def test_no_place_of_a_recipient_is_taken_for_that_of_the_works(read):
    assert read.projects[["place_name", "address", "area_id"]].isna().all(axis=None)
    remarks = read.issues.loc[read.issues["code"] == "layout-remark", "message"]
    assert remarks.str.contains("where the recipient is, not the works", regex=False).any()
