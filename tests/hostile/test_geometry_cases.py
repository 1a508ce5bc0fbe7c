"""The cases V33 to V49 and V54 to V60 of spatial files, to a correct estate or to words that name the place."""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import sqlite3

import geopandas as gpd
import pyogrio
import pytest
import shapely
from estates import square

from totalcapital.errors import EstateFileError, UnreadableFileError
from totalcapital.locating import locate
from totalcapital.reading.raw import Refusal

TOWN = square(529_000, 179_000, 4_000)  # swapped, it lies off Northern Ireland
PLACES = [(530_003 + 11 * i, 181_001 + 7 * i) for i in range(20)]


def csv_of(pairs, *, headings=("Easting", "Northing")):
    return f"Ref,Name,{headings[0]},{headings[1]}\n" + "".join(
        f"{i},Hall {i},{x},{y}\n" for i, (x, y) in enumerate(pairs, start=1)
    )


def features(*shapes, **more):
    listed = [
        {"type": "Feature", "properties": {"ref": i}, "geometry": shape}
        for i, shape in enumerate(shapes, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed, **more})


def point(x, y):
    return {"type": "Point", "coordinates": [x, y]}


def frame(shapes, *, crs=27700):
    return gpd.GeoDataFrame({"ref": [f"R{i}" for i in range(len(shapes))]}, geometry=list(shapes), crs=crs)


def codes(raw):
    return [(fault.code, fault.source_row) for fault in raw.faults]


@pytest.mark.parametrize(
    ("shape", "kept"),
    [
        ('{"type":"Point","coordinates":[181,53.8]}', True),
        ('{"type":"Point","coordinates":[NaN,53.8]}', False),
        ('{"type":"Point","coordinates":[Infinity,53.8]}', False),
        ('{"type":"Point","coordinates":[1e400,53.8]}', False),
        ('{"type":"Point","coordinates":[]}', False),
        ('{"type":"Point","coordinates":["-1.5","53.8"]}', True),
        ('{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}', False),
        ('{"type":"GeometryCollection","geometries":[]}', False),
        ('{"type":"Circle","coordinates":[1,2]}', False),
        ('{"coordinates":[1,2]}', False),
        ("[1,2]", False),
        ('"POINT (1 2)"', False),
    ],
)
def test_v38_v39_a_geometry_that_is_none_costs_itself_and_never_its_record(read, shape, kept):
    text = features(point(-1.5, 53.8), point(0, 0)).replace(json.dumps(point(0, 0)), shape)
    raw = read("a.geojson", text)
    assert [list(cells) for cells in raw.columns] == [["1", "2"]]
    assert [given is not None for given in raw.geometry] == [True, kept]
    assert codes(raw) == ([] if kept else [("bad-geometry", 2)])
    for given in raw.geometry:
        assert given is None or all(map(math.isfinite, shapely.from_wkb(given).bounds))


def test_v40_a_geojson_of_grid_metres_that_names_no_crs_is_never_sent_to_infinity(estate):
    found = estate("a.geojson", features(*[point(x, y) for x, y in PLACES]), area=TOWN)
    shapes = shapely.from_wkb([bytes.fromhex(text) for text in found.assets["geometry_read"]])
    assert sorted((s.x, s.y) for s in shapes) == sorted((float(x), float(y)) for x, y in PLACES)
    assert len(found.issues[found.issues["code"].isin(["crs-recognised", "crs-contradicted"])])


def test_v41_a_shapefile_that_says_no_crs_is_recognised_and_said_never_taken_in_silence(estate, tmp_path):
    pyogrio.write_dataframe(frame([shapely.Point(x, y) for x, y in PLACES]), tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    found = estate("a.shp", area=TOWN)
    assert set(found.assets["crs_read"].dropna()) <= {"EPSG:27700"}
    assert len(found.issues[found.issues["code"].isin(["crs-recognised", "crs-not-known"])]) == 1


def test_v42_a_shapefile_whose_table_is_another_one_s_is_refused(estate, tmp_path):
    pyogrio.write_dataframe(frame([shapely.Point(1, 1)] * 5), tmp_path / "a.shp")
    pyogrio.write_dataframe(frame([shapely.Point(1, 1)] * 3), tmp_path / "b.shp")
    shutil.copy(tmp_path / "b.dbf", tmp_path / "a.dbf")
    with pytest.raises(UnreadableFileError, match=r"a\.shp: .*5 shapes, 3 rows in its table"):
        estate("a.shp")


def test_v43_a_geopackage_that_says_degrees_and_holds_grid_metres_is_told(estate, tmp_path):
    pyogrio.write_dataframe(
        frame([shapely.Point(x, y) for x, y in PLACES], crs=4326), tmp_path / "a.gpkg", layer="a"
    )
    found = estate("a.gpkg", area=TOWN)
    assert len(found.issues[found.issues["code"] == "crs-contradicted"]) == 1


BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[-1.50, 53.80], [-1.49, 53.81], [-1.49, 53.80], [-1.50, 53.81], [-1.50, 53.80]]],
}
OPEN = {"type": "Polygon", "coordinates": [[[-1.50, 53.80], [-1.49, 53.80], [-1.49, 53.81]]]}
SPIKE = {
    "type": "Polygon",
    "coordinates": [
        [[-1.50, 53.80], [-1.49, 53.80], [-1.40, 53.80], [-1.49, 53.80], [-1.49, 53.81], [-1.50, 53.80]]
    ],
}


@pytest.mark.parametrize("shape", [BOW_TIE, SPIKE])
def test_v46_an_outline_that_crosses_itself_is_made_valid_and_said(estate, shape):
    found = estate("a.geojson", features(shape))
    located = locate_(found)
    assert located[1]["code"].eq("geometry-made-valid").sum() == 1


def locate_(found):
    homes = found.areas.set_index("area_id")["geometry"].dropna()
    homes = {"r": homes["town"]} if "town" in homes else {}
    result = locate(
        found.assets,
        found.projects,
        postcodes=found.postcodes,
        homes=homes,
        crs="EPSG:27700",
        areas=found.areas,
    )
    return result.locations, result.issues


def test_v46_an_outline_left_open_is_closed_and_said_with_its_row(read):
    raw = read("a.geojson", features(point(-1.5, 53.8), OPEN))
    assert codes(raw) == [("ring-closed", 2)]
    assert shapely.from_wkb(raw.geometry[1]).area == pytest.approx(0.00005)


def test_v47_heights_and_measures_are_left_out_and_collections_and_mixed_kinds_kept(read, tmp_path):
    shapes = [
        shapely.Point(1, 2, 3), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1),
        shapely.GeometryCollection([shapely.Point(1, 1), shapely.box(0, 0, 1, 1)]), shapely.MultiPoint([(0, 0), (1, 1)]),
    ]  # fmt: skip
    pyogrio.write_dataframe(frame(shapes), tmp_path / "a.gpkg", layer="a", geometry_type="Unknown")
    raw = read("a.gpkg")
    assert [shapely.from_wkb(g).geom_type for g in raw.geometry] == [s.geom_type for s in shapes]
    assert not any(shapely.from_wkb(g).has_z for g in raw.geometry)
    assert codes(raw) == []


def curved(path, wkb):
    """Write a geometry that the writer does not know straight into the table."""
    pyogrio.write_dataframe(frame([shapely.Point(1, 1)] * 3), path, layer="a", geometry_type="Unknown")
    with contextlib.closing(sqlite3.connect(path)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        head = b"GP\x00\x01" + (27700).to_bytes(4, "little")
        database.execute("UPDATE a SET geom = ? WHERE fid = 2", (head + wkb,))
        database.commit()


def test_v47_an_arc_is_drawn_as_a_line_or_named_and_the_others_stay(read, tmp_path):
    circle = shapely.to_wkb(shapely.LineString([(0, 0), (1, 1), (2, 0)]), byte_order=1)
    curved(tmp_path / "a.gpkg", b"\x01\x08\x00\x00\x00" + circle[5:])
    raw = read("a.gpkg")
    assert [g is not None for g in raw.geometry][::2] == [True, True]
    if raw.geometry[1] is None:
        assert codes(raw) == [("bad-geometry", 2)]
    else:
        assert shapely.from_wkb(raw.geometry[1]).length == pytest.approx(math.pi, rel=0.01)


def test_v48_outlines_stacked_five_times_all_come_in(estate):
    shape = {"type": "Polygon", "coordinates": [[[-1.5, 53.8], [-1.49, 53.8], [-1.49, 53.81], [-1.5, 53.8]]]}
    found = estate("a.geojson", features(*[shape] * 5))
    assert len(found.assets) == 5
    assert found.assets["asset_id"].is_unique
    assert list(found.registers["rows_kept"]) == [5]


def test_v49_an_empty_layer_a_table_and_two_layers_are_told_apart(estate, tmp_path):
    pyogrio.write_dataframe(frame([]), tmp_path / "a.gpkg", layer="a", geometry_type="Point")
    with pytest.raises(UnreadableFileError, match=r"a\.gpkg: expected records; the layer is empty"):
        estate("a.gpkg")
    pyogrio.write_dataframe(
        frame([shapely.Point(1, 1)]).drop(columns="geometry"), tmp_path / "b.gpkg", layer="b"
    )
    with pytest.raises(EstateFileError, match=r"b\.gpkg: none of its headings could give a place \(ref\)"):
        estate("b.gpkg")
    for layer in ("halls", "land"):
        pyogrio.write_dataframe(frame([shapely.Point(*PLACES[0])]), tmp_path / "c.gpkg", layer=layer)
    with pytest.raises(UnreadableFileError, match=r"c\.gpkg: expected one layer; found 2 \(halls, land\)"):
        estate("c.gpkg")
    assert len(estate("c.gpkg", layer="land").assets) == 1


def placed(found):
    """Return the place of each record by its reference, null where it has none of its own."""
    locations, issues = locate_(found)
    names = dict(zip(found.assets["asset_id"], found.assets["reference"], strict=True))
    places = {}
    for row in locations.itertuples():
        own = row.method in {"coordinates", "geometry"}
        places[names[row.subject_id]] = (row.geometry.x, row.geometry.y) if own else None
    return places, issues


def test_v33_coordinates_swapped_in_every_row_are_told_once_for_the_file(estate):
    found = estate("a.csv", csv_of([(y, x) for x, y in PLACES]), area=TOWN, crs="EPSG:27700")
    told = found.issues[found.issues["code"] == "crs-contradicted"]
    assert len(told) == 1
    assert "swap" in told["message"].iloc[0] + told["fix"].iloc[0]
    assert found.assets["crs_read"].isna().all()  # so none is placed where the exchanged numbers lie


def test_v45_web_mercator_that_is_called_national_grid_is_told_and_placed_nowhere(estate):
    metres = [(-13_500 + 11 * i, 6_712_000 + 7 * i) for i in range(20)]  # the town, in EPSG:3857
    columns = {"x_read": "Easting", "y_read": "Northing", "crs_read": "CRS"}
    text = "Ref,Name,Easting,Northing,CRS\n" + "".join(
        f"{i},Site {i},{x},{y},OSGB36\n" for i, (x, y) in enumerate(metres, start=1)
    )
    found = estate("a.csv", text, area=TOWN, columns=columns)
    told = found.issues[found.issues["code"] == "crs-contradicted"]
    assert len(told) == 1
    assert "EPSG:3857" in told["message"].iloc[0]
    assert found.assets["crs_read"].isna().all()


@pytest.mark.parametrize(
    ("given", "codes_"),
    [
        ((181_001, 530_003), {"coordinates-swapped", "outside-own-area"}),
        ((0, 0), {"coordinates-placeholder"}),
        ((1, 1), {"coordinates-placeholder"}),
        ((-1, -1), {"coordinates-placeholder", "coordinates-outside"}),
        ((530_003, 530_003), {"coordinates-placeholder", "outside-own-area"}),
        ((530.1, 181.2), {"coordinates-in-kilometres"}),
        ((-0.12, 51.51), {"coordinates-in-degrees"}),
        (
            (53_000, 181_001),
            {"digits-missing", "coordinates-digits", "outside-own-area", "coordinates-outside"},
        ),
        ((400_000, 400_000), {"coordinates-grid-corner", "coordinates-placeholder", "outside-own-area"}),
        ((-13_500, 6_712_000), {"coordinates-web-mercator", "digits-missing"}),
    ],
)
def test_v34_to_v37_one_row_of_another_kind_among_good_ones_is_told_by_its_row(estate, given, codes_):
    found = estate("a.csv", csv_of([*PLACES[:12], given, *PLACES[12:]]), area=TOWN, crs="EPSG:27700")
    places, issues = placed(found)
    told = [*found.issues.itertuples(), *issues.itertuples()]
    assert any(row.code in codes_ and row.source_row == 14 for row in told), {
        (r.code, r.source_row) for r in told
    }
    assert places["13"] is None or (
        529_000 <= places["13"][0] <= 533_000 and 179_000 <= places["13"][1] <= 183_000
    )
    assert all(places[str(i)] == PLACES[i - 1] for i in range(1, 13))


def test_v44_the_national_grid_as_esri_writes_it_is_the_national_grid(estate, tmp_path):
    pyogrio.write_dataframe(frame([shapely.Point(x, y) for x, y in PLACES]), tmp_path / "a.shp")
    esri = (
        'PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",6377563.396,'
        '299.3249646]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
        'PARAMETER["False_Easting",400000.0],PARAMETER["False_Northing",-100000.0],PARAMETER["Central_Meridian",-2.0],'
        'PARAMETER["Scale_Factor",0.9996012717],PARAMETER["Latitude_Of_Origin",49.0],UNIT["Meter",1.0]]'
    )
    (tmp_path / "a.prj").write_text(esri, encoding="ascii")
    found = estate("a.shp", area=TOWN)
    assert set(found.assets["crs_read"]) == {"EPSG:27700"}
    assert not len(found.issues[found.issues["code"].str.startswith("crs")])


@pytest.mark.parametrize("damage", [(b"R3", b"R&3"), (b"R3", b"R\xe93"), (b"R3", b"R<3")])
def test_v56_one_bad_byte_of_a_gml_is_told_with_its_line_and_never_read_as_no_rows(estate, tmp_path, damage):
    pyogrio.write_dataframe(frame([shapely.Point(x, y) for x, y in PLACES]), tmp_path / "a.gml", layer="a")
    whole = (tmp_path / "a.gml").read_bytes()
    line = whole[: whole.index(b"R3")].count(b"\n") + 1
    with pytest.raises(UnreadableFileError, match=rf"a\.gml, line {line}: not well-formed XML"):
        estate("a.gml", whole.replace(*damage, 1))


def test_v60_a_well_known_text_nested_without_end_is_told_by_its_row_and_the_run_goes_on(estate):
    deep = "GEOMETRYCOLLECTION(" * 50_000 + "POINT(1 2)" + ")" * 50_000
    text = f'Ref,Shape\n1,POINT (430000 433000)\n2,"{deep[:900_000]}"\n3,POINT (430010 433000)\n'
    found = estate("a.csv", text, columns={"geometry": "Shape"}, crs="EPSG:27700")
    assert list(found.assets["reference"]) == ["1", "2", "3"]
    assert list(found.assets["geometry_read"].notna()) == [True, False, True]


def test_a_flatgeobuf_cut_off_is_refused_early_and_late(read, tmp_path):
    pyogrio.write_dataframe(frame([shapely.Point(x, y) for x, y in PLACES]), tmp_path / "a.fgb", layer="a")
    whole = (tmp_path / "a.fgb").read_bytes()
    for share in (0.5, 0.99):
        with pytest.raises(Refusal, match=r"a\.fgb: "):
            read("a.fgb", whole[: int(len(whole) * share)])
