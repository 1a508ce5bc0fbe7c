"""A small estate as tables: four properties in a row, 100 m apart, of two agencies."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from totalcapital.tables import DECISIONS, TABLES

__all__ = ["agency_link", "decisions", "link", "small_tables"]

#: record, agency, floor area; each on the property of its own letter.
RECORDS = [("a:1", "oak", 400.0), ("b:1", "elm", 1000.0), ("c:1", "oak", None), ("d:1", None, None)]


def link(one, other, relation="different", *, probability=0.5, weight=0.0, **said):
    return {
        "link_id": f"l-{one}{other}", "asset_id": one, "other_asset_id": other, "relation": relation, "weight": weight,
        "probability": probability, "weights": "[]", "evidence": "names agree", "decision": "auto",
        "fingerprint": "f-now", **said,
    }  # fmt: skip


def agency_link(one, other, relation="different", *, probability=0.5, **said):
    return {
        "agency_link_id": f"a-{one}{other}", "agency_id": one, "other_agency_id": other, "relation": relation,
        "weight": 0.0, "probability": probability, "weights": "[]", "evidence": "names alike", "decision": "auto",
        "rows_count": 10, "fingerprint": "f-now", **said,
    }  # fmt: skip


def option(host, guest, rank):
    return {
        "option_id": f"{host}>{guest}", "host_id": host, "guest_id": guest, "distance_m": 100.0,
        "distance_uncertainty_m": 10.0, "rank": rank, "reason": "near",
    }  # fmt: skip


def small_tables(*, links=(), agency_links=(), options=(), together=None, uprns=None):
    """Return the tables that deciding reads; ``together`` puts records on the property of another's letter."""
    site = {record: f"s-{(together or {}).get(record, record)[0]}" for record, _, _ in RECORDS}
    assets = pd.DataFrame(
        {
            "asset_id": record, "register_id": record[0], "source_file": "r.csv", "source_row": 2, "agency_id": agency,
            "role": "owner", "status": "operational", "sensitivity": "open", "name": f"Hall {record[0].upper()}",
            "uprn": (uprns or {}).get(record), "floor_area_m2": area, "source_values": "{}",
        }
        for record, agency, area in RECORDS
    )  # fmt: skip
    grouped = {}
    for record, agency, _ in RECORDS:
        grouped.setdefault((site[record], agency), []).append(record)
    holdings = pd.DataFrame(
        {
            "holding_id": f"{at}:{agency or 'unknown'}", "site_id": at, "agency_id": agency, "asset_ids": "; ".join(ids),
            "role": "owner", "status": "operational", "sensitivity": "open",
        }
        for (at, agency), ids in grouped.items()
    )  # fmt: skip
    letters = sorted(set(site.values()))
    sites = gpd.GeoDataFrame(
        {"site_id": letters, "agencies_count": 1, "assets_count": 1},
        geometry=[Point(100.0 * "abcd".index(name[-1]), 0.0) for name in letters], crs="EPSG:27700",
    )  # fmt: skip
    locations = gpd.GeoDataFrame(
        {"subject_id": list(site), "method": "coordinates", "accuracy_m": 25.0, "evidence": "given"},
        geometry=[Point(100.0 * "abcd".index(at[-1]), 0.0) for at in site.values()], crs="EPSG:27700",
    )  # fmt: skip
    names = [("oak", "Oak Council", 3), ("elm", "Elm NHS Trust", 2), ("elm", "Elm Trust", 1)]
    agency_names = [
        {"agency_id": agency, "name_read": name, "rule": "name", "decision": "auto", "rows_count": rows, "fingerprint": "f-now"}
        for agency, name, rows in names
    ]  # fmt: skip
    agencies = [{"agency_id": "oak", "name": "Oak Council"}, {"agency_id": "elm", "name": "Elm NHS Trust"}]
    made = {
        "assets": assets, "holdings": holdings, "sites": sites, "locations": locations, "links": pd.DataFrame(links),
        "agencies": pd.DataFrame(agencies), "agency_names": pd.DataFrame(agency_names),
        "agency_links": pd.DataFrame(agency_links),
        "colocation": gpd.GeoDataFrame(pd.DataFrame([option(*each) for each in options]), geometry=[None] * len(options), crs="EPSG:27700"),
    }  # fmt: skip
    empty = {
        name: TABLES[name].empty() for name in ("appraisals", "exclusions", "alignments", "projects", "bands")
    }
    return {name: TABLES[name].conform(frame) for name, frame in made.items()} | empty


def decisions(*rows):
    """Return a table of decisions: each ``(subject, one, other, decision)`` and what else is said."""
    made = [
        {
            "subject": subject, "subject_id": one, "other_id": other, "decision": decision, "source_row": number,
            "state": "in-force", **(said[0] if said else {}),
        }
        for number, (subject, one, other, decision, *said) in enumerate(rows, start=2)
    ]  # fmt: skip
    return DECISIONS.conform(pd.DataFrame(made))
