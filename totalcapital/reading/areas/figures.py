"""Population and deprivation of neighbourhoods (LSOAs), through the change of their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.errors import EstateFileError
from totalcapital.reading.areas.files import Source, open_sources
from totalcapital.reading.areas.told_residents import residents_heading
from totalcapital.reading.profiles import normal_heading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalcapital.issues import IssueLog
    from totalcapital.project import Project
    from totalcapital.reading.areas.layers import Layers
    from totalcapital.reading.door.door import Door

__all__ = ["lsoa_figures"]

_DECILES: Final = 10


def lsoa_figures(
    project: Project, layers: Layers, door: Door, *, population: Iterable[Source], log: IssueLog
) -> pd.DataFrame:
    """Return the residents and the deprivation decile of each LSOA of the estate's outlines.

    Figures of LSOAs of another year come through ``lookups.code_changes``; without it, those whose code
    is the same are taken, since a code changes with its boundary. Of one LSOA that was divided, each part
    has its decile and none has residents; one made of several has their decile where all agree, and
    their residents together.

    Parameters
    ----------
    population
        The files of residents by LSOA.

    Returns
    -------
    DataFrame
        ``population_count`` and ``imd_decile`` by code; null where not known. No rows without LSOAs.

    Raises
    ------
    EstateFileError
        If figures are given without outlines of LSOAs, or a column cannot be told.
    UnreadableFileError
        If a file cannot be read.
    """
    given = project.lookups
    sources = {"population": list(population), "imd": open_sources(project, door, "lookups.imd", given.imd)}
    if any(sources.values()) and not layers.is_given("lsoa"):
        raise EstateFileError(
            f"{project.path}: lookups.population and lookups.imd are of neighbourhoods (LSOAs); expected their outlines. "
            "Give lookups.lsoas; or, of residents, a table by authority."
        )
    codes = pd.Index(layers.outlines("lsoa")["code"])
    made = pd.DataFrame(index=codes, columns=["population_count", "imd_decile"], dtype=float)
    if not any(sources.values()):
        return made
    changes = open_sources(project, door, "lookups.code_changes", given.code_changes)
    for key, column in (("population", "population_count"), ("imd", "imd_decile")):
        for source in sources[key]:
            figures, year = _read(source, key, layers.year("lsoa"), log=log)
            pairs = _pairs(changes, year, layers.year("lsoa"))
            carry = _summed if key == "population" else _agreed
            found = figures.reindex(codes) if pairs is None else carry(figures, pairs).reindex(codes)
            made[column] = made[column].where(made[column].notna(), found)
            now = layers.year("lsoa")
            if year and now and year != now:
                words = f"the figures are by LSOAs of {year}, the outlines of {now}"
                _say_carried(source, words, made[column], figures=figures, pairs=pairs, log=log)
    return made


def _read(source: Source, key: str, year: int | None, *, log: IssueLog) -> tuple[pd.Series, int | None]:
    """Return the figures of a file by code, and the year of its codes."""
    columns = source.codes_of("lsoa")
    if source.entry.code:
        heading = source.heading_said(source.entry.code)
        columns = [one for one in columns if one.heading == heading]
        said = columns[0].year if columns else None
    else:
        columns = [one for one in columns if len(columns) == 1 or one.year == year]
        if len(columns) != 1:
            raise EstateFileError(
                f"{source.path}: expected one column of LSOA codes under {source.key}; the file has "
                f'{", ".join(source.raw.headings[:12])}. Say which with code = "…".'
            )
        heading, said = columns[0].heading, columns[0].year
    value = _value_heading(source, key)
    cells = pd.Series(source.cells(value), index=source.cells(heading))
    cells = cells[cells.index != ""]
    if cells.index.duplicated().any():
        first = cells.index[cells.index.duplicated()][0]
        raise EstateFileError(
            f"{source.path}: expected one row for each LSOA; {first} stands {int((cells.index == first).sum())} times. "
            "Give a file of totals."
        )
    numbers = pd.to_numeric(cells.str.replace(",", "", regex=False), errors="coerce")
    top = _DECILES if key == "imd" else np.inf
    good = numbers.between(1 if key == "imd" else 0, top) & (numbers == numbers.round())
    bad = int((~good & (cells != "")).sum())
    if bad:
        log.add(
            "value-not-understood",
            "warning",
            f"{bad} values of {value} are no {'deciles from 1 to 10' if key == 'imd' else 'counts'}; they are not known.",
            "Ask for the file again.",
            source_file=source.path,
            column=value,
            rows_count=bad,
        )
    return numbers.where(good), said


def _value_heading(source: Source, key: str) -> str:
    if source.entry.value:
        return source.heading_said(source.entry.value)
    if key == "imd":
        plain = {heading: normal_heading(heading) for heading in source.raw.headings}
        deciles = [
            h for h, p in plain.items() if "decile" in p and ("imd" in p or "indexofmultipledeprivation" in p)
        ]
        found = min(deciles, key=lambda heading: (len(heading), heading), default=None)
    else:
        found = residents_heading(source.raw.headings)
    if found is None:
        what = "deciles of the Index of Multiple Deprivation" if key == "imd" else "residents"
        raise EstateFileError(
            f"{source.path}: expected a column of {what} under {source.key}; the file has "
            f'{", ".join(source.raw.headings[:12])}. Say which with value = "…".'
        )
    return found


def _pairs(changes: list[Source], old: int | None, new: int | None) -> pd.DataFrame | None:
    """Return which LSOA of one year each of another was; null where the years are one, or nothing says it."""
    if old is None or new is None or old == new:
        return None
    for source in changes:
        columns = {one.year: one.heading for one in source.codes_of("lsoa")}
        if {old, new} <= columns.keys():
            pairs = pd.DataFrame({"old": source.cells(columns[old]), "new": source.cells(columns[new])})
            return pairs[(pairs != "").all(axis=1)].drop_duplicates()
    return None


def _agreed(figures: pd.Series, pairs: pd.DataFrame) -> pd.Series:
    """Return for each new one the value that all the old ones it is made of have; null where they differ."""
    value = pairs["old"].map(figures)
    grouped = value.groupby(pairs["new"])
    same = (grouped.min() == grouped.max()) & value.notna().groupby(pairs["new"]).all()
    found: pd.Series = grouped.first().where(same)
    return found


def _summed(figures: pd.Series, pairs: pd.DataFrame) -> pd.Series:
    """Return for each new one the sum of the old ones it is made of; null where one of them was divided."""
    whole = ~pairs["old"].duplicated(keep=False)
    value = pairs["old"].map(figures).where(whole)
    found: pd.Series = value.groupby(pairs["new"]).sum(min_count=1)
    complete = value.notna().groupby(pairs["new"]).all()
    return found.where(complete)


def _say_carried(
    source: Source,
    start: str,
    made: pd.Series,
    *,
    figures: pd.Series,
    pairs: pd.DataFrame | None,
    log: IssueLog,
) -> None:
    """Say how figures of one year came to the LSOAs of another."""
    key = source.key.removeprefix("lookups.")
    if pairs is None:
        lost = int(made.isna().sum())
        words = f"{start}: {lost} whose code is not among them are not known."
        fix = "Give lookups.code_changes: a look-up with the codes of both years."
    else:
        reached = pairs.loc[pairs["old"].isin(figures.index) & pairs["new"].isin(made.index), "new"]
        known = pairs[pairs["new"].isin(reached)]
        divided = pairs["old"].duplicated(keep=False)[known.index]
        joined = known["new"].duplicated(keep=False)
        lost = int(made.reindex(known["new"].unique()).isna().sum())
        prefixes = set(figures.index.str[0])
        others = made[~made.index.isin(pairs["new"]) & made.index.str[0].isin(prefixes)]
        why = (
            "made of several whose deciles differ or are not all known"
            if key == "imd"
            else "parts of one that was divided"
        )
        words = (
            f"{start}: {int((~divided & ~joined).sum())} are the same, {int(known.loc[divided & ~joined, 'new'].nunique())} are "
            f"parts of one that was divided, {known.loc[joined, 'new'].nunique()} are made of several; {lost} {why} are "
            f"not known, nor are {int(others.isna().sum())} that no row of the look-up names."
        )
        fix = "Nothing; or give figures of the outlines' year."
    log.add(
        "figures-by-code-change",
        "note",
        words,
        fix,
        source_file=source.path,
        column=key,
        rows_count=max(lost, 1),
    )
