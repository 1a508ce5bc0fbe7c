"""The areas of a programme, at the footprint's date."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.errors import EstateFileError
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from totalcapital.project import Project

__all__ = ["programme_areas"]


def programme_areas(project: Project) -> list[dict[str, Any]]:
    """Return the programme's areas that the estate asks for, at the footprint's date.

    Raises
    ------
    EstateFileError
        If areas are named without a programme, the programme is not known, or has no such area.
    """
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
