"""The scenarios with their moves, and the hubs, of one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.publishing.areas import hubs_of
from totalcapital.publishing.datablock import columns_of, places_of
from totalcapital.publishing.outlines import rings_of, simplified
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from totalcapital.publishing.redaction import View

__all__ = ["HUBS_ON_A_PAGE", "hubs_block", "scenarios_block"]

#: A page carries this many hubs, the best; the total is stated beside it.
HUBS_ON_A_PAGE: Final = 300
_OUTLINE_TOLERANCE_M: Final = 5.0

_SCENARIO_COLUMNS: Final = (
    "scenario_id", "objective", "limits", "status", "value", "bound", "unit", "gap_pct", "options_count",
    "left_out_count", "moves_count", "saving_low_gbp", "saving_gbp", "saving_high_gbp", "once_gbp",
    "npv_low_gbp", "npv_gbp", "npv_high_gbp", "released_m2", "without_money_count", "binding", "missing", "reason",
)  # fmt: skip
_MOVE_COLUMNS: Final = ("year", "need_m2", "released_m2", "saving_gbp", "once_gbp", "npv_gbp", "is_decided")
_HUB_COLUMNS: Final = (
    "hub_id", "agencies_count", "rank", "score", "spare_m2", "need_m2", "is_room_enough", "missing", "reason",
)  # fmt: skip


def scenarios_block(view: View, ids: pd.Index) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return every scenario of the estate, and the moves that touch the page.

    Parameters
    ----------
    ids
        Ids of the options in the order in which the page carries them.
    """
    scenarios = view.tables["scenarios"]
    moves = view.tables["moves"]
    moves = moves[moves["option_id"].isin(ids)].sort_values(["scenario_id", "year", "option_id"])
    return (
        {"count": len(scenarios), **columns_of(scenarios, _SCENARIO_COLUMNS)},
        {
            "count": len(moves),
            "scenario": places_of(moves["scenario_id"], scenarios["scenario_id"]),
            "option": [int(place) for place in ids.get_indexer(pd.Index(moves["option_id"]))],
            **columns_of(moves, _MOVE_COLUMNS),
        },
    )


def hubs_block(view: View, sites: frozenset[str], holdings: pd.DataFrame, ids: pd.Index) -> dict[str, Any]:
    """Return the hubs that touch the page, best first.

    Parameters
    ----------
    sites
        Sites of the page.
    holdings
        Holdings the page carries; a member elsewhere is counted, not named.
    ids
        Ids of the options in the order in which the page carries them.
    """
    touching = view.tables["hubs"][hubs_of(view, sites)].sort_values("rank")
    here = touching.head(HUBS_ON_A_PAGE).reset_index(drop=True)
    places = dict(zip(holdings["holding_id"], range(len(holdings)), strict=True))
    rows = dict(zip(ids, range(len(ids)), strict=True))
    return {
        "count": len(here),
        "total": len(touching),
        "anchor": places_of(here["anchor_id"], holdings["holding_id"]),
        "members": [[places.get(name, -1) for name in split_list(cell)] for cell in here["members"]],
        "options": [[rows.get(name, -1) for name in split_list(cell)] for cell in here["option_ids"]],
        "rings": rings_of(simplified(here.geometry, tolerance_m=_OUTLINE_TOLERANCE_M)) if len(here) else [],
        **columns_of(here, _HUB_COLUMNS),
    }
