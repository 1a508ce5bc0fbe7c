"""The worth of options: their parts over the years, discounted, as they are and with one part changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.appraising.parts import ONCE, YEARLY, Parts, at
from totalcapital.appraising.words import bit

if TYPE_CHECKING:
    from totalcapital.sections import Appraisal

__all__ = ["Timing", "add_sums", "simulate", "weights"]

#: Parts by which an option can be worth anything.
_BENEFITS: Final = (*YEARLY, "receipt")
_PERCENTILES: Final = (0.10, 0.50, 0.90)
_CELLS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Timing:
    """When each option happens, in years from the day the results describe.

    Parameters
    ----------
    start
        Year of the move, 0 for at once.
    years
        Years from then that are counted, at least 1.
    is_to_host_lease
        Whether they end with the host's lease.
    is_host_lease_unknown
        Whether the host holds a lease of which the end is not known.
    """

    start: np.ndarray
    years: np.ndarray
    is_to_host_lease: np.ndarray
    is_host_lease_unknown: np.ndarray

    @property
    def last(self) -> int:
        """The last year that is counted of any."""
        return int((self.start + self.years).max(initial=0))


def weights(timing: Timing, factors: np.ndarray, *, sale_delay: int) -> np.ndarray:
    """Return what a pound of each part adds to net present value: n by the yearly parts, then those once.

    Sums once fall on the move, a receipt some years later, sums of a year at the end of each of the years.
    """
    total = np.cumsum(factors)
    yearly = total[timing.start + timing.years] - total[timing.start]
    once = factors[timing.start]
    columns = [yearly if name in YEARLY else once for name in (*YEARLY, *ONCE)]
    columns[len(YEARLY) + ONCE.index("receipt")] = factors[timing.start + sale_delay]
    return np.stack(columns, axis=1)


def add_sums(made: Parts, weight: np.ndarray, *, timing: Timing) -> None:
    """Fill in saving, once and net present value; parts that are not known are in none, and are told.

    A sale is not counted where the host's lease ends first: the guest will need a building again.
    There is a net present value where a benefit is known (of a year, or a receipt) and so are the costs,
    which need the floor area that the guest takes.
    """
    is_short = timing.is_to_host_lease & made.is_known("receipt")
    made.values[is_short, at("receipt")] = np.nan
    made.bits[:, at("receipt")] = np.where(is_short, 0, made.bits[:, at("receipt")])
    made.bits[:, at("once")] |= np.where(is_short, bit("rehousing"), 0)
    yearly, once, parts = ([at(name) for name in names] for names in (YEARLY, ONCE, (*YEARLY, *ONCE)))
    has_benefit = np.any([made.is_known(name) for name in _BENEFITS], axis=0)
    has_costs = made.is_known("works")
    _sum(made, "saving", yearly, where=made.is_known("running-cost") | made.is_known("rent"))
    _sum(made, "once", once, where=has_costs & has_benefit)
    known = np.nan_to_num(made.values[:, parts])
    worth = np.round((known * weight[:, :, None]).sum(axis=1)) + 0.0
    made.values[:, at("npv")] = np.where((has_benefit & has_costs)[:, None], worth, np.nan)
    bits = made.bits[:, at("saving")] | made.bits[:, at("once")]
    made.bits[:, at("npv")] = bits | np.where(timing.is_host_lease_unknown, bit("host-lease"), 0)
    made.values[~has_benefit] = np.nan


def _sum(made: Parts, measure: str, places: list[int], *, where: np.ndarray) -> None:
    total = np.nan_to_num(made.values[:, places]).sum(axis=1)
    made.values[:, at(measure)] = np.where(where[:, None], total, np.nan)


def simulate(made: Parts, weight: np.ndarray, settings: Appraisal) -> None:
    """Fill in the 10th, 50th and 90th percentile of net present value over draws of every part.

    Each part is drawn by itself from the triangle of its low, central and high. Every option is given the
    same sets of draws, so that none depends on which others there are.
    """
    chance = np.random.default_rng(settings.seed).random((len(YEARLY) + len(ONCE), settings.draws))
    places = [at(name) for name in (*YEARLY, *ONCE)]
    rows = np.flatnonzero(made.is_known("npv"))
    step = max(1, _CELLS // settings.draws)
    for first in range(0, len(rows), step):
        some = rows[first : first + step]
        worth = np.zeros((len(some), settings.draws))
        for part, place in enumerate(places):
            worth += (
                _triangle(np.nan_to_num(made.values[some, place]), chance[part]) * weight[some, part, None]
            )
        found = np.round(np.quantile(worth, _PERCENTILES, axis=1).T) + 0.0
        made.values[some, at("npv-simulated")] = found


def _triangle(three: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return the values of triangular distributions (one a row) at which so much chance lies below."""
    low, peak, high = (three[:, [place]] for place in range(3))
    width = high - low
    split = np.divide(peak - low, width, out=np.zeros_like(width), where=width > 0)
    rising = low + np.sqrt(chance * width * (peak - low))
    falling = high - np.sqrt((1.0 - chance) * width * (high - peak))
    found: np.ndarray = np.where(chance < split, rising, falling)
    return found
