"""The files of areas that an estate names, read behind the door: one, several, or a folder of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from totalcapital.errors import EstateFileError, UnreadableFileError
from totalcapital.reading.areas.columns import code_columns
from totalcapital.reading.profiles import FileHints, normal_heading
from totalcapital.reading.raw import RawTable, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from totalcapital.project import Project
    from totalcapital.reading.areas.columns import CodeColumn
    from totalcapital.reading.door.door import Door
    from totalcapital.sections import AreaFile

__all__ = ["Source", "open_file", "open_sources"]

#: Of a folder, what may hold areas; notes and licences beside them are passed over.
_IN_FOLDERS: Final = frozenset(
    {
        ".csv",
        ".json",
        ".geojson",
        ".geojsonl",
        ".gpkg",
        ".shp",
        ".fgb",
        ".parquet",
        ".gml",
        ".kml",
        ".zip",
        ".gz",
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of areas as read.

    Parameters
    ----------
    key
        What the estate file calls it, such as ``lookups.wards``.
    entry
        What the estate file says of it.
    path
        The file, relative to the estate file.
    raw
        Its cells.
    """

    key: str
    entry: AreaFile
    path: str
    raw: RawTable

    @property
    def is_spatial(self) -> bool:
        """Whether it has outlines."""
        return self.raw.geometry is not None and any(self.raw.geometry)

    def cells(self, heading: str) -> list[str]:
        """Return the cells of a heading without blanks round them."""
        return [cell.strip() for cell in self.raw.columns[self.raw.headings.index(heading)]]

    def heading_said(self, heading: str) -> str:
        """Return the heading that the estate file names, as it stands in the file.

        Raises
        ------
        EstateFileError
            If the file does not have it.
        """
        wanted = normal_heading(heading)
        found = next((h for h in self.raw.headings if normal_heading(h) == wanted), None)
        if found is None:
            raise EstateFileError(
                f"{self.path}: expected the code column {heading!r}; the file has "
                f"{', '.join(self.raw.headings[:12])}. Correct {self.key}.code in estate.toml."
            )
        return found

    def codes_of(self, kind: str) -> list[CodeColumn]:
        """Return the columns that hold codes of a kind of area."""
        return [column for column in code_columns(self.raw) if column.kind == kind]


def open_sources(
    project: Project, door: Door, key: str, entries: Iterable[AreaFile], *, may_be_bare: bool = False
) -> list[Source]:
    """Read every file that entries of the estate file name, in their order; of a folder by name.

    Parameters
    ----------
    may_be_bare
        Whether a csv file may have no headings of its own; its first row is then read as such.

    Raises
    ------
    UnreadableFileError
        If files cannot be read; every one of them is named.
    """
    found, refused = [], []
    for entry in entries:
        for shown, path in _members(project, entry, key):
            try:
                raw = _read(door, path, shown, layer=entry.layer, may_be_bare=may_be_bare)
            except Refusal as refusal:
                refused.append(str(refusal))
                continue
            found.append(Source(key, entry, shown, raw))
    if refused:
        raise UnreadableFileError("\n".join(refused))
    return found


def _read(door: Door, path: Path, shown: str, *, layer: str | None, may_be_bare: bool) -> RawTable:
    try:
        return door.open(path, shown, hints=FileHints(), layer=layer).raw
    except Refusal:
        if not may_be_bare or path.suffix.lower() != ".csv":
            raise
    return door.open(path, shown, hints=FileHints(heading_row=1)).raw


def _members(project: Project, entry: AreaFile, key: str) -> Iterator[tuple[str, Path]]:
    path = project.resolve(entry.path)
    if not path.is_dir():
        yield entry.path, path
        return
    files = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _IN_FOLDERS)
    if not files:
        raise EstateFileError(
            f"{entry.path}: expected a folder with files of areas under {key}; there is none in it. "
            "Name the folder that holds them."
        )
    for file in files:
        yield f"{entry.path.rstrip('/')}/{file.relative_to(path).as_posix()}", file


def open_file(project: Project, door: Door, path: str) -> RawTable:
    """Read one file that the estate file names.

    Raises
    ------
    UnreadableFileError
        If it cannot be read.
    """
    try:
        return door.open(project.resolve(path), path, hints=FileHints()).raw
    except Refusal as refusal:
        raise UnreadableFileError(str(refusal)) from None
