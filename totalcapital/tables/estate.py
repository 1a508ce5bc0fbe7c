"""The estate: where records are, which of them are one property, whose, and in which areas."""

from __future__ import annotations

from typing import Final

from totalcapital.tables import codes
from totalcapital.tables.assets import STAKE_COLUMNS
from totalcapital.tables.schema import (
    Table,
    code,
    count,
    flag,
    geometry,
    identifier,
    number,
    text,
)

LOCATIONS: Final = Table(
    "locations",
    "Where an asset or a project is, and how well that is known.",
    (
        identifier("subject_id", "The asset or project."),
        code("method", "How the place was found.", codes.LOCATION_METHODS, required=True),
        number("accuracy_m", "The true place is within this distance; null where there is no place.", "m"),
        text("evidence", "What the place rests on, in plain words.", required=True),
        text("asset_id", "Asset whose place a project was given; null: another way, or an asset itself."),
        text(
            "area_id",
            "Area a project is somewhere in, of method area; null: its place is known better, or not at all.",
        ),
        geometry("Place in the working CRS; null where the method is none."),
    ),
)

LINKS: Final = Table(
    "links",
    "Two records weighed against each other: of one property, of one campus, or in doubt, with the reason.",
    (
        identifier("link_id", "Stable digest of the two records."),
        text("asset_id", "One record, the lower id.", required=True),
        text("other_asset_id", "The other record.", required=True),
        code("relation", "How the two belong together.", codes.RELATIONS, required=True),
        number(
            "weight",
            "Prior and all evidence together: base-2 logarithm of the odds that the two are one property.",
            "bit",
            required=True,
        ),
        number("probability", "The same as a share.", "0-1", required=True),
        text(
            "weights",
            "Prior and the weight of each piece of evidence, as a JSON list of [evidence, words, weight].",
            required=True,
        ),
        text("evidence", "The reason in plain words.", required=True),
        code("decision", "Who decided: the rule, or a person.", codes.LINK_DECISIONS, required=True),
        text("fingerprint", "Digest of what the two records say that was weighed.", required=True),
    ),
)

SITES: Final = Table(
    "sites",
    "One property on the ground.",
    (
        identifier("site_id", "Digest of the site's first record, kept from edition to edition."),
        text("name", "Name shown: that of the best-located record."),
        count("agencies_count", "Known agencies with a stake there.", required=True),
        count("assets_count", "Records of the site.", required=True),
        number("accuracy_m", "The true place is within this distance; null where there is no place.", "m"),
        geometry("Place of the best-located record; null where none has better than an outward code."),
    ),
)

HOLDINGS: Final = Table(
    "holdings",
    "One agency's stake in one site: all its records there.",
    (
        identifier("holding_id", "site_id and the agency."),
        text("site_id", "The site.", required=True),
        text("agency_id", "The agency; null: not known."),
        text("asset_ids", "The records, as a list.", required=True),
        text("services", "Every service the records name, as a list."),
        *STAKE_COLUMNS,
    ),
)

PLACES: Final = Table(
    "places",
    "The areas a site or project is in.",
    (
        text("subject_id", "The site or project.", required=True),
        text("area_id", "The area.", required=True),
        code("kind", "Kind of area.", codes.AREA_KINDS, required=True),
        number("share", "Share of the subject inside the area, 0 to 1.", "share", required=True),
        flag("is_main", "Whether totals count the subject in this area.", required=True),
    ),
)
