"""Works out what the one-page statement of an area says: money, estate, projects, and what is not known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from totalcapital.placement import placement_of
from totalcapital.publishing.account_figures import (
    accounts_of,
    agency_names,
    chosen_year,
    main_budget,
    mapped_rows,
    per_head_of,
    residents_of,
    unmapped_rows,
)
from totalcapital.publishing.areas import WHOLE_ESTATE
from totalcapital.tables.codes import DISCRETIONS, DISTANCE_METHODS

if TYPE_CHECKING:
    import pandas as pd

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = [
    "Capital",
    "Line",
    "Spent",
    "alignments_of",
    "capital_of",
    "funders_of",
    "provision_of",
    "spent_of",
]

#: Alignments that ask for nothing any more.
_SETTLED: Final = ("resolved", "dismissed")


@dataclass(frozen=True, slots=True)
class Line:
    """One body or service of the statement: its name (null: not known), amount and amount by resident."""

    name: str | None
    amount_gbp: float
    per_head_gbp: float | None


@dataclass(frozen=True, slots=True)
class Spent:
    """What is spent in an area in the year and budget that the statement tells of.

    Parameters
    ----------
    year, budget
        Null where not known.
    amount_gbp, per_head_gbp
        All of it; by resident null where the residents are not known.
    residents_count
        Null where not known.
    bodies, services
        Greatest first; the name is a code for services.
    by_discretion
        Code: amount.
    unmapped_gbp, estate_gbp
        What of the whole estate is in no area, and the whole estate's together with it.
    is_of_payments
        Whether any of it is single payments, which are not all that was spent.
    """

    year: str | None
    budget: str | None
    amount_gbp: float
    per_head_gbp: float | None
    residents_count: int | None
    bodies: tuple[Line, ...]
    services: tuple[Line, ...]
    by_discretion: dict[str, float]
    unmapped_gbp: float
    estate_gbp: float
    is_of_payments: bool


@dataclass(frozen=True, slots=True)
class Capital:
    """The capital projects of an area: how many, their money, and how exactly both are placed.

    ``amount_gbp`` is null where no project says its money, or the audience may not see it.
    """

    projects_count: int
    amount_gbp: float | None
    without_amount_count: int
    placed: tuple[tuple[str, int, float | None], ...]
    """How placed (exact, rough, none), how many, and their money."""


def spent_of(view: View, page: Page) -> Spent | None:
    """Return what is spent in a page's area in the year most bodies tell of; null where no accounts are of it."""
    rows = accounts_of(view, page.area_id)
    if rows.empty:
        return None
    year = chosen_year(rows)
    in_year = rows[_same(rows["financial_year"], year)]
    budget = main_budget(in_year)
    chosen = in_year[_same(in_year["budget"], budget)]
    names = agency_names(view, chosen["agency_id"])
    unmapped, mapped = (
        math.fsum(part.loc[_same(part["financial_year"], year) & _same(part["budget"], budget), "amount_gbp"])
        for part in (unmapped_rows(view, page.area_id), mapped_rows(view))
    )
    return Spent(
        year=year,
        budget=budget,
        amount_gbp=math.fsum(chosen["amount_gbp"]),
        per_head_gbp=per_head_of(chosen),
        residents_count=residents_of(chosen),
        bodies=_lines(chosen, names),
        services=_lines(chosen, chosen["service"]),
        by_discretion={
            name: math.fsum(chosen.loc[chosen["discretion"] == name, "amount_gbp"]) for name in DISCRETIONS
        },
        unmapped_gbp=unmapped,
        estate_gbp=unmapped + mapped,
        is_of_payments=bool(chosen["basis"].eq("payments").any()),
    )


def _same(values: pd.Series, wanted: str | None) -> pd.Series:
    return values.isna() if wanted is None else values.eq(wanted).fillna(False)


def _lines(rows: pd.DataFrame, names: pd.Series) -> tuple[Line, ...]:
    """Return one line for each name, the greatest amount first."""
    keys = names.astype(object).where(names.notna(), None)
    made = []
    for name in sorted({one for one in keys if one is not None}) + ([None] if keys.isna().any() else []):
        own = rows[_same(keys, name)]
        made.append(Line(name, math.fsum(own["amount_gbp"]), per_head_of(own)))
    return tuple(sorted(made, key=lambda line: (-line.amount_gbp, line.name is None, line.name or "")))


def funders_of(view: View, page: Page, spent: Spent | None) -> pd.DataFrame:
    """Return the services that several bodies pay for in the statement's year and budget, the greatest first."""
    funders = view.tables["funders"]
    if spent is None:
        return funders.iloc[:0]
    here = funders["area_id"].eq(page.area_id) & _same(funders["financial_year"], spent.year)
    chosen = funders[here & _same(funders["budget"], spent.budget)]
    return chosen.sort_values(["amount_gbp", "service"], ascending=[False, True], kind="stable")


def provision_of(view: View, page: Page) -> pd.DataFrame:
    """Return the services of which properties stand within a walk of another body's, the most first."""
    rows = view.tables["provision"]
    here = rows["area_id"].isna() if page.area_id == WHOLE_ESTATE else rows["area_id"].eq(page.area_id)
    found = rows[here & rows["near_other_body_count"].gt(0).fillna(False)]
    return found.sort_values(["near_other_body_count", "service"], ascending=[False, True], kind="stable")


def capital_of(view: View, page: Page) -> Capital:
    """Return the capital projects of a page, their money, and how both are placed."""
    projects = view.tables["projects"]
    projects = projects[projects["project_id"].isin(page.projects)]
    parts = placement_of(projects, view.tables["locations"])
    kind = parts["method"].map(
        lambda method: "exact" if method in DISTANCE_METHODS else "none" if method == "none" else "rough"
    )
    placed = tuple(
        (name, int(own["projects_count"].sum()), _known_sum(own["amount_gbp"]))
        for name in ("exact", "rough", "none")
        if len(own := parts[kind == name])
    )
    without = int(parts["without_amount_count"].sum())
    return Capital(len(projects), _known_sum(parts["amount_gbp"]), without, placed)


def _known_sum(amounts: pd.Series) -> float | None:
    known = amounts.dropna()
    return math.fsum(known) if len(known) else None


def alignments_of(view: View, page: Page) -> pd.DataFrame:
    """Return the alignments of a page that still ask for something, best first; none where they may not be seen."""
    rows = view.tables["alignments"]
    if not view.may_see("alignments", "reason"):
        return rows.iloc[:0]
    here = rows["area_id"].eq(page.area_id) | (page.area_id == WHOLE_ESTATE)
    open_ones = rows[here & ~rows["status"].isin(_SETTLED) & rows["rank"].notna()]
    return open_ones.sort_values(["rank", "alignment_id"], kind="stable")
