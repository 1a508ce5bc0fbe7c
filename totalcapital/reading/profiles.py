"""Register layouts: one TOML file each in ``geodata/profiles``, checked on loading.

A profile says which heading holds which of our columns, what the values mean, and how to tell
the layout from others. A new layout is a new file; no code changes.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from totalcapital.errors import ResourceError
from totalcapital.reading.layout_amounts import Amount, StatedTotal, TotalRows
from totalcapital.reading.profile_money import Money
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Coordinates",
    "Detect",
    "Edition",
    "FileHints",
    "Latest",
    "Profile",
    "SetAside",
    "Share",
    "Where",
    "headings_of_layout",
    "headings_there",
    "load_profiles",
    "match_code",
    "normal_heading",
]


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
    cells: dict[str, str] = Field(default_factory=dict)
    """For a file without headings: heading that the layout gives a column, and the regular
    expression that each of its cells keeps, the first row's too."""


class FileHints(_Strict):
    """What the layout fixes about the file itself; detected where left out."""

    separator: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    """Name of a sheet, or ``*`` for all visible sheets with the same headings."""
    table: int | None = None
    """Which table of a sheet that holds several, 1 the first from the top and the left."""
    hidden_rows: Literal["read"] | None = None
    """Rows hidden in a workbook are set aside unless this says that they are read."""
    heading_row: int | None = None
    """Row of the headings as a person counts it, 1 the first."""
    records: str | None = None
    """Dotted path of the list of rows inside a JSON file; empty where the file is the list."""
    expand: Headings = ()
    """Columns of ``"key"=>"value"`` pairs to be spread into a column each, as ``column.key``."""
    headings: Headings = ()
    """Headings of a file that has none, one a column, all different."""


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


class Share(_Strict):
    """A percentage that the file gives as two quantities: 100 × part / whole."""

    part: Headings
    whole: Headings
    """Each is the sum of its headings. Null where a cell is blank or the whole is zero."""


class Latest(_Strict):
    """Of rows that describe one thing at several times, the newest counts."""

    by: Headings
    """Headings that say which thing; a row with none of them filled stands for itself."""
    date: Headings
    """Headings of dates: the first decides, the next where the first ones are equal."""


class Edition(_Strict):
    """What a layout means from a day on: it goes before the layout's own words."""

    from_date: dt.date
    columns: dict[str, Headings] = Field(default_factory=dict)
    joined: dict[str, Headings] = Field(default_factory=dict)
    codes: dict[str, dict[str, str | bool]] = Field(default_factory=dict)
    where: tuple[Where, ...] = ()


class Profile(_Strict):
    """One register layout."""

    id: str
    title: str
    kind: Literal["register", "capital", "spending"] = "register"
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
    latest: Latest | None = None
    """Rows that a newer one supersedes are set aside."""
    summed: dict[str, Headings] = Field(default_factory=dict)
    """Our column: headings whose numbers are added where ``columns`` gives nothing. Null where
    all are blank; where some are, the sum is of the others, and that is said."""
    shares: dict[str, Share] = Field(default_factory=dict)
    """Our column, a percentage: the two quantities it is made from."""
    money: Money = Money()
    """Money of projects by year and source."""
    recipients: Headings = ()
    """Headings that name who is paid, or where they live: their cells are read nowhere and shown nowhere."""
    remark: str | None = None
    """What everyone who uses a file of this layout must know of it; told once a file."""
    placeless: bool = False
    """Rows are of a whole body, not of a property: they have no place and need none."""
    amount: tuple[Amount, ...] = ()
    """Of spending with several amounts in a row: its headings of amounts; none: ``amount_gbp`` in ``columns``."""
    total: tuple[StatedTotal, ...] = ()
    """Headings of totals that a list of spending states row by row."""
    total_rows: tuple[TotalRows, ...] = ()
    """Rows of a list of spending that are the sums of others."""
    is_summed: bool = False
    """Rows of spending that say the same but for the amount are added up, each counted as kept."""
    editions: tuple[Edition, ...] = ()
    """What changed over the years, oldest first; see :meth:`for_date`."""

    @model_validator(mode="after")
    def _coherent(self) -> Profile:
        names = [normal_heading(heading) for heading in self.file.headings]
        if len(set(names)) != len(names):
            raise ValueError("a heading of file.headings stands twice")
        if unknown := {normal_heading(heading) for heading in self.detect.cells} - set(names):
            raise ValueError(f"detect.cells names headings that file.headings lacks: {sorted(unknown)}")
        if [e.from_date for e in self.editions] != sorted({e.from_date for e in self.editions}):
            raise ValueError("editions stand from the oldest to the newest, one a day")
        return self

    def for_date(self, date: dt.date | None) -> Profile:
        """Return the layout as it was on a day, every edition up to that day applied.

        Null is a day that is not known: the layout without its editions.
        """
        columns, joined, codes, where = dict(self.columns), dict(self.joined), dict(self.codes), self.where
        for edition in self.editions:
            if date is None or edition.from_date > date:
                break
            for name in (*edition.columns, *edition.joined):
                columns.pop(name, None)
                joined.pop(name, None)
            columns |= edition.columns
            joined |= edition.joined
            codes |= edition.codes
            where = (*where, *edition.where)
        update = {"columns": columns, "joined": joined, "codes": codes, "where": where, "editions": ()}
        return self.model_copy(update=update)

    @property
    def headings_used(self) -> set[str]:
        """Normal forms of every heading the profile reads."""
        used = [h for group in (*self.columns.values(), *self.joined.values()) for h in group]
        used += [*self.coordinates.x, *self.coordinates.y]
        used += [self.coordinates.crs_column or "", self.geometry_column or ""]
        used += [rule.column for rule in self.set_aside]
        used += [h for group in self.summed.values() for h in group]
        used += [h for share in self.shares.values() for h in (*share.part, *share.whole)]
        used += [*self.latest.by, *self.latest.date] if self.latest else []
        used += [h for amount in self.amount for h in (*amount.headings, *amount.less)]
        used += [h for total in self.total for h in total.headings]
        used += [h for rows in self.total_rows for h in (rows.column, rows.by or "")]
        used += [*self.money.headings, *self.recipients]
        kinds = [*self.where, *(kind for edition in self.editions for kind in edition.where)]
        used += [kind.column for kind in kinds]
        used += [h for kind in kinds for group in kind.columns.values() for h in group]
        for edition in self.editions:
            used += [h for group in (*edition.columns.values(), *edition.joined.values()) for h in group]
        return {normal_heading(h) for h in used if h}

    def share_of(self, headings: Iterable[str]) -> float:
        """Return how much of the layout a file with these headings has, from 0 to 1.

        Counted are the headings that give the layout away and, for each of our columns, whether
        any of its headings is there: spellings of other years are no lack.
        """
        have = {normal_heading(heading) for heading in headings}
        groups: list[tuple[str, ...]] = [(h,) for h in self.detect.headings or self.file.headings]
        groups += [self.detect.any_headings] if self.detect.any_headings else []
        groups += [*self.columns.values(), *self.joined.values(), *self.summed.values()]
        groups += [side for share in self.shares.values() for side in (share.part, share.whole)]
        groups += [axis for axis in (self.coordinates.x, self.coordinates.y) if axis]
        found = sum(any(normal_heading(h) in have for h in group) for group in groups)
        return found / len(groups) if groups else 0.0

    def fits_rows(self, rows: Sequence[Sequence[str]]) -> bool:
        """Tell whether rows without headings have this layout: their width, and what cells look like."""
        wanted = {normal_heading(heading): re.compile(rule) for heading, rule in self.detect.cells.items()}
        rules = [wanted.get(normal_heading(heading)) for heading in self.file.headings]
        given = [row for row in rows if any(cell.strip() for cell in row)]
        if not wanted or not given:
            return False
        return all(
            len(row) == len(rules)
            and all(
                rule is None or rule.fullmatch(cell.strip()) for rule, cell in zip(rules, row, strict=True)
            )
            for row in given
        )

    def fits(self, headings: Iterable[str]) -> bool:
        """Tell whether a file with these headings has this layout."""
        have = {normal_heading(h) for h in headings}
        needed = {normal_heading(h) for h in self.detect.headings}
        any_of = {normal_heading(h) for h in self.detect.any_headings}
        barred = {normal_heading(h) for h in self.detect.not_headings}
        if not needed and not any_of:
            return False
        return needed <= have and (not any_of or bool(any_of & have)) and not barred & have


@lru_cache(maxsize=8192)
def normal_heading(heading: str) -> str:
    """Return a heading without case, accents, spaces, notes in square brackets or punctuation.

    Nor with what a byte order mark leaves behind when the rest of a file is not Unicode.

    Examples
    --------
    >>> normal_heading("SCA condition band [note 3]")
    'scaconditionband'
    >>> normal_heading("addresses[Visiting].postcode")
    'addressesvisitingpostcode'
    >>> normal_heading("ï»¿Trust Code")
    'trustcode'
    """
    text = re.sub(r"\[[^\]]*\](?!\.)", "", heading.strip().removeprefix("ï»¿"))
    text = unicodedata.normalize("NFKD", text.replace("£", " gbp ").replace("²", "2")).casefold()
    return re.sub(r"[^a-z0-9]+", "", text)


def headings_there(wanted: Sequence[str], headings: Sequence[str]) -> list[str]:
    """Return those headings that a file has, in the file's own spelling and the order wanted.

    Of headings that differ in spelling only the first counts.
    """
    have = {normal_heading(heading): heading for heading in reversed(headings)}
    return [have[normal_heading(heading)] for heading in wanted if normal_heading(heading) in have]


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


def headings_of_layout(
    rows: Sequence[Sequence[str]], hints: FileHints
) -> tuple[Sequence[str], str | None, str] | None:
    """Return the headings that a layout gives a file without any, the layout, and why; null for others.

    To be asked only of rows among which no layout's headings stand. Where the estate file names
    such a layout its headings are taken, unless the first row already holds one of them. Else every
    row must look as the layout says, which a row of words never does.
    """
    given = [row for row in rows if any(cell.strip() for cell in row)]
    if hints.headings:
        known = {normal_heading(heading) for heading in hints.headings}
        if given and any(normal_heading(cell) in known for cell in given[0]):
            return None
        return hints.headings, None, "the file has none; the layout named in the estate file gives them"
    layout = next((profile for profile in load_profiles() if profile.fits_rows(given)), None)
    if layout is None:
        return None
    why = f"the file has none; the cells of its first rows fit the layout {layout.id}, which gives them"
    return layout.file.headings, layout.id, why


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
