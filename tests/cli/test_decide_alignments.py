"""Deciding on alignments as people type it: by rank, with the saving agreed, over runs."""

from __future__ import annotations

import csv
import json

import pytest
from estates import write_csv, write_estate
from questions import typing

from totalcapital.pipeline import run
from totalcapital.project import load_project

pytestmark = pytest.mark.usefixtures("one_door")

HEAD = [
    "Ref",
    "Organisation",
    "Project name",
    "Service",
    "Start date",
    "End date",
    "Total cost (£)",
    "Easting",
    "Northing",
]
# Two new buildings of two bodies 50 m apart in the same year, and a third project 20 km away.
ROWS = [
    [
        "P1",
        "Testshire Council",
        "New library",
        "Library",
        "2027-04-01",
        "2028-03-31",
        "400000",
        "430011",
        "433021",
    ],
    ["P2", "Oak NHS Trust", "New clinic", "Clinic", "2027-04-01", "2028-03-31", "900000", "430041", "433061"],
    [
        "P3",
        "Oak NHS Trust",
        "New clinic at Far",
        "Clinic",
        "2027-04-01",
        "2028-03-31",
        "900000",
        "450041",
        "433061",
    ],
]


def run_again(folder):
    return run(load_project(folder / "estate.toml"), folder / "out", audiences=[]).tables


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    type_in = typing(tmp_path, monkeypatch, capsys)
    return lambda *words: type_in("decide", *words)


@pytest.fixture
def estate(tmp_path):
    write_csv(tmp_path / "capital.csv", HEAD, ROWS)
    entry = {"id": "cap", "path": "capital.csv", "agency": {"column": "Organisation"}, "crs": "EPSG:27700"}
    write_estate(tmp_path, capital=[entry])
    return run_again(tmp_path)


def test_a_saving_agreed_by_rank_stands_in_the_file_and_in_the_ledger_of_the_next_run(
    estate, typed, tmp_path
):
    assert estate["alignments"][["kind", "rank"]].values.tolist() == [["combine", 1]]
    code, said, _ = typed("a1", "accept", "--saving", "40000", "--by", "Ana")
    assert code == 0
    assert said.startswith("accepted: ")
    with (tmp_path / "decisions.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["subject"], row["saving_gbp"], row["by"]) == ("alignment", "40000", "Ana")
    (entry,) = run_again(tmp_path)["ledger"].to_dict("records")
    assert (entry["kind"], entry["saving_gbp"], entry["by"], entry["status"]) == (
        "combine",
        40_000,
        "Ana",
        "new",
    )
    _, listed, _ = typed("--subject", "alignment")
    assert "Savings agreed: £40,000 on 1.\n1 alignment decided: 1 accepted. None is without" in listed
    (told,) = json.loads(typed("--subject", "alignment", "--json")[1])
    assert (told["state"], told["saving_gbp"], told["rank"]) == ("in-force", 40_000, 1)


def test_a_dismissed_alignment_has_no_rank_and_taking_it_back_gives_it_one(estate, typed, tmp_path):
    (name,) = estate["alignments"]["alignment_id"]
    assert typed("a1", "dismiss", "--reason", "two owners")[0] == 0
    now = run_again(tmp_path)["alignments"]
    assert now[["status", "decision"]].values.tolist() == [["dismissed", "dismissed"]]
    assert now["rank"].isna().all()
    assert typed("--undo", name)[0] == 0
    (row,) = run_again(tmp_path)["alignments"].to_dict("records")
    assert (row["status"], row["rank"]) == ("new", 1)


@pytest.mark.parametrize("decision", ["dismiss", "reject", "park"])
def test_a_saving_goes_with_an_accepted_alignment_alone(estate, typed, tmp_path, decision):
    assert len(estate["alignments"]) == 1
    code, _, fault = typed("a1", decision, "--saving", "5")
    assert code == 2
    assert "expected a saving with an alignment that is accepted" in fault
    assert not (tmp_path / "decisions.csv").exists()
