"""From groups of records to sites: where each is, what it is called, and the id it keeps."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.tables import SITES

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from totalcapital.linking.records import Records

__all__ = ["make_sites", "site_ids"]


def make_sites(records: Records, ids: NDArray[np.object_], *, crs: Any) -> gpd.GeoDataFrame:
    """Return the sites, each where its best-located record is; of equals an outline.

    Of equals in that too one is taken by what it says, not by its id: a register that is numbered anew
    moves no property.

    An outward code is a town or a quarter of one: a site known no better has no place.

    Parameters
    ----------
    ids
        Site of each record.
    """
    frame = pd.DataFrame(
        {
            "site_id": ids,
            "asset_id": records.frame["asset_id"],
            "name": records.frame["name"],
            "agency_id": records.frame["agency_id"],
            "accuracy_m": records.accuracy_m,
            "is_point": ~records.is_outline,
            "drawn": shapely.to_wkb(records.shapes, hex=True),
            "row": np.arange(len(records)),
        }
    )
    ordered = frame.sort_values(["accuracy_m", "is_point", "drawn", "asset_id"], na_position="last")
    best = ordered.drop_duplicates("site_id").set_index("site_id").sort_index()
    named = (
        frame[frame["name"].notna()]
        .sort_values(["accuracy_m", "name"], na_position="last")
        .drop_duplicates("site_id")
        .set_index("site_id")["name"]
    )
    agencies = frame.dropna(subset="agency_id").groupby("site_id")["agency_id"].nunique()
    sites = gpd.GeoDataFrame(
        {
            "site_id": best.index.to_numpy(object),
            "name": named.reindex(best.index).to_numpy(object),
            "agencies_count": agencies.reindex(best.index).fillna(0).astype("Int64").to_numpy(),
            "assets_count": frame.groupby("site_id").size().reindex(best.index).to_numpy(),
            "accuracy_m": best["accuracy_m"].to_numpy(),
        },
        geometry=gpd.GeoSeries(records.shapes[best["row"]], crs=crs),
        crs=crs,
    )
    table: gpd.GeoDataFrame = SITES.conform(sites)
    return table


def site_ids(
    asset_ids: NDArray[np.object_], site: NDArray[np.int64], earlier: pd.Series | None
) -> NDArray[np.object_]:
    """Return the site id of each record.

    A site keeps the id that most of its records had in the edition before; of two sites that could
    keep one, the one with more of its records does, then the one with the lower first record. A
    new site has a digest of its first record, and never an id that another one had.

    Parameters
    ----------
    site
        Number of the site of each record; records in the order of their ids.
    earlier
        Record: site id in the edition before; null: there is none.
    """
    first = pd.Series(asset_ids).groupby(site).min()
    kept = _kept(asset_ids, site, earlier) if earlier is not None and len(earlier) else {}
    taken = set() if earlier is None else set(earlier.dropna())
    made: dict[int, str] = {}
    for number, asset_id in first.items():
        made[int(number)] = kept.get(int(number)) or _digest(str(asset_id), taken)  # type: ignore[call-overload]
    return np.array([made[int(number)] for number in site], dtype=object)


def _kept(asset_ids: NDArray[np.object_], site: NDArray[np.int64], earlier: pd.Series) -> dict[int, str]:
    frame = pd.DataFrame({"site": site, "asset_id": asset_ids})
    frame["before"] = frame["asset_id"].map(earlier)
    first = frame.groupby("site")["asset_id"].min()
    claims = frame.dropna(subset="before").groupby(["site", "before"]).size().rename("count").reset_index()
    claims["first"] = claims["site"].map(first)
    claims = claims.sort_values(["count", "before", "first"], ascending=[False, True, True])
    kept: dict[int, str] = {}
    used: set[str] = set()
    for number, before in zip(claims["site"], claims["before"], strict=True):
        if number not in kept and before not in used:
            kept[int(number)] = str(before)
            used.add(str(before))
    return kept


def _digest(asset_id: str, taken: set[str]) -> str:
    said = asset_id
    while True:
        made = "s-" + hashlib.sha256(said.encode()).hexdigest()[:12]
        if made not in taken:
            return made
        said += "\0"
