"""What became of capital projects: added, removed, slipped, dearer, moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.comparing.records import both_sides, moved, value_differences
from totalcapital.comparing.rows import bounds, paired, plain, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from totalcapital.comparing.pairing import Pairing

__all__ = ["project_differences"]

_DATES: Final = ("start_date", "end_date")
_REST: Final = ("name", "service", "project_stage", "commitment", "longstop_date")


def project_differences(
    pairing: Pairing, before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame], *, cause: str
) -> list[pd.DataFrame]:
    """Return what became of each project.

    A start or end is later or earlier where it is so by more than both dates are exact to.
    """
    old, new = both_sides(pairing.projects, before, now, table="projects", key="project_id")
    same_row = (old["source_values"] == new["source_values"]).to_numpy(bool)
    who = paired(old, new, id_column="project_id", cause=np.where(same_row, cause, "register"))
    parts = [
        *_come_and_gone(pairing, before, now),
        *_dates(old, new, who),
        _cost(old, new, who),
        _rest(old, new, who),
        moved(old, new, who),
    ]
    return [part.drop(columns="at", errors="ignore").assign(subject="project") for part in parts if len(part)]


def _come_and_gone(
    pairing: Pairing, before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    for kind, tables, matched, left_out, side in (
        ("added", now, pairing.projects["asset_id"], pairing.new_registers, "now"),
        ("removed", before, pairing.projects["before_id"], pairing.gone_registers, "before"),
    ):
        frame = tables["projects"]
        own = frame[~frame["project_id"].isin(matched) & ~frame["register_id"].isin(left_out)]
        places = tables["locations"].set_index("subject_id").geometry.reindex(own["project_id"])
        yield pd.DataFrame(
            {
                "kind": kind, "subject_id": own["project_id"], "name": own["name"], "agency_id": own["agency_id"],
                "cause": "register", "register_id": own["register_id"].replace(dict(pairing.registers)),
                f"{side}_file": own["source_file"], f"{side}_row": own["source_row"],
                "reason": f"the capital programme {'lists' if kind == 'added' else 'no longer lists'} it",
                "geometry": list(places),
            }
        )  # fmt: skip


def _dates(old: pd.DataFrame, new: pd.DataFrame, who: pd.DataFrame) -> Iterator[pd.DataFrame]:
    exact = old["dates_accuracy_days"].fillna(0.0) + new["dates_accuracy_days"].fillna(0.0)
    slack = np.fmax(exact.to_numpy(float), bounds()["project"]["days"])
    for column in _DATES:
        days = (new[column] - old[column]).dt.days.to_numpy(float)
        at = np.flatnonzero(np.abs(days) > slack)
        kinds = np.where(days[at] > 0, "slipped", "brought-forward")
        yield _told(old, new, who, at, column=column, kind=kinds, measure=days[at], unit="days").assign(
            reason=[
                f"{'ends' if column == 'end_date' else 'starts'} {abs(one):,.0f} days {'later' if one > 0 else 'earlier'}: "
                f"{shown(now)}, {shown(before)} before"
                for one, before, now in zip(days[at], old[column].iloc[at], new[column].iloc[at], strict=True)
            ]
        )


def _cost(old: pd.DataFrame, new: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    was, is_ = old["total_gbp"].to_numpy(float), new["total_gbp"].to_numpy(float)
    limit = bounds()["project"]
    other = np.abs(is_ - was) >= limit["cost_gbp"]
    other &= np.abs(is_ - was) >= limit["cost_pct"] / 100.0 * np.fmax(np.abs(was), np.abs(is_))
    at = np.flatnonzero(other)
    words = [
        f"costs {b:,.0f}; {a:,.0f} before ({b - a:+,.0f})" for a, b in zip(was[at], is_[at], strict=True)
    ]
    return _told(
        old, new, who, at, column="total_gbp", kind="cost", measure=(is_ - was)[at], unit="GBP"
    ).assign(reason=words)


def _rest(old: pd.DataFrame, new: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Return every other value that differs, and dates and costs that only one edition knows."""
    columns = [*_REST, *_DATES, "total_gbp"]
    frame = value_differences(old, new, who, columns=columns)
    one_sided = frame["before"].isna() | frame["now"].isna()
    frame = frame[one_sided | frame["column"].isin(_REST)]
    known = frame["before"].notna() & frame["now"].notna()
    is_name = (frame["column"] == "name") & known
    reasons = [
        f"{plain(column)}: {now or 'not known now'}; {before or 'not known'} before"
        for column, before, now in zip(frame["column"], frame["before"], frame["now"], strict=True)
    ]
    return frame.assign(kind=np.where(is_name, "renamed", "values"), reason=reasons)


def _told(
    old: pd.DataFrame, new: pd.DataFrame, who: pd.DataFrame, at: Any, *, column: str, **more: Any
) -> pd.DataFrame:
    frame: pd.DataFrame = who.iloc[at].reset_index(drop=True).assign(column=column, **more)
    for name, side in (("before", old), ("now", new)):
        frame[name] = pd.Series([shown(value) for value in side[column].iloc[at]], dtype=object)
    return frame
