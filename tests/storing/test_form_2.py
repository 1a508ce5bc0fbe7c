"""An edition of form 2, written by hand, read by this version."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from totalcapital.storing import FORM, edition_of, read_edition, write_store
from totalcapital.storing.migrating import with_tables_of_form_3
from totalcapital.tables import TABLES

#: Tables and columns that form 2 did not have.
NEW_TABLES = ("rules", "needs", "exclusions", "hubs", "assumptions", "appraisals", "sensitivities", "scenarios", "moves")  # fmt: skip
NEW_COLUMNS = {
    "underuse": ["finding", "would_be_known_by"],
    "bands": ["spare_low_m2", "spare_high_m2", "spare_basis"],
    "colocation": ["walk_by", "is_better_direction", "direction", "notice_by_date", "area_id", "decision",
                   "access_deprived_before_count", "access_deprived_after_count"],
    "decisions": ["state_reason", "written_id", "about"],
}  # fmt: skip
#: Rule, excess, threshold and what form 3 says it found.
FINDINGS = [
    ("declared-surplus", 1.0, None, "surplus"), ("vacant-building", 1.0, None, "under-used"),
    ("vacant-land", 1.0, None, "watch"), ("school-spare-places", 0.1, 10.0, "watch"),
    ("school-spare-places", 0.4, 25.0, "under-used"), ("nhs-non-clinical", 0.0, 35.0, "used"),
]  # fmt: skip


@pytest.fixture
def old(tmp_path):
    """A result of form 2: the tables of now without what came later, and what it wrote of each."""
    folder = tmp_path / "out"
    folder.mkdir()
    write_store({name: table.empty(crs="EPSG:27700") for name, table in TABLES.items()}, folder / "store")
    for name in NEW_TABLES:
        (folder / "store" / f"{name}.parquet").unlink()
    ends = ("s-1:oak", "s-2:elm", "s-3:ash")
    options = TABLES["colocation"].conform(pd.DataFrame([
        {"option_id": f"{host}>{guest}", "host_id": host, "guest_id": guest, "distance_m": 100.0,
         "distance_uncertainty_m": 10.0, "rank": rank, "reason": "near", "vetoes": vetoes}
        for host, guest, rank, vetoes in (
            (ends[0], ends[1], 2, None), (ends[1], ends[0], 1, None),
            (ends[0], ends[2], None, "land"), (ends[2], ends[0], 3, None),
        )
    ]), crs="EPSG:27700")  # fmt: skip
    underuse = pd.DataFrame([
        {"asset_id": f"a:{at}", "rule_id": rule, "rule_version": "1", "excess": excess, "threshold": threshold, "evidence": "e"}
        for at, (rule, excess, threshold, _) in enumerate(FINDINGS)
    ])  # fmt: skip
    decided = pd.DataFrame([
        {"subject": "option", "subject_id": "s-1:oak>s-2:elm", "decision": "accepted", "source_row": 2, "state": "in-force"}
    ])  # fmt: skip
    bands = pd.DataFrame([{"holding_id": "s-1:oak", "band": "surplus", "spare_m2": 40.0}])
    rows = {
        "colocation": options, "underuse": TABLES["underuse"].conform(underuse),
        "decisions": TABLES["decisions"].conform(decided), "bands": TABLES["bands"].conform(bands),
    }  # fmt: skip
    for name, frame in rows.items():
        frame.drop(columns=NEW_COLUMNS[name]).to_parquet(folder / "store" / f"{name}.parquet", index=False)
    said = {"version": "0.1.0", "as_of": "2026-08-01", "form": 2}
    (folder / "run.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def test_every_table_of_form_2_is_read_in_the_form_of_now(old):
    tables = read_edition(edition_of(old))
    assert set(tables) == set(TABLES)
    for name, table in TABLES.items():
        table.check(tables[name])
    assert FORM == 4
    for name in NEW_TABLES:
        assert tables[name].empty, name


def test_findings_are_told_from_excess_and_threshold(old):
    underuse = read_edition(edition_of(old))["underuse"]
    assert underuse["finding"].tolist() == [finding for *_, finding in FINDINGS]


def test_the_direction_that_ranked_first_is_the_better(old):
    options = read_edition(edition_of(old))["colocation"].set_index("option_id")
    assert options["is_better_direction"].to_dict() == {
        "s-1:oak>s-2:elm": False, "s-2:elm>s-1:oak": True, "s-1:oak>s-3:ash": False, "s-3:ash>s-1:oak": True,
    }  # fmt: skip


def test_what_form_2_did_not_keep_is_not_known(old):
    tables = read_edition(edition_of(old))
    assert tables["bands"][["spare_low_m2", "spare_high_m2", "spare_basis"]].isna().all(axis=None)
    assert tables["bands"]["spare_m2"].tolist() == [40.0]
    assert tables["decisions"][["state_reason", "written_id", "about"]].isna().all(axis=None)
    assert tables["decisions"]["subject_id"].tolist() == ["s-1:oak>s-2:elm"]


def test_the_step_leaves_its_argument_as_it_is(old):
    bands = pd.read_parquet(old / "store" / "bands.parquet")
    before = {"bands": bands}
    made = with_tables_of_form_3(before)
    assert list(before) == ["bands"]
    assert set(NEW_TABLES) <= set(made)
