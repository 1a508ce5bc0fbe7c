"""Pairs of projects that may meet: near one another, in one street soon after one another, or in one catchment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from totalcapital.aligning.ends import DAYS_A_MONTH
from totalcapital.aligning.meetings import Reach, meetings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from totalcapital.aligning.ends import Ends
    from totalcapital.assumptions import Assumptions

__all__ = ["Bounds", "Pair", "bounds_of", "pairs_of"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The assumptions that pairs are judged by, in metres and days."""

    same_site_m: float
    street_m: float
    undone_days: float
    fit_at_least: float
    one_name: float
    one_sum: float
    one_date_days: float
    catchments_m: Mapping[str, float]
    """Radius in which one of a service serves, by service."""


class Pair(NamedTuple):
    """Two projects by position, the lower first; overlap and gap null where a window is not known."""

    one: int
    other: int
    distance_m: float
    uncertainty_m: float
    one_sees: bool
    other_sees: bool
    """Whether each finds the other within its own radius, lead and lag."""
    is_in_catchment: bool
    """Whether both build for one service within the radius in which one of it serves."""
    overlap_days: float
    gap_days: float
    time_uncertainty_days: float
    is_open: bool
    where: str
    """near, street or site."""
    is_one_property: bool
    """Whether their lists name one property of the estate, by its number."""
    are_two_bodies: bool
    """Whether both bodies are known, and are two."""


def bounds_of(assumptions: Assumptions) -> Bounds:
    """Return the bounds of pairs."""
    value = assumptions.value
    return Bounds(
        value("align.same-site"),
        value("align.street"),
        value("align.undone-within") * DAYS_A_MONTH,
        value("align.fit-at-least"),
        value("align.one-name"),
        value("align.one-sum"),
        value("align.one-date"),
        {name: one.value for name, one in assumptions.group("catchment").items()},
    )


def pairs_of(ends: Ends, bounds: Bounds) -> list[Pair]:
    """Return every pair that any kind may be found of, each once, by position."""
    near = _near(ends)
    size = len(ends.frame)
    street = _within(ends, ends.taking_part(), np.full(size, bounds.street_m), days=bounds.undone_days)
    catchment = _catchments(ends, bounds)
    every = pd.concat([near, street, catchment], ignore_index=True)
    if every.empty:
        return []
    flags = every[["one", "other", "one_sees", "other_sees", "is_in_catchment"]]
    merged = flags.groupby(["one", "other"], as_index=False).any()
    merged["distance_m"] = every.groupby(["one", "other"])["distance_m"].first().to_numpy()
    one, other = merged["one"].to_numpy(), merged["other"].to_numpy()
    meantime = ends.windows.between(one, other)
    accuracy = ends.frame["accuracy_m"].to_numpy(float)
    site = ends.frame["site_id"].to_numpy(object)
    agency = ends.frame["agency_id"].to_numpy(object)
    distance = merged["distance_m"].to_numpy(float)
    is_site = (distance <= bounds.same_site_m) | (pd.notna(site[one]) & (site[one] == site[other]))
    where = np.select([is_site, distance <= bounds.street_m], ["site", "street"], "near")
    by_number = ends.frame["is_on_by_number"].to_numpy(bool)
    is_one = pd.notna(site[one]) & (site[one] == site[other]) & by_number[one] & by_number[other]
    two = pd.notna(agency[one]) & pd.notna(agency[other]) & (agency[one] != agency[other])
    columns = (
        one, other, distance, accuracy[one] + accuracy[other],
        merged["one_sees"].to_numpy(bool), merged["other_sees"].to_numpy(bool), merged["is_in_catchment"].to_numpy(bool),
        meantime.overlap_days, meantime.gap_days, meantime.uncertainty_days, meantime.is_open, where, is_one, two,
    )  # fmt: skip
    return [Pair(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _frame(
    a: NDArray[np.int64], b: NDArray[np.int64], metres: NDArray[np.float64], **flags: object
) -> pd.DataFrame:
    """Return pairs with the lower position first."""
    keep = a != b
    one, other = np.minimum(a, b), np.maximum(a, b)
    blank = {"one_sees": False, "other_sees": False, "is_in_catchment": False}
    every = pd.DataFrame({"one": one, "other": other, "distance_m": metres, **blank, **flags})
    made: pd.DataFrame = every[keep]
    return made


def _near(ends: Ends) -> pd.DataFrame:
    """Return who sees whom, by the radius, lead and lag of each body."""
    part = ends.taking_part()
    things = ends.things(part)
    reach = Reach(ends.reach.radius_m[part], ends.reach.lead_days[part], ends.reach.lag_days[part])
    met = meetings(things, things, reach=reach)
    a, b = part[met.a], part[met.b]
    return _frame(a, b, met.distance_m, one_sees=a < b, other_sees=a > b)


def _within(
    ends: Ends, part: NDArray[np.int64], radius_m: NDArray[np.float64], *, days: float | None
) -> pd.DataFrame:
    """Return the pairs within a radius, and within so many days of one another where days are given."""
    things = ends.things(part)
    while_ = np.full(len(part), 0.0 if days is None else days)
    met = meetings(things, things, reach=Reach(radius_m[part], while_, while_), by_time=days is not None)
    return _frame(part[met.a], part[met.b], met.distance_m)


def _catchments(ends: Ends, bounds: Bounds) -> pd.DataFrame:
    """Return pairs that build for one service within its catchment, whenever they do."""
    frame = ends.frame
    radius = frame["service"].map(dict(bounds.catchments_m)).astype(float)
    radius_m = np.asarray(radius, dtype=np.float64)
    builds = np.array(["build" in end.does for end in ends.each], dtype=bool) & np.isfinite(radius_m)
    made = []
    for service in sorted(frame.loc[builds, "service"].unique()):
        part = ends.taking_part(builds & frame["service"].eq(service).to_numpy(bool))
        found = _within(ends, part, radius_m, days=None)
        made.append(found.assign(is_in_catchment=True))
    return (
        pd.concat(made, ignore_index=True)
        if made
        else _frame(*(np.empty(0, dtype=np.int64),) * 2, np.empty(0))
    )
