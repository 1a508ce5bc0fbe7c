"""How well capital projects are placed: their number and money by how each was placed."""

from __future__ import annotations

import math

import pandas as pd

from totalcapital.tables.codes import LOCATION_METHODS

__all__ = ["placement_of"]


def placement_of(projects: pd.DataFrame, locations: pd.DataFrame) -> pd.DataFrame:
    """Return how many projects, and how much of their money, are placed by each method.

    What stands beside every total of projects: money that is in no exact place is seen, never lost. The
    counts add up to all projects, the amounts to all money that is known.

    Parameters
    ----------
    projects
        ``project_id``, ``total_gbp`` (null: not known); all, or those of one area or agency.
    locations
        ``subject_id``, ``method``; other subjects are passed over. A project without a row is placed by none.

    Returns
    -------
    DataFrame
        One row a method that occurs, the surest first: ``method``, ``projects_count``, ``amount_gbp`` (the sum of
        the totals that are known; null where none is) and ``without_amount_count`` (projects without one).
    """
    methods = dict(zip(locations["subject_id"], locations["method"], strict=True))
    found = pd.Series(
        [methods.get(one, "none") for one in projects["project_id"]], projects.index, dtype=object
    )
    amounts = projects["total_gbp"].astype("float64")
    rows = []
    for method in (name for name in LOCATION_METHODS if (found == name).any()):
        theirs = amounts[found == method]
        known = theirs.dropna()
        total = math.fsum(known) if len(known) else math.nan
        rows.append((method, len(theirs), total, len(theirs) - len(known)))
    made = pd.DataFrame(rows, columns=["method", "projects_count", "amount_gbp", "without_amount_count"])
    kinds = {
        "method": "str",
        "projects_count": "int64",
        "amount_gbp": "float64",
        "without_amount_count": "int64",
    }
    return made.astype(kinds)
