"""Gathers what the part of a page on public money draws: accounts, areas to shade, the same paid for twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from totalcapital.publishing.account_figures import (
    accounts_of,
    agency_names,
    chosen_year,
    main_budget,
    mapped_rows,
    residents_of,
    unmapped_rows,
    without_ceilings,
)
from totalcapital.publishing.areas import WHOLE_ESTATE
from totalcapital.publishing.datablock import columns_of, number_column, places_of, text_column
from totalcapital.publishing.outlines import points_of, rings_of, simplified, tolerance_m, whole_degrees
from totalcapital.publishing.texts import clean
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["money_block", "shows_money"]

_TABLES: Final = ("accounts", "funders", "provision", "property_costs", "ceilings")
_ACCOUNT_COLUMNS: Final = (
    "financial_year", "agency_id", "sector", "service", "budget", "discretion", "basis", "amount_gbp",
    "per_head_gbp", "real_gbp", "allocation", "share", "register_ids", "rows_count",
)  # fmt: skip
_FUNDER_COLUMNS: Final = (
    "financial_year", "service", "budget", "agencies_count", "agency_ids", "amount_gbp", "largest_share_pct",
)  # fmt: skip
_PROVISION_COLUMNS: Final = (
    "service", "sites_count", "agencies_count", "near_sites_count", "near_other_body_count", "walk_min",
)  # fmt: skip
_COST_COLUMNS: Final = (
    "financial_year", "agency_id", "service", "property_gbp", "spend_gbp", "share_pct", "basis", "missing",
)  # fmt: skip
_CEILING_COLUMNS: Final = (
    "region_code", "financial_year", "service", "budget", "counted_per_head_gbp", "ceiling_per_head_gbp", "share_pct",
)  # fmt: skip
_RECONCILED_COLUMNS: Final = (
    "register_id", "what", "financial_year", "rows_count", "differing_count", "stated_gbp", "read_gbp", "difference_gbp",
)  # fmt: skip
#: Kinds of area that are shaded by what is spent there, the first chosen first.
_SHADED: Final = ("authority", "ward", "lsoa")
#: An area is shaded on a page where more than this share of it lies inside the page's area.
_INSIDE: Final = 0.5


def shows_money(view: View) -> bool:
    """Whether the audience sees anything of what is spent or provided twice."""
    return any(len(view.tables[name]) and view.columns[name] for name in _TABLES)


def money_block(view: View, page: Page) -> dict[str, Any]:
    """Return what is spent in the area of a page and what stands beside it, in whole columns."""
    rows, unmapped = accounts_of(view, page.area_id), unmapped_rows(view, page.area_id)
    own = {name: _own_rows(view, name, page.area_id) for name in _TABLES[1:]}
    registers = {
        one for cell in (*rows["register_ids"], *unmapped["register_ids"]) for one in split_list(cell)
    }
    reconciled = view.tables["reconciliations"]
    reconciled = reconciled[reconciled["register_id"].isin(registers)]
    bodies = [rows["agency_id"], unmapped["agency_id"], own["property_costs"]["agency_id"]]
    bodies += [pd.Series(split_list(cell), dtype=object) for cell in own["funders"]["agency_ids"]]
    return {
        "residents": residents_of(rows),
        "first_year": chosen_year(rows),
        "first_budget": main_budget(rows),
        "price_base": clean(rows["price_base"].iloc[0]) if len(rows) else None,
        "is_estate": page.area_id == WHOLE_ESTATE,
        "names": _names(view, pd.concat(bodies)),
        "registers": _publishers(view, registers),
        "accounts": {"count": len(rows), **columns_of(rows, _ACCOUNT_COLUMNS)},
        "unmapped": {"count": len(unmapped), **columns_of(unmapped, _ACCOUNT_COLUMNS)},
        "mapped": _by_year_and_budget(mapped_rows(view)),
        "transfers": _transfers(view),
        "read": _read(view),
        "funders": {"count": len(own["funders"]), **columns_of(own["funders"], _FUNDER_COLUMNS)},
        "provision": _provision(view, page, own["provision"]),
        "property": {"count": len(own["property_costs"]), **columns_of(own["property_costs"], _COST_COLUMNS)},
        "ceilings": {"count": len(own["ceilings"]), **columns_of(own["ceilings"], _CEILING_COLUMNS)},
        "reconciled": {"count": len(reconciled), **columns_of(reconciled, _RECONCILED_COLUMNS)},
        "shaded": _shaded(view, page),
    }


def _own_rows(view: View, table: str, area_id: str) -> pd.DataFrame:
    """Return the rows of a table that are of the page's area; of the whole estate where that is the page."""
    frame = view.tables[table]
    here = frame["area_id"].isna() if area_id == WHOLE_ESTATE else frame["area_id"] == area_id
    return frame[here].reset_index(drop=True)


def _names(view: View, agencies: pd.Series) -> dict[str, str]:
    ids = pd.Series(sorted(set(agencies.dropna())), dtype=object)
    return {clean(one): clean(name) for one, name in zip(ids, agency_names(view, ids), strict=True)}


def _publishers(view: View, registers: set[str]) -> dict[str, str]:
    table = view.tables["registers"]
    table = table[table["register_id"].isin(registers)]
    named = zip(table["register_id"], table["publisher"], strict=True)
    return {clean(one): clean(one if pd.isna(name) else name) for one, name in named}


def _by_year_and_budget(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the sums of rows by year and budget, of which either may be null."""
    made = rows.groupby(["financial_year", "budget"], dropna=False, sort=True, as_index=False)
    sums = made.agg(amount_gbp=("amount_gbp", "sum"))
    return {"count": len(sums), **columns_of(sums, ["financial_year", "budget", "amount_gbp"])}


def _transfers(view: View) -> dict[str, Any]:
    """Return what is left out of all accounts because another public body spends it again, by year."""
    spending = view.tables["spending"]
    if not view.may_see("spending", "is_transfer"):
        return {"count": 0, "is_told": False}
    left = spending[spending["is_transfer"].eq(True).fillna(False)]
    made = left.groupby(["financial_year", "budget"], dropna=False, sort=True, as_index=False)
    sums = made.agg(amount_gbp=("amount_gbp", "sum"), rows_count=("amount_gbp", "size"))
    names = ["financial_year", "budget", "amount_gbp", "rows_count"]
    return {"count": len(sums), "is_told": len(spending) > 0, **columns_of(sums, names)}


def _read(view: View) -> dict[str, Any]:
    """Return all that lists of spending give, but ceilings, by year; nothing to those who are not shown their rows."""
    spending = view.tables["spending"]
    if not (view.may_see("spending", "is_transfer") and view.may_see("spending", "amount_gbp")):
        return {"count": 0}
    return _by_year_and_budget(spending[~spending["basis"].eq("ceiling").fillna(False)])


def _provision(view: View, page: Page, rows: pd.DataFrame) -> dict[str, Any]:
    """Return where the same is provided twice, with the properties that the page draws."""
    sites = view.tables["sites"]
    drawn = sites.loc[sites["site_id"].isin(page.sites | page.outside), "site_id"].reset_index(drop=True)
    lists = [
        sorted(place for place in places_of(pd.Series(split_list(cell), dtype=object), drawn) if place >= 0)
        for cell in rows["site_ids"]
    ]
    return {"count": len(rows), **columns_of(rows, _PROVISION_COLUMNS), "sites": lists}


def _shaded(view: View, page: Page) -> list[dict[str, Any]]:
    """Return, for each kind of area that has accounts inside the page's area, the areas with their sums."""
    areas, accounts = view.tables["areas"], without_ceilings(view.tables["accounts"])
    main = areas.loc[(areas["area_id"] == page.area_id) & areas.geometry.notna()]
    made = []
    for kind in _SHADED:
        parts = areas[areas["kind"].eq(kind) & areas.geometry.notna()]
        if len(main):
            outline = main.geometry.iloc[0]
            parts = parts[parts.geometry.intersects(outline)]
            parts = parts[parts.geometry.intersection(outline).area > _INSIDE * parts.geometry.area]
        elif page.area_id != WHOLE_ESTATE:
            parts = parts.iloc[:0]
        rows = accounts[accounts["area_id"].isin(parts["area_id"])]
        if len(parts) < 2 or rows.empty:
            continue
        coarse = simplified(parts.geometry, tolerance_m=tolerance_m(shapely.box(*parts.total_bounds)))
        sums = rows.groupby(["area_id", "financial_year", "budget"], dropna=False, sort=True, as_index=False)
        table = sums.agg(
            amount_gbp=("amount_gbp", "sum"),
            per_head_gbp=("per_head_gbp", lambda heads: heads.sum(skipna=False)),
            real_gbp=("real_gbp", lambda amounts: amounts.sum(skipna=False)),
        )
        made.append(
            {
                "kind": kind,
                "count": len(parts),
                "name": [clean(name) for name in parts["name"].fillna(parts["area_id"])],
                "at": whole_degrees(points_of(parts.geometry)),
                "rings": rings_of(coarse),
                "sums": {
                    "count": len(table),
                    "area": places_of(table["area_id"], parts["area_id"].reset_index(drop=True)),
                    "financial_year": text_column(table["financial_year"]),
                    "budget": text_column(table["budget"]),
                    **{
                        name: number_column(table[name])
                        for name in ("amount_gbp", "per_head_gbp", "real_gbp")
                    },
                },
            }
        )
    return made
