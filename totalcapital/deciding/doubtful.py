"""The list of what a person could decide, worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.deciding.contradictions import note_contradictions
from totalcapital.deciding.effects import Effects, uncertainty
from totalcapital.deciding.questions import Names, agencies_in_doubt, links_in_doubt
from totalcapital.deciding.standing import with_states
from totalcapital.deciding.unsettled import decided_before
from totalcapital.issues import IssueLog
from totalcapital.tables import DOUBTS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DecideResult", "doubts"]

_KEYS: Final = ["subject", "subject_id", "other_id"]


@dataclass(frozen=True, slots=True)
class DecideResult:
    """What the ``decide`` stage made."""

    decisions: pd.DataFrame
    doubts: pd.DataFrame
    issues: pd.DataFrame


def doubts(
    decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame], *, shown: str = "decisions.csv"
) -> DecideResult:
    """Say what became of each decision, and what people could decide next, worst first.

    Asked about are links and agencies in doubt, records of one UPRN on several properties, and
    decisions on what has changed or gone. Of several doubtful pairs between the same two properties
    only the likeliest is asked about: the answer settles the others. What was dismissed is asked
    again once it says something else; what was parked stands at the end.

    Parameters
    ----------
    decisions
        The ``decisions`` table as read, ids those of this run.
    tables
        ``assets``, ``links``, ``sites``, ``holdings``, ``agencies``, ``agency_names``,
        ``agency_links``, ``colocation``, ``alignments``, ``projects`` and ``bands``.
    shown
        The name of the file of decisions in issues.

    Returns
    -------
    DecideResult
        The decisions, row by row, with their state; the ``doubts``; decisions that cannot all hold.
    """
    log = IssueLog()
    decisions = with_states(decisions, tables)
    note_contradictions(decisions, shown, log=log)
    names = Names(tables)
    effects = Effects(tables)
    asked = [links_in_doubt(tables, names), agencies_in_doubt(tables, names)]
    open_ = pd.concat(asked, ignore_index=True).drop_duplicates(_KEYS)
    open_ = open_.assign(state="open")
    whole = _with_decisions(open_, decided_before(decisions, tables, names))
    whole["effect"] = (effects.of(whole) * uncertainty(whole)).round(3)
    whole["last"] = whole["state"] == "parked"
    whole = whole.sort_values(
        ["last", "effect", "subject", "doubt_id"], ascending=[True, False, True, True], ignore_index=True
    )
    whole["rank"] = np.arange(1, len(whole) + 1)
    return DecideResult(decisions, DOUBTS.conform(whole[DOUBTS.column_names]), log.table())


def _with_decisions(asked: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Put what was decided before in the place of the question, and take what is settled off the list."""
    again = decided[decided["state"] != "settled"]
    is_decided = pd.MultiIndex.from_frame(asked[_KEYS]).isin(pd.MultiIndex.from_frame(decided[_KEYS]))
    left = asked[~is_decided & ~_is_settled_by_another(asked, decided)]
    # What the question knows of it goes before the bare decision.
    known = ["doubt_id", "evidence", "probability", "fingerprint", "rows_count"]
    both = again[_KEYS].merge(asked[[*_KEYS, *known]], on=_KEYS, how="left", validate="m:1")
    for name in known:
        said = both[name].set_axis(again.index)
        again = again.assign(**{name: said.where(said.notna(), again[name])})
    parts = [part for part in (left, again) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else asked.iloc[:0]


def _is_settled_by_another(asked: pd.DataFrame, decided: pd.DataFrame) -> pd.Series[bool]:
    """Tell the questions that an answer on other records of the same two properties, or a split, has settled."""
    same_two = asked["between"].notna() & asked["between"].isin(decided["between"].dropna())
    alone = decided.loc[
        decided["other_id"].isna() & (decided["state"] == "settled"), ["subject", "subject_id"]
    ]
    split = pd.MultiIndex.from_frame(alone)
    for side in ("subject_id", "other_id"):
        same_two |= pd.MultiIndex.from_frame(asked[["subject", side]]).isin(split)
    return same_two
