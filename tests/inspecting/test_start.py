"""From a folder of files to a project that runs."""

from __future__ import annotations

import datetime as dt
import json
import tomllib

import pytest
from typer.testing import CliRunner

from totalcapital.cli.commands import app
from totalcapital.errors import EstateFileError
from totalcapital.project import load_project
from totalcapital.reading import read
from totalcapital.starting import start

DAY = dt.date(2026, 11, 1)
HEAD = "Asset ID,Property Name,Organisation,Post Code,Easting,Northing\n"
#: Hull, as a square of the National Grid about its centre; E06000010 is its code.
HULL = [[[509000, 428500], [511000, 428500], [511000, 430500], [509000, 430500], [509000, 428500]]]
pytestmark = pytest.mark.usefixtures("one_door")


def rows(numbers, *, east=510000, label="Hall"):
    return "".join(
        f"{n},{label} {n},Hull City Council,HU1 {n % 10}AA,{east + n},{429500 + n}\n" for n in numbers
    )


def outlines(folder):
    feature = {
        "type": "Feature",
        "properties": {"LAD20CD": "E06000010", "LAD20NM": "Kingston upon Hull"},
        "geometry": {"type": "Polygon", "coordinates": HULL},
    }
    crs = {"type": "name", "properties": {"name": "EPSG:27700"}}
    text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]})
    (folder / "outlines.geojson").write_text(text, encoding="utf-8")


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "received"
    folder.mkdir()
    (folder / "Council list (final).csv").write_text(HEAD + rows(range(1, 9)), encoding="utf-8")
    return folder


def test_a_folder_of_files_becomes_an_estate_that_reads_as_it_was_looked_at(files, tmp_path):
    (files / "postcodes.csv").write_text("Postcode,lat,long\nHU1 1AA,53.74,-0.33\n", encoding="utf-8")
    outlines(files)
    started = start(tmp_path / "hull", [files], areas=["hull"], as_of=DAY)
    project = load_project(started.estate)
    assert (project.estate.name, project.estate.as_of) == ("Kingston upon Hull public estate", DAY)
    assert (project.estate.programme, project.estate.areas) == ("pathfinders", ("hull",))
    assert (project.estate.boundaries.path, project.estate.boundaries.code) == (
        "lookups/outlines.geojson",
        "LAD20CD",
    )
    assert project.lookups.postcodes in {"lookups/postcodes.csv", ("lookups/postcodes.csv",)}
    [register] = project.registers
    assert (register.id, register.path) == ("council-list-final", "registers/Council list (final).csv")
    assert register.area == "hull"
    assert len(read(project).assets) == 8


def test_files_already_in_the_folder_stay_where_they_are(files):
    (files / "old").mkdir()
    (files / "Council list (final).csv").rename(files / "old" / "list.csv")
    project = load_project(start(files, as_of=DAY).estate)
    assert [register.path for register in project.registers] == ["old/list.csv"]
    assert sorted(path.name for path in files.iterdir()) == ["estate.toml", "old"]


def test_a_register_of_another_place_is_not_given_the_area(files, tmp_path):
    (files / "elsewhere.csv").write_text(
        HEAD + rows(range(1, 9), east=300000, label="Barn"), encoding="utf-8"
    )
    outlines(files)
    project = load_project(start(tmp_path / "hull", [files], areas=["hull"], as_of=DAY).estate)
    assert {r.id: r.area for r in project.registers} == {"council-list-final": "hull", "elsewhere": None}


def test_without_outlines_the_areas_wait_as_a_suggestion_and_the_estate_still_reads(files, tmp_path):
    started = start(tmp_path / "hull", [files], areas=["hull"], as_of=DAY)
    project = load_project(started.estate)
    assert (project.estate.programme, project.estate.areas) == (None, ())
    assert '# areas = ["hull"]' in started.estate.read_text(encoding="utf-8")
    assert any("No file holds outlines of Kingston upon Hull" in remark for remark in started.remarks)
    assert len(read(project).assets) == 8


def test_the_same_file_twice_and_an_earlier_edition_are_used_once(files, tmp_path):
    again = (files / "Council list (final).csv").read_bytes()
    (files / "copy.csv").write_bytes(again)
    (files / "last quarter.csv").write_text(HEAD + rows([1, 2, 3, 4, 90]), encoding="utf-8")
    started = start(tmp_path / "hull", [files], as_of=DAY)
    assert [register.id for register in load_project(started.estate).registers] == ["copy"]
    text = started.estate.read_text(encoding="utf-8")
    assert "Council list (final).csv: the same file as copy.csv." in text
    assert (
        "last quarter.csv: 80% of the records of the shorter of the two (5 and 8) stand in copy.csv too"
        in text
    )


def test_two_bodies_that_both_count_from_one_are_two_registers(files, tmp_path):
    (files / "trust.csv").write_text(HEAD + rows(range(1, 9), label="Clinic"), encoding="utf-8")
    started = start(tmp_path / "hull", [files], as_of=DAY)
    assert [register.id for register in load_project(started.estate).registers] == [
        "council-list-final",
        "trust",
    ]


def test_a_list_that_names_no_agency_is_asked_for_by_name(files, tmp_path):
    (files / "stations.csv").write_text("Ref,Name,Postcode\n1,Oak,HU1 1AA\n", encoding="utf-8")
    started = start(tmp_path / "hull", [files], as_of=DAY)
    [ask] = [remark for remark in started.remarks if remark.startswith("Say whose lists these are")]
    assert "stations" in ask
    assert "council-list-final" not in ask


def test_what_cannot_be_read_is_in_the_estate_file_with_its_reason(files, tmp_path):
    (files / "scan.pdf").write_bytes(b"%PDF-1.7 x")
    started = start(tmp_path / "hull", [files], as_of=DAY)
    text = started.estate.read_text(encoding="utf-8")
    assert "# Not used: scan.pdf\n#   scan.pdf: expected a register; found a PDF document." in text
    assert tomllib.loads(text)["register"][0]["id"] == "council-list-final"


def test_a_parted_shapefile_is_copied_whole(files, tmp_path):
    import geopandas as gpd  # noqa: PLC0415 - only here
    from shapely.geometry import Point  # noqa: PLC0415

    frame = gpd.GeoDataFrame(
        {"ref": ["1"], "name": ["Oak"], "postcode": ["HU1 1AA"]},
        geometry=[Point(510000, 429500)],
        crs="EPSG:27700",
    )
    frame.to_file(files / "land.shp")
    project = load_project(start(tmp_path / "hull", [files], as_of=DAY).estate)
    assert {register.path for register in project.registers} == {
        "registers/Council list (final).csv",
        "registers/land.shp",
    }
    assert len(read(project).assets) == 9


def test_an_estate_is_never_written_over(files):
    start(files, as_of=DAY)
    before = (files / "estate.toml").read_bytes()
    with pytest.raises(EstateFileError, match=r"expected a folder without an estate; it holds estate\.toml"):
        start(files, as_of=DAY)
    assert (files / "estate.toml").read_bytes() == before


def test_nothing_is_made_where_no_file_can_be_read(tmp_path):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 x")
    with pytest.raises(EstateFileError, match=r"found none\.\nscan\.pdf: expected a register; found a PDF"):
        start(tmp_path / "new", [tmp_path / "scan.pdf"], as_of=DAY)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("said", ["E06000010", "kingston upon hull", "kingston-upon-hull"])
def test_an_authority_of_no_programme_is_an_area_of_ones_own(files, tmp_path, said):
    outlines(files)
    (files / "outlines.geojson").write_text(
        (files / "outlines.geojson").read_text().replace("E06000010", "E06009999"), encoding="utf-8"
    )
    project = load_project(
        start(tmp_path / "new", [files], areas=[said.replace("0010", "9999")], as_of=DAY).estate
    )
    [area] = project.areas
    assert (area.id, area.name, area.codes) == ("kingston-upon-hull", "Kingston upon Hull", ("E06009999",))
    assert project.estate.programme is None
    assert project.registers[0].area == "kingston-upon-hull"


def test_a_misspelt_area_is_answered_with_the_right_one(files, tmp_path):
    with pytest.raises(EstateFileError, match=r"--area hampshre: .* Did you mean hampshire\?"):
        start(tmp_path / "new", [files], areas=["hampshre"], as_of=DAY)


def test_the_command_says_what_is_left_to_do(files, tmp_path):
    result = CliRunner().invoke(app, ["init", str(tmp_path / "hull"), str(files), "--area", "hull"])
    assert result.exit_code == 0, result.output
    assert "totalcapital run" in result.stdout
    assert "by its headings" in result.stdout
