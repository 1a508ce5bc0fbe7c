"""Guests for the space that projects make: of the options of their building, or near a new one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from totalcapital.aligning.meeting_rows import lacking
from totalcapital.aligning.meetings import Reach, Things, meetings
from totalcapital.aligning.purpose import service_fit
from totalcapital.aligning.rows import HIGH, LOW, MEDIUM, Found, line, place_level, sentences
from totalcapital.aligning.words import apart_in_words, project_in_words, when_in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pandas as pd

    from totalcapital.aligning.ends import Ends
    from totalcapital.aligning.stakes import Stake, Stakes
    from totalcapital.assumptions import Assumptions

__all__ = ["guests_found"]

_DECIDED_AGAINST: Final = ("rejected", "parked", "dismissed")


class _Space(NamedTuple):
    """A guest for the space of a project; by which option, null: by nearness."""

    position: int
    guest: Stake
    distance_m: float
    uncertainty_m: float
    option_id: str | None
    host: Stake | None


def guests_found(
    ends: Ends,
    stakes: Stakes,
    options: pd.DataFrame,
    *,
    leaving: Collection[str],
    assumptions: Assumptions,
) -> list[Found]:
    """Return the holdings of other bodies that space made by projects could house.

    On a holding they are the guests of its options, where its room is not known to be enough already and
    nothing but the want of room speaks against it; not where a chosen move has the holding itself leave. A new building on no holding, of known floor area, is
    offered to holdings near by whose service fits and of which an option says they could move, or their band
    that they are under-used. What needs more than is made is left out; of each project only the first few are
    listed; an option of which neither need nor the floor area made is known is not.

    Parameters
    ----------
    leaving
        Holdings that leave in a chosen move: they house nobody.
    """
    makes = np.array(["build" in end.does or end.floor_area_m2 > 0 for end in ends.each], dtype=bool)
    part = ends.taking_part(makes & ends.frame["agency_id"].notna().to_numpy(bool))
    on_holding = ends.frame["holding_id"].iloc[part].notna().to_numpy(bool)
    hosted = _by_options(
        ends,
        stakes,
        options,
        [one for one in part[on_holding].tolist() if ends.frame["holding_id"].iloc[one] not in leaving],
    )
    beside = _by_nearness(ends, stakes, options, part=part[~on_holding], assumptions=assumptions)
    found: list[Found] = []
    counted: dict[int, int] = {}
    for space in (*hosted, *beside):
        place = counted.setdefault(space.position, 0)
        if place < int(assumptions.value("align.enabled-at-most")):
            counted[space.position] += 1
            found.append(_row(ends, space, assumptions))
    return found


def _by_options(ends: Ends, stakes: Stakes, options: pd.DataFrame, part: list[int]) -> Iterator[_Space]:
    """Yield the guests of the options of each project's holding, the best ranked first."""
    hosts = {position: str(ends.frame["holding_id"].iloc[position]) for position in part}
    chosen = options[options["host_id"].isin(set(hosts.values()))].drop(columns="geometry")
    chosen = chosen[~chosen["decision"].isin(_DECIDED_AGAINST)].sort_values(
        ["rank", "option_id"], na_position="last"
    )
    held = stakes.of({*chosen["host_id"], *chosen["guest_id"]})
    by_host: dict[str, list[dict[Any, Any]]] = {}
    for row in chosen.to_dict("records"):
        by_host.setdefault(str(row["host_id"]), []).append(row)
    for position in part:
        for row in by_host.get(hosts[position], []):
            host, guest = held[row["host_id"]], held[row["guest_id"]]
            if _is_other(ends, position, guest) and _is_wanted(
                ends, position, host, guest, vetoes=row["vetoes"]
            ):
                apart = row["distance_m"], row["distance_uncertainty_m"]
                yield _Space(position, guest, *apart, row["option_id"], host)


def _is_other(ends: Ends, position: int, guest: Stake) -> bool:
    return guest.agency_id is not None and guest.agency_id != ends.frame["agency_id"].iloc[position]


def _is_wanted(ends: Ends, position: int, host: Stake, guest: Stake, *, vetoes: object) -> bool:
    """Tell whether a guest needs the space that a project makes, and may have it as far as is known."""
    most = host.spare_m2 if math.isnan(host.spare_high_m2) else host.spare_high_m2
    least = guest.need_m2 if math.isnan(guest.need_low_m2) else guest.need_low_m2
    lacks_room = most < least
    if isinstance(vetoes, str) and ("; " in vetoes or not lacks_room):
        return False  # more speaks against it than the want of room
    made_m2 = ends.each[position].floor_area_m2
    if math.isnan(guest.need_m2) and math.isnan(made_m2):
        return False
    return not host.spare_m2 >= guest.need_m2 and not guest.need_m2 > made_m2


def _by_nearness(
    ends: Ends, stakes: Stakes, options: pd.DataFrame, *, part: np.ndarray, assumptions: Assumptions
) -> Iterator[_Space]:
    """Yield the holdings near each new building of known floor area, the nearest first."""
    sized = np.array([ends.each[position].floor_area_m2 > 0 for position in part], dtype=bool)
    part = part[sized]
    movable = set(options.loc[options["rank"].notna(), "guest_id"])
    frame = stakes.frame
    could = frame["holding_id"].isin(movable) | frame["band"].eq("under-used")
    could &= frame["agency_id"].notna() & frame["need_m2"].notna()
    pool = np.flatnonzero(could.to_numpy(bool) & shapely.is_geometry(stakes.shapes))
    if not len(part) or not len(pool):
        return
    blank = np.zeros(len(part))
    reach = Reach(np.full(len(part), assumptions.value("align.guest-radius")), blank, blank)
    near = meetings(ends.things(part), Things.always(stakes.shapes[pool]), reach=reach, by_time=False)
    held = stakes.at(pool[np.unique(near.b)])
    ids = frame["holding_id"].to_numpy(object)
    for at in np.lexsort((near.b, near.distance_m, near.a)):
        position, guest = int(part[near.a[at]]), held[str(ids[pool[near.b[at]]])]
        fit = service_fit(ends.each[position].service, guest.service)
        fits = fit is not None and fit >= assumptions.value("align.fit-at-least")
        if fits and _is_other(ends, position, guest) and guest.need_m2 <= ends.each[position].floor_area_m2:
            accuracy = float(ends.frame["accuracy_m"].iloc[position]) + guest.accuracy_m
            yield _Space(position, guest, float(near.distance_m[at]), accuracy, None, None)


def _row(ends: Ends, space: _Space, assumptions: Assumptions) -> Found:
    end, guest = ends.each[space.position], space.guest
    made = "makes room" if math.isnan(end.floor_area_m2) else f"makes {end.floor_area_m2:,.0f} m2"
    need = "its need is not known" if math.isnan(guest.need_m2) else f"it needs {guest.need_m2:,.0f} m2"
    told = (
        f"{project_in_words(end)}, {when_in_words(ends, space.position)}, {made}; {guest.called} "
        f"({guest.agency or 'agency not known'}) could move in, {need}, "
        f"{apart_in_words(space.distance_m, space.uncertainty_m)}"
    )
    missing = lacking(ends, space.position)
    if math.isnan(end.floor_area_m2):
        missing.append(f"floor area that {end.project_id} makes")
    if math.isnan(guest.need_m2):
        missing.append(f"floor area that {guest.holding_id} needs")
    is_sized = not math.isnan(end.floor_area_m2) and not math.isnan(guest.need_m2)
    bound = assumptions.value("align.guest-radius")
    what = "option of its holding" if space.option_id else f"new building, guests within {bound:,.0f} m"
    others = [space.option_id, space.host.holding_id if space.host else None]
    return Found(
        "enable",
        end.project_id,
        guest.holding_id,
        "holdings",
        end.left_gbp,
        (
            place_level(space.distance_m, space.uncertainty_m, bound),
            HIGH if math.isfinite(ends.windows.first_day[space.position]) else LOW,
            HIGH if end.commitment == "approved" else MEDIUM,
            HIGH if is_sized else MEDIUM,
        ),
        end.area_id,
        "Is there room beside the project's own service, and could its design still take the guest in?",
        sentences([told]),
        f"enable: {what}; the need is no more than the floor area made, where both are known",
        line(ends.shapes[space.position], guest.shape),
        distance_m=space.distance_m,
        distance_uncertainty_m=space.uncertainty_m,
        missing=missing,
        rests_on=[name for name in others if name],
    )
