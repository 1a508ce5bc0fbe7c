"""What public bodies spend in Harbour, small enough to add up by hand.

Northbank has 10,000 residents, 6,000 of them in Eastquay and 4,000 in Westquay; of Farquay, its third
authority, nothing is known. In 2025-26 its revenue is: council, education 8,000,000 (by law), culture 500,000
and public health 600,000 (the place decides), central services -250,000 (credits); trust, health 12,000,000
(decided nationally) and public health 400,000 (by law); police 2,000,000, shared out by residents, 60 % of the
force's; 50,000 of which neither body nor service is known. Together 23,300,000, or 2,330 by resident, of
which 1,100,000 (110) is decided here. Capital of that year: 1,000,000. In the prices of 2026-27 everything of
2025-26 is a tenth more, and of 2024-25 nothing is known. 3,000,000 of the railway is in no area.
"""

from __future__ import annotations

import pandas as pd
import shapely

from totalcapital.assumptions import load_assumptions
from totalcapital.tables import TABLES

__all__ = ["add"]

BNG = "EPSG:27700"
_COUNCIL = ("council", "unitary")
_TRUST = ("trust", "nhs")
_POLICE = ("police", "police")
#: area, year, (body, sector), service, budget, discretion, amount, allocation, share, register
_ROWS = [
    ("northbank", "2025-26", _COUNCIL, "education", "revenue", "statutory", 8_000_000, "whole", 1.0, "outturn"),
    ("northbank", "2025-26", _COUNCIL, "culture", "revenue", "discretionary", 500_000, "whole", 1.0, "outturn"),
    ("northbank", "2025-26", _COUNCIL, "public-health", "revenue", "discretionary", 600_000, "whole", 1.0, "outturn"),
    ("northbank", "2025-26", _COUNCIL, "central-services", "revenue", "unknown", -250_000, "whole", 1.0, "outturn"),
    ("northbank", "2025-26", _COUNCIL, "education", "capital", "discretionary", 1_000_000, "whole", 1.0, "outturn"),
    ("northbank", "2025-26", _TRUST, "health", "revenue", "national", 12_000_000, "whole", 1.0, "payments"),
    ("northbank", "2025-26", _TRUST, "public-health", "revenue", "statutory", 400_000, "whole", 1.0, "payments"),
    ("northbank", "2025-26", _POLICE, "police", "revenue", "statutory", 2_000_000, "population", 0.6, "outturn"),
    ("northbank", "2025-26", (None, None), None, "revenue", "unknown", 50_000, "placed", 1.0, "payments"),
    ("northbank", "2024-25", _COUNCIL, "education", "revenue", "statutory", 7_500_000, "whole", 1.0, "outturn"),
    ("eastquay", "2025-26", _COUNCIL, "education", "revenue", "statutory", 9_000_000, "population", 0.6, "outturn"),
    ("westquay", "2025-26", _COUNCIL, "education", "revenue", "statutory", 8_000_000, "population", 0.4, "outturn"),
    (None, "2025-26", ("rail", "central"), "highways-and-transport", "revenue", "national", 3_000_000, "unmapped", 1.0, "outturn"),
]  # fmt: skip
_RESIDENTS = {"northbank": 10_000, "eastquay": 6_000, "westquay": 4_000}
_AGENCIES = [("rail", "Harbour Railway", "central", True)]


def add(tables):
    """The tables of Harbour with its accounts, its three authorities and all that stands beside the accounts."""
    areas = pd.DataFrame(tables["areas"]).copy()
    areas["population_count"] = areas["area_id"].map(_RESIDENTS)
    quays = [
        ("eastquay", "Eastquay", 410_000),
        ("farquay", "Farquay", 412_000),
        ("westquay", "Westquay", 414_000),
    ]
    more = pd.DataFrame([
        {"area_id": name, "kind": "authority", "name": label, "population_count": _RESIDENTS.get(name),
         "geometry": shapely.box(x - 950, 309_000, x + 950, 315_000)}
        for name, label, x in quays
    ])  # fmt: skip
    known = TABLES["agencies"].conform(
        pd.DataFrame([dict(zip(("agency_id", "name", "sector", "is_public"), a, strict=True)) for a in _AGENCIES])
    )  # fmt: skip
    made = {
        "accounts": [_account(*row) for row in _ROWS], "funders": _funders(), "provision": _provision(),
        "property_costs": _property_costs(), "ceilings": _ceilings(), "reconciliations": _reconciliations(),
        "spending": _transfers(),
    }  # fmt: skip
    registers = pd.DataFrame([
        {"register_id": name, "publisher": label, "profile": "template", "path": f"{name}.csv", "sha256": "0" * 64,
         "rows_read": 9, "rows_kept": 9, "rows_set_aside": 0}
        for name, label in (("outturn", "Harbour Outturn Office"), ("payments", "Harbour NHS Trust payments"))
    ])  # fmt: skip
    return {
        **tables,
        "areas": TABLES["areas"].conform(pd.concat([areas, more], ignore_index=True), crs=BNG),
        "agencies": pd.concat([tables["agencies"], known], ignore_index=True),
        "registers": pd.concat(
            [tables["registers"], TABLES["registers"].conform(registers)], ignore_index=True
        ),
        "assumptions": load_assumptions({}).table(),
        **{name: TABLES[name].conform(pd.DataFrame(rows)) for name, rows in made.items()},
    }


def _account(area, year, body, service, budget, discretion, amount, allocation, share, register):  # noqa: PLR0917
    residents = _RESIDENTS.get(area)
    return {
        "area_id": area, "financial_year": year, "agency_id": body[0], "sector": body[1], "service": service, "budget": budget,
        "discretion": discretion, "basis": "payments" if register == "payments" else "outturn", "amount_gbp": float(amount),
        "per_head_gbp": None if residents is None else amount / residents,
        "real_gbp": None if year == "2024-25" else amount * 1.1, "price_base": "2026-27", "allocation": allocation,
        "share": share, "register_ids": register, "rows_count": 2,
    }  # fmt: skip


def _funders():
    return [
        {"area_id": "northbank", "financial_year": "2025-26", "service": "public-health", "budget": "revenue",
         "agencies_count": 2, "agency_ids": "council; trust", "amount_gbp": 1_000_000.0, "largest_share_pct": 60.0},
        {"area_id": "southbank", "financial_year": "2025-26", "service": "culture", "budget": "revenue",
         "agencies_count": 3, "agency_ids": "council; police; trust", "amount_gbp": 9.0, "largest_share_pct": 50.0},
    ]  # fmt: skip


def _provision():
    rows = [
        ("northbank", "library", 48, 1, 20, 0, None),
        ("northbank", "clinic", 24, 2, 6, 2, "site-000002; site-000012"),
        (None, "clinic", 40, 2, 9, 2, "site-000002; site-000012"),
    ]
    names = ("area_id", "service", "sites_count", "agencies_count", "near_sites_count", "near_other_body_count", "site_ids")  # fmt: skip
    return [{**dict(zip(names, row, strict=True)), "walk_min": 15.0} for row in rows]


def _property_costs():
    rows = [
        ("northbank", "2025-26", None, None, 400_000.0, 8_850_000.0, 100 * 400_000 / 8_850_000),
        ("northbank", "2025-26", "council", "education", 320_000.0, 8_000_000.0, 4.0),
    ]
    names = ("area_id", "financial_year", "agency_id", "service", "property_gbp", "spend_gbp", "share_pct")
    return [
        {**dict(zip(names, row, strict=True)), "basis": "running costs of holdings", "missing": "running cost of 60 properties"}
        for row in rows
    ]  # fmt: skip


def _ceilings():
    return [
        {"area_id": "northbank", "region_code": "E12000004", "financial_year": "2025-26", "service": "education",
         "budget": None, "counted_per_head_gbp": 900.0, "ceiling_per_head_gbp": 1_200.0, "share_pct": 75.0},
    ]  # fmt: skip


def _reconciliations():
    rows = [
        ("outturn", "sum of all services against TOTAL SERVICE EXPENDITURE", "2025-26", 3, 0, 10_850_000.0, 10_850_000.0),
        ("payments", "sum of payments against the sheet's total", None, 1, 1, 12_450_100.0, 12_450_000.0),
    ]  # fmt: skip
    names = (
        "register_id",
        "what",
        "financial_year",
        "rows_count",
        "differing_count",
        "stated_gbp",
        "read_gbp",
    )
    return [{**dict(zip(names, row, strict=True)), "difference_gbp": row[-1] - row[-2]} for row in rows]


def _transfers():
    return [
        {"spending_id": f"outturn:{at}", "register_id": "outturn", "source_file": "outturn.csv", "source_row": at,
         "source_column": "Precept", "agency_id": "council", "service": "police", "budget": "revenue",
         "discretion": "unknown", "basis": "outturn", "financial_year": "2025-26", "amount_gbp": 850_000.0,
         "is_transfer": True}
        for at in (2, 3)
    ]  # fmt: skip
