"""The stage: every way in which capital projects meet each other, or a building's fate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalcapital.aligning.enabling import enabled_found
from totalcapital.aligning.ends import ends_of
from totalcapital.aligning.freed import leavings_of
from totalcapital.aligning.funding import purses_of
from totalcapital.aligning.gaps import gaps_found
from totalcapital.aligning.judging import meetings_found
from totalcapital.aligning.meeting_rows import Context
from totalcapital.aligning.pairs import bounds_of, pairs_of
from totalcapital.aligning.rows import table_of
from totalcapital.aligning.sales import sales_found
from totalcapital.aligning.stakes import stakes_of

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd

    from totalcapital.aligning.ends import Money
    from totalcapital.aligning.stakes import Known
    from totalcapital.assumptions import Assumptions
    from totalcapital.sections import Align

__all__ = ["AlignResult", "align"]


@dataclass(frozen=True, slots=True)
class AlignResult:
    """What the ``align`` stage made."""

    alignments: Any


def align(
    projects: pd.DataFrame,
    *,
    money: Money,
    locations: gpd.GeoDataFrame,
    known: Known,
    settings: Align,
    assumptions: Assumptions,
    as_of: dt.date,
) -> AlignResult:
    """Find where capital projects meet each other, or a building's fate, in place and time.

    A project takes part where its place is known well enough for a distance and it is not over; for the
    needs of homes and freed sites see the kinds. What is not known is said, never taken for a match or for
    none: a null agency differs from nobody, a null date meets nothing in time.

    Returns
    -------
    AlignResult
        ``alignments`` by id, all new and ranked: surest first, then the most money.

    Raises
    ------
    EstateFileError
        If ``[align]`` names an agency that is not among those of the estate.
    """
    ends = ends_of(
        projects,
        money=money,
        locations=locations,
        known=known,
        settings=settings,
        assumptions=assumptions,
        as_of=as_of,
    )
    bounds = bounds_of(assumptions)
    context = Context(ends, bounds, purses_of(money.funding))
    stakes = stakes_of(known)
    leavings = leavings_of(known.moves, known.options)
    found = [
        *meetings_found(pairs_of(ends, bounds), context),
        *sales_found(ends, stakes, leavings, assumptions),
        *enabled_found(ends, stakes, known.options, leavings=leavings, assumptions=assumptions),
        *gaps_found(ends, stakes, assumptions),
    ]
    return AlignResult(table_of(found, locations.crs))
