"""The choices of an estate hang on no order: neither of registers, nor of rows, nor of Python's hashes."""

from __future__ import annotations

import datetime as dt
import shutil

import pandas as pd
import pytest
from estates import square, write_csv, write_estate, write_outlines
from small_estates import run_command, tree_of

from totalcapital.pipeline import run
from totalcapital.project import load_project
from totalcapital.tables import TABLES

pytestmark = pytest.mark.usefixtures("one_door")

HEADINGS = [
    "Ref", "Name", "Easting", "Northing", "Service", "Status", "Type", "Tenure", "Lease break", "Lease end",
    "GIA (sqm)", "Staff FTE", "Running cost (£)", "Backlog (£)", "Condition",
]  # fmt: skip
FREE = ["freehold", "", ""]
ROWS = {
    "council": [
        ["C1", "Oak House", "430000", "433000", "office", "operational", "building", *FREE, "5000", "60", "400000", "90000", "B"],
        ["C2", "Elm Library", "430150", "433000", "library", "operational", "building", *FREE, "900", "12", "70000", "", "C"],
        ["C3", "Ash Contact Centre", "430300", "433200", "customer-service", "operational", "building", "leasehold", "2028-03-31", "2031-03-31", "600", "25", "60000", "5000", "B"],
    ],
    "police": [
        ["P1", "Yew Police Office", "430100", "433100", "office", "operational", "building", "leasehold", "2027-06-30", "2030-06-30", "800", "30", "90000", "20000", "C"],
        ["P2", "Fir Police House", "430400", "433100", "office", "operational", "building", *FREE, "700", "30", "65000", "40000", "D"],
    ],
    "nhs": [
        ["N1", "Bay NHS Offices", "430050", "433200", "office", "operational", "building", "leasehold", "2027-12-31", "2029-12-31", "500", "20", "55000", "", "B"],
        ["N2", "Box Clinic", "430250", "432900", "clinic", "operational", "building", *FREE, "650", "18", "72000", "12000", "B"],
    ],
    "probation": [
        ["J1", "Sloe Probation Office", "430200", "433050", "office", "operational", "building", "leasehold", "2027-09-30", "2028-09-30", "450", "16", "48000", "", "C"],
    ],
}  # fmt: skip
AGENCIES = {
    "council": ("Testshire Council", "county"),
    "police": ("Testshire Police", "police"),
    "nhs": ("Testshire NHS Trust", "nhs"),
    "probation": ("Testshire Probation", "central"),
}


def write(folder, *, order, rows):
    for register, table in rows.items():
        write_csv(folder / f"{register}.csv", HEADINGS, table)
    write_outlines(folder / "outline.geojson", {"X": square(429_000, 432_000, 3000)})
    registers = [
        {
            "id": name, "path": f"{name}.csv", "agency": AGENCIES[name][0], "sector": AGENCIES[name][1], "area": "town",
            "crs": "EPSG:27700", "defaults": {"role": "owner", "floor_area_basis": "GIA"},
        }
        for name in order
    ]  # fmt: skip
    path = write_estate(
        folder,
        estate={"as_of": dt.date(2026, 11, 1)},
        registers=registers,
        areas=[{"id": "town", "name": "Testtown", "path": "outline.geojson"}],
        appraisal={"draws": 40},
    )
    scenarios = '\n[scenario.most]\n\n[scenario.one]\nmax_moves = 1\nobjective = "running-cost"\n'
    path.write_text(path.read_text(encoding="utf-8") + scenarios, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def first(one_door, tmp_path_factory):  # noqa: ARG001 - its door is used
    folder = tmp_path_factory.mktemp("choices")
    path = write(folder, order=list(ROWS), rows=ROWS)
    return folder, run(load_project(path), folder / "out").tables


def test_the_estate_has_all_that_could_hang_on_an_order(first):
    _, tables = first
    assert set(tables["moves"]["scenario_id"]) == {"most", "one"}
    assert len(tables["moves"]) >= 3
    assert len(tables["hubs"]) >= 1
    assert tables["colocation"]["rank_stability_pct"].notna().sum() >= 5
    assert tables["appraisals"]["central_gbp"].notna().sum() >= 20
    assert tables["sensitivities"]["switching_pct"].notna().any()
    assert 5 <= tables["needs"]["need_m2"].notna().sum() < len(tables["needs"])


def test_another_order_of_registers_and_another_hash_seed_change_no_byte(first, tmp_path):
    folder, _ = first
    before = tree_of(folder / "out")
    again = tmp_path / "estate"
    path = write(again, order=["probation", "police", "council", "nhs"], rows=ROWS)
    code, _, said = run_command("run", path, "--out", again / "out", PYTHONHASHSEED="5")
    assert (code, "Traceback" in said) == (0, False)
    after = tree_of(again / "out")
    assert sorted(name for name in {*before, *after} if before.get(name) != after.get(name)) == []


def test_rows_in_another_order_change_nothing_but_row_numbers(first, tmp_path):
    folder, before = first
    again = tmp_path / "estate"
    shutil.copytree(folder, again)
    path = write(again, order=list(ROWS), rows={name: table[::-1] for name, table in ROWS.items()})
    after = run(load_project(path), again / "out", audiences=[]).tables
    for name in TABLES:
        one, two = (
            pd.DataFrame(tables[name]).drop(columns=["source_row", "sha256"], errors="ignore")
            for tables in (before, after)
        )
        if name == "issues":
            one, two = (table.sort_values(list(table.columns), ignore_index=True) for table in (one, two))
        pd.testing.assert_frame_equal(one, two, obj=name)
