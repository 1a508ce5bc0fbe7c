"""Where sites of one service lie within a walk of each other."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.nearness import pairs_within
from totalcapital.resources import geodata
from totalcapital.tables import PROVISION, join_list, split_list

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

__all__ = ["SHOWN", "provision"]

#: Kinds of area that have accounts.
SHOWN: Final = ("authority", "neighbourhood", "own", "programme")
_PAIR: Final = ["site_id", "service"]


def provision(
    sites: gpd.GeoDataFrame,
    holdings: pd.DataFrame,
    *,
    places: pd.DataFrame,
    agencies: pd.DataFrame,
    value: Callable[[str], float],
) -> pd.DataFrame:
    """Return, for each area and service, how many sites lie within a walk of another, and of another body's.

    A walk is as the crow flies, by the detour factor, edge to edge. Sites across the border of the area count as near.
    Property that is empty, let out by its owner, or of a body that is not public provides nothing; a body that is not
    known is no other body.

    Parameters
    ----------
    sites, holdings, places, agencies
        The tables of these names; of what is hidden from an audience, without it.
    value
        Gives the assumptions ``account.walk-min``, ``account.place-accuracy`` and ``walk.*``.

    Returns
    -------
    DataFrame
        The ``provision`` table: the whole estate, then each area.
    """
    walk_min = value("account.walk-min")
    reach_m = walk_min * value("walk.speed") / value("walk.detour-factor")
    exact = sites[sites.geometry.notna() & (sites["accuracy_m"] <= value("account.place-accuracy"))]
    provided = _provided(holdings, agencies)
    provided = provided[provided["site_id"].isin(exact["site_id"])]
    shapes = exact.set_index("site_id").geometry
    near = [_near(part, shapes, reach_m) for _, part in provided.groupby("service", sort=True)]
    known = (
        pd.concat(near, ignore_index=True) if near else pd.DataFrame(columns=[*_PAIR, "is_near", "is_other"])
    )
    inside = places.loc[places["kind"].isin(SHOWN), ["subject_id", "area_id"]]
    by_area = known.merge(inside.rename(columns={"subject_id": "site_id"}), on="site_id", how="inner")
    bodies = provided.dropna(subset=["agency_id"])
    rows = [_row(None, str(service), part, bodies) for service, part in known.groupby("service", sort=True)]
    rows += [
        _row(str(area), str(service), part, bodies)
        for (area, service), part in by_area.groupby(["area_id", "service"], sort=True)
    ]
    made = pd.DataFrame(rows, columns=[c for c in PROVISION.column_names if c != "walk_min"])
    found: pd.DataFrame = PROVISION.conform(made.assign(walk_min=walk_min))
    return found


@cache
def _rules() -> dict[str, Any]:
    """Return ``geodata/codelists/accounting.toml``: what is no provision."""
    return tomllib.loads(geodata("codelists", "accounting.toml").read_text(encoding="utf-8"))


def _provided(holdings: pd.DataFrame, agencies: pd.DataFrame) -> pd.DataFrame:
    """Return which body provides which service at which site, each once."""
    private = set(agencies.loc[agencies["is_public"].eq(False).fillna(value=False), "agency_id"])
    let = (holdings["role"] == "owner") & holdings["is_leased_out"].fillna(value=False).astype(bool)
    works = ~holdings["status"].isin(_rules()["provides_none"]) & ~let & ~holdings["agency_id"].isin(private)
    rows = holdings.loc[works, ["site_id", "agency_id", "services"]]
    rows = rows.assign(service=rows["services"].map(split_list)).explode("service")
    rows = rows[rows["service"].notna() & ~rows["service"].isin(_rules()["no_provision"])]
    return (
        rows[["site_id", "agency_id", "service"]]
        .drop_duplicates()
        .sort_values(["service", "site_id", "agency_id"])
    )


def _near(part: pd.DataFrame, shapes: gpd.GeoSeries, reach_m: float) -> pd.DataFrame:
    """Return for each site of one service whether another is near, and whether another body's is."""
    bodies = part.groupby("site_id", sort=True)["agency_id"]
    of = [frozenset(ids.dropna()) for _, ids in bodies]
    site_ids = np.array([site_id for site_id, _ in bodies], dtype=object)
    i, j, _ = pairs_within(shapes.reindex(site_ids).to_numpy(), reach_m)
    is_near, is_other = (np.zeros(len(of), dtype=bool) for _ in range(2))
    for a, b in ((i, j), (j, i)):
        is_near[a] = True
        others = [bool(of[here]) and bool(of[there] - of[here]) for here, there in zip(a, b, strict=True)]
        is_other[a[np.array(others, dtype=bool)]] = True
    service = part["service"].iloc[0]
    return pd.DataFrame({"site_id": site_ids, "service": service, "is_near": is_near, "is_other": is_other})


def _row(area: str | None, service: str, part: pd.DataFrame, bodies: pd.DataFrame) -> tuple[object, ...]:
    here = bodies[(bodies["service"] == service) & bodies["site_id"].isin(part["site_id"])]
    other = part.loc[part["is_other"].astype(bool), "site_id"]
    return (
        area,
        service,
        len(part),
        here["agency_id"].nunique(),
        int(part["is_near"].sum()),
        len(other),
        join_list(sorted(other)) or None,
    )
