"""Areas: from boundary files and programmes to the ``areas`` table."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyproj.exceptions
import shapely

from totalcapital.crs import project_shapes
from totalcapital.errors import EstateFileError, UnreadableFileError
from totalcapital.reading.meaning.coordinates import canonical_crs
from totalcapital.reading.profiles import FileHints, normal_heading
from totalcapital.reading.raw import Refusal
from totalcapital.resources import geodata
from totalcapital.shapes import mend
from totalcapital.tables import AREAS

if TYPE_CHECKING:
    from totalcapital.issues import IssueLog
    from totalcapital.project import Boundaries, Project
    from totalcapital.reading.door.door import Door
    from totalcapital.reading.raw import RawTable

__all__ = ["name_heading", "read_areas"]


def read_areas(project: Project, door: Door, *, log: IssueLog) -> gpd.GeoDataFrame:
    """Return the areas of the estate: its authorities, its programme's areas and its own.

    Invalid outlines are made valid, which is noted. An area whose codes are not all in the
    boundary file keeps the part that is there, which is noted; one with none has no outline.

    Raises
    ------
    UnreadableFileError
        If a boundary file cannot be read.
    EstateFileError
        If it does not hold the code column named or any code of an area asked for, or a programme
        area is not known.
    """
    authorities = _read_boundaries(project, project.estate.boundaries, door, log=log)
    rows = [
        {
            "area_id": row.code,
            "gss_code": row.code,
            "kind": "authority",
            "name": row.name,
            "geometry": row.geometry,
        }
        for row in authorities.itertuples(index=False)
    ]
    outlines = dict(zip(authorities["code"], authorities["geometry"], strict=True))
    own = {area.id: area for area in project.areas}
    for area in _programme_areas(project):
        shape = (
            _outline(own[area["area_id"]], project, door, outlines, log) if area["area_id"] in own else None
        )
        if shape is None:
            shape = _dissolve(area, outlines, project, log=log)
        rows.append({**area, "kind": "programme", "geometry": shape})
    named = {row["area_id"] for row in rows}
    for area_id, mine in own.items():
        if area_id not in named:
            rows.append(
                {
                    "area_id": area_id,
                    "gss_code": "; ".join(mine.codes) or None,
                    "kind": "own",
                    "name": mine.name,
                    "geometry": _outline(mine, project, door, outlines, log),
                }
            )
    frame = pd.DataFrame(rows, columns=AREAS.column_names).sort_values(["kind", "area_id"], ignore_index=True)
    areas: gpd.GeoDataFrame = AREAS.conform(frame, crs=project.estate.crs)
    return areas


def _read_boundaries(
    project: Project, boundaries: Boundaries | None, door: Door, *, log: IssueLog
) -> gpd.GeoDataFrame:
    """Return code, name and outline of each feature of the boundary file, in the working CRS."""
    if boundaries is None:
        return gpd.GeoDataFrame({"code": [], "name": []}, geometry=[], crs=project.estate.crs)
    raw = _open(project, boundaries.path, door, layer=boundaries.layer)
    wanted = normal_heading(boundaries.code)
    heading = next((h for h in raw.headings if normal_heading(h) == wanted), None)
    if heading is None:
        raise EstateFileError(
            f"{boundaries.path}: expected the code column {boundaries.code!r}; the file has "
            f"{', '.join(raw.headings[:12])}. Correct boundaries.code in {project.path.name}."
        )
    codes = raw.columns[raw.headings.index(heading)]
    names = raw.columns[raw.headings.index(name_heading(raw, heading, boundaries.name))]
    shapes = _shapes(raw, boundaries.path, project.estate.crs, boundaries.crs, log=log, names=codes)
    frame = gpd.GeoDataFrame({"code": codes, "name": names}, geometry=shapes, crs=project.estate.crs)
    if frame["code"].duplicated().any():
        frame = frame.dissolve("code", aggfunc="first", as_index=False)
    return frame[["code", "name", "geometry"]]


def name_heading(raw: RawTable, code: str, said: str | None = None) -> str:
    """Return the heading of the names of areas: the one said, else the one that goes with their code."""
    if said and said in raw.headings:
        return said
    plain = normal_heading(code)
    stems = [plain.removesuffix("cd") + "nm", plain.removesuffix("code") + "name", "name"]
    return next((h for stem in stems for h in raw.headings if normal_heading(h) == stem), code)


def _open(project: Project, path: str, door: Door, *, layer: str | None = None) -> RawTable:
    try:
        return door.open(project.resolve(path), path, hints=FileHints(), layer=layer).raw
    except Refusal as refusal:
        raise UnreadableFileError(str(refusal)) from None


def _shapes(
    raw: RawTable, path: str, crs: str, said: str | None, *, log: IssueLog, names: list[str]
) -> gpd.GeoSeries:
    if raw.geometry is None or not any(raw.geometry):
        raise UnreadableFileError(
            f"{path}: expected outlines; the file has no geometry. Give a spatial file."
        )
    source = (canonical_crs(said) if said else None) or said or raw.crs
    if source is None:
        raise UnreadableFileError(f'{path}: no CRS is stated. Say crs = "EPSG:…" under boundaries.')
    shapes = shapely.from_wkb([g or b"" for g in raw.geometry], on_invalid="ignore")
    invalid = ~shapely.is_valid(shapes)
    for position in invalid.nonzero()[0]:
        log.add(
            "outline-made-valid",
            "note",
            f"the outline of {names[position]} crosses or touches itself "
            f"({shapely.is_valid_reason(shapes[position])}); it was made valid.",
            "Nothing; or give a clean outline.",
            source_file=path,
            source_row=raw.source_rows[position],
            column="geometry",
            value=names[position],
        )
    shapes[invalid] = [mend(shape) for shape in shapes[invalid]]
    try:
        projected = project_shapes(gpd.GeoSeries(shapes, crs=source), crs)
    except pyproj.exceptions.CRSError as error:
        raise UnreadableFileError(f"{path}: the CRS {source} is not known ({error}). Correct it.") from error
    made = projected.array.copy()
    bad = ~projected.is_valid.to_numpy() & projected.notna().to_numpy()
    made[bad] = [mend(shape) for shape in projected.array[bad]]
    return gpd.GeoSeries(made, crs=crs)


def _outline(area: Any, project: Project, door: Door, outlines: dict[str, Any], log: IssueLog) -> Any:
    if not area.path:
        return _dissolve(
            {"area_id": area.id, "name": area.name, "gss_code": "; ".join(area.codes)},
            outlines,
            project,
            log=log,
        )
    raw = _open(project, area.path, door)
    shapes = _shapes(
        raw, area.path, project.estate.crs, None, log=log, names=[area.name] * len(raw.source_rows)
    )
    return shapely.union_all(shapes.dropna().to_numpy())


def _dissolve(area: dict[str, Any], outlines: dict[str, Any], project: Project, *, log: IssueLog) -> Any:
    codes = (area["gss_code"] or "").split("; ")
    missing = [code for code in codes if code not in outlines]
    boundaries = project.estate.boundaries
    if boundaries and len(missing) == len(codes) and project.estate.areas != "all":
        raise EstateFileError(
            f"{boundaries.path}: expected an outline for {area['name']} ({', '.join(codes)}); the column "
            f"{boundaries.code} has none of these codes, but {', '.join(sorted(outlines)[:3])} … "
            "Give boundaries of the area's date, or correct boundaries.code."
        )
    if missing and outlines:
        log.add(
            "area-incomplete",
            "warning",
            f"{area['name']}: the boundary file has no outline for "
            f"{', '.join(missing)}; the area on the map is without them.",
            "Give boundaries of the area's date.",
            source_file=boundaries.path if boundaries else None,
            column="area",
            value=area["name"],
        )
    parts = [outlines[code] for code in codes if code in outlines]
    return shapely.union_all(parts) if parts else None


def _programme_areas(project: Project) -> list[dict[str, Any]]:
    """Return the programme's areas that the estate asks for, at the footprint's date."""
    path = project.programme_path
    if path is None:
        if project.estate.areas:
            raise EstateFileError(
                f'{project.path}: areas are named without a programme. Add programme = "pathfinders".'
            )
        return []
    if not path.is_file():
        raise EstateFileError(
            f"{project.path}: programme {project.estate.programme!r} is not known; known are "
            f"{', '.join(sorted(known.stem for known in geodata('programmes').glob('*.toml')))}, or the path of "
            "a .toml of your own."
        )
    programme = tomllib.loads(path.read_text(encoding="utf-8"))
    known = {area["id"]: area for area in programme["area"]}
    wanted = list(known) if project.estate.areas == "all" else list(project.estate.areas)
    for area_id in wanted:
        if area_id not in known and area_id not in {area.id for area in project.areas}:
            raise EstateFileError(
                f"{project.path}: area {area_id!r} is not in the programme; it has {', '.join(known)}."
            )
    day = project.estate.as_of if project.estate.footprint == "current" else project.estate.footprint
    rows = []
    for area_id in (wanted_id for wanted_id in wanted if wanted_id in known):
        footprint = _footprint(known[area_id], day)
        rows.append(
            {
                "area_id": area_id,
                "gss_code": "; ".join(footprint["codes"]),
                "name": known[area_id]["name"],
                "programme": programme["programme"]["id"],
                "valid_from_date": _timestamp(footprint.get("valid_from")),
                "valid_to_date": _timestamp(footprint.get("valid_to")),
            }
        )
    return rows


def _footprint(area: dict[str, Any], day: dt.date) -> dict[str, Any]:
    """Return the footprint in force on a day; after the last one ended, that last one."""
    footprints: list[dict[str, Any]] = sorted(
        area["footprint"], key=lambda f: f.get("valid_from") or dt.date.min
    )
    chosen = footprints[0]
    for footprint in footprints:
        if (footprint.get("valid_from") or dt.date.min) <= day:
            chosen = footprint
    return chosen


def _timestamp(day: dt.date | None) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(day)
