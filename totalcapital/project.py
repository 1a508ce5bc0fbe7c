"""The estate file: ``estate.toml`` → one frozen, checked model.

An unknown key is an error that suggests the right one. Paths in the file are relative to it.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError, model_validator

from totalcapital.errors import EstateFileError
from totalcapital.resources import geodata
from totalcapital.sections import (
    Accounts,
    Align,
    Appraisal,
    AreaOfOnesOwn,
    Boundaries,
    Colocation,
    Estate,
    Lookups,
    Publication,
    Reading,
    Register,
    Scenario,
    Strict,
    Underuse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Accounts",
    "Align",
    "Appraisal",
    "AreaOfOnesOwn",
    "Boundaries",
    "Colocation",
    "Estate",
    "Project",
    "Publication",
    "Register",
    "Scenario",
    "Underuse",
    "find_estate",
    "load_project",
]


class Project(Strict):
    """The whole estate file."""

    path: Path
    """Where the file is; set on loading."""
    estate: Estate
    areas: tuple[AreaOfOnesOwn, ...] = Field(default=(), alias="area")
    registers: tuple[Register, ...] = Field(default=(), alias="register")
    capital: tuple[Register, ...] = ()
    spending: tuple[Register, ...] = ()
    lookups: Lookups = Lookups()
    reading: Reading = Reading()
    underuse: Underuse = Underuse()
    colocation: Colocation = Colocation()
    appraisal: Appraisal = Appraisal()
    scenarios: dict[str, Scenario] = Field(default_factory=dict, alias="scenario")
    align: Align = Align()
    accounts: Accounts = Accounts()
    assumptions: dict[str, float | tuple[float, float, float]] = Field(default_factory=dict)
    """Assumption id to a value, or to three: least favourable, central, most favourable."""
    publication: Publication = Publication()

    @property
    def entries(self) -> tuple[Register, ...]:
        """Every file of property, capital projects and spending, in that order."""
        return (*self.registers, *self.capital, *self.spending)

    @property
    def folder(self) -> Path:
        """Folder of the estate file."""
        return self.path.parent

    def resolve(self, path: str) -> Path:
        """Return a path of the file as an absolute path."""
        return (self.folder / path).resolve()

    @property
    def decisions_name(self) -> str:
        """The file of what people decided, relative to the estate file."""
        return self.estate.decisions or "decisions.csv"

    @property
    def decisions_path(self) -> Path:
        """Where that file is, or is to be."""
        return self.resolve(self.decisions_name)

    @property
    def own_assumptions(self) -> dict[str, float | tuple[float, float, float]]:
        """What the estate file sets in place of published assumptions, weights of options included."""
        weights = {f"weight.{name}": value for name, value in self.colocation.weights.items()}
        return {**weights, **self.assumptions}

    def outline_label(self, area_id: str) -> str | None:
        """Return the words to print with an area's outline, such as "not the legal boundary"."""
        own = next((area.label for area in self.areas if area.id == area_id), None)
        return own or (self.estate.boundaries.label if self.estate.boundaries else None)

    @property
    def swapped(self) -> frozenset[str]:
        """Ids of the registers whose coordinates stand the other way round."""
        return frozenset(entry.id for entry in self.entries if entry.swap_xy)

    @property
    def programme_path(self) -> Path | None:
        """Where the programme's list of areas is; null where none is named."""
        name = self.estate.programme
        if name is None:
            return None
        return self.resolve(name) if name.endswith(".toml") else geodata("programmes") / f"{name}.toml"

    @model_validator(mode="after")
    def _coherent(self) -> Project:
        if not self.entries:
            raise ValueError("expected at least one [[register]], [[capital]] or [[spending]]; found none")
        seen: set[str] = set()
        for entry in self.entries:
            if entry.id in seen:
                raise ValueError(f"the id {entry.id!r} stands twice; every register needs its own")
            seen.add(entry.id)
        return self


#: Sections of DESIGN §6 whose stages are not built yet: a key there would be silently ignored.
_NOT_YET = ("store", "engine")


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
    wanted = [(f"register {r.id}", r.path) for r in project.entries]
    wanted += [(f"area {area.id}", area.path) for area in project.areas if area.path]
    wanted += [(f"lookup {name}", path) for name, path in project.lookups.named()]
    if project.estate.boundaries:
        wanted.append(("boundaries", project.estate.boundaries.path))
    if project.decisions_path.exists():
        wanted.append(("[estate] decisions", project.decisions_name))
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
