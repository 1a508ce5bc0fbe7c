"""Where the rows of a file say they are: coordinates, geometry, or a position in one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.reading import values
from totalcapital.reading.meaning.coordinates import hex_of_wkt, settle_crs
from totalcapital.reading.meaning.distinct import on_distinct, where_distinct
from totalcapital.reading.values import Parsed, Position

if TYPE_CHECKING:
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.meaning.column_reader import ColumnReader
    from totalcapital.reading.meaning.coordinates import Home
    from totalcapital.reading.raw import RawTable

__all__ = ["add_place", "add_postcodes_of_addresses", "parse_place"]

#: Coordinates below which no column is judged by its usual number of digits, and the share that makes it usual.
_LEAST_ROWS: Final = 10
_USUAL: Final = 0.9
#: How far beyond the column's own spread a number must lie before a digit is taken for missing, in metres.
_BEYOND_M: Final = 20_000.0
#: The true place lies up to half the diagonal of a square from its middle.
_HALF_DIAGONAL: Final = 0.5**0.5


def parse_place(text: str) -> Parsed:
    """Return a :class:`Position`, or well-known text as hexadecimal well-known binary.

    Examples
    --------
    >>> parse_place("SK 512 342").value.x
    451250.0
    >>> parse_place("POINT (1 2)").value[:10]
    '0101000000'
    """
    if values.is_not_given(text):
        return Parsed()
    position = values.parse_position(text)
    if position.value is not None or "(" not in text:
        return position
    found = hex_of_wkt(text)
    return Parsed(*found) if found[0] is not None else Parsed(fault=found[1])


def add_place(
    frame: pd.DataFrame,
    reader: ColumnReader,
    raw: RawTable,
    *,
    plan: ColumnPlan,
    home: Home,
) -> pd.DataFrame:
    """Return a frame with ``x_read``, ``y_read``, ``crs_read``, ``accuracy_read_m`` and ``geometry_read``.

    Parameters
    ----------
    frame
        With ``position``, the place of each row in ``raw``.
    home
        The register's own area, and the estate's CRS.
    """
    frame = frame.assign(
        x_read=_coordinates(reader, "x_read", frame), y_read=_coordinates(reader, "y_read", frame),
        crs_read=reader.text("crs_read"), accuracy_read_m=np.nan,
    )  # fmt: skip
    geometry = pd.Series(None, index=frame.index, dtype=object)
    if raw.geometry is not None:
        shapes = [raw.geometry[i] for i in frame["position"]]
        geometry = pd.Series([s.hex() if s else None for s in shapes], index=frame.index, dtype=object)
    points = pd.Series(dtype=object)
    if reader.speaks_of("geometry"):
        places = reader.parsed("geometry", parse_place)
        is_point = places.map(lambda place: isinstance(place, Position)).astype(bool)
        geometry = geometry.where(geometry.notna(), places.where(~is_point, None))
        lacking = frame["x_read"].isna() | frame["y_read"].isna()
        points = places[is_point & lacking]
        frame = _with_positions(frame, points)
    frame["geometry_read"] = geometry
    tell = reader.tell
    settled = settle_crs(frame, raw, plan, register=tell.register, log=tell.log, home=home).astype(object)
    settled.loc[points.index] = [point.crs for point in points]
    frame["crs_read"] = settled
    return frame


def _with_positions(frame: pd.DataFrame, points: pd.Series) -> pd.DataFrame:
    """Return a frame with the positions of single cells, each in a system and as exact as its own form says."""
    frame = frame.assign(crs_read=frame["crs_read"].astype(object))
    for column, part in (("x_read", "x"), ("y_read", "y"), ("crs_read", "crs")):
        frame.loc[points.index, column] = [getattr(point, part) for point in points]
    squares_m = np.array([point.square_m or np.nan for point in points], dtype=float)
    frame.loc[points.index, "accuracy_read_m"] = squares_m * _HALF_DIAGONAL
    return frame


def _coordinates(reader: ColumnReader, name: str, frame: pd.DataFrame) -> pd.Series:
    found = reader.parsed(name, values.parse_coordinate, "coordinate").astype("float64")
    wrong = _digits_missing(found.to_numpy())
    if wrong.any():
        texts = reader.text(name)[wrong].astype(str)
        rows, heading = frame["source_row"][wrong], reader.heading(name)
        reader.tell.rows(
            "digits-missing", "warning", list(zip(texts.tolist(), rows.tolist(), strict=True)),
            lambda value: f"{heading}: expected six digits, as nearly all others have; found {value!r}. Not used.",
            fix="Write the whole coordinate.", column=heading,
        )  # fmt: skip
    return found.mask(wrong)


def _digits_missing(found: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return which numbers have another count of digits than nearly all others, and lie far from them.

    A northing of 98,000 m beside one of 102,000 m is as it should be: it lies no further off than
    the others spread.
    """
    nothing = np.zeros(len(found), dtype=bool)
    size = np.abs(found)
    six = (size >= 100_000) & (size < 1_000_000)
    given = np.isfinite(found) & (found != 0)
    if given.sum() < _LEAST_ROWS or six.sum() < _USUAL * given.sum() or six.all():
        return nothing
    low, high = np.quantile(found[six], [0.05, 0.95])
    spread = max(high - low, _BEYOND_M)
    far = (found < low - spread) | (found > high + spread)
    wrong: np.ndarray[Any, Any] = given & ~six & (size > 1_000) & far
    return wrong


def add_postcodes_of_addresses(frame: pd.DataFrame, reader: ColumnReader) -> pd.DataFrame:
    """Return a frame whose rows without a postcode have the one that stands in their address.

    An outward code alone is a postcode: it is often all that may be said, and is not made exact.
    """
    blank = frame["postcode"].isna() & frame["address"].notna()
    if reader.speaks_of("postcode") and blank.any():
        written = reader.text("postcode")[blank].fillna("")
        blank[written.index] = where_distinct(written, values.is_not_given)
    if not blank.any():
        return frame
    found = on_distinct(frame.loc[blank, "address"], lambda text: values.find_postcode(text) or "")
    found = found[found != ""]
    if found.empty:
        return frame
    postcode = frame["postcode"].astype(object)
    postcode.loc[found.index] = found.astype(object)
    reader.tell.once(
        "postcode-from-address", "note",
        f"{len(found)} rows without a postcode have one in their address, such as {min(found)!r}; it was taken.",
        "Give the postcode a column of its own.", column=reader.heading("address"), rows_count=len(found),
    )  # fmt: skip
    return frame.assign(postcode=postcode)
