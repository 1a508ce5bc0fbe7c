"""What became of alignments, and which projects and properties brought it about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.comparing.options import because_of
from totalcapital.comparing.rows import bounds, filled, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.comparing.pairing import Pairing

__all__ = ["alignment_differences", "reasons_by_project"]

_STANDS: Final = ("new", "still")
_NOTHING: Final = "nothing decided"


def reasons_by_project(differences: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return what became of each project, as id and words, by its id in either edition."""
    found: dict[str, list[tuple[str, str]]] = {}
    told = differences[(differences["subject"] == "project") & (differences["kind"] != "renamed")]
    for row in told[["difference_id", "subject_id", "before_id", "name", "reason"]].to_dict("records"):
        for name in {row["subject_id"], row["before_id"]} - {None}:
            found.setdefault(str(name), []).append(
                (row["difference_id"], f"{row['name'] or 'a project'}: {row['reason']}")
            )
    return found


def alignment_differences(
    pairing: Pairing,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    *,
    reasons: Mapping[str, list[tuple[str, str]]],
    cause: str,
) -> pd.DataFrame:
    """Return the alignments that are new, gone, decided on otherwise, of other money or otherwise sure.

    An alignment is the same where kind, service and both ends are, whichever end comes first. Ranks are not told:
    one new alignment moves all below it. Nothing is told where an edition is of a version that made none.
    """
    if not all(_is_made(tables) for tables in (before, now)):
        return pd.DataFrame()
    ids = {
        **dict(zip(pairing.projects["before_id"], pairing.projects["asset_id"], strict=True)),
        **pairing.holdings,
    }
    was, is_ = _by_key(before, ids), _by_key(now, {})
    names = _names(before), _names(now)
    rows: list[dict[str, Any]] = []
    for key in sorted({*was, *is_}):
        old, new = was.get(key), is_.get(key)
        row, side = (new, 1) if new is not None else (old, 0)
        if row is None:
            continue
        told: dict[str, Any] = {
            "subject": "alignment", "subject_id": row["alignment_id"], "name": _called(row, names[side]), "geometry": row["geometry"],
            "agency_id": names[side].get(row["from_id"], (None, None))[1],
        }  # fmt: skip
        if old is not None and new is not None:
            rows += [told | change for change in _changes(old, new, cause)]
            continue
        ends = [
            *key[2:],
            *(one for each in (old, new) if each is not None for one in (each["from_id"], each["to_id"])),
        ]
        because, words = because_of([str(one) for one in ends if one], reasons)
        word = "no alignment any more" if new is None else "a new alignment"
        rows.append(told | {
            "kind": "removed" if new is None else "added", ("before" if new is None else "now"): row["kind"],
            "measure": _number(row["amount_gbp"]), "unit": "GBP", "because": because,
            "cause": "other-differences" if because else cause, "reason": f"{word}: {row['reason']}{words}",
        })  # fmt: skip
    return pd.DataFrame(rows)


def _is_made(tables: Mapping[str, pd.DataFrame]) -> bool:
    return bool(tables["assumptions"]["stage"].eq("align").any())


def _by_key(
    tables: Mapping[str, pd.DataFrame], ids: Mapping[str, str]
) -> dict[tuple[str, ...], dict[Any, Any]]:
    """Return the alignments that stand or that people dismissed, by kind, service and both ends."""
    found = pd.DataFrame(tables["alignments"])
    found = found[found["status"].isin([*_STANDS, "dismissed"])]
    found = found.astype(object).where(found.notna(), None)
    made: dict[tuple[str, ...], dict[Any, Any]] = {}
    for row in found.to_dict("records"):
        ends = sorted(ids.get(one, one) for one in (row["from_id"], row["to_id"]) if one is not None)
        made[(row["kind"], row["service"] or "", *ends)] = row
    return made


def _names(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[str, str | None]]:
    """Return name and body of each project and holding."""
    made: dict[str, tuple[str, str | None]] = {}
    for table, column in (("projects", "project_id"), ("holdings", "holding_id")):
        frame = tables[table]
        called, who = filled(frame["name"], frame[column]), filled(frame["agency_id"], None)
        made |= dict(zip(frame[column], zip(called, who, strict=True), strict=True))
    return made


def _called(row: Mapping[Any, Any], names: Mapping[str, tuple[str, str | None]]) -> str:
    ends = [names.get(one, (str(one), None))[0] for one in (row["from_id"], row["to_id"]) if one is not None]
    return f"{row['kind']}: {' and '.join(ends)}"


def _changes(old: Mapping[Any, Any], new: Mapping[Any, Any], cause: str) -> list[dict[str, Any]]:
    """Return what is otherwise of an alignment in both editions."""
    made: list[dict[str, Any]] = []
    said = [one["decision"] or _NOTHING for one in (old, new)]
    if said[0] != said[1]:
        made.append({
            "kind": "decided", "column": "decision", "before": said[0], "now": said[1], "cause": "decision",
            "reason": f"{said[1]} now; {said[0]} before",
        })  # fmt: skip
    amounts = [_number(one["amount_gbp"]) for one in (old, new)]
    if _differs(amounts[0], amounts[1]):
        known = amounts[0] is not None and amounts[1] is not None
        words = [shown(one) or "not known" for one in amounts]
        made.append({
            "kind": "values", "column": "amount_gbp", "before": shown(amounts[0]), "now": shown(amounts[1]), "cause": cause,
            "measure": (amounts[1] or 0.0) - (amounts[0] or 0.0) if known else None, "unit": "GBP" if known else None,
            "reason": f"money at stake {words[1]}; {words[0]} before",
        })  # fmt: skip
    if old["confidence"] != new["confidence"]:
        made.append({
            "kind": "values", "column": "confidence", "before": old["confidence"], "now": new["confidence"], "cause": cause,
            "reason": f"confidence {new['confidence']}; {old['confidence']} before",
        })  # fmt: skip
    return made


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _differs(was: float | None, is_: float | None) -> bool:
    """Whether two amounts are others, as costs of projects are."""
    if was is None or is_ is None:
        return was is not is_
    limit = bounds()["project"]
    gap = abs(is_ - was)
    return bool(gap >= limit["cost_gbp"] and gap >= limit["cost_pct"] / 100.0 * max(abs(was), abs(is_)))
