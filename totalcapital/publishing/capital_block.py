"""The capital projects of one page: their money by year and source, and how they meet.

Projects beyond the area that an alignment of the page leads to are carried as well; they are never counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.publishing.areas import ALIGNMENTS_ON_A_PAGE
from totalcapital.publishing.capital_years import years_of
from totalcapital.publishing.datablock import columns_of, number_column, places_of, text_column
from totalcapital.publishing.outlines import points_of, whole_degrees
from totalcapital.publishing.texts import clean
from totalcapital.publishing.where import where_of
from totalcapital.tables.codes import DISTANCE_METHODS, LOCATION_METHODS

if TYPE_CHECKING:
    from totalcapital.project import Project
    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["capital_blocks", "projects_of"]

_PROJECT_COLUMNS: Final = (
    "project_id", "name", "service", "works", "project_stage", "commitment", "start_date", "end_date",
    "dates_accuracy_days", "total_gbp", "original_gbp", "longstop_date", "homes_count", "floor_area_m2",
    "reference", "address", "postcode", "place_name", "source_file", "source_row",
)  # fmt: skip
_FUNDING_COLUMNS: Final = (
    "source", "source_read", "financial_year", "amount_gbp", "longstop_date", "is_ring_fenced", "is_match",
)  # fmt: skip
_ALIGNMENT_COLUMNS: Final = (
    "kind", "to_table", "service", "distance_m", "distance_uncertainty_m", "overlap_days", "gap_days",
    "time_uncertainty_days", "amount_gbp", "confidence", "rank", "status", "since_date", "decision", "check_first",
    "missing", "rests_on", "reason", "rule",
)  # fmt: skip
_SLIPPAGE_COLUMNS: Final = (
    "edition", "before_start_date", "before_end_date", "before_gbp", "start_slip_days", "end_slip_days", "change_gbp",
)  # fmt: skip
_HELD: Final = ("in-force", "subject-changed")
_SETTLED: Final = ("resolved", "dismissed")


def projects_of(view: View, page: Page) -> pd.DataFrame:
    """Return the projects a page carries: its own, and those beyond it that its alignments lead to."""
    projects = view.tables["projects"]
    found: pd.DataFrame = projects[projects["project_id"].isin(page.projects | page.outside_projects)]
    return found.reset_index(drop=True)


def capital_blocks(
    view: View, page: Page, *, agencies: pd.DataFrame, holdings: pd.DataFrame, project: Project
) -> dict[str, Any]:
    """Return all that a page says of capital projects, by the name of its part of the block.

    Parameters
    ----------
    agencies, holdings
        Those the page carries; projects and alignments say their places among them.
    project
        The estate file: when its financial years begin, as of which day.
    """
    projects = projects_of(view, page)
    own = view.tables["project_years"]
    own = own[own["project_id"].isin(projects["project_id"])]
    years = years_of(own, projects, project=project)
    return {
        "projects": _projects(view, page, projects, agencies),
        "years": {
            "count": len(years),
            "label": [clean(label) for label in years["financial_year"]],
            **columns_of(years, ["start_date", "end_date"]),
        },
        "project_years": {
            "count": len(own),
            "project": places_of(own["project_id"], projects["project_id"]),
            "year": places_of(own["financial_year"], years["financial_year"]),
            "period": text_column(own["period"]),
            "commitment": text_column(own["commitment"]),
            "amount_gbp": number_column(own["amount_gbp"], places=2),
        },
        "funding": _hung_on(view, "funding", projects, _FUNDING_COLUMNS),
        "slippage": _hung_on(view, "slippage", projects, _SLIPPAGE_COLUMNS),
        "alignments": _alignments(view, page, projects, holdings),
        "ledger": _ledger(view, page),
    }


def _hung_on(view: View, table: str, projects: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, Any]:
    rows = view.tables[table]
    rows = rows[rows["project_id"].isin(projects["project_id"])]
    return {
        "count": len(rows),
        "project": places_of(rows["project_id"], projects["project_id"]),
        **columns_of(rows, columns),
    }


def _projects(view: View, page: Page, projects: pd.DataFrame, agencies: pd.DataFrame) -> dict[str, Any]:
    locations = view.tables["locations"]
    found = projects[["project_id"]].merge(
        pd.DataFrame(locations[["subject_id", "accuracy_m", "method", "evidence"]]),
        left_on="project_id", right_on="subject_id", how="left", validate="one_to_one",
    )  # fmt: skip
    shapes = locations.set_index("subject_id").geometry.reindex(projects["project_id"])
    method = found["method"].astype(object).where(found["method"].notna(), "none")
    is_outside = projects["project_id"].isin(page.outside_projects)
    where = where_of(view, projects["project_id"])
    return {
        "count": len(projects),
        "agency": places_of(projects["agency_id"], agencies["agency_id"]),
        **columns_of(projects, _PROJECT_COLUMNS),
        **columns_of(where, [name for name in where.columns if not name.endswith("_code")]),
        **columns_of(found, ["evidence"]),
        "accuracy_m": number_column(found["accuracy_m"]),
        "method": text_column(method),
        "methods": list(LOCATION_METHODS),
        "is_rough": [int(place) for place in np.flatnonzero(~method.isin(DISTANCE_METHODS))],
        "is_outside": [int(place) for place in np.flatnonzero(is_outside)],
        "xy": whole_degrees(points_of(gpd.GeoSeries(shapes, crs=locations.crs))),
    }


def _alignments(view: View, page: Page, projects: pd.DataFrame, holdings: pd.DataFrame) -> dict[str, Any]:
    rows = view.tables["alignments"].set_index("alignment_id", drop=False)
    rows = rows.loc[list(page.alignments)]
    shown = rows.iloc[:ALIGNMENTS_ON_A_PAGE].reset_index(drop=True)
    is_holding = shown["to_table"].eq("holdings").fillna(False).astype(bool)
    return {
        "count": len(shown),
        "total": len(rows),
        "kinds": _by_kind(rows),
        "alignment_id": [clean(name) for name in shown["alignment_id"]],
        "from": places_of(shown["from_id"], projects["project_id"]),
        "to_project": places_of(shown["to_id"].where(~is_holding), projects["project_id"]),
        "to_holding": places_of(shown["to_id"].where(is_holding), holdings["holding_id"]),
        "xy": _ends(shown, view.tables["alignments"].crs),
        **columns_of(shown, _ALIGNMENT_COLUMNS),
        **_decided(view, shown),
    }


def _by_kind(rows: pd.DataFrame) -> dict[str, Any]:
    """Return count and money of each kind among those that are neither dismissed nor resolved.

    Those of which the audience may not know the kind are told under an empty one.
    """
    still = rows[~rows["status"].isin(_SETTLED).fillna(False).astype(bool)]
    kinds = still["kind"].astype(object).where(still["kind"].notna(), "")
    found = still.groupby(kinds, sort=True)["amount_gbp"].agg(["size", "count", "sum"])
    return {
        "kind": [str(kind) for kind in found.index],
        "count": [int(number) for number in found["size"]],
        "amount_gbp": number_column(found["sum"].where(found["count"] > 0), places=2),
        "without_count": [int(number) for number in found["size"] - found["count"]],
    }


def _ends(rows: pd.DataFrame, crs: Any) -> list[int | None]:
    """Return longitude and latitude of both ends of each line; both alike where there is one place."""
    first: list[Any] = []
    last: list[Any] = []
    for shape in rows["geometry"]:
        if shape is None or shape.is_empty:
            first.append(None)
            last.append(None)
            continue
        is_area = shapely.get_dimensions(shape) == 2
        points = shapely.get_coordinates(shapely.point_on_surface(shape) if is_area else shape)
        first.append(shapely.Point(points[0]))
        last.append(shapely.Point(points[-1]))
    flat = [whole_degrees(gpd.GeoSeries(side, crs=crs)) for side in (first, last)]
    made: list[int | None] = []
    for at in range(0, 2 * len(rows), 2):
        made += [*flat[0][at : at + 2], *flat[1][at : at + 2]]
    return made


def _decided(view: View, rows: pd.DataFrame) -> dict[str, Any]:
    """Return who decided on each alignment, when and why."""
    if not view.may_see("decisions", "by"):
        return {}
    held = view.tables["decisions"]
    held = held[held["subject"].eq("alignment") & held["state"].isin(_HELD)]
    said = held.drop_duplicates("subject_id", keep="last").set_index("subject_id")
    said = said.reindex(rows["alignment_id"])
    names = {"by": "by", "on_date": "decided_on_date", "reason": "decided_why", "owner": "owner"}
    return columns_of(said.rename(columns=names), names.values())


def _ledger(view: View, page: Page) -> dict[str, Any]:
    """Return the savings agreed for alignments of the page."""
    rows = view.tables["ledger"]
    rows = rows[rows["alignment_id"].isin(page.alignments)]
    places = dict(zip(page.alignments, range(ALIGNMENTS_ON_A_PAGE), strict=False))
    return {
        "count": len(rows),
        "alignment": [places.get(name, -1) for name in rows["alignment_id"]],
        **columns_of(rows, ["kind", "agreed_on_date", "saving_gbp", "by", "reason", "about", "status"]),
    }
