"""Which CRS coordinates are in, told from their values where nothing says it or where what is said is wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.crs import BNG, READINGS, WGS84, Reading, in_country, project_points
from totalcapital.issues import IssueLog
from totalcapital.project import Register
from totalcapital.reading.mapping.mapping import GENERIC, ColumnPlan
from totalcapital.reading.meaning.coordinates import (
    Home,
    canonical_crs,
    hex_of_wkt,
    settle_crs,
    weigh_hypotheses,
)
from totalcapital.reading.raw import RawTable

#: Four places near Hull, off the diagonal of the grid, and an outline that holds them.
EAST = np.array([505_000.0, 511_500.0, 518_000.0, 509_250.0])
NORTH = np.array([428_000.0, 431_250.0, 434_500.0, 426_750.0])
HULL = shapely.box(500_000, 420_000, 525_000, 440_000)
SYSTEMS = ["EPSG:4326", "EPSG:27700", "EPSG:3857", "EPSG:32630", "EPSG:2157"]
LEEDS = {
    "EPSG:4326": ([-1.55, -1.50, -1.60], [53.80, 53.82, 53.79]),
    "EPSG:27700": ([430_000.0, 431_500.0, 428_000.0], [433_000.0, 434_000.0, 431_000.0]),
    "EPSG:3857": ([-172_500.0, -167_000.0, -178_000.0], [7_130_000.0, 7_133_000.0, 7_127_000.0]),
}


def best(x, y, home=None):
    found = weigh_hypotheses(pd.Series(x), pd.Series(y), home=Home(home))[0]
    return (found.crs, found.is_swapped, found.factor, found.share_in_country, found.share_in_area)


def settled(x=None, y=None, *, home=None, said=None, file=None, shapes=None, **keys):
    """Return the CRS of each row, and the codes, levels and remedies of the issues."""
    count = len(x if x is not None else shapes)
    nothing = pd.Series(None, index=range(count), dtype=object)
    frame = pd.DataFrame(
        {
            "x_read": nothing if x is None else pd.Series(x),
            "y_read": nothing if y is None else pd.Series(y),
            "crs_read": nothing if said is None else pd.Series(said, dtype=object),
            "geometry_read": nothing if shapes is None else [shapely.to_wkb(s).hex() for s in shapes],
        }
    )
    raw = RawTable([], [], list(range(count)), count, count, crs=file)
    log = IssueLog()
    register = Register(id="r", path="r.csv", **keys)
    found = settle_crs(
        frame, raw, ColumnPlan(GENERIC, {}, {}, {}), register=register, log=log, home=Home(home)
    )
    return found.tolist(), log.table()


@pytest.mark.parametrize("crs", LEEDS)
def test_the_crs_is_recognised_from_where_the_points_would_lie(crs):
    assert best(*LEEDS[crs]) == (crs, False, 1.0, 1.0, None)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_swapped_columns_are_told_without_an_area(crs):
    y, x = LEEDS[crs]
    assert best(x, y) == (crs, True, 1.0, 1.0, None)


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize("crs", SYSTEMS)
def test_the_registers_own_area_decides_between_systems_that_all_lie_in_the_country(crs, is_swapped):
    x, y = project_points(EAST, NORTH, source=BNG, target=crs)
    if crs == "EPSG:2157":  # ITM of Hull lies outside Ireland: no claim is made
        return
    x, y = (y, x) if is_swapped else (x, y)
    assert best(x, y, HULL) == (crs, is_swapped, 1.0, 1.0, 1.0)


def test_kilometres_are_told_and_irish_grid_by_an_area_in_ireland():
    assert best(EAST / 1000, NORTH / 1000, HULL) == ("EPSG:27700", False, 1000.0, 1.0, 1.0)
    x, y = np.array([333_000.0, 334_500.0]), np.array([374_000.0, 373_000.0])
    assert best(x, y)[0] == "EPSG:27700"  # beside Liverpool: only an area can tell
    e, n = project_points(x, y, source="EPSG:29902", target=BNG)
    belfast = shapely.box(e.min() - 500, n.min() - 500, e.max() + 500, n.max() + 500)
    assert best(x, y, belfast) == ("EPSG:29902", False, 1.0, 1.0, 1.0)


def test_every_reading_is_weighed_and_numbers_that_fit_nothing_have_no_share():
    found = weigh_hypotheses(pd.Series([9e7, 8e7]), pd.Series([8e7, 9e7]))
    assert {(h.crs, h.is_swapped, h.factor) for h in found} == set(READINGS)
    assert {h.share_in_country for h in found} == {0.0}


def test_placeholders_and_blanks_say_nothing_and_the_share_that_fits_is_told():
    x = pd.Series([0.0, 1.0, np.nan, np.inf, -1.55, -1.55, -1.55, 400_000.0])
    y = pd.Series([0.0, 1.0, 53.8, 53.8, 53.8, 53.8, 53.8, 450_000.0])
    assert best(x, y)[:4] == ("EPSG:4326", False, 1.0, 0.75)
    assert best(x[:4], y[:4])[3] == 0.0


def test_an_area_that_holds_few_of_the_points_does_not_decide():
    # A national register held against one city: a tenth lies there, and chance hits must not win.
    east = np.concatenate([EAST, np.linspace(200_000, 600_000, 40)])
    north = np.concatenate([NORTH, np.linspace(150_000, 640_000, 40)])
    assert best(east, north, HULL)[:3] == ("EPSG:27700", False, 1.0)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(3, 5000))
def test_the_order_of_rows_changes_nothing(random, count):
    rng = np.random.default_rng(count)
    x, y = rng.uniform(400_000, 600_000, count), rng.uniform(200_000, 500_000, count)
    order = list(range(count))
    random.shuffle(order)
    first = weigh_hypotheses(pd.Series(x), pd.Series(y), home=Home(HULL))
    assert weigh_hypotheses(pd.Series(x[order]), pd.Series(y[order]), home=Home(HULL)) == first


def test_nothing_said_the_system_is_recognised_and_noted_with_its_evidence():
    lon, lat = project_points(EAST, NORTH, source=BNG, target="EPSG:4326")
    found, issues = settled(lon, lat, home=HULL)
    assert found == ["EPSG:4326"] * 4
    row = issues.iloc[0]
    assert (row["code"], row["level"], row["rows_count"]) == ("crs-recognised", "note", 4)
    assert "100% of the points lie in the country, 100% in the register's area" in row["message"]
    assert 'crs = "EPSG:4326"' in row["fix"]


def test_nothing_said_and_only_swapped_fits_nothing_is_placed_and_the_keys_are_named():
    found, issues = settled(NORTH, EAST, home=HULL)
    assert found == [None] * 4
    assert issues["code"].tolist() == ["crs-not-known"]
    assert 'crs = "EPSG:27700", swap_xy = true' in issues["fix"][0]
    assert settled(NORTH, EAST, home=HULL, swap_xy=True)[0] == ["EPSG:27700"] * 4


@pytest.mark.parametrize(
    ("is_swapped", "truth", "said", "keys"),
    [
        (True, "EPSG:27700", "EPSG:27700", 'crs = "EPSG:27700", swap_xy = true'),  # V33
        (False, "EPSG:27700", "EPSG:4326", 'crs = "EPSG:27700"'),  # V43
        (False, "EPSG:3857", "EPSG:27700", 'crs = "EPSG:3857"'),  # V45
        (False, "EPSG:4326", "EPSG:27700", 'crs = "EPSG:4326"'),  # V35, every row
        (True, "EPSG:4326", "EPSG:4326", 'crs = "EPSG:4326", swap_xy = true'),
    ],
)
def test_what_a_file_says_against_its_points_is_not_believed_and_not_corrected(is_swapped, truth, said, keys):
    x, y = project_points(EAST, NORTH, source=BNG, target=truth)
    x, y = (y, x) if is_swapped else (x, y)
    found, issues = settled(x, y, home=HULL, file=said)
    assert found == [None] * 4
    row = issues.iloc[0]
    assert (row["code"], row["level"], row["rows_count"], row["value"]) == (
        "crs-contradicted",
        "warning",
        4,
        said,
    )
    assert keys in row["fix"]


def test_the_same_holds_for_outlines_and_for_the_rows_own_word():
    outlines = [shapely.box(e, n, e + 20, n + 20) for e, n in zip(EAST, NORTH, strict=True)]
    found, issues = settled(shapes=outlines, file="EPSG:4326")
    assert (found, issues["code"].tolist()) == ([None] * 4, ["crs-contradicted"])
    found, issues = settled(EAST, NORTH, said=["WGS84"] * 3 + ["OSGB36"])
    assert found == [None, None, None, "EPSG:27700"]


def test_the_estate_files_word_is_taken_and_the_contradiction_said():
    found, issues = settled(EAST, NORTH, home=HULL, crs="EPSG:4326")
    assert found == ["EPSG:4326"] * 4
    assert issues["code"].tolist() == ["crs-contradicted"]
    assert "Used as told" in issues["message"][0]
    assert settled(EAST, NORTH, home=HULL, crs="British National Grid")[1].empty


def test_a_few_wrong_rows_do_not_contradict_the_system():
    x, y = np.append(EAST, NORTH[:1]), np.append(NORTH, EAST[:1])
    found, issues = settled(x, y, home=HULL, file="EPSG:27700")
    assert found == ["EPSG:27700"] * 5
    assert issues.empty


def test_a_register_of_places_elsewhere_is_believed():
    # Points in another county than the register's area: nothing else would put them in it.
    found, issues = settled(EAST - 200_000, NORTH, home=HULL, file="EPSG:27700")
    assert (found, len(issues)) == (["EPSG:27700"] * 4, 0)


@pytest.mark.parametrize(
    ("text", "crs"),
    [
        ("WGS84", "EPSG:4326"), ("wgs 84", "EPSG:4326"), ("OSGB36", "EPSG:27700"), ("British National Grid", "EPSG:27700"),
        ("EPSG:3857", "EPSG:3857"), ("urn:ogc:def:crs:EPSG::27700", "EPSG:27700"), ("Irish Grid", "EPSG:29902"),
        ("OSI", "EPSG:29902"), ("TM65", "EPSG:29902"), ("TM75", "EPSG:29903"), ("ITM", "EPSG:2157"),
        ("UTM30", "EPSG:32630"), ("UTM zone 30N", "EPSG:32630"), ("Web Mercator", "EPSG:3857"), ("", None), ("grid", None),
    ],
)  # fmt: skip
def test_crs_names_are_read_as_registers_write_them(text, crs):
    assert canonical_crs(text) == crs


def test_well_known_text_is_read_and_hostile_or_empty_text_is_a_fault():
    assert hex_of_wkt("SRID=27700;POINT (1 2)") == hex_of_wkt("POINT Z (1 2 3)")
    for text in ("POINT EMPTY", "POINT (x y)", "hello"):
        assert hex_of_wkt(text)[0] is None
    assert hex_of_wkt("GEOMETRYCOLLECTION(" * 100_000) == (None, "nested too deeply to be a place")


#: Four places in New York and an outline that holds them, in metres of UTM zone 18.
UTM18 = "EPSG:32618"
NY_EAST = np.array([583_000.0, 586_500.0, 591_000.0, 588_250.0])
NY_NORTH = np.array([4_506_000.0, 4_511_000.0, 4_515_500.0, 4_498_000.0])
NEW_YORK = Home(shapely.box(570_000, 4_480_000, 610_000, 4_530_000), UTM18)


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize("crs", [UTM18, "EPSG:4326", "EPSG:3857"])
def test_an_estate_in_another_country_has_its_area_for_evidence(crs, is_swapped):
    x, y = project_points(NY_EAST, NY_NORTH, source=UTM18, target=crs)
    x, y = (y, x) if is_swapped else (x, y)
    found = weigh_hypotheses(pd.Series(x), pd.Series(y), home=NEW_YORK)[0]
    assert (found.crs, found.is_swapped, found.share_in_area) == (crs, is_swapped, 1.0)
    assert found.share_in_country == 1.0


def test_the_bounds_of_britain_do_not_hold_for_an_estate_elsewhere():
    lon, lat = project_points(NY_EAST, NY_NORTH, source=UTM18, target=WGS84)
    assert not in_country(lon, lat, Reading(WGS84)).any()
    assert in_country(lon, lat, Reading(WGS84), crs=UTM18).all()
    assert not in_country(lat, lon, Reading(WGS84), crs=UTM18).any()  # exchanged: latitude -74
    assert not in_country(lon, lat, Reading(UTM18), crs=UTM18).any()  # degrees called metres
    leeds = np.array([-1.55]), np.array([53.8])
    assert not in_country(*leeds, Reading(WGS84), crs=UTM18).any()


def test_a_file_of_an_estate_elsewhere_that_says_what_its_points_deny_is_not_believed():
    x, y = project_points(NY_EAST, NY_NORTH, source=UTM18, target=WGS84)
    frame = pd.DataFrame({"x_read": x, "y_read": y, "crs_read": None, "geometry_read": None})
    raw = RawTable([], [], [2, 3, 4, 5], 4, 4, crs=UTM18)
    log = IssueLog()
    plan, register = ColumnPlan(GENERIC, {}, {}, {}), Register(id="r", path="r.csv")
    found = settle_crs(frame, raw, plan, register=register, log=log, home=NEW_YORK)
    assert found.isna().all()
    (issue,) = log.table().to_dict("records")
    assert issue["code"] == "crs-contradicted"
    assert 'crs = "EPSG:4326"' in issue["fix"]
