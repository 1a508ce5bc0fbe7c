"""Options as columns of an integer programme: one for each year in which they could happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from totalcapital.assumptions import discount_factors
from totalcapital.choosing.limits import Columns

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions
    from totalcapital.choosing.candidates import Candidates
    from totalcapital.choosing.facts import Facts
    from totalcapital.sections import Scenario

__all__ = ["columns_of", "in_year"]


def in_year(
    gbp: NDArray[np.float64],
    year: NDArray[np.int64],
    *,
    first_year: NDArray[np.int64],
    as_of: dt.date,
    assumptions: Assumptions,
) -> NDArray[np.float64]:
    """Return net present values of moves put off to a year, in whole pounds.

    They are appraised as of the first year the leases allow, discounted to ``as_of``; what is put off
    further is discounted further. A loss is not, so that putting it off never looks like a gain.
    """
    now = as_of.year
    steps = discount_factors(assumptions, int((year - now).max(initial=0)))
    later = steps[year - now] / steps[first_year - now]
    made: NDArray[np.float64] = np.where(gbp > 0, gbp * later, gbp)
    return made.round()


def columns_of(
    facts: Facts, candidates: Candidates, scenario: Scenario, as_of: dt.date, assumptions: Assumptions
) -> Columns:
    """Return the columns of a scenario: what may be chosen, and what is accepted and has room and need known.

    An accepted option of which room or need is not known has no column. It is taken to happen all the
    same: its guest neither moves elsewhere nor hosts, and its host stays.
    """
    host, guest = facts.options["host"].to_numpy(), facts.options["guest"].to_numpy()
    decided = candidates.is_decided
    is_counted = decided & ~np.isnan(candidates.need_m2) & ~np.isnan(candidates.spare_m2[host])
    outside = decided & ~is_counted
    leaving, staying = guest[outside], host[outside]
    is_barred = np.isin(guest, np.concatenate([leaving, staying])) | np.isin(host, leaving)
    option = np.flatnonzero(is_counted | (candidates.is_free & ~decided & ~is_barred))
    first, last = candidates.first_year[option], candidates.last_year[option]
    years = sorted(map(int, scenario.budget_gbp_by_year))
    if years:
        fits = np.column_stack([(first <= year) & (year <= last) for year in years])
        row, column = np.nonzero(fits)
        option, year = option[row], np.array(years, dtype=np.int64)[column]
    else:
        year = first
        option, year = option[first <= last], year[first <= last]
    worth = np.nan_to_num(candidates.worth[option])
    if scenario.objective == "npv":
        first = candidates.first_year[option]
        worth = in_year(worth, year, first_year=first, as_of=as_of, assumptions=assumptions)
    return Columns(
        option,
        host[option],
        guest[option],
        year,
        candidates.need_m2[option],
        worth,
        candidates.spend_gbp[option],
        decided[option],
    )
