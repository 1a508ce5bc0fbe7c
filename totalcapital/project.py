"""The estate file: ``estate.toml`` → one frozen, checked model.

An unknown key is an error that suggests the right one. Paths in the file are relative to it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from totalcapital.errors import EstateFileError
from totalcapital.resources import geodata
from totalcapital.tables import ASSETS, PROJECTS
from totalcapital.tables.codes import SECTORS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = [
    "AreaOfOnesOwn",
    "Boundaries",
    "Colocation",
    "Estate",
    "Project",
    "Publication",
    "Register",
    "Underuse",
    "find_estate",
    "load_project",
]

_ID = re.compile(r"^[a-z0-9][a-z0-9_-]*$")


def _identifier(value: Any) -> Any:
    if isinstance(value, str) and not _ID.match(value):
        raise ValueError("an id is small letters, digits, - and _, and starts with a letter or digit")
    return value


def _sector(value: Any) -> Any:
    if isinstance(value, str) and value not in SECTORS:
        raise ValueError(f"{value!r} is no sector; {_suggest(value, SECTORS)}")
    return value


def _by_column(value: Any) -> Any:
    """Refuse what is said of a column that we do not have: it would be passed over without a word."""
    for name in value if isinstance(value, dict) else ():
        if name not in _COLUMNS:
            raise ValueError(f"{name!r} is no column of ours; {_suggest(name, _COLUMNS)}")
    return value


def _suggest(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}"


#: Columns that the estate file may say something of: those of assets and projects, and what an agency is.
_COLUMNS: Final = frozenset(
    {*ASSETS.column_names, *PROJECTS.column_names, "agency", "sector", "is_public", "geometry"}
)
Identifier = Annotated[str, BeforeValidator(_identifier)]
Sector = Annotated[str, BeforeValidator(_sector)]
Headings = Annotated[dict[str, str], BeforeValidator(_by_column)]
Paths = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]
Codes = Annotated[dict[str, dict[str, str | bool]], BeforeValidator(_by_column)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Boundaries(_Strict):
    """A file of area outlines."""

    path: str
    code: str
    """Property that holds the code; matched without regard to case."""
    name: str | None = None
    """Property that holds the name; recognised where left out."""
    layer: str | None = None
    crs: str | None = None
    label: str | None = None
    """Words to print wherever the outline is shown, such as "not the legal boundary"."""


class Estate(_Strict):
    """``[estate]``: what is looked at, and as of when."""

    name: str
    as_of: dt.date
    """The day the results describe. No clock is read anywhere below the command line."""
    crs: str = "EPSG:27700"
    """Working CRS, projected, in metres."""
    currency: str = "GBP"
    programme: str | None = None
    """A list of areas in ``geodata/programmes``, or the path of one's own."""
    footprint: Literal["current"] | dt.date = "current"
    """Areas are taken as they stood on this day."""
    areas: tuple[str, ...] | Literal["all"] = ()
    boundaries: Boundaries | None = None
    notice: str | None = None
    """A line printed on every page made from the estate."""


class AreaOfOnesOwn(_Strict):
    """``[[area]]``: an area by codes of the boundary file, or by an outline."""

    id: Identifier
    name: str
    codes: tuple[str, ...] = ()
    path: str | None = None
    label: str | None = None
    """Words to print wherever the outline is shown, such as "not the legal boundary"."""

    @model_validator(mode="after")
    def _one_way(self) -> AreaOfOnesOwn:
        if bool(self.codes) == bool(self.path):
            raise ValueError(f"area {self.id}: give either codes or path")
        return self


class AgencyColumn(_Strict):
    """The agency is said row by row, in this heading."""

    column: str


class Register(_Strict):
    """``[[register]]`` and ``[[capital]]``: one file, and what it does not say of itself."""

    id: Identifier
    path: str
    agency: str | AgencyColumn | None = None
    sector: Sector | None = None
    is_public: bool | None = None
    profile: str | None = None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    table: int | None = Field(default=None, ge=1)
    hidden_rows: Literal["read"] | None = None
    layer: str | None = None
    heading_row: int | None = None
    records: str | None = None
    crs: str | None = None
    rows: int | None = Field(default=None, ge=0)
    """Data rows that the publisher says the file has; another number of them is refused."""
    swap_xy: bool = False
    """The two columns of coordinates, or of the geometry, stand the other way round."""
    columns: Headings = Field(default_factory=dict)
    codes: Codes = Field(default_factory=dict)
    """Our column: value to code, before the profile's own list."""
    defaults: Headings = Field(default_factory=dict)
    area: str | None = None
    effective_date: dt.date | None = None
    publisher: str | None = None
    licence: str | None = None
    attribution: str | None = None
    column_licences: dict[str, str] = Field(default_factory=dict)
    amount_unit: Literal["unit", "thousand", "million"] = "unit"
    date_system: Literal["1900", "1904"] = "1900"
    """How the spreadsheet numbered its days, where a column of dates holds such numbers."""
    year_columns: dict[str, str] = Field(default_factory=dict)


class Lookups(_Strict):
    """``[lookups]``: files or folders that say where codes are; of several, the first that knows a code."""

    postcodes: Paths = ()
    uprn: Paths = ()


class Reading(_Strict):
    """``[reading]``: what one file may take; ``temporary_gib`` is its own size, and that unpacked from it."""

    memory_gib: float = Field(default=2.0, ge=0.5, le=1024)
    timeout_s: float = Field(default=120.0, gt=0, le=86_400)
    temporary_gib: float = Field(default=4.0, gt=0, le=1024)

    @property
    def limits(self) -> dict[str, Any]:
        """``memory_bytes``, ``timeout_s`` and ``temporary_bytes``."""
        memory, temporary = (int(gib * 2**30) for gib in (self.memory_gib, self.temporary_gib))
        return {"memory_bytes": memory, "timeout_s": self.timeout_s, "temporary_bytes": temporary}


class Underuse(_Strict):
    """``[underuse]``: thresholds put in place of those of ``geodata/benchmarks/underuse.toml``."""

    thresholds: dict[str, float] = Field(default_factory=dict)
    """Rule id: threshold."""


class Colocation(_Strict):
    """``[colocation]``: how far apart two holdings may be, and what counts how much."""

    radius_m: float = Field(default=1200.0, gt=0, le=20_000)
    """Walkable distance: 15 minutes at 4.8 km/h."""
    weights: dict[str, float] = Field(default_factory=dict)
    """Component: weight, in place of those of ``geodata/benchmarks/colocation.toml``."""


class Publication(_Strict):
    """``[publication]``: what the public pages say and hold."""

    name: str | None = None
    """The publisher's name, printed on each page."""
    contact: str | None = None
    """Where readers report an error."""
    colours: dict[str, str] = Field(default_factory=dict)
    open: tuple[str, ...] = ()
    """Kinds of judgement opened to the public: underuse, colocation."""
    take_down: tuple[str, ...] = ()
    """Asset ids, UPRNs or names that are never shown to partner or public."""
    key: str | None = None
    """Secret from which public ids are made, so that URLs are stable."""


class Project(_Strict):
    """The whole estate file."""

    path: Path
    """Where the file is; set on loading."""
    estate: Estate
    areas: tuple[AreaOfOnesOwn, ...] = Field(default=(), alias="area")
    registers: tuple[Register, ...] = Field(default=(), alias="register")
    capital: tuple[Register, ...] = ()
    lookups: Lookups = Lookups()
    reading: Reading = Reading()
    underuse: Underuse = Underuse()
    colocation: Colocation = Colocation()
    publication: Publication = Publication()

    @property
    def folder(self) -> Path:
        """Folder of the estate file."""
        return self.path.parent

    def resolve(self, path: str) -> Path:
        """Return a path of the file as an absolute path."""
        return (self.folder / path).resolve()

    def outline_label(self, area_id: str) -> str | None:
        """Return the words to print with an area's outline, such as "not the legal boundary"."""
        own = next((area.label for area in self.areas if area.id == area_id), None)
        return own or (self.estate.boundaries.label if self.estate.boundaries else None)

    @property
    def swapped(self) -> frozenset[str]:
        """Ids of the registers whose coordinates stand the other way round."""
        return frozenset(entry.id for entry in (*self.registers, *self.capital) if entry.swap_xy)

    @property
    def programme_path(self) -> Path | None:
        """Where the programme's list of areas is; null where none is named."""
        name = self.estate.programme
        if name is None:
            return None
        return self.resolve(name) if name.endswith(".toml") else geodata("programmes") / f"{name}.toml"

    @model_validator(mode="after")
    def _coherent(self) -> Project:
        if not self.registers and not self.capital:
            raise ValueError("expected at least one [[register]] or [[capital]]; found none")
        seen: set[str] = set()
        for entry in (*self.registers, *self.capital):
            if entry.id in seen:
                raise ValueError(f"the id {entry.id!r} stands twice; every register needs its own")
            seen.add(entry.id)
        return self


#: Sections of DESIGN §6 whose stages are not built yet: a key there would be silently ignored.
_NOT_YET = ("spending", "appraisal", "scenario", "align", "accounts", "store", "engine")


def load_project(path: Path) -> Project:
    """Read an estate file.

    Parameters
    ----------
    path
        The ``estate.toml``.

    Raises
    ------
    EstateFileError
        If the file is missing, is not TOML, holds a key that is not known (the nearest one is
        suggested), or names a file that is not there.
    """
    if not path.is_file():
        raise EstateFileError(
            f"expected an estate file at {path}; there is none. "
            "Name one, or go to the folder that holds estate.toml."
        )
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EstateFileError(f"{path}: expected TOML; {error}. Correct that line.") from error
    for section in _NOT_YET:
        if section in raw:
            raise EstateFileError(
                f"{path}: section [{section}] is not known to this version. Take it out to run the rest."
            )
    try:
        project = Project.model_validate({**raw, "path": path.resolve()})
    except ValidationError as error:
        raise EstateFileError(f"{path}: " + "; ".join(_explain(error, raw))) from None
    _check_files(project)
    return project


def find_estate(start: Path) -> Path:
    """Return the ``estate.toml`` of a folder or of the nearest folder above it.

    Raises
    ------
    EstateFileError
        If there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "estate.toml").is_file():
            return folder / "estate.toml"
    raise EstateFileError(
        f"expected estate.toml in {start} or a folder above it; there is none. "
        "Name the file: totalcapital run path/to/estate.toml"
    )


def _explain(error: ValidationError, raw: dict[str, Any]) -> Iterator[str]:
    for item in error.errors():
        place = list(item["loc"])
        shown = ".".join(str(part) for part in place) or "the file"
        if item["type"] == "extra_forbidden":
            options = _known_keys(place[:-1])
            near = difflib.get_close_matches(str(place[-1]), options, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(options)}"
            yield f"unknown key {shown}; {hint}"
        elif item["type"] == "missing":
            yield f"expected {shown}; it is missing"
        else:
            yield f"{shown}: {item['msg'].removeprefix('Value error, ')}{_found(raw, place)}"


def _found(raw: Any, place: list[Any]) -> str:
    value = raw
    for part in place:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return ""
    return f" (found {value!r})" if place and not isinstance(value, dict | list) else ""


def _known_keys(place: list[Any]) -> list[str]:
    model: Any = Project
    for part in place:
        if isinstance(part, int) or not hasattr(model, "model_fields"):
            continue
        field = next((f for name, f in model.model_fields.items() if str(part) in {name, f.alias}), None)
        if field is None:
            continue
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
        model = next((kind for kind in kinds if hasattr(kind, "model_fields")), model)
    names = (field.alias or name for name, field in model.model_fields.items())
    return sorted(name for name in names if name != "path" or model is not Project)


def _check_files(project: Project) -> None:
    wanted = [(f"register {r.id}", r.path) for r in (*project.registers, *project.capital)]
    wanted += [(f"area {area.id}", area.path) for area in project.areas if area.path]
    wanted += [(f"lookup {name}", path) for name, paths in project.lookups for path in paths]
    if project.estate.boundaries:
        wanted.append(("boundaries", project.estate.boundaries.path))
    for what, path in wanted:
        if not project.resolve(path).exists():
            raise EstateFileError(
                f"{project.path}: {what} names {path}; there is no such file beside the estate file "
                f"(looked for {project.resolve(path)}). Correct the path or put the file there."
            )
        if _leads_out(project.folder, path):
            raise EstateFileError(
                f"{project.path}: {what} names {path}, a link that leads out of its folder, to "
                f"{project.resolve(path)}. If that is the file you mean, write its path; else take the link out."
            )


def _leads_out(folder: Path, path: str) -> bool:
    """Tell whether a path that stays in a folder as written leaves it through a link."""
    as_written = Path(os.path.normpath(folder / path)).is_relative_to(folder)
    return as_written and not (folder / path).resolve().is_relative_to(folder)
