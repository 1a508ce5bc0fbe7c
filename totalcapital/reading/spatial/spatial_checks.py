"""What a spatial file holds by its own account, taken without GDAL.

GDAL loses rows and geometries quietly: a stale count in a GeoPackage, one bad byte in a GML, a
record of a Shapefile whose bytes are cut off. So every file is counted a second time, and for each
record it is noted whether the file gives it a geometry; one that GDAL leaves out is then named.
"""

from __future__ import annotations

import contextlib
import sqlite3
import struct
import xml.parsers.expat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from totalcapital.reading.raw import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["Account", "account_of", "check_whole"]


@dataclass(frozen=True, slots=True)
class Account:
    """What a file says of one of its layers."""

    count: int
    """Records."""
    has_shape: Sequence[bool] | None = None
    """Whether each record, in the order of the file, is given a geometry; null where it cannot be seen."""
    ids: Sequence[int] | None = None
    """GDAL's ids of the records with a geometry, where they are known instead of an order."""

    def is_given(self, position: int, fid: int) -> bool:
        """Tell whether the file gives a record a geometry; false where it cannot be seen."""
        if self.ids is not None:
            return fid in self.ids
        return bool(self.has_shape and position < len(self.has_shape) and self.has_shape[position])


def check_whole(path: Path, kind: str, shown: str) -> None:
    """Refuse a file that is damaged in a way GDAL reads over.

    Raises
    ------
    Refusal
        If XML is not well-formed or declares entities, a Shapefile is shorter than it says, or the
        pages of a GeoPackage do not hold together.
    """
    if kind in {"gml", "kml"}:
        _check_well_formed(path, shown)
    elif kind == "shapefile":
        _check_length(path, shown)
    elif kind == "gpkg":
        _check_pages(path, shown)


def account_of(path: Path, kind: str, layer: str | None, *, layers: int = 1) -> Account | None:
    """Return what a file says of a layer; null for kinds that say nothing but through GDAL.

    Parameters
    ----------
    layers
        How many layers the file has: the records of a GML or KML with one are all of it, whatever
        they are called.
    """
    if kind == "gpkg":
        return _of_geopackage(path, str(layer))
    if kind == "shapefile":
        return _of_shapefile(path)
    if kind in {"gml", "kml"}:
        records = _elements(path, kind)
        of_layer = [given for name, given in records if name == layer]
        chosen = of_layer if layers > 1 or of_layer else [given for _, given in records]
        return Account(len(chosen), has_shape=chosen)
    return None


def _check_pages(path: Path, shown: str) -> None:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise Refusal(f"{shown}: the GeoPackage is damaged or cut off ({found[:120]}). Export it again.")


def _of_geopackage(path: Path, layer: str) -> Account:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        table = f'"{layer.replace(chr(34), chr(34) * 2)}"'
        count = int(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608 - quoted
        column = database.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)", (layer,)
        ).fetchone()
        kind = database.execute("SELECT type FROM sqlite_master WHERE name = ?", (layer,)).fetchone()
        if column is None or kind != ("table",):
            return Account(count)
        quoted = f'"{column[0].replace(chr(34), chr(34) * 2)}"'
        rows = database.execute(f"SELECT rowid FROM {table} WHERE {quoted} IS NOT NULL")  # noqa: S608 - quoted
        return Account(count, ids=frozenset(row[0] for row in rows))  # type: ignore[arg-type]


def _check_length(path: Path, shown: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(28)
    said = 2 * struct.unpack(">i", head[24:28])[0] if len(head) == 28 else -1
    if not 100 <= said <= path.stat().st_size:
        raise Refusal(f"{shown}: the Shapefile is damaged or cut off. Copy it again.")
    index = path.with_suffix(".shx").stat().st_size
    with path.with_suffix(".dbf").open("rb") as stream:
        table = stream.read(12)
    rows = struct.unpack("<I", table[4:8])[0] if len(table) == 12 else -1
    if (index - 100) % 8 or (index - 100) // 8 != rows:
        raise Refusal(
            f"{shown}: the Shapefile is damaged or cut off: {(index - 100) // 8} shapes, {rows} rows in its table. "
            "Copy the whole set again."
        )


def _of_shapefile(path: Path) -> Account:
    """Look each record's kind up in the file by its index; kind 0 is a record without geometry."""
    index = np.fromfile(path.with_suffix(".shx"), dtype=">i4", offset=100)
    places = 2 * index[0::2].astype(np.int64)
    data = np.fromfile(path, dtype=np.uint8)
    inside = (places >= 100) & (places + 12 <= len(data))
    kinds = np.ones(len(places), dtype=np.uint8)  # a record outside the file has lost what it had
    kinds[inside] = data[places[inside] + 8]
    return Account(len(places), has_shape=[bool(kind) for kind in kinds])


def _check_well_formed(path: Path, shown: str) -> None:
    parser = xml.parsers.expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entities
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except xml.parsers.expat.ExpatError as error:
        raise Refusal(
            f"{shown}, line {error.lineno}: not well-formed XML ({error}). Export the file again."
        ) from error
    except (LookupError, ValueError) as error:  # an encoding that is none, or of several bytes
        raise Refusal(
            f"{shown}: the encoding its first line names cannot be read ({error}). Save it as UTF-8."
        ) from error
    except _EntityError as error:
        raise Refusal(f"{shown}: the XML declares entities, which can hide other files. Refused.") from error


class _EntityError(Exception):
    """An entity is declared."""


def _refuse_entities(*_: Any) -> None:
    raise _EntityError


#: Elements that are a geometry, in GML and KML.
_SHAPES: Final = frozenset({
    "Point", "LineString", "Polygon", "Curve", "Surface", "MultiPoint", "MultiLineString", "MultiPolygon",
    "MultiCurve", "MultiSurface", "MultiGeometry", "LinearRing", "CompositeCurve", "CompositeSurface",
    "OrientableCurve", "OrientableSurface", "PolyhedralSurface", "TriangulatedSurface", "Tin", "Solid", "Track",
})  # fmt: skip


def _elements(path: Path, kind: str) -> list[tuple[str, bool]]:
    """Return the layer of each record of an XML file, and whether a geometry stands in it."""
    reader = _Placemarks() if kind == "kml" else _Members()
    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = _local(reader.start), _local(reader.end)
    parser.CharacterDataHandler = reader.text
    with path.open("rb") as stream:
        parser.ParseFile(stream)
    return reader.records()


def _local(handle: Callable[[str], None]) -> Callable[..., None]:
    return lambda name, *_: handle(name.rsplit(":", 1)[-1])


class _Members:
    """Records of a GML: children of ``member``, ``featureMember`` and their plurals."""

    def __init__(self) -> None:
        self._depth = 0
        self._found: list[list[Any]] = []
        self._inside: list[int] = []

    def start(self, name: str) -> None:
        self._depth += 1
        if self._inside and self._depth == self._inside[-1] + 1:
            self._found.append([name, False])
        elif name in {"member", "featureMember", "members", "featureMembers"} and not self._inside:
            self._inside.append(self._depth)
        elif self._inside and self._found and name in _SHAPES:
            self._found[-1][1] = True

    def end(self, _: str) -> None:
        if self._inside and self._depth == self._inside[-1]:
            self._inside.pop()
        self._depth -= 1

    def text(self, _: str) -> None:
        """Pass over text."""

    def records(self) -> list[tuple[str, bool]]:
        return [(name, given) for name, given in self._found]


class _Placemarks:
    """Records of a KML: placemarks, each of the layer named by the folder it stands in."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._folders: list[dict[str, str]] = [{"name": ""}]
        self._found: list[tuple[dict[str, str], list[bool]]] = []

    def start(self, name: str) -> None:
        self._path.append(name)
        if name in {"Document", "Folder"}:
            self._folders.append({"name": ""})
        elif name == "Placemark":
            self._found.append((self._folders[-1], [False]))
        elif name in _SHAPES and "Placemark" in self._path:
            self._found[-1][1][0] = True

    def end(self, name: str) -> None:
        self._path.pop()
        if name in {"Document", "Folder"}:
            self._folders.pop()

    def text(self, text: str) -> None:
        """Keep the name of a folder, which may stand after what is in it."""
        if self._path[-1:] == ["name"] and self._path[-2:-1] in (["Document"], ["Folder"]):
            self._folders[-1]["name"] += text

    def records(self) -> list[tuple[str, bool]]:
        return [(folder["name"].strip(), given) for folder, (given,) in self._found]
