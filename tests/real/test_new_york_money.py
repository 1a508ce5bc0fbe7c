"""The capital projects of New York: every dollar by body and year, counted again with plain JSON."""

from __future__ import annotations

import json
from collections import Counter

import pandas as pd
import pytest

from totalcapital import reading
from totalcapital.project import load_project

FILE = "capital/new-york-capital-projects-2020/projects.geojson"
YEARS = ("2021", "2022", "2023", "2024", "2025")

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def plain(real_data):
    """The properties of every project, as they stand in the file."""
    features = json.loads((real_data / FILE).read_text(encoding="utf-8"))["features"]
    return [feature["properties"] for feature in features]


@pytest.fixture(scope="module")
def read(real_data, tmp_path_factory):
    estate = tmp_path_factory.mktemp("new-york") / "estate.toml"
    estate.write_text(
        '[estate]\nname = "New York"\nas_of = 2020-07-01\ncrs = "EPSG:32618"\ncurrency = "USD"\n'
        f'[[capital]]\nid = "ny"\npath = "{real_data / FILE}"\n',
        encoding="utf-8",
    )
    return reading.read(load_project(estate))


def test_the_list_holds_thirteen_hundred_and_three_projects_of_twenty_two_bodies(plain, read):
    assert len(plain) == len(read.projects) == 1303
    assert len({one["managing_agency"] for one in plain}) == read.projects["agency_id"].nunique() == 22
    assert read.registers["profile"].tolist() == ["new-york-projects"]


def test_every_project_has_an_id_though_two_bodies_use_one_number(read):
    assert read.projects["project_id"].is_unique
    shared = read.projects[read.projects["reference"] == "P-213CNTR"]
    assert sorted(shared["project_id"]) == ["ny:P-213CNTR@801", "ny:P-213CNTR@850"]


def test_totals_by_body_and_year_are_those_of_the_file_to_the_dollar(plain, read):
    expected: Counter[tuple[str, str]] = Counter()
    for one in plain:
        for year in YEARS:
            expected[one["managing_agency"], year] += 1000 * one[f"combined{year}"]
        expected[one["managing_agency"], "before"] += 1000 * one["combined_prior_actuals"]
        expected[one["managing_agency"], "after"] += 1000 * one["combined_r_t_c"]
    spelled = read.agency_names.drop_duplicates("agency_id").set_index("agency_id")
    assert spelled.index.is_unique
    bodies = read.projects.set_index("project_id")["source_values"].map(
        lambda row: json.loads(row)["managing_agency"]
    )
    years = read.project_years
    label = years["financial_year"].where(years["period"] == "year", years["period"])
    found = years["amount_gbp"].groupby([years["project_id"].map(bodies), label]).sum()
    assert {key: value for key, value in found.items() if value} == {
        key: float(value) for key, value in expected.items() if value
    }


def test_total_original_budget_and_sources_are_those_of_the_file(plain, read):
    assert read.projects["total_gbp"].sum() == 1000 * sum(one["combined_total"] for one in plain)
    assert read.projects["total_gbp"].sum() == 17_198_103_000
    stated = [one["original_budget"] for one in plain if one["original_budget"]]
    assert read.projects["original_gbp"].sum() == 1000 * sum(stated)
    assert read.projects["original_gbp"].notna().sum() == len(stated) == 1261
    found = read.funding.groupby("source_read")["amount_gbp"].sum().to_dict()
    assert found == {
        "City": 1000.0 * sum(one["city_total"] for one in plain),
        "Other than the city": 1000.0 * sum(one["non_city_total"] for one in plain),
    }


def test_the_years_begin_in_july_and_add_up_to_every_total(read):
    first = read.project_years.set_index("financial_year").loc["2021"].iloc[0]
    assert first["year_start_date"] == pd.Timestamp(2020, 7, 1)
    assert first["year_end_date"] == pd.Timestamp(2021, 6, 30)
    assert read.reconciliations["rows_count"].tolist() == [1303, 1303]
    assert read.reconciliations["differing_count"].tolist() == [0, 0]
    assert read.reconciliations["difference_gbp"].tolist() == [0.0, 0.0]


def test_money_that_is_taken_back_in_a_year_stays_negative(plain, read):
    below = sum(one[f"combined{year}"] < 0 for one in plain for year in YEARS)
    assert (read.project_years["amount_gbp"] < 0).sum() == below == 1
