"""What became of decisions on options, of hubs, and of scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.comparing.options import because_of
from totalcapital.comparing.rows import bounds, shown
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from totalcapital.comparing.pairing import Pairing

__all__ = ["decided_differences", "hub_differences", "scenario_differences"]

_NOTHING = "nothing decided"


def decided_differences(
    pairing: Pairing, before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return the options in both editions on which people decided otherwise since."""
    was = before["colocation"][["option_id", "host_id", "guest_id", "decision"]]
    was = was.assign(
        host_id=was["host_id"].map(pairing.holdings), guest_id=was["guest_id"].map(pairing.holdings)
    )
    is_ = now["colocation"][["option_id", "host_id", "guest_id", "decision", "geometry"]]
    both = was.merge(is_, on=["host_id", "guest_id"], suffixes=("_before", "_now"))
    old, new = (
        both[name].astype(object).where(both[name].notna(), _NOTHING)
        for name in ("decision_before", "decision_now")
    )
    both = both.assign(old=old, new=new)[old != new]
    held = now["holdings"].set_index("holding_id")
    rows = [
        {
            "subject": "option", "kind": "decided", "subject_id": row["option_id_now"], "column": "decision",
            "before_id": row["option_id_before"] if row["option_id_before"] != row["option_id_now"] else None,
            "name": f"{_name(held, row['guest_id'])} with {_name(held, row['host_id'])}",
            "agency_id": held["agency_id"].get(row["guest_id"]), "before": row["old"], "now": row["new"],
            "cause": "decision", "reason": f"{row['new']} now; {row['old']} before", "geometry": row["geometry"],
        }
        for row in both.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _name(held: pd.DataFrame, holding_id: Any) -> str:
    name = held["name"].get(holding_id)
    return name if isinstance(name, str) else str(holding_id)


def hub_differences(
    pairing: Pairing,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    *,
    reasons: Mapping[str, list[tuple[str, str]]],
    cause: str,
) -> pd.DataFrame:
    """Return the hubs that are new, gone, or have other members; a hub goes by its anchor.

    Nothing is told where either edition is of a version that made none.
    """
    if before["assumptions"].empty or now["assumptions"].empty:
        return pd.DataFrame()
    rows: list[dict[str, Any]] = []
    was = {pairing.holdings.get(row["anchor_id"], row["anchor_id"]): row for row in _rows(before["hubs"])}
    is_ = {row["anchor_id"]: row for row in _rows(now["hubs"])}
    names = {
        which: tables["holdings"].set_index("holding_id")
        for which, tables in (("before", before), ("now", now))
    }
    for anchor in sorted({*was, *is_}):
        old, new = was.get(anchor), is_.get(anchor)
        members = (
            None if old is None else {pairing.holdings.get(one, one) for one in split_list(old["members"])}
        )
        joined = None if new is None else set(split_list(new["members"]))
        if members == joined:
            continue
        row = new or old or {}
        held = names["before" if new is None else "now"]
        site = held["site_id"].get(row["anchor_id"])
        ids, words = because_of([str(site)], reasons)
        rows.append({
            "subject": "hub", "kind": "added" if old is None else "removed" if new is None else "values",
            "subject_id": row["hub_id"], "name": _name(held, row["anchor_id"]), "agency_id": held["agency_id"].get(row["anchor_id"]),
            "column": "members", "before": None if old is None else _count(old), "now": None if new is None else _count(new),
            "cause": "other-differences" if ids else cause, "because": ids,
            "reason": f"{_became(old, new)}{words}", "geometry": row["geometry"],
        })  # fmt: skip
    return pd.DataFrame(rows)


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return pd.DataFrame(frame).to_dict("records")


def _count(hub: Mapping[Any, Any]) -> str:
    return f"{hub['agencies_count']} agencies"


def _became(old: Mapping[Any, Any] | None, new: Mapping[Any, Any] | None) -> str:
    if old is None and new is not None:
        return f"a new hub of {_count(new)}"
    if new is None and old is not None:
        return f"no hub any more, of {_count(old)} before"
    return f"a hub of {_count(new or {})} now, {_count(old or {})} before"


def scenario_differences(
    before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame], *, cause: str
) -> pd.DataFrame:
    """Return the scenarios that are new, gone, end otherwise, or reach another value of the same objective."""
    if before["assumptions"].empty or now["assumptions"].empty:
        return pd.DataFrame()
    was, is_ = (tables["scenarios"].set_index("scenario_id", drop=False) for tables in (before, now))
    return pd.DataFrame(_scenarios(was, is_, cause))


def _scenarios(was: pd.DataFrame, is_: pd.DataFrame, cause: str) -> Iterator[dict[str, Any]]:
    for name in sorted({*was.index, *is_.index}):
        old, new = (frame.loc[name] if name in frame.index else None for frame in (was, is_))
        said = [None if row is None else _said(row) for row in (old, new)]
        row: dict[str, Any] = {
            "subject": "scenario", "subject_id": name, "name": name, "before": said[0], "now": said[1], "cause": cause,
        }  # fmt: skip
        if old is None or new is None:
            kind = "added" if old is None else "removed"
            yield row | {
                "kind": kind,
                "reason": f"{'a new scenario' if old is None else 'no scenario any more'}: {said[1] or said[0]}",
            }
        elif _differ(old, new):
            told = _measure(old, new)
            yield row | told | {"kind": "values", "column": "value", "reason": f"{said[1]}; {said[0]} before"}


def _said(row: pd.Series) -> str:
    if pd.isna(row["value"]):
        return f"{row['objective']}: {row['status']}"
    return f"{row['objective']} of {row['value']:,.0f} {row['unit']} by {shown(row['moves_count'])} moves ({row['status']})"


def _differ(old: pd.Series, new: pd.Series) -> bool:
    same = ("objective", "status", "unit", "moves_count")
    if any(old[name] != new[name] for name in same) or pd.isna(old["value"]) != pd.isna(new["value"]):
        return True
    share = bounds()["number"]["differs_pct"] / 100.0
    return (
        bool(abs(float(new["value"]) - float(old["value"])) > share * abs(float(old["value"])))
        if pd.notna(old["value"])
        else False
    )


def _measure(old: pd.Series, new: pd.Series) -> dict[str, Any]:
    if pd.isna(old["value"]) or pd.isna(new["value"]) or old["unit"] != new["unit"]:
        return {}
    return {"measure": float(new["value"]) - float(old["value"]), "unit": new["unit"]}
