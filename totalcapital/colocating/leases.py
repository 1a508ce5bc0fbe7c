"""When leases let a guest leave and a host take it in: windows that meet or miss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions

__all__ = ["Terms", "Windows", "terms_of", "windows_of"]

_DAYS_A_YEAR: Final = 365.25
_NAT: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Terms:
    """What each holding's tenure says; a day that is not known is not a time.

    ``leaves`` is the first day its agency can leave at no penalty; ``notice_by`` the last day to give
    notice for that; ``lasts`` the day its own right to the building ends, and ``is_lasting`` that it
    does not end (freehold).
    """

    leaves: NDArray[np.datetime64]
    notice_by: NDArray[np.datetime64]
    lasts: NDArray[np.datetime64]
    is_lasting: NDArray[np.bool_]
    is_notice_unknown: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Windows:
    """For each pair: when leases would let the move happen, and a score, null where not known."""

    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    notice_by: NDArray[np.datetime64]
    is_missed: NDArray[np.bool_]
    score: NDArray[np.float64]


def terms_of(sides: pd.DataFrame, as_of: dt.date) -> Terms:
    """Read tenure and lease dates of the holdings.

    A break counts where its day, and the last day to give notice for it, are still to come; else the
    end of the lease. A lease whose end has passed tells nothing: the register is older than the lease.
    A freeholder can leave at once and stay for good.
    """
    today = np.datetime64(as_of, "D")
    broken, ended = _days(sides["lease_break_date"]), _days(sides["lease_end_date"])
    months = sides["break_notice_months"].to_numpy(float)
    notice_by = _months_before(broken, months)
    can_break = (broken >= today) & ~(notice_by < today)
    leaves = np.where(can_break, broken, np.where(ended >= today, ended, _NAT))
    tenure = sides["tenure"].to_numpy(object)
    has_no_dates = np.isnat(broken) & np.isnat(ended)
    is_free = (tenure == "freehold") & has_no_dates
    leaves = np.where(is_free, today, leaves)
    lasts = np.where(ended >= today, ended, _NAT)
    return Terms(
        leaves=leaves.astype("datetime64[D]"),
        notice_by=np.where(can_break, notice_by, _NAT).astype("datetime64[D]"),
        lasts=lasts.astype("datetime64[D]"),
        is_lasting=is_free,
        is_notice_unknown=can_break & np.isnan(months),
    )


def windows_of(
    terms: Terms,
    host: NDArray[np.int64],
    guest: NDArray[np.int64],
    *,
    as_of: dt.date,
    assumptions: Assumptions,
) -> Windows:
    """Hold the guest's first day against the host's own term.

    The score falls from 1 where the guest can leave within ``lease.soon`` years to 0 from
    ``lease.late``; where the host's lease ends less than ``lease.least-stay`` years after the guest
    could come, the windows miss and it is 0. Null where the guest's first day is not known; a host
    whose term is not known is taken as it is and named as missing evidence.
    """
    soon, late = assumptions.value("lease.soon"), assumptions.value("lease.late")
    stay = np.timedelta64(round(assumptions.value("lease.least-stay") * _DAYS_A_YEAR), "D")
    start = terms.leaves[guest]
    end = np.where(terms.is_lasting[host], _NAT, terms.lasts[host] - stay).astype("datetime64[D]")
    years = (start - np.datetime64(as_of, "D")) / np.timedelta64(1, "D") / _DAYS_A_YEAR
    score = np.clip((late - years) / (late - soon), 0.0, 1.0)
    is_missed = start > end
    return Windows(start, end, terms.notice_by[guest], is_missed, np.where(is_missed, 0.0, score))


def _days(dates: pd.Series) -> NDArray[np.datetime64]:
    return dates.to_numpy("datetime64[D]")


def _months_before(days: NDArray[np.datetime64], months: NDArray[np.float64]) -> NDArray[np.datetime64]:
    """Return the day so many months before; the last of the month where it is shorter, rounded to whole months up."""
    known = ~np.isnat(days) & np.isfinite(months)
    made = np.full(len(days), _NAT, dtype="datetime64[D]")
    for number in np.unique(np.ceil(months[known])):
        rows = known & (np.ceil(months) == number)
        made[rows] = (pd.DatetimeIndex(days[rows]) - pd.DateOffset(months=int(number))).to_numpy(
            "datetime64[D]"
        )
    return made
