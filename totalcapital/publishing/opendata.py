"""Writes what a page shows as files: exact GeoJSON, and CSV that is safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from totalcapital.crs import to_wgs84
from totalcapital.publishing.areas import site_bands, sites_of_private
from totalcapital.publishing.outlines import points_of
from totalcapital.publishing.texts import clean, spreadsheet_safe
from totalcapital.publishing.where import where_of
from totalcapital.tables import STAKE_COLUMNS, join_list

if TYPE_CHECKING:
    import geopandas as gpd

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = [
    "as_csv",
    "as_geojson",
    "decimals_of",
    "geojson_of",
    "holding_rows",
    "plain",
    "site_rows",
    "written",
]

#: Seven digits after the point are a centimetre; six are a tenth of a metre.
_DECIMALS = 6


def site_rows(view: View, page: Page) -> gpd.GeoDataFrame:
    """Return one row per property of a page, in the order of its id, in the working CRS.

    Returns
    -------
    GeoDataFrame
        ``site_id``, ``name``, ``agencies``, ``sectors``, ``services``, ``is_public``, ``accuracy_m``
        and, where the audience may see it, ``band``, then the columns of :func:`where_of`; lists are
        joined with "; ".
    """
    sites = view.tables["sites"]
    sites = sites[sites["site_id"].isin(page.sites)].reset_index(drop=True)
    holdings = view.tables["holdings"]
    agencies = view.tables["agencies"].set_index("agency_id")
    held = holdings[holdings["site_id"].isin(page.sites)]
    made = sites[["site_id", "name"]].copy()
    lists = {
        "agencies": held["agency_id"].map(agencies["name"]),
        "sectors": held["agency_id"].map(agencies["sector"]),
        "services": held["service"],
    }
    for column, values in lists.items():
        made[column] = made["site_id"].map(_lists_by_site(held["site_id"], values))
    made["is_public"] = ~sites["site_id"].isin(sites_of_private(view))
    if view.may_see("bands", "band"):
        made["band"] = sites["site_id"].map(site_bands(view))
    made = pd.concat([made, where_of(view, made["site_id"])], axis="columns")
    made["accuracy_m"] = sites["accuracy_m"]
    result: gpd.GeoDataFrame = sites[["site_id", "geometry"]].merge(made, on="site_id", validate="one_to_one")
    return result[[*made.columns, "geometry"]]


def _lists_by_site(sites: pd.Series[str], values: pd.Series[str]) -> dict[str, str]:
    """Return the different values of each site as one list cell; a site without any is left out."""
    pairs = pd.DataFrame({"site": sites, "value": values}).dropna().drop_duplicates()
    found: dict[str, list[str]] = {}
    for site, value in sorted(zip(pairs["site"], pairs["value"], strict=True)):
        found.setdefault(site, []).append(value)
    return {site: join_list(words) or "" for site, words in found.items()}


def as_geojson(view: View, page: Page) -> str:
    """Return the properties of a page as GeoJSON (RFC 7946: WGS 84, longitude first)."""
    return geojson_of(site_rows(view, page), identifier="site_id")


def geojson_of(rows: gpd.GeoDataFrame, *, identifier: str) -> str:
    """Return rows of a map layer as GeoJSON, one feature each, named by one of their columns."""
    columns = [name for name in rows.columns if name != "geometry"]
    at = columns.index(identifier)
    features = []
    for shape, *values in zip(_geometries(rows), *(rows[name] for name in columns), strict=True):
        cells = {name: plain(value) for name, value in zip(columns, values, strict=True)}
        name = json.dumps(clean(values[at]), ensure_ascii=False)
        written = json.dumps(cells, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        features.append(f'{{"type":"Feature","id":{name},"properties":{written},"geometry":{shape}}}')
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def _geometries(rows: gpd.GeoDataFrame) -> list[str]:
    """Return each shape as GeoJSON text, six decimals, outer rings counter-clockwise; null for none."""
    shapes = to_wgs84(rows.geometry).to_numpy()
    rounded = shapely.set_precision(shapes, 10.0**-_DECIMALS, mode="pointwise")
    turned = shapely.orient_polygons(rounded)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return [
        text if is_there else "null"
        for text, is_there in zip(shapely.to_geojson(turned).tolist(), there, strict=True)
    ]


def plain(value: Any, *, places: int = 3) -> Any:
    """Return a cell as null, a truth value, a number of so many decimals, an ISO day or clean text."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return None
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, places)
    if hasattr(value, "item"):
        return plain(value.item(), places=places)
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return clean(value)


def decimals_of(column: str) -> int:
    """Return to how many decimals a column is written: degrees to a tenth of a metre."""
    return _DECIMALS if column in {"longitude", "latitude"} else 3


def holding_rows(view: View, page: Page) -> pd.DataFrame:
    """Return one row per holding of a page, with its place as longitude and latitude.

    Columns the audience may not see are not there.
    """
    holdings = view.tables["holdings"]
    held = holdings[holdings["site_id"].isin(page.sites)].reset_index(drop=True)
    agencies = view.tables["agencies"].set_index("agency_id")
    sites = view.tables["sites"].set_index("site_id")
    points = to_wgs84(points_of(sites.geometry)).reindex(held["site_id"]).reset_index(drop=True)
    made = pd.DataFrame({
        "site_id": held["site_id"],
        "site_name": held["site_id"].map(sites["name"]),
        "agency": held["agency_id"].map(agencies["name"]),
        "sector": held["agency_id"].map(agencies["sector"]),
        "is_public": held["agency_id"].map(agencies["is_public"]),
    })  # fmt: skip
    for column in ("services", *(c.name for c in STAKE_COLUMNS)):
        if view.may_see("holdings", column):
            made[column] = held[column]
    if view.may_see("bands", "band"):
        bands = (
            view.tables["bands"].set_index("holding_id").reindex(held["holding_id"]).reset_index(drop=True)
        )
        for column in bands.columns:
            if view.may_see("bands", column):
                made[column] = bands[column]
        made["band"] = made["band"].astype(object).where(made["band"].notna(), "unknown")
    if view.may_see("needs", "need_m2"):
        needs = view.tables["needs"].set_index("holding_id").reindex(held["holding_id"])
        for column in ("need_low_m2", "need_m2", "need_high_m2", "need_basis"):
            made[column] = needs[column].to_numpy()
    made = pd.concat([made, where_of(view, made["site_id"])], axis="columns")
    made["longitude"], made["latitude"] = points.x.round(_DECIMALS), points.y.round(_DECIMALS)
    made["accuracy_m"] = held["site_id"].map(sites["accuracy_m"])
    return made


def as_csv(view: View, page: Page) -> str:
    """Return the holdings of a page as CSV (RFC 4180, UTF-8), safe to open in a spreadsheet.

    Text that a spreadsheet would take for a formula has an apostrophe before it; the GeoJSON
    beside it has the text as it is.
    """
    return written(holding_rows(view, page))


def written(rows: pd.DataFrame) -> str:
    """Return rows as CSV, text in them safe in a spreadsheet."""
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    writer.writerow(rows.columns)
    is_text = [not pd.api.types.is_numeric_dtype(rows[name].dtype) for name in rows.columns]
    decimals = [decimals_of(name) for name in rows.columns]
    for values in zip(*(rows[name] for name in rows.columns), strict=True):
        cells = [plain(value, places=places) for value, places in zip(values, decimals, strict=True)]
        writer.writerow([
            "" if cell is None else spreadsheet_safe(cell) if text and isinstance(cell, str) else cell
            for cell, text in zip(cells, is_text, strict=True)
        ])  # fmt: skip
    return paper.getvalue()
