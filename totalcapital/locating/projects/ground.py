"""What projects are placed by: properties that may lend their place, and the areas projects belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from totalcapital.locating.surroundings import within
from totalcapital.tables import split_list
from totalcapital.tables.codes import DISTANCE_METHODS, LOCATION_METHODS, SENSITIVITIES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["Ground", "Home", "Lenders", "reach_of"]

_IN_USE: Final = ("operational", "unknown")
_SURENESS: Final = {method: rank for rank, method in enumerate(LOCATION_METHODS)}


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known beside the projects themselves.

    Parameters
    ----------
    assets, agencies, areas, registers
        As read.
    gazetteer
        ``name``, ``type``, ``geometry`` in the working CRS; null where the estate gives none.
    """

    assets: pd.DataFrame
    agencies: pd.DataFrame
    areas: gpd.GeoDataFrame
    registers: pd.DataFrame
    gazetteer: gpd.GeoDataFrame | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """The area that a project is looked for in."""

    area_id: str
    name: str
    outline: Any
    why: str
    """Why it is the project's, in words."""

    def holds(self, at: NDArray[np.float64], beyond_m: float = 0.0) -> NDArray[np.bool_]:
        """Tell which points lie in it, or this near to it."""
        return within(self.outline, at, beyond_m)


class Lenders:
    """Properties whose place a project may be given, the surest placed first.

    A property that only some may be told of lends its place only to projects of its own body that no more may be
    told of: where the project is shown, the property would be.

    Parameters
    ----------
    assets
        As read.
    locations
        A place for each of them.
    """

    def __init__(self, assets: pd.DataFrame, locations: gpd.GeoDataFrame) -> None:
        places = locations.set_index("subject_id")[["method", "accuracy_m", "geometry"]]
        columns = [
            "asset_id",
            "agency_id",
            "register_id",
            "name",
            "address",
            "uprn",
            "urn",
            "ods_code",
            "reference",
            "service",
        ]
        frame = assets[[*columns, "sensitivity", "status"]].join(pd.DataFrame(places), on="asset_id")
        frame = frame[frame["geometry"].notna()]
        frame = frame.assign(sureness=frame["method"].map(_SURENESS))
        frame = frame.sort_values(["sureness", "accuracy_m", "asset_id"], ignore_index=True)
        self.frame = frame
        middles = shapely.centroid(frame["geometry"].to_numpy())
        self.spots: NDArray[np.float64] = np.column_stack([shapely.get_x(middles), shapely.get_y(middles)])
        closed = frame["sensitivity"].map(SENSITIVITIES.index)
        self._closed: NDArray[np.intp] = closed.to_numpy(np.intp)
        self.is_open: NDArray[np.bool_] = self._closed == 0
        #: Open property in use: where a vacant building is must not be told by the place called after it.
        self.is_landmark: NDArray[np.bool_] = self.is_open & frame["status"].isin(_IN_USE).to_numpy(bool)
        self.is_exact: NDArray[np.bool_] = frame["method"].isin(DISTANCE_METHODS).to_numpy(bool)
        self.agency: NDArray[np.object_] = _texts(frame["agency_id"])
        self.names, self.addresses = _texts(frame["name"]), _texts(frame["address"])
        self.services = _texts(frame["service"])
        self.ids, self.registers = _texts(frame["asset_id"]), _texts(frame["register_id"])

    def __len__(self) -> int:
        return len(self.frame)

    def texts(self, column: str) -> NDArray[np.object_]:
        """Return a column, null where it is not given."""
        return _texts(self.frame[column])

    def may_lend(self, at: int, agency: str | None, sensitivity: str) -> bool:
        """Tell whether a project of a body may be given the place of a property: it must be no more open than that."""
        if self.is_open[at]:
            return True
        is_own = agency is not None and self.agency[at] == agency
        return is_own and SENSITIVITIES.index(sensitivity) >= self._closed[at]

    def named(self, at: int) -> str:
        """Return what a property is called in messages: its name, or its id."""
        return f"{self.names[at] or self.ids[at]} ({self.registers[at]})"


def _texts(column: pd.Series) -> NDArray[np.object_]:
    values = column.astype(object)
    found: NDArray[np.object_] = values.where(values.notna(), None).to_numpy(object)
    return found


def reach_of(outline: Any) -> tuple[Any, float]:
    """Return a point in an outline, and the distance from it to the furthest of the outline."""
    point = shapely.point_on_surface(outline)
    return point, float(
        np.hypot(*(shapely.get_coordinates(outline) - shapely.get_coordinates(point)).T).max()
    )


def authorities_of(agencies: pd.DataFrame, areas: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the area that each council governs, by the id of the council: by its code, else by its name."""
    known = areas[areas["kind"].isin(["authority", "county", "police", "fire"]) & areas["geometry"].notna()]
    ids = set(known["area_id"])
    slugs = {
        "-".join(re.findall(r"[a-z0-9]+", name.casefold())) + "-council": area_id
        for name, area_id, kind in zip(known["name"], known["area_id"], known["kind"], strict=True)
        if kind == "authority"
    }
    found: dict[str, str] = {}
    for agency_id, codes in zip(agencies["agency_id"], agencies["codes"], strict=True):
        coded = [code.removeprefix("gss:") for code in split_list(codes) if code.startswith("gss:")]
        area_id = next((code for code in sorted(coded) if code in ids), slugs.get(agency_id))
        if area_id is not None:
            found[agency_id] = area_id
    return found
