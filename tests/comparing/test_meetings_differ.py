"""What ``compare`` says of alignments and of the accounts' sums."""

from __future__ import annotations

import pytest
from hand_made import compared, edition, project, record, table
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.comparing import counts_of
from totalcapital.fingerprints import alignment_id

HELD = "s-council:1:council"
RECORDS = (record("1", "Oak Library"),)
ONE, OTHER = "capital:A", "capital:B"


def assumed(stage):
    return {"assumption_id": stage, "stage": stage, "meaning": "m", "value": 1.0, "unit": "m", "source": "Own choice",
            "set_by": "default"}  # fmt: skip


def meeting(kind="combine", one=ONE, other=OTHER, **more):
    to_table = None if other is None else "holdings" if other.startswith("s-") else "projects"
    return {"alignment_id": alignment_id(kind, one, other), "kind": kind, "from_id": one, "to_id": other, "to_table": to_table,
            "amount_gbp": 1000.0, "confidence": "high", "rank": 1, "status": "new", "check_first": "Ask.", "reason": "Side by side.",
            "rule": "by hand", **more}  # fmt: skip


def account(amount, *, area="north", year="2026-27", budget="revenue", basis="outturn", agency="council"):
    return {"area_id": area, "financial_year": year, "agency_id": agency, "service": "education", "budget": budget,
            "discretion": "statutory", "basis": basis, "amount_gbp": amount, "price_base": "2026-27", "allocation": "whole",
            "share": 1.0, "register_ids": "outturn", "rows_count": 1}  # fmt: skip


def made(*, alignments=(), accounts=(), projects=None, stages=("align", "account")):
    works = projects or (project("A", "Oak hall"), project("B", "Oak yard"))
    tables = edition(*RECORDS, projects=works)
    rows = {
        "alignments": list(alignments), "accounts": list(accounts), "assumptions": [assumed(one) for one in stages],
        "areas": [{"area_id": "north", "kind": "programme", "name": "Northbank"}],
    }  # fmt: skip
    return tables | {name: table(name, each) for name, each in rows.items() if each}


def told(found, subject, *columns):
    rows = found[found["subject"] == subject][list(columns)].astype(object)
    return rows.where(rows.notna(), None).values.tolist()


def test_a_new_alignment_and_one_that_is_gone_are_told_with_their_reason():
    found = compared(made(alignments=[meeting()]), made(alignments=[meeting("clash")]))
    assert told(found, "alignment", "kind", "name", "before", "now", "reason") == [
        ["added", "clash: Oak hall and Oak yard", None, "clash", "a new alignment: Side by side."],
        [
            "removed",
            "combine: Oak hall and Oak yard",
            "combine",
            None,
            "no alignment any more: Side by side.",
        ],
    ]
    counts = counts_of(found)
    assert (counts["alignments_added"], counts["alignments_removed"]) == (1, 1)


def test_which_end_comes_first_and_another_rank_are_no_difference():
    found = compared(
        made(alignments=[meeting()]), made(alignments=[meeting(one=OTHER, other=ONE, rank=7, status="still")])
    )
    assert told(found, "alignment", "kind") == []


def test_one_kept_from_the_last_edition_as_resolved_is_gone():
    found = compared(made(alignments=[meeting()]), made(alignments=[meeting(status="resolved", rank=None)]))
    assert told(found, "alignment", "kind") == [["removed"]]


def test_one_that_people_dismissed_is_a_decision_and_not_gone():
    later = meeting(status="dismissed", rank=None, decision="dismissed")
    found = compared(made(alignments=[meeting()]), made(alignments=[later]))
    assert told(found, "alignment", "kind", "before", "now", "cause") == [
        ["decided", "nothing decided", "dismissed", "decision"]
    ]
    assert counts_of(found)["alignments_decided"] == 1


def test_money_at_stake_and_confidence_are_told_and_a_rounding_is_not():
    found = compared(
        made(alignments=[meeting()]), made(alignments=[meeting(amount_gbp=1500.0, confidence="low")])
    )
    assert sorted(told(found, "alignment", "column", "before", "now", "measure")) == [
        ["amount_gbp", "1,000", "1,500", 500.0],
        ["confidence", "high", "low", None],
    ]
    found = compared(made(alignments=[meeting()]), made(alignments=[meeting(amount_gbp=1000.4)]))
    assert told(found, "alignment", "kind") == []
    found = compared(made(alignments=[meeting()]), made(alignments=[meeting(amount_gbp=None)]))
    assert told(found, "alignment", "reason") == [["money at stake not known; 1,000 before"]]


def test_an_alignment_names_the_projects_that_brought_it_about():
    later = (
        project("A", "Oak hall", start_date="2027-06-01"),
        project("B", "Oak yard", start_date="2029-06-01"),
    )
    works = (
        project("A", "Oak hall", start_date="2027-06-01"),
        project("B", "Oak yard", start_date="2027-06-01"),
    )
    found = compared(made(alignments=[meeting()], projects=works), made(projects=later))
    slipped = found.loc[
        (found["subject"] == "project") & (found["kind"] == "slipped"), "difference_id"
    ].tolist()
    assert told(found, "alignment", "because", "cause") == [["; ".join(slipped), "other-differences"]]
    assert "Oak yard: starts 731 days later" in told(found, "alignment", "reason")[0][0]


def test_an_alignment_of_renumbered_projects_is_the_same():
    was = (project("A", "Oak hall"), project("B", "Oak yard"))
    is_ = (project("X1", "Oak hall"), project("X2", "Oak yard"))
    found = compared(
        made(alignments=[meeting()], projects=was),
        made(alignments=[meeting(one="capital:X1", other="capital:X2")], projects=is_),
    )
    assert told(found, "alignment", "kind") == []


def test_an_alignment_with_a_property_is_followed_by_its_holding():
    found = compared(
        made(alignments=[meeting("spend-then-sell", ONE, HELD)]),
        made(alignments=[meeting("spend-then-sell", ONE, HELD, amount_gbp=2000.0)]),
    )
    assert told(found, "alignment", "name") == [["spend-then-sell: Oak hall and Oak Library"]]


@pytest.mark.parametrize("stages", [("account",), ()])
def test_nothing_is_told_of_alignments_where_an_edition_made_none(stages):
    found = compared(made(stages=stages), made(alignments=[meeting()]))
    assert told(found, "alignment", "kind") == []


def test_sums_of_an_area_and_year_are_told_by_budget_and_kind_of_amount():
    before = made(accounts=[account(100.0), account(50.0, agency="police"), account(10.0, budget="capital")])
    now = made(
        accounts=[
            account(150.0),
            account(20.0, agency="police"),
            account(10.0, budget="capital"),
            account(5.0, basis="payments"),
        ]
    )
    found = compared(before, now)
    # revenue outturn 100 + 50 before, 150 + 20 now
    assert told(found, "account", "kind", "subject_id", "name", "column", "before", "now", "measure") == [
        ["added", "north/all/2026-27", "Northbank, 2026-27", "revenue payments", None, "5", 5.0],
        ["values", "north/all/2026-27", "Northbank, 2026-27", "revenue outturn", "150", "170", 20.0],
    ]
    assert counts_of(found)["accounts_changed"] == 1


def test_money_that_left_every_area_is_seen():
    found = compared(
        made(accounts=[account(100.0)]), made(accounts=[account(60.0), account(40.0, area=None)])
    )
    assert told(found, "account", "subject_id", "name", "measure") == [
        ["nowhere/all/2026-27", "in no area, 2026-27", 40.0],
        ["north/all/2026-27", "Northbank, 2026-27", -40.0],
    ]


def test_nothing_is_told_of_accounts_where_an_edition_made_none():
    assert told(compared(made(stages=("align",)), made(accounts=[account(100.0)])), "account", "kind") == []


@settings(max_examples=4, deadline=None)
@given(st.permutations(range(4)), st.permutations(range(3)))
def test_no_order_of_rows_matters_and_an_edition_differs_from_itself_in_nothing(order, others):
    accounts = [
        account(1.0),
        account(2.0, area=None),
        account(3.0, year="2025-26"),
        account(4.0, budget="capital"),
    ]
    alignments = [meeting(), meeting("clash"), meeting("gap", other=None, service="school")]
    one = made(accounts=accounts, alignments=alignments)
    other = made(accounts=[accounts[at] for at in order], alignments=[alignments[at] for at in others])
    found = compared(one, other)
    assert told(found, "account", "kind") == told(found, "alignment", "kind") == []
