"""Explains a capital project and an area."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

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
    """Explain one capital project: where it stands, its money and dates, its place."""
    row = row_of(tables["projects"], "project_id", project_id)
    location = row_of(tables["locations"], "subject_id", project_id)
    within = "no place" if location["accuracy_m"] is None else f"within {location['accuracy_m']:,.0f} m"
    lines = [
        f"It stands in {place_in_file(row)}.",
        f"Agency: {text(row['agency_id'])}; for {text(row['service'])}.",
        f"Cost {amount(row['total_gbp'])}; {row['commitment']}; stage {text(row['project_stage'])}.",
        f"From {day(row['start_date'])} to {day(row['end_date'])}.",
        f"Place: by {location['method']}, {within}: {location['evidence']}.",
    ]
    cells = json.loads(row["source_values"])
    said = [[heading, str(cell)] for heading, cell in cells.items() if str(cell).strip()]
    parts = [_areas(tables, project_id), Part("What the list says, to the letter", ["heading", "cell"], said)]
    return Explanation("project", project_id, text(row["name"], project_id), lines, parts)


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
