"""What a larger body's money is shared out by: residents, pupils or claimants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from totalcapital.tables import split_list

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Weights", "weights_of"]

_COUNTS: Final = {"population": "population_count", "claimants": "claimants_count"}
_SCHOOL: Final = "school"


@dataclass(frozen=True, slots=True)
class Weights:
    """How many there are in each authority, and where.

    Parameters
    ----------
    rule
        ``population``, ``pupils``, ``claimants`` or ``none``.
    by_authority
        By code of an authority; one that is not in it is not known.
    points, counts
        Where they are; none where that is not known.
    """

    rule: str
    by_authority: dict[str, float]
    points: NDArray[np.object_]
    counts: NDArray[np.float64]


def weights_of(
    rule: str,
    areas: gpd.GeoDataFrame,
    *,
    sites: gpd.GeoDataFrame,
    holdings: pd.DataFrame,
    places: pd.DataFrame,
) -> Weights:
    """Return what money is shared out by.

    Pupils are those of the schools of the estate's registers. An authority of which no pupil is known has
    none that could be counted: its pupils are not known.
    """
    if rule == "pupils":
        return _pupils(sites, holdings, places)
    column = _COUNTS.get(rule)
    if column is None:
        return Weights(rule, {}, np.empty(0, dtype=object), np.empty(0))
    known = areas[areas[column].notna()]
    authorities = known[known["kind"] == "authority"]
    small = known[(known["kind"] == "lsoa") & known.geometry.notna()].sort_values("area_id")
    counts = dict(zip(authorities["area_id"], authorities[column].astype(float), strict=True))
    points = shapely.point_on_surface(small.geometry.to_numpy())
    return Weights(rule, counts, points, small[column].to_numpy(float))


def _pupils(sites: gpd.GeoDataFrame, holdings: pd.DataFrame, places: pd.DataFrame) -> Weights:
    schools = holdings[[_SCHOOL in split_list(services) for services in holdings["services"]]]
    by_site = schools.dropna(subset=["occupied_count"]).groupby("site_id")["occupied_count"].max()
    main = places[(places["kind"] == "authority") & places["is_main"].astype(bool)]
    authority = main.set_index("subject_id")["area_id"].reindex(by_site.index)
    counts = by_site.astype(float).groupby(authority).sum()
    shapes = sites.set_index("site_id").geometry.reindex(by_site.index)
    placed = shapes[shapes.notna()].sort_index()
    return Weights(
        "pupils",
        {str(code): float(count) for code, count in counts[counts > 0].items()},
        shapely.point_on_surface(placed.to_numpy()),
        by_site.reindex(placed.index).to_numpy(float),
    )
