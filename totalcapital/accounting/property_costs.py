"""What property costs as a share of what a body spends."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.accounting.funders import settings
from totalcapital.resources import geodata
from totalcapital.tables import PROPERTY_COSTS, join_list

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["property_costs"]

_PLACE: Final = ["area_id", "financial_year", "agency_id"]
_STATED: Final = "amounts that pay for premises"
_HELD: Final = "running costs and rents of its properties, as registers give them"


@cache
def _service_of() -> Mapping[str, str]:
    """Return the service of spending that each service of property belongs to."""
    said = tomllib.loads(geodata("codelists", "spending_property.toml").read_text(encoding="utf-8"))
    return {one: spending for spending, services in said["services"].items() for one in services}


def property_costs(pieces: pd.DataFrame, holdings: pd.DataFrame, *, places: pd.DataFrame) -> pd.DataFrame:
    """Return what property costs by area, year, body and service, and of all services and bodies together.

    What a body's amounts say of premises goes first; where they say nothing, the running costs and rents of the
    properties it occupies, beside its newest year. Capital is left out. Sums over bodies are of those whose property
    costs are known, and say how many are not.

    Parameters
    ----------
    pieces
        Sums of amounts in each area: ``area_id``, ``financial_year``, ``agency_id``, ``service``, ``budget``,
        ``is_property``, ``amount_gbp``.
    """
    spent = pieces[(pieces["budget"] != "capital").fillna(value=True) & pieces["agency_id"].notna()]
    if spent["area_id"].notna().any():
        spent = spent[spent["area_id"].notna()]
    stated = _stated(spent)
    held = _held(spent, holdings, places, without=set(stated["agency_id"]))
    each = pd.concat([stated, held], ignore_index=True)
    each["service"] = each["service"].astype("str")
    by_body = _summed(each, _PLACE, spent)
    together = _summed(each.dropna(subset=["service"]), ["area_id", "financial_year", "service"], None)
    whole = _all_bodies(by_body, spent)
    parts = [frame for frame in (each[each["service"].notna()], by_body, together, whole) if len(frame)]
    made = pd.concat(parts, ignore_index=True) if parts else each
    made["share_pct"] = (100 * made["property_gbp"] / made["spend_gbp"]).where(made["spend_gbp"] > 0)
    order = ["area_id", "financial_year", "agency_id", "service"]
    made = made[PROPERTY_COSTS.column_names].sort_values(order, na_position="first", ignore_index=True)
    found: pd.DataFrame = PROPERTY_COSTS.conform(made)
    return found


def _stated(spent: pd.DataFrame) -> pd.DataFrame:
    """Return what amounts say of premises, by service."""
    by = [*_PLACE, "service"]
    pays = spent["is_property"].eq(True).fillna(value=False).astype(bool)
    property_ = spent[pays].groupby(by, dropna=False, sort=True)["amount_gbp"].sum().rename("property_gbp")
    spend = spent.groupby(by, dropna=False, sort=True)["amount_gbp"].sum().rename("spend_gbp")
    made = property_.reset_index().merge(spend.reset_index(), on=by, how="left", validate="one_to_one")
    return made.assign(basis=_STATED, missing=None)


def _held(
    spent: pd.DataFrame, holdings: pd.DataFrame, places: pd.DataFrame, *, without: set[str]
) -> pd.DataFrame:
    """Return the property costs that registers give, beside the newest year of bodies whose amounts say none."""
    columns = [*_PLACE, "service", "property_gbp", "spend_gbp", "basis", "missing"]
    uses = holdings["role"].isin(["occupier", "both"]) & ~holdings["status"].isin(settings()["provides_none"])
    mine = holdings[uses & holdings["agency_id"].notna() & ~holdings["agency_id"].isin(without)]
    cost = mine["running_cost_gbp"].add(mine["rent_gbp"], fill_value=0.0)
    mine = mine.assign(cost=cost, spends_on=mine["service"].map(_service_of()))
    main = places.loc[places["is_main"].astype(bool), ["subject_id", "area_id"]]
    mine = mine.merge(main.rename(columns={"subject_id": "site_id"}), on="site_id", how="inner")
    by = ["area_id", "agency_id", "spends_on"]
    sums = mine.groupby(by, sort=True)["cost"].agg(["sum", "count", "size"]).reset_index()
    newest = spent.groupby("agency_id")["financial_year"].max()
    sums = sums[sums["count"] > 0].assign(financial_year=lambda frame: frame["agency_id"].map(newest))
    sums = sums.rename(columns={"spends_on": "service", "sum": "property_gbp"})
    spend = (
        spent.groupby([*_PLACE, "service"], sort=True)["amount_gbp"].sum().rename("spend_gbp").reset_index()
    )
    made = sums.merge(spend, on=[*_PLACE, "service"], how="inner", validate="one_to_one")
    lacking = [
        f"{size - count} of {size} properties give neither running cost nor rent" if size > count else None
        for size, count in zip(made["size"], made["count"], strict=True)
    ]
    return made.assign(basis=_HELD, missing=pd.Series(lacking, index=made.index, dtype=object))[columns]


def _summed(each: pd.DataFrame, by: list[str], spent: pd.DataFrame | None) -> pd.DataFrame:
    """Return property costs over services or bodies; spending is that of the parts, or all that a body spends."""
    made = (
        each.groupby(by, dropna=False, sort=True)
        .agg(
            property_gbp=("property_gbp", "sum"),
            spend_gbp=("spend_gbp", "sum"),
            basis=("basis", _joined),
            missing=("missing", _joined),
        )
        .reset_index()
    )
    if spent is not None:
        whole = spent.groupby(by, dropna=False, sort=True)["amount_gbp"].sum().rename("whole").reset_index()
        made = made.merge(whole, on=by, how="left", validate="one_to_one")
        made["spend_gbp"] = made.pop("whole")
    return made.assign(**{name: None for name in ("agency_id", "service") if name not in by})


def _all_bodies(by_body: pd.DataFrame, spent: pd.DataFrame) -> pd.DataFrame:
    """Return property costs of all bodies whose costs are known, in each area and year."""
    place = ["area_id", "financial_year"]
    made = _summed(by_body, place, None)
    bodies = by_body.groupby(place, dropna=False)["agency_id"].nunique().rename("known").reset_index()
    every = spent.groupby(place, dropna=False)["agency_id"].nunique().rename("all").reset_index()
    made = made.merge(bodies, on=place, how="left").merge(every, on=place, how="left")
    lacking = [
        _joined(
            pd.Series(
                [
                    words,
                    f"{all_ - known} of {all_} bodies give no property costs; they are in neither sum"
                    if all_ > known
                    else None,
                ],
                dtype=object,
            )
        )
        for words, known, all_ in zip(made["missing"], made["known"], made["all"], strict=True)
    ]
    return made.assign(missing=pd.Series(lacking, index=made.index, dtype=object)).drop(
        columns=["known", "all"]
    )


def _joined(words: pd.Series) -> str | None:
    """Return different words, each once, as a list; null where there are none."""
    return join_list(sorted(set(words.dropna()))) or None
