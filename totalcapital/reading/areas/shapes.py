"""Outlines as read: made valid, in the working CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyproj.exceptions
import shapely

from totalcapital.crs import project_shapes
from totalcapital.errors import UnreadableFileError
from totalcapital.reading.meaning.coordinates import canonical_crs
from totalcapital.shapes import mend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.issues import IssueLog
    from totalcapital.reading.raw import RawTable

__all__ = ["read_shapes", "union_of"]

#: So many outlines of one file that had to be mended are named one by one; more in one line.
_NAMED = 100


def read_shapes(
    raw: RawTable, path: str, crs: str, *, said: str | None, log: IssueLog, names: Sequence[str]
) -> gpd.GeoSeries:
    """Return the outlines of a file in the working CRS; those that are not valid are mended, and noted.

    Parameters
    ----------
    path
        Name for messages.
    crs
        The working CRS.
    said
        The CRS that the estate file gives; the file's own where null.
    names
        What each outline is called in messages.

    Raises
    ------
    UnreadableFileError
        If there is no outline, or the CRS is not stated or not known.
    """
    if raw.geometry is None or not any(raw.geometry):
        raise UnreadableFileError(
            f"{path}: expected outlines; the file has no geometry. Give a spatial file."
        )
    source = (canonical_crs(said) if said else None) or said or raw.crs
    if source is None:
        raise UnreadableFileError(
            f'{path}: no CRS is stated. Say crs = "EPSG:…" under boundaries or lookups.'
        )
    shapes = shapely.from_wkb([g or b"" for g in raw.geometry], on_invalid="ignore")
    invalid = (~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)).nonzero()[0]
    for position in invalid[: 1 if len(invalid) > _NAMED else None]:
        others = len(invalid) - 1 if len(invalid) > _NAMED else 0
        log.add(
            "outline-made-valid",
            "note",
            f"the outline of {names[position]} {f'and {others} others cross or touch themselves' if others else 'crosses or touches itself'} "
            f"({shapely.is_valid_reason(shapes[position])}); it was made valid.",
            "Nothing; or give a clean outline.",
            source_file=path,
            source_row=raw.source_rows[position],
            column="geometry",
            value=names[position],
            rows_count=1 + others,
        )
    shapes[invalid] = [mend(shape) for shape in shapes[invalid]]
    try:
        projected = project_shapes(gpd.GeoSeries(shapes, crs=source), crs)
    except pyproj.exceptions.CRSError as error:
        raise UnreadableFileError(f"{path}: the CRS {source} is not known ({error}). Correct it.") from error
    made = projected.array.copy()
    bad = ~projected.is_valid.to_numpy() & projected.notna().to_numpy()
    made[bad] = [mend(shape) for shape in projected.array[bad]]
    return gpd.GeoSeries(made, crs=crs)


def union_of(shapes: Sequence[Any]) -> Any:
    """Return several outlines as one; null where there is none."""
    there = [shape for shape in shapes if shape is not None]
    return shapely.union_all(there) if there else None
