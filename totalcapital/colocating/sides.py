"""The holdings that take part in options, and the pairs of them in reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from totalcapital.nearness import pairs_within
from totalcapital.tables import AREAS, BAND_TABLE, DECISIONS, NEEDS, PLACES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["Known", "Pairs", "pairs_of", "sides_of"]

#: Areas whose list an option stands in, the first that its guest is in.
_LISTED: Final = ("programme", "own", "neighbourhood")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the holdings besides their registers.

    Parameters
    ----------
    agencies
        Who the bodies are, and whether they are public.
    bands, needs
        How well holdings are used; the floor area each service needs. Not known where empty.
    areas, places
        Areas with their residents, and which site is in which.
    decisions
        What people decided.
    network
        Lines that people walk along, in metres; null where none are given.
    """

    agencies: pd.DataFrame
    bands: pd.DataFrame = field(default_factory=BAND_TABLE.empty)
    needs: pd.DataFrame = field(default_factory=NEEDS.empty)
    areas: gpd.GeoDataFrame = field(default_factory=AREAS.empty)
    places: pd.DataFrame = field(default_factory=PLACES.empty)
    decisions: pd.DataFrame = field(default_factory=DECISIONS.empty)
    network: gpd.GeoDataFrame | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Positions of host and guest among the sides, both directions, sorted; and metres between."""

    host: NDArray[np.int64]
    guest: NDArray[np.int64]
    distance_m: NDArray[np.float64]

    def where(self, mask: NDArray[np.bool_]) -> Pairs:
        """Return the pairs that a mask keeps."""
        return Pairs(self.host[mask], self.guest[mask], self.distance_m[mask])


def sides_of(
    holdings: pd.DataFrame, sites: gpd.GeoDataFrame, known: Known, *, coarsest_m: float
) -> pd.DataFrame:
    """Return the holdings that take part, in the order of their ids, with what options need of them.

    Left out are holdings of unknown agencies, of bodies known to be private, and on sites without a
    place or located less exactly than ``coarsest_m``.
    """
    at, bodies = sites.set_index("site_id"), known.agencies.set_index("agency_id")
    frame = (
        holdings
        .merge(known.bands.drop(columns="would_be_known_by"), on="holding_id", how="left", validate="1:1")
        .merge(known.needs.drop(columns="would_be_known_by"), on="holding_id", how="left", validate="1:1")
        .sort_values("holding_id", ignore_index=True)
    )  # fmt: skip
    frame["accuracy_m"] = frame["site_id"].map(at["accuracy_m"]).astype(float)
    frame["agency"] = frame["agency_id"].map(bodies["name"])
    frame["site_name"] = frame["site_id"].map(at["name"])
    frame["is_public"] = frame["agency_id"].map(bodies["is_public"]).astype("boolean")
    takes_part = frame["agency_id"].notna() & frame["site_id"].map(at.geometry.notna()).astype(bool)
    takes_part &= frame["accuracy_m"] <= coarsest_m
    takes_part &= frame["is_public"].fillna(value=True).astype(bool)
    sides = frame[takes_part].reset_index(drop=True)
    middle = shapely.point_on_surface(at.geometry.reindex(sides["site_id"]).to_numpy())
    listed = _listed(known)
    return sides.assign(
        x=shapely.get_x(middle), y=shapely.get_y(middle), area_id=sides["site_id"].map(listed).astype("str")
    )


def _listed(known: Known) -> pd.Series:
    """Return the area in whose list each site stands."""
    order = {kind: place for place, kind in enumerate(_LISTED)}
    places = known.places[known.places["kind"].isin(_LISTED) & known.places["is_main"]]
    places = places.assign(order=places["kind"].map(order)).sort_values(["subject_id", "order", "area_id"])
    listed: pd.Series = places.drop_duplicates("subject_id").set_index("subject_id")["area_id"]
    return listed


def pairs_of(sides: pd.DataFrame, sites: gpd.GeoDataFrame, radius_m: float) -> Pairs:
    """Return every pair of holdings of different agencies on different sites in reach, both directions."""
    used = np.sort(sides["site_id"].unique())
    shapes = sites.set_index("site_id").geometry.reindex(used).to_numpy()
    a, b, metres = pairs_within(shapes, radius_m)
    order = np.argsort(sides["site_id"].to_numpy(object), kind="stable")
    site_no = np.searchsorted(used.astype(object), sides["site_id"].to_numpy(object)[order])
    start = np.searchsorted(site_no, np.arange(len(used)), side="left")
    size = np.searchsorted(site_no, np.arange(len(used)), side="right") - start
    times = size[a] * size[b]
    pair = np.repeat(np.arange(len(a)), times)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    first = order[start[a[pair]] + within // np.maximum(size[b[pair]], 1)]
    second = order[start[b[pair]] + within % np.maximum(size[b[pair]], 1)]
    agency = pd.factorize(sides["agency_id"])[0]
    differ = agency[first] != agency[second]
    first, second, distance = first[differ], second[differ], metres[pair][differ]
    host, guest = np.concatenate([first, second]), np.concatenate([second, first])
    by = np.lexsort((guest, host))
    return Pairs(host[by], guest[by], np.concatenate([distance, distance])[by])
