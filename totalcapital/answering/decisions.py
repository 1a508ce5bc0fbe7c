"""People's decisions: what is open, taking one, taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital import deciding
from totalcapital.answering.targets import targets_of
from totalcapital.answering.writing import add_rows, remove_rows
from totalcapital.errors import DecisionError
from totalcapital.issues import IssueLog
from totalcapital.reading.decision_file import decision_words
from totalcapital.reading.decisions import read_decisions
from totalcapital.subjects import find_subject

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from totalcapital.answering.targets import Target
    from totalcapital.project import Project

__all__ = [
    "Said",
    "Taken",
    "current_decisions",
    "decide",
    "decided_since",
    "decision_of",
    "is_in_area",
    "open_questions",
    "row_of",
    "subject_of",
    "undo",
]

_KEYS: Final = ["subject", "subject_id", "other_id"]


@dataclass(frozen=True, slots=True)
class Said:
    """Who decided, when, why, and who does what next; null: not said."""

    by: str | None
    on_date: dt.date
    reason: str | None = None
    owner: str | None = None
    next_step: str | None = None
    saving_gbp: float | None = None
    """Agreed on with an alignment that is accepted."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One decision as it was written: what on, what it is called, and what was decided."""

    subject: str
    subject_id: str
    other_id: str | None
    about: str
    decision: str


def decision_of(word: str) -> str | None:
    """Return the decision a word means, such as ``accepted`` for ``accept``; null where it means none."""
    known = decision_words()["decision"]
    return next((code for code, words in known.items() if word.strip().casefold() in words), None)


def open_questions(
    project: Project,
    tables: Mapping[str, pd.DataFrame],
    *,
    area: str | None = None,
    subject: str | None = None,
) -> pd.DataFrame:
    """Return what people could decide, worst first, with what was decided since the run.

    Parameters
    ----------
    area
        Only what touches a property of this area: its id or name.
    subject
        Only link, agency, option or alignment.

    Returns
    -------
    DataFrame
        The ``doubts`` of the run; ``likely``, their probability in words; and ``decided``, the decision
        in ``decisions.csv`` that the next run will replay, null where there is none.

    Raises
    ------
    DecisionError
        If the subject is none.
    UnknownIdError
        If there is no such area.
    """
    asked = tables["doubts"].copy()
    if subject is not None:
        asked = asked[asked["subject"] == subject_of(subject)]
    if area is not None:
        asked = asked[is_in_area(asked, tables, area)]
    current = current_decisions(project, tables)
    met = asked[[*_KEYS, "fingerprint", "state"]].merge(
        current[[*_KEYS, "fingerprint", "decision"]], on=_KEYS, how="left", suffixes=("", "_decided")
    )
    still = met["fingerprint_decided"].isna() | (met["fingerprint_decided"] == met["fingerprint"])
    is_new = still & ~((met["state"] == "parked") & (met["decision"] == "parked"))
    likely = [deciding.likely(share) for share in asked["probability"]]
    return asked.assign(likely=likely, decided=met["decision"].where(is_new).set_axis(asked.index))


def subject_of(word: str) -> str:
    """Return the kind of thing that a word means, such as ``link`` for ``property``.

    Raises
    ------
    DecisionError
        If it means none.
    """
    words = decision_words()["subject"]
    code = next((code for code, known in words.items() if word.casefold() in known), None)
    if code is None:
        raise DecisionError(f"expected {', '.join(words)}; found {word!r}.")
    return str(code)


def current_decisions(project: Project, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the decisions of ``decisions.csv`` that no later one replaces, under the ids of the last run.

    A record that was numbered anew since it was decided on goes by its new id; so does an option or an
    alignment whose ends did.
    """
    decisions, _ = read_decisions(project, log=IssueLog())
    current = decisions[decisions["state"] == "in-force"]
    renumbered = tables["renumbered"].drop_duplicates("before_id", keep="last")
    now_of = renumbered.set_index("before_id")["asset_id"]
    known = set(tables["assets"]["asset_id"])
    written = tables["decisions"].dropna(subset="written_id")
    followed = dict(zip(written["written_id"], written["subject_id"], strict=True))
    is_ranked = current["subject"].isin(["option", "alignment"])
    current = current.assign(
        subject_id=current["subject_id"].where(~is_ranked, current["subject_id"].replace(followed))
    )
    ids = [
        current[name]
        .where(current[name].isin(known), current[name].map(now_of).astype("str"))
        .fillna(current[name])
        for name in ("subject_id", "other_id")
    ]
    is_low = ids[1].isna() | (ids[0] <= ids[1])
    return current.assign(subject_id=ids[0].where(is_low, ids[1]), other_id=ids[1].where(is_low, ids[0]))


def decided_since(project: Project, tables: Mapping[str, pd.DataFrame]) -> int:
    """Return how many decisions in ``decisions.csv`` the last run has not seen."""
    columns = [*_KEYS, "decision", "on_date", "fingerprint"]
    seen = pd.MultiIndex.from_frame(tables["decisions"][columns])
    current = current_decisions(project, tables)
    return int((~pd.MultiIndex.from_frame(current[columns]).isin(seen)).sum())


def decide(
    project: Project, tables: Mapping[str, pd.DataFrame], words: Sequence[str], decision: str, *, said: Said
) -> list[Taken]:
    """Write decisions into ``decisions.csv``; the next run replays them.

    Parameters
    ----------
    words
        Questions by number or id, links, options by id or rank (o12), alignments (a7); or two records, or two agencies; to be split, records
        or spellings of agencies.
    decision
        accept, reject, split, park or dismiss. Of a pair, split is written as rejected.

    Raises
    ------
    DecisionError
        If the decision is none, or does not go with what is decided on.
    UnknownIdError
        If a word names nothing.
    OutputError
        If the file is open elsewhere or cannot be written.
    """
    code = decision_of(decision)
    if code is None:
        raise DecisionError(f"expected accept, reject, split, park or dismiss; found {decision!r}.")
    targets = targets_of(tables, words, is_split=code == "split")
    if not targets:
        raise DecisionError("expected what is decided on before the decision. See: totalcapital decide")
    if said.saving_gbp is not None and (
        code != "accepted" or any(target.subject != "alignment" for target in targets)
    ):
        raise DecisionError(
            "expected a saving with an alignment that is accepted alone; nothing was written."
        )
    rows, taken = [], []
    for target in targets:
        found = "rejected" if code == "split" and target.other_id is not None else code
        rows.append(row_of(target, found, said))
        taken.append(Taken(target.subject, target.subject_id, target.other_id, target.about, found))
    add_rows(project.decisions_path, project.decisions_name, rows)
    return taken


def row_of(target: Target, decision: str, said: Said) -> dict[str, str | None]:
    """Return a decision as a row of the file."""
    return {
        "subject": target.subject,
        "subject_id": target.subject_id,
        "other_id": target.other_id,
        "decision": decision,
        "by": said.by,
        "on_date": said.on_date.isoformat(),
        "reason": said.reason,
        "owner": said.owner,
        "next_step": said.next_step,
        "saving_gbp": None if said.saving_gbp is None else f"{said.saving_gbp:.2f}".removesuffix(".00"),
        "fingerprint": target.fingerprint,
        "about": target.about,
    }


def undo(project: Project, tables: Mapping[str, pd.DataFrame], words: Sequence[str]) -> list[Taken]:
    """Take the decision that counts on each subject out of ``decisions.csv``; an earlier one counts again.

    Raises
    ------
    DecisionError
        If nothing was decided on one of them; the file is as it was.
    """
    current = current_decisions(project, tables)
    targets = targets_of(tables, words)
    taken, numbers = [], []
    for target in targets:
        other = (
            current["other_id"].isna() if target.other_id is None else current["other_id"] == target.other_id
        )
        same = (current["subject"] == target.subject) & (current["subject_id"] == target.subject_id) & other
        if not same.any():
            raise DecisionError(
                f"{project.decisions_name}: expected a decision on {target.about}; there is none. Nothing was taken out."
            )
        row = current[same].iloc[0]
        numbers.append(int(row["source_row"]))
        taken.append(Taken(target.subject, target.subject_id, target.other_id, target.about, row["decision"]))
    remove_rows(project.decisions_path, project.decisions_name, numbers)
    return taken


def is_in_area(asked: pd.DataFrame, tables: Mapping[str, pd.DataFrame], area: str) -> pd.Series[bool]:
    """Tell the questions that touch a property of an area."""
    found = find_subject(tables, area, kinds=["area"])
    places, holdings = tables["places"], tables["holdings"]
    inside = set(places.loc[places["area_id"] == found.id, "subject_id"])
    sites = deciding.site_of_record(holdings)
    here = holdings[holdings["site_id"].isin(inside)]
    there = {*sites.index[sites.isin(inside)], *here["agency_id"].dropna()}
    options = tables["colocation"]
    is_here = options["host_id"].isin(here["holding_id"]) | options["guest_id"].isin(here["holding_id"])
    there |= set(options.loc[is_here, "option_id"])
    aligned = tables["alignments"]
    ends = inside | set(here["holding_id"])
    there |= set(aligned.loc[aligned["from_id"].isin(ends) | aligned["to_id"].isin(ends), "alignment_id"])
    return asked["subject_id"].isin(there) | asked["other_id"].isin(there)
