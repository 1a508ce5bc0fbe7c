"""Score, order, direction and stability of options, held against plain Python with exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.assumptions import load_assumptions
from totalcapital.colocating.ranking import (
    COMPONENTS,
    UNKNOWN,
    rank,
    scores,
    weights_of,
    whole_components,
    whole_weights,
)
from totalcapital.colocating.stability import stability

SPACE = COMPONENTS.index("space")
component = st.one_of(st.none(), st.integers(0, 10_000))
weight = st.sampled_from([0, 500, 1500, 2000, 2500, 3000])
row = st.tuples(
    st.lists(component, min_size=6, max_size=6),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def plain_score(values, weights):
    """The weighted mean of what is known, exactly; null where it weighs nothing."""
    known = [(v, w) for v, w in zip(values, weights, strict=True) if v is not None]
    total = sum(w for _, w in known)
    return Fraction(sum(v * w for v, w in known), total) if total else None


def as_frame(rows):
    values = [[np.nan if v is None else v / 10_000 for v in one[0]] for one in rows]
    frame = pd.DataFrame(values, columns=[f"score_{name}" for name in COMPONENTS], dtype=float)
    return frame.assign(
        option_id=[f"o{n:02d}" for n in range(len(rows))], distance_m=[float(one[1]) for one in rows]
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(row, min_size=1, max_size=14), st.lists(weight, min_size=6, max_size=6))
def test_the_order_is_that_of_exact_fractions_and_one_direction_of_a_pair_has_a_place(rows, weights):
    frame = as_frame(rows)
    pair = np.array([n // 2 for n in range(len(rows))])
    fit, free = (np.array([one[at] for one in rows]) for at in (2, 3))
    found = rank(frame, np.array(weights), is_known_fit=fit, is_free=free, pair=pair)
    exact = [plain_score(one[0], weights) for one in rows]
    may = [n for n in range(len(rows)) if free[n] and exact[n] is not None]
    order = sorted(
        may, key=lambda n: (not fit[n], rows[n][0][SPACE] is None, -exact[n], rows[n][1], f"o{n:02d}")
    )
    best = [n for place, n in enumerate(order) if pair[n] not in {pair[m] for m in order[:place]}]
    assert [n for n in np.argsort(found.place) if found.place[n] > 0] == best
    assert all(found.is_better[n] for n in best)
    assert [int(found.is_better[pair == p].sum()) for p in np.unique(pair)] == [1] * len(np.unique(pair))
    for n, value in enumerate(exact):
        assert np.isnan(found.score[n]) if value is None else found.score[n] == float(value) / 10_000


@settings(max_examples=50, deadline=None)
@given(st.lists(row, min_size=2, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, chance):
    frame = as_frame(rows)
    pair = np.array([n // 2 for n in range(len(rows))])
    fit, free = (np.array([one[at] for one in rows]) for at in (2, 3))
    weights = whole_weights(weights_of(load_assumptions({})))
    first = rank(frame, weights, is_known_fit=fit, is_free=free, pair=pair)
    shuffled = list(range(len(rows)))
    chance.shuffle(shuffled)
    again = rank(
        frame.iloc[shuffled].reset_index(drop=True), weights,
        is_known_fit=fit[shuffled], is_free=free[shuffled], pair=pair[shuffled],
    )  # fmt: skip
    assert again.place.tolist() == first.place[shuffled].tolist()


def test_components_and_weights_are_whole_and_null_is_none_of_them():
    frame = as_frame([([10_000, 0, None, 7_500, 1, 3_333], 0, True, True, True)])
    assert whole_components(frame).tolist() == [[10_000, 0, UNKNOWN, 7_500, 1, 3_333]]
    assert whole_weights(weights_of(load_assumptions({}))).tolist() == [3000, 2500, 2000, 1500, 500, 500]
    assert np.isnan(scores(np.full((1, 6), UNKNOWN), np.full(6, 1))).all()


def drawn(components, *, pair=None, area=None, fit=None, draws=50, top=1.0):
    size = len(components)
    return stability(
        np.array(components),
        np.zeros(size),
        np.ones(size, dtype=bool) if fit is None else np.array(fit),
        np.arange(size) if pair is None else np.array(pair),
        np.zeros(size, dtype=int) if area is None else np.array(area),
        whole_weights(weights_of(load_assumptions({}))),
        draws=draws,
        assumptions=load_assumptions({"stability.top": top}),
    )


def test_what_is_best_in_everything_is_always_first_and_what_is_worst_never():
    best, worst = [9_000] * 6, [100] * 6
    assert drawn([best, worst]).tolist() == [100.0, 0.0]
    assert drawn([best, worst], area=[0, 1]).tolist() == [100.0, 100.0]
    assert drawn([worst, best], fit=[True, False]).tolist() == [100.0, 0.0]  # known fits come first


def test_two_that_are_each_best_in_one_thing_share_the_draws():
    shares = drawn([[10_000, 0, 0, 0, 0, 0], [0, 10_000, 0, 0, 0, 0]], draws=400)
    assert shares.sum() == 100.0  # one place in every draw
    assert 50.0 < shares[0] < 80.0  # nearness weighs 0.30, room 0.25


def test_the_two_directions_of_a_pair_take_one_place():
    shares = drawn([[9_000] * 6, [8_900] * 6, [100] * 6], pair=[0, 0, 1], top=2.0)
    assert shares.tolist() == [100.0, 0.0, 100.0]


def test_what_is_known_to_fit_and_then_what_has_known_room_is_first_in_every_draw():
    worst, best = [100] * 6, [9_000] * 6
    no_room = [9_000 if at != SPACE else UNKNOWN for at in range(6)]
    assert drawn([worst, best, [8_000] * 6], fit=[True, False, False], top=2.0).tolist() == [
        100.0,
        100.0,
        0.0,
    ]
    assert drawn([worst, no_room, worst], fit=[True, True, False], top=1.0).tolist() == [100.0, 0.0, 0.0]
