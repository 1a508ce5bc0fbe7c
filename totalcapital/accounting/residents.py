"""Residents of areas: one count of each, for all years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from totalcapital.accounting.shares import SHOWN
from totalcapital.tables import split_list

if TYPE_CHECKING:
    import geopandas as gpd

    from totalcapital.accounting.bodies import Cover, Members

__all__ = ["Residents"]


class Residents:
    """The residents of each area that has accounts, and of authorities together.

    An area that says none has those of its authorities, where it is made of whole ones and all of them say it.

    Parameters
    ----------
    areas
        The ``areas`` table.
    members
        Which authorities a code is made of.
    """

    def __init__(self, areas: gpd.GeoDataFrame, members: Members) -> None:
        self._members = members
        known = areas[areas["population_count"].notna() & (areas["kind"] == "authority")]
        self._of = dict(zip(known["area_id"], known["population_count"].astype(float), strict=True))
        shown = areas[areas["kind"].isin(SHOWN)].sort_values("area_id")
        self._authorities = frozenset(shown.loc[shown["kind"] == "authority", "area_id"])
        self._covers: dict[str, Cover | None] = {}
        counts = {}
        for area, codes, count in zip(
            shown["area_id"], shown["gss_code"], shown["population_count"], strict=True
        ):
            is_one = area in self._authorities
            cover: Cover | None = {area: None} if is_one else members.of_all(split_list(codes))
            self._covers[area] = cover
            counts[area] = self._together(cover) if pd.isna(count) else float(count)
        self.by_area = pd.Series(counts, dtype=float)

    def is_authority(self, area_id: str) -> bool:
        """Tell whether an area is an authority."""
        return area_id in self._authorities

    def authorities_in(self) -> dict[str, list[str]]:
        """Return the authorities of each other area that is made of whole ones, all of them the estate's."""
        whole = {
            area: sorted(cover)
            for area, cover in self._covers.items()
            if cover and area not in self._authorities and not any(cover.values())
        }
        return {area: codes for area, codes in whole.items() if self._authorities.issuperset(codes)}

    def of_code(self, code: str) -> float | None:
        """Return the residents of the authorities of a code; null where those of one are not known."""
        return self._together(self._members.of(code))

    def within(self, code: str) -> list[str]:
        """Return the areas all of whose authorities are whole ones of a code, by area id."""
        whole = {one for one, parts in (self._members.of(code) or {}).items() if parts is None}
        return [area for area, cover in self._covers.items() if cover and cover.keys() <= whole]

    def _together(self, cover: Cover | None) -> float | None:
        counts = [self._of.get(code) for code, parts in (cover or {}).items() if parts is None]
        known = [count for count in counts if count is not None]
        return sum(known) if cover and len(known) == len(cover) else None
