"""Files and paths that would have a reader open another file or call an address.

``{marker}`` stands for a file whose words must never be seen, ``{sink}`` for an address that must
never be called. What is written here is known to every reader of the libraries' own documents.
"""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import zipfile

import geopandas as gpd
import pyogrio
import shapely

__all__ = ["FILES", "PATHS"]

_VRT = '<OGRVRTDataSource><OGRVRTLayer name="marker"><SrcDataSource>{marker}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
_VRT_URL = _VRT.replace("{marker}", "/vsicurl/{sink}/a.csv")
_VRT_GML = "<!-- http://www.opengis.net/gml -->" + _VRT
_GDALG = '{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {marker} ! write x"}}'
_WFS = "<OGRWFSDataSource><URL>{sink}/wfs</URL></OGRWFSDataSource>"
_OAPIF = '{{"links": [{{"rel": "data", "type": "application/json", "href": "{sink}/collections"}}]}}'
_ESRI = '{{"exceededTransferLimit": true, "geometryType": "esriGeometryPoint", "features": [{{"attributes": {{"ref": 1}}}}]}}'
_LINK_CRS = (
    '{{"type": "FeatureCollection", "crs": {{"type": "link", "properties": {{"href": "{sink}/crs", "type": "proj4"}}}},'
    ' "features": [{{"type": "Feature", "properties": {{"ref": 1}}, "geometry": null}}]}}'
)
_REF = '[{{"$ref": "{marker}", "ref": 1}}, {{"$ref": "{sink}/x.json", "ref": 2}}]'
_GML = (
    '<?xml version="1.0"?><C xmlns="http://x" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {0}>'
    "<gml:featureMember><a><ref>1</ref>{1}</a></gml:featureMember></C>"
)
_KML = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'


def _text(text):
    return lambda _, marker, sink: text.format(marker=marker, sink=sink).encode()


def _sqlite(*statements, is_package=False):
    """Return a maker of a database whose schema holds what SQLite would not let one create."""

    def make(folder, marker, sink):
        path = folder / "made.sqlite"
        if is_package:
            path = folder / "made.gpkg"
            frame = gpd.GeoDataFrame({"ref": ["R1"]}, geometry=[shapely.Point(430_000, 430_000)], crs=27700)
            pyogrio.write_dataframe(frame, path, layer="assets")
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE plain (ref TEXT)")
            database.execute("PRAGMA writable_schema = ON")
            for statement in statements:
                sql = statement.format(marker=marker, sink=sink)
                kind = "view" if sql.startswith("CREATE VIEW") else "table"
                database.execute(
                    "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES (?, 'v', 'v', 0, ?)",
                    (kind, sql),
                )
            if is_package:
                database.execute("DELETE FROM gpkg_contents")
                database.execute("DELETE FROM gpkg_geometry_columns")
                database.execute(
                    "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v')"
                )
            database.commit()
        data = path.read_bytes()
        path.unlink()
        return data

    return make


def _workbook(part, text):
    def make(_, marker, sink):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(part, text.format(marker=marker, sink=sink))
        return made.getvalue()

    return make


def _zipped(name, text):
    def make(_, marker, sink):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(name, text.format(marker=marker, sink=sink))
        return made.getvalue()

    return make


_VIRTUAL = "CREATE VIRTUAL TABLE v USING VirtualOGR('{marker}')"
_VIRTUAL_URL = "CREATE VIRTUAL TABLE v USING VirtualOGR('/vsicurl/{sink}/a.csv')"
_SHAPE = "CREATE VIRTUAL TABLE v USING VirtualShape('{marker}', 'CP1252', 27700)"
_TEXT = "CREATE VIRTUAL TABLE v USING VirtualText('{marker}', 'UTF-8', 1, COMMA, DOUBLEQUOTE, ',')"
_EXTENSION = "CREATE VIEW v AS SELECT load_extension('{marker}') AS ref"
_ATTACHED = "CREATE VIEW v AS SELECT ogr_layer_Extent('{marker}') AS ref"
_FOREIGN = "CREATE VIEW v AS SELECT gdal_get_pixel_value('{marker}', 1, 'pixel', 0, 0) AS ref"

#: Name of the file, and how its bytes are made.
FILES = [
    *[(f"a.{s}", _text(_VRT)) for s in ("vrt", "csv", "geojson", "gml", "json", "xml", "kml", "gpkg", "txt", "fgb")],
    *[(f"b.{s}", _text(_VRT_URL)) for s in ("vrt", "csv", "geojson", "gml", "json", "xml")],
    *[(f"c.{s}", _text(_VRT_GML)) for s in ("gml", "xml", "kml")],
    *[(f"d.{s}", _text(_GDALG)) for s in ("json", "geojson", "csv", "gdalg.json")],
    *[(f"e.{s}", _text(_WFS)) for s in ("xml", "json", "gml", "csv")],
    *[(f"f.{s}", _text(_OAPIF)) for s in ("json", "geojson")],
    ("g.json", _text(_ESRI)),
    ("g.geojson", _text(_LINK_CRS)),
    ("h.json", _text(_REF)),
    *[(f"i.{s}", _sqlite(_VIRTUAL)) for s in ("sqlite", "gpkg", "geojson", "csv", "db")],
    ("j.gpkg", _sqlite(_VIRTUAL, is_package=True)),
    ("k.gpkg", _sqlite(_VIRTUAL_URL, is_package=True)),
    ("l.gpkg", _sqlite(_SHAPE, is_package=True)),
    ("m.gpkg", _sqlite(_TEXT, is_package=True)),
    ("n.gpkg", _sqlite(_EXTENSION, is_package=True)),
    ("o.gpkg", _sqlite(_ATTACHED, is_package=True)),
    ("p.gpkg", _sqlite(_FOREIGN, is_package=True)),
    ("q.gml", _text(_GML.format("", '<g xlink:href="{sink}/a.gml"/><h xlink:href="file://{marker}"/>'))),
    ("r.gml", _text(_GML.format('xsi:schemaLocation="http://x {sink}/a.xsd"', ""))),
    ("s.gml", _text(_GML.format('xsi:schemaLocation="http://x file://{marker}"', ""))),
    ("t.kml", _text(_KML.format("<NetworkLink><Link><href>{sink}/a.kml</href></Link></NetworkLink>"))),
    ("u.kml", _text(_KML.format("<NetworkLink><Link><href>file://{marker}</href></Link></NetworkLink>"))),
    ("v.kml", _text(_KML.format("<GroundOverlay><Icon><href>{sink}/a.png</href></Icon></GroundOverlay>"))),
    ("w.gml", _text('<?xml version="1.0"?><!DOCTYPE x SYSTEM "{sink}/x.dtd">' + _GML.format("", "")[21:])),
    ("x.xlsx", _workbook("xl/externalLinks/externalLink1.xml", "<x target='{marker}' url='{sink}'/>")),
    ("y.zip", _zipped("inner.csv", _VRT)),
    ("z.zip", _zipped("inner.json", _GDALG)),
]  # fmt: skip

#: Paths that name no file.
PATHS = [
    "/vsicurl/{sink}/a.csv", "/vsizip/{marker}", "/vsigzip/{marker}", "/vsisubfile/0_100,{marker}", "/vsistdin/",
    "/vsimem/a.geojson", "/vsitar/{marker}/x", "/vsicached?file={marker}", "/vsis3/bucket/a.csv", "CSV:{marker}",
    "GeoJSON:{sink}/a", "GeoJSON:{marker}", "ESRIJSON:{sink}/query?f=json", "WFS:{sink}/wfs", "OAPIF:{sink}",
    "{sink}/a.geojson", "https://127.0.0.1/a.csv", "ftp://127.0.0.1/a.csv", "file://{marker}", "s3://bucket/a.csv",
    "PG:host=127.0.0.1 dbname=x", "MySQL:x,host=127.0.0.1", "SQLITE:{marker}", "GPKG:{marker}:layer", "VRT://{marker}",
    "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{marker}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    json.dumps({"type": "FeatureCollection", "features": []}), "/dev/stdin", "/dev/zero", "/dev/tty", "a\0.csv",
    "~/a.csv", "|cat {marker}", "$(cat {marker})", ".", "..", "",
]  # fmt: skip
