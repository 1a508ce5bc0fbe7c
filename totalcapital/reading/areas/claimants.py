"""Claimants of benefits by area, which a larger body's spending may be shared out by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.code_changes import resolve
from totalcapital.errors import EstateFileError
from totalcapital.reading.areas.files import open_sources
from totalcapital.reading.profiles import normal_heading

if TYPE_CHECKING:
    from totalcapital.project import Project
    from totalcapital.reading.areas.files import Source
    from totalcapital.reading.door.door import Door

__all__ = ["put_claimants"]

_KINDS: Final = ("authority", "lsoa")


def put_claimants(rows: list[dict[str, Any]], project: Project, door: Door) -> None:
    """Fill in the claimants of authorities and neighbourhoods (LSOAs), where they are given.

    An authority without a figure of its own has the sum of the older ones it was made of, where all are given.

    Raises
    ------
    EstateFileError
        If a file has no column of codes or of claimants that can be told, or an area stands twice.
    UnreadableFileError
        If a file cannot be read.
    """
    figures: dict[str, float] = {}
    for source in open_sources(project, door, "lookups.claimants", project.lookups.claimants):
        figures = {**_read(source), **figures}
    for row in rows if figures else ():
        if row["kind"] in _KINDS:
            parts = resolve(row["area_id"], figures).parts
            row["claimants_count"] = sum(figures[code] for code in parts) if parts else None


def _read(source: Source) -> dict[str, float]:
    said = source.entry.code
    found = [column.heading for kind in _KINDS for column in source.codes_of(kind)]
    if not said and len(found) != 1:
        raise EstateFileError(
            f"{source.path}: expected one column of codes of authorities or LSOAs under {source.key}; the file has "
            f'{", ".join(source.raw.headings[:12])}. Say which with code = "…".'
        )
    codes = source.heading_said(said) if said else found[0]
    values = _value_heading(source)
    cells = pd.Series(source.cells(values), index=source.cells(codes))
    numbers = pd.to_numeric(
        cells[cells.index != ""].str.replace(",", "", regex=False), errors="coerce"
    ).dropna()
    if numbers.index.duplicated().any():
        twice = numbers.index[numbers.index.duplicated()][0]
        raise EstateFileError(
            f"{source.path}: expected one row for each area; {twice} stands more than once. Give a file of totals."
        )
    good = numbers[(numbers >= 0) & (numbers == numbers.round())]
    return {str(code): float(value) for code, value in good.items()}


def _value_heading(source: Source) -> str:
    if source.entry.value:
        return source.heading_said(source.entry.value)
    found = [heading for heading in source.raw.headings if "claimant" in normal_heading(heading)]
    if len(found) != 1:
        raise EstateFileError(
            f"{source.path}: expected one column of claimants under {source.key}; the file has "
            f'{", ".join(source.raw.headings[:12])}. Say which with value = "…".'
        )
    return found[0]
