"""Areas of every kind: told by their codes, found through changes of codes, made of smaller ones."""

from __future__ import annotations

import json
import math
import re

import pyproj
import pytest
import shapely
from estates import load, square, write_csv, write_outlines

from totalcapital.code_changes import load_changes, resolve
from totalcapital.errors import EstateFileError, UnreadableFileError
from totalcapital.issues import IssueLog
from totalcapital.reading.areas.areas import read_areas
from totalcapital.reading.areas.columns import code_columns
from totalcapital.reading.raw import RawTable

WEST, EAST = square(430_000, 430_000, 1000), square(431_000, 430_000, 1000)
LEEDS, BRADFORD = "E08000035", "E08000032"


@pytest.fixture
def areas_of(tmp_path, door):
    """A function: sections of an estate file to its areas by id, and what was said of them."""
    write_csv(tmp_path / "r.csv", ["Name", "Easting", "Northing"], [["A", "430100", "430100"]])

    def read(**sections):
        project = load(tmp_path, registers=[{"id": "r", "path": "r.csv"}], **sections)
        log = IssueLog()
        areas = read_areas(project, door, log=log)
        issues = log.table()
        return areas.set_index("area_id"), dict(zip(issues["code"], issues["message"], strict=True))

    read.folder = tmp_path
    return read


def lads(folder, boxes, *, name="lad.geojson", **more):
    write_outlines(folder / name, boxes, **more)
    return {"path": name, "code": "LAD20CD"}


@pytest.mark.parametrize(
    ("heading", "kind", "year"),
    [
        ("WD13CD", "ward", 2013), ("wd24_code", "ward", 2024), ("ward24_code", "ward", 2024),
        ("lsoa21_code", "lsoa", 2021), ("LSOA11CD", "lsoa", 2011), ("lsoacd", "lsoa", None),
        ("lad20cd", "authority", 2020), ("ltla24_code", "authority", 2024), ("LTLA2024 CD", "authority", 2024),
        ("pfa20_code", "police", 2020), ("FRA24CD", "fire", 2024), ("RGN22CD", "region", 2022),
        ("utla23_code", "county", 2023), ("CTYUA23CD", "county", 2023),
    ],
)  # fmt: skip
def test_a_column_of_codes_is_told_by_its_form_whatever_its_case(heading, kind, year):
    raw = RawTable(["x", heading], [["1"], ["2"]], [1], 1, 1)
    assert [(one.kind, one.year) for one in code_columns(raw)] == [(kind, year)]


def test_a_column_under_any_other_heading_is_told_by_its_values():
    raw = RawTable(["reference", "name"], [[LEEDS, BRADFORD], ["a", "b"]], [1, 2], 2, 2)
    assert [(one.heading, one.kind, one.year) for one in code_columns(raw)] == [
        ("reference", "authority", None)
    ]


def test_every_file_of_a_folder_is_read_and_notes_beside_them_are_passed_over(areas_of):
    folder = areas_of.folder / "wards"
    folder.mkdir()
    write_outlines(folder / "a.json", {"E05000001": WEST}, code="WD13CD", name="WD13NM")
    write_outlines(folder / "b.json", {"E05000002": EAST}, code="wd13cd", name="wd13nm")
    (folder / "licence.md").write_text("the licence", encoding="utf-8")
    areas, _ = areas_of(lookups={"wards": "wards"})
    assert areas["kind"].to_dict() == {"E05000001": "ward", "E05000002": "ward"}
    assert areas["name"]["E05000002"] == "Area E05000002"


def test_broken_files_of_a_folder_are_all_named(areas_of):
    folder = areas_of.folder / "wards"
    folder.mkdir()
    write_outlines(folder / "a.json", {"E05000001": WEST}, code="WD13CD")
    for name in ("b.json", "c.json"):
        (folder / name).write_text('{"type": "FeatureCollection", "features": [', encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"wards/b\.json(.|\n)*wards/c\.json"):
        areas_of(lookups={"wards": "wards"})


def test_wards_of_two_years_are_refused_since_a_place_would_stand_in_two(areas_of):
    write_outlines(areas_of.folder / "a.json", {"E05000001": WEST}, code="WD13CD")
    write_outlines(areas_of.folder / "b.json", {"E05000002": WEST}, code="WD24CD")
    with pytest.raises(
        EstateFileError, match=r"wards: expected outlines of one year; found 2013 \(a.json\), 2024"
    ):
        areas_of(lookups={"wards": ["a.json", "b.json"]})


def test_a_file_without_codes_of_the_kind_is_refused_with_its_headings(areas_of):
    write_outlines(areas_of.folder / "a.json", {"one": WEST}, code="ref", name="label")
    with pytest.raises(
        EstateFileError, match=r"expected a column of codes of the kind ward .* the file has ref, label"
    ):
        areas_of(lookups={"wards": "a.json"})
    areas, _ = areas_of(lookups={"wards": {"path": "a.json", "code": "REF", "name": "label"}})
    assert areas["name"].to_dict() == {"one": "Area one"}


def test_outlines_in_another_system_come_to_the_same_place(areas_of):
    to_degrees = pyproj.Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    ring = [[list(to_degrees.transform(x, y)) for x, y in WEST[0]]]
    write_outlines(areas_of.folder / "a.json", {"E01000001": ring}, code="lsoa21_code", crs=4326)
    areas, _ = areas_of(lookups={"lsoas": "a.json"})
    shape = areas.geometry["E01000001"]
    assert shapely.hausdorff_distance(shape, shapely.Polygon(WEST[0])) < 10  # PROJ without its grid: 5 m


def test_fire_areas_are_made_of_authorities_by_a_look_up(areas_of):
    write_csv(
        areas_of.folder / "fra.csv",
        ["ltla24_name", "ltla24_code", "fra24_name", "fra24_code"],
        [["Leeds", LEEDS, "West Yorkshire", "E31000042"], ["Bradford", BRADFORD, "West Yorkshire", "E31000042"],
         ["York", "E06000014", "North Yorkshire", "E31000027"]],
    )  # fmt: skip
    boundaries = lads(areas_of.folder, {LEEDS: WEST, BRADFORD: EAST})
    areas, said = areas_of(estate={"boundaries": boundaries}, lookups={"fire_areas": "fra.csv"})
    assert areas.loc["E31000042", ["kind", "name"]].tolist() == ["fire", "West Yorkshire"]
    assert areas.geometry["E31000042"].equals(shapely.box(430_000, 430_000, 432_000, 431_000))
    assert "E31000027" not in areas.index
    assert "1 of the 3 it names have no outline" in said["areas-built"]


def test_an_upper_tier_that_is_the_authority_itself_is_no_area_twice(areas_of):
    write_csv(
        areas_of.folder / "utla.csv", ["ltla23_code", "utla23_code", "utla23_name"],
        [[LEEDS, LEEDS, "Leeds"], ["E07000008", "E10000003", "Cambridgeshire"]],
    )  # fmt: skip
    boundaries = lads(areas_of.folder, {LEEDS: WEST, "E07000008": EAST})
    areas, _ = areas_of(estate={"boundaries": boundaries}, lookups={"counties": "utla.csv"})
    assert areas["kind"].to_dict() == {LEEDS: "authority", "E07000008": "authority", "E10000003": "county"}


def test_boundaries_and_authorities_are_one_thing(areas_of):
    boundaries = lads(areas_of.folder, {LEEDS: WEST})
    with pytest.raises(EstateFileError, match=r"are the same thing. Give one of them"):
        areas_of(estate={"boundaries": boundaries}, lookups={"authorities": "lad.geojson"})


@pytest.mark.parametrize(
    ("asked", "held"), [("E08000038", "E08000016"), ("E08000016", "E08000038"), ("E08000020", "E08000037")]
)
def test_an_area_under_another_code_of_its_own_is_found_and_said(areas_of, asked, held):
    boundaries = lads(areas_of.folder, {held: WEST, LEEDS: EAST})
    own = {"id": "town", "name": "The town", "codes": [asked]}
    areas, said = areas_of(estate={"boundaries": boundaries}, areas=[own])
    assert areas.geometry["town"].equals(shapely.Polygon(WEST[0]))
    assert f"{asked} and {held}: one area" in said["area-recoded"]


def test_a_district_that_was_merged_is_never_the_larger_area_it_is_part_of(areas_of):
    boundaries = lads(areas_of.folder, {"E06000065": WEST, LEEDS: EAST})
    own = {"id": "craven", "name": "Craven", "codes": ["E07000163"]}
    message = (
        r"Craven \(E07000163\) became part of North Yorkshire \(E06000065\) on 2023-04-01, which is larger"
    )
    with pytest.raises(EstateFileError, match=message):
        areas_of(estate={"boundaries": boundaries}, areas=[own])
    areas, said = areas_of(estate={"boundaries": boundaries}, areas=[{**own, "codes": ["E07000163", LEEDS]}])
    assert areas.geometry["craven"].equals(shapely.Polygon(EAST[0]))
    assert re.search(message, said["area-incomplete"])


def test_a_new_authority_is_built_from_the_districts_it_was_made_of(areas_of):
    first, second = square(430_000, 430_000, 1000), square(431_000, 430_000, 1000)
    boundaries = lads(areas_of.folder, {"E07000205": first, "E07000206": second})
    own = {"id": "east-suffolk", "name": "East Suffolk", "codes": ["E07000244"]}
    areas, said = areas_of(estate={"boundaries": boundaries}, areas=[own])
    assert areas.geometry["east-suffolk"].equals(shapely.box(430_000, 430_000, 432_000, 431_000))
    assert "built from E07000205, E07000206" in said["area-from-predecessors"]


def test_a_new_authority_of_which_one_district_is_missing_is_not_built():
    assert resolve("E07000244", {"E07000205"}).parts == ()


def test_changes_follow_one_another():
    eldest = {"E07000187", "E07000188", "E07000189", "E07000190", "E07000191"}
    assert set(resolve("E06000066", eldest).parts) == eldest


def test_the_list_of_changes_names_each_code_once_on_each_side():
    old = [code for one in load_changes() for code in one.old]
    assert len(old) == len(set(old))
    assert len({one.new for one in load_changes()}) == len(load_changes())
    assert all(re.fullmatch(r"E0[6-9]\d{6}", code) for code in [*old, *(one.new for one in load_changes())])
    assert all(len(one.old) == 1 for one in load_changes() if one.kind == "recoded")


def lsoas(folder, codes, *, width=100):
    """Write LSOAs of 2021 side by side, each ``width`` by 1000 metres."""
    boxes = {code: square(430_000 + n * width, 430_000, width, height=1000) for n, code in enumerate(codes)}
    write_outlines(folder / "lsoa.json", boxes, code="LSOA21CD", name="LSOA21NM")


def test_deprivation_comes_through_the_change_of_codes(areas_of):
    """a is the same; b and c are halves of one; d was two alike, e two unlike, f two of which one is not known."""
    codes = ["E0100000" + n for n in "123456"]
    a, b, c, d, e, f = codes
    lsoas(areas_of.folder, codes)
    pairs = [(a, a), ("E01000012", b), ("E01000012", c), ("E01000013", d), ("E01000014", d), ("E01000015", e),
             ("E01000016", e), ("E01000017", f), ("E01000018", f)]  # fmt: skip
    write_csv(areas_of.folder / "changes.csv", ["LSOA11CD", "LSOA21CD"], pairs)
    deciles = [(a, 1), ("E01000012", 2), ("E01000013", 3), ("E01000014", 3), ("E01000015", 4), ("E01000016", 5),
               ("E01000017", 6)]  # fmt: skip
    write_csv(
        areas_of.folder / "imd.csv", ["lsoa11_code", "index_of_multiple_deprivation_imd_decile", "income_decile"],
        [[code, decile, 9] for code, decile in deciles],
    )  # fmt: skip
    areas, said = areas_of(lookups={"lsoas": "lsoa.json", "imd": "imd.csv", "code_changes": "changes.csv"})
    assert areas["imd_decile"].dropna().to_dict() == {a: 1, b: 2, c: 2, d: 3}
    words = said["figures-by-code-change"]
    assert "1 are the same, 2 are parts of one that was divided, 3 are made of several" in words
    assert "2 made of several whose deciles differ or are not all known" in words
    write_csv(areas_of.folder / "changes.csv", ["LSOA11CD", "LSOA21CD"], pairs[::-1])
    again, _ = areas_of(lookups={"lsoas": "lsoa.json", "imd": "imd.csv", "code_changes": "changes.csv"})
    assert again["imd_decile"].equals(areas["imd_decile"])


def test_without_a_look_up_figures_of_another_year_count_where_the_code_is_the_same(areas_of):
    lsoas(areas_of.folder, ["E01000001", "E01000002"])
    write_csv(
        areas_of.folder / "imd.csv", ["LSOA11CD", "IMD decile"], [["E01000001", "7"], ["E01000009", "8"]]
    )
    areas, said = areas_of(lookups={"lsoas": "lsoa.json", "imd": "imd.csv"})
    assert areas["imd_decile"].dropna().to_dict() == {"E01000001": 7}
    assert "1 whose code is not among them are not known" in said["figures-by-code-change"]


def test_residents_of_one_that_was_divided_are_not_shared_out(areas_of):
    a, b, c, d = (f"E0100000{n}" for n in "1234")
    lsoas(areas_of.folder, [a, b, c, d])
    pairs = [("E01000011", a), ("E01000011", b), ("E01000012", c), ("E01000013", c), ("E01000014", d)]
    pairs += [("E01000015", d)]  # of the two that d is made of, one is not in the file of residents
    write_csv(areas_of.folder / "changes.csv", ["LSOA11CD", "LSOA21CD"], pairs)
    people = [["E01000011", "1,500"], ["E01000012", "700"], ["E01000013", "800"], ["E01000014", "9"]]
    write_csv(areas_of.folder / "people.csv", ["LSOA11CD", "Population"], people)
    given = {"lsoas": "lsoa.json", "population": "people.csv", "code_changes": "changes.csv"}
    areas, _ = areas_of(lookups=given)
    assert areas["population_count"].dropna().to_dict() == {c: 1500}


def test_an_area_has_the_residents_of_its_neighbourhoods_or_none_where_one_is_not_known(areas_of):
    west = [f"E0100000{n}" for n in range(10)]
    east = [f"E0100001{n}" for n in range(10)]
    lsoas(areas_of.folder, [*west, *east])
    boundaries = lads(areas_of.folder, {LEEDS: WEST, BRADFORD: EAST})
    people = [[code, 100] for code in west] + [[code, 200] for code in east[:-1]]
    write_csv(areas_of.folder / "people.csv", ["lsoacd", "population"], people)
    own = [{"id": "both", "name": "Both", "codes": [LEEDS, BRADFORD]},
           {"id": "near", "name": "Near", "around": [430_500, 430_500], "radius_m": 100}]  # fmt: skip
    given = {"lsoas": "lsoa.json", "population": "people.csv"}
    areas, _ = areas_of(estate={"boundaries": boundaries}, areas=own, lookups=given)
    people = areas["population_count"].dropna().drop([*west, *east], errors="ignore").to_dict()
    # The circle reaches from 430,400 to 430,600: the middles 430,450 and 430,550 are in it.
    assert people == {LEEDS: 1000, "near": 200}


def test_an_area_that_the_neighbourhoods_given_do_not_cover_has_no_sum(areas_of):
    lsoas(areas_of.folder, [f"E0100000{n}" for n in range(8)])
    boundaries = lads(areas_of.folder, {LEEDS: WEST})
    write_csv(areas_of.folder / "p.csv", ["lsoacd", "population"], [[f"E0100000{n}", 100] for n in range(8)])
    given = {"lsoas": "lsoa.json", "population": "p.csv"}
    areas, _ = areas_of(estate={"boundaries": boundaries}, lookups=given)
    assert areas["population_count"].isna()[LEEDS]


def test_a_neighbourhood_is_in_the_authority_its_look_up_names_before_its_middle(areas_of):
    lsoas(areas_of.folder, ["E01000001", "E01000002"], width=1000)
    boundaries = lads(areas_of.folder, {LEEDS: WEST, BRADFORD: EAST})
    write_csv(areas_of.folder / "p.csv", ["lsoacd", "population"], [["E01000001", 100], ["E01000002", 20]])
    ties = [["E01000001", BRADFORD], ["E01000002", LEEDS]]
    write_csv(areas_of.folder / "ties.csv", ["lsoa21_code", "ltla24_code"], ties)
    given = {"lsoas": ["lsoa.json", "ties.csv"], "population": "p.csv"}
    areas, _ = areas_of(estate={"boundaries": boundaries}, lookups=given)
    assert areas["population_count"][[LEEDS, BRADFORD]].tolist() == [20, 100]


@pytest.mark.parametrize(
    ("heads", "rows", "key", "message"),
    [
        (["lsoacd", "age", "population"], [["E01000001", "0-15", "1"], ["E01000001", "16-", "2"]], "population", "E01000001 stands 2 times"),
        (["lsoacd", "IMD rank"], [["E01000001", "1"]], "imd", "expected a column of deciles .* lsoacd, IMD rank"),
        (["lsoacd", "name"], [["E01000001", "1"]], "population", "expected a column of residents"),
        (["code", "imd decile"], [["x", "1"]], "imd", "expected one column of LSOA codes"),
    ],
)  # fmt: skip
def test_figures_that_cannot_be_told_are_refused(areas_of, heads, rows, key, message):
    lsoas(areas_of.folder, ["E01000001"])
    write_csv(areas_of.folder / "f.csv", heads, rows)
    with pytest.raises(EstateFileError, match=message):
        areas_of(lookups={"lsoas": "lsoa.json", key: "f.csv"})


def test_figures_without_neighbourhoods_are_refused(areas_of):
    write_csv(areas_of.folder / "f.csv", ["lsoacd", "population"], [["E01000001", "1"]])
    with pytest.raises(EstateFileError, match=r"expected their outlines. Give lookups\.lsoas"):
        areas_of(lookups={"population": "f.csv"})


def test_a_figure_that_is_none_is_not_known_and_said(areas_of):
    lsoas(areas_of.folder, ["E01000001", "E01000002"])
    write_csv(
        areas_of.folder / "imd.csv", ["lsoa21_code", "imd_decile"], [["E01000001", "11"], ["E01000002", "10"]]
    )
    areas, said = areas_of(lookups={"lsoas": "lsoa.json", "imd": "imd.csv"})
    assert areas["imd_decile"].dropna().to_dict() == {"E01000002": 10}
    assert "1 values of imd_decile are no deciles from 1 to 10" in said["value-not-understood"]


def test_a_circle_round_a_postcode_is_as_good_as_one(areas_of):
    write_csv(areas_of.folder / "pc.csv", ["pcds", "oseast1m", "osnrth1m"], [["LS1 1UR", "430500", "433100"]])
    near = {"id": "near", "name": "Near", "around": "ls1 1ur", "radius_m": 5000}
    areas, _ = areas_of(areas=[near], lookups={"postcodes": "pc.csv"})
    shape = areas.geometry["near"]
    assert areas["kind"]["near"] == "neighbourhood"
    assert shape.centroid.distance(shapely.Point(430_500, 433_100)) < 1e-6
    # 256 sides: the middle of a side is nearer by 1 - cos(pi / 256), 0.38 m of 5 km.
    reach = shape.exterior.distance(shapely.Point(430_500, 433_100))
    assert reach == pytest.approx(5000 * math.cos(math.pi / 256), abs=0.01)
    assert 5000 - reach < 0.4
    with pytest.raises(EstateFileError, match=r"expected to find the postcode LS9 9ZZ in lookups.postcodes"):
        areas_of(areas=[{**near, "around": "LS9 9ZZ"}], lookups={"postcodes": "pc.csv"})


def test_each_ward_of_an_area_is_an_area_with_a_name_to_link_to(areas_of):
    thirds = [square(430_000 + n * 500, 430_000, 500) for n in range(3)]
    boxes = {f"E0500000{n}": ring for n, ring in enumerate(thirds)}
    path = write_outlines(areas_of.folder / "w.json", boxes, code="WD24CD", name="WD24NM")
    made = json.loads(path.read_text(encoding="utf-8"))
    for feature, name in zip(made["features"], ["St John's", "Moor", "Far"], strict=True):
        feature["properties"]["WD24NM"] = name
    path.write_text(json.dumps(made), encoding="utf-8")
    boundaries = lads(areas_of.folder, {LEEDS: WEST, BRADFORD: EAST})
    own = {"id": "leeds", "name": "Wards of Leeds", "codes": [LEEDS], "each": "ward"}
    areas, _ = areas_of(estate={"boundaries": boundaries}, areas=[own], lookups={"wards": "w.json"})
    of_leeds = areas[areas["kind"] == "neighbourhood"]
    assert of_leeds["name"].to_dict() == {"leeds-moor": "Moor", "leeds-st-johns": "St John's"}
    with pytest.raises(EstateFileError, match='each = "lsoa" needs the outlines of that kind'):
        areas_of(estate={"boundaries": boundaries}, areas=[{**own, "each": "lsoa"}])


def test_areas_of_ones_own_are_made_of_any_kind_of_code(areas_of):
    boxes = {"E05000001": WEST, "E05000002": EAST}
    write_outlines(areas_of.folder / "w.json", boxes, code="WD24CD", name="WD24NM")
    own = {"id": "two", "name": "Two wards", "codes": list(boxes)}
    areas, _ = areas_of(areas=[own], lookups={"wards": "w.json"})
    assert areas.loc["two", ["kind", "gss_code"]].tolist() == ["neighbourhood", "E05000001; E05000002"]
    assert areas.geometry["two"].equals(shapely.box(430_000, 430_000, 432_000, 431_000))
    with pytest.raises(
        EstateFileError,
        match=r"expected outlines of the kind lsoa for E01000001. Give them under lookups\.lsoas",
    ):
        areas_of(areas=[{**own, "codes": ["E01000001"]}], lookups={"wards": "w.json"})


@pytest.mark.parametrize(
    ("area", "message"),
    [
        ({"around": "LS1 1UR"}, "around and radius_m go together"),
        ({"radius_m": 5.0, "codes": ["E1"]}, "around and radius_m go together"),
        ({"around": [1, 2], "radius_m": 5.0, "codes": ["E1"]}, "give one of codes, path and around"),
        ({"around": "Leeds", "radius_m": 5.0}, "expected around to be a postcode"),
    ],
)  # fmt: skip
def test_an_area_of_ones_own_says_one_thing(areas_of, area, message):
    with pytest.raises(EstateFileError, match=message):
        areas_of(areas=[{"id": "a", "name": "A", **area}])


def test_an_id_that_stands_twice_is_refused(areas_of):
    boundaries = lads(areas_of.folder, {LEEDS: WEST, BRADFORD: EAST})
    own = [{"id": "a", "name": "A", "codes": [LEEDS], "each": "authority"},
           {"id": f"a-area-{LEEDS.casefold()}", "name": "B", "codes": [BRADFORD]}]  # fmt: skip
    with pytest.raises(EstateFileError, match="the area id 'a-area-e08000035' stands twice"):
        areas_of(estate={"boundaries": boundaries}, areas=own)
