"""Explains a hub and a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.explaining.form import Explanation, Part, amount, listed, number, row_of, text
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["explain_hub", "explain_scenario"]


def explain_hub(tables: Mapping[str, pd.DataFrame], hub_id: str) -> Explanation:
    """Explain one hub: who moves in with whom, whether all fit in together, and the mean of its options."""
    row = row_of(tables["hubs"], "hub_id", hub_id)
    room = {
        True: "all fit in together",
        False: "not all fit in together",
        None: "whether all fit in together is not known",
    }
    fits = None if row["is_room_enough"] is None else bool(row["is_room_enough"])
    lines = [
        str(row["reason"]),
        f"It is number {row['rank']:,} of the estate (h{row['rank']}); {row['agencies_count']} agencies.",
        (f"Room: {number(row['spare_m2'], unit='m²')} spare at the anchor; the members need {number(row['need_m2'], unit='m²')} "
        f"as far as it is known; {room[fits]}."),
        f"Not known: {listed(row['missing'])}.",
    ]  # fmt: skip
    options = tables["colocation"].set_index("option_id")
    needs = tables["needs"].set_index("holding_id")["need_m2"]
    names = _names(tables)
    parts, scores = [], []
    for option_id, member in zip(split_list(row["option_ids"]), split_list(row["members"]), strict=True):
        score = options["score"].get(option_id)
        scores.append(score)
        parts.append([names.get(member, member), option_id, number(score, 4), number(needs.get(member), 0)])
    known = [float(score) for score in scores if score is not None and not pd.isna(score)]
    mean = f"{sum(known) / len(known):.4f}" if known else "not known"
    parts.append(["mean", "", mean, ""])
    made = Part(
        f"Who would move in with {names.get(row['anchor_id'], row['anchor_id'])}",
        ["member", "option", "score", "need, m²"],
        parts,
        f"The score of the hub is the mean of its options: {number(row['score'], 4)}. Why an option scores so: totalcapital explain OPTION",
    )
    return Explanation(
        "hub", hub_id, f"hub of {names.get(row['anchor_id'], row['anchor_id'])}", lines, [made]
    )


def explain_scenario(tables: Mapping[str, pd.DataFrame], scenario_id: str) -> Explanation:
    """Explain one scenario: what it is best in, its limits, how sure that is, its moves and what is missing."""
    row = row_of(tables["scenarios"], "scenario_id", scenario_id)
    lines = [
        str(row["reason"]),
        _found(row),
        f"It could choose from {row['options_count']:,} options; {row['left_out_count']:,} were left out, not enough being known.",
        f"Moves: {row['moves_count']:,}, of which {row['without_money_count']:,} have no known worth and are in no sum of money.",
        f"Limits: {_listed(row['limits'])}.",
        f"What holds it back: {_listed(row['binding'])}.",
        f"To find out first: {_listed(row['missing'])}.",
    ]
    parts = [_sums(row), *_moves(tables, row)] if row["value"] is not None or row["moves_count"] else []
    return Explanation("scenario", scenario_id, f"scenario {scenario_id}", lines, parts)


def _found(row: Mapping[str, Any]) -> str:
    aim = f"As large as possible: {row['objective']}."
    if row["value"] is None:
        return f"{aim} No set was found: {row['status']}."
    if row["bound"] is None:
        return f"{aim} Found: {number(row['value'])} {row['unit']} ({row['status']}); how much more there could be is not known."
    gap = "not known" if row["gap_pct"] is None else f"{row['gap_pct']:.2f} %"
    return (
        f"{aim} Found: {number(row['value'])} {row['unit']} ({row['status']}); no set can reach more than "
        f"{number(row['bound'])} {row['unit']}, so that the gap is {gap}."
    )


def _listed(cell: Any) -> str:
    """Return a list whose entries have commas of their own."""
    return "; ".join(split_list(cell)) or "none"


def _sums(row: Mapping[str, Any]) -> Part:
    names = {"saving a year": "saving{}_gbp", "net present value": "npv{}_gbp"}
    rows = [
        [label, *(amount(row[form.format(end)]) for end in ("_low", "", "_high"))]
        for label, form in names.items()
    ]
    rows.append(["once", "", amount(row["once_gbp"]), ""])
    rows.append(["floor area left empty, m²", "", number(row["released_m2"]), ""])
    return Part("What the moves come to together", ["sum", "low", "central", "high"], rows)


def _moves(tables: Mapping[str, pd.DataFrame], scenario: Mapping[str, Any]) -> list[Part]:
    """Return the moves by year, and their sums, which are those of the scenario."""
    moves = tables["moves"]
    mine = moves[moves["scenario_id"] == scenario["scenario_id"]].sort_values(["year", "option_id"])
    if mine.empty:
        return []
    options, names = tables["colocation"].set_index("option_id"), _names(tables)
    rows = []
    for row in mine.to_dict("records"):
        ends = [options[f"{side}_id"].get(row["option_id"]) for side in ("guest", "host")]
        guest, host = (names.get(str(end), text(end, "no such option now")) for end in ends)
        rank = options["rank"].get(row["option_id"])
        money = [amount(row[name]) for name in ("saving_gbp", "once_gbp", "npv_gbp")]
        by = "people" if row["is_decided"] else "the search"
        short = row["option_id"] if rank is None or pd.isna(rank) else f"o{rank}"
        rows.append(
            [
                short,
                str(row["year"]),
                f"{guest} to {host}",
                number(row["need_m2"]),
                number(row["released_m2"]),
                *money,
                by,
            ]
        )
    sums = [
        number(mine[name].sum(min_count=1))
        for name in ("need_m2", "released_m2", "saving_gbp", "once_gbp", "npv_gbp")
    ]
    rows.append(["sum", "", "", *sums, ""])
    columns = [
        "option",
        "year",
        "move",
        "takes, m²",
        "leaves, m²",
        "saves a year",
        "once",
        "net present value",
        "chosen by",
    ]
    return [Part("Its moves", columns, rows)]


def _names(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    holdings = tables["holdings"]
    agencies = tables["agencies"].set_index("agency_id")["name"]
    return {
        holding: f"{text(name, holding)} ({text(agencies.get(agency), 'agency not known')})"
        for holding, name, agency in zip(
            holdings["holding_id"], holdings["name"], holdings["agency_id"], strict=True
        )
    }
