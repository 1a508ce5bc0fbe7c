"""Each row as it was read, as JSON, and digests of such texts: a column at a time."""

from __future__ import annotations

import hashlib
import json
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from totalcapital.reading.raw import arrow_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["digests", "row_json"]

#: Rows made into text at a time: what is joined on the way there has to fit in memory beside the result.
_AT_ONCE: Final = 100_000
#: Characters that JSON cannot hold as they are, the backslash first: it stands in what replaces the others.
_ESCAPED: Final = {"\\": "\\\\"} | {
    character: json.dumps(character, ensure_ascii=False)[1:-1] for character in ['"', *map(chr, range(0x20))]
}
_DIGEST_LENGTH: Final = 12


def row_json(headings: Sequence[str], columns: Sequence[Sequence[str] | pd.Series]) -> pd.Series:
    r"""Return each row as a JSON object of heading to text, as ``source_values`` holds it.

    To the letter what ``json.dumps(row, ensure_ascii=False, sort_keys=True)`` writes of the cells that
    are not ``""``. A cell of white space is kept.

    Parameters
    ----------
    headings
        Each stands once.
    columns
        The cells of each heading: lists, series or :class:`~totalcapital.reading.raw.TextColumn`, all
        of one length. Null is taken as blank.

    Returns
    -------
    Series
        One text a row, in the order of the rows, index from 0.

    Examples
    --------
    >>> row_json(["Town", "Ref"], [["Leeds", ""], ["1", '2"']]).tolist()
    ['{"Ref": "1", "Town": "Leeds"}', '{"Ref": "2\\""}']
    """
    arrays = [arrow_text(cells) for cells in columns]
    size = len(arrays[0]) if arrays else 0
    order = sorted(range(len(headings)), key=lambda position: headings[position])
    made = [
        _rows_of([(headings[i], arrays[i].slice(start, _AT_ONCE)) for i in order])
        for start in range(0, size, _AT_ONCE)
    ]
    whole = pa.chunked_array(made, type=pa.large_string())
    return pd.Series(pd.array(whole, dtype="str"))


def _rows_of(named: Sequence[tuple[str, Any]]) -> Any:
    """Return the JSON objects of some rows from their cells, heading by heading."""
    parts: list[Any] = []
    blanks: list[Any] = []
    for heading, cells in named:
        start, end = _large(f", {json.dumps(heading, ensure_ascii=False)}: " + '"'), _large('"')
        is_blank = pc.equal(pc.binary_length(cells), 0)
        if pc.any(is_blank).as_py():
            start, end = (pc.if_else(is_blank, _large(""), mark) for mark in (start, end))
            blanks.append(is_blank)
        parts += [start, _escaped(cells), end]
    joined = pc.binary_join_element_wise(*parts, _large("}"), _large(""))
    opened = pc.binary_replace_slice(joined, 0, 2, "{")  # the comma and space before the first
    if len(blanks) == len(named):  # rows that hold nothing: the brace was cut off with the comma
        opened = pc.if_else(reduce(pc.and_, blanks), _large("{}"), opened)
    return opened.cast(pa.large_string())


def _large(text: str) -> Any:
    return pa.scalar(text, type=pa.large_string())


def _escaped(cells: Any) -> Any:
    """Return cells with what JSON cannot hold written as it wants it."""
    present = _characters(cells)
    for character, written in _ESCAPED.items():
        if ord(character) in present:
            cells = pc.replace_substring(cells, character, written)
    return cells


def _characters(cells: Any) -> set[int]:
    """Return which characters to be escaped stand anywhere in the cells, by one look at their bytes."""
    data = cells.buffers()[2]
    if data is None or not len(cells):
        return set()
    offsets = np.frombuffer(cells.buffers()[1], dtype=np.int64)[cells.offset : cells.offset + len(cells) + 1]
    text = np.frombuffer(data, dtype=np.uint8)[offsets[0] : offsets[-1]]
    odd = text[(text < 0x20) | (text == ord('"')) | (text == ord("\\"))]
    return set(np.unique(odd).tolist())


def digests(texts: Iterable[str]) -> pd.Series:
    """Return of each text the first 12 hexadecimal digits of its SHA-256.

    Parameters
    ----------
    texts
        A series keeps its index; half of a surrogate pair is taken as it stands.

    Returns
    -------
    Series
        One digest a text, in their order.

    Examples
    --------
    >>> digests(["abc"]).tolist()
    ['ba7816bf8f01']
    """
    index = texts.index if isinstance(texts, pd.Series) else None
    made = [
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH] for text in texts
    ]
    return pd.Series(made, index=index, dtype="str")
