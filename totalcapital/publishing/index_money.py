"""Makes the columns of the index page on money: capital projects, and what is spent by resident."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from totalcapital.publishing.account_words import head_words, short_money
from totalcapital.publishing.statement_figures import capital_of, spent_of
from totalcapital.publishing.texts import page_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View
    from totalcapital.publishing.statement_figures import Spent

__all__ = ["money_columns"]

_NONE = "\N{EN DASH}"


def money_columns(view: View, pages: Sequence[Page], *, currency: str) -> list[tuple[str, list[str], str]]:
    """Return the columns on money that any area has: heading, one cell an area, and that of all areas.

    What is spent by resident is of the year that most bodies tell of, which may be another in another
    area, so the cell says it; areas of different years have no sum.
    """
    heads = page_text()["index"]["heads"]
    found: list[tuple[str, list[str], str]] = []
    if view.may_see("projects", "total_gbp"):
        amounts = [_projects(view, page, currency) for page in pages]
        if any(cell != _NONE for cell in amounts):
            together = replace(pages[0], projects=frozenset().union(*(page.projects for page in pages)))
            found.append((heads["projects_money"], amounts, _projects(view, together, currency)))
    found += _spending(view, pages, currency)
    return found


def _projects(view: View, page: Page, currency: str) -> str:
    amount = capital_of(view, page).amount_gbp
    return _NONE if amount is None else short_money(amount, currency)


def _spending(view: View, pages: Sequence[Page], currency: str) -> list[tuple[str, list[str], str]]:
    """Return the column of spending by resident; budget and year stand in its heading where all have the same."""
    words = page_text()["index"]
    spent = [spent_of(view, page) for page in pages]
    if not any(spent):
        return []
    kinds = ["" if one is None else _kind(one) for one in spent]
    is_one = len(set(filter(None, kinds))) == 1
    cells = [
        _NONE
        if one is None
        else (head_words(one.per_head_gbp, currency) or words["residents_unknown"])
        + ("" if is_one else f" ({kind})")
        for one, kind in zip(spent, kinds, strict=True)
    ]
    heading = words["heads"]["spent"]
    return [(f"{heading} ({max(kinds)})" if is_one else heading, cells, "")]


def _kind(spent: Spent) -> str:
    """Return budget and year in words, such as "revenue, 2025-26"."""
    money = page_text()["money"]
    budget = money[f"budget_{spent.budget or 'unknown'}"].lower()
    return f"{budget}, {spent.year or money['year_unknown']}"
