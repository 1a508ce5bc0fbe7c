"""Times assess, colocate, appraise and choose on an invented country, beside what one would otherwise write.

``python benchmarks/choices.py [--assets 100000] [--pairs 1000000]``. Every stage runs in one process, one after the
other, as in a run; seconds are wall time, memory is the peak of the process so far.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital import appraising, assessing, choosing, colocating
from totalcapital.assumptions import load_assumptions
from totalcapital.sections import Appraisal, Colocation, Scenario, Underuse
from totalcapital.tables import AGENCIES, AREAS, ASSETS, HOLDINGS, PLACES, SITES

AS_OF = dt.date(2026, 11, 1)
CRS = "EPSG:27700"
RADIUS_M = 1200.0
#: Service: share of assets, sector, share with known floor area, staff, lease.
SERVICES = {
    "school": (0.20, "education"), "office": (0.16, "district"), "clinic": (0.12, "nhs"), "library": (0.08, "county"),
    "community-centre": (0.08, "district"), "police-station": (0.06, "police"), "fire-station": (0.04, "fire"),
    "ambulance-station": (0.03, "ambulance"), "jobcentre": (0.03, "central"), "depot": (0.06, "district"),
    "childrens-centre": (0.05, "county"), "open-land": (0.09, "district"),
}  # fmt: skip


def invented(assets_count, pairs_count):
    """Records, holdings, sites, agencies, areas and places of a country with about so many pairs in reach."""
    chance = np.random.default_rng(20261101)
    side_m = np.sqrt(assets_count**2 / 2 * np.pi * RADIUS_M**2 / pairs_count) * 0.895
    towns = chance.uniform(0, side_m, (max(assets_count // 200, 1), 2))
    in_town = chance.random(assets_count) < 0.35
    at = chance.uniform(0, side_m, (assets_count, 2))
    near = towns[chance.integers(0, len(towns), in_town.sum())] + chance.normal(0, 3000, (in_town.sum(), 2))
    at[in_town] = np.clip(near, 0, side_m)
    names = list(SERVICES)
    service = chance.choice(names, assets_count, p=[SERVICES[name][0] for name in names])
    sector = np.array([SERVICES[name][1] for name in service])
    region = (at // (side_m / 12)).astype(int)
    agency = np.char.add(np.char.add(sector, "-"), (region[:, 0] * 12 + region[:, 1]).astype(str))
    number = np.array([f"{n:06d}" for n in range(assets_count)])

    def some(share, values):
        return np.where(chance.random(assets_count) < share, values, np.nan)

    area = chance.lognormal(6.3, 0.7, assets_count).round()
    leased = chance.random(assets_count) < 0.25
    ends = pd.Series(pd.Timestamp(AS_OF) + pd.to_timedelta(chance.integers(-300, 5000, assets_count), "D"))
    grades = np.array(["A", "B", "C", "D", None], dtype=object)
    records = pd.DataFrame({
        "asset_id": np.char.add("r:", number), "register_id": "r", "source_file": "r.csv", "source_row": np.arange(assets_count) + 2,
        "agency_id": agency, "role": "both", "name": np.char.add(np.char.add(service, " "), number), "service": service,
        "property_kind": np.where(service == "open-land", "land", "building"),
        "tenure": np.where(leased, "leasehold", "freehold"), "lease_end_date": ends.where(leased),
        "status": chance.choice(["operational", "vacant", "surplus"], assets_count, p=[0.95, 0.03, 0.02]),
        "floor_area_m2": some(0.6, area), "floor_area_basis": "GIA", "staff_fte": some(0.5, (area / chance.uniform(8, 25, assets_count)).round(1)),
        "unused_pct": some(0.25, chance.uniform(0, 60, assets_count).round(1)),
        "capacity_count": np.where(service == "school", 400, np.nan), "occupied_count": np.where(service == "school", chance.integers(150, 420, assets_count), np.nan),
        "opening_hours_week": np.where(service == "library", chance.integers(10, 60, assets_count), np.nan),
        "running_cost_gbp": some(0.5, (area * chance.uniform(60, 160, assets_count)).round()),
        "backlog_gbp": some(0.5, (area * chance.uniform(0, 300, assets_count)).round()),
        "condition_grade": chance.choice(grades, assets_count, p=[0.1, 0.3, 0.2, 0.05, 0.35]),
        "value_gbp": some(0.3, (area * 900).round()), "sensitivity": "open", "source_values": "{}",
    })  # fmt: skip
    assets = ASSETS.conform(records)
    site = np.char.add("s-", number)
    shared = [name for name in HOLDINGS.column_names if name in records.columns]
    holdings = HOLDINGS.conform(
        records[shared].assign(
            holding_id=[f"{one}:{two}" for one, two in zip(site, agency, strict=True)],
            site_id=site, asset_ids=records["asset_id"], services=service,
        )
    )  # fmt: skip
    sites = SITES.conform(
        gpd.GeoDataFrame(
            {"site_id": site, "name": records["name"], "agencies_count": 1, "assets_count": 1, "accuracy_m": 5.0},
            geometry=shapely.points(at), crs=CRS,
        )
    )  # fmt: skip
    bodies = pd.DataFrame({"agency_id": agency, "sector": sector}).drop_duplicates("agency_id")
    agencies = AGENCIES.conform(bodies.assign(name=bodies["agency_id"], is_public=True))
    return assets, holdings, sites, agencies, *neighbourhoods(chance, side_m, at, site)


def neighbourhoods(chance, side_m, at, site):
    """35,000 square neighbourhoods with residents, and a hundred areas with a page."""
    cells = 187
    step = side_m / cells
    corner = (
        np.stack(np.meshgrid(np.arange(cells), np.arange(cells), indexing="ij"), axis=-1).reshape(-1, 2)
        * step
    )
    lsoas = gpd.GeoDataFrame(
        {
            "area_id": [f"E{n:08d}" for n in range(len(corner))], "kind": "lsoa",
            "population_count": chance.integers(1000, 2500, len(corner)), "imd_decile": chance.integers(1, 11, len(corner)),
        },
        geometry=shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + step, corner[:, 1] + step), crs=CRS,
    )  # fmt: skip
    tenth = side_m / 10
    own = gpd.GeoDataFrame(
        {"area_id": [f"a{n}" for n in range(100)], "kind": "own"},
        geometry=[shapely.box(n // 10 * tenth, n % 10 * tenth, (n // 10 + 1) * tenth, (n % 10 + 1) * tenth) for n in range(100)],
        crs=CRS,
    )  # fmt: skip
    areas = AREAS.conform(
        pd.concat([own, lsoas], ignore_index=True).assign(name=lambda frame: frame["area_id"])
    )
    which = np.clip(at // tenth, 0, 9).astype(int)
    places = PLACES.conform(
        pd.DataFrame({"subject_id": site, "area_id": [f"a{a * 10 + b}" for a, b in which], "kind": "own", "share": 1.0, "is_main": True})
    )  # fmt: skip
    return areas, places


def plainly(holdings, sites):
    """What one would otherwise write: a spatial join and a merge, without a score or a reason."""
    joined = sites[["site_id", "geometry"]].sjoin(
        sites[["site_id", "geometry"]], predicate="dwithin", distance=RADIUS_M
    )
    agency = holdings.set_index("site_id")["agency_id"]
    joined = joined[joined["site_id_left"].map(agency) != joined["site_id_right"].map(agency)]
    return len(joined) // 2


class Clock:
    def __init__(self):
        self.lines = []

    def time(self, name, function):
        start, before = time.perf_counter(), time.process_time()
        made = function()
        seconds, cpu = time.perf_counter() - start, time.process_time() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        self.lines.append((name, seconds, peak))
        print(f"{name:34s} {seconds:7.1f} s   CPU {cpu:6.1f} s   peak {peak:5.2f} GiB", flush=True)
        return made


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--without-plain", action="store_true")
    given = parser.parse_args()
    assets, holdings, sites, agencies, areas, places = invented(given.assets, given.pairs)
    assumptions = load_assumptions({})
    clock = Clock()
    clock.time("(the country itself)", lambda: None)
    assessed = clock.time("assess", lambda: assessing.assess(
        assets, holdings, agencies=agencies, as_of=AS_OF, settings=Underuse(), assumptions=assumptions))  # fmt: skip
    known = colocating.Known(agencies, assessed.bands, assessed.needs, areas=areas, places=places)
    colocated = clock.time("colocate", lambda: colocating.colocate(
        holdings, sites, known=known, settings=Colocation(), assumptions=assumptions, as_of=AS_OF))  # fmt: skip
    options = colocated.colocation
    kept_out = int(colocated.exclusions["options_count"].sum())
    print(
        f"  {(len(options) + kept_out) // 2:,} pairs in reach; {len(options):,} options, {kept_out:,} never looked at"
    )
    market = appraising.Market(appraising.land_values_of(places, areas), "GBP")
    appraised = clock.time("appraise", lambda: appraising.appraise(
        options, holdings, needs=assessed.needs, market=market,
        settings=Appraisal(), as_of=AS_OF, assumptions=assumptions))  # fmt: skip
    plan = choosing.Plan({"best": Scenario()}, AS_OF, RADIUS_M, assumptions)
    chosen = clock.time("choose", lambda: choosing.choose(
        options, appraised.appraisals, holdings=holdings, bands=assessed.bands, needs=assessed.needs, plan=plan))  # fmt: skip
    print(f"all stages {sum(seconds for _, seconds, _ in clock.lines[1:]):.1f} s")
    print(
        chosen.scenarios[["status", "value", "gap_pct", "moves_count", "options_count"]].to_string(
            index=False
        )
    )
    if not given.without_plain:
        pairs = clock.time("GeoPandas: sjoin(dwithin) alone", lambda: plainly(holdings, sites))
        print(f"  {pairs:,} pairs")


if __name__ == "__main__":
    main()
