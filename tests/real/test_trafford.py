"""Trafford: one council's Transparency Code register, with totals from the file itself."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from plain_reading import plain_rows
from real_places import FULL_POSTCODE, in_lookup

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def rows(real_data):
    return plain_rows(real_data / "trafford/trafford_land_and_building_assets.csv")


@pytest.fixture(scope="module")
def tables(real_run):
    return real_run("trafford")[0].tables


@pytest.fixture(scope="module")
def council(tables):
    return tables["assets"][tables["assets"]["register_id"] == "council"]


def is_vacant_building(row):
    return row["TenureDetail"] == "Vacant" and row["HoldingType"] != "Land"


def test_the_vacant_rows_are_187_of_which_160_are_land(council):
    vacant = council[council["status"] == "vacant"]
    assert vacant["property_kind"].value_counts().to_dict() == {"land": 160, "building": 18, "both": 9}


def test_a_row_is_placed_by_its_own_point_else_its_postcode_else_its_outward_code(
    real_data, tables, council, rows
):
    """373 rows have a point; one of them has its two numbers swapped, and is not placed by it."""
    expected = {}
    known = in_lookup(real_data, {row["PostCode"].replace(" ", "") for row in rows})
    for row in rows:
        has_point = row["GeoX"] and -3.5 < float(row["GeoX"]) < -1.5 and 53 < float(row["GeoY"]) < 54
        postcode = row["PostCode"].strip().upper()
        whole = FULL_POSTCODE.fullmatch(postcode)
        if has_point:
            method = "coordinates"
        elif whole and postcode.replace(" ", "") in known:
            method = "postcode"
        elif whole or any(FULL_POSTCODE.fullmatch(f"{postcode}{rest}") for rest in (" 1AA", "AA")):
            method = "outward-code"
        else:
            method = "none"
        expected[method] = expected.get(method, 0) + 1
    assert sum(bool(row["GeoX"]) for row in rows) == 373
    assert expected["coordinates"] == 372
    found = tables["locations"].set_index("subject_id").loc[council["asset_id"], "method"]
    assert found.value_counts().to_dict() == expected


def test_none_of_the_27_vacant_buildings_has_a_place_fine_enough_for_a_distance(tables, council, rows):
    """Five share their UPRN with a row that has a point, and so the place of that property."""
    wanted = {row["AssetCode"] for row in rows if is_vacant_building(row)}
    placed = {row["UPRN"] for row in rows if row["UPRN"] and row["GeoX"]}
    beside = {row["AssetCode"] for row in rows if is_vacant_building(row) and row["UPRN"] in placed}
    assert (len(wanted), len(beside)) == (27, 5)
    buildings = council[council["reference"].isin(wanted)]
    assert len(buildings) == 27
    places = tables["locations"].set_index("subject_id").loc[buildings["asset_id"]]
    assert set(places["method"]) == {"outward-code"}
    alone = set(council.loc[council["reference"].isin(wanted - beside), "asset_id"])
    held = {h.holding_id for h in tables["holdings"].itertuples() if alone & set(h.asset_ids.split("; "))}
    options = tables["colocation"]
    assert not held & {*options["host_id"], *options["guest_id"]}


def test_all_rows_without_a_point_are_in_the_area_though_not_on_its_map(tables, council, rows):
    pointless = {row["AssetCode"] for row in rows if not row["GeoX"]}
    assert len(pointless) == 235
    ids = set(council.loc[council["reference"].isin(pointless), "asset_id"])
    sites = {h.site_id for h in tables["holdings"].itertuples() if ids & set(h.asset_ids.split("; "))}
    places = tables["places"]
    assert sites <= set(places.loc[places["area_id"] == "trafford", "subject_id"])


def test_owner_and_occupier_are_kept_apart(council, rows):
    both = sum(row["TenureDetail"] == "Owner Occupied" for row in rows)
    let = sum(row["TenureDetail"].casefold() == "leasehold out" for row in rows)
    lessee = sum(row["TenureType"] == "Leasehold" and row["TenureDetail"] != "Owner Occupied" for row in rows)
    at_odds = sum(row["TenureType"] == "Freehold" and row["TenureDetail"] == "Leasehold In" for row in rows)
    assert council["role"].value_counts().to_dict() == {
        "both": both,
        "owner": len(rows) - both - lessee - at_odds,
        "occupier": lessee,
        "unknown": at_odds,
    }
    assert council["is_leased_out"].eq(True).sum() == let == 123


def test_building_sizes_are_gross_internal_square_metres_and_blank_is_not_known(council, rows):
    sizes = [float(row["BuildingSize"]) for row in rows if row["BuildingSize"]]
    assert len(sizes) == 163
    assert council["floor_area_m2"].notna().sum() == 163
    assert council["floor_area_m2"].sum() == pytest.approx(sum(sizes))
    assert set(council.loc[council["floor_area_m2"].notna(), "floor_area_basis"]) == {"GIA"}
    assert council["site_area_m2"].isna().all()


def test_uprns_are_digits_without_leading_zeros(council, rows):
    written = [row["UPRN"].lstrip("0") for row in rows if row["UPRN"]]
    assert len(written) == 272
    assert sorted(council["uprn"].dropna()) == sorted(written)


def test_one_council_under_one_name_and_private_managers_marked(tables):
    agencies = tables["agencies"].set_index("name")
    assert agencies.loc["Trafford Council", "sector"] == "unitary"
    assert agencies.loc["Trafford Council", "is_public"]
    assert not agencies.loc["Parkingeye Ltd.", "is_public"]


def test_a_library_is_the_councils_only_where_the_council_runs_it(tables):
    libraries = tables["assets"][tables["assets"]["register_id"] == "libraries"].set_index("name")
    council = tables["agencies"].set_index("name").loc["Trafford Council", "agency_id"]
    assert (libraries["agency_id"] == council).sum() == 11
    assert (
        libraries.loc["Coppice Library", "agency_id"] is None
        or libraries["agency_id"].isna()["Coppice Library"]
    )
    assert libraries.loc["Lostock Library", "agency_id"] != council


def test_a_childrens_home_is_known_as_one_so_that_it_can_be_withheld(council):
    homes = council[council["service"] == "childrens-home"]
    assert list(homes["name"]) == ["Old Hall Road Childrens Home"]


def test_land_beside_a_school_is_no_school(council, rows):
    named = {row["AssetCode"] for row in rows if row["OtherDetail"] == "Land"}
    assert len(named) == 51
    assert set(council.loc[council["reference"].isin(named), "service"].dropna()) == {"open-land"}


def test_the_first_light_estate_has_both_registers_on_one_page(real_run):
    result, _ = real_run("trafford-first")
    assert list(result.tables["registers"]["rows_kept"]) == [608, 2886]
    (area,) = result.summary["areas"]
    assert area["area_id"] == "trafford"
    sites = result.tables["sites"]
    assert 0 < area["sites"] < len(sites)


def test_the_councils_page_has_all_that_it_paid_but_what_others_spend_again(real_data, tables):
    """£565.2m in 2024-25, of it £112.4m capital and £64.2m precepts and levies; the whole is of Trafford."""
    paid = {"revenue": 0.0, "capital": 0.0}
    archive = zipfile.ZipFile(
        real_data / "spending/trafford-supplier-spend/trafford-supplier-spend-2024-25.zip"
    )
    with archive, archive.open(next(n for n in archive.namelist() if n.endswith(".csv"))) as file:
        for row in csv.DictReader(io.TextIOWrapper(file, encoding="cp1252", newline="")):
            paid["capital" if row["ProfitCentre"] == "990000" else "revenue"] += float(row["Amount"])
    assert (round(sum(paid.values())), round(paid["capital"])) == (565_219_574, 112_402_351)
    accounts = tables["accounts"]
    page = accounts[accounts["area_id"] == "trafford"]
    by_budget = page.groupby("budget")["amount_gbp"].sum()
    assert by_budget["capital"] == pytest.approx(paid["capital"], abs=1, rel=0)
    passed_on = tables["spending"].loc[tables["spending"]["is_transfer"], "amount_gbp"].sum()
    assert by_budget["revenue"] + passed_on == pytest.approx(paid["revenue"], abs=1, rel=0)
    assert set(page["allocation"]) == {"whole"}
    assert page.groupby("service", dropna=False)["amount_gbp"].sum().sum() == pytest.approx(
        page["amount_gbp"].sum()
    )
