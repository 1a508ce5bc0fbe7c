"""Files that are small and become large, deep or endless when they are read, each made by code."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import stat
import struct
import warnings
import zipfile
import zlib

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely

__all__ = ["BOMBS", "GOOD"]

GOOD = "Ref,Name\n1,Hall\n2,Library\n"
_DEEP_WKB = (b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * 100_000) + b"\x01\x01\x00\x00\x00" + bytes(16)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
)  # a billion laughs
_OUTSIDE = '<!ENTITY l11 SYSTEM "file:///etc/hostname">'


def _frame(count=1000):
    return gpd.GeoDataFrame(
        {"ref": [f"R{i}" for i in range(count)]},
        geometry=[shapely.Point(430_000 + i, 430_000) for i in range(count)],
        crs=27700,
    )


def _geopackage(folder, *statements, drop_triggers=False):
    path = folder / "a.gpkg"
    pyogrio.write_dataframe(_frame(), path, layer="assets")
    with contextlib.closing(sqlite3.connect(path)) as database:
        if drop_triggers:
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            database.execute(*statement) if isinstance(statement, tuple) else database.execute(statement)
        database.commit()
    return path


def _zip(folder, entries, name="a.zip"):
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for entry, content in entries:
            archive.writestr(entry, content)
    return folder / name


def _endless(size):
    """Return deflated lines of text, about four thousand times as long as the bytes returned."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b"1,Hall\n" * (1 << 20)
    first = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    count = size // len(block)
    return first * count + deflate.flush(zlib.Z_FINISH), count * len(block)


def _handmade_zip(folder, declared):
    """Write a zip of one CSV that unpacks to 3.9 GB and says that it unpacks to ``declared`` bytes."""
    data, size = _endless(3_900_000_000)
    said = size if declared is None else declared
    fields = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, 0, len(data), said)
    head = b"PK\x03\x04" + fields + struct.pack("<HH", 5, 0) + b"a.csv"
    central = (
        b"PK\x01\x02"
        + struct.pack("<H", 20)
        + fields
        + struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0)
        + b"a.csv"
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(head) + len(data), 0)
    (folder / "a.zip").write_bytes(head + data + central + end)
    return folder / "a.zip"


def _gz(folder):
    data, size = _endless(3_900_000_000)
    (folder / "a.csv.gz").write_bytes(
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + data + struct.pack("<II", 0, size & 0xFFFFFFFF)
    )
    return folder / "a.csv.gz"


def _workbook(folder, sheet, *, strings=None, doctype=""):
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = [
        ("[Content_Types].xml",
         ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="xml" ContentType="application/xml"/>'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
         'spreadsheetml.sheet.main+xml"/></Types>')),
        ("_rels/.rels",
         (f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
         f'Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>')),
        ("xl/workbook.xml",
         (f'<workbook xmlns="{_MAIN}" xmlns:r="{rels}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
         "</workbook>")),
        ("xl/_rels/workbook.xml.rels",
         (f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
         f'Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
         f'Type="{rels}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml",
         (f'<?xml version="1.0"?>{doctype}<sst xmlns="{_MAIN}"><si><t>{strings or "Ref"}</t></si>'
         "<si><t>Name</t></si></sst>")),
    ]  # fmt: skip
    return _zip(folder, parts, "a.xlsx")


_HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'


def many_rows(folder):
    row = b'<row><c t="n"><v>1</v></c><c t="n"><v>2</v></c></row>'
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{_HEAD}'.encode() + row * 1_200_000
    return _workbook(folder, sheet + b"</sheetData></worksheet>")


def far_cell(folder):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return _workbook(folder, f'<worksheet xmlns="{_MAIN}"><sheetData>{_HEAD}{far}</sheetData></worksheet>')


def laughing_workbook(folder, entities=_LAUGHS):
    row = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>1</v></c></row>'
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{_HEAD}{row}</sheetData></worksheet>'
    return _workbook(folder, sheet, strings="&l11;", doctype=f"<!DOCTYPE x [{entities}]>")


def _xml(folder, name, entities):
    space = {"a.gml": "http://www.opengis.net/gml", "a.kml": "http://www.opengis.net/kml/2.2"}[name]
    inside = {
        "a.gml": '<g:FeatureCollection xmlns:g="{}"><g:featureMember><a><ref>&l11;</ref></a></g:featureMember>'
        "</g:FeatureCollection>",
        "a.kml": '<kml xmlns="{}"><Document><Placemark><name>&l11;</name></Placemark></Document></kml>',
    }[name].format(space)
    (folder / name).write_text(f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>{inside}', encoding="ascii")
    return folder / name


def deep_xml(folder):
    inside = "<a>" * 300_000 + "</a>" * 300_000
    text = f'<C xmlns:gml="http://www.opengis.net/gml"><gml:featureMember>{inside}</gml:featureMember></C>'
    (folder / "a.gml").write_text(text, encoding="ascii")
    return folder / "a.gml"


def linked(folder):
    made = zipfile.ZipInfo("link.csv")
    made.external_attr = (stat.S_IFLNK | 0o777) << 16
    return _zip(folder, [(made, "/etc/hostname")])


def nested_zips(folder):
    content = GOOD.encode()
    name = "a.csv"
    for level in range(6):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(name, content)
        content, name = made.getvalue(), f"level{level}.zip"
    (folder / "a.zip").write_bytes(content)
    return folder / "a.zip"


def crowded_zip(folder):
    """Write sixty thousand empty files by hand: the library takes its time over each."""
    heads, central = bytearray(), bytearray()
    fields = struct.pack("<HHHHHIII", 20, 0, 0, 0, 33, 0, 0, 0)
    for number in range(60_000):
        name = b"%d.csv" % number
        more = struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, len(heads))
        central += b"PK\x01\x02" + struct.pack("<H", 20) + fields + more + name
        heads += b"PK\x03\x04" + fields + struct.pack("<HH", len(name), 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 60_000, 60_000, len(central), len(heads), 0)
    (folder / "a.zip").write_bytes(heads + central + end)
    return folder / "a.zip"


def cut_geopackage(folder):
    path = _geopackage(folder)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return path


def journal_beside(folder):
    path = _geopackage(folder)
    path.with_name("a.gpkg-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(2040))
    return path


def endless_view(folder):
    return _geopackage(
        folder,
        "CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('endless', 'attributes', 'e')",
        "DELETE FROM gpkg_contents WHERE table_name = 'assets'",
    )


def deep_geopackage(folder):
    head = b"GP\x00\x01" + (27700).to_bytes(4, "little")
    change = ("UPDATE assets SET geom = ? WHERE fid = 500", (head + _DEEP_WKB,))
    return _geopackage(folder, change, drop_triggers=True)


def deep_parquet(folder):
    _frame(3).to_parquet(folder / "b.parquet")
    table = pq.read_table(folder / "b.parquet")
    shapes = [*table.column("geometry").to_pylist()[:2], _DEEP_WKB]
    place = table.schema.get_field_index("geometry")
    pq.write_table(table.set_column(place, "geometry", pa.array(shapes, pa.binary())), folder / "a.parquet",
                   compression="zstd")  # fmt: skip
    return folder / "a.parquet"


def repeated_parquet(folder):
    """Two thousand rows of one megabyte each, which a dictionary stores once."""
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 2000, pa.int32()), pa.array(["x" * (1 << 20)]))
    pq.write_table(pa.table({"ref": ["1"] * 2000, "name": cells}), folder / "a.parquet", compression="zstd")
    return folder / "a.parquet"


def _written(name, text):
    def write(folder):
        (folder / name).write_text(text() if callable(text) else text, encoding="ascii")
        return folder / name

    return write


_DEEP_COLLECTION = '{"type":"GeometryCollection","geometries":[' * 400 + "]}" * 400
_FEATURE = (
    '{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"ref":1}},"geometry":{}}}]}}'
)


#: Name: how it is made, then the words it is refused with, or how many rows it must give.
BOMBS = {
    "workbook of more rows than there are": (many_rows, "rows|memory|too large|more than"),
    "workbook with a cell in its last corner": (far_cell, "rows|columns|more than"),
    "workbook of a billion laughs": (laughing_workbook, "entit|cannot be opened|damaged"),
    "workbook that names another file": (lambda f: laughing_workbook(f, _OUTSIDE), "entit|cannot be opened|damaged"),
    "zip of a text of 4 GB": (lambda f: _handmade_zip(f, None), "too large: it unpacks to more than 1024 MiB"),
    "zip of a text of 4 GB that says 4 KB": (lambda f: _handmade_zip(f, 4096), "the zip is damaged"),
    "gz of a text of 4 GB": (_gz, "too large: it needs more room on disk"),
    "zips in zips": (nested_zips, r"expected one data file in the zip; found 0 \(level4\.zip\)"),
    "zip of 60,000 files": (crowded_zip, "expected one data file in the zip; found 60000"),
    "zip with a name twice": (lambda f: _zip(f, [("a.csv", GOOD), ("A.csv", GOOD)]), "names that stand twice: 'a.csv'"),
    "workbook with a part twice": (
        lambda f: _zip(f, [("[Content_Types].xml", "x"), ("xl/a.xml", "1"), ("xl/a.xml", "2")], "a.xlsx"),
        "names that stand twice: 'xl/a.xml'",
    ),
    "zip that climbs out": (lambda f: _zip(f, [("a.csv", GOOD), ("../../b.csv", GOOD)]), "names that leave it"),
    "zip with an absolute name": (lambda f: _zip(f, [("/tmp/b.csv", GOOD)]), "names that leave it"),  # noqa: S108
    "zip with a link": (linked, "names that leave it, or links: 'link.csv'"),
    "GeoPackage that counts 2,000,000,000 rows": (
        lambda f: _geopackage(f, "UPDATE gpkg_ogr_contents SET feature_count = 2000000000"), 1000),
    "GeoPackage that counts -5 rows": (
        lambda f: _geopackage(f, "UPDATE gpkg_ogr_contents SET feature_count = -5"), 1000),
    "GeoPackage that counts 10 rows": (
        lambda f: _geopackage(f, "UPDATE gpkg_ogr_contents SET feature_count = 10"), 1000),
    "GeoPackage cut off": (cut_geopackage, "damaged or cut off|cannot be opened"),
    "GeoPackage with a journal beside": (journal_beside, 1000),
    "GeoPackage whose spatial index was emptied": (
        lambda f: _geopackage(f, "DELETE FROM rtree_assets_geom_rowid"), 1000),
    "GeoPackage with an endless view": (endless_view, "longer than 3 s|cannot be opened|took the reading"),
    "GeoPackage with a geometry 100,000 deep": (deep_geopackage, "Unable to read geometry"),
    "GeoParquet with a geometry 100,000 deep": (deep_parquet, 3),
    "Parquet of 2 GB in 20 KB": (repeated_parquet, "too large: it needs more memory|took the reading process down"),
    "JSON 100,000 deep": (_written("a.json", "[" * 100_000 + "]" * 100_000), "nested too deeply"),
    "JSON lines of which one is 100,000 deep": (
        _written("a.json", '{"a": 1}\n' + "[" * 100_000 + "]" * 100_000), "nested too deeply"),
    "GeoJSON of collections 400 deep": (_written("a.geojson", _FEATURE.format(_DEEP_COLLECTION)), 1),
    "JSON of one text of 60 MB": (
        _written("a.json", lambda: '[{"ref": "' + "x" * 60_000_000 + '"}]'), "memory|too long|too large|cell"),
    "GeoJSON with a number of 100,000 digits": (
        _written("a.geojson", _FEATURE.format('{"type":"Point","coordinates":[%s,1]}' % ("9" * 100_000))),
        "number in it cannot be read"),
    "GML of a billion laughs": (lambda f: _xml(f, "a.gml", _LAUGHS), "declares entities"),
    "KML of a billion laughs": (lambda f: _xml(f, "a.kml", _LAUGHS), "declares entities"),
    "GML that names another file": (lambda f: _xml(f, "a.gml", _OUTSIDE), "declares entities"),
    "KML that names another file": (lambda f: _xml(f, "a.kml", _OUTSIDE), "declares entities"),
    "GML 300,000 deep": (deep_xml, "expected records|cannot be opened|took the reading"),
    "CSV of one line of 60 MB": (
        _written("a.csv", lambda: "Ref,Name\n1," + "x" * 60_000_000), "cell|row|too large|memory"),
}  # fmt: skip
