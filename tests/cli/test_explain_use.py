"""``totalcapital explain HOLDING``: from the band back to rule, threshold, measurement, file, row and cell."""

from __future__ import annotations

import json

import pytest
from estates import write_csv, write_estate
from questions import typing

from totalcapital.pipeline import run
from totalcapital.project import load_project

pytestmark = pytest.mark.usefixtures("one_door")
HEAD = ["Ref", "Name", "Use", "Easting", "Northing", "GIA (sqm)", "FTE"]
ROWS = [
    ["1", "Elm House", "Office", "430017", "433021", "1,000", "50"],
    ["2", "Ash House", "Office", "434013", "433027", "", "40"],
    ["3", "Oak Library", "Library", "436011", "433029", "", ""],
]


@pytest.fixture(scope="module")
def estate(one_door, tmp_path_factory):  # noqa: ARG001 - its door is used
    folder = tmp_path_factory.mktemp("estate")
    write_csv(folder / "council.csv", HEAD, ROWS)
    register = {
        "id": "council", "path": "council.csv", "agency": "Testshire Council", "sector": "district", "crs": "EPSG:27700",
        "columns": {"staff_fte": "FTE", "floor_area_m2": "GIA (sqm)", "service": "Use"},
    }  # fmt: skip
    path = write_estate(
        folder,
        registers=[register],
        underuse={"thresholds": {"office-space-per-person": {"watch": 11.0}}},
        assumptions={'"office.m2-per-person"': 11.0},
    )
    return folder, run(load_project(path), folder / "out", audiences=[]).tables


@pytest.fixture
def explained(estate, monkeypatch, capsys):
    """A function: what is printed, as data, of the holding of a record."""
    holdings = estate[1]["holdings"].set_index("asset_ids")["holding_id"]

    def explained(record):
        typed = typing(estate[0], monkeypatch, capsys)
        code, out, said = typed("explain", holdings[record], "--json")
        assert code == 0, said
        return json.loads(out)

    return explained


def rows(told, beginning):
    return next((part["rows"] for part in told["parts"] if part["heading"].startswith(beginning)), [])


def test_a_band_leads_to_its_rule_threshold_measurement_and_the_cells_as_read(explained):
    told = explained("council:1")
    assert told["lines"][1] == (
        "Use: under-used, confidence medium, by the rule office-space-per-person: "
        "net internal area for each full-time equivalent."
    )
    [tried] = rows(told, "Tested for under-use")
    assert tried["finding"] == "under-used"
    assert tried["measured"] == "16.50 m2 NIA per FTE"  # 1,000 m2 x 0.825 for 50
    assert tried["thresholds"] == "watch 11, flag 12"
    assert tried["set by"] == "the estate file"
    assert tried["rule"] == "office-space-per-person (version 1+estate)"
    assert tried["source of the thresholds"].startswith("Government workplace standard")
    cells = {row["column"]: row for row in rows(told, "What the findings rest on")}
    assert {row["file and row"] for row in cells.values()} == {"council.csv, row 2"}
    assert cells["floor_area_m2"]["heading and cell as read"] == "GIA (sqm): 1,000"
    assert cells["staff_fte"]["heading and cell as read"] == "FTE: 50"
    assert cells["staff_fte"]["read as"] == "50"
    assert cells["floor_area_basis"]["heading and cell as read"].startswith("no cell")


def test_floor_areas_are_told_with_the_assumptions_of_this_run(explained):
    told = explained("council:1")
    assert told["lines"][2] == (
        "Spare floor area: 275 m² net internal (250 to 300): "
        "1,000 m² GIA taken as 825 m² NIA, less 50 staff at 11 m² each."
    )
    assert told["lines"][3].startswith(
        "Floor area its service would need elsewhere: 550 m² net internal: 50 staff"
    )
    assumed = {(row["for"], row["assumption"]): row for row in rows(told, "What the floor areas assume")}
    own = assumed["spare", "office.m2-per-person"]
    assert own["least to most favourable"] == "11 m2 NIA per FTE"
    assert own["set by"] == "the estate file"
    assert assumed["spare", "area.nia-per-gia"]["least to most favourable"] == "0.8 / 0.825 / 0.85 m2 per m2"
    assert ("need", "office.m2-per-person") in assumed


def test_what_is_not_known_says_by_what_it_would_be(explained):
    told = explained("council:2")
    assert told["lines"][1] == (
        "Use: unknown. Its use would be known by: floor area as GIA or NIA, workstations."
    )
    assert told["lines"][2] == "Spare floor area: not known; it would be by: floor area as GIA or NIA."
    missing = {row["rule"]: row for row in rows(told, "Rules whose evidence is missing")}
    assert missing["office-space-per-person"]["what it found"] == (
        "not given: floor area as GIA or NIA; given: 40 staff"
    )
    assert rows(told, "Tested for under-use") == []
    library = explained("council:3")
    assert library["lines"][3] == (
        "Floor area its service would need elsewhere: not known; "
        "it would be by: floor area as GIA or NIA, unused floor area."
    )
