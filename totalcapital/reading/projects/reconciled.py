"""Totals that a list states, held against the money that was read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from totalcapital.reading.meaning.faults_noted import Teller

__all__ = ["Against", "reconciled", "whole_totals"]

_NAMES: Final = [
    "register_id", "what", "financial_year", "rows_count", "differing_count", "stated_gbp", "read_gbp", "difference_gbp",
]  # fmt: skip
#: Share of the telling rows from which totals are taken to be of the years alone.
_MOSTLY: Final = 0.9
_LEAST: Final = 2
_SOURCES: Final = "sources of funding"


class Against:
    """The stated totals of projects beside the sums of what was read, one row a project.

    Parameters
    ----------
    stated
        Totals as stated, null where none is.
    sums
        ``before``, ``year``, ``after`` and ``sources`` of each project; null where there is none.
    slack_gbp
        A difference up to this much is rounding.
    """

    def __init__(self, stated: pd.Series, sums: pd.DataFrame, *, slack_gbp: float) -> None:
        self.stated, self.sums, self.slack_gbp = stated, sums, slack_gbp

    @property
    def whole(self) -> pd.Series:
        """Money by year, before and after included; null where there is none."""
        return self.sums[["before", "year", "after"]].sum(axis=1, min_count=1)

    def differs(self, read: pd.Series) -> pd.Series:
        """Return where a stated total and a sum are further apart than rounding."""
        return (self.stated - read).abs() > self.slack_gbp


def whole_totals(against: Against, *, tell: Teller, heading: str) -> pd.Series:
    """Return the total of each project: as stated, else the sum of its years.

    Where the stated totals are of the years alone, as at least nine in ten of the projects with money
    before or after them show, that money is added to them, which is told.
    """
    outside = against.sums[["before", "after"]].sum(axis=1, min_count=1).fillna(0.0)
    telling = against.stated.notna() & (outside.abs() > against.slack_gbp) & against.sums["year"].notna()
    alone = telling & ~against.differs(against.sums["year"])
    stated = against.stated
    if int(telling.sum()) >= _LEAST and alone.sum() >= _MOSTLY * telling.sum():
        tell.once(
            "total-of-years", "note",
            f"{heading}: the totals are of the years named alone; what was spent before and comes after was added to "
            f"those of {int(alone.sum())} projects.",
            "Nothing, if that is right.", column=heading, rows_count=int(alone.sum()),
        )  # fmt: skip
        stated = stated + outside.where(alone, 0.0)
    return stated.where(stated.notna(), against.whole)


def reconciled(
    against: Against, total: pd.Series, rows: pd.Series, *, tell: Teller, heading: str
) -> pd.DataFrame:
    """Return the table ``reconciliations`` of one list; each project that does not add up is told.

    Parameters
    ----------
    total
        The totals as :func:`whole_totals` gives them.
    rows
        Row of the file of each project.
    heading
        Heading of the stated totals.
    """
    held = Against(total.where(against.stated.notna()), against.sums, slack_gbp=against.slack_gbp)
    made = []
    pairs = [
        ("years", held.whole, f"{heading}: the total of each project, beside its money by year"),
        (
            _SOURCES,
            held.sums["sources"],
            f"{heading}: the total of each project, beside its money by source",
        ),
    ]
    for name, read, what in pairs:
        both = held.stated.notna() & read.notna()
        if not both.any():
            continue
        differs = both & held.differs(read)
        is_short = differs & (read.abs() < held.stated.abs()) & (name == _SOURCES)
        _tell_differing(held, read, differs & ~is_short, rows, tell=tell, heading=heading, name=name)
        if is_short.any():
            lacking = float((held.stated - read)[is_short].sum())
            tell.once(
                "sources-incomplete", "note",
                f"the sources of funding of {int(is_short.sum())} projects add up to {lacking:,.2f} less than their totals; "
                "where the rest comes from is not known.",
                "Name the other sources.", column=heading, rows_count=int(is_short.sum()),
            )  # fmt: skip
        stated_sum, read_sum = float(held.stated[both].sum()), float(read[both].sum())
        made.append(
            (
                tell.register.id,
                what,
                None,
                int(both.sum()),
                int(differs.sum()),
                stated_sum,
                read_sum,
                read_sum - stated_sum,
            )
        )
    return pd.DataFrame(made, columns=_NAMES)


def _tell_differing(
    held: Against, read: pd.Series, differs: pd.Series, rows: pd.Series, *, tell: Teller, heading: str, name: str
) -> None:  # fmt: skip
    for position in np.flatnonzero(differs.to_numpy()):
        stated, found = held.stated.iloc[position], read.iloc[position]
        tell.once(
            "total-differs", "warning",
            f"{heading}: expected the {name} to add up to the total of {stated:,.2f}; found {found:,.2f}. The total stands.",
            "Correct whichever is wrong.", source_row=int(rows.iloc[position]), column=heading,
            value=f"{stated:.2f} / {found:.2f}",
        )  # fmt: skip
