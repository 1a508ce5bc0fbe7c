"""Score and order of options: in whole numbers, so that any reader of the same numbers gets the same order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.errors import EstateFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions

__all__ = [
    "COMPONENTS",
    "GRAIN",
    "UNKNOWN",
    "Ranked",
    "rank",
    "scores",
    "weights_of",
    "whole_components",
    "whole_weights",
]

#: The components of the score, in the order they are shown.
COMPONENTS: Final = ("proximity", "space", "service", "lease", "condition", "access")
#: Stands for a component that is not known among whole ones.
UNKNOWN: Final = -1
#: Components and weights are whole numbers of this many parts of one.
GRAIN: Final = 10_000


@dataclass(frozen=True, slots=True)
class Ranked:
    """Score (unrounded), place and direction of each option; a place of 0 is none."""

    score: NDArray[np.float64]
    place: NDArray[np.int64]
    is_better: NDArray[np.bool_]
    reverse: NDArray[np.int64]
    """Position of the other direction; -1 where there is none."""


def weights_of(assumptions: Assumptions) -> dict[str, float]:
    """Return the weight of each component.

    Raises
    ------
    EstateFileError
        If a weight is negative.
    """
    weights = {name: assumptions.value(f"weight.{name}") for name in COMPONENTS}
    for name, weight in weights.items():
        if weight < 0:
            raise EstateFileError(
                f"[colocation] weights: expected a weight of 0 or more for {', '.join(COMPONENTS)}; found {name} = {weight}."
            )
    return weights


def whole_weights(weights: Mapping[str, float]) -> NDArray[np.int64]:
    """Return the weights in ten-thousandths, in the order of the components."""
    return np.array([round(weights[name] * GRAIN) for name in COMPONENTS], dtype=np.int64)


def whole_components(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the components in ten-thousandths, one column each; :data:`UNKNOWN` for null."""
    values = frame[[f"score_{name}" for name in COMPONENTS]].to_numpy(float)
    known = np.isfinite(values)
    made: NDArray[np.int64] = np.where(known, np.rint(np.where(known, values, 0.0) * GRAIN), UNKNOWN).astype(
        np.int64
    )
    return made


def scores(components: NDArray[np.int64], weights: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the weighted mean of the components that are known, 0 to 1; null where they weigh nothing.

    Sums are of whole numbers and exact; there is one division.
    """
    known = components != UNKNOWN
    total = (known * weights).sum(axis=1)
    reached = (np.where(known, components, 0) * weights).sum(axis=1)
    made: NDArray[np.float64] = np.where(total > 0, reached / np.where(total > 0, total, 1), np.nan) / GRAIN
    return made


def rank(
    frame: pd.DataFrame,
    weights: NDArray[np.int64],
    *,
    is_known_fit: NDArray[np.bool_],
    is_free: NDArray[np.bool_],
    pair: NDArray[np.int64],
) -> Ranked:
    """Rank options: known to fit and to be public first, then room known, score, nearness, id.

    Without the first two rules, properties of which nothing is known but that they are neighbours would
    stand above every option with evidence, since what is not known is left out of the score. Of the two
    directions of a pair only the better has a place.

    Parameters
    ----------
    frame
        ``option_id``, ``distance_m`` and the components.
    is_free
        What is neither vetoed nor rejected nor parked.
    pair
        A number that both directions of a pair share.
    """
    components = whole_components(frame)
    score = scores(components, weights)
    no_room_known = components[:, COMPONENTS.index("space")] == UNKNOWN
    may = is_free & np.isfinite(score)
    by_id = np.argsort(frame["option_id"].to_numpy(object), kind="stable")
    id_place = np.empty(len(frame), dtype=np.int64)
    id_place[by_id] = np.arange(len(frame))
    order = np.lexsort(
        (
            id_place,
            frame["distance_m"].to_numpy(float),
            -np.nan_to_num(score, nan=-1.0),
            no_room_known,
            ~is_known_fit,
            ~may,
        )
    )
    first = np.unique(pair[order], return_index=True)[1]
    is_better = np.zeros(len(frame), dtype=bool)
    is_better[order[first]] = True
    ranked = order[(may & is_better)[order]]
    place = np.zeros(len(frame), dtype=np.int64)
    place[ranked] = np.arange(1, len(ranked) + 1)
    return Ranked(score, place, is_better, _reverse(pair))


def _reverse(pair: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the position of the other row of the same pair."""
    order = np.argsort(pair, kind="stable")
    reverse = np.full(len(pair), -1, dtype=np.int64)
    same = np.flatnonzero(pair[order][1:] == pair[order][:-1])
    reverse[order[same]], reverse[order[same + 1]] = order[same + 1], order[same]
    return reverse
