"""Editions made by hand: a few records, each where and what it is said to be."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import shapely

from totalcapital import comparing, remembering
from totalcapital.tables import TABLES

__all__ = ["SUMMARY", "compared", "edition", "project", "record", "table"]

CRS = "EPSG:27700"
SUMMARY = {"version": "1", "options": {"radius_m": 1200.0, "settings_sha256": {"estate": "a"}}}


def record(ref, name, **said):
    """Return what one record says; ``at`` is its place in metres, ``site`` the property it is linked to."""
    return {
        "register_id": "council",
        "reference": ref,
        "name": name,
        "agency_id": "council",
        "role": "owner",
        "status": "operational",
        "sensitivity": "open",
        "at": (430_000.0, 433_000.0),
        "accuracy_m": 25.0,
        "method": "coordinates",
        **said,
    }


def project(ref, name, **said):
    """Return what one capital project says."""
    return {
        "register_id": "capital",
        "reference": ref,
        "name": name,
        "agency_id": "council",
        "commitment": "approved",
        "sensitivity": "open",
        "at": (430_000.0, 433_000.0),
        "accuracy_m": 25.0,
        "method": "coordinates",
        **said,
    }


def table(name, rows):
    """Return rows as a table of the contract."""
    frame = pd.DataFrame(rows)
    if not TABLES[name].is_spatial:
        return TABLES[name].conform(frame)
    shapes = gpd.GeoSeries([row.get("geometry") for row in rows], crs=CRS)
    return TABLES[name].conform(
        gpd.GeoDataFrame(frame.drop(columns="geometry", errors="ignore"), geometry=shapes)
    )


def _identified(rows, key):
    made = []
    for at, row in enumerate(rows, start=2):
        name = f"{row['register_id']}:{row['reference']}"
        words = json.dumps({k: str(v) for k, v in row.items() if k not in {"site", "row"}}, sort_keys=True)
        made.append(
            {
                **row,
                key: name,
                "source_file": f"{row['register_id']}.csv",
                "source_row": at,
                "source_values": words,
            }
        )
    return made


def _locations(rows, key):
    return [
        {
            "subject_id": row[key],
            "method": row["method"],
            "accuracy_m": row["accuracy_m"] if row["at"] else None,
            "evidence": "by hand",
            "geometry": shapely.Point(row["at"]) if row["at"] else None,
        }
        for row in rows
    ]


def edition(*records, projects=(), options=(), decisions=(), agencies=None):
    """Return the tables of an edition; a record's site is its own unless it names one.

    ``options`` are of host and guest site, score, rank and vetoes.
    """
    assets, works = _identified(records, "asset_id"), _identified(projects, "project_id")
    stakes, sites = {}, {}
    for row in assets:
        site = row.get("site") or f"s-{row['asset_id']}"
        sites.setdefault(site, row)
        stakes.setdefault((site, row["agency_id"]), []).append(row)
    held = [
        {**rows[0], "holding_id": f"{site}:{agency or 'unknown'}", "site_id": site,
         "asset_ids": "; ".join(sorted(row["asset_id"] for row in rows))}
        for (site, agency), rows in stakes.items()
    ]  # fmt: skip
    named = agencies or {
        row["agency_id"]: f"The {row['agency_id']}" for row in [*assets, *works] if row["agency_id"]
    }
    names = {row["register_id"] for row in [*assets, *works]}
    made = {
        "registers": [
            {"register_id": name, "path": f"{name}.csv", "sha256": f"{name}-{len(assets)}", "rows_read": 1,
             "rows_kept": 1, "rows_set_aside": 0} for name in sorted(names)
        ],
        "agencies": [{"agency_id": key, "name": name} for key, name in sorted(named.items())],
        "assets": assets,
        "projects": works,
        "locations": [*_locations(assets, "asset_id"), *_locations(works, "project_id")],
        "sites": [
            {"site_id": site, "name": row["name"], "agencies_count": 1, "assets_count": 1,
             "geometry": shapely.Point(row["at"]) if row["at"] else None} for site, row in sites.items()
        ],
        "holdings": [{k: v for k, v in row.items() if k in TABLES["holdings"].column_names} for row in held],
        "bands": [{"holding_id": row["holding_id"], "band": "unknown"} for row in held],
        "colocation": [
            {"option_id": f"{host}>{guest}", "host_id": host, "guest_id": guest, "distance_m": 100.0,
             "distance_uncertainty_m": 50.0, "reason": "by hand",
             "geometry": shapely.LineString([(430_000, 433_000), (430_100, 433_000)]), **more}
            for host, guest, more in options
        ],
        "decisions": list(decisions),
    }  # fmt: skip
    tables = {}
    for name, rows in made.items():
        kept = [{k: v for k, v in row.items() if k in TABLES[name].column_names} for row in rows]
        tables[name] = table(name, kept) if kept else TABLES[name].empty(crs=CRS)
    return {name: tables.get(name, TABLES[name].empty(crs=CRS)) for name in TABLES}


def compared(before, now, summaries=(SUMMARY, SUMMARY)):
    """Return the differences of two editions, matched as a run matches them."""
    found = remembering.match(before, now)
    return comparing.compare(
        before,
        now,
        records=found.records,
        projects=found.projects,
        registers=found.registers,
        summaries=summaries,
    )
