"""What a run remembers of the edition before: ids that last, decisions that follow, and one line of what changed."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pyproj
import pytest
from estates import write_csv
from small_estates import COUNCIL, small_estate, tree_of

import totalcapital
from totalcapital import remembering, storing
from totalcapital.comparing import compare

pytestmark = pytest.mark.usefixtures("one_door")

HEADINGS = COUNCIL[0]
#: Thirteen metres off the round, for a round coordinate of the grid is exact to its unit, and none in degrees.
ROWS = [
    [*row[:3], *(str(int(cell) + 13) if cell else "" for cell in row[3:5]), *row[5:]] for row in COUNCIL[1]
]


def run(folder, *, day="2027-02-01"):
    path = folder / "estate.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-01", day), encoding="utf-8")
    return totalcapital.run(totalcapital.load_project(path), folder / "out", audiences=["internal"])


@pytest.fixture(scope="module")
def autumn(tmp_path_factory):
    """The small estate, run and kept as an edition."""
    folder = tmp_path_factory.mktemp("autumn")
    path = small_estate(folder)
    write_csv(folder / "council.csv", HEADINGS, ROWS)
    project = totalcapital.load_project(path)
    result = totalcapital.run(project, folder / "out", audiences=["internal"])
    totalcapital.keep(project, folder / "out")
    return folder, result


@pytest.fixture
def spring(autumn, tmp_path):
    """A copy of it to run again, and the first run's tables."""
    folder, result = autumn
    shutil.copytree(folder, tmp_path / "estate", ignore=shutil.ignore_patterns("out"))
    return tmp_path / "estate", result.tables


def in_another_order(folder):
    write_csv(folder / "council.csv", HEADINGS[::-1], [row[::-1] for row in ROWS[::-1]])


def with_other_references(folder):
    write_csv(folder / "council.csv", HEADINGS, [[f"X{900 - int(row[0])}", *row[1:]] for row in ROWS])


def with_other_headings(folder):
    other = [
        "Asset reference",
        "Property name",
        "Post code",
        "Easting",
        "Northing",
        "Use",
        "Status",
        "GIA (m2)",
        "Type",
    ]
    write_csv(folder / "council.csv", other, ROWS)


def as_a_spreadsheet(folder):
    frame = pd.DataFrame(ROWS, columns=HEADINGS)
    for name in ("Easting", "Northing"):
        frame[name] = pd.to_numeric(frame[name])
    frame.to_excel(folder / "council.xlsx", index=False)
    path = folder / "estate.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"council.csv"', '"council.xlsx"'), encoding="utf-8"
    )


def in_degrees(folder):
    turn = pyproj.Transformer.from_crs(27700, 4326, always_xy=True)
    rows = []
    for row in ROWS:
        lon, lat = turn.transform(float(row[3]), float(row[4])) if row[3] else ("", "")
        rows.append([*row[:3], lon and f"{lon:.7f}", lat and f"{lat:.7f}", *row[5:]])
    headings = [{"Easting": "Longitude", "Northing": "Latitude"}.get(name, name) for name in HEADINGS]
    write_csv(folder / "council.csv", headings, rows)
    path = folder / "estate.toml"
    text = path.read_text(encoding="utf-8").replace('crs = "EPSG:27700"', 'crs = "EPSG:4326"')
    path.write_text(text, encoding="utf-8")


def with_dates_written_otherwise(folder):
    path = folder / "nhs.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("31/03/2028", "2028-03-31"), encoding="utf-8")


@pytest.mark.parametrize(
    "rewritten",
    [
        in_another_order,
        with_other_references,
        with_other_headings,
        as_a_spreadsheet,
        in_degrees,
        with_dates_written_otherwise,
    ],
)
def test_a_register_written_otherwise_that_says_the_same_is_no_change(spring, rewritten):
    folder, before = spring
    rewritten(folder)
    result = run(folder)
    assert result.remarks[-1].startswith("Since 2026-11-01: no change.")
    edition = storing.edition_of(folder / "editions" / "2026-11-01")
    was = storing.read_edition(edition)
    found = remembering.match(was, result.tables)
    differences = compare(
        was, result.tables, records=found.records, projects=found.projects, registers=found.registers,
        summaries=(edition.summary, result.summary),
    )  # fmt: skip
    told = differences[differences["kind"] != "settings-changed"]
    assert told[["subject", "kind", "name", "reason"]].values.tolist() == []
    for table, key in (("sites", "site_id"), ("holdings", "holding_id"), ("colocation", "option_id")):
        assert set(result.tables[table][key]) == set(before[table][key]), table


def test_records_numbered_anew_are_said_and_run_json_names_the_edition(spring):
    folder, _ = spring
    with_other_references(folder)
    result = run(folder)
    table = result.tables["renumbered"].set_index("asset_id")
    assert table.loc["council:X899", "before_id"] == "council:1"
    assert len(table) == 6
    assert set(table["edition"]) == {"2026-11-01"}
    note = result.tables["issues"].set_index("code").loc["records-renumbered"]
    assert (note["register_id"], note["rows_count"], note["level"]) == ("council", 6, "note")
    kept = storing.edition_of(folder / "editions" / "2026-11-01")
    assert result.summary["ids_kept_from"] == {"name": "2026-11-01", "sha256": kept.digest}
    assert result.summary["form"] == storing.FORM


def test_a_decision_follows_the_record_through_two_new_numberings(spring):
    folder, _ = spring
    (folder / "decisions.csv").write_text(
        "subject,subject_id,other_id,decision,by,on_date,reason\nlink,council:1,nhs:N1,accepted,AB,2026-11-02,Seen\n",
        encoding="utf-8",
    )
    with_other_references(folder)
    first = run(folder)
    assert first.tables["decisions"][["subject_id", "other_id"]].values.tolist() == [
        ["council:X899", "nhs:N1"]
    ]
    site = first.tables["holdings"].set_index("asset_ids")["site_id"]
    assert site["council:X899"] == site["nhs:N1"]
    assert "decision-renumbered" in set(first.tables["issues"]["code"])
    totalcapital.keep(totalcapital.load_project(folder / "estate.toml"), folder / "out")
    write_csv(folder / "council.csv", HEADINGS, [[f"Y{row[0]}", *row[1:]] for row in ROWS])
    second = run_at(folder, "2027-02-01", "2027-05-01")
    assert second.tables["decisions"]["subject_id"].tolist() == ["council:Y1"]
    history = second.tables["renumbered"].query("asset_id == 'council:Y1'")
    assert dict(zip(history["before_id"], history["edition"], strict=True)) == {
        "council:1": "2026-11-01",
        "council:X899": "2027-02-01",
    }


def run_at(folder, was, now):
    path = folder / "estate.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    return totalcapital.run(totalcapital.load_project(path), folder / "out", audiences=["internal"])


def test_a_number_given_to_another_building_is_another_record_and_another_property(spring):
    folder, before = spring
    other = ["1", "Zebra Garage", "LS1 4ZZ", "431900", "434900", "garage", "operational", "90", "building"]
    write_csv(folder / "council.csv", HEADINGS, [other, *ROWS[1:]])
    result = run(folder)
    assert "1 property added, 1 removed" in result.remarks[-1]
    was = before["sites"].set_index("name")["site_id"]
    now = result.tables["sites"].set_index("name")["site_id"]
    assert now["Zebra Garage"] not in set(was)
    assert now["Elm Depot"] == was["Elm Depot"]


def test_a_second_run_and_a_run_once_kept_give_the_same_bytes(spring):
    folder, _ = spring
    with_other_references(folder)
    run(folder)
    first = tree_of(folder / "out")
    project = totalcapital.load_project(folder / "estate.toml")
    totalcapital.keep(project, folder / "out")
    totalcapital.run(project, folder / "out", audiences=["internal"])
    second = tree_of(folder / "out")
    assert sorted(name for name in {*first, *second} if first.get(name) != second.get(name)) == []
    assert totalcapital.keep(project, folder / "out")[1] is False


def test_where_no_edition_is_kept_ids_are_digests_and_nothing_is_said(autumn):
    folder, result = autumn
    assert result.summary["ids_kept_from"] is None
    assert result.tables["renumbered"].empty
    assert not any(line.startswith("Since") for line in result.remarks)
    assert json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))["form"] == storing.FORM
