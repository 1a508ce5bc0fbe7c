"""Which kind of meeting a pair of projects is: the first of the kinds whose rule holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.aligning.clashes import clash_of
from totalcapital.aligning.meeting_rows import row_of
from totalcapital.aligning.timely import combined_of, following_of
from totalcapital.aligning.twice import is_told_twice, one_project_of, twice_built_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalcapital.aligning.meeting_rows import Context, Told
    from totalcapital.aligning.pairs import Pair
    from totalcapital.aligning.rows import Found

__all__ = ["meetings_found"]


def meetings_found(pairs: Iterable[Pair], context: Context) -> list[Found]:
    """Return the meetings among pairs of projects, one for a pair at the most.

    One project told twice comes first, then works that undo each other, the same service built twice, works
    that must follow one another, and works that could be done together. Two projects of one body, or of bodies
    that are not known to be two, meet only where one undoes the other.
    """
    found = []
    for pair in pairs:
        told = _told(pair, context)
        if told is not None:
            found.append(row_of(pair, told, context))
    return found


def _told(pair: Pair, context: Context) -> Told | None:
    if pair.are_two_bodies and is_told_twice(pair, context):
        return one_project_of(pair, context)
    clash = clash_of(pair, context)
    if clash is not None or not pair.are_two_bodies:
        return clash
    if pair.is_in_catchment:
        return twice_built_of(pair, context)
    if not (pair.one_sees or pair.other_sees):
        return None
    return following_of(pair, context) or combined_of(pair, context)
