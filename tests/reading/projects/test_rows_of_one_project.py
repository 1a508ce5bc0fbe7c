"""Lists with one row a year or a source of money: rows of one reference are one project."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from programmes import Programme

from totalcapital.reading.profiles import Profile

LONG = ["Scheme ref", "Scheme", "Financial year", "Funding source", "Amount (£000)"]


def test_rows_of_one_reference_are_one_project_and_every_row_is_kept():
    seen = Programme(
        LONG,
        [
            ["1", "Hall", "2026/27", "S106", "100"],
            ["2", "Depot", "2026/27", "Borrowing", "7"],
            ["1", "Hall", "2026/27", "Capital receipts", "50"],
            ["1", "Hall", "2027/28", "S106", "200"],
            ["1", "Hall", "Later years", "S106", "5"],
        ],
    )
    assert (len(seen.frame), seen.rows_kept, seen.set_aside) == (2, 5, 0)
    assert dict(zip(seen.frame["reference"], seen.frame["total_gbp"], strict=True)) == {"1": 355e3, "2": 7e3}
    assert seen.money("project_id", "period", "financial_year", "amount_gbp") == [
        ("1", "after", None, 5e3),
        ("1", "year", "2026-27", 150e3),
        ("1", "year", "2027-28", 200e3),
        ("2", "year", "2026-27", 7e3),
    ]
    assert seen.sources("project_id", "source", "financial_year", "amount_gbp") == [
        ("1", "capital-receipts", "2026-27", 50e3),
        ("1", "developer", "2026-27", 100e3),
        ("1", "developer", "2027-28", 200e3),
        ("1", "developer", None, 5e3),
        ("2", "borrowing", "2026-27", 7e3),
    ]


def test_one_row_a_source_with_years_across_adds_up_by_year_and_by_source():
    seen = Programme(
        ["Ref", "Scheme", "Funding source", "2026/27", "2027/28", "Total"],
        [["1", "Hall", "S106", "100", "5", "105"], ["1", "Hall", "Grant", "200", "", "200"]],
    )
    assert seen.values("total_gbp") == [305.0]
    assert seen.money("financial_year", "amount_gbp") == [("2026-27", 300.0), ("2027-28", 5.0)]
    assert seen.sources("source", "amount_gbp") == [("developer", 105.0), ("grant", 200.0)]


def test_a_total_of_the_whole_project_on_each_of_its_rows_counts_once():
    seen = Programme(
        ["Ref", "Scheme", "Funding source", "2026/27", "Total"],
        [["1", "Hall", "S106", "100", "300"], ["1", "Hall", "Grant", "200", "300"]],
    )
    assert seen.values("total_gbp") == [300.0]
    assert seen.told("total-differs") == []


def test_a_list_without_years_or_sources_keeps_a_project_for_each_row():
    seen = Programme(["Ref", "Scheme", "Total"], [["1", "Hall", "5"], ["1", "Hall", "6"]])
    assert (len(seen.frame), seen.values("total_gbp")) == (2, [5.0, 6.0])


def test_a_reference_of_a_whole_programme_does_not_bring_its_projects_together():
    rows = [["C1", "Hall", "2026/27", "", "1"], ["C1", "Barn", "2026/27", "", "2"], ["C1", "Barn", "2027/28", "", "4"]]  # fmt: skip
    seen = Programme(LONG, rows)
    assert dict(zip(seen.frame["name"], seen.frame["total_gbp"], strict=True)) == {"Hall": 1e3, "Barn": 6e3}


def test_two_bodies_may_use_one_reference_and_their_ids_say_whose_it_is():
    seen = Programme(
        ["Ref", "Council", "Total"],
        [["7", "North Council", "1"], ["7", "South Council", "2"], ["8", "South Council", "3"]],
        agency={"column": "Council"},
    )
    assert sorted(seen.values("project_id")) == ["r:7@North Council", "r:7@South Council", "r:8"]


def test_rows_of_two_bodies_that_use_one_reference_are_not_one_project():
    seen = Programme(
        ["Ref", "Council", "Funding source", "Amount"],
        [["7", "North Council", "Grant", "1"], ["7", "South Council", "Grant", "2"], ["7", "South Council", "Borrowing", "3"]],
        agency={"column": "Council"},
    )  # fmt: skip
    assert seen.values("total_gbp") == [1.0, 5.0]


def test_a_project_without_a_reference_keeps_its_id_when_its_money_changes():
    first = Programme(["Scheme", "2026/27"], [["Hall", "5"], ["Barn", "6"], ["Barn", "7"]])
    later = Programme(["Scheme", "2026/27"], [["Barn", "6"], ["Barn", "7"], [" hall", "500"]])
    ids = first.frame.set_index("name")["project_id"]
    assert later.frame["project_id"].tolist()[2] == ids["Hall"]
    assert first.frame["project_id"].is_unique


def test_a_list_of_which_every_row_is_set_aside_has_no_projects_and_no_money():
    layout = Profile.model_validate(
        {
            "id": "p", "title": "p", "source": "s", "kind": "capital", "detect": {}, "columns": {"reference": "Ref"},
            "set_aside": [{"column": "Ref", "values": "*", "reason": "none is a project"}],
        }
    )  # fmt: skip
    seen = Programme(["Ref", "2026/27", "Total"], [["1", "5", "5"], ["2", "6", "7"]], profile=layout)
    assert (len(seen.frame), seen.set_aside, seen.rows_kept) == (0, 2, 0)
    assert seen.years.empty
    assert seen.reconciliations.empty


def test_the_strictest_mark_the_earliest_start_and_the_latest_end_of_its_rows_are_the_projects():
    headings = [*LONG, "Sensitivity", "Start date", "End date"]
    rows = [
        ["1", "Hall", "2026/27", "", "1", "open", "01/05/2026", "30/06/2026"],
        ["1", "Hall", "2027/28", "", "1", "secret", "01/04/2026", "31/12/2027"],
        ["1", "Halle", "2028/29", "", "1", "open", "", ""],
    ]
    seen = Programme(headings, rows)
    assert seen.values("sensitivity") == ["secret"]
    assert seen.values("start_date") == [pd.Timestamp(2026, 4, 1)]
    assert seen.values("end_date") == [pd.Timestamp(2027, 12, 31)]


def test_where_rows_say_different_things_what_most_say_counts_and_that_is_told():
    rows = [[str(i), f"S{i}", "2026/27", "", "1"] for i in range(2, 6)] * 2
    rows += [
        ["1", "Hall", "2026/27", "", "1"],
        ["1", "Hal", "2027/28", "", "1"],
        ["1", "Hall", "2028/29", "", "1"],
    ]
    seen = Programme(LONG, rows)
    assert seen.frame.set_index("reference").loc["1", "name"] == "Hall"
    assert seen.told("rows-disagree") == [
        "name: the rows of 1 projects say different things; what most of them say counts."
    ]


def test_money_of_a_year_that_is_none_is_told_and_stays_in_the_total():
    rows = [["1", "Hall", "soon", "", "3"], ["1", "Hall", "2026/27", "", "4"]]
    seen = Programme(LONG, rows)
    assert seen.values("total_gbp") == [7e3]
    assert seen.money("financial_year", "amount_gbp") == [("2026-27", 4e3)]
    assert seen.told("value-not-understood") == [
        "Financial year: expected a year such as 2026/27; found 'soon'. Its money is in no year."
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from("123"), st.sampled_from(["2026/27", "2027/28", "later years"]), st.integers(-9, 99)),
        min_size=1, max_size=12,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_the_order_of_rows_changes_no_amount_and_no_amount_is_lost(parts, random):
    rows = [[ref, f"S{ref}", year, "Grant", str(amount)] for ref, year, amount in parts]
    first, second = Programme(LONG, rows), Programme(LONG, random.sample(rows, len(rows)))
    assert first.years["amount_gbp"].sum() == 1e3 * sum(amount for *_, amount in parts)
    assert first.frame["total_gbp"].sum() == 1e3 * sum(amount for *_, amount in parts)
    columns = ("project_id", "period", "financial_year", "amount_gbp")
    assert first.money(*columns) == second.money(*columns)
    assert first.rows_kept == len(rows)
