"""What is known from a heading that asks something: yes and no, and days since when."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from totalcapital.reading.meaning.distinct import where_distinct
from totalcapital.reading.meaning.wordings import words_of
from totalcapital.reading.values import is_not_given
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from totalcapital.reading.meaning.column_reader import ColumnReader

__all__ = ["answers", "named_where_yes", "status_since"]

_YES: Final = ("y", "yes", "true", "t", "1", "1.0", "x", "✓", "✔")
_NO: Final = ("n", "no", "false", "f", "0", "0.0", "✗", "✘")
_NEGATIVE: Final = frozenset({"not", "non", "un", "never"})
#: A heading that says since when something has been so; "vacant from" may lie ahead.
_SINCE: Final = re.compile(r"\b(?:since|vacated|declared)\b", re.IGNORECASE)
_STATES: Final = {"surplus": r"\bsurplus\b", "vacant": r"\b(?:vacant|vacated|empty|void|unoccupied)\b"}


def named_where_yes(text: str, heading: str) -> str:
    """Return a text in which a bare yes is what the heading asks, and a bare no is nothing.

    Examples
    --------
    >>> [named_where_yes(text, "Listed?") for text in ("Yes", "no", "Grade II")]
    ['Listed', '', 'Grade II']
    """
    plain = text.strip().casefold()
    if plain in _NO:
        return ""
    return (
        re.sub(r"\s*(?:\(y/?n\)|\?)\s*$", "", heading, flags=re.IGNORECASE).strip() if plain in _YES else text
    )


@cache
def _questions() -> Mapping[str, Any]:
    path = geodata("codelists", "questions.toml")
    said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {column: questions for column, questions in said.items() if column != "source"}


def answers(column: str, headings: Sequence[str]) -> dict[str, str | bool]:
    """Return what yes and no mean in a coded column, by its heading; nothing where that asks nothing.

    Examples
    --------
    >>> answers("status", ["Occupied?"])["no"], answers("status", ["Vacant (Y/N)"])["no"]
    ('vacant', 'operational')
    >>> answers("status", ["Current status"])
    {}
    """
    words = [word for heading in headings for word in words_of(heading)]
    if len(headings) != 1 or _NEGATIVE.intersection(words):
        return {}
    said = f" {' '.join(words)} "
    for question in _questions().get(column, ()):
        if any(f" {asked} " in said for asked in question["asks"]):
            return dict.fromkeys(_YES, question["yes"]) | dict.fromkeys(_NO, question["no"])
    return {}


def status_since(status: pd.Series, reader: ColumnReader) -> pd.Series:
    """Return the status with that of rows which only say since when they have been vacant or surplus.

    A day need not be exact to say it: "Q3 2024" under "Vacant since" is a vacant property. Of rows
    that have a word under the status nothing is changed.
    """
    heading = reader.heading("status_date")
    state = next((code for code, words in _STATES.items() if re.search(words, heading, re.IGNORECASE)), None)
    if state is None or not _SINCE.search(heading) or not reader.speaks_of("status_date"):
        return status
    said, since = reader.text("status").fillna(""), reader.text("status_date").fillna("")
    silent = status.isna() & where_distinct(said, is_not_given)
    fits = silent & ~where_distinct(since, _is_no_day)
    if fits.any():
        reader.tell.once(
            "status-from-date", "note",
            f"{int(fits.sum())} rows say no status, but a day under {heading!r}; read as {state}.",
            "Give the status a column of its own.", column=heading, rows_count=int(fits.sum()),
        )  # fmt: skip
    return status.astype(object).where(~fits, state)


def _is_no_day(text: str) -> bool:
    """Tell whether a cell names no time at all."""
    return is_not_given(text) or not re.search(r"\d{2}", text)
