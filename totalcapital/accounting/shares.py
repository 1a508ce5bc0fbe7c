"""What share of a body's money each area has, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from totalcapital.provision import SHOWN
from totalcapital.tables import split_list

if TYPE_CHECKING:
    import geopandas as gpd

    from totalcapital.accounting.bodies import Cover, Members
    from totalcapital.accounting.weights import Weights

__all__ = ["SHOWN", "Ground", "Share", "Shares"]


@dataclass(frozen=True, slots=True)
class Ground:
    """What an amount is for: a point, one area, or authorities.

    Parameters
    ----------
    area_id
        The one area; null for another ground.
    cover
        The authorities; null where they are not known.
    outline
        Where it is, for a ground without authorities; null where that is not known.
    """

    area_id: str | None = None
    cover: Cover | None = None
    outline: Any = None


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a ground's money that an area has."""

    area_id: str
    share: float
    allocation: str


class Shares:
    """The areas that have accounts, and how money is shared out among them.

    Parameters
    ----------
    areas
        The ``areas`` table.
    members
        Which authorities a code is made of.
    weights
        What money is shared out by.
    within
        An outline that covers this share of another holds all of it: outlines are drawn differently from
        file to file.
    """

    def __init__(self, areas: gpd.GeoDataFrame, members: Members, weights: Weights, *, within: float) -> None:
        shown = areas[areas["kind"].isin(SHOWN)].sort_values("area_id")
        self._weights, self._within = weights, within
        self._outlines = dict(zip(shown["area_id"], shown.geometry, strict=True))
        self._kinds = dict(zip(shown["area_id"], shown["kind"], strict=True))
        codes = dict(zip(shown["area_id"], shown["gss_code"], strict=True))
        self._covers: dict[str, Cover | None] = {
            area: {area: None}
            if self._kinds[area] == "authority"
            else members.of_all(split_list(codes[area]))
            for area in codes
        }
        self._touched: dict[str, dict[str, float | None]] = {}
        self._by_authority: dict[str, list[str]] = {}
        for area, cover in self._covers.items():
            for authority in cover if cover is not None else self._parts(area):
                self._by_authority.setdefault(authority, []).append(area)

    def ground_of(self, area_id: str) -> Ground | None:
        """Return the ground of one area; null for one that has no accounts."""
        if area_id not in self._kinds:
            return None
        return Ground(area_id, self._covers[area_id], self._outlines[area_id])

    def reaches(self, ground: Ground) -> bool:
        """Tell whether any area could have a share of a ground."""
        if ground.cover is None:
            return ground.area_id is not None
        return any(code in self._by_authority for code in ground.cover)

    def of(self, ground: Ground) -> list[Share]:
        """Return the share of each area that has one, by area id; an area whose share is not known has none."""
        if ground.cover is None:
            found = [self._of_outline(ground, area) for area in self._covers]
        else:
            near = {area for code in ground.cover for area in self._by_authority.get(code, ())}
            near |= {area for area in (ground.area_id,) if area in self._covers and area is not None}
            found = [self._of_cover(ground, area) for area in sorted(near)]
        return [share for share in found if share is not None and share.share > 0]

    def mapped(self, shares: list[Share]) -> float:
        """Return how much of a ground's money is in some area: in authorities together, or in one other area."""
        tiles = sum(one.share for one in shares if self._kinds[one.area_id] == "authority")
        return min(max([tiles, *(one.share for one in shares)], default=0.0), 1.0)

    def _of_cover(self, ground: Ground, area: str) -> Share | None:
        cover = ground.cover or {}
        if area == ground.area_id:
            return Share(area, 1.0, "whole")
        portions = [self._portion(area, authority, parts) for authority, parts in cover.items()]
        if all(portion == 1.0 for portion in portions):
            return Share(area, 1.0, "whole")
        share = self._weighed(cover, portions)
        return None if share is None else Share(area, share, self._weights.rule)

    def _weighed(self, cover: Cover, portions: list[float | None]) -> float | None:
        """Return the share of authorities together, of which an area has portions; null where it is not known.

        How many there are in an older part of an authority is not known, nor in one that the estate does not have.
        """
        counts = [self._weights.by_authority.get(code) if cover[code] is None else None for code in cover]
        known = [
            (n, share)
            for n, share in zip(counts, portions, strict=True)
            if n is not None and share is not None
        ]
        whole = sum(n for n, _ in known)
        if len(known) < len(cover) or whole <= 0:
            return None
        return sum(n * share for n, share in known) / whole

    def _portion(self, area: str, authority: str, parts: frozenset[str] | None) -> float | None:
        """Return the share of an authority, or of some older parts of it, that lies in an area; null: not known."""
        cover = self._covers[area]
        if cover is None:
            portion = self._parts(area).get(authority, 0.0)
            return portion if parts is None or portion in {0.0, 1.0} else None
        if authority not in cover:
            return 0.0
        mine = cover[authority]
        if mine is None or (parts is not None and parts <= mine):
            return 1.0
        return 0.0 if parts is not None and not parts & mine else None

    def _parts(self, area: str) -> dict[str, float | None]:
        """Return the share of each authority that an area's outline reaches; null where it is not known."""
        if area not in self._touched:
            outline, found = self._outlines[area], {}
            for code, kind in self._kinds.items():
                other = self._outlines[code]
                if kind == "authority" and outline is not None and other is not None:
                    found[code] = self._overlap(other, outline)
            self._touched[area] = {code: share for code, share in found.items() if share != 0.0}
        return self._touched[area]

    def _of_outline(self, ground: Ground, area: str) -> Share | None:
        if area == ground.area_id:
            return Share(area, 1.0, "whole")
        outline = self._outlines[area]
        if ground.outline is None or outline is None:
            return None
        share = self._overlap(ground.outline, outline)
        if share is None:
            return None
        return Share(area, share, "whole" if share == 1.0 else self._weights.rule)

    def _overlap(self, whole: Any, outline: Any) -> float | None:
        """Return the share of one outline that lies in another, by what money is shared out by; null: not known."""
        if not shapely.intersects(whole, outline):
            return 0.0
        common_m2 = shapely.area(shapely.intersection(whole, outline))
        least_m2, whole_m2 = min(shapely.area(whole), shapely.area(outline)), shapely.area(whole)
        if common_m2 >= self._within * whole_m2:
            return 1.0
        if common_m2 <= (1 - self._within) * least_m2:
            return 0.0
        inside = shapely.intersects_xy
        xy = shapely.get_coordinates(self._weights.points)
        if not len(xy):
            return None
        shapely.prepare([whole, outline])
        in_whole = inside(whole, xy[:, 0], xy[:, 1])
        total = float(self._weights.counts[in_whole].sum())
        in_both = in_whole & inside(outline, xy[:, 0], xy[:, 1])
        return float(self._weights.counts[in_both].sum()) / total if total > 0 else None
