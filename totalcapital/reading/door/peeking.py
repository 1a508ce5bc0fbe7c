"""What a file is for, from its first lines: a register, a look-up of postcodes or UPRNs, or outlines."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from totalcapital.reading.door.sniffing import decode
from totalcapital.reading.profiles import normal_heading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from totalcapital.reading.raw import RawTable

__all__ = ["boundary_headings", "peek", "purpose_of"]

_BYTES: Final = 1 << 16
_POSTCODE: Final = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")
#: Headings that a look-up of postcodes may have and a register does not live on: key and coordinates.
_POSTCODE_KEYS: Final = {"pcds", "pcd", "pcd2", "pcd7", "pcd8", "postcode"}
_PLACES: Final = {
    "lat", "latitude", "long", "lon", "lng", "longitude", "easting", "eastings", "northing", "northings",
    "oseast1m", "osnrth1m", "east1m", "north1m", "xcoordinate", "ycoordinate",
}  # fmt: skip
_UPRN: Final = {"uprn", "xcoordinate", "ycoordinate"}
#: Code of an area of the Office for National Statistics: country letter and eight digits.
_GSS: Final = re.compile(r"[EWSNK]\d{8}")


def peek(path: Path) -> list[list[str]]:
    """Return the first rows of a text with separators, also inside a gz or a zip of one file.

    Nothing is recognised but commas: look-ups come with no other separator. No rows where the file
    is something else.
    """
    try:
        data = _first_bytes(path)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return []
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return []
    try:
        text = decode(_whole_lines(data))[0]
    except UnicodeDecodeError:
        return []  # damaged: the reader of the file says how
    try:
        return [row for row, _ in zip(csv.reader(io.StringIO(text, newline="")), range(6), strict=False)]
    except csv.Error:
        return []


def _whole_lines(data: bytes) -> bytes:
    """Return the bytes up to the end of the last line; of UTF-16 the end is two bytes, in its own order."""
    for mark, end in ((b"\xff\xfe", b"\n\x00"), (b"\xfe\xff", b"\x00\n")):
        if data.startswith(mark):
            places = (at for at in range(len(data) // 2 * 2 - 2, 0, -2) if data[at : at + 2] == end)
            return data[: next(places, len(data) // 2 * 2 - 2) + 2]
    return data[: data.rfind(b"\n") + 1] or data


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(_BYTES)
    if head.startswith(b"\x1f\x8b"):
        with gzip.open(path) as packed:
            return packed.read(_BYTES)
    if head.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as archive:
            tables = [info for info in archive.infolist() if info.filename.lower().endswith(".csv")]
            # a postcode look-up comes with small guides and lists beside the one large table
            largest = max(tables, key=lambda info: info.file_size, default=None)
            if largest is None or "[Content_Types].xml" in archive.namelist():
                return b""
            with archive.open(largest) as packed_csv:
                return packed_csv.read(_BYTES)
    return head


def purpose_of(rows: Sequence[Sequence[str]]) -> str | None:
    """Say whether first rows are those of a look-up: ``uprn``, ``postcodes`` or null.

    Examples
    --------
    >>> purpose_of([["UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE"]])
    'uprn'
    >>> purpose_of([["Postcode", "lat", "long"], ["LS1 3AB", "53.8", "-1.5"]])
    'postcodes'
    >>> purpose_of([["Name", "Postcode", "lat", "long"]])
    """
    if not rows:
        return None
    have = {normal_heading(cell) for cell in rows[0]} - {""}
    if have >= _UPRN and have <= _UPRN | _PLACES:
        return "uprn"
    keys, places = have & _POSTCODE_KEYS, have & _PLACES
    national = {"pcds", "oseast1m", "osnrth1m"} <= have or {"pcds", "lat", "long"} <= have
    if national or (keys and len(places) >= 2 and have <= _POSTCODE_KEYS | _PLACES):
        return "postcodes"
    return "postcodes" if _is_code_point(rows[0]) else None


def _is_code_point(row: Sequence[str]) -> bool:
    """Tell a row of Code-Point Open, which comes without headings in ten columns."""
    return (
        len(row) == 10
        and _POSTCODE.fullmatch(row[0].strip()) is not None
        and all(cell.strip().isdigit() for cell in row[1:4])
    )


def boundary_headings(raw: RawTable) -> str | None:
    """Return the heading of the codes of a file of area outlines, null where it is something else.

    Outlines are areas, nearly all of them, under a code of the Office for National Statistics that
    no two share.
    """
    if raw.geometry is None or not raw.geometry:
        return None
    kinds = [_is_area(shape) for shape in raw.geometry]
    if sum(kinds) < 0.9 * len(kinds):
        return None
    for heading, cells in zip(raw.headings, raw.columns, strict=True):
        codes: list[Any] = [cell for cell in cells if cell]
        if codes and all(_GSS.fullmatch(code) for code in codes) and len(set(codes)) >= 0.9 * len(kinds):
            return heading
    return None


def _is_area(wkb: bytes | None) -> bool:
    """Tell a polygon or multipolygon by the kind written in its well-known binary."""
    if wkb is None or len(wkb) < 5:
        return False
    kind = int.from_bytes(wkb[1:5], "little" if wkb[0] == 1 else "big")
    return (kind & 0x0FFFFFFF) % 1000 in {3, 6}
