"""Which holding a project is on: the asset its place was taken from, its identifiers, or the site it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from totalcapital.tables import split_list
from totalcapital.tables.codes import DISTANCE_METHODS

if TYPE_CHECKING:
    import geopandas as gpd

    from totalcapital.aligning.stakes import Known

__all__ = ["holdings_of"]


def holdings_of(
    projects: pd.DataFrame, at: gpd.GeoDataFrame, known: Known, *, on_site_m: float
) -> dict[str, pd.Series]:
    """Return ``holding_id``, ``site_id`` and ``is_on_by_number`` of each project; null where it is on none known.

    What the list says by number comes first: the asset that the project was placed on, then UPRN and URN
    where one property alone bears it. Else it is the one site of the project's own body within
    ``on_site_m``; where there are two, none. On the site of another body it has a site and no holding.

    Parameters
    ----------
    at
        The location of each project, in their order.
    """
    asset = pd.Series(at["asset_id"].to_numpy(object), dtype=object)
    bearing = {
        name: known.assets.loc[known.assets[name].isin(projects[name].dropna()), ["asset_id", name]]
        for name in ("uprn", "urn")
    }
    wanted = {*asset.dropna(), *bearing["uprn"]["asset_id"], *bearing["urn"]["asset_id"]}
    by_asset = _by_asset(known.holdings, wanted)
    site_of = {one: site for one, (_, site) in by_asset.items()}
    site = asset.map(site_of).astype(object)
    for name, sites in bearing.items():
        found = sites.assign(site=sites["asset_id"].map(site_of)).dropna()[[name, "site"]].drop_duplicates()
        single = found.drop_duplicates(name, keep=False).set_index(name)["site"]
        site = site.fillna(projects[name].map(single).astype(object))
    by_number = site.notna()
    site = site.fillna(_by_place(projects, at, known, on_site_m=on_site_m))
    own = known.holdings.dropna(subset=["agency_id"]).set_index(["site_id", "agency_id"])["holding_id"]
    keys = pd.MultiIndex.from_arrays([site.astype(object), projects["agency_id"].astype(object)])
    named = asset.map({one: holding for one, (holding, _) in by_asset.items()}).astype(object)
    holding = pd.Series(own.reindex(keys).to_numpy(object), dtype=object).fillna(named)
    return {"holding_id": holding, "site_id": site, "is_on_by_number": by_number}


def _by_asset(holdings: pd.DataFrame, wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Return holding and site of the assets that are asked for."""
    if not wanted:
        return {}
    columns = (holdings[name] for name in ("holding_id", "site_id", "asset_ids"))
    return {
        asset: (holding, site)
        for holding, site, assets in zip(*columns, strict=True)
        for asset in split_list(assets)
        if asset in wanted
    }


def _by_place(projects: pd.DataFrame, at: gpd.GeoDataFrame, known: Known, *, on_site_m: float) -> pd.Series:
    """Return the one site of a project's own body that it stands on; null: none, or several."""
    found = pd.Series(None, index=projects.index, dtype=object)
    held = known.holdings.dropna(subset=["agency_id"])[["site_id", "agency_id"]]
    shapes = known.sites.set_index("site_id").geometry.reindex(held["site_id"]).to_numpy(object)
    has_place = shapely.is_geometry(shapes) & ~shapely.is_empty(shapes)
    held, shapes = held[has_place], shapes[has_place]
    own = at.geometry.to_numpy(object)
    asks = np.flatnonzero(
        at["method"].isin(DISTANCE_METHODS).to_numpy(bool)
        & shapely.is_geometry(own)
        & ~shapely.is_empty(own)
        & projects["agency_id"].notna().to_numpy()
    )
    if not len(asks) or not len(held):
        return found
    one, other = shapely.STRtree(shapes).query(own[asks], predicate="dwithin", distance=on_site_m)
    pairs = pd.DataFrame({"project": asks[one], "site": held["site_id"].to_numpy(object)[other]})
    is_own = projects["agency_id"].to_numpy(object)[asks[one]] == held["agency_id"].to_numpy(object)[other]
    pairs = pairs[is_own].drop_duplicates().drop_duplicates("project", keep=False)
    found.loc[pairs["project"]] = pairs["site"].to_numpy(object)
    return found
