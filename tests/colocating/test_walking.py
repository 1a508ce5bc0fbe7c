"""Walking along streets: how lines meet, how places join them, and the shortest way, worked out by hand."""

from __future__ import annotations

import heapq
import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.assumptions import load_assumptions
from totalcapital.colocating.walking import Walks, walking_times

ASSUMPTIONS = load_assumptions({})


def walks(*lines, **own):
    """Make a network of lines, each a list of points or a geometry."""
    shapes = [line if hasattr(line, "geom_type") else shapely.LineString(line) for line in lines]
    network = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:27700")
    return Walks(network, load_assumptions({name.replace("_", "."): value for name, value in own.items()}))


def metres(network, *pairs):
    """Return the metres of pairs of places, null as None."""
    a, b = np.array(pairs, dtype=float).reshape(-1, 2, 2).transpose(1, 0, 2)
    return [None if np.isnan(one) else float(one) for one in network.metres(a, b).round(6)]


#: Two banks with a street each, 100 m apart, and side streets to the river; one bridge at x = 1000.
BANKS = [
    [(0, 0), (200, 0), (1000, 0)], [(0, 100), (200, 100), (1000, 100)],
    [(200, 0), (200, 40)], [(200, 60), (200, 100)], [(1000, 0), (1000, 100)],
]  # fmt: skip
INF = float("inf")


def test_over_a_river_the_way_leads_by_the_bridge():
    # 200 m along one bank would be 20 m across; it is 40 + 800 + 100 + 800 + 40.
    assert metres(walks(*BANKS), [(200, 40), (200, 60)]) == [1780.0]
    assert metres(walks(*BANKS), [(0, 0), (200, 40)], [(0, 0), (0, 100)]) == [240.0, 2100.0]


def test_without_the_bridge_there_is_no_way_and_that_is_not_the_same_as_not_joining():
    assert metres(walks(*BANKS[:-1]), [(0, 0), (0, 100)], [(0, 0), (0, 201)]) == [INF, None]


def test_places_join_the_nearest_street_and_walk_to_it():
    blocks = walks(*[[(0, y), (300, y)] for y in (0, 100)], *[[(x, 0), (x, 100)] for x in (0, 300)])
    # (50, 10) to the street below, 50 along it, 100 up, 20 along, 5 up.
    assert metres(blocks, [(50, 10), (20, 105)]) == [10 + 50 + 100 + 20 + 5]
    # Both on one side of one street, whose ends are further.
    assert metres(blocks, [(50, 10), (120, 30)]) == [10 + 70 + 30]


def test_a_place_exactly_as_far_as_said_joins_and_one_beyond_does_not():
    street = walks([(0, 0), (1000, 0)], walk_join=50.0)
    assert metres(street, [(0, 50), (100, 0)], [(0, 50.1), (100, 0)]) == [150.0, None]


def test_lines_that_only_cross_do_not_meet():
    road, bridge = [(0, 0), (1000, 0)], [(500, -500), (500, 500)]
    assert metres(walks(road, bridge), [(0, 0), (500, 500)]) == [INF]
    assert metres(walks([(0, 0), (500, 0), (1000, 0)], [(500, -500), (500, 0), (500, 500)]), [(0, 0), (500, 500)]) == [
        1000.0
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ([(500, 0), (500, 300)], 800.0),  # its end on a street that has no vertex there
        ([(500, 0.9), (500, 300)], 800.0),  # almost
        ([(500, 1.1), (500, 300)], INF),  # too far off
        ([(500, 300), (500, 0)], 800.0),  # drawn the other way
        ([(500, -0.5), (500, 300)], 801.0),  # drawn past it: there and back half a metre
    ],
)
def test_an_end_meets_a_line_it_comes_near(path, expected):
    assert metres(walks([(0, 0), (1000, 0)], path), [(0, 0), (500, 300)]) == [expected]


def test_ends_that_miss_each_other_by_little_meet_with_the_gap():
    assert metres(walks([(0, 0), (100, 0)], [(100.6, 0.8), (200, 0.8)]), [(0, 0), (200.0, 0.8)]) == [
        pytest.approx(100 + 1 + 99.4)
    ]


def test_the_shorter_of_two_streets_between_the_same_ends_is_taken():
    straight, round_about = [(0, 0), (100, 0)], [(0, 0), (50, 200), (100, 0)]
    found = metres(walks(round_about, straight), [(0, 0), (100, 0)], [(50, 200), (100, 0)])
    assert found == [100.0, pytest.approx(np.hypot(50, 200), abs=0.001)]


def test_a_street_that_returns_to_itself_is_walked_the_short_way_round():
    crescent = walks([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])
    assert metres(crescent, [(10, 0), (0, 10)], [(10, 0), (90, 0)], [(50, 0), (50, 100)]) == [
        20.0,
        80.0,
        200.0,
    ]


def test_the_same_place_is_no_walk_and_a_place_off_the_street_is_one_place_too():
    assert metres(walks([(0, 0), (100, 0)]), [(50, 30), (50, 30)], [(50, 30), (50, 31)]) == [0.0, 61.0]


def test_ways_longer_than_the_furthest_are_not_looked_for():
    street = [(0, 0), (3000, 0)]
    assert metres(walks(street, walk_furthest=2000.0), [(0, 0), (2000, 0)], [(0, 0), (2001, 0)]) == [
        2000.0,
        INF,
    ]


def test_odd_lines_and_none_at_all_do_no_harm():
    odd = shapely.MultiLineString([[(0, 0), (0, 0), (50, 0), (50, 0)], [(50, 0), (100, 0)]])
    assert metres(walks(odd, shapely.LineString()), [(0, 0), (100, 0)]) == [100.0]
    assert metres(walks(), [(0, 0), (100, 0)]) == [None]
    assert metres(walks(odd)) == []


def test_many_places_far_apart_are_each_found_with_their_own_neighbours():
    streets = [[(x, y), (x + 500, y)] for x in range(0, 50_000, 10_000) for y in range(0, 50_000, 10_000)]
    pairs = [[(x + 10, y), (x + 400, y)] for (x, y), _ in streets]
    assert metres(walks(*streets), *pairs) == [390.0] * 25


def test_times_are_by_the_network_where_both_ends_join_it_and_by_the_detour_factor_elsewhere():
    a = np.array([(0, 0), (0, 0), (0, 900), (0, 0)], dtype=float)
    b = np.array([(200, 40), (0, 100), (0, 800), (1000, 100)], dtype=float)
    crow = np.hypot(*(a - b).T)
    made = walking_times(a, b, crow, assumptions=ASSUMPTIONS, walks=walks(*BANKS[:-1]))
    assert made["walk_by"].tolist() == ["network", "network", "detour", "network"]
    assert made["walk_min"].fillna(-1).tolist() == [
        3.0,
        -1,
        round(100 * 1.3 / 80, 1),
        -1,
    ]  # 240 m at 80 m a minute
    plain = walking_times(a, b, crow, assumptions=ASSUMPTIONS)
    assert plain["walk_by"].eq("detour").all()
    assert plain["walk_min"].tolist() == (crow * 1.3 / 80).round(1).tolist()


# Against brute force: streets on a lattice of 100 m, cut every 50 m.

corner = st.tuples(st.integers(0, 4), st.integers(0, 4))
street = st.tuples(corner, st.sampled_from([(1, 0), (0, 1)]), st.integers(1, 3), st.booleans())
spot = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda xy: (xy[0] * 50, xy[1] * 50))


def drawn(streets):
    """Return the streets as lines with a vertex at each corner."""
    lines = []
    for (x, y), (dx, dy), blocks, is_backwards in streets:
        line = [((x + dx * n) * 100, (y + dy * n) * 100) for n in range(blocks + 1)]
        lines.append(line[::-1] if is_backwards else line)
    return lines


def shortest(lines, start):
    """Return the way from one spot to every other, by going from each half block to the next."""
    steps = {}
    for line in lines:
        for (ax, ay), (bx, by) in itertools.pairwise(line):
            middle = ((ax + bx) / 2, (ay + by) / 2)
            for one, other in (((ax, ay), middle), (middle, (bx, by))):
                steps.setdefault(one, set()).add(other)
                steps.setdefault(other, set()).add(one)
    found, heap = {}, [(0, start)] if start in steps else []
    while heap:
        so_far, at = heapq.heappop(heap)
        if at not in found:
            found[at] = so_far
            for step in steps[at]:
                heapq.heappush(heap, (so_far + 50, step))
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(street, min_size=1, max_size=12), st.lists(spot, min_size=2, max_size=6), st.randoms())
def test_ways_are_those_of_going_step_by_step_whatever_the_order_of_lines(streets, spots, chance):
    lines = drawn(streets)
    pairs = [(a, b) for a in spots for b in spots]
    on_street = {spot for spot in spots if shortest(lines, spot)}
    expected = [
        (0.0 if a == b else shortest(lines, a).get(b, INF)) if {a, b} <= on_street else None for a, b in pairs
    ]
    assert metres(walks(*lines, walk_join=10.0), *pairs) == expected
    mixed = [line[::-1] if chance.random() < 0.5 else line for line in chance.sample(lines, len(lines))]
    assert metres(walks(*mixed, walk_join=10.0), *pairs) == expected


place = st.tuples(st.floats(-120, 520), st.floats(-120, 520))


@settings(max_examples=40, deadline=None)
@given(st.lists(street, min_size=1, max_size=9), st.lists(st.tuples(place, place), min_size=1, max_size=5))
def test_a_walk_is_never_shorter_than_as_the_crow_flies_and_as_long_back_as_out(streets, pairs):
    network = walks(*drawn(streets))
    a, b = np.array(pairs).transpose(1, 0, 2)
    out, back = network.metres(a, b), network.metres(b, a)
    assert np.array_equal(out, back, equal_nan=True)
    known = ~np.isnan(out)
    assert (out[known] >= np.hypot(*(a - b)[known].T) - 0.01).all()
