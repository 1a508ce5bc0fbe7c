"""Writes capital projects, alignments and accounts of a page as open files, within what an audience may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from totalcapital.publishing import capital_sheets, money_sheets
from totalcapital.publishing.areas import WHOLE_ESTATE
from totalcapital.publishing.opendata import geojson_of, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["capital_files", "endings_of"]


def endings_of(view: View, page: Page) -> list[str]:
    """Return the endings of the files of a page that there is anything to write in."""
    return [ending for ending, rows in _ROWS.items() if len(rows(view, page))]


def capital_files(view: View, page: Page) -> dict[str, str]:
    """Return the text of each file of a page by its ending, such as ``-projects.csv``.

    A file that would have no rows is not there. Text in CSV is safe in a spreadsheet; columns that the audience may not
    see are left out.
    """
    made = {}
    for ending in endings_of(view, page):
        rows = _ROWS[ending](view, page)
        made[ending] = _layer(view, rows) if ending.endswith(".geojson") else written(rows)
    return made


def _accounts(view: View, page: Page) -> pd.DataFrame:
    """Return the accounts of the area and, so that no money is lost, what of the estate is in no area."""
    rows = money_sheets.account_rows(view, page)
    if page.area_id == WHOLE_ESTATE:
        return rows
    return pd.concat([rows, money_sheets.unmapped_rows(view)], ignore_index=True) if len(rows) else rows


def _layer(view: View, rows: pd.DataFrame) -> str:
    """Return projects as a map layer; one without a place has none there either."""
    locations = view.tables["locations"]
    shapes = locations.set_index("subject_id").geometry.reindex(rows["project_id"])
    layer = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(list(shapes), crs=locations.crs))
    return geojson_of(layer, identifier="project_id")


_ROWS: Final[Mapping[str, Callable[[View, Page], pd.DataFrame]]] = {
    "-projects.csv": capital_sheets.project_rows,
    "-projects.geojson": capital_sheets.project_rows,
    "-alignments.csv": capital_sheets.alignment_rows,
    "-accounts.csv": _accounts,
}
