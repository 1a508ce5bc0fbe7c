"""Next quarter's file in the place of the last: recognised, compared, and the same again when run again."""

from __future__ import annotations

import json
import shutil

import openpyxl
import pytest
from estates import write_csv
from small_estates import COUNCIL, run_command, small_estate, tree_of

from totalcapital.pipeline import run
from totalcapital.project import load_project

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture(scope="module")
def last_quarter(one_door, tmp_path_factory):  # noqa: ARG001 - its door is used
    """The small estate, run."""
    folder = tmp_path_factory.mktemp("last")
    return folder, run(load_project(small_estate(folder)), folder / "out")


@pytest.fixture
def next_quarter(last_quarter, tmp_path):
    """A copy of it with one council record gone, one new and one changed."""
    folder, first = last_quarter
    shutil.copytree(folder, tmp_path / "estate")
    headings, rows = COUNCIL
    changed = [[*rows[0][:7], "450", *rows[0][8:]], *rows[1:5], ["7", "Ivy Hall", *rows[4][2:]]]
    write_csv(tmp_path / "estate" / "council.csv", headings, changed)
    return tmp_path / "estate" / "estate.toml", first


def test_a_new_file_is_compared_with_the_one_before_and_the_other_register_is_not(next_quarter):
    path, first = next_quarter
    before = first.summary["inputs"][0]["sha256"]
    second = run(load_project(path), path.parent / "out")
    changes = second.tables["changes"]
    assert set(changes["register_id"]) == {"council"}
    counts = changes[changes["column"].isna()].set_index("kind")["rows_count"].to_dict()
    assert counts == {"records-gone": 1, "records-new": 1, "records-changed": 1}
    assert changes.loc[changes["kind"] == "values-changed", ["column", "rows_count"]].values.tolist() == [
        ["Floor area (m2)", 1]
    ]
    assert second.summary["compared_with"] == [{"register_id": "council", "sha256": before}]
    out = path.parent / "out"
    assert "Since the last file" in openpyxl.load_workbook(out / "issues" / "council.xlsx").sheetnames
    assert "Since the last file" not in openpyxl.load_workbook(out / "issues" / "nhs.xlsx").sheetnames
    assert "council: 1 record is gone: 6." in (out / "internal" / "index.html").read_text(encoding="utf-8")
    assert "is gone" not in (out / "public" / "index.html").read_text(encoding="utf-8")


def test_the_same_files_again_give_the_same_bytes_and_keep_what_was_compared(next_quarter):
    path, _ = next_quarter
    run(load_project(path), path.parent / "out")
    once = tree_of(path.parent / "out")
    run(load_project(path), path.parent / "out")
    twice = tree_of(path.parent / "out")
    assert sorted(name for name in {*once, *twice} if once.get(name) != twice.get(name)) == []
    assert json.loads(twice["run.json"])["compared_with"] != []


def test_nothing_but_what_is_said_of_changes_depends_on_the_result_before(next_quarter):
    path, _ = next_quarter
    run(load_project(path), path.parent / "out")
    run(load_project(path), path.parent / "fresh")
    after, fresh = tree_of(path.parent / "out"), tree_of(path.parent / "fresh")
    differing = {name for name in {*after, *fresh} if after.get(name) != fresh.get(name)}
    assert differing == {
        "run.json", "estate.gpkg", "store/changes.parquet", "issues/council.xlsx", "internal/index.html", "internal/manifest.json",
    }  # fmt: skip


def test_a_last_result_that_cannot_be_read_is_told_of_and_replaced(next_quarter):
    path, _ = next_quarter
    (path.parent / "out" / "store" / "registers.parquet").write_bytes(b"no parquet")
    second = run(load_project(path), path.parent / "out", audiences=[])
    assert second.tables["changes"].empty
    (remark,) = second.remarks
    assert "cannot be read" in remark
    assert "compared with nothing" in remark


def test_the_printed_summary_has_one_line_for_the_register_that_changed(next_quarter):
    path, _ = next_quarter
    code, said, _ = run_command("run", path, "--out", path.parent / "out", "--audience", "internal")
    assert code == 0
    lines = [line for line in said.splitlines() if "since its last file" in line]
    assert lines == ["council since its last file: 1 new, 1 gone, 1 changed. See issues/council.xlsx"]
    head = next(line for line in said.splitlines() if line.startswith("register"))
    assert head.split() == ["register", "layout", "read", "kept", "set", "aside", "complete", "age"]
