"""Estates with next to nothing in them get their table all the same."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from totalcapital.locating import locate
from totalcapital.tables import AREAS, ASSETS, LOCATIONS, PROJECTS

BNG = "EPSG:27700"
POSTCODES = pd.DataFrame(
    {"postcode": ["LS13AB"], "x": [430_000.0], "y": [433_000.0], "crs": BNG, "is_ended": [False]}
)
NO_POSTCODES = POSTCODES.iloc[:0]
BASE = {
    "register_id": "r", "source_file": "r.csv", "role": "owner", "status": "unknown", "sensitivity": "open",
    "source_values": "{}", "crs_read": BNG,
}  # fmt: skip


def located(*rows, postcodes=POSTCODES, **more):
    made = ASSETS.empty()
    if rows:
        records = [{**BASE, "asset_id": f"r:{n}", "source_row": n + 2, **row} for n, row in enumerate(rows)]
        made = ASSETS.conform(pd.DataFrame(records))
    result = locate(made, PROJECTS.empty(), postcodes=postcodes, homes={}, crs=BNG, **more)
    LOCATIONS.check(result.locations)
    return result


@pytest.mark.parametrize("postcodes", [POSTCODES, NO_POSTCODES], ids=["look-up", "no look-up"])
@pytest.mark.parametrize("areas", [None, AREAS.empty()], ids=["no table", "no areas"])
def test_an_estate_without_a_record_has_no_location_and_no_fault(postcodes, areas):
    result = located(postcodes=postcodes, areas=areas)
    assert len(result.locations) == 0
    assert isinstance(result.locations, gpd.GeoDataFrame)
    assert result.locations.crs.to_epsg() == 27700
    assert len(result.issues) == 0


def test_one_record_is_placed_by_what_it_gives():
    assert located({"postcode": "LS1 3AB"}).locations["method"].tolist() == ["postcode"]
    assert located({"postcode": "LS1 3AB"}, postcodes=NO_POSTCODES).locations["method"].tolist() == ["none"]
    assert located({"x_read": 430_123.0, "y_read": 433_321.0}).locations["method"].tolist() == ["coordinates"]


def test_where_every_point_is_faulty_every_record_is_told_and_none_is_placed_by_it():
    faulty = [(0.0, 0.0), (-1.0, -1.0), (float("inf"), 433_000.0), (9e9, 9e9), (430_000.0, float("nan"))]
    rows = [{"x_read": x, "y_read": y, "postcode": "LS1 3AB"} for x, y in faulty]
    result = located(*rows)
    assert result.locations["method"].tolist() == ["postcode"] * len(faulty)
    told = result.issues[result.issues["column"] == "coordinates"]
    assert sorted(told["source_row"]) == [2, 3, 4, 5, 6]
