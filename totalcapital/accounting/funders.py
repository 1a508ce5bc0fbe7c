"""One service that several bodies pay for in one place."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from totalcapital.resources import geodata
from totalcapital.tables import FUNDERS, join_list

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["funders", "settings"]


@cache
def settings() -> dict[str, Any]:
    """Return ``geodata/codelists/accounting.toml``: what is no one service, and what is no provision."""
    return tomllib.loads(geodata("codelists", "accounting.toml").read_text(encoding="utf-8"))


def funders(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return each service that more than one body pays for in an area and year.

    A body whose amounts for a service add up to nothing or less pays nothing for it. Services that are no one
    service, such as *other*, are left out.

    Parameters
    ----------
    accounts
        The ``accounts`` table.
    """
    known = accounts.dropna(subset=["area_id", "financial_year", "agency_id", "service"])
    known = known[~known["service"].isin(settings()["no_one_service"])]
    place = ["area_id", "financial_year", "service", "budget"]
    each = known.groupby([*place, "agency_id"], dropna=False, sort=True)["amount_gbp"].sum().reset_index()
    each = each[each["amount_gbp"] > 0].sort_values(
        [*place, "amount_gbp", "agency_id"], ascending=[True] * len(place) + [False, True], ignore_index=True
    )
    made = (
        each.groupby(place, dropna=False, sort=True)
        .agg(
            agencies_count=("agency_id", "size"),
            agency_ids=("agency_id", join_list),
            amount_gbp=("amount_gbp", "sum"),
            most=("amount_gbp", "max"),
        )
        .reset_index()
    )
    made = made[made["agencies_count"] > 1]
    made = made.assign(largest_share_pct=100 * made["most"] / made["amount_gbp"]).drop(columns="most")
    found: pd.DataFrame = FUNDERS.conform(made.reset_index(drop=True))
    return found
