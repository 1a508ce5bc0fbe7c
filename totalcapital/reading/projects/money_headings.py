"""What a heading of money in a capital programme says: its year, its unit, whether it is approved."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from totalcapital.reading.values import money_scale
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "FinancialYear",
    "HeadingSaid",
    "financial_year",
    "heading_said",
    "is_total",
    "names_years",
    "unit_said",
]

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE: Final = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH} ?(?:20)?\d\d\b|\b\d{{1,2}}[./\-]\d{{1,2}}[./\-](?:20)?\d\d\b"
    rf"|\b{_MONTH}[ \-]?(?:20)?\d\d\b|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\b"
)
_TWO_YEARS: Final = re.compile(r"(?<!\d)((?:19|20)?\d\d) ?[/\-–—] ?((?:19|20)?\d\d)(?![\d/])")
_ONE_YEAR: Final = re.compile(r"(?<![\d/.\-–—])((?:19|20)\d\d)(?!\d|[/\-–—.]\d)", re.ASCII)
#: "FY27" is the year that ends in 2027, wherever years begin.
_ENDS_IN: Final = re.compile(r"\bfy ?'?(?:20)?(\d\d)(?!\d| ?[/\-–—] ?\d)", re.ASCII)
_UNIT: Final = re.compile(
    r"(?:us)?[£$€] ?['’‘]?(?:0{3}['’‘]?s?|k\b|mn?\b|bn\b|thousands?\b|millions?\b)?|['’‘]?\b0{3}['’‘]?s?\b"
    r"|\b(?:thousands?|millions?|pounds?|gbp|usd|eur)\b(?: ?[km]\b)?"
)
_POUNDS: Final = re.compile(r"[£$€]|\b(?:gbp|usd|eur|pounds?|dollars?)\b", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"[$€] ?(?:k\b|['’‘]?0{3})|\busd ?k\b", re.IGNORECASE)
_MILLIONS: Final = re.compile(r"[$€] ?mn?\b", re.IGNORECASE)
_COUNTED: Final = re.compile(r"\b(?:year|yr|y) ?\d{1,2}\b")
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """A year of money: its label and its days."""

    label: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class HeadingSaid:
    """What the words of a heading of money say."""

    period: str | None
    """year, before or after; null: it names no period, as a source of funding alone does not."""
    year: str | None
    """Financial year as :func:`financial_year` takes it."""
    commitment: str | None
    version: int
    """Of several columns for one year the greatest counts."""
    rest: str
    """Words that say none of this; ``""``: the heading is money and no more."""


@cache
def _words() -> tuple[Mapping[str, Sequence[re.Pattern[str]]], Sequence[str], frozenset[str]]:
    said = tomllib.loads(geodata("codelists", "money_headings.toml").read_text(encoding="utf-8"))
    patterns = {
        f"{part}.{name}": [re.compile(one) for one in listed]
        for part in ("before", "after", "commitment")
        for name, listed in said[part].items()
    }
    return patterns, said["version"]["order"], frozenset(said["fillers"]["words"])


def unit_said(words: str) -> float | None:
    """Return what one in a column of money stands for, by its heading or a title; null where they do not say.

    Examples
    --------
    >>> [unit_said(words) for words in ("2026/27 £000", "Total (£)", "All figures in £m", "2026/27")]
    [1000.0, 1.0, 1000000.0, None]
    """
    scale = money_scale(words)
    if scale != 1.0:
        return scale
    if _THOUSANDS.search(words):
        return 1e3
    if _MILLIONS.search(words):
        return 1e6
    return 1.0 if _POUNDS.search(words) else None


def financial_year(text: str, *, begins: str = "04-01") -> FinancialYear | None:
    """Return the year a text names: its label, first and last day; null where it names none, or several.

    A year of two numbers begins in the first. One of a single number is the calendar's, or, where years
    begin on another day than 1 April, the one that ends in it.

    Parameters
    ----------
    begins
        Month and day on which the years of the list begin.

    Examples
    --------
    >>> financial_year("26/27")
    FinancialYear(label='2026-27', start=datetime.date(2026, 4, 1), end=datetime.date(2027, 3, 31))
    >>> financial_year("2021", begins="07-01").start
    datetime.date(2020, 7, 1)
    """
    found = _years_in(_plain(text))
    if len(found) != 1:
        return None
    first, label = found[0]
    if label == str(first) and begins == "04-01":
        return FinancialYear(label, dt.date(first, 1, 1), dt.date(first, 12, 31))
    month, day = (int(part) for part in begins.split("-"))
    if label == str(first) and (month, day) != (1, 1):
        first -= 1
    start, following = _day(first, month, day), _day(first + 1, month, day)
    return FinancialYear(label, start, following - dt.timedelta(days=1))


def _day(year: int, month: int, day: int) -> dt.date:
    """Return a day of a year, 28 February where it has no 29th."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, month, day - 1)


def _plain(text: str) -> str:
    said = re.sub(r"\[[^\]]*\]", " ", text.casefold())
    said = re.sub(r"(?<=\d)_(?=\d)", "/", said).replace("_", " ")
    return _ENDS_IN.sub(_as_two_years, " ".join(said.split()))


def _as_two_years(match: re.Match[str]) -> str:
    return f"20{(int(match[1]) - 1) % 100:02d}/{match[1]}"


def _years_in(plain: str) -> list[tuple[int, str]]:
    """Return the years a text names, each with its first calendar year and its label."""
    found: list[tuple[int, str]] = []
    for match in _TWO_YEARS.finditer(plain):
        first = int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1])
        if int(match[2]) % 100 == (first + 1) % 100:
            found.append((first, f"{first}-{(first + 1) % 100:02d}"))
        else:
            found += [(first, str(first)), (first + 1, "a range")]
    for match in _ONE_YEAR.finditer(_TWO_YEARS.sub(" ", plain)):
        year = int(match[1])
        found.append((year, str(year)))
    return found


@lru_cache(maxsize=20_000)
def heading_said(heading: str) -> HeadingSaid | None:
    """Return what a heading says of money, by the words of ``money_headings.toml``.

    Null where it names more than one year, or is too long for a heading. Words it does not know stand
    in ``rest``: a heading with such words is money only if they name a source of funding.

    Examples
    --------
    >>> heading_said("2027/28 indicative (£000)")
    HeadingSaid(period='year', year='2027-28', commitment='indicative', version=2, rest='')
    >>> heading_said("Spend to 31 March 2026").period, heading_said("Later years").period
    ('before', 'after')
    >>> heading_said("2026/27 outturn report").rest
    'report'
    """
    if len(heading) > _LONGEST:
        return None
    plain = _UNIT.sub(" ", _plain(heading))
    undated = _DATE.sub(" ", plain)
    years = _years_in(undated)
    if len(years) > 1:
        return None
    words = _COUNTED.sub(" ", _ONE_YEAR.sub(" ", _TWO_YEARS.sub(" ", undated)))
    words = " ".join(re.sub(r"[^\w+ ]", " ", words).split())
    patterns, order, fillers = _words()
    period = _period(words, patterns, is_year=bool(years))
    commitment = next(
        (c for c in ("indicative", "approved") if any(p.search(words) for p in patterns[f"commitment.{c}"])),
        None,
    )
    version = max(
        (order.index(v) for v in order if v and re.search(rf"\b{v}\b", words)), default=order.index("")
    )
    if "to date" in words and years:
        version = order.index("to date")
    rest = words
    if period in {"before", "after"}:
        rest = _without(rest, [*patterns[f"{period}.patterns"], *patterns[f"{period}.alone"]])
    rest = _without(rest, [*patterns["commitment.indicative"], *patterns["commitment.approved"]])
    rest = " ".join(word for word in rest.split() if word not in fillers)
    return HeadingSaid(period, years[0][1] if years and period == "year" else None, commitment, version, rest)


def names_years(headings: Sequence[str]) -> bool:
    """Tell whether any heading is money of a year by its words alone.

    Examples
    --------
    >>> names_years(["Scheme", "2026/27 £k"]), names_years(["Scheme", "Start on site", "Built 1926"])
    (True, False)
    """
    said = [heading_said(heading) for heading in headings]
    return any(one is not None and one.period == "year" and not one.rest for one in said)


def is_total(heading: str) -> bool:
    """Tell whether a heading is a total of money, of a project or of the years it names.

    Examples
    --------
    >>> [is_total(h) for h in ("Total 2026/27 to 2030/31 (£000)", "Programme total", "Total floor area", "2026/27")]
    [True, True, False, False]
    """
    plain = _DATE.sub(" ", _UNIT.sub(" ", _plain(heading)))
    words = re.findall(r"[a-z]+", _ONE_YEAR.sub(" ", _TWO_YEARS.sub(" ", plain)))
    return len(heading) <= _LONGEST and "total" in words and set(words) <= _words()[2]


def _period(words: str, patterns: Mapping[str, Sequence[re.Pattern[str]]], *, is_year: bool) -> str | None:
    for period in ("before", "after"):
        wanted = [*patterns[f"{period}.patterns"], *([] if is_year else patterns[f"{period}.alone"])]
        if any(pattern.search(words) for pattern in wanted):
            return period
    return "year" if is_year else None


def _without(words: str, patterns: Sequence[re.Pattern[str]]) -> str:
    for pattern in patterns:
        words = pattern.sub(" ", words)
    return " ".join(words.split())
