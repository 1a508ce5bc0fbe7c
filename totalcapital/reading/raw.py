"""A file as read: text cells under headings, before anything is understood."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Fault", "RawTable", "Refusal", "TextColumn", "add_rows", "arrow_text", "load_raw", "save_raw"]


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


class TextColumn(Sequence[str]):
    """The cells of one heading, held as Arrow text: a fifth of the memory of a list, never null.

    It reads as a sequence of strings and equals any sequence of the same strings.

    Parameters
    ----------
    cells
        Arrow text; null is taken as blank.
    """

    __slots__ = ("arrow",)

    def __init__(self, cells: Any) -> None:
        whole = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
        if isinstance(whole, pa.ChunkedArray):  # what combining no chunk at all gives
            whole = pa.array([], type=pa.large_string())
        text = whole.cast(pa.large_string())
        self.arrow: Any = pc.fill_null(text, "") if text.null_count else text

    def __len__(self) -> int:
        return len(self.arrow)

    def __iter__(self) -> Iterator[str]:
        return iter(self.arrow.to_pylist())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> TextColumn: ...
    def __getitem__(self, index: int | slice) -> str | TextColumn:
        if isinstance(index, slice):
            return TextColumn(self.arrow[index])
        found: str = self.arrow[index].as_py()
        return found

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TextColumn):
            return bool(self.arrow.equals(other.arrow))
        return isinstance(other, Sequence) and not isinstance(other, str) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"TextColumn({self.arrow.slice(0, 5).to_pylist()!r}, {len(self)} cells)"


def arrow_text(cells: Sequence[str] | pd.Series) -> Any:
    """Return the cells of a heading as one Arrow array of text, blank where they are null.

    Text that no Unicode file can hold (half a surrogate pair, as JSON can spell it) becomes U+FFFD.
    """
    if isinstance(cells, TextColumn):
        return cells.arrow
    if isinstance(cells, pd.Series):
        try:
            return TextColumn(pa.array(cells, type=pa.large_string(), from_pandas=True)).arrow
        except UnicodeEncodeError:
            return arrow_text(cells.fillna("").tolist())
    try:
        return pa.array(cells, type=pa.large_string())
    except UnicodeEncodeError:
        whole = [cell.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for cell in cells]
        return pa.array(whole, type=pa.large_string())


@dataclass(slots=True)
class RawTable:
    """Headings and text cells of one file, with where each row stands in it.

    ``rows_read`` counts every data row; rows set aside while reading are in ``faults`` with level
    error, so ``len(source_rows) + errors == rows_read``. ``second_count`` is the number of data
    rows by another method.
    """

    headings: list[str]
    columns: list[Any]
    """The cells of each heading: a list of text, or a :class:`TextColumn`."""
    source_rows: list[int]
    rows_read: int
    second_count: int
    geometry: list[bytes | None] | None = None
    crs: str | None = None
    profile: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def cells(self) -> pd.DataFrame:
        """Return the text cells as a frame of pandas' own text, one column a heading; blank is ``""``."""
        columns = {
            heading: pd.array(arrow_text(cells), dtype="str")
            for heading, cells in zip(self.headings, self.columns, strict=True)
        }
        return pd.DataFrame(columns, index=None if columns else range(len(self.source_rows)))


def add_rows(raw: RawTable, numbers: Sequence[int], columns: Sequence[Any]) -> None:
    """Put rows among those of a table, in the order of their numbers; the table is changed.

    Parameters
    ----------
    numbers
        The number of each new row.
    columns
        Their cells, a heading at a time: lists or Arrow text; what is beyond the headings is left out.
    """
    every = np.concatenate([np.array(raw.source_rows, dtype=np.int64), np.array(numbers, dtype=np.int64)])
    order = pa.array(np.argsort(every, kind="stable"))
    joined: list[Any] = []
    for old, new in zip(raw.columns, columns[: len(raw.headings)], strict=True):
        added = new if isinstance(new, pa.ChunkedArray | pa.Array) else arrow_text(new)
        chunks = [arrow_text(old), *(added.chunks if isinstance(added, pa.ChunkedArray) else [added])]
        joined.append(TextColumn(pa.chunked_array(chunks).combine_chunks().take(order)))
    raw.columns, raw.source_rows = joined, np.sort(every).tolist()


def save_raw(raw: RawTable, folder: Path) -> None:
    """Write a raw table where the other process can pick it up."""
    arrays: dict[str, pa.Array] = {f"c{i}": arrow_text(cells) for i, cells in enumerate(raw.columns)}
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
        columns=[TextColumn(table.column(f"c{i}")) for i in range(len(meta["headings"]))],
        source_rows=table.column("row").to_pylist(),
        rows_read=meta["rows_read"],
        second_count=meta["second_count"],
        geometry=table.column("geometry").to_pylist() if "geometry" in table.column_names else None,
        crs=meta["crs"],
        profile=meta["profile"],
        facts=meta["facts"],
        faults=[Fault(**fault) for fault in meta["faults"]],
    )
