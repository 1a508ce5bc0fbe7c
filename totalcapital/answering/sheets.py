"""The list of questions as a sheet: written to be filled in, taken back whole or not at all."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital import deciding
from totalcapital.answering.decisions import Taken, current_decisions, row_of
from totalcapital.answering.targets import Target, called
from totalcapital.answering.writing import add_rows, write_csv
from totalcapital.errors import DecisionError
from totalcapital.issues import IssueLog
from totalcapital.reading.decision_file import parse_decision_file, read_bytes
from totalcapital.reading.decisions import understand_decisions

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from totalcapital.answering.decisions import Said
    from totalcapital.project import Project
    from totalcapital.reading.decision_file import DecisionFile

__all__ = ["TakenSheet", "take_sheet", "write_list", "write_sheet"]

#: Heading of the sheet to the column of ``doubts``; blank columns are filled in by people.
_SHEET: Final = {
    "number": "rank", "question": "question", "now": "now", "evidence": "evidence", "likely yes %": "probability",
    "decision: accept, reject, split, park or dismiss": None, "reason": None, "by": None, "on_date": None,
    "owner": None, "next_step": None, "saving_gbp": None, "subject": "subject", "subject_id": "subject_id", "other_id": "other_id",
    "fingerprint": "fingerprint",
}  # fmt: skip
_LIST: Final = {
    "number": "rank", "id": "doubt_id", "question": "question", "now": "now", "evidence": "evidence",
    "likely yes %": "probability", "effect": "effect", "state": "state", "subject": "subject",
    "subject_id": "subject_id", "other_id": "other_id",
}  # fmt: skip
_MOST_FAULTS: Final = 20


@dataclass(frozen=True, slots=True)
class TakenSheet:
    """What was taken in from a sheet, rows left blank or decided so before, and what was corrected."""

    taken: tuple[Taken, ...]
    blank_count: int
    known_count: int
    remarks: tuple[str, ...]


def write_sheet(asked: pd.DataFrame, path: Path) -> int:
    """Write questions as a CSV with blank columns to fill in, and return how many there are.

    Raises
    ------
    OutputError
        If the file is open elsewhere or cannot be written.
    """
    write_csv(path, list(_SHEET), [_row(row, tuple(_SHEET.values())) for row in asked.to_dict("records")])
    return len(asked)


def write_list(asked: pd.DataFrame, path: Path) -> None:
    """Write questions as a CSV to be read: it has no columns to fill in, since a run replaces it."""
    write_csv(path, list(_LIST), [_row(row, tuple(_LIST.values())) for row in asked.to_dict("records")])


def _row(row: Mapping[object, object], columns: tuple[str | None, ...]) -> list[str | None]:
    return [None if name is None else _text(name, row[name]) for name in columns]


def _text(name: str, value: object) -> str | None:
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    return f"{100 * float(str(value)):.0f}" if name == "probability" else str(value)


def take_sheet(project: Project, tables: Mapping[str, pd.DataFrame], path: Path, *, said: Said) -> TakenSheet:
    """Write the decisions of a sheet that was filled in into ``decisions.csv``, all or none.

    Rows without a decision are passed over. A question whose records changed since the sheet was
    written is taken with what it said then, and asked again by the next run.

    Parameters
    ----------
    said
        Who decided and when, for rows that do not say so themselves.

    Raises
    ------
    DecisionError
        If a row cannot be understood, names what is not in the last run, or decides on what another
        row decides otherwise; nothing is taken then, and each such row is named.
    UnreadableFileError
        If it is no such sheet.
    """
    file = parse_decision_file(read_bytes(path, path.name), path.name)
    if file is None:
        raise DecisionError(
            f"{path.name}: expected a sheet of questions; it is empty. Write one: decide --sheet FILE"
        )
    filled, blank_count = _filled(file)
    log = IssueLog()
    decisions = understand_decisions(filled, path.name, log=log)
    issues = log.table()
    faults = [
        *issues.loc[issues["level"] != "note", "message"],
        *_not_there(decisions, tables),
        *_twice(decisions),
    ]
    if faults:
        more = f"\nand {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
        listed = "\n".join(faults[:_MOST_FAULTS])
        raise DecisionError(
            f"{path.name}: nothing was taken. Correct these rows and take it again:\n{listed}{more}"
        )
    fresh = decisions[~_is_decided_so(project, tables, decisions)]
    names = deciding.Names(tables)
    targets = [_target(row, names) for row in fresh.to_dict("records")]
    rows = [
        row_of(target, row["decision"], said) | _own_words(row)
        for target, row in zip(targets, fresh.to_dict("records"), strict=True)
    ]
    if rows:
        add_rows(project.decisions_path, project.decisions_name, rows)
    taken = (
        Taken(target.subject, target.subject_id, target.other_id, target.about, decision)
        for target, decision in zip(targets, fresh["decision"], strict=True)
    )
    return TakenSheet(tuple(taken), blank_count, len(decisions) - len(fresh), tuple(issues["message"]))


def _filled(file: DecisionFile) -> tuple[DecisionFile, int]:
    """Return the rows that hold a decision, and how many do not."""
    chosen = [at for at in range(len(file.rows)) if file.cell(at, "decision")]
    rows, numbers = [file.rows[at] for at in chosen], [file.numbers[at] for at in chosen]
    return dataclasses.replace(file, rows=rows, numbers=numbers), len(file.rows) - len(chosen)


def _target(row: Mapping[Hashable, Any], names: deciding.Names) -> Target:
    """Return what a row decides on, with the digest of what it said when the sheet was written."""
    other = row["other_id"] if isinstance(row["other_id"], str) else None
    mark = row["fingerprint"] if isinstance(row["fingerprint"], str) else None
    about = called(names, row["subject"], row["subject_id"], other)
    return Target(row["subject"], row["subject_id"], other, mark, about)


def _own_words(row: Mapping[Hashable, Any]) -> dict[str, str | None]:
    """Return what a row of the sheet says of who, when, why and what next."""
    own: dict[str, str | None] = {
        name: row[name] for name in ("by", "reason", "owner", "next_step") if isinstance(row[name], str)
    }
    if not pd.isna(row["saving_gbp"]):
        own["saving_gbp"] = f"{row['saving_gbp']:.2f}".removesuffix(".00")
    return own if pd.isna(row["on_date"]) else own | {"on_date": row["on_date"].date().isoformat()}


def _is_decided_so(
    project: Project, tables: Mapping[str, pd.DataFrame], decisions: pd.DataFrame
) -> pd.Series[bool]:
    """Tell the rows that say what the file of decisions says already."""
    columns = ["subject", "subject_id", "other_id", "decision", "fingerprint"]
    there = pd.MultiIndex.from_frame(current_decisions(project, tables)[columns])
    return pd.Series(pd.MultiIndex.from_frame(decisions[columns]).isin(there), index=decisions.index)


def _not_there(decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a fault for each id that the last run does not have."""
    asked = tables["doubts"]
    known = {
        "link": set(tables["assets"]["asset_id"]),
        "agency": set(deciding.bodies_named(tables["agency_links"], tables["agency_names"])),
        "option": set(tables["colocation"]["option_id"]),
        "alignment": set(tables["alignments"]["alignment_id"]),
    }
    gone = {*asked["subject_id"], *asked["other_id"].dropna()}
    faults = []
    for row in decisions[decisions["subject"].isin(list(known))].to_dict("records"):
        ids = [name for name in (row["subject_id"], row["other_id"]) if isinstance(name, str)]
        faults += [
            f"row {row['source_row']}: expected the id of a {row['subject']} of the last run; found {name}."
            for name in ids
            if name not in known[row["subject"]] and name not in gone
        ]
    return faults


def _twice(decisions: pd.DataFrame) -> list[str]:
    """Return a fault for each subject that two rows decide on differently."""
    keys = ["subject", "subject_id", "other_id"]
    faults = []
    for _, rows in decisions.groupby(keys, dropna=False, sort=True):
        if len(set(rows["decision"])) > 1:
            said = ", ".join(
                f"row {n} {d}" for n, d in zip(rows["source_row"], rows["decision"], strict=True)
            )
            faults.append(f"one decision for each question was expected; found {said}.")
    return faults
