"""Decisions on alignments: what counts as a change, what is asked again, what it is called."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from totalcapital.deciding import Names, alignment_fingerprints, doubts
from totalcapital.deciding.standing import with_states
from totalcapital.tables import TABLES

DAY = pd.Timestamp


def tables(*, alignment=None, project=None, band="under-used"):
    projects = [
        {"project_id": "c:1", "name": "Oak roof", "agency_id": "oak", "start_date": DAY("2027-04-01"),
         "end_date": DAY("2027-09-30"), "total_gbp": 240_000.0, "commitment": "approved", **(project or {})},
        {"project_id": "n:2", "name": "Ash clinic", "agency_id": "ash", "commitment": "indicative"},
    ]  # fmt: skip
    common = {
        "register_id": "c",
        "source_file": "c.csv",
        "source_row": 2,
        "sensitivity": "open",
        "source_values": "{}",
    }
    alignments = [
        {"alignment_id": "a-1", "kind": "combine", "from_id": "c:1", "to_id": "n:2", "to_table": "projects", "rank": 1,
         "reason": "Both.", "status": "new", **(alignment or {})},
        {"alignment_id": "a-2", "kind": "spend-then-sell", "from_id": "c:1", "to_id": "s-1:oak", "to_table": "holdings",
         "rank": 2, "reason": "One.", "status": "new"},
    ]  # fmt: skip
    always = {"confidence": "high", "check_first": "Ask.", "rule": "r", "geometry": None}
    made = {name: table.empty() for name, table in TABLES.items()}
    return made | {
        "projects": TABLES["projects"].conform(pd.DataFrame([common | row for row in projects])),
        "alignments": TABLES["alignments"].conform(
            gpd.GeoDataFrame([always | row for row in alignments], geometry="geometry", crs="EPSG:27700")
        ),
        "bands": TABLES["bands"].conform(
            pd.DataFrame([{"holding_id": "s-1:oak", "band": band, "confidence": "high"}])
        ),
        "agencies": TABLES["agencies"].conform(
            pd.DataFrame([{"agency_id": "oak", "name": "Oak Council"}, {"agency_id": "ash", "name": "Ash Trust"}])
        ),
        "holdings": TABLES["holdings"].conform(
            pd.DataFrame([{"holding_id": "s-1:oak", "site_id": "s-1", "agency_id": "oak", "name": "Oak House",
                           "asset_ids": "c:9"}])
        ),
    }  # fmt: skip


def decided(**also):
    row = {
        "subject": "alignment",
        "subject_id": "a-1",
        "decision": "accepted",
        "source_row": 2,
        "state": "in-force",
    }
    return TABLES["decisions"].conform(pd.DataFrame([row | also]))


def prints(**changed):
    made = tables(**changed)
    return alignment_fingerprints(made["alignments"], made)


@pytest.mark.parametrize(
    ("changed", "which"),
    [
        ({"project": {"start_date": DAY("2027-05-01")}}, [True, True]),
        ({"project": {"start_date": DAY("2027-04-20")}}, [False, False]),
        ({"project": {"total_gbp": 241_000.0}}, [False, False]),
        ({"project": {"total_gbp": 250_000.0}}, [True, True]),
        ({"project": {"total_gbp": None}}, [True, True]),
        ({"project": {"commitment": "indicative"}}, [True, True]),
        ({"band": "used"}, [False, True]),
        ({"alignment": {"status": "resolved"}}, [True, False]),
        ({"alignment": {"rank": 9, "reason": "Other words."}}, [False, False]),
    ],
)
def test_a_decision_is_asked_again_when_what_it_rests_on_changed_and_not_for_a_rank_or_words(changed, which):
    assert [now != then for now, then in zip(prints(**changed), prints(), strict=True)] == which


def test_a_decision_on_an_alignment_stands_until_it_changes_or_is_gone():
    (print_, _), made = prints(), tables()
    assert with_states(decided(fingerprint=print_), made)["state"].tolist() == ["in-force"]
    later = tables(project={"end_date": DAY("2028-09-30")})
    assert with_states(decided(fingerprint=print_), later)["state"].tolist() == ["subject-changed"]
    assert with_states(decided(subject_id="a-7"), made)["state"].tolist() == ["no-such-subject"]


def test_a_changed_alignment_is_asked_about_by_the_names_of_what_meets():
    (print_, _), later = prints(), tables(project={"end_date": DAY("2028-09-30")})
    (asked,) = doubts(decided(fingerprint=print_), later).doubts.to_dict("records")
    assert asked["question"] == (
        "Is it worth following that “Oak roof” (Oak Council) meets “Ash clinic” (Ash Trust) (combine)?"
    )
    assert (asked["subject"], asked["state"]) == ("alignment", "changed")


def test_a_project_that_meets_a_building_is_called_by_both():
    assert Names(tables()).alignment("a-2") == (
        "“Oak roof” (Oak Council) meets “Oak House” (Oak Council) (spend-then-sell)"
    )
