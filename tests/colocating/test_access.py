"""Access before and after a move: who is counted, of what, and what is never told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.assumptions import load_assumptions
from totalcapital.colocating.access import ACCESS_COLUMNS, access_of
from totalcapital.colocating.residents import runs, spread_residents
from totalcapital.colocating.supply import is_visited, supply_of
from totalcapital.colocating.walking import Walks
from totalcapital.tables import AREAS, HOLDINGS, SITES
from totalcapital.tables.codes import SERVICES

BNG = "EPSG:27700"
COUNTS = list(ACCESS_COLUMNS[:4])


def neighbourhoods(*rows):
    """Return areas: (west, south, side in metres, residents, decile) each."""
    frame = pd.DataFrame(
        {
            "area_id": [f"E0100000{n}" for n in range(len(rows))],
            "kind": "lsoa",
            "name": "somewhere",
            "population_count": [row[3] for row in rows],
            "imd_decile": [row[4] for row in rows],
        }
    )
    shapes = [shapely.box(x, y, x + side, y + side) for x, y, side, _, _ in rows]
    return AREAS.conform(gpd.GeoDataFrame(frame, geometry=shapes, crs=BNG), crs=BNG)


def estate(*rows):
    """Return holdings h0, h1 … and their sites; ``at`` is metres."""
    holdings, sites = [], {}
    for n, row in enumerate(rows):
        own = {
            "holding_id": f"h{n}", "site_id": f"s{n}", "asset_ids": f"r:{n}", "agency_id": f"agency-{n}", "role": "owner",
            "status": "operational", "sensitivity": "open", "service": "library", **row,
        }  # fmt: skip
        at, accuracy = own.pop("at"), own.pop("accuracy_m", 25.0)
        own.setdefault("services", own["service"])
        shape = at if hasattr(at, "geom_type") else shapely.Point(at)
        sites[own["site_id"]] = {
            "site_id": own["site_id"], "agencies_count": 1, "assets_count": 1, "accuracy_m": accuracy, "geometry": shape,
        }  # fmt: skip
        holdings.append(own)
    frame = gpd.GeoDataFrame(pd.DataFrame(list(sites.values())), geometry="geometry", crs=BNG)
    return HOLDINGS.conform(pd.DataFrame(holdings)), SITES.conform(frame, crs=BNG)


def access(rows, areas, *moves, reach_m=1000.0, own=None, walks=None):
    """Return the access of moves (host, guest), by the numbers of the rows."""
    holdings, sites = estate(*rows)
    options = pd.DataFrame(moves, columns=["host_id", "guest_id"]).map("h{}".format)
    return access_of(
        options,
        holdings=holdings,
        sites=sites,
        areas=areas,
        reach_m=reach_m,
        assumptions=load_assumptions(
            {"access.spacing": 1e6, "access.points": 1.0, "access.deprived-at-least": 1.0} | (own or {})
        ),
        walks=walks,
    )


#: Four neighbourhoods in a row, 1 km apart: their residents stand at x = 0, 1000, 2000, 3000.
ROW = neighbourhoods(
    (-5, -5, 10, 100, 1), (995, -5, 10, 20, 5), (1995, -5, 10, 3, 2), (2995, -5, 10, 4000, 10)
)


def test_a_move_loses_those_only_the_old_place_reaches_and_wins_those_the_new_one_does():
    # The guest at 0 reaches 100 + 20, the host at 1500 reaches 20 + 3.
    row = access([{"at": (1500, 0), "service": "office"}, {"at": (0, 0)}], ROW, (0, 1)).iloc[0]
    assert row[COUNTS].tolist() == [120, 23, 100, 3]
    assert row["score_access"] == pytest.approx(3 / 100)  # the most deprived fifth: 3 of 100
    assert bool(row["is_asked"])
    assert pd.isna(row["access_missing"])


def test_a_deprived_fifth_of_few_residents_is_told_and_does_not_decide():
    rows = [{"at": (1500, 0), "service": "office"}, {"at": (0, 0)}]
    few = access(rows, ROW, (0, 1), own={"access.deprived-at-least": 101.0}).iloc[0]
    assert few[COUNTS].tolist() == [120, 23, 100, 3]
    assert few["score_access"] == pytest.approx(23 / 120, abs=1e-4)
    assert access(rows, ROW, (0, 1), own={"access.deprived-at-least": 100.0}).iloc[0]["score_access"] == 0.03


def test_who_has_the_service_from_another_place_loses_nothing():
    rows = [
        {"at": (1500, 0), "service": "office"},
        {"at": (0, 0)},
        {"at": (-900, 0)},
    ]  # the third reaches 100
    row = access(rows, ROW, (0, 1)).iloc[0]
    assert row[COUNTS].tolist() == [120, 123, 100, 103]
    assert row["score_access"] == 1.0  # never more than 1


def test_who_has_the_service_near_the_new_place_already_is_no_gain():
    rows = [
        {"at": (1500, 0), "service": "office"},
        {"at": (0, 0)},
        {"at": (2000, 900)},
    ]  # the third reaches 3
    row = access(rows, ROW, (0, 1)).iloc[0]
    assert row[COUNTS].tolist() == [123, 23, 103, 3]


def test_a_host_that_gives_the_service_itself_leaves_what_only_the_guest_reached_without():
    row = access([{"at": (1500, 0)}, {"at": (0, 0)}], ROW, (0, 1)).iloc[0]
    assert row[COUNTS].tolist() == [123, 23, 103, 3]


@pytest.mark.parametrize(
    "other",
    [
        {"service": "museum"},
        {"status": "vacant"},
        {"status": "closed"},
        {"status": "surplus"},
        {"sensitivity": "restricted"},
        {"sensitivity": "secret"},
        {"name": "Riverside refuge"},
        {"services": "custody; library"},
        {"accuracy_m": 5000.0},
        {"uprn": "77", "at": (-900, 0)},  # the property of a refuge in another list
    ],
)
def test_what_gives_no_service_or_must_not_be_known_counts_for_nothing(other):
    hidden = {"at": (9000, 9000), "service": "refuge", "uprn": "77"}
    rows = [{"at": (1500, 0), "service": "office"}, {"at": (0, 0)}, {"at": (-900, 0)} | other, hidden]
    assert access(rows, ROW, (0, 1)).iloc[0][COUNTS].tolist() == [120, 23, 100, 3]


def test_a_second_service_of_a_property_counts_and_one_of_unknown_state_is_there():
    other = {"at": (-900, 0), "service": "office", "services": "library; office", "status": "unknown"}
    rows = [{"at": (1500, 0), "service": "office"}, {"at": (0, 0)}, other]
    assert access(rows, ROW, (0, 1)).iloc[0][COUNTS].tolist() == [120, 123, 100, 103]


def test_two_records_of_the_guests_own_place_are_one_place_that_goes():
    rows = [
        {"at": (1500, 0), "service": "office"}, {"at": (0, 0)}, {"at": (0, 0), "site_id": "s1", "agency_id": "landlord"},
    ]  # fmt: skip
    assert access(rows, ROW, (0, 1)).iloc[0][COUNTS].tolist() == [120, 23, 100, 3]


@pytest.mark.parametrize(
    ("guest", "asked", "missing"),
    [
        ({"service": "depot"}, False, None),
        ({"service": "fire-station"}, False, None),
        ({"status": "vacant"}, False, None),
        ({"service": None}, True, "what the guest is for"),
        ({"service": "other"}, True, "what the guest is for"),
        ({"sensitivity": "restricted"}, True, "access, which is not counted for what is not open"),
        ({"name": "Women's aid"}, True, "access, which is not counted for what is not open"),
    ],
)
def test_where_access_is_no_question_or_not_to_be_told_there_are_no_figures(guest, asked, missing):
    row = access([{"at": (1500, 0), "service": "office"}, {"at": (0, 0)} | guest], ROW, (0, 1)).iloc[0]
    assert row[COUNTS].isna().all()
    assert np.isnan(row["score_access"])
    assert bool(row["is_asked"]) is asked
    assert row["access_missing"] == missing if missing else pd.isna(row["access_missing"])


NOBODY = "access (no residents known within reach)"


@pytest.mark.parametrize(
    ("areas", "counts", "score", "missing"),
    [
        (neighbourhoods(), [None] * 4, None, "access (no residents by neighbourhood)"),
        (neighbourhoods((50_000, 0, 10, 9, 1)), [None] * 4, None, "access (no residents by neighbourhood)"),
        (neighbourhoods((-5, -5, 10, None, 1)), [None] * 4, None, "access (no residents by neighbourhood)"),
        (neighbourhoods((-5, -5, 10, 0, 1)), [0, 0, 0, 0], None, NOBODY),
        (neighbourhoods((1495, -5, 10, 8, 1)), [0, 8, 0, 8], None, NOBODY),
        (
            neighbourhoods((-5, -5, 10, 10, None), (95, -5, 10, 30, 9)), [40, 0, None, None], 0.0,
            "what the move does to the most deprived (no deprivation by neighbourhood)",
        ),
        (neighbourhoods((500, -5, 10, 10, 3), (-95, -5, 10, 30, 3)), [40, 10, 0, 0], 0.25, None),
    ],
)  # fmt: skip
def test_what_is_not_known_is_null_and_named(areas, counts, score, missing):
    row = access([{"at": (1500, 0), "service": "office"}, {"at": (0, 0)}], areas, (0, 1)).iloc[0]
    assert [None if pd.isna(one) else one for one in row[COUNTS]] == counts
    assert np.isnan(row["score_access"]) if score is None else row["score_access"] == score
    assert row["access_missing"] == missing if missing else pd.isna(row["access_missing"])


def test_no_options_give_no_rows_and_all_columns():
    holdings, sites = estate({"at": (0, 0)})
    none = pd.DataFrame({"host_id": [], "guest_id": []}, dtype="str")
    made = access_of(
        none, holdings=holdings, sites=sites, areas=ROW, reach_m=1000.0, assumptions=load_assumptions({})
    )
    assert len(made) == 0
    assert list(made.columns) == list(ACCESS_COLUMNS)


def test_a_large_property_is_reached_at_its_middle():
    campus = shapely.box(-400, -400, 400, 400)  # its edge is 600 m from x = 1000, its middle 1000 m
    row = access([{"at": (5000, 0), "service": "office"}, {"at": campus}], ROW, (0, 1), reach_m=999.0).iloc[0]
    assert row["access_before_count"] == 100


def test_with_a_network_those_beyond_the_river_are_out_of_reach():
    rows = [{"at": (1500, 0), "service": "office"}, {"at": (0, 0)}]
    banks = [shapely.LineString([(-50, 0), (1100, 0)]), shapely.LineString([(1300, 0), (3100, 0)])]
    walks = Walks(gpd.GeoDataFrame(geometry=banks, crs=BNG), load_assumptions({}))
    assert access(rows, ROW, (0, 1), walks=walks).iloc[0][COUNTS].tolist() == [120, 3, 100, 3]
    elsewhere = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 9000), (9, 9000)])], crs=BNG)
    walks = Walks(elsewhere, load_assumptions({}))  # nobody joins it: as the crow flies
    assert access(rows, ROW, (0, 1), walks=walks).iloc[0][COUNTS].tolist() == [120, 23, 100, 3]


# Spreading


def test_residents_are_spread_evenly_and_their_sum_is_exact():
    areas = neighbourhoods((0, 0, 300, 100, 2), (300, 0, 30, 7, 3))
    made = spread_residents(areas, load_assumptions({}))
    assert made.xy[:9].tolist() == [[x, y] for y in (50, 150, 250) for x in (50, 150, 250)]
    assert made.people[:9].tolist() == [12, 11, 11, 11, 11, 11, 11, 11, 11]
    assert made.deprived[:9].tolist() == made.people[:9].tolist()
    assert made.people[9:].tolist() == [1, 1, 1, 1, 1, 1, 1, 0, 0]
    assert made.deprived[9:].sum() == 0


def test_a_large_neighbourhood_has_points_no_further_apart_than_said():
    made = spread_residents(neighbourhoods((0, 0, 4000, 1000, 2)), load_assumptions({}))
    assert len(made) == 100  # 400 m apart
    assert made.people.tolist() == [10] * 100


def test_an_outline_that_no_point_of_the_grid_falls_in_has_one_point_inside_it():
    ring = shapely.Point(0, 0).buffer(1000).difference(shapely.Point(0, 0).buffer(999.9))
    areas = neighbourhoods((0, 0, 10, 55, 2)).assign(geometry=[ring])
    made = spread_residents(areas, load_assumptions({}))
    assert made.people.sum() == 55
    assert shapely.intersects_xy(ring.buffer(0.001), *made.xy.T).all()


def test_areas_of_other_kinds_and_without_outline_hold_nobody():
    areas = neighbourhoods((0, 0, 10, 55, 2), (0, 0, 10, 66, 2))
    areas["kind"] = ["ward", "lsoa"]
    areas.loc[1, "geometry"] = None
    assert len(spread_residents(areas, load_assumptions({}))) == 0


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 900)] * 2, st.integers(1, 900), st.integers(0, 3000)),
        min_size=1,
        max_size=5,
    )
)
def test_nobody_is_lost_or_added_and_each_stands_in_the_own_neighbourhood(rows):
    areas = neighbourhoods(*[(x, y, side, people, 1) for x, y, side, people in rows])
    assumptions = load_assumptions({})
    alone = [spread_residents(areas.iloc[[n]], assumptions) for n in range(len(areas))]
    for made, shape, people in zip(alone, areas.geometry, areas["population_count"], strict=True):
        assert made.people.sum() == made.deprived.sum() == people
        assert made.people.max() - made.people.min() <= 1
        assert shapely.intersects_xy(shape, *made.xy.T).all()
    together = spread_residents(areas.iloc[::-1], assumptions)
    assert together.xy.tolist() == np.concatenate([made.xy for made in alone]).tolist()
    assert together.people.tolist() == np.concatenate([made.people for made in alone]).tolist()


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 12))
def test_runs_hold_each_once_in_order_and_no_more_than_said(sizes, most):
    parts = runs(np.array(sizes, dtype=np.int64), most)
    assert [n for part in parts for n in range(part.start, part.stop)] == list(range(len(sizes)))
    assert all(sum(sizes[part]) <= most or part.stop - part.start == 1 for part in parts)


# Supply


def test_every_service_is_visited_or_not_but_for_other():
    assert [code for code in SERVICES if is_visited(code) is None] == ["other"]


def test_what_is_the_same_property_as_a_hidden_one_is_hidden_through_any_chain():
    holdings, sites = estate(
        {"at": (0, 0), "service": "refuge", "uprn": "1"},
        {"at": (9, 0), "uprn": "1", "ods_code": "X"},
        {"at": (9, 9), "ods_code": "X", "name": "The Lodge", "postcode": "AB1 2CD"},
        {"at": (9, 99), "name": "THE LODGE.", "postcode": "AB1 2CD"},
        {"at": (9, 99), "name": "The Lodge", "postcode": "AB1"},
    )
    assert supply_of(holdings, sites, coarsest_m=1000.0)["site_id"].tolist() == ["s4"]


# Against brute force

place = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda xy: (xy[0] * 100, xy[1] * 100))
holding = st.fixed_dictionaries(
    {
        "at": place,
        "service": st.sampled_from(["library", "library", "clinic", "office", None]),
        "status": st.sampled_from(["operational", "operational", "unknown", "vacant"]),
        "sensitivity": st.sampled_from(["open", "open", "open", "restricted"]),
    }
)
neighbourhood = st.tuples(
    st.integers(0, 8).map(lambda n: n * 100 - 5), st.integers(0, 8).map(lambda n: n * 100 - 5), st.just(10),
    st.integers(0, 500), st.integers(1, 10),
)  # fmt: skip


def by_hand(rows, areas, host, guest, reach_m):
    """Count one move person by person."""
    service = rows[guest]["service"]
    giving = [
        n
        for n, row in enumerate(rows)
        if row["service"] == service and row["status"] != "vacant" and row["sensitivity"] == "open"
    ]
    if service not in {"library", "clinic"} or guest not in giving:
        return None

    def reaches(n, area):
        (x, y), (west, south, side) = rows[n]["at"], area[:3]
        return (x - west - side / 2) ** 2 + (y - south - side / 2) ** 2 <= reach_m**2

    after_move = [n for n in giving if n != guest] + [host]
    sums = [0, 0, 0, 0]
    for area in areas:
        if reaches(host, area) or reaches(guest, area):
            for n, places in enumerate((giving, after_move)):
                if any(reaches(one, area) for one in places):
                    sums[n] += area[3]
                    sums[n + 2] += area[3] if area[4] <= 2 else 0
    return sums


cases = st.tuples(
    st.lists(holding, min_size=2, max_size=7),
    st.lists(neighbourhood, min_size=1, max_size=9),
    st.sampled_from([100.0, 250.0, 500.0]),
)


@settings(max_examples=40, deadline=None)
@given(cases)
def test_counts_are_those_of_counting_person_by_person(case):
    rows, areas, reach_m = case
    moves = [(h, g) for h in range(len(rows)) for g in range(len(rows)) if h != g]
    made = access(rows, neighbourhoods(*areas), *moves, reach_m=reach_m)
    for (host, guest), row in zip(moves, made.itertuples(index=False), strict=True):
        expected = by_hand(rows, areas, host, guest, reach_m)
        if expected is None or row.access_missing == "access (no residents by neighbourhood)":
            assert pd.isna(row.access_before_count)
        else:
            assert list(row[:4]) == expected
            before, after = row[0], row[1]
            union = sum(
                area[3]
                for area in areas
                if any(
                    (rows[n]["at"][0] - area[0] - 5) ** 2 + (rows[n]["at"][1] - area[1] - 5) ** 2
                    <= reach_m**2
                    for n in (host, guest)
                )
            )
            assert max(before, after) <= union
            assert np.isnan(row.score_access) == (before == 0)


@settings(max_examples=20, deadline=None)
@given(cases)
def test_a_move_to_the_same_place_changes_nothing(case):
    rows, areas, reach_m = case
    rows = [*rows, {**rows[0], "service": "office", "status": "vacant"}]
    row = access(rows, neighbourhoods(*areas), (len(rows) - 1, 0), reach_m=reach_m).iloc[0]
    if pd.notna(row["access_before_count"]):
        assert row["access_before_count"] == row["access_after_count"]
        assert row["access_deprived_before_count"] == row["access_deprived_after_count"]
        assert row["access_before_count"] == 0 or row["score_access"] == 1.0


@settings(max_examples=20, deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_options_does_not_matter(case, chance):
    rows, areas, reach_m = case
    holdings, sites = estate(*rows)
    moves = [(f"h{h}", f"h{g}") for h in range(len(rows)) for g in range(len(rows)) if h != g]
    options = pd.DataFrame(moves, columns=["host_id", "guest_id"])
    own = {"reach_m": reach_m, "assumptions": load_assumptions({})}
    frames = [holdings, sites, neighbourhoods(*areas)]
    first = access_of(options, holdings=frames[0], sites=frames[1], areas=frames[2], **own)
    shuffled = [frame.sample(frac=1.0, random_state=chance.randrange(99)) for frame in (*frames, options)]
    second = access_of(shuffled[3], holdings=shuffled[0], sites=shuffled[1], areas=shuffled[2], **own)
    pd.testing.assert_frame_equal(first, second.sort_index())
