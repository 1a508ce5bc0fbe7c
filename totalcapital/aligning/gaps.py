"""Homes to be built without room for the people who will live in them at the services in reach."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from totalcapital.aligning.meeting_rows import lacking
from totalcapital.aligning.meetings import Reach, Things, meetings
from totalcapital.aligning.purpose import homes_needs
from totalcapital.aligning.rows import HIGH, LOW, MEDIUM, Found, place_level, sentences
from totalcapital.aligning.words import project_in_words, service_in_words, when_in_words
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.aligning.ends import Ends
    from totalcapital.aligning.stakes import Stakes
    from totalcapital.assumptions import Assumptions

__all__ = ["gaps_found"]

#: States in which a property serves nobody.
_NOT_SERVING: Final = ("vacant", "closed", "surplus", "disposal")


@dataclass(frozen=True, slots=True)
class _Need:
    """What one service must have for homes."""

    service: str
    radius_m: float
    places_a_home: float
    """Null: not counted in places."""


def gaps_found(ends: Ends, stakes: Stakes, assumptions: Assumptions) -> list[Found]:
    """Return the projects of homes that have no room of a service in reach, one row for each service.

    Asked are projects of at least ``align.homes-at-least`` homes, and new housing of which the homes are not
    counted. There is no gap where another project builds for the service in reach, or where the places known
    to be free there are enough. Where none is in reach, or all are known to be too full, it is a gap; where
    it is not known whether they are, that is what is said. A service of which the estate has no property
    at all is not asked about: its registers are not there.
    """
    found = []
    frame = ends.frame
    builds = np.array(["build" in end.does for end in ends.each], dtype=bool)
    many = (
        frame["homes_count"].ge(assumptions.value("align.homes-at-least")).fillna(value=False).to_numpy(bool)
    )
    housing = (
        frame["service"].eq("housing").to_numpy(bool) & builds & frame["homes_count"].isna().to_numpy(bool)
    )
    part = ends.taking_part(many | housing)
    for service, places_id in sorted(homes_needs().items()):
        places = math.nan if places_id is None else assumptions.value(places_id)
        need = _Need(service, assumptions.value(f"catchment.{service}"), places)
        found += _of_service(ends, stakes, part, need)
    return found


def _of_service(ends: Ends, stakes: Stakes, part: NDArray[np.int64], need: _Need) -> list[Found]:
    pool = _serving(stakes, need.service)
    if not len(pool) or not len(part):
        return []
    blank = np.zeros(len(part))
    reach = Reach(np.full(len(part), need.radius_m), blank, blank)
    near = meetings(ends.things(part), Things.always(stakes.shapes[pool]), reach=reach, by_time=False)
    coming = _builders(ends, need.service)
    comes = meetings(ends.things(part), ends.things(coming), reach=reach, by_time=False)
    is_served = np.isin(np.arange(len(part)), comes.a)
    rooms = _rooms(stakes, pool)
    begin, stop = (np.searchsorted(near.a, np.arange(len(part)), side=side) for side in ("left", "right"))
    found = []
    for place in np.flatnonzero(~is_served).tolist():
        in_reach = [rooms[at] for at in near.b[begin[place] : stop[place]].tolist()]
        made = _gap(ends, int(part[place]), in_reach, need)
        if made is not None:
            found.append(made)
    return found


def _rooms(stakes: Stakes, pool: NDArray[np.int64]) -> list[tuple[str, float]]:
    """Return some holdings with the places that are free there; null where it is not known."""
    rows = stakes.frame.iloc[pool]
    free = rows["capacity_count"].astype(float) - rows["occupied_count"].astype(float)
    return list(zip(rows["holding_id"].astype(str), free.clip(lower=0.0).tolist(), strict=True))


def _serving(stakes: Stakes, service: str) -> NDArray[np.int64]:
    """Return the holdings that serve people with a service."""
    frame = stakes.frame
    main = frame["service"].eq(service)
    # Where it is named among others: the word is looked for first, since most of a million lists have none.
    perhaps = frame.loc[
        frame["services"].str.contains(service, regex=False).fillna(value=False) & ~main, "services"
    ]
    named = perhaps.index[[service in split_list(every) for every in perhaps]]
    has = main.to_numpy(bool) | frame.index.isin(named)
    serves = ~frame["status"].isin(_NOT_SERVING).to_numpy(bool)
    found: NDArray[np.int64] = np.flatnonzero(has & serves & shapely.is_geometry(stakes.shapes))
    return found


def _builders(ends: Ends, service: str) -> NDArray[np.int64]:
    """Return the projects that build for a service."""
    builds = [end.service == service and "build" in end.does for end in ends.each]
    return ends.taking_part(np.array(builds, dtype=bool))


def _gap(ends: Ends, position: int, in_reach: list[tuple[str, float]], need: _Need) -> Found | None:
    """Return the gap of one project in one service; null where there is room, or nothing can be said."""
    end = ends.each[position]
    wanted = (
        math.ceil(end.homes_count * need.places_a_home)
        if end.homes_count * need.places_a_home > 0
        else math.nan
    )
    known = [free for _, free in in_reach if not math.isnan(free)]
    accuracy = float(ends.frame["accuracy_m"].iloc[position])
    missing = lacking(ends, position)
    if math.isnan(end.homes_count):
        missing.append(f"homes of {end.project_id}")
    what = f"{service_in_words(need.service)} within {need.radius_m:,.0f} m"
    if not in_reach:
        said, sure = f"there is no {what}", HIGH
        place = place_level(0.0, accuracy, need.radius_m)
    else:
        if math.isnan(end.homes_count) or sum(known) >= wanted:
            return None
        place = place_level(0.0, accuracy, need.radius_m)
        if len(known) == len(in_reach) and not math.isnan(wanted):
            said = f"of {len(in_reach)} {what} {sum(known):,.0f} places are free, and its homes take {wanted:,.0f}"
            sure = HIGH
        else:
            many = "they have" if len(in_reach) > 1 else "it has"
            said, sure = f"of {len(in_reach)} {what} it is not known whether {many} room", LOW
            unknown = [name for name, free in in_reach if math.isnan(free)]
            missing += [f"places of {name}, and how many are taken" for name in unknown]
    homes = "homes not counted" if math.isnan(end.homes_count) else f"{end.homes_count:,.0f} homes"
    return Found(
        "gap",
        end.project_id,
        None,
        None,
        end.left_gbp,
        (place, HIGH, HIGH if end.commitment == "approved" else MEDIUM, sure),
        end.area_id,
        "What will the people of the homes use, and who pays for more of it?",
        sentences([f"{project_in_words(end)}, {homes}, {when_in_words(ends, position)}: {said}"]),
        f"gap: no room at {what}, and no project builds for it there",
        ends.shapes[position],
        service=need.service,
        missing=missing,
        rests_on=[name for name, _ in in_reach],
    )
