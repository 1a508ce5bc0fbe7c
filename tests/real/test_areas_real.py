"""Wards, neighbourhoods, deprivation and residents of real places, held against plain look-ups and joins."""

from __future__ import annotations

import csv
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from estates import load

from totalcapital.code_changes import load_changes
from totalcapital.errors import EstateFileError
from totalcapital.issues import IssueLog
from totalcapital.reading.areas.areas import read_areas
from totalcapital.reading.door.door import Door

DURHAM = "E06000047"


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def durham(real_run):
    """The tables of the run, and the main area of each kind by site."""
    tables = real_run("county-durham")[0].tables
    places = tables["places"]
    main = places[places["is_main"].fillna(False).astype(bool)]
    return tables, {kind: rows.set_index("subject_id")["area_id"] for kind, rows in main.groupby("kind")}


@pytest.fixture(scope="module")
def ties(real_data):
    """LSOA of 2021: ward and authority of 2024, from the look-up itself."""
    found = rows_of(real_data / "reference/lsoa21/lookup_lsoa21_ward24_ltla24.csv")
    return {row["lsoa21_code"]: row for row in found}


def joined(sites, path, code):
    """The area of a file that each placed site's middle is in, by plain geopandas and PROJ."""
    at = sites[sites.geometry.notna()].set_index("site_id")
    points = gpd.GeoDataFrame(geometry=at.geometry.centroid, crs=at.crs).to_crs(4326)
    areas = gpd.read_file(path)
    found = gpd.sjoin(points, areas[[code, "geometry"]].set_geometry(areas.geometry.make_valid()))
    return found[~found.index.duplicated()][code]


def test_each_site_is_in_the_neighbourhood_that_a_plain_join_gives(durham, real_data):
    tables, main = durham
    plain = joined(tables["sites"], real_data / "reference/lsoa21/lsoa21_england_wales.gpkg", "lsoa21_code")
    ours = main["lsoa"].reindex(plain.index)
    exact = tables["sites"].set_index("site_id")["accuracy_m"].reindex(plain.index) <= 250
    # PROJ without its grid and OSTN15 differ by some metres, a centroid from the largest share of an outline.
    assert (ours == plain)[exact].mean() > 0.985
    assert exact.sum() > 450
    assert ours[~exact].isna().all()


def test_each_site_is_in_the_ward_that_a_plain_join_gives(durham, real_data):
    tables, main = durham
    plain = joined(tables["sites"], real_data / f"reference/wards/{DURHAM}.json", "WD13CD")
    ours = main["ward"].reindex(plain.index)
    assert (ours == plain).mean() > 0.99
    assert len(plain) > 450


def test_the_county_has_the_residents_of_its_neighbourhoods(durham, real_data, ties):
    people = {
        row["lsoacd"]: int(row["population"])
        for row in rows_of(real_data / "reference/lsoa-imd-population/lsoa_population.csv")
    }
    expected = sum(people[code] for code, row in ties.items() if row["ltla24_code"] == DURHAM)
    areas = durham[0]["areas"].set_index("area_id")
    assert areas["population_count"][DURHAM] == areas["population_count"]["county-durham"] == expected
    assert expected == 528_127
    lsoas = areas[areas["kind"] == "lsoa"]
    assert {code: people[code] for code in lsoas.index} == lsoas["population_count"].to_dict()


def test_deprivation_is_that_of_2019_where_every_part_agrees(durham, real_data):
    folder = real_data / "reference/lsoa-imd-population"
    column = "index_of_multiple_deprivation_imd_decile"
    decile = {row["lsoa11_code"]: int(float(row[column])) for row in rows_of(folder / "iod2019_eng.csv")}
    parts = {}
    for row in rows_of(folder / "lsoa11_to_lsoa21_to_lad.csv"):
        parts.setdefault(row["LSOA21CD"], set()).add(decile.get(row["LSOA11CD"]))
    areas = durham[0]["areas"]
    ours = areas[areas["kind"] == "lsoa"].set_index("area_id")["imd_decile"]
    expected = {
        code: next(iter(found)) if len(found := parts.get(code, {None})) == 1 else None for code in ours.index
    }
    assert {code: None if pd.isna(value) else int(value) for code, value in ours.items()} == expected
    assert len(ours) > 320
    assert 0 < ours.isna().sum() < 20  # divided or joined in 2021


def test_only_what_matters_to_the_county_is_kept(durham, ties):
    areas = durham[0]["areas"]
    lsoas = areas[areas["kind"] == "lsoa"]
    own = {code for code, row in ties.items() if row["ltla24_code"] == DURHAM}
    assert own <= set(lsoas["area_id"])
    assert len(lsoas) < len(own) + 15
    police = areas.loc[areas["kind"] == "police", "name"]
    assert "Durham" in set(police)
    assert len(police) < 4
    assert "County Durham and Darlington" in set(areas.loc[areas["kind"] == "fire", "name"])


def test_a_neighbourhood_page_holds_what_is_near_its_place(durham):
    tables, main = durham
    centre = shapely.Point(427_412, 542_033)  # DH1 3EH by the look-up's 54.7724 N, 1.57539 W, to some metres
    sites = tables["sites"].set_index("site_id").geometry.dropna()
    distance = sites.distance(centre)
    near = main["neighbourhood"].index
    assert distance.reindex(near).max() < 3010
    assert set(distance.index[distance < 2990]) <= set(near)
    assert len(near) > 30


@pytest.fixture(scope="module")
def authorities(real_data):
    old = {
        json.loads(line)["properties"]["lad20cd"]
        for line in (real_data / "reference/lad20_england.geojsonl").read_text(encoding="utf-8").splitlines()
        if line.strip()
    }
    new = {row["ltla24_code"] for row in rows_of(real_data / "reference/ltla24/lookup_ltla24_fra24.csv")}
    return old, {code for code in new if code.startswith("E")}


def test_the_list_of_changes_is_whole_between_the_districts_of_2020_and_of_2024(authorities):
    old, new = authorities
    ended = {code for one in load_changes() for code in one.old}
    begun = {one.new for one in load_changes()}
    assert old - new <= ended
    assert new - old - {"E06000053"} <= begun  # Scilly: the file of 2020 is without it
    assert old - new
    assert new - old


@pytest.fixture
def areas_of(real_data, tmp_path):
    (tmp_path / "r.csv").write_text("Name,Easting,Northing\nA,430100,430100\n", encoding="utf-8")
    layer = {"path": str(real_data / "reference/ltla24/uk_boundaries.gpkg"), "layer": "ltla24"}
    older = {"path": str(real_data / "reference/lad20_england.geojsonl")}

    def read(*, year, **sections):
        given = {"authorities": layer if year == 2024 else older, **sections.pop("lookups", {})}
        project = load(tmp_path, registers=[{"id": "r", "path": "r.csv"}], lookups=given, **sections)
        log = IssueLog()
        with Door() as door:
            areas = read_areas(project, door, log=log).set_index("area_id")
        issues = log.table()
        return areas, {code: "; ".join(rows["message"]) for code, rows in issues.groupby("code")}

    return read


def test_leeds_city_region_is_never_drawn_with_the_whole_of_north_yorkshire(areas_of):
    estate = {"programme": "pathfinders", "footprint": "current", "areas": ["leeds-city-region"]}
    areas, said = areas_of(year=2024, estate=estate)
    assert (
        "Craven (E07000163) became part of North Yorkshire (E06000065) on 2023-04-01"
        in said["area-incomplete"]
    )
    seven = areas.loc[
        ["E08000032", "E08000033", "E08000034", "E08000035", "E08000036", "E08000016", "E06000014"]
    ]
    assert areas.geometry["leeds-city-region"].area == pytest.approx(seven.geometry.area.sum(), rel=1e-6)
    craven = [{"id": "craven", "name": "Craven", "codes": ["E07000163"]}]
    with pytest.raises(EstateFileError, match="which is larger and is not taken for it"):
        areas_of(year=2024, areas=craven)


def test_north_yorkshire_and_barnsley_are_found_in_the_districts_of_2020(areas_of, real_data):
    own = [{"id": "ny", "name": "North Yorkshire", "codes": ["E06000065"]},
           {"id": "barnsley", "name": "Barnsley", "codes": ["E08000038"]}]  # fmt: skip
    areas, said = areas_of(year=2020, areas=own)
    now = gpd.read_file(real_data / "reference/ltla24/uk_boundaries.gpkg", layer="ltla24").to_crs(27700)
    now = now.set_index("ltla24_code").geometry
    assert areas.geometry["ny"].area == pytest.approx(now["E06000065"].area, rel=0.01)
    assert areas.geometry["barnsley"].area == pytest.approx(now["E08000016"].area, rel=0.01)
    assert {"area-recoded", "area-from-predecessors"} <= said.keys()


def test_fire_areas_of_england_come_from_their_look_up(areas_of, real_data):
    path = real_data / "reference/ltla24/lookup_ltla24_fra24.csv"
    areas, _ = areas_of(year=2024, lookups={"fire_areas": str(path)})
    fire = areas[areas["kind"] == "fire"]
    expected = {row["fra24_code"]: row["fra24_name"] for row in rows_of(path)}
    assert fire["name"].to_dict() == expected
    west_yorkshire = fire.geometry[fire["name"] == "West Yorkshire"].iloc[0]
    five = areas.loc[[f"E080000{n}" for n in range(32, 37)]].geometry
    assert west_yorkshire.symmetric_difference(five.union_all()).area < 1
