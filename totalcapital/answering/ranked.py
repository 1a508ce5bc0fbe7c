"""What people decided on options and alignments, and which of them they could decide on next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital import deciding
from totalcapital.answering.decisions import current_decisions, is_in_area, subject_of
from totalcapital.publishing.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.project import Project

__all__ = ["RANKED", "decided_ranked", "ranked_subject", "ranked_to_decide"]

#: What is decided on by its rank: the table, the column of its ids, and the letter before the rank.
RANKED: Final = {
    "option": ("colocation", "option_id", "o"),
    "alignment": ("alignments", "alignment_id", "a"),
}
#: A sheet carries this many, the best.
_MOST_ON_A_SHEET: Final = 2_000
_SAME: Final = ["subject", "subject_id", "decision", "on_date", "fingerprint"]
_SAID: Final = (
    "decision",
    "state",
    "state_reason",
    "by",
    "on_date",
    "reason",
    "owner",
    "next_step",
    "saving_gbp",
)


def ranked_subject(subject: str | None) -> str | None:
    """Return option or alignment where a word means one of them, else null.

    Raises
    ------
    DecisionError
        If it means nothing that can be decided on.
    """
    meant = None if subject is None else subject_of(subject)
    return meant if meant in RANKED else None


def decided_ranked(project: Project, tables: Mapping[str, pd.DataFrame], subject: str) -> pd.DataFrame:
    """Return each option, or each alignment, that people decided on, with its state, owner and next step, by rank.

    Also those of which nothing is left, last, with the reason: no decision is lost. A decision that a
    later one replaced is not among them.

    Returns
    -------
    DataFrame
        ``option_id`` or ``alignment_id``, ``rank, about, decision, state, state_reason, by, on_date, reason,
        owner, next_step, saving_gbp``; state null: decided since the run.
    """
    table, id_column, _ = RANKED[subject]
    decided = current_decisions(project, tables)
    decided = decided[decided["subject"] == subject].drop(columns=["state", "state_reason"])
    seen = tables["decisions"].drop_duplicates(_SAME, keep="last")
    met = decided.merge(seen[[*_SAME, "state", "state_reason"]], on=_SAME, how="left", validate="m:1")
    names = deciding.Names(tables)
    called = names.option if subject == "option" else names.alignment
    rank = tables[table].set_index(id_column)["rank"]
    there = set(rank.index)
    about = [
        called(one) if one in there or not isinstance(said, str) else said
        for one, said in zip(met["subject_id"], met["about"], strict=True)
    ]
    made = pd.DataFrame({
        id_column: met["subject_id"], "rank": met["subject_id"].map(rank).astype("Int64"), "about": about,
        **{name: met[name] for name in _SAID},
        "gone": met["state"] == "no-such-subject",
    })  # fmt: skip
    ordered = made.sort_values(["gone", "rank", id_column], na_position="last", ignore_index=True)
    return ordered.drop(columns="gone")


def ranked_to_decide(
    project: Project,
    tables: Mapping[str, pd.DataFrame],
    subject: str,
    *,
    area: str | None = None,
    is_open: bool = False,
) -> pd.DataFrame:
    """Return options, or alignments, as questions, in the form of ``doubts``: the best, and those decided on.

    Parameters
    ----------
    area
        Only what touches a property or project of this area: its id or name.
    is_open
        Whether those decided on are left out.

    Raises
    ------
    UnknownIdError
        If there is no such area.
    """
    table, id_column, letter = RANKED[subject]
    decided = decided_ranked(project, tables, subject).set_index(id_column)
    ranked = tables[table].sort_values(["rank", id_column], na_position="last")
    is_decided = ranked[id_column].isin(decided.index)
    ranked = ranked[ranked["rank"].notna() & ~is_decided if is_open else ranked["rank"].notna() | is_decided]
    if area is not None:
        asked = ranked[[id_column]].set_axis(["subject_id"], axis="columns").assign(other_id=None)
        ranked = ranked[is_in_area(asked, tables, area)]
    ranked = ranked.iloc[:_MOST_ON_A_SHEET]
    return pd.DataFrame({
        "rank": [None if pd.isna(rank) else f"{letter}{rank}" for rank in ranked["rank"]],
        **_said(subject, ranked, tables, project),
        "now": [_now(decided.loc[name]) if name in decided.index else "Nothing is decided." for name in ranked[id_column]],
        "probability": None, "subject": subject, "subject_id": ranked[id_column].to_numpy(object), "other_id": None,
    })  # fmt: skip


def _said(
    subject: str, ranked: pd.DataFrame, tables: Mapping[str, pd.DataFrame], project: Project
) -> dict[str, Any]:
    """Return the question, the evidence and the digest of each."""
    if subject == "option":
        return {
            "question": sentences(ranked, tables["appraisals"], currency=project.estate.currency),
            "evidence": ranked["direction"].to_numpy(object),
            "fingerprint": deciding.option_fingerprints(ranked, tables["appraisals"]),
        }
    return {
        "question": ranked["reason"].to_numpy(object),
        "evidence": ("Check first: " + ranked["check_first"]).to_numpy(object),
        "fingerprint": deciding.alignment_fingerprints(ranked, tables),
    }


def _now(decided: Any) -> str:
    by = f" by {decided['by']}" if isinstance(decided["by"], str) else ""
    return f"{str(decided['decision']).capitalize()}{by}."
