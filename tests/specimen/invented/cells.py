"""What a record looks like in a cell: one small rule for each kind of heading."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from invented.bodies import kind_of_council
from invented.grid import to_degrees
from invented.services import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from invented.premises import Record

__all__ = ["CELLS", "COLUMN_OF", "Cell", "ring"]

Cell = str | int | float | dt.date | None


def _address(record: Record) -> str:
    return f"{record.street_number} {record.street}, {record.town}"


def _land_or_building(record: Record) -> str:
    floor, land = KINDS[record.service].floor_m2[1], record.site_area_m2
    if not floor:
        return "Land"
    return "Land and building" if land else "Building"


def _role(record: Record) -> str:
    return {"both": "Owner and occupier", "owner": "Owner", "occupier": "Occupier"}[record.role]


def _status(record: Record) -> str:
    return {"operational": "In use", "vacant": "Vacant", "surplus": "Declared surplus", "closed": "Closed"}[
        record.status
    ]


def _tenure_detail(record: Record) -> str:
    if record.status == "vacant":
        return "Vacant"
    if record.status == "surplus":
        return "Declared Surplus"
    if record.status == "closed":
        return "Other"
    if record.tenure == "Leasehold":
        return "Leasehold In"
    return "Leasehold Out" if record.is_leased_out else "Owner Occupied"


def _outward(record: Record) -> str | None:
    return record.postcode.split()[0] if record.postcode else None


def _tc(value: Callable[[Record], Cell]) -> Callable[[Record], Cell]:
    """Leave out, for a vacant building, what would say exactly where it is."""
    return lambda record: None if record.outward_only else value(record)


def _lon(record: Record) -> float | None:
    return (
        None
        if record.easting is None or record.northing is None
        else to_degrees(record.easting, record.northing)[0]
    )


def _lat(record: Record) -> float | None:
    return (
        None
        if record.easting is None or record.northing is None
        else to_degrees(record.easting, record.northing)[1]
    )


def ring(record: Record) -> list[tuple[int, int]] | None:
    """Return the corners of a record's land: a rectangle around its point, of the area it states."""
    if record.easting is None or record.northing is None:
        return None
    long = max(12, min(260, round(((record.site_area_m2 or 900) * 1.5) ** 0.5)))
    wide = max(8, min(200, round((record.site_area_m2 or 900) / long)))
    west, south = record.easting - long // 2, record.northing - wide // 2
    return [
        (west, south),
        (west + long, south),
        (west + long, south + wide),
        (west, south + wide),
        (west, south),
    ]


def _wkt(record: Record) -> str | None:
    corners = ring(record)
    if corners is None:
        return None
    return "POLYGON ((" + ", ".join(f"{x} {y}" for x, y in corners) + "))"


def _plain(name: str) -> Callable[[Record], Cell]:
    return lambda record: getattr(record, name)


CELLS: dict[str, Callable[[Record], Cell]] = {
    name: _plain(name)
    for name in (
        "agency",
        "name",
        "reference",
        "street_number",
        "street",
        "town",
        "postcode",
        "uprn",
        "urn",
        "tenure",
        "floor_area_m2",
        "site_area_m2",
        "unused_pct",
        "non_clinical_pct",
        "staff_fte",
        "workstations",
        "capacity",
        "roll",
        "opening_hours",
        "running_cost_gbp",
        "rent_gbp",
        "backlog_gbp",
        "condition",
        "value_gbp",
        "easting",
        "northing",
        "lease_start",
        "lease_end",
        "lease_break",
        "notice_months",
        "note",
    )
} | {
    "address": _address,
    "service": lambda record: KINDS[record.service].written,
    "kind": _land_or_building,
    "role": _role,
    "let": lambda record: "Yes" if record.is_leased_out else "No",
    "status": _status,
    "site_area_ha": lambda record: (
        None if record.site_area_m2 is None else round(record.site_area_m2 / 10_000, 4)
    ),
    "lon": _lon,
    "lat": _lat,
    "wkt": _wkt,
    "sensitivity": lambda record: {"open": "Open", "restricted": "Restricted", "secret": "Secret"}[
        record.sensitivity
    ],
    "marking": lambda record: {"open": "OFFICIAL", "restricted": "OFFICIAL-SENSITIVE", "secret": "SECRET"}[
        record.sensitivity
    ],
    "tc_tenure_detail": _tenure_detail,
    "tc_postcode": lambda record: _outward(record) if record.outward_only else record.postcode,
    "tc_street_number": _tc(_plain("street_number")),
    "tc_street": _tc(_plain("street")),
    "tc_lon": _tc(_lon),
    "tc_lat": _tc(_lat),
    "tc_easting": _tc(_plain("easting")),
    "tc_northing": _tc(_plain("northing")),
    "tc_kind": lambda record: {
        "Land": "Land",
        "Building": "Buildings",
        "Land and building": "Land/Buildings",
    }[_land_or_building(record)],
    "type": lambda record: record.extra.get("type"),
    "type_group": lambda record: {
        "Academy converter": "Academies",
        "Other independent school": "Independent schools",
    }.get(record.extra.get("type", ""), "Local authority maintained schools"),
    "trust": lambda record: record.agency if record.extra.get("type") == "Academy converter" else None,
    "la_name": lambda record: record.extra.get("la"),
    "school_status": lambda record: "Closed" if record.status == "closed" else "Open",
    "phase": lambda record: "Secondary" if "High" in record.name else "Primary",
    "country": lambda _record: "England",
    "body_kind": lambda record: kind_of_council(record.agency),
}

#: The cell's name here: our column of the tables, for the estate file.
COLUMN_OF: dict[str, str] = {
    "reference": "reference",
    "name": "name",
    "address": "address",
    "postcode": "postcode",
    "uprn": "uprn",
    "service": "service",
    "kind": "property_kind",
    "role": "role",
    "tenure": "tenure",
    "let": "is_leased_out",
    "status": "status",
    "lease_start": "lease_start_date",
    "lease_end": "lease_end_date",
    "lease_break": "lease_break_date",
    "notice_months": "break_notice_months",
    "floor_area_m2": "floor_area_m2",
    "site_area_m2": "site_area_m2",
    "site_area_ha": "site_area_m2",
    "unused_pct": "unused_pct",
    "non_clinical_pct": "non_clinical_pct",
    "staff_fte": "staff_fte",
    "workstations": "workstations_count",
    "capacity": "capacity_count",
    "roll": "occupied_count",
    "opening_hours": "opening_hours_week",
    "running_cost_gbp": "running_cost_gbp",
    "rent_gbp": "rent_gbp",
    "backlog_gbp": "backlog_gbp",
    "condition": "condition_grade",
    "value_gbp": "value_gbp",
    "sensitivity": "sensitivity",
    "marking": "sensitivity",
    "easting": "x_read",
    "northing": "y_read",
    "lon": "x_read",
    "lat": "y_read",
    "wkt": "geometry",
    "note": "constraints",
    "body_kind": "sector",
}


def as_text(value: Any) -> str:
    """Return a cell as a CSV writes it: days as 31/03/2027."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value)
