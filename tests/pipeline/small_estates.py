"""A small estate of two agencies, in the formats and with the faults that a run must stand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from estates import square, write_csv, write_estate, write_outlines

__all__ = ["COUNCIL", "NHS", "run_command", "small_estate", "tree_of"]

COUNCIL = (
    ["Ref", "Name", "Postcode", "Easting", "Northing", "Service", "Status", "Floor area (m2)", "Type"],
    [
        ["1", "Oak Library", "LS1 3AB", "430000", "433000", "library", "operational", "400", "building"],
        ["2", "Elm Depot", "LS1 1UR", "430400", "433000", "depot", "vacant", "900", "building"],
        ["3", "Ash Land", "LS1 1UR", "430900", "433300", "open-land", "", "", "land"],
        [
            "4",
            "Yew Office, {{ 7 * 7 }}",
            "LS1 2XX",
            "430100",
            "433100",
            "office",
            "operational",
            "abc",
            "building",
        ],
        ["5", "Fir Hall", "LS1 9ZZ", "", "", "town-hall", "operational", "1200", "building"],
        ["6", "Nowhere", "", "", "", "store", "operational", "10", "building"],
    ],
)
NHS = (
    ["Site code", "Trust name", "Site name", "Postcode", "UPRN", "Use", "Staff FTE", "Lease end"],
    [
        ["N1", "Oak NHS Trust", "Oak Clinic", "LS1 3AB", "100000000001", "clinic", "12", "31/03/2028"],
        ["N2", "Oak NHS Foundation Trust", "Elm Surgery", "LS1 1UR", "", "gp-practice", "5", ""],
        ["N3", "", "Fir Pharmacy", "LS1 2XX", "", "pharmacy", "", ""],
    ],
)
POSTCODES = (
    ["pcds", "oseast1m", "osnrth1m"],
    [
        ["LS1 3AB", "430010", "433010"],
        ["LS1 1UR", "430500", "433100"],
        ["LS1 2XX", "430200", "433200"],
        ["LS1 4ZZ", "", ""],
    ],
)


def small_estate(folder, *, registers=None, areas=True, **sections):
    """Write the estate into a folder and return the path of its file."""
    write_csv(folder / "council.csv", *COUNCIL)
    write_csv(folder / "nhs.csv", *NHS)
    write_csv(folder / "postcodes.csv", *POSTCODES)
    write_outlines(folder / "outline.geojson", {"X": square(429_000, 432_000, 3000)})
    named = [
        {
            "id": "council", "path": "council.csv", "agency": "Testshire Council", "sector": "district", "crs": "EPSG:27700",
            "columns": {"property_kind": "Type"}, "defaults": {"role": "owner", "floor_area_basis": "GIA"},
            **({"area": "town"} if areas else {}),
        },
        {"id": "nhs", "path": "nhs.csv", "agency": {"column": "Trust name"}, "sector": "nhs", "defaults": {"role": "occupier"}},
    ]  # fmt: skip
    outline = [{"id": "town", "name": "Testtown", "path": "outline.geojson"}]
    return write_estate(
        folder,
        registers=registers or named,
        lookups={"postcodes": "postcodes.csv"},
        **({"areas": outline} if areas else {}),
        **sections,
    )


def run_command(*arguments, cwd=None, **environment):
    """Type ``totalcapital`` with arguments; return exit code, standard output and standard error."""
    root = Path(__file__).resolve().parents[2]
    env = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "500", **environment}
    done = subprocess.run(  # noqa: S603 - this interpreter, this package
        [sys.executable, "-m", "totalcapital", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env=env,
        timeout=600,
    )
    return done.returncode, done.stdout, done.stderr


def tree_of(folder):
    """Return the bytes of each file of a result, with the two timings of ``run.json`` taken out."""
    tree = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    if "run.json" in tree:
        summary = json.loads(tree["run.json"])
        for stage in summary["stages"]:
            del stage["seconds"], stage["peak_mib"]
        tree["run.json"] = json.dumps(summary)
    return tree
