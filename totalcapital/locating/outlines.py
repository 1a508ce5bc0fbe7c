"""The registers' own geometries, brought to the working CRS and made valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyproj.exceptions
import shapely

from totalcapital.crs import Reading, in_country, project_shapes
from totalcapital.locating.notes import note_rows
from totalcapital.locating.points import judge, no_points
from totalcapital.shapes import mend

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.issues import IssueLog
    from totalcapital.locating.evidence import Evidence
    from totalcapital.locating.points import OwnPoints
    from totalcapital.locating.surroundings import Surroundings

__all__ = ["own_outlines"]


def own_outlines(
    subjects: pd.DataFrame,
    swapped: NDArray[np.bool_],
    *,
    evidence: Evidence,
    around: Surroundings,
    crs: str,
    log: IssueLog,
) -> tuple[NDArray[np.object_], OwnPoints]:
    """Return each record's own geometry in the working CRS, null where it has none, and its middle.

    A geometry with one vertex outside the country is not used; one that is not valid is made so,
    which is noted with both areas.

    Parameters
    ----------
    subjects
        ``geometry_read`` (hexadecimal), ``crs_read``.
    swapped
        Rows whose two columns stand the other way round.
    """
    shapes: NDArray[np.object_] = np.full(len(subjects), None, dtype=object)
    given = (subjects["geometry_read"].notna() & subjects["crs_read"].notna()).to_numpy()
    rows = np.flatnonzero(given)
    if not len(rows):
        return shapes, no_points(len(subjects))
    middle = np.full((len(subjects), 2), np.nan)
    read = shapely.from_wkb([bytes.fromhex(text) for text in subjects["geometry_read"].iloc[rows]])
    turned = swapped[rows]
    read[turned] = shapely.transform(read[turned], lambda points: points[:, ::-1])
    shapes[rows] = read
    middles = shapely.centroid(read)
    middle[rows] = np.column_stack([shapely.get_x(middles), shapely.get_y(middles)])
    middle[rows] = np.where(np.isnan(middle[rows]), np.inf, middle[rows])  # no middle: a vertex is not finite
    said = subjects["crs_read"].where(given, None)
    points = judge(middle[:, 0], middle[:, 1], said, evidence=evidence, around=around, crs=crs)
    for name in sorted(said[points.usable].unique()):
        here = np.flatnonzero(points.usable & (said == name).to_numpy(bool))
        points.condemn(_mask(len(shapes), here[~_whole(shapes[here], str(name), crs)]), "coordinates-outside")
        here = here[points.usable[here]]
        try:
            shapes[here] = project_shapes(gpd.GeoSeries(shapes[here], crs=str(name)), crs).to_numpy()
        except pyproj.exceptions.CRSError:
            points.given[here] = False
    points.condemn(
        _mask(len(shapes), rows[~_whole(shapes[rows], crs, crs)]) & points.usable, "coordinates-outside"
    )
    shapes[~points.usable] = None
    _make_valid(subjects, shapes, log)
    return shapes, points


def _mask(size: int, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    mask = np.zeros(size, dtype=bool)
    mask[rows] = True
    return mask


def _whole(shapes: NDArray[np.object_], name: str, crs: str) -> NDArray[np.bool_]:
    """Tell which geometries, in the system named, lie in the country with every vertex."""
    west, south, east, north = shapely.bounds(shapes).reshape(-1, 4).T
    reading = Reading(name)
    return in_country(west, south, reading, crs=crs) & in_country(east, north, reading, crs=crs)


def _make_valid(subjects: pd.DataFrame, shapes: NDArray[np.object_], log: IssueLog) -> None:
    bad = np.array([shape is not None for shape in shapes], dtype=bool) & ~shapely.is_valid(shapes)
    said: dict[int, str] = {}
    for position in np.flatnonzero(bad):
        shape: Any = shapes[position]
        mended = mend(shape)
        said[int(position)] = (
            f"the geometry is not valid ({shapely.is_valid_reason(shape)[:60]}); made valid, area {shape.area:.0f} m² "
            f"before, {mended.area:.0f} m² after."
        )
        shapes[position] = mended
    note_rows(
        subjects,
        bad,
        log,
        code="geometry-made-valid",
        level="note",
        message=lambda at: said[at],
        fix="Draw it again.",
        column="geometry",
    )
