"""Takes out of the tables what an audience must not see, before any figure is made from them."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from totalcapital.publishing.audiences import PublicationKeyError, load_audience, load_withheld_kinds
from totalcapital.publishing.redacted_capital import recounted, without_hidden_capital
from totalcapital.publishing.redacted_choices import (
    plain_options,
    ranked_afresh,
    renamed_lists,
    without_hidden_choices,
    without_peers,
)
from totalcapital.publishing.redacted_money import provided_afresh, renamed_sites, without_single_places
from totalcapital.publishing.texts import page_text
from totalcapital.publishing.where import all_where
from totalcapital.publishing.withheld import Verdict, judge, records_by_site
from totalcapital.tables import TABLES, split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.project import Project
    from totalcapital.publishing.audiences import Audience

__all__ = ["View", "redact"]

#: Kinds of area that have a page of their own.
PAGE_KINDS = ("programme", "own", "neighbourhood")
#: Kinds whose page may say that something stands in the area of which no place is shown: large ones.
VAGUE_KINDS = ("programme", "own")

#: Tables whose rows hang on a site, a record, a holding or a project.
_SORTED_BY = {
    "registers": ["register_id"], "agencies": ["agency_id"], "agency_names": ["name_read", "sector_read"],
    "agency_links": ["agency_id", "other_agency_id"], "decisions": ["source_row"], "doubts": ["rank"], "areas": ["area_id"],
    "renumbered": ["asset_id", "before_id"],
    "assets": ["asset_id"], "projects": ["project_id"], "locations": ["subject_id"],
    "links": ["asset_id", "other_asset_id"], "sites": ["site_id"], "holdings": ["holding_id"],
    "places": ["subject_id", "area_id"], "underuse": ["asset_id", "rule_id"], "bands": ["holding_id"],
    "colocation": ["rank", "option_id"], "rules": ["rule_id"], "needs": ["holding_id"],
    "exclusions": ["exclusion_id"], "hubs": ["rank"], "assumptions": ["stage", "assumption_id"],
    "appraisals": ["subject_id", "measure"], "sensitivities": ["subject_id", "measure"],
    "scenarios": ["scenario_id"], "moves": ["scenario_id", "option_id"],
    "project_years": ["project_id", "period", "financial_year", "heading"],
    "funding": ["project_id", "source", "source_read", "financial_year"], "spending": ["spending_id"],
    "reconciliations": ["register_id", "financial_year", "what"], "slippage": ["project_id"],
    "alignments": ["rank", "alignment_id"], "ledger": ["agreed_on_date", "alignment_id"],
    "accounts": [
        "area_id", "financial_year", "agency_id", "service", "budget", "discretion", "basis", "allocation", "register_ids",
    ],
    "funders": ["area_id", "financial_year", "service", "budget"], "provision": ["area_id", "service"],
    "property_costs": ["area_id", "financial_year", "agency_id", "service", "basis"],
    "ceilings": ["area_id", "financial_year", "service", "budget"],
    "completeness": ["register_id"], "changes": ["register_id"],
    "issues": ["register_id", "source_file", "source_row", "code", "column", "value"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """What one audience may see: the same tables, with less in them.

    Parameters
    ----------
    audience
        Who will read.
    tables
        Every table of the contract; a column the audience may not see is null throughout.
    columns
        Table: the columns that may be seen.
    verdict
        What was taken out, by the ids of the full tables.
    records
        The records that may be seen, with ``site_id`` and ``holding_id``.
    masked, generalised
        Ids, as they stand in ``tables``, of the sites that say only that they exist.
    opened
        Judgements that the publisher has opened to the public.
    where
        Areas that each site and project stands in, see ``where.all_where``.
    """

    audience: Audience
    tables: Mapping[str, pd.DataFrame]
    columns: Mapping[str, frozenset[str]]
    verdict: Verdict
    records: pd.DataFrame
    masked: frozenset[str] = frozenset()
    generalised: frozenset[str] = frozenset()
    opened: tuple[str, ...] = field(default=())
    where: pd.DataFrame = field(default_factory=pd.DataFrame)

    def may_see(self, table: str, column: str) -> bool:
        """Whether the audience may see a column."""
        return column in self.columns[table]


def redact(tables: Mapping[str, pd.DataFrame], *, audience: Audience, project: Project) -> View:
    """Return what an audience may see of the tables.

    Rows are sorted by id, so that their order says nothing of the files they are from or of what
    was taken out. For the public every id is replaced by a keyed digest.

    Raises
    ------
    PublicationKeyError
        If the audience is public and ``[publication] key`` is missing.
    """
    rules = load_audience(audience)
    opened = tuple(sorted(project.publication.open)) if audience == "public" else ()
    columns = {name: rules.columns_of(name, opened) for name in TABLES}
    verdict = judge(tables, audience, take_down=project.publication.take_down, kinds=load_withheld_kinds())
    if audience == "internal":
        ordered = _ordered(tables)
        return View(audience, ordered, columns, verdict, records_by_site(ordered), where=all_where(ordered))
    named = _Names(project, audience)
    kept = _without_gone(tables, verdict)
    kept = _hide_places(kept, verdict, tables["assets"])
    kept |= without_hidden_capital(tables, kept, verdict, audience=audience)
    kept |= without_single_places(tables)
    kept["registers"] = recounted(tables, verdict)
    kept = _only_areas_that_show(kept) if audience == "public" else kept
    kept = _without_unused_bodies(kept)
    if audience == "public":
        kept["colocation"] = plain_options(kept["colocation"], kept["holdings"], kept["agencies"])
    kept = {name: _only_columns(frame, columns[name]) for name, frame in kept.items()}
    kept |= provided_afresh(kept, tables)
    ordered = _ordered(_ranked(named.rename(kept, verdict)))
    return View(
        audience,
        ordered,
        columns,
        verdict,
        records_by_site(ordered),
        masked=frozenset(map(named.site, verdict.sites_treated("masked"))),
        generalised=frozenset(map(named.site, verdict.sites_treated("generalised"))),
        opened=opened,
        where=all_where(ordered),
    )


def _ordered(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {
        name: tables[name].sort_values(keys, kind="stable", na_position="last").reset_index(drop=True)
        for name, keys in _SORTED_BY.items()
    }


def _without_gone(tables: Mapping[str, pd.DataFrame], verdict: Verdict) -> dict[str, pd.DataFrame]:
    """Drop all rows of what is gone, and all rows that lead to what is hidden in any way."""
    gone, hidden = verdict.sites_treated("gone"), frozenset(verdict.sites)
    holdings = tables["holdings"]
    records = {
        asset
        for cell in holdings.loc[holdings["site_id"].isin(hidden), "asset_ids"]
        for asset in split_list(cell)
    }
    closed = set(holdings.loc[holdings["site_id"].isin(hidden), "holding_id"])
    lost = gone | set(verdict.projects)
    options, links = tables["colocation"], tables["links"]
    kept = dict(tables)
    kept["sites"] = tables["sites"][~tables["sites"]["site_id"].isin(gone)]
    kept["holdings"] = holdings[~holdings["site_id"].isin(gone)]
    kept["projects"] = tables["projects"][~tables["projects"]["project_id"].isin(verdict.projects)]
    kept["places"] = tables["places"][~tables["places"]["subject_id"].isin(lost)]
    kept["assets"] = tables["assets"][~tables["assets"]["asset_id"].isin(records)]
    places_of = records | set(verdict.projects)
    kept["locations"] = tables["locations"][~tables["locations"]["subject_id"].isin(places_of)]
    kept["links"] = links[~(links["asset_id"].isin(records) | links["other_asset_id"].isin(records))]
    kept["underuse"] = tables["underuse"][~tables["underuse"]["asset_id"].isin(records)]
    kept["bands"] = tables["bands"][~tables["bands"]["holding_id"].isin(closed)]
    kept["colocation"] = options[~(options["host_id"].isin(closed) | options["guest_id"].isin(closed))]
    kept["underuse"] = without_peers(kept["underuse"], tables["rules"])
    return kept | without_hidden_choices(tables, kept["colocation"], closed=closed)


def _hide_places(
    tables: dict[str, pd.DataFrame], verdict: Verdict, assets: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Leave of a masked or generalised site only the agency, and of the latter the outward code."""
    words = page_text()["withheld"]
    hidden = verdict.sites_treated("masked", "generalised")
    vague = verdict.sites_treated("generalised")
    sites, holdings = tables["sites"].copy(), tables["holdings"].copy()
    outward = _outward_codes(holdings, assets)
    at = sites["site_id"].isin(hidden)
    label = sites.loc[at, "site_id"].map(
        lambda site: (
            words["masked"]
            if site not in vague
            else words["vacant_in"].format(outward=outward[site])
            if site in outward
            else words["vacant"]
        )
    )
    sites.loc[at, "name"] = label
    sites.loc[at, "accuracy_m"] = float("nan")
    sites.loc[at, "geometry"] = None
    sites.loc[at, "assets_count"] = pd.NA
    places = tables["places"]
    tables["places"] = places[~places["subject_id"].isin(hidden) | places["kind"].isin(VAGUE_KINDS)]
    own = holdings["site_id"].isin(hidden)
    keep = ["holding_id", "site_id", "agency_id"]
    bare = holdings.loc[own, keep].assign(
        role="unknown", status="unknown", sensitivity="open",
        name=holdings.loc[own, "site_id"].map(dict(zip(sites["site_id"], sites["name"], strict=True))),
        postcode=holdings.loc[own, "site_id"].map(lambda site: outward.get(site) if site in vague else None),
        property_kind=holdings.loc[own, "site_id"].map(lambda site: "building" if site in vague else None),
    )  # fmt: skip
    bare.loc[~bare["site_id"].isin(vague), "sensitivity"] = "restricted"
    tables["sites"] = sites
    tables["holdings"] = pd.concat([holdings[~own], TABLES["holdings"].conform(bare)])
    return tables


def _outward_codes(holdings: pd.DataFrame, assets: pd.DataFrame) -> dict[str, str]:
    """Return the outward code of each site, from its records' postcodes; none where they differ."""
    pairs = holdings.assign(asset_id=holdings["asset_ids"].map(split_list)).explode("asset_id")
    codes = pairs["asset_id"].map(
        assets.set_index("asset_id")["postcode"].str.extract(r"(\S+)", expand=False)
    )
    found: dict[str, set[str]] = {}
    for site, code in zip(pairs["site_id"], codes, strict=True):
        if isinstance(code, str):
            found.setdefault(site, set()).add(code)
    return {site: min(one) for site, one in found.items() if len(one) == 1}


def _only_areas_that_show(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    areas, holding = tables["areas"], set(tables["places"]["area_id"])
    for name in ("accounts", "funders", "ceilings", "provision"):
        holding |= set(tables[name]["area_id"].dropna())
    tables["areas"] = areas[areas["kind"].isin([*PAGE_KINDS, "authority"]) | areas["area_id"].isin(holding)]
    tables["locations"] = tables["locations"][
        tables["locations"]["subject_id"].isin(tables["projects"]["project_id"])
    ]
    return tables


def _without_unused_bodies(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Leave only the agencies and registers of which something is still shown."""
    used = {
        agency
        for name in ("holdings", "projects", "accounts")
        for agency in tables[name]["agency_id"].dropna()
    }
    tables["agencies"] = tables["agencies"][tables["agencies"]["agency_id"].isin(used)]
    read = {
        register for name in ("assets", "projects", "spending") for register in tables[name]["register_id"]
    }
    tables["registers"] = tables["registers"][tables["registers"]["register_id"].isin(read)]
    return tables


def _only_columns(frame: pd.DataFrame, allowed: frozenset[str]) -> pd.DataFrame:
    if not allowed:
        return frame.iloc[:0]
    made: Any = frame.copy()
    for column in frame.columns:
        if column == "geometry" and column not in allowed:
            made = made.set_geometry(gpd.GeoSeries([None] * len(made), index=made.index, crs=made.crs))
        elif column not in allowed:
            made[column] = made[column].where(pd.Series(False, index=made.index))
    result: pd.DataFrame = made
    return result


def _ranked(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with options, hubs and alignments numbered afresh."""
    for name in ("colocation", "hubs", "alignments"):
        tables[name] = ranked_afresh(tables[name])
    counts = tables["holdings"].groupby("site_id")["agency_id"].nunique()
    sites = tables["sites"].copy()
    sites["agencies_count"] = sites["site_id"].map(counts).fillna(0).astype("Int64")
    tables["sites"] = sites
    return tables


class _Names:
    """Gives subjects the ids an audience sees.

    For the public each id is a keyed digest (HMAC-SHA-256, 80 bits): stable between editions for
    whoever holds the key, and saying nothing to whoever does not. A generalised site's id changes
    with the edition, or last quarter's page would tell where this quarter's vacant building is.
    """

    def __init__(self, project: Project, audience: Audience) -> None:
        self._is_public = audience == "public"
        self._key = (project.publication.key or "").encode()
        if self._is_public:
            self._digest("site", "")
        self._edition = project.estate.as_of.isoformat()
        self._vague: frozenset[str] = frozenset()

    def _digest(self, kind: str, name: str) -> str:
        if not self._key:
            raise PublicationKeyError(
                "expected [publication] key in the estate file, from which opaque ids are made; there is "
                'none. Add key = "…" with at least 32 random characters, and keep it.'
            )
        return hmac.new(self._key, f"{kind}:{name}".encode(errors="replace"), hashlib.sha256).hexdigest()[:20]

    def site(self, site_id: str) -> str:
        """Return the id under which the audience sees a site."""
        return self._of("site", site_id, site_id)

    def _of(self, kind: str, name: str, site_id: str) -> str:
        if site_id in self._vague:
            return self._digest(f"{kind}@{self._edition}", name)
        return self._digest(kind, name) if self._is_public else name

    def rename(self, tables: dict[str, pd.DataFrame], verdict: Verdict) -> dict[str, pd.DataFrame]:
        """Return the tables under the audience's ids; links between tables hold as before."""
        self._vague = verdict.sites_treated("masked", "generalised")
        holdings = tables["holdings"]
        sites = {site: self.site(site) for site in tables["sites"]["site_id"]}
        held = {
            holding: self._of("holding", holding, site)
            for holding, site in zip(holdings["holding_id"], holdings["site_id"], strict=True)
        }
        projects = {
            name: self._digest("project", name) if self._is_public else name
            for name in tables["projects"]["project_id"]
        }
        options = {
            name: self._digest("option", name) if self._is_public else name
            for name in tables["colocation"]["option_id"]
        }
        subjects = {**sites, **projects}
        plan: dict[str, dict[str, dict[str, str]]] = {
            "sites": {"site_id": sites},
            "holdings": {"holding_id": held, "site_id": sites},
            "places": {"subject_id": subjects},
            "projects": {"project_id": projects},
            "project_years": {"project_id": projects},
            "bands": {"holding_id": held},
            "colocation": {"option_id": options, "host_id": held, "guest_id": held},
            "needs": {"holding_id": held},
            "appraisals": {"subject_id": options},
            "sensitivities": {"subject_id": options},
            "moves": {"option_id": options},
        }
        if self._is_public:
            plan["locations"] = {"subject_id": projects}
        for table, renames in plan.items():
            frame = tables[table].copy()
            for column, names in renames.items():
                frame[column] = frame[column].map(_lookup(names)).astype(frame[column].dtype)
            tables[table] = frame
        tables["hubs"] = renamed_lists(tables["hubs"], holdings=held, options=options)
        tables["provision"] = renamed_sites(tables["provision"], sites=sites)
        return tables


def _lookup(names: dict[str, str]) -> Any:
    return lambda name: names.get(name) if isinstance(name, str) else None
