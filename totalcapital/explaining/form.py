"""What an explanation is made of: sentences, and small tables under a heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Explanation",
    "Part",
    "amount",
    "day",
    "listed",
    "number",
    "place_in_file",
    "record_words",
    "row_of",
    "text",
]


@dataclass(frozen=True, slots=True)
class Part:
    """One small table of an explanation.

    Attributes
    ----------
    remark
        What the table means, for whoever reads it first; null where it says itself.
    """

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What something is and why."""

    kind: str
    id: str
    title: str
    lines: Sequence[str]
    parts: Sequence[Part]

    def as_json(self) -> dict[str, Any]:
        """Return the explanation as data: each table a list of records."""
        return {
            "kind": self.kind,
            "id": self.id,
            "title": self.title,
            "lines": list(self.lines),
            "parts": [
                {
                    "heading": part.heading,
                    "remark": part.remark,
                    "rows": [dict(zip(part.columns, row, strict=True)) for row in part.rows],
                }
                for part in self.parts
            ],
        }


def row_of(frame: pd.DataFrame, column: str, value: str) -> dict[str, Any]:
    """Return the first row in which a column holds a value, null cells as None.

    Raises
    ------
    KeyError
        If there is none.
    """
    found = frame[frame[column] == value]
    if found.empty:
        raise KeyError(value)
    return {str(name): None if _is_null(cell) else cell for name, cell in found.iloc[0].items()}


def _is_null(cell: Any) -> bool:
    return cell is None or (pd.api.types.is_scalar(cell) and bool(pd.isna(cell)))


def text(cell: Any, otherwise: str = "not known") -> str:
    """Return a cell as text; null as words for it."""
    return otherwise if _is_null(cell) else str(cell)


def number(cell: Any, digits: int = 0, unit: str = "") -> str:
    """Return a number with its unit; null is not known."""
    return "not known" if _is_null(cell) else f"{float(cell):,.{digits}f}{' ' if unit else ''}{unit}"


def amount(cell: Any) -> str:
    """Return an amount of money in whole units; null is not known."""
    return number(cell)


def day(cell: Any) -> str:
    """Return a day; null is not known."""
    return "not known" if _is_null(cell) else str(pd.Timestamp(cell).date())


def listed(cell: Any) -> str:
    """Return a list held in one cell as text; null is none."""
    return ", ".join(split_list(cell)) or "none"


def place_in_file(row: Mapping[str, Any]) -> str:
    """Return where a row stands: register, file and row."""
    return f"register {row['register_id']}, file {row['source_file']}, row {row['source_row']}"


def record_words(row: Mapping[str, Any]) -> str:
    """Return what a record is called, with its id."""
    name = row["name"] or row["address"] or row["postcode"] or "a record without a name"
    return f"{name} ({row['asset_id']})"
