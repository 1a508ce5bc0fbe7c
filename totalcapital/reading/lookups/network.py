"""The lines that people walk along, as the estate file gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pyproj.exceptions
import shapely

from totalcapital.crs import project_shapes
from totalcapital.errors import UnreadableFileError
from totalcapital.reading.areas.files import open_sources
from totalcapital.reading.meaning.coordinates import canonical_crs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.issues import IssueLog
    from totalcapital.project import Project
    from totalcapital.reading.areas.files import Source
    from totalcapital.reading.door.door import Door

__all__ = ["read_network"]

_KEY: Final = "lookups.network"
_LINES: Final = frozenset({"LineString", "MultiLineString", "LinearRing"})


def read_network(
    project: Project, door: Door, *, areas: gpd.GeoDataFrame, log: IssueLog
) -> gpd.GeoDataFrame | None:
    """Return the lines of every file under ``[lookups] network``, in the working CRS.

    What is no line is left out and noted. Lines that all lie away from the estate's areas are most likely in
    another CRS than said, which is noted.

    Parameters
    ----------
    areas
        The estate's areas; their outlines say where it is.

    Returns
    -------
    GeoDataFrame
        One row a line, in the order of the files; null where none is given.

    Raises
    ------
    UnreadableFileError
        If a file cannot be read, holds no line, or its CRS is not stated or not known.
    """
    if not project.lookups.network:
        return None
    crs = project.estate.crs
    sources = open_sources(project, door, _KEY, project.lookups.network)
    parts = [_lines(source, crs, log=log) for source in sources]
    for source, lines in zip(sources, parts, strict=True):
        _say_elsewhere(source, lines, areas, log=log)
    return gpd.GeoDataFrame(geometry=np.concatenate(parts), crs=crs)


def _lines(source: Source, crs: str, *, log: IssueLog) -> NDArray[np.object_]:
    """Return the lines of one file in the working CRS."""
    raw, entry = source.raw, source.entry
    if not source.is_spatial:
        raise UnreadableFileError(
            f"{source.path}: expected lines under {_KEY}; the file has no geometry. Give a spatial file of streets and paths."
        )
    said = (canonical_crs(entry.crs) if entry.crs else None) or entry.crs or raw.crs
    if said is None:
        raise UnreadableFileError(
            f'{source.path}: no CRS is stated. Say network = {{ path = "{entry.path}", crs = "EPSG:…" }} under [lookups].'
        )
    shapes = shapely.from_wkb([cell or b"" for cell in raw.geometry or ()], on_invalid="ignore")
    kinds = np.array([shape.geom_type if shape is not None else "none" for shape in shapes], dtype=object)
    is_line = np.isin(kinds, list(_LINES))
    if not is_line.any():
        found = ", ".join(sorted(set(kinds) - {"none"})) or "none that can be read"
        raise UnreadableFileError(
            f"{source.path}: expected lines under {_KEY}; found {found}. Give a file, or a layer, of streets and paths."
        )
    try:
        moved = project_shapes(gpd.GeoSeries(shapes[is_line], crs=said), crs).to_numpy()
    except pyproj.exceptions.CRSError as error:
        raise UnreadableFileError(
            f"{source.path}: the CRS {said} is not known ({error}). Correct it."
        ) from error
    single = shapely.get_parts(moved)
    usable = np.isfinite(shapely.bounds(single)).all(axis=1) & (shapely.length(single) > 0)
    lost = int((~is_line).sum() + (~usable).sum())
    if lost:
        log.add(
            "network-row-left-out",
            "warning",
            f"{lost} rows are no lines, or have no length; nobody walks along them.",
            "Give a file of streets and paths alone.",
            source_file=source.path,
            column="geometry",
            rows_count=lost,
        )
    made: NDArray[np.object_] = single[usable]
    return made


def _say_elsewhere(
    source: Source, lines: NDArray[np.object_], areas: gpd.GeoDataFrame, *, log: IssueLog
) -> None:
    """Say that no line of a file is where the estate is."""
    if not areas.geometry.notna().any() or not len(lines):
        return
    west, south, east, north = shapely.total_bounds(lines)
    if shapely.box(*areas.total_bounds).intersects(shapely.box(west, south, east, north)):
        return
    log.add(
        "network-elsewhere",
        "warning",
        f"no line is where the estate is: they lie from {west:.0f}, {south:.0f} to {east:.0f}, {north:.0f}; "
        "walking times are by the detour factor.",
        'Give the network of the estate\'s area, or correct its crs = "EPSG:…".',
        source_file=source.path,
        column="geometry",
        rows_count=len(lines),
    )
