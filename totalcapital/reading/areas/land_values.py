"""Land values of authorities, which receipts are estimated from where no register gives a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.errors import EstateFileError
from totalcapital.reading.areas.files import Source, open_sources
from totalcapital.reading.profiles import normal_heading

if TYPE_CHECKING:
    from totalcapital.issues import IssueLog
    from totalcapital.project import Project
    from totalcapital.reading.areas.layers import Layers
    from totalcapital.reading.door.door import Door

__all__ = ["land_values"]

_WORDS: Final = ("landvalue", "perhectare", "perha", "gbpha", "aha", "ahectare")


def land_values(project: Project, layers: Layers, door: Door, *, log: IssueLog) -> pd.Series:
    """Return the land value of each authority of the estate's outlines, in its currency a hectare.

    Returns
    -------
    Series
        By code; an authority whose value no file gives is not in it, which is noted.

    Raises
    ------
    EstateFileError
        If values are given without outlines of authorities, a column cannot be told, or an authority
        stands twice.
    UnreadableFileError
        If a file cannot be read.
    """
    made = pd.Series(dtype=float)
    if not project.lookups.land_values:
        return made
    if not layers.is_given("authority"):
        raise EstateFileError(
            f"{project.path}: lookups.land_values is of authorities; expected their outlines. "
            "Give lookups.authorities or boundaries."
        )
    sources = open_sources(project, door, "lookups.land_values", project.lookups.land_values)
    for source in sources:
        found = _read(source, log=log)
        made = pd.concat([made, found[~found.index.isin(made.index)]])
    codes = layers.outlines("authority")["code"]
    lost = sorted(set(codes) - set(made.index))
    if lost:
        log.add(
            "land-values-incomplete",
            "note",
            f"No land value is given for {len(lost)} of {len(codes)} authorities, such as {lost[0]}; "
            "what a sale there brings is known only where a register gives a value.",
            "Nothing; or give values by the codes of the outlines.",
            source_file=", ".join(source.path for source in sources),
            column="land_values",
            rows_count=len(lost),
        )
    return made


def _read(source: Source, *, log: IssueLog) -> pd.Series:
    """Return the values of a file by code."""
    columns = [one.heading for one in source.codes_of("authority")]
    if source.entry.code:
        columns = [source.heading_said(source.entry.code)]
    if len(columns) != 1:
        raise EstateFileError(
            f"{source.path}: expected one column of authority codes under {source.key}; the file has "
            f'{", ".join(source.raw.headings[:12])}. Say which with code = "…".'
        )
    value = _value_heading(source)
    cells = pd.Series(source.cells(value), index=source.cells(columns[0]), dtype=object)
    cells = cells[cells.index != ""]
    if cells.index.duplicated().any():
        first = cells.index[cells.index.duplicated()][0]
        raise EstateFileError(
            f"{source.path}: expected one row for each authority; {first} stands "
            f"{int((cells.index == first).sum())} times. Give a file of one kind of land."
        )
    plain = cells.astype(str).str.replace(r"[£,\s]", "", regex=True)
    numbers = pd.to_numeric(plain, errors="coerce")
    good = numbers.between(0, float("inf"), inclusive="left")
    bad = int((~good & (plain != "")).sum())
    if bad:
        log.add(
            "value-not-understood",
            "warning",
            f"{bad} values of {value} are no sums of money of nought or more; they are not known.",
            "Ask for the file again.",
            source_file=source.path,
            column=value,
            rows_count=bad,
        )
    return numbers[good].astype(float)


def _value_heading(source: Source) -> str:
    """Return the heading of the values: the one said, else the only one that speaks of land value."""
    if source.entry.value:
        return source.heading_said(source.entry.value)
    found = [h for h in source.raw.headings if any(word in normal_heading(h) for word in _WORDS)]
    if len(found) != 1:
        raise EstateFileError(
            f"{source.path}: expected one column of land values a hectare under {source.key}; the file has "
            f'{", ".join(source.raw.headings[:12])}. Say which with value = "…".'
        )
    return found[0]
