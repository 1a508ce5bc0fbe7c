"""What Trafford's workbook tells the council, held against the council's own file."""

from __future__ import annotations

import openpyxl
import pytest
from plain_reading import plain_rows

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def rows(real_data):
    return plain_rows(real_data / "trafford/trafford_land_and_building_assets.csv")


@pytest.fixture(scope="module")
def book(real_run):
    _, out = real_run("trafford")
    return openpyxl.load_workbook(out / "issues" / "council.xlsx")


def table_of(sheet, first):
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    at = next(at for at, line in enumerate(lines) if line[0] == first)
    found = []
    for line in lines[at + 1 :]:
        if line[0] is None:
            break
        found.append(dict(zip(lines[at], line, strict=True)))
    return found


def blank(rows, *headings):
    return sum(not any(row[heading].strip() for heading in headings) for row in rows)


def test_the_file_has_608_rows_and_the_blanks_that_are_known_of_it(rows):
    assert len(rows) == 608
    shares = [round(100 * blank(rows, heading) / 608) for heading in ("UPRN", "GeoX", "BuildingSize")]
    assert shares == [55, 39, 73]


def test_every_heading_is_there_with_its_share_of_blanks(book, rows):
    read = {line["Your heading"]: line for line in table_of(book["How it was read"], "Your heading")}
    assert list(read) == list(rows[0])
    for heading in ("UPRN", "GeoX", "BuildingSize", "TenureType", "EnergyRating"):
        assert read[heading]["Blank %"] == round(100 * blank(rows, heading) / 608, 1), heading
    assert read["EnergyRating"]["Read as"] == "not used"
    assert read["BuildingSize"]["Read as"] == "floor_area_m2"


def test_the_summary_counts_what_the_file_does_not_give(book, rows):
    needed = {line["Needed"]: line for line in table_of(book["Summary"], "Needed")}
    buildings = [row for row in rows if row["HoldingType"] != "Land"]
    leased = [row for row in rows if row["TenureType"] == "Leasehold"]
    expected = {
        "UPRN": (blank(rows, "UPRN"), 608),
        "Floor area": (blank(buildings, "BuildingSize"), len(buildings)),
        "Tenure": (blank(rows, "TenureType"), 608),
        "Lease end": (len(leased), len(leased)),
        "Agency": (0, 608),
    }
    found = {name: (needed[name]["Not given"], needed[name]["Applies to"]) for name in expected}
    assert found == expected
    assert needed["Floor area"]["Effect"].startswith(
        f"{expected['Floor area'][0]} buildings have no floor area"
    )
    assert needed["UPRN"]["Your column"] == "UPRN"
    assert needed["Lease end"]["Your column"] == "none"


def test_each_record_without_a_uprn_is_named(book, rows):
    lines = table_of(book["What is not given"], "Row")
    named = {line["Reference"] for line in lines if line["UPRN"] == "missing"}
    assert named == {row["AssetCode"] for row in rows if not row["UPRN"].strip()}
    by_row = {line["Row"]: line["Reference"] for line in lines}
    assert all(rows[number - 2]["AssetCode"] == reference for number, reference in by_row.items())
