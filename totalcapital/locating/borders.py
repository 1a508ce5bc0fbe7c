"""Whether a record's own point and its postcode lie in different authorities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from totalcapital.locating.ladder import settings

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from totalcapital.locating.evidence import Evidence

__all__ = ["Crossing", "crossings"]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The authorities of each record's own point and of its postcode, where they differ beyond doubt."""

    crosses: NDArray[np.bool_]
    own_authority: NDArray[np.object_]
    """Name of the authority of the own point; empty text where nothing crosses."""
    postcode_authority: NDArray[np.object_]


def crossings(
    own: NDArray[np.float64],
    shapes: NDArray[np.object_],
    accuracy_m: NDArray[np.float64],
    *,
    evidence: Evidence,
    areas: gpd.GeoDataFrame | None,
) -> Crossing:
    """Tell which own points lie in another authority than their postcode, by more than both are exact to.

    A point in no known authority says nothing, nor does one that lies in the postcode's as well.

    Parameters
    ----------
    own
        The records' own points in the working CRS; not a number where there is none to use.
    shapes
        Their own geometries, null where they have none; an outline crosses with all of it.
    accuracy_m
        How exact each own point is.
    areas
        Outlines with ``name`` and ``kind`` in the working CRS, or null.
    """
    found = Crossing(
        np.zeros(len(own), dtype=bool),
        np.full(len(own), "", dtype=object),
        np.full(len(own), "", dtype=object),
    )
    if areas is None:
        return found
    known = areas[(areas["kind"] == "authority") & areas["geometry"].notna()].sort_values("name")
    rows = np.flatnonzero(np.isfinite(own[:, 0]) & np.isfinite(evidence.postcode[:, 0]))
    if not len(known) or not len(rows):
        return found
    outlines, names = known["geometry"].to_numpy(), known["name"].to_numpy(object)
    codes, inverse = np.unique(evidence.postcode[rows], axis=0, return_inverse=True)
    theirs = _authority(codes, outlines)[inverse.ravel()]
    mine = _authority(own[rows], outlines)
    doubtful = (theirs >= 0) & (mine >= 0) & (theirs != mine)
    rows, theirs, mine = rows[doubtful], theirs[doubtful], mine[doubtful]
    places = np.where(shapely.is_missing(shapes[rows]), shapely.points(own[rows]), shapes[rows])
    over_m = shapely.distance(places, outlines[theirs])
    beyond = over_m > accuracy_m[rows] + settings()["accuracy_m"]["postcode"]
    rows = rows[beyond]
    found.crosses[rows] = True
    found.own_authority[rows] = names[mine[beyond]]
    found.postcode_authority[rows] = names[theirs[beyond]]
    return found


def _authority(at: NDArray[np.float64], outlines: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return in which outline each point lies, the first that holds it; -1 where none does."""
    found = np.full(len(at), -1, dtype=np.intp)
    points, which = shapely.STRtree(outlines).query(shapely.points(at))
    for outline in np.unique(which)[::-1]:  # the first is written last
        rows = points[which == outline]
        shapely.prepare(outlines[outline])
        found[rows[shapely.intersects_xy(outlines[outline], at[rows, 0], at[rows, 1])]] = outline
    return found
