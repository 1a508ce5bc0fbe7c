"""Times access before and after a move: a million options in all the neighbourhoods of a country.

``python benchmarks/access.py [PROPERTIES] [OPTIONS]`` prints seconds and memory. Residents and deciles are
drawn; outlines are looked for in the folder of the real registers ($TOTALCAPITAL_REAL_DATA).
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from placing import lsoas, sites

from totalcapital.assumptions import load_assumptions
from totalcapital.colocating.access import access_of
from totalcapital.nearness import pairs_within
from totalcapital.tables import HOLDINGS

REACH_M = 1200.0
SERVICES = (
    "school", "library", "clinic", "gp-practice", "office", "fire-station", "police-station", "customer-service",
    "leisure", "pharmacy", "depot", "other",
)  # fmt: skip


def main(count=100_000, options_count=1_000_000):
    data = Path(os.environ.get("TOTALCAPITAL_REAL_DATA", "."))
    chance = np.random.default_rng(1)
    areas = lsoas(data / "reference/lsoa21/lsoa21_england_wales.gpkg")
    areas["population_count"] = pd.array(chance.integers(1000, 3000, len(areas)), dtype="Int64")
    areas["imd_decile"] = pd.array(chance.integers(1, 11, len(areas)), dtype="Int64")
    made = sites(areas, count)
    frame = pd.DataFrame({"site_id": made["site_id"], "service": chance.choice(SERVICES, count)})
    frame["holding_id"] = frame["asset_ids"] = "h" + frame["site_id"]
    frame = frame.assign(
        services=frame["service"], name="A property of the council", role="both", status="operational", sensitivity="open"
    )  # fmt: skip
    holdings = HOLDINGS.conform(frame)
    one, other, _ = pairs_within(made.geometry.to_numpy(), REACH_M)
    some = chance.permutation(len(one))[: options_count // 2]
    ids = holdings["holding_id"].to_numpy(object)
    ends = np.concatenate([one[some], other[some]]), np.concatenate([other[some], one[some]])
    options = pd.DataFrame({"host_id": ids[ends[0]], "guest_id": ids[ends[1]]})
    start, busy = time.perf_counter(), time.process_time()
    found = access_of(
        options, holdings=holdings, sites=made, areas=areas, reach_m=REACH_M, assumptions=load_assumptions({})
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(options):,} options, {count:,} properties, {len(areas):,} areas: {time.perf_counter() - start:.1f} s, "
        f"of the processor {time.process_time() - busy:.1f} s, {peak:,.0f} MiB; "
        f"{int(found['access_before_count'].notna().sum()):,} counted"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
