"""What holds of every appraisal, whatever is known and whatever is assumed."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from appraising_tables import HOST, STATION, one, sums, worth
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.assumptions import load_assumptions

PUBLISHED = load_assumptions({}).table()
#: Numbers that are better or worse; how fast the future counts less, prices and a delay are neither.
RANGED = PUBLISHED[(PUBLISHED["stage"] == "appraise") & PUBLISHED["low"].notna()].set_index("assumption_id")

money = st.none() | st.integers(0, 500_000).map(float)
area = st.none() | st.integers(1, 5_000).map(float)
dates = st.none() | st.dates(pd.Timestamp("2024-01-01").date(), pd.Timestamp("2060-01-01").date()).map(
    pd.Timestamp
)
held = st.fixed_dictionaries(
    {
        "tenure": st.sampled_from([None, "freehold", "leasehold", "licence"]),
        "role": st.sampled_from(["both", "occupier", "unknown"]),
        "service": st.sampled_from([None, "office", "library", "town-hall"]),
        "property_kind": st.sampled_from([None, "land", "both"]),
        "condition_grade": st.sampled_from([None, *"ABCD"]),
        "rent_gbp": money, "running_cost_gbp": money, "backlog_gbp": money, "value_gbp": money,
        "floor_area_m2": area, "site_area_m2": area, "staff_fte": st.none() | st.integers(0, 200).map(float),
        "lease_end_date": dates,
    }
)  # fmt: skip
need = st.none() | st.integers(1, 3_000).map(float) | st.just((80.0, 100.0, 150.0))
windows = dates.map(lambda day: {} if day is None else {"window_start_date": day})
land = st.sampled_from([{}, {"site-guest": 1e5}, {"site-guest": 5e6}])
cases = st.fixed_dictionaries({"guest": held, "host": held, "need": need, "move": windows, "land": land})


@given(cases)
@settings(max_examples=25, deadline=None)
def test_the_cases_are_in_order_and_the_parts_add_up(case):
    parts = sums(one(**case))
    known = {name: row for name, row in parts.items() if not math.isnan(row[1])}
    assert all(low <= central <= high for low, central, high in known.values())
    for place in range(3):
        for total, names in (
            ("saving", ("running-cost", "rent")),
            ("once", ("receipt", "backlog", "works", "optimism-bias", "move", "exit", "double-running")),
        ):
            if total in known:
                assert known[total][place] == sum(known[name][place] for name in names if name in known)


@given(cases, st.sampled_from(sorted(RANGED.index)))
@settings(max_examples=40, deadline=None)
def test_a_more_favourable_assumption_never_makes_an_option_worth_less(case, name):
    row = RANGED.loc[name]
    better = [row["value"], row["high"], row["high"]]
    before = sums(one(**case))
    after = sums(one(**case, own={name: better}))
    assert after.keys() == before.keys()
    for measure in before:
        if not math.isnan(before[measure][1]):
            assert all(then >= now for now, then in zip(before[measure], after[measure], strict=True)), (
                measure
            )


@given(cases)
@settings(max_examples=25, deadline=None)
def test_what_a_register_does_not_say_is_in_no_sum_and_never_nought(case):
    parts = sums(one(**case))
    guest = case["guest"]
    if guest["rent_gbp"] is None:
        assert "rent" not in parts
    if guest["backlog_gbp"] is None:
        assert "backlog" not in parts
    if guest["running_cost_gbp"] is None and guest["service"] in {None, "library"}:
        assert "running-cost" not in parts
    if guest["value_gbp"] is None and (guest["site_area_m2"] is None or not case["land"]):
        assert "receipt" not in parts
    if case["need"] is None:
        assert not {"running-cost", "works", "once"} & parts.keys()
    if case["need"] is None or not {"saving", "receipt"} & parts.keys():
        assert math.isnan(parts["npv"][1])


def test_every_assumption_with_a_range_takes_part_in_some_appraisal():
    office = {
        "tenure": "freehold", "floor_area_m2": 500.0, "site_area_m2": 2_000.0, "backlog_gbp": 5_000.0,
    }  # fmt: skip
    lone = {"tenure": "freehold", "running_cost_gbp": 9_000.0}
    guests = {
        "station": STATION,
        "lone": lone,
        "valued": {**office, "running_cost_gbp": 5e4, "value_gbp": 9e5},
    }
    guests |= {
        name: {**office, "service": name}
        for name in ("office", "town-hall", "customer-service", "training-centre")
    }
    hosts = {grade: {**HOST, "condition_grade": grade} for grade in "ABCD"} | {"none": {}}
    moves = [
        (host, guest, {"window_start_date": pd.Timestamp("2028-03-31")}) for host in hosts for guest in guests
    ]
    given = {
        "held": {**guests, **hosts}, "need": dict.fromkeys(guests, 100.0), "moves": moves,
        "land": {f"site-{name}": 3e6 for name in guests},
    }  # fmt: skip
    before = worth(**given).appraisals["central_gbp"]
    for name, row in RANGED.iterrows():
        after = worth(**given, own={name: float(row["high"])}).appraisals["central_gbp"]
        assert not np.array_equal(before, after, equal_nan=True), name


def test_a_simulation_lies_between_low_and_high_and_does_not_depend_on_what_else_is_there():
    parts = sums(one(draws=500))
    low, middle, high = parts["npv-simulated"]
    assert parts["npv"][0] < low < middle < high < parts["npv"][2]
    held = {"guest": STATION, "other": {**STATION, "rent_gbp": 1.0}, "host": HOST}
    start = {"window_start_date": pd.Timestamp("2028-03-31")}
    many = worth(
        held=held,
        need={"guest": (160.0, 200.0, 240.0), "other": 99.0},
        moves=[("host", "other", start), ("host", "guest", start)],
        draws=500,
    )
    assert sums(many)["npv-simulated"] == (low, middle, high)
    assert sums(one(draws=500, seed=2))["npv-simulated"] != (low, middle, high)
    assert "npv-simulated" not in sums(one())


def test_one_part_alone_is_drawn_from_its_triangle():
    fixed = {name: float(row["value"]) for name, row in RANGED.iterrows() if name != "move.per-fte"}
    parts = sums(one(need=200.0, own=fixed, draws=20_000))
    # 20 people at 450, 750, 1,200, by the triangle's own distribution function: half lie above
    # 1,200 - sqrt(0.5 x 750 x 450) = 789.2; a tenth above 1,200 - sqrt(0.1 x 750 x 450) = 1,016.3
    at_centre = parts["npv"][1] + 20 * 750 / 1.035**2
    for place, each in ((1, 789.2), (0, 1_016.3)):
        assert parts["npv-simulated"][place] == pytest.approx(at_centre - 20 * each / 1.035**2, abs=150)


@given(st.permutations(["a", "b", "c", "host"]), st.permutations(["a", "b", "c"]))
@settings(max_examples=10, deadline=None)
def test_the_order_of_holdings_needs_and_options_changes_no_sum_and_no_word(order, guests):
    rows = {
        "a": STATION,
        "b": {**STATION, "staff_fte": None},
        "c": {"tenure": "freehold", "value_gbp": 9e5},
        "host": HOST,
    }
    given = {
        "held": {name: rows[name] for name in order},
        "need": dict.fromkeys(guests, 100.0),
        "moves": [("host", name, {"rank": 1}) for name in guests],
        "draws": 50,
    }
    made = worth(**given)
    usual = worth(
        held=rows,
        need=dict.fromkeys("abc", 100.0),
        moves=[("host", name, {"rank": 1}) for name in "abc"],
        draws=50,
    )
    for name in ("appraisals", "sensitivities"):
        by = ["subject_id", "measure"]
        ours, theirs = (getattr(one, name).sort_values(by, ignore_index=True) for one in (made, usual))
        pd.testing.assert_frame_equal(ours, theirs)
