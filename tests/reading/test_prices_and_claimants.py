"""The estate's own index of prices, and claimants of authorities."""

from __future__ import annotations

import pytest
from estates import load, square, write_csv, write_outlines

from totalcapital.errors import EstateFileError
from totalcapital.issues import IssueLog
from totalcapital.reading.areas.areas import read_areas
from totalcapital.reading.lookups.prices import read_prices

BARNSLEY_OLD, BARNSLEY, LEEDS = "E08000016", "E08000038", "E08000035"


@pytest.fixture
def estate(tmp_path):
    """A function: the estate with look-ups of these rows."""
    write_csv(tmp_path / "r.csv", ["Name", "Easting", "Northing"], [["A", "430100", "430100"]])
    write_outlines(
        tmp_path / "lad.geojson",
        {LEEDS: square(430_000, 430_000, 1000), BARNSLEY: square(431_000, 430_000, 1000)},
    )

    def made(headings, rows, key, **entry):
        write_csv(tmp_path / "given.csv", headings, rows)
        lookups = {
            key: {"path": "given.csv", **entry} if entry else "given.csv",
            "authorities": "lad.geojson",
        }
        return load(tmp_path, registers=[{"id": "r", "path": "r.csv"}], lookups=lookups)

    return made


def test_an_index_of_prices_is_read_by_year_however_years_are_written(estate, door):
    rows = [["2010/11", "100.0"], ["2011-2012", "1,02.0"], ["2013", "104"], ["Source: Treasury", ""]]
    rows += [[f"20{n}-{n + 1}", "110"] for n in range(14, 24)]
    found = read_prices(estate(["Financial year", "GDP deflator"], rows, "deflator"), door)
    assert {year: found[year] for year in ("2010-11", "2011-12", "2013", "2014-15")} == {
        "2010-11": 100,
        "2011-12": 102,
        "2013": 104,
        "2014-15": 110,
    }
    assert len(found) == 13


@pytest.mark.parametrize(
    ("headings", "rows", "words"),
    [
        (["Year", "CPI"], [["2010", "100"], ["2010", "101"]], "expected one index above nought for 2010"),
        (["Year", "CPI"], [["2010", "0"], *([str(y), "1"] for y in range(2011, 2022))], "expected one index above"),
        (["When", "CPI"], [["Monday", "100"]], "expected a column of financial years"),
        (["Year", "One", "Other"], [["2010", "1", "2"]], "expected one column of an index"),
    ],
    ids=["a year twice", "nought", "no years", "two columns of numbers"],
)  # fmt: skip
def test_an_index_that_cannot_be_told_is_refused(estate, door, headings, rows, words):
    with pytest.raises(EstateFileError, match=words):
        read_prices(estate(headings, rows, "deflator"), door)


def test_claimants_come_by_code_old_or_new_and_what_is_not_given_is_not_known(estate, door):
    project = estate(["LAD20CD", "Claimants"], [[BARNSLEY_OLD, "5,100"], ["E08000036", "7"]], "claimants")
    areas = read_areas(project, door, log=IssueLog()).set_index("area_id")
    assert areas["claimants_count"].dropna().to_dict() == {BARNSLEY: 5100}


def test_a_file_without_a_column_of_claimants_is_refused(estate, door):
    project = estate(["LAD20CD", "People"], [[LEEDS, "5"]], "claimants")
    with pytest.raises(EstateFileError, match="expected one column of claimants"):
        read_areas(project, door, log=IssueLog())
