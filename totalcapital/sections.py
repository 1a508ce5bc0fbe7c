"""The sections of the estate file: one frozen, checked model each."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from totalcapital.tables import ASSETS, PROJECTS, SPENDING
from totalcapital.tables.codes import DISCRETIONS, SECTORS, SPENDING_SERVICES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = [
    "Accounts", "AgencyColumn", "Align", "AlignBody", "Appraisal", "AreaFile", "AreaOfOnesOwn", "Boundaries", "Colocation",
    "Estate", "Lookups", "Never", "Publication", "Reading", "Register", "Scenario", "Strict", "Thresholds", "Underuse",
]  # fmt: skip

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


#: Columns that the estate file may say something of: those of assets, projects and spending, and what an agency is.
_COLUMNS: Final = frozenset(
    {
        *ASSETS.column_names,
        *PROJECTS.column_names,
        *SPENDING.column_names,
        *("agency", "agency_code", "sector", "is_public", "geometry"),
    }
)


def _month_day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            dt.date.fromisoformat(f"2000-{value}")
        except ValueError:
            raise ValueError(f"{value!r} is no day of a year; expected one such as 04-01") from None
    return value


def _spending_services(value: Any) -> Any:
    for name, code in value.items() if isinstance(value, dict) else ():
        if name not in SPENDING_SERVICES:
            raise ValueError(f"{name!r} is no service of spending; {_suggest(name, SPENDING_SERVICES)}")
        if code not in DISCRETIONS:
            raise ValueError(f"{name}: {code!r} is not known; {_suggest(str(code), DISCRETIONS)}")
    return value


def _year(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"20\d\d", value):
        raise ValueError(f"{value!r} is no calendar year; expected one such as 2027")
    return value


Year = Annotated[str, BeforeValidator(_year)]
Identifier = Annotated[str, BeforeValidator(_identifier)]
Sector = Annotated[str, BeforeValidator(_sector)]
Headings = Annotated[dict[str, str], BeforeValidator(_by_column)]
Paths = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]
Codes = Annotated[dict[str, dict[str, str | bool]], BeforeValidator(_by_column)]


class Strict(BaseModel):
    """A section: frozen, and no key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Boundaries(Strict):
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


class Estate(Strict):
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
    decisions: str | None = None
    """The file of what people decided; ``decisions.csv`` beside the estate file, where it is there."""


class AreaOfOnesOwn(Strict):
    """``[[area]]``: an area by codes of areas, by an outline, or by all that is near a place."""

    id: Identifier
    name: str
    codes: tuple[str, ...] = ()
    path: str | None = None
    around: str | tuple[float, float] | None = None
    """A postcode, or easting and northing in the working CRS."""
    radius_m: float | None = Field(default=None, gt=0, le=100_000)
    each: Literal["ward", "lsoa", "authority"] | None = None
    """An area of its own for each of these inside it, in place of the one."""
    label: str | None = None
    """Words to print wherever the outline is shown, such as "not the legal boundary"."""

    @model_validator(mode="after")
    def _one_way(self) -> AreaOfOnesOwn:
        if sum(map(bool, (self.codes, self.path, self.around is not None))) != 1:
            raise ValueError(f"area {self.id}: give one of codes, path and around")
        if (self.around is None) != (self.radius_m is None):
            raise ValueError(f"area {self.id}: around and radius_m go together")
        return self


class AgencyColumn(Strict):
    """The agency is said row by row, in this heading."""

    column: str


class Register(Strict):
    """``[[register]]``, ``[[capital]]`` and ``[[spending]]``: one file, and what it does not say of itself."""

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
    """Financial year, such as "2026/27", to the heading that holds its money."""
    approved_years: int | None = Field(default=None, ge=0, le=50)
    """So many of its years are approved, the first ones; those after them are indicative."""
    year_begins: Annotated[str, BeforeValidator(_month_day)] = "04-01"
    """Month and day on which its financial years begin. A year of one number, such as 2026, is the calendar's,
    or where this is another day than 04-01 the year that ends in it."""


class AreaFile(Strict):
    """A file of areas or about them, or a folder of such files; what is left out is recognised."""

    path: str
    code: str | None = None
    """Heading of the codes; matched without regard to case."""
    name: str | None = None
    value: str | None = None
    """Heading of the figure, in a file of figures."""
    layer: str | None = None
    crs: str | None = None


def _area_files(value: Any) -> Any:
    entries = value if isinstance(value, list | tuple) else (value,)
    return tuple({"path": one} if isinstance(one, str) else one for one in entries)


AreaFiles = Annotated[tuple[AreaFile, ...], BeforeValidator(_area_files)]


class Lookups(Strict):
    """``[lookups]``: files or folders that say where codes are, and what is known of areas.

    Of several for postcodes or property numbers, the first that knows a code counts.
    """

    postcodes: Paths = ()
    uprn: Paths = ()
    authorities: AreaFiles = ()
    counties: AreaFiles = ()
    police_areas: AreaFiles = ()
    fire_areas: AreaFiles = ()
    regions: AreaFiles = ()
    wards: AreaFiles = ()
    lsoas: AreaFiles = ()
    population: AreaFiles = ()
    imd: AreaFiles = ()
    code_changes: AreaFiles = ()
    land_values: AreaFiles = ()
    """Land value in the currency of the estate a hectare, by the code of an authority."""
    network: AreaFiles = ()
    """Lines that people walk along, in place of the detour factor."""
    gazetteer: AreaFiles = ()
    """Names of places with a point, for projects that say no more than the name of one."""
    deflator: AreaFiles = ()
    """Index of prices by financial year, in place of the assumptions ``prices.*``."""
    claimants: AreaFiles = ()
    """Claimants by area, to share out what a larger body spends."""

    def named(self) -> Iterator[tuple[str, str]]:
        """Yield each key with each path it names."""
        for key, given in self:
            for one in given:
                yield key, one if isinstance(one, str) else one.path


class Reading(Strict):
    """``[reading]``: what one file may take; ``temporary_gib`` is its own size, and that unpacked from it."""

    memory_gib: float = Field(default=2.0, ge=0.5, le=1024)
    timeout_s: float = Field(default=120.0, gt=0, le=86_400)
    temporary_gib: float = Field(default=4.0, gt=0, le=1024)

    @property
    def limits(self) -> dict[str, Any]:
        """``memory_bytes``, ``timeout_s`` and ``temporary_bytes``."""
        memory, temporary = (int(gib * 2**30) for gib in (self.memory_gib, self.temporary_gib))
        return {"memory_bytes": memory, "timeout_s": self.timeout_s, "temporary_bytes": temporary}


class Thresholds(Strict):
    """Both thresholds of an under-use rule, or one of them by name."""

    watch: float | None = Field(default=None, allow_inf_nan=False)
    flag: float | None = Field(default=None, allow_inf_nan=False)

    @model_validator(mode="after")
    def _at_least_one(self) -> Thresholds:
        if self.watch is None and self.flag is None:
            raise ValueError("give watch, flag or both")
        return self


class Underuse(Strict):
    """``[underuse]``: thresholds put in place of those of ``geodata/benchmarks/underuse.toml``."""

    thresholds: dict[str, Annotated[float, Field(allow_inf_nan=False)] | Thresholds] = Field(
        default_factory=dict
    )
    """Rule id: the threshold (``flag`` where the rule has one), or ``{ watch = , flag = }``."""


class Never(Strict):
    """``[[colocation.never]]``: one holding, property, agency or service that must not move, or take in."""

    subject: str
    """Id of a holding, property, record or agency, or a service."""
    side: Literal["guest", "host", "both"] = Field(default="both", alias="as")
    reason: str


class Colocation(Strict):
    """``[colocation]``: how far apart two holdings may be, and what counts how much."""

    radius_m: float = Field(default=1200.0, gt=0, le=20_000)
    """Walkable distance: 15 minutes at 4.8 km/h."""
    weights: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    """Component: weight, in place of the assumptions ``weight.*``."""
    never: tuple[Never, ...] = ()
    """Property that must not be guest, host or either, beside ``geodata/codelists/never.toml``."""
    stability_draws: int = Field(default=200, ge=0, le=10_000)
    """Sets of weights that the stability of a rank is counted over; 0: not computed."""


class Appraisal(Strict):
    """``[appraisal]``: over how long options are valued, in which prices."""

    years: int = Field(default=10, ge=1, le=60)
    """Years from the move that are counted."""
    price_base: str | None = None
    """The financial year whose prices results are in, such as "2026-27"; that of ``as_of`` by default."""
    draws: int = Field(default=0, ge=0, le=100_000)
    """Draws of a simulation of each option's worth; 0: none."""
    seed: int = Field(default=1, ge=0)


class Scenario(Strict):
    """``[scenario.NAME]``: what the best set of moves is to be best in, and its limits."""

    objective: Literal["npv", "running-cost", "space"] = "npv"
    case: Literal["low", "central", "high"] = "central"
    """Which estimate of room, need and worth counts; low is the cautious one."""
    budget_gbp_by_year: dict[Year, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    """Calendar year to what may be spent in it; no move in a year that is not named, where any is."""
    max_moves: int | None = Field(default=None, ge=0)
    access_floor_pct: float | None = Field(default=None, ge=0, le=100)
    """Residents in reach of the guest's service after its move, of those before, at the least."""
    exclude: tuple[str, ...] = ()
    """Ids of options, holdings, properties or agencies that take no part."""
    time_limit_s: float = Field(default=60.0, gt=0, le=86_400)


class AlignBody(Strict):
    """``[align.agency."NAME"]``: how far around its own projects one body looks, in place and time."""

    radius_m: float | None = Field(default=None, gt=0, le=20_000)
    lead_months: float | None = Field(default=None, ge=0, le=240)
    lag_months: float | None = Field(default=None, ge=0, le=240)


class Align(AlignBody):
    """``[align]``: how far in place and time projects may be apart; the assumptions ``align.*`` by default.

    A project looks ``lead_months`` before its start and ``lag_months`` after its end.
    """

    agency: dict[str, AlignBody] = Field(default_factory=dict)
    """Id or name of an agency to its own distances; what it leaves out is as for all."""


class Accounts(Strict):
    """``[accounts]``: how spending is brought to areas and into the prices of one year."""

    price_base: str | None = None
    """The financial year whose prices are shown beside those of the day; that of ``as_of`` by default."""
    apportion: Literal["population", "pupils", "claimants", "none"] = "population"
    """What a larger body's spending is shared out by among the areas it serves; none: it is left unmapped."""
    discretion: Annotated[dict[str, str], BeforeValidator(_spending_services)] = Field(default_factory=dict)
    """Service of spending: discretionary, statutory, national or unknown, in place of the tool's own list."""


class Publication(Strict):
    """``[publication]``: what the public pages say and hold."""

    name: str | None = None
    """The publisher's name, printed on each page."""
    contact: str | None = None
    """Where readers report an error."""
    colours: dict[str, str] = Field(default_factory=dict)
    open: tuple[str, ...] = ()
    """Kinds of judgement opened to the public: underuse, colocation, capital."""
    take_down: tuple[str, ...] = ()
    """Asset ids, UPRNs or names that are never shown to partner or public."""
    key: str | None = None
    """Secret from which public ids are made, so that URLs are stable."""
