"""Residents counted by authority, county or area of the estate, in place of neighbourhoods."""

from __future__ import annotations

import datetime as dt

import pytest
from estates import load, square, write_csv, write_outlines

from totalcapital.errors import EstateFileError
from totalcapital.issues import IssueLog
from totalcapital.reading.areas.areas import read_areas
from totalcapital.starting import start

BARNSLEY_OLD, BARNSLEY, LEEDS, YORK = "E08000016", "E08000038", "E08000035", "E06000014"


@pytest.fixture
def residents(tmp_path, door):
    """A function: residents by area id, in an estate with a table of these rows."""
    write_csv(tmp_path / "r.csv", ["Name", "Easting", "Northing"], [["A", "430100", "430100"]])
    write_outlines(
        tmp_path / "lad.geojson",
        {
            LEEDS: square(430_000, 430_000, 1000),
            BARNSLEY: square(431_000, 430_000, 1000),
            YORK: square(432_000, 430_000, 1000),
        },
    )

    def made(headings, rows, areas=(), **entry):
        write_csv(tmp_path / "people.csv", headings, rows)
        lookups = {"population": {"path": "people.csv", **entry}, "authorities": "lad.geojson"}
        project = load(tmp_path, registers=[{"id": "r", "path": "r.csv"}], lookups=lookups, areas=list(areas))
        made.log = IssueLog()
        found = read_areas(project, door, log=made.log).set_index("area_id")["population_count"]
        return found.dropna().to_dict()

    return made


def test_authorities_have_their_count_by_codes_of_now_or_before_and_others_none(residents):
    rows = [
        [LEEDS, "Leeds", "812,000"],
        [BARNSLEY_OLD, "Barnsley", "244000"],
        ["E06000001", "Hartlepool", "9"],
    ]
    assert residents(["LAD20CD", "LAD20NM", "Population"], rows) == {LEEDS: 812_000, BARNSLEY: 244_000}


def test_an_area_has_the_sum_of_its_authorities_only_where_all_are_counted(residents):
    areas = [
        {"id": "both", "name": "Both", "codes": [LEEDS, BARNSLEY]},
        {"id": "all", "name": "All", "codes": [LEEDS, BARNSLEY, YORK]},
    ]
    found = residents(["code", "residents"], [[LEEDS, "800"], [BARNSLEY, "240"]], areas)
    assert found == {LEEDS: 800, BARNSLEY: 240, "both": 1040}


def test_an_area_of_the_estate_may_be_counted_by_its_id_which_goes_before_the_sum(residents):
    areas = [{"id": "both", "name": "Both", "codes": [LEEDS, BARNSLEY]}]
    rows = [[LEEDS, "800"], [BARNSLEY, "240"], ["both", "1000"]]
    assert residents(["Area", "Residents"], rows, areas)["both"] == 1000


def test_of_several_years_the_newest_counts_that_is_not_in_the_future(residents):
    rows = [[LEEDS, "2019", "793"], [LEEDS, "2024", "845"], [LEEDS, "2040", "900"], [YORK, "2019", "210"]]
    assert residents(["Code", "Year", "Residents"], rows) == {LEEDS: 845}


def test_a_table_that_counts_no_area_of_the_estate_is_said(residents):
    assert residents(["Code", "Residents"], [["E06000001", "9"], ["E06000002", "8"]]) == {}
    assert residents.log.table()["code"].tolist() == ["residents-of-no-area"]


@pytest.mark.parametrize(
    ("headings", "rows", "words"),
    [
        (["LAD20CD", "Residents"], [[LEEDS, "1"], [LEEDS, "2"]], f"{LEEDS} stands more than once"),
        (["LAD20CD", "Households"], [[LEEDS, "1"]], "expected a column of residents"),
        (["Council", "Residents"], [["Leeds", "1"]], "expected a column of codes of areas"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_told_is_refused(residents, headings, rows, words):
    with pytest.raises(EstateFileError, match=words):
        residents(headings, rows)


def test_a_folder_with_a_table_of_residents_is_started_with_it(tmp_path):
    write_csv(
        tmp_path / "files" / "register.csv",
        ["Name", "Postcode", "Easting", "Northing", "Tenure"],
        [["Town hall", "LS1 1AA", "430100", "430100", "Freehold"]],
    )
    rows = [[LEEDS, "Leeds", "2024", "845000"], [YORK, "York", "2024", "206000"]]
    write_csv(tmp_path / "files" / "people.csv", ["ladcode24", "laname24", "Year", "Population"], rows)
    made = start(tmp_path / "estate", [tmp_path / "files"], as_of=dt.date(2026, 11, 1))
    assert 'population = "lookups/people.csv"' in made.estate.read_text(encoding="utf-8")


def test_an_unknown_area_without_outlines_is_refused_with_the_file_to_get(tmp_path):
    (tmp_path / "files").mkdir()
    write_csv(
        tmp_path / "files" / "register.csv", ["Name", "Postcode", "Tenure"], [["Hall", "LS1 1AA", "Freehold"]]
    )
    with pytest.raises(EstateFileError, match="a file of outlines of local authority districts"):
        start(tmp_path / "estate", [tmp_path / "files"], areas=["leeds"], as_of=dt.date(2026, 11, 1))
