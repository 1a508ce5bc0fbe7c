"""What people decided of links, as pairs of records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Decided", "decided_of"]


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions on the records of this run; rows of the records in the order of their ids.

    Attributes
    ----------
    accepted, rejected
        Pairs ``i < j`` of which a person said that they are, or are not, one property.
    alone
        Records of which a person said that they are a property of their own.
    """

    accepted: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    rejected: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    alone: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.accepted or self.rejected or self.alone)

    @property
    def barred(self) -> frozenset[tuple[int, int]]:
        """Pairs that never come together. No goes before yes."""
        return self.rejected

    def is_barred(self, i: int, j: int) -> bool:
        """Tell whether a pair may not be joined."""
        return (i, j) in self.rejected or i in self.alone or j in self.alone

    def word(self, i: int, j: int) -> str:
        """Return who decided on a pair: ``auto`` where no person did."""
        if (i, j) in self.rejected:
            return "rejected"
        if i in self.alone or j in self.alone:
            return "split"
        return "accepted" if (i, j) in self.accepted else "auto"


def decided_of(decisions: pd.DataFrame | None, row_of: Mapping[str, int]) -> Decided:
    """Return what was decided of links between records that are in this run.

    Of several decisions on one pair or record the latest counts: by date, then by row of the file.
    A parked or dismissed question changes nothing. Yes to a pair of which no was said of a record
    alone, or of the pair, gives way.

    Parameters
    ----------
    decisions
        The ``decisions`` table; null: nobody decided anything.
    row_of
        Record: its row.
    """
    if decisions is None or decisions.empty:
        return Decided()
    links = decisions[(decisions["subject"] == "link") & (decisions["state"] != "superseded")]
    links = links.sort_values(["on_date", "source_row"], na_position="first", kind="stable")
    pairs: dict[tuple[int, int], str] = {}
    alone: dict[int, str] = {}
    for subject, other, decision in zip(
        links["subject_id"], links["other_id"], links["decision"], strict=True
    ):
        if subject not in row_of or decision in {"parked", "dismissed"}:
            continue
        if pd.isna(other):
            alone[row_of[subject]] = decision
        elif other in row_of:
            low, high = sorted((row_of[subject], row_of[other]))
            pairs[(low, high)] = decision
    split = frozenset(row for row, decision in alone.items() if decision == "split")
    rejected = frozenset(pair for pair, decision in pairs.items() if decision in {"rejected", "split"})
    accepted = frozenset(
        pair for pair, decision in pairs.items() if decision == "accepted" and not split & set(pair)
    )
    return Decided(accepted, rejected, split)
