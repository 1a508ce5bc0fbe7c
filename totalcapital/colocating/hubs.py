"""Hubs: an anchor and the guests of other agencies that could all move in with it."""

from __future__ import annotations

import hashlib
import math
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.colocating.companions import Companions
from totalcapital.colocating.hub_growth import Feasible, Hub, chosen
from totalcapital.colocating.hub_words import hub_words
from totalcapital.colocating.sides import sides_of
from totalcapital.tables import HUBS, join_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions
    from totalcapital.colocating.sides import Known

__all__ = ["hubs"]

_GRADES: Final = {"A": 0, "B": 1, "C": 2, "D": 3}
#: What the words of a hub are made from.
_TOLD: Final = (
    "holding_id", "name", "site_name", "service", "agency", "tenure", "condition_grade", "spare_low_m2", "spare_m2",
    "need_m2", "need_high_m2",
    "area_id", "option_id", "distance_m", "distance_uncertainty_m", "score_lease", "score_access",
)  # fmt: skip


def hubs(
    options: gpd.GeoDataFrame,
    holdings: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    *,
    known: Known,
    assumptions: Assumptions,
) -> gpd.GeoDataFrame:
    """Group options into hubs of three agencies or more: one anchor, and guests that move in with it.

    A hub is made of options that are not ruled out, rejected or parked and go with those accepted, between bodies known to be
    public and whose services are known to fit well enough; its guests are known to fit with
    one another, are of one agency each, and fit together into the anchor's spare area as far as needs are
    known. Where the spare area is not known the hub stands without it and says so, if what the guests need is
    no more than the whole building.

    An anchor that is known to have less spare than ``hub.spare-at-least`` takes nobody in.

    Hubs are taken best first: room known, more agencies, higher mean score, id. A property is in as many
    hubs as ``hub.hubs-a-property`` says; an anchor that loses a guest so is looked at again without it.
    Of the properties of a hub the best anchor takes the others in: room known, freehold, condition, score.

    Parameters
    ----------
    options
        Rows of ``colocation``, in any order.
    holdings, sites, known
        As options were made from.

    Returns
    -------
    GeoDataFrame
        The ``hubs`` table in the order of rank, at most ``hub.most`` rows.
    """
    crs = str(options.crs or sites.crs)
    people = sides_of(holdings, sites, known, coarsest_m=assumptions.value("distance.coarsest"))
    feasible = _feasible(options, people, assumptions)
    most, times = int(assumptions.value("hub.most")), int(assumptions.value("hub.hubs-a-property"))
    made = list(islice(chosen(feasible, times=times), most))
    if not made:
        return HUBS.empty(crs=crs)
    made.sort(key=lambda pair: pair[0].key)
    members = [[hub.anchor, *(feasible.guest[i] for i in hub.options)] for hub, _ in made]
    told = people.iloc[sorted({one for each in members for one in each})]
    taken = sorted({i for hub, _ in made for i in hub.options})
    holding, option = _records(told, told.index), _records(options.iloc[feasible.option[taken]], taken)
    rows = [
        _row(hub, why, [holding[one] for one in each], [option[i] for i in hub.options])
        for (hub, why), each in zip(made, members, strict=True)
    ]
    frame = pd.DataFrame(rows).assign(rank=range(1, len(rows) + 1))
    places = sites.set_index("site_id").geometry.reindex(told["site_id"]).set_axis(told.index)
    outlines = [_outline(places.loc[each], assumptions.value("hub.margin")) for each in members]
    spatial = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(outlines, index=frame.index, crs=crs), crs=crs)
    table: gpd.GeoDataFrame = HUBS.conform(spatial, crs=crs)
    return table


def _feasible(options: pd.DataFrame, people: pd.DataFrame, assumptions: Assumptions) -> Feasible:
    place = pd.Series(people.index, index=people["holding_id"])
    public = people["is_public"].fillna(value=False).to_numpy(bool)
    host, guest = (place[options[name]].to_numpy(int) for name in ("host_id", "guest_id"))
    score = options["score"].to_numpy(float)
    metres = options["distance_m"].to_numpy(float)
    bar = assumptions.value("hub.fit-at-least")
    is_in = (options["score_service"].to_numpy(float) >= bar) & np.isfinite(score)
    is_in &= options["vetoes"].isna().to_numpy() & public[host] & public[guest]
    is_in &= ~options["decision"].isin(["rejected", "parked"]).to_numpy()
    is_in &= _agrees(host, guest, options["decision"].eq("accepted").to_numpy(bool, na_value=False))
    at = np.flatnonzero(is_in)
    at = at[np.lexsort((guest[at], metres[at], -score[at], host[at]))]
    companions = Companions.of(people, bar=bar)
    grade = people["condition_grade"].map(_GRADES).fillna(len(_GRADES)).astype(int)
    return Feasible(
        option=at,
        start=np.searchsorted(host[at], np.arange(len(people) + 1)).tolist(),
        guest=guest[at].tolist(),
        score=score[at].tolist(),
        is_near=(metres[at] <= assumptions.value("hub.reach")).tolist(),
        agency=pd.factorize(people["agency_id"])[0].tolist(),
        kind=companions.kind_of,
        need=people["need_m2"].tolist(),
        spare=people["spare_m2"].tolist(),
        room=people["spare_m2"].fillna(people["floor_area_m2"]).fillna(math.inf).tolist(),
        standing=list(zip(people["tenure"].ne("freehold"), grade.tolist(), strict=True)),
        companions=companions,
        most_guests=int(assumptions.value("hub.agencies-at-most")) - 1,
        spare_at_least_m2=assumptions.value("hub.spare-at-least"),
    )


def _agrees(host: NDArray[np.int64], guest: NDArray[np.int64], accepted: NDArray[np.bool_]) -> Any:
    """Return which options go with those that people accepted.

    An accepted guest moves nowhere else and takes nobody in; an accepted host does not move.
    """
    leaves, stays = np.unique(guest[accepted]), np.unique(host[accepted])
    against = np.isin(guest, leaves) | np.isin(host, leaves) | np.isin(guest, stays)
    return accepted | ~against


def _records(frame: pd.DataFrame, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return the rows as plain values by their ids, null as None."""
    told = frame[[name for name in _TOLD if name in frame.columns]]
    plain = told.astype(object).where(told.notna(), None)
    rows = plain.itertuples(index=False, name=None)
    return {one: dict(zip(plain.columns, row, strict=True)) for one, row in zip(ids, rows, strict=True)}


def _row(
    hub: Hub, why: str | None, everyone: list[dict[str, Any]], options: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return one hub; ``everyone`` is the anchor, then the members in the order of the options."""
    anchor, *members = everyone
    missing, reason = hub_words(anchor, members, options, why)
    needs = [member["need_m2"] for member in members if member["need_m2"] is not None]
    return {
        "hub_id": "hub-" + hashlib.sha256(anchor["holding_id"].encode()).hexdigest()[:12],
        "anchor_id": anchor["holding_id"],
        "members": join_list(member["holding_id"] for member in members),
        "option_ids": join_list(option["option_id"] for option in options),
        "agencies_count": len(everyone),
        "score": hub.score,
        "spare_m2": anchor["spare_m2"],
        "need_m2": sum(needs) if needs else None,
        "is_room_enough": True if hub.is_room_known else None,
        "area_id": anchor["area_id"],
        "missing": join_list(missing),
        "reason": reason,
    }


def _outline(places: gpd.GeoSeries, margin_m: float) -> Any:
    hull = shapely.convex_hull(shapely.geometrycollections(places.to_numpy()))
    return shapely.buffer(hull, margin_m, quad_segs=4)
