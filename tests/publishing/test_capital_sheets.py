"""Sheets and open files of capital projects, alignments, the ledger and accounts, as each audience has them."""

from __future__ import annotations

import csv
import io
import json

import harbour_estate
import openpyxl
import pandas as pd
import pytest
from harbour_money import P, with_money

from totalcapital.publishing.areas import figures_of, pages_of
from totalcapital.publishing.capital_files import capital_files
from totalcapital.publishing.capital_sheets import funding_rows, project_rows
from totalcapital.publishing.redaction import redact
from totalcapital.publishing.workbook import write_workbook


@pytest.fixture(scope="module")
def money():
    return with_money(harbour_estate.build(100))


@pytest.fixture(scope="module")
def books(money, tmp_path_factory):
    """Audience: sheet name to rows as dicts, of Northbank; and the open files."""
    made = {}
    for audience in ("internal", "partner", "public"):
        project = harbour_estate.project(".", open=["capital"] if audience == "public" else [])
        view = redact(money, audience=audience, project=project)
        page = pages_of(view, project=project)[0]
        path = tmp_path_factory.mktemp("books") / "northbank.xlsx"
        write_workbook(view, page, figures_of(view, page), project=project, path=path)
        book = openpyxl.load_workbook(path)
        sheets = {}
        for sheet in book:
            head, *rows = sheet.iter_rows(values_only=True)
            sheets[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
        made[audience] = (sheets, capital_files(view, page))
    return made


def test_a_project_has_its_years_across_and_how_well_it_is_placed(books):
    rows = {row["project_id"]: row for row in books["internal"][0]["Projects"]}
    row = rows["works:Q01"]
    assert (row["2026-27_gbp"], row["2027-28_gbp"]) == (4_321_987, 500)
    assert (row["approved_gbp"], row["indicative_gbp"]) == (4_321_987, 500)
    assert (row["placed_by"], row["accuracy_m"]) == ("coordinates", 10)
    assert row["start_slip_days"] == 30
    assert rows["works:Q05"]["placed_by"] == "named-asset"
    assert list(row).index("2026-27_gbp") < list(row).index("2027-28_gbp") < list(row).index("project_id")


def test_money_before_and_after_the_years_stands_on_either_side_of_them(money):
    changed = dict(money)
    more = (
        money["project_years"]
        .iloc[:2]
        .assign(
            project_id=P(1),
            period=["before", "after"],
            financial_year=None,
            year_start_date=pd.NaT,
            amount_gbp=[11.0, 22.0],
        )
    )
    changed["project_years"] = pd.concat([money["project_years"], more], ignore_index=True)
    project = harbour_estate.project(".")
    view = redact(changed, audience="internal", project=project)

    rows = project_rows(view, pages_of(view, project=project)[0])
    years = [
        name for name in rows.columns if name in {"before_gbp", "2026-27_gbp", "2027-28_gbp", "after_gbp"}
    ]
    assert years == ["before_gbp", "2026-27_gbp", "2027-28_gbp", "after_gbp"]
    row = rows.set_index("project_id").loc[P(1)]
    assert (row["before_gbp"], row["after_gbp"]) == (11.0, 22.0)
    assert row["approved_gbp"] == 734_000.0 + 11.0  # the copies keep what the first two rows are: one of each


def test_money_of_which_nobody_says_whether_it_is_approved_is_neither_approved_nor_indicative(money):
    years = money["project_years"]
    changed = {**money, "project_years": years.assign(commitment="unknown")}
    project = harbour_estate.project(".")
    view = redact(changed, audience="internal", project=project)

    row = project_rows(view, pages_of(view, project=project)[0]).set_index("project_id").loc[P(1)]
    assert row[["approved_gbp", "indicative_gbp"]].isna().all()
    assert row["approval_unknown_gbp"] == years.loc[years["project_id"] == P(1), "amount_gbp"].sum() > 0


def test_alignments_say_why_first_who_with_whom_and_both_ends_dates(books):
    rows = books["internal"][0]["Alignments"]
    assert list(rows[0])[:5] == ["rank", "sentence", "kind", "from", "meets"]
    assert rows[0]["from"] == "Harbour works 1 (Harbour Council)"
    assert rows[0]["meets"] == "Harbour works 2 (Harbour Council)"
    assert rows[0]["meets_end_date"].date().isoformat() == "2028-03-31"
    held = next(row for row in rows if row["to_table"] == "holdings")
    assert held["meets"] == "Harbour property 1 (Harbour Council)"
    assert rows[-1]["status"] == "dismissed"


def test_partners_are_told_whom_to_ask_after_the_alignments_that_are_shown(books):
    rows = books["partner"][0]["Alignments"]
    masked = [row for row in rows if row["kind"] is None]
    assert [row["check_first"] for row in masked] == ["Ask Harbour NHS Trust."] * 2
    assert all(row["meets"] is None and row["amount_gbp"] is None for row in masked)


def test_the_ledger_has_its_total_in_the_last_row(books):
    inside, seen = books["internal"][0]["Ledger"], books["partner"][0]["Ledger"]
    # 11,000 and 4,321,987 agreed, and 99,000 of an alignment that is gone
    assert inside[-1]["saving_gbp"] == 11_000 + 4_321_987 + 99_000
    assert seen[-1]["saving_gbp"] == 11_000
    assert "Total of 1 savings" in seen[-1]["from"]
    assert "Ledger" not in books["public"][0]


def test_funding_says_how_many_days_are_in_hand_to_the_longstop(money):
    changed = dict(money)
    at = money["funding"]["project_id"].eq(P(1))
    longstop = money["funding"]["longstop_date"].mask(at, pd.Timestamp("2028-03-01"))
    changed["funding"] = money["funding"].assign(longstop_date=longstop)
    project = harbour_estate.project(".")
    view = redact(changed, audience="internal", project=project)

    rows = funding_rows(view, pages_of(view, project=project)[0])
    # works end on 31 March 2028, 30 days after 1 March
    assert (rows["project_id"].iloc[0], rows["days_in_hand"].iloc[0]) == (P(1), -30.0)
    assert rows["days_in_hand"].iloc[1:].isna().all()


def test_beside_projects_stands_how_many_are_placed_how_and_with_how_much(books):
    rows = {(row["of"], row["placed_by"]): row for row in books["internal"][0]["Placed"]}
    every = rows["this page", "all"]
    # twelve projects of 734,561 and on, and four of five others with a cost
    cost = sum(734_561 + p for p in range(12)) + 4_321_987 + 2_345_671 + 987_659 + 876_543
    assert (every["projects_count"], every["amount_gbp"], every["without_amount_count"]) == (17, cost, 1)
    assert rows["this page", "named-asset"]["amount_gbp"] == 876_543
    assert rows["this page", "coordinates"]["projects_count"] == 16


def test_sums_of_spending_are_by_year_budget_and_kind_of_amount(books):
    for audience in ("internal", "partner", "public"):
        rows = {(row["financial_year"], row["basis"]): row for row in books[audience][0]["Spending"]}
        assert rows["2026-27", "outturn"]["amount_gbp"] == 13_000_000
        assert rows["2026-27", "payments"]["amount_gbp"] == 718_219
        assert rows["2026-27", "outturn"]["per_head_gbp"] == 13_000
        assert rows["2026-27", "outturn"]["statutory_gbp"] == 13_000_000


def test_accounts_name_bodies_and_what_is_in_no_area_has_a_sheet_of_its_own(books):
    accounts = books["internal"][0]["Accounts"]
    assert accounts[0]["agency"] == "Harbour Council"
    assert accounts[0]["amount_gbp"] == 9_000_000
    assert sum(row["amount_gbp"] for row in accounts) == 13_000_000 + 718_219
    assert [row["amount_gbp"] for row in books["internal"][0]["Unmapped"]] == [50_000]
    assert {row["amount_gbp"] for row in books["partner"][0]["Unmapped"]} == {50_000, 777}


def test_who_funds_a_service_and_where_it_is_twice_are_told_by_name(books):
    assert books["internal"][0]["Funders"][0]["agencies"] == "Harbour Council; Harbour Police"
    provided = books["internal"][0]["Provision"][0]
    assert provided["sites"] == "Harbour property 1; Quillfeather Lodge"
    # counted again of what partners see: the council alone has libraries
    assert all("Quillfeather" not in str(row) for row in books["partner"][0]["Provision"])
    assert "Property cost" in books["internal"][0]
    assert "Property cost" not in books["partner"][0]


@pytest.mark.parametrize("audience", ["internal", "partner", "public"])
def test_every_column_of_these_sheets_is_explained_in_the_notes(books, audience):
    sheets = books[audience][0]
    explained = {
        row["note"].removeprefix("column ") for row in sheets["Notes"] if row["note"].startswith("column ")
    }
    told = (
        "Projects",
        "Alignments",
        "Ledger",
        "Funding",
        "Placed",
        "Spending",
        "Accounts",
        "Funders",
        "Provision",
    )
    for name in told:
        for column in sheets.get(name, [{}])[0]:
            is_year = column[:2] == "20" and column.endswith("_gbp")
            end = column.removeprefix("from_").removeprefix("meets_")
            assert is_year or column in explained or end in explained, (name, column)


def test_open_files_hold_what_the_workbook_holds_for_the_same_audience(books):
    endings = {audience: set(made[1]) for audience, made in books.items()}
    assert endings["internal"] == endings["partner"]
    assert endings["internal"] == {"-projects.csv", "-projects.geojson", "-alignments.csv", "-accounts.csv"}
    assert endings["public"] == endings["partner"] - {"-alignments.csv"}
    for sheets, files in books.values():
        rows = list(csv.DictReader(io.StringIO(files["-projects.csv"], newline="")))
        assert [row["project_id"] for row in rows] == [row["project_id"] for row in sheets["Projects"]]
        money = list(csv.DictReader(io.StringIO(files["-accounts.csv"], newline="")))
        assert len(money) == len(sheets["Accounts"]) + len(sheets["Unmapped"])
        layer = json.loads(files["-projects.geojson"])["features"]
        assert [one["id"] for one in layer] == [row["project_id"] for row in rows]
        assert all(one["geometry"]["type"] == "Point" for one in layer)


def test_an_estate_without_projects_and_spending_has_none_of_these_files():
    project = harbour_estate.project(".")
    tables = harbour_estate.build(60)
    tables["projects"] = tables["projects"].iloc[:0]
    view = redact(tables, audience="internal", project=project)
    assert capital_files(view, pages_of(view, project=project)[0]) == {}
