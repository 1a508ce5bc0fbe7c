"""How the worth of an option hangs on each of its parts: one changed, the others central."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.appraising.parts import ONCE, YEARLY, Parts, at
from totalcapital.appraising.words import LABELS, column_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["tornado"]

_PARTS: Final = (*YEARLY, *ONCE)
#: Beyond so many per cent a change is told as more than ten times.
_MOST_PCT: Final = 900
_NO_CHANGE: Final = 9999
#: Below -100 %: it does so within its own range, where it turns into its opposite.
_IN_RANGE: Final = -101


def tornado(made: Parts, weight: np.ndarray, ids: pa.Array, *, rows: np.ndarray) -> pd.DataFrame:
    """Return the sensitivities of some options, one row for each part of theirs that is not nought.

    A part changes its sign only where its own range does: else, where only that would do it, no change does.

    Parameters
    ----------
    made, weight
        Parts of all, and what a pound of each adds to net present value.
    ids
        Ids of the options.
    rows
        Positions of those wanted; each has a net present value.
    """
    places = [at(name) for name in _PARTS]
    values, weight = made.values[rows][:, places], weight[rows]
    npv = made.values[rows, at("npv"), 1]
    low, central, high = (values[:, :, case] for case in range(3))
    others = npv[:, None] - central * weight
    least, most = (np.round(others + case * weight) + 0.0 for case in (low, high))
    in_range = (least <= 0) & (most >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.round(-npv[:, None] / (central * weight) * 100.0, 1) + 0.0
    can = np.isfinite(change) & ((change >= -100.0) | in_range)
    told = np.where(can & (change >= -100.0), np.round(change), np.where(in_range, _IN_RANGE, np.nan))
    is_told = ~np.isnan(central) & ((low != 0) | (high != 0))
    option, part = np.nonzero(is_told)
    reason, texts = _reasons(told[is_told], part, is_worth=(npv > 0)[option])
    return pd.DataFrame(
        {
            "subject_id": pd.array(ids.take(rows[option]), dtype="str"),
            "measure": column_of(part, _PARTS),
            "central_gbp": central[is_told],
            "switching_pct": np.where(can, change, np.nan)[is_told],
            "npv_low_gbp": least[is_told],
            "npv_high_gbp": most[is_told],
            "reason": column_of(reason, texts),
        }
    )


def _reasons(change: np.ndarray, part: np.ndarray, *, is_worth: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the position of each row's sentence, and the sentences; a per cent is told as a whole number."""
    pct = np.nan_to_num(np.clip(change, _IN_RANGE, _MOST_PCT + 1), nan=_NO_CHANGE).astype(np.int64)
    place, kinds = pd.factorize((pct * 2 + is_worth) * len(_PARTS) + part)
    texts = []
    for kind in kinds.tolist():
        (pct_and_worth, one) = divmod(kind, len(_PARTS))
        texts.append(_reason(LABELS[_PARTS[one]], bool(pct_and_worth % 2), pct_and_worth // 2))
    return place, texts


def _reason(label: str, is_worth: bool, pct: int) -> str:  # noqa: FBT001 - one of three that make a sentence
    change = (
        "more than ten times as much" if pct > _MOST_PCT else f"{abs(pct)} % {'more' if pct >= 0 else 'less'}"
    )
    if pct == _IN_RANGE:
        end = "least favourable and the option is worth nothing"
        return f"{label}: near its {end if is_worth else 'most favourable and the option is worth doing'}"
    if pct == _NO_CHANGE:
        return (
            f"{label}: no change of it alone {'takes the worth away' if is_worth else 'makes it worth doing'}"
        )
    return f"{label}: {change} and the option is worth {'nothing' if is_worth else 'doing'}"
