"""Days as registers write them, and the order of day and month that a whole column gives away."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from totalcapital.reading.values.parsed import Parsed
from totalcapital.reading.values.periods import MONTHS, parse_period
from totalcapital.reading.values.text import is_not_given, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DateEvidence", "DateRule", "parse_date", "weigh_dates"]

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?", re.ASCII)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SLASHED: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?: \d{1,2}:\d{2}.*)?", re.ASCII)
_NAMED: Final = re.compile(
    r"(?:[a-z]+ )?(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ \-/]([a-z]+)[ \-/](\d{4}|\d{2})", re.ASCII
)
_MONTH_FIRST: Final = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})", re.ASCII)
_SERIAL: Final = re.compile(r"([1-9]\d{4})(?:\.\d+)?", re.ASCII)
#: Day nought of the two ways in which spreadsheets number days.
_DAY_NOUGHT: Final = {"1900": dt.date(1899, 12, 30), "1904": dt.date(1904, 1, 1)}
_SPEAKS_OF_DATES: Final = re.compile(r"\bdate|\bexpir|\bcommence|\bsince\b", re.IGNORECASE)
#: Years that stand in a register of property: from the oldest leases to the end of one of 999 years.
_YEARS: Final = (1500, 3100)
_FIRST_OF_1900: Final = dt.date(1900, 1, 1)
_TWO_DIGITS: Final = "a year of two digits was taken as 1950 to 2049"
#: Share of the telling dates from which the other order counts as more than a slip.
_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class DateRule:
    """How the dates of one column are read."""

    is_day_first: bool = True
    is_order_known: bool = True
    """False: the column has dates of both orders, and one that could be either is not known."""
    serials: Literal["1900", "1904"] | None = None
    """The day numbers of a spreadsheet are read by this system; null: they are no dates."""


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """What the dates of a column say of their order: rows of each kind."""

    rule: DateRule
    day_first_count: int = 0
    """Rows whose first number is above twelve."""
    month_first_count: int = 0
    """Rows whose second number is above twelve."""
    either_count: int = 0
    """Rows that are a date in both orders, and not the same one."""
    serials_count: int = 0
    """Rows read as the day number of a spreadsheet."""


def parse_date(text: str, rule: DateRule | None = None) -> Parsed:
    """Return a day; a year, quarter or month alone is a fault, since no day is known.

    Read are ISO dates and times, ``31/03/2027``, ``31-03-27``, ``31.3.2027``, ``31-Mar-27``,
    ``31 March 2027`` and ``20270331``. Two-digit years are taken as 1950 to 2049, which is noted.
    A year before 1500 or after 3100 is a slip or stands for no date (31/12/9999), and is a fault.

    Parameters
    ----------
    rule
        What :func:`weigh_dates` found of the column; left out: day before month, no day numbers.

    Examples
    --------
    >>> parse_date("01/02/2024").value
    datetime.date(2024, 2, 1)
    >>> parse_date("01/02/2024", DateRule(is_day_first=False)).value
    datetime.date(2024, 1, 2)
    >>> parse_date("March 2027").fault
    'only a month'
    >>> parse_date("45292", DateRule(serials="1900"))
    Parsed(value=datetime.date(2024, 1, 1), fault=None, note='read as the day number of a spreadsheet (1900 system)')
    """
    if is_not_given(text):
        return Parsed()
    rule = rule or DateRule()
    plain = _plain(text)
    if rule.serials and (match := _SERIAL.fullmatch(plain)):
        return _of_serial(int(match.group(1)), rule.serials)
    slashed = _SLASHED.fullmatch(plain)
    if slashed and not rule.is_order_known and _order(slashed) == "either":
        return Parsed(fault="day and month cannot be told apart in this column")
    parts = _date_parts(plain, slashed, is_day_first=rule.is_day_first)
    if parts is None:
        period = parse_period(text)
        return Parsed(fault=f"only a {period.value.kind}" if period.value else period.fault or "not a date")
    try:
        day = dt.date(_year(parts[0]), parts[1], parts[2])
    except ValueError:
        return Parsed(fault="not a date of the calendar")
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        return Parsed(fault=f"the year {day.year} is none of a lease or a valuation")
    if day == _FIRST_OF_1900:
        return Parsed(day, note="1 January 1900 often stands for no date")
    return Parsed(day, note=_TWO_DIGITS if len(parts[0]) == 2 else None)


def weigh_dates(
    counts: Mapping[str, int], heading: str = "", *, system: Literal["1900", "1904"] = "1900"
) -> DateEvidence:
    """Return how the dates of a column are to be read.

    Day before month, unless at least two rows, a tenth of all such dates, can only be month before
    day and none only the reverse. Where both occur and the rarer makes up a tenth of the telling
    ones, the order of the others is not known. Day numbers of a spreadsheet are read where the
    heading speaks of dates or at least half of the other values are dates.

    Parameters
    ----------
    counts
        Each text of the column, with its rows.
    system
        How the spreadsheet numbered its days.
    """
    rows = {"day": 0, "month": 0, "either": 0, "same": 0}
    serials = dates = others = 0
    for text, count in counts.items():
        plain = _plain(text)
        if match := _SLASHED.fullmatch(plain):
            rows[_order(match)] += count
            dates += count
        elif _SERIAL.fullmatch(plain):
            serials += count
        elif not is_not_given(text):
            read = parse_date(text).value is not None
            dates, others = dates + count * read, others + count * (not read)
    day, month, either = rows["day"], rows["month"], rows["either"]
    telling = day + month
    month_first = not day and month > 1 and month >= _SHARE * (month + either)
    mixed = bool(day and month) and min(day, month) >= _SHARE * telling
    speaks = bool(_SPEAKS_OF_DATES.search(heading.replace("_", " "))) or (dates > 0 and dates >= others)
    is_serial = bool(serials) and speaks
    rule = DateRule(not month_first, not mixed, system if is_serial else None)
    return DateEvidence(rule, day, month, either, serials if is_serial else 0)


def _plain(text: str) -> str:
    return " ".join(tidy(text).casefold().replace(",", " ").split())


def _order(match: re.Match[str]) -> Literal["day", "month", "either", "same"]:
    first, second = int(match.group(1)), int(match.group(2))
    if first == second:
        return "same"
    if first > 12:
        return "day"
    return "month" if second > 12 else "either"


def _of_serial(number: int, system: Literal["1900", "1904"]) -> Parsed:
    day = _DAY_NOUGHT[system] + dt.timedelta(days=number)
    return Parsed(day, note=f"read as the day number of a spreadsheet ({system} system)")


def _date_parts(
    plain: str, slashed: re.Match[str] | None, *, is_day_first: bool
) -> tuple[str, int, int] | None:
    """Return year as written, month and day."""
    if slashed:
        day, month = (slashed[1], slashed[2]) if is_day_first else (slashed[2], slashed[1])
        return slashed[3], int(month), int(day)
    for pattern in (_ISO, _COMPACT, _YEAR_FIRST):
        if match := pattern.fullmatch(plain):
            return match[1], int(match[2]), int(match[3])
    match = _NAMED.fullmatch(plain)
    if match and match[2] in MONTHS:
        return match[3], MONTHS[match[2]], int(match[1])
    match = _MONTH_FIRST.fullmatch(plain)
    if match and match[1] in MONTHS:
        return match[3], MONTHS[match[1]], int(match[2])
    return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 50 else 1900 + year
