"""The areas of each kind that an estate gives: outlines, names, and which smaller one is in which larger one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from totalcapital.code_changes import resolve
from totalcapital.errors import EstateFileError, UnreadableFileError
from totalcapital.reading.areas.columns import KINDS_BY_SIZE, gss_kind, name_heading
from totalcapital.reading.areas.files import Source, open_sources
from totalcapital.reading.areas.shapes import read_shapes, union_of
from totalcapital.sections import AreaFile

if TYPE_CHECKING:
    from totalcapital.issues import IssueLog
    from totalcapital.project import Project
    from totalcapital.reading.door.door import Door

__all__ = ["KEYS", "Layers"]

#: Key under ``[lookups]``: the kind of area its files are of.
KEYS: Final = {
    "lsoas": "lsoa", "wards": "ward", "authorities": "authority", "counties": "county",
    "fire_areas": "fire", "police_areas": "police", "regions": "region",
}  # fmt: skip
_KEY_OF: Final = {kind: key for key, kind in KEYS.items()}


class Layers:
    """The areas of each kind, read when they are first asked for.

    Parameters
    ----------
    project
        The estate file: ``boundaries`` and ``[lookups]``.
    door
        Reads the files.
    log
        Takes what is to be said of them.

    Raises
    ------
    EstateFileError
        If authorities are given twice.
    """

    def __init__(self, project: Project, door: Door, log: IssueLog) -> None:
        self._project, self._door, self._log = project, door, log
        self._entries: dict[str, tuple[AreaFile, ...]] = {
            kind: getattr(project.lookups, key) for key, kind in KEYS.items()
        }
        self._keys = {kind: f"lookups.{key}" for key, kind in KEYS.items()}
        said = project.estate.boundaries
        if said:
            if self._entries["authority"]:
                raise EstateFileError(
                    f"{project.path}: boundaries and lookups.authorities are the same thing. Give one of them."
                )
            self._entries["authority"] = (AreaFile(**said.model_dump(exclude={"label"})),)
            self._keys["authority"] = "boundaries"
        self._sources: dict[str, list[Source]] = {}
        self._outlines: dict[str, gpd.GeoDataFrame] = {}
        self._years: dict[str, int | None] = {}
        self._known: dict[str, dict[str, Any]] = {}

    @property
    def crs(self) -> str:
        """The working CRS."""
        return self._project.estate.crs

    def is_given(self, kind: str) -> bool:
        """Tell whether the estate file gives areas of a kind."""
        return bool(self._entries[kind])

    def named(self, kind: str) -> str:
        """Return the files of a kind as the estate file names them."""
        return ", ".join(entry.path for entry in self._entries[kind])

    def key(self, kind: str) -> str:
        """Return the key of the estate file that gives a kind."""
        return self._keys[kind]

    def outlines(self, kind: str) -> gpd.GeoDataFrame:
        """Return ``code``, ``name`` and outline of each area of a kind; no rows where none are given.

        Raises
        ------
        UnreadableFileError
            If a file cannot be read.
        EstateFileError
            If no code column is found, or files of several years are given.
        """
        if kind not in self._outlines:
            self._outlines[kind] = self._read(kind)
        return self._outlines[kind]

    def year(self, kind: str) -> int | None:
        """Return the year of the outlines of a kind, as their heading says it; null where it says none."""
        self.outlines(kind)
        return self._years.get(kind)

    def by_code(self, kind: str) -> dict[str, Any]:
        """Return the outlines of a kind by their codes."""
        if kind not in self._known:
            frame = self.outlines(kind)
            self._known[kind] = dict(zip(frame["code"], frame.geometry, strict=True))
        return self._known[kind]

    def kind_of(self, code: str) -> str:
        """Return the kind of area a code is of: by its form, else the first kind that has it, else authority."""
        told = gss_kind(code)
        if told and self.is_given(told):
            return told
        for kind in ("authority", *KINDS_BY_SIZE):
            if self.is_given(kind) and code in self.by_code(kind):
                return kind
        return told or "authority"

    def ties(self, small: str, large: str) -> pd.Series:
        """Return the code of the larger area that each smaller one is in, by every file given that says so.

        A smaller one that files put into several larger ones is left out.

        Returns
        -------
        Series
            Code of the larger area by code of the smaller one; no rows where no file says so.
        """
        parts = [pd.Series(dtype=object)]
        for kind, entries in self._entries.items():
            for source in self._opened(kind) if entries else ():
                columns = self._pair(source, small, large)
                if columns:
                    pairs = pd.DataFrame(
                        {"small": source.cells(columns[0]), "large": source.cells(columns[1])}
                    )
                    pairs = pairs[(pairs != "").all(axis=1)].drop_duplicates()
                    parts.append(pairs[~pairs["small"].duplicated(keep=False)].set_index("small")["large"])
        whole: pd.Series = pd.concat(parts)
        first: pd.Series = whole[~whole.index.duplicated()]
        return first

    def _pair(self, source: Source, small: str, large: str) -> tuple[str, str] | None:
        """Return the headings of two kinds of codes in one file; null where it does not have one of each."""
        columns = source.codes_of(small), source.codes_of(large)
        if not all(columns):
            return None
        lows = [one for one in columns[0] if len(columns[0]) == 1 or one.year == self.year(small)]
        return (lows[0].heading, columns[1][0].heading) if len(lows) == 1 else None

    def _opened(self, kind: str) -> list[Source]:
        if kind not in self._sources:
            entries = self._entries[kind]
            self._sources[kind] = open_sources(self._project, self._door, self._keys[kind], entries)
        return self._sources[kind]

    def _read(self, kind: str) -> gpd.GeoDataFrame:
        sources = self._opened(kind)
        spatial = [source for source in sources if source.is_spatial]
        if not sources:
            return gpd.GeoDataFrame({"code": [], "name": []}, geometry=[], crs=self.crs)
        if not spatial:
            return self._built(kind, sources)
        years: dict[int | None, str] = {}
        frames = []
        for source in spatial:
            heading, year = self._code_heading(source, kind)
            years.setdefault(year, source.path)
            frames.append(self._frame(source, heading))
        if len(years) > 1:
            shown = ", ".join(f"{year or 'no year'} ({path})" for year, path in years.items())
            raise EstateFileError(
                f"{self._keys[kind]}: expected outlines of one year; found {shown}. A place would stand in two areas. "
                "Name the files of one year."
            )
        self._years[kind] = next(iter(years))
        frame: gpd.GeoDataFrame = pd.concat(frames, ignore_index=True)
        if frame["code"].duplicated().any():
            frame = frame.dissolve("code", aggfunc="first", as_index=False)
        return frame[["code", "name", "geometry"]]

    def _code_heading(self, source: Source, kind: str) -> tuple[str, int | None]:
        """Return the heading of the codes of a kind, and their year."""
        found = source.codes_of(kind)
        if source.entry.code:
            heading = source.heading_said(source.entry.code)
            return heading, next((one.year for one in found if one.heading == heading), None)
        key = self._keys[kind]
        if not found:
            raise EstateFileError(
                f"{source.path}: expected a column of codes of the kind {kind} under {key}; the file has "
                f'{", ".join(source.raw.headings[:12])}. Say {key} = {{ path = "…", code = "…" }}.'
            )
        if len(found) > 1:
            raise EstateFileError(
                f"{source.path}: expected one column of codes under {key}; found "
                f'{", ".join(one.heading for one in found)}. Say which with code = "…".'
            )
        return found[0].heading, found[0].year

    def _frame(self, source: Source, heading: str) -> gpd.GeoDataFrame:
        """Return the areas of one spatial file; a row without code or outline is left out and noted."""
        codes, raw = source.cells(heading), source.raw
        names = source.cells(name_heading(raw, heading, source.entry.name))
        shapes = read_shapes(raw, source.path, self.crs, said=source.entry.crs, log=self._log, names=codes)
        frame = gpd.GeoDataFrame({"code": codes, "name": names}, geometry=shapes.array, crs=self.crs)
        usable = frame["code"].ne("") & frame.geometry.notna() & ~frame.geometry.is_empty
        lost = int((~usable).sum()) + sum(fault.level == "error" for fault in raw.faults)
        if lost:
            self._log.add(
                "area-row-left-out",
                "warning",
                f"{lost} rows have no code or no outline that can be read; those areas are not known.",
                "Ask for the file again.",
                source_file=source.path,
                column=heading,
                rows_count=lost,
            )
        return frame[usable]

    def _built(self, kind: str, sources: list[Source]) -> gpd.GeoDataFrame:
        """Return the areas of a kind that look-ups make of smaller ones."""
        frames = [self._built_from(kind, source) for source in sources]
        whole = pd.concat(frames, ignore_index=True)
        return whole[~whole["code"].duplicated()].reset_index(drop=True)

    def _built_from(self, kind: str, source: Source) -> gpd.GeoDataFrame:
        smaller = [k for k in KINDS_BY_SIZE[: KINDS_BY_SIZE.index(kind)][::-1] if source.codes_of(k)]
        given = [k for k in smaller if self.is_given(k) and k != kind]
        if not smaller or not source.codes_of(kind):
            raise UnreadableFileError(
                f"{source.path}: expected outlines; the file has no geometry. Give a spatial file, or a look-up from "
                f"the codes of smaller areas to those of the kind {kind}."
            )
        if not given:
            raise EstateFileError(
                f"{source.path}: expected outlines of what it makes each {kind} of. Give "
                f"{' or '.join(f'lookups.{_KEY_OF[k]}' for k in smaller)}."
            )
        small = given[0]
        large = self._code_heading(source, kind)[0]
        pair = self._pair(source, small, kind)
        low = pair[0] if pair else source.codes_of(small)[0].heading
        known = self.by_code(small)
        rows = pd.DataFrame({
            "small": source.cells(low), "code": source.cells(large),
            "name": source.cells(name_heading(source.raw, large, source.entry.name)),
        })  # fmt: skip
        rows = rows[rows["code"] != ""]
        rows["parts"] = [resolve(code, known).parts for code in rows["small"]]
        missing = int((rows["parts"].map(len) == 0).sum())
        self._say_built(kind, small, source, missing, len(rows))
        made = {
            code: (
                part["name"].iloc[0],
                union_of([known[one] for one in sorted({one for parts in part["parts"] for one in parts})]),
            )
            for code, part in rows[rows["parts"].map(len) > 0].groupby("code", sort=True)
        }
        return gpd.GeoDataFrame(
            {"code": list(made), "name": [name for name, _ in made.values()]},
            geometry=[shape for _, shape in made.values()],
            crs=self.crs,
        )

    def _say_built(self, kind: str, small: str, source: Source, missing: int, rows: int) -> None:
        lost = f"; {missing} of the {rows} it names have no outline and are not in it" if missing else ""
        self._log.add(
            "areas-built",
            "warning" if missing else "note",
            f"each area of the kind {kind} is made of the outlines of the kind {small} by this look-up{lost}.",
            "Give boundaries of the look-up's year."
            if missing
            else "Nothing; or give outlines of their own.",
            source_file=source.path,
            column=kind,
            rows_count=missing or 1,
        )
