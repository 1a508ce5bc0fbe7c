"""What a set of moves comes to: its rows, and its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from totalcapital.choosing.columns import in_year

if TYPE_CHECKING:
    import datetime as dt

    from totalcapital.assumptions import Assumptions
    from totalcapital.choosing.candidates import Candidates
    from totalcapital.choosing.facts import Facts
    from totalcapital.choosing.limits import Columns

__all__ = ["outcome_of"]


def outcome_of(
    facts: Facts, candidates: Candidates, chosen: Columns, *, as_of: dt.date, assumptions: Assumptions
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the moves, in the order of their options, and the sums of a scenario's row.

    A sum is of what is known; null where nothing is.
    """
    saving, once = (facts.amounts(name, chosen.option) for name in ("saving", "once"))
    npv = facts.amounts("npv", chosen.option)
    first = candidates.first_year[chosen.option]
    cases = {
        name: in_year(
            npv[f"{name}_gbp"].to_numpy(float),
            chosen.year,
            first_year=first,
            as_of=as_of,
            assumptions=assumptions,
        )
        for name in ("low", "central", "high")
    }
    moves = pd.DataFrame(
        {
            "option_id": facts.options["option_id"].iloc[chosen.option].to_numpy(),
            "year": chosen.year,
            "need_m2": chosen.need_m2,
            "released_m2": candidates.released_m2[chosen.option],
            "saving_gbp": saving["central_gbp"].to_numpy(float),
            "once_gbp": once["central_gbp"].to_numpy(float),
            "npv_gbp": cases["central"],
            "is_decided": chosen.is_fixed,
        }
    )
    sums = {
        "moves_count": len(moves),
        "saving_low_gbp": _sum(saving["low_gbp"]),
        "saving_gbp": _sum(saving["central_gbp"]),
        "saving_high_gbp": _sum(saving["high_gbp"]),
        "once_gbp": _sum(once["central_gbp"]),
        "npv_low_gbp": _sum(cases["low"]),
        "npv_gbp": _sum(cases["central"]),
        "npv_high_gbp": _sum(cases["high"]),
        "released_m2": _sum(moves["released_m2"]),
        "without_money_count": int(np.isnan(cases["central"]).sum()),
    }
    return moves, sums


def _sum(values: Any) -> float | None:
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    return float(known.sum().round(2)) if len(known) else None
