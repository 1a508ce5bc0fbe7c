"""The index finds exactly what brute force finds."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.aligning import Reach, Things, meetings

COORDINATE = st.integers(0, 40).map(lambda n: n * 12.5)
DAY = st.integers(0, 60).map(float)


@st.composite
def shape(draw):
    x, y = draw(COORDINATE), draw(COORDINATE)
    if draw(st.booleans()):
        return shapely.Point(x, y)
    return shapely.box(x, y, x + draw(COORDINATE) + 1, y + draw(COORDINATE) + 1)


@st.composite
def things(draw):
    """Up to twelve shapes; each has up to three spans, open at either end or at both."""
    shapes = draw(st.lists(shape(), max_size=12))
    spans = []
    for position in range(len(shapes)):
        for _ in range(draw(st.integers(0, 3))):
            start = draw(DAY)
            end = start + draw(DAY)
            start = -math.inf if draw(st.integers(0, 4)) == 0 else start
            spans.append((position, start, math.inf if draw(st.integers(0, 4)) == 0 else end))
    of, start, end = (list(column) for column in zip(*spans, strict=True)) if spans else ([], [], [])
    return Things(
        np.array(shapes, dtype=object),
        np.array(of, dtype=np.int64),
        np.array(start, float),
        np.array(end, float),
    )


@st.composite
def looking(draw):
    looks = draw(things())
    size = len(looks.shapes)
    lists = [draw(st.lists(value, min_size=size, max_size=size)) for value in (COORDINATE, DAY, DAY)]
    return looks, Reach(*(np.array(values, dtype=float) for values in lists))


def by_brute_force(a, b, reach, *, by_time):
    found = set()
    for i, one in enumerate(a.shapes):
        for j, other in enumerate(b.shapes):
            if one.distance(other) > reach.radius_m[i]:
                continue
            times = [
                b.start_day[q] <= a.end_day[p] + reach.lag_days[i]
                and b.end_day[q] >= a.start_day[p] - reach.lead_days[i]
                for p in np.flatnonzero(a.of == i)
                for q in np.flatnonzero(b.of == j)
            ]
            if not by_time or any(times):
                found.add((i, j))
    return found


@given(looking(), things(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_index_finds_exactly_what_brute_force_finds(looks, b, by_time):
    a, reach = looks
    found = meetings(a, b, reach=reach, by_time=by_time)
    pairs = list(zip(found.a.tolist(), found.b.tolist(), strict=True))
    assert pairs == sorted(by_brute_force(a, b, reach, by_time=by_time))
    for (i, j), metres in zip(pairs, found.distance_m, strict=True):
        assert metres == a.shapes[i].distance(b.shapes[j])


@given(looking())
@settings(max_examples=50, deadline=None)
def test_things_held_against_themselves_are_found_as_against_any(looks):
    a, reach = looks
    found = meetings(a, a, reach=reach)
    assert set(zip(found.a.tolist(), found.b.tolist(), strict=True)) == by_brute_force(
        a, a, reach, by_time=True
    )


def test_who_looks_further_finds_who_does_not_find_it():
    shapes = shapely.points([[0, 0], [100, 0]])
    both = Things(shapes, np.array([0, 1]), np.array([0.0, 400.0]), np.array([100.0, 500.0]))
    reach = Reach(np.array([100.0, 99.0]), np.array([0.0, 300.0]), np.array([300.0, 0.0]))
    found = meetings(both, both, reach=reach)
    assert [(i, j) for i, j in zip(found.a, found.b, strict=True) if i != j] == [(0, 1)]


@pytest.mark.parametrize(("lag", "is_found"), [(9, False), (10, True)])
def test_a_window_is_met_on_its_first_day_and_not_the_day_before(lag, is_found):
    a = Things(shapely.points([[0, 0]]), np.array([0]), np.array([0.0]), np.array([20.0]))
    b = Things(shapely.points([[3, 4]]), np.array([0]), np.array([30.0]), np.array([40.0]))
    found = meetings(a, b, reach=Reach(np.array([5.0]), np.array([0.0]), np.array([float(lag)])))
    assert (len(found.a) == 1) == is_found


def test_what_is_nowhere_in_time_meets_by_place_alone():
    nowhere = Things(
        shapely.points([[0, 0]]), *(np.empty(0, dtype=kind) for kind in (np.int64, float, float))
    )
    here = Things.always(shapely.points([[0, 1]]))
    reach = Reach(*(np.array([1.0]),) * 3)
    assert len(meetings(nowhere, here, reach=reach).a) == 0
    assert meetings(nowhere, here, reach=reach, by_time=False).distance_m.tolist() == [1.0]
