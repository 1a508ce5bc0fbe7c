"""Packs everything a page draws into one block of text: columns, dictionaries, gzip, base64."""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from totalcapital.publishing.texts import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["columns_of", "number_column", "pack", "places_of", "text_column", "unpack"]


def text_column(values: pd.Series) -> dict[str, Any]:
    """Return text as a dictionary of its different values and one place in it per row.

    Null is place -1. Dates are written as ISO days.
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    places, words = pd.factorize(values.astype(object), use_na_sentinel=True)
    return {"d": [clean(word) for word in words], "i": [int(place) for place in places]}


def number_column(values: pd.Series, *, places: int = 3) -> list[float | int | None]:
    """Return numbers rounded to ``places``, whole ones without a point; null and infinite are null."""
    numbers = pd.to_numeric(values, errors="coerce").astype("float64").to_numpy()
    return [
        None if not np.isfinite(number) else int(number) if number == int(number) else round(number, places)
        for number in (float(value) for value in numbers)
    ]


def places_of(values: pd.Series, keys: pd.Series) -> list[int]:
    """Return where each value stands among the keys; -1 for null and for none."""
    found = pd.Index(keys).get_indexer(pd.Index(values))
    return [int(place) if there else -1 for place, there in zip(found, values.notna(), strict=True)]


def columns_of(frame: pd.DataFrame, names: Iterable[str]) -> dict[str, Any]:
    """Return the named columns in the form a page reads; a column without any value is left out."""
    packed: dict[str, Any] = {}
    for name in names:
        values = frame[name]
        if values.isna().all():
            continue
        if pd.api.types.is_bool_dtype(values.dtype) or pd.api.types.is_numeric_dtype(values.dtype):
            packed[name] = number_column(values)
        else:
            packed[name] = text_column(values)
    return packed


def pack(block: Mapping[str, Any]) -> str:
    """Return a block as base64 text; the same block gives the same text.

    JSON is the inner form, so that a value published is a value that can be searched for.
    """
    written = json.dumps(block, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packed = bytearray(gzip.compress(written.encode("utf-8"), 9, mtime=0))
    packed[9] = 255  # the byte that names the operating system
    return base64.b64encode(bytes(packed)).decode("ascii")


def unpack(text: str) -> Any:
    """Return what :func:`pack` packed."""
    return json.loads(gzip.decompress(base64.b64decode(text)))
