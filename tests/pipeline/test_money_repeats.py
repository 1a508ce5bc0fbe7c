"""Projects, spending and all that hangs on them: in any order of lists and rows, on any machine, the same."""

from __future__ import annotations

import pandas as pd
import pytest
from estates import square, write_csv, write_estate, write_outlines
from small_estates import run_command, tree_of

from totalcapital.pipeline import run
from totalcapital.project import load_project
from totalcapital.tables import TABLES

pytestmark = pytest.mark.usefixtures("one_door")

PROPERTY = (
    ["Ref", "Body", "Name", "UPRN", "Postcode", "Easting", "Northing", "Service", "Status", "GIA (sqm)", "Running cost (£)"],
    [
        ["1", "Testshire Council", "Oak House", "9001", "LS1 3AB", "430000", "433000", "office", "operational", "3000", "300000"],
        ["2", "Testshire Council", "Elm Library", "9002", "LS1 3AB", "430150", "433000", "library", "operational", "900", "70000"],
        ["3", "Testshire Council", "Ash Depot", "9003", "LS1 1UR", "430700", "433300", "depot", "vacant", "700", "20000"],
        ["5", "Testshire Council", "Yew Library", "9005", "LS1 1UR", "430310", "432910", "library", "operational", "400", ""],
        ["4", "Testshire NHS Trust", "Box Clinic", "9004", "LS1 1UR", "430250", "432900", "clinic", "operational", "650", "72000"],
    ],
)  # fmt: skip
SCHEMES = (
    ["Ref", "Council", "Scheme", "Service", "Status", "UPRN", "Easting", "Northing", "2026/27", "2027/28", "2028/29", "Total"],
    [
        ["S1", "Testshire Council", "Elm Library: rebuild", "Library", "Approved", "9002", "", "", "", "750", "250", "1000"],
        ["S2", "Testshire Council", "Oak House: roof renewal", "Office", "Approved", "9001", "", "", "180", "420", "", "600"],
        ["S3", "Testshire Council", "Town square: repaving", "Highways", "Approved", "", "430240", "432950", "", "640", "", "640"],
        ["S4", "Testshire Council", "Town square: lighting", "Highways", "Indicative", "", "430245", "432955", "", "", "90", "100"],
        ["S5", "Testshire Council", "Works at Box Clinic", "Clinic", "Approved", "", "", "", "50", "", "", ""],
    ],
)  # fmt: skip
PROJECTS = (
    ["Project reference", "Organisation", "Project name", "Service", "Type of works", "Approval", "Approved years", "Easting",
     "Northing", "Start date", "End date", "Sensitivity", "Spent before (£)", "2027/28 (£)", "Total (£)", "Funding 1 amount (£)", "Funding 1 source",
     "Funding 1 ring-fenced", "Funding 1 match", "Funding 2 amount (£)", "Funding 2 source", "Funding 2 ring-fenced", "Funding 2 match"],
    [
        ["P1", "Testshire NHS Trust", "New clinic", "Clinic", "New build", "Approved", "", "430200", "433040", "01/04/2027", "31/03/2028",
         "Open", "", "1400000", "1400000", "900000", "Government grant", "Yes", "No", "500000", "Borrowing", "No", "Yes"],
        ["P2", "Testshire NHS Trust", "Heat main across the square", "Highways", "Other", "Approved", "", "430241", "432957", "01/12/2029",
         "31/03/2030", "Open", "25000", "375000", "400000", "400000", "Borrowing", "No", "No", "", "", "", ""],
        ["P3", "Testshire Police", "New police base", "Police station", "New build", "Approved", "", "430300", "433100", "01/04/2027",
         "31/03/2028", "Restricted", "", "3000000", "3000000", "", "", "", "", "", "", "", ""],
    ],
)  # fmt: skip
SPENDING = (
    ["Organisation", "Area code", "Area name", "Service", "Revenue or capital", "Discretion", "Financial year", "Amount (£)",
     "Transfer to another public body", "Premises cost", "Postcode"],
    [
        ["Testshire Council", "", "Testtown", "Libraries", "Revenue", "Statutory", "2024/25", "390000", "No", "No", ""],
        ["Testshire Council", "", "Testtown", "Libraries", "Revenue", "Statutory", "2024/25", "-20000", "No", "No", ""],
        ["Testshire Council", "", "Testtown", "Schools", "Revenue", "", "2024/25", "19000000", "No", "No", ""],
        ["Testshire Council", "", "Testtown", "Corporate property", "Revenue", "", "2024/25", "800000", "No", "Yes", ""],
        ["Testshire Council", "", "Testtown", "Schools", "Capital", "Statutory", "2025/26", "1500000", "No", "No", ""],
        ["Testshire Police", "", "Testtown", "Police", "Revenue", "", "2024/25", "5000000", "No", "No", ""],
        ["Testshire NHS Trust", "", "", "Public health", "Revenue", "", "2024/25", "700000", "Yes", "No", "LS1 1UR"],
        ["Testshire NHS Trust", "", "Testtown", "Libraries", "Revenue", "", "2024/25", "30000", "No", "No", ""],
        ["Testshire NHS Trust", "", "", "Public health", "Revenue", "", "2024/25", "1000", "No", "No", ""],
    ],
)  # fmt: skip
POSTCODES = (
    ["pcds", "oseast1m", "osnrth1m"],
    [["LS1 3AB", "430010", "433010"], ["LS1 1UR", "430500", "433100"]],
)
FILES = {"property": PROPERTY, "schemes": SCHEMES, "projects": PROJECTS, "spending": SPENDING}


def write(folder, *, files=FILES, turned=False):
    for name, (headings, rows) in files.items():
        write_csv(folder / f"{name}.csv", headings, rows[::-1] if turned else rows)
    write_csv(folder / "postcodes.csv", *POSTCODES)
    write_outlines(folder / "outline.geojson", {"X": square(429_000, 432_000, 3000)})
    capital = [
        {
            "id": "schemes", "path": "schemes.csv", "agency": {"column": "Council"}, "amount_unit": "thousand", "crs": "EPSG:27700",
            "year_columns": {year: year for year in ("2026/27", "2027/28", "2028/29")},
            "columns": {"reference": "Ref", "name": "Scheme", "commitment": "Status", "total_gbp": "Total"},
            "codes": {"commitment": {"Approved": "approved", "Indicative": "indicative"}},
        },
        {"id": "projects", "path": "projects.csv", "profile": "total-capital-projects", "crs": "EPSG:27700"},
    ]  # fmt: skip
    return write_estate(
        folder,
        registers=[
            {"id": "property", "path": "property.csv", "agency": {"column": "Body"}, "crs": "EPSG:27700",
             "defaults": {"role": "owner", "floor_area_basis": "GIA"}},
        ],
        areas=[{"id": "town", "name": "Testtown", "path": "outline.geojson"}],
        capital=capital[::-1] if turned else capital,
        spending=[{"id": "spending", "path": "spending.csv", "defaults": {"basis": "outturn"}}],
        lookups={"postcodes": "postcodes.csv"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def first(one_door, tmp_path_factory):  # noqa: ARG001 - its door is used
    folder = tmp_path_factory.mktemp("money")
    path = write(folder)
    return folder, run(load_project(path), folder / "out", audiences=["internal", "partner", "public"]).tables


def test_the_estate_has_all_that_could_hang_on_an_order(first):
    _, tables = first
    counts = {name: len(tables[name]) for name in TABLES}
    assert (counts["projects"], counts["project_years"], counts["funding"], counts["spending"]) == (
        8,
        11,
        3,
        9,
    )
    assert set(tables["project_years"]["period"]) == {"before", "year"}
    assert set(tables["alignments"]["kind"]) >= {"combine", "clash"}
    assert len(tables["accounts"]) == 7  # two amounts for libraries are one; what is passed on is another's
    assert tables["accounts"]["area_id"].isna().sum() == 1
    for name in ("reconciliations", "funders", "provision", "property_costs"):
        assert counts[name] >= 1, name


def test_lists_in_another_order_and_another_hash_seed_change_no_byte(first, tmp_path):
    folder, _ = first
    before = tree_of(folder / "out")
    again = tmp_path / "estate"
    path = write(again)
    text = path.read_text(encoding="utf-8")
    head, schemes, rest = text.split("[[capital]]")
    projects, spending = rest.split("[[spending]]")
    path.write_text(
        f"{head}[[capital]]{projects}[[capital]]{schemes}\n[[spending]]{spending}", encoding="utf-8"
    )
    assert [entry.id for entry in load_project(path).capital] == ["projects", "schemes"]
    audiences = ("--audience", "internal", "--audience", "partner", "--audience", "public")
    code, _, said = run_command(
        "run", path, "--out", again / "out", *audiences, PYTHONHASHSEED="5", TZ="Pacific/Auckland", LC_ALL="C"
    )
    assert (code, "Traceback" in said) == (0, False)
    after = tree_of(again / "out")
    assert sorted(name for name in {*before, *after} if before.get(name) != after.get(name)) == []


def test_rows_in_another_order_change_nothing_but_row_numbers(first, tmp_path):
    _, before = first
    path = write(tmp_path, turned=True)
    after = run(load_project(path), tmp_path / "out", audiences=[]).tables
    for name in TABLES:
        one, two = (
            pd.DataFrame(tables[name]).drop(columns=["source_row", "sha256", "spending_id"], errors="ignore")
            for tables in (before, after)
        )
        if name == "issues":  # some name their rows
            one, two = (
                table.replace({"message": r"\(rows [\d, ]+\)"}, "()", regex=True) for table in (one, two)
            )
        if name in {"issues", "spending"}:  # which stand in the order of their files
            one, two = (table.sort_values(list(table.columns), ignore_index=True) for table in (one, two))
        pd.testing.assert_frame_equal(one, two, obj=name)
