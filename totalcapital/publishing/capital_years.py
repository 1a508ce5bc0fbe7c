"""The financial years that a page offers: those money is listed for, and those in which works are dated."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from totalcapital.project import Project

__all__ = ["years_of"]

#: Years without money are offered this far around the day of the estate: a mistyped date makes no century of them.
_BEFORE: Final = 10
_AFTER: Final = 30


def years_of(money: pd.DataFrame, projects: pd.DataFrame, *, project: Project) -> pd.DataFrame:
    """Return the years of a page, the earliest first: ``financial_year``, ``start_date``, ``end_date``.

    Parameters
    ----------
    money
        ``project_years`` of the page.
    projects
        Its projects; those without money by year add the years in which their works are dated.
    project
        The estate file. Where no money is listed by year, years begin as its first capital programme says.
    """
    listed = money[money["financial_year"].notna()]
    known = listed.rename(columns={"year_start_date": "start_date", "year_end_date": "end_date"})
    known = known[["financial_year", "start_date", "end_date"]]
    dated = projects[~projects["project_id"].isin(listed["project_id"])]
    rows = [*known.itertuples(index=False, name=None), *_dated(dated, _begins(known, project), project)]
    years = pd.DataFrame(rows, columns=["financial_year", "start_date", "end_date"])
    for name in ("start_date", "end_date"):
        years[name] = pd.to_datetime(years[name])
    years = years.sort_values(["financial_year", "start_date"], na_position="last").drop_duplicates(
        "financial_year"
    )
    return years.sort_values(["start_date", "financial_year"], na_position="last").reset_index(drop=True)


def _begins(known: pd.DataFrame, project: Project) -> tuple[int, int]:
    """Return month and day on which most years of the page begin."""
    starts = known["start_date"].dropna()
    if len(starts):
        counts = starts.dt.strftime("%m-%d").value_counts()
        said = min(counts[counts == counts.max()].index)
    else:
        said = project.capital[0].year_begins if project.capital else "04-01"
    month, day = said.split("-")
    return int(month), int(day)


def _dated(
    projects: pd.DataFrame, begins: tuple[int, int], project: Project
) -> list[tuple[str, dt.date, dt.date]]:
    as_of = project.estate.as_of.year
    found: set[int] = set()
    both = zip(projects["start_date"], projects["end_date"], strict=True)
    for start, end in {pair for pair in both if not all(pd.isna(one) for one in pair)}:
        first, last = end if pd.isna(start) else start, start if pd.isna(end) else end
        found.update(range(_year_of(first, begins), _year_of(last, begins) + 1))
    return [_year(year, begins) for year in sorted(found) if as_of - _BEFORE <= year <= as_of + _AFTER]


def _year_of(day: pd.Timestamp, begins: tuple[int, int]) -> int:
    return day.year if (day.month, day.day) >= begins else day.year - 1


def _year(year: int, begins: tuple[int, int]) -> tuple[str, dt.date, dt.date]:
    """Return a year by the calendar year it begins in; a year of one number is the one it ends in."""
    start = dt.date(year, *begins)
    end = dt.date(year + 1, *begins) - dt.timedelta(days=1)
    is_two_year = begins == (4, 1)
    label = f"{year}-{(year + 1) % 100:02d}" if is_two_year else str(end.year)
    return label, start, end
