"""Explains a co-location option, a capital project and an area."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

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

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["explain_area", "explain_option", "explain_project"]

_COMPONENTS: Final = {
    "proximity": "how near they are: 1 in the same street, 0 at the radius",
    "space": "spare space of the host against the need of the guest",
    "service": "how well the services sit together",
    "lease": "how soon the guest's lease lets it move",
    "condition": "condition of the host: 1 good, 0 bad",
    "access": "what the move does to residents' access",
}


def explain_option(
    tables: Mapping[str, pd.DataFrame], option_id: str, weights: Mapping[str, float]
) -> Explanation:
    """Explain one option: what it rests on, each part of its score with its weight, what is missing.

    Parameters
    ----------
    weights
        Component to weight, as the run used them.
    """
    row = row_of(tables["colocation"], "option_id", option_id)
    known = {name: row[f"score_{name}"] for name in _COMPONENTS}
    whole = sum(weights.get(name, 0.0) for name, value in known.items() if value is not None)
    rows = []
    for name, value in known.items():
        weight = weights.get(name, 0.0)
        part = "left out" if value is None or not whole else f"{value * weight / whole:.3f}"
        rows.append([name, _COMPONENTS[name], number(value, 2), f"{weight:g}", part])
    rows.append(["score", "sum of the parts", number(row["score"], 2), f"{whole:g}", number(row["score"], 3)])
    rank = "It is ruled out." if row["rank"] is None else f"It is number {row['rank']:,} of the estate."
    lines = [
        str(row["reason"]),
        f"{rank} Distance {row['distance_m']:,.0f} m, sure to {row['distance_uncertainty_m']:,.0f} m.",
        f"What rules it out: {listed(row['vetoes'])}.",
        f"Not known: {listed(row['missing'])}.",
    ]
    scored = Part(
        "How it was scored",
        ["part", "what it says", "0 to 1", "weight", "adds"],
        rows,
        "The score is the weighted mean of the parts that are known; what is not known is left out, never nought. "
        "Weights: geodata/benchmarks/colocation.toml, or [colocation] weights of the estate file.",
    )
    holdings = tables["holdings"].set_index("holding_id")
    sides = Part(
        "The two holdings (totalcapital explain HOLDING)",
        ["side", "holding", "name", "records"],
        [
            [side, row[f"{side}_id"], text(holdings["name"].get(row[f"{side}_id"])),
             listed(holdings["asset_ids"].get(row[f"{side}_id"]))]
            for side in ("host", "guest")
        ],
    )  # fmt: skip
    return Explanation(
        "option", option_id, f"{row['guest_id']} moves in with {row['host_id']}", lines, [scored, sides]
    )


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
