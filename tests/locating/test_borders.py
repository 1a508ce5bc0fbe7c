"""A point and its postcode in different authorities: an issue, and the better evidence wins, said why."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from totalcapital.locating import locate
from totalcapital.tables import ASSETS, LOCATIONS, PROJECTS

BNG = "EPSG:27700"
#: Eastham and Westby meet at easting 430,000; a gap of 10 km, then Farside.
EASTHAM = shapely.box(430_000, 420_000, 450_000, 440_000)
WESTBY = shapely.box(410_000, 420_000, 430_000, 440_000)
FARSIDE = shapely.box(460_000, 420_000, 470_000, 440_000)
AREAS = gpd.GeoDataFrame(
    {"name": ["Eastham", "Westby", "Farside", "Both"], "kind": ["authority"] * 3 + ["programme"]},
    geometry=[EASTHAM, WESTBY, FARSIDE, EASTHAM | WESTBY], crs=BNG,
)  # fmt: skip
#: The first is 50 m inside Westby, the second 15 km, the third 5 m; the fourth 1 km inside Eastham.
POSTCODES = pd.DataFrame(
    {"postcode": ["LS13AB", "LS13AD", "LS13AE", "LS13AF"], "x": [429_950.0, 415_000.0, 429_995.0, 431_000.0],
     "y": 430_000.0, "crs": BNG, "is_ended": False}
)  # fmt: skip


def located(*rows, homes=None, areas=AREAS, **more):
    base = {"register_id": "r", "source_file": "r.csv", "role": "owner", "status": "unknown", "sensitivity": "open",
            "source_values": "{}", "crs_read": BNG}  # fmt: skip
    made = [{**base, "asset_id": f"r:{n:03d}", "source_row": n + 2, **row} for n, row in enumerate(rows)]
    table = ASSETS.conform(pd.DataFrame(made))
    result = locate(
        table, PROJECTS.empty(), postcodes=POSTCODES, homes=homes or {}, areas=areas, crs=BNG, **more
    )
    LOCATIONS.check(result.locations)
    return result


def point(east, postcode, **more):
    return {"x_read": float(east), "y_read": 430_001.5, "postcode": postcode, **more}


def said(result):
    found = result.issues[result.issues["code"] == "coordinates-disagree"]
    return list(zip(found["source_row"], found["level"], found["message"], strict=True))


def test_a_point_over_the_border_by_more_than_both_accuracies_is_an_issue_though_it_is_near():
    # Coordinates are good to 25 m, a postcode to 100 m: over the border by 126 m is told, by 124 m is not.
    result = located(point(430_126, "LS1 3AB"), point(430_124, "LS1 3AB"))
    ((row, level, message),) = said(result)
    assert (row, level) == (2, "note")
    assert message == (
        "the coordinates are 176 m from the middle of LS1 3AB and in Eastham, not in Westby; "
        "the coordinates were used."
    )
    assert set(result.locations["method"]) == {"coordinates"}
    assert said(located(point(430_126, "LS1 3AB"), areas=None)) == []


def test_the_one_in_the_registers_area_is_taken_and_it_is_said_why():
    rows = [point(430_300, "LS1 3AB"), point(429_700, "LS1 3AF")]
    west = located(*rows, homes={"r": WESTBY})
    assert west.locations["method"].tolist() == ["postcode", "coordinates"]
    first, second = said(west)
    assert first[1] == "warning"
    assert first[2].endswith("the postcode was used: it lies in the register's area, the coordinates do not.")
    assert second[1] == "note"
    assert second[2].endswith("and in Westby, not in Eastham; the coordinates were used.")
    east = located(*rows, homes={"r": EASTHAM})
    assert east.locations["method"].tolist() == ["coordinates", "postcode"]
    both = located(*rows, homes={"r": EASTHAM | WESTBY})
    assert both.locations["method"].tolist() == ["coordinates", "coordinates"]


def test_an_owners_own_authority_speaks_where_the_area_does_not_tell_them_apart():
    rows = [point(430_300, "LS1 3AB", agency_id=name) for name in ("westby-council", "eastham-council", None)]
    result = located(*rows, homes={"r": EASTHAM | WESTBY})
    assert result.locations["method"].tolist() == ["postcode", "coordinates", "coordinates"]
    assert "it lies in the owner's own authority" in said(result)[0][2]
    # The register's area goes before its owner's.
    result = located(rows[0], homes={"r": EASTHAM})
    assert result.locations["method"].tolist() == ["coordinates"]


def test_more_than_twenty_kilometres_apart_within_one_area_the_postcode_is_taken():
    home = {"r": EASTHAM | WESTBY}
    result = located(point(435_001, "LS1 3AD"), point(434_000, "LS1 3AD"), homes=home)
    assert result.locations["method"].tolist() == ["postcode", "coordinates"]  # 20.0 km and 19 km apart
    assert "a postcode is what others check" in said(result)[0][2]
    away = {"r": FARSIDE}  # neither is in the register's area: nothing speaks for the postcode
    result = located(point(435_001, "LS1 3AD"), homes=away)
    assert result.locations["method"].tolist() == ["coordinates"]


def test_a_uprn_that_bears_the_point_out_outweighs_the_postcode():
    uprns = pd.DataFrame({"uprn": ["7"], "x": [430_310.0], "y": [430_000.0], "crs": BNG})
    result = located(point(430_300, "LS1 3AB", uprn="7"), homes={"r": WESTBY}, uprns=uprns)
    assert result.locations["method"].tolist() == ["coordinates"]
    assert [level for _, level, _ in said(result)] == ["note"]


def test_an_outline_crosses_only_with_all_of_it_and_a_point_in_no_authority_says_nothing():
    astride = shapely.box(429_900, 429_990, 430_800, 430_010)
    beyond = shapely.box(430_200, 429_990, 430_800, 430_010)
    rows = [{"geometry_read": shapely.to_wkb(s).hex(), "postcode": "LS1 3AB"} for s in (astride, beyond)]
    between = point(451_000, "LS1 3AF")  # 20 km off, in the gap between Eastham and Farside
    result = located(*rows, between)
    assert [row for row, _, message in said(result) if "not in" in message] == [3]


def test_rounded_coordinates_must_be_over_by_more_than_they_are_rounded():
    # Rounded to a kilometre they are good to 707 m: over by 1 km is told, 800 m (707 + 100) is not.
    grid = pd.DataFrame({"postcode": ["LS13AB"], "x": [430_000.0 - 300], "y": 430_000.0, "crs": BNG})
    far = {"x_read": 431_000.0, "y_read": 431_000.0, "postcode": "LS1 3AB"}
    base = {"asset_id": "r:1", "register_id": "r", "source_file": "r.csv", "source_row": 2, "role": "owner",
            "status": "unknown", "sensitivity": "open", "source_values": "{}", "crs_read": BNG}  # fmt: skip
    for shift, count in ((0.0, 1), (200.0, 0)):
        moved = gpd.GeoDataFrame(
            {"name": ["Eastham", "Westby"], "kind": "authority"},
            geometry=[shapely.box(430_000 + shift, 420_000, 450_000, 440_000),
                      shapely.box(410_000, 420_000, 430_000 + shift, 440_000)], crs=BNG,
        )  # fmt: skip
        result = locate(
            ASSETS.conform(pd.DataFrame([base | far])), PROJECTS.empty(), postcodes=grid.assign(is_ended=False),
            homes={}, areas=moved, crs=BNG,
        )  # fmt: skip
        assert len(said(result)) == count


def test_neither_the_order_of_areas_nor_of_rows_changes_anything():
    rng = np.random.default_rng(5)
    codes = ["LS1 3AB", "LS1 3AD", "LS1 3AE", "LS1 3AF"]
    rows = [point(east, codes[n % 4]) for n, east in enumerate(rng.uniform(411_000, 449_000, 200).round())]
    first = located(*rows, homes={"r": EASTHAM | WESTBY})
    again = located(*rows, homes={"r": EASTHAM | WESTBY}, areas=AREAS.iloc[::-1])
    pd.testing.assert_frame_equal(pd.DataFrame(first.locations), pd.DataFrame(again.locations))
    pd.testing.assert_frame_equal(first.issues, again.issues)


@pytest.mark.parametrize("areas", [AREAS.iloc[:0], AREAS[AREAS["kind"] == "programme"]])
def test_without_outlines_of_authorities_nothing_is_compared(areas):
    assert said(located(point(430_500, "LS1 3AB"), areas=areas)) == []
