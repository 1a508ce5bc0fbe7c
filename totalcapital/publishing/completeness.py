"""How much of what the analyses need each register gives, and what cannot be found out without the rest."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.resources import geodata
from totalcapital.tables import COMPLETENESS, REGISTERS, split_list
from totalcapital.tables.codes import DISTANCE_METHODS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

__all__ = ["Needed", "completeness", "needed_fields", "records_given", "score_pct", "with_completeness"]

_LEASED: Final = ("leasehold", "licence", "sub-leasehold", "ground-leasehold")
_ID: Final = {"assets": "asset_id", "projects": "project_id"}


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing the analyses need of a record, from ``geodata/benchmarks/completeness.toml``.

    Parameters
    ----------
    table
        ``assets`` or ``projects``.
    field
        Our column, or ``place`` or ``agency``.
    label
        The field in the words of pages and sheets.
    applies
        ``every`` record, ``building`` (not stated to be land only), or ``leased``.
    weight
        How much it counts in the score, in points.
    effect
        What is lost without it: the sentence for one record, and for several.
    why
        Why it counts as much.
    untested
        Added where some of them are in the band "unknown": for one, and for several.
    """

    table: str
    field: str
    label: str
    applies: str
    weight: float
    effect: tuple[str, str]
    why: str
    untested: tuple[str, str] | None = None


@cache
def needed_fields() -> Sequence[Needed]:
    """Return what the analyses need of a record, in the order in which it is shown."""
    said = tomllib.loads(geodata("benchmarks", "completeness.toml").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = [
        {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
        for entry in said["field"]
    ]
    return tuple(Needed(**entry) for entry in entries)


def completeness(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the ``completeness`` table: a row for each field that applies to a register's records.

    A register without records has none: nothing is known of what it would give.

    Parameters
    ----------
    tables
        ``registers``, ``assets``, ``projects``, ``locations``, ``holdings`` and ``bands``.
    """
    untested = _untested(tables)
    rows = []
    for kind, key in _ID.items():
        given = records_given(tables, kind)
        for register, own in given.groupby("register_id", sort=True):
            for need in needed_fields():
                if need.table != kind or not (count := int(own[need.field].notna().sum())):
                    continue
                missing = own.loc[own[need.field].eq(False).fillna(value=False), key]
                rows.append(
                    {
                        "register_id": register,
                        "field": need.field,
                        "applies_count": count,
                        "given_count": count - len(missing),
                        "weight": need.weight,
                        "effect": _effect(need, len(missing), int(missing.isin(untested).sum())),
                    }
                )
    frame: pd.DataFrame = COMPLETENESS.conform(pd.DataFrame(rows, columns=COMPLETENESS.column_names))
    return frame


def records_given(tables: Mapping[str, pd.DataFrame], kind: str) -> pd.DataFrame:
    """Return for each record of ``assets`` or ``projects`` what it gives of what is needed.

    Returns
    -------
    DataFrame
        In the order of the table: its id, ``register_id``, ``source_row``, ``reference``, ``name``, and
        a column for each field: true where it is given, false where not, null where it does not apply.
    """
    records = tables[kind]
    made = records[[_ID[kind], "register_id", "source_row", "reference", "name"]].copy()
    for need in needed_fields():
        if need.table == kind:
            given = _is_given(records, need, tables["locations"]).astype("boolean")
            made[need.field] = given.mask(~_applies(records, need))
    return made


def score_pct(rows: pd.DataFrame) -> float | None:
    """Return the completeness of one register in per cent, from its rows of ``completeness``.

    The weighted mean of the shares given; null where the register has no records.

    Examples
    --------
    >>> score_pct(pd.DataFrame({"applies_count": [4, 2], "given_count": [4, 1], "weight": [3.0, 1.0]}))
    87.5
    """
    if rows.empty:
        return None
    share = rows["given_count"].astype(float) / rows["applies_count"].astype(float)
    return round(100.0 * float((share * rows["weight"]).sum()) / float(rows["weight"].sum()), 1)


def with_completeness(
    tables: Mapping[str, pd.DataFrame], given: pd.DataFrame, *, as_of: dt.date
) -> pd.DataFrame:
    """Return ``registers`` with their completeness and their age in days at ``as_of``.

    The age counts from the day the register describes or, where that is not said of the whole, from
    the newest day that one of its records describes; where neither is said it is null. It is below
    nought for a register of a later day.
    """
    registers = tables["registers"]
    ids = registers["register_id"]
    newest = tables["assets"].groupby("register_id")["effective_date"].max().reindex(ids)
    day = registers["effective_date"].fillna(newest.set_axis(registers.index))
    scores = pd.Series({one: score_pct(rows) for one, rows in given.groupby("register_id")}, dtype=float)
    made: pd.DataFrame = REGISTERS.conform(
        registers.assign(
            completeness_pct=scores.reindex(ids).to_numpy(),
            age_days=(pd.Timestamp(as_of) - day).dt.days.astype(float),
        )
    )
    return made


def _applies(records: pd.DataFrame, need: Needed) -> pd.Series[bool]:
    if need.applies == "building":
        return records["property_kind"].ne("land").fillna(value=True).astype(bool)
    if need.applies == "leased":
        return records["tenure"].isin(_LEASED)
    return pd.Series(data=True, index=records.index)


def _is_given(records: pd.DataFrame, need: Needed, locations: pd.DataFrame) -> pd.Series[bool]:
    if need.field == "place":
        method = locations.set_index("subject_id")["method"]
        return records[_ID[need.table]].map(method).isin(DISTANCE_METHODS)
    if need.field == "status":
        return records["status"].ne("unknown").fillna(value=False).astype(bool)
    return records["agency_id" if need.field == "agency" else need.field].notna()


def _untested(tables: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    """Return the records of holdings of which no rule could say how well they are used."""
    bands, holdings = tables["bands"], tables["holdings"]
    unknown = set(bands.loc[bands["band"] == "unknown", "holding_id"])
    cells = holdings.loc[holdings["holding_id"].isin(unknown), "asset_ids"]
    return frozenset(asset for cell in cells for asset in split_list(cell))


def _effect(need: Needed, missing: int, untested: int) -> str | None:
    if not missing:
        return None
    said = [need.effect[missing != 1].format(n=f"{missing:,}")]
    if need.untested and untested:
        said.append(need.untested[untested != 1].format(n=f"{untested:,}"))
    return " ".join(said)
