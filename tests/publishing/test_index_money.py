"""The columns of the index on money, and what it says of programmes. Amounts: harbour_accounts."""

from __future__ import annotations

import re

import harbour_accounts
import harbour_estate
import pytest

from totalcapital.publishing import publish
from totalcapital.publishing.areas import pages_of
from totalcapital.publishing.index_money import money_columns
from totalcapital.publishing.programme import about, programme_line, unsourced
from totalcapital.publishing.redaction import redact
from totalcapital.tables import TABLES

PROGRAMME = """
[programme]
name = "Harbours of the coast"
note = "There were two."
[[area]]
id = "northbank"
membership_source = "the minutes of the harbour board"
[[area.footprint]]
codes = ["E1"]
[[area]]
id = "southbank"
membership_source = "general knowledge, not checked against a source"
[[area.footprint]]
codes = ["E2"]
"""


def columns(tables, tmp_path, audience="internal"):
    project = harbour_estate.project(tmp_path)
    view = redact(tables, audience=audience, project=project)
    return money_columns(view, pages_of(view, project=project), currency="GBP")


@pytest.fixture
def programme(tables, tmp_path):
    (tmp_path / "harbours.toml").write_text(PROGRAMME, encoding="utf-8")
    project = harbour_estate.project(tmp_path)
    estate = project.estate.model_copy(update={"programme": "harbours.toml"})
    project = project.model_copy(update={"estate": estate})
    return project, pages_of(redact(tables, audience="internal", project=project), project=project)


def test_cost_of_projects_and_spending_by_resident_are_columns(tables, tmp_path):
    cost, spent = columns(harbour_accounts.add(tables), tmp_path)
    assert cost == ("Cost of projects", ["£8.8m", "–"], "£8.8m")
    assert spent == ("Spending by resident (revenue, 2025-26)", ["£2,330", "–"], "")


def test_areas_of_different_years_say_which_in_their_cells(tables, tmp_path):
    whole = harbour_accounts.add(tables)
    accounts = whole["accounts"].copy()
    accounts.loc[accounts["area_id"] == "eastquay", ["area_id", "financial_year"]] = ["southbank", "2023-24"]
    spent = columns({**whole, "accounts": TABLES["accounts"].conform(accounts)}, tmp_path)[1]
    assert spent == (
        "Spending by resident", ["£2,330 (revenue, 2025-26)", "£1,500 (revenue, 2023-24)"], "",
    )  # fmt: skip


def test_an_estate_without_accounts_has_no_column_of_them(tables, tmp_path):
    assert [head for head, _, _ in columns(tables, tmp_path)] == ["Cost of projects"]


def test_the_public_sees_no_cost_of_projects_and_all_accounts(tables, tmp_path):
    found = columns(harbour_accounts.add(tables), tmp_path, "public")
    assert [head for head, _, _ in found] == ["Spending by resident (revenue, 2025-26)"]


def test_the_index_names_the_programme_and_the_areas_whose_members_no_source_names(programme):
    project, pages = programme
    assert unsourced(project) == {"southbank"}
    said = about(pages, project=project)
    assert "The areas are those of the Harbours of the coast." in said
    assert "There were two." in said
    assert "not checked against a source: Southbank." in said


def test_a_statement_says_where_members_are_not_sourced(programme):
    project, (north, south) = programme
    assert programme_line(north, project=project) == "One of the areas of the Harbours of the coast."
    assert programme_line(south, project=project).endswith(
        "Which authorities belong to it is not checked against a source."
    )


def test_an_estate_of_accounts_alone_has_no_column_of_property(tables, tmp_path):
    whole = harbour_accounts.add(tables)
    bare = {name: TABLES[name].empty(harbour_estate.BNG) for name in TABLES}
    kept = {name: whole[name] for name in ("areas", "agencies", "accounts", "registers", "assumptions")}
    publish({**bare, **kept}, tmp_path, audience="internal", project=harbour_estate.project(tmp_path))
    table = (tmp_path / "index.html").read_text(encoding="utf-8").split('id="areas"')[1].split("</table>")[0]
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)<", table)
    assert heads == ["Area", "Residents", "Spending by resident (revenue, 2025-26)"]
    sheet = (tmp_path / "northbank-statement.html").read_text(encoding="utf-8")
    assert "No register gave any property of a public body here." in sheet
