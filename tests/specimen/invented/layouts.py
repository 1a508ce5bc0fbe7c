"""The registers: which bodies each holds, in what format, under which headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from invented.bodies import AMBULANCE, AREA_BODIES, BENEFITS, COURTS, LAND, PRIVATE
from invented.headings import (
    BODY,
    CODE_IN_DEGREES,
    CODE_IN_METRES,
    DEGREES,
    FULL,
    GRID,
    KIND_OF_BODY,
    NESTED,
    NHS,
    POLICE,
    RIDGEWICK,
    SCHOOLS,
    without,
)
from invented.services import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from invented.premises import Record

__all__ = ["LAYOUTS", "Layout", "layout_of"]


@dataclass(frozen=True)
class Layout:
    """One register: file, format and headings (heading: name of the cell rule)."""

    id: str
    path: str
    form: str
    holds: Callable[[Record], bool]
    headings: dict[str, str]
    prefix: str
    toml: dict[str, Any] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    """Lines of title above the headings."""
    sheet: str = "Assets"
    map_columns: bool = True
    faults: tuple[str, ...] = ()

    @property
    def first_row(self) -> int:
        """Number of the first data row, as a person sees it."""
        if self.form in {"geojson", "geojsonl", "json", "json-list", "gpkg", "shp"}:
            return 1
        return len(self.above) + 2


def _councils(area: str) -> Callable[[Record], bool]:
    return lambda record: record.area == area and "Council" in record.agency and record.service != "school"


def _named(*names: str) -> Callable[[Record], bool]:
    return lambda record: record.agency in names and record.service != "school"


_COUNCIL_KINDS = {
    "County council": "county",
    "District council": "district",
    "Single-tier council": "unitary",
}
#: The layout's own code list takes a service it does not know as not given, so ours is said here.
_TC_TOML: dict[str, Any] = {
    "profile": "transparency-code",
    "codes": {"service": {kind.written: service for service, kind in KINDS.items()}},
}

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "ouse-fen-county",
        "registers/cambridgeshire/county-council.csv",
        "csv",
        _named("Ouse and Fen County Council"),
        CODE_IN_METRES,
        "OFC/A",
        {**_TC_TOML, "sector": "county", "area": "cambridgeshire"},
        map_columns=False,
        faults=("scientific-uprn", "swapped", "blank-row", "twin-row", "not-an-area"),
    ),
    Layout(
        "cambridgeshire-districts",
        "registers/cambridgeshire/districts.tsv",
        "tsv",
        _councils("cambridgeshire"),
        BODY | FULL | GRID,
        "CD-",
        {"sector": "district", "area": "cambridgeshire", "separator": "\t"},
        faults=("no-place", "bad-easting", "bad-date"),
    ),
    Layout(
        "wearmoor",
        "registers/county-durham/council.ods",
        "ods",
        _councils("county-durham"),
        FULL | {"Sensitivity": "sensitivity"} | GRID,
        "WM",
        {"agency": "Wearmoor Council", "sector": "unitary", "area": "county-durham"},
        ("Wearmoor Council", "Property list as at 30 September 2026 (invented)"),
        faults=("totals-row", "no-place", "zero-easting", "same-reference", "not-a-number"),
    ),
    Layout(
        "leabrook",
        "registers/hackney/council.geojson",
        "geojson",
        _councils("hackney"),
        FULL,
        "LB",
        {"agency": "Leabrook Borough Council", "sector": "unitary", "area": "hackney"},
        faults=("no-place", "bad-date"),
    ),
    Layout(
        "testmeon-county",
        "registers/hampshire/county-council.csv",
        "csv-semicolon",
        _named("Testmeon County Council"),
        FULL | GRID,
        "TM-",
        {
            "agency": "Testmeon County Council",
            "sector": "county",
            "area": "hampshire",
            "separator": ";",
            "encoding": "cp1252",
        },
        faults=("swapped", "line-break", "no-break-space", "not-a-number", "blank-row", "degrees-in-metres"),
    ),
    Layout(
        "hampshire-districts",
        "registers/hampshire/districts.gpkg",
        "gpkg",
        _councils("hampshire"),
        BODY | without("Running cost (£)", "Rent (£)", "Backlog (£)", "Book value (£)"),
        "HD",
        {"sector": "district", "area": "hampshire"},
        faults=("no-place", "twin-row"),
    ),
    Layout(
        "humbergate",
        "registers/hull/council.csv",
        "csv-bom",
        _councils("hull"),
        CODE_IN_DEGREES,
        "HCC",
        {**_TC_TOML, "sector": "unitary", "area": "hull"},
        map_columns=False,
        faults=("scientific-uprn", "no-place", "not-an-area", "blank-row"),
    ),
    Layout(
        "airedon",
        "registers/leeds-city-region/airedon.xlsx",
        "xlsx",
        _named("Airedon City Council"),
        FULL | {"Sensitivity": "sensitivity"} | GRID,
        "AC",
        {
            "agency": "Airedon City Council",
            "sector": "unitary",
            "area": "leeds-city-region",
            "sheet": "Assets",
        },
        ("Airedon City Council: asset register", "As at 30 September 2026. Invented data", ""),
        faults=("totals-row", "same-reference", "not-a-number", "bad-easting"),
    ),
    Layout(
        "calder-and-ridings",
        "registers/leeds-city-region/other-councils.csv",
        "csv-bom",
        _councils("leeds-city-region"),
        BODY | KIND_OF_BODY | FULL | {"Sensitivity": "sensitivity"} | DEGREES,
        "LCR",
        {"area": "leeds-city-region", "codes": {"sector": _COUNCIL_KINDS}},
        faults=("swapped", "no-place", "line-break", "bad-postcode", "blank-sensitivity"),
    ),
    Layout(
        "soarvale",
        "registers/leicester-and-leicestershire/councils.xlsx",
        "xlsx",
        _councils("leicester-and-leicestershire"),
        BODY | KIND_OF_BODY | FULL | GRID,
        "SV/",
        {"area": "leicester-and-leicestershire", "sheet": "Property", "codes": {"sector": _COUNCIL_KINDS}},
        ("Soarvale and Soarchester: joint property list", ""),
        sheet="Property",
        faults=("totals-row", "blank-row", "no-place", "percent-out", "bad-date"),
    ),
    Layout(
        "ardenmere",
        "registers/solihull/council-land.csv",
        "csv",
        _councils("solihull"),
        FULL | {"WKT": "wkt"},
        "AM",
        {"agency": "Ardenmere Borough Council", "sector": "unitary", "area": "solihull", "crs": "EPSG:27700"},
        faults=("bad-shape", "no-place"),
    ),
    Layout(
        "ridgewick",
        "registers/swindon/council.zip",
        "shp",
        _councils("swindon"),
        RIDGEWICK,
        "RW",
        {"agency": "Ridgewick Borough Council", "sector": "unitary", "area": "swindon"},
    ),
    Layout(
        "dougleigh",
        "registers/wigan/council.tsv",
        "tsv",
        _councils("wigan"),
        FULL | GRID,
        "DL",
        {"agency": "Dougleigh Borough Council", "sector": "unitary", "area": "wigan", "separator": "\t"},
        faults=("bad-easting", "not-a-number", "same-reference", "negative-area"),
    ),
    Layout(
        "severnteme",
        "registers/worcestershire/county-council.csv",
        "csv-bom",
        _named("Severnteme County Council"),
        CODE_IN_METRES,
        "STC-",
        {**_TC_TOML, "sector": "county", "area": "worcestershire"},
        map_columns=False,
        faults=("scientific-uprn", "no-place", "twin-row"),
    ),
    Layout(
        "worcestershire-districts",
        "registers/worcestershire/districts.json",
        "json-list",
        _councils("worcestershire"),
        BODY | FULL | DEGREES,
        "WD",
        {"sector": "district", "area": "worcestershire", "crs": "EPSG:4326"},
        faults=("no-place", "swapped"),
    ),
    Layout(
        "nhs-estate",
        "registers/nhs-estate-return.xlsx",
        "xlsx",
        _named(*(b.nhs for b in AREA_BODIES.values())),
        NHS,
        "N",
        {"sector": "nhs", "sheet": "Site Level Data", "crs": "EPSG:27700"},
        ("Estates return: site level data", "Invented data", "", ""),
        sheet="Site Level Data",
        faults=("not-applicable", "percent-out", "no-place", "blank-row"),
    ),
    Layout(
        "police-estate",
        "registers/police-estate.gpkg",
        "gpkg",
        _named(*(b.police for b in AREA_BODIES.values())),
        POLICE,
        "P",
        {
            "sector": "police",
            "codes": {
                "sensitivity": {"OFFICIAL": "open", "OFFICIAL-SENSITIVE": "restricted", "SECRET": "secret"}
            },
        },
        faults=("blank-sensitivity", "no-place"),
    ),
    Layout(
        "fire-estate",
        "registers/fire-estate.ods",
        "ods",
        _named(*(b.fire for b in AREA_BODIES.values())),
        BODY | without("UPRN", "Workstations", "Opening hours per week", "Book value (£)") | GRID,
        "F",
        {"sector": "fire"},
        ("Fire and rescue property (invented)",),
        faults=("no-place", "sentence-in-number"),
    ),
    Layout(
        "ambulance-estate",
        "registers/ambulance-estate.csv.gz",
        "csv-gz",
        _named(*AMBULANCE),
        BODY | without("Workstations", "Opening hours per week") | DEGREES,
        "AMB",
        {"sector": "ambulance"},
        faults=("swapped",),
    ),
    Layout(
        "courts",
        "registers/courts.json",
        "json",
        _named(COURTS),
        NESTED,
        "CT",
        {
            "agency": COURTS,
            "sector": "central",
            "is_public": True,
            "records": "estate.buildings",
            "crs": "EPSG:4326",
        },
    ),
    Layout(
        "work-and-benefits",
        "registers/work-and-benefits.csv.gz",
        "csv-gz",
        _named(BENEFITS),
        FULL | GRID,
        "WB",
        {"agency": BENEFITS, "sector": "central", "is_public": True},
        faults=("bad-date", "no-place"),
    ),
    Layout(
        "schools",
        "registers/schools.csv",
        "csv-cp1252",
        lambda record: record.service == "school",
        SCHOOLS,
        "",
        {"profile": "gias-edubase"},
        map_columns=False,
        faults=("zero-easting", "twin-row"),
    ),
    Layout(
        "colleges",
        "registers/colleges-and-universities.csv",
        "csv",
        lambda record: record.service in {"college", "university"},
        BODY | without("Opening hours per week", "Workstations") | GRID,
        "ED",
        {"sector": "education", "is_public": True},
        faults=("no-place",),
    ),
    Layout(
        "meadowbank",
        "registers/meadowbank-land.geojsonl",
        "geojsonl",
        _named(LAND),
        BODY
        | without("Workstations", "Opening hours per week", "FTE", "GIA (sqm)", "Condition", "Backlog (£)"),
        "ML",
        {"sector": "other", "is_public": True},
    ),
    Layout(
        "harbourgrove",
        "registers/harbourgrove-clinics.csv",
        "csv-semicolon",
        _named(PRIVATE),
        FULL | GRID,
        "HG",
        {"agency": PRIVATE, "sector": "other", "is_public": False, "separator": ";", "encoding": "cp1252"},
    ),
)


def layout_of(record: Record) -> Layout:
    """Return the register a record stands in: the first that holds its agency, once it has one that one."""
    return next(
        lay
        for lay in LAYOUTS
        if lay.id == record.register_id or (not record.register_id and lay.holds(record))
    )
