"""What the estate's records say when held against rules and against each other."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import (
    Table,
    code,
    count,
    date,
    geometry,
    identifier,
    number,
    text,
)

UNDERUSE: Final = Table(
    "underuse",
    "One rule that could be tried on one record, with what it measured.",
    (
        text("asset_id", "The record.", required=True),
        text("rule_id", "The rule.", required=True),
        text("rule_version", "Version of the rule.", required=True),
        number("measured", "What was measured.", "of unit"),
        number("threshold", "The threshold it was held against.", "of unit"),
        text("unit", "Unit of measured and threshold."),
        number("excess", "How far over the threshold, 0 (not at all) to 1.", "share", required=True),
        text("evidence", "The finding in plain words.", required=True),
    ),
)

BAND_TABLE: Final = Table(
    "bands",
    "How well a holding is used, as far as is known.",
    (
        identifier("holding_id", "The holding."),
        code("band", "surplus, under-used, watch, used, or unknown.", codes.BANDS, required=True),
        code("confidence", "How far the evidence carries; null for unknown.", codes.CONFIDENCES),
        number("spare_low_m2", "Spare floor area at the least; null: not known.", "m2"),
        number("spare_m2", "Spare floor area; null: not known, never zero for want of evidence.", "m2"),
        number("spare_high_m2", "Spare floor area at the most; null: not known.", "m2"),
        text("would_be_known_by", "For unknown: what evidence would settle it, as a list."),
    ),
)

COLOCATION: Final = Table(
    "colocation",
    "One option: a guest that could move in with a host. One row per direction.",
    (
        identifier("option_id", "host and guest."),
        text("host_id", "Holding that would take the guest in.", required=True),
        text("guest_id", "Holding that would move.", required=True),
        number("distance_m", "Edge-to-edge distance of the two sites.", "m", required=True),
        number("distance_uncertainty_m", "The distance can be off by this much.", "m", required=True),
        number("walk_min", "Walking time by a labelled detour factor.", "min"),
        number("score", "Weighted mean of the components that are known, 0 to 1.", "0-1"),
        number("score_proximity", "1 same street, 0 at the radius.", "0-1"),
        number("score_space", "Spare space of the host against the guest's need; null: not known.", "0-1"),
        number("score_service", "How well the services sit together; null: not known.", "0-1"),
        number("score_lease", "How well the leases meet; null: not known.", "0-1"),
        number("score_condition", "Condition of the host; null: not known.", "0-1"),
        number("score_access", "What the move does to access; null: not known.", "0-1"),
        count("rank", "Place in the whole estate, 1 first; vetoed options have none."),
        number(
            "rank_stability_pct",
            "How often it stays in the top 20 under other weights; null: not computed.",
            "%",
        ),
        text("vetoes", "What rules the option out, as a list."),
        text("missing", "Evidence that is missing, as a list."),
        date("window_start_date", "First day on which the leases would let it happen."),
        date("window_end_date", "Last such day."),
        count("access_before_count", "Residents within reach of the guest's service now."),
        count("access_after_count", "The same after the move."),
        count("access_deprived_before_count", "Of them, in the most deprived fifth, now."),
        count("access_deprived_after_count", "The same after the move."),
        text("decision", "What people decided."),
        text("reason", "The option in plain words.", required=True),
        geometry("Line from host to guest."),
    ),
)

ISSUES: Final = Table(
    "issues",
    "One fault of one row or file, where it is, and how to put it right.",
    (
        text("register_id", "The register; null for boundaries, lookups and the estate itself."),
        text("source_file", "The file."),
        count("source_row", "Row as a person sees it in the file; null: the whole file."),
        text("column", "Heading in the file, or our column."),
        text("value", "What was found."),
        text("code", "Kind of fault, from the fixed list.", required=True),
        code(
            "level",
            "error: row set aside; warning: value set to null; note: value corrected or said.",
            codes.LEVELS,
            required=True,
        ),
        text("message", "What was expected and what was found.", required=True),
        text("fix", "What to do.", required=True),
        text("responsible", "Who can put it right."),
        count("rows_count", "How many rows the fault concerns, where it is said once.", required=True),
    ),
)
