"""Reads what people decided: ``decisions.csv`` beside the estate file."""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.precedence import is_superseded
from totalcapital.reading.decision_file import decision_words, parse_decision_file, read_bytes
from totalcapital.reading.values.dates import parse_date, weigh_dates
from totalcapital.reading.values.quantities import parse_money
from totalcapital.reading.values.text import is_not_given, tidy
from totalcapital.tables import DECISION_FILE_COLUMNS, DECISIONS

if TYPE_CHECKING:
    import datetime as dt

    from totalcapital.issues import IssueLog
    from totalcapital.project import Project
    from totalcapital.reading.decision_file import DecisionFile
    from totalcapital.reading.values.dates import DateRule

__all__ = ["read_decisions", "understand_decisions"]

#: Two ids in one cell, as lists without a column for the other had them.
_TWO_IDS: Final = re.compile(r" (?:\+|\||=) ")
_WANTED: Final = {
    "subject": "link, agency, option, alignment or redaction",
    "decision": "accepted, rejected, split, parked or dismissed",
}
_IF_MEANT: Final = "Nothing, if that is what was meant; else write the word in full."
_OF_TWO: Final = ("link", "agency")


def read_decisions(project: Project, *, log: IssueLog) -> tuple[pd.DataFrame, dict[str, Any] | None]:
    """Read the decisions of an estate.

    The file is the estate's own, as the estate file is, and is read as text in this process; a row
    that cannot be understood stays in the file, is said in ``issues`` and has no effect.

    Returns
    -------
    tuple
        The ``decisions`` table in the order of the file, and what ``run.json`` says of the file: path,
        digest and rows; null where there is none.

    Raises
    ------
    UnreadableFileError
        If the file that the estate file names is not there, or it cannot be read as decisions at all:
        a run without what people decided would be another result.
    """
    path, shown = project.decisions_path, project.decisions_name
    if project.estate.decisions is None and not path.exists():
        return DECISIONS.empty(), None
    data = read_bytes(path, shown)
    file = parse_decision_file(data, shown)
    decisions = DECISIONS.empty() if file is None else understand_decisions(file, shown, log=log)
    rows = 0 if file is None else len(file.rows)
    return decisions, {
        "path": shown,
        "sha256": hashlib.sha256(data).hexdigest(),
        "rows_read": rows,
        "rows_kept": len(decisions),
        "rows_set_aside": rows - len(decisions),
    }


def understand_decisions(file: DecisionFile, shown: str, *, log: IssueLog) -> pd.DataFrame:
    """Return the ``decisions`` table of a file; of two ids the lower stands first.

    A word near to a known one is taken for it, which is noted. Of a pair ``split`` is read as
    rejected. A row without a subject or decision that is known, or without its ids, is set aside.

    Parameters
    ----------
    shown
        The name of the file in issues.
    """
    counts = pd.Series([file.cell(row, "on_date") for row in range(len(file.rows))]).value_counts()
    rule = weigh_dates({str(text): int(count) for text, count in counts.items()}, "on_date").rule
    lines = [_Line(file, row, shown, log) for row in range(len(file.rows))]
    made = [decision for line in lines if (decision := _decision(line, rule)) is not None]
    table: pd.DataFrame = DECISIONS.conform(pd.DataFrame(made))
    late = is_superseded(table)
    for number in table.loc[late & table["on_date"].isna(), "source_row"]:
        log.add(
            "decision-undated",
            "note",
            f"row {number}: a decision without a day counts as older than any with one, and another row decides the same.",
            "Write the day under on_date if this row is the one that holds; else delete it.",
            source_file=shown,
            source_row=int(number),
            column="on_date",
        )
    table["state"] = table["state"].mask(late, "superseded")
    return table


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the file, and where its faults go."""

    file: DecisionFile
    row: int
    shown: str
    log: IssueLog

    @property
    def number(self) -> int:
        return self.file.numbers[self.row]

    def cell(self, column: str) -> str:
        return self.file.cell(self.row, column)

    def fault(self, level: str, column: str, words: str, fix: str) -> None:
        self.log.add(
            "decision-corrected" if level == "note" else "decision-not-understood",
            level,
            f"row {self.number}: {words}.",
            fix,
            source_file=self.shown,
            source_row=self.number,
            column=column,
            value=self.cell(column) or None,
        )


def _decision(line: _Line, rule: DateRule) -> dict[str, Any] | None:
    """Return one decision; null where it cannot be understood."""
    read = {column: line.cell(column) or None for column in (*DECISION_FILE_COLUMNS, "about")}
    subject, decision = _word(line, "subject"), _word(line, "decision")
    if subject is None or decision is None:
        return None
    one, other = _ids(read["subject_id"], read["other_id"], has_other="other_id" in line.file.columns)
    wrong = _wrong_ids(subject, decision, one, other)
    if wrong:
        fix = "Write the ids as the list of open questions has them: totalcapital decide"
        line.fault("error", "subject_id", f"{wrong}; the row has no effect", fix)
        return None
    if decision == "split" and other is not None:
        decision = "rejected"
        line.fault("note", "decision", "of a pair, split is read as rejected: two and not one", _IF_MEANT)
    return read | {
        "subject": subject,
        "subject_id": one,
        "other_id": other,
        "decision": decision,
        "on_date": _day(line, rule),
        "saving_gbp": _saving(line, subject),
        "source_row": line.number,
        "state": "in-force",
    }


def _ids(one: str | None, other: str | None, *, has_other: bool) -> tuple[str | None, str | None]:
    """Return the ids a row names, the lower first; of lists of old both stand in one cell."""
    if one is not None and not has_other and len(parts := _TWO_IDS.split(one)) == 2:
        one, other = parts
    if other is not None and is_not_given(other):
        other = None
    if one is None or other is None:
        return one, other
    return min(one, other), max(one, other)


def _wrong_ids(subject: str, decision: str, one: str | None, other: str | None) -> str | None:
    """Say what is wrong with the ids of a row; null where nothing is."""
    if one is None:
        return "expected what was decided on under subject_id; it is blank"
    if one == other:
        return f"expected two different ids; found {one} twice"
    if subject in _OF_TWO and other is None and decision != "split":
        return (
            f"expected the other of the two under other_id, since {decision} is said of a pair; it is blank"
        )
    return None


def _word(line: _Line, column: str) -> str | None:
    """Return the code of a cell, a near miss noted; null, and an issue, where it is none."""
    text = line.cell(column)
    words: dict[str, str] = {word: code for code, known in decision_words()[column].items() for word in known}
    plain = tidy(text).casefold().rstrip(".!")
    if plain in words:
        return words[plain]
    near = difflib.get_close_matches(plain, words, n=1, cutoff=decision_words()["near_miss"]["likeness"])
    if near:
        line.fault("note", column, f"{text!r} was read as {words[near[0]]}", _IF_MEANT)
        return words[near[0]]
    line.fault(
        "error",
        column,
        f"expected {_WANTED[column]}; found {text or 'nothing'!r}; the row has no effect",
        f"Write one of these words under {column}, or delete the row.",
    )
    return None


def _saving(line: _Line, subject: str) -> float | None:
    text = line.cell("saving_gbp")
    parsed = parse_money(text)
    if parsed.fault is not None:
        line.fault(
            "warning",
            "saving_gbp",
            f"expected a sum such as 40,000; found {text!r} ({parsed.fault}); the decision holds, its saving is not known",
            "Write the sum in full.",
        )
    elif parsed.value is not None and subject != "alignment":
        line.fault(
            "note",
            "saving_gbp",
            "a saving is kept in the ledger of alignments alone; passed over",
            "Nothing.",
        )
        return None
    saving: float | None = parsed.value
    return saving


def _day(line: _Line, rule: DateRule) -> dt.date | None:
    text = line.cell("on_date")
    parsed = parse_date(text, rule)
    if parsed.fault is not None:
        line.fault(
            "warning",
            "on_date",
            f"expected a day such as 2026-11-26 or 26/11/2026; found {text!r} ({parsed.fault}); the decision holds and "
            "counts as older than any with a day",
            "Write the day on which it was decided.",
        )
    day: dt.date | None = parsed.value
    return day
