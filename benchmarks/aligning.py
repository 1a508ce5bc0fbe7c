"""Times alignment: projects against each other and against assets, beside a GeoPandas join with a date filter.

``python benchmarks/aligning.py [PROJECTS] [ASSETS]`` (20,000 and 1,000,000) prints one line for each way and
refuses to end well unless both ways find the same pairs at the same distances.
"""

from __future__ import annotations

import resource
import sys
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.aligning import Money, Reach, Things, align, meetings
from totalcapital.aligning.stakes import Known
from totalcapital.assumptions import load_assumptions
from totalcapital.sections import Align
from totalcapital.tables import ASSETS, FUNDING, HOLDINGS, LOCATIONS, PROJECT_YEARS, PROJECTS, SITES

CRS = "EPSG:27700"
TOWNS, SPREAD_M = 300, 3_000
BODIES, DAYS = 40, 3_650
RADIUS_M, LEAD_DAYS, LAG_DAYS = 250.0, 365.0, 365.0
AS_OF = pd.Timestamp(2026, 11, 1)


def places(count, chance, towns):
    """Return points that crowd around towns, one in ten an outline of 100 m."""
    at = towns[chance.integers(0, len(towns), count)] + chance.normal(0, SPREAD_M, (count, 2))
    shapes = shapely.points(at)
    shapes[::10] = shapely.buffer(shapes[::10], 50, cap_style="square")
    return shapes


def by_join(shapes, others, time, other_time):
    """Return the same pairs by ``sjoin(predicate="dwithin")`` and a filter on dates."""
    left, right = gpd.GeoDataFrame(geometry=shapes, crs=CRS), gpd.GeoDataFrame(geometry=others, crs=CRS)
    joined = gpd.sjoin(left, right, predicate="dwithin", distance=RADIUS_M)
    a, b = joined.index.to_numpy(), joined["index_right"].to_numpy()
    (start, end), (other_start, other_end) = time, other_time
    in_time = (other_start[b] <= end[a] + LAG_DAYS) & (other_end[b] >= start[a] - LEAD_DAYS)
    a, b = a[in_time], b[in_time]
    order = np.lexsort((b, a))
    return a[order], b[order], shapely.distance(shapes[a[order]], others[b[order]])


def timed(what, work):
    start = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = len(found[0]) if isinstance(found, tuple) else len(found)
    print(f"{what:46} {seconds:6.2f} s  {rows:9,} rows  {peak:6,.0f} MiB")
    return found


def tables(shapes, start, end, chance):
    """Return the projects as tables, for the whole stage."""
    size = len(shapes)
    ids = [f"p{n:06d}" for n in range(size)]
    epoch = np.datetime64("1970-01-01", "D")
    days = [pd.Series(epoch + values.astype("timedelta64[D]")) for values in (start, end)]
    projects = pd.DataFrame(
        {
            "project_id": ids, "register_id": "r", "source_file": "f", "source_row": range(size),
            "agency_id": [f"body-{n}" for n in chance.integers(0, BODIES, size)], "name": ids,
            "service": chance.choice(["library", "clinic", "school", "office", "housing"], size),
            "works": chance.choice(["new-build", "refurbishment", "maintenance", "site-works"], size),
            "commitment": "approved", "start_date": days[0], "end_date": days[1], "dates_accuracy_days": 0.0,
            "total_gbp": chance.integers(1, 99, size) * 1e5, "sensitivity": "open", "source_values": "{}",
        }
    )  # fmt: skip
    at = pd.DataFrame({"subject_id": ids, "method": "coordinates", "accuracy_m": 5.0, "evidence": "made"})
    return PROJECTS.conform(projects), LOCATIONS.conform(gpd.GeoDataFrame(at, geometry=shapes, crs=CRS))


def estate(shapes, chance):
    """Return as many properties as shapes, each of one body."""
    size = len(shapes)
    ids = [f"s{n:07d}" for n in range(size)]
    body = [f"body-{n}" for n in chance.integers(0, BODIES, size)]
    service = chance.choice(["library", "school", "office", "gp-practice", "park"], size)
    same = {"agency_id": body, "role": "both", "status": "operational", "sensitivity": "open"}
    sites = pd.DataFrame(
        {"site_id": ids, "name": ids, "agencies_count": 1, "assets_count": 1, "accuracy_m": 5.0}
    )
    holdings = pd.DataFrame(
        {"holding_id": ids, "site_id": ids, "asset_ids": ids, "services": service, **same}
    )
    assets = pd.DataFrame({"asset_id": ids, "register_id": "r", "source_file": "f", "source_row": 2, **same})
    return Known(
        assets=ASSETS.conform(assets.assign(source_values="{}")),
        holdings=HOLDINGS.conform(holdings.assign(service=service)),
        sites=SITES.conform(gpd.GeoDataFrame(sites, geometry=shapes, crs=CRS)),
    )


def main(count=20_000, assets=1_000_000):
    chance = np.random.default_rng(1)
    towns = chance.uniform(0, 400_000, (TOWNS, 2))
    shapes, others = places(count, chance, towns), places(assets, chance, towns)
    start = 20_700.0 + chance.integers(0, DAYS, count)
    end = start + chance.integers(100, 900, count)
    projects = Things(shapes, np.arange(count), start, end)
    reach = Reach(np.full(count, RADIUS_M), np.full(count, LEAD_DAYS), np.full(count, LAG_DAYS))
    print(f"{count:,} projects, {assets:,} assets")
    begun = time.perf_counter()
    met = timed(
        "projects with one another, 3-D tree", lambda: _columns(meetings(projects, projects, reach=reach))
    )
    held = timed(
        "projects with assets, 3-D tree",
        lambda: _columns(meetings(projects, Things.always(others), reach=reach)),
    )
    print(f"{'both':46} {time.perf_counter() - begun:6.2f} s")
    always = np.full(assets, -np.inf), np.full(assets, np.inf)
    joined = timed(
        "projects with one another, sjoin and dates",
        lambda: by_join(shapes, shapes, (start, end), (start, end)),
    )
    beside = timed(
        "projects with assets, sjoin and dates", lambda: by_join(shapes, others, (start, end), always)
    )
    for one, other in ((met, joined), (held, beside)):
        if not all(np.array_equal(*columns) for columns in zip(one, other, strict=True)):
            raise SystemExit("the two ways found different pairs")
    table, locations = tables(shapes, start, end, chance)
    known = estate(others, chance)
    timed(
        "the whole stage",
        lambda: (
            align(
                table,
                money=Money(PROJECT_YEARS.empty(), FUNDING.empty()),
                locations=locations,
                known=known,
                settings=Align(),
                assumptions=load_assumptions({}),
                as_of=AS_OF.date(),
            ).alignments
        ),
    )


def _columns(met):
    return met.a, met.b, met.distance_m


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
