"""Several ways to the same floor area, of which the first that can be taken counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from totalcapital.assessing.areas import CASES
from totalcapital.tables import join_list

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Way", "first_way"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a floor area of each holding.

    Attributes
    ----------
    cases
        Columns low, central and high, in square metres net internal; null where it cannot be taken.
    words
        Told of the holdings it is taken for, what each area rests on.
    assumptions
        Ids of what it rests on beside the register.
    """

    cases: pd.DataFrame
    words: Callable[[pd.DataFrame], Sequence[str]]
    assumptions: Sequence[str]

    @property
    def is_open(self) -> pd.Series:
        """Tell for which holdings it can be taken."""
        return self.cases.notna().all(axis=1)


def first_way(holdings: pd.DataFrame, ways: Sequence[Way]) -> pd.DataFrame:
    """Return each holding's area by the first way that can be taken; null where none can.

    Returns
    -------
    DataFrame
        One row per holding, in their order: low, central and high, rising whichever way the cases run;
        basis; assumptions, as a list.
    """
    frame = pd.DataFrame(index=holdings.index, columns=[*CASES, "basis", "assumptions"], dtype=object)
    is_left = pd.Series(data=True, index=holdings.index)
    for way in ways:
        mine = is_left & way.is_open
        if not mine.any():
            continue
        cases = way.cases[mine]
        frame.loc[mine, "low"] = cases[list(CASES)].min(axis=1)
        frame.loc[mine, "central"] = cases["central"]
        frame.loc[mine, "high"] = cases[list(CASES)].max(axis=1)
        frame.loc[mine, "basis"] = pd.Series(way.words(holdings[mine]), index=cases.index, dtype=object)
        frame.loc[mine, "assumptions"] = join_list(way.assumptions)
        is_left &= ~mine
    return frame.astype(dict.fromkeys(CASES, "float64"))
