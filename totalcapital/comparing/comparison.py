"""Two editions of the estate to the differences between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalcapital.comparing.choices import decided_differences, hub_differences, scenario_differences
from totalcapital.comparing.inputs import decided_records, input_differences, other_cause
from totalcapital.comparing.meetings import alignment_differences, reasons_by_project
from totalcapital.comparing.options import band_differences, option_differences, reasons_by_site
from totalcapital.comparing.pairing import Pairing, pair
from totalcapital.comparing.projects import project_differences
from totalcapital.comparing.properties import property_differences, records_come_and_gone
from totalcapital.comparing.records import record_differences
from totalcapital.comparing.rows import table_of
from totalcapital.comparing.sums import account_differences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

__all__ = ["compare"]


def compare(
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    *,
    records: pd.DataFrame,
    projects: pd.DataFrame,
    registers: Mapping[str, str],
    summaries: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> gpd.GeoDataFrame:
    """Say what differs between two editions, and what that did to the options.

    What a register says is held against what it said; a property against the property that most of its
    records were in. The order of registers and rows does not matter, nor does what stands in no column
    of ours: layout, format, order, and references that only changed.

    Parameters
    ----------
    before, now
        Every table of the two editions, by name, places in one CRS in metres.
    records, projects
        Which record and which project is which: ``asset_id, before_id, register_id``, one to one.
    registers
        Register id before to register id now, where it is another.
    summaries
        What ``run.json`` of the two says.

    Returns
    -------
    GeoDataFrame
        The ``differences`` table, by subject, kind and name.
    """
    pairing = pair(before, now, records=records, projects=projects, registers=registers)
    cause = other_cause(*summaries)
    parts = [
        input_differences(pairing, before, now, summaries=summaries),
        *record_differences(pairing, before, now, cause=cause),
        *records_come_and_gone(pairing, before, now),
        *project_differences(pairing, before, now, cause=cause),
    ]
    linked_otherwise = _causes_of_links(pairing, parts, before, now)
    around = _cause_around(parts, cause)
    parts.append(property_differences(pairing, before, now, cause_of_links=linked_otherwise, cause=around))
    crs = now["sites"].crs
    reasons = reasons_by_site(table_of(parts, crs=crs), before, now)
    parts.append(band_differences(pairing, before, now, reasons=reasons, cause=cause))
    parts += option_differences(pairing, before, now, reasons=reasons, cause=cause)
    parts.append(decided_differences(pairing, before, now))
    parts.append(hub_differences(pairing, before, now, reasons=reasons, cause=around))
    parts.append(scenario_differences(before, now, cause=around))
    both = reasons | reasons_by_project(table_of(parts, crs=crs))
    parts.append(alignment_differences(pairing, before, now, reasons=both, cause=around))
    parts.append(account_differences(before, now, cause=around))
    return table_of(parts, crs=crs)


def _cause_around(parts: Sequence[pd.DataFrame], cause: str) -> str:
    """Return what else links records otherwise: how sure a link is depends on what lies around it too."""
    if cause != "other-input":
        return cause
    come_and_gone = {"added", "removed", "register-added", "register-removed"}
    told = any(part["kind"].isin(come_and_gone).any() for part in parts if len(part))
    return "other-differences" if told else cause


def _causes_of_links(
    pairing: Pairing,
    parts: Sequence[pd.DataFrame],
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
) -> dict[str, str]:
    """Return why a record may be linked otherwise: a decision on it, or what its register says of it."""
    causes = {
        str(asset): "register"
        for part in parts
        if len(part) and "subject" in part.columns
        for asset, subject, cause in zip(part["subject_id"], part["subject"], part["cause"], strict=True)
        if subject == "record" and cause == "register"
    }
    ids = dict(zip(pairing.records["before_id"], pairing.records["asset_id"], strict=True))
    decided = decided_records(before["decisions"], now["decisions"])
    return causes | dict.fromkeys((ids.get(name, name) for name in sorted(decided)), "decision")
