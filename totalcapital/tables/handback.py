"""What goes back to each agency beside its faults: what is not given, and what changed since its last file."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import Table, code, count, number, text

COMPLETENESS: Final = Table(
    "completeness",
    "One thing the analyses need of one register, and for how many records it is given.",
    (
        text("register_id", "The register.", required=True),
        text("field", "Our column, or place or agency.", required=True),
        count("applies_count", "Records of which it can be said at all.", required=True),
        count("given_count", "Of them, records of which it is said.", required=True),
        number("weight", "How much it counts in the register's completeness.", "points", required=True),
        text("effect", "What cannot be found out for want of it, in plain words; null: nothing is missing."),
    ),
)

CHANGES: Final = Table(
    "changes",
    "One thing that differs between a register's file and the file before it.",
    (
        text("register_id", "The register.", required=True),
        code("kind", "What differs.", codes.CHANGE_KINDS, required=True),
        code(
            "level", "warning: look at it before the result is used; note: said.", codes.LEVELS, required=True
        ),
        text("column", "Heading as it stands in the file now, or before where it is gone; or our column."),
        count("before_count", "Rows, records or values before; null: there is no such count."),
        count("now_count", "The same now."),
        count("rows_count", "Records that the difference concerns.", required=True),
        text("message", "The difference in plain words.", required=True),
        text("before_sha256", "Digest of the file before.", required=True),
    ),
)
