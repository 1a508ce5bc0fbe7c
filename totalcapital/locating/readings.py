"""What points out of place would be if they were read in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.crs import BNG, WGS84, in_country, read_as, readings_for
from totalcapital.locating.ladder import checks
from totalcapital.locating.surroundings import apart_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.locating.evidence import Evidence
    from totalcapital.locating.surroundings import Surroundings

__all__ = ["Anchors", "explain"]

#: Fault of a point that another reading explains: by the system it is in.
_FAULTS: Final = {
    "EPSG:4326": "coordinates-in-degrees",
    BNG: "coordinates-in-metres",
    "EPSG:3857": "coordinates-web-mercator",
    "EPSG:32630": "coordinates-utm",
    "EPSG:2157": "coordinates-irish-grid",
    "EPSG:29902": "coordinates-irish-grid",
}


class Anchors:
    """Where each record should be: at its postcode or UPRN, in its register's area, or among its like.

    Parameters
    ----------
    at
        The registers' own points in the working CRS.
    placed
        Which of them lie in the country.
    """

    def __init__(
        self,
        at: NDArray[np.float64],
        placed: NDArray[np.bool_],
        evidence: Evidence,
        around: Surroundings,
    ) -> None:
        self._evidence, self._around = evidence, around
        self.placed = placed
        self.by_code = np.isfinite(evidence.postcode[:, 0]) | np.isfinite(evidence.uprn[:, 0])
        self._extents = self._spread(at)
        #: Whether anything is known of where the record should be.
        self.is_known = self.by_code | around.has_home | np.isfinite(self._extents[:, 0])
        #: In the country, but not at their postcode or UPRN, or where neither is known, not where the
        #: register's records are.
        self.at_code = self._at_code(at)
        self.away: NDArray[np.bool_] = (
            placed & ~self.at_code & (self.by_code | ~self._at_home(at, checks()["own_extent_m"]))
        )

    def _spread(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return west, south, east, north of where a register without an area has most of its points."""
        extents = np.full((len(at), 4), np.nan)
        settings = checks()
        for name, rows in self._around.registers():
            here = at[rows][self.placed[rows]]
            if name in self._around.homes or len(here) < settings["own_extent_points"]:
                continue
            low, high = np.quantile(here, [0.05, 0.95], axis=0)
            # as far again as they are spread: a list of the whole country leaves nowhere out
            margin = np.maximum(settings["own_extent_m"], (high - low).max())
            extents[rows] = [*(low - margin), *(high + margin)]
        return extents

    def _at_code(self, at: NDArray[np.float64]) -> NDArray[np.bool_]:
        near = checks()["disagree_m"]
        evidence = self._evidence
        found: NDArray[np.bool_] = (apart_m(at, evidence.postcode) <= near) | (
            apart_m(at, evidence.uprn) <= near
        )
        return found

    def _at_home(self, at: NDArray[np.float64], within_m: float) -> NDArray[np.bool_]:
        west, south, east, north = self._extents.T
        x, y = at.T
        in_extent = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        unbounded = np.isnan(west) & ~self._around.has_home
        near_code = ~self.by_code | (~(apart_m(at, self._evidence.postcode) > checks()["wrong_m"]))
        at_home = self._around.near_home(at, within_m)
        found: NDArray[np.bool_] = at_home | in_extent | (unbounded & near_code)
        return found

    def registers(self) -> Iterator[tuple[str, NDArray[np.intp]]]:
        """Yield each register with the positions of its rows."""
        yield from self._around.registers()

    def hold(self, at: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which points are where their records should be, by the best that is known of each.

        At the postcode or UPRN where one is known, else in the area, else among the register's
        others; where nothing is known, anywhere in the country will do.
        """
        in_reach = self._at_home(at, checks()["own_area_m"]) & np.isfinite(at).all(axis=1)
        return np.where(self.by_code, self._at_code(at), in_reach)


def explain(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    said: pd.Series,
    anchors: Anchors,
    *,
    crs: str,
    rows: NDArray[np.bool_],
) -> Iterator[tuple[NDArray[np.bool_], str, str]]:
    """Yield rows with the fault that puts them out of place, and how they would fit, in words.

    Parameters
    ----------
    x, y, said
        As read, with the CRS of each row.
    rows
        Those out of place.
    """
    left = rows.copy()
    stated = said.to_numpy(object)
    for reading in readings_for(crs) if left.any() else ():
        tried = left & in_country(x, y, reading, crs=crs)
        if (
            _FAULTS.get(reading.crs) == "coordinates-irish-grid"
        ):  # whose bounds are Ireland's: try all of Britain
            tried |= left & anchors.is_known & np.isfinite(x) & np.isfinite(y)
        if reading.factor != 1.0:
            tried &= stated == reading.crs
        elif not reading.is_swapped:
            tried &= stated != reading.crs
        if not tried.any():
            continue
        at = np.full((len(x), 2), np.nan)
        at[tried, 0], at[tried, 1] = read_as(x[tried], y[tried], reading=reading, target=crs)
        fits = tried & anchors.hold(at)
        if not fits.any():
            continue
        left &= ~fits
        words = reading.crs + (" with x and y swapped" if reading.is_swapped else "")
        same = fits & (stated == reading.crs)
        if reading.factor != 1.0:
            yield fits, "coordinates-in-kilometres", "National Grid in kilometres"
            continue
        yield same, "coordinates-swapped", words
        yield fits & ~same, _FAULTS.get(reading.crs, "coordinates-in-metres"), words
    if left.any():
        yield _odd_digits(x, y, stated, anchors) & left, "coordinates-digits", ""


def _odd_digits(
    x: NDArray[np.float64], y: NDArray[np.float64], stated: NDArray[np.object_], anchors: Anchors
) -> NDArray[np.bool_]:
    """Tell which points on a grid have a digit more or less than nearly all of their register's."""
    odd = np.zeros(len(x), dtype=bool)
    share = checks()["digits_share"]
    for _, rows in anchors.registers():
        for column in (x, y):
            here = column[rows]
            digits = np.floor(np.log10(np.where(np.isfinite(here) & (np.abs(here) >= 1), np.abs(here), 1.0)))
            usual = digits[anchors.placed[rows]]
            if len(usual) < checks()["digits_points"]:
                continue
            values, counts = np.unique(usual, return_counts=True)
            if counts.max() >= share * len(usual):
                odd[rows] |= np.abs(digits - values[counts.argmax()]) == 1
    odd &= stated != WGS84
    return odd
