"""Numbers, money, percentages and counts as people write them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from totalcapital.reading.values.parsed import Parsed
from totalcapital.reading.values.text import is_not_given, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "money_scale",
    "most_in_scale",
    "number_of",
    "parse_amount",
    "parse_count",
    "parse_money",
    "parse_months",
    "parse_number",
    "parse_percent",
    "percent_factor",
    "why_no_number",
    "without_doubt",
]

APPROXIMATE: Final = "given as approximate"
#: Digits, grouped by commas or spaces in threes or not at all.
_NUMBER: Final = re.compile(
    r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d*)?|[+-]?\.\d+", re.ASCII
)
_SIGN: Final = re.compile(r"([-+]?) ?(?:£|gbp)? ?([-+]?) ?")
_FOREIGN: Final = re.compile(r"[$€]|\b(?:usd|eur)\b")
_ABOUT: Final = re.compile(
    r"(?:approx(?:imately)?\b\.?|c\.|ca\.|c(?=[ \d£])|circa\b|about\b|around\b|est\b\.?|~) ?"
)
_ABOUT_BEHIND: Final = re.compile(
    r" ?(?:\((?:approx(?:imate(?:ly)?)?|est(?:imated?)?|circa)\.?\)|approx(?:imately)?\.?|est\.)$"
)
_YEARLY: Final = re.compile(r" ?(?:p\.?a\.?|per annum|per year|a year|/ ?yr|/ ?year)$")
_RANGE: Final = re.compile(r"[-+£]?[\d.,]+[a-z]* ?(?:-|–|—|to) ?£?[\d.,]+ ?[a-z%]*")
_BOUND: Final = re.compile(
    r"(?:[<>≤≥]|(?:up to|over|under|less than|more than|at least|at most|min|max)\b).*\d.*|.*\d ?\+"
)
_MULTIPLES: Final = {
    "k": 1e3, "000s": 1e3, "thousand": 1e3, "thousands": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6,
    "bn": 1e9, "billion": 1e9,
}  # fmt: skip
#: "£k", "£000s", "£'000", "£m", "(£ thousands)", "£ million" in a heading.
_THOUSANDS: Final = re.compile(
    r"£ ?k\b|£ ?['’‘]?000['’‘]?s?\b|\b000['’‘]?s\b|['’‘]000s?\b|[(\[]£?['’‘]?000['’‘]?s?[)\]]|\bthousands?\b|\bgbp ?k\b",
    re.IGNORECASE,
)
_MILLIONS: Final = re.compile(r"£ ?mn?\b|\bmillions?\b|\bgbp ?mn?\b", re.IGNORECASE)
_MONTHS: Final = {"": 1.0, "m": 1.0, "mth": 1.0, "mths": 1.0, "month": 1.0, "months": 1.0, "year": 12.0, "years": 12.0,
                  "yr": 12.0, "yrs": 12.0}  # fmt: skip
#: Fractions seen before a column of "%" with nothing above one is taken as shares of one.
_FRACTIONS: Final = 3


def without_doubt(plain: str) -> tuple[str, str | None]:
    """Return a text without its "approx." or "c.", before or behind, and a note where it had one."""
    bare = _ABOUT_BEHIND.sub("", plain)
    match = _ABOUT.match(bare)
    bare = bare[match.end() :] if match else bare
    return (bare, APPROXIMATE) if bare != plain else (plain, None)


def why_no_number(plain: str) -> str:
    """Say what stands in the place of a number: a range, a bound, or something else."""
    if _RANGE.fullmatch(plain):
        return "a range, not a number"
    return "a bound, not a number" if _BOUND.fullmatch(plain) else "not a number"


def number_of(digits: str) -> float | None:
    """Return the number a run of digits stands for, or null where a comma or space is misplaced."""
    if not _NUMBER.fullmatch(digits):
        return None
    value = float(re.sub("[ ,]", "", digits))
    return value if math.isfinite(value) else None


def parse_number(text: str) -> Parsed:
    """Return a number: ``£1,234.50``, ``(500)``, ``−5``, ``1 234``, ``1.2m``, ``c. 300``.

    A misplaced comma or space is a fault: two numbers in one cell are not a third. A range or a
    bound (``<5``, ``300+``) is a fault, since no number in it was given.

    Examples
    --------
    >>> parse_number("£1,234.50").value
    1234.5
    >>> parse_number("approx 300")
    Parsed(value=300.0, fault=None, note='given as approximate')
    >>> parse_number("5,31200").fault
    'not a number'
    >>> parse_number("10-20").fault
    'a range, not a number'
    """
    return parse_money(text)


def parse_money(text: str, factor: float = 1.0, most: float = math.inf) -> Parsed:
    """Return an amount; a multiple in the cell (``1.2m``) goes before the column's.

    Another currency is a fault: no rate of exchange is known.

    Parameters
    ----------
    factor
        What one in the column stands for: 1000 where the heading says £000.
    most
        Number in a cell above which it cannot be in the column's multiple (:func:`most_in_scale`).

    Examples
    --------
    >>> parse_money("£80,000", 1e6, most=1000).fault
    'too much to be in the multiple the heading names; it may be in pounds'
    >>> [parse_money(text, 1000.0).value for text in ("1,250", "£1.2m", "(30)")]
    [1250000.0, 1200000.0, -30000.0]
    """
    if is_not_given(text):
        return Parsed()
    spoken = _YEARLY.sub("", tidy(text).replace("\u2212", "-").casefold())
    plain, note = without_doubt(spoken)
    if _FOREIGN.search(plain):
        return Parsed(fault="not in pounds")
    negative = plain.startswith("(") and plain.endswith(")")
    plain = _SIGN.sub(r"\1\2", plain[1:-1].strip() if negative else plain, count=1)
    if unit := re.search(r" ?([a-z]+|000s)$", plain):
        if unit.group(1) not in _MULTIPLES:
            return Parsed(fault=why_no_number(spoken))
        plain, factor, most = plain[: unit.start()], _MULTIPLES[unit.group(1)], math.inf
    if not _NUMBER.fullmatch(plain):
        return Parsed(fault=why_no_number(spoken))
    value = number_of(plain)
    if value is None or not math.isfinite(value * factor):
        return Parsed(fault="not a finite number")
    if abs(value) > most:
        return Parsed(fault="too much to be in the multiple the heading names; it may be in pounds")
    return Parsed(-value * factor if negative else value * factor, note=note)


def parse_amount(text: str, factor: float = 1.0, most: float = math.inf) -> Parsed:
    """Return a quantity that cannot be less than zero; ``most`` as in :func:`parse_money`."""
    found = parse_money(text, factor, most)
    if found.value is not None and found.value < 0:
        return Parsed(fault="less than zero")
    return found


def parse_count(text: str) -> Parsed:
    """Return a whole number that cannot be less than zero.

    Examples
    --------
    >>> [parse_count(text).value for text in ("1,200", "12.0", "12.5", "<5")]
    [1200, 12, None, None]
    """
    found = parse_amount(text)
    if found.value is None:
        return found
    return (
        found._replace(value=int(found.value))
        if found.value.is_integer()
        else Parsed(fault="not a whole number")
    )


def parse_percent(text: str, factor: float = 1.0) -> Parsed:
    """Return a percentage: ``35``, ``35%``, ``35.0 %``; outside 0 to 100 it is a fault.

    Parameters
    ----------
    factor
        100 in a column that holds shares of one (:func:`percent_factor`); a cell with a % sign is
        read as it stands.

    Examples
    --------
    >>> [parse_percent(text, 100.0).value for text in ("0.35", "35%")]
    [35.0, 35.0]
    """
    plain = tidy(text)
    said = plain.endswith(("%", "per cent", "percent"))
    bare = re.sub(r" ?(?:%|per ?cent)$", "", plain)
    found = parse_number(bare)
    if found.value is None:
        return found
    value = found.value if said else round(found.value * factor, 9)
    return found._replace(value=value) if 0 <= value <= 100 else Parsed(fault="not between 0 and 100")


def parse_months(text: str) -> Parsed:
    """Return a number of months: ``6``, ``6 months``, ``1 year``; days and weeks are a fault.

    Examples
    --------
    >>> [parse_months(text).value for text in ("6", "6 months", "1 year", "90 days")]
    [6.0, 6.0, 12.0, None]
    """
    if is_not_given(text):
        return Parsed()
    said = re.sub(r"\W*\bnotice$", "", tidy(text).casefold())
    match = re.fullmatch(r"(.*?\d)\W*([a-z]*)\W*", said)
    if match and match.group(2) in _MONTHS:
        found = parse_amount(match.group(1))
        return found if found.value is None else found._replace(value=found.value * _MONTHS[match.group(2)])
    return Parsed(fault="not a number of months")


def money_scale(heading: str) -> float:
    """Return what one in a column of money stands for, by its heading.

    Examples
    --------
    >>> [money_scale(h) for h in ("Rent (£)", "Value £k", "Backlog (£000s)", "Cost £'000", "Total £m")]
    [1.0, 1000.0, 1000.0, 1000.0, 1000000.0]
    """
    if _THOUSANDS.search(heading):
        return 1e3
    return 1e6 if _MILLIONS.search(heading) else 1.0


def most_in_scale(texts: Iterable[str], factor: float) -> float:
    """Return the greatest number that can be meant in a column of thousands or millions.

    It is a thousand million pounds, or a thousand times what is usual in the column: above it a cell
    is rather in pounds.

    Examples
    --------
    >>> most_in_scale(["1.2", "0.35", "80000", "5"], 1e6)
    3100.0
    """
    if factor == 1.0:
        return math.inf
    found = sorted(v for text in texts if (v := parse_money(text).value) and v > 0)
    usual = 0.5 * (found[(len(found) - 1) // 2] + found[len(found) // 2]) if len(found) > 2 else 0.0
    return max(1000.0 * usual, 1e9 / factor)


def percent_factor(texts: Iterable[str], heading: str, *, is_formatted: bool = False) -> float:
    """Return 100 where a column of percentages holds shares of one, else 1.

    It does where the workbook shows its cells as percentages; or where its heading speaks of a
    percentage, nothing in it is above one and at least three values lie between nought and one.
    Fewer could as well be 0.8 of one per cent.

    Examples
    --------
    >>> percent_factor(["0.35", "0.5", "0.1", "1"], "Unused (%)")
    100.0
    >>> percent_factor(["0.35", "12", "0.1", "1"], "Unused (%)")
    1.0
    """
    found = [float(parse_number(text).value or 0.0) for text in texts if "%" not in text]
    if is_formatted:
        return 100.0
    speaks = re.search(
        r"%|per ?cent|\bpct\b|\brate\b|\bshare\b|\bproportion\b", heading.casefold().replace("_", " ")
    )
    fractions = sum(0 < value < 1 for value in found)
    return 100.0 if speaks and fractions >= _FRACTIONS and all(0 <= v <= 1 for v in found) else 1.0
