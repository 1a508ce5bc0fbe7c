"""What the records of one holding say only together: one gives the places, another the pupils."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.assessing.findings import try_rules

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from totalcapital.assessing.rules import Rule
    from totalcapital.assumptions import Assumptions

__all__ = ["with_joint_findings"]

_JOINT: Final = "; several records of the holding say it together"


def with_joint_findings(
    tried: pd.DataFrame,
    holdings: pd.DataFrame,
    pairs: pd.DataFrame,
    rules: Sequence[Rule],
    *,
    as_of: dt.date,
    assumptions: Assumptions,
) -> pd.DataFrame:
    """Return the findings, with those that only several records of a holding make possible.

    A rule that could be tried on none of the records is tried on what the holding's records agree on.
    The finding stands at the first of the records that lacked evidence for it, in the place of that.
    Rules that compare peers are left out: their peers are records.

    Parameters
    ----------
    tried
        One row per rule and record of its kind.
    holdings
        With the ``sector`` of their agency.
    pairs
        Holding and record, closed predecessors left out.
    """
    several = pairs[pairs.duplicated("holding_id", keep=False)]
    rows = several.merge(tried.reset_index(names="row"), on="asset_id", how="inner")
    is_measured = (
        (rows["finding"] != "unknown").groupby([rows["holding_id"], rows["rule_id"]]).transform("any")
    )
    lacking = rows[~is_measured].sort_values(["rule_id", "holding_id", "asset_id"])
    first = lacking.drop_duplicates(["rule_id", "holding_id"])
    alone = [rule for rule in rules if not rule.peers_at_least]
    whole = holdings[holdings["holding_id"].isin(first["holding_id"])]
    if whole.empty or not alone:
        return tried
    joint = try_rules(
        whole.assign(asset_id=whole["holding_id"]), alone, as_of=as_of, assumptions=assumptions
    ).rename(columns={"asset_id": "holding_id"})
    found = joint[joint["finding"] != "unknown"].merge(
        first[["holding_id", "rule_id", "asset_id", "row"]],
        on=["holding_id", "rule_id"],
        how="inner",
        validate="1:1",
    )
    found = found.assign(evidence=found["evidence"] + _JOINT)
    kept = tried[~tried.index.isin(found["row"])]
    return pd.concat([kept, found.drop(columns=["holding_id", "row"])], ignore_index=True)
