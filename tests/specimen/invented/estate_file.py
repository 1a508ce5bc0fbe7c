"""The estate file of the specimen, made from the layouts so that the two agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from invented.cells import COLUMN_OF
from invented.layouts import LAYOUTS, Layout
from invented.money import YEARS
from invented.outlines import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NOTICE", "estate_toml"]

NOTICE = "Invented data: no real property, agency stake or project is shown"
_LICENCE = "Invented data, free to use"

_HEAD = """\
# The specimen estate: invented property of invented agencies, in true towns.
# Made by tests/specimen/make_specimen.py; change that, not this file.

[estate]
name = "Specimen estate"
as_of = 2026-11-01
programme = "pathfinders"
areas = "all"
notice = "{notice}"

[lookups]
postcodes = "lookups/postcodes.csv"
lsoas = "lookups/neighbourhoods.geojson"
population = ["lookups/residents.csv", "lookups/residents-by-area.csv"]
imd = "lookups/deprivation.csv"

[publication]
name = "Specimen partnership"
contact = "estates@example.org"
key = "specimen-key-not-secret"

[scenario.most-value]
objective = "npv"

[scenario.cautious]
objective = "npv"
case = "low"
access_floor_pct = 95

[scenario.two-years]
objective = "running-cost"
budget_gbp_by_year = {{ 2027 = 400_000, 2028 = 600_000 }}

[scenario.ten-moves]
objective = "space"
max_moves = 10
"""

_CAPITAL = """
[[capital]]
id = "council-capital"
path = "capital/council-projects.csv"
agency = {{ column = "Council" }}
amount_unit = "thousand"
year_columns = {{ {years} }}
columns = {{ reference = "Scheme ref", name = "Scheme name", service = "Service", \
commitment = "Approval status", \
uprn = "UPRN", place_name = "Town", postcode = "Postcode", x_read = "Easting", y_read = "Northing", \
total_gbp = "Total" }}
codes = {{ commitment = {{ Approved = "approved", Indicative = "indicative" }} }}
crs = "EPSG:27700"
effective_date = 2026-09-30
licence = "{licence}"

[[capital]]
id = "public-services-capital"
path = "capital/public-services-projects.xlsx"
sheet = "Projects"
agency = {{ column = "Organisation" }}
columns = {{ reference = "Project ID", name = "Project name", service = "Service", \
project_stage = "Project stage", \
commitment = "Approval", start_date = "Start on site", end_date = "Practical completion", \
total_gbp = "Total cost (£)", \
longstop_date = "Longstop date", uprn = "UPRN", postcode = "Postcode", x_read = "Easting", \
y_read = "Northing" }}
codes = {{ commitment = {{ Approved = "approved", Indicative = "indicative" }} }}
crs = "EPSG:27700"
effective_date = 2026-09-30
licence = "{licence}"

[[capital]]
id = "partnership-capital"
path = "capital/partnership-projects.csv"
profile = "total-capital-projects"
agency = {{ column = "Organisation" }}
crs = "EPSG:27700"
effective_date = 2026-09-30
licence = "{licence}"
"""

_SPENDING = """
[[spending]]
id = "spending"
path = "spending/spending.csv"
defaults = {{ basis = "outturn" }}
effective_date = 2026-09-30
licence = "{licence}"
"""

#: What a register of the Transparency Code layout says beyond that layout.
_BEYOND_THE_CODE = {
    "service": "ServicesOffered",
    "running_cost_gbp": "BuildingOperationCost",
    "backlog_gbp": "RequiredMaintenance",
    "staff_fte": "StaffFTE",
    "workstations_count": "Workstations",
    "opening_hours_week": "OpeningHoursPerWeek",
    "condition_grade": "ConditionGrade",
    "sensitivity": "Sensitivity",
}


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else f'"{key}"'


def _columns(layout: Layout) -> dict[str, str]:
    if layout.id == "schools":
        return {}
    if not layout.map_columns:
        return _BEYOND_THE_CODE
    return {COLUMN_OF[rule]: heading for heading, rule in layout.headings.items() if rule in COLUMN_OF}


def _register(layout: Layout) -> str:
    body = next((heading for heading, rule in layout.headings.items() if rule == "agency"), None)
    keys: dict[str, Any] = {"id": layout.id, "path": layout.path}
    if "agency" not in layout.toml and body and layout.map_columns:
        keys["agency"] = {"column": body}
    keys |= layout.toml
    columns = _columns(layout)
    if "x_read" in columns and "crs" not in keys:
        keys["crs"] = "EPSG:4326" if "lon" in layout.headings.values() else "EPSG:27700"
    if columns:
        keys["columns"] = columns
    lines = [f"{_key(key)} = {_toml(value)}" for key, value in keys.items()]
    return "\n[[register]]\n" + "\n".join(lines) + f'\neffective_date = 2026-09-30\nlicence = "{_LICENCE}"\n'


def estate_toml(areas: Sequence[str]) -> str:
    """Return the text of ``estate.toml``."""
    parts = [_HEAD.format(notice=NOTICE)]
    parts += [
        f'\n[[area]]\nid = "{area}"\nname = "{NAMES[area]}"\npath = "outlines/{area}.geojson"\n'
        'label = "not the legal boundary"\n'
        for area in areas
    ]
    parts += [_register(layout) for layout in LAYOUTS]
    years = ", ".join(
        f'"{year}" = "{year} {"approved" if place < 2 else "indicative"}"' for place, year in enumerate(YEARS)
    )
    parts.append(_CAPITAL.format(years=years, licence=_LICENCE))
    parts.append(_SPENDING.format(licence=_LICENCE))
    return "".join(parts)
