"""The parts that one option's worth is made of, for many options at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.appraising.words import NO_TEXT, bit
from totalcapital.tables.codes import MEASURES

if TYPE_CHECKING:
    from totalcapital.appraising.rates import Rates
    from totalcapital.appraising.stakes import Stakes

__all__ = ["BASES", "ONCE", "YEARLY", "Parts", "at", "parts_of"]

#: Parts of a year, and parts that come once.
YEARLY: Final = ("running-cost", "rent")
ONCE: Final = ("receipt", "backlog", "works", "optimism-bias", "move", "exit", "double-running")

_GUEST_COST: Final = ("running cost by the register", "floor area at the benchmark of its service")
_HOST_COST: Final = (
    "the host's cost",
    "its own cost (the host's is not known)",
    "the benchmark for offices (the host's cost is not known)",
)
_GRADE: Final = (*(f"in condition {grade}" for grade in "ABCD"), "in a condition not known")
_LAND_VALUE: Final = (
    "site area at the land value of its authority, less clearing the site and selling it; that value is for "
    "appraisal only, without developer contributions: a market price is substantially lower"
)
#: What a part rests on; the positions of the entries stand in ``Parts.basis``.
BASES: Final = (
    *(f"{guest}, less a share of {host} for the m2 it needs" for guest in _GUEST_COST for host in _HOST_COST),
    *(f"m2 it needs, fitted out in a host {grade}" for grade in _GRADE),
    "rent by the register",
    "share of the value in the register, less the cost of selling",
    _LAND_VALUE,
    "share of the backlog by the register",
    "share of the works",
    "its staff, moved",
    "m2 it needs, moved",
    "putting its floor area right for the landlord",
    "putting it right for the landlord, by the m2 it needs",
    "what it adds to the host until it has left",
)
_WORKS: Final = len(_GUEST_COST) * len(_HOST_COST)
_RENT: Final = _WORKS + len(_GRADE)
(_VALUE, _LAND, _BACKLOG, _BIAS, _STAFF, _BY_NEED, _FLOOR, _FLOOR_BY_NEED, _DOUBLE) = range(
    _RENT + 1, _RENT + 10
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of n options.

    Parameters
    ----------
    values
        n by measures by low, central, high, in whole pounds; null where not known.
    basis
        n by measures: position in ``BASES``, ``NO_TEXT`` where there is none.
    bits
        n by measures: what is not known, as bits.
    """

    values: np.ndarray
    basis: np.ndarray
    bits: np.ndarray

    def is_known(self, measure: str) -> np.ndarray:
        """Tell of which options a part is known."""
        known: np.ndarray = ~np.isnan(self.values[:, at(measure), 1])
        return known

    def put(self, measure: str, values: np.ndarray, basis: np.ndarray | int) -> None:
        """Set a part, rounded to whole pounds; without a basis where it is not known."""
        place = at(measure)
        self.values[:, place] = np.round(values) + 0.0
        self.basis[:, place] = np.where(np.isnan(values[:, 1]), NO_TEXT, basis)


def at(measure: str) -> int:
    """Return the place of a measure among all."""
    return MEASURES.index(measure)


def parts_of(
    stakes: Stakes, host: np.ndarray, guest: np.ndarray, *, is_window_known: np.ndarray, rates: Rates
) -> Parts:
    """Return the parts of options by the positions of their holdings; sums are left empty.

    Parameters
    ----------
    stakes
        What each holding saves and costs.
    host, guest
        Positions in it, one each for an option.
    is_window_known
        Whether it is known from when on the leases let the option happen.
    rates
        The assumptions.
    """
    size = len(host)
    made = Parts(
        np.full((size, len(MEASURES), 3), np.nan),
        np.full((size, len(MEASURES)), NO_TEXT, dtype=np.int32),
        np.zeros((size, len(MEASURES)), dtype=np.int32),
    )
    need = stakes.need[guest]
    more = _host_cost(made, stakes, host, guest, rates=rates)
    leased = stakes.is_leased[guest]
    made.put("rent", np.where(is_window_known[:, None], stakes.rent[guest], np.nan), _RENT)
    made.put("receipt", stakes.receipt[guest], np.where(stakes.is_land_value[guest], _LAND, _VALUE))
    made.put("backlog", stakes.backlog[guest], _BACKLOG)
    works = -need * stakes.works_rate[host]
    made.put("works", works, _WORKS + stakes.grade[host])
    made.put("optimism-bias", works * rates.cost("optimism-bias.works"), _BIAS)
    made.put("move", stakes.move[guest], np.where(stakes.is_by_staff[guest], _STAFF, _BY_NEED))
    leaving = np.where(is_window_known[:, None], stakes.leaving[guest], np.nan)
    made.put("exit", leaving, np.where(stakes.is_left_by_need[guest], _FLOOR_BY_NEED, _FLOOR))
    made.put("double-running", -more * rates.cost("double-running.months") / 12.0, _DOUBLE)
    unknown_grade = stakes.grade[host] == len(_GRADE) - 1
    made.bits[:, at("works")] = np.where(unknown_grade, bit("condition"), 0)
    made.bits[:, at("exit")] = np.where(is_window_known & stakes.is_left_by_need[guest], bit("left-area"), 0)
    made.bits[:, at("receipt")] = stakes.once_bits[guest] & bit("constraints")
    made.bits[:, at("saving")] = (
        stakes.year_bits[guest]
        | made.bits[:, at("running-cost")]
        | np.where(leased & ~is_window_known, bit("lease-end"), 0)
        | np.where(np.isnan(need[:, 1]), bit("need"), 0)
    )
    made.bits[:, at("once")] = stakes.once_bits[guest] | made.bits[:, at("works")] | made.bits[:, at("exit")]
    is_need_known = ~np.isnan(need[:, 1])
    made.bits[:, at("once")] |= np.where(is_need_known, 0, bit("need"))
    made.bits[:, at("once")] |= np.where(is_need_known & np.isnan(works[:, 1]), bit("currency"), 0)
    return made


def _host_cost(
    made: Parts, stakes: Stakes, host: np.ndarray, guest: np.ndarray, *, rates: Rates
) -> np.ndarray:
    """Set what is saved of running cost, and return what the guest adds to the host's in a year."""
    of_m2 = stakes.m2_cost[host]
    kind = np.zeros(len(host), dtype=int)
    for place, instead in ((1, stakes.m2_cost[guest]), (2, rates.cost("running-cost.stand-in")[None, :])):
        lacks = np.isnan(of_m2[:, 1])
        kind = np.where(lacks, place, kind)
        of_m2 = np.where(lacks[:, None], instead, of_m2)
    more: np.ndarray = stakes.need[guest] * of_m2 * rates.cost("running-cost.host-share")
    basis = stakes.is_benchmark[guest] * len(_HOST_COST) + kind
    made.put("running-cost", stakes.avoided[guest] - more, basis)
    is_known = made.is_known("running-cost")
    made.bits[:, at("running-cost")] = np.where(is_known & (kind > 0), bit("host-cost"), 0)
    return more
