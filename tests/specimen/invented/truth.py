"""What was planted, with the references by which the records are found once read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from shapely.geometry import Point, Polygon

from invented.bodies import SPELLINGS
from invented.cells import ring
from invented.chance import SEED
from invented.layouts import layout_of
from invented.services import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invented.assemble import Sheet
    from invented.planted import Case
    from invented.premises import Record

__all__ = ["truth_of"]


def _record(record: Record) -> dict[str, Any]:
    told: dict[str, Any] = {
        "asset_id": record.asset_id,
        "register_id": record.register_id,
        "reference": record.reference,
        "agency": record.agency,
        "name": record.name,
    }
    if record.uprn:
        told["uprn"] = record.uprn
    return told


def _case(case: Case) -> dict[str, Any]:
    told = {key: value for key, value in case.expected.items() if key not in {"host", "guest"}}
    made = {**told, "records": [_record(record) for record in case.records]}
    if case.kind == "colocation-pair":
        host, guest = case.records
        made |= {
            "host": host.asset_id,
            "guest": guest.asset_id,
            "between_points_m": case.expected["distance_m"],
        }
        made["distance_m"] = _apart(host, guest)
    if case.kind == "withheld":
        made["is_marked_in_register"] = _is_marked(case.records[0])
    return made


def _apart(host: Record, guest: Record) -> float:
    """Return how far apart the two stand in their registers: from the edge where one is a shape."""
    assert guest.easting is not None
    assert guest.northing is not None
    corners = ring(host) if "wkt" in layout_of(host).headings.values() else None
    where = Polygon(corners) if corners else Point(host.easting or 0, host.northing or 0)
    return float(round(where.distance(Point(guest.easting, guest.northing)), 1))


def _is_marked(record: Record) -> bool:
    """Tell whether the record's register has a column that says who may be told."""
    return bool({"sensitivity", "marking"} & set(layout_of(record).headings.values()))


def _is_vacant_building(record: Record) -> bool:
    return record.status == "vacant" and KINDS[record.service].floor_m2[1] > 0


def truth_of(
    records: Sequence[Record],
    cases: Sequence[Case],
    tables: Sequence[Sheet],
    faults: list[dict[str, Any]],
    capital: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return the content of ``truth.json``."""
    planted: dict[str, list[dict[str, Any]]] = {}
    for case in cases:
        planted.setdefault(case.kind, []).append(_case(case))
    extra = Counter((fault["register_id"], fault["kind"]) for fault in faults)
    registers = {
        sheet.layout.id: {
            "path": sheet.layout.path,
            "records": sum(1 for r in records if r.register_id == sheet.layout.id),
            "twin_rows": extra[sheet.layout.id, "twin-row"],
            "totals_rows": extra[sheet.layout.id, "totals-row"],
            "blank_rows": extra[sheet.layout.id, "blank-row"],
        }
        for sheet in tables
    }
    withheld = [r for r in records if r.sensitivity != "open"]
    vacant = [r for r in records if _is_vacant_building(r)]
    return {
        "note": "Planted in the specimen on purpose. Everything is invented. Made by make_specimen.py.",
        "seed": SEED,
        "records": len(records),
        "records_by_area": dict(sorted(Counter(r.area for r in records).items())),
        "registers": registers,
        "planted": planted,
        "vacant_buildings": [_record(r) for r in vacant],
        "withheld": [
            {
                **_record(r),
                "sensitivity": r.sensitivity,
                "service": r.service,
                "is_marked_in_register": _is_marked(r),
            }
            for r in withheld
        ],
        "one_body_two_spellings": [[name, other] for name, other in sorted(SPELLINGS.items())],
        "faults": faults,
        "capital": capital,
    }
