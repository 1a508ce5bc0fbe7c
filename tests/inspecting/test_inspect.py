"""Looking at one file: what is said of it is what a run would do."""

from __future__ import annotations

import json
import tomllib
import zipfile

import pytest
from typer.testing import CliRunner

from totalcapital.cli.commands import app
from totalcapital.errors import EstateFileError
from totalcapital.inspecting import data_files, inspect
from totalcapital.project import load_project

TITLED = "\n".join((  # noqa: FLY002 - one line a row reads best
    "Harbourgrove Council property list;;;;;",
    ";;;;;",
    "Asset ID;Property Name;Post Code;Easting;Northing;Colour",
    "1;Café Siân;LS1 3AB;430000;433500;red",
    "2;Elm Depot;LS1 1UR;430400;433300;",
    "3;Ash Yard;rubbish;430900;433100;red",
))  # fmt: skip
pytestmark = pytest.mark.usefixtures("one_door")


def write(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def only(path, **more):
    [inspection] = inspect([path], **more)
    return inspection


def test_a_list_under_a_title_is_described_as_it_would_be_read(tmp_path):
    said = only(write(tmp_path, "list.csv", TITLED, "cp1252")).as_json()
    assert (said["purpose"], said["profile"], said["refused"]) == ("register", None, None)
    assert (said["encoding"], said["separator"], said["heading_row"]) == ("cp1252", ";", 3)
    assert (said["rows"], said["rows_kept"], said["rows_set_aside"]) == (3, 3, 0)
    mapping = {row["heading"]: row for row in said["mapping"]}
    assert {heading: row["column"] for heading, row in mapping.items()} == {
        "Asset ID": "reference",
        "Property Name": "name",
        "Post Code": "postcode",
        "Easting": "x_read",
        "Northing": "y_read",
        "Colour": None,
    }
    assert mapping["Colour"]["samples"] == "red"
    assert mapping["Colour"]["blank_pct"] == pytest.approx(33.3)
    assert mapping["Colour"]["rule"] == "no rule knows it"
    assert "Café Siân" in mapping["Property Name"]["samples"]
    assert said["places"] == {"coordinates": 3}
    [postcode] = [fault for fault in said["faults"] if fault["code"] == "value-not-understood"]
    assert (postcode["count"], postcode["row"], postcode["column"]) == (1, 6, "Post Code")
    assert "rubbish" in postcode["message"]


def test_the_json_of_a_file_has_what_the_design_promises(tmp_path):
    write(tmp_path, "list.csv", TITLED)
    result = CliRunner().invoke(app, ["inspect", str(tmp_path / "list.csv"), "--json"])
    assert result.exit_code == 0, result.output
    [said] = json.loads(result.stdout)
    promised = (
        "path format encoding separator sheet heading_row profile profile_confidence crs rows mapping faults"
    )
    assert set(promised.split()) <= set(said)
    assert {"heading", "column"} <= set(said["mapping"][0])
    assert {"code", "count"} <= set(said["faults"][0])
    assert said["crs"] == "EPSG:27700"


def test_each_way_to_read_the_points_has_its_share(tmp_path):
    rows = ["Ref,Name,Latitude,Longitude", "1,a,53.8,-1.55", "2,b,53.9,-1.5", "3,c,53.7,-1.6", "4,d,0.1,100"]
    inspection = only(write(tmp_path, "points.csv", "\n".join(rows)))
    best = inspection.look.hypotheses[0]
    assert (best.crs, best.is_swapped, best.share_in_country) == ("EPSG:4326", False, 0.75)
    swapped = next(h for h in inspection.look.hypotheses if h.crs == "EPSG:4326" and h.is_swapped)
    assert swapped.share_in_country == 0.0


def test_what_the_coordinate_system_was_taken_from_is_said(tmp_path):
    columns = "Ref,Name,X,Y"
    recognised = only(write(tmp_path, "a.csv", f"{columns}\n1,a,430000,433000\n2,b,430500,433100\n"))
    assert recognised.crs == "EPSG:27700"
    assert "100%" in recognised.crs_why
    stated = only(write(tmp_path, "b.csv", f"{columns},CRS\n1,a,430000,433000,OSGB36\n"))
    assert (stated.crs, stated.crs_why) == ("EPSG:27700", "a column of the file says so")
    none = only(write(tmp_path, "c.csv", "Ref,Name,Postcode\n1,a,LS1 3AB\n"))
    assert (none.crs, none.crs_why) == (None, None)


def test_a_file_whose_axes_are_swapped_gets_the_remedy_in_its_draft(tmp_path):
    rows = ["Ref,Name,Longitude,Latitude", *(f"{n},site {n},53.8{n},-1.5{n}" for n in range(9))]
    inspection = only(write(tmp_path, "points.csv", "\n".join(rows)))
    best = inspection.look.hypotheses[0]
    assert (best.crs, best.is_swapped) == ("EPSG:4326", True)
    assert "# swap_xy = true" in inspection.draft


def test_look_ups_and_outlines_are_told_from_registers(tmp_path):
    write(tmp_path, "a.csv", "Postcode,lat,long\nLS1 3AB,53.8,-1.5\n")
    write(tmp_path, "b.csv", "UPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\n1,430000,433000,53.8,-1.5\n")
    write(tmp_path, "c.csv", '"LS1 3AB",10,430000,433500,"E92000001","","","","E08000035","E05000001"\n')
    write(tmp_path, "d.csv", "Ref,Name,Postcode,lat,long\n1,Oak Library,LS1 3AB,53.8,-1.5\n")
    ring = [[[-1.6, 53.7], [-1.5, 53.7], [-1.5, 53.8], [-1.6, 53.7]]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"Area {n}", "LAD20CD": f"E0800003{n}"},
            "geometry": {"type": "Polygon", "coordinates": ring},
        }
        for n in (5, 6)
    ]
    write(tmp_path, "e.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    found = inspect([tmp_path])
    assert [i.look.purpose for i in found] == ["postcodes", "uprn", "postcodes", "register", "boundaries"]
    assert found[4].look.code_heading == "LAD20CD"
    assert tomllib.loads(found[0].draft) == {"lookups": {"postcodes": "a.csv"}}


def test_a_look_up_as_its_publisher_zips_it_is_one_whatever_its_size(tmp_path):
    rows = "".join(
        f'"LS{n % 90 + 1} {n % 9}A{chr(65 + n % 20)}",10,{430_000 + n},{433_000 + n * 7 % 9999},"E92000001","","","","E08000035","E05000001"\n'
        for n in range(60_000)
    )
    with zipfile.ZipFile(tmp_path / "codepo.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("Doc/licence.txt", "OGL")
        archive.writestr("Data/CSV/ls.csv", rows)
        archive.writestr("Data/CSV/m.csv", rows[:200])
    assert (tmp_path / "codepo.zip").stat().st_size > 2 << 20  # more than is read of a text
    assert only(tmp_path / "codepo.zip").look.purpose == "postcodes"


def test_a_file_that_cannot_be_read_says_why_and_the_others_go_on(tmp_path):
    write(tmp_path, "a.csv", TITLED)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 scan")
    good, bad = inspect([tmp_path])
    assert good.look.refused is None
    assert bad.look.purpose == "unreadable"
    assert (
        bad.look.refused
        == "b.pdf: expected a register; found a PDF document. Ask for the data as CSV or XLSX."
    )
    assert tomllib.loads(bad.draft) == {}


def test_where_no_file_can_be_read_the_command_fails(tmp_path):
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 scan")
    result = CliRunner().invoke(app, ["inspect", str(tmp_path / "b.pdf"), "--json"])
    assert result.exit_code == 2
    assert json.loads(result.stdout)[0]["refused"].startswith("b.pdf: expected a register")
    write(tmp_path, "a.csv", TITLED)
    assert CliRunner().invoke(app, ["inspect", str(tmp_path)]).exit_code == 0


def test_the_draft_of_a_file_reads_it_as_inspect_did(tmp_path):
    inspection = only(write(tmp_path, 'a "b" é.csv', TITLED))
    head = '[estate]\nname = "e"\nas_of = 2026-01-01\n'
    estate = write(tmp_path, "estate.toml", head + inspection.draft)
    project = load_project(estate)
    assert project.registers[0].path == 'a "b" é.csv'
    again = only(tmp_path / 'a "b" é.csv', project=project)
    assert again.as_json()["rows_kept"] == 3
    assert again.as_json()["mapping"] == inspection.as_json()["mapping"]


def test_a_file_of_an_estate_is_read_as_the_estate_says(tmp_path):
    path = write(tmp_path, "list.csv", TITLED)
    text = (
        '[estate]\nname = "e"\nas_of = 2026-01-01\n'
        '[[register]]\nid = "mine"\npath = "list.csv"\ncolumns = { service = "Colour" }\n'
    )
    project = load_project(write(tmp_path, "estate.toml", text))
    mapping = {row["heading"]: row for row in only(path, project=project).as_json()["mapping"]}
    assert (mapping["Colour"]["column"], mapping["Colour"]["rule"]) == ("service", "estate file")


def test_a_file_of_an_estate_is_placed_by_the_look_ups_of_the_estate(tmp_path):
    path = write(tmp_path, "list.csv", "Ref,Name,Postcode,UPRN\n1,a,LS1 3AB,\n2,b,,77\n3,c,,\n")
    write(tmp_path, "p.csv", "Postcode,lat,long\nLS1 3AB,53.8,-1.55\n")
    write(
        tmp_path, "u.csv", "UPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\n77,430000,433000,53.79,-1.54\n"
    )
    text = (
        '[estate]\nname = "e"\nas_of = 2026-01-01\n[lookups]\npostcodes = "p.csv"\nuprn = "u.csv"\n'
        '[[register]]\nid = "mine"\npath = "list.csv"\n'
    )
    project = load_project(write(tmp_path, "estate.toml", text))
    assert only(path, project=project).as_json()["places"] == {"none": 1, "postcode": 1, "uprn": 1}
    assert only(path).as_json()["places"] == {"none": 3}


def test_the_estate_beside_a_file_that_names_it_is_used_unasked(tmp_path):
    write(tmp_path, "list.csv", TITLED)
    write(tmp_path, "other.csv", TITLED)
    text = (
        '[estate]\nname = "e"\nas_of = 2026-01-01\n'
        '[[register]]\nid = "mine"\npath = "list.csv"\ncolumns = { service = "Colour" }\n'
    )
    write(tmp_path, "estate.toml", text)
    colour = {}
    for name in ("list.csv", "other.csv"):
        result = CliRunner().invoke(app, ["inspect", str(tmp_path / name), "--json"])
        mapping = json.loads(result.stdout)[0]["mapping"]
        colour[name] = next(row["column"] for row in mapping if row["heading"] == "Colour")
    assert colour == {"list.csv": "service", "other.csv": None}
    write(tmp_path, "estate.toml", "[estate")
    assert CliRunner().invoke(app, ["inspect", str(tmp_path / "list.csv")]).exit_code == 0


def test_a_register_without_any_way_to_a_place_shows_its_headings_all_the_same(tmp_path):
    inspection = only(write(tmp_path, "r.csv", "Ref,Colour\n1,red\n"))
    assert "none of its headings could give a place" in inspection.look.refused
    assert inspection.look.headings["heading"].tolist() == ["Ref", "Colour"]


def test_a_pattern_stands_for_its_files_where_the_shell_leaves_it_alone(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        write(tmp_path, name, TITLED)
    assert [path.name for path in data_files([tmp_path / "*.csv"])] == ["a.csv", "b.csv"]
    with pytest.raises(EstateFileError, match=r"nothing\.csv: expected a file or folder; there is none"):
        data_files([tmp_path / "nothing.csv"])


def test_several_files_are_a_line_each_and_one_is_in_full(tmp_path):
    write(tmp_path, "a.csv", TITLED)
    write(tmp_path, "b.csv", TITLED)
    several = CliRunner().invoke(app, ["inspect", str(tmp_path)])
    assert several.exit_code == 0
    assert "a.csv" in several.stdout
    assert "Property Name" not in several.stdout
    one = CliRunner().invoke(app, ["inspect", str(tmp_path / "a.csv")])
    assert "Property Name" in one.stdout
    assert "[[register]]" in one.stdout


def test_the_day_in_a_line_above_the_headings_is_suggested(tmp_path):
    text = "Property list as at 31 March 2026,,\n,,\nAsset ID,Property Name,Postcode\n1,Hall,LS1 3AB\n2,Barn,LS1 1UR\n"
    draft = only(write(tmp_path, "list.csv", text)).draft
    assert (
        "# effective_date = 2026-03-31   # a line above the headings says: Property list as at 31 March 2026"
        in draft
    )


def test_a_line_above_the_headings_without_a_day_suggests_none(tmp_path):
    draft = only(write(tmp_path, "list.csv", TITLED)).draft
    assert "# effective_date = 2026-01-31   # the day the file describes; no column says it" in draft


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("lines", [1, 400])
def test_text_in_utf_16_is_looked_at_and_not_refused(tmp_path, encoding, lines):
    rows = "".join(f"{n}\tHall {n}\tLS1 3AB\r\n" for n in range(lines * 10))
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    (tmp_path / "list.txt").write_bytes(
        mark + ("Asset ID\tProperty Name\tPostcode\r\n" + rows).encode(encoding)
    )
    said = only(tmp_path / "list.txt").as_json()
    assert (said["refused"], said["rows_kept"]) == (None, lines * 10)


def test_two_rows_of_headings_are_named_both(tmp_path):
    text = "Ref,Lease,,Site\n,Start,End,Postcode\n1,01/04/2020,31/03/2030,LS1 3AB\n2,01/04/2021,31/03/2031,LS1 1UR\n"
    said = only(write(tmp_path, "list.csv", text)).as_json()
    assert said["heading_row"] == 1
    assert said["heading_why"].endswith("read together with row 2")


def test_a_lease_register_with_start_and_end_is_no_capital_programme(tmp_path):
    text = (
        "Ref,Premises,Postcode,Tenure,Start date,End date\n1,Shop,LS1 3AB,Leasehold,01/04/2020,31/03/2030\n"
    )
    assert only(write(tmp_path, "list.csv", text)).look.purpose == "register"


@pytest.mark.parametrize(
    ("headings", "purpose"),
    [
        ("Ref,Scheme,Postcode,2026/27,2027/28,Total", "capital"),
        ("Scheme,Trust,Postcode,Approved 2026/27,Indicative 2027/28,Total (£000)", "capital"),
        ("Ref,Premises,Postcode,GIA m2,2026/27,Total", "register"),
    ],
)
def test_years_and_their_total_make_a_programme_but_of_buildings_with_their_area(tmp_path, headings, purpose):
    row = ["a", "b", "LS1 3AB", *["5"] * (headings.count(",") - 2)]
    assert only(write(tmp_path, "list.csv", f"{headings}\n{','.join(row)}\n")).look.purpose == purpose


def test_a_programme_of_years_alone_is_one_and_says_how_its_total_is_made(tmp_path):
    text = "Scheme,Postcode,Start on site,2026/27 £k,2027/28 £k\nHall,LS1 3AB,01/04/2026,100,50\n"
    seen = only(write(tmp_path, "list.csv", text))
    rules = {row["heading"]: row["rule"] for row in seen.as_json()["mapping"]}
    assert seen.look.purpose == "capital"
    assert rules["2026/27 £k"] == "money of 2026-27, in thousands"
    assert (
        seen.as_json()["money"] == "2026-27 to 2027-28; read in thousands; 150,000 not known whether approved"
    )
