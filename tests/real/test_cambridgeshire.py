"""Cambridgeshire: the national layers of one county."""

from __future__ import annotations

import pytest
from plain_reading import plain_rows

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def tables(real_run):
    return real_run("cambridgeshire")[0].tables


def test_the_county_its_fire_service_and_its_police_are_three_agencies(tables):
    agencies = tables["agencies"].set_index("agency_id")
    assets = tables["assets"]
    fire = assets.loc[assets["register_id"] == "fire", "agency_id"].unique()
    police = assets.loc[assets["register_id"] == "police", "agency_id"].unique()
    county = assets.loc[assets["register_id"] == "libraries-2023", "agency_id"].unique()
    assert [len(fire), len(police), len(county)] == [1, 1, 1]
    sectors = [agencies.loc[agency[0], "sector"] for agency in (fire, police, county)]
    assert sectors == ["fire", "police", "county"]


def test_the_county_council_of_three_registers_is_one_agency(tables, real_data):
    assets = tables["assets"]
    county = assets.loc[assets["register_id"] == "libraries-2023", "agency_id"].iloc[0]
    assert set(assets.loc[assets["register_id"] == "libraries-2016", "agency_id"]) == {county}
    rows = plain_rows(real_data / "cambridgeshire/registers/schools_gias.csv")
    maintained = sum(
        row["la_name"] == "Cambridgeshire"
        and (
            row["establishment_type_group"] == "Local authority maintained schools"
            or row["establishment_type"] in {"Community special school", "Foundation special school"}
        )
        for row in rows
    )
    schools = assets[assets["register_id"] == "schools"]
    assert (schools["agency_id"] == county).sum() == maintained


def test_hours_written_as_a_sum_are_not_guessed(tables):
    libraries = tables["assets"][tables["assets"]["register_id"] == "libraries-2016"]
    issues = tables["issues"]
    said = issues[(issues["register_id"] == "libraries-2016") & (issues["column"] == "hours")]
    assert said["rows_count"].sum() == 4
    assert "23 + 8 opened by partners" in set(said["value"])
    assert libraries["opening_hours_week"].max() < 80


def test_two_libraries_closed_and_replaced_are_closed(tables):
    libraries = tables["assets"][tables["assets"]["register_id"] == "libraries-2016"]
    assert (libraries["status"] == "closed").sum() == 2
    assert libraries["status_date"].isna().all()
