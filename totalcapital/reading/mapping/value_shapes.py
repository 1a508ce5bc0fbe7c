"""What a column without a known heading holds, where its values leave no doubt."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from totalcapital.reading.raw import arrow_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["Shape", "columns_by_shape"]

#: Given cells below which no shape is believed, and the share of them that must have it.
_LEAST_ROWS: Final = 5
_SHARE: Final = 0.9
_PAIR_SHARE: Final = 0.95
_POSTCODE: Final = r"^\s*[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*[0-9][A-Za-z]{2}\s*$"
_IDENTIFIER: Final = r"^\s*[0-9]{8,12}(?:\.0)?\s*$"
#: How most UPRNs begin: twelve digits from 100, eleven from 10. Telephone numbers begin with 0.
_UPRN: Final = r"^\s*(?:100[0-9]{9}|0?10[0-9]{9})(?:\.0)?\s*$"
_PLACE: Final = (
    r"(?i)^\s*(?:(?:SRID=[0-9]+;)?(?:MULTI)?(?:POINT|POLYGON)\s*(?:Z\s*)?\(.*|[HJNOST][A-HJ-Z] ?[0-9]{3,5} ?[0-9]{3,5}|"
    r"[(\[]?-?[0-9]{1,2}\.[0-9]{3,}\s*[,; ]\s*-?[0-9]{1,2}\.[0-9]{3,}[)\]]?)\s*$"
)
#: A postcode at the end of something longer, or before a comma.
_ADDRESS: Final = r"[A-Za-z]{2}.*[\s,][A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*[0-9][A-Za-z]{2}\s*(?:,|\.?$)"
_ADDRESS_SHARE: Final = 0.6
_NUMBER: Final = r"^\s*-?[0-9]{1,7}(?:\.[0-9]+)?\s*$"
_DEGREES: Final = r"^\s*-?[0-9]{1,2}\.[0-9]{3,}\s*$"
#: Bounds of England and its neighbours.
_LONGITUDE: Final = (-9.0, 2.2)
_LATITUDE: Final = (49.8, 61.0)
_EASTING: Final = (80_000.0, 660_000.0)
_NORTHING: Final = (5_000.0, 1_220_000.0)
#: Of a local register's eastings and northings the spread is small beside their size; that of
#: amounts of money and of areas is not.
_MOST_VARIATION: Final = 0.2


@dataclass(frozen=True, slots=True)
class Shape:
    """One of our columns, found by what its values look like."""

    column: str
    heading: str
    rule: str
    """What decided, in words for the user."""


@dataclass(frozen=True, slots=True)
class _Numbers:
    heading: str
    position: int
    given: int
    values: np.ndarray[Any, Any]
    degrees_share: float


def columns_by_shape(headings: Sequence[str], columns: Sequence[Any], wanted: Collection[str]) -> list[Shape]:
    """Return which of our columns stand under headings that no list knows, by their values.

    Found are postcodes, UPRNs, whole positions and pairs of coordinates; nothing else has a shape of
    its own. Coordinates are believed only as two neighbouring columns that fit together: latitudes
    and longitudes of Britain with three decimals, or eastings and northings of one part of it.

    Parameters
    ----------
    headings, columns
        Headings nothing was read from, with their cells.
    wanted
        Our columns that no heading gave: of ``postcode``, ``address``, ``uprn``, ``geometry``, ``x_read`` (with
        ``y_read``).
    """
    found: list[Shape] = []
    numbers: list[_Numbers] = []
    for position, (heading, cells) in enumerate(zip(headings, columns, strict=True)):
        texts = arrow_text(cells)
        texts = texts.filter(pc.match_substring_regex(texts, r"\S"))
        if len(texts) < _LEAST_ROWS:
            continue
        shape = _identified(heading, texts, {*wanted} - {shape.column for shape in found})
        if shape:
            found.append(shape)
        elif "x_read" in wanted and _share(texts, _NUMBER) >= _PAIR_SHARE:
            numbers.append(_numbers(heading, position, texts))
    if "x_read" in wanted and not any(shape.column == "geometry" for shape in found):
        found += _pair(numbers)
    return found


def _identified(heading: str, texts: Any, wanted: Collection[str]) -> Shape | None:
    for column, what, pattern in (("postcode", "postcodes", _POSTCODE), ("geometry", "positions", _PLACE)):
        if column in wanted and (share := _share(texts, pattern)) >= _SHARE:
            return Shape(column, heading, _says(what, share, len(texts)))
    if "address" in wanted and (share := _share(texts, _ADDRESS)) >= _ADDRESS_SHARE:
        return Shape("address", heading, _says("addresses with a postcode", share, len(texts)))
    if "uprn" in wanted and _share(texts, _UPRN) >= 0.5:
        share = _share(texts, _IDENTIFIER)
        if share >= _PAIR_SHARE and len(pc.unique(texts)) > 0.2 * len(texts):
            return Shape("uprn", heading, _says("UPRNs", share, len(texts)))
    return None


def _share(texts: Any, pattern: str) -> float:
    return float(pc.mean(pc.match_substring_regex(texts, pattern)).as_py())


def _says(what: str, share: float, given: int) -> str:
    return f"its values look like {what} ({share:.0%} of {given})".replace("%", " %")


def _numbers(heading: str, position: int, texts: Any) -> _Numbers:
    plain = texts.filter(pc.match_substring_regex(texts, _NUMBER))
    values = pc.utf8_trim_whitespace(plain).cast(pa.float64()).to_numpy(zero_copy_only=False)
    return _Numbers(heading, position, len(texts), values, _share(texts, _DEGREES))


def _pair(numbers: Sequence[_Numbers]) -> list[Shape]:
    """Return the first two neighbouring columns that are coordinates together."""
    for first, second in pairwise(numbers):
        if second.position != first.position + 1 or abs(first.given - second.given) > 0.05 * first.given:
            continue
        for x, y in ((first, second), (second, first)):
            if x.degrees_share >= _SHARE <= y.degrees_share and _fit(x, _LONGITUDE) and _fit(y, _LATITUDE):
                return [
                    _shape("x_read", x, "longitudes", _LONGITUDE),
                    _shape("y_read", y, "latitudes", _LATITUDE),
                ]
        if all(_fit(n, bounds) and _is_local(n) for n, bounds in ((first, _EASTING), (second, _NORTHING))):
            return [
                _shape("x_read", first, "eastings", _EASTING),
                _shape("y_read", second, "northings", _NORTHING),
            ]
    return []


def _shape(column: str, numbers: _Numbers, what: str, bounds: tuple[float, float]) -> Shape:
    return Shape(column, numbers.heading, _says(what, _within(numbers, bounds), numbers.given))


def _within(numbers: _Numbers, bounds: tuple[float, float]) -> float:
    least, most = bounds
    return float(np.sum((numbers.values >= least) & (numbers.values <= most))) / numbers.given


def _fit(numbers: _Numbers, bounds: tuple[float, float]) -> bool:
    return _within(numbers, bounds) >= _PAIR_SHARE


def _is_local(numbers: _Numbers) -> bool:
    """Tell whether numbers vary as places do that lie together: many of them, all of about one size."""
    large = numbers.values[np.abs(numbers.values) >= 10_000]
    if len(np.unique(numbers.values)) < 0.3 * len(numbers.values) or not len(large):
        return False
    return bool(np.std(large) <= _MOST_VARIATION * np.mean(large))
