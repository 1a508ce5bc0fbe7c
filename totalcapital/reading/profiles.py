"""Register layouts: one TOML file each in ``geodata/profiles``, checked on loading.

A profile says which heading holds which of our columns, what the values mean, and how to tell
the layout from others. A new layout is a new file; no code changes.
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from totalcapital.errors import ResourceError
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Coordinates", "FileHints", "Profile", "SetAside", "Where", "load_profiles", "normal_heading"]


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Headings = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Detect(_Strict):
    """How to tell that a file has this layout."""

    headings: Headings = ()
    """All of these must be among the file's headings (compared by :func:`normal_heading`)."""
    any_headings: Headings = ()
    """At least one of these, where any are named."""
    not_headings: Headings = ()
    """None of these."""


class FileHints(_Strict):
    """What the layout fixes about the file itself; detected where left out."""

    separator: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    heading_row: int | None = None
    """Row of the headings as a person counts it, 1 the first."""
    records: str | None = None
    """Dotted path of the list of rows inside a JSON file; empty where the file is the list."""
    expand: Headings = ()
    """Columns of ``"key"=>"value"`` pairs to be spread into a column each, as ``column.key``."""


class Coordinates(_Strict):
    """Which headings hold a point, and in which CRS."""

    x: Headings = ()
    y: Headings = ()
    crs: str | None = None
    """CRS such as ``EPSG:27700``; recognised from the values where left out."""
    crs_column: str | None = None
    """Heading that says the CRS row by row."""


class SetAside(_Strict):
    """Rows that are not property (or not a project), and why."""

    column: str
    values: Headings
    """Patterns (``*`` and ``?``), compared without regard to case."""
    reason: str


class Where(_Strict):
    """Rows of one kind that mean something else than the rest of the register.

    A school of a council names its body in another column than an academy; an empty market stall
    is not a vacant building. Every rule that fits a row counts, in order; of two that speak of the
    same column the later wins.
    """

    column: str
    values: Headings
    """Patterns (``*`` and ``?``, ``""`` for blank), compared without regard to case."""
    columns: dict[str, Headings] = Field(default_factory=dict)
    """Our column: heading or headings to read in place of the profile's; none at all: null."""
    wording: dict[str, str] = Field(default_factory=dict)
    """As :attr:`Profile.wording`, in its place."""
    codes: dict[str, str | bool] = Field(default_factory=dict)
    """Our column: the code these rows have, whatever they say; ``""`` means null."""


class Profile(_Strict):
    """One register layout."""

    id: str
    title: str
    kind: Literal["register", "capital"] = "register"
    source: str
    """Where the layout is described, or the file it was seen in."""
    basis: Literal["seen", "documentation"] = "seen"
    publisher: str | None = None
    licence: str | None = None
    attribution: str | None = None
    sector: str | None = None
    """Sector of the agencies it names, where the layout settles it."""
    is_public: bool | None = None
    detect: Detect
    file: FileHints = FileHints()
    columns: dict[str, Headings] = Field(default_factory=dict)
    """Our column: heading, or headings of which the first with a value counts. ``agency`` is the
    column that names the body, ``is_public`` one that tells public from private."""
    joined: dict[str, Headings] = Field(default_factory=dict)
    """Our column: headings whose values, where given, are joined with a comma and a space; before
    its codes are looked up. A column is either here or in ``columns``."""
    codes: dict[str, dict[str, str | bool]] = Field(default_factory=dict)
    """Our column: value pattern to code, first match counts; ``""`` stands for blank and ``"*"``
    for anything else. A code of ``""`` means null."""
    wording: dict[str, str] = Field(default_factory=dict)
    """Our column: words to put round a value as read, with ``{}`` for the value: a fire list that
    says "West Yorkshire" means the fire and rescue service, not the county."""
    where: tuple[Where, ...] = ()
    """Rows that mean something else than the rest."""
    units: dict[str, str] = Field(default_factory=dict)
    """Our column: unit the file uses (ha, acre, sqft, m2, thousand …)."""
    blank: dict[str, Headings] = Field(default_factory=dict)
    """Heading (or ``*`` for all): values that mean "not given"."""
    defaults: dict[str, str] = Field(default_factory=dict)
    """Our column: value for rows where the file says nothing."""
    coordinates: Coordinates = Coordinates()
    geometry_column: str | None = None
    """Heading of a column of well-known text."""
    set_aside: tuple[SetAside, ...] = ()

    @property
    def headings_used(self) -> set[str]:
        """Normal forms of every heading the profile reads."""
        used = [h for group in (*self.columns.values(), *self.joined.values()) for h in group]
        used += [*self.coordinates.x, *self.coordinates.y]
        used += [self.coordinates.crs_column or "", self.geometry_column or ""]
        used += [rule.column for rule in self.set_aside]
        used += [kind.column for kind in self.where]
        used += [h for kind in self.where for group in kind.columns.values() for h in group]
        return {normal_heading(h) for h in used if h}

    def fits(self, headings: Iterable[str]) -> bool:
        """Tell whether a file with these headings has this layout."""
        have = {normal_heading(h) for h in headings}
        needed = {normal_heading(h) for h in self.detect.headings}
        any_of = {normal_heading(h) for h in self.detect.any_headings}
        barred = {normal_heading(h) for h in self.detect.not_headings}
        if not needed and not any_of:
            return False
        return needed <= have and (not any_of or bool(any_of & have)) and not barred & have


def normal_heading(heading: str) -> str:
    """Return a heading without case, accents, spaces, notes in square brackets or punctuation.

    Examples
    --------
    >>> normal_heading("SCA condition band [note 3]")
    'scaconditionband'
    >>> normal_heading("addresses[Visiting].postcode")
    'addressesvisitingpostcode'
    """
    text = re.sub(r"\[[^\]]*\](?!\.)", "", heading)
    text = unicodedata.normalize("NFKD", text.replace("£", " gbp ").replace("²", "2")).casefold()
    return re.sub(r"[^a-z0-9]+", "", text)


def match_code(patterns: dict[str, str | bool], value: str | None) -> str | bool | None:
    """Return the code of the first pattern that fits a value, or null where none does."""
    wanted = (value or "").strip().casefold()
    if wanted in (exact := {key.casefold(): code for key, code in patterns.items()}):
        return exact[wanted]
    if not wanted:
        return None
    for pattern, code in patterns.items():
        if pattern and fnmatch.fnmatchcase(wanted, pattern.casefold()):
            return code
    return None


@cache
def load_profiles() -> Sequence[Profile]:
    """Read every profile of ``geodata/profiles``, in the order of their ids.

    Raises
    ------
    ResourceError
        If a profile does not keep the form above: a fault of the installation, not of the data.
    """
    profiles = []
    for path in sorted(geodata("profiles").glob("*.toml")):
        try:
            profile = Profile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (ValidationError, tomllib.TOMLDecodeError) as error:
            raise ResourceError(f"geodata/profiles/{path.name}: {error}") from error
        if profile.id != path.stem:
            raise ResourceError(f"geodata/profiles/{path.name}: id {profile.id!r} is not the file's name")
        profiles.append(profile)
    return tuple(profiles)
