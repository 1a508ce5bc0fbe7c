from __future__ import annotations

import numpy as np
import pytest
from choosing_cases import Case

from totalcapital.tables import split_list

WORKS = {"works": -100.0, "once": -100.0}


def town(**more):
    """Host H with room for all; A, B and C may move in, worth 300, 200 and 100, each at a cost of £100."""
    case = Case().holding("H", spare=1000.0)
    for name, npv in (("A", 300.0), ("B", 200.0), ("C", 100.0)):
        case.holding(name, need=100.0).option(name, "H", npv=npv, parts=WORKS, **more)
    return case


# --- budgets and years ---


def test_a_budget_of_a_year_takes_the_best_that_it_pays_for():
    row, moves = town().best(budget_gbp_by_year={"2026": 200})
    assert moves == ["H>A", "H>B"]
    assert split_list(row["binding"]) == ["budget of 2026: £200 of £200 spent (1 more would move)"]


def test_what_the_first_year_cannot_pay_for_moves_later_and_is_discounted_once_a_year():
    made = town().choose(one={"budget_gbp_by_year": {"2026": 100, "2027": 100, "2028": 100}})
    moves = made.moves.set_index("option_id")
    assert moves["year"].to_dict() == {"H>A": 2026, "H>B": 2027, "H>C": 2028}
    # 200 / 1.035 = 193.2; 100 / 1.035² = 93.4
    assert moves["npv_gbp"].to_dict() == {"H>A": 300, "H>B": 193, "H>C": 93}
    assert made.scenarios["value"].tolist() == [586]


def test_a_loss_is_no_smaller_for_being_put_off():
    case = Case().holding("H", spare=100.0).holding("A", need=50.0)
    case.option("A", "H", npv=-200.0, parts=WORKS, decision="accepted")
    made = case.choose(one={"budget_gbp_by_year": {"2028": 100}})
    assert made.moves[["year", "npv_gbp"]].to_numpy().tolist() == [[2028, -200]]
    assert made.scenarios[["value", "npv_gbp"]].to_numpy().tolist() == [[-200, -200]]


def test_no_move_is_made_in_a_year_that_is_not_named():
    made = town().choose(one={"budget_gbp_by_year": {"2030": 1000}})
    assert set(made.moves["year"]) == {2030}


@pytest.mark.parametrize(
    ("start", "end", "year"),
    [
        ("2028-06-30", None, 2028),
        (None, "2027-01-31", 2026),
        ("2020-01-01", None, 2026),
        ("2028-06-30", "2028-09-30", 2028),
    ],
)
def test_a_move_takes_place_in_the_first_year_that_the_leases_allow(start, end, year):
    made = town(window_start_date=start, window_end_date=end).choose(one={})
    assert set(made.moves["year"]) == {year}


def test_what_the_leases_no_longer_allow_is_no_candidate():
    row, moves = town(window_end_date="2025-12-31").best()
    assert moves == []
    assert (
        row["reason"]
        == "Cannot choose: of 3 options space is known for 3, and the limits rule all of them out."
    )


def test_an_option_whose_cost_is_not_known_is_left_out_of_a_budget_only():
    case = town().holding("D", need=100.0).option("D", "H", npv=900.0)
    row, moves = case.best(budget_gbp_by_year={"2026": 1000})
    assert "H>D" not in moves
    assert row["left_out_count"] == 1
    assert "H>D" in case.best()[1]


def test_what_a_sale_brings_pays_for_nothing():
    case = Case().holding("H", spare=100.0).holding("A", need=50.0)
    case.option("A", "H", npv=10.0, parts={"works": -150.0, "receipt": 500.0, "once": 350.0})
    assert case.best(budget_gbp_by_year={"2026": 149})[1] == []
    assert case.best(budget_gbp_by_year={"2026": 150})[1] == ["H>A"]


# --- accepted moves that cannot all happen ---


def infeasible(case, **limits):
    row, moves = case.best(**limits)
    assert row["status"] == "infeasible"
    assert moves == []
    assert np.isnan(row["value"])
    return split_list(row["binding"])


def accepted(*pairs, **more):
    case = Case()
    for name in sorted({name for pair in pairs for name in pair}):
        case.holding(name, spare=100.0, need=60.0)
    for guest, host in pairs:
        case.option(guest, host, npv=10.0, decision="accepted", parts=WORKS, **more)
    return case


def test_accepted_moves_that_need_more_than_the_room_are_named_with_the_room():
    assert infeasible(accepted(("A", "H"), ("B", "H"))) == [
        "room at H: 100 m² to spare, and what is accepted to move in needs 120 m²"
    ]


def test_a_guest_accepted_to_move_twice_is_named():
    assert infeasible(accepted(("A", "H"), ("A", "I"))) == [
        "A moves once, and is accepted to move into H and into I"
    ]


def test_a_host_accepted_to_move_out_is_named():
    assert infeasible(accepted(("A", "H"), ("H", "I"))) == [
        "H hosts nobody once it has moved out, and is accepted to move into I and to take in A"
    ]


def test_more_accepted_moves_than_may_be_made_are_named():
    case = accepted(("A", "H"), ("B", "I"))
    assert infeasible(case, max_moves=1) == ["2 moves are accepted, and at most 1 may be made"]


def test_an_accepted_move_that_is_vetoed_excluded_or_out_of_its_window_is_named():
    assert infeasible(accepted(("A", "H"), vetoes="custody; cells")) == [
        "accepted: A into H, but it is ruled out: custody, cells"
    ]
    assert infeasible(accepted(("A", "H")), exclude=("site-H",)) == [
        "accepted: A into H, but the scenario excludes it"
    ]
    assert infeasible(accepted(("A", "H"), window_end_date="2025-01-31")) == [
        "accepted: A into H, but no year allowed lies between the dates the leases allow"
    ]


def test_budgets_that_do_not_pay_are_named_without_the_years_that_do_not_matter():
    # Both must happen by 2027 at £100 each: 2026 and 2027 have 100 + 50. What 2028 has is of no use.
    case = accepted(("A", "H"), ("B", "I"), window_end_date="2027-12-31")
    limits = {"budget_gbp_by_year": {"2026": 100, "2027": 50, "2028": 900}}
    assert infeasible(case, **limits) == [
        "the budgets of 2026 (£100), 2027 (£50) do not pay for what is accepted: £50 short at the least"
    ]


def test_every_limit_that_clashes_is_named_and_none_that_does_not():
    case = accepted(("A", "H"), ("B", "H"), ("C", "I"))
    said = infeasible(case, max_moves=2, exclude=("C",))
    assert said == [
        "accepted: C into I, but the scenario excludes it",
        "room at H: 100 m² to spare, and what is accepted to move in needs 120 m²",
        "3 moves are accepted, and at most 2 may be made",
    ]


# --- the time limit ---


def hard(many=60, hosts=6):
    """Knapsacks whose needs and worths are nearly alike: no search proves the best of them at once."""
    case = Case()
    draws = np.random.default_rng(5)
    for host in range(hosts):
        case.holding(f"H{host}", spare=997.0)
    for number in range(many):
        need = float(draws.integers(100, 200))
        case.holding(f"G{number:03d}", need=need)
        for host in range(hosts):
            case.option(f"G{number:03d}", f"H{host}", npv=need * 1000 + float(draws.integers(0, 50)))
    return case


def test_a_time_limit_gives_the_best_found_and_says_how_far_it_may_be_from_the_best():
    case = hard()
    row, moves = case.best(time_limit_s=0.001)
    assert row["status"] == "time-limit"
    assert moves
    assert row["value"] < row["bound"]
    assert row["gap_pct"] == pytest.approx(100 * (row["bound"] - row["value"]) / row["bound"], abs=1e-4)
    assert row["reason"].startswith("Best set found in 0.001 s, not proven to be the best:")


def test_a_longer_search_finds_no_less_and_the_bounds_hold():
    case = hard()
    short, long = (case.best(time_limit_s=seconds)[0] for seconds in (0.001, 2.0))
    assert short["value"] <= long["value"] <= min(short["bound"], long["bound"])


def test_at_most_two_moves_of_a_group_that_cannot_be_searched_in_time_are_still_at_most_two():
    row, moves = hard().best(time_limit_s=0.001, max_moves=2)
    assert len(moves) == 2
    assert row["value"] <= row["bound"]
