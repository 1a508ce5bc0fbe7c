"""Residents of larger areas: the sum of the neighbourhoods (LSOAs) in each."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from totalcapital.reading.areas.layers import Layers

__all__ = ["Neighbourhoods", "settings"]


@cache
def settings() -> dict[str, Any]:
    """Return the bounds of ``geodata/benchmarks/placing.toml``."""
    return tomllib.loads(geodata("benchmarks", "placing.toml").read_text(encoding="utf-8"))


class Neighbourhoods:
    """The LSOAs of an estate, with their residents.

    Parameters
    ----------
    layers
        The areas given.
    residents
        Residents by LSOA code; null where not known.
    """

    def __init__(self, layers: Layers, residents: pd.Series) -> None:
        frame = layers.outlines("lsoa")
        self._layers = layers
        self._codes = frame["code"].to_numpy(object)
        self._shapes = frame.geometry.to_numpy()
        self._residents = residents.reindex(self._codes).to_numpy(float)
        self._middles = shapely.point_on_surface(self._shapes)
        self._tree = shapely.STRtree(self._middles)
        self._shape_tree = shapely.STRtree(self._shapes)
        self._in: dict[str, NDArray[np.object_]] = {}

    def _areas_of(self, kind: str) -> NDArray[np.object_]:
        """Return the code of the area of a kind that each LSOA is in: by look-up, else by its middle."""
        if kind not in self._in:
            known = self._layers.by_code(kind)
            ties = self._layers.ties("lsoa", kind)
            told = pd.Series(self._codes).map(ties[ties.isin(list(known))]).to_numpy(object)
            blank = np.array([not isinstance(code, str) for code in told])
            if blank.any() and known:
                codes = np.array(sorted(known), dtype=object)
                area, lsoa = self._tree.query(np.array([known[c] for c in codes], dtype=object), "intersects")
                for n in range(len(lsoa) - 1, -1, -1):  # on a line the lower code, which is written last
                    if blank[lsoa[n]]:
                        told[lsoa[n]] = codes[area[n]]
                self._put_mostly_inside(told, codes, [known[c] for c in codes])
            self._in[kind] = told
        return self._in[kind]

    def _put_mostly_inside(
        self, told: NDArray[np.object_], codes: NDArray[np.object_], outlines: Sequence[Any]
    ) -> None:
        """Put LSOAs whose middle is in no area, as on a generalised coast, into the one that has most of them."""
        rest = np.flatnonzero([not isinstance(code, str) for code in told])
        shapes = self._shapes[rest]
        area, lsoa = shapely.STRtree(shapes).query(np.array(outlines, dtype=object), "intersects")
        common_m2 = shapely.area(shapely.intersection(shapes[lsoa], np.array(outlines, dtype=object)[area]))
        for n in np.flatnonzero(common_m2 > shapely.area(shapes[lsoa]) / 2):
            told[rest[lsoa[n]]] = codes[area[n]]

    def of_parts(self, kind: str, codes: Sequence[str], *, outline: Any) -> float | None:
        """Return the residents of an area made of whole areas of a kind."""
        inside = np.isin(self._codes if kind == "lsoa" else self._areas_of(kind), codes)
        whole = shapely.area(self._shapes[inside]).sum() if kind != "ward" else self._covered_m2(outline)
        return self._sum(inside, whole, outline)

    def within(self, outline: Any) -> float | None:
        """Return the residents of the LSOAs whose middle is in an outline."""
        rows = self._tree.query(outline, "intersects")
        inside = np.zeros(len(self._codes), dtype=bool)
        inside[rows] = True
        return self._sum(inside, self._covered_m2(outline), outline)

    def _covered_m2(self, outline: Any) -> float:
        """Return how much of an outline lies in LSOAs that are given."""
        rows = self._shape_tree.query(outline, "intersects")
        return float(shapely.area(shapely.intersection(self._shapes[rows], outline)).sum())

    def _sum(self, inside: NDArray[np.bool_], covered_m2: float, outline: Any) -> float | None:
        """Return the sum over LSOAs; null where one is not known, or where LSOAs of the area are not given.

        Whether all are given is told by size: they cover the area, but for what generalised outlines
        leave out.
        """
        values = self._residents[inside]
        if not len(values) or np.isnan(values).any() or outline is None:
            return None
        if covered_m2 < settings()["population"]["least_covered_share"] * shapely.area(outline):
            return None
        return float(values.sum())
