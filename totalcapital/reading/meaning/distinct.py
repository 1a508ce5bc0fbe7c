"""Columns of text worked on by their distinct texts, and the plain majority read without a loop.

A register of a million rows has a few thousand different areas and a million different references.
What needs judgement is judged once for each text; what is plainly a number, an identifier or tidy
text is found by one pass over the whole column, which gives what the scalar parser would give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from totalcapital.reading.values import Parsed, is_double_encoded, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

__all__ = [
    "Distinct",
    "ParsedTexts",
    "as_text",
    "damaged_letters",
    "on_distinct",
    "parse_texts",
    "tidied",
    "where_distinct",
]

_TEXT: Final = pa.large_string()
#: Texts of which a scalar parser only ever returns what is written here, tried on whole columns.
_PLAIN_NUMBER: Final = r"^(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,9})?$"
_PLAIN_COORDINATE: Final = r"^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$"
_PLAIN_UPRN: Final = r"^[1-9][0-9]{0,11}$"
_PLAIN_POSTCODE: Final = (
    r"^(?:[A-PR-UWYZ][0-9]{1,2}|[A-PR-UWYZ][A-HK-Y][0-9]{1,2}|[A-PR-UWYZ][0-9][ABCDEFGHJKPSTUW]|"
    r"[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRVWXY]) [0-9][ABD-HJLNP-UW-Z]{2}$"
)


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct texts of a column, and which of them each row holds."""

    texts: Any
    """Arrow text, in the order of their first rows."""
    indices: np.ndarray[Any, Any]
    """One for each row: the place of its text in ``texts``."""

    @classmethod
    def of(cls, series: pd.Series) -> Distinct:
        """Return the distinct texts of a column; null counts as blank."""
        encoded = as_text(series).dictionary_encode()
        return cls(encoded.dictionary.cast(_TEXT), encoded.indices.to_numpy(zero_copy_only=False))

    def counts(self) -> dict[str, int]:
        """Return each text with its rows."""
        rows = np.bincount(self.indices, minlength=len(self.texts))
        return dict(zip(self.texts.to_pylist(), rows.tolist(), strict=True))

    def rows_of(self, places: Collection[int]) -> np.ndarray[Any, Any]:
        """Return the rows that hold one of these texts, in order."""
        if not places:
            return np.empty(0, dtype=np.int64)
        wanted = np.zeros(len(self.texts), dtype=bool)
        wanted[list(places)] = True
        return np.flatnonzero(wanted[self.indices])


@dataclass(frozen=True, slots=True)
class ParsedTexts:
    """What a parser made of distinct texts."""

    values: Any
    """A value for each text, an array that pandas can take from; null where there is none."""
    faults: dict[int, str]
    """Place of the text: why it could not be read."""
    notes: dict[int, str]
    """Place of the text: what was corrected or assumed."""


def as_text(series: pd.Series) -> Any:
    """Return a column as one Arrow array of text; null becomes blank.

    Half a character, which JSON can spell and no file can hold, becomes U+FFFD.
    """
    try:
        found = pa.array(series, type=_TEXT, from_pandas=True)
    except UnicodeEncodeError:
        whole = [
            str(v).encode("utf-16", "surrogatepass").decode("utf-16", "replace") for v in series.fillna("")
        ]
        found = pa.array(whole, type=_TEXT)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    if isinstance(found, pa.ChunkedArray):  # what combining no chunk at all gives
        found = pa.array([], type=_TEXT)
    return pc.fill_null(found, "") if found.null_count else found


def _odd_rows(texts: Any) -> np.ndarray[Any, Any]:
    """Return the rows that may be untidy: letters beyond plain ASCII, or a space at an end or twice."""
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    held = texts.buffers()[2]
    if held is None or not len(texts) or offsets[-1] == offsets[0]:
        return np.empty(0, dtype=np.int64)
    letters = np.frombuffer(held, dtype=np.uint8)[offsets[0] : offsets[-1]]
    ends = offsets - offsets[0]
    spaces = letters == 32
    odd = (letters < 32) | (letters > 126)
    odd[1:] |= spaces[1:] & spaces[:-1]
    some = ends[1:] > ends[:-1]
    at_end = np.zeros(len(texts), dtype=bool)
    at_end[some] = spaces[ends[:-1][some]] | spaces[ends[1:][some] - 1]
    rows = np.searchsorted(ends, np.flatnonzero(odd), side="right") - 1
    at_end[rows] = True
    return np.flatnonzero(at_end)


def tidied(series: pd.Series, blank: Collection[str] = ()) -> pd.Series:
    """Return a column with :func:`tidy` texts; those that stand for "not given" become blank."""
    texts = as_text(series)
    odd = _odd_rows(texts)
    if not len(odd) and not blank and isinstance(series.dtype, pd.StringDtype):
        return series
    if len(odd):
        held = texts.take(pa.array(odd)).dictionary_encode()
        clean = pa.array([tidy(text) for text in held.dictionary.to_pylist()], type=_TEXT)
        mask = np.zeros(len(texts), dtype=bool)
        mask[odd] = True
        texts = pc.replace_with_mask(texts, pa.array(mask), clean.take(held.indices))
    if blank:
        texts = pc.if_else(pc.is_in(texts, pa.array(sorted(blank), type=_TEXT)), "", texts)
    return pd.Series(pd.array(texts, dtype="str"), index=series.index)


def on_distinct(series: pd.Series, function: Callable[[str], str]) -> pd.Series:
    """Return a column with a function of its texts, each distinct text asked once."""
    distinct = Distinct.of(series)
    changed = pa.array([function(text) for text in distinct.texts.to_pylist()], type=_TEXT)
    return pd.Series(pd.array(changed.take(pa.array(distinct.indices)), dtype="str"), index=series.index)


def where_distinct(series: pd.Series, test: Callable[[str], bool]) -> pd.Series:
    """Return whether each row passes a test of its text, each distinct text asked once."""
    distinct = Distinct.of(series)
    passed = np.fromiter(
        (test(text) for text in distinct.texts.to_pylist()), dtype=bool, count=len(distinct.texts)
    )
    return pd.Series(passed[distinct.indices], index=series.index)


def damaged_letters(series: pd.Series) -> tuple[int, int | None]:
    """Return how many rows of a column hold letters that were encoded twice, and the first of them."""
    texts = as_text(series)
    odd = _odd_rows(texts)
    held = texts.take(pa.array(odd, type=pa.int64())).dictionary_encode()
    damaged = np.array([is_double_encoded(text) for text in held.dictionary.to_pylist()], dtype=bool)
    rows = odd[damaged[held.indices.to_numpy(zero_copy_only=False)]] if len(odd) else odd
    return len(rows), int(rows[0]) if len(rows) else None


def parse_texts(
    texts: Any, parser: Callable[[str], Parsed], kind: str = "", *, factor: float = 1.0
) -> ParsedTexts:
    """Return what a parser makes of each text.

    Parameters
    ----------
    texts
        Arrow text.
    kind
        ``number``, ``coordinate``, ``uprn`` or ``postcode``: the plain texts of that kind are read in
        one pass; left out: each by the parser. ``date`` and ``flag`` only settle the type of the result.
    factor
        What one stands for in a column of numbers: plain numbers are multiplied by it, the parser
        does it itself.

    Returns
    -------
    ParsedTexts
        The same, to the last bit, as the parser gives for each text by itself.
    """
    if kind in {"number", "coordinate"}:
        pattern = _PLAIN_NUMBER if kind == "number" else _PLAIN_COORDINATE
        is_plain = _matches(texts, pattern)
        found = np.full(len(texts), np.nan)
        found[is_plain] = _floats(texts.filter(pa.array(is_plain))) * (factor if kind == "number" else 1.0)
        return _with_the_rest(texts, parser, is_plain, found)
    if kind in {"uprn", "postcode"}:
        is_plain = _matches(texts, _PLAIN_UPRN if kind == "uprn" else _PLAIN_POSTCODE)
        rest = np.flatnonzero(~is_plain)
        results = [parser(text) for text in texts.take(pa.array(rest)).to_pylist()]
        values = pc.replace_with_mask(
            texts, pa.array(~is_plain), pa.array([result.value for result in results], type=_TEXT)
        )
        return ParsedTexts(pd.array(values, dtype="str"), *_said(rest, results))
    results = [parser(text) for text in texts.to_pylist()]
    faults, notes = _said(np.arange(len(texts)), results)
    return ParsedTexts(_array([result.value for result in results], kind), faults, notes)


def _matches(texts: Any, pattern: str) -> np.ndarray[Any, Any]:
    found: np.ndarray[Any, Any] = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    return found


def _floats(texts: Any) -> np.ndarray[Any, Any]:
    found: np.ndarray[Any, Any] = (
        pc.replace_substring(texts, ",", "").cast(pa.float64()).to_numpy(zero_copy_only=False)
    )
    return found


def _with_the_rest(
    texts: Any, parser: Callable[[str], Parsed], is_plain: np.ndarray[Any, Any], found: np.ndarray[Any, Any]
) -> ParsedTexts:
    rest = np.flatnonzero(~is_plain)
    results = [parser(text) for text in texts.take(pa.array(rest)).to_pylist()]
    found[rest] = [np.nan if result.value is None else result.value for result in results]
    return ParsedTexts(found, *_said(rest, results))


def _said(places: np.ndarray[Any, Any], results: list[Parsed]) -> tuple[dict[int, str], dict[int, str]]:
    pairs = list(zip(places.tolist(), results, strict=True))
    return (
        {place: result.fault for place, result in pairs if result.fault},
        {place: result.note for place, result in pairs if result.note},
    )


def _array(found: list[Any], kind: str) -> Any:
    if kind == "date":
        return pd.array(np.array(found, dtype="datetime64[D]").astype("datetime64[ms]"))
    if kind == "flag":
        return pd.array(found, dtype="boolean")
    if kind in {"number", "coordinate", "count"}:
        return pd.array([np.nan if value is None else float(value) for value in found], dtype="float64")
    return np.fromiter(found, dtype=object, count=len(found))
