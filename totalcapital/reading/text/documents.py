"""JSON: lists of records, GeoJSON and GeoJSON lines."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final, Self

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from totalcapital.reading.door.sniffing import decode
from totalcapital.reading.headings.headings import detect_profile
from totalcapital.reading.raw import Fault, RawTable, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from totalcapital.reading.profiles import FileHints

__all__ = ["read_json", "spread_tags"]

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
#: Characters within which a GeoJSON says that it is one.
_OPENING: Final = 2_000
_NO_CHARACTER: Final = re.compile("[\x00\ud800-\udfff]")
_PAIR: Final = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def read_json(path: Path, shown: str, hints: FileHints) -> RawTable:
    """Read records or features into text cells; ``source_row`` counts them from 1.

    Nested objects become dotted headings (``owner.name``), lists of objects numbered ones
    (``addresses.0.town``) and, where each has a ``type``, named ones (``addresses[Visiting].town``);
    lists of plain values are joined. Numbers keep every digit that was written.

    Raises
    ------
    Refusal
        If the text is not JSON, is cut off, or holds no list of records.
    """
    text, encoding = decode(path.read_bytes())
    records, is_spatial, crs = _records(text, shown, hints)
    if not records:
        raise Refusal(f"{shown}: expected records; the list is empty. Ask for the file again.")
    faults: list[Fault] = []
    kept, lines, shapes = [], [], []
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            faults.append(
                Fault(
                    "not-a-record",
                    "error",
                    f"expected an object; found {type(record).__name__}.",
                    "Take it out.",
                    number,
                    value=_NO_CHARACTER.sub("\ufffd", str(record)[:80]),
                )
            )
            continue
        flat: dict[str, str] = {}
        _flatten(record.get("properties") or {} if is_spatial else record, "", flat)
        if is_spatial and "id" in record and "id" not in flat:
            flat["id"] = _text(record["id"])
        kept.append(flat)
        lines.append(number)
        if is_spatial:
            shapes.append(_shape(record.get("geometry"), number, faults))
    faults += _taken_out(kept, lines)
    headings = list(dict.fromkeys(heading for flat in kept for heading in flat))
    faults += _names_twice(headings)
    columns = [[flat.get(heading, "") for flat in kept] for heading in headings]
    raw = RawTable(
        headings,
        columns,
        lines,
        len(records),
        _second_count(text, records, is_spatial=is_spatial),
        geometry=shapes if is_spatial else None,
        crs=crs,
        facts={"format": "geojson" if is_spatial else "json", "encoding": encoding},
        faults=faults,
    )
    spread_tags(raw, hints.expand or ("other_tags",))
    raw.profile = detect_profile(raw.headings)
    return raw


def _taken_out(records: list[dict[str, str]], lines: list[int]) -> list[Fault]:
    """Replace, in place, what is no character: NUL, and halves of characters that JSON can spell."""
    faults = []
    for position, record in enumerate(records):
        broken = [heading for heading, cell in record.items() if _NO_CHARACTER.search(heading + cell)]
        if broken:
            words = "the text holds what is no character; it was replaced by \ufffd."
            records[position] = {
                _NO_CHARACTER.sub("\ufffd", heading): _NO_CHARACTER.sub("\ufffd", cell)
                for heading, cell in record.items()
            }
            column = _NO_CHARACTER.sub("\ufffd", broken[0])
            faults.append(
                Fault("no-character", "note", words, "Export the file again.", lines[position], column=column)
            )
    return faults


def _records(text: str, shown: str, hints: FileHints) -> tuple[list[Any], bool, str | None]:
    try:
        document = _load(text)
    except json.JSONDecodeError as error:
        lines = _lines(text, shown)
        if lines is None:
            raise Refusal(
                f"{shown}, line {error.lineno}, column {error.colno}: not JSON, or cut off ({error.msg}). "
                "Download or export the file again."
            ) from error
        is_spatial = any(isinstance(line, dict) and line.get("type") == "Feature" for line in lines)
        return lines, is_spatial, "EPSG:4326" if is_spatial else None
    except RecursionError as error:
        raise _too_deep(shown) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise Refusal(f"{shown}: a number in it cannot be read ({error}). Ask for the file again.") from error
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            raise Refusal(
                f"{shown}: expected a list of features; found {type(features).__name__}. Export the file again."
            )
        return features, True, _crs(document)
    if isinstance(document, dict) and document.get("type") == "Feature":
        return [document], True, "EPSG:4326"
    return _find_list(document, shown, hints.records), False, None


def _lines(text: str, shown: str) -> list[Any] | None:
    """Return the records of JSON lines, null where the text is something else.

    A line that cannot be read comes back as its text, to be set aside; the last one means that
    the file is cut off.
    """
    given = [(n, line.strip().lstrip("\x1e")) for n, line in enumerate(_LINE_END.split(text), start=1)]
    given = [(n, line) for n, line in given if line]
    records: list[Any] = []
    for number, line in given:
        try:
            records.append(_load(line))
        except json.JSONDecodeError as error:
            if not records or not isinstance(records[0], dict):
                return None
            if number == given[-1][0]:
                raise Refusal(
                    f"{shown}, line {number}, column {error.colno}: not JSON, or cut off ({error.msg}). "
                    "Download or export the file again."
                ) from error
            records.append(line)
        except RecursionError as error:
            raise _too_deep(f"{shown}, line {number}") from error
        except ValueError:
            return None
    return records if len(records) > 1 else None


def _too_deep(place: str) -> Refusal:
    return Refusal(f"{place}: nested too deeply to be a register. Ask for it as CSV or XLSX.")


def _find_list(document: Any, shown: str, path: str | None) -> list[Any]:
    found = document
    for part in (path or "").split(".") if path else []:
        found = found.get(part) if isinstance(found, dict) else None
    if path and not isinstance(found, list):
        raise Refusal(
            f'{shown}: expected a list of records at {path!r}; there is none. Correct records = "…".'
        )
    if isinstance(found, list):
        return found
    lists = {
        name: value
        for name, value in (found.items() if isinstance(found, dict) else ())
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    if len(lists) == 1:
        return next(iter(lists.values()))
    raise Refusal(
        f"{shown}: expected a list of records; found {', '.join(lists) or 'none'}. "
        'Say where the rows are with records = "…" in the estate file.'
    )


def _load(text: str) -> Any:
    """Parse JSON; outside GeoJSON, whose numbers are mostly coordinates, as each number was written."""
    if '"Feature' in text[:_OPENING]:
        return json.loads(text, object_pairs_hook=_all_pairs)
    return json.loads(text, parse_float=_Exact, parse_int=_exact_int, object_pairs_hook=_all_pairs)


def _all_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object with every value it holds: of a name that stands twice the later one is numbered."""
    whole = dict(pairs)
    if len(whole) == len(pairs):
        return whole
    named: dict[str, Any] = {}
    for name, value in pairs:
        free, number = name, 1
        while free in named:
            number += 1
            free = f"{name} ({number})"
        named[free] = value
    return named


def _names_twice(headings: Sequence[str]) -> list[Fault]:
    """Tell of names that stand twice in one record."""
    return [
        Fault(
            "duplicate-heading",
            "note",
            f"the name {heading!r} stands more than once in a record; the later value is read as {heading} (2).",
            "Give each value a name of its own.",
            column=heading,
        )
        for heading in headings
        if f"{heading} (2)" in headings
    ]


class _Exact(float):
    """A JSON number that remembers how it was written."""

    written: str

    def __new__(cls, written: str) -> Self:
        value = super().__new__(cls, written)
        value.written = written
        return value


def _exact_int(written: str) -> int | _Exact:
    return int(written) if len(written) <= 400 else _Exact("inf")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _Exact):
        return value.written
    return str(value)


def _flatten(value: Any, prefix: str, into: dict[str, str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(inner, f"{prefix}.{key}" if prefix else str(key), into)
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for position, item in enumerate(value):
            _flatten(item, f"{prefix}.{position}", into)
            kind = item.get("type")
            if isinstance(kind, str) and f"{prefix}[{kind}]" not in into:
                into[f"{prefix}[{kind}]"] = kind
                _flatten({k: v for k, v in item.items() if k != "type"}, f"{prefix}[{kind}]", into)
    elif isinstance(value, list):
        into[prefix] = "; ".join(_text(item) for item in value)
    else:
        into[prefix] = _text(value)


def _crs(document: dict[str, Any]) -> str | None:
    """Return the CRS a GeoJSON names in the manner of 2008, else WGS 84 as RFC 7946 says."""
    named = document.get("crs")
    described = named.get("properties") if isinstance(named, dict) else None
    if not isinstance(described, dict):
        return "EPSG:4326" if named is None else None
    name = str(described.get("name", ""))
    if "CRS84" in name or name.endswith(":4326"):
        return "EPSG:4326"
    match = re.search(r"EPSG:+(?:[\d.]*:)?(\d+)$", name)
    return f"EPSG:{match.group(1)}" if match else None


def _shape(geometry: Any, number: int, faults: list[Fault]) -> bytes | None:
    if geometry is None:
        return None
    wkb: bytes | None = None
    try:
        made = shapely.force_2d(shape(geometry))
        if all(math.isfinite(value) for value in made.bounds):
            wkb = bytes(shapely.to_wkb(made, include_srid=False))
        reason = "it is empty or not finite"
    except RecursionError:
        reason = "collections inside collections without end"
    except (*_BAD_SHAPE, ShapelyError) as error:
        reason = str(error)
    if wkb is None:
        message = f"the geometry cannot be read ({reason})."
        faults.append(Fault("bad-geometry", "warning", message, "Draw it again.", number, column="geometry"))
    elif _has_open_ring(geometry):
        message = "an outline does not end where it begins; it was closed with a straight line."
        faults.append(Fault("ring-closed", "note", message, "Draw it again.", number, column="geometry"))
    return wkb


#: What reading a geometry that is none may end in.
_BAD_SHAPE: Final = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def _has_open_ring(geometry: dict[str, Any]) -> bool:
    kind, parts = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        return any(_has_open_ring(part) for part in geometry["geometries"])
    polygons = {"Polygon": [parts], "MultiPolygon": parts}.get(str(kind)) or []
    return any(ring[0][:2] != ring[-1][:2] for polygon in polygons for ring in polygon or [])


def _second_count(text: str, records: list[Any], *, is_spatial: bool) -> int:
    """Count features, or the objects of a top-level list, in the text itself.

    Records deeper inside a document are counted from the list.
    """
    no_records = sum(not isinstance(record, dict) for record in records)
    if is_spatial:
        found = len(re.findall(r'"type"\s*:\s*"Feature"', text))
        return found if found == len(records) else _count_features(text, no_records)
    if not text.lstrip("\ufeff \t\r\n").startswith("["):
        return len(records)
    depth = count = 0
    for token in _TOKEN.finditer(text):
        mark = token.group()
        count += mark == "{" and depth == 1
        depth += (mark in "[{") - (mark in "]}")
    return count + no_records


def _count_features(text: str, no_records: int) -> int:
    """Count the objects of the list of features, or the lines where each is one, token by token.

    Slower than counting the word; needed where values use that word, or items are no features.
    """
    depth = tops = count = 0
    last, has_list, is_inside = "", False, False
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark == "[" and depth == 1 and last == '"features"':
            has_list = is_inside = True
        tops += mark == "{" and depth == 0
        count += mark == "{" and depth == 2 and is_inside
        depth += (mark in "[{") - (mark in "]}")
        is_inside = is_inside and depth > 1
        last = mark
    if has_list:
        return count + no_records
    return sum(1 for line in _LINE_END.split(text) if line.strip("\x1e \t")) if tops != 1 else tops


def spread_tags(raw: RawTable, names: Sequence[str]) -> None:
    """Spread columns of ``"key"=>"value"`` pairs into one column for each key."""
    for name in names:
        if name not in raw.headings:
            continue
        cells = raw.columns[raw.headings.index(name)]
        pairs = [dict(_PAIR.findall(cell)) for cell in cells]
        for key in sorted({key for found in pairs for key in found}):
            raw.headings.append(f"{name}.{key}")
            raw.columns.append([found.get(key, "").replace('\\"', '"') for found in pairs])
