"""The estate's own index of prices by financial year."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from totalcapital.errors import EstateFileError
from totalcapital.reading.areas.files import open_sources
from totalcapital.reading.profiles import normal_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.project import Project
    from totalcapital.reading.areas.files import Source
    from totalcapital.reading.door.door import Door

__all__ = ["read_prices"]

_YEAR: Final = re.compile(r"((?:19|20)\d\d)(?:\s*[-/–]\s*((?:19|20)?\d\d))?")
_MOST: Final = 0.9
_WORDS: Final = ("deflator", "index", "cpi", "gdp", "price")


def read_prices(project: Project, door: Door) -> dict[str, float]:
    """Return the index of prices by financial year, such as ``2026-27``, or ``2026`` for a calendar year.

    Of several files the first that has a year counts. Rows without a year, such as notes, are passed over.

    Returns
    -------
    dict
        Empty where the estate file gives no deflator.

    Raises
    ------
    EstateFileError
        If no column of years or of an index can be told, a year stands twice, or an index is no number above nought.
    UnreadableFileError
        If a file cannot be read.
    """
    made: dict[str, float] = {}
    for source in open_sources(project, door, "lookups.deflator", project.lookups.deflator):
        found = _read(source)
        made |= {year: value for year, value in found.items() if year not in made}
    return dict(sorted(made.items()))


def _read(source: Source) -> dict[str, float]:
    years = _years_heading(source)
    values = _value_heading(source, years)
    made: dict[str, float] = {}
    for year, cell in zip(map(_label, source.cells(years)), source.cells(values), strict=True):
        if year is None or not cell:
            continue
        value = _number(cell)
        if year in made or not value > 0:
            raise EstateFileError(
                f"{source.path}: expected one index above nought for {year} under {values!r}; found "
                f"{'another one' if year in made else repr(cell)}. Correct the file."
            )
        made[year] = value
    return made


def _label(cell: str) -> str | None:
    """Return the label of a financial year; null for anything else.

    Examples
    --------
    >>> _label("2010/11"), _label("2010-2011"), _label("2010"), _label("Note")
    ('2010-11', '2010-11', '2010', None)
    """
    match = _YEAR.fullmatch(cell)
    if match is None:
        return None
    return f"{match[1]}-{match[2][-2:]}" if match[2] else match[1]


def _number(cell: str) -> float:
    try:
        value = float(cell.replace(",", ""))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _years_heading(source: Source) -> str:
    said = source.entry.code
    if said:
        return source.heading_said(said)
    for heading in source.raw.headings:
        cells = [cell for cell in source.cells(heading) if cell]
        if cells and sum(_label(cell) is not None for cell in cells) >= _MOST * len(cells):
            return heading
    raise EstateFileError(
        f"{source.path}: expected a column of financial years under {source.key}; the file has "
        f'{", ".join(source.raw.headings[:12])}. Say which with code = "…".'
    )


def _value_heading(source: Source, years: str) -> str:
    if source.entry.value:
        return source.heading_said(source.entry.value)
    others = [heading for heading in source.raw.headings if heading != years]
    numbers = [h for h in others if _is_numbers(source.cells(h))]
    named = [h for h in numbers if any(word in normal_heading(h) for word in _WORDS)]
    for found in (named, numbers):
        if len(found) == 1:
            return found[0]
    raise EstateFileError(
        f"{source.path}: expected one column of an index of prices under {source.key}; the file has "
        f'{", ".join(source.raw.headings[:12])}. Say which with value = "…".'
    )


def _is_numbers(cells: Sequence[str]) -> bool:
    given = [cell for cell in cells if cell]
    return bool(given) and sum(_number(cell) > 0 for cell in given) >= _MOST * len(given)
