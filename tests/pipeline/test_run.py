"""A whole run: what it writes, that it writes the same again, and that it is whole or not there."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from estates import write_csv
from small_estates import COUNCIL, NHS, run_command, small_estate, tree_of

from totalcapital import pipeline, publishing
from totalcapital.errors import OutputError, UnreadableFileError
from totalcapital.pipeline import run
from totalcapital.project import load_project
from totalcapital.running import press
from totalcapital.tables import TABLES

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture(scope="module")
def first(one_door, tmp_path_factory):  # noqa: ARG001 - its door is used
    """The small estate, run once for internal and public."""
    folder = tmp_path_factory.mktemp("first")
    return folder, run(load_project(small_estate(folder)), folder / "out")


@pytest.fixture
def made(first, tmp_path):
    """A copy of that estate with its result, to be done with as a test likes."""
    folder, result = first
    shutil.copytree(folder, tmp_path / "estate")
    return tmp_path / "estate", result


def differing(one, two):
    return sorted(name for name in {*one, *two} if one.get(name) != two.get(name))


def test_a_run_writes_every_table_twice_and_says_what_it_did(made):
    folder, result = made
    out = folder / "out"
    layers = dict.fromkeys(name for name, _ in pyogrio.list_layers(out / "estate.gpkg"))
    assert set(layers) == set(TABLES)
    for name, table in TABLES.items():
        count = len(result.tables[name])
        stored = (gpd.read_parquet if table.is_spatial else pd.read_parquet)(
            out / "store" / f"{name}.parquet"
        )
        assert len(stored) == count, name
        assert (
            pyogrio.read_info(out / "estate.gpkg", layer=name, force_feature_count=True)["features"] == count
        ), name
        table.check(result.tables[name])
    summary = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert list(summary) == [
        "version",
        "form",
        "as_of",
        "options",
        "inputs",
        "decisions",
        "ids_kept_from",
        "compared_with",
        "stages",
        "areas",
        "scenarios",
    ]
    assert summary["as_of"] == "2026-11-01"
    assert [set(entry) for entry in summary["inputs"]] == [
        {
            "register_id",
            "path",
            "sha256",
            "profile",
            "rows_read",
            "rows_kept",
            "rows_set_aside",
            "completeness_pct",
            "age_days",
        }
    ] * 2
    assert [(e["register_id"], e["path"], e["rows_read"], e["rows_kept"]) for e in summary["inputs"]] == [
        ("council", "council.csv", 6, 6), ("nhs", "nhs.csv", 3, 3),
    ]  # fmt: skip
    assert {"name", "seconds", "peak_mib", "rows"} == set(summary["stages"][0])
    assert [stage["name"] for stage in summary["stages"]][:9] == [
        "read",
        "locate",
        "recall",
        "link",
        "place",
        "assess",
        "colocate",
        "appraise",
        "choose",
    ]
    (area,) = summary["areas"]
    assert set(area) == {
            "area_id", "sites", "holdings", "underuse", "colocation", "projects", "alignments", "population",
        }  # fmt: skip
    # six of the council's, two of the trust's, one of nobody's; one vacant building
    assert (area["area_id"], area["sites"], area["holdings"], area["underuse"]) == ("town", 9, 9, 1)
    for audience in ("internal", "public"):
        assert {"index.html", "town.html", "manifest.json", "data", "town.xlsx"} <= {
            p.name for p in (out / audience).iterdir()
        }
    assert {p.name for p in (out / "issues").iterdir()} == {"council.xlsx", "nhs.xlsx", "issues.csv"}
    assert str(folder) not in (out / "run.json").read_text(encoding="utf-8")


def test_every_fault_is_said_with_its_row_and_no_value_becomes_nought(made):
    _, result = made
    assets = result.tables["assets"].set_index("asset_id")
    assert pd.isna(assets.loc["council:4", "floor_area_m2"])
    assert json.loads(assets.loc["council:4", "source_values"])["Floor area (m2)"] == "abc"
    assert assets.loc["council:4", "name"] == "Yew Office, {{ 7 * 7 }}"
    assert assets["source_row"].tolist() == [2, 3, 4, 5, 6, 7, 2, 3, 4]
    issues = result.tables["issues"]
    said = issues[issues["source_row"].notna()][["register_id", "source_row", "code", "level", "value"]]
    assert said.values.tolist() == [
        ["council", 5, "value-not-understood", "warning", "abc"],
        ["council", 6, "postcode-not-found", "note", "LS1 9ZZ"],
    ]
    agencies = result.tables["agencies"].set_index("agency_id")
    assert agencies["names_read"].to_dict() == {
        "oak-nhs": "Oak NHS Foundation Trust; Oak NHS Trust", "testshire-council": "Testshire Council",
    }  # fmt: skip
    options = result.tables["colocation"]
    nobody = result.tables["holdings"].set_index("asset_ids").loc["nhs:N3", "holding_id"]
    assert nobody not in {*options["host_id"], *options["guest_id"]}
    assert len(options) == 12  # four placed holdings of the council's by two of the trust's, both ways …
    assert (
        result.tables["exclusions"]["options_count"].sum() == 4
    )  # … less the council's land, which neither moves nor houses


def test_registers_in_another_order_give_the_same_bytes(made):
    folder, _ = made
    first = tree_of(folder / "out")
    path = folder / "estate.toml"
    text = path.read_text(encoding="utf-8")
    head, council, nhs = text.split("[[register]]")
    nhs, rest = nhs.split("[lookups]")
    path.write_text(f"{head}[[register]]{nhs}[[register]]{council}\n[lookups]{rest}", encoding="utf-8")
    assert [r.id for r in load_project(path).registers] == ["nhs", "council"]
    run(load_project(path), folder / "out")
    assert differing(first, tree_of(folder / "out")) == []


def test_publishing_in_processes_of_their_own_changes_no_byte(tmp_path):
    project = load_project(small_estate(tmp_path))
    audiences = ["internal", "partner", "public"]
    run(project, tmp_path / "one", audiences=audiences)
    run(project, tmp_path / "two", audiences=audiences, workers=2)
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "two")


def test_a_publishing_process_that_is_ended_is_made_up_for(tmp_path, monkeypatch):
    class Ended:
        def submit(self, *_):
            gone = Future()
            gone.set_exception(BrokenProcessPool("ended"))
            return gone

        def shutdown(self, **_):
            pass

    project = load_project(small_estate(tmp_path))
    run(project, tmp_path / "one")
    monkeypatch.setattr(press, "ProcessPoolExecutor", lambda **_: Ended())
    run(project, tmp_path / "two", workers=2)
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "two")


def test_rows_in_another_order_give_the_same_tables_but_for_row_numbers(made):
    folder, before = made
    chance = random.Random(4)  # noqa: S311 - a shuffle
    for name, (headings, rows) in (("council", COUNCIL), ("nhs", NHS)):
        write_csv(folder / f"{name}.csv", headings, chance.sample(rows, len(rows)))
    second = run(load_project(folder / "estate.toml"), folder / "out", audiences=[])
    for name in TABLES:
        hidden = ["source_row", "sha256"]
        one, two = (
            pd.DataFrame(r.tables[name]).drop(columns=hidden, errors="ignore") for r in (before, second)
        )
        if name == "issues":
            one, two = (t.sort_values(list(t.columns), ignore_index=True) for t in (one, two))
        pd.testing.assert_frame_equal(one, two, obj=name)


def test_hash_seed_time_zone_and_language_of_the_machine_change_no_byte(made):
    folder, _ = made
    first = tree_of(folder / "out")
    code, _, said = run_command(
        "run",
        folder / "estate.toml",
        "--out",
        folder / "again",
        PYTHONHASHSEED="77",
        TZ="Pacific/Auckland",
        LC_ALL="C",
        LANG="C",
    )
    assert (code, "Traceback" in said) == (0, False)
    assert differing(first, tree_of(folder / "again")) == []


def test_an_estate_without_areas_has_one_page_for_internal_eyes_only(tmp_path):
    result = run(load_project(small_estate(tmp_path, areas=False)), tmp_path / "out")
    assert {p.name for p in (tmp_path / "out").iterdir()} >= {"internal", "run.json"}
    assert not (tmp_path / "out" / "public").exists()
    assert (tmp_path / "out" / "internal" / "estate.html").is_file()
    assert [area["area_id"] for area in result.summary["areas"]] == ["estate"]
    assert result.summary["areas"][0]["sites"] == 9


def test_a_folder_with_other_files_is_refused_and_left_alone(made):
    folder, _ = made
    other = folder / "photos"
    other.mkdir()
    (other / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(
        OutputError, match=r"photos: expected a new folder or an earlier result; it holds other files"
    ):
        run(load_project(folder / "estate.toml"), other)
    assert [p.name for p in other.iterdir()] == ["holiday.jpg"]
    with pytest.raises(OutputError, match="expected a folder; it is a file"):
        run(load_project(folder / "estate.toml"), folder / "nhs.csv")


def test_a_full_disk_leaves_the_last_result_as_it_was(made, monkeypatch):
    folder, _ = made
    before = tree_of(folder / "out")

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", str(folder / ".out.building" / "x"))

    monkeypatch.setattr(publishing, "publish", full)
    with pytest.raises(OutputError, match=r"the result cannot be written \(No space left on device\)"):
        run(load_project(folder / "estate.toml"), folder / "out")
    assert differing(before, tree_of(folder / "out")) == []
    assert sorted(p.name for p in folder.iterdir() if p.name.startswith(".out")) == []


def test_a_register_that_cannot_be_read_leaves_the_last_result_and_every_bad_file_is_named(made):
    folder, _ = made
    before = tree_of(folder / "out")
    (folder / "council.csv").write_bytes(b"")
    (folder / "nhs.csv").write_bytes(b"%PDF-1.4")
    with pytest.raises(UnreadableFileError, match=r"council\.csv: .*empty(.|\n)*nhs\.csv: .*PDF"):
        run(load_project(folder / "estate.toml"), folder / "out")
    assert differing(before, tree_of(folder / "out")) == []


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
@pytest.mark.parametrize("word", ["Writing tables", "Publishing"])
def test_a_kill_at_any_moment_leaves_the_last_result_and_the_next_run_heals(made, word):
    folder, _ = made
    before = tree_of(folder / "out")
    write_csv(folder / "nhs.csv", NHS[0], NHS[1][:1])  # the next result would be another
    process = subprocess.Popen(  # noqa: S603 - this interpreter, this package
        [
            sys.executable,
            "-u",
            "-m",
            "totalcapital",
            "run",
            str(folder / "estate.toml"),
            "--out",
            str(folder / "out"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(pipeline.__file__).parents[1])},
    )
    with process, process.stderr as lines:
        for line in lines:
            if word in line:
                break
        time.sleep(random.uniform(0.0, 0.4))  # noqa: S311 - any moment will do
        process.send_signal(signal.SIGKILL)
    after = tree_of(folder / "out")
    if process.returncode == -signal.SIGKILL and differing(before, after):
        assert json.loads(after["run.json"])["inputs"][1]["rows_read"] == 1  # exchanged just before the kill
    run(load_project(folder / "estate.toml"), folder / "out", audiences=[])
    assert [p.name for p in folder.iterdir() if p.name.startswith(".out")] == []
    assert (
        json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))["inputs"][1]["rows_read"] == 1
    )


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_the_process_that_publishes_beside_a_run_ends_with_it():
    busy = (
        "import time\nfrom totalcapital.running.press import Press\n"
        "if __name__ == '__main__':\n"
        "    with Press(2) as press:\n"
        "        press.warm()\n"
        "        press._pool.submit(time.sleep, 0.0).result()\n"
        "        press._pool.submit(time.sleep, 900.0)\n"
        "        print('ready', flush=True)\n"
        "        time.sleep(900.0)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(pipeline.__file__).parents[1])}
    command = [sys.executable, "-c", busy]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:  # noqa: S603 - this interpreter
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
        # The pipe is at its end once no process holds it any more.
        assert process.communicate(timeout=300) == (b"", None)


def test_a_register_of_which_every_row_is_set_aside_is_a_result_too(tmp_path):
    path = small_estate(tmp_path)
    write_csv(tmp_path / "nhs.csv", NHS[0], [[*row, "more", "cells"] for row in NHS[1]])
    result = run(load_project(path), tmp_path / "out", audiences=[])
    assert result.summary["inputs"][1] | {"sha256": ""} == {
        "register_id": "nhs", "path": "nhs.csv", "sha256": "", "profile": None, "rows_read": 3, "rows_kept": 0, "rows_set_aside": 3,
        "completeness_pct": None, "age_days": None,
    }  # fmt: skip
    assert result.most_set_aside_pct() == ("nhs.csv", 100.0)


def test_a_row_that_a_newer_one_replaced_is_no_fault_of_its_list(tmp_path):
    headings = (
        "building_reference_number,uprn,address1,postcode,main_benchmark,total_floor_area,"
        "operational_rating_band,lodgement_date"
    )
    old, new = (f"B1,,Oak Library,LS1 3AB,Library,400,{band},{day}" for band, day in
                (("D", "2020-05-01"), ("C", "2024-05-01")))  # fmt: skip
    (tmp_path / "dec.csv").write_text(f"{headings}\n{old}\n{new}\n", encoding="utf-8")
    (tmp_path / "estate.toml").write_text(
        '[estate]\nname = "e"\nas_of = 2026-01-01\n[[register]]\nid = "dec"\npath = "dec.csv"\n',
        encoding="utf-8",
    )
    result = run(load_project(tmp_path / "estate.toml"), tmp_path / "out", audiences=[])
    [entry] = result.summary["inputs"]
    assert (entry["rows_read"], entry["rows_kept"], entry["rows_set_aside"]) == (2, 1, 1)
    assert result.most_set_aside_pct() == ("dec.csv", 0.0)
