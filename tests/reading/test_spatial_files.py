"""GeoPackage, Shapefile, GML, KML, FlatGeobuf and GeoParquet, through the door."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from reading_tables import faults_of, rows_of

from totalcapital.reading.raw import Refusal

COUNT = 300


def frame(count=COUNT, *, crs="EPSG:27700"):
    points = [shapely.Point(430_000 + i, 430_000) for i in range(count)]
    return gpd.GeoDataFrame(
        {"ref": [f"R{i}" for i in range(count)], "name": [f"Siân’s {i}" for i in range(count)]},
        geometry=points,
        crs=crs,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The same three hundred points in each format."""
    folder = tmp_path_factory.mktemp("formats")
    for name in ("a.gpkg", "a.fgb", "a.gml"):
        pyogrio.write_dataframe(frame(), folder / name, layer="assets")
    pyogrio.write_dataframe(frame(), folder / "a.shp", encoding="utf-8")
    degrees = gpd.GeoDataFrame(
        {"name": ["Hall"] * COUNT}, geometry=[shapely.Point(-1.5, 53.8)] * COUNT, crs=4326
    )
    pyogrio.write_dataframe(degrees, folder / "a.kml", driver="LIBKML")
    frame().to_parquet(folder / "a.parquet")
    return folder


@pytest.fixture
def copied(made, tmp_path):
    """A function: the name of one of the files to a copy of its own."""

    def copied(name):
        for path in made.glob(name.rsplit(".", 1)[0] + ".*"):
            if path.suffix == f".{name.rsplit('.', 1)[1]}" or name.endswith(".shp"):
                shutil.copy(path, tmp_path)
        return tmp_path / name

    return copied


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.gml", "a.shp", "a.parquet"])
def test_each_format_gives_the_same_rows_places_and_crs_and_a_second_count(read, copied, name):
    copied(name)
    raw = read(name)
    cells = dict(zip(raw.headings, raw.columns, strict=True))
    order = sorted(range(COUNT), key=lambda i: int(cells["ref"][i][1:]))
    assert [cells["ref"][i] for i in order] == [f"R{i}" for i in range(COUNT)]
    assert [cells["name"][i] for i in order] == [f"Siân’s {i}" for i in range(COUNT)]
    assert [shapely.from_wkb(raw.geometry[i]).x for i in order] == [430_000.0 + i for i in range(COUNT)]
    assert raw.crs == "EPSG:27700"
    assert (raw.rows_read, raw.second_count) == (COUNT, COUNT)
    assert raw.source_rows == list(range(1, COUNT + 1))


def test_kml_placemarks_are_counted_twice(read, copied):
    copied("a.kml")
    raw = read("a.kml")
    assert (raw.rows_read, raw.second_count) == (COUNT, COUNT)
    assert raw.crs == "EPSG:4326"


@pytest.mark.parametrize("lie", [10, 2_000_000_000, -5, 0])
def test_a_geopackage_that_lies_about_its_row_count_gives_every_row(read, copied, lie):
    path = copied("a.gpkg")
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE gpkg_ogr_contents SET feature_count = ?", (lie,))
        database.commit()
    raw = read("a.gpkg")
    assert len(raw.columns[0]) == raw.rows_read == raw.second_count == COUNT


def test_a_geopackage_whose_spatial_index_was_emptied_gives_every_row(read, copied):
    path = copied("a.gpkg")
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM rtree_assets_geom_rowid")
        database.commit()
    assert read("a.gpkg").rows_read == COUNT


def test_of_several_layers_one_must_be_named_and_style_tables_are_none(read, copied):
    path = copied("a.gpkg")
    plain = frame(2).drop(columns="geometry")
    pyogrio.write_dataframe(plain, path, layer="layer_styles", append=True)
    assert read("a.gpkg").rows_read == COUNT
    pyogrio.write_dataframe(frame(2), path, layer="land", append=True)
    with pytest.raises(Refusal, match=r"expected one layer; found 2 \(assets, land\)"):
        read("a.gpkg")
    assert read("a.gpkg", layer="land").rows_read == 2
    with pytest.raises(Refusal, match="expected a layer 'roads'; found assets, land"):
        read("a.gpkg", layer="roads")


def test_a_layer_without_geometry_is_read_as_a_table(read, tmp_path):
    pyogrio.write_dataframe(frame(2).drop(columns="geometry"), tmp_path / "a.gpkg", layer="list")
    raw = read("a.gpkg")
    assert raw.geometry is None
    assert raw.columns[0] == ["R0", "R1"]


def test_an_empty_layer_is_refused(read, tmp_path):
    pyogrio.write_dataframe(frame(0), tmp_path / "a.gpkg", layer="assets", geometry_type="Point")
    with pytest.raises(Refusal, match="the layer is empty"):
        read("a.gpkg")


def test_a_uprn_beside_a_blank_keeps_its_digits(read, tmp_path):
    table = frame(3).assign(uprn=[100012345678, None, 7])
    table["uprn"] = table["uprn"].astype("Int64")
    pyogrio.write_dataframe(table, tmp_path / "a.gpkg", layer="assets")
    raw = read("a.gpkg")
    assert raw.columns[raw.headings.index("uprn")] == ["100012345678", "", "7"]


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.parquet"])
@pytest.mark.parametrize("share", [0.2, 0.7])
def test_a_truncated_file_is_refused_by_name_and_never_read_short(read, copied, name, share):
    path = copied(name)
    whole = path.read_bytes()
    with pytest.raises(Refusal, match=rf"{name}: .*(damaged|cannot be opened)"):
        read(name, whole[: int(len(whole) * share)])


def test_a_sqlite_database_that_is_no_geopackage_is_refused(read, tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        database.execute("CREATE TABLE assets (ref TEXT)")
        database.commit()
    with pytest.raises(Refusal, match="a SQLite database that is not a GeoPackage"):
        read("a.gpkg")
    shutil.copy(tmp_path / "a.gpkg", tmp_path / "a.shp")
    with pytest.raises(Refusal, match=r"a\.shp"):
        read("a.shp")


def test_a_geometry_that_is_not_finite_is_named_and_its_record_kept(read, tmp_path):
    table = frame(3)
    table.geometry = [shapely.Point(1, 2), shapely.Point(float("inf"), 2), shapely.Point()]
    pyogrio.write_dataframe(table, tmp_path / "a.gpkg", layer="assets")
    raw = read("a.gpkg")
    assert raw.columns[0] == ["R0", "R1", "R2"]
    assert [g is None for g in raw.geometry] == [False, True, True]
    assert [code for code, _ in faults_of(raw)] == ["bad-geometry", "bad-geometry"]
    assert [row for _, row in faults_of(raw)] == [2, 3]


@pytest.mark.parametrize("suffix", [".shx", ".dbf"])
def test_a_shapefile_without_one_of_its_files_is_refused_with_what_is_missing(read, copied, suffix):
    copied("a.shp").with_suffix(suffix).unlink()
    with pytest.raises(Refusal, match=rf"a\.shp: a Shapefile needs its \{suffix} file"):
        read("a.shp")


def test_a_truncated_shapefile_is_refused_and_does_not_lose_geometry_unsaid(read, copied):
    whole = copied("a.shp").read_bytes()
    with pytest.raises(Refusal, match=r"a\.shp: .*cut off"):
        read("a.shp", whole[: len(whole) // 2])


def test_a_shapefile_without_prj_says_no_crs(read, copied):
    copied("a.shp").with_suffix(".prj").unlink()
    assert read("a.shp").crs is None


def test_the_british_national_grid_of_esri_is_known(read, copied):
    copied("a.shp").with_suffix(".prj").write_text(
        'PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",'
        '6377563.396,299.3249646]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
        'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",400000.0],PARAMETER["False_Northing",'
        '-100000.0],PARAMETER["Central_Meridian",-2.0],PARAMETER["Scale_Factor",0.9996012717],'
        'PARAMETER["Latitude_Of_Origin",49.0],UNIT["Meter",1.0]]',
        encoding="ascii",
    )
    assert read("a.shp").crs == "EPSG:27700"


@pytest.mark.parametrize("damage", [(b"R200", b"R&200"), (b"R200", b"R\xe9200"), (b"R200", b"R<200")])
def test_one_bad_byte_in_a_gml_refuses_it_with_its_line_and_never_gives_no_rows(read, copied, damage):
    whole = copied("a.gml").read_bytes()
    line = whole[: whole.index(b"R200")].count(b"\n") + 1
    with pytest.raises(Refusal, match=rf"a\.gml, line {line}: not well-formed XML"):
        read("a.gml", whole.replace(*damage, 1))


def test_a_truncated_gml_or_kml_is_refused(read, copied):
    for name in ("a.gml", "a.kml"):
        whole = copied(name).read_bytes()
        with pytest.raises(Refusal, match="not well-formed XML"):
            read(name, whole[: len(whole) // 2])


@pytest.mark.parametrize("name", ["a.gml", "a.kml"])
def test_an_xml_file_that_declares_entities_is_refused(read, tmp_path, name):
    (tmp_path / "secret.txt").write_text("canary", encoding="ascii")
    space = "http://www.opengis.net/gml" if name == "a.gml" else "http://www.opengis.net/kml/2.2"
    root = "FeatureCollection" if name == "a.gml" else "kml"
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file://{tmp_path}/secret.txt">]>'
        f'<{root} xmlns="{space}"><member>&a;</member></{root}>'
    )
    with pytest.raises(Refusal, match="declares entities"):
        read(name, bomb)


def test_other_xml_is_refused(read):
    with pytest.raises(Refusal, match="neither GML nor KML"):
        read("a.xml", "<?xml version='1.0'?><rss><channel/></rss>")


def test_geometry_nested_without_end_in_a_geopackage_refuses_the_file_and_not_the_next(read, tmp_path):
    depth = 100_000
    wkb = (b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * depth) + b"\x01\x01\x00\x00\x00" + bytes(16)
    pyogrio.write_dataframe(frame(1), tmp_path / "a.gpkg", layer="assets")
    with contextlib.closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        for trigger in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger[0]}"')
        head = b"GP\x00\x01" + (27700).to_bytes(4, "little")
        database.execute("UPDATE assets SET geom = ?", (head + wkb,))
        database.commit()
    with pytest.raises(Refusal, match=r"a\.gpkg: the file cannot be opened \(Unable to read geometry\)"):
        read("a.gpkg")
    assert rows_of(read("b.csv", "Ref,Name\n1,Hall\n")) == [("1", "Hall")]


def test_geometry_nested_without_end_in_a_parquet_file_is_named_and_its_record_kept(read, tmp_path):
    depth = 100_000
    deep = (b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * depth) + b"\x01\x01\x00\x00\x00" + bytes(16)
    frame(2).to_parquet(tmp_path / "b.parquet")
    table = pq.read_table(tmp_path / "b.parquet")
    shapes = [table.column("geometry").to_pylist()[0], deep]
    table = table.set_column(
        table.schema.get_field_index("geometry"), "geometry", pa.array(shapes, pa.binary())
    )
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd")
    assert (tmp_path / "a.parquet").stat().st_size < 20_000
    raw = read("a.parquet")
    assert [shape is None for shape in raw.geometry] == [False, True]
    assert faults_of(raw) == [("bad-geometry", 2)]
    assert raw.columns[0] == ["R0", "R1"]


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>All</name>
{}</Document></kml>"""
PLACE = "<Placemark><name>{}</name><Point><coordinates>-1.5,53.8</coordinates></Point></Placemark>"


def test_a_kml_whose_places_are_in_a_folder_of_a_folder_is_read_without_naming_a_layer(read):
    inner = f"<Folder><name>Depots</name>{PLACE.format('a')}{PLACE.format('b')}</Folder>"
    raw = read("a.kml", KML.format(f"<Folder><name>Council</name>{inner}</Folder>"))
    assert raw.columns[raw.headings.index("Name")] == ["a", "b"]
    assert (raw.rows_read, raw.second_count) == (2, 2)


def test_each_folder_of_a_kml_is_a_layer_with_a_count_of_its_own(read):
    folders = "".join(
        f"<Folder><name>{name}</name>{''.join(PLACE.format(f'{name}{i}') for i in range(count))}</Folder>"
        for name, count in (("Depots", 2), ("Halls", 3))
    )
    with pytest.raises(Refusal, match=r"expected one layer; found 2 \(Depots, Halls\)"):
        read("a.kml", KML.format(folders))
    raw = read("a.kml", layer="Halls")
    assert raw.columns[raw.headings.index("Name")] == ["Halls0", "Halls1", "Halls2"]
    assert (raw.rows_read, raw.second_count) == (3, 3)


def test_each_kind_of_feature_of_a_gml_is_a_layer_with_a_count_of_its_own(read):
    member = "<gml:featureMember><{0}><ref>{1}</ref></{0}></gml:featureMember>"
    members = "".join(
        member.format(kind, i) for kind, count in (("hall", 2), ("land", 3)) for i in range(count)
    )
    read_ = f'<C xmlns="http://x" xmlns:gml="http://www.opengis.net/gml">{members}</C>'
    with pytest.raises(Refusal, match=r"expected one layer; found 2 \(hall, land\)"):
        read("a.gml", read_)
    raw = read("a.gml", layer="land")
    assert (raw.rows_read, raw.second_count) == (3, 3)


def test_a_geometry_that_gdal_leaves_out_of_a_shapefile_is_named(read, copied):
    path = copied("a.shp")
    whole = bytearray(path.read_bytes())
    whole[100 + 28 * 4 + 8] = 99  # the kind of the fifth record
    raw = read("a.shp", bytes(whole))
    assert [place for place, shape in enumerate(raw.geometry, start=1) if shape is None] == [5]
    assert faults_of(raw) == [("bad-geometry", 5)]


def test_a_shapefile_whose_table_and_shapes_are_not_of_one_length_is_refused(read, copied, tmp_path):
    copied("a.shp")
    pyogrio.write_dataframe(frame(200), tmp_path / "b.shp")
    shutil.copy(tmp_path / "b.dbf", tmp_path / "a.dbf")
    with pytest.raises(Refusal, match="300 shapes, 200 rows in its table"):
        read("a.shp")


def test_edits_beside_a_geopackage_that_are_not_in_it_are_told_and_never_mixed_in(read, copied):
    path = copied("a.gpkg")
    journal = path.with_name("a.gpkg-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(1016))
    raw = read("a.gpkg")
    assert raw.rows_read == raw.second_count == COUNT
    assert faults_of(raw, "warning") == [("journal-beside", None)]
    path.with_name("a.gpkg-wal").write_bytes(b"x" * 100)
    with pytest.raises(
        Refusal, match=r"a\.gpkg: edits stand beside it that are not in it yet \(a\.gpkg-wal\)"
    ):
        read("a.gpkg")


def test_a_part_of_a_shapefile_that_is_a_link_elsewhere_is_refused(read, copied, tmp_path):
    path = copied("a.shp")
    (tmp_path / "elsewhere").mkdir()
    path.with_suffix(".dbf").rename(tmp_path / "elsewhere" / "secret.dbf")
    path.with_suffix(".dbf").symlink_to(tmp_path / "elsewhere" / "secret.dbf")
    with pytest.raises(Refusal, match=r"its \.dbf file is a link to another folder"):
        read("a.shp")
