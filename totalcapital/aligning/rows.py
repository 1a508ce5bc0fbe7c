"""One alignment as found, how sure it is, and the table that all of them make."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from totalcapital.fingerprints import alignment_id
from totalcapital.tables import ALIGNMENTS, join_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["HIGH", "LOW", "MEDIUM", "Found", "line", "place_level", "sentences", "table_of", "time_level"]

HIGH, MEDIUM, LOW = 0, 1, 2
_LEVELS: Final = ("high", "medium", "low")
_NOT_RANKED: Final = ("dismissed", "resolved")


@dataclass(frozen=True, slots=True)
class Found:
    """One alignment: the columns of the table under their names, lists as tuples, null as None.

    ``levels`` are how sure place, time, commitment and purpose are; the least of them is the confidence.
    """

    kind: str
    from_id: str
    to_id: str | None
    to_table: str | None
    amount_gbp: float
    levels: tuple[int, ...]
    area_id: str | None
    check_first: str
    reason: str
    rule: str
    geometry: Any
    service: str | None = None
    distance_m: float = math.nan
    distance_uncertainty_m: float = math.nan
    overlap_days: float = math.nan
    gap_days: float = math.nan
    time_uncertainty_days: float = math.nan
    missing: Sequence[str] = ()
    rests_on: Sequence[str] = ()


def place_level(distance_m: float, uncertainty_m: float, bound_m: float) -> int:
    """Return how sure a distance within a bound is: whatever it is off by, perhaps, or hardly.

    Examples
    --------
    >>> place_level(100, 50, 250), place_level(100, 200, 250), place_level(100, 300, 250)
    (0, 1, 2)
    """
    if not math.isfinite(uncertainty_m) or uncertainty_m > bound_m:
        return LOW
    return HIGH if distance_m + uncertainty_m <= bound_m else MEDIUM


def time_level(margin_days: float, uncertainty_days: float, *, is_open: bool) -> int:
    """Return how sure times meet, by how far the dates may shift before they no longer do.

    Examples
    --------
    >>> time_level(200, 30, is_open=False), time_level(20, 30, is_open=False), time_level(20, math.nan, is_open=False)
    (0, 1, 1)
    """
    if not math.isfinite(margin_days):
        return LOW
    return HIGH if margin_days > uncertainty_days and not is_open else MEDIUM


def line(one: Any, other: Any) -> Any:
    """Return the line between the middles of two shapes; a point where they are one, null where one has no place."""
    if one is None or other is None:
        return one if other is None else other
    ends = [shapely.point_on_surface(shape) for shape in (one, other)]
    return ends[0] if shapely.equals(*ends) else shapely.LineString(ends)


def sentences(said: Iterable[str]) -> str:
    """Return words as sentences, each with a capital and a full stop."""
    return " ".join(f"{words[:1].upper()}{words[1:]}." for words in said)


def table_of(found: Iterable[Found], crs: Any) -> Any:
    """Return the table ``alignments``, every row new, ranked."""
    rows = [
        {
            "alignment_id": alignment_id(
                one.kind, one.from_id, one.to_id, one.service if one.kind == "gap" else None
            ),
            "kind": one.kind,
            "from_id": one.from_id,
            "to_id": one.to_id,
            "to_table": one.to_table,
            "service": one.service,
            "distance_m": round(one.distance_m, 1),
            "distance_uncertainty_m": round(one.distance_uncertainty_m, 1),
            "overlap_days": one.overlap_days,
            "gap_days": one.gap_days,
            "time_uncertainty_days": one.time_uncertainty_days,
            "amount_gbp": one.amount_gbp,
            "confidence": _LEVELS[max(one.levels)],
            "area_id": one.area_id,
            "status": "new",
            "check_first": one.check_first,
            "missing": join_list(sorted(set(one.missing))),
            "rests_on": join_list(sorted(set(one.rests_on))),
            "reason": one.reason,
            "rule": one.rule,
            "geometry": one.geometry,
        }
        for one in found
    ]
    frame = pd.DataFrame(rows, columns=[name for name in ALIGNMENTS.column_names if rows and name in rows[0]])
    if not rows:
        return ALIGNMENTS.empty(crs=crs)
    frame = frame.sort_values("alignment_id", ignore_index=True)
    frame["geometry"] = shapely.force_2d(frame["geometry"].to_numpy(object))
    return _ranked(ALIGNMENTS.conform(frame, crs=crs))


def _ranked(alignments: Any) -> Any:
    """Return alignments with their ranks: the surest first, of equally sure ones the most money, then by id.

    Money that is not known comes last. What is dismissed or resolved has no rank. Rows stay in their order.
    """
    counts = ~alignments["status"].isin(_NOT_RANKED)
    order = {name: place for place, name in enumerate(_LEVELS)}
    keys = pd.DataFrame(
        {
            "sure": alignments["confidence"].map(order),
            "money": -alignments["amount_gbp"],
            "id": alignments["alignment_id"],
        }
    )[counts].sort_values(["sure", "money", "id"], na_position="last")
    rank = pd.Series(np.arange(1, len(keys) + 1), index=keys.index)
    return alignments.assign(rank=rank.reindex(alignments.index).astype("Int64"))
