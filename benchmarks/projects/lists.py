"""The national lists of capital projects, placed; and the rows of them that were judged by hand."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital import locating, reading
from totalcapital.project import load_project

ROOT = Path(__file__).resolve().parents[2]
JUDGED = Path(__file__).resolve().parent / "judged.csv"
#: How many rows of each list and method are drawn to be judged.
DRAWN = {
    ("towns-fund", "place-name"): 20, ("towns-fund", "named-asset"): 4, ("towns-fund", "area"): 6,
    ("simplified", "place-name"): 5, ("simplified", "area"): 4,
    ("school-condition", "asset"): 12, ("school-condition", "named-asset"): 10, ("school-condition", "area"): 2,
    ("school-condition-pending", "asset"): 2,
}  # fmt: skip
#: A place this near to the one that was judged is the same.
SAME_M = 100.0

sys.path.insert(0, str(ROOT / "tests" / "real"))
from write_estate import find_data, write_estate  # noqa: E402 - beside the real estates

__all__ = ["DRAWN", "by_method", "drawn", "judged", "located_lists"]


def located_lists(data=None):
    """Return projects, locations and issues of the national lists: reading and placing alone, no other stage."""
    data = data or find_data()
    with tempfile.TemporaryDirectory() as folder:
        project = load_project(write_estate("capital-lists", data, Path(folder)))
        read = reading.read(project)
    own = locating.locate(
        read.assets,
        read.projects,
        postcodes=read.postcodes,
        homes={},
        areas=read.areas,
        crs=project.estate.crs,
    )
    ground = locating.Ground(read.assets, read.agencies, read.areas, registers=read.registers)
    found = locating.locate_projects(own, read.projects, ground=ground)
    projects = _grants_of_works(read.projects)
    return projects, found.locations[found.locations["subject_id"].isin(projects["project_id"])], found.issues


def _grants_of_works(projects):
    """Leave out the grants of the social fund, which are training."""
    return projects[(projects["register_id"] != "european") | (projects["project_stage"] == "ERDF")]


def by_method(projects, locations):
    """Return the projects with their method, place and accuracy, in the order of list and row."""
    place = pd.DataFrame(locations).set_index("subject_id")[["method", "accuracy_m", "evidence", "geometry"]]
    frame = projects[["project_id", "register_id", "source_row", "name", "place_name", "total_gbp"]]
    return frame.join(place, on="project_id").sort_values(["register_id", "source_row"], ignore_index=True)


def drawn(placed, seed=2026):
    """Return the rows to judge, so many of each list and method, the same for one seed."""
    parts = []
    for (register, method), count in DRAWN.items():
        rows = placed[(placed["register_id"] == register) & (placed["method"] == method)]
        chance = random.Random(f"{register} {method} {seed}")  # noqa: S311 - a draw, no secret
        parts.append(rows.iloc[sorted(chance.sample(range(len(rows)), min(count, len(rows))))])
    return pd.concat(parts)


def judged(placed):
    """Return the judged rows with how each is placed now, and whether that is the place that was judged."""
    rows = pd.read_csv(JUDGED).rename(columns={"list": "register_id"})
    now = placed.set_index(["register_id", "source_row"])[["method", "geometry"]]
    rows = rows.join(now, on=["register_id", "source_row"], suffixes=("", "_now"))
    at = shapely.centroid(gpd.GeoSeries(rows["geometry"]).to_numpy())
    apart_m = np.hypot(shapely.get_x(at) - rows["easting"], shapely.get_y(at) - rows["northing"])
    rows["is_same"] = (rows["method"] == rows["method_now"]) & (apart_m <= SAME_M)
    return rows
