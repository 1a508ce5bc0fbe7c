"""What differs between two editions of the estate, and which records have other ids than before."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import Table, code, count, geometry, identifier, number, text

RENUMBERED: Final = Table(
    "renumbered",
    "One record that had another id in an earlier edition, and why it is held to be the same.",
    (
        text("asset_id", "The record.", required=True),
        text("before_id", "The id it had.", required=True),
        text("register_id", "Its register.", required=True),
        text("edition", "Name of the last edition in which it had that id.", required=True),
        number("weight", "Strength of the evidence; null: decided by rule alone.", "bit"),
        number("probability", "How likely the two are one record; null: decided by rule alone.", "0-1"),
        text("evidence", "The reason in plain words.", required=True),
    ),
)

DIFFERENCES: Final = Table(
    "differences",
    "One thing that differs between two editions of the estate.",
    (
        identifier("difference_id", "Stable digest of subject, kind and column."),
        code("subject", "What it is about.", codes.DIFFERENCE_SUBJECTS, required=True),
        code("kind", "What became of it.", codes.DIFFERENCE_KINDS, required=True),
        text("subject_id", "Its id now; before, where it is gone.", required=True),
        text("before_id", "Its id before, where that was another."),
        text("name", "Its name now; before, where it is gone."),
        text("agency_id", "Whose it is now; before, where it is gone."),
        text("site_id", "The property it belongs to now; before, where it is gone."),
        text("column", "The column that says something else."),
        text("before", "What was said before."),
        text("now", "What is said now."),
        number("measure", "How much it differs, now less before; of a distance, how far.", "of unit"),
        text("unit", "Unit of measure."),
        code("cause", "Where the difference comes from.", codes.DIFFERENCE_CAUSES, required=True),
        text("because", "Ids of the differences that brought this one about, as a list."),
        text("register_id", "The register."),
        text("before_file", "File of the record before; null: it was not there."),
        count("before_row", "Its row."),
        text("now_file", "File of the record now; null: it is not there."),
        count("now_row", "Its row."),
        count("rows_count", "Records, properties or projects that this row speaks for.", required=True),
        text("reason", "The difference in plain words.", required=True),
        geometry("Place now; before, where it is gone; of an option, the line from host to guest."),
    ),
)
