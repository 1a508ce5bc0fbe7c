"""Times the spatial joins of a run beside the plain GeoPandas way of doing the same.

Runs on Leeds City Region where the real registers are there, else on the specimen. Both ways must
find the same rows. ``python benchmarks/stages.py [--repeat N]``
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "real"))

from write_estate import find_data, write_estate  # noqa: E402 - the tests' own way to the data

from totalcapital.nearness import pairs_within  # noqa: E402
from totalcapital.pipeline import run  # noqa: E402
from totalcapital.placing.places import _by_geometry  # noqa: E402
from totalcapital.project import load_project  # noqa: E402
from totalcapital.resources import geodata  # noqa: E402

RADIUS_M = 1200.0


def measured(function, repeat):
    """Return the median CPU and wall seconds of a function, and its last result."""
    cpu, wall, result = [], [], None
    for _ in range(repeat):
        before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        result = function()
        after = resource.getrusage(resource.RUSAGE_SELF)
        wall.append(time.perf_counter() - start)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(cpu), statistics.median(wall), result


def our_pairs(sites):
    i, j, _ = pairs_within(sites.geometry.to_numpy(), RADIUS_M)
    return set(zip(sites["site_id"].to_numpy()[i], sites["site_id"].to_numpy()[j], strict=True))


def plain_pairs(sites):
    joined = sites[["site_id", "geometry"]].sjoin(
        sites[["site_id", "geometry"]], predicate="dwithin", distance=RADIUS_M
    )
    one_way = joined[joined["site_id_left"] < joined["site_id_right"]]
    return set(zip(one_way["site_id_left"], one_way["site_id_right"], strict=True))


def our_places(sites, areas):
    return set(
        _by_geometry(sites.set_index("site_id").geometry, areas)[["subject_id", "area_id"]].itertuples(
            index=False, name=None
        )
    )


def plain_places(sites, areas):
    joined = sites[["site_id", "geometry"]].sjoin(areas[["area_id", "geometry"]], predicate="intersects")
    return set(joined[["site_id", "area_id"]].itertuples(index=False, name=None))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        data = find_data()
        estate = (
            write_estate("leeds-city-region", data, Path(folder))
            if data
            else geodata("specimen", "estate.toml")
        )
        result = run(load_project(estate), Path(folder) / "out", audiences=["internal"])
        cold = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "totalcapital", "run", str(estate), "--out", f"{folder}/again"],
            check=False,
            capture_output=True,
            cwd=ROOT,
        )
        cold = time.perf_counter() - cold
    print(
        f"Estate: {'Leeds City Region' if data else 'specimen'}; whole command, internal and public: {cold:.1f} s\n"
    )
    stages = pd.DataFrame(result.summary["stages"])
    print(stages.to_string(index=False), "\n")
    sites = result.tables["sites"]
    sites = gpd.GeoDataFrame(sites[sites.geometry.notna()], crs=sites.crs).reset_index(drop=True)
    areas = result.tables["areas"]
    areas = areas[areas.geometry.notna()].reset_index(drop=True)
    rows = []
    for name, ours, plain in (
        (
            f"pairs within {RADIUS_M:.0f} m, {len(sites):,} sites",
            lambda: our_pairs(sites),
            lambda: plain_pairs(sites),
        ),
        (
            f"sites in {len(areas):,} areas",
            lambda: our_places(sites, areas),
            lambda: plain_places(sites, areas),
        ),
    ):
        our_cpu, our_wall, found = measured(ours, repeat)
        plain_cpu, plain_wall, expected = measured(plain, repeat)
        missing, extra = len(expected - found), len(found - expected)
        rows.append(
            {
                "join": name,
                "ours cpu s": our_cpu,
                "GeoPandas cpu s": plain_cpu,
                "ratio": plain_cpu / our_cpu,
                "ours wall s": our_wall,
                "GeoPandas wall s": plain_wall,
                "rows": len(expected),
                "only GeoPandas": missing,
                "only ours": extra,
            }
        )
    print(pd.DataFrame(rows).round(3).T.to_string(header=False))


if __name__ == "__main__":
    main()
