"""What moves are worth, on what assumptions, and which of them can all happen together."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import Table, code, count, flag, identifier, number, text

APPRAISALS: Final = Table(
    "appraisals",
    "What one option is worth against doing nothing, by measure; costs are negative, so that the parts add up.",
    (
        text("subject_id", "The option.", required=True),
        code("measure", "What is valued.", codes.MEASURES, required=True),
        number("low_gbp", "The least favourable case; null: not known, never nought.", "GBP"),
        number("central_gbp", "The central case; null: not known.", "GBP"),
        number("high_gbp", "The most favourable case; null: not known.", "GBP"),
        text("basis", "What it rests on, in plain words; null where it is not known."),
        text("missing", "What is not known and would change it, as a list."),
    ),
)

SENSITIVITIES: Final = Table(
    "sensitivities",
    "How the worth of one option hangs on one of its parts.",
    (
        text("subject_id", "The option.", required=True),
        code("measure", "The part that is changed alone.", codes.MEASURES, required=True),
        number("central_gbp", "That part, central.", "GBP", required=True),
        number(
            "switching_pct",
            "Change of that part at which the option is worth nothing; null: no change does it.",
            "%",
        ),
        number(
            "npv_low_gbp", "Worth of the option with that part at its least favourable.", "GBP", required=True
        ),
        number(
            "npv_high_gbp", "Worth of the option with that part at its most favourable.", "GBP", required=True
        ),
        text("reason", "The same in plain words.", required=True),
    ),
)

ASSUMPTIONS: Final = Table(
    "assumptions",
    "One number that a result rests on, as this run used it.",
    (
        identifier("assumption_id", "The assumption; what [assumptions] in the estate file calls it."),
        code("stage", "Where it is used.", codes.ASSUMING_STAGES, required=True),
        text("meaning", "What it says, in plain words.", required=True),
        number("low", "Its least favourable value; null: it has one value only.", "of unit"),
        number("value", "Its central value.", "of unit", required=True),
        number("high", "Its most favourable value; null: it has one value only.", "of unit"),
        text("unit", "Its unit.", required=True),
        text("price_base", "The year whose prices it is in; null: no price."),
        text("source", "Where it comes from.", required=True),
        code("set_by", "Whether it is the published one or the estate file's.", codes.SET_BY, required=True),
    ),
)

SCENARIOS: Final = Table(
    "scenarios",
    "One best set of moves that can all happen together, under one set of limits.",
    (
        identifier("scenario_id", "The scenario, as the estate file names it."),
        code("objective", "What was made as large as possible.", codes.OBJECTIVES, required=True),
        text("limits", "Its limits in plain words, as a list.", required=True),
        code("status", "How the search ended.", codes.SCENARIO_STATUSES, required=True),
        number("value", "What the set reaches of its objective; null: no set.", "of unit"),
        number("bound", "No set can reach more than this; null: not known.", "of unit"),
        text("unit", "Unit of value and bound.", required=True),
        number("gap_pct", "How far the value may be from the best, of the bound; null: not known.", "%"),
        count("options_count", "Options it could choose from.", required=True),
        count("left_out_count", "Options left out because what they need is not known.", required=True),
        count("moves_count", "Moves chosen.", required=True),
        number("saving_low_gbp", "Saving a year of the moves, least favourable; null: of none known.", "GBP"),
        number("saving_gbp", "The same, central.", "GBP"),
        number("saving_high_gbp", "The same, most favourable.", "GBP"),
        number(
            "once_gbp", "What they cost (below nought) or bring once, central; null: of none known.", "GBP"
        ),
        number(
            "npv_low_gbp", "Net present value of the moves, least favourable; null: of none known.", "GBP"
        ),
        number("npv_gbp", "The same, central.", "GBP"),
        number("npv_high_gbp", "The same, most favourable.", "GBP"),
        number("released_m2", "Net internal floor area left empty by the moves; null: of none known.", "m2"),
        count(
            "without_money_count",
            "Moves of the set whose net present value is not known, so that it is in no sum of it.",
            required=True,
        ),
        text("binding", "The limits that hold it back, or that cannot all be met, as a list."),
        text("missing", "What to find out first, as a list."),
        text("reason", "The result in plain words.", required=True),
    ),
)

MOVES: Final = Table(
    "moves",
    "One option that a scenario chose.",
    (
        text("scenario_id", "The scenario.", required=True),
        text("option_id", "The option.", required=True),
        count("year", "Year of the move, the first that lease and budget allow.", required=True),
        number("need_m2", "Floor area it takes of the host.", "m2", required=True),
        number("released_m2", "Net internal floor area it leaves empty; null: not known.", "m2"),
        number("saving_gbp", "Saving a year, central; null: not known.", "GBP"),
        number("once_gbp", "What it costs (below nought) or brings once, central; null: not known.", "GBP"),
        number("npv_gbp", "Net present value in that year, central; null: not known.", "GBP"),
        flag(
            "is_decided", "Whether people had accepted it, so that it was not up for choice.", required=True
        ),
    ),
)
