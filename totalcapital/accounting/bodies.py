"""Which authorities a code of an area or a body stands for, in the codes of the estate's own outlines."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import shapely

from totalcapital.code_changes import became, resolve
from totalcapital.resources import geodata
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

__all__ = ["Cover", "Members", "united"]

#: Authorities an area is made of: null for a whole one, else the older authorities in it that belong to the area.
Cover = dict[str, frozenset[str] | None]

_PAGES: Final = ("programme", "own", "neighbourhood")
_LARGER: Final = ("county", "fire", "police", "region")
#: First letters of the codes of authorities of the Office for National Statistics.
_AUTHORITY: Final = ("E06", "E07", "E08", "E09", "W06", "S12", "N09")


@cache
def _listed() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, str]]:
    """Return the members of each body of the code list, and other names of its codes."""
    said: dict[str, Any] = tomllib.loads(geodata("codelists", "body_areas.toml").read_text(encoding="utf-8"))
    groups = [group for name, group in said.items() if name not in {"source", "same_as"}]
    return {code: tuple(body["of"]) for group in groups for code, body in group.items()}, said["same_as"]


class Members:
    """The authorities of an estate, and which of them a code is made of.

    Parameters
    ----------
    areas
        The ``areas`` table. Without outlines of authorities the codes of its own areas stand for them.
    """

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        authorities = areas[areas["kind"] == "authority"].sort_values("area_id")
        pages = areas.loc[areas["kind"].isin(_PAGES), "gss_code"].dropna()
        self._known = frozenset(authorities["area_id"]) or frozenset(
            code for codes in pages for code in split_list(codes) if code.startswith(_AUTHORITY)
        )
        self._inside = _inside(areas, authorities)
        self._found: dict[str, Cover | None] = {}

    def of(self, code: str) -> Cover | None:
        """Return the authorities of a code; null for one that is of no authorities.

        An area that became part of a larger one is that part of it. An authority that the estate does not
        have stands for itself.
        """
        if code not in self._found:
            self._found[code] = self._of(code)
        return self._found[code]

    def of_all(self, codes: Iterable[str]) -> Cover | None:
        """Return the authorities of several codes together; null where one is of none."""
        covers = [self.of(code) for code in codes]
        known = [cover for cover in covers if cover is not None]
        return united(known) if known and len(known) == len(covers) else None

    def _of(self, code: str) -> Cover | None:
        members, same_as = _listed()
        code = same_as.get(code, code)
        if parts := resolve(code, self._known).parts:
            return dict.fromkeys(parts)
        if code in self._inside:
            return dict.fromkeys(self._inside[code])
        if code in members:
            return self.of_all(members[code])
        change = became(code)
        if change and (whole := self.of(change[0].new)) and len(whole) == 1:
            return dict.fromkeys(whole, frozenset({change[1]}))
        return {code: None} if code.startswith(_AUTHORITY) else None


def _inside(areas: gpd.GeoDataFrame, authorities: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return the authorities whose middle lies in each county, fire, police area or region that is given."""
    larger = areas[areas["kind"].isin(_LARGER) & areas.geometry.notna()].sort_values("area_id")
    outlined = authorities[authorities.geometry.notna()]
    if larger.empty or outlined.empty:
        return {}
    middles = shapely.point_on_surface(outlined.geometry.to_numpy())
    found: dict[str, list[str]] = {}
    rows = shapely.STRtree(middles).query(larger.geometry.to_numpy(), predicate="intersects")
    for area, authority in zip(*rows.tolist(), strict=True):
        found.setdefault(larger["area_id"].iloc[area], []).append(outlined["area_id"].iloc[authority])
    return {code: sorted(ids) for code, ids in found.items()}


def united(covers: Iterable[Cover]) -> Cover:
    """Return the authorities of several areas together; one whose older parts are all there is whole."""
    made: Cover = {}
    for cover in covers:
        for authority, parts in cover.items():
            had = made.get(authority, frozenset())
            made[authority] = None if parts is None or had is None else had | parts
    return {authority: _whole(parts) for authority, parts in sorted(made.items())}


def _whole(parts: frozenset[str] | None) -> frozenset[str] | None:
    change = became(min(parts)) if parts else None
    return None if change and parts == change[0].old.keys() else parts
