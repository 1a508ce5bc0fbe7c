"""From the text of a cell to a value: one small function for each kind of value.

Each takes text and returns the value and, where it could not be understood, a short reason. Blank
and the usual words for "not given" are null without a reason; nothing ever becomes zero.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Final

__all__ = [
    "is_not_given",
    "parse_area_m2",
    "parse_coordinate",
    "parse_date",
    "parse_flag",
    "parse_number",
    "parse_postcode",
    "parse_uprn",
    "tidy",
]

_NOT_GIVEN: Final = frozenset({
    "", "-", "--", "–", "—", ".", "..", "n/a", "na", "n.a.", "n.a", "#n/a", "none", "null", "nil", "nan", "tbc", "tba",
    "tbd", "unknown", "not known", "not applicable", "not available", "not given", "not recorded", "no data",
    "[z]", "[x]", "[c]", "?",
})  # fmt: skip
_INVISIBLE: Final = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
#: Digits, grouped by commas or spaces in threes or not at all.
_NUMBER: Final = re.compile(
    r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d+)?|[+-]?\.\d+", re.ASCII
)
_SIGN: Final = re.compile(r"([-+]?) ?[£$€]? ?([-+]?) ?")
_UPRN: Final = re.compile(r"\d{1,12}|\d{1,3}(?:,\d{3}){1,3}|\d{1,3}(?: \d{3}){1,3}", re.ASCII)
_MULTIPLES: Final = {
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
    "thousand": 1e3,
}
#: Square metres in one of each unit. Acre and foot are the international ones.
_AREA_UNITS: Final = {
    "m2": 1.0, "sqm": 1.0, "sqmetres": 1.0, "squaremetres": 1.0, "m": 1.0, "ha": 10_000.0, "hectare": 10_000.0,
    "hectares": 10_000.0, "acre": 4046.8564224, "acres": 4046.8564224, "ac": 4046.8564224, "sqft": 0.09290304,
    "ft2": 0.09290304, "squarefeet": 0.09290304, "km2": 1e6,
}  # fmt: skip
_AREA: Final = re.compile(
    r"^(?:approx(?:imately)?\.?|c\.?|circa|about)?\s*([-+\d.,]+)\s*([a-z0-9 .]*)(?:\(.*\))?$"
)
_POSTCODE: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})")
_OUTWARD: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(?: \d)?")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_TRUE: Final = frozenset({"y", "yes", "true", "t", "1", "x"})
_FALSE: Final = frozenset({"n", "no", "false", "f", "0"})


def tidy(text: str) -> str:
    """Return text with no-break spaces, invisible characters and runs of white space made plain."""
    return " ".join(_INVISIBLE.sub("", text).split())


def is_not_given(text: str) -> bool:
    """Tell whether a cell says that nothing was given."""
    return tidy(text).casefold() in _NOT_GIVEN


def parse_number(text: str) -> tuple[float | None, str | None]:
    """Return a number: ``£1,234.50``, ``(500)``, ``−5``, ``1 234``, ``1.2m``.

    A misplaced comma or space is a fault: two numbers in one cell are not a third.

    Examples
    --------
    >>> parse_number("£1,234.50")
    (1234.5, None)
    >>> parse_number("5,31200")
    (None, 'not a number')
    """
    if is_not_given(text):
        return None, None
    plain = tidy(text).replace("\u2212", "-").casefold()
    negative = plain.startswith("(") and plain.endswith(")")
    plain = _SIGN.sub(r"\1\2", plain[1:-1].strip() if negative else plain, count=1)
    if unit := re.search(r" ?([a-z]+)$", plain):
        factor = _MULTIPLES.get(unit.group(1))
        plain = plain[: unit.start()] if factor else plain
    else:
        factor = 1.0
    if factor is None or not _NUMBER.fullmatch(plain):
        return None, "not a number"
    value = float(re.sub("[ ,]", "", plain)) * factor
    if not math.isfinite(value):
        return None, "not a finite number"
    return (-value if negative else value), None


def parse_percent(text: str) -> tuple[float | None, str | None]:
    """Return a percentage: ``35``, ``35%``, ``35.0 %``; outside 0 to 100 it is a fault."""
    value, reason = parse_number(tidy(text).rstrip("%").strip())
    if value is not None and not 0 <= value <= 100:
        return None, "not between 0 and 100"
    return value, reason


def parse_amount(text: str) -> tuple[float | None, str | None]:
    """Return a quantity that cannot be less than zero."""
    value, reason = parse_number(text)
    if value is not None and value < 0:
        return None, "less than zero"
    return value, reason


def parse_count(text: str) -> tuple[int | None, str | None]:
    """Return a whole number that cannot be less than zero."""
    value, reason = parse_amount(text)
    if value is not None and not value.is_integer():
        return None, "not a whole number"
    return (None if value is None else int(value)), reason


def parse_area_m2(text: str, unit: str = "m2") -> tuple[float | None, str | None]:
    """Return an area in square metres; a unit in the cell goes before the column's.

    Examples
    --------
    >>> parse_area_m2("0.5 hectares (1.2 acres)")
    (5000.0, None)
    """
    if is_not_given(text):
        return None, None
    match = _AREA.match(tidy(text).casefold().replace("²", "2"))
    if not match:
        return None, "not an area"
    value, reason = parse_amount(match.group(1))
    said = match.group(2).replace(" ", "").replace(".", "")
    factor = _AREA_UNITS.get(said or unit.casefold())
    if value is None or factor is None:
        return None, reason or "not an area"
    return value * factor, None


def parse_coordinate(text: str) -> tuple[float | None, str | None]:
    """Return one coordinate; anything but digits, a sign and a point is a fault.

    A small longitude written as ``-5.81E-3`` has lost nothing; a positive exponent has.
    """
    if is_not_given(text):
        return None, None
    plain = tidy(text).replace("\u2212", "-")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE]-\d+)?", plain, re.ASCII):
        return None, "not a coordinate"
    value = float(plain)
    return (value, None) if math.isfinite(value) else (None, "not a coordinate")


def parse_uprn(text: str) -> tuple[str | None, str | None]:
    """Return a UPRN as digits without leading zeros; digits lost to a spreadsheet are a fault.

    Examples
    --------
    >>> parse_uprn("010001234567.0")
    ('10001234567', None)
    >>> parse_uprn("1.00012E+11")
    (None, 'digits lost (scientific notation)')
    """
    if is_not_given(text):
        return None, None
    plain = re.sub(r"\.0+$", "", tidy(text).lstrip("'"))
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", plain):
        return None, "digits lost (scientific notation)"
    if not _UPRN.fullmatch(plain):
        return None, "not a UPRN (up to 12 digits)"
    return re.sub("[ ,]", "", plain).lstrip("0") or None, None


def parse_postcode(text: str) -> tuple[str | None, str | None]:
    """Return a postcode with one space, or an outward code alone where only that is given.

    A sector (``LS1 3``) is given by its outward code, ``LS1``.
    """
    if is_not_given(text):
        return None, None
    plain = tidy(text).upper().strip(" .,")
    compact = plain.replace(" ", "")
    if match := _POSTCODE.fullmatch(compact):
        return f"{match.group(1)} {match.group(2)}", None
    if match := _OUTWARD.fullmatch(plain):
        return match.group(1), None
    return None, "not a postcode"


def parse_flag(text: str) -> tuple[bool | None, str | None]:
    """Return yes or no."""
    plain = tidy(text).casefold()
    if plain in _TRUE:
        return True, None
    if plain in _FALSE:
        return False, None
    return None, None if plain in _NOT_GIVEN else "neither yes nor no"


def parse_date(text: str) -> tuple[dt.date | None, str | None]:
    """Return a date, day before month; a bare year is a fault, since no day is known.

    Read are ISO dates and times, ``31/03/2027``, ``31-03-27``, ``31.3.2027``, ``31-Mar-27``,
    ``31 March 2027`` and ``20270331``. Two-digit years are taken as 1950 to 2049.

    Examples
    --------
    >>> parse_date("01/02/2024")
    (datetime.date(2024, 2, 1), None)
    """
    if is_not_given(text):
        return None, None
    plain = tidy(text).casefold().replace(",", " ")
    parts = _date_parts(plain)
    if parts is None:
        return None, "only a year" if re.fullmatch(r"(19|20)\d\d", plain) else "not a date"
    try:
        return dt.date(*parts), None
    except ValueError:
        return None, "not a date of the calendar"


def _date_parts(plain: str) -> tuple[int, int, int] | None:
    if match := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d{2}:\d{2}.*)?$", plain):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.match(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?$", plain):
        return _year(match[3]), int(match[2]), int(match[1])
    match = re.match(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/]([a-z]+)[ \-/](\d{4}|\d{2})$", plain)
    if match and match[2] in _MONTHS:
        return _year(match[3]), _MONTHS[match[2]], int(match[1])
    return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 50 else 1900 + year
