"""Parquet and GeoParquet, without GDAL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from totalcapital.reading.raw import RawTable, Refusal
from totalcapital.reading.spatial.layers import table_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_parquet"]


def read_parquet(path: Path, shown: str) -> RawTable:
    """Read a Parquet file into text cells and well-known binary; ``source_row`` counts from 1.

    Raises
    ------
    Refusal
        If it is damaged or empty, or its geometry is not well-known binary.
    """
    try:
        table = pq.read_table(path, memory_map=False)
        crs, primary = _geo_metadata(table.schema.metadata)
        rows = pq.ParquetFile(path).metadata.num_rows
    except (
        OSError,
        ValueError,
        NotImplementedError,
        KeyError,
        AttributeError,
    ) as error:  # Arrow's own are kinds
        raise Refusal(f"{shown}: the Parquet file cannot be opened ({error}). Export it again.") from error
    names = [str(name) for name in table.column_names]
    shapes = None
    if primary in names:
        shapes = table.column(names.index(primary)).to_pylist()
        if any(not isinstance(shape, bytes | None) for shape in shapes):
            raise Refusal(
                f"{shown}: expected geometry as well-known binary in column {primary}. Export it as GeoPackage."
            )
    others = [place for place, name in enumerate(names) if name != primary or shapes is None]
    fields = [table.column(place).to_pylist() for place in others]
    raw = table_of([names[place] for place in others], fields, shapes, crs, shown)
    raw.second_count = rows
    raw.facts = {"format": "parquet"}
    return raw


def _geo_metadata(metadata: dict[bytes, bytes] | None) -> tuple[str | None, str | None]:
    """Return CRS and geometry column; a file that leaves the CRS out means longitude and latitude."""
    if not metadata or b"geo" not in metadata:
        return None, None
    meta: dict[str, Any] = json.loads(metadata[b"geo"])
    primary = str(meta.get("primary_column", "geometry"))
    described = meta.get("columns", {}).get(primary, {})
    if "crs" not in described:
        return "EPSG:4326", primary
    found = (described["crs"] or {}).get("id") or {}
    code = f"{found.get('authority')}:{found.get('code')}" if found else None
    return ("EPSG:4326" if code == "OGC:CRS84" else code), primary
