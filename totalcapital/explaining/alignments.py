"""Explains an alignment: why, both ends with their rows and dates, what it rests on, what people decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalcapital.explaining.form import (
    Explanation,
    Part,
    amount,
    day,
    listed,
    number,
    place_in_file,
    row_of,
    text,
)
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["alignments_part", "explain_alignment"]

_HELD = ("in-force", "subject-changed")


def explain_alignment(tables: Mapping[str, pd.DataFrame], alignment_id: str) -> Explanation:
    """Explain one alignment: the rule with the bounds it used, the two ends to file and row, place, time, money."""
    row = row_of(tables["alignments"], "alignment_id", alignment_id)
    standing = (
        f"number {row['rank']:,} of the estate (a{row['rank']})"
        if row["rank"] is not None
        else "without a rank"
    )
    lines = [
        str(row["reason"]),
        f"A {row['kind']}, {standing}; confidence {row['confidence']}.",
        f"Rule: {row['rule']}.",
        f"At stake: {amount(row['amount_gbp'])}.",
        f"Check first: {row['check_first']}",
        f"Not known: {listed(row['missing'])}.",
        _stands(row),
        *_agreed(tables, alignment_id),
    ]
    parts = [
        _ends(tables, row),
        _apart(row),
        *_money(tables, row),
        *_rests(row),
        *_decided(tables, alignment_id),
    ]
    return Explanation("alignment", alignment_id, _title(tables, row), lines, parts)


def _title(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> str:
    other = (
        f" and {_name(tables, row['to_id'])}"
        if row["to_id"]
        else f": no {text(row['service'], 'service')} in reach"
    )
    return f"{row['kind']}: {_name(tables, row['from_id'])}{other}"


def _stands(row: Mapping[str, Any]) -> str:
    since = f" since {day(row['since_date'])}" if row["since_date"] is not None else ""
    decided = f" People decided: {row['decision']}." if row["decision"] else ""
    return f"Against the last edition: {row['status']}{since}.{decided}"


def _agreed(tables: Mapping[str, pd.DataFrame], alignment_id: str) -> list[str]:
    found = tables["ledger"]
    return [
        f"Saving agreed on {day(one['agreed_on_date'])} by {text(one['by'])}: {amount(one['saving_gbp'])}."
        for one in found[found["alignment_id"] == alignment_id].to_dict("records")
    ]


def _name(tables: Mapping[str, pd.DataFrame], subject_id: str) -> str:
    for table, column in (("projects", "project_id"), ("holdings", "holding_id")):
        found = tables[table].loc[tables[table][column] == subject_id, "name"]
        if len(found):
            return text(found.iloc[0], subject_id)
    return f"{subject_id}, which is not there now"


def _ends(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> Part:
    rows = [_end(tables, end, row[f"{end}_id"]) for end in ("from", "to") if row[f"{end}_id"]]
    columns = [
        "end",
        "id",
        "name",
        "body",
        "from",
        "to",
        "dates to",
        "money",
        "placed by",
        "place to",
        "file and row",
    ]
    return Part("The ends", columns, rows, "Why a project or property is so: totalcapital explain ID")


def _end(tables: Mapping[str, pd.DataFrame], end: str, subject_id: str) -> list[str]:
    projects, holdings = tables["projects"], tables["holdings"]
    if (projects["project_id"] == subject_id).any():
        project = row_of(projects, "project_id", subject_id)
        place = row_of(tables["locations"], "subject_id", subject_id)
        return [
            end, subject_id, text(project["name"], "no name"), text(project["agency_id"]), day(project["start_date"]),
            day(project["end_date"]), number(project["dates_accuracy_days"], unit="days"), amount(project["total_gbp"]),
            place["method"], number(place["accuracy_m"], unit="m"), place_in_file(project),
        ]  # fmt: skip
    if (holdings["holding_id"] == subject_id).any():
        held = row_of(holdings, "holding_id", subject_id)
        site = row_of(tables["sites"], "site_id", held["site_id"])
        records = {str(one["asset_id"]): one for one in _records(tables, held["asset_ids"])}
        files = [place_in_file(records[name]) for name in split_list(held["asset_ids"]) if name in records]
        return [
            end, subject_id, text(held["name"], "no name"), text(held["agency_id"]), "", day(held["lease_end_date"]), "",
            "", "property", number(site["accuracy_m"], unit="m"), "; ".join(files),
        ]  # fmt: skip
    return [end, subject_id, "not there now", *[""] * 8]


def _records(tables: Mapping[str, pd.DataFrame], asset_ids: str) -> list[dict[str, Any]]:
    assets = tables["assets"]
    found: Any = assets[assets["asset_id"].isin(split_list(asset_ids))].to_dict("records")
    result: list[dict[str, Any]] = found
    return result


def _apart(row: Mapping[str, Any]) -> Part:
    rows = [
        [
            "distance, edge to edge",
            number(row["distance_m"], 1, "m"),
            number(row["distance_uncertainty_m"], unit="m"),
        ],
        [
            "both last together",
            number(row["overlap_days"], unit="days"),
            number(row["time_uncertainty_days"], unit="days"),
        ],
        [
            "between end and start",
            number(row["gap_days"], unit="days"),
            number(row["time_uncertainty_days"], unit="days"),
        ],
    ]
    return Part("Place and time", ["what", "how much", "may be off by"], rows)


def _money(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> list[Part]:
    funding = tables["funding"]
    mine = funding[funding["project_id"].isin([row["from_id"], row["to_id"]])]
    rows = [
        [one["project_id"], one["source"], text(one["source_read"]), text(one["financial_year"], "all"), amount(one["amount_gbp"]),
         day(one["longstop_date"])]
        for one in mine.sort_values(["project_id", "source", "source_read"]).to_dict("records")
    ]  # fmt: skip
    columns = ["project", "source", "as the list has it", "year", "amount", "longstop"]
    return [Part("Funding of the ends", columns, rows)] if rows else []


def _rests(row: Mapping[str, Any]) -> list[Part]:
    rows = [[name] for name in split_list(row["rests_on"])]
    return (
        [Part("What else it rests on", ["id"], rows, "Each can be explained: totalcapital explain ID")]
        if rows
        else []
    )


def _decided(tables: Mapping[str, pd.DataFrame], alignment_id: str) -> list[Part]:
    held = tables["decisions"]
    mine = held[held["subject"].eq("alignment") & held["subject_id"].eq(alignment_id)]
    rows = [
        [one["decision"], text(one["by"]), day(one["on_date"]), text(one["reason"]), text(one["owner"]), text(one["next_step"]),
         "in force" if one["state"] in _HELD else text(one["state_reason"]), f"decisions.csv, row {one['source_row']}"]
        for one in mine.sort_values("source_row").to_dict("records")
    ]  # fmt: skip
    columns = ["decision", "by", "on", "why", "owner", "next step", "stands", "where"]
    return [Part("What people decided", columns, rows)] if rows else []


def alignments_part(tables: Mapping[str, pd.DataFrame], project_id: str) -> Part:
    """Return the alignments of one project, those that stand first."""
    found = tables["alignments"]
    mine = found[found["from_id"].eq(project_id) | found["to_id"].eq(project_id)]
    mine = mine.sort_values(["rank", "alignment_id"], na_position="last")
    rows = [
        [one["alignment_id"], one["kind"], _other(tables, one, project_id), amount(one["amount_gbp"]), one["confidence"],
         one["status"], str(one["reason"])]
        for one in mine.to_dict("records")
    ]  # fmt: skip
    columns = ["alignment", "kind", "with", "at stake", "confidence", "stands", "why"]
    return Part(
        "What it meets", columns, rows, None if rows else "It meets no other project and no property's fate."
    )


def _other(tables: Mapping[str, pd.DataFrame], row: Mapping[Any, Any], project_id: str) -> str:
    other = row["to_id"] if row["from_id"] == project_id else row["from_id"]
    return _name(tables, other) if isinstance(other, str) else "nothing in reach"
