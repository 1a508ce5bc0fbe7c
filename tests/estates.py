"""Small estates written into a folder: registers, look-ups and the estate file."""

from __future__ import annotations

import csv
import datetime as dt
import json

__all__ = ["load", "square", "write_csv", "write_estate", "write_outlines"]


def write_csv(path, headings, rows, *, encoding="utf-8", separator=","):
    """Write a register of text cells and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def square(west, south, size, *, height=None):
    """Return the ring of a box as GeoJSON wants it."""
    east, north = west + size, south + (size if height is None else height)
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def write_outlines(path, boxes, *, code="LAD20CD", name="LAD20NM", crs=27700):
    """Write named boxes, ``{code: ring}``, as GeoJSON in a metric CRS."""
    features = [
        {
            "type": "Feature",
            "properties": {code: key, name: f"Area {key}"},
            "geometry": {"type": "Polygon", "coordinates": ring},
        }
        for key, ring in boxes.items()
    ]
    named = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}
    path.write_text(
        json.dumps({"type": "FeatureCollection", "crs": named, "features": features}), encoding="utf-8"
    )
    return path


def _toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def write_estate(folder, **sections):
    """Write ``estate.toml`` and return its path.

    ``registers`` and ``areas`` are lists of tables; every other keyword is a section. Name, day
    and publication key are filled in.
    """
    sections = {
        **sections,
        "estate": {"name": "Testshire", "as_of": dt.date(2026, 11, 1), **sections.get("estate", {})},
        "publication": {"key": "test-key", **sections.get("publication", {})},
    }
    lists = {"registers": "register", "areas": "area", "capital": "capital", "spending": "spending"}
    lines = []
    for section, table in sections.items():
        for entry in table if section in lists else [table]:
            lines.append(f"[[{lists[section]}]]" if section in lists else f"[{section}]")
            lines += [f"{key} = {_toml(value)}" for key, value in entry.items()]
            lines.append("")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "estate.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def load(folder, **sections):
    """Write an estate file and load it."""
    from totalcapital.project import load_project  # noqa: PLC0415 - only where an estate is loaded

    return load_project(write_estate(folder, **sections))
