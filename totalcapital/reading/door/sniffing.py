"""What a file is, from its bytes; its name only has to agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from totalcapital.reading.raw import Refusal

__all__ = ["MAX_UNPACKED", "SUFFIXES", "Found", "decode", "sniff"]

#: Most bytes a compressed member may unpack to.
MAX_UNPACKED: Final = 1 << 30

_SUFFIXES: Final = {
    "delimited": {".csv", ".tsv", ".txt", ".tab", ".dat", ".psv"},
    "json": {".json", ".geojson", ".geojsonl", ".jsonl", ".ndjson", ".geojsons"},
    "spreadsheet": {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"},
    "gpkg": {".gpkg"},
    "shapefile": {".shp"},
    "flatgeobuf": {".fgb"},
    "parquet": {".parquet", ".geoparquet"},
    "gml": {".gml", ".xml"},
    "kml": {".kml"},
}
#: Every ending that a file we read may have.
SUFFIXES: Final = frozenset(suffix for suffixes in _SUFFIXES.values() for suffix in suffixes)
_WORDS: Final = {
    "delimited": "text with separators (CSV)",
    "json": "JSON",
    "spreadsheet": "a spreadsheet (XLSX, XLS or ODS)",
    "gpkg": "a GeoPackage",
    "shapefile": "a Shapefile",
    "flatgeobuf": "a FlatGeobuf",
    "parquet": "a Parquet file",
    "gml": "GML",
    "kml": "KML",
}
_REFUSED: Final = (
    (b"%PDF", "a PDF document", "Ask for the data as CSV or XLSX."),
    (b"\x89PNG", "a picture", "Ask for the data as CSV or XLSX."),
    (b"\xff\xd8\xff", "a picture", "Ask for the data as CSV or XLSX."),
    (b"Rar!", "a RAR archive", "Unpack it and name the file inside."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it and name the file inside."),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file turned out to be."""

    kind: str
    """delimited, json, spreadsheet, gpkg, shapefile, flatgeobuf, parquet, gml or kml."""
    path: Path
    """The file to open, unpacked where it was compressed."""


def decode(data: bytes) -> tuple[str, str]:
    """Return text and the encoding it was in: UTF-8 or UTF-16 where the bytes say so, else cp1252.

    Statistical guessing does worse than this rule on short English text. Bytes that cp1252 does
    not define are read as Latin-1, so no byte is lost.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), "utf-16"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            return data.decode("latin-1"), "latin-1"
    return text, "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"


def sniff(path: Path, shown: str, *, name: str | None = None) -> Found:
    """Say what a file is and refuse it where its name says something else.

    Parameters
    ----------
    path
        The private copy.
    shown
        The name the user knows the file by.
    name
        The name that its content goes by, where it came in an archive.

    Raises
    ------
    Refusal
        If the file is empty, encrypted, of a kind that holds no rows, refers to other files, or
        is not what its name says.
    """
    head = _head(path, 65536)
    if not head.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise Refusal(f"{shown}: expected rows; the file is empty. Ask for the file again.")
    for magic, what, remedy in _REFUSED:
        if head.startswith(magic):
            raise Refusal(f"{shown}: expected a register; found {what}. {remedy}")
    kind = _kind(path, head, shown)
    suffix = Path(name or shown).suffix.lower()
    shown = shown if name in {None, shown} else f"{shown} ({name})"
    named = next((name for name, suffixes in _SUFFIXES.items() if suffix in suffixes), None)
    if named and named != kind:
        right = min(_SUFFIXES[kind]) if kind != "spreadsheet" else ".xlsx"
        raise Refusal(
            f"{shown}: its name says {_WORDS[named]}; its content is {_WORDS[kind]}. "
            f"If that is what it is, rename it to end in {right}; otherwise ask for the file again."
        )
    return Found(kind, path)


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(size)


def _kind(path: Path, head: bytes, shown: str) -> str:
    if head.startswith(b"PK\x03\x04"):
        return "spreadsheet"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P" in path.read_bytes():
            raise Refusal(f"{shown}: the workbook is encrypted. Save it without a password.")
        return "spreadsheet"
    if head.startswith(b"SQLite format 3\x00"):
        if head[68:72] != b"GPKG" and b"gpkg_contents" not in path.read_bytes():
            raise Refusal(f"{shown}: a SQLite database that is not a GeoPackage. Export it as GeoPackage.")
        return "gpkg"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"fgb"):
        return "flatgeobuf"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shapefile"
    return _text_kind(head, shown)


def _text_kind(head: bytes, shown: str) -> str:
    text = decode(_whole_characters(head))[0].lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")) and not re.match(r"\[[A-Za-z ]+\][,;\t]", text):
        return "json"
    if text.startswith("<"):
        opening = text[:4096].casefold()
        if "<!doctype html" in opening or "<html" in opening:
            raise Refusal(
                f"{shown}: expected data; found a web page (perhaps a log-in page saved by mistake). "
                "Download the file again."
            )
        if "<kml" in opening:
            return "kml"
        if "opengis.net/gml" in opening and not re.match(r"<ogr\w+[\s>]", opening):
            return "gml"
        raise Refusal(f"{shown}: an XML file that is neither GML nor KML. Export it as CSV or GeoPackage.")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and head.count(b"\x00") > 16:
        raise Refusal(f"{shown}: expected text; found binary data. Export it as CSV or XLSX.")
    return "delimited"


def _whole_characters(head: bytes) -> bytes:
    """Cut a sample of a UTF-8 file at a character, so that the cut is not taken for cp1252."""
    for end in range(len(head), max(len(head) - 4, 0), -1):
        try:
            head[:end].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        return head[:end]
    return head
