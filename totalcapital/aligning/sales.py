"""Money about to be spent on a building that is to be given up before the works have paid back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from totalcapital.aligning.funding import longstop_words
from totalcapital.aligning.meeting_rows import lacking
from totalcapital.aligning.rows import HIGH, LOW, MEDIUM, Found, line, sentences
from totalcapital.aligning.windows import DAYS_A_YEAR
from totalcapital.aligning.words import day_in_words, project_in_words, when_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from totalcapital.aligning.ends import Ends
    from totalcapital.aligning.freed import Leaving
    from totalcapital.aligning.stakes import Stake, Stakes
    from totalcapital.assumptions import Assumptions

__all__ = ["sales_found"]

#: What is done to a building to go on using it, with the assumption that says how long it should be used.
_PAYBACK: Final = {
    "build": "build",
    "renew": "renew",
    "upkeep": "upkeep",
    "surface": "upkeep",
    "dig": "upkeep",
}
_STATES: Final = {
    "surplus": "its register says it is surplus",
    "disposal": "its register says it is to be sold",
}


class _Why(NamedTuple):
    """Why a building may be given up: in words, how sure, and which options say so."""

    words: str
    level: int
    options: tuple[str, ...] = ()


def sales_found(
    ends: Ends, stakes: Stakes, leavings: Mapping[str, list[Leaving]], assumptions: Assumptions
) -> list[Found]:
    """Return the projects that spend on a holding that is to be given up, one for each.

    It is to be given up where it is surplus or for sale by its register or its band, where a chosen move
    takes its service elsewhere, or where its lease ends or can be ended, each before the works have paid
    back. Works that ready a property for sale (demolition, site works) and building on bare land are left out.
    Works of a kind that is not known are taken for repairs.
    """
    holding = ends.frame["holding_id"]
    is_live = ends.frame["is_live"].to_numpy(bool)
    held = stakes.of(set(holding.dropna()))
    found = []
    for position in np.flatnonzero(is_live & holding.notna().to_numpy(bool)).tolist():
        stake = held.get(str(holding.iloc[position]))
        years = _payback_years(ends.each[position].does, assumptions)
        if stake is None or years is None:
            continue
        whys = list(_whys(ends, position, stake, leavings=leavings, years=years))
        if whys:
            found.append(_row(ends, position, stake, whys=whys, years=years))
    return found


def _payback_years(does: frozenset[str], assumptions: Assumptions) -> float | None:
    """Return how long what a project does should be used; null where it is done to no building that is kept."""
    if not does:
        return assumptions.value("payback.upkeep")
    return max(
        (assumptions.value(f"payback.{_PAYBACK[one]}") for one in does if one in _PAYBACK), default=None
    )


def _whys(
    ends: Ends, position: int, stake: Stake, *, leavings: Mapping[str, list[Leaving]], years: float
) -> Iterator[_Why]:
    last = float(ends.windows.last_day[position])
    paid_back = last + years * DAYS_A_YEAR
    is_ground = stake.property_kind == "land" or stake.service in {"development-land", "open-land"}
    if not (is_ground and "build" in ends.each[position].does):
        if stake.status in _STATES:
            yield _Why(_STATES[stake.status], HIGH)
        elif stake.band == "surplus":
            yield _Why("it is in the band surplus", MEDIUM)
    for leaving in leavings.get(stake.holding_id, []):
        if not leaving.from_day > paid_back:
            yield _Why(
                f"a move that was chosen takes its service elsewhere ({leaving.in_words})",
                MEDIUM,
                (leaving.option_id, leaving.host_id),
            )
    # A lease that is over by the day of the estate has run on, and one is not told from its end.
    if stake.is_let and ends.as_of_day <= stake.lease_end_day < paid_back:
        yield _Why(f"its lease ends in {day_in_words(stake.lease_end_day)}", HIGH)
    if stake.is_let and ends.as_of_day <= stake.lease_break_day < paid_back:
        yield _Why(f"its lease can be ended in {day_in_words(stake.lease_break_day)}", MEDIUM)


def _row(ends: Ends, position: int, stake: Stake, *, whys: list[_Why], years: float) -> Found:
    end = ends.each[position]
    shape = ends.shapes[position] if ends.frame["is_placed"].iloc[position] else None
    has_both = shape is not None and stake.shape is not None
    accuracy = float(ends.frame["accuracy_m"].iloc[position]) if shape is not None else math.nan
    told = f"{project_in_words(end)}, {when_in_words(ends, position)}, is on the holding {stake.called}"
    words = [
        told,
        f"{', and '.join(why.words for why in whys)}; works of this kind should be used for {years:.0f} years",
        *longstop_words(ends, position),
    ]
    return Found(
        "spend-then-sell",
        end.project_id,
        stake.holding_id,
        "holdings",
        end.left_gbp,
        (
            HIGH if ends.frame["is_on_by_number"].iloc[position] else MEDIUM,
            min(why.level for why in whys),
            HIGH if end.commitment == "approved" else MEDIUM,
            HIGH if end.does else LOW,
        ),
        end.area_id,
        "Is the building to be kept? If not, what of the works must be done at all?",
        sentences(words),
        f"on a holding that is surplus, leaves in a chosen move, or whose lease ends within {years:.0f} years of the works",
        line(shape, stake.shape),
        distance_m=float(shapely.distance(shape, stake.shape)) if has_both else math.nan,
        distance_uncertainty_m=accuracy + stake.accuracy_m if has_both else math.nan,
        missing=lacking(ends, position),
        rests_on=[option for why in whys for option in why.options],
    )
