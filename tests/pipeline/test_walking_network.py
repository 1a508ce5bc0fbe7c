"""A run with residents and a street network: access is counted, and times are along the streets."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from estates import square, write_csv, write_estate, write_outlines

from totalcapital.pipeline import run
from totalcapital.project import load_project


@pytest.fixture(scope="module")
def options(tmp_path_factory):
    """A library and a customer service 100 m apart across a river, whose bridge is 400 m away."""
    folder = tmp_path_factory.mktemp("river")
    headings = ["Ref", "Name", "Easting", "Northing", "Service", "Status"]
    write_csv(
        folder / "one.csv", headings, [["1", "South Library", "430000", "433000", "library", "operational"]]
    )
    write_csv(folder / "two.csv", headings, [
        ["2", "North Counter", "430000", "433100", "customer-service", "operational"],
        ["3", "Island Counter", "430300", "433050", "customer-service", "operational"],
    ])  # fmt: skip
    write_outlines(
        folder / "lsoas.geojson",
        {"E01000001": square(429_000, 432_000, 3000, height=1050), "E01000002": square(429_000, 433_050, 3000, height=1950)},
        code="LSOA21CD", name="LSOA21NM",
    )  # fmt: skip
    write_csv(
        folder / "residents.csv", ["lsoa21cd", "population"], [["E01000001", "900"], ["E01000002", "1800"]]
    )
    write_csv(folder / "imd.csv", ["lsoa21cd", "IMD decile"], [["E01000001", "1"], ["E01000002", "7"]])
    lines = [
        [(430_000, 433_000), (430_400, 433_000)], [(430_000, 433_100), (430_400, 433_100)],
        [(430_400, 433_000), (430_400, 433_100)], [(430_299, 433_050), (430_301, 433_050)],
    ]  # fmt: skip
    gpd.GeoDataFrame(geometry=[shapely.LineString(line) for line in lines], crs="EPSG:27700").to_file(
        folder / "streets.gpkg"
    )
    registers = [
        {"id": "one", "path": "one.csv", "agency": "Testshire Council", "sector": "county"},
        {"id": "two", "path": "two.csv", "agency": "Test Borough Council", "sector": "district"},
    ]
    lookups = {
        "lsoas": "lsoas.geojson",
        "population": "residents.csv",
        "imd": "imd.csv",
        "network": "streets.gpkg",
    }
    path = write_estate(folder, registers=registers, lookups=lookups)
    tables = run(load_project(path), folder / "out", audiences=["internal"]).tables
    return tables["colocation"].set_index("option_id"), tables


def of(options, host, guest):
    table, tables = options
    names = tables["holdings"].set_index("name")["holding_id"]
    return table.loc[f"{names[host]}>{names[guest]}"]


def test_the_way_leads_over_the_bridge(options):
    row = of(options, "South Library", "North Counter")
    assert (row["walk_by"], row["walk_min"]) == ("network", 11.2)  # 400 + 100 + 400 m at 80 m a minute: 11.25
    assert "could move 100 m (11 min" in row["reason"]


def test_where_no_way_leads_the_time_is_not_known(options):
    row = of(options, "South Library", "Island Counter")
    assert row["walk_by"] == "network"
    assert row[["walk_min"]].isna().all()
    assert "(no way on foot found" in row["reason"]
    assert "near only as the crow flies" in row["reason"]


def test_access_is_counted_from_the_estates_neighbourhoods(options):
    row = of(options, "South Library", "North Counter")
    assert row["access_before_count"] > 0
    assert row["score_access"] <= 1.0
    assert "neighbourhood" not in row["missing"]
