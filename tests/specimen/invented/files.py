"""Registers as files, the same bytes every time: no clock, fixed stamps in archives and workbooks."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import pandas as pd
import pyogrio
import xlsxwriter
from shapely.geometry import Point, Polygon

from invented.cells import as_text, ring
from invented.grid import to_degrees
from invented.services import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from invented.assemble import Sheet
    from invented.cells import Cell
    from invented.premises import Record

__all__ = ["csv_bytes", "gzip_bytes", "json_bytes", "sheet_bytes", "xlsx_bytes", "zip_bytes"]

_STAMP = (2026, 9, 30, 12, 0, 0)
_DAY = dt.date(2026, 9, 30)


def csv_bytes(
    headings: list[str],
    rows: list[list[Any]],
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    newline: str = "\n",
) -> bytes:
    """Return a delimited text."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=newline)
    writer.writerow(headings)
    writer.writerows([as_text(value) for value in row] for row in rows)
    return stream.getvalue().encode(encoding)


def gzip_bytes(data: bytes) -> bytes:
    """Return data compressed, without the time and name gzip likes to add."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def zip_bytes(members: dict[str, bytes], stored: tuple[str, ...] = ()) -> bytes:
    """Return an archive with a fixed time for every member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return stream.getvalue()


def json_bytes(content: Any, *, indent: int | None = 1) -> bytes:
    """Return JSON with one line break at its end."""
    return (json.dumps(content, ensure_ascii=False, indent=indent) + "\n").encode()


def xlsx_bytes(sheet: str, above: tuple[str, ...], headings: list[str], rows: list[list[Any]]) -> bytes:
    """Return a workbook: title lines, headings, rows; a first sheet of notes beside it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": "Invented data", "created": dt.datetime(*_STAMP)})  # noqa: DTZ001 - a fixed stamp
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    book.add_worksheet("Notes").write(
        0, 0, "Invented data: no real property, agency stake or project is shown"
    )
    page = book.add_worksheet(sheet)
    for number, line in enumerate(above):
        page.write(number, 0, line)
    for number, row in enumerate([headings, *rows], start=len(above)):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                page.write_datetime(number, column, dt.datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
            elif value is not None:
                page.write(number, column, value)
    book.close()
    return stream.getvalue()


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet><table:table table:name={name}>"
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>\n"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def _ods_cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        kind, text = (
            f'office:value-type="date" office:date-value="{value.isoformat()}"',
            value.strftime("%d/%m/%Y"),
        )
    elif isinstance(value, int | float):
        kind, text = f'office:value-type="float" office:value="{value}"', str(value)
    else:
        kind, text = 'office:value-type="string"', str(value)
    return f"<table:table-cell {kind}><text:p>{escape(text)}</text:p></table:table-cell>"


def _ods_bytes(name: str, lines: list[list[Any]]) -> bytes:
    rows = "".join(
        "<table:table-row>" + "".join(map(_ods_cell, line)) + "</table:table-row>" for line in lines
    )
    content = _ODS_HEAD.format(name=quoteattr(name)) + rows + _ODS_TAIL
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>\n"
    )
    members = {
        "mimetype": _ODS_TYPE.encode(),
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }
    return zip_bytes(members, stored=("mimetype",))


def _shape(row: dict[str, Cell], record: Record | None, *, land_as_polygon: bool) -> Any:
    if record is None or record.easting is None or record.northing is None or "_no_shape" in row:
        return None
    is_land = not KINDS[record.service].floor_m2[1]
    corners = ring(record) if land_as_polygon and is_land else None
    return Polygon(corners) if corners else Point(record.easting, record.northing)


def _features(sheet: Sheet) -> list[dict[str, Any]]:
    made = []
    for row, record in zip(sheet.rows, sheet.records, strict=True):
        shape = _shape(row, record, land_as_polygon=True)
        geometry = None
        if isinstance(shape, Point):
            geometry = {"type": "Point", "coordinates": list(to_degrees(shape.x, shape.y))}
        elif shape is not None:
            geometry = {
                "type": "Polygon",
                "coordinates": [[list(to_degrees(x, y)) for x, y in shape.exterior.coords]],
            }
        values = {
            heading: as_text(v) if isinstance(v, dt.date) else v
            for heading, v in row.items()
            if heading[0] != "_"
        }
        made.append({"type": "Feature", "properties": values, "geometry": geometry})
    return made


def _geojson(sheet: Sheet) -> bytes:
    lines = [json.dumps(feature, ensure_ascii=False) for feature in _features(sheet)]
    return ('{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def _geojsonl(sheet: Sheet) -> bytes:
    return "".join(json.dumps(feature, ensure_ascii=False) + "\n" for feature in _features(sheet)).encode()


def _nested(sheet: Sheet) -> bytes:
    buildings = []
    for row in sheet.rows:
        made: dict[str, Any] = {}
        for heading, value in row.items():
            *path, last = heading.split(".")
            inner = made
            for part in path:
                inner = inner.setdefault(part, {})
            inner[last] = as_text(value) if isinstance(value, dt.date) else value
        made["address"]["lines"] = str(made["address"]["lines"]).split(", ")
        buildings.append(made)
    return json_bytes(
        {"notice": "Invented data", "estate": {"asAt": _DAY.isoformat(), "buildings": buildings}}
    )


def _flat(sheet: Sheet) -> bytes:
    rows = [
        {h: as_text(v) if isinstance(v, dt.date) else v for h, v in row.items() if h[0] != "_"}
        for row in sheet.rows
    ]
    return ("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n").encode()


def _frame(sheet: Sheet) -> gpd.GeoDataFrame:
    headings = list(sheet.layout.headings)
    rows = [[as_text(v) if isinstance(v := row[h], dt.date) else v for h in headings] for row in sheet.rows]
    frame = pd.DataFrame(rows, columns=headings)
    for heading in headings:
        whole = frame[heading].map(lambda v: v is None or isinstance(v, int)).all()
        frame[heading] = frame[heading].astype("Int64" if whole else object)
    shapes = [
        _shape(row, record, land_as_polygon=False)
        for row, record in zip(sheet.rows, sheet.records, strict=True)
    ]
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs="EPSG:27700"))


def _gpkg(sheet: Sheet) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-09-30T12:00:00.000Z"})
        pyogrio.write_dataframe(
            _frame(sheet),
            path,
            layer="assets",
            driver="GPKG",
            geometry_type="Point",
            layer_options={"SPATIAL_INDEX": "NO"},
        )
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return path.read_bytes()


def _shapefile(sheet: Sheet) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "assets.shp"
        pyogrio.write_dataframe(
            _frame(sheet),
            path,
            driver="ESRI Shapefile",
            geometry_type="Point",
            encoding="UTF-8",
            layer_options={"DBF_DATE_LAST_UPDATE": _DAY.isoformat()},
        )
        return zip_bytes(
            {
                f"assets.{end}": path.with_suffix(f".{end}").read_bytes()
                for end in ("shp", "shx", "dbf", "prj", "cpg")
            }
        )


def sheet_bytes(sheet: Sheet) -> bytes:
    """Return a register as the bytes of its file."""
    layout = sheet.layout
    headings = list(layout.headings)
    rows = [[row[heading] for heading in headings] for row in sheet.rows]
    titles = [[line] for line in layout.above]
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: csv_bytes(headings, rows),
        "csv-bom": lambda: csv_bytes(headings, rows, encoding="utf-8-sig", newline="\r\n"),
        "csv-cp1252": lambda: csv_bytes(headings, rows, encoding="cp1252", newline="\r\n"),
        "csv-semicolon": lambda: csv_bytes(headings, rows, separator=";", encoding="cp1252", newline="\r\n"),
        "tsv": lambda: csv_bytes(headings, rows, separator="\t"),
        "csv-gz": lambda: gzip_bytes(csv_bytes(headings, rows)),
        "xlsx": lambda: xlsx_bytes(layout.sheet, layout.above, headings, rows),
        "ods": lambda: _ods_bytes("Property", [*titles, headings, *rows]),
        "json": lambda: _nested(sheet),
        "json-list": lambda: _flat(sheet),
        "geojson": lambda: _geojson(sheet),
        "geojsonl": lambda: _geojsonl(sheet),
        "gpkg": lambda: _gpkg(sheet),
        "shp": lambda: _shapefile(sheet),
    }
    return makers[layout.form]()
