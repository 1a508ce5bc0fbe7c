"""Which record and project of one edition is which of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from totalcapital.linking.renumbered import match_records
from totalcapital.linking.reregistered import same_registers
from totalcapital.tables import ASSETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Matches", "in_crs_of", "match"]

#: What a project says, under the names under which matching looks for it.
_AS_ASSET: Final = {
    "project_id": "asset_id", "total_gbp": "value_gbp", "start_date": "lease_start_date", "end_date": "lease_end_date",
}  # fmt: skip
_PROJECT_SAYS: Final = (
    "project_id", "register_id", "source_file", "source_row", "agency_id", "name", "service", "start_date", "end_date",
    "total_gbp", "uprn", "urn", "reference", "address", "postcode", "sensitivity", "source_values", "geometry_read",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matches:
    """Which record and project of one edition is which of another.

    Parameters
    ----------
    records, projects
        ``asset_id, before_id, register_id, weight, probability, evidence``, one to one.
    registers
        Register id before to register id now, where it is another.
    """

    records: pd.DataFrame
    projects: pd.DataFrame
    registers: Mapping[str, str]


def match(before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]) -> Matches:
    """Find the records and projects of one edition in another.

    Parameters
    ----------
    before, now
        ``registers``, ``assets``, ``projects`` and ``locations``, places in one CRS.
    """
    registers = same_registers(
        before["registers"], now["registers"], before_assets=before["assets"], assets=now["assets"]
    )
    records, projects = (
        match_records(
            as_assets(before), before["locations"], as_assets(now), now["locations"], registers=registers
        )
        for as_assets in (lambda tables: tables["assets"], _projects_as_assets)
    )
    return Matches(records, projects, registers)


def in_crs_of(tables: Mapping[str, pd.DataFrame], crs: Any) -> dict[str, pd.DataFrame]:
    """Return tables with their places in a CRS: an edition may be of an estate that had another."""
    return {
        name: frame.to_crs(crs)
        if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None and frame.crs != crs
        else frame
        for name, frame in tables.items()
    }


def _projects_as_assets(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    said = tables["projects"][list(_PROJECT_SAYS)].rename(columns=_AS_ASSET)
    frame: pd.DataFrame = ASSETS.conform(said.assign(role="unknown", status="unknown"))
    return frame
