"""Projects that make the space a guest needs, and moves that free a site a project wants."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from totalcapital.aligning.guests import guests_found
from totalcapital.aligning.meeting_rows import lacking
from totalcapital.aligning.rows import HIGH, LOW, MEDIUM, Found, line, place_level, sentences
from totalcapital.aligning.words import apart_in_words, project_in_words, when_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.aligning.ends import Ends
    from totalcapital.aligning.freed import Leaving
    from totalcapital.aligning.stakes import Stake, Stakes
    from totalcapital.assumptions import Assumptions

__all__ = ["enabled_found"]

#: Places that name no site: the project looks for one there.
_NO_SITE: Final = ("place-name", "outward-code", "area")


def enabled_found(
    ends: Ends,
    stakes: Stakes,
    options: pd.DataFrame,
    *,
    leavings: Mapping[str, list[Leaving]],
    assumptions: Assumptions,
) -> list[Found]:
    """Return what projects make possible for holdings, and moves for projects; between two bodies always."""
    return [
        *guests_found(ends, stakes, options, leaving=leavings.keys(), assumptions=assumptions),
        *_sites_found(ends, stakes, leavings, assumptions),
    ]


def _sites_found(
    ends: Ends, stakes: Stakes, leavings: Mapping[str, list[Leaving]], assumptions: Assumptions
) -> list[Found]:
    """Return the sites that chosen moves free near projects of new building that have none.

    A site is freed where the guest's body owns it and no other holding is there.
    """
    alone = stakes.frame.drop_duplicates("site_id", keep=False)["holding_id"]
    freed = stakes.of(set(leavings) & set(alone))
    sites = [stake for _, stake in sorted(freed.items()) if not stake.is_let and stake.shape is not None]
    seeking = _seeking(ends)
    if not sites or not len(seeking):
        return []
    shapes = np.array([stake.shape for stake in sites], dtype=object)
    found: list[Found] = []
    for position in seeking:
        accuracy = float(ends.frame["accuracy_m"].iloc[position])
        reach = max(assumptions.value("align.freed-site"), accuracy)
        metres = shapely.distance(ends.shapes[position], shapes)
        own = ends.frame["agency_id"].iloc[position]
        near = [
            (float(metres[place]), sites[place])
            for place in np.argsort(metres, kind="stable")
            if metres[place] <= reach and sites[place].agency_id not in {None, own}
        ]
        timely = [(m, stake) for m, stake in near if _is_in_time(ends, position, leavings[stake.holding_id])]
        most = int(assumptions.value("align.enabled-at-most"))
        found += [
            _site_row(ends, position, stake, leavings[stake.holding_id], apart=(m, accuracy, reach))
            for m, stake in timely[:most]
        ]
    return found


def _seeking(ends: Ends) -> NDArray[np.int64]:
    """Return the projects of new building that name no site, or housing that is not approved and on no holding."""
    frame = ends.frame
    builds = np.array(["build" in end.does for end in ends.each], dtype=bool)
    has_body = frame["agency_id"].notna().to_numpy(bool) & frame["is_live"].to_numpy(bool)
    has_shape = shapely.is_geometry(ends.shapes)
    no_site = frame["method"].isin(_NO_SITE).to_numpy(bool)
    homes = frame["service"].eq("housing").to_numpy(bool) | frame["homes_count"].notna().to_numpy(bool)
    is_open = frame["commitment"].ne("approved").to_numpy(bool) & frame["holding_id"].isna().to_numpy(bool)
    found: NDArray[np.int64] = np.flatnonzero(has_body & has_shape & builds & (no_site | (homes & is_open)))
    return found


def _is_in_time(ends: Ends, position: int, leavings: list[Leaving]) -> bool:
    """Tell whether the site is free before the project ends, as far as that is known."""
    return not min(one.from_day for one in leavings) > ends.windows.last_day[position]


def _site_row(
    ends: Ends, position: int, stake: Stake, leavings: list[Leaving], *, apart: tuple[float, float, float]
) -> Found:
    end = ends.each[position]
    distance, accuracy, reach = apart
    uncertainty = accuracy + stake.accuracy_m
    moved = "; ".join(one.in_words for one in leavings)
    told = (
        f"{project_in_words(end)}, {when_in_words(ends, position)}, names no site of its own; "
        f"{stake.called} ({stake.agency or 'agency not known'}) is freed by a move that was chosen ({moved}), "
        f"{apart_in_words(distance, uncertainty)}"
    )
    missing = lacking(ends, position)
    if stake.tenure is None:
        missing.append(f"tenure of {stake.holding_id}")
    return Found(
        "enable",
        end.project_id,
        stake.holding_id,
        "holdings",
        end.left_gbp,
        (
            LOW if math.isnan(uncertainty) else place_level(distance, uncertainty, reach),
            LOW if math.isnan(ends.windows.last_day[position]) else MEDIUM,
            HIGH if end.commitment == "approved" else MEDIUM,
            HIGH if stake.tenure is not None else MEDIUM,
        ),
        end.area_id,
        "Is the site large enough and free of other plans, and may it be built on?",
        sentences([told]),
        f"a site freed by a chosen move within {reach:,.0f} m of a project of new building that names none",
        line(ends.shapes[position], stake.shape),
        distance_m=distance,
        distance_uncertainty_m=uncertainty,
        missing=missing,
        rests_on=[name for one in leavings for name in (one.option_id, one.host_id)],
    )
