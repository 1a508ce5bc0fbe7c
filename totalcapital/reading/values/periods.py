"""Times that are less exact than a day: years, financial years, quarters and months."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from totalcapital.reading.values.parsed import Parsed
from totalcapital.reading.values.text import is_not_given, tidy

__all__ = ["MONTHS", "Period", "parse_period"]

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_CENTURY: Final = "(?:19|20|21)"
_YEAR: Final = re.compile(rf"({_CENTURY}\d\d)(?:\.0+)?", re.ASCII)
_FINANCIAL: Final = re.compile(rf"(?:fy ?|f/y ?)?({_CENTURY}\d\d) ?([/\-–]) ?(?:{_CENTURY})?(\d\d)", re.ASCII)
_MONTH: Final = re.compile(rf"([a-z]+)[ \-/]({_CENTURY}\d\d|\d\d)", re.ASCII)
_MONTH_NUMBER: Final = re.compile(rf"(\d{{1,2}})[/.\-]({_CENTURY}\d\d)", re.ASCII)
_YEAR_MONTH: Final = re.compile(rf"({_CENTURY}\d\d)-(\d\d)", re.ASCII)
_QUARTER: Final = re.compile(
    r"q(?:uarter |tr ?)?([1-4])[ \-/]*(?:of )?(.+)|(.+?)[ \-/]*q(?:uarter |tr ?)?([1-4])", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days, one of which is meant."""

    kind: str
    """year, financial year, quarter or month."""
    first: dt.date
    last: dt.date

    @property
    def middle(self) -> dt.date:
        """The day in its middle, the earlier of two."""
        return self.first + (self.last - self.first) // 2

    @property
    def accuracy_days(self) -> float:
        """How far the day meant may lie from the middle."""
        return float((self.last - self.middle).days)


def parse_period(text: str) -> Parsed:
    """Return the :class:`Period` of a text that names a year, financial year, quarter or month.

    A financial year runs from 1 April. A quarter of a plain year is one of the calendar, of a
    financial year one of that: Q3 2024 is July to September, Q3 2024/25 October to December 2024.
    ``2011-12`` may be December or a financial year and is a fault.

    Examples
    --------
    >>> period = parse_period("2026/27").value
    >>> period.first.isoformat(), period.last.isoformat(), period.accuracy_days
    ('2026-04-01', '2027-03-31', 182.0)
    >>> parse_period("March 2027").value.middle.isoformat()
    '2027-03-16'
    >>> parse_period("2011-12").fault
    'a financial year or a month'
    """
    if is_not_given(text):
        return Parsed()
    plain = tidy(text).casefold().replace(",", " ").replace("'", " ")
    plain = " ".join(plain.split())
    if match := _YEAR.fullmatch(plain):
        return Parsed(_months("year", int(match[1]), 1, 12))
    if match := _QUARTER.fullmatch(plain):
        return _quarter(int(match[1] or match[4]), match[2] or match[3])
    if (match := _YEAR_MONTH.fullmatch(plain)) and 1 <= int(match[2]) <= 12:
        if int(match[2]) == (int(match[1]) + 1) % 100:
            return Parsed(fault="a financial year or a month")
        return Parsed(_months("month", int(match[1]), int(match[2]), 1))
    if match := _FINANCIAL.fullmatch(plain):
        return _financial(match)
    if (match := _MONTH.fullmatch(plain)) and match[1] in MONTHS:
        year = int(match[2]) if len(match[2]) == 4 else 2000 + int(match[2])
        return Parsed(_months("month", year, MONTHS[match[1]], 1))
    if (match := _MONTH_NUMBER.fullmatch(plain)) and 1 <= int(match[1]) <= 12:
        return Parsed(_months("month", int(match[2]), int(match[1]), 1))
    return Parsed(fault="not a date")


def _months(kind: str, year: int, month: int, count: int) -> Period:
    after = year * 12 + month - 1 + count
    last = dt.date(after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)
    return Period(kind, dt.date(year, month, 1), last)


def _financial(match: re.Match[str]) -> Parsed:
    if int(match[3]) != (int(match[1]) + 1) % 100:
        return Parsed(fault="not a date")
    return Parsed(_months("financial year", int(match[1]), 4, 12))


def _quarter(number: int, rest: str) -> Parsed:
    rest = rest.strip(" ()")
    if match := _YEAR.fullmatch(rest):
        return Parsed(_months("quarter", int(match[1]), 3 * number - 2, 3))
    if (match := _FINANCIAL.fullmatch(rest)) and _financial(match).value:
        month = 3 * number + 1
        return Parsed(_months("quarter", int(match[1]) + (month > 12), (month - 1) % 12 + 1, 3))
    return Parsed(fault="not a date")
