"""The area each project belongs to: its council's own, the one its list names, or its list's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import shapely

from totalcapital.locating.ladder import settings
from totalcapital.locating.projects.ground import Home, authorities_of
from totalcapital.locating.projects.vocabulary import vocabulary
from totalcapital.wording import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from totalcapital.locating.projects.ground import Ground
    from totalcapital.locating.projects.vocabulary import Key

__all__ = ["BY_ITS_LIST", "Homes", "plain_authority"]

#: Why an area is a project's: its list names it, and nothing else tells.
BY_ITS_LIST: Final = "which its list names"

_GOVERNED: Final = ("authority", "county")


class Homes:
    """Says which area a project is looked for in.

    Of its council's own area, the area its row names and the area of its list, where several are known, the
    smallest counts of those that meet; where two do not meet, its council's.
    """

    def __init__(self, ground: Ground) -> None:
        areas = ground.areas[ground.areas["geometry"].notna()]
        self._known = {
            area_id: Home(area_id, name, outline, "")
            for area_id, name, outline in zip(areas["area_id"], areas["name"], areas["geometry"], strict=True)
        }
        self._sizes = {area_id: float(home.outline.area) for area_id, home in self._known.items()}
        self._of_agency = authorities_of(ground.agencies, ground.areas)
        listed = ground.registers.set_index("register_id")["area_id"].dropna()
        self._of_register: dict[str, str] = dict(zip(listed.index, listed, strict=True))
        self._by_name: dict[Key, list[str]] = {}
        governed = areas[areas["kind"].isin(_GOVERNED)].sort_values(["kind", "area_id"])
        for area_id, name in zip(governed["area_id"], governed["name"], strict=True):
            self._by_name.setdefault(plain_authority(name), []).append(area_id)
        self._meeting: dict[tuple[str, str], bool] = {}
        self._found: dict[tuple[str | None, ...], Home | None] = {}

    def of(self, project: Mapping[Any, Any]) -> Home | None:
        """Return the home of a project; null where nothing says it, or the area has no outline."""
        key = tuple(_text(project[c]) for c in ("agency_id", "area_id", "register_id", "place_name"))
        if key not in self._found:
            self._found[key] = self._home(*key)
        return self._found[key]

    def is_authority(self, name: str, home: Home | None) -> bool:
        """Tell whether a name is that of the project's own authority and of no more of it."""
        return home is not None and plain_authority(home.name) == plain_authority(name)

    def speak_of_towns(self, projects: pd.DataFrame) -> frozenset[str]:
        """Return the lists whose place names are mostly not those of authorities: "Preston" there is the town."""
        told = projects[["register_id", "place_name"]].dropna()
        is_authority = told["place_name"].map(lambda name: plain_authority(name) in self._by_name)
        shares = is_authority.astype(float).groupby(told["register_id"]).mean()
        return frozenset(shares.index[shares < settings()["projects"]["towns_share"]])

    def _home(
        self, agency: str | None, area: str | None, register: str | None, place: str | None
    ) -> Home | None:
        own = self._of_agency.get(agency or "")
        asked = {
            one: why
            for one, why in (
                (self._of_register.get(register or ""), "the area of its list"),
                (area, "the area of its list"),
                (own, "the area of its own body"),
            )
            if one is not None and one in self._known
        }
        spelt = plain_authority(place) if place else ()
        named = [one for one in self._by_name.get(spelt, ()) if self._fits(one, asked)]
        if named:
            asked = {named[0]: BY_ITS_LIST, **asked}
        if not asked:
            return None
        first = own if own in asked and not named else next(iter(asked))
        meeting = [one for one in asked if self._meets(first, one)]
        found = min(meeting, key=lambda one: (self._sizes[one], one))
        return replace(self._known[found], why=asked[found])

    def _fits(self, area_id: str, wider: Iterable[str]) -> bool:
        return all(self._meets(area_id, one) for one in wider)

    def _meets(self, first: str, second: str) -> bool:
        """Tell whether the middle of the smaller of two areas lies in the larger."""
        if first == second:
            return True
        pair = (min(first, second), max(first, second))
        if pair not in self._meeting:
            small, large = sorted(pair, key=lambda one: (self._sizes[one], one))
            middle = shapely.point_on_surface(self._known[small].outline)
            self._meeting[pair] = bool(shapely.covers(self._known[large].outline, middle))
        return self._meeting[pair]


def plain_authority(name: str) -> Key:
    """Return the words of the name of an authority that are of the place.

    Examples
    --------
    >>> plain_authority("Kingston upon Hull, City of"), plain_authority("Wigan Metropolitan Borough Council")
    (('kingston', 'upon', 'hull'), ('wigan',))
    """
    found = tokens(name)
    return tuple(word for word in found if word not in vocabulary().authority) or found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
