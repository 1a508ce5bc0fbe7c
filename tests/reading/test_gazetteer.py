"""Files of place names: which are read, in which CRS, and what is said of rows that cannot be."""

from __future__ import annotations

import csv

import geopandas as gpd
import pytest
import shapely
from estates import load, write_csv

from totalcapital.errors import UnreadableFileError
from totalcapital.issues import IssueLog
from totalcapital.reading.lookups.gazetteer import read_gazetteer


@pytest.fixture
def read(tmp_path, door):
    """A function: ``[lookups] gazetteer`` of an estate to its places and the codes of what was said."""
    write_csv(tmp_path / "r.csv", ["Name", "Easting", "Northing"], [["A", "430100", "430100"]])

    def places(gazetteer):
        project = load(tmp_path, registers=[{"id": "r", "path": "r.csv"}], lookups={"gazetteer": gazetteer})
        log = IssueLog()
        found = read_gazetteer(project, door, log=log)
        return found, log.table()["code"].tolist()

    places.folder = tmp_path
    return places


def shown(places):
    return [(row.name, row.type, row.geometry.wkt) for row in places.itertuples(index=False)]


def test_an_estate_without_one_has_none(read):
    assert read([]) == (None, [])


def test_a_table_of_names_and_eastings_is_read_in_the_order_of_names(read):
    rows = [["Wexby", "Town", "431000", "432000"], ["Ashby", "", "433000", "434000"]]
    write_csv(read.folder / "g.csv", ["Place name", "Local type", "Easting", "Northing"], rows)
    places, said = read("g.csv")
    assert shown(places) == [
        ("Ashby", "", "POINT (433000 434000)"),
        ("Wexby", "Town", "POINT (431000 432000)"),
    ]
    assert said == []


def test_degrees_are_brought_to_the_working_system(read):
    write_csv(
        read.folder / "g.csv", ["Name", "Latitude", "Longitude"], [["Caister", "52.65800783", "1.71607397"]]
    )
    places, _ = read("g.csv")
    # the water tower of Ordnance Survey's worked example: 651409.804, 313177.450
    assert places.geometry[0].distance(shapely.Point(651_409.804, 313_177.450)) < 10


def test_a_spatial_file_keeps_its_outlines(read):
    field = shapely.box(430_000, 430_000, 431_000, 431_000)
    gpd.GeoDataFrame({"name": ["Wexby"]}, geometry=[field], crs="EPSG:27700").to_file(
        read.folder / "g.gpkg", engine="pyogrio"
    )
    places, _ = read("g.gpkg")
    assert places.geometry[0].equals(field)


def open_names(name, kind, x, y):
    box = [str(x - 500), str(y - 500), str(x + 1_500), str(y + 500)]
    ids = [f"osgb{x}{y}", f"http://data.example/{x}{y}"]
    row = [*ids, name, "", "", "", kind, "Town", str(x), str(y), "10000", "100000", *box, "LS1", "u"]
    return [*row, *[""] * (34 - len(row))]


def test_open_names_is_known_without_headings_and_gives_the_boxes_of_its_populated_places(read):
    rows = [
        open_names("Wexby", "populatedPlace", 431_000, 432_000),
        open_names("High Street", "transportNetwork", 431_100, 432_100),
        open_names("Ashby", "populatedPlace", 441_000, 442_000),
    ]
    with (read.folder / "SE22.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    places, _ = read("SE22.csv")
    assert places["name"].tolist() == ["Ashby", "Wexby"]
    assert places.geometry[1].bounds == (430_500, 431_500, 432_500, 432_500)


def test_a_row_without_a_name_or_a_place_is_left_out_and_counted(read):
    rows = [["Wexby", "431000", "432000"], ["", "431000", "432000"], ["Ashby", "", "434000"]]
    write_csv(read.folder / "g.csv", ["Name", "Easting", "Northing"], rows)
    places, said = read("g.csv")
    assert places["name"].tolist() == ["Wexby"]
    assert said == ["gazetteer-row-left-out"]


@pytest.mark.parametrize(
    ("headings", "match"),
    [
        (["Label", "Easting", "Northing"], "expected a column of names"),
        (["Name", "Left", "Right"], "expected a point for each name"),
    ],
)
def test_a_file_without_names_or_points_is_refused_with_what_to_do(read, headings, match):
    write_csv(read.folder / "g.csv", headings, [["Wexby", "431000", "432000"]])
    with pytest.raises(UnreadableFileError, match=match):
        read("g.csv")
