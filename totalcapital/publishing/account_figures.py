"""Sums the accounts of one area: by year, budget, body, service; what of it is not known or in no area."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from totalcapital.publishing.areas import WHOLE_ESTATE

if TYPE_CHECKING:
    import pandas as pd

    from totalcapital.publishing.redaction import View

__all__ = [
    "accounts_of",
    "agency_names",
    "chosen_year",
    "main_budget",
    "mapped_rows",
    "per_head_of",
    "residents_of",
    "unmapped_rows",
    "without_ceilings",
]

#: Kinds of area whose accounts together are the whole estate's, the first that has any.
_TILING: Final = (("authority",), ("programme", "own"))


def without_ceilings(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts less the totals of larger areas that they are only held against."""
    return accounts[~accounts["basis"].eq("ceiling")]


def accounts_of(view: View, area_id: str) -> pd.DataFrame:
    """Return the accounts of one page's area; of the one page of an estate without areas, all of them."""
    accounts = without_ceilings(view.tables["accounts"])
    if area_id == WHOLE_ESTATE:
        return accounts[accounts["area_id"].isna()].reset_index(drop=True)
    return accounts[accounts["area_id"] == area_id].reset_index(drop=True)


def unmapped_rows(view: View, area_id: str) -> pd.DataFrame:
    """Return what of the whole estate could be put in no area; none where the page is the estate."""
    accounts = without_ceilings(view.tables["accounts"])
    is_unmapped = accounts["area_id"].isna() & (area_id != WHOLE_ESTATE)
    return accounts[is_unmapped].reset_index(drop=True)


def mapped_rows(view: View) -> pd.DataFrame:
    """Return the accounts of those areas that together are the estate: authorities, else the pages' areas."""
    accounts, areas = without_ceilings(view.tables["accounts"]), view.tables["areas"]
    for kinds in _TILING:
        found = accounts[accounts["area_id"].isin(areas.loc[areas["kind"].isin(kinds), "area_id"])]
        if len(found):
            return found
    return accounts.iloc[:0]


def residents_of(rows: pd.DataFrame) -> int | None:
    """Return the residents that the amounts by head were divided by; null where none is known.

    They are taken from the greatest amount: an area whose residents are its parts' together has no
    number of its own in the table of areas.
    """
    known = rows[rows["per_head_gbp"].notna() & (rows["per_head_gbp"] != 0)]
    if known.empty:
        return None
    largest = known["amount_gbp"].abs().argmax()
    return round(float(known["amount_gbp"].iloc[largest]) / float(known["per_head_gbp"].iloc[largest]))


def per_head_of(rows: pd.DataFrame) -> float | None:
    """Return an amount by resident; null where the residents are not known, or there are no rows."""
    if rows.empty or rows["per_head_gbp"].isna().any():
        return None
    return math.fsum(rows["per_head_gbp"])


def chosen_year(rows: pd.DataFrame) -> str | None:
    """Return the year that most bodies have accounts of, the latest of several; null where no year is known."""
    known = rows[rows["financial_year"].notna()]
    if known.empty:
        return None
    bodies = known.groupby("financial_year")["agency_id"].nunique(dropna=False)
    most = sorted(str(year) for year in bodies.index[bodies == bodies.max()])
    return most[-1]


def main_budget(rows: pd.DataFrame) -> str | None:
    """Return the budget that is shown first: revenue where there is any, else capital; null: neither is said."""
    return next((name for name in ("revenue", "capital") if rows["budget"].eq(name).any()), None)


def agency_names(view: View, agencies: pd.Series) -> pd.Series:
    """Return the name of each body; its id where the audience has no name for it, null where it is not known."""
    table = view.tables["agencies"]
    names = dict(zip(table["agency_id"], table["name"], strict=True))
    return agencies.map(lambda one: names.get(one, one) if isinstance(one, str) else None)
