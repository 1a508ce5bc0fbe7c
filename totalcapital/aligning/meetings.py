"""Which things meet in place and time: an R-tree in three dimensions first, then exactly.

The tree holds boxes of easting, northing and days. It decides who may meet; the true edge-to-edge distance and
the true days decide who does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from rtree import index

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Meetings", "Reach", "Things", "meetings"]

#: Days as far away as any that a tree is asked about; a window without an end reaches that far.
_FOREVER: Final = 1e7
#: Boxes are larger than the exact bounds by this, so that rounding loses nobody.
_SLACK: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Things:
    """Shapes, and the spans of days that they are there.

    Parameters
    ----------
    shapes
        Geometries in a metric CRS, none of them null or empty.
    of
        For each span, the position of its shape. A shape may have several spans, or none: then it is
        nowhere in time.
    start_day, end_day
        First and last day of each span, as days since 1970; minus or plus infinity where open.
    """

    shapes: NDArray[np.object_]
    of: NDArray[np.int64]
    start_day: NDArray[np.float64]
    end_day: NDArray[np.float64]

    @classmethod
    def always(cls, shapes: NDArray[np.object_]) -> Things:
        """Return shapes that are there at all times, such as buildings."""
        size = len(shapes)
        return cls(shapes, np.arange(size), np.full(size, -np.inf), np.full(size, np.inf))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far each thing looks around itself: metres, days before its start, days after its end."""

    radius_m: NDArray[np.float64]
    lead_days: NDArray[np.float64]
    lag_days: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Positions of who looks and of what it meets, sorted, each pair once; edge-to-edge metres between."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    distance_m: NDArray[np.float64]

    def where(self, mask: NDArray[np.bool_]) -> Meetings:
        """Return the pairs that a mask keeps."""
        return Meetings(self.a[mask], self.b[mask], self.distance_m[mask])


def meetings(a: Things, b: Things, *, reach: Reach, by_time: bool = True) -> Meetings:
    """Return who of ``a`` meets whom of ``b``: no further than its own radius, and in its own time.

    It is directional: what looks is grown, what is met is not, and both may be the same things; each then
    meets itself. Times meet where a span of ``b`` shares a day with a span of ``a`` that begins
    ``lead_days`` earlier and ends ``lag_days`` later.

    Parameters
    ----------
    reach
        For each shape of ``a``.
    by_time
        Whether times must meet; else place alone counts, and things without any span take part.
    """
    if not by_time:
        a, b = Things.always(a.shapes), Things.always(b.shapes)
    low, high = _boxes(a)
    grown = np.column_stack([reach.radius_m, reach.radius_m, reach.lead_days])[a.of]
    low -= grown * (1 + 1e-9) + _SLACK
    grown[:, 2] = reach.lag_days[a.of]
    high += grown * (1 + 1e-9) + _SLACK
    one, other = _touching((low, high), _boxes(b))
    lead, lag = reach.lead_days[a.of[one]], reach.lag_days[a.of[one]]
    in_time = b.start_day[other] <= a.end_day[one] + lag
    in_time &= b.end_day[other] >= a.start_day[one] - lead
    pairs = np.column_stack([a.of[one], b.of[other]])[in_time]
    pairs = np.unique(pairs, axis=0) if len(pairs) else pairs.astype(np.int64)
    first, second = pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)
    metres = shapely.distance(a.shapes[first], b.shapes[second])
    return Meetings(first, second, metres).where(metres <= reach.radius_m[first])


def _boxes(things: Things) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and upper corner of each span."""
    bounds = shapely.bounds(things.shapes).reshape(-1, 4)[things.of]
    start, end = (np.clip(days, -_FOREVER, _FOREVER) for days in (things.start_day, things.end_day))
    return np.column_stack([bounds[:, :2], start]), np.column_stack([bounds[:, 2:], end])


def _touching(
    a: tuple[NDArray[np.float64], NDArray[np.float64]], b: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of boxes that touch: the tree is on the more numerous, where it costs least."""
    if not len(a[0]) or not len(b[0]):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    if len(a[0]) > len(b[0]):
        other, one = _touching(b, a)
        return one, other
    low, high = (np.ascontiguousarray(corner) for corner in b)
    tree = index.Index((np.arange(len(low)), low, high), properties=index.Property(dimension=3))
    found, counts = tree.intersection_v(*(np.ascontiguousarray(corner) for corner in a))  # type: ignore[no-untyped-call]
    return np.repeat(np.arange(len(a[0])), counts.astype(np.int64)), found.astype(np.int64)
