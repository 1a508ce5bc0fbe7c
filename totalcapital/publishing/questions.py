"""What people are asked about a page: rows of the workbook, and the first of them on the index page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.publishing.pages import number_words
from totalcapital.publishing.texts import Markup, escape, page_text

if TYPE_CHECKING:
    import pandas as pd

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["question_rows", "question_section"]

#: The index page shows so many, the worst.
_ON_THE_INDEX = 5
_COLUMNS = [
    "number", "question", "now", "evidence", "likely_yes_pct", "effect_points", "state", "subject", "subject_id",
    "other_id", "doubt_id",
]  # fmt: skip


def question_rows(view: View, page: Page) -> pd.DataFrame:
    """Return the questions on the records, agencies and options of a page, worst first.

    A question on what is on no page, such as a decision whose record is gone, is on every page.
    """
    holdings, asked = view.tables["holdings"], view.tables["doubts"]
    held = holdings[holdings["site_id"].isin(page.sites)]
    mine = {
        *view.records.loc[view.records["holding_id"].isin(held["holding_id"]), "asset_id"],
        *_agencies(view, set(held["agency_id"].dropna())),
        *page.options,
    }
    anywhere = {
        *view.records["asset_id"],
        *_agencies(view, set(holdings["agency_id"].dropna())),
        *view.tables["colocation"]["option_id"],
    }
    named = asked[["subject_id", "other_id"]]
    here = named.isin(mine).any(axis=1) | ~named.isin(anywhere).any(axis=1)
    rows = asked[here].sort_values("rank", ignore_index=True)
    rows["likely_yes_pct"] = (100 * rows["probability"]).round()
    return rows.rename(columns={"rank": "number", "effect": "effect_points"})[_COLUMNS]


def question_section(view: View) -> Markup:
    """Return the first questions of the estate; empty for an audience that is not asked, or where there are none."""
    if not view.may_see("doubts", "question") or view.tables["doubts"].empty:
        return Markup("")
    words, asked = page_text()["questions"], view.tables["doubts"].sort_values("rank")
    items = "".join(
        f"<li><p>{escape(row['question'])}</p><p>{escape(row['evidence'].rstrip('.'))}. {escape(row['now'])}</p></li>"
        for row in asked.head(_ON_THE_INDEX).to_dict("records")
    )
    lede = words["lede"].format(
        n=number_words(len(asked)), shown=number_words(min(len(asked), _ON_THE_INDEX))
    )
    return Markup(
        f'\n<section class="registers questions" id="questions"><h2>{escape(words["heading"])}</h2>'
        f"<p>{escape(lede)}</p><ol>{items}</ol></section>"
    )


def _agencies(view: View, ids: set[str]) -> set[str]:
    """Return agencies with all that questions may call them: spellings, and ids before they were merged."""
    names, links = view.tables["agency_names"], view.tables["agency_links"]
    same = links[links["relation"] == "same-body"]
    found = {*ids, *names.loc[names["agency_id"].isin(ids), "name_read"]}
    for one, other in (("agency_id", "other_agency_id"), ("other_agency_id", "agency_id")):
        found |= set(same.loc[same[one].isin(ids), other])
    return found
