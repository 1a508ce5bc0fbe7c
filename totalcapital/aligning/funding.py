"""What money says: by when it must be spent, what it may not pay for, and what must be matched."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from totalcapital.aligning.windows import date_of
from totalcapital.aligning.words import date_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from totalcapital.aligning.ends import Ends

__all__ = ["Purse", "longstop_words", "purses_of", "together_words"]

#: Sources that may be one fund; that both borrow says nothing, nor that both name no more than the kind.
_OF_ONE_GIVER: Final = ("grant", "developer", "european", "lottery")


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of one project, as far as its sources are named."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """Money that one giver has for a purpose: the list's own words, by the same in small letters."""
    is_ring_fenced: bool = False
    needs_match: bool = False
    has_free_money: bool = False
    """Whether some of it is known to be tied to nothing."""


def purses_of(funding: pd.DataFrame) -> dict[str, Purse]:
    """Return what is said of each project's money, by project."""
    return {
        str(project): Purse(
            _named(rows.loc[rows["source"].isin(_OF_ONE_GIVER), "source_read"]),
            bool(rows["is_ring_fenced"].fillna(value=False).any()),
            bool(
                (
                    rows["is_match"].fillna(value=False)
                    & rows["source"].isin(["grant", "european", "lottery"])
                ).any()
            ),
            bool(rows["is_ring_fenced"].eq(other=False).fillna(value=False).any()),
        )
        for project, rows in funding.groupby("project_id")
    }


def _named(read: pd.Series) -> dict[str, str]:
    """Return the words for sources by the same in small letters; a word that is the kind alone names none."""
    return {words.casefold(): words for words in sorted(read) if words.casefold() not in _OF_ONE_GIVER}


def longstop_words(ends: Ends, position: int) -> list[str]:
    """Return the warning that a project's money lapses before its works end, or may; nothing where it does not."""
    end, last_day = ends.each[position], ends.windows.last_day[position]
    day = None if math.isnan(end.longstop_day) else date_in_words(date_of(end.longstop_day))
    if end.longstop_day < last_day:
        return [f"money of {end.called} must be spent by {day}, before its works end"]
    if end.longstop_day < last_day + ends.windows.accuracy_days[position]:
        return [
            f"money of {end.called} must be spent by {day}, perhaps before its works end: that day is not known exactly"
        ]
    return []


def together_words(ends: Ends, one: int, other: int, purses: Mapping[str, Purse]) -> list[str]:
    """Return what the money of two projects says of doing them together.

    A longstop that waiting for the other would break, money that may not pay for the other's part, a grant
    that the other's money could match, one and the same source.
    """
    said = []
    mine, its = (purses.get(ends.each[place].project_id, Purse()) for place in (one, other))
    for place, partner, purse, partners in ((one, other, mine, its), (other, one, its, mine)):
        end, last = ends.each[place], ends.windows.last_day
        said += longstop_words(ends, place)
        if last[place] <= end.longstop_day < last[partner]:
            day = date_in_words(date_of(end.longstop_day))
            said.append(
                f"waiting for the other would take {end.called} past {day}, by when its money must be spent"
            )
        if purse.is_ring_fenced:
            said.append(f"money of {end.called} is ring-fenced and cannot pay for the other's part")
        if purse.needs_match and partners.has_free_money:
            said.append(
                f"the grant of {end.called} needs match; the other has money that is tied to nothing and could be it"
            )
    shared = sorted(set(mine.sources) & set(its.sources))
    if shared:
        named = " and ".join(f'"{min(mine.sources[one], its.sources[one])}"' for one in shared)
        said.append(f"both have money of {named}, which may be one fund")
    return said
