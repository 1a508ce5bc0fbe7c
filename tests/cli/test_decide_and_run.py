"""What people decide holds in the next run, in the next edition, and is asked again once its subject changed."""

from __future__ import annotations

import json

import pytest
from estates import write_csv
from questions import COUNCIL, HEAD, NHS, estate_of, typing

from totalcapital.pipeline import run
from totalcapital.project import load_project

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    return typing(tmp_path, monkeypatch, capsys)


def run_again(folder):
    return run(load_project(folder / "estate.toml"), folder / "out", audiences=[]).tables


def site_of(tables, record):
    holdings = tables["holdings"]
    return holdings.loc[
        holdings["asset_ids"].str.split("; ").map(lambda ids: record in ids), "site_id"
    ].item()


def is_one(tables, one, other):
    return site_of(tables, one) == site_of(tables, other)


def test_an_accepted_pair_is_one_property_in_every_later_run_and_asked_again_once_it_says_something_else(
    tmp_path, typed
):
    estate_of(tmp_path)
    before = run_again(tmp_path)
    assert not is_one(before, "council:1", "nhs:N1")
    [question] = before["doubts"].loc[before["doubts"]["other_id"] == "nhs:N1", "rank"]
    assert typed("decide", question, "accept", "--reason", "one door")[0] == 0
    decided = run_again(tmp_path)
    assert is_one(decided, "council:1", "nhs:N1")
    assert "nhs:N1" not in decided["doubts"]["other_id"].tolist()
    assert len(decided["sites"]) == len(before["sites"]) - 1
    link = decided["links"].set_index(["asset_id", "other_asset_id"]).loc[("council:1", "nhs:N1")]
    assert (link["decision"], link["relation"]) == ("accepted", "same-building")
    summary = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert summary["decisions"] | {"sha256": ""} == {
        "path": "decisions.csv", "sha256": "", "rows_read": 1, "rows_kept": 1, "rows_set_aside": 0,
    }  # fmt: skip

    write_csv(tmp_path / "council.csv", HEAD, COUNCIL[::-1])  # the next edition, in another order
    assert is_one(run_again(tmp_path), "council:1", "nhs:N1")

    renamed = [["1", "Oak Library and Hub", *COUNCIL[0][2:]], *COUNCIL[1:]]
    write_csv(tmp_path / "council.csv", HEAD, renamed)
    changed = run_again(tmp_path)
    assert is_one(changed, "council:1", "nhs:N1")  # still in force
    assert changed["decisions"]["state"].tolist() == ["subject-changed"]
    [row] = changed["doubts"][changed["doubts"]["other_id"] == "nhs:N1"].to_dict("records")
    assert (row["state"], "It still holds." in row["now"]) == ("changed", True)

    assert typed("decide", row["doubt_id"], "accept")[0] == 0
    settled = run_again(tmp_path)
    assert settled["decisions"]["state"].tolist() == ["superseded", "in-force"]
    assert "nhs:N1" not in settled["doubts"]["other_id"].tolist()


def test_a_rejected_pair_and_a_record_split_off_are_two_properties_and_undo_makes_them_one_again(
    tmp_path, typed
):
    estate_of(tmp_path)
    assert is_one(run_again(tmp_path), "council:3", "nhs:N3")
    for words in (["council:3", "nhs:N3", "reject"], ["council:3", "split"]):
        assert typed("decide", *words)[0] == 0
        assert not is_one(run_again(tmp_path), "council:3", "nhs:N3")
        assert (tmp_path / "out" / "doubts.csv").is_file()
        undone = words[:-1] if len(words) == 3 else ["council:3"]
        if len(words) == 3:
            assert typed("decide", "--undo", *undone)[0] == 0
            assert is_one(run_again(tmp_path), "council:3", "nhs:N3")


def test_two_agencies_decided_to_be_one_are_one_in_the_next_run(tmp_path, typed):
    estate_of(tmp_path)
    write_csv(tmp_path / "nhs.csv", HEAD, NHS[:2])
    assert len(run_again(tmp_path)["agencies"]) == 2
    assert typed("decide", "Testshire Council", "Oak NHS Trust", "accept", "--by", "Ana")[0] == 0
    tables = run_again(tmp_path)
    assert len(tables["agencies"]) == 1
    assert tables["decisions"]["state"].tolist() == ["in-force"]
    _, out, _ = typed("explain", tables["agencies"]["agency_id"].item())
    assert "Testshire Council" in out
    assert "Oak NHS Trust" in out
    assert "a person" in out
    assert typed("decide", "Testshire Council", "Oak NHS Trust", "reject")[0] == 0
    tables = run_again(tmp_path)
    assert len(tables["agencies"]) == 2
    assert tables["decisions"]["state"].tolist() == ["superseded", "in-force"]
    assert typed("decide", "--undo", "Oak NHS Trust", "Testshire Council")[0] == 0
    assert len(run_again(tmp_path)["agencies"]) == 1


def test_a_run_says_how_many_questions_there_are_and_what_of_the_file_it_cannot_read(tmp_path, typed):
    estate_of(tmp_path)
    (tmp_path / "decisions.csv").write_text(
        "subject,subject_id,other_id,decision\nlink,council:1,nhs:N1,perhaps\n", encoding="utf-8"
    )
    code, out, _ = typed("run", "--audience", "internal")
    assert code == 0
    assert "decisions.csv: 1 of its 1 rows cannot be understood; see issues/issues.csv" in out
    assert "2 questions a person can answer" in out
    assert "Worst first: totalcapital decide" in out
    issues = (tmp_path / "out" / "issues" / "issues.csv").read_text(encoding="utf-8-sig")
    assert "decision-not-understood" in issues
    published = [path.name for path in (tmp_path / "out" / "internal").rglob("*")]
    assert "doubts.csv" not in published


def test_a_file_of_decisions_that_cannot_be_read_stops_the_run_and_the_last_result_stays(tmp_path, typed):
    estate_of(tmp_path)
    run_again(tmp_path)
    before = (tmp_path / "out" / "run.json").read_bytes()
    (tmp_path / "decisions.csv").write_bytes(b"PK\x03\x04 a workbook under another name")
    code, _, said = typed("run")
    assert (code, "decisions.csv: expected text with separators; found a workbook" in said) == (2, True)
    assert (tmp_path / "out" / "run.json").read_bytes() == before
