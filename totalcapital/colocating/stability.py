"""How often an option stays at the top of its area's list when the weights are others."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.colocating.ranking import COMPONENTS, GRAIN, UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions

__all__ = ["stability"]

_AT_ONCE: Final = 4_000_000
#: A metre more costs less than any step of the score: it only parts equals.
_PER_METRE: Final = 1e-9


def stability(  # noqa: PLR0913, PLR0917 - the columns of one list
    components: NDArray[np.int64],
    distance_m: NDArray[np.float64],
    is_known_fit: NDArray[np.bool_],
    pair: NDArray[np.int64],
    area: NDArray[np.int64],
    weights: NDArray[np.int64],
    *,
    draws: int,
    assumptions: Assumptions,
) -> NDArray[np.float64]:
    """Return the share of draws, in per cent, in which each option is among the first of its area.

    Weights are drawn from a Dirichlet distribution about those of the run, seeded; of a pair only the
    direction that ranks higher in a draw takes a place.

    Parameters
    ----------
    components
        Of the options that could be ranked, in ten-thousandths.
    area
        A number for the list each stands in.
    draws
        Sets of weights; null is returned for 0.
    """
    made = np.full(len(pair), np.nan)
    if not draws or not len(pair) or not weights.sum():
        return made
    share = weights / weights.sum()
    chance = np.random.default_rng(int(assumptions.value("stability.seed")))
    concentration = assumptions.value("stability.concentration")
    drawn = chance.gamma(share * concentration, size=(draws, len(share)))
    drawn /= drawn.sum(axis=1, keepdims=True)
    top = int(assumptions.value("stability.top"))
    order = np.argsort(area, kind="stable")
    bounds = np.flatnonzero(np.diff(area[order], prepend=-1, append=-1))
    for begin, end in itertools.pairwise(bounds.tolist()):
        rows = _first_tier(order[begin:end], is_known_fit, pair, top)
        has_room = components[rows, COMPONENTS.index("space")] != UNKNOWN
        tier = 4.0 * is_known_fit[rows] + 2.0 * has_room - distance_m[rows] * _PER_METRE
        counts = _counts(components[rows], tier, pair[rows], drawn, top)
        made[order[begin:end]] = 0.0
        made[rows] = 100.0 * counts / draws
    return made


def _first_tier(
    rows: NDArray[np.int64], is_known_fit: NDArray[np.bool_], pair: NDArray[np.int64], top: int
) -> NDArray[np.int64]:
    """Leave out what cannot come to the top: all that is not known to fit, where enough is."""
    fit = rows[is_known_fit[rows]]
    return fit if len(np.unique(pair[fit])) >= top else rows


def _counts(
    components: NDArray[np.int64],
    tier: NDArray[np.float64],
    pair: NDArray[np.int64],
    drawn: NDArray[np.float64],
    top: int,
) -> NDArray[np.int64]:
    counts = np.zeros(len(pair), dtype=np.int64)
    known = components != UNKNOWN
    values = np.where(known, components, 0) / GRAIN
    step = max(1, _AT_ONCE // max(1, len(pair)))
    most = min(2 * top, len(pair))
    for begin in range(0, len(drawn), step):
        weights = drawn[begin : begin + step]
        reached, total = np.zeros((len(weights), len(pair))), np.zeros((len(weights), len(pair)))
        for part in range(components.shape[1]):  # in a fixed order, so that sums are the same everywhere
            reached += weights[:, part, None] * values[None, :, part]
            total += weights[:, part, None] * known[None, :, part]
        key = tier[None, :] + reached / np.where(total > 0, total, 1.0)
        best = np.argpartition(-key, most - 1, axis=1)[:, :most]
        for line, found in enumerate(best):
            ordered = found[np.lexsort((found, -key[line, found]))]
            leading = np.sort(np.unique(pair[ordered], return_index=True)[1])[:top]
            counts[ordered[leading]] += 1
    return counts
