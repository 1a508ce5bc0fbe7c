"""The words that alignments share: what a project is called, when it is, how far apart two are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from totalcapital.aligning.windows import date_of

if TYPE_CHECKING:
    import datetime as dt

    from totalcapital.aligning.ends import End, Ends

__all__ = [
    "apart_in_words",
    "date_in_words",
    "day_in_words",
    "long_in_words",
    "project_in_words",
    "service_in_words",
    "when_in_words",
]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS_A_MONTH: Final = 365.25 / 12


def project_in_words(end: End) -> str:
    """Return what a project is called, with its body."""
    return f"{end.called} ({end.agency or 'agency not known'})"


def day_in_words(day: float) -> str:
    """Return a day as month and year."""
    date = date_of(day)
    return f"{_MONTHS[date.month - 1]} {date.year}"


def date_in_words(date: dt.date) -> str:
    """Return a date in full."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def service_in_words(service: str) -> str:
    """Return a service as people write it.

    Examples
    --------
    >>> service_in_words("gp-practice"), service_in_words("community-centre")
    ('GP practice', 'community centre')
    """
    return service.replace("gp-", "GP-").replace("-", " ")


def when_in_words(ends: Ends, position: int) -> str:
    """Return when a project is, its gaps left out."""
    windows = ends.windows
    at = windows.of == position
    if not at.any():
        return "at a time not known"
    spans = [
        f"{day_in_words(start)} to {day_in_words(end)}"
        for start, end in zip(windows.start_day[at], windows.end_day[at], strict=True)
    ]
    told = " and ".join(spans)
    return f"{told}, one of the two days taken" if windows.is_open[position] else told


def long_in_words(days: float) -> str:
    """Return a number of days as people say it.

    Examples
    --------
    >>> long_in_words(1), long_in_words(20), long_in_words(365)
    ('1 day', '20 days', '12 months')
    """
    if days < 60:
        return "1 day" if days == 1 else f"{days:.0f} days"
    return f"{days / _DAYS_A_MONTH:.0f} months"


def apart_in_words(distance_m: float, uncertainty_m: float) -> str:
    """Return how far apart two are, with what it may be off by where that is much."""
    said = "on one spot" if distance_m < 1 else f"{distance_m:,.0f} m apart"
    if not math.isfinite(uncertainty_m):
        return f"{said} (how exactly is not known)"
    return (
        said
        if uncertainty_m <= max(50.0, distance_m / 2)
        else f"{said} (give or take {uncertainty_m:,.0f} m)"
    )
