"""The capital projects of Harbour, by rule, and how some of them meet.

Project p of 24. Body by p % 4: 0, 3 council; 1 trust; 2 police. Amount 100,000 (p + 1); none said where p % 6 == 5.
Placed by p % 8: 0, 1 coordinates; 2 a property by number; 3 one by name; 4 postcode; 5 place name; 6 area; 7 none.
Money by year where p % 3 == 0: 20 % in 2026-27 (approved), 50 % in 2027-28, 30 % in 2028-29 (both indicative).
Dates: 1 April 2026 to 31 March 2029 where p % 3 == 0; 1 June 2027 to 30 September 2028, give or take half a year,
where p % 3 == 1; from 1 January 2028 without an end where p % 3 == 2, but none where p % 12 == 11.
Sources where p % 4 == 0: 60 % grant, to be spent by 31 December 2027, 30 % borrowing.
Projects from 18 on are in Southbank.
"""

from __future__ import annotations

import harbour_estate
import pandas as pd
import shapely

from totalcapital.tables import TABLES

__all__ = ["ALIGNMENTS", "amount", "body", "build", "in_year", "method", "project_id"]

COUNT = 24
YEARS = {"2026-27": 0.2, "2027-28": 0.5, "2028-29": 0.3}
BNG = harbour_estate.BNG


def project_id(p):
    return f"works:P{p:02d}"


def body(p):
    return ("council", "trust", "police", "council")[p % 4]


def amount(p):
    return None if p % 6 == 5 else 100_000.0 * (p + 1)


def method(p):
    return ("coordinates", "coordinates", "asset", "named-asset", "postcode", "place-name", "area", "none")[
        p % 8
    ]


def in_year(p, year):
    """Money of a year; null: not known."""
    return amount(p) * YEARS[year] if p % 3 == 0 and amount(p) is not None else None


def dates(p):
    if p % 12 == 11:
        return None, None, None
    return (
        ("2026-04-01", "2029-03-31", None),
        ("2027-06-01", "2028-09-30", 182.0),
        ("2028-01-01", None, None),
    )[p % 3]


def where(p):
    if method(p) == "none":
        return None
    if method(p) in {"place-name", "area"}:  # somewhere in the town
        return shapely.Point(412500, 312500)
    x, y = harbour_estate.place(p if p < 18 else 120 + p, 200)
    return shapely.Point(x + 60, y + 60)


def _project(p):
    start, end, exact = dates(p)
    return {
        "project_id": project_id(p), "register_id": "council", "source_file": "works.csv", "source_row": p + 2,
        "agency_id": body(p), "name": f"Quay works {p}", "service": ("library", "clinic", "police-station")[p % 3],
        "works": "refurbishment" if p % 2 else "new-build", "project_stage": "design",
        "commitment": ("approved", "indicative", "unknown")[p % 3], "start_date": start and pd.Timestamp(start),
        "end_date": end and pd.Timestamp(end), "dates_accuracy_days": exact, "total_gbp": amount(p),
        "place_name": "Harbourton" if p % 2 else "Quayside", "sensitivity": "open", "source_values": "{}",
    }  # fmt: skip


def _years(p):
    return [
        {"project_id": project_id(p), "period": "year", "financial_year": year, "year_start_date": pd.Timestamp(f"{year[:4]}-04-01"),
         "year_end_date": pd.Timestamp(f"20{year[5:]}-03-31"), "amount_gbp": in_year(p, year),
         "commitment": "approved" if year == "2026-27" else "indicative", "heading": year}
        for year in YEARS if in_year(p, year) is not None
    ]  # fmt: skip


def _funding(p):
    if p % 4 or amount(p) is None:
        return []
    return [
        {"project_id": project_id(p), "source": "grant", "source_read": "Towns grant", "amount_gbp": 0.6 * amount(p),
         "longstop_date": pd.Timestamp("2027-12-31"), "is_ring_fenced": True},
        {"project_id": project_id(p), "source": "borrowing", "source_read": "borrowing", "amount_gbp": 0.3 * amount(p)},
    ]  # fmt: skip


#: kind, from, to, what the other end is, status, money at stake
ALIGNMENTS = [
    ("combine", 0, 1, "projects", "new", 300_000.0),
    ("spend-then-sell", 2, "site-000026:council", "holdings", "still", 300_000.0),
    ("clash", 3, 4, "projects", "new", 900_000.0),
    ("gap", 6, None, None, "new", None),
    ("sequence", 8, 20, "projects", "still", 2_100_000.0),
    ("enable", 9, 10, "projects", "dismissed", 1_000_000.0),
    ("duplicate", 12, 13, "projects", "resolved", 1_300_000.0),
]


def _alignment(at, row):
    kind, start, other, table, status, money = row
    ends = [where(start), where(other) if table == "projects" else None]
    line = shapely.LineString([e.coords[0] for e in ends]) if all(ends) else ends[0]
    return {
        "alignment_id": f"al-{at:04d}", "kind": kind, "from_id": project_id(start),
        "to_id": project_id(other) if table == "projects" else other, "to_table": table,
        "service": "school" if kind == "gap" else None, "distance_m": None if kind == "gap" else 120.0 + at,
        "distance_uncertainty_m": None if kind == "gap" else 15.0, "overlap_days": 487.0 if kind == "combine" else 0.0 if kind == "sequence" else None,
        "gap_days": 0.0 if kind == "combine" else 90.0 if kind == "sequence" else None, "time_uncertainty_days": 182.0 if kind == "combine" else None,
        "amount_gbp": money, "confidence": "medium", "rank": at + 1 if status in {"new", "still"} else None, "area_id": "northbank",
        "status": status, "since_date": pd.Timestamp("2026-07-01") if status == "still" else None,
        "decision": "dismissed" if status == "dismissed" else None, "check_first": f"Whether works {start} can wait",
        "missing": "gross floor area; lease end", "reason": f"Quay works {start} {kind} number {at}.", "rule": f"{kind} within 250 m",
        "geometry": line,
    }  # fmt: skip


def build():
    """Every table of Harbour with these projects in place of its own."""
    tables = harbour_estate.build()
    old = set(tables["projects"]["project_id"])
    every = range(COUNT)
    found = [
        {"subject_id": project_id(p), "method": method(p), "evidence": f"as the list says of {p}", "geometry": where(p),
         "accuracy_m": {"none": None, "place-name": 900.0, "area": 5200.0, "postcode": 60.0}.get(method(p), 5.0)}
        for p in every
    ]  # fmt: skip
    places = [
        {"subject_id": project_id(p), "area_id": "northbank" if p < 18 else "southbank", "kind": "programme", "share": 1.0, "is_main": True}
        for p in every
    ]  # fmt: skip
    decision = {"subject": "alignment", "subject_id": "al-0005", "decision": "dismissed", "by": "Ana", "on_date": pd.Timestamp("2026-10-05"),
                "reason": "the pool is next door", "source_row": 7, "state": "in-force"}  # fmt: skip
    made = {
        "projects": [_project(p) for p in every],
        "project_years": [row for p in every for row in _years(p)],
        "funding": [row for p in every for row in _funding(p)],
        "alignments": [_alignment(at, row) for at, row in enumerate(ALIGNMENTS)],
        "slippage": [{"project_id": project_id(0), "before_id": "works:old", "edition": "2026-07-01", "before_end_date": pd.Timestamp("2028-03-31"),
                      "before_gbp": 80_000.0, "end_slip_days": 365.0, "change_gbp": 20_000.0}],
        "ledger": [{"alignment_id": "al-0000", "kind": "combine", "agreed_on_date": pd.Timestamp("2026-10-20"), "saving_gbp": 45_000.0,
                    "by": "Bo Quayle", "about": "one contractor for both", "status": "new"}],
    }  # fmt: skip
    for name, rows in made.items():
        table = TABLES[name]
        tables[name] = table.conform(pd.DataFrame(rows), crs=BNG if table.is_spatial else None)
    for name, key, rows in (("locations", "subject_id", found), ("places", "subject_id", places)):
        table = TABLES[name]
        kept = tables[name][~tables[name][key].isin(old)]
        new = table.conform(pd.DataFrame(rows), crs=BNG if table.is_spatial else None)
        tables[name] = pd.concat([kept, new], ignore_index=True)
    decisions = TABLES["decisions"].conform(pd.DataFrame([decision]))
    tables["decisions"] = pd.concat([tables["decisions"], decisions], ignore_index=True)
    return tables
