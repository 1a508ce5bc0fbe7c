"""Areas of one's own: by codes, by an outline, or by all that is near a place."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from totalcapital.crs import project_points
from totalcapital.errors import EstateFileError
from totalcapital.reading.areas.files import open_file
from totalcapital.reading.areas.residents import settings
from totalcapital.reading.areas.shapes import read_shapes
from totalcapital.reading.lookups.reference import postcodes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalcapital.issues import IssueLog
    from totalcapital.project import AreaOfOnesOwn, Project
    from totalcapital.reading.areas.layers import Layers
    from totalcapital.reading.door.door import Door

__all__ = ["each_inside", "is_small", "outline_of", "own_outline"]

#: Sides of the polygon that stands for a quarter of a circle: it is nowhere more than 0.0075 % of the radius inside it.
_QUARTER_SIDES: Final = 64
_POSTCODE: Final = re.compile(r"\s*([A-Za-z]{1,2}[0-9][A-Za-z0-9]?)\s*([0-9][A-Za-z]{2})\s*")


def own_outline(area: AreaOfOnesOwn, project: Project, door: Door, *, log: IssueLog) -> Any:
    """Return the outline of an area given by a file or by what it is around; null for one given by codes.

    Raises
    ------
    EstateFileError
        If the postcode it is around is not known.
    UnreadableFileError
        If the file with its outline cannot be read.
    """
    if area.path:
        return outline_of(area, project, door, log=log)
    if area.around is None or area.radius_m is None:
        return None
    at = area.around if isinstance(area.around, tuple) else _postcode_point(area, project, door)
    return shapely.buffer(shapely.Point(at), area.radius_m, quad_segs=_QUARTER_SIDES)


def outline_of(area: AreaOfOnesOwn, project: Project, door: Door, *, log: IssueLog) -> Any:
    """Return the outline that a file gives, of all its features together."""
    path = area.path or ""
    raw = open_file(project, door, path)
    names = [area.name] * len(raw.source_rows)
    shapes = read_shapes(raw, path, project.estate.crs, said=None, log=log, names=names)
    return shapely.union_all(shapes.dropna().to_numpy())


def _postcode_point(area: AreaOfOnesOwn, project: Project, door: Door) -> tuple[float, float]:
    match = _POSTCODE.fullmatch(str(area.around))
    if not match:
        raise EstateFileError(
            f"{project.path}: area {area.id}: expected around to be a postcode or [easting, northing]; found "
            f"{area.around!r}. Correct it."
        )
    plain = f"{match[1]}{match[2]}".upper()
    spaced = f"{match[1]} {match[2]}".upper()
    found = postcodes_of(project, door, postcodes=[pd.Series([spaced], dtype=object)])
    found = found[found["postcode"] == plain]
    if found.empty:
        raise EstateFileError(
            f"{project.path}: area {area.id}: expected to find the postcode {spaced} in lookups.postcodes; it is not there. "
            "Give a look-up that has it, or around = [easting, northing]."
        )
    x, y = project_points(
        np.array([found["x"].iloc[0]], float),
        np.array([found["y"].iloc[0]], float),
        source=str(found["crs"].iloc[0]),
        target=project.estate.crs,
    )
    return float(x[0]), float(y[0])


def is_small(area: AreaOfOnesOwn, layers: Layers, outline: Any) -> bool:
    """Tell whether an area of one's own is a neighbourhood: near a place, of small parts, or small itself."""
    if area.around is not None:
        return True
    if area.codes:
        return all(layers.kind_of(code) in {"ward", "lsoa"} for code in area.codes)
    return outline is not None and shapely.area(outline) < settings()["areas"]["smallest_own_km2"] * 1e6


def each_inside(
    area: AreaOfOnesOwn, layers: Layers, outline: Any, *, path: str
) -> Iterator[tuple[str, str, str, Any]]:
    """Yield id, name, code and outline of each smaller area whose middle is inside an outline.

    Raises
    ------
    EstateFileError
        If there is none.
    """
    kind = area.each or ""
    if not layers.is_given(kind):
        raise EstateFileError(
            f'{path}: area {area.id}: each = "{kind}" needs the outlines of that kind. Give them under {layers.key(kind)}.'
        )
    frame = layers.outlines(kind).sort_values("code", ignore_index=True)
    shapely.prepare(outline)
    inside = shapely.intersects(outline, shapely.point_on_surface(frame.geometry.to_numpy()))
    frame = frame[inside]
    if frame.empty:
        raise EstateFileError(
            f"{path}: area {area.id}: expected areas of the kind {kind} inside {area.name}; {layers.named(kind)} has none there. "
            "Give a file that covers it."
        )
    slugs = frame["name"].map(_slug)
    twice = slugs.duplicated(keep=False) | slugs.eq("")
    for code, name, slug, is_twice, shape in zip(
        frame["code"], frame["name"], slugs, twice, frame.geometry, strict=True
    ):
        ending = "-".join(filter(None, [slug, code.casefold()])) if is_twice else slug
        yield f"{area.id}-{ending}", name, code, shape


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))
