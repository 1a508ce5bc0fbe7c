"""Rows of the ``differences`` table: their ids, order and form."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from totalcapital.resources import geodata
from totalcapital.tables.codes import DIFFERENCE_KINDS, DIFFERENCE_SUBJECTS
from totalcapital.tables.comparison import DIFFERENCES

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NOT_SAID", "bounds", "filled", "paired", "plain", "shown", "table_of"]

#: The code that stands for "not said".
NOT_SAID: Final = "unknown"
_UNITS: Final = ("_m2", "_gbp", "_pct", "_count", "_fte", "_months", "_week")


@cache
def bounds() -> dict[str, Any]:
    """Return the thresholds of ``geodata/benchmarks/comparing.toml``."""
    return tomllib.loads(geodata("benchmarks", "comparing.toml").read_text(encoding="utf-8"))


def plain(column: str) -> str:
    """Return a column of ours in words, without its unit.

    Examples
    --------
    >>> plain("lease_end_date")
    'lease end'
    """
    for end in (*_UNITS, "_date", "_id"):
        column = column.removesuffix(end)
    return column.replace("_", " ")


def shown(value: Any) -> str | None:
    """Return a value as people read it: days as ISO days, whole numbers without a point; null for null."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    return str(value)


def filled(values: pd.Series, other: Any) -> pd.Series:
    """Return values with others, or one other, in the place of nulls, whatever kind the two are of."""
    return values.astype(object).where(values.notna(), other)


def paired(old: pd.DataFrame, new: pd.DataFrame, *, id_column: str, cause: Any) -> pd.DataFrame:
    """Return what every difference of a record or project says of it: ids, name, whose, where in which file.

    Parameters
    ----------
    old, new
        The two as each edition has them, row by row, with their ``shape``.
    cause
        Where a difference comes from, one or one a row.
    """
    return pd.DataFrame(
        {
            "subject_id": new[id_column],
            "before_id": old[id_column].where(old[id_column] != new[id_column], None),
            "name": filled(new["name"], old["name"]),
            "agency_id": filled(new["agency_id"], old["agency_id"]),
            "register_id": new["register_id"],
            "before_file": old["source_file"],
            "before_row": old["source_row"],
            "now_file": new["source_file"],
            "now_row": new["source_row"],
            "cause": cause,
            "geometry": new["shape"].where(new["shape"].notna(), old["shape"]),
        }
    )


def table_of(parts: Iterable[pd.DataFrame], *, crs: Any) -> gpd.GeoDataFrame:
    """Return rows as the ``differences`` table: in the order of subjects, kinds and names, each with its id.

    Options stand by their score, or by how much it changed.
    """
    filled = [part.astype(object) for part in parts if len(part)]
    if not filled:
        empty: gpd.GeoDataFrame = DIFFERENCES.empty(crs=crs)
        return empty
    frame = pd.concat(filled, ignore_index=True)
    for name in DIFFERENCES.column_names:
        if name not in frame.columns:
            frame[name] = None
    frame = frame.astype(object).where(frame.notna(), None)
    frame["rows_count"] = [1 if value is None else value for value in frame["rows_count"]]
    frame["difference_id"] = [
        _id(subject, kind, name, column)
        for subject, kind, name, column in zip(
            frame["subject"], frame["kind"], frame["subject_id"], frame["column"], strict=True
        )
    ]
    order = frame.assign(
        at_subject=[DIFFERENCE_SUBJECTS.index(one) for one in frame["subject"]],
        at_kind=[DIFFERENCE_KINDS.index(one) for one in frame["kind"]],
        at_score=np.where(
            frame["subject"] == "option",
            -pd.to_numeric(frame["measure"]).abs().fillna(0.0).to_numpy(float),
            0.0,
        ),
    ).sort_values(
        ["at_subject", "at_kind", "at_score", "name", "difference_id"], na_position="last", ignore_index=True
    )
    table: gpd.GeoDataFrame = DIFFERENCES.conform(
        gpd.GeoDataFrame(
            order[[name for name in DIFFERENCES.column_names if name != "geometry"]],
            geometry=gpd.GeoSeries(list(order["geometry"]), crs=crs),
        )
    )
    return table


def _id(*parts: str | None) -> str:
    said = "\0".join(part or "" for part in parts)
    return "d-" + hashlib.sha256(said.encode()).hexdigest()[:12]
