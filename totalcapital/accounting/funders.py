"""One service that several bodies pay for in one place."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.resources import geodata
from totalcapital.tables import FUNDERS, join_list

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["funders", "settings"]


@cache
def settings() -> dict[str, Any]:
    """Return ``geodata/codelists/accounting.toml``: what is no one service, and what is no provision."""
    return tomllib.loads(geodata("codelists", "accounting.toml").read_text(encoding="utf-8"))


def funders(accounts: pd.DataFrame, *, authorities_in: Mapping[str, list[str]]) -> pd.DataFrame:
    """Return each service that more than one body pays for in an area and year.

    Of an area made of authorities only bodies count that meet another in one of them: eleven boroughs that each run
    schools of their own pay for nothing twice.

    A body whose amounts for a service add up to nothing or less pays nothing for it. Services that are no one
    service, such as *other*, are left out.

    Parameters
    ----------
    accounts
        The ``accounts`` table.
    authorities_in
        The authorities of each area that is made of them.
    """
    known = accounts.dropna(subset=["area_id", "financial_year", "agency_id", "service"])
    known = known[~known["service"].isin(settings()["no_one_service"])]
    place = ["area_id", "financial_year", "service", "budget"]
    each = known.groupby([*place, "agency_id"], dropna=False, sort=True)["amount_gbp"].sum().reset_index()
    each = _that_meet(each[each["amount_gbp"] > 0], authorities_in).sort_values(
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


def _that_meet(each: pd.DataFrame, authorities_in: Mapping[str, list[str]]) -> pd.DataFrame:
    """Leave out bodies that meet no other of their service in any one authority of an area."""
    what = ["financial_year", "service", "budget"]
    together = each.groupby(["area_id", *what], dropna=False)["agency_id"].transform("size") > 1
    pairs = [(page, code) for page, codes in authorities_in.items() for code in codes]
    inside = pd.DataFrame(pairs, columns=["page", "area_id"]).astype("str")
    meet = each[together].merge(inside, on="area_id", how="inner")
    meet = meet.drop(columns=["area_id", "amount_gbp"]).rename(columns={"page": "area_id"}).drop_duplicates()
    kept = each.merge(meet, on=["area_id", *what, "agency_id"], how="left", indicator="found")
    is_page = kept["area_id"].isin(list(authorities_in))
    return kept[~is_page | (kept["found"] == "both")].drop(columns="found")
