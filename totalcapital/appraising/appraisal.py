"""``appraise``: each option against doing nothing, in the form of the Green Book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from totalcapital.appraising.parts import BASES, parts_of
from totalcapital.appraising.rates import Rates, price_base
from totalcapital.appraising.rows import Told, rows_of
from totalcapital.appraising.stakes import Stakes, stakes
from totalcapital.appraising.tornado import tornado
from totalcapital.appraising.worth import Timing, add_sums, simulate, weights
from totalcapital.assumptions import discount_factors
from totalcapital.tables import APPRAISALS, SENSITIVITIES

if TYPE_CHECKING:
    import datetime as dt

    from totalcapital.appraising.land import Market
    from totalcapital.assumptions import Assumptions
    from totalcapital.sections import Appraisal

__all__ = ["AppraiseResult", "appraise"]

_CHUNK: Final = 50_000
#: What is read of options: they are many, and wide.
_READ: Final = ["option_id", "host_id", "guest_id", "window_start_date", "rank"]


@dataclass(frozen=True, slots=True)
class AppraiseResult:
    """What the ``appraise`` stage made."""

    appraisals: pd.DataFrame
    sensitivities: pd.DataFrame


def appraise(
    options: pd.DataFrame,
    holdings: pd.DataFrame,
    *,
    needs: pd.DataFrame,
    market: Market,
    settings: Appraisal,
    as_of: dt.date,
    assumptions: Assumptions,
) -> AppraiseResult:
    """Value each option that nothing rules out.

    Sums are in real terms, in the prices of one year; costs are negative. A part that is not known is in
    no sum and is named in ``missing``; an option of which neither a saving nor a receipt is known has one
    row, without a value. The move is on the first day that the leases allow, or at once.

    Parameters
    ----------
    options, holdings, needs
        The tables ``colocation``, ``holdings`` and ``needs``.
    market
        Currency of the estate, and its land values.
    settings
        Years counted, price base, draws of the simulation.
    as_of
        The day from which sums are discounted.
    assumptions
        Those of the run.

    Returns
    -------
    AppraiseResult
        ``appraisals`` by option in the order given, then measure; ``sensitivities`` of the ranked options.

    Raises
    ------
    EstateFileError
        If ``[appraisal] price_base`` names a year whose prices are not known.
    """
    rates = Rates(assumptions, price_base(settings, as_of, assumptions), market.currency)
    free = options.loc[options["vetoes"].isna(), _READ]
    held = stakes(holdings, needs, market.land_values, rates)
    place = pd.Series(np.arange(len(holdings)), index=holdings["holding_id"])
    sides = [place.loc[free[name].to_numpy()].to_numpy() for name in ("host_id", "guest_id")]
    timing = _timing(free, held, sides[0], settings=settings, as_of=as_of)
    delay = int(rates.one("receipt.delay"))
    factors = discount_factors(assumptions, timing.last + delay)
    told = Told(BASES, rates.base, as_of.year, settings.draws)
    ids = pa.array(free["option_id"], type=pa.large_string())
    window, ranked = free["window_start_date"].notna().to_numpy(), free["rank"].notna().to_numpy(bool)
    appraisals, sensitivities = [APPRAISALS.empty()], [SENSITIVITIES.empty()]
    for first in range(0, len(free), _CHUNK):
        some = slice(first, first + _CHUNK)
        made = parts_of(held, sides[0][some], sides[1][some], is_window_known=window[some], rates=rates)
        when = Timing(*(getattr(timing, name)[some] for name in Timing.__slots__))
        weight = weights(when, factors, sale_delay=delay)
        add_sums(made, weight, timing=when)
        if settings.draws:
            simulate(made, weight, settings)
        appraisals.append(rows_of(made, when, ids[some], told=told))
        wanted = np.flatnonzero(made.is_known("npv") & ranked[some])
        sensitivities.append(tornado(made, weight, ids[some], rows=wanted))
    return AppraiseResult(
        APPRAISALS.conform(pd.concat(appraisals, ignore_index=True)),
        SENSITIVITIES.conform(pd.concat(sensitivities, ignore_index=True)),
    )


def _timing(
    options: pd.DataFrame, held: Stakes, host: np.ndarray, *, settings: Appraisal, as_of: dt.date
) -> Timing:
    """Return when each option happens and for how many years it is counted.

    A host that holds a lease is counted to its end and no further; one whose end has passed tells nothing.
    """
    start = options["window_start_date"].dt.year.to_numpy(float, na_value=np.nan) - as_of.year
    start = np.maximum(np.nan_to_num(start), 0).astype(int)
    end = held.lease_end[host]
    last = end.astype("datetime64[Y]").astype(int) + 1970 - as_of.year
    is_leased = held.is_leased[host]
    has_end = is_leased & (end >= np.datetime64(as_of, "D"))
    years = np.where(has_end, np.clip(last - start, 1, settings.years), settings.years)
    return Timing(start, years, years < settings.years, is_leased & ~has_end)
