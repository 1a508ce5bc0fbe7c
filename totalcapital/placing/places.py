"""Shares of sites and projects in areas."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.issues import IssueLog
from totalcapital.placing.coast import off_the_coast
from totalcapital.resources import geodata
from totalcapital.tables import PLACES, split_list

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PlaceResult", "place"]


#: Kinds whose areas may overlap; areas of any other kind tile the country.
_OVERLAPPING: Final = ("programme", "own", "neighbourhood")
#: Kinds that stay in the table whatever lies in them; of the others those that matter to the estate.
_KEPT: Final = (*_OVERLAPPING, "authority")
#: Methods whose point stands for the middle of something larger.
_NO_POINT: Final = ("outward-code", "area")
_COLUMNS: Final = ["subject_id", "area_id", "kind", "share"]


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """What the ``place`` stage made."""

    places: pd.DataFrame
    areas: gpd.GeoDataFrame
    """The areas as given, less those of small kinds that hold nothing and are in no area of the estate."""
    issues: pd.DataFrame


def place(
    sites: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    holdings: pd.DataFrame,
    assets: pd.DataFrame,
    projects: pd.DataFrame,
    locations: gpd.GeoDataFrame,
    registers: pd.DataFrame,
) -> PlaceResult:
    """Say which areas each site and project stands in, and by what share.

    A point on a line between two areas of one kind belongs to the one with the lower id; a polygon
    keeps its share of each, however small, and its main one is the largest. A point just outside all
    areas of a kind, as on a generalised coast, belongs to the nearest, which is noted. A place that is
    not known well enough gives no small area. A subject without a place belongs to the area its
    register names; where it names none, to the large ones of its outward code's middle. A project that is
    somewhere in an area is in the large areas that hold that one.

    Returns
    -------
    PlaceResult
        ``places``: for each subject and kind of area exactly one row is main.
    """
    log = IssueLog()
    by_subject = locations.set_index("subject_id")
    precise = by_subject.geometry.where(~by_subject["method"].isin(_NO_POINT))
    subjects = gpd.GeoSeries(
        pd.concat([sites.set_index("site_id").geometry, precise.reindex(projects["project_id"])]),
        crs=sites.crs,
    ).sort_index()
    accuracy_m = pd.concat([sites.set_index("site_id")["accuracy_m"], by_subject["accuracy_m"]])
    outlined = areas[areas.geometry.notna()].sort_values("area_id", ignore_index=True)
    located = subjects[subjects.notna()]
    inside = _by_geometry(located, outlined)
    nearest = off_the_coast(located, outlined, inside, nearest_m=settings()["coast"]["nearest_m"], log=log)
    exact = _well_known(pd.concat([inside, nearest], ignore_index=True), accuracy_m)
    within = _that_hold(by_subject["area_id"].reindex(projects["project_id"]).dropna(), outlined)
    named = _by_register(
        subjects.drop(within["subject_id"].unique()),
        holdings=holdings,
        assets=assets,
        projects=projects,
        registers=registers,
        areas=areas,
    )
    rest = _outward_codes(
        subjects.drop(list({*exact["subject_id"], *named["subject_id"], *within["subject_id"]})),
        holdings,
        locations,
    )
    large = outlined[~outlined["kind"].isin(_finest_m())]
    places = pd.concat([exact, within, named, _by_geometry(rest, large)], ignore_index=True)
    _say_missing(subjects, places, areas, log)
    places["is_main"] = _main(places)
    places = places.sort_values(["subject_id", "kind", "area_id"], ignore_index=True)
    return PlaceResult(PLACES.conform(places), _that_matter(areas, places), log.table())


@cache
def settings() -> dict[str, Any]:
    """Return the bounds of ``geodata/benchmarks/placing.toml``."""
    return tomllib.loads(geodata("benchmarks", "placing.toml").read_text(encoding="utf-8"))


def _finest_m() -> dict[str, float]:
    """Return how exactly a place must be known to tell an area of a kind; a kind not named asks nothing."""
    return {name.removesuffix("_m"): bound for name, bound in settings()["accuracy"].items()}


def _say_missing(subjects: gpd.GeoSeries, places: pd.DataFrame, areas: pd.DataFrame, log: IssueLog) -> None:
    """Say how many subjects are on no page, or, where no area has a page, in no area at all."""
    has_pages = areas["kind"].isin(_OVERLAPPING).any()
    counted = places[places["kind"].isin(_OVERLAPPING)] if has_pages else places
    missing = len(subjects) - len(set(counted["subject_id"]) & set(subjects.index))
    if missing and len(areas):
        rest = "the estate's areas; they are on no area page" if has_pages else "the areas given"
        log.add(
            "outside-areas",
            "note",
            f"{missing} properties and projects lie in none of {rest}.",
            "Nothing, if the registers reach further than the areas.",
            rows_count=missing,
        )


def _well_known(places: pd.DataFrame, accuracy_m: pd.Series) -> pd.DataFrame:
    """Leave out the small areas of subjects whose place is not known well enough to tell them."""
    bound = places["kind"].map(_finest_m()).fillna(np.inf)
    found: pd.DataFrame = places[~(places["subject_id"].map(accuracy_m) > bound)]
    return found


def _that_matter(areas: gpd.GeoDataFrame, places: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the areas that are the estate's own or authorities, that hold a subject, or whose middle is in one.

    35,672 LSOAs of England and Wales are of no use to a county.
    """
    keep = areas["kind"].isin(_KEPT) | areas["area_id"].isin(places["area_id"].unique())
    own = areas.geometry[areas["kind"].isin(_OVERLAPPING)].dropna().to_numpy()
    rest = np.flatnonzero(~keep & areas.geometry.notna())
    if len(own) and len(rest):
        shapely.prepare(own)
        middles = shapely.point_on_surface(areas.geometry.to_numpy()[rest])
        _, inside = shapely.STRtree(middles).query(own, predicate="intersects")
        keep.iloc[rest[np.unique(inside)]] = True
    found: gpd.GeoDataFrame = areas[keep].reset_index(drop=True)
    return found


def _by_geometry(located: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return shares from outlines; the tree is on the subjects, the outlines are prepared."""
    if located.empty or areas.empty:
        return pd.DataFrame(columns=_COLUMNS)
    shapes = located.to_numpy()
    ids = located.index.to_numpy(object)
    outlines = areas.geometry.to_numpy()
    shapely.prepare(outlines)
    tree = shapely.STRtree(shapes)
    area, subject = tree.query(outlines, predicate="intersects")
    share = _share(shapes[subject], outlines[area])
    frame = pd.DataFrame(
        {
            "subject_id": ids[subject],
            "is_point": shapely.get_dimensions(shapes)[subject] == 0,
            "area_id": areas["area_id"].to_numpy(object)[area],
            "kind": areas["kind"].to_numpy(object)[area],
            "share": share,
        }
    )
    frame = frame[frame["share"] > 0].sort_values(["subject_id", "kind", "area_id"])
    is_point = frame["is_point"] & ~frame["kind"].isin(_OVERLAPPING)
    on_line = is_point & frame.duplicated(["subject_id", "kind"], keep="first")
    return frame.loc[~on_line, _COLUMNS]


def _share(shapes: NDArray[np.object_], outlines: NDArray[np.object_]) -> NDArray[np.float64]:
    share = np.ones(len(shapes))
    size = shapely.area(shapes)
    across = (size > 0) & ~shapely.covers(outlines, shapes)
    share[across] = shapely.area(shapely.intersection(shapes[across], outlines[across])) / size[across]
    return share.round(6)


def _outward_codes(
    subjects: gpd.GeoSeries, holdings: pd.DataFrame, locations: gpd.GeoDataFrame
) -> gpd.GeoSeries:
    """Return the middle of the outward code of sites known no better, for areas alone."""
    coarse = locations[locations["method"] == "outward-code"].set_index("subject_id").geometry
    wanted = set(subjects.index)
    found: dict[str, Any] = {}
    for site_id, asset_ids in zip(holdings["site_id"], holdings["asset_ids"], strict=True):
        if site_id in wanted and site_id not in found:
            known = [a for a in split_list(asset_ids) if a in coarse.index]
            found |= {site_id: coarse[known[0]]} if known else {}
    found |= {subject: coarse[subject] for subject in wanted if subject in coarse.index}
    return gpd.GeoSeries(found, crs=locations.crs).sort_index()


def _that_hold(known: pd.Series, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the large areas that hold nearly all of the area each project is somewhere in."""
    large = areas[~areas["kind"].isin(_finest_m())]
    outlines, ids, kinds = (large[name].to_numpy() for name in ("geometry", "area_id", "kind"))
    shapely.prepare(outlines)
    by_id = areas.set_index("area_id").geometry
    tree = shapely.STRtree(outlines)
    rows = []
    for area_id, projects in known.groupby(known):
        if area_id not in by_id.index:
            continue
        outline = by_id[area_id]
        near = np.sort(tree.query(outline, predicate="intersects"))
        share = shapely.area(shapely.intersection(outlines[near], outline)) / outline.area
        holds = near[share >= settings()["areas"]["least_held_share"]]
        rows += [(project, ids[at], kinds[at], 1.0) for project in projects.index for at in holds]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _by_register(
    subjects: gpd.GeoSeries,
    *,
    holdings: pd.DataFrame,
    assets: pd.DataFrame,
    projects: pd.DataFrame,
    registers: pd.DataFrame,
    areas: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Place what has no geometry in the area its register names."""
    area_of = registers.set_index("register_id")["area_id"].dropna()
    asset_area = assets.set_index("asset_id")["register_id"].map(area_of)
    rows: dict[tuple[str, str], None] = {}
    without = set(subjects.index[subjects.isna()])
    for site_id, asset_ids in zip(holdings["site_id"], holdings["asset_ids"], strict=True):
        if site_id in without:
            for asset_id in split_list(asset_ids):
                if isinstance(area_id := asset_area.get(asset_id), str):
                    rows[(site_id, area_id)] = None
    named = projects["area_id"].where(projects["area_id"].notna(), projects["register_id"].map(area_of))
    for project_id, area_id in zip(projects["project_id"], named, strict=True):
        if project_id in without and isinstance(area_id, str):
            rows[(project_id, area_id)] = None
    kinds = areas.set_index("area_id")["kind"]
    return pd.DataFrame(
        [
            {"subject_id": s, "area_id": a, "kind": kinds[a], "share": 1.0}
            for s, a in rows
            if a in kinds.index
        ],
        columns=["subject_id", "area_id", "kind", "share"],
    )


def _main(places: pd.DataFrame) -> pd.Series:
    """Mark the largest share of each subject and kind; of equal ones the lower id."""
    order = places.sort_values(["share", "area_id"], ascending=[False, True])
    first = ~order.duplicated(["subject_id", "kind"], keep="first")
    return first.reindex(places.index)
