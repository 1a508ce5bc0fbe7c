"""What people decided on options, and which they could decide on next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital import deciding
from totalcapital.answering.decisions import current_decisions, is_in_area, subject_of
from totalcapital.publishing.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.project import Project

__all__ = ["decided_options", "is_about_options", "options_to_decide"]

#: A sheet carries this many options, the best.
_OPTIONS_ON_A_SHEET: Final = 2_000
_SAME: Final = ["subject_id", "decision", "on_date", "fingerprint"]


def is_about_options(subject: str | None) -> bool:
    """Whether a word means options.

    Raises
    ------
    DecisionError
        If it means nothing that can be decided on.
    """
    return subject is not None and subject_of(subject) == "option"


def decided_options(project: Project, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return each option that people decided on, with its state, owner and next step, by rank.

    Also those of which nothing is left, last, with the reason: no decision is lost. A decision that a
    later one replaced is not among them.

    Returns
    -------
    DataFrame
        ``option_id, rank, about, decision, state, state_reason, by, on_date, reason, owner, next_step``;
        state null: decided since the run.
    """
    decided = current_decisions(project, tables)
    decided = decided[decided["subject"] == "option"].drop(columns=["state", "state_reason"])
    seen = tables["decisions"].drop_duplicates(_SAME, keep="last")
    met = decided.merge(seen[[*_SAME, "state", "state_reason"]], on=_SAME, how="left", validate="m:1")
    names = deciding.Names(tables)
    rank = tables["colocation"].set_index("option_id")["rank"]
    there = set(tables["colocation"]["option_id"])
    called = [
        names.option(option) if option in there or not isinstance(about, str) else about
        for option, about in zip(met["subject_id"], met["about"], strict=True)
    ]
    made = pd.DataFrame({
        "option_id": met["subject_id"], "rank": met["subject_id"].map(rank).astype("Int64"), "about": called,
        **{name: met[name] for name in ("decision", "state", "state_reason", "by", "on_date", "reason", "owner", "next_step")},
        "gone": met["state"] == "no-such-subject",
    })  # fmt: skip
    ordered = made.sort_values(["gone", "rank", "option_id"], na_position="last", ignore_index=True)
    return ordered.drop(columns="gone")


def options_to_decide(
    project: Project, tables: Mapping[str, pd.DataFrame], *, area: str | None = None, is_open: bool = False
) -> pd.DataFrame:
    """Return options as questions, in the form of ``doubts``: the best, and those decided on.

    Parameters
    ----------
    area
        Only options that touch a property of this area: its id or name.
    is_open
        Whether those decided on are left out.

    Raises
    ------
    UnknownIdError
        If there is no such area.
    """
    decided = decided_options(project, tables).set_index("option_id")
    options = tables["colocation"].sort_values(["rank", "option_id"], na_position="last")
    is_decided = options["option_id"].isin(decided.index)
    options = options[
        options["rank"].notna() & ~is_decided if is_open else options["rank"].notna() | is_decided
    ]
    if area is not None:
        asked = options[["option_id"]].set_axis(["subject_id"], axis="columns").assign(other_id=None)
        options = options[is_in_area(asked, tables, area)]
    options = options.iloc[:_OPTIONS_ON_A_SHEET]
    said = sentences(options, tables["appraisals"], currency=project.estate.currency)
    return pd.DataFrame({
        "rank": [None if pd.isna(rank) else f"o{rank}" for rank in options["rank"]],
        "question": said,
        "now": [_now(decided.loc[name]) if name in decided.index else "Nothing is decided." for name in options["option_id"]],
        "evidence": options["direction"].to_numpy(object), "probability": None, "subject": "option",
        "subject_id": options["option_id"].to_numpy(object), "other_id": None,
        "fingerprint": deciding.option_fingerprints(options, tables["appraisals"]),
    })  # fmt: skip


def _now(decided: Any) -> str:
    by = f" by {decided['by']}" if isinstance(decided["by"], str) else ""
    return f"{str(decided['decision']).capitalize()}{by}."
