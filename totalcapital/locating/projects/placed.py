"""The ladder of capital projects, from their own place down to somewhere in an area."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import shapely

from totalcapital.issues import IssueLog
from totalcapital.locating.ladder import settings
from totalcapital.locating.locations import LocateResult
from totalcapital.locating.projects.gazetteer import Gazetteer
from totalcapital.locating.projects.ground import Lenders, reach_of
from totalcapital.locating.projects.homes import BY_ITS_LIST, Homes
from totalcapital.locating.projects.named import Names, Spoken
from totalcapital.locating.projects.named_places import (
    names_in_place,
    names_in_title,
    place_in_title,
    place_named,
    says_town,
)
from totalcapital.locating.projects.numbered import Numbers
from totalcapital.locating.projects.said import say_placed
from totalcapital.locating.projects.vocabulary import is_wide
from totalcapital.tables import LOCATIONS
from totalcapital.wording import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from totalcapital.locating.projects.ground import Ground, Home
    from totalcapital.locating.projects.named_places import Named
    from totalcapital.locating.projects.vocabulary import Key

__all__ = ["locate_projects"]

#: A project's own place, which nothing else overrules.
_OWN: Final = ("geometry", "coordinates", "uprn")
_OWN_COLUMNS: Final = ["method", "accuracy_m", "evidence", "geometry"]


#: What of a project its place is told from.
_COLUMNS: Final = (
    "project_id", "register_id", "agency_id", "name", "service", "works", "uprn", "urn", "asset_id", "place_name", "area_id",
    "sensitivity",
)  # fmt: skip


@dataclass(slots=True)
class Placed:
    """Where a project is, and what is to be said of it."""

    method: str
    accuracy_m: float
    evidence: str
    shape: Any
    asset_id: str | None = None
    area_id: str | None = None
    said: list[tuple[str, str]] = field(default_factory=list)
    """Code of an issue, and its message."""


class _Asked(NamedTuple):
    """One project with what is known of where it should be."""

    project: Mapping[Any, Any]
    now: Placed
    home: Home | None
    names_place: bool
    """Whether its list names a place that is less than its whole authority."""
    where: Named | None
    """Where that place is; null: not known."""


def locate_projects(located: LocateResult, projects: pd.DataFrame, *, ground: Ground) -> LocateResult:
    """Give each project the best place that its list, the registers and the names of places tell.

    The ladder is own geometry, own coordinates, UPRN, a property named by its number, a property named in the
    project's name, postcode, the name of a place, outward code, somewhere in an area, none. A project's own
    place is never overruled; where the property it names is far from it, this is said. A place name is looked
    for in the project's own area alone; two that fit equally are no match, and are named.

    Parameters
    ----------
    located
        A place for each asset and project by what its own row says.
    projects
        As read.
    ground
        What is known beside them.

    Returns
    -------
    LocateResult
        The same with the projects' places as they are now, in the order of their ids, and what is said of them.
    """
    if projects.empty:
        return located
    log = IssueLog()
    locations = located.locations
    is_project = locations["subject_id"].isin(projects["project_id"])
    own = locations[is_project].set_index("subject_id")
    ladder = _Ladder(projects, own, locations[~is_project], ground)
    placed = [ladder.place(project) for project in projects[list(_COLUMNS)].to_dict("records")]
    say_placed(projects, placed, log)
    frame = pd.DataFrame(
        {
            "subject_id": projects["project_id"].to_numpy(),
            "method": [one.method for one in placed],
            "accuracy_m": [one.accuracy_m for one in placed],
            "evidence": [one.evidence for one in placed],
            "asset_id": [one.asset_id for one in placed],
            "area_id": [one.area_id for one in placed],
            "geometry": [one.shape for one in placed],
        }
    )
    made = LOCATIONS.conform(frame, crs=locations.crs)
    whole = pd.concat([locations[~is_project], made]).sort_values("subject_id", ignore_index=True)
    issues = pd.concat([located.issues, log.table()], ignore_index=True)
    return LocateResult(LOCATIONS.conform(whole, crs=locations.crs), issues)


class _Ladder:
    """Places one project after another."""

    def __init__(
        self, projects: pd.DataFrame, own: gpd.GeoDataFrame, rest: gpd.GeoDataFrame, ground: Ground
    ) -> None:
        self._own = dict(zip(own.index, own[_OWN_COLUMNS].itertuples(index=False, name=None), strict=True))
        self._lenders = Lenders(ground.assets, rest)
        self._homes = Homes(ground)
        self._of_towns = self._homes.speak_of_towns(projects)
        self._middles: dict[str, tuple[Any, float]] = {}
        self._numbers = Numbers(self._lenders)
        self._ground, self._projects = ground, projects

    @cached_property
    def _names(self) -> Names:
        return Names(self._lenders)  # not needed where every list gives points

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self._ground, self._lenders, _wanted(self._projects))

    def place(self, project: Mapping[Any, Any]) -> Placed:
        """Return where a project is."""
        now = Placed(*self._own[project["project_id"]])
        if now.method in _OWN:
            self._hold_against_number(project, now)
            return now
        numbered = self._by_number(project, now)
        if numbered is not None:
            return numbered
        asked = self._asked(project, now)
        named = self._by_name(asked)
        if named is not None:
            return named
        return now if now.method == "postcode" else self._by_place(asked)

    def _asked(self, project: Mapping[Any, Any], now: Placed) -> _Asked:
        home = self._homes.of(project)
        text = project["place_name"]
        if not isinstance(text, str) or not text.strip() or self._is_whole(project, home):
            return _Asked(project, now, home, names_place=False, where=None)
        return _Asked(project, now, home, names_place=True, where=place_named(text, self._gazetteer, home))

    def _hold_against_number(self, project: Mapping[Any, Any], now: Placed) -> None:
        found = self._numbers.of(project)
        if found is None:
            return
        apart_m = float(shapely.distance(now.shape, self._lenders.frame["geometry"].iloc[found.at]))
        reach_m = float(self._lenders.frame["accuracy_m"].iloc[found.at])
        if apart_m > settings()["projects"]["far_m"] + now.accuracy_m + reach_m:
            now.said.append(("project-far-from-property", (
                f"expected the project at {found.words}, {self._lenders.named(found.at)}; its own place, by "
                f"{now.method}, is {apart_m:,.0f} m from it. Its own place was used."
            )))  # fmt: skip

    def _by_number(self, project: Mapping[Any, Any], now: Placed) -> Placed | None:
        found = self._numbers.of(project)
        if found is None:
            if any(isinstance(project[name], str) for name in ("urn", "asset_id")):
                shown = " and ".join(
                    f"{kind} {project[name]}" for name, kind in (("urn", "URN"), ("asset_id", "property"))
                    if isinstance(project[name], str)
                )  # fmt: skip
                now.said.append(("project-property-not-found", (
                    f"{shown} is in none of the registers, or has no place there; the project was placed "
                    "by what else it says."
                )))  # fmt: skip
            return None
        lent = self._lent(found.at, found.method, f"{found.words}: {self._lenders.named(found.at)}")
        if now.method == "postcode" and lent.method != "outward-code":
            apart_m = float(shapely.distance(now.shape, lent.shape))
            if apart_m > settings()["checks"]["disagree_m"]:
                lent.said.append(("project-far-from-property", (
                    f"expected the project's postcode at {found.words}, {self._lenders.named(found.at)}; it is "
                    f"{apart_m:,.0f} m from it. The property's place was used."
                )))  # fmt: skip
        return lent

    def _lent(self, at: int, method: str, words: str) -> Placed:
        """Return the place of a property as a project's; one known no better than an outward code stays such."""
        row = self._lenders.frame.iloc[at]
        taken = method if self._lenders.is_exact[at] else row["method"]
        evidence = f"{words}, placed by {row['method']}"
        return Placed(taken, row["accuracy_m"], evidence, row["geometry"], asset_id=row["asset_id"])

    def _is_whole(self, project: Mapping[Any, Any], home: Home | None) -> bool:
        """Tell whether the place that a list names is its whole authority, and not the town of that name."""
        text = project["place_name"]
        is_town = project["register_id"] in self._of_towns or says_town(text)
        return self._homes.is_authority(text, home) and not is_town

    def _by_name(self, asked: _Asked) -> Placed | None:
        project, now = asked.project, asked.now
        name = project["name"]
        if not isinstance(name, str) or is_wide(name):
            return None
        who = (_text(project["service"]), _text(project["agency_id"]), project["sensitivity"])
        found = self._names.match(Spoken(name, *who), asked.home, agrees=lambda at: self._agrees(at, asked))
        if found is None:
            return None
        if len(found.rows) > 1:
            both = " and ".join(self._lenders.named(at) for at in found.rows[:2])
            more = f", and {len(found.rows) - 2} more" if len(found.rows) > 2 else ""
            now.said.append(("project-name-ambiguous", (
                f"expected one property of the name in {name!r}; {both}{more} fit equally. None was used."
            )))  # fmt: skip
            return None
        at = found.rows[0]
        doubt = "; nobody has checked it"
        if project["works"] == "new-build":
            doubt = "; the list says that it is a new building, which may stand elsewhere"
        placed = self._lent(at, "named-asset", f'"{found.said}" in its name: {self._lenders.named(at)}')
        placed.evidence += doubt
        placed.said.append(("project-placed-by-name", (
            f"{name!r} was taken to be at {self._lenders.named(at)}, by its name."
        )))  # fmt: skip
        return placed

    def _agrees(self, at: int, asked: _Asked) -> bool:
        """Tell whether a property is where the project's postcode and place name say.

        Of a project of no known area and place only a property of its own body is.
        """
        beside_m = settings()["projects"]["beside_m"]
        project, now = asked.project, asked.now
        spot = self._lenders.spots[at]
        if now.method == "postcode" and shapely.distance(now.shape, shapely.Point(*spot)) > beside_m:
            return False
        if not asked.names_place:
            is_own = self._lenders.agency[at] == project["agency_id"]
            return asked.home is not None or is_own or now.method == "postcode"
        if asked.where is not None:
            away = ((np.hypot(place.x - spot[0], place.y - spot[1]), place) for place in asked.where.places)
            return any(apart <= place.radius_m + beside_m for apart, place in away)
        told = {*tokens(self._lenders.names[at] or ""), *tokens(self._lenders.addresses[at] or "")}
        return any(set(step[0]) <= told for step in names_in_place(project["place_name"]))

    def _by_place(self, asked: _Asked) -> Placed:
        now, home, where = asked.now, asked.home, asked.where
        name = asked.project["name"]
        if home is not None and isinstance(name, str) and not is_wide(name):
            inner = place_in_title(name, self._gazetteer, home)
            if where is None or (inner is not None and len(inner.places) == 1):
                where = inner or where
        elsewhere = self._elsewhere(asked, where)
        if elsewhere is not None:
            now.said.append(("project-place-ambiguous", (
                f"expected the place that the list names, {asked.project['place_name']!r}, and the one in the "
                f"project's name, {elsewhere!r}, to be near each other; they are not. None was used."
            )))  # fmt: skip
            return now if now.method == "outward-code" else self._in_area(None, now)
        if where is not None and len(where.places) == 1:
            place = where.places[0]
            evidence = f'"{where.name}", by {place.words}'
            return Placed("place-name", place.radius_m, evidence, place.point, said=now.said)
        if where is not None:
            now.said.append(("project-place-ambiguous", (
                f"expected one place; {where.name!r} is {len(where.places)} places"
                + (f" in {home.name}" if home else "") + ". None was used."
            )))  # fmt: skip
        return now if now.method == "outward-code" else self._in_area(home, now)

    def _elsewhere(self, asked: _Asked, where: Named | None) -> str | None:
        """Return the place in a project's name that is not where its list says; null where there is none.

        Asked only where nothing but the place that the list names says where the project is: that may be the
        address of whoever has the money.
        """
        name, home = asked.project["name"], asked.home
        is_told_else = home is not None and home.why != BY_ITS_LIST
        if is_told_else or not isinstance(name, str) or not isinstance(asked.project["place_name"], str):
            return None
        found = place_in_title(name, self._gazetteer, None)
        if found is None or len(found.places) != 1:
            return None
        spot, beside_m = found.places[0], settings()["projects"]["beside_m"]
        if where is not None:
            reach_m = spot.radius_m + beside_m
            near = (
                np.hypot(spot.x - one.x, spot.y - one.y) <= reach_m + one.radius_m for one in where.places
            )
            return None if any(near) else found.name
        if home is None or home.holds(np.array([[spot.x, spot.y]]), spot.radius_m + beside_m)[0]:
            return None
        return found.name

    def _in_area(self, home: Home | None, now: Placed) -> Placed:
        if home is None:
            now.evidence = "no place or number, no name of a place that is known, and no area"
            return now
        if home.area_id not in self._middles:
            self._middles[home.area_id] = reach_of(home.outline)
        point, reach_m = self._middles[home.area_id]
        evidence = f"somewhere in {home.name}, {home.why}: nothing tells where in it"
        return Placed("area", reach_m, evidence, point, area_id=home.area_id, said=now.said)


def _wanted(projects: pd.DataFrame) -> set[Key]:
    """Return every name of a place that may be looked up."""
    wanted: set[Key] = set()
    for text in projects["place_name"].dropna().unique():
        wanted |= {name for step in names_in_place(text) for name in step}
    for title in projects["name"].dropna().unique():
        wanted |= set(names_in_title(title))
    return wanted


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
