"""The sheets that people decide by: what stands in them, cell by cell, and in what form."""

from __future__ import annotations

import datetime as dt

import harbour_choices
import harbour_estate
import openpyxl
import pandas as pd
import pytest

from totalcapital.publishing import publish
from totalcapital.publishing.sentences import money, sentence
from totalcapital.tables import split_list

HOST, GUEST = "site-000000:council", "site-000003:police"


@pytest.fixture(scope="module")
def reversed_pair(tables):
    """The first option of Harbour turned round: no rank, since the other direction is the better."""
    first = tables["colocation"].sort_values("rank").iloc[0]
    assert (first["host_id"], first["guest_id"]) == (HOST, GUEST)
    return first.to_dict() | {
        "option_id": f"{GUEST}>{HOST}", "host_id": GUEST, "guest_id": HOST, "rank": pd.NA, "decision": None,
        "is_better_direction": False, "score": 0.4, "direction": "Better the other way round: more room",
    }  # fmt: skip


@pytest.fixture(scope="module")
def books(tables, reversed_pair, tmp_path_factory):
    """The workbooks of Northbank, by audience; one pair has both directions, one option is rejected."""
    changed = {name: frame.copy() for name, frame in tables.items()}
    options = changed["colocation"]
    last = options["rank"] == options["rank"].max()
    options.loc[last, "decision"] = "rejected"
    options.loc[last, "rank"] = pd.NA
    changed["colocation"] = pd.concat(
        [options, type(options)([reversed_pair], crs=options.crs)], ignore_index=True
    )
    changed["colocation"] = changed["colocation"].astype(options.dtypes.to_dict())
    before = changed["decisions"].iloc[0].to_dict() | {
        "decision": "parked", "on_date": pd.Timestamp("2026-09-01"), "source_row": 1, "state": "superseded",
        "owner": "Cy Old", "next_step": "wait",
    }  # fmt: skip
    kinds = changed["decisions"].dtypes.to_dict()
    changed["decisions"] = pd.concat(
        [changed["decisions"], pd.DataFrame([before])], ignore_index=True
    ).astype(kinds)
    made = {}
    for audience in ("internal", "partner", "public"):
        folder = tmp_path_factory.mktemp(f"books-{audience}")
        project = harbour_estate.project(folder, open=["colocation"])
        publish(changed, folder, audience=audience, project=project)
        made[audience] = openpyxl.load_workbook(folder / "northbank.xlsx")
    return made


def rows_of(book, name):
    heads, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_no_sheet_is_empty(books):
    for audience, book in books.items():
        for sheet in book:
            assert sheet.max_row > 1, (audience, sheet.title)


def test_an_option_is_one_row_with_sentence_decision_days_room_and_worth(books):
    row = rows_of(books["internal"], "Options")[0]
    # rank 1: 21,000 a year, low half, high one and a half; 593 m by the spiral of Harbour
    assert row["sentence"] == (
        "Harbour property 3 is 593 m from Harbour property 0, which has room. Saves £11,000-£32,000 a year. "
        "Not known: staff; lease dates."
    )
    assert (row["decision"], row["owner"], row["next_step"]) == (
        "accepted",
        "Bo Quayle",
        "ask the trust for its plans",
    )
    assert row["notice_by_date"].date() == dt.date(2027, 9, 30)
    assert row["window_start_date"].date() == dt.date(2028, 3, 31)
    assert [row[name] for name in ("spare_low_m2", "spare_m2", "spare_high_m2")] == [150, 200, 240]
    assert [row[name] for name in ("need_low_m2", "need_m2", "need_high_m2", "room_m2")] == [
        120,
        150,
        190,
        50,
    ]
    assert [row[f"saving{end}_gbp"] for end in ("_low", "", "_high")] == [10_500, 21_000, 31_500]
    assert [row[f"once{end}_gbp"] for end in ("_low", "", "_high")] == [-52_500, -30_000, -22_500]
    assert [row[f"npv{end}_gbp"] for end in ("_low", "", "_high")] == [-50_000, 101_000, 250_000]
    assert row["rank_stability_pct"] == 97


def test_what_is_not_known_is_blank_and_never_nought(books):
    row = rows_of(books["internal"], "Options")[2]
    assert row["rank"] == 3
    assert not harbour_choices.is_worth_known(3)
    for name in ("saving_gbp", "once_gbp", "npv_gbp", "npv_low_gbp"):
        assert row[name] is None, name
    assert "Saves" not in row["sentence"]


def test_two_directions_are_one_row_with_a_note_of_the_other(books):
    rows = rows_of(books["internal"], "Options")
    ids = [row["option_id"] for row in rows]
    assert f"{HOST}>{GUEST}" in ids
    assert f"{GUEST}>{HOST}" not in ids
    assert rows[0]["other_direction"] == "score 0.40; Better the other way round: more room"
    assert rows[1]["other_direction"] is None


def test_what_was_decided_against_is_listed_below_the_ranks(books):
    rows = rows_of(books["internal"], "Options")
    ranked = [row["rank"] for row in rows if row["rank"] is not None]
    assert ranked == sorted(ranked)


def test_every_decision_on_an_option_is_told_whatever_became_of_it(books):
    rows = rows_of(books["internal"], "Decided")
    assert [(row["source_row"], row["stands"]) for row in rows] == [
        (3, "in force; what it was decided on has changed since"), (2, "in force"),
        (1, "replaced by a later decision"), (9, "no such option now"),
    ]  # fmt: skip
    assert rows[1]["guest"] == "Harbour property 3"
    assert (rows[1]["by"], rows[1]["owner"], rows[1]["reason"]) == (
        "Ana",
        "Bo Quayle",
        "the board of October",
    )
    assert rows[3]["option_id"] == "site-000999:council>site-000998:trust"


def test_hubs_name_their_properties(books, tables):
    rows = rows_of(books["internal"], "Hubs")
    assert rows[0]["anchor"] == "Harbour property 0 (Harbour Council)"
    assert "Harbour property 3 (Harbour Police)" in split_list(rows[0]["who_moves_in"])
    assert 0 < len(rows) < len(tables["hubs"])  # those of Southbank are in its own workbook


def test_scenarios_stand_side_by_side_each_fact_in_its_form(books, tables):
    sheet = books["internal"]["Scenarios"]
    assert [cell.value for cell in sheet[1]] == ["scenario", "all", "cautious", "none"]
    line = {row[0].value: row for row in sheet.iter_rows()}
    expected = tables["scenarios"].set_index("scenario_id")["saving_gbp"]
    assert [cell.value for cell in line["saving_gbp"]][1:] == [expected["all"], expected["cautious"], None]
    assert line["saving_gbp"][1].number_format == "#,##0"
    assert line["status"][3].value == "cannot-choose"


def test_moves_name_who_moves_where_and_when(books):
    rows = rows_of(books["internal"], "Moves")
    first = next(row for row in rows if row["option_id"] == f"{HOST}>{GUEST}" and row["scenario_id"] == "all")
    assert (first["guest"], first["host"]) == (
        "Harbour property 3 (Harbour Police)",
        "Harbour property 0 (Harbour Council)",
    )
    assert (first["year"], first["saving_gbp"], first["need_m2"]) == (2027, 21_000, 150)


def test_assumptions_say_value_range_unit_source_and_who_set_them(books):
    rows = {row["assumption_id"]: row for row in rows_of(books["internal"], "Assumptions")}
    works = rows["works.office"]
    assert (works["low"], works["value"], works["high"]) == (900, 600, 400)
    assert (works["unit"], works["price_base"], works["set_by"]) == ("GBP a m2", "2026-27", "default")
    assert rows["weight.proximity"]["value"] == 0.25


def test_worth_and_sensitivity_have_a_line_for_each_known_part(books):
    parts = [row["measure"] for row in rows_of(books["internal"], "Worth") if row["rank"] == 1]
    assert parts == ["running-cost", "saving", "works", "move", "once", "npv"]
    assert 3 not in {row["rank"] for row in rows_of(books["internal"], "Worth")}
    hangs = [row for row in rows_of(books["internal"], "Sensitivity") if row["rank"] == 1]
    assert [(row["measure"], row["switching_pct"]) for row in hangs] == [
        ("running-cost", -60),
        ("works", None),
    ]


def test_sheets_are_frozen_with_filters_and_numbers_have_their_form(books):
    sheet = books["internal"]["Options"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref is not None
    heads = [cell.value for cell in sheet[1]]
    forms = {name: sheet.cell(2, at).number_format for at, name in enumerate(heads, 1)}
    assert forms["npv_gbp"] == forms["spare_m2"] == "#,##0"
    assert forms["score"] == forms["score_proximity"] == "0.00"
    assert forms["window_start_date"] == "d mmm yyyy"
    assert sheet.cell(2, heads.index("sentence") + 1).alignment.wrap_text


def test_notes_say_what_each_sheet_and_column_is(books):
    notes = {row["note"]: row["value"] for row in rows_of(books["internal"], "Notes")}
    for sheet in ("Decided", "Worth", "Hubs", "Scenarios", "Moves", "Assumptions"):
        assert notes[f"sheet {sheet}"]
    for column in rows_of(books["internal"], "Options")[0]:
        is_named = column in {"guest", "guest_agency", "host", "host_agency"}
        assert is_named or notes.get(f"column {column}"), column


def test_partners_see_neither_who_decided_nor_the_decided_sheet(books):
    book = books["partner"]
    assert "Decided" not in book.sheetnames
    assert not {"owner", "next_step"} & set(rows_of(book, "Options")[0])
    assert "decision" in rows_of(book, "Options")[0]


def test_the_public_has_none_of_these_sheets_but_options_that_are_opened(books):
    names = set(books["public"].sheetnames)
    assert "Options" in names
    for name in (
        "Decided",
        "Worth",
        "Sensitivity",
        "Hubs",
        "Scenarios",
        "Moves",
        "Assumptions",
        "Rules",
        "Never",
    ):
        assert name not in names
    row = rows_of(books["public"], "Options")[0]
    assert not [column for column in row if "gbp" in column or "m2" in column or "date" in column]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (38_200.0, 60_900.0, " Saves £38,000-£61,000 a year."),
        (500.0, 1_249.0, " Saves £500-£1,200 a year."),
        (461.0, 104_600.0, " Saves up to £100,000 a year."),
        (4_610.0, 104_600.0, " Saves £5,000-£100,000 a year."),
        (107_749.0, 193_547.0, " Saves £110,000-£190,000 a year."),
        (-15.0, 110_796.0, " Saves up to £110,000 a year."),
        (-209_673.0, 20_550.0, " Costs up to £210,000 a year more, or saves up to £21,000."),
        (-90_000.0, -12.0, " Costs up to £90,000 a year more."),
        (0.0, 0.0, " Saves £0 a year."),
        (20_100.0, 19_900.0, " Saves £20,000 a year."),
        (-9_000.0, -2_000.0, " Costs £2,000-£9,000 a year more."),
        (-4_000.0, 12_000.0, " Costs up to £4,000 a year more, or saves up to £12,000."),
        (float("nan"), float("nan"), ""),
    ],
)
def test_the_saving_is_said_as_people_say_it(low, high, words):
    assert sentence("X could move.", low=low, high=high, missing=[]) == f"X could move.{words}"


def test_other_currencies_are_named():
    assert money(60_900.0, "EUR") == "€61,000"
    assert money(-1_234.0, "SEK") == "-SEK 1,200"
