"""Residents of authorities and other areas, from a table that counts them by area."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.code_changes import resolve
from totalcapital.errors import EstateFileError
from totalcapital.reading.areas.columns import KINDS_BY_SIZE, code_columns, gss_kind
from totalcapital.reading.profiles import normal_heading
from totalcapital.tables import split_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from totalcapital.issues import IssueLog
    from totalcapital.reading.areas.files import Source
    from totalcapital.reading.raw import RawTable

__all__ = ["counts_residents", "is_by_area", "put_residents", "read_residents", "residents_heading"]

RESIDENTS: Final = (
    "population",
    "usualresidents",
    "residents",
    "allages",
    "allpersons",
    "persons",
    "total",
)
_CODES: Final = frozenset({"code", "areacode", "areaid", "area", "id", "gsscode", "onscode"})
_YEARS: Final = frozenset({"year", "midyear", "date", "period", "financialyear"})
#: Codes and names of an area and of what it lies in, a year and a count.
_MOST_HEADINGS: Final = 6
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def residents_heading(headings: Iterable[str]) -> str | None:
    """Return the heading that counts residents; null where there is none.

    Examples
    --------
    >>> residents_heading(["LAD20CD", "Population, mid-2019"])
    'Population, mid-2019'
    """
    plain = {heading: normal_heading(heading) for heading in headings}
    found = [heading for word in RESIDENTS for heading, words in plain.items() if words == word]
    found = found or [h for h, words in plain.items() if "population" in words or "usualresidents" in words]
    return found[0] if found else None


def counts_residents(raw: RawTable) -> bool:
    """Tell whether a file is a table of residents by area: codes, names, years and one count, no more."""
    value = residents_heading(raw.headings)
    kinds = [column.kind for column in code_columns(raw)]
    is_plain = value is not None and normal_heading(value) != "total" and len(raw.headings) <= _MOST_HEADINGS
    return is_plain and bool(kinds) and not {"lsoa", "ward"} & set(kinds) and not any(raw.geometry or ())


def is_by_area(source: Source) -> bool:
    """Tell whether a file counts residents by area, not by neighbourhood (LSOA)."""
    if source.entry.code:
        return not any(
            gss_kind(cell) == "lsoa" for cell in source.cells(source.heading_said(source.entry.code))
        )
    return not source.codes_of("lsoa")


def read_residents(
    sources: Iterable[Source], rows: Iterable[Mapping[str, Any]], *, as_of: dt.date, log: IssueLog
) -> dict[str, float]:
    """Return residents by code, or by id of an area; of several files the first that knows it counts.

    A file that counts no area of the estate is said.

    In a file of several years the newest counts that is not after ``as_of``.

    Raises
    ------
    EstateFileError
        If a file has no column of codes or residents that can be told, or an area stands twice in a year.
    """
    figures: dict[str, float] = {}
    names = {name for row in rows for name in (row["area_id"], *split_list(row["gss_code"]))}
    for source in sources:
        found = _read(source, as_of.year)
        if not any(_together([name], found) for name in names):
            log.add(
                "residents-of-no-area",
                "warning",
                f"None of the {len(found):,} areas that it counts residents of is one of the estate.",
                'Give residents by codes of authorities, ids of areas, or LSOAs; say which column holds them with code = "…".',
                source_file=source.path,
                column="population",
            )
        figures = {**found, **figures}
    return figures


def put_residents(rows: Iterable[dict[str, Any]], figures: Mapping[str, float]) -> None:
    """Fill in the residents of areas: their own count, else that of the areas they are made of, where all are known."""
    for row in rows if figures else ():
        if row["kind"] == "lsoa":
            continue
        codes = split_list(row["gss_code"])
        names = [row["area_id"], *(codes if len(codes) == 1 else ())]
        found = next((told for name in names if (told := _together([name], figures)) is not None), None)
        if found is None and row.get("population_count") is None and row["parts"]:
            found = _together(row["parts"][1], figures)
        if found is not None:
            row["population_count"] = found


def _together(codes: Iterable[str], figures: Mapping[str, float]) -> float | None:
    parts = [part for code in codes for part in (resolve(code, figures).parts or (None,))]
    return None if not parts or None in parts else sum(figures[part] for part in parts if part is not None)


def _read(source: Source, year: int) -> dict[str, float]:
    codes = _code_heading(source)
    entry, headings = source.entry, source.raw.headings
    value = source.heading_said(entry.value) if entry.value else residents_heading(headings)
    if value is None:
        raise EstateFileError(
            f"{source.path}: expected a column of residents under {source.key}; the file has "
            f'{", ".join(headings[:12])}. Say which with value = "…".'
        )
    cells = pd.DataFrame({"code": source.cells(codes), "count": source.cells(value)})
    when = next((heading for heading in headings if normal_heading(heading) in _YEARS), None)
    if when is not None:
        years = pd.Series(
            [int(found[0]) if (found := _YEAR.search(cell)) else 0 for cell in source.cells(when)]
        )
        newest = years[years <= year].max()
        cells = cells[years == newest]
    counts = pd.to_numeric(cells["count"].str.replace(",", "", regex=False), errors="coerce")
    good = cells.assign(count=counts)[(cells["code"] != "") & (counts >= 0) & (counts == counts.round())]
    if good["code"].duplicated().any():
        twice = good.loc[good["code"].duplicated(), "code"].iloc[0]
        raise EstateFileError(
            f"{source.path}: expected one count of residents for each area and year; {twice} stands more than once. "
            "Give a file of totals."
        )
    return {str(code): float(count) for code, count in zip(good["code"], good["count"], strict=True)}


def _code_heading(source: Source) -> str:
    if source.entry.code:
        return source.heading_said(source.entry.code)
    for kind in KINDS_BY_SIZE:
        if columns := source.codes_of(kind):
            return columns[0].heading
    named = [heading for heading in source.raw.headings if normal_heading(heading) in _CODES]
    if len(named) != 1:
        raise EstateFileError(
            f"{source.path}: expected a column of codes of areas under {source.key}; the file has "
            f'{", ".join(source.raw.headings[:12])}. Say which with code = "…".'
        )
    return named[0]
