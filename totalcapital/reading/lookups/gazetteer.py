"""Names of places with where they are, as the estate file gives them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.crs import project_points, project_shapes
from totalcapital.errors import UnreadableFileError
from totalcapital.reading.areas.files import open_sources
from totalcapital.reading.areas.shapes import read_shapes
from totalcapital.reading.meaning.coordinates import canonical_crs
from totalcapital.reading.profiles import normal_heading
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from totalcapital.issues import IssueLog
    from totalcapital.project import Project
    from totalcapital.reading.areas.files import Source
    from totalcapital.reading.door.door import Door

__all__ = ["read_gazetteer"]

_KEY: Final = "lookups.gazetteer"
_COLUMNS: Final = ["name", "type", "geometry"]


def read_gazetteer(project: Project, door: Door, *, log: IssueLog) -> gpd.GeoDataFrame | None:
    """Return the places of every file under ``[lookups] gazetteer``, in the working CRS.

    A spatial file, or a table with a name and a point; OS Open Names is known without its headings, and of it
    the populated places are taken, with the box that holds each. A row without a name or a place is left out
    and counted.

    Returns
    -------
    GeoDataFrame
        ``name``, ``type`` (null where not said) and a point or outline, in the order of names; null where no file
        is given.

    Raises
    ------
    UnreadableFileError
        If a file cannot be read, or has no names or no places.
    """
    if not project.lookups.gazetteer:
        return None
    sources = open_sources(project, door, _KEY, project.lookups.gazetteer, may_be_bare=True)
    parts = [_places(source, project.estate.crs, log=log) for source in sources]
    whole = pd.concat(parts, ignore_index=True)
    whole = whole.assign(at=shapely.to_wkb(whole["geometry"].to_numpy(), hex=True))
    ordered = whole.sort_values(["name", "type", "at"], na_position="first", ignore_index=True)
    return gpd.GeoDataFrame(ordered[_COLUMNS], geometry="geometry", crs=project.estate.crs)


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(geodata("codelists", "gazetteer.toml").read_text(encoding="utf-8"))


def _places(source: Source, crs: str, *, log: IssueLog) -> pd.DataFrame:
    """Return the places of one file."""
    headings, columns = _headed(source)
    by_heading = {
        normal_heading(h): [c.strip() for c in column] for h, column in zip(headings, columns, strict=True)
    }
    name = _first(by_heading, [source.entry.name] if source.entry.name else _lists()["headings"]["name"])
    if name is None:
        raise UnreadableFileError(
            f"{source.path}: expected a column of names under {_KEY}; the file has {', '.join(headings[:12])}. "
            f'Say gazetteer = {{ path = "…", name = "…" }} under [lookups].'
        )
    kind = _first(by_heading, _lists()["headings"]["type"])
    frame = pd.DataFrame({"name": name, "type": kind if kind is not None else [None] * len(name)})
    frame["geometry"] = _shapes(source, by_heading, frame["name"], crs, log=log)
    said = by_heading.get(normal_heading("TYPE"), [])
    if _lists()["populated"]["type"] in said:
        frame = frame[np.array(said, dtype=object) == _lists()["populated"]["type"]]
    usable = frame["name"].ne("") & frame["geometry"].notna()
    if not usable.all():
        lost = int((~usable).sum())
        log.add(
            "gazetteer-row-left-out", "warning", f"{lost} rows have no name or no place; nothing is looked for there.",
            "Ask for the file again.", source_file=source.path, column="name", rows_count=lost,
        )  # fmt: skip
    return frame[usable]


def _headed(source: Source) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Return headings and columns; of OS Open Names, which has no headings, the first row was read as such."""
    known = _lists()["open_names"]["headings"]
    found = source.raw.headings
    kind = known.index("TYPE")
    if source.is_spatial or not kind < len(found) <= len(known):
        return found, source.raw.columns
    columns = [[first, *column] for first, column in zip(_as_cells(found), source.raw.columns, strict=True)]
    if _lists()["populated"]["type"] not in columns[kind] or normal_heading(found[kind]) == "type":
        return found, source.raw.columns
    return known[: len(found)], columns  # columns of blanks at the end are not read


def _as_cells(headings: Sequence[str]) -> list[str]:
    """Return cells that were read as headings as they stood: blank, or the same as one before them."""
    cells: list[str] = []
    for position, heading in enumerate(headings, start=1):
        again = re.fullmatch(r"(.+) \(\d+\)", heading)
        blank = heading == f"column {position}"
        cells.append("" if blank else again[1] if again and again[1] in cells else heading)
    return cells


def _first(by_heading: dict[str, list[str]], wanted: Sequence[str]) -> list[str] | None:
    return next((by_heading[h] for one in wanted if (h := normal_heading(one)) in by_heading), None)


def _shapes(
    source: Source, by_heading: dict[str, list[str]], names: pd.Series, crs: str, *, log: IssueLog
) -> NDArray[np.object_]:
    """Return where each row is in the working CRS, null where it cannot be read."""
    if source.is_spatial:
        shapes = read_shapes(source.raw, source.path, crs, said=source.entry.crs, log=log, names=list(names))
        made: NDArray[np.object_] = shapes.to_numpy().astype(object)
        made[shapely.is_empty(made)] = None
        return made
    said = (canonical_crs(source.entry.crs) if source.entry.crs else None) or source.entry.crs
    for pair in _lists()["headings"]["points"]:
        x, y = (by_heading.get(normal_heading(pair[axis])) for axis in ("x", "y"))
        if x is not None and y is not None:
            return _boxed(
                by_heading,
                _points(x, y, source=said or pair["crs"] or crs, crs=crs),
                said or pair["crs"],
                crs,
            )
    raise UnreadableFileError(
        f"{source.path}: expected a point for each name under {_KEY}, such as easting and northing, or longitude "
        f"and latitude; the file has {', '.join(source.raw.headings[:12])}. Rename the two columns."
    )


def _points(x: Sequence[str], y: Sequence[str], *, source: str, crs: str) -> NDArray[np.object_]:
    first, second = (
        pd.to_numeric(pd.Series(c, dtype=object), errors="coerce").to_numpy(float) for c in (x, y)
    )
    east, north = project_points(first, second, source=source, target=crs)
    made: NDArray[np.object_] = np.full(len(x), None, dtype=object)
    known = np.isfinite(east) & np.isfinite(north)
    made[known] = shapely.points(east[known], north[known])
    return made


def _boxed(
    by_heading: dict[str, list[str]], points: NDArray[np.object_], source: str, crs: str
) -> NDArray[np.object_]:
    """Return the box of each place where the file has one, else its point."""
    corners = [by_heading.get(normal_heading(name)) for name in _lists()["open_names"]["box"]]
    if not all(corners):
        return points
    sides = [pd.to_numeric(pd.Series(c, dtype=object), errors="coerce").to_numpy(float) for c in corners]
    known = np.isfinite(np.column_stack(sides)).all(axis=1) & ~shapely.is_missing(points)
    boxes = shapely.box(*(side[known] for side in sides))
    points[known] = project_shapes(gpd.GeoSeries(boxes, crs=source or crs), crs).to_numpy()
    return points
