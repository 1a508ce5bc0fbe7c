"""Money of capital projects by year and source, and how projects meet one another and the estate."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import Table, code, count, date, flag, geometry, identifier, number, text

PROJECT_YEARS: Final = Table(
    "project_years",
    "What a project spends in one year, or before or after the years its list names.",
    (
        text("project_id", "The project.", required=True),
        code(
            "period",
            "Whether it is the money of a year, or of before or after.",
            codes.PERIODS,
            required=True,
        ),
        text("financial_year", 'Such as "2026-27", or "2026" for a calendar year; null: before or after.'),
        date("year_start_date", "First day of that year."),
        date("year_end_date", "Last day of that year."),
        number("amount_gbp", "What is spent in it.", "GBP", required=True),
        code("commitment", "Whether the money is approved.", codes.COMMITMENTS, required=True),
        text("heading", "Heading the amount was read from.", required=True),
    ),
)

FUNDING: Final = Table(
    "funding",
    "Money of one source for one project.",
    (
        text("project_id", "The project.", required=True),
        code("source", "Where the money comes from.", codes.FUNDING_SOURCES, required=True),
        text("source_read", "The same in the list's own words.", required=True),
        text("financial_year", "Year it is for; null: all years together."),
        number("amount_gbp", "How much; null: not known.", "GBP"),
        date("longstop_date", "Day by which it must be spent; null: not known."),
        flag("is_ring_fenced", "Whether it may be spent on this alone; null: not known."),
        flag("is_match", "Whether it must be matched, or is the match; null: not known."),
    ),
)

ALIGNMENTS: Final = Table(
    "alignments",
    "Two capital projects that meet, or a project that meets a building's fate, in place and time.",
    (
        identifier("alignment_id", "Digest of its kind and of both ends; the same in every edition."),
        code("kind", "How they meet.", codes.ALIGNMENT_KINDS, required=True),
        text("from_id", "The project that would change its plans.", required=True),
        text("to_id", "The project or holding it meets; null: a gap, which has no other end."),
        code("to_table", "What the other end is; null: a gap.", codes.ALIGNS_TO),
        code("service", "What a duplicate or a gap is of, in the codes of property.", codes.SERVICES),
        number("distance_m", "Edge-to-edge distance; null: a gap.", "m"),
        number("distance_uncertainty_m", "The distance can be off by this much.", "m"),
        number("overlap_days", "Days that both last; 0: one after the other; null: not known.", "days"),
        number(
            "gap_days",
            "Days between the end of one and the start of the other; 0: they overlap; null: not known.",
            "days",
        ),
        number("time_uncertainty_days", "The dates can be off by this much.", "days"),
        number("amount_gbp", "Money at stake; null: not known.", "GBP"),
        code("confidence", "How sure place, time and purpose are.", codes.CONFIDENCES, required=True),
        count("rank", "Place in the whole estate, 1 first; null: dismissed, parked or resolved."),
        text("area_id", "Area page it stands on, that of the first project; null: the whole estate."),
        code("status", "How it stands against the last edition.", codes.ALIGNMENT_STATUSES, required=True),
        date("since_date", "Day of the edition that first had it; null: none is kept."),
        code("decision", "What people decided; null: nothing.", codes.DECISIONS),
        text("check_first", "What to ask or look up before acting on it.", required=True),
        text("missing", "Evidence that is missing, as a list."),
        text(
            "rests_on",
            "Ids of whatever else it rests on or its words name: option, holdings, projects; as a list; null: nothing.",
        ),
        text("reason", "Why, in plain words.", required=True),
        text("rule", "The rule that made it, with the bounds it used.", required=True),
        geometry("Line between the two ends, or the place of the project."),
    ),
)

LEDGER: Final = Table(
    "ledger",
    "A saving that people agreed on for one alignment.",
    (
        text("alignment_id", "The alignment.", required=True),
        code("kind", "Its kind; null: it is not among those of now.", codes.ALIGNMENT_KINDS),
        date("agreed_on_date", "When."),
        number("saving_gbp", "What it saves; null: not yet known.", "GBP"),
        text("by", "Who agreed."),
        text("reason", "Why, in their words."),
        text("about", "What it was called when it was agreed."),
        code("status", "How the alignment stands now; null: it is not there.", codes.ALIGNMENT_STATUSES),
    ),
)

SLIPPAGE: Final = Table(
    "slippage",
    "A project of the last edition whose dates or money are others now.",
    (
        identifier("project_id", "The project."),
        text("before_id", "Its id in that edition.", required=True),
        text("edition", "The edition.", required=True),
        date("before_start_date", "When it was to begin."),
        date("before_end_date", "When it was to end."),
        number("before_gbp", "What it was to cost.", "GBP"),
        number("start_slip_days", "How much later it begins; negative: earlier; null: not known.", "days"),
        number("end_slip_days", "How much later it ends; negative: earlier; null: not known.", "days"),
        number("change_gbp", "How much more it costs; null: not known.", "GBP"),
    ),
)
