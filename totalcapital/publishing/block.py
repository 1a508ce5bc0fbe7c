"""Gathers what one page draws: its sites, holdings, records, findings, options, projects, outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from totalcapital.publishing.account_block import money_block, shows_money
from totalcapital.publishing.areas import WHOLE_ESTATE
from totalcapital.publishing.capital_block import capital_blocks, projects_of
from totalcapital.publishing.choice_block import hubs_block, scenarios_block
from totalcapital.publishing.datablock import columns_of, number_column, places_of, text_column
from totalcapital.publishing.option_block import UNITS, options_block, sees_the_order, worth_block
from totalcapital.publishing.outlines import points_of, rings_of, simplified, tolerance_m, whole_degrees
from totalcapital.publishing.redaction import PAGE_KINDS
from totalcapital.publishing.texts import clean
from totalcapital.publishing.where import where_of
from totalcapital.tables import STAKE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from totalcapital.project import Project
    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["block_of"]

_HOLDING_COLUMNS = ("services", *(c.name for c in STAKE_COLUMNS if c.name != "sensitivity"))
_RECORD_COLUMNS = ("name", "reference", "source_file", "source_row", "role", "status", "effective_date")
#: Lines of property outlines are drawn this exactly.
_SHAPE_TOLERANCE_M = 2.0


def block_of(view: View, page: Page, *, project: Project, weights: Mapping[str, float]) -> dict[str, Any]:
    """Return everything one page draws, in whole columns, ready to be packed.

    Parameters
    ----------
    view
        What the audience may see.
    page
        The area and what is on it.
    project
        The estate file.
    weights
        Weight of each component of the options' score; empty where not known.
    """
    sites = view.tables["sites"]
    sites = sites[sites["site_id"].isin(page.sites | page.outside)].reset_index(drop=True)
    holdings = view.tables["holdings"]
    holdings = holdings[holdings["site_id"].isin(sites["site_id"])].reset_index(drop=True)
    agencies = view.tables["agencies"]
    agencies = agencies[agencies["agency_id"].isin(_agencies_named(view, page, holdings))].reset_index(
        drop=True
    )
    records = _records(view, holdings)
    options, ids = options_block(
        view, page, holdings, weights=weights, draws=project.colocation.stability_draws
    )
    worth, switching = worth_block(view, ids, options["words"]["row"])
    scenarios, moves = scenarios_block(view, ids)
    return {
        "version": 1,
        "audience": view.audience,
        "area": {"id": clean(page.area_id), "name": clean(page.name)},
        "estate": {
            "name": clean(project.estate.name),
            "as_of": project.estate.as_of.isoformat(),
            "currency": clean(project.estate.currency),
            "boundaries": clean(project.outline_label(page.area_id) or ""),
        },
        "shows": _shows(view),
        "weights": {name: round(weights[name] * UNITS) for name in sorted(weights)},
        "outlines": _outlines(view, page),
        "agencies": columns_of(agencies, ["agency_id", "name", "sector", "is_public"]),
        "agencies_count": len(agencies),
        "sites": _sites(view, page, sites),
        "holdings": _holdings(view, holdings, sites, agencies),
        "records": _records_block(view, records, holdings),
        "underuse": _underuse(view, records),
        "links": _links(view, records),
        "options": options,
        "worth": worth,
        "switching": switching,
        "scenarios": scenarios,
        "moves": moves,
        "hubs": hubs_block(view, page.sites, holdings, ids),
        **capital_blocks(view, page, agencies=agencies, holdings=holdings, project=project),
        "money": money_block(view, page),
    }


def _agencies_named(view: View, page: Page, holdings: pd.DataFrame) -> set[str]:
    return {*holdings["agency_id"].dropna(), *projects_of(view, page)["agency_id"].dropna()}


def _shows(view: View) -> list[str]:
    shown = {
        "bands": view.may_see("bands", "band"),
        "options": view.may_see("colocation", "reason"),
        "decisions": view.may_see("decisions", "by"),
        "worth": view.may_see("appraisals", "central_gbp"),
        "hubs": view.may_see("hubs", "reason"),
        "scenarios": view.may_see("scenarios", "reason"),
        "money": shows_money(view),
        "alignments": view.may_see("alignments", "reason"),
        "amounts": view.may_see("projects", "total_gbp"),
        "funding": view.may_see("funding", "amount_gbp"),
        "sources": view.may_see("assets", "source_file"),
        "uprn": view.may_see("holdings", "uprn"),
        "generalised": bool(view.generalised or view.masked),
    }
    return [name for name, is_shown in shown.items() if is_shown]


def _outlines(view: View, page: Page) -> list[dict[str, Any]]:
    """Return the area's outline, then those of authorities inside it, for orientation."""
    areas = view.tables["areas"]
    areas = areas[areas["kind"].isin([*PAGE_KINDS, "authority"]) & areas.geometry.notna()]
    if page.area_id == WHOLE_ESTATE:
        main, inner = areas.iloc[:0], areas[areas["kind"] == "authority"]
    else:
        main = areas[areas["area_id"] == page.area_id]
        inner = areas[(areas["kind"] == "authority") & (len(main) > 0)]
        inner = inner[_overlaps(inner, main)] if len(inner) else inner
    drawn = []
    for kind, rows in (("main", main), ("inner", inner)):
        if rows.empty:
            continue
        coarse = simplified(rows.geometry, tolerance_m=tolerance_m(shapely.box(*rows.total_bounds)))
        at = whole_degrees(points_of(rows.geometry))
        drawn += [
            {"kind": kind, "name": clean(name), "at": at[2 * place : 2 * place + 2], "rings": rings}
            for place, (name, rings) in enumerate(zip(rows["name"], rings_of(coarse), strict=True))
        ]
    return drawn


def _overlaps(inner: gpd.GeoDataFrame, main: gpd.GeoDataFrame) -> pd.Series:
    """Whether more than a sliver of each outline is inside the area."""
    area = main.geometry.iloc[0]
    shared = pd.Series(0.0, index=inner.index)
    touching = inner.geometry.intersects(area)
    shared[touching] = inner.geometry[touching].intersection(area).area
    found: pd.Series = shared > 0.01 * inner.geometry.area
    return found


def _sites(view: View, page: Page, sites: gpd.GeoDataFrame) -> dict[str, Any]:
    shapes = sites.geometry
    is_area = np.isin(
        shapely.get_type_id(shapes.to_numpy()),
        [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON],
    )
    drawn = simplified(shapes[is_area], tolerance_m=_SHAPE_TOLERANCE_M)
    rings = {
        str(place): ring for place, ring in zip(np.flatnonzero(is_area), rings_of(drawn), strict=True) if ring
    }
    flags = {
        "is_outside": sites["site_id"].isin(page.outside),
        "is_vague": sites["site_id"].isin(view.generalised | view.masked),
    }
    return {
        "count": len(sites),
        "site_id": [clean(site) for site in sites["site_id"]],
        **columns_of(sites, ["name", "accuracy_m"]),
        **_where(view, sites["site_id"]),
        "xy": whole_degrees(points_of(shapes)),
        "rings": rings,
        **{name: [int(place) for place in np.flatnonzero(flag)] for name, flag in flags.items()},
    }


def _where(view: View, subjects: pd.Series) -> dict[str, Any]:
    """Return the areas each subject stands in, less the codes, which the files have."""
    where = where_of(view, subjects)
    return columns_of(where, [name for name in where.columns if not name.endswith("_code")])


def _holdings(
    view: View, holdings: pd.DataFrame, sites: pd.DataFrame, agencies: pd.DataFrame
) -> dict[str, Any]:
    bands = holdings[["holding_id"]].merge(
        view.tables["bands"], on="holding_id", how="left", validate="one_to_one"
    )
    band = bands
    if view.may_see("bands", "band"):
        band = bands.assign(band=bands["band"].astype(object).where(bands["band"].notna(), "unknown"))
    needs = holdings[["holding_id"]].merge(
        view.tables["needs"], on="holding_id", how="left", validate="one_to_one"
    )
    return {
        "count": len(holdings),
        "site": places_of(holdings["site_id"], sites["site_id"]),
        "agency": places_of(holdings["agency_id"], agencies["agency_id"]),
        **columns_of(holdings, _HOLDING_COLUMNS),
        **columns_of(band, [name for name in band.columns if name != "holding_id"]),
        **columns_of(needs, ["need_low_m2", "need_m2", "need_high_m2", "need_basis"]),
        **(_own_ids(holdings) if sees_the_order(view) else {}),
    }


def _own_ids(holdings: pd.DataFrame) -> dict[str, Any]:
    """Return the ids of holdings where they are not made of site and agency, which the page has."""
    made = holdings["site_id"] + ":" + holdings["agency_id"].fillna("unknown")
    return {} if (made == holdings["holding_id"]).all() else columns_of(holdings, ["holding_id"])


def _records(view: View, holdings: pd.DataFrame) -> pd.DataFrame:
    records = view.records
    return records[records["holding_id"].isin(holdings["holding_id"])].reset_index(drop=True)


def _records_block(view: View, records: pd.DataFrame, holdings: pd.DataFrame) -> dict[str, Any]:
    if not view.may_see("assets", "source_file"):
        return {"count": 0}
    registers = view.tables["registers"].set_index("register_id")
    named = registers["publisher"].fillna(pd.Series(registers.index, index=registers.index))
    found = records[["asset_id"]].merge(
        view.tables["locations"][["subject_id", "method", "evidence", "accuracy_m"]],
        left_on="asset_id", right_on="subject_id", how="left", validate="one_to_one",
    )  # fmt: skip
    return {
        "count": len(records),
        "holding": places_of(records["holding_id"], holdings["holding_id"]),
        "register": text_column(records["register_id"]),
        "publisher": text_column(records["register_id"].map(named)),
        **columns_of(records, _RECORD_COLUMNS),
        "method": text_column(found["method"]),
        "place_evidence": text_column(found["evidence"]),
        "place_accuracy_m": number_column(found["accuracy_m"]),
    }


def _underuse(view: View, records: pd.DataFrame) -> dict[str, Any]:
    rules = view.tables["underuse"]
    rules = rules[rules["asset_id"].isin(records["asset_id"])]
    return {
        "count": len(rules),
        "record": places_of(rules["asset_id"], records["asset_id"]),
        **columns_of(
            rules, ["rule_id", "rule_version", "measured", "threshold", "unit", "excess", "evidence"]
        ),
    }


def _links(view: View, records: pd.DataFrame) -> dict[str, Any]:
    links = view.tables["links"]
    here = links["asset_id"].isin(records["asset_id"]) & links["other_asset_id"].isin(records["asset_id"])
    links = links[here & ~links["relation"].eq("different")]
    return {
        "count": len(links),
        "record": places_of(links["asset_id"], records["asset_id"]),
        "other": places_of(links["other_asset_id"], records["asset_id"]),
        **columns_of(links, ["relation", "evidence"]),
        **({"decided": _decided(view, links)} if view.may_see("decisions", "by") else {}),
    }


def _decided(view: View, links: pd.DataFrame) -> Any:
    """Return who decided on each link, when and why; null where the rule did."""
    decisions = view.tables["decisions"]
    held = decisions[
        (decisions["subject"] == "link") & decisions["state"].isin(["in-force", "subject-changed"])
    ]
    said = {
        frozenset((row["subject_id"], row["other_id"])): _by_whom(row)
        for row in held[held["other_id"].notna()].to_dict("records")
    }
    pairs = zip(links["asset_id"], links["other_asset_id"], strict=True)
    return text_column(pd.Series([said.get(frozenset(pair)) for pair in pairs], dtype=object))


def _by_whom(row: Mapping[Any, Any]) -> str:
    """Return by whom, when and why, as far as it was written down."""
    day = None if pd.isna(row["on_date"]) else row["on_date"].date().isoformat()
    who = ", ".join(part for part in (row["by"], day) if isinstance(part, str)) or "-"
    return f"{who}: {row['reason']}" if isinstance(row["reason"], str) else who
