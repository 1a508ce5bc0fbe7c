"""When a project is: from its first day to its last, else in the years that have money."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DAYS_A_YEAR", "Meantime", "Windows", "date_of", "day_of", "day_of_year", "days_of", "windows_of"]

_EPOCH: Final = np.datetime64("1970-01-01", "D")
DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Meantime:
    """What lies between the windows of each pair; null: a window is not known.

    Attributes
    ----------
    overlap_days, gap_days
        As the spans go, an open end taken for as long as it may last.
    uncertainty_days
        Both accuracies together.
    is_open
        Whether one of the two has one day only, so that how long they overlap is not known.
    """

    overlap_days: NDArray[np.float64]
    gap_days: NDArray[np.float64]
    uncertainty_days: NDArray[np.float64]
    is_open: NDArray[np.bool_]

    @property
    def is_overlapping(self) -> NDArray[np.bool_]:
        """Whether the two share a day."""
        return self.overlap_days > 0


@dataclass(frozen=True, slots=True)
class Windows:
    """Spans of days of projects, by project and start; and for each project how sure they are."""

    of: NDArray[np.int64]
    start_day: NDArray[np.float64]
    end_day: NDArray[np.float64]
    first_day: NDArray[np.float64]
    """Of each project; null: not known."""
    last_day: NDArray[np.float64]
    accuracy_days: NDArray[np.float64]
    """Of each project; null: not known."""
    is_open: NDArray[np.bool_]
    """Of each project: only its first or its last day is known."""

    def between(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> Meantime:
        """Return what lies between the windows of two projects, for each pair of positions."""
        size = len(self.first_day)
        first, count = np.searchsorted(self.of, np.arange(size)), np.bincount(self.of, minlength=size)
        times = count[a] * count[b]
        pair = np.repeat(np.arange(len(a)), times)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
        one = first[a[pair]] + within // np.maximum(count[b[pair]], 1)
        other = first[b[pair]] + within % np.maximum(count[b[pair]], 1)
        shared = np.minimum(self.end_day[one], self.end_day[other]) + 1
        shared -= np.maximum(self.start_day[one], self.start_day[other])
        overlap, gap = np.zeros(len(a)), np.full(len(a), np.inf)
        np.add.at(overlap, pair, np.maximum(shared, 0.0))
        np.minimum.at(gap, pair, np.maximum(-shared, 0.0))
        is_known = times > 0
        return Meantime(
            np.where(is_known, overlap, np.nan),
            np.where(is_known, np.where(overlap > 0, 0.0, gap), np.nan),
            np.where(is_known, self.accuracy_days[a] + self.accuracy_days[b], np.nan),
            self.is_open[a] | self.is_open[b],
        )


def days_of(dates: pd.Series) -> NDArray[np.float64]:
    """Return dates as days since 1970; null stays null."""
    days = (dates.to_numpy("datetime64[D]") - _EPOCH).astype(float)
    made: NDArray[np.float64] = np.where(dates.isna().to_numpy(), np.nan, days)
    return made


def day_of(date: dt.date) -> float:
    """Return one date as days since 1970."""
    return float((np.datetime64(date, "D") - _EPOCH).astype(float))


def date_of(day: float) -> dt.date:
    """Return a number of days since 1970 as a date."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=round(day))


def day_of_year(year: int) -> float:
    """Return the first day of a calendar year as days since 1970."""
    return day_of(dt.date(year, 1, 1))


def windows_of(
    projects: pd.DataFrame, project_years: pd.DataFrame, *, open_years: float, year_accuracy_days: float
) -> Windows:
    """Return when each project is.

    Its own days count first; a project that starts and ends in one month, quarter or year is there all of it. With only one of them it is open, and taken to last ``open_years``; two in the
    wrong order are not known. Without any, the years in which it has money count, each as a whole; years
    that follow one another are one span, and a year without money is a gap. Money before or after the
    years that a list names says no time.

    Parameters
    ----------
    projects
        Their positions are those of the result.
    year_accuracy_days
        How far works may lie within their year.
    """
    start, end = days_of(projects["start_date"]), days_of(projects["end_date"])
    longest = round(open_years * DAYS_A_YEAR)
    is_open = np.isnan(start) != np.isnan(end)
    first, last = (
        np.where(np.isnan(start), end - longest, start),
        np.where(np.isnan(end), start + longest, end),
    )
    is_dated = ~np.isnan(start) | ~np.isnan(end)
    accuracy = projects["dates_accuracy_days"].to_numpy(float)
    # the middle of a period is written for both of its days: to within a day the period is as long as it is exact
    is_period = (first == last) & (accuracy > 1)
    first, last = np.where(is_period, first - accuracy + 1, first), np.where(is_period, last + accuracy, last)
    is_right = first <= last  # false for null
    spans = pd.DataFrame({"of": np.arange(len(projects)), "start": first, "end": last})[is_right]
    years = _funded(projects.loc[~is_dated, "project_id"], project_years)
    every = pd.concat([spans, years], ignore_index=True).sort_values(["of", "start"], ignore_index=True)
    hull = every.groupby("of").agg(first=("start", "min"), last=("end", "max"))
    hull = hull.reindex(np.arange(len(projects)))
    accuracy = np.where(is_dated, accuracy, year_accuracy_days)
    return Windows(
        every["of"].to_numpy(np.int64),
        every["start"].to_numpy(float),
        every["end"].to_numpy(float),
        hull["first"].to_numpy(float),
        hull["last"].to_numpy(float),
        np.where(hull["first"].isna(), np.nan, accuracy),
        is_open & is_right,
    )


def _funded(ids: pd.Series, project_years: pd.DataFrame) -> pd.DataFrame:
    """Return the spans of years with money of the projects given by position, adjoining years joined."""
    years = project_years[(project_years["period"] == "year") & project_years["amount_gbp"].ne(0)]
    years = years[years["year_start_date"].notna() & years["year_end_date"].notna()]
    position = years["project_id"].map(pd.Series(ids.index, index=ids.to_numpy(object)))
    rows = pd.DataFrame(
        {
            "of": position.to_numpy(float),
            "start": days_of(years["year_start_date"]),
            "end": days_of(years["year_end_date"]),
        }
    ).dropna()
    rows = rows.astype({"of": "int64"}).sort_values(["of", "start", "end"], ignore_index=True)
    begins = rows["of"].ne(rows["of"].shift()) | (
        rows["start"] > rows.groupby("of")["end"].cummax().shift() + 1
    )
    joined = rows.groupby(begins.cumsum()).agg(of=("of", "first"), start=("start", "min"), end=("end", "max"))
    made: pd.DataFrame = joined.reset_index(drop=True)
    return made
