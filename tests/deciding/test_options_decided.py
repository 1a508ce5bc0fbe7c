"""Decisions on options: asked again once what a board went by changed, and never lost."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from estates import load
from small_tables import decisions, small_tables

from totalcapital.deciding import doubts, option_fingerprints
from totalcapital.remembering import Recalled, with_options_of_now
from totalcapital.storing import editions_in
from totalcapital.tables import DECISIONS, RENUMBERED, TABLES

OPTION = "s-a:oak>s-b:elm"
WORTH = {"subject_id": OPTION, "measure": "npv", "central_gbp": 5_000.0}


def said(*, worth=5_000.0, **changed):
    """The fingerprint of one option, with cells put in place."""
    tables = small_tables(options=[("s-a:oak", "s-b:elm", 1)])
    given = {
        "distance_m": 120.0, "score_space": 1.0, "score_service": 0.7, "notice_by_date": pd.Timestamp("2027-09-30"),
    }  # fmt: skip
    options = tables["colocation"].assign(**{**given, **changed})
    rows = [] if worth is None else [WORTH | {"central_gbp": worth}]
    (one,) = option_fingerprints(options, TABLES["appraisals"].conform(pd.DataFrame(rows)))
    return one


@pytest.mark.parametrize(
    "changed",
    [
        {"vetoes": "custody"}, {"score_space": 0.6}, {"score_space": None}, {"score_condition": 0.5}, {"worth": -1.0},
        {"worth": None}, {"notice_by_date": pd.Timestamp("2028-03-31")}, {"window_end_date": pd.Timestamp("2030-01-01")},
        {"distance_m": 300.0}, {"lease_leaves_date": pd.Timestamp("2028-06-24")},
    ],
    ids=str,
)  # fmt: skip
def test_an_option_is_asked_about_again_once_what_a_board_goes_by_changed(changed):
    assert said(**changed) != said()


@pytest.mark.parametrize(
    "changed",
    [
        {"rank": 7}, {"score": 0.1}, {"reason": "other words"}, {"missing": "other words"}, {"score_service": 0.8},
        {"distance_m": 110.0}, {"worth": 9_000.0}, {"window_start_date": pd.Timestamp("2026-12-01")},
    ],
    ids=str,
)  # fmt: skip
def test_what_moves_with_the_rest_of_the_estate_does_not_ask_again(changed):
    assert said(**changed) == said()


def state_of(option, tables):
    decided = decisions(("option", option, None, "accepted", {"fingerprint": "f-then"}))
    result = doubts(decided, tables)
    return result.decisions.iloc[0], result.doubts


def test_a_decision_on_an_option_that_is_there_needs_no_reason():
    tables = small_tables(options=[("s-a:oak", "s-b:elm", 1)])
    (now,) = option_fingerprints(tables["colocation"], tables["appraisals"])
    decided = decisions(("option", OPTION, None, "accepted", {"fingerprint": now}))
    row = doubts(decided, tables).decisions.iloc[0]
    assert (row["state"], pd.isna(row["state_reason"])) == ("in-force", True)


@pytest.mark.parametrize(
    ("option", "change", "reason"),
    [
        ("s-z:oak>s-b:elm", None, "the property of s-z:oak left its register, or is another property since"),
        ("s-a:ash>s-b:elm", None, "ash holds nothing on the property s-a any more"),
        ("s-a:oak>s-c:oak", None, "one body holds both now"),
        ("s-a:oak>s-d:unknown", None, "who holds the guest is not known any more"),
        ("s-a:oak>s-b:elm", "private", "a private body holds the guest now"),
        ("s-a:oak>s-b:elm", "placeless", "the place of the host is not known any more"),
        ("s-a:oak>s-b:elm", "together", "the two are one property now"),
        # s-a and s-b are 100 m apart
        ("s-a:oak>s-b:elm", None, "the two are 100 m apart: too far, or placed too roughly, for an option"),
        ("12", None, "it is no id of an option: host and guest with > between them"),
    ],
)
def test_no_such_option_now_says_why(option, change, reason):
    tables = small_tables()
    if change == "private":
        tables["agencies"] = tables["agencies"].assign(is_public=tables["agencies"]["agency_id"].ne("elm"))
    if change == "placeless":
        at = tables["sites"]["site_id"].eq("s-a")
        tables["sites"] = tables["sites"].set_geometry(tables["sites"].geometry.where(~at, None))
    if change == "together":
        tables["holdings"] = tables["holdings"].assign(site_id="s-a")
    row, asked = state_of(option, tables)
    assert (row["state"], row["state_reason"]) == ("no-such-subject", reason)
    assert f"No such option now: {reason}." in asked["evidence"].iloc[0]


@pytest.fixture
def estate(tmp_path):
    """An estate with one edition, in which oak held s-1 and s-9 (records a:1 and a:2, b:1), elm s-2 (c:1)."""
    (tmp_path / "a.csv").write_text("Name,Postcode\nOak,LS1 3AB\n", encoding="utf-8")
    project = load(tmp_path, registers=[{"id": "a", "path": "a.csv"}])
    folder = tmp_path / "editions" / "2020-01-01"
    (folder / "store").mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"as_of": "2020-01-01", "form": 3}), encoding="utf-8")
    held({"s-1:oak": "a:1; a:2", "s-9:oak": "b:1", "s-2:elm": "c:1"}).to_parquet(
        folder / "store" / "holdings.parquet"
    )
    return project


def held(records):
    """Holdings of now: holding id to its records."""
    return TABLES["holdings"].conform(pd.DataFrame([
        {"holding_id": name, "site_id": name.split(":")[0], "agency_id": name.split(":")[1], "asset_ids": ids,
         "role": "owner", "status": "operational", "sensitivity": "open"}
        for name, ids in records.items()
    ]))  # fmt: skip


def followed(project, option, now, *, renumbered=()):
    """The decision on an option after it was followed to the holdings of now."""
    (edition,) = editions_in(project.folder / "editions")
    table = RENUMBERED.conform(pd.DataFrame([
        {"asset_id": new, "before_id": old, "register_id": "r", "edition": edition.name, "weight": 9.0,
         "probability": 1.0, "evidence": "the same but for the reference"}
        for old, new in renumbered
    ])) if renumbered else RENUMBERED.empty()  # fmt: skip
    decided = decisions(("option", option, None, "accepted"))
    before = Recalled(edition, {}, None, table, pd.Series(dtype=object), decided, TABLES["issues"].empty())
    made = with_options_of_now(before, project, held(now))
    return made.decisions.iloc[0], made.issues


def test_an_option_goes_by_the_new_id_of_its_property(estate):
    row, issues = followed(estate, "s-1:oak>s-2:elm", {"s-5:oak": "a:1; a:2", "s-2:elm": "c:1"})
    assert (row["subject_id"], row["written_id"]) == ("s-5:oak>s-2:elm", "s-1:oak>s-2:elm")
    assert issues["code"].tolist() == ["decision-renumbered"]


def test_an_option_is_followed_through_records_numbered_anew_and_an_agency_named_anew(estate):
    now = {"s-5:oak-council": "x:7; x:8", "s-2:elm": "c:1"}
    row, _ = followed(estate, "s-1:oak>s-2:elm", now, renumbered=[("a:1", "x:7"), ("a:2", "x:8")])
    assert row["subject_id"] == "s-5:oak-council>s-2:elm"


def test_an_option_of_a_property_that_was_joined_to_another_of_its_owner_is_followed(estate):
    row, _ = followed(estate, "s-9:oak>s-2:elm", {"s-1:oak": "a:1; a:2; b:1", "s-2:elm": "c:1"})
    assert row["subject_id"] == "s-1:oak>s-2:elm"


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (
            {"s-5:oak": "a:1", "s-6:oak": "a:2", "s-2:elm": "c:1"},
            "s-1:oak was parted into s-5:oak and s-6:oak",
        ),
        ({"s-2:elm": "c:1"}, "the records of s-1:oak (a:1, a:2) left their register"),
        ({"s-7:oak": "a:1; a:2", "s-7:elm": "c:1"}, "the two are one property now"),
    ],
)
def test_where_it_is_not_plain_the_decision_keeps_its_id_and_says_why(estate, now, reason):
    row, issues = followed(estate, "s-1:oak>s-2:elm", now)
    assert (row["subject_id"], row["state_reason"]) == ("s-1:oak>s-2:elm", reason)
    assert pd.isna(row["written_id"])
    assert issues.empty


def test_why_it_could_not_be_followed_stands_with_the_decision_and_in_the_question():
    decided = decisions(
        ("option", "s-1:oak>s-2:elm", None, "accepted", {"state_reason": "s-1:oak was parted"})
    )
    result = doubts(decided, small_tables())
    assert result.decisions["state_reason"].tolist() == ["s-1:oak was parted"]
    assert result.doubts["evidence"].tolist() == ["No such option now: s-1:oak was parted."]


def test_decisions_on_options_that_are_there_are_left_as_they_are(estate):
    row, issues = followed(estate, "s-1:oak>s-2:elm", {"s-1:oak": "a:1; a:2", "s-2:elm": "c:1"})
    assert (row["subject_id"], pd.isna(row["written_id"]), issues.empty) == ("s-1:oak>s-2:elm", True, True)
    assert list(row.index) == DECISIONS.column_names


def test_a_question_on_an_option_names_who_moves_where():
    tables = small_tables(options=[("s-a:oak", "s-b:elm", 1)])
    tables["holdings"] = tables["holdings"].assign(name=["Oak Hall", "Elm Clinic", "c", "d"])
    _, asked = state_of(OPTION, tables)
    assert asked["question"].tolist() == [
        "Is it worth following that “Elm Clinic” (Elm NHS Trust) moves into “Oak Hall” (Oak Council)?"
    ]
