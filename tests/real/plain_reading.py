"""Reads the real files by the standard library alone, so that totals are worked out independently."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile

import python_calamine

__all__ = ["features", "plain_headings", "plain_rows", "tags"]


def plain_text(path):
    """Text of a file, unpacked: UTF-8, else Windows-1252."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(archive.namelist()[0])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def plain_rows(path):
    """Rows of a text file, a dictionary each; a cell that is missing at the end is blank."""
    text = plain_text(path)
    separator = "¬" if "¬" in text.split("\n", 1)[0] else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restval=""))


def features(path):
    """Features of a GeoJSON file."""
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def tags(feature):
    """The ``"key"=>"value"`` pairs of a feature's other_tags."""
    text = feature["properties"].get("other_tags") or ""
    pairs, key, word, quoted, escaped = {}, None, [], False, False
    for character in text:
        if escaped:
            word.append(character)
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
            if not quoted:
                if key is None:
                    key = "".join(word)
                else:
                    pairs[key], key = "".join(word), None
                word = []
        elif quoted:
            word.append(character)
    return pairs


def flat_keys(record, prefix=""):
    """Dotted headings of a nested record, lists by position."""
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from flat_keys(value, f"{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for position, item in enumerate(value):
                yield from flat_keys(item, f"{name}.{position}.")
        else:
            yield name


def plain_headings(path, sheet=None, row=1):
    """Headings of a file of any of the formats seen."""
    if path.suffix in {".xlsx", ".xls", ".ods"}:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        return [str(cell) for cell in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[row - 1]]
    if path.suffix == ".geojson":
        return list(dict.fromkeys(key for feature in features(path) for key in feature["properties"]))
    if path.suffix == ".json":
        return list(
            dict.fromkeys(key for record in json.loads(path.read_text("utf-8")) for key in flat_keys(record))
        )
    return list(plain_rows(path)[0])
