"""County Durham: the national layers of one unitary council."""

from __future__ import annotations

import pytest
from plain_reading import plain_rows

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def tables(real_run):
    return real_run("county-durham")[0].tables


def test_the_council_is_one_unitary_agency_over_three_registers(tables):
    assets, agencies = tables["assets"], tables["agencies"].set_index("agency_id")
    libraries = assets[assets["register_id"].isin(["libraries-2016", "libraries-2023"])]
    (council,) = libraries["agency_id"].unique()
    assert agencies.loc[council, "sector"] == "unitary"
    assert council in set(assets.loc[assets["register_id"] == "schools", "agency_id"])


def test_local_codes_in_the_uprn_column_are_no_uprns(tables, real_data):
    rows = plain_rows(real_data / "county-durham/registers/libraries_2023_uprn.csv")
    kept = [row for row in rows if row["type"] != "Mobile Library"]
    local = [row["uprn"] for row in kept if row["uprn"] and not row["uprn"].isdigit()]
    assert len(local) == 39
    libraries = tables["assets"][tables["assets"]["register_id"] == "libraries-2023"]
    assert libraries["uprn"].notna().sum() == sum(row["uprn"].isdigit() for row in kept)
    issues = tables["issues"]
    said = issues[(issues["register_id"] == "libraries-2023") & (issues["code"] == "value-not-understood")]
    assert sorted(said["value"]) == sorted(code.strip() for code in local)


def test_one_hospital_with_several_telephone_numbers_is_one_property(tables, real_data):
    rows = plain_rows(real_data / "county-durham/registers/nhs_Hospital.csv")
    hospitals = tables["assets"][tables["assets"]["register_id"] == "nhs-hospitals"]
    assert (len(rows), hospitals["reference"].nunique()) == (32, 19)
    site = {a: h.site_id for h in tables["holdings"].itertuples() for a in h.asset_ids.split("; ")}
    per_reference = (
        hospitals.assign(site=hospitals["asset_id"].map(site)).groupby("reference")["site"].nunique()
    )
    assert (per_reference == 1).all()
