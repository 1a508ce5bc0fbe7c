"""Links between records, the sites they make, and each agency's holding there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from totalcapital.issues import IssueLog
from totalcapital.linking.holdings import make_holdings
from totalcapital.linking.names import linking_settings, names_agree
from totalcapital.nearness import pairs_within
from totalcapital.tables import LINKS, SITES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LinkResult", "link"]

_DISTANCE_METHODS = ("geometry", "coordinates", "uprn", "postcode")


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What the ``link`` stage made."""

    links: pd.DataFrame
    sites: gpd.GeoDataFrame
    holdings: pd.DataFrame
    issues: pd.DataFrame


def link(assets: pd.DataFrame, locations: gpd.GeoDataFrame) -> LinkResult:
    """Decide which records describe the same property.

    Two records are of one property when they share a UPRN, a school's URN, an NHS site code or a
    register's own reference, and do not lie far apart; or when they lie within their two
    accuracies and their name or postcode agrees. A postcode agrees only where both places rest on
    more than the postcode itself. Everything linked, directly or through others, is one site.

    Returns
    -------
    LinkResult
        Every asset is in exactly one site and one holding.
    """
    log = IssueLog()
    records = assets.sort_values("asset_id", ignore_index=True)
    at = locations.set_index("subject_id").loc[records["asset_id"]]
    shapes = at.geometry.to_numpy()
    method, accuracy = at["method"].to_numpy(object), at["accuracy_m"].to_numpy(float)
    found = [
        *_by_identifier(records, shapes, method, accuracy, log),
        *_by_nearness(records, shapes, method, accuracy),
    ]
    links = _links(records, found)
    site_of = _components(len(records), found)
    is_coarse = ~np.isin(method, _DISTANCE_METHODS)
    exact_shapes, exact_accuracy = shapes.copy(), accuracy.copy()
    exact_shapes[is_coarse], exact_accuracy[is_coarse] = None, np.nan
    sites, site_ids = _sites(records, site_of, exact_shapes, exact_accuracy, crs=locations.crs)
    holdings = make_holdings(records.assign(site_id=site_ids), log=log)
    known = holdings.dropna(subset="agency_id").groupby("site_id")["agency_id"].nunique()
    sites["agencies_count"] = sites["site_id"].map(known).fillna(0).astype("Int64")
    return LinkResult(links, SITES.conform(sites), holdings, log.table())


def _by_identifier(
    records: pd.DataFrame,
    shapes: NDArray[np.object_],
    method: NDArray[np.object_],
    accuracy: NDArray[np.float64],
    log: IssueLog,
) -> list[tuple[int, int, float, str]]:
    """Link records of one identifier, each to the first of its group that it is not far from.

    A record without a place goes with the first that has one, and never joins two far apart.
    """
    settings = linking_settings()["uprn"]
    own = records["register_id"] + "\0" + records["reference"].fillna("")
    keys = {
        "UPRN": records["uprn"],
        "URN": records["urn"],
        "NHS site code": records["ods_code"],
        "reference in its register": own.where(records["reference"].notna()),
    }
    found = []
    for words, series in keys.items():
        for value, group in series.dropna().groupby(series.dropna(), sort=True):
            rows = group.index.to_numpy()
            if len(rows) == 1:
                continue
            if words == "UPRN" and len(rows) > settings["most_records"]:
                log.add(
                    "same-uprn-far-apart",
                    "note",
                    f"UPRN {value} stands on {len(rows)} records: an estate, not one "
                    "property; not linked by it.",
                    "Give each building its own UPRN.",
                    column="uprn",
                    value=str(value),
                    rows_count=len(rows),
                )
                continue
            limit = settings["far_apart_m"]
            placed = rows[np.isin(method[rows], _DISTANCE_METHODS)]
            lost = rows[~np.isin(method[rows], _DISTANCE_METHODS)]
            shown = str(value).split("\0")[-1]
            for position, other in enumerate(placed[1:], start=1):
                earlier = placed[:position]
                apart = shapely.distance(shapes[earlier], shapes[other])
                near = earlier[apart <= limit + accuracy[earlier] + accuracy[other]]
                if len(near):
                    found.append((int(near[0]), int(other), 1.0, f"same {words} {shown}"))
                else:
                    _note_far(records, placed[0], other, words=words, apart=float(apart[0]), log=log)
            first = placed[0] if len(placed) else lost[0]
            for other in lost[lost != first]:
                low, high = sorted((int(first), int(other)))
                found.append((low, high, 1.0, f"same {words} {shown}"))
    return found


def _note_far(
    records: pd.DataFrame, first: int, other: int, *, words: str, apart: float, log: IssueLog
) -> None:
    row, against = records.iloc[other], records.iloc[first]
    log.add(
        "same-uprn-far-apart",
        "note",
        f"same {words} as {against['asset_id']}, but {apart:.0f} m from it; kept apart.",
        f"Check the {words} and the place.",
        register_id=row["register_id"],
        source_file=row["source_file"],
        source_row=int(row["source_row"]),
        column=words,
        value=row["asset_id"],
    )


def _by_nearness(
    records: pd.DataFrame,
    shapes: NDArray[np.object_],
    method: NDArray[np.object_],
    accuracy: NDArray[np.float64],
) -> list[tuple[int, int, float, str]]:
    """Link records within their two accuracies whose name or postcode agrees."""
    placed = np.flatnonzero(np.isin(method, _DISTANCE_METHODS))
    if len(placed) < 2:
        return []
    reach = 2 * float(np.nanmax(accuracy[placed]))
    i, j, apart = pairs_within(shapes[placed], reach)
    i, j = placed[i], placed[j]
    near = apart <= accuracy[i] + accuracy[j]
    names = records["name"].to_numpy(object)
    postcodes = records["postcode"].fillna("").to_numpy(object)
    uprns = records["uprn"].fillna("").to_numpy(object)
    coarse = _is_postcode_based(method, accuracy)
    found = []
    for a, b, metres in zip(i[near], j[near], apart[near], strict=True):
        clash = bool(uprns[a] and uprns[b] and uprns[a] != uprns[b])
        by_name = names_agree(_text(names[a]), _text(names[b]))
        full = " " in postcodes[a] and postcodes[a] == postcodes[b]
        if by_name and (full or not (coarse[a] or coarse[b]) or names[a] == names[b]):
            found.append((int(a), int(b), 0.9, f"names agree, {metres:.0f} m apart"))
        elif full and not clash and not coarse[a] and not coarse[b]:
            found.append((int(a), int(b), 0.7, f"same postcode {postcodes[a]}, {metres:.0f} m apart"))
    return found


def _is_postcode_based(method: NDArray[np.object_], accuracy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which places rest on the postcode, so that an equal postcode says nothing more."""
    based: NDArray[np.bool_] = (method == "postcode") | (accuracy >= 100.0)
    return based


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _links(records: pd.DataFrame, found: list[tuple[int, int, float, str]]) -> pd.DataFrame:
    """Return the links, one row a pair, its strongest evidence first in the text."""
    if not found:
        return LINKS.empty()  # type: ignore[no-any-return]
    frame = pd.DataFrame(found, columns=["i", "j", "weight", "evidence"])
    frame = frame.sort_values(["i", "j", "weight", "evidence"], ascending=[True, True, False, True])
    pairs = frame.groupby(["i", "j"], sort=True).agg(
        weight=("weight", "max"), evidence=("evidence", "; ".join)
    )
    i, j = pairs.index.get_level_values("i"), pairs.index.get_level_values("j")
    agency = records["agency_id"].to_numpy(object)
    same = np.array(
        [_text(agency[a]) is not None and agency[a] == agency[b] for a, b in zip(i, j, strict=True)]
    )
    ids = records["asset_id"].to_numpy(object)
    table: pd.DataFrame = LINKS.conform(
        pd.DataFrame(
            {
                "link_id": [link_id(a, b) for a, b in zip(ids[i], ids[j], strict=True)],
                "asset_id": ids[i],
                "other_asset_id": ids[j],
                "relation": np.where(same, "same-record", "same-building"),
                "weight": pairs["weight"].to_numpy(),
                "probability": 1.0,
                "weights": "{}",
                "evidence": pairs["evidence"].to_numpy(),
                "decision": "auto",
                "fingerprint": "f-",
            }
        )
    )
    return table


def link_id(first: str, second: str) -> str:
    """Return the stable short name of a pair of records, whichever stands first."""
    low, high = sorted((first, second))
    return "l-" + hashlib.sha256(f"{low}\0{high}".encode()).hexdigest()[:12]


def _components(size: int, found: list[tuple[int, int, float, str]]) -> NDArray[np.int64]:
    i, j = [pair[0] for pair in found], [pair[1] for pair in found]
    graph = coo_matrix((np.ones(len(found)), (i, j)), shape=(size, size))
    labels: NDArray[np.int64] = connected_components(graph, directed=False)[1]
    return labels


def _sites(
    records: pd.DataFrame,
    site_of: NDArray[np.int64],
    shapes: NDArray[np.object_],
    accuracy: NDArray[np.float64],
    *,
    crs: Any,
) -> tuple[gpd.GeoDataFrame, NDArray[np.object_]]:
    """Return the sites, each where its best-located record is, and the site of each record.

    An outward code is a town or a quarter of one: a site known no better has no place.
    """
    is_area = shapely.get_dimensions(shapes) > 0
    frame = pd.DataFrame(
        {
            "site": site_of,
            "asset_id": records["asset_id"],
            "name": records["name"],
            "has_name": records["name"].notna(),
            "accuracy_m": accuracy,
            "is_area": is_area,
            "row": np.arange(len(records)),
        }
    )
    count = frame.groupby("site").size()
    first = frame.groupby("site")["asset_id"].min()
    best = (
        frame.assign(point=~frame["is_area"])
        .sort_values(["accuracy_m", "point", "asset_id"], na_position="last")
        .drop_duplicates("site")
        .set_index("site")
    )
    named = (
        frame[frame["has_name"]]
        .sort_values(["accuracy_m", "asset_id"], na_position="last")
        .drop_duplicates("site")
        .set_index("site")["name"]
    )
    ids = first.map(lambda asset_id: "s-" + hashlib.sha256(asset_id.encode()).hexdigest()[:12])
    sites = gpd.GeoDataFrame(
        {
            "site_id": ids,
            "name": named.reindex(ids.index),
            "assets_count": count,
            "accuracy_m": best["accuracy_m"],
        },
        geometry=gpd.GeoSeries(shapes[best["row"].reindex(ids.index)], index=ids.index, crs=crs),
        crs=crs,
    )
    return sites.sort_values("site_id", ignore_index=True), ids.reindex(site_of).to_numpy(object)
