"""Street networks: which files are read as lines, in which CRS, and what is said of the others."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely
from estates import load, square, write_csv, write_outlines

from totalcapital.crs import project_shapes
from totalcapital.errors import EstateFileError, UnreadableFileError
from totalcapital.issues import IssueLog
from totalcapital.reading.areas.areas import read_areas
from totalcapital.reading.lookups.network import read_network

ROADS = [shapely.LineString([(430_000, 430_000), (430_500, 430_000)]), shapely.LineString([(430_000, 430_000), (430_000, 430_300)])]  # fmt: skip
MULTI = shapely.MultiLineString(
    [[(430_000, 430_100), (430_100, 430_100)], [(430_200, 430_100), (430_300, 430_100)]]
)
POINT, FIELD = shapely.Point(430_000, 430_000), shapely.box(430_000, 430_000, 430_100, 430_100)


@pytest.fixture
def network_of(tmp_path, door):
    """A function: ``[lookups]`` of an estate to its network and what was said of it."""
    write_csv(tmp_path / "r.csv", ["Name", "Easting", "Northing"], [["A", "430100", "430100"]])

    def read(network, **lookups):
        project = load(
            tmp_path, registers=[{"id": "r", "path": "r.csv"}], lookups={"network": network, **lookups}
        )
        log = IssueLog()
        areas = read_areas(project, door, log=log)
        lines = read_network(project, door, areas=areas, log=log)
        issues = log.table()
        return lines, dict(zip(issues["code"], issues["message"], strict=True))

    read.folder = tmp_path
    return read


def write(path, shapes, *, crs="EPSG:27700", layer=None):
    gpd.GeoDataFrame({"class": ["road"] * len(shapes)}, geometry=shapes, crs=crs).to_file(
        path, layer=layer, engine="pyogrio"
    )
    return path.name


def lengths(lines):
    return sorted(lines.length.round(0).tolist())


def test_no_network_is_none(tmp_path, door):
    write_csv(tmp_path / "r.csv", ["Name", "Easting", "Northing"], [["A", "430100", "430100"]])
    project = load(tmp_path, registers=[{"id": "r", "path": "r.csv"}])
    log = IssueLog()
    assert read_network(project, door, areas=read_areas(project, door, log=log), log=log) is None


@pytest.mark.parametrize("name", ["streets.gpkg", "streets.shp", "streets.fgb", "streets.geojson"])
def test_lines_of_any_spatial_file_are_read_and_those_of_several_parts_are_parted(network_of, name):
    file = write(network_of.folder / name, [*ROADS, MULTI])
    lines, said = network_of(file)
    assert lengths(lines) == [100, 100, 300, 500]
    assert lines.crs == "EPSG:27700"
    assert set(lines.geom_type) == {"LineString"}
    assert said == {}


def test_several_files_are_one_network_and_each_may_say_its_layer_and_crs(network_of):
    degrees = project_shapes(gpd.GeoSeries(ROADS[:1], crs="EPSG:27700"), "EPSG:4326")
    write(network_of.folder / "a.gpkg", [POINT], layer="nodes")
    write(network_of.folder / "a.gpkg", ROADS[1:], layer="links")
    write(network_of.folder / "b.geojson", degrees.tolist(), crs="EPSG:4326")
    lines, said = network_of([{"path": "a.gpkg", "layer": "links"}, "b.geojson"])
    assert lengths(lines) == [300, 500]
    assert said == {}
    with pytest.raises(UnreadableFileError, match=r"a.gpkg: expected one layer; found 2 \(nodes, links\)"):
        network_of("a.gpkg")


def test_what_is_no_line_is_left_out_and_noted(network_of):
    lines, said = network_of(write(network_of.folder / "mixed.geojson", [*ROADS, POINT, FIELD, None]))
    assert lengths(lines) == [300, 500]
    assert said == {
        "network-row-left-out": "3 rows are no lines, or have no length; nobody walks along them."
    }


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (
            [POINT, FIELD],
            r"expected lines under lookups.network; found Point, Polygon. Give a file, or a layer",
        ),
        ([None, None], r"expected lines under lookups.network; the file has no geometry"),
    ],
)
def test_a_file_without_lines_is_refused(network_of, shapes, message):
    with pytest.raises(UnreadableFileError, match=message):
        network_of(write(network_of.folder / "none.geojson", shapes))


def test_a_table_is_refused_and_so_is_a_file_that_is_not_there(network_of):
    write_csv(network_of.folder / "roads.csv", ["name", "class"], [["High Street", "A"]])
    with pytest.raises(UnreadableFileError, match=r"roads.csv: expected lines under lookups.network"):
        network_of("roads.csv")
    with pytest.raises(EstateFileError, match=r"lookup network names nothing.gpkg; there is no such file"):
        network_of("nothing.gpkg")


def test_a_crs_that_is_not_stated_is_asked_for_and_one_that_is_said_counts(network_of):
    write(network_of.folder / "plain.shp", ROADS)
    (network_of.folder / "plain.prj").unlink()
    with pytest.raises(
        UnreadableFileError, match=r'no CRS is stated. Say network = \{ path = "plain.shp", crs'
    ):
        network_of("plain.shp")
    lines, _ = network_of({"path": "plain.shp", "crs": "EPSG:27700"})
    assert lengths(lines) == [300, 500]
    with pytest.raises(UnreadableFileError, match="CRS EPSG:999999 is not known"):
        network_of({"path": "plain.shp", "crs": "EPSG:999999"})


def test_lines_away_from_the_estate_are_noted(network_of):
    outlines = write_outlines(
        network_of.folder / "lad.geojson", {"E08000035": square(430_000, 430_000, 1000)}
    )
    here = write(network_of.folder / "here.gpkg", ROADS)
    away = write(
        network_of.folder / "away.gpkg", [shapely.LineString([(530_000, 180_000), (531_000, 180_000)])]
    )
    authorities = {"authorities": {"path": outlines.name, "code": "LAD20CD"}}
    assert network_of(here, **authorities)[1] == {}
    lines, said = network_of(away, **authorities)
    assert len(lines) == 1
    assert said["network-elsewhere"].startswith(
        "no line is where the estate is: they lie from 530000, 180000 to 531000, 180000;"
    )


def test_a_file_that_is_no_spatial_file_says_so(network_of):
    (network_of.folder / "broken.gpkg").write_bytes(b"no geopackage at all")
    with pytest.raises(UnreadableFileError, match=r"broken.gpkg"):
        network_of("broken.gpkg")
    (network_of.folder / "broken.geojson").write_text(
        json.dumps({"type": "FeatureCollection"}), encoding="utf-8"
    )
    with pytest.raises(UnreadableFileError, match=r"broken.geojson"):
        network_of("broken.geojson")
