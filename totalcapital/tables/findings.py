"""What the estate's records say when held against rules and against each other."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import (
    Table,
    code,
    count,
    date,
    flag,
    geometry,
    identifier,
    number,
    text,
)

UNDERUSE: Final = Table(
    "underuse",
    "One rule that applies to one record, with what it measured, or that it could not.",
    (
        text("asset_id", "The record.", required=True),
        text("rule_id", "The rule.", required=True),
        text("rule_version", "Version of the rule.", required=True),
        code(
            "finding",
            "What the rule says of the record; unknown: its evidence is missing.",
            codes.BANDS,
            required=True,
        ),
        number("measured", "What was measured; null: not known.", "of unit"),
        number("threshold", "The threshold it was held against; null: not known.", "of unit"),
        text("unit", "Unit of measured and threshold."),
        number("excess", "How far over the threshold, 0 (not at all) to 1; null: not known.", "share"),
        text("evidence", "The finding in plain words, or what is missing.", required=True),
        text("would_be_known_by", "For unknown: what evidence would settle it, as a list."),
    ),
)

RULES: Final = Table(
    "rules",
    "One under-use rule, as this run applied it.",
    (
        identifier("rule_id", "The rule."),
        text(
            "rule_version",
            "Its version; ends in +estate where the estate file sets a threshold.",
            required=True,
        ),
        text("measures", "What it measures, in plain words.", required=True),
        text("applies_to", "The records it applies to, in plain words.", required=True),
        text("rests_on", "Columns of the record that it rests on, as a list."),
        text("unit", "Unit of its thresholds.", required=True),
        number("watch", "Beyond this a holding is watched; null: no such threshold.", "of unit"),
        number("flag", "Beyond this it is under-used or surplus; null: no such threshold.", "of unit"),
        count("peers_at_least_count", "Records that must be measured before any is tested.", required=True),
        code("confidence", "How far its evidence carries.", codes.CONFIDENCES, required=True),
        text("source", "Where the thresholds come from.", required=True),
        code(
            "set_by",
            "Whether the thresholds are the published ones or the estate file's.",
            codes.SET_BY,
            required=True,
        ),
    ),
)

BAND_TABLE: Final = Table(
    "bands",
    "How well a holding is used, as far as is known.",
    (
        identifier("holding_id", "The holding."),
        code("band", "surplus, under-used, watch, used, or unknown.", codes.BANDS, required=True),
        code("confidence", "How far the evidence carries; null for unknown.", codes.CONFIDENCES),
        number("spare_low_m2", "Spare floor area (net internal) at the least; null: not known.", "m2"),
        number(
            "spare_m2",
            "Spare floor area (net internal); null: not known, never zero for want of evidence.",
            "m2",
        ),
        number("spare_high_m2", "Spare floor area (net internal) at the most; null: not known.", "m2"),
        text("spare_basis", "What the spare floor area rests on, in plain words; null: not known."),
        text("spare_assumptions", "Assumptions that it rests on, as a list of ids."),
        text(
            "spare_would_be_known_by",
            "Of a building whose spare floor area is not known: what evidence would tell, as a list.",
        ),
        text("rule_id", "The rule that decided the band; null for unknown."),
        text("would_be_known_by", "For unknown: what evidence would settle it, as a list."),
    ),
)

NEEDS: Final = Table(
    "needs",
    "The floor area that a holding's service would need elsewhere.",
    (
        identifier("holding_id", "The holding."),
        number("need_low_m2", "At the least (net internal); null: not known.", "m2"),
        number("need_m2", "Floor area needed (net internal); null: not known.", "m2"),
        number("need_high_m2", "At the most (net internal); null: not known.", "m2"),
        text(
            "need_basis",
            "What it rests on (staff, workstations, places, area in use), in plain words; null: not known.",
        ),
        text("need_assumptions", "Assumptions that it rests on, as a list of ids."),
        text(
            "would_be_known_by",
            "Where it is not known: what evidence would tell, as a list; null: no service is there, or it needs no building.",
        ),
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
        number("walk_min", "Walking time; null: the network given has no way between them.", "min"),
        code("walk_by", "How walking time was found: detour factor, or the network given.", codes.WALKS_BY),
        number("score", "Weighted mean of the components that are known, 0 to 1.", "0-1"),
        number("score_proximity", "1 same street, 0 at the radius.", "0-1"),
        number("score_space", "Spare space of the host against the guest's need; null: not known.", "0-1"),
        number("score_service", "How well the services sit together; null: not known.", "0-1"),
        number("score_lease", "How well the leases meet; null: not known.", "0-1"),
        number("score_condition", "Condition and backlog of host and guest; null: not known.", "0-1"),
        number("score_access", "What the move does to access; null: not known.", "0-1"),
        count(
            "rank",
            "Place in the whole estate, 1 first; none for what is vetoed, rejected, parked, or the worse direction.",
        ),
        flag(
            "is_better_direction",
            "Whether this is the better of the two directions of its pair.",
            required=True,
        ),
        text("direction", "Why this way round, or why not, in plain words.", required=True),
        number(
            "rank_stability_pct",
            "How often it is in the top 20 of its area under other weights; null: it has no rank.",
            "%",
        ),
        text("area_id", "Area whose list it stands in, that of the guest; null: the whole estate."),
        text("vetoes", "What rules the option out, as a list."),
        text("missing", "Evidence that is missing, as a list."),
        date(
            "notice_by_date",
            "Last day to give notice for the break that the window begins with; null: none is needed or known.",
        ),
        date(
            "lease_leaves_date",
            "Break or end of the guest's lease that the window begins with; null: freehold, or not known.",
        ),
        date("window_start_date", "First day on which the leases would let it happen; null: not known."),
        date("window_end_date", "Last such day; null: no end, or not known."),
        count("access_before_count", "Residents within reach of the guest's service now."),
        count("access_after_count", "The same after the move."),
        count("access_deprived_before_count", "Of them, in the most deprived fifth, now."),
        count("access_deprived_after_count", "The same after the move."),
        code("decision", "What people decided; null: nothing.", codes.DECISIONS),
        text("reason", "The option in plain words, without money.", required=True),
        geometry("Line from host to guest."),
    ),
)

EXCLUSIONS: Final = Table(
    "exclusions",
    "One entry of the never list, with what it kept out before any pair was scored.",
    (
        text("exclusion_id", "The entry.", required=True),
        text("reason", "Why, in plain words.", required=True),
        code("side", "What it must not be.", codes.SIDES, required=True),
        code("set_by", "Whether the entry is the tool's or the estate file's.", codes.SET_BY, required=True),
        count("holdings_count", "Holdings it is about.", required=True),
        count(
            "options_count", "Options it kept out, counted for the first entry that applies.", required=True
        ),
        text("source", "Where the entry comes from.", required=True),
    ),
)

HUBS: Final = Table(
    "hubs",
    "Three agencies or more that could share one building.",
    (
        identifier("hub_id", "Digest of the anchor."),
        text("anchor_id", "Holding that would take the others in.", required=True),
        text("members", "Holdings that would move in, as a list.", required=True),
        text("option_ids", "The options it is made of, as a list, in the order of members.", required=True),
        count("agencies_count", "Agencies, the anchor's with them.", required=True),
        count("rank", "Place in the whole estate, 1 first.", required=True),
        number("score", "Mean score of its options, 0 to 1.", "0-1", required=True),
        number("spare_m2", "Spare floor area of the anchor; null: not known.", "m2"),
        number("need_m2", "Floor area the members need, those whose need is known; null: none is.", "m2"),
        flag("is_room_enough", "Whether all of them fit in together; null: not known."),
        text("area_id", "Area the anchor stands in; null: none."),
        text("missing", "Evidence that is missing, as a list."),
        text("reason", "The hub in plain words.", required=True),
        geometry("Outline round the properties."),
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
