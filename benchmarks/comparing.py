"""Two editions of many records, compared: processor seconds and memory, beside a plain merge of the two tables.

``python benchmarks/comparing.py [records]``. The second edition has other references for a tenth of the
records, a fifth of them in another state, one in a hundred gone and as many new.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital import comparing, remembering
from totalcapital.tables import TABLES

CRS = "EPSG:27700"
STATES = ["operational", "vacant", "surplus", "closed"]
SUMMARY = {"version": "1", "options": {}}


def edition(frame):
    """Return tables of records, each a property of its own, with an option between neighbours."""
    tables = {name: table.empty(crs=CRS) for name, table in TABLES.items()}
    ids = "council:" + frame["reference"]
    words = [json.dumps(row) for row in frame.to_dict("records")]
    assets = frame.assign(
        asset_id=ids, register_id="council", source_file="c.csv", source_row=range(2, len(frame) + 2),
        agency_id="a" + (frame["number"] % 20).astype(str), role="owner", sensitivity="open", source_values=words,
    )  # fmt: skip
    shapes = gpd.GeoSeries(shapely.points(frame["x"], frame["y"]), crs=CRS)
    site = "s-" + frame["number"].astype(str)
    held = site + ":" + assets["agency_id"]
    made = {
        "registers": pd.DataFrame(
            [{"register_id": "council", "path": "c.csv", "sha256": "x", "rows_read": 1, "rows_kept": 1, "rows_set_aside": 0}]
        ),
        "agencies": pd.DataFrame({"agency_id": [f"a{k}" for k in range(20)], "name": [f"Agency {k}" for k in range(20)]}),
        "assets": assets.drop(columns=["number", "x", "y"]),
        "locations": gpd.GeoDataFrame(
            {"subject_id": ids, "method": "coordinates", "accuracy_m": 25.0, "evidence": "e"}, geometry=shapes
        ),
        "sites": gpd.GeoDataFrame(
            {"site_id": site, "name": frame["name"], "agencies_count": 1, "assets_count": 1}, geometry=shapes
        ),
        "holdings": assets[["agency_id", "name", "role", "status", "sensitivity", "postcode"]].assign(
            holding_id=held, site_id=site, asset_ids=ids
        ),
        "bands": pd.DataFrame({"holding_id": held, "band": "unknown"}),
        "colocation": gpd.GeoDataFrame(
            {"option_id": held[:-1].to_numpy() + ">" + held[1:].to_numpy(), "host_id": held[:-1].to_numpy(),
             "guest_id": held[1:].to_numpy(), "distance_m": 100.0, "distance_uncertainty_m": 50.0, "score": 0.5,
             "rank": range(1, len(frame)), "reason": "r"},
            geometry=gpd.GeoSeries([shapely.LineString([(0, 0), (1, 1)])] * (len(frame) - 1), crs=CRS),
        ),
    }  # fmt: skip
    return tables | {name: TABLES[name].conform(rows) for name, rows in made.items()}


def records(count):
    """Return records of both editions as plain tables."""
    numbers = np.arange(count)
    dice = np.random.default_rng(7)
    before = pd.DataFrame(
        {
            "number": numbers,
            "reference": [f"R{k}" for k in numbers],
            "name": [f"Building {k}" for k in numbers],
            "postcode": [
                f"LS{k % 29 + 1} {k // 29 % 9 + 1}{chr(65 + k % 7)}{chr(65 + k // 7 % 11)}" for k in numbers
            ],
            "status": dice.choice(STATES, count),
            "x": 400_000.0 + (numbers % 400) * 120.0,
            "y": 400_000.0 + (numbers // 400) * 120.0,
        }
    )
    now = before.copy()
    renumbered = dice.random(count) < 0.1
    now.loc[renumbered, "reference"] = "N" + now.loc[renumbered, "reference"]
    other = dice.random(count) < 0.2
    now.loc[other, "status"] = dice.choice(STATES, int(other.sum()))
    gone = dice.random(count) < 0.01
    new = before[gone].assign(
        reference=lambda f: "Z" + f["reference"], name=lambda f: "New " + f["name"], number=lambda f: f["number"] + count,
        y=lambda f: f["y"] + 60_000.0, postcode=None,
    )  # fmt: skip
    return before, pd.concat([now[~gone], new], ignore_index=True)


def main(count):
    before, now = records(count)
    editions = edition(before), edition(now)
    start = time.process_time()
    found = remembering.match(*editions)
    matched = time.process_time()
    differences = comparing.compare(
        *editions, records=found.records, projects=found.projects, registers=found.registers,
        summaries=(SUMMARY, SUMMARY),
    )  # fmt: skip
    done = time.process_time()
    merged = before.merge(now, on="reference", how="outer", suffixes=("_before", "_now"), indicator=True)
    both = merged["_merge"] == "both"
    changed = both & (merged["status_before"] != merged["status_now"])
    plain = time.process_time()
    told = differences.groupby(["subject", "kind"]).size()
    print(f"{count:,} records: matched in {matched - start:.1f} s, compared in {done - matched:.1f} s")
    print(told.to_string())
    print(
        f"a plain merge by reference: {plain - done:.2f} s; {int((~both).sum()):,} rows on one side only, "
        f"{int(changed.sum()):,} in another state"
    )
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
