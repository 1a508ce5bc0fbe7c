"""The stage: rules tried on records, bands, spare and needed floor area of holdings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from totalcapital.assessing.bands import band_holdings, records_of
from totalcapital.assessing.findings import try_rules
from totalcapital.assessing.needs import needs_table
from totalcapital.assessing.rules import load_rules, rules_table
from totalcapital.assessing.spare import spare_of
from totalcapital.assessing.together import with_joint_findings
from totalcapital.tables import BAND_TABLE, UNDERUSE

if TYPE_CHECKING:
    import datetime as dt

    from totalcapital.assumptions import Assumptions
    from totalcapital.sections import Underuse

__all__ = ["AssessResult", "assess"]


@dataclass(frozen=True, slots=True)
class AssessResult:
    """What the ``assess`` stage made."""

    underuse: pd.DataFrame
    bands: pd.DataFrame
    rules: pd.DataFrame
    needs: pd.DataFrame


def assess(
    assets: pd.DataFrame,
    holdings: pd.DataFrame,
    *,
    agencies: pd.DataFrame,
    as_of: dt.date,
    settings: Underuse,
    assumptions: Assumptions,
) -> AssessResult:
    """Try every rule on every record of its kind; put each holding in a band, with its spare and needed area.

    The worst finding decides. A holding on which a measurement was made and nothing found is
    *used*; one on which none could be made is *unknown*, with what would settle it. Both areas are
    net internal, so that one can be held against the other.

    Parameters
    ----------
    as_of
        The day up to which a building has been vacant.
    settings
        Thresholds in place of the published ones.

    Returns
    -------
    AssessResult
        ``underuse``: one row per rule and record of its kind, excess 0 where it passed and null where
        its evidence is missing; ``bands`` and ``needs``: one row per holding; ``rules``: one row per
        rule, with the thresholds of this run.

    Raises
    ------
    EstateFileError
        If a threshold is given for no rule, or watch and flag are the wrong way round.
    """
    rules = load_rules(settings.thresholds)
    sector = agencies.set_index("agency_id")["sector"]
    # Whole rows as text stand among the columns: without them the table is cut up in half the time.
    used = {
        "asset_id",
        "service",
        "property_kind",
        "status",
        *(name for rule in rules for name in rule.rests_on),
    }
    records = assets[[name for name in assets.columns if name in used]].assign(
        sector=assets["agency_id"].map(sector)
    )
    pairs = records_of(holdings, records)
    tried = with_joint_findings(
        try_rules(records, rules, as_of=as_of, assumptions=assumptions),
        holdings.assign(sector=holdings["agency_id"].map(sector)),
        pairs,
        rules,
        as_of=as_of,
        assumptions=assumptions,
    )
    underuse = UNDERUSE.conform(
        tried.reindex(columns=UNDERUSE.column_names).sort_values(["asset_id", "rule_id"], ignore_index=True)
    )
    bands = pd.concat([band_holdings(holdings, tried, pairs), spare_of(holdings, assumptions)], axis=1)
    return AssessResult(
        underuse, BAND_TABLE.conform(bands), rules_table(rules), needs_table(holdings, assumptions)
    )
