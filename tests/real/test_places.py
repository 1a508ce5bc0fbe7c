"""Promises that hold for every real place."""

from __future__ import annotations

import json

import pytest
from plain_reading import features, plain_rows
from real_places import plain_count, register_files

PLACES = ("trafford-first", "trafford", "cambridgeshire", "county-durham", "leeds-city-region")
THREE = ("cambridgeshire", "county-durham", "leeds-city-region")

pytestmark = pytest.mark.real

#: Rows that are no property or no project, each counted in the raw files by hand.
SET_ASIDE = {
    ("cambridgeshire", "libraries-2023"): 3,  # mobile libraries
    ("county-durham", "libraries-2023"): 1,
    ("leeds-city-region", "libraries-2023"): 4,
    ("leeds-city-region", "rates-bradford"): 5,  # a cell is missing, the rest stands one column to the left
    ("cambridgeshire", "school-allocations"): 268,  # grants by formula
    ("county-durham", "school-allocations"): 261,
    ("leeds-city-region", "school-allocations"): 1242,
}


@pytest.mark.parametrize("name", PLACES)
def test_every_row_of_every_file_is_kept_or_set_aside(real_run, real_data, name):
    result, out = real_run(name)
    said = {
        entry["register_id"]: entry for entry in json.loads((out / "run.json").read_text("utf-8"))["inputs"]
    }
    for register, path in register_files(name, ["spending"]).items():
        of_list = said.pop(register)
        assert of_list["rows_read"] == plain_count(real_data / path)
        assert of_list["rows_read"] == of_list["rows_kept"] + of_list["rows_set_aside"]
    files = register_files(name)
    assert set(said) == set(files)
    expected = {}
    for register, path in files.items():
        rows = plain_count(real_data / path)
        aside = SET_ASIDE.get((name, register), 0)
        expected[register] = (rows, rows - aside, aside)
    found = {r: (e["rows_read"], e["rows_kept"], e["rows_set_aside"]) for r, e in said.items()}
    assert found == expected
    kept = [*result.tables["assets"]["register_id"], *result.tables["projects"]["register_id"]]
    assert {register: kept.count(register) for register in files} == {r: e[1] for r, e in expected.items()}


@pytest.mark.parametrize("name", PLACES)
def test_every_row_set_aside_has_its_reason_in_issues(real_run, name):
    result, _ = real_run(name)
    issues = result.tables["issues"]
    errors = issues[issues["level"] == "error"].groupby("register_id")["rows_count"].sum().to_dict()
    assert errors == {register: count for (place, register), count in SET_ASIDE.items() if place == name}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_has_its_page_and_numbers(real_run, name):
    result, out = real_run(name)
    area = max(result.summary["areas"], key=lambda one: one["sites"])
    page = out / "internal" / f"{area['area_id']}.html"
    assert page.stat().st_size > 10_000
    assert (out / "internal" / "index.html").is_file()
    assert area["sites"] > 100
    assert area["holdings"] >= area["sites"]


@pytest.mark.parametrize("name", PLACES)
def test_every_asset_belongs_to_one_holding_of_one_site(real_run, name):
    tables = real_run(name)[0].tables
    held = [asset for cell in tables["holdings"]["asset_ids"] for asset in cell.split("; ")]
    assert sorted(held) == sorted(tables["assets"]["asset_id"])
    assert set(tables["holdings"]["site_id"]) == set(tables["sites"]["site_id"])


@pytest.mark.parametrize("name", THREE)
def test_a_capital_list_becomes_projects_one_for_each_row(real_run, real_data, name):
    projects = real_run(name)[0].tables["projects"]
    towns = plain_rows(real_data / name / "registers/towns_fund_fhsf_projects.csv")
    conditions = plain_rows(real_data / name / "registers/school_cif_projects_2024_25.csv")
    assert set(projects["reference"]) == {r["project_id"] for r in towns} | {
        r["Project Reference"] for r in conditions
    }
    approved = sum(r["status"] == "Active" for r in towns) + sum(
        r["Status"] == "Approved" for r in conditions
    )
    pending = sum(r["Status"] == "Pending_Approval" for r in conditions)
    assert (projects["commitment"] == "approved").sum() == approved
    assert (projects["commitment"] == "indicative").sum() == pending
    assert projects["total_gbp"].isna().all()
    assert set(projects["urn"].dropna()) == {r["URN"] for r in conditions}


@pytest.mark.parametrize("name", THREE)
def test_a_court_stands_at_its_visiting_address(real_run, real_data, name):
    assets = real_run(name)[0].tables["assets"]
    courts = assets[assets["register_id"] == "courts"].set_index("reference")
    for record in json.loads((real_data / name / "registers/courts.json").read_text("utf-8")):
        (visiting,) = [a for a in record["addresses"] if a["type"] == "Visiting"]
        row = courts.loc[str(record["admin_id"])]
        assert row["postcode"] == visiting["postcode"]
        assert row["address"].endswith(f"{visiting['town']}, {visiting['county']}")
        assert (row["x_read"], row["y_read"]) == (float(record["lon"]), float(record["lat"]))


@pytest.mark.parametrize("name", THREE)
def test_bare_police_points_are_read_as_web_mercator_and_placed_where_they_are(real_run, real_data, name):
    tables = real_run(name)[0].tables
    police = tables["assets"][tables["assets"]["register_id"] == "police"]
    rows = plain_rows(real_data / name / "registers/police_stations_3857.csv")
    assert set(police["crs_read"]) == {"EPSG:3857"}
    assert sorted(police["x_read"]) == sorted(float(row["x"]) for row in rows)
    places = tables["locations"].set_index("subject_id").loc[police["asset_id"]]
    assert set(places["method"]) == {"coordinates"}
    # Metres of the national grid in the north and east of England, not of Web Mercator.
    assert places.geometry.x.between(360_000, 570_000).all()
    assert places.geometry.y.between(230_000, 570_000).all()


@pytest.mark.parametrize("name", THREE)
def test_schools_of_the_national_list_have_the_body_their_kind_says(real_run, real_data, name):
    tables = real_run(name)[0].tables
    agencies = tables["agencies"].set_index("agency_id")
    schools = tables["assets"][tables["assets"]["register_id"] == "schools"].set_index("urn")
    for row in plain_rows(real_data / name / "registers/schools_gias.csv"):
        agency = schools.loc[row["urn"], "agency_id"]
        group, kind = row["establishment_type_group"], row["establishment_type"]
        if group in {"Academies", "Free Schools"} or kind.startswith(("Academy", "Free schools")):
            assert not isinstance(agency, str), row["establishment_name"]
        elif group == "Local authority maintained schools" or kind in {
            "Community special school",
            "Foundation special school",
        }:
            assert agencies.loc[agency, "is_public"], row["establishment_name"]
            assert agencies.loc[agency, "sector"] in {"county", "unitary"}, row["establishment_name"]
        elif group == "Independent schools" or kind.startswith("Other independent"):
            assert agencies.loc[agency, "is_public"] == False, row["establishment_name"]  # noqa: E712 - not null


@pytest.mark.parametrize("name", THREE)
def test_hospitals_of_the_independent_sector_are_marked_as_not_public(real_run, real_data, name):
    tables = real_run(name)[0].tables
    public = tables["agencies"].set_index("agency_id")["is_public"]
    hospitals = tables["assets"][tables["assets"]["register_id"] == "nhs-hospitals"]
    sectors = {}
    for row in plain_rows(real_data / name / "registers/nhs_Hospital.csv"):
        sectors.setdefault(row["ParentName"], set()).add(row["Sector"])
    seen = {}
    for asset in hospitals.itertuples():
        values = json.loads(asset.source_values)
        seen.setdefault(values["ParentName"], set()).add(public[asset.agency_id])
    for parent, sector in sectors.items():
        if sector == {"Independent Sector"}:
            assert seen[parent] == {False}, parent
        if sector == {"NHS Sector"} and "NHS" in parent:
            assert seen[parent] == {True}, parent


@pytest.mark.parametrize("name", THREE)
def test_clinics_and_hospital_points_name_no_body_and_get_none(real_run, name):
    assets = real_run(name)[0].tables["assets"]
    bare = assets[assets["register_id"].isin(["nhs-clinics", "hospitals", "library-outlines"])]
    assert len(bare) > 50
    assert bare["agency_id"].isna().all()


@pytest.mark.parametrize("name", THREE)
def test_brownfield_land_is_public_only_where_the_register_says_so(real_run, real_data, name):
    tables = real_run(name)[0].tables
    public = tables["agencies"].set_index("agency_id")["is_public"]
    land = tables["assets"][tables["assets"]["register_id"] == "brownfield"]
    rows = plain_rows(real_data / name / "registers/brownfield_2020.csv")
    private = sum(row["ownership"] == "not owned by a public authority" for row in rows)
    named = land["agency_id"].notna()
    assert named.sum() == private
    assert not public[land.loc[named, "agency_id"].unique()].any()
    owned = sum(row["ownership"] == "owned by a public authority" for row in rows)
    assert (land.loc[~named, "role"] == "owner").sum() == owned
    hectares = sum(float(row["hectares"]) for row in rows if row["hectares"])
    assert land["site_area_m2"].sum() == pytest.approx(hectares * 10_000)
    assert set(land["property_kind"]) == {"land"}


@pytest.mark.parametrize("name", THREE)
def test_weekly_hours_are_those_of_the_library_list_and_null_where_it_has_words(real_run, real_data, name):
    assets = real_run(name)[0].tables["assets"]
    libraries = assets[assets["register_id"] == "libraries-2023"]
    rows = plain_rows(real_data / name / "registers/libraries_2023_uprn.csv")
    hours = [row["hours"] for row in rows if row["type"].casefold() != "mobile library"]
    numbers = [float(text) for text in hours if text.replace(".", "", 1).isdigit()]
    assert libraries["opening_hours_week"].notna().sum() == len(numbers)
    assert libraries["opening_hours_week"].sum() == pytest.approx(sum(numbers))
    closed = sum(
        row["operation_23"] == "Closed" for row in rows if row["type"].casefold() != "mobile library"
    )
    assert (libraries["status"] == "closed").sum() == closed
    assert not libraries["status"].isin(["vacant", "surplus"]).any()


@pytest.mark.parametrize("name", THREE)
def test_library_outlines_are_polygons_on_the_national_grid(real_run, real_data, name):
    tables = real_run(name)[0].tables
    outlines = tables["assets"][tables["assets"]["register_id"] == "library-outlines"]
    places = tables["locations"].set_index("subject_id").loc[outlines["asset_id"]]
    rows = plain_rows(real_data / name / "registers/os_library_buildings_wkt_bng.csv")
    assert set(places["method"]) == {"geometry"}
    first = {row["id"]: row["WKT"].split("((", 1)[1].split(",", 1)[0].split() for row in rows}
    for reference, geometry in zip(outlines["reference"], places.geometry, strict=True):
        x, y = map(float, first[reference])
        west, south, east, north = geometry.bounds
        assert west - 0.01 <= x <= east + 0.01
        assert south - 0.01 <= y <= north + 0.01


def test_openstreetmap_features_keep_their_own_outlines(real_run, real_data):
    tables = real_run("leeds-city-region")[0].tables
    layers = sorted((real_data / "leeds-city-region/registers/osm").glob("*.geojson"))
    polygons = sum(f["geometry"]["type"] == "MultiPolygon" for path in layers for f in features(path))
    drawn = tables["assets"][tables["assets"]["register_id"].str.startswith("osm-")]
    places = tables["locations"].set_index("subject_id").loc[drawn["asset_id"]]
    assert len(drawn) == 4025
    assert (places.geometry.area > 0).sum() == polygons
    assert (places.geometry.geom_type == "Point").sum() == len(drawn) - polygons
