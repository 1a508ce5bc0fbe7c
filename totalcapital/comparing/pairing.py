"""Which record, property, holding and agency of the earlier edition is which of the later one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalcapital.comparing.rows import bounds, filled
from totalcapital.tables.schema import LIST_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


__all__ = ["Pairing", "pair", "records_held"]


@dataclass(frozen=True, slots=True)
class Pairing:
    """The two editions held against each other.

    Parameters
    ----------
    records
        ``before_id, asset_id, before_site, site_id, before_holding, holding_id, register_id`` of each
        record in both, sorted by ``asset_id``.
    projects
        ``before_id, asset_id, register_id``: each project in both.
    sites, holdings, agencies, registers
        Id before to id now. A site goes to the one that most of its records are in now, one to one.
    new_registers, gone_registers
        Registers that only one edition has, by the id they have there.
    """

    records: pd.DataFrame
    projects: pd.DataFrame
    sites: Mapping[str, str]
    holdings: Mapping[str, str]
    agencies: Mapping[str, str]
    registers: Mapping[str, str]
    new_registers: frozenset[str]
    gone_registers: frozenset[str]


def records_held(holdings: pd.DataFrame) -> pd.DataFrame:
    """Return ``asset_id, site_id, holding_id, agency_id`` of each record."""
    listed = holdings[["site_id", "holding_id", "agency_id"]].assign(
        asset_id=holdings["asset_ids"].str.split(LIST_SEPARATOR, regex=False)
    )
    return listed.explode("asset_id", ignore_index=True).astype(object)


def pair(
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    *,
    records: pd.DataFrame,
    projects: pd.DataFrame,
    registers: Mapping[str, str],
) -> Pairing:
    """Hold two editions against each other.

    Parameters
    ----------
    before, now
        Their tables, by name.
    records, projects
        Which is which: ``asset_id, before_id, register_id``, one to one.
    registers
        Register id before to register id now, where it is another.
    """
    was = records_held(before["holdings"]).rename(
        columns={
            "asset_id": "before_id",
            "site_id": "before_site",
            "holding_id": "before_holding",
            "agency_id": "before_agency",
        }
    )
    both = (
        records[["before_id", "asset_id", "register_id"]]
        .merge(was, on="before_id", validate="one_to_one")
        .merge(records_held(now["holdings"]), on="asset_id", validate="one_to_one")
        .sort_values("asset_id", ignore_index=True)
    )
    sites = _sites(both)
    agencies = _agencies(both, before["agencies"], now["agencies"])
    ids_before, ids_now = (set(tables["registers"]["register_id"]) for tables in (before, now))
    return Pairing(
        records=both,
        projects=projects.sort_values("asset_id", ignore_index=True),
        sites=sites,
        holdings=_holdings(before["holdings"], now["holdings"], sites, agencies),
        agencies=agencies,
        registers={name: registers.get(name, name) for name in sorted(ids_before)},
        new_registers=frozenset(ids_now - ids_before - set(registers.values())),
        gone_registers=frozenset(ids_before - ids_now - set(registers)),
    )


def _sites(both: pd.DataFrame) -> dict[str, str]:
    """Pair sites one to one: those that share most records first, then one that kept its id, then by id."""
    shared = both.groupby(["before_site", "site_id"], sort=True).size().rename("count").reset_index()
    shared["other"] = shared["before_site"] != shared["site_id"]
    found: dict[str, str] = {}
    taken: set[str] = set()
    ordered = shared.sort_values(
        ["count", "other", "before_site", "site_id"], ascending=[False, True, True, True]
    )
    for was, is_ in zip(ordered["before_site"], ordered["site_id"], strict=True):
        if was not in found and is_ not in taken:
            found[was] = is_
            taken.add(is_)
    return found


def _agencies(both: pd.DataFrame, before: pd.DataFrame, now: pd.DataFrame) -> dict[str, str]:
    """Return what each agency is called now: its own id, or the new one that most of its records belong to."""
    kept = set(before["agency_id"]) & set(now["agency_id"])
    found = {str(name): str(name) for name in sorted(kept)}
    moved = both[~both["before_agency"].isin(kept) & both["before_agency"].notna()]
    size = moved.groupby("before_agency").size()
    shared = moved[~moved["agency_id"].isin(kept)].groupby(["before_agency", "agency_id"]).size()
    ordered = (
        shared.rename("count")
        .reset_index()
        .sort_values(["count", "before_agency", "agency_id"], ascending=[False, True, True])
    )
    for was, is_, count in zip(ordered["before_agency"], ordered["agency_id"], ordered["count"], strict=True):
        enough = 100.0 * count >= bounds()["agency"]["renamed_pct"] * int(size[was])
        if enough and was not in found and is_ not in found.values():
            found[str(was)] = str(is_)
    return found


def _holdings(
    before: pd.DataFrame, now: pd.DataFrame, sites: Mapping[str, str], agencies: Mapping[str, str]
) -> dict[str, str]:
    """Pair holdings of one agency in one property; those of no known agency too."""
    was = before[["holding_id", "site_id", "agency_id"]].assign(
        site_id=before["site_id"].map(sites).astype(object),
        agency_id=filled(before["agency_id"].map(agencies), ""),
    )
    was.loc[
        before["agency_id"].notna().to_numpy(bool) & (was["agency_id"] == "").to_numpy(bool), "site_id"
    ] = None
    is_ = now[["holding_id", "site_id", "agency_id"]].astype(object)
    is_ = is_.assign(agency_id=filled(is_["agency_id"], ""))
    both = was.dropna(subset="site_id").merge(is_, on=["site_id", "agency_id"], suffixes=("_before", "_now"))
    return dict(zip(both["holding_id_before"], both["holding_id_now"], strict=True))
