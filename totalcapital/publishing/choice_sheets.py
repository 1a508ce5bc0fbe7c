"""The sheets of a workbook about what could all happen together: hubs, scenarios, moves, and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.tables import TABLES, join_list, split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["MEANINGS", "hub_rows", "move_rows", "scenario_rows", "seen_rows"]

#: Columns of these sheets that no table has.
MEANINGS: Final = {
    "anchor": "Property that would take the others in",
    "who_moves_in": "Properties that would move in, with their agencies, as a list",
}


def hub_rows(view: View, page: Page) -> pd.DataFrame:
    """Return the hubs of which a property stands on the page, best first, by the names of their properties."""
    hubs = view.tables["hubs"].sort_values("rank")
    holdings = view.tables["holdings"].set_index("holding_id")
    called = _called(view)
    here = [
        any(holdings["site_id"].get(name) in page.sites for name in (anchor, *split_list(members)))
        for anchor, members in zip(hubs["anchor_id"], hubs["members"], strict=True)
    ]
    hubs = hubs[pd.Series(here, index=hubs.index, dtype=bool)]
    made = pd.DataFrame({
        "rank": hubs["rank"], "score": hubs["score"], "sentence": hubs["reason"], "agencies_count": hubs["agencies_count"],
        "anchor": hubs["anchor_id"].map(called),
        "who_moves_in": hubs["members"].map(lambda cell: join_list([called[name] for name in split_list(cell)])),
        "spare_m2": hubs["spare_m2"], "need_m2": hubs["need_m2"], "is_room_enough": hubs["is_room_enough"],
        "missing": hubs["missing"], "hub_id": hubs["hub_id"], "option_ids": hubs["option_ids"],
    })  # fmt: skip
    return made.reset_index(drop=True)


def _called(view: View) -> Mapping[str, str]:
    """Return each holding's name and agency."""
    holdings = view.tables["holdings"]
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    sites = view.tables["sites"].set_index("site_id")["name"]
    theirs = holdings["site_id"].map(sites).astype("str")  # of no site at all the map has no text type
    names = holdings["name"].fillna(theirs).fillna("a property without a name")
    who = holdings["agency_id"].map(agencies).astype(object).fillna("agency not known")
    return dict(zip(holdings["holding_id"], names + " (" + who.astype(str) + ")", strict=True))


def scenario_rows(view: View) -> pd.DataFrame:
    """Return the scenarios side by side: one row for what is told of them, one column for each."""
    scenarios = view.tables["scenarios"].set_index("scenario_id").sort_index()
    shown = [name for name in scenarios.columns if view.may_see("scenarios", name)]
    filled = [name for name in shown if scenarios[name].notna().any()]
    made: Any = scenarios[filled].astype(object).T
    made = made.where(made.notna(), None)
    made.insert(0, "scenario", made.index)
    result: pd.DataFrame = made.reset_index(drop=True)
    return result


def move_rows(view: View, page: Page) -> pd.DataFrame:
    """Return the moves of every scenario that touch the page, by scenario and year."""
    options = view.tables["colocation"].set_index("option_id")
    site_of = view.tables["holdings"].set_index("holding_id")["site_id"]
    moves = view.tables["moves"]
    ends = [moves["option_id"].map(options[side]).map(site_of) for side in ("host_id", "guest_id")]
    moves = moves[ends[0].isin(page.sites) | ends[1].isin(page.sites)]
    moves = moves.assign(rank=moves["option_id"].map(options["rank"]))
    moves = moves.sort_values(["scenario_id", "year", "rank", "option_id"])
    called = _called(view)
    made = pd.DataFrame({
        "scenario_id": moves["scenario_id"], "year": moves["year"],
        "guest": moves["option_id"].map(options["guest_id"]).map(called),
        "host": moves["option_id"].map(options["host_id"]).map(called),
        **{name: moves[name] for name in TABLES["moves"].column_names if name not in {"scenario_id", "year", "option_id"}},
        "rank": moves["rank"], "option_id": moves["option_id"],
    })  # fmt: skip
    return made.reset_index(drop=True)


def seen_rows(view: View, table: str) -> pd.DataFrame:
    """Return a table as the audience may see it, without columns it may not."""
    rows = view.tables[table]
    return rows[[name for name in rows.columns if view.may_see(table, name)]]
