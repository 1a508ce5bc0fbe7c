"""Explains a co-location option: the sentence, each part of its score, and what every number rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.explaining.form import Explanation, Part, day, listed, number, row_of, text
from totalcapital.explaining.worth import hanging_part, worth_parts
from totalcapital.publishing.sentences import sentence
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["explain_option"]

_COMPONENTS: Final = {
    "proximity": "how near they are: 1 in the same street, 0 at the radius",
    "space": "room at the host against what the guest needs",
    "service": "how well the services sit together",
    "lease": "how well the leases meet",
    "condition": "condition and backlog of host and guest: 1 good, 0 bad",
    "access": "what the move does to residents' access",
}
#: Scores and weights count as whole numbers of this many parts, so that every machine ranks alike.
_UNITS: Final = 10_000
#: What a record says that an option rests on: column to label and unit.
_EVIDENCE: Final = {
    "service": ("service", ""), "tenure": ("tenure", ""), "status": ("status", ""),
    "lease_end_date": ("lease ends", ""), "lease_break_date": ("lease break", ""), "break_notice_months": ("notice", "months"),
    "is_leased_out": ("let to another", ""), "floor_area_m2": ("floor area", "m²"), "floor_area_basis": ("measured as", ""),
    "unused_area_m2": ("unused area", "m²"), "unused_pct": ("unused", "%"), "staff_fte": ("staff", "FTE"),
    "workstations_count": ("workstations", ""), "capacity_count": ("places", ""), "occupied_count": ("places in use", ""),
    "opening_hours_week": ("open", "hours a week"), "running_cost_gbp": ("running cost", "a year"), "rent_gbp": ("rent", "a year"),
    "backlog_gbp": ("backlog", ""), "condition_grade": ("condition", ""), "value_gbp": ("value", ""), "constraints": ("constraints", ""),
}  # fmt: skip


def explain_option(
    tables: Mapping[str, pd.DataFrame], option_id: str, options: Mapping[str, Any]
) -> Explanation:
    """Explain one option: what it rests on, each part of its score with its weight, what is missing.

    Parameters
    ----------
    options
        What ``run.json`` says of the run: ``weights`` of the components, ``currency``, ``stability_draws``.
    """
    row = row_of(tables["colocation"], "option_id", option_id)
    saving = tables["appraisals"]
    saving = saving[(saving["subject_id"] == option_id) & (saving["measure"] == "saving")]
    low, high = (
        float(saving[name].iloc[0]) if len(saving) else float("nan") for name in ("low_gbp", "high_gbp")
    )
    said = sentence(
        row["reason"], low=low, high=high, missing=split_list(row["missing"]), currency=str(options.get("currency", "GBP"))
    )  # fmt: skip
    lines = [
        said,
        _standing(row),
        f"Distance {row['distance_m']:,.0f} m, sure to {row['distance_uncertainty_m']:,.0f} m"
        + (f"; {row['walk_min']:.0f} min on foot by {_WALKS.get(row['walk_by'], 'a detour factor')}" if row["walk_min"] else "")
        + ".",
        f"Direction: {row['direction']}.{_other_direction(tables, row)}",
        *_stability(tables, row, options),
        f"What rules it out: {listed(row['vetoes'])}.",
        f"Not known: {listed(row['missing'])}.",
    ]  # fmt: skip
    parts = [
        _scored(row, options["weights"]),
        _sides(tables, row),
        _evidence(tables, row),
        _room(tables, row),
        _days(row),
        *_access(row),
        *worth_parts(tables, option_id),
        *hanging_part(tables, option_id),
        *_chosen(tables, option_id),
        *_decided(tables, option_id),
    ]
    return Explanation("option", option_id, f"{row['guest_id']} moves in with {row['host_id']}", lines, parts)


_WALKS: Final = {"detour": "a detour factor", "network": "the network given"}


def _standing(row: Mapping[str, Any]) -> str:
    decided = f" People decided: {row['decision']}." if row["decision"] else ""
    if row["rank"] is not None:
        return f"It is number {row['rank']:,} of the estate (o{row['rank']}).{decided}"
    if row["vetoes"]:
        return f"It has no rank: it is ruled out.{decided}"
    if row["decision"] in {"rejected", "parked"}:
        return f"It has no rank:{decided.lower().removesuffix('.')}."
    return f"It has no rank: the other direction is the better, or nothing of its score is known.{decided}"


def _other_direction(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> str:
    options = tables["colocation"]
    other = options[(options["host_id"] == row["guest_id"]) & (options["guest_id"] == row["host_id"])]
    return f" The other way round: {other['option_id'].iloc[0]}." if len(other) else ""


def _stability(
    tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any], options: Mapping[str, Any]
) -> list[str]:
    if row["rank_stability_pct"] is None:
        return []
    known = tables["assumptions"].set_index("assumption_id")["value"]
    first = f"first {known['stability.top']:.0f}" if "stability.top" in known else "first"
    draws = options.get("stability_draws")
    count = f"{draws:,} sets of" if isinstance(draws, int) else "many sets of"
    area = "the estate" if row["area_id"] is None else f"the area {row['area_id']}"
    share = f"{row['rank_stability_pct']:.0f} % of {count} other weights"
    return [f"Stability: among the {first} of {area} under {share} (assumptions stability.*)."]


def _scored(row: Mapping[str, Any], weights: Mapping[str, float]) -> Part:
    """Return the parts of the score: whole ten-thousandths, so that they add up to it exactly."""
    known = {
        name: None if (value := row[f"score_{name}"]) is None else round(value * _UNITS)
        for name in _COMPONENTS
    }
    share = {name: round(weights.get(name, 0.0) * _UNITS) for name in _COMPONENTS}
    whole = sum(share[name] for name, value in known.items() if value is not None)
    total = sum(share[name] * value for name, value in known.items() if value is not None)
    rows = []
    for name, value in known.items():
        adds = "left out" if value is None or not whole else f"{value * share[name] / whole / _UNITS:.4f}"
        rows.append(
            [name, _COMPONENTS[name], number(row[f"score_{name}"], 4), f"{weights.get(name, 0.0):g}", adds]
        )
    summed = f"{total / whole / _UNITS:.4f}" if whole else "not known"
    rows.append(["score", "sum of the parts", number(row["score"], 4), f"{whole / _UNITS:g}", summed])
    remark = (
        "The score is the weighted mean of the parts that are known; what is not known is left out, never nought. "
        "Weights: assumptions weight.*, or [colocation] weights of the estate file."
    )
    return Part("How it was scored", ["part", "what it says", "0 to 1", "weight", "adds"], rows, remark)


def _sides(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> Part:
    holdings = tables["holdings"].set_index("holding_id")
    bands = tables["bands"].set_index("holding_id")["band"]
    rows = [
        [side, row[f"{side}_id"], text(holdings["name"].get(row[f"{side}_id"])), text(bands.get(row[f"{side}_id"])),
         listed(holdings["asset_ids"].get(row[f"{side}_id"]))]
        for side in ("host", "guest")
    ]  # fmt: skip
    return Part(
        "The two holdings (totalcapital explain HOLDING)", ["side", "holding", "name", "use", "records"], rows
    )


def _evidence(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> Part:
    """Return what each record of the two says of tenure, leases, staff, area and condition, with file and row."""
    holdings = tables["holdings"].set_index("holding_id")["asset_ids"]
    rows = []
    for side in ("host", "guest"):
        ids = split_list(holdings.get(row[f"{side}_id"]))
        assets = tables["assets"]
        for record in assets[assets["asset_id"].isin(ids)].sort_values("asset_id").to_dict("records"):
            said = [f"{label} {_cell(record[name])}{f' {unit}' if unit else ''}"
                    for name, (label, unit) in _EVIDENCE.items() if not pd.isna(record[name])]  # fmt: skip
            place = f"{record['source_file']}, row {record['source_row']}"
            rows.append([side, record["asset_id"], place, "; ".join(said) or "nothing of it"])
    return Part(
        "What the registers say of tenure, leases, staff, area, cost and condition",
        ["side", "record", "file and row", "says"],
        rows,
        "To the letter, heading by heading: totalcapital explain RECORD",
    )


def _cell(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return day(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        f"{value:,.4g}"
        if isinstance(value, float) and abs(value) < 1000
        else f"{value:,.0f}"
        if isinstance(value, float)
        else str(value)
    )


def _room(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> Part:
    """Return spare area of the host, need of the guest, and what is left of the one for the other."""
    spare = _known(tables["bands"], row["host_id"])
    need = _known(tables["needs"], row["guest_id"])
    cases = ("low", "", "high")
    room = [spare.get(_named("spare", case)) for case in cases]
    wants = [need.get(_named("need", case)) for case in cases]
    # the cautious case is the least room for the greatest need
    left = [
        a - b if a is not None and b is not None else None for a, b in zip(room, wants[::-1], strict=True)
    ]
    rows = [
        [
            "spare at the host",
            *(number(value) for value in room),
            text(spare.get("spare_basis"), "not known"),
        ],
        [
            "needed by the guest",
            *(number(value) for value in wants),
            text(need.get("need_basis"), "not known"),
        ],
        ["room left", *(number(value) for value in left), "least spare less greatest need; and so on"],
    ]
    settle = [
        listed(one.get("would_be_known_by"))
        for one, at in ((spare, "spare_m2"), (need, "need_m2"))
        if one.get(at) is None
    ]
    remark = (
        f"Would be known by: {'; '.join(words for words in settle if words != 'none')}."
        if any(words != "none" for words in settle)
        else None
    )
    return Part("Room, m²", ["what", "low", "central", "high", "rests on"], rows, remark)


def _named(what: str, case: str) -> str:
    return f"{what}_{case}_m2" if case else f"{what}_m2"


def _known(frame: pd.DataFrame, holding_id: str) -> dict[str, Any]:
    found = frame[frame["holding_id"] == holding_id]
    return row_of(frame, "holding_id", holding_id) if len(found) else {}


def _days(row: Mapping[str, Any]) -> Part:
    rows = [
        ["last day to give notice", day(row["notice_by_date"])],
        ["first day the leases let it happen", day(row["window_start_date"])],
        [
            "last such day",
            "no end, or not known" if row["window_end_date"] is None else day(row["window_end_date"]),
        ],
    ]
    return Part("Leases", ["what", "day"], rows)


def _access(row: Mapping[str, Any]) -> list[Part]:
    if row["access_before_count"] is None and row["access_after_count"] is None:
        return []
    rows = [
        ["all", number(row["access_before_count"]), number(row["access_after_count"])],
        [
            "most deprived fifth",
            number(row["access_deprived_before_count"]),
            number(row["access_deprived_after_count"]),
        ],
    ]
    remark = "Residents within reach of the guest's service (docs/method/colocation.md)."
    return [Part("Access", ["residents", "now", "after the move"], rows, remark)]


def _chosen(tables: Mapping[str, pd.DataFrame], option_id: str) -> list[Part]:
    """Return the scenarios that chose it and the hubs it is part of."""
    moves = tables["moves"][tables["moves"]["option_id"] == option_id].sort_values("scenario_id")
    rows = [["scenario", row["scenario_id"], f"move in {row['year']}"] for row in moves.to_dict("records")]
    hubs = tables["hubs"]
    mine = hubs[hubs["option_ids"].map(lambda cell: option_id in split_list(cell)).astype(bool)]
    rows += [
        ["hub", row["hub_id"], f"number {row['rank']} (h{row['rank']})"] for row in mine.to_dict("records")
    ]
    return (
        [Part("Where it stands besides (totalcapital explain ID)", ["kind", "id", "as"], rows)]
        if rows
        else []
    )


def _decided(tables: Mapping[str, pd.DataFrame], option_id: str) -> list[Part]:
    decided = tables["decisions"]
    mine = decided[decided["subject"].eq("option") & decided["subject_id"].eq(option_id)]
    rows = [
        [row["decision"], text(row["by"]), day(row["on_date"]), text(row["reason"], ""), text(row["owner"], ""),
         text(row["next_step"], ""), text(row["state_reason"], "in force"), f"row {row['source_row']}"]
        for row in mine.sort_values("source_row").to_dict("records")
    ]  # fmt: skip
    columns = ["decision", "by", "on", "reason", "owner", "next step", "stands", "decisions.csv"]
    return [Part("What people decided", columns, rows)] if rows else []
