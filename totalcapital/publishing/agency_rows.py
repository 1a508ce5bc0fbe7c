"""The agencies of a page, each spelling with why it is read as that body."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["agency_rows"]

_COLUMNS = [
    "agency", "sector", "is_public", "codes", "name_read", "sector_read", "rows_count", "reason", "weight_bits",
    "decision", "perhaps_also", "agency_id",
]  # fmt: skip


def agency_rows(view: View, page: Page) -> pd.DataFrame:
    """Return one row for each spelling of each agency with a holding or project on a page.

    ``perhaps_also`` names the bodies that the agency may be one with, likeliest first, each with the
    probability and the evidence; null where there is no doubt.
    """
    holdings, projects = view.tables["holdings"], view.tables["projects"]
    ids = {
        *holdings.loc[holdings["site_id"].isin(page.sites), "agency_id"].dropna(),
        *projects.loc[projects["project_id"].isin(page.projects), "agency_id"].dropna(),
    }
    agencies = view.tables["agencies"].rename(columns={"name": "agency"})
    names = view.tables["agency_names"].rename(columns={"rule": "reason", "weight": "weight_bits"})
    rows = names[names["agency_id"].isin(ids)].merge(
        agencies[["agency_id", "agency", "sector", "is_public", "codes"]],
        on="agency_id",
        how="left",
        validate="many_to_one",
    )
    rows["perhaps_also"] = rows["agency_id"].map(_doubts(view)).astype(object)
    return rows.sort_values(["agency", "agency_id", "name_read"], ignore_index=True)[_COLUMNS]


def _doubts(view: View) -> dict[str, str]:
    """Return, for each agency that may be one with another, with which and why."""
    links = view.tables["agency_links"]
    goes_by = _goes_by(view)
    shown = dict(zip(view.tables["agencies"]["agency_id"], view.tables["agencies"]["name"], strict=True))
    open_links = links[(links["relation"] == "different") & (links["decision"] == "auto")]
    order = open_links.sort_values(["probability", "agency_link_id"], ascending=[False, True])
    found: dict[str, dict[str, str]] = {}
    for one, another, probability, evidence in zip(
        *(order[name] for name in ("agency_id", "other_agency_id", "probability", "evidence")), strict=True
    ):
        pair = (goes_by.get(one), goes_by.get(another))
        for mine, other in (pair, pair[::-1]):
            if mine and other:
                line = f"{shown[other]} ({probability:.2f}): {evidence}"
                found.setdefault(mine, {}).setdefault(other, line)
    return {agency_id: "; ".join(lines.values()) for agency_id, lines in found.items()}


def _goes_by(view: View) -> dict[str, str]:
    """Return the agency that each body weighed goes by: links name bodies as the rule alone does."""
    found = {agency_id: agency_id for agency_id in view.tables["agencies"]["agency_id"]}
    links = view.tables["agency_links"]
    same = links[links["relation"] == "same-body"]
    pairs = list(zip(same["agency_id"], same["other_agency_id"], strict=True))
    is_growing = True
    while is_growing:
        is_growing = False
        for one, other in (*pairs, *((other, one) for one, other in pairs)):
            if one in found and other not in found:
                found[other] = found[one]
                is_growing = True
    return found
