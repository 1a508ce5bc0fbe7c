"""What agencies wrote about their property and their capital projects."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import (
    Column,
    Table,
    code,
    count,
    date,
    flag,
    identifier,
    number,
    text,
)

#: The columns that an asset and the holding it belongs to share, under the same names.
STAKE_COLUMNS: Final[tuple[Column, ...]] = (
    code("role", "Whether the agency owns, occupies, or both.", codes.ROLES, required=True),
    text("name", "Name of the property as the agency writes it."),
    text("address", "Address as read, without the postcode where it has its own column."),
    text("postcode", "Postcode, canonical with one space; an outward code alone where only that was given."),
    text("uprn", "Unique Property Reference Number, digits without leading zeros."),
    text("urn", "Unique Reference Number of a school."),
    text("ods_code", "NHS Organisation Data Service code of the site."),
    text("title_number", "HM Land Registry title."),
    code("service", "What the property is for.", codes.SERVICES),
    code("property_kind", "Land, building, or both.", codes.PROPERTY_KINDS),
    code("tenure", "How the agency holds the property.", codes.TENURES),
    flag("is_leased_out", "Whether the holder has let it to another."),
    date("lease_start_date", "First day of the lease."),
    date("lease_end_date", "Last day of the lease."),
    date("lease_break_date", "Next day on which the lease can be ended early."),
    number("break_notice_months", "Notice to be given before the break.", "months"),
    code("status", "What the agency says the property's state is.", codes.STATUSES, required=True),
    date("status_date", "Since when."),
    number("floor_area_m2", "Floor area, on the basis of floor_area_basis.", "m2"),
    code("floor_area_basis", "How the floor area is measured.", codes.AREA_BASES),
    number("site_area_m2", "Area of the land.", "m2"),
    number("unused_area_m2", "Floor area the agency says is not used.", "m2"),
    number("unused_pct", "Share of the floor area that is not used or under-used.", "%"),
    number("non_clinical_pct", "Share of NHS floor area that is not clinical.", "%"),
    number("unused_land_m2", "Land the agency says is not used.", "m2"),
    number("staff_fte", "Staff based there, full-time equivalents.", "FTE"),
    count("workstations_count", "Workstations."),
    count("capacity_count", "Places the property is made for (pupils, beds)."),
    count("occupied_count", "Places taken."),
    number("opening_hours_week", "Hours open in a week.", "h"),
    number("running_cost_gbp", "Running cost of a year.", "GBP"),
    number("rent_gbp", "Rent of a year.", "GBP"),
    number("backlog_gbp", "Cost of overdue maintenance.", "GBP"),
    code("condition_grade", "Condition, A (good) to D (bad).", codes.CONDITION_GRADES),
    number("value_gbp", "Value as the register states it.", "GBP"),
    date("value_date", "Day of that value."),
    text("constraints", "What stands in the way of change: heritage, PFI, never for sale."),
    code("sensitivity", "Who may be told.", codes.SENSITIVITIES, required=True),
)

_READ_COLUMNS: Final[tuple[Column, ...]] = (
    number("x_read", "First coordinate (easting or longitude) as read.", "of crs_read"),
    number("y_read", "Second coordinate (northing or latitude) as read.", "of crs_read"),
    text("crs_read", "CRS of the coordinates or geometry as read."),
    number(
        "accuracy_read_m",
        "How far the place as read may be off, where its own form says so, such as a grid square; null: not said.",
        "m",
    ),
    text("geometry_read", "Own geometry as read, well-known binary in hexadecimal."),
)

_SOURCE_COLUMNS: Final[tuple[Column, ...]] = (
    text("register_id", "Register the row is from.", required=True),
    text("source_file", "File the row is from, relative to the estate file.", required=True),
    count(
        "source_row",
        "Row as a person sees it in the file; 2 is the first after a one-line heading.",
        required=True,
    ),
)

ASSETS: Final = Table(
    "assets",
    "One record: a statement that an agency owns or occupies a property.",
    (
        identifier("asset_id", "register_id:reference, or a digest of content. Never shown to the public."),
        *_SOURCE_COLUMNS,
        text("reference", "The register's own reference."),
        text("agency_id", "The body whose stake it is; null: not known."),
        *STAKE_COLUMNS,
        date("effective_date", "The day the record describes."),
        *_READ_COLUMNS,
        text("source_values", "The row as read, as a JSON object of heading to text.", required=True),
    ),
)

PROJECTS: Final = Table(
    "projects",
    "One capital project, as an agency's capital programme lists it.",
    (
        identifier("project_id", "register_id:reference, or a digest of content."),
        *_SOURCE_COLUMNS,
        text("agency_id", "The body whose project it is; null: not known."),
        text("name", "Name of the project."),
        code("service", "What the project is for.", codes.SERVICES),
        code("works", "What kind of works it is; null: not known.", codes.WORKS),
        text("project_stage", "Stage as read."),
        code("commitment", "Whether the money is approved.", codes.COMMITMENTS, required=True),
        date("start_date", "First day of the works."),
        date("end_date", "Last day of the works."),
        number("dates_accuracy_days", "How exact the dates are.", "days"),
        number("total_gbp", "Total cost; null: not known.", "GBP"),
        number("original_gbp", "Total cost when it was first approved; null: not known.", "GBP"),
        date("longstop_date", "Day by which the money must be spent."),
        count("homes_count", "Homes it builds or makes room for; null: not known."),
        number(
            "floor_area_m2", "Floor area it builds or makes usable, gross internal; null: not known.", "m2"
        ),
        text("uprn", "Property the project is on."),
        text("urn", "School the project is for."),
        text("asset_id", "Asset the project is on, where the list names one."),
        text("reference", "The list's own reference."),
        text("address", "Address as read."),
        text("postcode", "Postcode, canonical."),
        text("place_name", "Town or place the list names."),
        text("area_id", "Area the list names."),
        *_READ_COLUMNS,
        code("sensitivity", "Who may be told.", codes.SENSITIVITIES, required=True),
        text("source_values", "The row as read, as a JSON object of heading to text.", required=True),
    ),
)
