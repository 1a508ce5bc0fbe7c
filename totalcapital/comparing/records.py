"""What records in both editions say otherwise: state, use, tenure, lease, place, and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from totalcapital.comparing.many import told_in_one_line
from totalcapital.comparing.rows import NOT_SAID, bounds, filled, paired, plain, shown
from totalcapital.tables import STAKE_COLUMNS
from totalcapital.tables.codes import DISTANCE_METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from totalcapital.comparing.pairing import Pairing

__all__ = ["both_sides", "moved", "record_differences", "value_differences"]

_SURPLUS: Final = ("surplus", "disposal")
_EMPTY: Final = ("vacant", "surplus", "disposal", "closed")
_LEASE: Final = ("lease_start_date", "lease_end_date", "lease_break_date", "break_notice_months")
_KIND: Final = {"tenure": "tenure", "name": "renamed", **dict.fromkeys(_LEASE, "lease")}
#: Columns in which capitals, spaces and marks are no difference.
_WRITTEN: Final = ("name", "address", "constraints")
#: What stands before the values of a kind.
_LEAD: Final = {
    "became-vacant": "became vacant; ", "became-surplus": "became surplus; ", "closed": "closed; ", "re-used": "another use; ", "renamed": "renamed; ",
}  # fmt: skip
#: Where the tool's own default differs from what was said, that is no word of the register.
_NOT_COMPARED: Final = frozenset({"role", "sensitivity", "status"})
_COLUMNS: Final = tuple(column for column in STAKE_COLUMNS if column.name not in _NOT_COMPARED)


def record_differences(
    pairing: Pairing, before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame], *, cause: str
) -> list[pd.DataFrame]:
    """Return what the records in both editions say otherwise.

    A value that most records of a register gained or lost at once, and a code that stands in place of
    another throughout, is one row of the register.

    Parameters
    ----------
    cause
        Of a record whose row says the same to the letter: what else brought the difference about.
    """
    old, new = both_sides(pairing.records, before, now, table="assets", key="asset_id")
    same_values = (old["source_values"] == new["source_values"]).to_numpy(bool)
    same_shape = (filled(old["geometry_read"], "") == filled(new["geometry_read"], "")).to_numpy(bool)
    cause_of = np.where(same_values & same_shape, cause, "register")
    who = paired(old, new, id_column="asset_id", cause=cause_of)
    who = who.assign(site_id=pairing.records["site_id"])
    values = value_differences(old, new, who, columns=[*(column.name for column in _COLUMNS), "agency_id"])
    one_sided = values["before"].isna() | values["now"].isna()
    values = values[one_sided | (values["column"] != "agency_id")]
    values, together = told_in_one_line(values, old, new)
    values = pd.concat([values, _states(old, new, who)], ignore_index=True)
    agencies = _other_agency(pairing, old, new, who)
    places, places_together = _better_known(old, new, who)
    rows = [_others(values), _named(values), agencies, moved(old, new, who), places]
    made = [_as_records(part) for part in rows if len(part)]
    return [*made, together, places_together]


def both_sides(
    pairs: pd.DataFrame,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    *,
    table: str,
    key: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records of both editions, row by row the same one, each with its location beside it."""
    sides = []
    for tables, ids in ((before, pairs["before_id"]), (now, pairs["asset_id"])):
        own = tables[table].set_index(key, drop=False).loc[ids].reset_index(drop=True)
        at = tables["locations"].set_index("subject_id").reindex(ids).reset_index(drop=True)
        sides.append(
            own.assign(method=filled(at["method"], "none"), accuracy_m=at["accuracy_m"], shape=at.geometry)
        )
    return sides[0], sides[1]


def value_differences(
    old: pd.DataFrame, new: pd.DataFrame, who: pd.DataFrame, *, columns: list[str]
) -> pd.DataFrame:
    """Return one row for each value that differs: ``at`` (the row in ``who``), ``column``, before, now, measure."""
    found = [pd.DataFrame(columns=["at", "column", "before", "now", "measure", "unit"])]
    for column in columns:
        at = np.flatnonzero(_differs(old[column], new[column]))
        if not len(at):
            continue
        was, is_ = old[column].iloc[at], new[column].iloc[at]
        measure, unit = _measure(was, is_, column)
        found.append(
            pd.DataFrame(
                {
                    "at": at,
                    "column": column,
                    "before": [shown(value) for value in was],
                    "now": [shown(value) for value in is_],
                    "measure": measure,
                    "unit": unit,
                }
            )
        )
    frame = pd.concat([part.astype(object) for part in found if len(part)] or found, ignore_index=True)
    return _with_who(frame, who)


def _with_who(frame: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    at = frame["at"].to_numpy(int)
    return pd.concat([frame.reset_index(drop=True), who.iloc[at].reset_index(drop=True)], axis=1)


def _differs(was: pd.Series, is_: pd.Series) -> NDArray[np.bool_]:
    """Tell where two columns say different things; null and "unknown" are the same: nothing said."""
    gone = was.isna().to_numpy(bool), is_.isna().to_numpy(bool)
    if pd.api.types.is_float_dtype(was.dtype):
        one, two = was.to_numpy(float), is_.to_numpy(float)
        slack = bounds()["number"]["differs_pct"] / 100.0
        apart = np.abs(one - two) > slack * np.fmax(np.abs(one), np.abs(two))
        differs: NDArray[np.bool_] = np.where(gone[0] | gone[1], gone[0] != gone[1], apart).astype(bool)
        return differs
    if was.name in _WRITTEN:
        was, is_ = (
            side.str.casefold().str.replace("&", "and").str.replace(r"[\W_]+", "", regex=True)
            for side in (was, is_)
        )
    first, second = (side.astype(object).where(side.notna(), None).to_numpy() for side in (was, is_))
    gone = gone[0] | (first == NOT_SAID), gone[1] | (second == NOT_SAID)
    other = first != second
    said: NDArray[np.bool_] = np.where(gone[0] | gone[1], gone[0] != gone[1], other).astype(bool)
    return said


def _measure(was: pd.Series, is_: pd.Series, column: str) -> tuple[list[float | None], str | None]:
    """Return how much a value differs, now less before, and in what unit; nothing for words."""
    if pd.api.types.is_datetime64_any_dtype(was.dtype):
        return _or_null((is_ - was).dt.days.to_numpy(float)), "days"
    if not pd.api.types.is_numeric_dtype(was.dtype) or pd.api.types.is_bool_dtype(was.dtype):
        return [None] * len(was), None
    unit = next((one.unit for one in _COLUMNS if one.name == column), "GBP")
    return _or_null(is_.to_numpy(float, na_value=np.nan) - was.to_numpy(float, na_value=np.nan)), unit


def _or_null(numbers: NDArray[Any]) -> list[float | None]:
    return [None if np.isnan(one) else round(float(one), 4) for one in numbers]


def _states(old: pd.DataFrame, new: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Return one row, with its kind, for each record whose state is another."""
    frame = value_differences(old, new, who, columns=["status"])
    was, is_ = filled(frame["before"], NOT_SAID), filled(frame["now"], NOT_SAID)
    frame["kind"] = np.select(
        [
            is_ == "vacant",
            is_.isin(_SURPLUS) & ~was.isin(_SURPLUS),
            was.isin(_EMPTY) & (is_ == "operational"),
            is_ == "closed",
        ],
        ["became-vacant", "became-surplus", "re-used", "closed"],
        "values",
    )
    return frame


def _named(values: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have a kind of their own: state, use, tenure, lease, name."""
    frame = values.copy()
    own = frame["column"].map(_KIND)
    known = frame["before"].notna() & frame["now"].notna()
    own = own.where(~((frame["column"] == "service") & known), "re-used")
    own = own.where(~((frame["column"] == "name") & ~known), None)
    frame["kind"] = filled(frame["kind"], own) if "kind" in frame.columns else own
    frame = frame[frame["kind"].notna() & (frame["kind"] != "values")].copy()
    frame["reason"] = [
        _LEAD.get(kind, "") + (_state(before) if column == "status" else _words(column, before, now))
        for kind, column, before, now in zip(
            frame["kind"], frame["column"], frame["before"], frame["now"], strict=True
        )
    ]
    return frame


def _others(values: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each record of which anything else differs."""
    known = values["before"].notna() & values["now"].notna()
    told = values["column"].isin([*_KIND]) & ~((values["column"] == "name") & ~known)
    told |= (values["column"] == "service") & known
    told |= values["kind"].notna() & (values["kind"] != "values")
    rest = values[~told].sort_values(["at", "column"])
    if rest.empty:
        return rest
    rest = rest.assign(
        words=[_words(*row) for row in zip(rest["column"], rest["before"], rest["now"], strict=True)]
    )
    first = rest.drop_duplicates("at").copy()
    grouped = rest.groupby("at", sort=True)
    one = (grouped.size() == 1).to_numpy(bool)
    first["reason"] = grouped["words"].agg("; ".join).to_numpy(object)
    first["column"] = grouped["column"].agg(", ".join).to_numpy(object)
    for side in ("before", "now"):
        said = filled(rest[side], "not known").groupby(rest["at"], sort=True)
        first[side] = said.agg("; ".join).where(~one, first.set_index("at")[side]).to_numpy(object)
    first.loc[~one, ["measure", "unit"]] = None
    first["kind"] = "values"
    return first


def _state(before: Any) -> str:
    return f"{before} before" if isinstance(before, str) and before != NOT_SAID else "nothing was said before"


def _words(column: str, before: Any, now: Any) -> str:
    if not isinstance(before, str):
        return f"{plain(column)}: {now}; not known before"
    if not isinstance(now, str):
        return f"{plain(column)}: not known now; {before} before"
    return f"{plain(column)}: {now}; {before} before"


def _other_agency(pairing: Pairing, old: pd.DataFrame, new: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Return the records that are another body's now."""
    was = filled(old["agency_id"].map(pairing.agencies), old["agency_id"])
    at = np.flatnonzero((was.notna() & new["agency_id"].notna() & (was != new["agency_id"])).to_numpy(bool))
    frame = pd.DataFrame(
        {"at": at, "column": "agency_id", "before": old["agency_id"].iloc[at].to_numpy(object),
         "now": new["agency_id"].iloc[at].to_numpy(object), "kind": "re-used"}
    )  # fmt: skip
    frame["reason"] = [
        f"held by {now}; by {before} before"
        for before, now in zip(frame["before"], frame["now"], strict=True)
    ]
    return _with_who(frame, who)


def moved(old: pd.DataFrame, new: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Return the records whose places lie further apart than both accuracies.

    Not those of one postcode that are placed otherwise now: the evidence moved, not the property.
    """
    fine = old["method"].isin(DISTANCE_METHODS) & new["method"].isin(DISTANCE_METHODS)
    metres = shapely.distance(old["shape"].to_numpy(object), new["shape"].to_numpy(object))
    slack = old["accuracy_m"].to_numpy(float) + new["accuracy_m"].to_numpy(float)
    otherwise = (old["method"] != new["method"]) & (old["postcode"] == new["postcode"])
    far = (fine & ~otherwise).to_numpy(bool) & (metres > slack + bounds()["moved"]["beyond_m"])
    at = np.flatnonzero(far)
    frame = pd.DataFrame(
        {"at": at, "column": "place", "measure": np.round(metres[at], 1), "unit": "m", "kind": "moved",
         "before": _spots(old, at), "now": _spots(new, at)}
    )  # fmt: skip
    frame["reason"] = [
        f"{apart:,.0f} m from where it was; the two places are exact to {of:,.0f} m together"
        for apart, of in zip(metres[at], slack[at], strict=True)
    ]
    return _with_who(frame, who)


def _spots(side: pd.DataFrame, at: NDArray[np.intp]) -> list[str]:
    """Return places in words: by which method, and the middle of each in the working CRS."""
    points = shapely.get_coordinates(shapely.centroid(side["shape"].to_numpy(object)[at]))
    return [
        f"{method} {x:.0f} {y:.0f}"
        for method, (x, y) in zip(side["method"].to_numpy(object)[at], points, strict=True)
    ]


def _better_known(
    old: pd.DataFrame, new: pd.DataFrame, who: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records whose place is known otherwise or better or worse, and registers of which most are."""
    was, is_ = (side["accuracy_m"].to_numpy(float) for side in (old, new))
    limit = bounds()["location"]
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.abs(was - is_) >= limit["metres"]
        apart &= np.fmax(was, is_) >= limit["times"] * np.fmin(was, is_)
    other = (old["method"] != new["method"]).to_numpy(bool)
    at = np.flatnonzero(other | apart)
    frame = pd.DataFrame(
        {"at": at, "column": "location", "before": _exact(old, at), "now": _exact(new, at), "kind": "location",
         "measure": np.round(is_[at] - was[at], 1), "unit": "m"}
    )  # fmt: skip
    frame["measure"] = frame["measure"].astype(object).where(frame["measure"].notna(), None)
    frame["reason"] = [
        f"place by {b}; by {a} before" for a, b in zip(frame["before"], frame["now"], strict=True)
    ]
    known = frame.assign(
        method_before=old["method"].iloc[at].to_numpy(), method_now=new["method"].iloc[at].to_numpy()
    )
    return told_in_one_line(_with_who(known, who), old, new, pair=("method_before", "method_now"))


def _exact(side: pd.DataFrame, at: NDArray[np.intp]) -> list[str]:
    metres = side["accuracy_m"].to_numpy(float)[at]
    return [
        str(method) if np.isnan(m) else f"{method}, within {m:,.0f} m"
        for method, m in zip(side["method"].to_numpy(object)[at], metres, strict=True)
    ]


def _as_records(frame: pd.DataFrame) -> pd.DataFrame:
    drop = [name for name in ("at", "words", "method_before", "method_now") if name in frame.columns]
    return frame.drop(columns=drop).assign(subject="record")
