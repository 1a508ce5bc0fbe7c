"""Explains what an option is worth, what that hangs on, and the assumptions behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from totalcapital.explaining.form import Explanation, Part, amount, listed, number, row_of, text
from totalcapital.tables.codes import MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["explain_assumption", "hanging_part", "worth_parts"]

#: Beginning of an assumption's id to the measures it enters, the longest that fits; their sums follow.
_ENTERS: Final = {
    "running-cost": ("running-cost",), "running-cost.host-share": ("running-cost", "double-running"),
    "running-cost.stand-in": ("running-cost", "double-running"), "receipt": ("receipt",), "clear": ("receipt",),
    "backlog": ("backlog",), "works": ("works", "optimism-bias"), "optimism-bias": ("optimism-bias",),
    "move": ("move",), "exit": ("exit",), "double-running": ("double-running",), "discount": ("npv", "npv-simulated"),
    "prices": MEASURES,
}  # fmt: skip
#: Of an assumption that is one of several, what the basis of its measure says where it is the one used.
_USED_WHERE: Final = {
    "running-cost.benchmark": "benchmark", "move.per-fte": "staff", "move.per-m2": "m2",
    "works.condition-a": "condition A", "works.condition-b": "condition B", "works.condition-c": "condition C",
    "works.condition-d": "condition D", "works.condition-unknown": "not known",
}  # fmt: skip
#: Left out of the list of one option: the series of prices, and discounts after the first thirty years.
_LONG_LISTS: Final = ("prices.", "discount.first-years", "discount.later", "discount.latest")
_SUMS: Final = {
    "saving": ("running-cost", "rent"),
    "once": ("receipt", "backlog", "works", "optimism-bias", "move", "exit", "double-running"),
}
#: First word of an id to what it enters beside worth.
_BESIDE: Final = {
    "weight": "the score of every option, as the weight of one part", "walk": "walking time and access",
    "distance": "nearness, and which properties take part", "lease": "how well leases meet",
    "condition": "the score of condition", "stability": "the stability of ranks", "room": "room at the host",
    "access": "access before and after", "hub": "hubs", "choose": "what scenarios say to find out first",
    "area": "spare and needed floor area", "office": "spare and needed floor area", "school": "spare and needed floor area",
    "nursery": "spare and needed floor area",
}  # fmt: skip


def worth_parts(tables: Mapping[str, pd.DataFrame], option_id: str) -> list[Part]:
    """Return what an option is worth part by part, with what each rests on, and the assumptions used."""
    worth = tables["appraisals"]
    mine = worth[worth["subject_id"] == option_id].set_index("measure")
    ordered = [measure for measure in MEASURES if measure in mine.index]
    if not ordered:
        return []
    rows = [
        [
            measure, *(amount(mine.loc[measure, column]) for column in ("low_gbp", "central_gbp", "high_gbp")),
            text(mine.loc[measure, "basis"], ""), listed(mine.loc[measure, "missing"]).replace("none", ""),
        ]
        for measure in ordered
    ]  # fmt: skip
    remark = (
        "Against doing nothing; costs are below nought, so that parts add up to saving (a year) and once. "
        "Low is the least favourable case. docs/method/appraisal.md"
    )
    columns = ["part", "low", "central", "high", "rests on", "not known"]
    there = mine[mine["central_gbp"].notna()]
    known = dict(zip(map(str, there.index), there["basis"].fillna(""), strict=True))
    return [Part("What it is worth", columns, rows, remark), *_assumed(tables["assumptions"], known)]


def _assumed(assumptions: pd.DataFrame, bases: Mapping[str, str]) -> list[Part]:
    """Return the assumptions that the known parts of one option use.

    Parameters
    ----------
    bases
        Known measure to what it rests on.
    """
    rows = [
        [row["assumption_id"], row["meaning"], number(row["low"], 2), number(row["value"], 2), number(row["high"], 2), row["unit"]]
        for row in assumptions[assumptions["stage"] == "appraise"].to_dict("records")
        if not row["assumption_id"].startswith(_LONG_LISTS) and _is_used(row["assumption_id"], bases)
    ]  # fmt: skip
    remark = (
        "Those that the parts above use, beside the series prices.*. Source of each: totalcapital explain ID; change any "
        "under [assumptions] of the estate file."
    )
    columns = ["assumption", "meaning", "low", "value", "high", "unit"]
    return [Part("Assumptions of its worth", columns, rows, remark)] if rows else []


def _is_used(assumption_id: str, bases: Mapping[str, str]) -> bool:
    mine = [bases[measure] for measure in _of(_ENTERS, assumption_id, ()) if measure in bases]
    words = _of(_USED_WHERE, assumption_id, None)
    return bool(mine) and (words is None or any(words in basis for basis in mine))


def _of(table: Mapping[str, Any], assumption_id: str, otherwise: Any) -> Any:
    """Return what a table says of the longest beginning of an id that it has."""
    words = assumption_id.split(".")
    known = [".".join(words[:size]) for size in range(len(words), 0, -1)]
    return next((table[name] for name in known if name in table), otherwise)


def _first(assumption_id: str) -> str:
    return assumption_id.split(".", maxsplit=1)[0]


def hanging_part(tables: Mapping[str, pd.DataFrame], option_id: str) -> list[Part]:
    """Return how the worth of an option hangs on each of its parts: at which change it is worth nothing."""
    hangs = tables["sensitivities"]
    mine = hangs[hangs["subject_id"] == option_id]
    rows = [
        [row["measure"], amount(row["central_gbp"]), f"{number(row['switching_pct'], 0)} %" if row["switching_pct"] == row["switching_pct"] else "no change does it",
         amount(row["npv_low_gbp"]), amount(row["npv_high_gbp"]), row["reason"]]
        for row in sorted(mine.to_dict("records"), key=lambda one: MEASURES.index(one["measure"]))
    ]  # fmt: skip
    columns = [
        "part",
        "central",
        "worth nothing at a change of",
        "worth at its low",
        "at its high",
        "in words",
    ]
    return [Part("What its worth hangs on", columns, rows)] if rows else []


def explain_assumption(tables: Mapping[str, pd.DataFrame], assumption_id: str) -> Explanation:
    """Explain one assumption: its value and range, where it is from, and what it enters."""
    row = row_of(tables["assumptions"], "assumption_id", assumption_id)
    unit = row["unit"]
    ranged = row["low"] is not None and row["high"] is not None
    lines = [
        f"{row['meaning'][:1].upper()}{row['meaning'][1:]}.",
        f"Value: {row['value']:g} {unit}"
        + (f"; least favourable {row['low']:g}, most favourable {row['high']:g}." if ranged else "; it has one value only."),
        *([f"In prices of {row['price_base']}."] if row["price_base"] else []),
        f"Source: {row['source'].rstrip('.')}.",
        "Set by the estate file." if row["set_by"] == "estate" else "The published one.",
        f'To change it: [assumptions] "{assumption_id}" = {row["value"]:g} in the estate file, or [low, value, high]; then run.',
    ]  # fmt: skip
    return Explanation("assumption", assumption_id, assumption_id, lines, [_entered(tables, row)])


def _entered(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> Part:
    """Return the measures an assumption enters, each with how many options it is known of."""
    first = _first(row["assumption_id"])
    beside = _BESIDE.get(first, f"the stage {row['stage']}")
    enters = list(_of(_ENTERS, row["assumption_id"], ())) if row["stage"] == "appraise" else []
    enters += [name for name, parts in _SUMS.items() if set(parts) & set(enters) and name not in enters]
    if set(enters) & {"saving", "once"} and "npv" not in enters:
        enters.append("npv")
    worth = tables["appraisals"]
    counts = worth.loc[worth["central_gbp"].notna(), "measure"].value_counts()
    rows = [[measure, f"{int(counts.get(measure, 0)):,}"] for measure in MEASURES if measure in enters]
    if not rows:
        return Part("What it enters", ["what"], [[beside]])
    return Part(
        "What it enters",
        ["measure", "options it is known of"],
        rows,
        "By what the measure is made of (docs/method/appraisal.md).",
    )
