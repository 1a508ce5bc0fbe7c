"""Where the records of each register and of each owner belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

__all__ = ["Surroundings", "apart_m", "within"]


class Surroundings:
    """Where the records of each register belong.

    Parameters
    ----------
    homes
        Register id to the outline of the area it is of, in the working CRS.
    owners
        Agency id to the outline of the authority it is.
    """

    def __init__(self, subjects: pd.DataFrame, homes: Mapping[str, Any], owners: Mapping[str, Any]) -> None:
        self.homes, self.owners = homes, owners
        self._agency = subjects["agency_id"]
        codes, names = pd.factorize(subjects["register_id"])
        #: Each row's register, as its place among the names.
        self.codes: NDArray[np.intp] = codes
        self.names = [str(name) for name in names]
        self._rows = dict(self._split())
        self.has_home = np.zeros(len(subjects), dtype=bool)
        for name in self._rows.keys() & homes.keys():
            self.has_home[self._rows[name]] = True

    def _split(self) -> Iterator[tuple[str, NDArray[np.intp]]]:
        order = np.argsort(self.codes, kind="stable")
        ends = np.cumsum(np.bincount(self.codes, minlength=len(self.names)))
        parts = np.split(order, ends[:-1]) if self.names else ()
        yield from zip(self.names, parts, strict=True)

    def registers(self) -> Iterator[tuple[str, NDArray[np.intp]]]:
        """Yield each register with the positions of its rows."""
        yield from self._rows.items()

    def near_home(self, at: NDArray[np.float64], within_m: float) -> NDArray[np.bool_]:
        """Tell which points are in their register's area or this near to it; false where it has none."""
        near = np.zeros(len(at), dtype=bool)
        for name, rows in self._rows.items():
            if name in self.homes:
                near[rows] = within(self.homes[name], at[rows], within_m)
        return near

    def far_from_owner(self, at: NDArray[np.float64], within_m: float) -> NDArray[np.bool_]:
        """Tell which points lie outside the authority that owns them, and further than this from it."""
        far = np.zeros(len(at), dtype=bool)
        for agency, outline in self.owners.items():
            is_theirs = (self._agency == agency).fillna(value=False).to_numpy(bool)
            rows = np.flatnonzero(is_theirs & np.isfinite(at[:, 0]))
            far[rows] = ~within(outline, at[rows], within_m)
        return far


def within(outline: Any, at: NDArray[np.float64], within_m: float) -> NDArray[np.bool_]:
    """Tell which points lie in an outline or this near to it; a point that is not known does not."""
    shapely.prepare(outline)
    found: NDArray[np.bool_] = shapely.intersects_xy(outline, at[:, 0], at[:, 1])
    rest = np.flatnonzero(~found & np.isfinite(at).all(axis=1))
    west, south, east, north = shapely.bounds(outline)
    x, y = at[rest, 0], at[rest, 1]
    in_box = (x > west - within_m) & (x < east + within_m) & (y > south - within_m) & (y < north + within_m)
    rest = rest[in_box]
    found[rest] = shapely.dwithin(outline, shapely.points(at[rest]), within_m)
    return found


def apart_m(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distances between points in two columns; not a number where one is not known."""
    found: NDArray[np.float64] = np.hypot(a[:, 0] - b[:, 0], a[:, 1] - b[:, 1])
    return found
