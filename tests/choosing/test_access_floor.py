"""A floor under access: each move by itself, and all of them together, counted by other code."""

from __future__ import annotations

import itertools

import pytest
from choosing_cases import Case
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.tables import split_list

REACH_M = 1000.0


def library_town(before, after, *, deprived=(1000, 1000), guest="A", x=0.0, **more):
    case = Case().holding(guest, need=50.0, service="library").holding("H", spare=900.0)
    return case.option(
        guest, "H", npv=10.0, at=((x + 200, 0), (x, 0)), access_before_count=before, access_after_count=after,
        access_deprived_before_count=deprived[0], access_deprived_after_count=deprived[1], **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("after", "deprived_after", "moves"),
    [(900, 900, ["H>A"]), (899, 1000, []), (1000, 899, []), (1000, 900, ["H>A"])],
)
def test_no_move_takes_access_below_the_floor_of_all_or_of_the_most_deprived_fifth(
    after, deprived_after, moves
):
    case = library_town(1000, after, deprived=(1000, deprived_after))
    row, chosen = case.best(access_floor_pct=90)
    assert chosen == moves
    if not moves:
        assert "the limits rule all of them out" in row["reason"]


def test_a_deprived_fifth_of_a_few_residents_does_not_decide():
    assert library_town(1000, 950, deprived=(499, 0)).best(access_floor_pct=90)[1] == ["H>A"]
    assert library_town(1000, 950, deprived=(500, 0)).best(access_floor_pct=90)[1] == []


def test_without_a_floor_access_is_not_asked():
    assert library_town(1000, 1).best()[1] == ["H>A"]


def test_with_a_floor_what_people_visit_is_left_out_where_access_is_not_known_and_an_office_is_not():
    case = library_town(None, None).holding("O", need=50.0, service="office").option("O", "H", npv=5.0)
    row, moves = case.best(access_floor_pct=90)
    assert moves == ["H>O"]
    assert row["left_out_count"] == 1
    assert "access: residents in reach before and after (1 option)" in split_list(row["missing"])


@pytest.mark.parametrize(("apart_m", "moves"), [(1990.0, 1), (2000.0, 1), (2010.0, 2)])
def test_two_libraries_up_to_twice_the_reach_apart_do_not_both_move(apart_m, moves):
    case = library_town(1000, 1000)
    case.holding("B", need=50.0, service="library")
    case.option(
        "B", "H", npv=20.0, at=((200, 0), (apart_m, 0)), access_before_count=10, access_after_count=10,
        access_deprived_before_count=0, access_deprived_after_count=0,
    )  # fmt: skip
    made = case.choose(reach_m=REACH_M, one={"access_floor_pct": 90})
    assert len(made.moves) == moves
    assert "H>B" in made.moves["option_id"].tolist()
    said = "floor under access: one of the same service near by moves (1 more would move)"
    assert (said in split_list(made.scenarios["binding"].iloc[0])) == (moves == 1)


def test_a_library_and_a_court_side_by_side_may_both_move():
    case = library_town(1000, 1000).holding("C", need=50.0, service="court")
    case.option(
        "C", "H", npv=20.0, at=((200, 0), (10, 0)), access_before_count=10, access_after_count=10,
        access_deprived_before_count=0, access_deprived_after_count=0,
    )  # fmt: skip
    assert case.best(access_floor_pct=90)[1] == ["H>A", "H>C"]


# --- all moves together, by counting residents one by one ---

places = st.tuples(st.integers(0, 50).map(lambda n: n * 100.0), st.integers(0, 10).map(lambda n: n * 100.0))


def in_reach(person, libraries):
    return any((person[0] - x) ** 2 + (person[1] - y) ** 2 <= REACH_M**2 for x, y in libraries)


def count(people, libraries):
    return sum(in_reach(person, libraries) for person in people)


def near_either(people, guest, host):
    return [person for person in people if in_reach(person, [guest]) or in_reach(person, [host])]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(places, min_size=5, max_size=25),
    st.lists(places, min_size=2, max_size=6, unique=True),
    st.lists(places, min_size=6, max_size=6, unique=True),
    st.sampled_from([50, 80, 100]),
)
def test_after_all_moves_together_every_one_of_them_keeps_the_floor(people, libraries, hosts, floor):
    case, moves = Case(), []
    for number, (guest, host) in enumerate(zip(libraries, hosts, strict=False)):
        touched = near_either(people, guest, host)
        left = [one for one in libraries if one != guest]
        before, after = count(touched, libraries), count(touched, [*left, host])
        moves.append((guest, host, touched, before, after))
        case.holding(f"L{number}", need=10.0, service="library").holding(f"H{number}", spare=10.0)
        case.option(
            f"L{number}", f"H{number}", npv=100.0 + 7 * number, at=(host, guest),
            access_before_count=before, access_after_count=after,
            access_deprived_before_count=0, access_deprived_after_count=0,
        )  # fmt: skip
    made = case.choose(reach_m=REACH_M, one={"access_floor_pct": floor})
    chosen = [int(name.rpartition("L")[2]) for name in made.moves["option_id"]]
    gone = [libraries[number] for number in chosen]
    together = [one for one in libraries if one not in gone] + [hosts[number] for number in chosen]
    for number in chosen:
        *_, touched, before, after = moves[number]
        assert count(touched, together) >= after
        assert 100 * count(touched, together) >= floor * before
    assert sum(100 + 7 * number for number in chosen) == best_of(moves, floor)


def best_of(moves, floor):
    """The best of all sets in which each keeps the floor and no two guests share a possible resident."""
    may = [number for number, (*_, before, after) in enumerate(moves) if 100 * after >= floor * before]
    return max(
        sum(100 + 7 * number for number in chosen)
        for size in range(len(may) + 1)
        for chosen in itertools.combinations(may, size)
        if all(
            (moves[a][0][0] - moves[b][0][0]) ** 2 + (moves[a][0][1] - moves[b][0][1]) ** 2
            > (2 * REACH_M) ** 2
            for a, b in itertools.combinations(chosen, 2)
        )
    )


def test_without_that_rule_two_moves_would_count_on_each_other():
    # One resident at 0, libraries at -900 and 900: each alone may go, both together leave nobody in reach.
    people, libraries, host = [(0.0, 0.0)], [(-900.0, 0.0), (900.0, 0.0)], (5000.0, 0.0)
    assert count(people, [libraries[1], host]) == 1
    assert count(people, [libraries[0], host]) == 1
    assert count(people, [host]) == 0
