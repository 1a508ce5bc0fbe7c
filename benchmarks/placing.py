"""Times placing: points and outlines in all the neighbourhoods of a country, beside plain ``geopandas.sjoin``.

``python benchmarks/placing.py [POINTS] [LSOAS]`` prints one line for each way. The file of LSOAs is
looked for in the folder of the real registers ($TOTALCAPITAL_REAL_DATA) unless it is named.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.crs import BNG, project_shapes
from totalcapital.placing import place
from totalcapital.tables import AREAS, TABLES


def lsoas(path):
    """Return the areas table of a file of LSOAs."""
    read = gpd.read_file(path)
    shapes = project_shapes(read.geometry.make_valid(), BNG)
    frame = pd.DataFrame({"area_id": read["lsoa21_code"], "kind": "lsoa", "name": read["lsoa21_name"]})
    return AREAS.conform(gpd.GeoDataFrame(frame, geometry=shapes.to_numpy(), crs=BNG))


def sites(areas, count):
    """Return points spread over the country as its neighbourhoods are, one in ten an outline of 100 m."""
    chance = np.random.default_rng(1)
    middles = shapely.point_on_surface(areas.geometry.to_numpy())
    at = shapely.get_coordinates(middles[chance.integers(0, len(middles), count)])
    at += chance.normal(0, 300, at.shape)
    shapes = shapely.points(at)
    shapes[::10] = shapely.buffer(shapes[::10], 50, cap_style="square")
    frame = pd.DataFrame(
        {"site_id": [f"s{n:07d}" for n in range(count)], "agencies_count": 1, "assets_count": 1}
    )
    return TABLES["sites"].conform(gpd.GeoDataFrame(frame.assign(accuracy_m=5.0), geometry=shapes, crs=BNG))


def timed(what, work):
    start = time.perf_counter()
    rows = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:34} {time.perf_counter() - start:6.2f} s  {rows:8,} rows  {peak:6,.0f} MiB")


def main(count=100_000, path=None):
    data = Path(os.environ.get("TOTALCAPITAL_REAL_DATA", "."))
    areas = lsoas(path or data / "reference/lsoa21/lsoa21_england_wales.gpkg")
    made = sites(areas, count)
    print(f"{count:,} places, {len(areas):,} areas")
    empty = {
        name: TABLES[name].empty(crs=BNG)
        for name in ("holdings", "assets", "projects", "locations", "registers")
    }
    timed("place", lambda: len(place(made, areas, **empty).places))
    timed(
        "geopandas.sjoin",
        lambda: len(gpd.sjoin(made[["site_id", "geometry"]], areas[["area_id", "geometry"]])),
    )

    def overlaid():
        pairs = gpd.sjoin(made[["site_id", "geometry"]], areas[["area_id", "geometry"]])
        theirs = areas.geometry.to_numpy()[pairs["index_right"].to_numpy()]
        return int((shapely.area(shapely.intersection(pairs.geometry.to_numpy(), theirs)) >= 0).sum())

    timed("geopandas.sjoin and shares", overlaid)


if __name__ == "__main__":
    main(*([int(sys.argv[1])] if len(sys.argv) > 1 else []), *sys.argv[2:3])
