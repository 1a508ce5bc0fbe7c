"""Spatial formats that GDAL reads: GeoPackage, Shapefile, FlatGeobuf, GML and KML.

GDAL loses rows quietly (a stale count in a GeoPackage, one bad byte in a GML), so every count is
taken a second time from the file itself. fiona lists layers; pyogrio reads them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import sqlite3
from typing import TYPE_CHECKING, Any, Final

import fiona
import numpy as np
import pyogrio
import pyogrio.errors
import shapely

from totalcapital.reading.headings.headings import detect_profile, unique_headings
from totalcapital.reading.raw import Fault, RawTable, Refusal
from totalcapital.reading.spatial.spatial_checks import Account, account_of, check_whole
from totalcapital.reading.spatial.wkb_depth import is_too_deep

if TYPE_CHECKING:
    from pathlib import Path

    from totalcapital.reading.profiles import FileHints

__all__ = ["bad_geometry", "read_layer", "table_of"]


def read_layer(path: Path, kind: str, shown: str, *, layer: str | None, hints: FileHints) -> RawTable:
    """Read one layer into text cells and well-known binary; ``source_row`` counts from 1.

    Raises
    ------
    Refusal
        If the file is damaged, has no such layer, or has several and none is named.
    """
    check_whole(path, kind, shown)
    try:
        layers = _layers(path, kind)
        layer = _choose(layers, layer, shown) if kind in {"gpkg", "kml", "gml"} else None
        account = account_of(path, kind, layer, layers=len(layers))
        meta, fids, shapes, fields = pyogrio.raw.read(path, layer=layer, where=_ALL_ROWS, return_fids=True)
        if kind == "flatgeobuf":
            account = Account(_announced(path, len(fids), shown))
    except (*_PYOGRIO_ERRORS, sqlite3.DatabaseError, ValueError) as error:
        raise Refusal(
            f"{shown}: the file cannot be opened ({error}). It may be damaged; export it again."
        ) from error
    raw = table_of(list(meta["fields"]), fields, shapes, _authority(meta["crs"]), shown)
    if account is not None:
        raw.second_count = account.count
        raw.faults += _left_out(account, fids, shapes)
    raw.facts = {"format": kind, "layer": layer, "feature_ids": len(fids)}
    del hints
    return raw


def _left_out(account: Account, fids: Any, shapes: Any) -> list[Fault]:
    """Name the records whose geometry is in the file and was not read."""
    if shapes is None:
        return []
    return [
        bad_geometry("it is damaged, or of a kind that is not known", place + 1)
        for place, (fid, shape) in enumerate(zip(fids.tolist(), shapes, strict=True))
        if shape is None and account.is_given(place, fid)
    ]


def _layers(path: Path, kind: str) -> list[str]:
    """Return the names of the layers, without the tables in which programs keep their styles.

    Neither library lists them all: fiona's leaves out the folders inside folders of a KML. Folders
    of a KML that hold nothing but folders are no layers of ours.
    """
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    with contextlib.suppress(fiona.errors.FionaError, ValueError):
        names += fiona.listlayers(path)
    names = [name for name in dict.fromkeys(names) if name not in _STYLE_TABLES]
    if kind != "kml" or len(names) == 1:
        return names
    counted = {name: account_of(path, kind, name, layers=len(names)) for name in names}
    return [name for name in names if (found := counted[name]) and found.count] or names[:1]


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


def table_of(names: list[str], fields: list[Any], shapes: Any, crs: str | None, shown: str) -> RawTable:
    """Return columns and shapes as text cells and well-known binary; an unreadable shape is a fault.

    Raises
    ------
    Refusal
        If there are no rows.
    """
    headings, faults = unique_headings([str(name) for name in names])
    size = len(shapes) if shapes is not None else len(fields[0]) if fields else 0
    if not size:
        raise Refusal(f"{shown}: expected records; the layer is empty. Ask for the file again.")
    columns = [[_text(value) for value in values] for values in fields]
    lines = list(range(1, size + 1))
    geometry = None
    if shapes is not None:
        geometry = [_shape(wkb, line, faults) for wkb, line in zip(shapes, lines, strict=True)]
    profile = detect_profile(headings)
    return RawTable(
        headings, columns, lines, size, size, geometry=geometry, crs=crs, profile=profile, faults=faults
    )


def bad_geometry(reason: str, line: int) -> Fault:
    """Return the fault of a record whose geometry cannot be used; the record itself is kept."""
    words = f"the geometry cannot be read ({reason})."
    return Fault("bad-geometry", "warning", words, "Draw it again.", line, column="geometry")


def _shape(wkb: bytes | None, line: int, faults: list[Fault]) -> bytes | None:
    if wkb is None:
        return None
    if is_too_deep(wkb):
        faults.append(bad_geometry("collections inside collections without end", line))
        return None
    try:
        made = shapely.force_2d(shapely.from_wkb(wkb))
    except (shapely.GEOSException, TypeError) as error:
        faults.append(bad_geometry(str(error), line))
        return None
    if made is None or made.is_empty or not all(math.isfinite(value) for value in made.bounds):
        faults.append(bad_geometry("it is empty or not finite", line))
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


def _announced(path: Path, found: int, shown: str) -> int:
    """Return how many records a FlatGeobuf announces in its heading; refuse one with fewer."""
    said = int(pyogrio.read_info(path)["features"])
    if said > found:
        raise Refusal(f"{shown}: the file is damaged or cut off: {said} records announced, {found} there.")
    return said if said > 0 else found
