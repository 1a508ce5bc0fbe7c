"""Room and condition: what the host can give, what the guest needs, and what state both are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions

__all__ = ["condition_scores", "has_no_room", "service_of_building", "space_scores"]


def space_scores(
    sides: pd.DataFrame, host: NDArray[np.int64], guest: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the share of the guest's need that the host has to spare, at most 1; null where either is not known."""
    spare, need = sides["spare_m2"].to_numpy(float)[host], sides["need_m2"].to_numpy(float)[guest]
    made: NDArray[np.float64] = np.clip(spare / np.where(need > 0, need, np.nan), 0.0, 1.0)
    return made


def has_no_room(
    sides: pd.DataFrame, host: NDArray[np.int64], guest: NDArray[np.int64], *, assumptions: Assumptions
) -> NDArray[np.bool_]:
    """Tell where even the most the host may have houses nobody, or is less than the least the guest needs."""
    most = sides["spare_high_m2"].fillna(sides["spare_m2"]).to_numpy(float)[host]
    least = sides["need_low_m2"].fillna(sides["need_m2"]).to_numpy(float)[guest]
    made: NDArray[np.bool_] = most < np.fmax(least, assumptions.value("room.least"))
    return made


def service_of_building(sides: pd.DataFrame, assumptions: Assumptions) -> NDArray[np.float64]:
    """Return how well each holding's building serves, 0 to 1: by its grade, else its backlog a square metre.

    Null where neither is known.
    """
    grades = {grade: assumptions.value(f"condition.{grade}") for grade in "ABCD"}
    by_grade = sides["condition_grade"].map(grades).to_numpy(float)
    area = sides["floor_area_m2"].to_numpy(float)
    cost = sides["backlog_gbp"].to_numpy(float) / np.where(area > 0, area, np.nan)
    by_backlog = np.clip(1.0 - cost / assumptions.value("condition.backlog-of-D"), 0.0, 1.0)
    return np.where(np.isfinite(by_grade), by_grade, by_backlog)


def condition_scores(
    served: NDArray[np.float64],
    host: NDArray[np.int64],
    guest: NDArray[np.int64],
    *,
    assumptions: Assumptions,
) -> NDArray[np.float64]:
    """Return how good the host's building is and, where known, how bad the guest's; null where the host's is not known."""
    share = assumptions.value("condition.guest-share")
    good, bad = served[host], 1.0 - served[guest]
    return np.where(np.isfinite(bad), (1.0 - share) * good + share * bad, good)
