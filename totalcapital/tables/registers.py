"""Tables about the registers themselves, the agencies they name and the areas of the estate."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.schema import (
    Table,
    code,
    count,
    date,
    flag,
    geometry,
    identifier,
    number,
    text,
)

REGISTERS: Final = Table(
    "registers",
    "One file, as one agency or publisher gave it.",
    (
        identifier("register_id", "The id the estate file gives the register."),
        text("publisher", "Who publishes the file."),
        text("profile", "The layout it was read as."),
        text("path", "Where the file is, relative to the estate file.", required=True),
        text("sha256", "Digest of the file's bytes.", required=True),
        date("effective_date", "The day the register describes; null: not said."),
        text("licence", "Licence as stated; null: not said."),
        text("attribution", "The words the licence asks for."),
        text("column_licences", "Columns under another licence, as column=licence."),
        text("area_id", "The area that its records without a place belong to."),
        count("rows_read", "Data rows in the file.", required=True),
        count("rows_kept", "Rows that became assets or projects.", required=True),
        count("rows_set_aside", "Rows that did not, each with its reason in issues.", required=True),
        text("file_format", "What the file is, recognised from its bytes."),
        text("encoding", "Encoding its text was read in; null: not text, or not noted."),
        text("separator", "What stands between its cells; null: not such a file, or not noted."),
        text("sheet", "Sheet or layer that was read; null: the file has none, or not noted."),
        count("heading_row", "First row of its headings; null: it has none, or not noted."),
        number("completeness_pct", "Share of what the analyses need that is given; null: no records.", "%"),
        number("age_days", "Days from the day the register describes to as_of; null: not said.", "days"),
    ),
)

HEADINGS: Final = Table(
    "headings",
    "One heading of one file, and what it was read as.",
    (
        text("register_id", "The register.", required=True),
        count("position", "Place among the headings, 1 the first.", required=True),
        text("heading", "As it stands in the file; of several rows of headings joined by /.", required=True),
        text("column", "Our columns read from it; null: not used."),
        text("rule", "What decided, in words."),
        text("samples", "The commonest values under it."),
        count("distinct_count", "Values under it that differ, blanks left out."),
        number("blank_pct", "Share of rows with nothing under it.", "%"),
    ),
)

AGENCIES: Final = Table(
    "agencies",
    "One body, under however many spellings.",
    (
        identifier("agency_id", "Readable key of the body."),
        text("name", "The spelling shown: the most frequent, then the longest.", required=True),
        code("sector", "Kind of body; null: not known.", codes.SECTORS),
        flag("is_public", "Whether the body is public; null: not known."),
        text(
            "codes", "Codes of the body as scheme:code: read in registers, or those of a council of the list."
        ),
        text("names_read", "Every spelling read."),
    ),
)

AGENCY_NAMES: Final = Table(
    "agency_names",
    "One spelling of one agency, and why it is read as that body.",
    (
        text("name_read", "The spelling as read.", required=True),
        text("sector_read", "Sector the rows with it give; null: none."),
        text("agency_id", "The body it is read as.", required=True),
        text("rule", "What decided, in plain words.", required=True),
        number("weight", "Strength of the evidence; null: decided by rule alone.", "bit"),
        code("decision", "Who decided: the rule, or a person.", codes.LINK_DECISIONS, required=True),
        count("rows_count", "Rows with this spelling.", required=True),
        text("fingerprint", "Digest of what was decided on.", required=True),
    ),
)

AGENCY_LINKS: Final = Table(
    "agency_links",
    "Two agencies weighed against each other: one body, or in doubt, with the reason.",
    (
        identifier("agency_link_id", "Stable digest of the two."),
        text("agency_id", "One agency, the lower id, as the rule alone names it.", required=True),
        text("other_agency_id", "The other.", required=True),
        code("relation", "Whether the two are read as one body.", codes.AGENCY_RELATIONS, required=True),
        number(
            "weight",
            "Prior and all evidence together: base-2 logarithm of the odds that the two are one body.",
            "bit",
            required=True,
        ),
        number("probability", "The same as a share.", "0-1", required=True),
        text("weights", "Prior and each weight, as a JSON list of [evidence, words, weight].", required=True),
        text("evidence", "The reason in plain words.", required=True),
        code("decision", "Who decided: the rule, or a person.", codes.LINK_DECISIONS, required=True),
        count("rows_count", "Rows of the smaller of the two.", required=True),
        text("fingerprint", "Digest of what was weighed.", required=True),
    ),
)

AREAS: Final = Table(
    "areas",
    "One area at a stated date.",
    (
        identifier("area_id", "Readable key of the area, or its GSS code for an authority or smaller."),
        text("gss_code", "Code or codes of the Office for National Statistics."),
        code("kind", "Kind of area.", codes.AREA_KINDS, required=True),
        text("name", "Name of the area.", required=True),
        text("programme", "The programme that made the area one."),
        date("valid_from_date", "First day of this footprint; null: not said."),
        date("valid_to_date", "Last day of this footprint; null: still in force or not said."),
        count("population_count", "Residents; null: not given."),
        count("claimants_count", "Claimants of benefits; null: not given."),
        count("imd_decile", "Index of Multiple Deprivation decile, 1 most deprived; null: not given."),
        number(
            "land_value_gbp_ha", "Value of land for appraisal, of an authority; null: not given.", "GBP a ha"
        ),
        geometry("Outline; null where no boundary was given."),
    ),
)
