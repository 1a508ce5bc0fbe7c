"""Looks at files: what each is, how it would be read, and what is wrong with it."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.crs import BNG
from totalcapital.errors import EstateFileError
from totalcapital.issues import IssueLog
from totalcapital.locating import locate
from totalcapital.project import find_estate, load_project
from totalcapital.reading.areas.areas import read_areas
from totalcapital.reading.door.door import Door
from totalcapital.reading.drafting import draft_entry
from totalcapital.reading.inspection import Look, look
from totalcapital.reading.lookups.reference import postcodes_of, uprns_of
from totalcapital.reading.meaning.coordinates import ANYWHERE, Home
from totalcapital.tables import AREAS, ASSETS, PROJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd

    from totalcapital.locating import LocateResult
    from totalcapital.project import Project, Register

__all__ = ["Inspection", "areas_of", "data_files", "estate_naming", "inspect", "inspection_of"]

#: Endings of files that may hold a register, a capital programme, a look-up or outlines; those that
#: go with another file (the parts of a Shapefile) come with it.
_ENDINGS: Final = frozenset({
    ".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".json", ".geojson",
    ".geojsonl", ".jsonl", ".ndjson", ".gpkg", ".shp", ".gml", ".kml", ".fgb", ".parquet", ".zip", ".gz", ".pdf",
})  # fmt: skip


_NO_POSTCODES: Final = pd.DataFrame({"postcode": [], "x": [], "y": [], "crs": [], "is_ended": []})


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is, how it would be read, and what is wrong with it.

    Attributes
    ----------
    locations
        Where its records are, as the estate's look-ups and the file itself say.
    places
        Method of location to number of records, such as ``{"coordinates": 480, "none": 28}``.
    faults
        One entry per kind of fault: code, level, count (of rows), message (of the first), fix.
    draft
        The entry of the estate file to read it by.
    """

    look: Look
    locations: gpd.GeoDataFrame
    places: Mapping[str, int]
    faults: tuple[Mapping[str, Any], ...]
    draft: str

    def as_json(self) -> dict[str, Any]:
        """Return what ``inspect --json`` prints for the file."""
        seen = self.look
        facts = seen.raw.facts if seen.raw is not None else {}
        return {
            "path": seen.path,
            "purpose": seen.purpose,
            "refused": seen.refused,
            **{name: facts.get(name) for name in ("format", "encoding", "separator", "sheet", "heading_row")},
            "heading_why": facts.get("heading_why"),
            "profile": seen.profile.id if seen.profile else None,
            "profile_confidence": self.profile_confidence,
            "crs": self.crs,
            "crs_why": self.crs_why,
            "hypotheses": [_hypothesis(h) for h in seen.hypotheses],
            "rows": seen.entry.get("rows_read"),
            "rows_kept": seen.entry.get("rows_kept"),
            "rows_set_aside": seen.entry.get("rows_set_aside"),
            "mapping": [_plain(row) for row in seen.headings.drop(columns="register_id").to_dict("records")],
            "money": seen.money,
            "places": dict(self.places),
            "faults": [dict(fault) for fault in self.faults],
            "draft": self.draft,
        }

    @property
    def crs(self) -> str | None:
        """CRS that the file's coordinates are read in, the commonest of several; null where there is none."""
        if "crs_read" not in self.look.records:
            return None
        found = self.look.records["crs_read"].dropna()
        return str(found.mode().iloc[0]) if len(found) else None

    @property
    def crs_why(self) -> str | None:
        """What the CRS was taken from, in words; null where there is none."""
        seen = self.look
        if self.crs is None:
            return None
        if seen.register.crs:
            return "the estate file says so"
        recognised = [fault["message"] for fault in self.faults if fault["code"] == "crs-recognised"]
        if recognised:
            return str(recognised[0])
        if seen.headings["column"].fillna("").str.contains("crs_read").any():
            return "a column of the file says so"
        if seen.profile is not None and seen.profile.coordinates.crs:
            return f"the layout {seen.profile.id} says so"
        return "the file says so"

    @property
    def profile_confidence(self) -> float | None:
        """Share of the layout's own headings that the file has; null without a layout."""
        if self.look.profile is None or self.look.raw is None:
            return None
        return round(self.look.profile.share_of(self.look.raw.headings), 2)


def _hypothesis(hypothesis: Any) -> dict[str, Any]:
    in_area = hypothesis.share_in_area
    return {
        "crs": hypothesis.crs,
        "is_swapped": hypothesis.is_swapped,
        "factor": hypothesis.factor,
        "share_in_country": round(hypothesis.share_in_country, 4),
        "share_in_area": None if in_area is None else round(in_area, 4),
    }


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def inspect(
    paths: Iterable[Path], *, project: Project | None = None, progress: Callable[[str], None] = lambda _: None
) -> list[Inspection]:
    """Say of each file what it is, how each heading would be read, and what is wrong with it.

    Parameters
    ----------
    paths
        Files; a folder stands for the data files in it.
    project
        An estate: a file that it names is read as it says, its points judged by its area and
        placed by the estate's look-ups.
    progress
        Told the name of each file before it is looked at.

    Returns
    -------
    list
        One inspection a file, in order of path; a file that cannot be read has its reason.

    Raises
    ------
    EstateFileError
        If there is no such file.
    """
    found = []
    limits = project.reading.limits if project else {}
    with Door(**limits) as door:
        areas = areas_of(project, door)
        for path in data_files(paths):
            progress(path.name)
            kind, register = _entry_of(path, project)
            shown = register.path if register else path.name
            seen = look(
                path,
                shown,
                door,
                register=register,
                kind=kind,
                home=Home(_home(areas, register), project.estate.crs) if project else ANYWHERE,
            )
            found.append(inspection_of(seen, project, door, areas=areas))
    return found


def estate_naming(paths: Iterable[Path]) -> Project | None:
    """Return the estate, in the folder of a file or above it, that names one of the files; null where none does.

    An estate file that cannot be read as one names nothing.
    """
    for path in data_files(paths):
        try:
            project = load_project(find_estate(path.resolve().parent))
        except EstateFileError:
            continue
        if _entry_of(path, project)[1] is not None:
            return project
    return None


def data_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files that paths stand for: a folder for the data files in it, a pattern for its fits.

    Raises
    ------
    EstateFileError
        If a path is neither.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _ENDINGS)
            files += sorted(p for p in inside if not any(part.startswith(".") for part in p.parts))
        elif path.is_file():
            files.append(path)
        elif fits := sorted(Path(match) for match in glob.glob(str(path))):  # noqa: PTH207 - may be absolute
            files += [p for p in fits if p.is_file()]
        else:
            raise EstateFileError(f"{path}: expected a file or folder; there is none. Correct the path.")
    return list(dict.fromkeys(files))


def areas_of(project: Project | None, door: Door) -> gpd.GeoDataFrame:
    """Return the areas of an estate; none without one."""
    if project is None:
        empty: gpd.GeoDataFrame = AREAS.empty()
        return empty
    return read_areas(project, door, log=IssueLog(), is_whole=False)


def _home(areas: gpd.GeoDataFrame, register: Register | None) -> Any:
    """Return the outline of a register's own area, null where it has none."""
    found = areas.loc[areas["area_id"] == (register.area if register else None), "geometry"].dropna()
    return found.iloc[0] if len(found) else None


def _entry_of(path: Path, project: Project | None) -> tuple[str | None, Register | None]:
    """Return the list and entry of the estate file that name a file."""
    if project is not None:
        kinds = {"register": project.registers, "capital": project.capital, "spending": project.spending}
        for kind, entries in kinds.items():
            for entry in entries:
                if project.resolve(entry.path) == path.resolve():
                    return kind, entry
    return None, None


def inspection_of(seen: Look, project: Project | None, door: Door, *, areas: gpd.GeoDataFrame) -> Inspection:
    """Return the inspection of a file that was looked at, its records placed as a run would place them.

    Raises
    ------
    UnreadableFileError
        If a look-up of the estate cannot be read.
    """
    located = _located(seen, project, door, areas=areas)
    counts = located.locations["method"].value_counts()
    places = {str(method): int(count) for method, count in counts.sort_index().items()}
    faults = _faults(pd.concat([seen.issues, located.issues], ignore_index=True))
    return Inspection(seen, located.locations, places, faults, draft_entry(seen, area=seen.register.area))


def _located(seen: Look, project: Project | None, door: Door, *, areas: gpd.GeoDataFrame) -> LocateResult:
    table, other = (ASSETS, PROJECTS) if seen.kind == "register" else (PROJECTS, ASSETS)
    records = seen.records.assign(agency_id=None)
    mine = table.empty()
    if len(records) and seen.kind != "spending":
        mine = table.conform(records[[c for c in records.columns if c in table.column_names]])
    assets, projects = (mine, other.empty()) if table is ASSETS else (other.empty(), mine)
    home = _home(areas, seen.register)
    return locate(
        assets,
        projects,
        postcodes=postcodes_of(project, door, postcodes=[mine["postcode"]]) if project else _NO_POSTCODES,
        uprns=uprns_of(project, door, uprns=[mine["uprn"]]) if project else None,
        homes={seen.register.id: home} if home is not None else {},
        areas=areas,
        swapped=[seen.register.id] if seen.register.swap_xy else [],
        crs=project.estate.crs if project else BNG,
    )


def _faults(issues: pd.DataFrame) -> tuple[Mapping[str, Any], ...]:
    order = {"error": 0, "warning": 1, "note": 2}
    faults = []
    for (level, code), rows in issues.groupby(["level", "code"], sort=True):
        first = rows.iloc[0]
        faults.append(
            {
                "code": code,
                "level": level,
                "count": int(rows["rows_count"].sum()),
                "row": None if pd.isna(first["source_row"]) else int(first["source_row"]),
                "column": None if pd.isna(first["column"]) else first["column"],
                "message": first["message"],
                "fix": first["fix"],
            }
        )
    return tuple(sorted(faults, key=lambda f: (order[f["level"]], -f["count"], f["code"])))
