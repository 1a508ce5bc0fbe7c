"""How alignments stand against the last edition, worked by hand."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from estates import load
from shapely import LineString

from totalcapital import storing
from totalcapital.fingerprints import alignment_id
from totalcapital.remembering import Matches, Recalled, aligned_since
from totalcapital.tables import (
    ALIGNMENTS,
    DECISIONS,
    HOLDINGS,
    ISSUES,
    LEDGER,
    PROJECTS,
    RENUMBERED,
    SLIPPAGE,
)

A, B, C = "cap:1", "cap:2", "nhs:9"
HELD = "s-1:council"


def alignment(kind, one, other, *, rank=1, table="projects", **also):
    return {
        "alignment_id": alignment_id(kind, one, other), "kind": kind, "from_id": one, "to_id": other, "to_table": table,
        "confidence": "high", "rank": rank, "status": "new", "check_first": "Ask.", "reason": f"{kind} of {one}.",
        "rule": "r", "geometry": LineString([(0, 0), (1, 1)]), **also,
    }  # fmt: skip


def alignments(*rows):
    frame = gpd.GeoDataFrame(list(rows), geometry="geometry", crs="EPSG:27700") if rows else pd.DataFrame()
    return ALIGNMENTS.conform(frame, crs="EPSG:27700")


def projects(**dates):
    rows = [
        {"project_id": name, "register_id": "cap", "source_file": "c.csv", "source_row": 2, "commitment": "approved",
         "sensitivity": "open", "source_values": "{}", "name": f"Works {name}", **dates.get(name.replace(":", "_"), {})}
        for name in (A, B, C)
    ]  # fmt: skip
    return PROJECTS.conform(pd.DataFrame(rows))


def decisions(*rows):
    said = [
        {"subject": "alignment", "source_row": at, "state": "in-force", **row}
        for at, row in enumerate(rows, 2)
    ]
    return DECISIONS.conform(pd.DataFrame(said))


HOLDING = HOLDINGS.conform(
    pd.DataFrame([{"holding_id": HELD, "site_id": "s-1", "asset_ids": "c:1", "role": "owner", "status": "operational",
                   "sensitivity": "open"}])
)  # fmt: skip


@pytest.fixture
def since(tmp_path):
    (tmp_path / "c.csv").write_text("Name,Postcode\nOak,LS1 3AB\n", encoding="utf-8")
    estate = load(tmp_path, registers=[{"id": "c", "path": "c.csv"}])

    def run(now, *, before=None, was=None, decided=(), renumbered=(), projects_now=None, gone=()):
        edition = matches = None
        if before is not None:
            edition = storing.Edition("spring", tmp_path, {"as_of": "2026-05-01"})
            pairs = [(new, old) for new, old in ((A, A), (B, B), (C, C), *renumbered) if old not in gone]
            matched = pd.DataFrame(dict(pairs).items(), columns=["asset_id", "before_id"])
            matches = Matches(matched, matched, {})
        recalled = Recalled(
            edition, {"alignments": before, "projects": was if was is not None else projects()}, matches,
            RENUMBERED.empty(), pd.Series(dtype=object), decisions(*decided), ISSUES.empty(),
        )  # fmt: skip
        found = aligned_since(
            recalled,
            now,
            projects=projects() if projects_now is None else projects_now,
            holdings=HOLDING,
            project=estate,
        )
        ALIGNMENTS.check(found.alignments)
        LEDGER.check(found.ledger)
        SLIPPAGE.check(found.slippage)
        return found

    return run


def test_without_an_edition_every_alignment_is_new_and_keeps_its_rank(since):
    found = since(alignments(alignment("combine", A, B), alignment("clash", A, C, rank=2))).alignments
    assert found[["kind", "status", "rank"]].values.tolist() == [["combine", "new", 1], ["clash", "new", 2]]
    assert found["since_date"].isna().all()


def test_one_that_the_edition_has_is_still_there_since_its_day_and_one_that_is_gone_is_resolved(since):
    before = alignments(
        alignment("combine", A, B), alignment("clash", A, C, rank=2, since_date=pd.Timestamp("2025-01-01"))
    )
    found = since(alignments(alignment("combine", A, B)), before=before).alignments.set_index("kind")
    assert found["status"].to_dict() == {"combine": "still", "clash": "resolved"}
    assert found["since_date"].dt.date.astype(str).to_dict() == {
        "combine": "2026-05-01",
        "clash": "2025-01-01",
    }
    assert found["rank"].isna().to_dict() == {"combine": False, "clash": True}
    assert found.loc["clash", "reason"] == "No longer so: its rule finds it no more. It was: clash of cap:1."


def test_what_was_resolved_in_the_last_edition_is_news_no_longer(since):
    before = alignments(alignment("clash", A, C, status="resolved", rank=None))
    assert len(since(alignments(), before=before).alignments) == 0


def test_a_project_that_left_its_list_is_named_as_why(since):
    before = alignments(alignment("combine", A, "cap:77"))
    (row,) = since(alignments(), before=before).alignments.to_dict("records")
    assert row["reason"].startswith("No longer so: the project cap:77 is not there any more. It was:")


def test_a_project_numbered_anew_takes_its_alignments_and_what_was_decided_on_them_along(since):
    before = alignments(alignment("combine", "cap:old", B))
    decided = [{"subject_id": alignment_id("combine", "cap:old", B), "decision": "accepted", "saving_gbp": 40_000.0,
                "about": "two roofs", "by": "Ana"}]  # fmt: skip
    found = since(
        alignments(alignment("combine", A, B)),
        before=before,
        decided=decided,
        renumbered=[(A, "cap:old")],
        gone=[A],
    )
    (row,) = found.alignments.to_dict("records")
    assert (row["status"], row["decision"]) == ("still", "accepted")
    (entry,) = found.ledger.to_dict("records")
    assert (entry["alignment_id"], entry["saving_gbp"], entry["kind"], entry["status"], entry["by"]) == (
        row["alignment_id"], 40_000.0, "combine", "still", "Ana",
    )  # fmt: skip
    (decision,) = found.recalled.decisions.to_dict("records")
    assert decision["written_id"] == decided[0]["subject_id"]
    assert found.recalled.issues["code"].tolist() == ["decision-renumbered"]


@pytest.mark.parametrize(
    ("decision", "status", "is_ranked"),
    [
        ("dismissed", "dismissed", False),
        ("rejected", "dismissed", False),
        ("parked", "new", False),
        ("accepted", "new", True),
    ],
)
def test_what_people_decided_takes_an_alignment_off_the_list_or_leaves_it(since, decision, status, is_ranked):
    first, second = alignment("combine", A, B), alignment("clash", A, C, rank=2)
    decided = [{"subject_id": first["alignment_id"], "decision": decision, "reason": "two owners"}]
    found = since(alignments(first, second), decided=decided).alignments.set_index("kind")
    assert found.loc["combine", "status"] == status
    assert found.loc["combine", "decision"] == decision
    assert pd.notna(found.loc["combine", "rank"]) == is_ranked
    assert found.loc["clash", "rank"] == (2 if is_ranked else 1)


def test_one_that_people_dismissed_and_that_is_gone_is_no_news(since):
    before = alignments(alignment("combine", A, B, status="dismissed"))
    assert len(since(alignments(), before=before).alignments) == 0


def test_a_saving_agreed_on_an_alignment_that_is_gone_stays_in_the_ledger(since):
    decided = [
        {
            "subject_id": "a-0123456789ab",
            "decision": "accepted",
            "saving_gbp": 9_000.0,
            "about": "the old depot",
        }
    ]
    (entry,) = since(alignments(), decided=decided).ledger.to_dict("records")
    assert entry["saving_gbp"] == 9_000.0
    assert pd.isna(entry["kind"])
    assert pd.isna(entry["status"])


def test_an_older_decision_written_below_a_newer_one_takes_no_saving_back(since):
    row = alignment("combine", A, B)
    decided = [
        {"subject_id": row["alignment_id"], "decision": "accepted", "saving_gbp": 9_000.0, "on_date": pd.Timestamp("2026-06-01")},
        {"subject_id": row["alignment_id"], "decision": "rejected", "on_date": pd.Timestamp("2026-05-01"), "state": "superseded"},
    ]  # fmt: skip
    found = since(alignments(row), decided=decided)
    assert found.ledger["saving_gbp"].tolist() == [9_000.0]
    assert found.alignments["status"].tolist() == ["new"]


def test_a_project_that_is_later_and_dearer_is_told_and_one_as_before_is_not(since):
    day = pd.Timestamp
    was = projects(cap_1={"start_date": day("2027-01-01"), "end_date": day("2027-12-31"), "total_gbp": 100_000.0},
                   cap_2={"start_date": day("2027-01-01"), "total_gbp": None})  # fmt: skip
    now = projects(cap_1={"start_date": day("2027-01-31"), "end_date": day("2027-12-01"), "total_gbp": 130_000.0},
                   cap_2={"start_date": day("2027-01-01"), "total_gbp": 5.0})  # fmt: skip
    (row,) = since(alignments(), before=alignments(), was=was, projects_now=now).slippage.to_dict("records")
    assert (row["project_id"], row["start_slip_days"], row["end_slip_days"], row["change_gbp"]) == (
        A,
        30,
        -30,
        30_000,
    )
    assert (row["before_gbp"], row["edition"]) == (100_000, "spring")


def test_what_a_project_said_while_it_was_kept_back_is_not_told_as_its_slippage(since):
    was = projects(cap_1={"total_gbp": 100_000.0, "sensitivity": "secret"})
    now = projects(cap_1={"total_gbp": 130_000.0})
    assert len(since(alignments(), before=alignments(), was=was, projects_now=now).slippage) == 0
