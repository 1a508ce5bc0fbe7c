"""Which of the registers' own points can be believed, and what those are that cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyproj.exceptions

from totalcapital.crs import BNG, Reading, in_country, project_points
from totalcapital.locating.readings import Anchors, explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.locating.evidence import Evidence
    from totalcapital.locating.surroundings import Surroundings

__all__ = ["FAULTS", "OwnPoints", "judge", "no_points"]

#: Issue codes of what makes a point unusable; the first place stands for nothing.
FAULTS: Final = (
    "", "coordinates-incomplete", "coordinates-outside", "coordinates-placeholder", "coordinates-grid-corner",
    "coordinates-swapped", "coordinates-in-degrees", "coordinates-in-metres", "coordinates-in-kilometres",
    "coordinates-web-mercator", "coordinates-irish-grid", "coordinates-utm", "coordinates-digits", "point-shared",
)  # fmt: skip

_SQUARE_M: Final = 10_000.0
#: Numbers that stand for nothing, in either column.
_PLACEHOLDERS: Final = (-1.0, 999.0, 9999.0, 99999.0, 999999.0, 9999999.0)


@dataclass(slots=True)
class OwnPoints:
    """The registers' own points in the working CRS, and what is wrong with each."""

    given: NDArray[np.bool_]
    """Whether a row says anything of coordinates."""
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    fault: NDArray[np.int8]
    """What makes a point unusable, as its place in ``FAULTS``; 0 where nothing does."""
    reading: NDArray[np.object_]
    """How the numbers would fit, in words; empty text where that is not known."""
    unknown_crs: dict[str, int] = field(default_factory=dict)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Whether a row has a point with which nothing is wrong so far."""
        found: NDArray[np.bool_] = self.given & (self.fault == 0)
        return found

    @property
    def at(self) -> NDArray[np.float64]:
        """The points in two columns, not a number where there is none to use."""
        both: NDArray[np.float64] = np.column_stack([self.east, self.north])
        both[~self.usable] = np.nan
        return both

    def condemn(self, rows: NDArray[np.bool_], fault: str) -> None:
        """Note what makes points unusable; the first fault found stays."""
        self.fault[rows & self.usable] = FAULTS.index(fault)

    def rows_with(self, fault: str) -> NDArray[np.bool_]:
        """Tell which rows have a fault."""
        found: NDArray[np.bool_] = self.given & (self.fault == FAULTS.index(fault))
        return found


def no_points(size: int) -> OwnPoints:
    """Return the points of so many records none of which has one."""
    east, north = np.full((2, size), np.nan)
    return OwnPoints(
        np.zeros(size, dtype=bool),
        east,
        north,
        np.zeros(size, dtype=np.int8),
        np.full(size, "", dtype=object),
    )


def judge(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    said: pd.Series,
    *,
    evidence: Evidence,
    around: Surroundings,
    crs: str,
) -> OwnPoints:
    """Bring points to the working CRS and tell what makes some of them unusable.

    A point outside the country, outside its register's area, or out of the way of its register is
    read in every other way that registers are found to be written in; where one puts it in that
    area, or at its postcode, that is its fault. It is never corrected: the record falls to its next
    best evidence.

    Parameters
    ----------
    x, y
        As read; not a number where not given.
    said
        CRS of each row; null where it is not known.
    """
    any_given = ~(np.isnan(x) & np.isnan(y)) & said.notna().to_numpy()
    own = no_points(len(x))
    own.given[:] = any_given
    own.condemn(np.isnan(x) | np.isnan(y), "coordinates-incomplete")
    own.condemn(~np.isfinite(x) | ~np.isfinite(y), "coordinates-outside")
    outside = np.zeros(len(x), dtype=bool)
    for name, rows in _by_system(said, own.usable):
        reading = Reading(name)
        try:
            own.east[rows], own.north[rows] = project_points(x[rows], y[rows], source=name, target=crs)
        except pyproj.exceptions.CRSError:
            own.unknown_crs[name] = len(rows)
            own.given[rows] = False
            continue
        outside[rows] = ~in_country(x[rows], y[rows], reading, crs=crs)
    at = np.column_stack([own.east, own.north])
    outside |= ~in_country(own.east, own.north, Reading(crs), crs=crs)
    anchors = Anchors(at, own.usable & ~outside, evidence, around)
    _condemn_numbers(own, x, y, said, anchors.at_code)
    doubtful = own.usable & (outside | anchors.away)
    for explained, fault, words in explain(x, y, said, anchors, crs=crs, rows=doubtful):
        own.condemn(explained, fault)
        own.reading[explained] = words
    own.condemn(outside, "coordinates-outside")
    return own


def _condemn_numbers(
    own: OwnPoints,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    said: pd.Series,
    at_code: NDArray[np.bool_],
) -> None:
    """Mark points whose very numbers say that they are none, unless their postcode or UPRN bears them out."""
    with np.errstate(invalid="ignore"):
        placeholder = (x == y) | (np.isin(x, _PLACEHOLDERS) & np.isin(y, _PLACEHOLDERS))
        corner = (said == BNG).to_numpy(bool) & (x % _SQUARE_M == 0) & (y % _SQUARE_M == 0)
    own.condemn(placeholder & ~at_code, "coordinates-placeholder")
    own.condemn(corner & ~at_code, "coordinates-grid-corner")


def _by_system(said: pd.Series, rows: NDArray[np.bool_]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    for name in sorted(said[rows].unique()):
        yield str(name), np.flatnonzero(rows & (said == name).to_numpy(bool))
