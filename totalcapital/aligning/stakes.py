"""What is known of the estate that projects meet, and the holdings as they take part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from totalcapital.tables import (
    AGENCIES,
    ASSETS,
    BAND_TABLE,
    COLOCATION,
    HOLDINGS,
    MOVES,
    NEEDS,
    PLACES,
    SITES,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Known", "Stakes", "listed_area", "stakes_of"]

#: Areas whose page an alignment stands on, the first that its project is in.
_LISTED: Final = ("programme", "own", "neighbourhood")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the projects; empty tables where nothing is.

    Parameters
    ----------
    agencies
        Who the bodies are.
    assets, holdings, sites
        The property.
    bands, needs
        How well holdings are used; the floor area each service needs.
    options, moves
        Who could move in with whom; what scenarios chose of that.
    places
        Which project and which site is in which area.
    """

    agencies: pd.DataFrame = field(default_factory=AGENCIES.empty)
    assets: pd.DataFrame = field(default_factory=ASSETS.empty)
    holdings: pd.DataFrame = field(default_factory=HOLDINGS.empty)
    sites: gpd.GeoDataFrame = field(default_factory=SITES.empty)
    bands: pd.DataFrame = field(default_factory=BAND_TABLE.empty)
    needs: pd.DataFrame = field(default_factory=NEEDS.empty)
    options: pd.DataFrame = field(default_factory=COLOCATION.empty)
    moves: pd.DataFrame = field(default_factory=MOVES.empty)
    places: pd.DataFrame = field(default_factory=PLACES.empty)


@dataclass(frozen=True, slots=True)
class Stakes:
    """The holdings by id, with the name of their agency, their band and need; where each is, null: nowhere."""

    frame: pd.DataFrame
    shapes: NDArray[np.object_]


def stakes_of(known: Known) -> Stakes:
    """Return the holdings in the order of their ids."""
    bands = known.bands[["holding_id", "band", "spare_m2"]]
    needs = known.needs[["holding_id", "need_m2"]]
    at, bodies = known.sites.set_index("site_id"), known.agencies.set_index("agency_id")
    frame = (
        known.holdings.merge(bands, on="holding_id", how="left", validate="1:1")
        .merge(needs, on="holding_id", how="left", validate="1:1")
        .sort_values("holding_id", ignore_index=True)
    )
    frame["accuracy_m"] = frame["site_id"].map(at["accuracy_m"]).astype(float)
    frame["agency"] = frame["agency_id"].map(bodies["name"])
    frame["name"] = frame["name"].fillna(frame["site_id"].map(at["name"]))
    shapes = at.geometry.reindex(frame["site_id"]).to_numpy(object)
    return Stakes(frame, shapes)


def listed_area(ids: pd.Series, places: pd.DataFrame) -> pd.Series:
    """Return the area on whose page each subject stands; null: none."""
    order = {kind: place for place, kind in enumerate(_LISTED)}
    listed = places[places["kind"].isin(_LISTED) & places["is_main"].fillna(value=False)]
    listed = listed.assign(order=listed["kind"].map(order)).sort_values(["subject_id", "order", "area_id"])
    first = listed.drop_duplicates("subject_id").set_index("subject_id")["area_id"]
    return ids.map(first)
