"""Assesses a few records, each a holding of its own unless it is said otherwise."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from totalcapital.assessing import assess
from totalcapital.assumptions import load_assumptions
from totalcapital.sections import Underuse
from totalcapital.tables import AGENCIES, ASSETS, HOLDINGS, STAKE_COLUMNS

NAMES = [column.name for column in STAKE_COLUMNS]
AGENCY = AGENCIES.conform(
    pd.DataFrame(
        {
            "agency_id": ["council", "police", "trust"],
            "name": ["Council", "Police", "Trust"],
            "sector": ["district", "police", "nhs"],
        }
    )
)
BASE = {
    "register_id": "r", "source_file": "f", "source_row": 2, "source_values": "{}", "role": "owner",
    "status": "unknown", "sensitivity": "open", "agency_id": "council",
}  # fmt: skip
AS_OF = dt.date(2026, 9, 30)


def records_of(rows):
    """Return assets ``r:0``, ``r:1`` and so on."""
    rows = [{key: value for key, value in row.items() if key != "site_id"} for row in rows]
    return ASSETS.conform(
        pd.DataFrame([{**BASE, "asset_id": f"r:{n:03}", **row} for n, row in enumerate(rows)])
    )


def holdings_of(rows, assets):
    """Return a holding ``h0``, ``h1`` and so on of each record, on its own site or the one it names."""
    sites = [row.get("site_id", f"s{n}") for n, row in enumerate(rows)]
    return HOLDINGS.conform(
        assets[NAMES].assign(
            holding_id=assets["asset_id"].str.replace("r:", "h"),
            site_id=sites,
            agency_id=assets["agency_id"],
            asset_ids=assets["asset_id"],
            services=assets["service"],
        )
    )


def assessed(*rows, **options):
    """Assess one holding for each record."""
    assets = records_of(rows)
    return checked(assets, holdings_of(rows, assets), **options)


def checked(assets, holdings, thresholds=None, *, as_of=AS_OF, assumptions=None):
    """Assess some records in their holdings."""
    return assess(
        assets,
        holdings,
        agencies=AGENCY,
        as_of=as_of,
        settings=Underuse(thresholds=thresholds or {}),
        assumptions=load_assumptions(assumptions or {}),
    )


def finding(row, rule, **options):
    """Return what one rule says of one record."""
    found = assessed(row, **options).underuse
    return found[found["rule_id"] == rule].iloc[0]


def spares(*rows, **options):
    """Return what each holding has to spare: low, central, high."""
    return assessed(*rows, **options).bands[["spare_low_m2", "spare_m2", "spare_high_m2"]].to_numpy().tolist()


def needs(*rows, **options):
    """Return what each holding's service needs: low, central, high."""
    return assessed(*rows, **options).needs[["need_low_m2", "need_m2", "need_high_m2"]].to_numpy().tolist()
