"""Places just outside every area of a kind, as on a coast that is drawn generalised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from totalcapital.issues import IssueLog

__all__ = ["off_the_coast"]

#: Kinds that tile the country, authorities first: the others are held against them.
_TILING: Final = ("authority", "county", "fire", "police", "region", "ward", "lsoa")
_LARGER: Final = ("county", "fire", "police", "region")
_COLUMNS: Final = ["subject_id", "area_id", "kind", "share"]


def off_the_coast(
    located: gpd.GeoSeries, areas: gpd.GeoDataFrame, inside: pd.DataFrame, *, nearest_m: float, log: IssueLog
) -> pd.DataFrame:
    """Return the nearest area of each kind for what is in none, but near to one.

    Where authorities are given, an area of another kind counts only if it is of the subject's own
    authority: where a file of wards ends inland, nothing beyond its edge is drawn into it. Who is in an
    authority by this rule is also in the estate's own areas that hold the authority and are as near.

    Parameters
    ----------
    located
        Places by subject.
    areas
        Outlines, in the order of their ids.
    inside
        ``subject_id``, ``area_id`` and ``kind`` of what is in areas.
    nearest_m
        Greatest distance, included.

    Returns
    -------
    DataFrame
        ``subject_id``, ``area_id``, ``kind`` and ``share``, which is 1.
    """
    found = [pd.DataFrame(columns=_COLUMNS)]
    authority = _first_authority(inside)
    has_authorities = (areas["kind"] == "authority").any()
    for kind in _TILING:
        of_kind = areas[areas["kind"] == kind]
        if of_kind.empty:
            continue
        lost = located[~located.index.isin(inside.loc[inside["kind"] == kind, "subject_id"])]
        if lost.empty:
            continue
        if has_authorities and kind in _LARGER:
            near = _of_authority(lost, authority, of_kind, areas, nearest_m=nearest_m)
        else:
            near = _nearest(lost, of_kind, nearest_m)
        if kind == "authority":
            authority = pd.concat([authority, near.set_index("subject_id")["area_id"]])
            found.append(_in_own_areas(near, located, areas, inside, nearest_m=nearest_m))
        elif has_authorities and kind not in _LARGER:
            near = near[_is_in_authority(near, authority, areas)]
        found.append(near)
        _say(len(near), kind, nearest_m, log)
    return pd.concat(found, ignore_index=True)


def _first_authority(inside: pd.DataFrame) -> pd.Series:
    """Return the authority each subject is in; of several the one with the largest share."""
    rows = inside[inside["kind"] == "authority"].sort_values(["share", "area_id"], ascending=[False, True])
    first: pd.Series = rows.drop_duplicates("subject_id").set_index("subject_id")["area_id"]
    return first


def _nearest(lost: gpd.GeoSeries, of_kind: gpd.GeoDataFrame, nearest_m: float) -> pd.DataFrame:
    """Return the nearest area of each place within a distance; of equally near ones the lower id."""
    tree = shapely.STRtree(of_kind.geometry.to_numpy())
    subject, area = tree.query_nearest(lost.to_numpy(), max_distance=nearest_m, all_matches=True)
    frame = pd.DataFrame({
        "subject_id": lost.index.to_numpy(object)[subject],
        "area_id": of_kind["area_id"].to_numpy(object)[area],
        "kind": of_kind["kind"].to_numpy(object)[area],
        "share": 1.0,
    })  # fmt: skip
    return frame.sort_values(["subject_id", "area_id"]).drop_duplicates("subject_id", ignore_index=True)


def _of_authority(
    lost: gpd.GeoSeries,
    authority: pd.Series,
    of_kind: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    nearest_m: float,
) -> pd.DataFrame:
    """Return the larger area that each subject's authority is in, where it is near to the subject."""
    mine = pd.Series(lost.index.map(authority), index=lost.index, dtype=object).dropna()
    outline = areas.set_index("area_id").geometry
    rows = []
    for code, subjects in mine.groupby(mine, sort=True):
        middle = shapely.point_on_surface(outline[code])
        holding = of_kind[shapely.intersects(of_kind.geometry.to_numpy(), middle)]
        if holding.empty:
            continue
        area_id, shape = holding["area_id"].iloc[0], holding.geometry.iloc[0]
        shapely.prepare(shape)
        near = subjects.index[shapely.dwithin(shape, lost[subjects.index].to_numpy(), nearest_m)]
        rows += [(subject, area_id, of_kind["kind"].iloc[0], 1.0) for subject in near]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _is_in_authority(near: pd.DataFrame, authority: pd.Series, areas: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which small areas are of their subject's authority: their middle is in it."""
    outline = areas.set_index("area_id").geometry
    mine = near["subject_id"].map(authority)
    here = mine.notna().to_numpy()
    found = np.zeros(len(near), dtype=bool)
    middles = shapely.point_on_surface(outline.reindex(near["area_id"]).to_numpy()[here])
    found[here] = shapely.intersects(middles, outline.reindex(mine[here]).to_numpy())
    return found


def _in_own_areas(
    near: pd.DataFrame,
    located: gpd.GeoSeries,
    areas: gpd.GeoDataFrame,
    inside: pd.DataFrame,
    *,
    nearest_m: float,
) -> pd.DataFrame:
    """Return the programme's and own areas that hold the nearest authority and are as near."""
    outline = areas.set_index("area_id").geometry
    rows = []
    there = set(zip(inside["subject_id"], inside["area_id"], strict=True))
    large = areas[areas["kind"].isin(["programme", "own"])]
    for subject, authority in zip(near["subject_id"], near["area_id"], strict=True):
        middle, at = shapely.point_on_surface(outline[authority]), located[subject]
        for area_id, kind, shape in zip(large["area_id"], large["kind"], large.geometry, strict=True):
            is_near = shapely.dwithin(shape, at, nearest_m) and shapely.intersects(shape, middle)
            if is_near and (subject, area_id) not in there:
                rows.append({"subject_id": subject, "area_id": area_id, "kind": kind, "share": 1.0})
    return pd.DataFrame(rows, columns=_COLUMNS)


def _say(count: int, kind: str, nearest_m: float, log: IssueLog) -> None:
    if count:
        log.add(
            "off-the-coast",
            "note",
            f"{count} properties and projects lie outside every area of the kind {kind}, but no more than {nearest_m:g} m "
            "from one, as on a coast that is drawn generalised; each is counted in the nearest.",
            "Nothing; or, if the boundary file ends inland there, give one that goes on.",
            column=kind,
            rows_count=count,
        )
