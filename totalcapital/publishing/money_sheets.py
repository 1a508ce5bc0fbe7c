"""The sheets of a workbook about what the public purse spends in an area, and what of it is in no area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.publishing.areas import WHOLE_ESTATE
from totalcapital.tables import join_list, split_list

if TYPE_CHECKING:
    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = [
    "MEANINGS", "account_rows", "ceiling_rows", "funder_rows", "property_cost_rows", "provision_rows",
    "reconciliation_rows", "total_rows", "unmapped_rows",
]  # fmt: skip

#: Columns of these sheets that no table has.
MEANINGS: Final = {
    "agency": "The body",
    "discretionary_gbp": "Of it, what the place decides on",
    "statutory_gbp": "Of it, what a duty asks for",
    "national_gbp": "Of it, what is decided nationally",
    "unknown_gbp": "Of it, where nothing says who decides",
    "agencies": "Bodies that pay, the greatest first",
    "sites": "Properties with one of another body within the walk",
    "agencies_count": "Bodies there are amounts of",
}
_BY_KIND: Final = ["financial_year", "budget", "basis"]


def account_rows(view: View, page: Page) -> pd.DataFrame:
    """Return what is spent in the area of a page by year, body and service, the latest year and greatest first.

    The one page of an estate without areas has what is in no area: all there is.
    """
    rows = view.tables["accounts"]
    is_here = rows["area_id"].isna() if page.area_id == WHOLE_ESTATE else rows["area_id"].eq(page.area_id)
    return _told(view, rows[is_here.fillna(False).astype(bool)])


def unmapped_rows(view: View) -> pd.DataFrame:
    """Return what of the whole estate's spending could be put in no area."""
    rows = view.tables["accounts"]
    return _told(view, rows[rows["area_id"].isna()])


def _told(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    rows = rows.sort_values(
        ["financial_year", "budget", "basis", "amount_gbp", "agency_id", "service", "discretion"],
        ascending=[False, False, True, False, True, True, True], na_position="last",
    )  # fmt: skip
    made = rows[[
        "financial_year", "budget", "basis", "service", "sector", "amount_gbp", "per_head_gbp", "real_gbp", "price_base",
        "discretion", "allocation", "share", "rows_count", "agency_id", "area_id",
    ]].copy()  # fmt: skip
    names = rows["agency_id"].map(agencies).astype(object)
    made.insert(3, "agency", names.where(names.notna(), rows["agency_id"]))
    if view.may_see("accounts", "register_ids"):
        made["register_ids"] = rows["register_ids"]
    return made.reset_index(drop=True)


def total_rows(view: View, page: Page) -> pd.DataFrame:
    """Return the sums of the area by year, budget and basis: kinds of amount are never added to each other."""
    rows = account_rows(view, page)
    if rows.empty:
        return rows
    grouped = rows.groupby(_BY_KIND, dropna=False, sort=False)
    made = grouped.agg(
        amount_gbp=("amount_gbp", "sum"),
        per_head_gbp=("per_head_gbp", lambda values: values.sum(min_count=len(values))),
        real_gbp=("real_gbp", lambda values: values.sum(min_count=len(values))),
        price_base=("price_base", "first"),
        agencies_count=("agency_id", "nunique"),
        rows_count=("rows_count", "sum"),
    ).reset_index()  # fmt: skip
    for how in ("discretionary", "statutory", "national", "unknown"):
        part = rows[rows["discretion"].eq(how)].groupby(_BY_KIND, dropna=False)["amount_gbp"].sum()
        keys = pd.MultiIndex.from_frame(made[_BY_KIND])
        made[f"{how}_gbp"] = part.reindex(keys).fillna(0.0).to_numpy(float)
    return made


def funder_rows(view: View, page: Page) -> pd.DataFrame:
    """Return the services of the area that several bodies pay for, the latest year and greatest first."""
    rows = _of_page(view, "funders", page)
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    rows = rows.sort_values(["financial_year", "amount_gbp", "service"], ascending=[False, False, True])
    made = rows.drop(columns=["area_id", "agency_ids"])
    made.insert(
        4, "agencies", rows["agency_ids"].map(lambda cell: join_list([agencies.get(one, one) for one in split_list(cell)]))
    )  # fmt: skip
    return made.reset_index(drop=True)


def provision_rows(view: View, page: Page) -> pd.DataFrame:
    """Return the services of which properties lie within a walk of each other, most of another body's first."""
    rows = _of_page(view, "provision", page)
    sites = view.tables["sites"].set_index("site_id")["name"]
    rows = rows.sort_values(
        ["near_other_body_count", "near_sites_count", "service"], ascending=[False, False, True]
    )
    made = rows.drop(columns="area_id")
    called = rows["site_ids"].map(
        lambda cell: join_list([_text(sites.get(one), one) for one in split_list(cell)])
    )
    made.insert(6, "sites", called)
    return made.reset_index(drop=True)


def _text(name: object, otherwise: str) -> str:
    return name if isinstance(name, str) else otherwise


def property_cost_rows(view: View, page: Page) -> pd.DataFrame:
    """Return what property costs as a share of what is spent, the greatest share first."""
    rows = _of_page(view, "property_costs", page)
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    names = rows["agency_id"].map(agencies).astype(object)
    made = rows.drop(columns="area_id")
    made.insert(1, "agency", names.where(names.notna(), rows["agency_id"]))
    return made.sort_values(
        ["financial_year", "share_pct", "agency_id", "service"], ascending=[False, False, True, True]
    ).reset_index(drop=True)


def ceiling_rows(view: View, page: Page) -> pd.DataFrame:
    """Return what is counted by resident beside the statistics of the region."""
    return _of_page(view, "ceilings", page).drop(columns="area_id").reset_index(drop=True)


def reconciliation_rows(view: View) -> pd.DataFrame:
    """Return every total that a list states beside the sum of what was read, the greatest difference first."""
    rows = view.tables["reconciliations"]
    gap = rows["difference_gbp"].abs()
    return rows.assign(gap=gap).sort_values(
        ["gap", "register_id", "financial_year", "what"], ascending=[False, True, True, True]
    ).drop(columns="gap").reset_index(drop=True)  # fmt: skip


def _of_page(view: View, table: str, page: Page) -> pd.DataFrame:
    rows = view.tables[table]
    is_here = rows["area_id"].isna() if page.area_id == WHOLE_ESTATE else rows["area_id"].eq(page.area_id)
    found: pd.DataFrame = rows[is_here.fillna(False).astype(bool)]
    return found
