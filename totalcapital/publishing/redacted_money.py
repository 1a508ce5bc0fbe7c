"""Keeps the money of a single place from being made out in the accounts of an area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.provision import provision
from totalcapital.publishing.audiences import load_small
from totalcapital.tables import TABLES, join_list, split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["provided_afresh", "renamed_sites", "without_single_places"]

#: Money of one area, year and kind is joined; whose and what for is not told of it.
_JOINED_BY: Final = ["area_id", "financial_year", "budget", "basis"]
#: What a row of funders is a sum over.
_FUNDED: Final = ["area_id", "financial_year", "service", "budget"]


def without_single_places(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return accounts and funders in which no amount is that of a few places.

    Amounts spent at a known place are told by body and service where there are enough of them in the area and
    year; the others are one row of it, without body and service. Where these are still too few together, the
    next smallest joins them; where there is none, they go to the money that is in no area. Every total stays.
    """
    accounts = tables["accounts"]
    few = _too_few(accounts)
    if not few.any():
        return {}
    joined = [_sum_of(rows) for _, rows in accounts[few].groupby(_JOINED_BY, dropna=False, sort=True)]
    made = TABLES["accounts"].conform(pd.concat([accounts[~few], pd.DataFrame(joined)], ignore_index=True))
    keys = _keys(accounts[few], _FUNDED)
    funders = tables["funders"]
    hidden = _keys(funders, _FUNDED).isin(set(keys))
    return {"accounts": made, "funders": funders[~hidden]}


def _too_few(accounts: pd.DataFrame) -> pd.Series:
    """Whether a row is of few amounts at known places, or is needed to cover one that is."""
    at_least = load_small().at_least_count
    placed = accounts["allocation"].eq("placed") & accounts["area_id"].notna()
    few = pd.Series(False, index=accounts.index)
    for _, rows in accounts[placed].groupby(_JOINED_BY, dropna=False, sort=True):
        order = rows.sort_values(["rows_count", "agency_id", "service", "discretion", "register_ids"])
        counts = order["rows_count"].to_numpy(int)
        if counts[0] >= at_least:
            continue
        # all that are too small, then the next smallest until together they are enough
        taken = max(int((counts < at_least).sum()), int(np.searchsorted(counts.cumsum(), at_least)) + 1)
        few[order.index[:taken]] = True
    return few


def _sum_of(rows: pd.DataFrame) -> dict[str, Any]:
    """Return rows of one area and year as one, without whose and what for."""
    is_enough = int(rows["rows_count"].sum()) >= load_small().at_least_count
    known = rows.iloc[0]
    registers = sorted({name for cell in rows["register_ids"] for name in split_list(cell)})
    return {
        "area_id": known["area_id"] if is_enough else None,
        "financial_year": known["financial_year"],
        "budget": known["budget"],
        "basis": known["basis"],
        "discretion": "unknown",
        "amount_gbp": rows["amount_gbp"].sum(),
        "per_head_gbp": rows["per_head_gbp"].sum(min_count=len(rows)) if is_enough else np.nan,
        "real_gbp": rows["real_gbp"].sum(min_count=len(rows)),
        "price_base": known["price_base"],
        "allocation": "placed" if is_enough else "unmapped",
        "share": 1.0,
        "register_ids": join_list(registers),
        "rows_count": int(rows["rows_count"].sum()),
    }


def _keys(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    made: pd.Series = frame[columns].astype(object).fillna("").astype(str).agg("\0".join, axis="columns")
    return made if len(frame) else pd.Series(dtype=object)


def provided_afresh(
    kept: Mapping[str, pd.DataFrame], tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Return provision counted again of the property and columns that an audience sees.

    Counted with all, it would tell how many of a service are hidden; and for the public, which are vacant or surplus.
    """
    if tables["provision"].empty:
        return {}
    assumed = tables["assumptions"]
    values = dict(zip(assumed["assumption_id"], assumed["value"].astype(float), strict=True))
    made = provision(
        kept["sites"],
        kept["holdings"],
        places=kept["places"],
        agencies=kept["agencies"],
        value=values.__getitem__,
    )
    return {"provision": made}


def renamed_sites(provision: pd.DataFrame, *, sites: Mapping[str, str]) -> pd.DataFrame:
    """Return provision with the ids of properties that an audience sees, less those it does not see."""
    return provision.assign(
        site_ids=provision["site_ids"]
        .map(lambda cell: join_list([sites[name] for name in split_list(cell) if name in sites]))
        .astype("str")
    )
