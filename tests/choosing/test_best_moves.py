from __future__ import annotations

import numpy as np
import pytest
from choosing_cases import Case
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.tables import MOVES, SCENARIOS, split_list


def pair():
    """B has 300 m² and can take in A (200 m², £50,000)."""
    return Case().holding("A", need=200.0).holding("B", spare=300.0).option("A", "B", npv=50_000.0)


def test_one_worthwhile_move_is_chosen_and_its_sums_are_its_own():
    case = Case().holding("A", need=200.0, area=900.0).holding("B", spare=300.0)
    case.option("A", "B", npv=(40_000.0, 50_000.0, 70_000.0), saving=(9_000.0, 10_000.0, 12_000.0))
    made = case.choose(one={})
    SCENARIOS.check(made.scenarios)
    MOVES.check(made.moves)
    row, move = made.scenarios.iloc[0], made.moves.iloc[0]
    assert (row["status"], row["value"], row["bound"], row["gap_pct"]) == ("optimal", 50_000, 50_000, 0)
    assert (row["npv_low_gbp"], row["npv_gbp"], row["npv_high_gbp"]) == (40_000, 50_000, 70_000)
    assert (row["saving_low_gbp"], row["saving_gbp"], row["saving_high_gbp"]) == (9_000, 10_000, 12_000)
    assert (row["released_m2"], row["moves_count"], row["without_money_count"]) == (900, 1, 0)
    assert (move["year"], move["need_m2"], move["released_m2"], move["npv_gbp"]) == (2026, 200, 900, 50_000)
    assert not move["is_decided"]
    assert row["reason"] == (
        "Best set, proven: 1 move of 1 option, net present value £50,000. "
        "From the least to the most favourable case it saves £9,000 to £12,000 a year, net present value £40,000 to £70,000."
    )


def test_what_is_saved_a_year_is_said_to_be_a_year_once():
    case = Case().holding("A", need=200.0, area=900.0).holding("B", spare=300.0)
    case.option("A", "B", npv=50_000.0, saving=(9_000.0, 10_000.0, 12_000.0))
    assert case.best(objective="running-cost")[0]["reason"] == (
        "Best set, proven: 1 move of 1 option, saving a year £10,000. From the least to the most favourable case it saves £9,000 to £12,000 a year, net present value £50,000."
    )


def test_a_guest_moves_once_and_where_it_is_worth_most():
    case = pair().holding("C", spare=300.0).option("A", "C", npv=60_000.0)
    assert case.best()[1] == ["C>A"]


def test_room_is_not_promised_twice():
    case = pair().holding("C", need=150.0).option("C", "B", npv=70_000.0)
    row, moves = case.best()
    assert moves == ["B>C"]
    assert split_list(row["binding"]) == ["room at B: 150 of 300 m² taken (1 more would move)"]


def test_two_small_guests_beat_one_large_one_that_is_worth_more_than_either():
    case = Case().holding("B", spare=300.0)
    for name, need, npv in (("A", 300.0, 90_000.0), ("C", 150.0, 50_000.0), ("D", 150.0, 50_000.0)):
        case.holding(name, need=need).option(name, "B", npv=npv)
    assert case.best()[1] == ["B>C", "B>D"]


def test_what_has_moved_out_hosts_nobody():
    # A into B 50, B into C 60, D into B 30: B either goes (60) or stays and takes in A and D (80).
    case = Case().holding("A", need=100.0).holding("B", need=100.0, spare=300.0).holding("C", spare=300.0)
    case.holding("D", need=100.0)
    case.option("A", "B", npv=50.0).option("B", "C", npv=60.0).option("D", "B", npv=30.0)
    row, moves = case.best()
    assert moves == ["B>A", "B>D"]
    assert "what takes others in does not move (1 more would move)" in split_list(row["binding"])


def test_a_guest_that_needs_no_room_still_cannot_move_where_nobody_is_left():
    case = Case().holding("A", need=0.0).holding("B", need=100.0, spare=300.0).holding("C", spare=300.0)
    case.option("A", "B", npv=50.0).option("B", "C", npv=60.0)
    assert case.best()[1] == ["C>B"]


def test_both_directions_of_a_pair_are_open_to_choice():
    case = Case().holding("A", need=100.0, spare=300.0).holding("B", need=100.0, spare=300.0)
    case.option("A", "B", npv=50.0).option("B", "A", npv=60.0, is_better_direction=False, rank=None)
    assert case.best()[1] == ["A>B"]


@pytest.mark.parametrize("decision", ["rejected", "parked"])
def test_what_people_turned_down_or_put_off_takes_no_part(decision):
    case = Case().holding("A", need=200.0).holding("B", spare=300.0)
    row, moves = case.option("A", "B", npv=50_000.0, decision=decision).best()
    assert moves == []
    assert row["status"] == "cannot-choose"


def test_a_vetoed_option_takes_no_part():
    case = Case().holding("A", need=200.0).holding("B", spare=300.0)
    row, moves = case.option("A", "B", npv=50_000.0, vetoes="custody beside children").best()
    assert moves == []
    assert row["reason"] == "Cannot choose: there is no option that nothing rules out."


def test_a_move_that_loses_money_is_not_made():
    case = Case().holding("A", need=200.0).holding("B", spare=300.0).option("A", "B", npv=-1.0)
    row, moves = case.best()
    assert moves == []
    assert (row["status"], row["value"], row["gap_pct"]) == ("optimal", 0, 0)
    assert row["reason"].startswith("No move is worth making")


def test_an_accepted_move_happens_though_it_loses_money_and_takes_the_room():
    case = pair().holding("C", need=150.0).option("C", "B", npv=-70.0, decision="accepted")
    made = case.choose(one={})
    assert made.moves["option_id"].tolist() == ["B>C"]
    assert made.moves["is_decided"].tolist() == [True]
    assert made.scenarios["value"].tolist() == [-70]


def test_an_accepted_move_of_unknown_worth_is_in_no_sum_of_money():
    case = pair().holding("C", need=50.0).option("C", "B", decision="accepted")
    row, moves = case.best()
    assert moves == ["B>A", "B>C"]
    assert (row["npv_gbp"], row["without_money_count"], row["value"]) == (50_000, 1, 50_000)


def test_an_accepted_move_without_known_need_blocks_its_guest_and_host_and_is_counted_as_left_out():
    # C moves into B whatever it needs: so B cannot move into D, and C cannot move into D either.
    case = Case().holding("B", need=50.0, spare=300.0).holding("C").holding("D", spare=300.0)
    case.option("C", "B", npv=10.0, decision="accepted").option("B", "D", npv=20.0)
    row, moves = case.best()
    assert moves == []
    assert row["left_out_count"] == 1


def test_an_accepted_move_that_is_in_no_sum_is_one_of_the_moves_allowed_all_the_same():
    case = Case().holding("H", spare=100.0).holding("I", spare=100.0).holding("D")
    for name, npv in (("A", 30.0), ("B", 20.0)):
        case.holding(name, need=10.0).option(name, "H", npv=npv)
    case.option("D", "I", npv=5.0, decision="accepted")  # what D needs is not known
    assert case.best(max_moves=2)[1] == ["H>A"]
    assert case.best(max_moves=3)[1] == ["H>A", "H>B"]


@pytest.mark.parametrize(
    ("named", "left"),
    [("B>A", []), ("A", []), ("site-B", []), ("agency-A", []), ("C", ["B>A"])],
)
def test_what_is_excluded_by_any_of_its_ids_takes_no_part(named, left):
    case = pair().holding("C")
    assert case.best(exclude=(named,))[1] == left


def test_an_id_to_exclude_that_names_nothing_is_said():
    row, _ = pair().best(exclude=("nowhere",))
    assert "without nowhere (names nothing here)" in split_list(row["limits"])


def test_at_most_so_many_moves_are_made_and_the_limit_is_named():
    case = Case().holding("B", spare=1000.0)
    for name, npv in (("A", 10.0), ("C", 30.0), ("D", 20.0)):
        case.holding(name, need=10.0).option(name, "B", npv=npv)
    row, moves = case.best(max_moves=2)
    assert moves == ["B>C", "B>D"]
    assert row["bound"] == 50
    assert split_list(row["binding"]) == ["at most 2 moves (1 more would move)"]


def test_the_cautious_case_takes_the_least_room_the_most_need_and_the_least_worth():
    case = Case().holding("A", need=(100.0, 200.0, 300.0)).holding("B", spare=(250.0, 260.0, 400.0))
    case.option("A", "B", npv=(-5.0, 50.0, 70.0))
    assert case.best(case="low")[1] == []
    assert case.best(case="central")[1] == ["B>A"]
    row, moves = case.best(case="high")
    assert moves == ["B>A"]
    assert row["value"] == 70


def test_the_objective_decides():
    case = Case().holding("A", need=100.0, area=900.0).holding("C", need=100.0, area=400.0)
    case.holding("B", spare=100.0)
    case.option("A", "B", npv=10.0, saving=5.0).option("C", "B", npv=5.0, saving=7.0)
    assert case.best(objective="npv")[1] == ["B>A"]
    assert case.best(objective="running-cost")[1] == ["B>C"]
    row, moves = case.best(objective="space")
    assert moves == ["B>A"]
    assert (row["value"], row["unit"]) == (900, "m2")


def test_what_is_not_known_leaves_out_and_is_never_nought():
    case = Case().holding("A", need=200.0).holding("B", spare=300.0).holding("C").holding("D", spare=300.0)
    case.option("A", "B", npv=50.0).option("C", "B", npv=60.0).option("A", "C", npv=70.0).option("A", "D")
    row, moves = case.best()
    assert moves == ["B>A"]
    assert (row["options_count"], row["left_out_count"]) == (1, 3)
    assert split_list(row["missing"]) == [
        "C: floor area and staff (2 options)",
        "A: running cost (1 option)",
    ]


def test_without_any_known_space_nothing_can_be_chosen_and_it_says_what_to_find_out_first():
    case = Case().holding("A").holding("B").holding("C")
    case.option("A", "B", npv=50.0).option("C", "B", npv=60.0)
    row, moves = case.best()
    assert moves == []
    assert row["status"] == "cannot-choose"
    assert row["reason"] == (
        "Cannot choose: no space known for 2 options "
        "(room of the host for 0, need of the guest for 0, never both)."
    )
    assert split_list(row["missing"]) == [
        "B: floor area and staff (2 options)", "A: staff (1 option)", "C: staff (1 option)",
    ]  # fmt: skip
    assert row["value"] is None or row["value"] != row["value"]


def test_without_scenarios_there_is_one_named_best_and_without_options_it_cannot_choose():
    assert pair().choose().scenarios["scenario_id"].tolist() == ["best"]
    case = pair()
    tables = case.tables()
    assert case.choose(x={}, y={"max_moves": 0}).scenarios["moves_count"].tolist() == [1, 0]
    assert len(tables["options"]) == 1


def test_the_order_of_rows_makes_no_difference():
    case = Case().holding("H", spare=400.0).holding("I", spare=250.0, need=90.0)
    for number in range(8):
        case.holding(f"G{number}", need=60.0 + 20.0 * number)
        case.option(f"G{number}", "H", npv=1000.0 + 10 * (number % 3)).option(f"G{number}", "I", npv=1000.0)
    case.option("I", "H", npv=2000.0)
    first = case.choose(one={}, two={"max_moves": 2})
    for seed in range(4):
        again = case.choose(shuffled=seed, one={}, two={"max_moves": 2})
        assert again.scenarios.equals(first.scenarios)
        assert again.moves.equals(first.moves)


def test_a_budget_that_lets_nothing_move_is_not_said_to_be_want_of_worth():
    case = Case().holding("A", need=200.0, area=900.0).holding("B", spare=300.0)
    case.option("A", "B", npv=50_000.0, parts={"works": -9_000.0})
    row = case.best(budget_gbp_by_year={"2027": 1})[0]
    assert row["reason"] == "No move is within the limits: 1 option looked at."
    assert row["binding"] == "budget of 2027: £0 of £1 spent (1 more would move)"


thirds = st.lists(st.integers(0, 20), min_size=3, max_size=3).map(sorted)
moves_of_four = st.lists(
    st.tuples(st.permutations("ABCD").map(lambda names: (names[0], names[1])), thirds),
    min_size=1, max_size=6, unique_by=lambda move: move[0],
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(st.lists(thirds, min_size=4, max_size=4), st.lists(thirds, min_size=4, max_size=4), moves_of_four)
def test_a_more_hopeful_case_never_reaches_less(spare, need, moves):
    case = Case()
    for name, room, asked in zip("ABCD", spare, need, strict=True):
        case.holding(name, spare=tuple(10.0 * one for one in room), need=tuple(10.0 * one for one in asked))
    for (guest, host), worth in moves:
        case.option(guest, host, npv=tuple(100.0 * one - 500.0 for one in worth))
    made = case.choose(**{name: {"case": name} for name in ("low", "central", "high")}).scenarios
    assert made["status"].eq("optimal").all()
    assert made["value"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("basis", "left_empty_m2"), [("NIA", 900), ("GIA", 742), ("GEA", None), ("unknown", None)]
)
def test_floor_area_left_empty_is_net_internal_and_not_known_on_another_basis(basis, left_empty_m2):
    case = Case().holding("A", need=200.0, area=900.0, floor_area_basis=basis).holding("B", spare=300.0)
    case.option("A", "B", npv=50_000.0)
    made = case.choose()
    found = [made.scenarios["released_m2"].item(), made.moves["released_m2"].item()]  # 900 x 0.825 = 742.5
    assert found == [left_empty_m2] * 2 if left_empty_m2 else all(np.isnan(found))
