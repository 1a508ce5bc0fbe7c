"""The best set against every subset: the rules written a second time, and all sets tried."""

from __future__ import annotations

import itertools

import pytest
from choosing_cases import Case
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = "ABCDEF"


@st.composite
def estates(draw):
    """Up to six holdings and seven options, with room, need, worth, cost, years, states drawn."""
    room = {name: draw(st.sampled_from([None, 0, 100, 200, 350])) for name in NAMES}
    need = {name: draw(st.sampled_from([None, 0, 60, 100, 200])) for name in NAMES}
    pairs = draw(
        st.lists(st.permutations(NAMES).map(lambda p: (p[0], p[1])), min_size=1, max_size=7, unique=True)
    )
    options = [
        {
            "guest": guest,
            "host": host,
            "npv": draw(st.sampled_from([None, -40, 10, 10, 25, 30, 55])),
            "once": draw(st.sampled_from([-100, -60, 40])),
            "first": draw(st.sampled_from([None, 2027, 2028])),
            "last": draw(st.sampled_from([None, 2027, 2029])),
            "vetoed": draw(st.integers(0, 9)) == 0,
            "decision": draw(st.sampled_from([None, None, None, None, "accepted", "rejected"])),
        }
        for guest, host in pairs
    ]
    limits = {
        "max_moves": draw(st.sampled_from([None, None, 1, 2])),
        "budget_gbp_by_year": draw(st.sampled_from([{}, {"2027": 100, "2028": 60}, {"2028": 160}])),
    }
    return room, need, options, limits


def planted(room, need, options):
    case = Case()
    for name in NAMES:
        case.holding(name, spare=room[name], need=need[name])
    for one in options:
        case.option(
            one["guest"],
            one["host"],
            npv=one["npv"],
            parts={"works": one["once"], "once": one["once"]},
            window_start_date=None if one["first"] is None else f"{one['first']}-03-31",
            window_end_date=None if one["last"] is None else f"{one['last']}-03-31",
            vetoes="vetoed" if one["vetoed"] else None,
            decision=one["decision"],
        )
    return case


def years_of(one, budget):
    first, last = max(one["first"] or 2026, 2026), one["last"] or 9999
    if budget:
        return [int(year) for year in sorted(budget) if first <= int(year) <= last]
    return [first] if first <= last else []


def worth_of(one, year):
    npv = one["npv"] or 0
    return round(npv / 1.035 ** (year - max(one["first"] or 2026, 2026))) if npv > 0 else npv


def keeps_every_rule(chosen, room, need, limits):
    guests = [one["guest"] for one, _ in chosen]
    if len(set(guests)) < len(guests) or set(guests) & {one["host"] for one, _ in chosen}:
        return False
    for host in {one["host"] for one, _ in chosen}:
        if sum(need[one["guest"]] for one, _ in chosen if one["host"] == host) > room[host]:
            return False
    if limits["max_moves"] is not None and len(chosen) > limits["max_moves"]:
        return False
    return all(
        sum(max(0, -one["once"]) for one, year in chosen if year == int(named)) <= gbp
        for named, gbp in limits["budget_gbp_by_year"].items()
    )


def best_by_trying(room, need, options, limits):
    """The greatest worth of any set that keeps every rule; None: what is accepted cannot all happen."""
    accepted = [one for one in options if one["decision"] == "accepted"]
    outside = [one for one in accepted if need[one["guest"]] is None or room[one["host"]] is None]
    gone = {one["guest"] for one in outside}
    stay = {one["host"] for one in outside}
    must = [one for one in accepted if one not in outside]
    may = [
        one
        for one in options
        if one["decision"] is None
        and not one["vetoed"]
        and one["npv"] is not None
        and need[one["guest"]] is not None
        and room[one["host"]] is not None
        and one["guest"] not in gone | stay
        and one["host"] not in gone
    ]
    everyone = [*must, *may]
    # an accepted move with unknown room still counts as one that happens
    movers = [one["guest"] for one in accepted]
    if any(one["vetoed"] for one in accepted) or len(set(movers)) < len(movers):
        return None
    if set(movers) & {one["host"] for one in accepted}:
        return None
    if limits["max_moves"] is not None and len(accepted) > limits["max_moves"]:
        return None
    choices = [
        [*([] if one in must else [None]), *years_of(one, limits["budget_gbp_by_year"])] for one in everyone
    ]
    if any(not years_of(one, limits["budget_gbp_by_year"]) for one in accepted):
        return None
    left = None if limits["max_moves"] is None else limits["max_moves"] - len(outside)
    best = None
    for years in itertools.product(*choices):
        chosen = [(one, year) for one, year in zip(everyone, years, strict=True) if year is not None]
        if keeps_every_rule(chosen, room, need, {**limits, "max_moves": left}):
            worth = sum(worth_of(one, year) for one, year in chosen)
            best = worth if best is None else max(best, worth)
    return best


@settings(max_examples=60, deadline=None)
@given(estates())
def test_no_set_that_keeps_every_rule_is_worth_more(estate):
    room, need, options, limits = estate
    expected = best_by_trying(room, need, options, limits)
    row, _ = planted(room, need, options).best(**limits)
    if row["status"] == "cannot-choose":
        assert expected in {0, None}
    elif row["status"] == "infeasible":
        assert expected is None
    else:
        assert row["status"] == "optimal"
        assert row["value"] == expected
        assert row["bound"] == pytest.approx(expected, rel=1e-4, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(estates())
def test_every_set_keeps_every_rule_and_every_accepted_move_happens(estate):
    room, need, options, limits = estate
    made = planted(room, need, options).choose(one=limits)
    if made.scenarios["status"].tolist() != ["optimal"]:
        assert made.moves.empty
        return
    by_id = {f"{one['host']}>{one['guest']}": one for one in options}
    chosen = [
        (by_id[name], year) for name, year in zip(made.moves["option_id"], made.moves["year"], strict=True)
    ]
    assert keeps_every_rule(chosen, room, need, limits)
    assert all(year in years_of(one, limits["budget_gbp_by_year"]) for one, year in chosen)
    assert not any(one["vetoed"] or one["decision"] == "rejected" for one, _ in chosen)
    happen = [one for one in options if one["decision"] == "accepted" and need[one["guest"]] is not None]
    happen = [one for one in happen if room[one["host"]] is not None]
    assert all(one in [other for other, _ in chosen] for one in happen)
