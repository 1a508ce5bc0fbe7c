"""``explain`` of an alignment, a project and a figure of the accounts: back to list, file, row and heading."""

from __future__ import annotations

import harbour_money
import pandas as pd
import pytest
from harbour_money import P

from totalcapital.errors import UnknownIdError
from totalcapital.explaining import explain
from totalcapital.fingerprints import alignment_id

RUN = {"weights": {}, "currency": "GBP"}


@pytest.fixture(scope="module")
def money(harbour):
    return harbour_money.with_money(harbour)


def told(tables, word):
    return explain(tables, [word], options=RUN)


def part(explanation, heading):
    found = next(each for each in explanation.parts if each.heading.startswith(heading))
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@pytest.mark.parametrize("word", ["a1", "A1", alignment_id("combine", P(1), P(2))])
def test_an_alignment_goes_by_its_rank_as_well_as_by_its_id(money, word):
    found = told(money, word)
    assert (found.kind, found.title) == ("alignment", "combine: Harbour works 1 and Harbour works 2")


def test_an_alignment_leads_to_both_rows(money):
    ends = part(told(money, "a1"), "The ends")
    assert [end["file and row"] for end in ends] == [
        "register council, file capital.csv, row 3",
        "register council, file capital.csv, row 4",
    ]
    assert [end["money"] for end in ends] == ["734,562", "734,563"]
    held = part(told(money, alignment_id("spend-then-sell", P(5), harbour_money.HELD)), "The ends")[1]
    assert (held["name"], held["file and row"]) == (
        "Harbour property 1",
        "register council, file registers/council.csv, row 3",
    )


def test_an_alignment_says_its_rule_what_to_check_and_what_was_agreed(money):
    found = told(money, "a2")
    said = " ".join(found.lines)
    for words in (
        "Rule: by hand.",
        "At stake: 900,000.",
        "Check first: Ask both.",
        "still since 2026-08-01",
        "decided: accepted",
    ):
        assert words in said
    assert "Saving agreed on 2026-09-01 by A. Clerk: 11,000." in said
    time = {row["what"]: row["how much"] for row in part(found, "Place and time")}
    assert (time["both last together"], time["between end and start"]) == ("100 days", "not known")


def test_what_else_an_alignment_rests_on_is_named(money):
    found = told(money, alignment_id("enable", P(2), P(5)))
    assert part(found, "What else it rests on") == [{"id": "works:Q01"}]


def test_a_gap_has_one_end(money):
    found = told(money, alignment_id("gap", P(8), None))
    assert len(part(found, "The ends")) == 1
    assert found.title == "gap: Harbour works 8: no service in reach"


def test_an_end_that_is_gone_since_the_last_edition_is_said_so(money):
    changed = dict(money)
    changed["projects"] = money["projects"][money["projects"]["project_id"] != P(2)]
    ends = part(told(changed, "a1"), "The ends")
    assert ends[1]["name"] == "not there now"


def test_a_projects_years_add_up_beside_the_total_of_its_list(money):
    years = part(told(money, P(1)), "Money by year")
    assert [row["amount"] for row in years] == ["734,000", "500", "734,500"]
    assert years[-1]["heading"] == "the list's own total: 734,562"
    assert part(told(money, P(1)), "Funding")[0]["source"] == "grant"


def test_a_project_names_what_it_meets_and_which_property_gave_its_place(money):
    found = told(money, "works:Q05")
    assert "The property: police:R00033." in " ".join(found.lines)
    assert [row["with"] for row in part(found, "What it meets")] == ["Harbour works 2"]
    assert "begins 30 days later" in " ".join(found.lines)


def test_a_figure_of_the_accounts_leads_to_list_row_and_heading(money):
    found = told(money, "Northbank/education/2026-27")
    assert found.kind == "account"
    assert (
        found.lines[0] == "2026-27, revenue, outturn: 9,000,000, 9,000.00 by resident, the sum of 12 amounts."
    )
    bodies = part(found, "What it is the sum of")
    assert [(row["body"], row["amount"], row["came by"], row["share"]) for row in bodies] == [
        ("council", "9,000,000", "whole", "1")
    ]
    lists = part(found, "The lists")
    assert [(row["list"], row["file"]) for row in lists] == [("outturn", "outturn.csv")]
    assert lists[0]["against its own totals"] == "1 totals stated, 0 of them differ by 0"
    assert part(found, "Rows of the lists")[0]["file, row and heading"] == "outturn.csv, row 2, column Total"


def test_an_area_is_explained_by_its_name_as_well_as_by_its_id(money):
    assert told(money, "Northbank").lines == told(money, "northbank").lines


def test_all_services_and_what_is_in_no_area_can_be_asked_for(money):
    every = told(money, "northbank/all")
    # outturn 9,000,000 and 4,000,000; payments 600,000, 70,000, 43,219 and 5,000
    assert [line.split(",")[2:6] for line in every.lines[:2]] == [
        [" outturn: 13", "000", "000", " 13"],
        [" payments: 718", "219", " 718.22 by resident", " the sum of 40 amounts."],
    ]
    assert "50,000" in told(money, "nowhere/all").lines[0]


def test_what_the_accounts_do_not_have_is_said_with_what_they_have(money):
    with pytest.raises(
        UnknownIdError, match=r"found 'defence'\. They have: education, health, housing, justice"
    ):
        told(money, "northbank/defence")
    with pytest.raises(UnknownIdError, match=r"found '1999-00'\. They have: 2026-27, all"):
        told(money, "northbank/education/1999-00")
    with pytest.raises(UnknownIdError, match=r"found 'atlantis/education'"):
        told(money, "atlantis/education")
    without = {**money, "accounts": money["accounts"].iloc[:0]}
    with pytest.raises(UnknownIdError, match="There are of: none at all"):
        told(without, "northbank/education")


def test_the_greatest_amounts_of_a_figure_come_first_with_what_all_come_to(money):
    more = money["spending"].assign(spending_id="outturn:3", source_row=3, amount_gbp=-9_500_000.0)
    changed = {**money, "spending": pd.concat([money["spending"], more], ignore_index=True)}
    found = told(changed, "northbank/education")
    assert [row["amount"] for row in part(found, "Rows of the lists")] == ["-9,500,000", "9,000,000"]
    assert "2, together -500,000." in str(found.parts[-1].remark)


def test_transfers_are_not_among_the_rows_of_a_figure(money):
    more = money["spending"].assign(spending_id="outturn:3", source_row=3, is_transfer=True)
    changed = {**money, "spending": pd.concat([money["spending"], more], ignore_index=True)}
    assert len(part(told(changed, "northbank/education"), "Rows of the lists")) == 1
