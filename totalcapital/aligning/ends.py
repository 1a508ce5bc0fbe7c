"""The projects as they take part: where, when, whose, what they do, which holding they are on."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from totalcapital.aligning.holding import holdings_of
from totalcapital.aligning.meetings import Reach, Things
from totalcapital.aligning.purpose import does
from totalcapital.aligning.stakes import listed_area
from totalcapital.aligning.windows import day_of, days_of, windows_of
from totalcapital.errors import EstateFileError
from totalcapital.tables.codes import DISTANCE_METHODS

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    from numpy.typing import NDArray

    from totalcapital.aligning.stakes import Known
    from totalcapital.aligning.windows import Windows
    from totalcapital.assumptions import Assumptions
    from totalcapital.sections import Align

__all__ = ["DAYS_A_MONTH", "Ends", "Money", "ends_of"]

DAYS_A_MONTH: Final = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Money:
    """The money of projects by year, and by source."""

    project_years: pd.DataFrame
    funding: pd.DataFrame


@dataclass(frozen=True, slots=True)
class End:
    """One project as it takes part; null where it is not known."""

    project_id: str
    name: str | None
    agency: str | None
    """Name of its body."""
    service: str | None
    does: frozenset[str]
    commitment: str
    left_gbp: float
    """Money still to be spent."""
    total_gbp: float
    """Money all told."""
    longstop_day: float
    homes_count: float
    floor_area_m2: float
    holding_id: str | None
    site_id: str | None
    area_id: str | None

    @property
    def called(self) -> str:
        """Its name, else its id."""
        return self.name or self.project_id


@dataclass(frozen=True, slots=True)
class Ends:
    """The projects in the order of their ids; all arrays and positions are those of ``frame``.

    Attributes
    ----------
    frame
        The projects with ``method`` and ``accuracy_m`` of their place, ``is_placed`` (well enough for a
        distance), ``is_live`` (not over yet), ``site_id``.
    each
        What the kinds ask of each.
    shapes
        Where each is; null: no place.
    windows
        When each is.
    reach
        How far each looks, by its body.
    """

    frame: pd.DataFrame
    each: tuple[End, ...]
    shapes: NDArray[np.object_]
    windows: Windows
    reach: Reach
    as_of_day: float

    def taking_part(self, mask: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Return the positions of projects that are placed well enough and not over, and that a mask keeps."""
        part = (self.frame["is_placed"] & self.frame["is_live"]).to_numpy(bool)
        return np.flatnonzero(part if mask is None else part & mask)

    def things(self, positions: NDArray[np.int64]) -> Things:
        """Return the shapes and spans of some projects, by their place among the positions."""
        place = np.full(len(self.frame), -1, dtype=np.int64)
        place[positions] = np.arange(len(positions))
        of = place[self.windows.of]
        is_in = of >= 0
        return Things(
            self.shapes[positions], of[is_in], self.windows.start_day[is_in], self.windows.end_day[is_in]
        )


def ends_of(
    projects: pd.DataFrame,
    *,
    money: Money,
    locations: gpd.GeoDataFrame,
    known: Known,
    settings: Align,
    assumptions: Assumptions,
    as_of: dt.date,
) -> Ends:
    """Return the projects as they take part, in the order of their ids."""
    frame = projects.sort_values("project_id", ignore_index=True)
    at = locations.set_index("subject_id").reindex(frame["project_id"])
    shapes = at.geometry.to_numpy(object)
    has_shape = np.array([one is not None and not shapely.is_empty(one) for one in shapes], dtype=bool)
    windows = windows_of(
        frame,
        money.project_years,
        open_years=assumptions.value("align.open-end"),
        year_accuracy_days=assumptions.value("align.year-accuracy"),
    )
    names = known.agencies.set_index("agency_id")["name"]
    today = day_of(as_of)
    frame = frame.assign(
        method=at["method"].to_numpy(object),
        accuracy_m=at["accuracy_m"].to_numpy(float),
        is_placed=has_shape & at["method"].isin(DISTANCE_METHODS).to_numpy(bool),
        is_live=~(windows.last_day < today),
        **holdings_of(frame, at, known, on_site_m=assumptions.value("align.same-site")),
    )
    total, left = _amounts(frame, money.project_years, as_of)
    each = _each(
        frame.assign(
            agency=frame["agency_id"].map(names),
            total_gbp=total,
            left_gbp=left,
            longstop_day=_longstop(frame, money.funding),
            area_id=listed_area(frame["project_id"], known.places),
        )
    )
    return Ends(frame, each, shapes, windows, _reach(frame, settings, assumptions, names), today)


def _each(frame: pd.DataFrame) -> tuple[End, ...]:
    """Return each project as it takes part, from the columns of those names."""
    texts = [
        "project_id",
        "name",
        "agency",
        "service",
        "works",
        "commitment",
        "holding_id",
        "site_id",
        "area_id",
    ]
    said = frame[texts].astype(object).where(frame[texts].notna(), None)
    numbers = ["left_gbp", "total_gbp", "longstop_day", "homes_count", "floor_area_m2"]
    counted = frame[numbers].astype(float)
    return tuple(
        End(does=does(words.pop("works"), words["name"]), **words, **amounts)
        for words, amounts in zip(_records(said), _records(counted), strict=True)
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _amounts(
    projects: pd.DataFrame, project_years: pd.DataFrame, as_of: dt.date
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the money of each project all told, and what of it is still to be spent.

    All told it is the total, else the sum of its years; still to be spent, that less what is of before and of
    years that are over. Null where neither is known.
    """
    ids = projects["project_id"]
    is_over = project_years["period"].eq("before") | (project_years["year_end_date"] < pd.Timestamp(as_of))
    by_id = project_years.groupby("project_id")["amount_gbp"].sum()
    over = project_years[is_over].groupby("project_id")["amount_gbp"].sum()
    total = projects["total_gbp"].fillna(ids.map(by_id)).to_numpy(np.float64)
    gone = ids.map(over).fillna(0.0).to_numpy(np.float64)
    return total, np.maximum(total - gone, 0.0)


def _longstop(projects: pd.DataFrame, funding: pd.DataFrame) -> NDArray[np.float64]:
    """Return the day by which the first of a project's money must be spent; null: none is known."""
    of_money = funding.groupby("project_id")["longstop_date"].min()
    mapped = of_money.reindex(projects["project_id"])
    made: NDArray[np.float64] = np.fmin(days_of(projects["longstop_date"]), days_of(mapped))
    return made


def _reach(frame: pd.DataFrame, settings: Align, assumptions: Assumptions, names: pd.Series) -> Reach:
    """Return how far each project looks: as its body says, else ``[align]``, else the assumptions."""
    own = {_agency_of(key, names): body for key, body in settings.agency.items()}

    def values(key: str, name: str) -> NDArray[np.float64]:
        general = getattr(settings, key)
        usual = assumptions.value(f"align.{name}") if general is None else general
        of_body = {agency: getattr(body, key) for agency, body in own.items()}
        given = frame["agency_id"].map({k: v for k, v in of_body.items() if v is not None})
        return np.asarray(given.astype(float).fillna(usual), dtype=np.float64)

    return Reach(
        values("radius_m", "radius"),
        values("lead_months", "lead") * DAYS_A_MONTH,
        values("lag_months", "lag") * DAYS_A_MONTH,
    )


def _agency_of(key: str, names: pd.Series) -> str:
    if key in names.index:
        return key
    found = names.index[names.str.casefold() == key.casefold()]
    if len(found) == 1:
        return str(found[0])
    near = difflib.get_close_matches(key, sorted(names.dropna()), n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else "the table agencies has the names."
    raise EstateFileError(
        f"[align.agency.{key!r}]: expected the id or name of an agency; none is called so; {hint}"
    )
