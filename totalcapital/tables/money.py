"""What the public purse spends in a place, and what of it stands beside the estate."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import Table, code, count, date, flag, identifier, number, text

SPENDING: Final = Table(
    "spending",
    "One amount that a body spent, or was to spend, in one year. No supplier or recipient is ever named.",
    (
        identifier("spending_id", "register_id:row, with the heading where a row gives several amounts."),
        text("register_id", "Register the row is from.", required=True),
        text("source_file", "File the row is from, relative to the estate file.", required=True),
        count("source_row", "Row as a person sees it in the file.", required=True),
        text("source_column", "Heading the amount was read from.", required=True),
        text("agency_id", "The body that spends; null: not known."),
        code("service", "What it is spent on; null: not known.", codes.SPENDING_SERVICES),
        text("service_read", "The same in the list's own words."),
        code("budget", "Revenue or capital; null: not known.", codes.BUDGETS),
        code("discretion", "How far the place decides on it.", codes.DISCRETIONS, required=True),
        text(
            "discretion_source",
            "What says so: the list, a rule of the tool or the estate file; null: nothing does.",
        ),
        code("basis", "What kind of amount it is.", codes.SPENDING_BASES, required=True),
        text("gss_code", "Code of the area or body it is for."),
        text("area_id", "Area the list or the estate file says it is for."),
        text("postcode", "Postcode it is spent at; of a place of work, never of a supplier."),
        text("financial_year", 'Such as "2026-27", or "2026" for a calendar year; null: not known.'),
        date("paid_on_date", "Day of a single payment."),
        number("amount_gbp", "How much; negative: income or a credit.", "GBP", required=True),
        flag(
            "is_transfer",
            "Whether it goes to another public body, which spends it again: counted once.",
            required=True,
        ),
        flag("is_property", "Whether it pays for premises; null: not known."),
    ),
)

RECONCILIATIONS: Final = Table(
    "reconciliations",
    "A total that a source states, beside the sum of what was read from it.",
    (
        text("register_id", "The register.", required=True),
        text(
            "what",
            "What is summed, in plain words, with the heading or row of the stated total.",
            required=True,
        ),
        text("financial_year", "The year; null: the whole file."),
        count("rows_count", "Rows that state such a total.", required=True),
        count("differing_count", "Of them, those whose parts do not add up to it.", required=True),
        number("stated_gbp", "The total as stated.", "GBP", required=True),
        number("read_gbp", "The sum of the parts read.", "GBP", required=True),
        number("difference_gbp", "Read less stated.", "GBP", required=True),
    ),
)

ACCOUNTS: Final = Table(
    "accounts",
    "What one body spends on one service in one area and year, transfers between public bodies left out.",
    (
        text("area_id", "The area; null: money that could not be put in any area."),
        text("financial_year", "The year; null: not known."),
        text("agency_id", "The body that spends; null: not known."),
        code("sector", "Its sector; null: not known.", codes.SECTORS),
        code("service", "What it is spent on; null: not known.", codes.SPENDING_SERVICES),
        code("budget", "Revenue or capital; null: not known.", codes.BUDGETS),
        code("discretion", "How far the place decides on it.", codes.DISCRETIONS, required=True),
        code("basis", "What kind of amount it is.", codes.SPENDING_BASES, required=True),
        number("amount_gbp", "How much, in the prices of its year.", "GBP", required=True),
        number("per_head_gbp", "The same by resident; null: residents are not known.", "GBP"),
        number("real_gbp", "The same in the prices of price_base; null: no deflator for its year.", "GBP"),
        text("price_base", "Financial year whose prices real_gbp is in.", required=True),
        code("allocation", "How it came to the area.", codes.ALLOCATIONS, required=True),
        number("share", "Share of the body's amounts that the area has; 1: all.", "0-1", required=True),
        text("register_ids", "Registers it is from, as a list.", required=True),
        count("rows_count", "Amounts it is the sum of.", required=True),
    ),
)

FUNDERS: Final = Table(
    "funders",
    "One service that several bodies pay for in one area and year.",
    (
        text("area_id", "The area.", required=True),
        text("financial_year", "The year.", required=True),
        code("service", "The service.", codes.SPENDING_SERVICES, required=True),
        code("budget", "Revenue or capital; null: not known.", codes.BUDGETS),
        count("agencies_count", "Bodies that pay for it.", required=True),
        text("agency_ids", "Which, the greatest first, as a list.", required=True),
        number("amount_gbp", "What they spend together.", "GBP", required=True),
        number(
            "largest_share_pct",
            "Share of the greatest; null: the amounts do not add up to more than nothing.",
            "%",
        ),
    ),
)

PROVISION: Final = Table(
    "provision",
    "Where sites of one service lie within a walk of each other.",
    (
        text("area_id", "The area; null: the whole estate."),
        code("service", "The service, in the codes of property.", codes.SERVICES, required=True),
        count(
            "sites_count", "Properties with it in the area, whose place is known well enough.", required=True
        ),
        count("agencies_count", "Bodies that provide it there.", required=True),
        count(
            "near_sites_count",
            "Of these properties, those with another of the service within the walk.",
            required=True,
        ),
        count("near_other_body_count", "Of these, those where the other is another body's.", required=True),
        number("walk_min", "The walk, in minutes.", "min", required=True),
        text("site_ids", "Properties with one of another body within the walk, as a list."),
    ),
)

PROPERTY_COSTS: Final = Table(
    "property_costs",
    "What property costs as a share of what a body spends on a service.",
    (
        text("area_id", "The area; null: the whole estate."),
        text("financial_year", "The year of the spending; null: not known."),
        text("agency_id", "The body; null: all together."),
        code("service", "The service; null: all together.", codes.SPENDING_SERVICES),
        number("property_gbp", "What property costs in the year.", "GBP", required=True),
        number("spend_gbp", "What is spent in the year.", "GBP", required=True),
        number("share_pct", "The first of the second; null: nothing is spent.", "%"),
        text("basis", "What property costs were taken from, in plain words.", required=True),
        text("missing", "What is not known of it, as a list."),
    ),
)

CEILINGS: Final = Table(
    "ceilings",
    "What is counted of the spending of a region, beside the national statistics of that region.",
    (
        text("area_id", "The region or area whose accounts are held against the ceiling.", required=True),
        text("region_code", "Code of the region the ceiling is of.", required=True),
        text("financial_year", "The year.", required=True),
        code("service", "The service; null: all together.", codes.SPENDING_SERVICES),
        code("budget", "Revenue or capital; null: both.", codes.BUDGETS),
        number(
            "counted_per_head_gbp",
            "What the accounts count by resident; null: nothing is counted, or residents are not known.",
            "GBP",
        ),
        number("ceiling_per_head_gbp", "What the region's statistics say by resident.", "GBP"),
        number("share_pct", "The first of the second; null: one is not known.", "%"),
    ),
)
