"""Of several decisions on one subject the later counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["is_superseded"]

_SUBJECT = ["subject", "subject_id", "other_id"]


def is_superseded(decisions: pd.DataFrame) -> pd.Series[bool]:
    """Tell which decisions a later one on the same subject has replaced.

    The later day counts, then the later row of the file. A decision without a day is taken as older
    than any with one.

    Parameters
    ----------
    decisions
        Rows of the ``decisions`` table; their state is not looked at.

    Returns
    -------
    Series
        One flag a row, with the index of ``decisions``.
    """
    order = decisions.sort_values(["on_date", "source_row"], kind="stable", na_position="first")
    return order.duplicated(_SUBJECT, keep="last").reindex(decisions.index)
