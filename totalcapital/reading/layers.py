"""Spatial formats: GeoPackage, Shapefile, FlatGeobuf, GML, KML and GeoParquet.

GDAL loses rows quietly (a stale count in a GeoPackage, one bad byte in a GML), so every count is
taken a second time from the file itself. fiona lists layers; pyogrio reads them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import sqlite3
import struct
import xml.parsers.expat
from typing import TYPE_CHECKING, Any, Final

import fiona
import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pyogrio.errors
import shapely

from totalcapital.reading.headings import detect_profile, unique_headings
from totalcapital.reading.raw import Fault, RawTable, Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from totalcapital.reading.profiles import FileHints

__all__ = ["read_layer"]


def read_layer(path: Path, kind: str, shown: str, *, layer: str | None, hints: FileHints) -> RawTable:
    """Read one layer into text cells and well-known binary; ``source_row`` counts from 1.

    Raises
    ------
    Refusal
        If the file is damaged, has no such layer, or has several and none is named.
    """
    if kind == "parquet":
        return _read_parquet(path, shown)
    if kind in {"gml", "kml"}:
        _check_well_formed(path, shown)
    if kind == "shapefile":
        _check_whole(path, shown)
    try:
        layer = _choose(_layers(path), layer, shown) if kind in {"gpkg", "kml", "gml"} else None
        meta, fids, shapes, fields = pyogrio.raw.read(path, layer=layer, where=_ALL_ROWS, return_fids=True)
        if kind == "flatgeobuf":
            _check_announced(path, len(fids), shown)
        raw = _table(list(meta["fields"]), fields, shapes, _authority(meta["crs"]), shown)
        raw.second_count = _second_count(path, kind, layer, raw.rows_read)
    except (*_PYOGRIO_ERRORS, sqlite3.DatabaseError, ValueError) as error:
        raise Refusal(
            f"{shown}: the file cannot be opened ({error}). It may be damaged; export it again."
        ) from error
    raw.facts = {"format": kind, "layer": layer, "feature_ids": len(fids)}
    del hints
    return raw


def _layers(path: Path) -> list[str]:
    """Return the names of the layers, without the tables in which programs keep their styles."""
    try:
        names = fiona.listlayers(path)
    except (fiona.errors.FionaError, ValueError):
        names = [name for name, _ in pyogrio.list_layers(path)]
    return [name for name in names if name not in _STYLE_TABLES]


_STYLE_TABLES: Final = ("layer_styles", "qgis_projects")
_PYOGRIO_ERRORS: Final = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.CRSError,
)
#: A filter that is always true: without one, the count a GeoPackage states is believed.
_ALL_ROWS = "1=1"


def _choose(layers: list[str], layer: str | None, shown: str) -> str:
    if layer:
        if layer not in layers:
            raise Refusal(
                f"{shown}: expected a layer {layer!r}; found {', '.join(layers)}. Correct the name."
            )
        return layer
    if len(layers) != 1:
        raise Refusal(
            f"{shown}: expected one layer; found {len(layers)} ({', '.join(layers[:8])}). "
            'Say which with layer = "…" in the estate file.'
        )
    return layers[0]


def _table(names: list[str], fields: list[Any], shapes: Any, crs: str | None, shown: str) -> RawTable:
    headings, faults = unique_headings([str(name) for name in names])
    size = len(shapes) if shapes is not None else len(fields[0]) if fields else 0
    if not size:
        raise Refusal(f"{shown}: expected records; the layer is empty. Ask for the file again.")
    columns = [[_text(value) for value in values] for values in fields]
    lines = list(range(1, size + 1))
    geometry = None
    if shapes is not None:
        geometry = [_shape(wkb, line, faults) for wkb, line in zip(shapes, lines, strict=True)]
    return RawTable(
        headings,
        columns,
        lines,
        size,
        size,
        geometry=geometry,
        crs=crs,
        profile=detect_profile(headings),
        faults=faults,
    )


def _shape(wkb: bytes | None, line: int, faults: list[Fault]) -> bytes | None:
    if wkb is None:
        return None
    try:
        made = shapely.force_2d(shapely.from_wkb(wkb))
    except shapely.GEOSException as error:
        faults.append(
            Fault(
                "bad-geometry",
                "warning",
                f"the geometry cannot be read ({error}).",
                "Draw it again.",
                line,
                column="geometry",
            )
        )
        return None
    if made is None or made.is_empty or not all(math.isfinite(value) for value in made.bounds):
        faults.append(
            Fault(
                "bad-geometry",
                "warning",
                "the geometry is empty or not finite.",
                "Draw it again.",
                line,
                column="geometry",
            )
        )
        return None
    return bytes(shapely.to_wkb(made, include_srid=False))


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float | np.floating) and math.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value.astype("datetime64[s]")).removesuffix("T00:00:00")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _authority(crs: str | None) -> str | None:
    if crs and crs.upper() in {"OGC:CRS84", "EPSG:4326"}:
        return "EPSG:4326"
    if crs and "British_National_Grid" in crs:
        return "EPSG:27700"
    return crs


def _read_parquet(path: Path, shown: str) -> RawTable:
    try:
        table = pq.read_table(path, memory_map=False)
    except (OSError, ValueError) as error:  # of which Arrow's own are kinds
        raise Refusal(f"{shown}: the Parquet file cannot be opened ({error}). Export it again.") from error
    names = list(table.column_names)
    geo = table.schema.metadata.get(b"geo") if table.schema.metadata else None
    crs, primary = _geo_metadata(geo)
    shapes = table.column(primary).to_pylist() if primary in names else None
    fields = [table.column(name).to_pylist() for name in names if name != primary]
    raw = _table([name for name in names if name != primary], fields, shapes, crs, shown)
    raw.second_count = pq.ParquetFile(path).metadata.num_rows
    raw.facts = {"format": "parquet"}
    return raw


def _geo_metadata(geo: bytes | None) -> tuple[str | None, str | None]:
    import json  # noqa: PLC0415 - only GeoParquet needs it

    if geo is None:
        return None, None
    meta = json.loads(geo)
    primary = meta.get("primary_column", "geometry")
    crs = meta.get("columns", {}).get(primary, {}).get("crs")
    if crs is None:
        return "EPSG:4326", primary
    found = crs.get("id") or {}
    code = f"{found.get('authority')}:{found.get('code')}"
    return ("EPSG:4326" if code == "OGC:CRS84" else code), primary


def _second_count(path: Path, kind: str, layer: str | None, rows: int) -> int:
    if kind == "gpkg":
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            quoted = str(layer).replace('"', '""')
            return int(database.execute(f'SELECT COUNT(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608 - quoted
    if kind == "shapefile":
        index = path.with_suffix(".shx")
        return (index.stat().st_size - 100) // 8 if index.exists() else _count_shp(path)
    if kind in {"gml", "kml"}:
        return _count_elements(path, kind)
    return int(pyogrio.read_info(path)["features"]) if kind == "flatgeobuf" else rows


def _count_shp(path: Path) -> int:
    data, place, count = path.read_bytes(), 100, 0
    while place + 8 <= len(data):
        place += 8 + 2 * struct.unpack(">i", data[place + 4 : place + 8])[0]
        count += 1
    return count


def _check_announced(path: Path, found: int, shown: str) -> None:
    """Refuse a FlatGeobuf with fewer records than its heading announces."""
    said = int(pyogrio.read_info(path)["features"])
    if said > found:
        raise Refusal(f"{shown}: the file is damaged or cut off: {said} records announced, {found} there.")


def _check_whole(path: Path, shown: str) -> None:
    """Refuse a Shapefile shorter than it says: GDAL reads what is lost as no geometry, without a word."""
    with path.open("rb") as stream:
        head = stream.read(28)
    said = 2 * struct.unpack(">i", head[24:28])[0] if len(head) == 28 else -1
    if not 100 <= said <= path.stat().st_size:
        raise Refusal(f"{shown}: the Shapefile is damaged or cut off. Copy it again.")


def _check_well_formed(path: Path, shown: str) -> None:
    """Refuse a damaged XML file: GDAL reads one as no rows, without a word."""
    parser = xml.parsers.expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entities
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except xml.parsers.expat.ExpatError as error:
        raise Refusal(
            f"{shown}, line {error.lineno}: not well-formed XML ({error}). Export the file again."
        ) from error
    except _EntityError as error:
        raise Refusal(f"{shown}: the XML declares entities, which can hide other files. Refused.") from error


class _EntityError(Exception):
    """An entity is declared."""


def _refuse_entities(*_: Any) -> None:
    raise _EntityError


def _count_elements(path: Path, kind: str) -> int:
    wanted = {"gml": ("member", "featureMember"), "kml": ("Placemark",)}[kind]
    count, depth_many = 0, 0

    def start(name: str, _: Any) -> None:
        nonlocal count, depth_many
        local = name.rsplit(":", 1)[-1]
        if depth_many:
            count += depth_many == 1
            depth_many += 1
        elif local in wanted:
            count += 1
        elif local in {"featureMembers", "members"}:
            depth_many = 1

    def end(name: str) -> None:
        nonlocal depth_many
        if depth_many:
            depth_many = 0 if name.rsplit(":", 1)[-1] in {"featureMembers", "members"} else depth_many - 1

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with path.open("rb") as stream:
        parser.ParseFile(stream)
    return count
