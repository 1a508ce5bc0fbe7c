"""Explains how well something is used: band, rule, threshold, measurement, and the cells they rest on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.explaining.form import Part, listed, number, text
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["area_parts", "area_words", "band_words", "rule_parts"]

_WORST: Final = {"surplus": 0, "under-used": 1, "watch": 2, "used": 3}
_SET_BY: Final = {"default": "the tool", "estate": "the estate file"}


def band_words(tables: Mapping[str, pd.DataFrame], band: Mapping[str, Any]) -> str:
    """Return a holding's band with the rule that decided."""
    if band["rule_id"] is None:
        wanted = f"Its use would be known by: {listed(band['would_be_known_by'])}."
        return f"Use: {band['band']}." + (f" {wanted}" if band["would_be_known_by"] else "")
    rule = _rules(tables).get(band["rule_id"], {})
    says = f": {rule['measures'][0].lower()}{rule['measures'][1:]}" if rule else ""
    return f"Use: {band['band']}, confidence {band['confidence']}, by the rule {band['rule_id']}{says}."


def area_words(band: Mapping[str, Any], need: Mapping[str, Any] | None) -> Sequence[str]:
    """Return in sentences what a holding has to spare, and what its service would need elsewhere."""
    lines = [_area("Spare floor area", "spare", band, band["spare_would_be_known_by"])]
    if need is not None:
        lines.append(
            _area("Floor area its service would need elsewhere", "need", need, need["would_be_known_by"])
        )
    return lines


def _area(what: str, prefix: str, row: Mapping[str, Any], wanted: Any) -> str:
    if row[f"{prefix}_m2"] is None:
        return f"{what}: not known" + (f"; it would be by: {listed(wanted)}." if wanted else ".")
    low, high = number(row[f"{prefix}_low_m2"]), number(row[f"{prefix}_high_m2"])
    between = "" if low == high else f" ({low} to {high})"
    return f"{what}: {number(row[f'{prefix}_m2'])} m² net internal{between}: {row[f'{prefix}_basis']}."


def area_parts(
    tables: Mapping[str, pd.DataFrame], band: Mapping[str, Any], need: Mapping[str, Any] | None
) -> list[Part]:
    """Return the assumptions that spare and needed floor area rest on, as the run used them."""
    uses = {"spare": band["spare_assumptions"], "need": None if need is None else need["need_assumptions"]}
    assumptions = {row["assumption_id"]: row for row in tables["assumptions"].to_dict("records")}
    rows: list[list[str]] = []
    for what, ids in uses.items():
        for name in split_list(ids):
            one = assumptions[name]
            values = " / ".join(
                number(one[case], 3).rstrip("0").rstrip(".") for case in ("low", "value", "high")
            )
            shown = values if pd.notna(one["low"]) else number(one["value"], 3).rstrip("0").rstrip(".")
            rows.append(
                [what, name, one["meaning"], f"{shown} {one['unit']}", _SET_BY[one["set_by"]], one["source"]]
            )
    columns = ["for", "assumption", "it says", "least to most favourable", "set by", "source"]
    remark = "Change any under [assumptions] in the estate file."
    return [Part("What the floor areas assume", columns, rows, remark)] if rows else []


def rule_parts(tables: Mapping[str, pd.DataFrame], ids: Sequence[str]) -> list[Part]:
    """Return the rules that were tried on some records, what they rest on, and those that could not be tried.

    The first names each rule's threshold, its source and who set it; the second each cell of the file it
    was read from; the third what would make the others known.
    """
    found = tables["underuse"][tables["underuse"]["asset_id"].isin(ids)]
    order = found.assign(order=found["finding"].map(_WORST))
    found = order.sort_values(["order", "rule_id", "asset_id"], na_position="last").drop(columns="order")
    tried = found[found["finding"] != "unknown"]
    untried = found[found["finding"] == "unknown"]
    return [
        *_tried_part(tables, tried),
        *_cells_part(tables, tried, ids),
        *_untried_part(untried),
    ]


def _rules(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    return {
        str(row["rule_id"]): {str(k): v for k, v in row.items()} for row in tables["rules"].to_dict("records")
    }


def _tried_part(tables: Mapping[str, pd.DataFrame], tried: pd.DataFrame) -> list[Part]:
    rules = _rules(tables)
    rows: list[list[str]] = []
    for row in tried.to_dict("records"):
        rule = rules.get(row["rule_id"], {})
        is_state = row["unit"] == "status"
        rows.append(
            [
                row["asset_id"],
                f"{row['rule_id']} (version {row['rule_version']})",
                row["finding"],
                "as stated" if is_state else f"{number(row['measured'], 2)} {text(row['unit'], '')}",
                "none" if is_state else _thresholds(rule, row["threshold"]),
                _SET_BY.get(rule.get("set_by", ""), "not known"),
                row["evidence"],
                text(rule.get("source")),
            ]
        )
    columns = [
        "record",
        "rule",
        "finding",
        "measured",
        "thresholds",
        "set by",
        "evidence",
        "source of the thresholds",
    ]
    remark = "The worst finding decides; passing a rule on a state or on land is no sign of use. Rules: geodata/benchmarks/underuse.toml; docs/method/underuse.md."
    return [Part("Tested for under-use", columns, rows, remark)] if rows else []


def _thresholds(rule: Mapping[str, Any], threshold: Any) -> str:
    named = [f"{name} {rule[name]:g}" for name in ("watch", "flag") if rule and pd.notna(rule.get(name))]
    return ", ".join(named) or number(threshold, 2)


def _cells_part(tables: Mapping[str, pd.DataFrame], tried: pd.DataFrame, ids: Sequence[str]) -> list[Part]:
    """Return each cell that the findings rest on: file, row, heading, as the register writes it."""
    rules, headings = _rules(tables), tables["headings"]
    assets = tables["assets"].set_index("asset_id")
    rows: list[list[str]] = []
    rests_on = [split_list(rules.get(rule, {}).get("rests_on")) for rule in tried["rule_id"].unique()]
    columns = list(dict.fromkeys(name for names in rests_on for name in names))
    for asset_id in sorted(ids):
        record = assets.loc[asset_id]
        cells = json.loads(str(record["source_values"]))
        of_register = headings[headings["register_id"] == record["register_id"]]
        for column in columns:
            if pd.isna(record[column]):
                continue
            said = of_register[[column in split_list(names) for names in of_register["column"]]]
            read = [f"{name}: {cells[name]}" for name in said["heading"] if str(cells.get(name, "")).strip()]
            rows.append(
                [
                    str(asset_id),
                    f"{record['source_file']}, row {record['source_row']}",
                    "; ".join(read) or "no cell: the heading, the layout or the estate file says it",
                    column,
                    _value(record[column]),
                ]
            )
    head = ["record", "file and row", "heading and cell as read", "column", "read as"]
    return [Part("What the findings rest on", head, rows)] if rows else []


def _value(cell: Any) -> str:
    if isinstance(cell, pd.Timestamp):
        return str(cell.date())
    return f"{cell:,.10g}" if isinstance(cell, float) else str(cell)


def _untried_part(untried: pd.DataFrame) -> list[Part]:
    rows = [
        [row["asset_id"], row["rule_id"], row["evidence"], listed(row["would_be_known_by"])]
        for row in untried.to_dict("records")
    ]
    columns = ["record", "rule", "what it found", "would be known by"]
    return [Part("Rules whose evidence is missing", columns, rows)] if rows else []
