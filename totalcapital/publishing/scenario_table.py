"""The scenarios of the estate side by side, for the index page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.publishing.pages import number_words
from totalcapital.publishing.sentences import money
from totalcapital.publishing.texts import Markup, escape, page_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.publishing.redaction import View

__all__ = ["scenario_section"]

_LINES: Final = (
    "objective", "status", "gap", "moves_count", "saving", "once", "npv", "released", "without_money",
)  # fmt: skip


def scenario_section(view: View, *, currency: str) -> Markup:
    """Return the scenarios as a table, each with its sentence; empty where there is none to be seen."""
    scenarios = view.tables["scenarios"]
    if scenarios.empty or not view.may_see("scenarios", "reason"):
        return Markup("")
    text = page_text()
    words, heads = text["scenarios"], text["scenario_lines"]
    # Partners may not see how far the search was from the best.
    lines = [line for line in _LINES if line != "gap" or view.may_see("scenarios", "gap_pct")]
    top = f'<th scope="col">{escape(words["name"])}</th>' + "".join(
        f'<th scope="col">{escape(heads[line])}</th>' for line in lines
    )
    rows = "".join(_row(row, text, currency, lines) for row in scenarios.to_dict("records"))
    said = "".join(
        f"<li><strong>{escape(row['scenario_id'])}</strong>: {escape(row['reason'])}</li>"
        for row in scenarios.to_dict("records")
    )
    label = escape(words["heading"])
    return Markup(
        f'\n<section class="scenarios" id="scenarios"><h2>{label}</h2><p>{escape(words["lede"])}</p>'
        f'<div class="twin-scroll" role="region" aria-label="{label}" tabindex="0"><table><thead><tr>{top}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div><ul>{said}</ul></section>"
    )


def _row(row: Mapping[Any, Any], text: Any, currency: str, lines: list[str]) -> str:
    codes, unknown = text["codes"], text["script"]["not_known"]

    def sum_of(name: str) -> str:
        return unknown if pd.isna(row[name]) else money(row[name], currency)

    def range_of(name: str) -> str:
        low, high = row[f"{name}_low_gbp"], row[f"{name}_high_gbp"]
        if pd.isna(low) or pd.isna(high) or low == high:
            return sum_of(f"{name}_gbp")
        ends = text["script"]["money_range"].format(low=money(low, currency), high=money(high, currency))
        return f"{sum_of(f'{name}_gbp')} ({ends})"

    cells = {
        "objective": codes["objective"][row["objective"]],
        "status": codes["scenario_status"][row["status"]],
        "gap": unknown if pd.isna(row["gap_pct"]) else f"{row['gap_pct']:.2f}".rstrip("0").rstrip(".") + " %",
        "moves_count": number_words(int(row["moves_count"])),
        "saving": range_of("saving"),
        "once": sum_of("once_gbp"),
        "npv": range_of("npv"),
        "released": unknown
        if pd.isna(row["released_m2"])
        else f"{number_words(round(row['released_m2']))} m²",
        "without_money": number_words(int(row["without_money_count"])),
    }
    return (
        f'<tr><th scope="row">{escape(row["scenario_id"])}</th>'
        + "".join(f"<td>{escape(cells[line])}</td>" for line in lines)
        + "</tr>"
    )
