"""What ``compare`` says of decisions on options, of hubs and of scenarios."""

from __future__ import annotations

import pandas as pd
import pytest
from hand_made import SUMMARY, compared, edition, record, table

from totalcapital.comparing import counts_of
from totalcapital.tables import TABLES

HOST, GUEST, THIRD = "s-council:1:council", "s-trust:N1:trust", "s-police:P1:police"
RECORDS = (
    record("1", "Oak Library"),
    record("N1", "Oak Clinic", register_id="trust", agency_id="trust", at=(430_100.0, 433_000.0)),
    record("P1", "Oak Station", register_id="police", agency_id="police", at=(430_200.0, 433_000.0)),
)


def made(*, options=(), hubs=(), scenarios=(), assumptions=True):
    """An edition of three properties with options, hubs and scenarios."""
    tables = edition(*RECORDS, options=options)
    rows = {
        "hubs": [
            {"hub_id": f"hub-{anchor}", "anchor_id": anchor, "members": members, "option_ids": "o", "agencies_count": count,
             "rank": at, "score": 0.5, "reason": "by hand"}
            for at, (anchor, members, count) in enumerate(hubs, 1)
        ],
        "scenarios": [
            {"scenario_id": name, "objective": "npv", "limits": "none", "status": status, "value": value, "bound": value,
             "unit": "GBP", "options_count": 3, "left_out_count": 0, "moves_count": moves, "without_money_count": 0,
             "reason": "by hand"}
            for name, status, value, moves in scenarios
        ],
        "assumptions": [
            {"assumption_id": "a", "stage": "choose", "meaning": "m", "value": 1.0, "unit": "m", "source": "Own choice",
             "set_by": "default"}
        ] if assumptions else [],
    }  # fmt: skip
    filled = {name: table(name, each) for name, each in rows.items() if each}
    return tables | {name: TABLES[name].empty(crs="EPSG:27700") for name in rows} | filled


def option(host=HOST, guest=GUEST, **more):
    return host, guest, {"score": 0.8, "rank": 1, **more}


def told(found, *columns):
    return found[list(columns)].astype(object).where(found[list(columns)].notna(), None).values.tolist()


def test_what_people_decided_on_an_option_since_is_told():
    found = compared(made(options=[option()]), made(options=[option(decision="accepted")]))
    assert told(found, "subject", "kind", "before", "now", "cause") == [
        ["option", "decided", "nothing decided", "accepted", "decision"]
    ]
    assert found["name"].tolist() == ["Oak Clinic with Oak Library"]
    assert counts_of(found)["options_decided"] == 1


def test_an_option_decided_against_is_told_as_a_decision_and_not_as_fallen_behind():
    new = {**SUMMARY, "version": "2"}
    found = compared(
        made(options=[option()]), made(options=[option(decision="rejected", rank=None)]), (SUMMARY, new)
    )
    assert told(found[found["subject"] == "option"], "kind") == [["decided"]]


def test_a_new_pair_is_one_new_option_and_not_two():
    other = option(GUEST, HOST, rank=None, is_better_direction=False)
    found = compared(made(), made(options=[option(is_better_direction=True), other]))
    assert told(found, "kind", "subject_id") == [["added", f"{HOST}>{GUEST}"]]


def test_hubs_new_gone_and_of_other_members_are_told():
    before = made(hubs=[(HOST, f"{GUEST}; {THIRD}", 3), (GUEST, f"{HOST}; {THIRD}", 3)])
    now = made(hubs=[(HOST, f"{GUEST}; {THIRD}", 3), (THIRD, f"{HOST}; {GUEST}", 3)])
    found = compared(before, now)
    assert told(found, "subject", "kind", "name", "reason") == [
        ["hub", "added", "Oak Station", "a new hub of 3 agencies"],
        ["hub", "removed", "Oak Clinic", "no hub any more, of 3 agencies before"],
    ]
    fewer = made(hubs=[(HOST, GUEST, 2), (GUEST, f"{HOST}; {THIRD}", 3)])
    (row,) = told(compared(before, fewer), "kind", "before", "now")
    assert row == ["values", "3 agencies", "2 agencies"]


def test_the_order_of_members_and_ranks_of_hubs_is_no_difference():
    before = made(hubs=[(HOST, f"{GUEST}; {THIRD}", 3), (GUEST, f"{HOST}; {THIRD}", 3)])
    now = made(hubs=[(GUEST, f"{THIRD}; {HOST}", 3), (HOST, f"{THIRD}; {GUEST}", 3)])
    assert compared(before, now).empty


@pytest.mark.parametrize(
    ("now", "kind", "measure"),
    [
        (("best", "optimal", 150_000.0, 2), "values", 50_000.0),
        (("best", "infeasible", None, 0), "values", None),
        (("best", "optimal", 100_000.0, 3), "values", 0.0),
        (("other", "optimal", 100_000.0, 2), None, None),
    ],
)
def test_a_scenario_of_another_value_or_ending_is_told(now, kind, measure):
    found = compared(made(scenarios=[("best", "optimal", 100_000.0, 2)]), made(scenarios=[now]))
    if kind is None:
        assert told(found, "kind", "subject_id") == [["added", "other"], ["removed", "best"]]
        return
    (row,) = told(found, "subject", "kind", "measure")
    assert row == ["scenario", kind, measure]
    assert found["reason"].str.endswith("npv of 100,000 GBP by 2 moves (optimal) before").all()


def test_a_scenario_that_is_the_same_to_a_rounding_is_not_told():
    before = made(scenarios=[("best", "optimal", 100_000.0, 2)])
    assert compared(before, made(scenarios=[("best", "optimal", 100_000.4, 2)])).empty


def test_an_edition_of_before_there_were_hubs_and_scenarios_differs_in_none():
    old = made(assumptions=False)
    now = made(hubs=[(HOST, f"{GUEST}; {THIRD}", 3)], scenarios=[("best", "optimal", 1.0, 1)])
    found = compared(old, now)
    assert not set(found["subject"]) & {"hub", "scenario"}
    assert isinstance(found, pd.DataFrame)
