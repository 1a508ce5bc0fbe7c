"""What is counted in an area beside the national statistics of its region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.tables import CEILINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalcapital.accounting.residents import Residents

__all__ = ["ceilings"]

_BY: Final = ["financial_year", "service", "budget"]


def ceilings(spending: pd.DataFrame, accounts: pd.DataFrame, *, residents: Residents) -> pd.DataFrame:
    """Return what is counted by resident, in each region and each area within one, beside the region's statistics.

    The accounts of a region are those of its authorities. Services and budgets are those of the statistics; besides,
    all services of a budget, and all together, in years of which the accounts have anything. What is counted of a service of which the statistics say nothing is in
    the sums alone.

    Parameters
    ----------
    spending
        The ``spending`` table; rows whose basis is ``ceiling``, by the code of their region.
    accounts
        The ``accounts`` table.
    residents
        Residents of areas, and which lie within which.
    """
    tops = spending[(spending["basis"] == "ceiling") & spending["gss_code"].notna()]
    tops = tops[tops["financial_year"].isin(accounts["financial_year"].dropna().unique())]
    parts = [
        _of_region(str(code), part, accounts, residents) for code, part in tops.groupby("gss_code", sort=True)
    ]
    made = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=CEILINGS.column_names)
    order = ["area_id", "region_code", *_BY]
    found: pd.DataFrame = CEILINGS.conform(made.sort_values(order, na_position="first", ignore_index=True))
    return found


def _of_region(code: str, tops: pd.DataFrame, accounts: pd.DataFrame, residents: Residents) -> pd.DataFrame:
    regional = residents.of_code(code)
    ceiling = _levels(tops).rename(columns={"amount_gbp": "top"})
    frames = []
    for area_id, rows, heads in _areas(code, accounts, residents):
        counted = _levels(rows).rename(columns={"amount_gbp": "counted"})
        made = ceiling.merge(counted, on=_BY, how="left", validate="one_to_one")
        sums, top = made.pop("counted"), made.pop("top")
        made["counted_per_head_gbp"] = sums / heads if heads else float("nan")
        made["ceiling_per_head_gbp"] = top / regional if regional else float("nan")
        share = 100 * made["counted_per_head_gbp"] / made["ceiling_per_head_gbp"]
        made["share_pct"] = share.where(made["ceiling_per_head_gbp"] > 0)
        frames.append(made.assign(area_id=area_id, region_code=code))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=CEILINGS.column_names)


def _areas(
    code: str, accounts: pd.DataFrame, residents: Residents
) -> Iterator[tuple[str, pd.DataFrame, float | None]]:
    """Yield the region itself, then each other area within it that has a page, with its accounts and residents."""
    inside = residents.within(code)
    authorities = [area for area in inside if residents.is_authority(area)]
    if authorities:
        yield code, accounts[accounts["area_id"].isin(authorities)], residents.of_code(code)
    for area in inside:
        if area not in authorities:
            count = residents.by_area.get(area)
            yield area, accounts[accounts["area_id"] == area], None if pd.isna(count) else float(count)


def _levels(rows: pd.DataFrame) -> pd.DataFrame:
    """Return sums by service and budget, by budget, and of all together, in each year."""
    known = rows.dropna(subset=["financial_year"])
    frames = [
        known.groupby(by, sort=True)["amount_gbp"].sum().reset_index()
        for by in (_BY, ["financial_year", "budget"], ["financial_year", "service"], ["financial_year"])
    ]
    made = pd.concat(frames, ignore_index=True)
    made[["service", "budget"]] = made.reindex(columns=["service", "budget"]).astype("str")
    return made
