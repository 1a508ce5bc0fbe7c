"""Make the specimen estate: ``python tests/specimen/make_specimen.py FOLDER``.

The same files every time. FOLDER is ``geodata/specimen`` for the committed ones.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invented.aligned import ALIGNED_HEADINGS, aligned_projects
from invented.assemble import Specimen, make_records, sheets
from invented.estate_file import NOTICE, estate_toml
from invented.faults import put_faults_in
from invented.files import csv_bytes, json_bytes, sheet_bytes, xlsx_bytes
from invented.first import first_files
from invented.grid import to_degrees
from invented.money import DATED_HEADINGS, YEARLY_HEADINGS, make_money
from invented.neighbourhoods import neighbourhood_files
from invented.outlines import NAMES, OUTLINES
from invented.spending import SPENDING_HEADINGS, residents_of, spending_rows
from invented.truth import truth_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["specimen_files", "write"]


def _outline(area: str) -> bytes:
    ring = [list(corner) for corner in (*OUTLINES[area], OUTLINES[area][0])]
    feature = {
        "type": "Feature",
        "properties": {
            "id": area,
            "name": NAMES[area],
            "label": "not the legal boundary",
            "note": "drawn by hand",
        },
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return json_bytes({"type": "FeatureCollection", "features": [feature]}, indent=None)


def _postcodes(specimen: Specimen) -> bytes:
    rows: list[list[Any]] = []
    for code, (east, north) in sorted(specimen.postcodes.items()):
        lon, lat = to_degrees(east, north)
        rows.append([code, f"{lat:.5f}", f"{lon:.5f}"])
    return csv_bytes(["Postcode", "lat", "long"], rows)


def specimen_files(areas: Sequence[str] = tuple(OUTLINES)) -> dict[str, bytes]:
    """Return every file of the specimen by its path below the folder."""
    specimen = make_records(areas)
    aligned, met = aligned_projects(specimen)
    money = make_money(specimen, keep_clear=aligned)
    capital = sorted([*money.cases, *met], key=lambda case: case["area_id"])
    protected = {record.reference for case in specimen.cases for record in case.records}
    tables = sheets(specimen.records)
    faults = [fault for sheet in tables for fault in put_faults_in(sheet, protected)]
    files = {sheet.layout.path: sheet_bytes(sheet) for sheet in tables}
    files |= {f"outlines/{area}.geojson": _outline(area) for area in areas}
    files |= neighbourhood_files(areas)
    files |= {
        "estate.toml": estate_toml(areas).encode(),
        "lookups/postcodes.csv": _postcodes(specimen),
        "lookups/residents-by-area.csv": csv_bytes(
            ["Area", "Residents"], [list(pair) for pair in residents_of(areas).items()]
        ),
        "capital/council-projects.csv": csv_bytes(list(YEARLY_HEADINGS), money.yearly),
        "capital/public-services-projects.xlsx": xlsx_bytes(
            "Projects",
            ("Capital projects of health, police, fire and central bodies", NOTICE),
            list(DATED_HEADINGS),
            money.dated,
        ),
        "capital/partnership-projects.csv": csv_bytes(list(ALIGNED_HEADINGS), aligned),
        "spending/spending.csv": csv_bytes(list(SPENDING_HEADINGS), spending_rows(areas)),
        "truth.json": json_bytes(truth_of(specimen.records, specimen.cases, tables, faults, capital)),
    }
    return files | {f"first/{path}": data for path, data in first_files().items()}


def write(folder: Path) -> None:
    """Write the specimen below a folder."""
    for path, data in specimen_files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
