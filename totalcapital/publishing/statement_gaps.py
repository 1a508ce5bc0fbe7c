"""Says what the statement of an area does not know, the weightiest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.publishing.account_words import short_money
from totalcapital.publishing.pages import number_words
from totalcapital.publishing.statement_figures import capital_of
from totalcapital.publishing.texts import page_text

if TYPE_CHECKING:
    from totalcapital.publishing.areas import AreaFigures, Page
    from totalcapital.publishing.redaction import View
    from totalcapital.publishing.statement_figures import Spent

__all__ = ["gaps_of"]


def gaps_of(view: View, page: Page, figures: AreaFigures, *, spent: Spent | None, currency: str) -> list[str]:
    """Return, in plain words, what is not known of an area's money, properties and projects."""
    text = page_text()["statement"]["gaps"]
    capital = capital_of(view, page)
    counted = [
        ("use", figures.unknown_count if view.may_see("bands", "band") else 0),
        ("place", figures.unlocated_count),
        ("project_money", capital.without_amount_count if view.may_see("projects", "total_gbp") else 0),
        ("project_place", sum(n for name, n, _ in capital.placed if name == "none")),
    ]
    return [*_of_money(spent, currency), *(text[name].format(n=number_words(n)) for name, n in counted if n)]


def _of_money(spent: Spent | None, currency: str) -> list[str]:
    text = page_text()["statement"]["gaps"]
    if spent is None:
        return [text["spending"]]
    services = sum(line.amount_gbp for line in spent.services if line.name is None)
    bodies = sum(line.amount_gbp for line in spent.bodies if line.name is None)
    amounts = [
        ("discretion", spent.by_discretion["unknown"]),
        ("body", bodies),
        ("service", services),
        ("area", spent.unmapped_gbp),
    ]
    said = [text[name].format(sum=short_money(amount, currency)) for name, amount in amounts if round(amount)]
    return [text["residents"], *said] if spent.residents_count is None else said
