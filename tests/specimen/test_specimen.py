from __future__ import annotations

import csv
import gzip
import io
import json
import math
import re
import sqlite3
import struct
import tomllib
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import make_specimen
import pyproj
import pytest
import python_calamine
from shapely.geometry import Point, Polygon, shape

from totalcapital.resources import geodata
from totalcapital.tables.codes import ALIGNMENT_KINDS

FOLDER = geodata("specimen")
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
ESTATE = tomllib.loads((FOLDER / "estate.toml").read_text(encoding="utf-8"))
AREAS = (
    "cambridgeshire",
    "county-durham",
    "hackney",
    "hampshire",
    "hull",
    "leeds-city-region",
    "leicester-and-leicestershire",
    "solihull",
    "swindon",
    "wigan",
    "worcestershire",
)
#: Distance of host and guest in each area, worked out by hand from right-angled triangles.
PAIR_METRES = {
    "cambridgeshire": 130,
    "county-durham": 350,
    "hackney": 150,
    "hampshire": 500,
    "hull": 280,
    "leeds-city-region": 700,
    "leicester-and-leicestershire": 1000,
    "solihull": 800,
    "swindon": 900,
    "wigan": 1500,
    "worcestershire": 1100,
}
to_grid = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True).transform


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return make_specimen.specimen_files()


# --- the files are what the script makes ---


def content(path: str, data: bytes) -> Any:
    """What a file holds, without the bytes that differ between versions of zlib, GDAL and SQLite."""
    if path.endswith(".gz"):
        return gzip.decompress(data)
    if path.endswith((".xlsx", ".ods", ".zip")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}
    if path.endswith(".gpkg"):
        base = sqlite3.connect(":memory:")
        base.deserialize(data)
        rows = base.execute("SELECT * FROM assets ORDER BY 1").fetchall()
        base.close()
        return rows
    return data


def test_the_script_makes_exactly_the_committed_files(made):
    committed = {str(path.relative_to(FOLDER).as_posix()) for path in FOLDER.rglob("*") if path.is_file()}
    assert committed == set(made)


def test_the_script_makes_the_committed_content(made):
    changed = [
        path
        for path, data in made.items()
        if content(path, data) != content(path, (FOLDER / path).read_bytes())
    ]
    assert changed == []


def test_a_second_run_makes_the_same_bytes(made):
    assert make_specimen.specimen_files() == made


def test_the_specimen_is_smaller_than_three_megabytes():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 3_000_000


# --- every register, read here by other means than the script's ---


def rows_of(register: dict[str, Any]) -> list[dict[str, Any]]:
    """The data rows of a register, heading to value; points as ``x`` and ``y`` where they are geometry."""
    path = FOLDER / register["path"]
    data = path.read_bytes()
    if path.suffix in {".csv", ".tsv", ".gz"}:
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode(encoding_of(register, data))
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=register.get("separator", ",")))
    if path.suffix in {".xlsx", ".ods"}:
        return sheet_rows(path, register)
    if path.suffix in {".json", ".geojson", ".geojsonl"}:
        return json_rows(data.decode(), path.suffix)
    return gpkg_rows(data) if path.suffix == ".gpkg" else shapefile_rows(data)


def encoding_of(register: dict[str, Any], data: bytes) -> str:
    if register["id"] == "schools":
        return "cp1252"
    return str(register.get("encoding", "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"))


def sheet_rows(path: Path, register: dict[str, Any]) -> list[dict[str, Any]]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name(register.get("sheet", book.sheet_names[0])).to_python(skip_empty_area=False)
    start = next(number for number, row in enumerate(rows) if sum(bool(cell) for cell in row) > 5)
    return [dict(zip(map(str, rows[start]), row, strict=True)) for row in rows[start + 1 :]]


def json_rows(text: str, suffix: str) -> list[dict[str, Any]]:
    if suffix == ".geojsonl":
        features = [json.loads(line) for line in text.splitlines()]
    else:
        whole = json.loads(text)
        if isinstance(whole, list):
            return whole
        if "estate" in whole:
            return [{**b, "reference": b["id"]} for b in whole["estate"]["buildings"]]
        features = whole["features"]
    return [
        {
            **f["properties"],
            **({"x": (c := shape(f["geometry"]).centroid).x, "y": c.y} if f["geometry"] else {}),
        }
        for f in features
    ]


def gpkg_rows(data: bytes) -> list[dict[str, Any]]:
    base = sqlite3.connect(":memory:")
    base.deserialize(data)
    base.row_factory = sqlite3.Row
    rows = [dict(row) for row in base.execute("SELECT * FROM assets ORDER BY 1")]
    base.close()
    return rows


def shapefile_rows(data: bytes) -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        table, shapes = archive.read("assets.dbf"), archive.read("assets.shp")
    count, start, size = struct.unpack("<IHH", table[4:12])
    fields = [
        (table[at : at + 11].split(b"\0")[0].decode(), table[at + 16]) for at in range(32, start - 1, 32)
    ]
    rows, place = [], 100
    for number in range(count):
        at = start + number * size + 1
        row: dict[str, Any] = {}
        for name, width in fields:
            row[name], at = table[at : at + width].decode().strip(), at + width
        words, kind = struct.unpack(">i", shapes[place + 4 : place + 8])[0], shapes[place + 8]
        if kind == 1:
            row["x"], row["y"] = struct.unpack("<dd", shapes[place + 12 : place + 28])
        rows.append(row)
        place += 8 + words * 2
    return rows


REGISTERS = {register["id"]: register for register in ESTATE["register"]}


@pytest.mark.parametrize("register_id", REGISTERS)
def test_each_register_has_a_row_for_every_record_and_for_every_planted_row_besides(register_id):
    said = TRUTH["registers"][register_id]
    blank = 0 if REGISTERS[register_id]["path"].endswith((".csv", ".tsv", ".gz")) else said["blank_rows"]
    rows = rows_of(REGISTERS[register_id])
    full = [row for row in rows if any(value not in {None, ""} for value in row.values())]
    assert len(full) == said["records"] + said["twin_rows"] + said["totals_rows"]
    assert len(rows) - len(full) in {blank, said["blank_rows"]}


def test_about_three_thousand_records_stand_in_the_eleven_areas():
    assert tuple(TRUTH["records_by_area"]) == AREAS
    assert sum(register["records"] for register in TRUTH["registers"].values()) == TRUTH["records"]
    assert 2_800 <= TRUTH["records"] <= 3_400
    assert min(TRUTH["records_by_area"].values()) >= 100


def test_at_least_a_dozen_agencies_in_at_least_five_formats_are_there():
    endings = {"".join(Path(register["path"]).suffixes) for register in ESTATE["register"]}
    assert endings >= {
        ".csv",
        ".tsv",
        ".xlsx",
        ".ods",
        ".json",
        ".geojson",
        ".geojsonl",
        ".gpkg",
        ".zip",
        ".csv.gz",
    }
    bodies = {
        entry["agency"] for kind in TRUTH["planted"].values() for case in kind for entry in case["records"]
    }
    assert len(bodies) >= 40


def test_every_register_says_its_date_and_licence_and_the_estate_says_it_is_invented():
    for entry in (*ESTATE["register"], *ESTATE["capital"]):
        assert entry["licence"] == "Invented data, free to use"
        assert entry["effective_date"].isoformat() == "2026-09-30"
    assert ESTATE["estate"]["notice"] == "Invented data: no real property, agency stake or project is shown"
    assert ESTATE["estate"]["as_of"].isoformat() == "2026-11-01"


# --- outlines ---


@pytest.mark.parametrize("area", AREAS)
def test_each_outline_is_a_valid_hand_drawn_one_of_at_most_forty_corners(area):
    feature = json.loads((FOLDER / f"outlines/{area}.geojson").read_text(encoding="utf-8"))["features"][0]
    assert feature["properties"]["label"] == "not the legal boundary"
    outline = shape(feature["geometry"])
    assert outline.is_valid
    assert len(outline.exterior.coords) - 1 <= 40
    step = 0.005 if area == "hackney" else 0.01
    for number in (value for corner in outline.exterior.coords for value in corner):
        assert math.isclose(number / step, round(number / step), abs_tol=1e-6)


@pytest.mark.real
@pytest.mark.parametrize("area", AREAS)
def test_each_outline_covers_three_quarters_of_the_true_area_and_little_else(area, real_reference):
    true = true_outline(real_reference, area)
    drawn = shape(json.loads((FOLDER / f"outlines/{area}.geojson").read_text())["features"][0]["geometry"])
    assert drawn.intersection(true).area / drawn.union(true).area > 0.75


def true_outline(folder: Path, area: str) -> Any:
    programme = tomllib.loads(geodata("programmes", "pathfinders.toml").read_text(encoding="utf-8"))
    codes = next(set(a["footprint"][-1]["codes"]) for a in programme["area"] if a["id"] == area)
    parts = []
    for line in (folder / "lad20_england.geojsonl").read_text(encoding="utf-8").splitlines():
        feature = json.loads(line)
        if feature["properties"]["lad20cd"] in codes:
            parts.append(shape(feature["geometry"]).buffer(0))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.union(part)
    return whole


@pytest.fixture
def real_reference(pytestconfig: pytest.Config) -> Path:
    return real_data(pytestconfig) / "reference"


def real_data(pytestconfig: pytest.Config) -> Path:
    import os  # noqa: PLC0415 - only where the real data is asked for

    folder = Path(os.environ.get("TOTALCAPITAL_REAL_DATA", pytestconfig.rootpath.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the real registers are not here: set TOTALCAPITAL_REAL_DATA")
    return folder


# --- what is invented is seen to be ---


def every_postcode() -> set[str]:
    with (FOLDER / "lookups/postcodes.csv").open(encoding="utf-8", newline="") as stream:
        return {row["Postcode"] for row in csv.DictReader(stream)}


@pytest.mark.real
def test_no_postcode_of_the_specimen_was_ever_in_use(real_reference):
    with gzip.open(real_reference / "postcodes_uk_2025.csv.gz", "rt", encoding="utf-8") as stream:
        real = {line.split(",")[0].replace(" ", "") for line in stream}
    assert {code for code in every_postcode() if code.replace(" ", "") in real} == set()


@pytest.mark.real
def test_no_agency_of_the_specimen_bears_the_name_of_a_real_public_body(real_reference):
    with (real_reference / "la-reference/organisation.csv").open(encoding="utf-8") as stream:
        real = {row["name"].casefold() for row in csv.DictReader(stream)}
    bodies = {
        entry["agency"] for kind in TRUTH["planted"].values() for case in kind for entry in case["records"]
    }
    assert {body for body in bodies if body.casefold() in real} == set()


def test_every_uprn_is_of_a_range_that_is_not_given_out():
    uprns = [entry["uprn"] for case in TRUTH["planted"]["colocation-pair"] for entry in case["records"]]
    uprns += [entry["uprn"] for entry in TRUTH["vacant_buildings"] if "uprn" in entry]
    assert all(re.fullmatch(r"99\d{10}", uprn) for uprn in uprns)


def test_a_withheld_name_is_the_name_of_nothing_else():
    names = [
        str(
            row.get(register.get("columns", {}).get("name", "PropertyName"), row.get("EstablishmentName", ""))
        )
        for register in REGISTERS.values()
        for row in rows_of(register)
    ]
    for entry in (*TRUTH["withheld"], *TRUTH["vacant_buildings"]):
        assert sum(entry["name"] in name for name in names) == 1


# --- planted cases stand in the files as the truth says ---


def heading_of(register: dict[str, Any], column: str, otherwise: str) -> str:
    return str(register.get("columns", {}).get(column, otherwise))


def row_of(asset_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    register_id, reference = asset_id.split(":", 1)
    register = REGISTERS[register_id]
    heading = heading_of(register, "reference", "URN" if register_id == "schools" else "AssetCode")
    found = [row for row in rows_of(register) if str(row[heading]) == reference]
    assert len(found) == 1
    return register, found[0]


def metres(asset_id: str) -> tuple[float, float]:
    register, row = row_of(asset_id)
    if wkt := row.get("WKT"):
        ring = [
            tuple(map(float, pair.split())) for pair in wkt.removeprefix("POLYGON ((").rstrip(")").split(", ")
        ]
        middle = Polygon(ring).centroid
        return middle.x, middle.y
    x, y = row.get("x"), row.get("y")
    if x is None or y is None:
        x, y = row[heading_of(register, "x_read", "GeoX")], row[heading_of(register, "y_read", "GeoY")]
    return to_grid(float(x), float(y)) if abs(float(x)) < 10 else (float(x), float(y))


@pytest.mark.parametrize("area", AREAS)
def test_each_colocation_pair_stands_as_far_apart_as_planted(area):
    case = next(case for case in TRUTH["planted"]["colocation-pair"] if case["area_id"] == area)
    assert case["between_points_m"] == PAIR_METRES[area]
    assert case["is_candidate"] == (PAIR_METRES[area] <= 1_200)
    assert math.dist(metres(case["host"]), metres(case["guest"])) == pytest.approx(PAIR_METRES[area], abs=8)


def test_distance_is_from_the_edge_where_the_host_is_drawn_as_a_shape():
    # The host in Solihull is a rectangle 62 m by 42 m; from its corner the guest is 480 - 31 m east, 640 - 21 m north.
    case = next(case for case in TRUTH["planted"]["colocation-pair"] if case["area_id"] == "solihull")
    assert case["distance_m"] == pytest.approx(math.hypot(480 - 31, 640 - 21), abs=0.05)
    others = [case for case in TRUTH["planted"]["colocation-pair"] if case["area_id"] != "solihull"]
    assert all(case["distance_m"] == PAIR_METRES[case["area_id"]] for case in others)


@pytest.mark.parametrize("area", AREAS)
def test_the_host_has_forty_square_metres_for_each_of_its_staff(area):
    case = next(case for case in TRUTH["planted"]["colocation-pair"] if case["area_id"] == area)
    register, row = row_of(case["host"])
    floor, staff = (
        heading_of(register, "floor_area_m2", "BuildingSize"),
        heading_of(register, "staff_fte", "StaffFTE"),
    )
    assert float(row[floor]) / float(row[staff]) == 40


@pytest.mark.parametrize("area", AREAS)
def test_both_records_of_a_shared_site_carry_one_uprn(area):
    case = next(case for case in TRUTH["planted"]["shared-site-by-uprn"] if case["area_id"] == area)
    found = []
    for entry in case["records"]:
        register, row = row_of(entry["asset_id"])
        found.append(str(row[heading_of(register, "uprn", "UPRN")]))
    assert found[0] == found[1] != ""
    assert case["records"][0]["agency"] != case["records"][1]["agency"]


@pytest.mark.parametrize("area", AREAS)
def test_every_planted_place_is_inside_its_area(area):
    feature = json.loads((FOLDER / f"outlines/{area}.geojson").read_text(encoding="utf-8"))["features"][0]
    outline = Polygon([to_grid(x, y) for x, y in feature["geometry"]["coordinates"][0]])
    for case in TRUTH["planted"]["colocation-pair"]:
        if case["area_id"] == area:
            assert all(outline.contains(Point(metres(case[end]))) for end in ("host", "guest"))


def test_restricted_and_secret_records_and_a_refuge_are_among_them():
    kinds = {(entry["sensitivity"], entry["service"]) for entry in TRUTH["withheld"]}
    assert ("restricted", "childrens-home") in kinds
    assert ("secret", "refuge") in kinds
    assert ("secret", "office") in kinds


def test_a_vacant_building_under_the_transparency_code_keeps_its_street_and_point_to_itself():
    seen = 0
    for entry in TRUTH["vacant_buildings"]:
        if REGISTERS[entry["register_id"]].get("profile") == "transparency-code":
            _, row = row_of(entry["asset_id"])
            assert row["GeoX"] == row["StreetName"] == ""
            assert re.fullmatch(r"[A-Z]{1,2}\d{1,2}", row["PostCode"])
            seen += 1
    assert seen >= 2


TEXT_FAULTS = [
    fault
    for fault in TRUTH["faults"]
    if fault["file"].endswith((".csv", ".tsv")) and fault["kind"] != "blank-row"
]


@pytest.mark.parametrize(
    "fault", TEXT_FAULTS, ids=lambda fault: f"{fault['register_id']}-{fault['source_row']}"
)
def test_each_fault_stands_in_the_row_the_truth_names(fault):
    register = REGISTERS[fault["register_id"]]
    row = rows_of_with_blank(register)[fault["source_row"] - 2]
    heading = heading_of(register, "reference", "URN" if register["id"] == "schools" else "AssetCode")
    assert row[heading] == str(fault["reference"])
    expected = {"scientific-uprn": "9.9E+11", "not-a-number": "ask finance", "not-an-area": "see plan",
                "bad-date": "31/02/2031", "negative-area": "-450", "zero-easting": "0"}  # fmt: skip
    if fault["kind"] in expected:
        assert row[fault["column"]] == expected[fault["kind"]]


def rows_of_with_blank(register: dict[str, Any]) -> list[dict[str, Any]]:
    data = (FOLDER / register["path"]).read_bytes()
    text = data.decode(encoding_of(register, data))
    heading, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=register.get("separator", ","))
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_the_truth_also_names_the_line_where_a_cell_with_a_line_break_comes_before():
    for fault in TRUTH["faults"]:
        if fault["kind"] == "no-break-space":
            data = (FOLDER / fault["file"]).read_bytes().decode("cp1252")
            assert data.split("\n")[fault["source_line"] - 1].startswith(f"{fault['reference']};")
            assert fault["source_line"] >= fault["source_row"]


def test_the_planted_faults_are_of_at_least_fifteen_kinds():
    assert len({fault["kind"] for fault in TRUTH["faults"]}) >= 15


# --- capital ---


def test_every_pathfinder_area_has_projects_that_meet_and_one_on_a_surplus_office():
    for kind in ("combine", "spend-then-sell"):
        assert {case["area_id"] for case in TRUTH["capital"] if case["kind"] == kind} == set(AREAS)


def test_every_kind_of_meeting_is_planted_twice_and_beside_each_stand_cases_that_just_miss():
    kinds = Counter(case["kind"] for case in TRUTH["capital"])
    assert min(kinds[kind] for kind in ALIGNMENT_KINDS) >= 2
    assert kinds[None] >= 14


def test_money_on_a_surplus_office_is_on_the_uprn_of_that_office():
    with (FOLDER / "capital/council-projects.csv").open(encoding="utf-8", newline="") as stream:
        schemes = {row["Scheme ref"]: row for row in csv.DictReader(stream)}
    for case in TRUTH["capital"]:
        if case["kind"] == "spend-then-sell" and case["projects"][0].startswith("council-capital:"):
            scheme = schemes[case["projects"][0].split(":")[1]]
            office = next(c for c in TRUTH["planted"]["declared-surplus"] if c["area_id"] == case["area_id"])
            assert scheme["UPRN"] == office["records"][0]["uprn"]
            assert int(scheme["2026/27 approved"]) + int(scheme["2027/28 approved"]) == 600


# --- the small one ---


def test_the_small_estate_has_about_a_hundred_rows_of_two_agencies_in_one_outline():
    small = tomllib.loads((FOLDER / "first/estate.toml").read_text(encoding="utf-8"))
    truth = json.loads((FOLDER / "first/truth.json").read_text(encoding="utf-8"))
    rows = {}
    for register in small["register"]:
        with (FOLDER / "first" / register["path"]).open(encoding="utf-8", newline="") as stream:
            rows[register["id"]] = len(list(csv.DictReader(stream)))
    assert rows == truth["records"]
    assert 90 <= sum(rows.values()) <= 115
    assert len(rows) == 2
    assert len(small["area"]) == 1
    assert len(truth["unlocated"]) == 3


# --- neighbourhoods ---


def test_neighbourhoods_have_invented_codes_one_square_each_and_their_residents_and_deciles():
    read = json.loads((FOLDER / "lookups/neighbourhoods.geojson").read_text(encoding="utf-8"))
    codes = [one["properties"]["LSOA21CD"] for one in read["features"]]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"E0199\d{4}", code) for code in codes)
    for name, least, most in (("residents", 1, 5000), ("deprivation", 1, 10)):
        with (FOLDER / f"lookups/{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = [list(row.values()) for row in csv.DictReader(stream)]
        assert [code for code, _ in rows] == codes
        assert all(least <= int(value) <= most for _, value in rows)
    to_metres = [to_grid(*shape(one["geometry"]).centroid.coords[0]) for one in read["features"]]
    assert len({(east // 1000, north // 1000) for east, north in to_metres}) == len(codes)
