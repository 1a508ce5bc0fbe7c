"""A file as read: text cells under headings, before anything is understood."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
from pyarrow import feather

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Fault", "RawTable", "Refusal", "load_raw", "save_raw"]


class Refusal(Exception):  # noqa: N818 - crosses the process border as a message, is never raised to callers
    """The file cannot be read; the message says what was expected, found and to be done."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault seen while reading, later a row of ``issues``."""

    code: str
    level: str
    message: str
    fix: str
    source_row: int | None = None
    column: str | None = None
    value: str | None = None
    rows_count: int = 1


@dataclass(slots=True)
class RawTable:
    """Headings and text cells of one file, with where each row stands in it.

    ``rows_read`` counts every data row; rows set aside while reading are in ``faults`` with level
    error, so ``len(source_rows) + errors == rows_read``. ``second_count`` is the number of data
    rows by another method.
    """

    headings: list[str]
    columns: list[list[str]]
    source_rows: list[int]
    rows_read: int
    second_count: int
    geometry: list[bytes | None] | None = None
    crs: str | None = None
    profile: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def cells(self) -> pd.DataFrame:
        """Return the text cells as a frame, one column a heading; blank cells are ``""``."""
        return pd.DataFrame(dict(zip(self.headings, self.columns, strict=True)), dtype=object)


def save_raw(raw: RawTable, folder: Path) -> None:
    """Write a raw table where the other process can pick it up."""
    arrays: dict[str, pa.Array] = {
        f"c{i}": pa.array(cells, type=pa.large_string()) for i, cells in enumerate(raw.columns)
    }
    arrays["row"] = pa.array(raw.source_rows, type=pa.int64())
    if raw.geometry is not None:
        arrays["geometry"] = pa.array(raw.geometry, type=pa.large_binary())
    feather.write_feather(pa.table(arrays), str(folder / "rows.arrow"), compression="uncompressed")
    meta = {
        name: getattr(raw, name)
        for name in ("headings", "rows_read", "second_count", "crs", "profile", "facts")
    }
    meta["faults"] = [dataclasses.asdict(fault) for fault in raw.faults]
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def load_raw(folder: Path) -> RawTable:
    """Read back what :func:`save_raw` wrote."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    table = feather.read_table(str(folder / "rows.arrow"), memory_map=False)
    return RawTable(
        headings=meta["headings"],
        columns=[table.column(f"c{i}").to_pylist() for i in range(len(meta["headings"]))],
        source_rows=table.column("row").to_pylist(),
        rows_read=meta["rows_read"],
        second_count=meta["second_count"],
        geometry=table.column("geometry").to_pylist() if "geometry" in table.column_names else None,
        crs=meta["crs"],
        profile=meta["profile"],
        facts=meta["facts"],
        faults=[Fault(**fault) for fault in meta["faults"]],
    )
