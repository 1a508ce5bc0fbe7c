"""The exchange of whole results, and what a stopped one leaves."""

from __future__ import annotations

import errno
import shutil

import pandas as pd
import pytest

from totalcapital.errors import OutputError
from totalcapital.storing import (
    bring_back,
    building_folder,
    exchange,
    heal,
    read_result,
    read_store,
    replace_folder,
    write_geopackage,
    write_store,
)
from totalcapital.tables import TABLES


def folder(path, content):
    path.mkdir(parents=True)
    (path / "run.json").write_text(content, encoding="ascii")
    return path


def content(path):
    return (path / "run.json").read_text(encoding="ascii")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_new_result_takes_the_place_of_the_last_and_leaves_nothing_beside_it(
    tmp_path, monkeypatch, at_once
):
    if not at_once:
        monkeypatch.setattr(exchange, "_exchange", lambda *_: False)
    out = folder(tmp_path / "out", "old")
    replace_folder(folder(building_folder(out), "new"), out)
    assert content(out) == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_the_first_result_needs_no_last_one(tmp_path):
    out = tmp_path / "out"
    replace_folder(folder(building_folder(out), "new"), out)
    assert content(out) == "new"


def test_a_stop_between_the_two_renames_brings_the_last_result_back(tmp_path):
    out = tmp_path / "out"
    folder(tmp_path / ".out.old", "old")
    folder(building_folder(out), "half")
    heal(out)
    assert content(out) == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_stop_after_the_exchange_leaves_the_new_result(tmp_path):
    out = folder(tmp_path / "out", "new")
    folder(tmp_path / ".out.old", "old")
    heal(out)
    assert content(out) == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_result_that_cannot_be_put_in_place_is_one_clear_message_and_the_last_one_stays(
    tmp_path, monkeypatch
):
    out = folder(tmp_path / "out", "old")
    built = folder(building_folder(out), "new")
    monkeypatch.setattr(exchange, "_exchange", lambda *_: False)
    rename = type(out).rename

    def held(self, target):
        if self == built:
            raise PermissionError(13, "Permission denied", str(self))
        return rename(self, target)

    monkeypatch.setattr(type(out), "rename", held)
    with pytest.raises(
        OutputError, match=r"cannot be put in place \(Permission denied\)\. Close any program"
    ):
        replace_folder(built, out)
    assert content(out) == "old"


def test_what_a_killed_run_left_is_cleared_while_its_last_process_still_writes_into_it(tmp_path, monkeypatch):
    out = folder(tmp_path / "out", "old")
    left = folder(building_folder(out), "half")
    rmtree, late = shutil.rmtree, iter(["one.html", "two.html"])

    def overtaken(path):
        """Empty the folder; before it is gone, another file is in it."""
        name = next(late, None)
        if name:
            for file in path.iterdir():
                file.unlink()
            (path / name).write_text("page", encoding="ascii")
            path.rmdir()
        rmtree(path)

    monkeypatch.setattr(shutil, "rmtree", overtaken)
    heal(out)
    assert not left.exists()
    assert content(out) == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_what_cannot_be_cleared_is_said_in_the_end(tmp_path, monkeypatch):
    out = folder(tmp_path / "out", "old")
    folder(building_folder(out), "half")
    calls = []

    def never(path):
        calls.append(path)
        raise OSError(errno.ENOTEMPTY, "Directory not empty", str(path))

    monkeypatch.setattr(exchange, "_PAUSE_S", 0.0)
    monkeypatch.setattr(shutil, "rmtree", never)
    with pytest.raises(OSError, match="Directory not empty"):
        heal(out)
    assert len(calls) > 10


def test_who_only_reads_brings_the_last_result_back_and_leaves_what_a_run_is_building(tmp_path):
    out = tmp_path / "out"
    built = folder(building_folder(out), "half")
    folder(tmp_path / ".out.old", "last")
    bring_back(out)
    assert (content(out), content(built)) == ("last", "half")
    with pytest.raises(OutputError, match="it is not there"):
        read_result(out)
    assert content(built) == "half"


def test_healing_a_whole_result_changes_nothing(tmp_path):
    out = folder(tmp_path / "out", "new")
    heal(out)
    heal(tmp_path / "none")
    assert content(out) == "new"


def test_a_store_gives_back_the_tables_it_was_given_and_says_where_one_is_missing(tmp_path):
    tables = {name: table.empty(crs="EPSG:27700") for name, table in TABLES.items()}
    row = {"agency_id": ["a"], "name": ["Siân’s £5"], "is_public": [None]}
    tables["agencies"] = TABLES["agencies"].conform(pd.DataFrame(row))
    write_store(tables, tmp_path / "store")
    again = read_store(tmp_path / "store")
    for name in TABLES:
        pd.testing.assert_frame_equal(pd.DataFrame(tables[name]), pd.DataFrame(again[name]), obj=name)
    write_geopackage(tables, tmp_path / "one.gpkg")
    write_geopackage(tables, tmp_path / "two.gpkg")
    assert (tmp_path / "one.gpkg").read_bytes() == (tmp_path / "two.gpkg").read_bytes()
    (tmp_path / "store" / "sites.parquet").unlink()
    with pytest.raises(OutputError, match=r"expected sites\.parquet; it is not there"):
        read_store(tmp_path / "store")
