"""What a rule returns of the records of its kind: a measurement, or what is given and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from totalcapital.tables.schema import LIST_SEPARATOR

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from totalcapital.assumptions import Assumptions

__all__ = ["Given", "Piece", "measured", "said"]


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule may know beside the records."""

    as_of: dt.date
    assumptions: Assumptions
    peers_at_least: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence that a rule needs of each record."""

    name: str
    is_known: pd.Series
    values: pd.Series
    """What is given of it, even where that is not enough; null: nothing."""
    template: str = "{}"
    """The same in words, said of rows that cannot be measured."""

    def words(self, at: pd.Index) -> Sequence[str]:
        """Return what some rows give of it; an empty text where they give nothing."""
        return [self.template.format(one) if one == one else "" for one in self.values[at]]  # noqa: PLR0124 - null


def said(rows: pd.DataFrame, words: str) -> pd.DataFrame:
    """Return a finding on each row for what the register itself says."""
    return pd.DataFrame(
        {"asset_id": rows["asset_id"], "measured": 1.0, "evidence": words, "would_be_known_by": None}
    )


def measured(
    rows: pd.DataFrame,
    values: pd.Series,
    words: Callable[[pd.DataFrame], Sequence[str]],
    pieces: Sequence[Piece],
) -> pd.DataFrame:
    """Return each row's measurement in words; where it is null, what is given and what is missing.

    Parameters
    ----------
    rows
        Records of the rule's kind.
    values
        What was measured, null where a piece is missing; its index is that of ``rows``.
    words
        Told of the rows that were measured, what the finding says of each.
    """
    known = values.notna().to_numpy(bool)
    evidence = np.empty(len(rows), dtype=object)
    wanted = np.full(len(rows), None, dtype=object)
    evidence[known] = np.array([*words(rows[known]), None], dtype=object)[:-1]
    if not known.all():
        evidence[~known], wanted[~known] = _lacking(rows[~known], pieces)
    return pd.DataFrame(
        {
            "asset_id": rows["asset_id"],
            "measured": values.astype(float),
            "evidence": evidence,
            "would_be_known_by": wanted,
        },
        index=rows.index,
    )


def _lacking(
    rows: pd.DataFrame, pieces: Sequence[Piece]
) -> tuple[Sequence[str | None], Sequence[str | None]]:
    """Say what is given and what is missing, once for each set of pieces that is missing."""
    has = np.column_stack([piece.is_known.loc[rows.index].to_numpy(bool) for piece in pieces])
    evidence, wanted = np.empty(len(rows), dtype=object), np.empty(len(rows), dtype=object)
    for kind in np.unique(has, axis=0):
        at = np.flatnonzero((has == kind).all(axis=1))
        lacking = LIST_SEPARATOR.join(
            piece.name for piece, is_there in zip(pieces, kind, strict=True) if not is_there
        )
        missing = f"not given: {lacking.replace(LIST_SEPARATOR, ', ')}"
        given = zip(*(piece.words(rows.index[at]) for piece in pieces), strict=True)
        told = [", ".join(filter(None, parts)) for parts in given]
        evidence[at] = [f"{missing}; given: {words}" if words else missing for words in told]
        wanted[at] = lacking
    return list(evidence), list(wanted)
