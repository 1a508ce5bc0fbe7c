"""The financial year that an amount is of, as one label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from totalcapital.reading.values import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["year_in_words", "year_label", "year_of_day"]

_TWO: Final = re.compile(r"(?<!\d)((?:19|20)?\d\d)\s*[/\-–]\s*((?:19|20)?\d\d)(?!\d)")
_ONE: Final = re.compile(
    r"(?:fy|financial year|year|y/e|year ending)?\s*((?:19|20)\d\d)(?:\.0+)?", re.IGNORECASE
)
_APRIL: Final = "04-01"


def year_label(text: str) -> str | None:
    """Return the label of a financial year; null where a text names none.

    Examples
    --------
    >>> [year_label(text) for text in ("2024/25", "2024-2025", "FY 24-25", "1999-00", "2018")]
    ['2024-25', '2024-25', '2024-25', '1999-00', '2018']
    >>> year_label("2024-26") is None
    True
    """
    plain = tidy(text)
    bare = re.sub(r"^(?:fy|financial year|year)\s*", "", plain, flags=re.IGNORECASE)
    if match := _TWO.fullmatch(bare):
        return _of_two(match[1], match[2])
    one = _ONE.fullmatch(plain)
    return one[1] if one else None


def year_in_words(texts: Iterable[str]) -> str | None:
    """Return the one financial year that a few texts name, such as a sheet's name; null: none, or several.

    Examples
    --------
    >>> year_in_words(["RS LA Data 2010-11 (1)"])
    '2010-11'
    >>> year_in_words(["2010-11 and 2011-12"]) is None
    True
    """
    found = {
        label
        for text in texts
        for match in re.finditer(r"(?<!\d)((?:19|20)\d\d)\s*[/\-–]\s*((?:19|20)?\d\d)(?!\d)", text)
        if (label := _of_two(match[1], match[2]))
    }
    return found.pop() if len(found) == 1 else None


def _of_two(first: str, second: str) -> str | None:
    year = int(first) if len(first) == 4 else 2000 + int(first)
    return f"{year}-{second[-2:]}" if int(second[-2:]) == (year + 1) % 100 else None


def year_of_day(days: pd.Series, begins: str) -> Any:
    """Return the label of the year each day is in; null where the day is.

    Parameters
    ----------
    begins
        Month and day on which the years begin. From 04-01 a label names both years; from 01-01 it is
        the calendar's; else the year it ends in.
    """
    month, day = (int(part) for part in begins.split("-"))
    is_before = (days.dt.month < month) | ((days.dt.month == month) & (days.dt.day < day))
    first = days.dt.year - is_before.astype("int64")
    known = days.notna()
    start = first.where(known, 2000).astype("int64")
    if begins == _APRIL:
        label = start.astype("str") + "-" + ((start + 1) % 100).astype("str").str.zfill(2)
    else:
        label = (start + (begins != "01-01")).astype("str")
    return label.astype(object).where(known, None)
