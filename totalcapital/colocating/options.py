"""Co-location options: every pair of holdings in reach, in both directions, scored and explained."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.colocating.fit import service_fit
from totalcapital.colocating.words import missing_words, reason_words, veto_words
from totalcapital.errors import EstateFileError
from totalcapital.nearness import pairs_within
from totalcapital.resources import geodata
from totalcapital.tables import COLOCATION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

__all__ = ["COMPONENTS", "ColocateResult", "colocate", "settings", "weights_of"]

#: The components of the score, in the order they are shown.
COMPONENTS: Final = ("proximity", "space", "service", "lease", "condition", "access")


@dataclass(frozen=True, slots=True)
class ColocateResult:
    """What the ``colocate`` stage made."""

    colocation: gpd.GeoDataFrame


@cache
def settings() -> dict[str, Any]:
    """Return distances, weights and scores of ``geodata/benchmarks/colocation.toml``."""
    return tomllib.loads(geodata("benchmarks", "colocation.toml").read_text(encoding="utf-8"))


def weights_of(own: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of each component, with the estate file's in place of the published ones.

    Raises
    ------
    EstateFileError
        If a weight is negative, or named for no component.
    """
    for name, weight in own.items():
        if name not in COMPONENTS or weight < 0:
            raise EstateFileError(
                f"[colocation] weights: expected a weight of 0 or more for {', '.join(COMPONENTS)}; found {name} = {weight}."
            )
    return {name: float(own.get(name, settings()["weights"][name])) for name in COMPONENTS}


def colocate(
    holdings: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    *,
    bands: pd.DataFrame,
    agencies: pd.DataFrame,
    radius_m: float,
    weights: Mapping[str, float],
    as_of: dt.date,
) -> ColocateResult:
    """List who could move in with whom.

    Every pair of holdings of different known agencies on different sites no further apart than the
    radius, edge to edge, one row per direction. Private bodies are context and take no part; nor
    do sites known only to an outward code. A component that is not known is left out of the score
    and named in ``missing``; what rules an option out stands in ``vetoes``, and such an option has
    no rank.

    Parameters
    ----------
    radius_m
        Greatest distance, in metres.
    weights
        Component to weight, in place of the published ones.
    as_of
        The day leases are judged from.
    """
    sides = _eligible(holdings, sites, bands, agencies)
    host, guest, distance = _pairs(sides, sites, radius_m)
    if not len(host):
        return ColocateResult(COLOCATION.empty(crs=str(sites.crs)))
    h, g = sides.iloc[host].reset_index(drop=True), sides.iloc[guest].reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "option_id": h["holding_id"] + ">" + g["holding_id"],
            "host_id": h["holding_id"],
            "guest_id": g["holding_id"],
            "distance_m": distance.round(1),
            "distance_uncertainty_m": h["accuracy_m"] + g["accuracy_m"],
            "walk_min": (
                distance * settings()["walk"]["detour_factor"] / settings()["walk"]["metres_per_min"]
            ).round(1),
        }
    )
    _score(frame, h, g, radius_m=radius_m, as_of=as_of)
    frame["score"] = _weighted(frame, weights_of(weights))
    fits = [service_fit(a, b) for a, b in zip(_texts(h["service"]), _texts(g["service"]), strict=True)]
    frame["vetoes"] = veto_words(h, g, fits)
    is_public_known = h["is_public"].notna() & g["is_public"].notna()
    frame["missing"] = missing_words(frame, fits, is_public_known=is_public_known)
    frame["rank"] = _rank(frame, is_public_known)
    frame["reason"] = reason_words(frame, h, g, fits=fits, settings=settings())
    frame["is_better_direction"] = True
    frame["direction"] = "not compared"
    points = sites.set_index("site_id").geometry
    ends = [
        shapely.get_coordinates(shapely.point_on_surface(points.loc[side["site_id"]].to_numpy()))
        for side in (h, g)
    ]
    lines = gpd.GeoSeries(shapely.linestrings(np.stack(ends, axis=1)), index=frame.index, crs=sites.crs)
    frame = frame.assign(geometry=lines)
    return ColocateResult(COLOCATION.conform(frame, crs=str(sites.crs)))


def _texts(series: pd.Series) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in series]


def _eligible(
    holdings: pd.DataFrame, sites: gpd.GeoDataFrame, bands: pd.DataFrame, agencies: pd.DataFrame
) -> pd.DataFrame:
    """Return the holdings that take part, in the order of their ids, with what the score needs."""
    at = sites.set_index("site_id")
    public = agencies.set_index("agency_id")["is_public"]
    frame = holdings.merge(bands, on="holding_id", how="left", validate="one_to_one").sort_values(
        "holding_id"
    )
    frame["accuracy_m"] = frame["site_id"].map(at["accuracy_m"]).astype(float)
    frame["agency"] = frame["agency_id"].map(agencies.set_index("agency_id")["name"])
    frame["site_name"] = frame["site_id"].map(at["name"])
    frame["is_public"] = frame["agency_id"].map(public).astype("boolean")
    takes_part = frame["agency_id"].notna() & frame["site_id"].map(at.geometry.notna()).astype(bool)
    takes_part &= frame["accuracy_m"] <= settings()["distance"]["coarsest_m"]
    takes_part &= frame["is_public"].fillna(value=True).astype(bool)
    sides: pd.DataFrame = frame[takes_part].reset_index(drop=True)
    return sides


def _pairs(
    sides: pd.DataFrame, sites: gpd.GeoDataFrame, radius_m: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return host and guest positions in ``sides`` and their distance; both directions, sorted."""
    used = np.sort(sides["site_id"].unique())
    shapes = sites.set_index("site_id").geometry.loc[used].to_numpy()
    a, b, metres = pairs_within(shapes, radius_m)
    order = np.argsort(sides["site_id"].to_numpy(object), kind="stable")
    site_no = np.searchsorted(used, sides["site_id"].to_numpy(object)[order])
    start = np.searchsorted(site_no, np.arange(len(used)), side="left")
    size = np.searchsorted(site_no, np.arange(len(used)), side="right") - start
    times = size[a] * size[b]
    pair = np.repeat(np.arange(len(a)), times)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    first = order[start[a[pair]] + within // np.maximum(size[b[pair]], 1)]
    second = order[start[b[pair]] + within % np.maximum(size[b[pair]], 1)]
    agency = sides["agency_id"].to_numpy(object)
    different = agency[first] != agency[second]
    first, second, distance = first[different], second[different], metres[pair][different]
    host, guest = np.concatenate([first, second]), np.concatenate([second, first])
    distance = np.concatenate([distance, distance])
    by = np.lexsort((guest, host))
    return host[by], guest[by], distance[by]


def _score(frame: pd.DataFrame, h: pd.DataFrame, g: pd.DataFrame, *, radius_m: float, as_of: dt.date) -> None:
    """Fill the components, 0 to 1, null where not known."""
    street = settings()["distance"]["same_street_m"]
    reach = max(radius_m, street + 1.0)
    frame["score_proximity"] = np.clip((reach - frame["distance_m"]) / (reach - street), 0.0, 1.0).round(4)
    need = g["staff_fte"] * settings()["need"]["m2_per_fte"]
    need = need.where(need > 0)
    frame["score_space"] = (h["spare_m2"] / need).clip(0.0, 1.0).round(4)
    fit = {
        pair: service_fit(*pair).score
        for pair in set(zip(_texts(h["service"]), _texts(g["service"]), strict=True))
    }
    frame["score_service"] = [
        fit[pair] for pair in zip(_texts(h["service"]), _texts(g["service"]), strict=True)
    ]
    frame["score_service"] = frame["score_service"].astype(float)
    event = g["lease_break_date"].fillna(g["lease_end_date"])
    event = event.where(event >= pd.Timestamp(as_of), g["lease_end_date"])
    years = (event - pd.Timestamp(as_of)).dt.days / 365.25
    soon, late = settings()["lease"]["soon_years"], settings()["lease"]["late_years"]
    frame["score_lease"] = ((late - years) / (late - soon)).clip(0.0, 1.0).where(years >= 0).round(4)
    frame["window_start_date"] = event.where(years >= 0)
    grades = {grade: settings()["condition"][grade] for grade in "ABCD"}
    frame["score_condition"] = h["condition_grade"].map(grades).astype(float)
    frame["score_access"] = np.nan


def _weighted(frame: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series:
    """Return the weighted mean of the components that are known."""
    parts = frame[[f"score_{name}" for name in COMPONENTS]].to_numpy(float)
    share = np.array([weights[name] for name in COMPONENTS]) * np.isfinite(parts)
    total = share.sum(axis=1)
    value = np.where(
        total > 0, (np.nan_to_num(parts) * share).sum(axis=1) / np.where(total > 0, total, 1.0), np.nan
    )
    return pd.Series(value, index=frame.index).round(4)


def _rank(frame: pd.DataFrame, is_public_known: pd.Series) -> pd.Series:
    """Rank what is not ruled out: known to fit and to be public first, then score, nearness, id.

    Without the first rule two properties of which nothing is known but that they are neighbours
    would stand above every option with evidence.
    """
    free = frame[frame["vetoes"].isna() & frame["score"].notna()]
    free = free.assign(no_fit=free["score_service"].isna() | ~is_public_known[free.index])
    order = free.sort_values(
        ["no_fit", "score", "distance_m", "option_id"], ascending=[True, False, True, True]
    ).index
    return pd.Series(np.arange(1, len(order) + 1), index=order).reindex(frame.index).astype("Int64")
