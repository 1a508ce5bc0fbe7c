"""What people decide, and what the tool asks them."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import Table, code, count, date, identifier, number, text

#: What a decision says in decisions.csv, in the order of its columns; what became of it is no part of the file.
DECISION_FILE_COLUMNS: Final[tuple[str, ...]] = (
    "subject", "subject_id", "other_id", "decision", "by", "on_date", "reason", "owner", "next_step", "saving_gbp",
    "fingerprint",
)  # fmt: skip

DECISIONS: Final = Table(
    "decisions",
    "One decision of a person, as it stands in decisions.csv beside the estate file.",
    (
        code("subject", "What kind of thing was decided on.", codes.DECISION_SUBJECTS, required=True),
        text("subject_id", "The record, agency, option or alignment; of two, the lower id.", required=True),
        text("other_id", "The other record or agency; null where the subject is one thing."),
        code("decision", "What was decided.", codes.DECISIONS, required=True),
        text("by", "Who decided."),
        date("on_date", "When."),
        text("reason", "Why."),
        text("owner", "Who takes the next step."),
        text("next_step", "What is to be done next."),
        number("saving_gbp", "Saving agreed with it; null: none was named.", "GBP"),
        text("fingerprint", "Digest of what was decided on; null: written by hand, taken as it is now."),
        count("source_row", "Row of decisions.csv.", required=True),
        code("state", "What became of it in this run.", codes.DECISION_STATES, required=True),
        text("state_reason", "Why it stands so, in plain words; null: it is in force."),
        text(
            "written_id",
            "The id in decisions.csv of an option that has another now; null: it has none other.",
        ),
        text("about", "What it was called when it was decided, for the reader; null: not said."),
    ),
)

DOUBTS: Final = Table(
    "doubts",
    "One thing the tool is not sure of and a person can decide, worst first.",
    (
        identifier("doubt_id", "Short name of the question, stable from run to run."),
        code("subject", "What kind of thing is asked about.", codes.DECISION_SUBJECTS, required=True),
        text("subject_id", "The record, agency, option or alignment; of two, the lower id.", required=True),
        text("other_id", "The other record or agency; null where the subject is one thing."),
        text("question", "What is asked, in plain words.", required=True),
        text("now", "What holds as long as nobody decides.", required=True),
        text("evidence", "What speaks for and against, in plain words.", required=True),
        number("probability", "How likely the tool takes a yes to be; null: not weighed.", "0-1"),
        number(
            "effect",
            "How much hangs on it times how unsure it is: the greater, the earlier it is asked.",
            "points",
            required=True,
        ),
        count("rank", "Place in the list, 1 first.", required=True),
        code("state", "How the question stands.", codes.DOUBT_STATES, required=True),
        text("fingerprint", "Digest of what is asked about.", required=True),
    ),
)
