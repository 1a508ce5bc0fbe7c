"""The contract between stages: every table, each column once with its unit and meaning.

A table is a plain DataFrame or GeoDataFrame. ``TABLES`` is the data dictionary.
"""

from __future__ import annotations

from typing import Final

from totalcapital.tables.assets import ASSETS, PROJECTS, STAKE_COLUMNS
from totalcapital.tables.capital import ALIGNMENTS, FUNDING, LEDGER, PROJECT_YEARS, SLIPPAGE
from totalcapital.tables.choices import APPRAISALS, ASSUMPTIONS, MOVES, SCENARIOS, SENSITIVITIES
from totalcapital.tables.comparison import DIFFERENCES, RENUMBERED
from totalcapital.tables.decisions import DECISION_FILE_COLUMNS, DECISIONS, DOUBTS
from totalcapital.tables.estate import HOLDINGS, LINKS, LOCATIONS, PLACES, SITES
from totalcapital.tables.findings import (
    BAND_TABLE,
    COLOCATION,
    EXCLUSIONS,
    HUBS,
    ISSUES,
    NEEDS,
    RULES,
    UNDERUSE,
)
from totalcapital.tables.handback import CHANGES, COMPLETENESS
from totalcapital.tables.money import (
    ACCOUNTS,
    CEILINGS,
    FUNDERS,
    PROPERTY_COSTS,
    PROVISION,
    RECONCILIATIONS,
    SPENDING,
)
from totalcapital.tables.registers import AGENCIES, AGENCY_LINKS, AGENCY_NAMES, AREAS, HEADINGS, REGISTERS
from totalcapital.tables.schema import Column, Table, join_list, split_list

__all__ = [
    "ACCOUNTS",
    "AGENCIES",
    "AGENCY_LINKS",
    "AGENCY_NAMES",
    "ALIGNMENTS",
    "APPRAISALS",
    "AREAS",
    "ASSETS",
    "ASSUMPTIONS",
    "BAND_TABLE",
    "CEILINGS",
    "CHANGES",
    "COLOCATION",
    "COMPLETENESS",
    "DECISIONS",
    "DECISION_FILE_COLUMNS",
    "DIFFERENCES",
    "DOUBTS",
    "EXCLUSIONS",
    "FUNDERS",
    "FUNDING",
    "HEADINGS",
    "HOLDINGS",
    "HUBS",
    "ISSUES",
    "LEDGER",
    "LINKS",
    "LOCATIONS",
    "MOVES",
    "NEEDS",
    "PLACES",
    "PROJECTS",
    "PROJECT_YEARS",
    "PROPERTY_COSTS",
    "PROVISION",
    "RECONCILIATIONS",
    "REGISTERS",
    "RENUMBERED",
    "RULES",
    "SCENARIOS",
    "SENSITIVITIES",
    "SITES",
    "SLIPPAGE",
    "SPENDING",
    "STAKE_COLUMNS",
    "TABLES",
    "UNDERUSE",
    "Column",
    "Table",
    "join_list",
    "split_list",
]

#: Every table, in the order the stages make them.
TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        REGISTERS,
        HEADINGS,
        AGENCIES,
        AGENCY_NAMES,
        AGENCY_LINKS,
        AREAS,
        ASSETS,
        PROJECTS,
        PROJECT_YEARS,
        FUNDING,
        SPENDING,
        RECONCILIATIONS,
        DECISIONS,
        LOCATIONS,
        RENUMBERED,
        SLIPPAGE,
        LINKS,
        SITES,
        HOLDINGS,
        PLACES,
        RULES,
        UNDERUSE,
        BAND_TABLE,
        NEEDS,
        COLOCATION,
        EXCLUSIONS,
        HUBS,
        ASSUMPTIONS,
        APPRAISALS,
        SENSITIVITIES,
        SCENARIOS,
        MOVES,
        ALIGNMENTS,
        LEDGER,
        ACCOUNTS,
        FUNDERS,
        PROVISION,
        PROPERTY_COSTS,
        CEILINGS,
        DOUBTS,
        COMPLETENESS,
        CHANGES,
        ISSUES,
    )
}
