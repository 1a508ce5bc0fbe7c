"""Registers as bodies send them, made by code: what stands in each cell, and beside it what it means."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

__all__ = ["UNREAD", "Column", "Messy", "day"]


class _Unread:
    """A cell that says something we cannot take: not known, and told with its row and heading."""

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = _Unread()


def day(text: str) -> dt.date:
    """Return a day given as ISO."""
    return dt.date.fromisoformat(text)


@dataclass(frozen=True)
class Column:
    """One column of a register.

    ``truths`` maps a cell to what it means; a cell it does not name means itself. ``None`` is not
    known and needs no word; ``UNREAD`` is not known and must be told.
    """

    heading: str
    ours: str | None
    cells: tuple[Any, ...]
    truths: dict[Any, Any] = field(default_factory=dict)

    def truth(self, row: int) -> Any:
        cell = self.cells[row]
        if cell in ("", None) and cell not in self.truths:
            return None
        return self.truths.get(cell, cell)


@dataclass(frozen=True)
class Messy:
    """A register with its truth.

    Attributes
    ----------
    rows
        Where each record stands in the file.
    also
        What all records are besides: (our column, value) that no single cell gives.
    by_row
        The same of single records, by position.
    told
        Warnings and errors there must be besides those of unread cells: (code, row).
    away
        Rows that are set aside, each of which is in ``told``.
    """

    name: str
    content: Any
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    also: dict[str, Any] = field(default_factory=dict)
    by_row: dict[int, dict[str, Any]] = field(default_factory=dict)
    away: tuple[int, ...] = ()
    told: tuple[tuple[str, int | None], ...] = ()
    is_capital: bool = False
    hints: dict[str, Any] = field(default_factory=dict)

    def truths(self) -> dict[int, dict[str, Any]]:
        """Return, for each row of the file, our columns as they should be."""
        found = {}
        for position, row in enumerate(self.rows):
            said = dict(self.also)
            for column in self.columns:
                if column.ours is not None:
                    value = column.truth(position)
                    said[column.ours] = None if value is UNREAD else value
            found[row] = said | self.by_row.get(position, {})
        return {row: said for row, said in found.items() if row not in self.away}

    def unread(self) -> set[tuple[int, str]]:
        """Return row and heading of each cell that must be told."""
        return {
            (row, column.heading)
            for position, row in enumerate(self.rows)
            for column in self.columns
            if row not in self.away and column.truth(position) is UNREAD
        }


def csv_text(columns: tuple[Column, ...], separator: str = ",", **around: Any) -> str:
    """Return the columns as text, lines before and after them."""
    lines = [*around.get("before", ())]
    lines.append(separator.join(_quoted(c.heading, separator) for c in columns))
    for row in range(len(columns[0].cells)):
        if row in (inserted := around.get("inserted", {})):
            lines.append(inserted[row])
        lines.append(separator.join(_quoted(str(c.cells[row] or ""), separator) for c in columns))
    lines += around.get("after", ())
    return around.get("end", "\r\n").join(lines) + around.get("end", "\r\n")


def _quoted(cell: str, separator: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in (separator, '"', "\n")) else cell
