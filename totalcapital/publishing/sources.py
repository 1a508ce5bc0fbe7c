"""Says which registers the properties, projects and accounts of pages are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.publishing.account_figures import accounts_of
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["registers_of"]


def registers_of(view: View, pages: Sequence[Page]) -> pd.DataFrame:
    """Return the registers that what is on the pages is from, by publisher.

    Where the audience may not see which record is from which register, all of them.
    """
    registers = view.tables["registers"]
    if view.may_see("assets", "register_id"):
        subjects = frozenset().union(*(page.sites | page.projects for page in pages))
        records, projects = view.records, view.tables["projects"]
        accounts = [accounts_of(view, page.area_id)["register_ids"] for page in pages]
        used = {
            *records.loc[records["site_id"].isin(subjects), "register_id"],
            *projects.loc[projects["project_id"].isin(subjects), "register_id"],
            *(name for cells in accounts for cell in cells for name in split_list(cell)),
        }
        registers = registers[registers["register_id"].isin(used)]
    return registers.sort_values(["publisher", "register_id"], kind="stable")
