"""Look-up files: postcodes to points, and areas to outlines."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from totalcapital.reading.profiles import normal_heading
from totalcapital.reading.raw import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["read_postcodes"]

_KEYS: Final = ("pcds", "postcode", "pcd8", "pcd7", "pcd")
_PAIRS: Final = (
    (("oseast1m", "eastings", "easting", "east1m", "xcoordinate"),
     ("osnrth1m", "northings", "northing", "north1m", "ycoordinate"), "EPSG:27700"),
    (("long", "lon", "longitude", "lng"), ("lat", "latitude"), "EPSG:4326"),
)  # fmt: skip


def read_postcodes(path: Path, shown: str, wanted: Sequence[str], outward: Sequence[str]) -> dict[str, Any]:
    """Return the points of the postcodes wanted and of all postcodes in the outward codes wanted.

    Parameters
    ----------
    wanted
        Postcodes without spaces, in capitals.
    outward
        Outward codes, in capitals.

    Returns
    -------
    dict
        ``postcode`` (without space), ``x``, ``y`` as lists, and ``crs``.

    Raises
    ------
    Refusal
        If the file has no postcode column or no coordinates.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as stream:
        sample = stream.read(4096).decode("utf-8-sig", errors="replace").splitlines()[0]
    headings = [cell.strip().strip('"') for cell in sample.split(",")]
    key, x, y, crs = _columns(headings, shown)
    try:
        with pa.input_stream(str(path), compression="gzip" if path.suffix == ".gz" else None) as stream:
            table = pacsv.read_csv(
                stream,
                convert_options=pacsv.ConvertOptions(
                    include_columns=[key, x, y],
                    column_types={key: pa.string(), x: pa.float64(), y: pa.float64()},
                ),
            )
    except pa.ArrowInvalid as error:
        raise Refusal(f"{shown}: the look-up cannot be read ({error}). Download it again.") from error
    codes = pc.utf8_upper(pc.replace_substring(table[key], " ", ""))
    fits = pc.is_in(codes, value_set=pa.array(list(wanted), type=pa.string()))
    if outward:
        stems = pc.utf8_slice_codeunits(codes, 0, -3)
        fits = pc.or_(fits, pc.is_in(stems, value_set=pa.array(list(outward), type=pa.string())))
    fits = pc.and_kleene(fits, pc.and_(pc.is_valid(table[x]), pc.is_valid(table[y])))
    chosen = table.filter(fits)
    return {
        "postcode": codes.filter(fits).to_pylist(),
        "x": chosen[x].to_pylist(),
        "y": chosen[y].to_pylist(),
        "crs": crs,
        "rows": table.num_rows,
    }


def _columns(headings: Sequence[str], shown: str) -> tuple[str, str, str, str]:
    have = {normal_heading(heading): heading for heading in headings}
    key = next((have[name] for name in _KEYS if name in have), None)
    for xs, ys, crs in _PAIRS:
        x = next((have[name] for name in xs if name in have), None)
        y = next((have[name] for name in ys if name in have), None)
        if key and x and y:
            return key, x, y, crs
    raise Refusal(
        f"{shown}: expected columns for postcode and coordinates; found {', '.join(headings[:8])}. "
        "Give the National Statistics Postcode Lookup, or a CSV with Postcode, lat and long."
    )
