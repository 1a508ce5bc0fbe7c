"""Explains a capital project and an area."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from totalcapital.explaining.alignments import alignments_part
from totalcapital.explaining.form import (
    Explanation,
    Part,
    amount,
    day,
    number,
    place_in_file,
    row_of,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["explain_area", "explain_project"]


def explain_project(tables: Mapping[str, pd.DataFrame], project_id: str) -> Explanation:
    """Explain one capital project: where it stands, its money by year and source, its dates, its place, what it meets."""
    row = row_of(tables["projects"], "project_id", project_id)
    location = row_of(tables["locations"], "subject_id", project_id)
    within = "no place" if location["accuracy_m"] is None else f"within {location['accuracy_m']:,.0f} m"
    lines = [
        f"It stands in {place_in_file(row)}.",
        f"Agency: {text(row['agency_id'])}; for {text(row['service'])}; works: {text(row['works'])}.",
        f"Cost {amount(row['total_gbp'])}; {row['commitment']}; stage {text(row['project_stage'])}."
        + (
            f" When first approved: {amount(row['original_gbp'])}." if row["original_gbp"] is not None else ""
        ),
        f"From {day(row['start_date'])} to {day(row['end_date'])}, good to {number(row['dates_accuracy_days'], unit='days')}.",
        *(
            [f"Its money must be spent by {day(row['longstop_date'])}."]
            if row["longstop_date"] is not None
            else []
        ),
        *_slipped(tables, project_id),
        f"Place: by {location['method']}, {within}: {location['evidence']}."
        + (f" The property: {location['asset_id']}." if location["asset_id"] else ""),
    ]
    cells = json.loads(row["source_values"])
    said = [[heading, str(cell)] for heading, cell in cells.items() if str(cell).strip()]
    parts = [
        *_years(tables, row),
        *_funding(tables, project_id),
        alignments_part(tables, project_id),
        _areas(tables, project_id),
        Part("What the list says, to the letter", ["heading", "cell"], said),
    ]
    return Explanation("project", project_id, text(row["name"], project_id), lines, parts)


def _slipped(tables: Mapping[str, pd.DataFrame], project_id: str) -> list[str]:
    found = tables["slippage"]
    return [
        f"Against the edition {one['edition']}: it begins {number(one['start_slip_days'], unit='days')} later and ends "
        f"{number(one['end_slip_days'], unit='days')} later; it costs {amount(one['change_gbp'])} more."
        for one in found[found["project_id"] == project_id].to_dict("records")
    ]


def _years(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> list[Part]:
    """Return the money by year with the heading of each amount, and the sum beside the total that the list states."""
    found = tables["project_years"]
    mine = found[found["project_id"] == row["project_id"]].sort_values(
        ["year_start_date", "period", "heading"]
    )
    if mine.empty:
        return []
    told = [
        [
            text(one["financial_year"], one["period"]),
            amount(one["amount_gbp"]),
            one["commitment"],
            one["heading"],
        ]
        for one in mine.to_dict("records")
    ]
    told.append(
        [
            "together",
            amount(mine["amount_gbp"].sum()),
            "",
            f"the list's own total: {amount(row['total_gbp'])}",
        ]
    )
    return [Part("Money by year", ["year", "amount", "commitment", "heading"], told)]


def _funding(tables: Mapping[str, pd.DataFrame], project_id: str) -> list[Part]:
    found = tables["funding"]
    mine = found[found["project_id"] == project_id].sort_values(["source", "source_read", "financial_year"])
    said = {True: "yes", False: "no"}
    told = [
        [one["source"], text(one["source_read"]), text(one["financial_year"], "all"), amount(one["amount_gbp"]), day(one["longstop_date"]),
         said.get(one["is_ring_fenced"], "not known"), said.get(one["is_match"], "not known")]
        for one in mine.to_dict("records")
    ]  # fmt: skip
    columns = ["source", "as the list has it", "year", "amount", "longstop", "ring-fenced", "match"]
    return [Part("Funding", columns, told)] if told else []


def explain_area(tables: Mapping[str, pd.DataFrame], area_id: str) -> Explanation:
    """Explain one area: what it is, as of when, and what stands in it."""
    row = row_of(tables["areas"], "area_id", area_id)
    inside = tables["places"][tables["places"]["area_id"] == area_id]
    is_site = inside["subject_id"].isin(tables["sites"]["site_id"])
    main = int(inside.loc[is_site, "is_main"].sum())
    lines = [
        f"Kind of area: {row['kind']}"
        + (f", of the programme {row['programme']}" if row["programme"] else "")
        + ".",
        f"Codes: {text(row['gss_code'], 'none')}.",
        f"These bounds held from {day(row['valid_from_date'])} to {day(row['valid_to_date'])}.",
        f"Residents: {number(row['population_count'])}; deprivation decile {number(row['imd_decile'])} (1 is most deprived).",
        f"{int(is_site.sum()):,} properties stand in it, {main:,} of them counted in its totals.",
        f"{len(inside) - int(is_site.sum()):,} capital projects stand in it.",
    ]
    return Explanation("area", area_id, row["name"], lines, [])


def _areas(tables: Mapping[str, pd.DataFrame], subject_id: str) -> Part:
    places = tables["places"]
    mine = places[places["subject_id"] == subject_id].merge(
        tables["areas"][["area_id", "name"]], on="area_id", how="left", validate="m:1"
    )
    rows = [
        [row["area_id"], text(row["name"]), row["kind"], f"{100 * row['share']:.0f} %"]
        for row in mine.sort_values(["kind", "area_id"]).to_dict("records")
    ]
    return Part(
        "Areas", ["area", "name", "kind", "share"], rows, None if rows else "It stands in none of the areas."
    )
