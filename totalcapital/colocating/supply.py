"""Which properties give which service to people who come, as far as anybody may be told."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.resources import geodata
from totalcapital.tables import split_list

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["gives_service", "is_visited", "supply_of"]

_SAME_PROPERTY: Final = ("uprn", "urn", "ods_code")


@cache
def _visited() -> dict[str, Any]:
    return tomllib.loads(geodata("codelists", "visited.toml").read_text(encoding="utf-8"))


@cache
def _withheld() -> tuple[frozenset[str], str]:
    """Return the services, and one expression for the words, of what is withheld whatever a register says."""
    kinds = tomllib.loads(geodata("publication", "withheld.toml").read_text(encoding="utf-8"))["kinds"]
    services = frozenset(service for kind in kinds.values() for service in kind.get("services", ()))
    words = "|".join(f"(?:{one})" for kind in kinds.values() for one in kind.get("patterns", ()))
    return services, words or r"(?!)"


@cache
def is_visited(service: str | None) -> bool | None:
    """Tell whether people go to a service; null where that is not known.

    Examples
    --------
    >>> is_visited("library"), is_visited("depot"), is_visited("other")
    (True, False, None)
    """
    if service in _visited()["visited"]:
        return True
    return False if service in _visited()["not_visited"] else None


def gives_service(status: pd.Series) -> pd.Series:
    """Tell of each status whether a property in it still gives its service; one not known does."""
    return ~status.isin(_visited()["gives_none"])


def supply_of(holdings: pd.DataFrame, sites: gpd.GeoDataFrame, *, coarsest_m: float) -> pd.DataFrame:
    """Return which sites give which visited service.

    A site with any holding that is not open, of a withheld kind, or the same property as such a site
    by UPRN, school or NHS site code or name and postcode, is left out whole: a count must not betray it.

    Parameters
    ----------
    coarsest_m
        Sites located less exactly than this are left out.

    Returns
    -------
    DataFrame
        ``site_id`` and ``service``, each pair once, sorted.
    """
    placed = sites.loc[sites.geometry.notna() & sites["accuracy_m"].le(coarsest_m), "site_id"]
    kept = holdings[gives_service(holdings["status"]) & holdings["site_id"].isin(placed)]
    kept = kept[~kept["site_id"].isin(_not_shown(holdings))]
    said = kept["services"].fillna(kept["service"])
    lists = {cell: split_list(cell) for cell in said.dropna().unique()}
    pairs = pd.DataFrame({"site_id": kept["site_id"], "service": said.map(lists)}).explode("service")
    main = kept[["site_id", "service"]]
    pairs = pd.concat([pairs, main]).dropna().drop_duplicates()
    pairs = pairs[pairs["service"].isin(_visited()["visited"])]
    return pairs.sort_values(["site_id", "service"], ignore_index=True)


def _not_shown(holdings: pd.DataFrame) -> set[str]:
    """Return the sites that somebody must not be told of."""
    services, words = _withheld()
    hidden = holdings["sensitivity"].ne("open").fillna(value=True)
    cells = holdings["services"].fillna(holdings["service"])
    named = {cell for cell in cells.dropna().unique() if services & set(split_list(cell))}
    hidden |= cells.isin(named) | holdings["service"].isin(services)
    for column in ("name", "address", "constraints"):
        hidden |= holdings[column].str.contains(words, case=False, regex=True).fillna(value=False)
    found = set(holdings.loc[hidden.astype(bool), "site_id"])
    return _with_same(found, holdings) if found else found


def _with_same(found: set[str], holdings: pd.DataFrame) -> set[str]:
    """Return sites with all that are the same property as one of them."""
    parts = [
        pd.DataFrame({"site_id": holdings["site_id"], "key": column + ":" + holdings[column]})
        for column in _SAME_PROPERTY
    ]
    name = holdings["name"].str.casefold().str.replace(r"\W+", " ", regex=True).str.strip()
    full = holdings["postcode"].where(holdings["postcode"].str.contains(" ", regex=False).fillna(value=False))
    keys = pd.concat(
        [*parts, pd.DataFrame({"site_id": holdings["site_id"], "key": name + "@" + full})]
    ).dropna()
    while True:
        touched = keys.loc[keys["site_id"].isin(found), "key"]
        grown = found | set(keys.loc[keys["key"].isin(touched), "site_id"])
        if grown == found:
            return found
        found = grown
