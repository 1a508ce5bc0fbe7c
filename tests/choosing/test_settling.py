"""What is settled without a search is in a best set: held against the programme over everything."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.choosing.limits import Columns, Limits, rows_of
from totalcapital.choosing.search import _solved, _Watch, search
from totalcapital.choosing.settling import settle


@st.composite
def programmes(draw):
    many = draw(st.integers(3, 9))
    pairs = draw(
        st.lists(
            st.tuples(st.integers(0, many - 1), st.integers(0, many - 1)).filter(lambda p: p[0] != p[1]),
            min_size=1,
            max_size=20,
            unique=True,
        ).map(sorted)
    )
    need = [float(draw(st.sampled_from([10, 40, 60, 100]))) for _ in range(many)]
    spare = np.array([float(draw(st.sampled_from([0, 50, 100, 400]))) for _ in range(many)])
    host, guest = np.array(pairs).T
    columns = Columns(
        np.arange(len(pairs)),
        host,
        guest,
        np.full(len(pairs), 2026),
        np.array(need)[guest],
        np.array([float(draw(st.integers(1, 60))) for _ in pairs]),
        np.zeros(len(pairs)),
        np.zeros(len(pairs), dtype=bool),
    )
    crowd = draw(st.sets(st.integers(0, many - 1), max_size=3))
    return columns.take(columns.need_m2 <= spare[host]), Limits(spare, (np.array(sorted(crowd), dtype=int),))


@settings(max_examples=80, deadline=None)
@given(programmes())
def test_settling_and_parting_reach_the_same_worth_as_one_programme_over_everything(programme):
    columns, limits = programme
    found = search(columns, limits, time_limit_s=60)
    worth = columns.worth[found.chosen].sum()
    assert found.bound == worth
    if len(columns):
        whole = _solved(columns, limits, rows_of(columns, limits), _Watch(60))
        assert columns.worth[whole.chosen].sum() == worth
        matrix, high = rows_of(columns, limits)
        assert (matrix[:, found.chosen].sum(axis=1) <= high + 1e-9).all()


def test_a_guest_that_others_could_move_into_is_not_settled():
    # C goes to D, which has room for both and stays. B may go there too, or stay and take in A: to be searched.
    columns = Columns(
        np.arange(3), np.array([1, 3, 3]), np.array([0, 1, 2]), np.full(3, 2026), np.full(3, 10.0),
        np.array([5.0, 1.0, 9.0]), np.zeros(3), np.zeros(3, dtype=bool),
    )  # fmt: skip
    settled, left = settle(columns, Limits(np.array([0.0, 100.0, 0.0, 20.0])))
    assert settled.tolist() == [2]
    assert left.tolist() == [0, 1]
