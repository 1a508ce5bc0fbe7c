"""Holdings, options and needs of an appraisal, a few columns each."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from totalcapital.appraising import Market, appraise
from totalcapital.assumptions import load_assumptions
from totalcapital.sections import Appraisal
from totalcapital.tables import APPRAISALS, COLOCATION, HOLDINGS, NEEDS, SENSITIVITIES

AS_OF = dt.date(2026, 11, 1)
HELD = {
    "agency_id": "council", "asset_ids": "r:1", "role": "both", "status": "operational", "sensitivity": "open",
}  # fmt: skip
OPTION = {
    "distance_m": 100.0, "distance_uncertainty_m": 5.0, "is_better_direction": True, "direction": "so", "reason": "so.",
    "rank": 1,
}  # fmt: skip

#: The worked example of docs/method/appraisal.md.
STATION = {
    "tenure": "leasehold", "lease_break_date": pd.Timestamp("2028-03-31"), "rent_gbp": 30_000.0,
    "running_cost_gbp": 40_000.0, "backlog_gbp": 20_000.0, "staff_fte": 20.0, "floor_area_m2": 420.0,
    "service": "ambulance-station",
}  # fmt: skip
HOST = {
    "tenure": "freehold", "running_cost_gbp": 120_000.0, "floor_area_m2": 1_200.0, "floor_area_basis": "NIA", "condition_grade": "B",
    "service": "fire-station",
}  # fmt: skip


def holdings(rows):
    """Name to columns; each on a site of its own unless it says so."""
    return HOLDINGS.conform(
        pd.DataFrame(
            [{**HELD, "holding_id": name, "site_id": f"site-{name}", **row} for name, row in rows.items()]
        )
    )


def needs(rows):
    """Name to least, middle, most, or the middle alone."""
    made = []
    for name, given in rows.items():
        low, middle, high = given if isinstance(given, tuple) else (None, given, None)
        made.append({"holding_id": name, "need_low_m2": low, "need_m2": middle, "need_high_m2": high})
    return NEEDS.conform(pd.DataFrame(made, columns=NEEDS.column_names))


def options(*rows):
    """Host, guest, and other columns if any."""
    made = []
    for place, (host, guest, *more) in enumerate(rows):
        own = more[0] if more else {}
        row = {
            **OPTION,
            "option_id": f"{host}>{guest}",
            "host_id": host,
            "guest_id": guest,
            "rank": place + 1,
        }
        made.append({**row, **own})
    return COLOCATION.conform(pd.DataFrame(made), crs="EPSG:27700")


def worth(*, held, need, moves, land=None, own=None, currency="GBP", **settings):
    """Appraise, and hold the tables to their contract."""
    made = appraise(
        options(*moves),
        holdings(held),
        needs=needs(need),
        market=Market(pd.Series(land or {}, dtype=float), currency),
        settings=Appraisal(**{"price_base": "2025-26", **settings}),
        as_of=AS_OF,
        assumptions=load_assumptions(own or {}),
    )
    APPRAISALS.check(made.appraisals)
    SENSITIVITIES.check(made.sensitivities)
    return made


def one(guest=STATION, host=HOST, *, need=(160.0, 200.0, 240.0), move=None, **more):
    """Appraise one option; the station of the example may move from its break on."""
    move = {"window_start_date": pd.Timestamp("2028-03-31")} if move is None else move
    given = {} if need is None else {"guest": need}
    return worth(held={"guest": guest, "host": host}, need=given, moves=[("host", "guest", move)], **more)


def sums(made, option="host>guest"):
    """Measure to low, central, high."""
    rows = made.appraisals[made.appraisals["subject_id"] == option].set_index("measure")
    return {
        name: tuple(row)
        for name, row in rows[["low_gbp", "central_gbp", "high_gbp"]].astype(object).iterrows()
    }


def told(made, measure="npv", column="missing", option="host>guest"):
    """The words of one row."""
    rows = made.appraisals
    found = rows[(rows["subject_id"] == option) & (rows["measure"] == measure)][column].iloc[0]
    return None if pd.isna(found) else found
