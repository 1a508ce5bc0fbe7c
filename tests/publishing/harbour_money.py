"""Money of Harbour: projects of three bodies that meet, spending and accounts, by rule.

Beside the twelve projects of Harbour, which are open and the council's:

| project | body | sensitivity | what |
|---|---|---|---|
| works:Q01 | police | secret | meets P01, P02 and site 1; £4,321,987 |
| works:Q02 | trust | restricted | meets P01 and P04; £2,345,671 |
| works:Q03 | trust | restricted | meets P01 and Q02, and site 1 |
| works:Q04 | police | open, "Refuge" in its name | meets P02 |
| works:Q05 | trust | open, placed on the record of site 33, which is secret | meets P02 |

P01 and P02 combine; P02 sequences P04; P04 duplicates P05 and rests on option 0 of Harbour's hidden ones; P05 is
spend-then-sell on site 1; P07 on site 52, which is restricted; P08 is a gap; P10 and P11 clash, dismissed.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from harbour_estate import BNG, SPECIAL, place

from totalcapital.fingerprints import alignment_id
from totalcapital.tables import TABLES

__all__ = ["HIDDEN_PROJECTS", "SECRET_WORDS", "with_money"]

HIDDEN_PROJECTS = ("works:Q01", "works:Q02", "works:Q03", "works:Q04", "works:Q05")
#: What must stand in no byte for partner and public.
SECRET_WORDS = (
    "Nightjar Yard", "works:Q01", "REF-Q01", "4,321,987", "4321987", "Sandpiper", "works:Q02", "2,345,671", "2345671",
    "Curlew", "works:Q03", "Plover Refuge", "Dunlin", "Gannet grant",
)  # fmt: skip

_PROJECTS = [
    ("works:Q01", "police", "Nightjar Yard", "secret", 4_321_987.0),
    ("works:Q02", "trust", "Sandpiper Unit", "restricted", 2_345_671.0),
    ("works:Q03", "trust", "Curlew Ward", "restricted", None),
    ("works:Q04", "police", "Plover Refuge", "open", 987_659.0),
    ("works:Q05", "trust", "Dunlin Rooms", "open", 876_543.0),
]
P = "capital:P{:02d}".format
HELD = "site-000001:council"
#: kind, from, to, amount, status, decision, rests on
_MEETINGS = [
    ("combine", P(1), P(2), 1_000_000.0, "new", None, None),
    ("sequence", P(2), P(4), 900_000.0, "still", "accepted", None),
    ("duplicate", P(4), P(5), 800_000.0, "new", None, "OPTION"),
    ("spend-then-sell", P(5), HELD, 700_000.0, "new", None, None),
    ("spend-then-sell", P(7), "site-000052:trust", 650_000.0, "new", None, None),
    ("gap", P(8), None, 600_000.0, "new", None, None),
    ("combine", P(1), "works:Q01", 5_000_000.0, "new", None, None),
    ("clash", "works:Q01", P(2), 4_000_000.0, "new", "accepted", None),
    ("spend-then-sell", "works:Q01", HELD, 4_321_987.0, "new", None, None),
    ("combine", P(1), "works:Q02", 3_000_000.0, "new", None, None),
    ("clash", "works:Q03", P(1), None, "still", None, None),
    ("sequence", "works:Q02", P(4), 2_345_671.0, "still", None, None),
    ("combine", "works:Q02", "works:Q03", 2_000_000.0, "new", None, None),
    ("spend-then-sell", "works:Q03", HELD, None, "new", None, None),
    ("combine", P(2), "works:Q04", 1_500_000.0, "new", None, None),
    ("combine", P(2), "works:Q05", 1_400_000.0, "new", None, None),
    ("clash", P(10), P(11), 100_000.0, "dismissed", "dismissed", None),
    ("enable", P(2), P(5), 50_000.0, "new", None, "works:Q01"),
]


def with_money(tables, *, without=()):
    """The tables of Harbour with its money; ``without`` projects and whatever was made of them."""
    made = {name: frame.copy() for name, frame in tables.items()}
    rows, found = _projects(without)
    made["projects"] = _more("projects", made["projects"], rows)
    made["locations"] = _more("locations", made["locations"], found)
    made["places"] = _more("places", made["places"], [
        {"subject_id": row["project_id"], "area_id": "northbank", "kind": "programme", "share": 1.0, "is_main": True}
        for row in rows
    ])  # fmt: skip
    made["registers"] = _more("registers", made["registers"], _registers(rows))
    ids = list(made["projects"]["project_id"])
    made["project_years"] = _more(
        "project_years", made["project_years"], [row for one in ids for row in _years(one)]
    )
    made["funding"] = _more("funding", made["funding"], [_fund(one) for one in ids])
    made["slippage"] = _more("slippage", made["slippage"], [_slip(one) for one in ids])
    meetings = [one for one in _MEETINGS if not {one[1], one[2], one[6]} & set(without)]
    hidden = _hidden_option(tables)
    made["alignments"] = _more(
        "alignments", made["alignments"], [_meeting(at, one, hidden) for at, one in enumerate(meetings, 1)]
    )
    made["ledger"] = _more("ledger", made["ledger"], _agreed(meetings))
    made["assumptions"] = _more("assumptions", made["assumptions"], [
        {"assumption_id": name, "stage": "account", "meaning": name, "value": value, "unit": unit, "source": "Own choice",
         "set_by": "default"}
        for name, value, unit in (("account.walk-min", 15.0, "min"), ("account.place-accuracy", 100.0, "m"),
                                  ("walk.speed", 80.0, "m a min"), ("walk.detour-factor", 1.25, "x"))
    ])  # fmt: skip
    return made | _accounts()


def _more(name, frame, rows):
    new = pd.DataFrame(rows, columns=TABLES[name].column_names).astype(object)
    both = pd.concat([pd.DataFrame(frame).astype(object), new], ignore_index=True)
    if not TABLES[name].is_spatial:
        return TABLES[name].conform(both)
    shapes = gpd.GeoSeries([None if pd.isna(one) else one for one in both["geometry"]], crs=BNG)
    return TABLES[name].conform(gpd.GeoDataFrame(both.drop(columns="geometry"), geometry=shapes, crs=BNG))


def _projects(without):
    rows, found = [], []
    for at, (name, body, called, sensitivity, total) in enumerate(_PROJECTS):
        if name in without:
            continue
        x, y = place(at * 7 + 3, 200)
        rows.append({
            "project_id": name, "register_id": "works", "source_file": "works.csv", "source_row": at + 2, "agency_id": body,
            "name": called, "service": "office", "commitment": "approved", "start_date": pd.Timestamp("2027-06-01"),
            "end_date": pd.Timestamp("2028-02-29"), "total_gbp": total, "reference": f"REF-{name[-3:]}",
            "sensitivity": sensitivity, "source_values": "{}",
        })  # fmt: skip
        found.append({
            "subject_id": name, "method": "named-asset" if name == "works:Q05" else "coordinates", "accuracy_m": 10.0,
            "evidence": "coordinates in the list", "asset_id": "police:R00033" if name == "works:Q05" else None,
            "geometry": shapely.Point(x + 21, y + 34),
        })  # fmt: skip
    return rows, found


def _registers(rows):
    count = len(rows)
    made = [("works", count + 3, count + 2), ("outturn", 40, 40)]
    return [
        {"register_id": name, "publisher": f"Harbour {name}", "path": f"{name}.csv", "sha256": "1" * 64, "rows_read": read,
         "rows_kept": kept, "rows_set_aside": read - kept, "licence": "OGL-UK-3.0", "attribution": f"Contains {name} data."}
        for name, read, kept in made
    ]  # fmt: skip


def _years(project):
    own = 4_321_987.0 if project == "works:Q01" else 734_000.0
    return [
        {"project_id": project, "period": "year", "financial_year": year, "year_start_date": pd.Timestamp(f"{year[:4]}-04-01"),
         "year_end_date": pd.Timestamp(f"{int(year[:4]) + 1}-03-31"), "amount_gbp": amount, "commitment": commitment,
         "heading": f"Gannet grant {year}" if project == "works:Q01" else year}
        for year, amount, commitment in (("2026-27", own, "approved"), ("2027-28", 500.0, "indicative"))
    ]  # fmt: skip


def _fund(project):
    words = "Gannet grant" if project == "works:Q01" else "Town fund"
    return {
        "project_id": project,
        "source": "grant",
        "source_read": words,
        "amount_gbp": 250_000.0,
        "is_match": False,
    }


def _slip(project):
    return {"project_id": project, "before_id": project, "edition": "2026-08-01", "start_slip_days": 30.0}


def _hidden_option(tables):
    secret = [f"site-{k:06d}" for k in SPECIAL]
    hidden = tables["holdings"].loc[tables["holdings"]["site_id"].isin(secret), "holding_id"]
    options = tables["colocation"]
    found = options.loc[options["guest_id"].isin(hidden) | options["host_id"].isin(hidden), "option_id"]
    return found.iloc[0]


def _meeting(rank, meeting, option):
    kind, one, other, amount, status, decision, rests = meeting
    words = f"{one} meets {other}." if rests is None else f"{one} meets {other}, as Nightjar Yard shows."
    return {
        "alignment_id": alignment_id(kind, one, other), "kind": kind, "from_id": one, "to_id": other,
        "to_table": None if other is None else "holdings" if "site-" in other else "projects", "distance_m": 120.0,
        "overlap_days": 100.0, "amount_gbp": amount, "confidence": "high", "rank": None if status == "dismissed" else rank,
        "area_id": "northbank", "status": status, "since_date": pd.Timestamp("2026-08-01"), "decision": decision,
        "check_first": "Ask both.", "rests_on": option if rests == "OPTION" else rests, "reason": words, "rule": "by hand",
        "geometry": shapely.LineString([(412_000, 312_000), (412_100, 312_000 + _MEETINGS.index(meeting))]),
    }  # fmt: skip


def _agreed(meetings):
    rows = [
        {"alignment_id": alignment_id(kind, one, other), "kind": kind, "agreed_on_date": pd.Timestamp("2026-09-01"),
         "saving_gbp": 11_000.0 if "Q" not in f"{one}{other}" else 4_321_987.0, "by": "A. Clerk", "reason": "Cheaper together",
         "about": f"{one} with {other}", "status": status}
        for kind, one, other, _, status, decision, _ in meetings
        if decision == "accepted"
    ]  # fmt: skip
    gone = {"alignment_id": "a-000000000000", "kind": None, "agreed_on_date": pd.Timestamp("2026-05-01"),
            "saving_gbp": 99_000.0, "by": "A. Clerk", "reason": "Nightjar Yard is done", "about": "Nightjar Yard"}  # fmt: skip
    return [*rows, gone]


def _account(area, agency, service, amount, rows, allocation="whole", year="2026-27"):  # noqa: PLR0917
    return {
        "area_id": area, "financial_year": year, "agency_id": agency,
        "sector": {"council": "unitary", "police": "police", "trust": "nhs"}.get(agency), "service": service,
        "budget": "revenue", "discretion": "statutory", "basis": "payments" if allocation == "placed" else "outturn",
        "amount_gbp": amount, "per_head_gbp": amount / 1000, "real_gbp": amount, "price_base": "2026-27",
        "allocation": allocation, "share": 1.0, "register_ids": "outturn", "rows_count": rows,
    }  # fmt: skip


def _accounts():
    rows = [
        _account("northbank", "council", "education", 9_000_000.0, 12),
        _account("northbank", "police", "police", 4_000_000.0, 2),
        _account("northbank", "trust", "health", 600_000.0, 30, "placed"),
        _account("northbank", "trust", "public-health", 70_000.0, 7, "placed"),
        _account("northbank", "police", "justice", 43_219.0, 1, "placed"),
        _account("northbank", "council", "housing", 5_000.0, 2, "placed"),
        _account("southbank", "trust", "health", 100_000.0, 6, "placed"),
        _account("southbank", "council", "housing", 1_234.0, 4, "placed"),
        _account("southbank", "council", "housing", 777.0, 4, "placed", "2027-28"),
        _account(None, None, None, 50_000.0, 3, "unmapped"),
    ]
    funders = [
        {"area_id": area, "financial_year": "2026-27", "service": service, "budget": "revenue", "agencies_count": 2,
         "agency_ids": "council; police", "amount_gbp": 1.0, "largest_share_pct": 60.0}
        for area, service in (("northbank", "education"), ("northbank", "justice"), ("southbank", "health"))
    ]  # fmt: skip
    provision = [
        {"area_id": "northbank", "service": "library", "sites_count": 40, "agencies_count": 2, "near_sites_count": 30,
         "near_other_body_count": 2, "walk_min": 15.0, "site_ids": "site-000001; site-000033"},
    ]  # fmt: skip
    costs = [{"area_id": "northbank", "financial_year": "2026-27", "agency_id": "police", "service": "police",
              "property_gbp": 61_267.0, "spend_gbp": 4_000_000.0, "share_pct": 1.5, "basis": "running costs"}]  # fmt: skip
    ceilings = [{"area_id": "northbank", "region_code": "E12000003", "financial_year": "2026-27", "service": None,
                 "budget": None, "counted_per_head_gbp": 100.0, "ceiling_per_head_gbp": 900.0, "share_pct": 11.1}]  # fmt: skip
    reconciliations = [
        {"register_id": name, "what": "total", "financial_year": "2026-27", "rows_count": 1, "differing_count": 0,
         "stated_gbp": 10.0, "read_gbp": 10.0, "difference_gbp": 0.0}
        for name in ("works", "outturn", "council")
    ]  # fmt: skip
    spending = [{"spending_id": "outturn:2", "register_id": "outturn", "source_file": "outturn.csv", "source_row": 2,
                 "source_column": "Total", "agency_id": "council", "service": "education", "budget": "revenue",
                 "discretion": "statutory", "basis": "outturn", "financial_year": "2026-27", "amount_gbp": 9_000_000.0,
                 "is_transfer": False}]  # fmt: skip
    made = {"accounts": rows, "funders": funders, "provision": provision, "property_costs": costs, "ceilings": ceilings,
            "reconciliations": reconciliations, "spending": spending}  # fmt: skip
    return {name: TABLES[name].conform(pd.DataFrame(found)) for name, found in made.items()}
