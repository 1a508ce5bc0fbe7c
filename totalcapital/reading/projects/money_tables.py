"""The money of projects: by year, by source, in total, and how these agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.reading.projects.money_plan import UNIT_WORDS
from totalcapital.reading.projects.reconciled import Against, reconciled, whole_totals
from totalcapital.reading.values import parse_count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.project import Register
    from totalcapital.reading.meaning.column_reader import ColumnReader
    from totalcapital.reading.projects.money_plan import MoneyPlan
    from totalcapital.reading.projects.money_rows import RowMoney

__all__ = ["MoneyTables", "money_in_words", "money_tables"]

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class MoneyTables:
    """Projects with their totals, and their money; ``row`` is the index of the project."""

    projects: pd.DataFrame
    years: pd.DataFrame
    sources: pd.DataFrame
    reconciliations: pd.DataFrame


def money_tables(
    projects: pd.DataFrame, rows: pd.DataFrame, first: pd.Series, *, money: RowMoney, plan: MoneyPlan,
    reader: ColumnReader, register: Register,
) -> MoneyTables:  # fmt: skip
    """Return projects with total and commitment, and their money by year and source.

    Parameters
    ----------
    projects
        One row a project.
    rows
        One row a row of the file, with its ``commitment``.
    first
        For each row of the file its project, as index of ``projects``.
    """
    years = _years(money, first, _commitments(money.years, rows, plan, reader=reader, register=register))
    sources = _sources(money, first, projects)
    sums = _sums(years, sources, projects.index)
    stated = _stated(money, rows, first, projects)
    against = Against(stated, sums, slack_gbp=_slack(plan, reader))
    heading = reader.heading("total_gbp")
    total = whole_totals(against, tell=reader.tell, heading=heading)
    parts = money.parts.groupby(first).sum(min_count=1).reindex(projects.index)
    total = total.where(stated.notna() | parts.isna(), parts)
    _tell_incomplete(stated, money.incomplete, projects, reader=reader, plan=plan)
    held = reconciled(against, total, projects["source_row"], tell=reader.tell, heading=heading)
    known = projects["commitment"].astype(object)
    longstop = sources.dropna(subset=["longstop_date"]).groupby("row")["longstop_date"].min()
    projects = projects.assign(
        total_gbp=total,
        commitment=known.where(known.notna() & (known != "unknown"), _of_first_year(years, projects.index)).fillna("unknown"),
        longstop_date=projects["longstop_date"].where(
            projects["longstop_date"].notna(), pd.to_datetime(longstop.reindex(projects.index))
        ),
    )  # fmt: skip
    return MoneyTables(projects, years, sources, held)


def _commitments(
    years: pd.DataFrame, rows: pd.DataFrame, plan: MoneyPlan, *, reader: ColumnReader, register: Register
) -> pd.Series:
    """Return whether the money of each year is approved.

    So many years as the list or the estate file calls approved come before the words of the heading, and
    these before what is said of the project. What has been spent is approved.
    """
    labels = [one.label for one in plan.years if one.period == "year"] or sorted(
        years["financial_year"].dropna().unique()
    )
    place = {label: position for position, label in enumerate(dict.fromkeys(labels))}
    approved = pd.Series(register.approved_years, index=rows.index, dtype="float64")
    if reader.speaks_of("approved_years"):
        own = reader.parsed("approved_years", parse_count).astype("float64")
        approved = own.where(own.notna(), approved)
    allowed = years["row"].map(approved)
    nth = years["financial_year"].map(place)
    by_rule = pd.Series(None, index=years.index, dtype=object)
    by_rule[allowed.notna() & (nth < allowed)] = "approved"
    by_rule[allowed.notna() & ((nth >= allowed) | (years["period"] == "after"))] = "indicative"
    result = by_rule.where(by_rule.notna(), years["commitment"])
    result = result.where(result.notna() | (years["period"] != "before"), "approved")
    result = result.where(result.notna(), years["row"].map(rows["commitment"].astype(object)))
    return result.where(result.notna(), "unknown")


def _years(money: RowMoney, first: pd.Series, commitment: pd.Series) -> pd.DataFrame:
    """Return the money by project and year, rows of one heading and commitment added up."""
    years = money.years.assign(commitment=commitment, row=money.years["row"].map(first))
    by = ["row", "period", "financial_year", "commitment", "heading"]
    if not years.duplicated(by).any():
        return years
    days = years.groupby(by, dropna=False)[["year_start_date", "year_end_date"]].first()
    amounts = years.assign(amount_gbp=years["amount_gbp"].astype("float64")).groupby(by, dropna=False)
    return days.join(amounts["amount_gbp"].sum()).reset_index()


def _sources(money: RowMoney, first: pd.Series, projects: pd.DataFrame) -> pd.DataFrame:
    """Return the money by project and source; a project's longstop date is that of its only source."""
    sources = money.sources.assign(row=money.sources["row"].map(first))
    if sources.empty:
        return sources
    by = [name for name in sources.columns if name != "amount_gbp"]
    if sources.duplicated(by).any():
        keys = sources[by].astype(object).where(sources[by].notna(), None)
        amounts = sources.assign(**keys, amount_gbp=sources["amount_gbp"].astype("float64"))
        sources = amounts.groupby(by, dropna=False)["amount_gbp"].sum(min_count=1).reset_index()
    only = sources.groupby("row")["source_read"].transform("nunique") == 1
    own = sources["row"].map(projects["longstop_date"])
    return sources.assign(
        longstop_date=pd.to_datetime(sources["longstop_date"]).where(
            sources["longstop_date"].notna() | ~only, own
        )
    )


def _sums(years: pd.DataFrame, sources: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """Return the money of each project by period, and that of its sources for all years together."""
    sums = pd.DataFrame(index=index)
    for period in ("before", "year", "after"):
        part = years[years["period"] == period]
        sums[period] = part.groupby("row")["amount_gbp"].sum().astype("float64").reindex(index)
    amounts = sources["amount_gbp"].astype("float64")
    sums["sources"] = amounts.groupby(sources["row"]).sum(min_count=1).reindex(index)
    return sums


def _stated(money: RowMoney, rows: pd.DataFrame, first: pd.Series, projects: pd.DataFrame) -> pd.Series:
    """Return the stated total of each project: the sum of its rows where each is a part of it."""
    if not money.is_by_row:
        return projects["total_gbp"].astype("float64")
    each = rows["total_gbp"].astype("float64").groupby(first)
    is_same = each.transform("nunique") == 1
    several = first.groupby(first).transform("size") > 1
    repeated = (is_same & several).groupby(first).first()
    years = money.years.assign(row=money.years["row"].map(first))
    by_year = years["amount_gbp"].astype("float64").groupby(years["row"]).sum()
    once, added = each.first(), each.sum(min_count=1)
    says_whole = repeated & (
        (by_year.reindex(once.index) - once).abs() < (by_year.reindex(once.index) - added).abs()
    )
    return once.where(says_whole, added).reindex(projects.index)


def _slack(plan: MoneyPlan, reader: ColumnReader) -> float:
    """Return how far a sum may be from a stated total by rounding: half of the last digit of each part."""
    slack = 0.0
    totals = [reader.heading("total_gbp")] if reader.speaks_of("total_gbp") else []
    scales = {one.heading: one.scale for one in plan.years} | dict.fromkeys(
        totals, plan.totals.get("total_gbp", plan.scale)
    )
    for heading, scale in scales.items():
        if heading in reader.cells.columns:
            texts = reader.cells[heading].unique()
            decimals = max(
                (len(t.strip().rpartition(".")[2]) for t in texts if "." in t and t.strip()[-1:].isdigit()),
                default=0,
            )
            slack += 0.5 * scale * 10.0**-decimals
    return slack + 0.005


def _of_first_year(years: pd.DataFrame, index: pd.Index) -> pd.Series:
    """Return whether the first year with money is approved; null where none has any."""
    spent = years[(years["period"] == "year") & (years["amount_gbp"] != 0)]
    spent = spent.sort_values(["year_start_date", "commitment"], kind="stable")
    return spent.groupby("row")["commitment"].first().reindex(index)


def _tell_incomplete(
    stated: pd.Series, incomplete: pd.Series, projects: pd.DataFrame, *, reader: ColumnReader, plan: MoneyPlan
) -> None:
    """Tell of totals that are the sum of some years, others being blank."""
    some = stated.isna() & (incomplete.reindex(projects.index) > 0)
    if not some.any():
        return
    found = projects.loc[some, "source_row"].astype(int).tolist()
    rows = ", ".join(map(str, found[:_SHOWN])) + (" and others" if len(found) > _SHOWN else "")
    reader.tell.once(
        "sum-incomplete", "note",
        f"total_gbp: expected an amount in each of {len(plan.years)} columns; {len(found)} rows lack some (rows {rows}). Read as "
        "the sum of those given.",
        "Fill in the others, with 0 where it is nil.",
        column=" + ".join(one.heading for one in plan.years), rows_count=len(found),
    )  # fmt: skip


def money_in_words(plan: MoneyPlan, also: Mapping[str, pd.DataFrame]) -> str:
    """Return the years of a list, their unit, how much of the money is approved, and its sources.

    Parameters
    ----------
    also
        ``project_years`` and ``funding`` of the list.
    """
    years, sources = also["project_years"], also["funding"]
    labels = sorted(years["financial_year"].dropna().unique())
    if not len(years):
        return "none by year" + (f"; {len(sources)} sources of funding" if len(sources) else "")
    words = ["no year" if not labels else labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"]
    words += [period for period in ("before", "after") if (years["period"] == period).any()]
    units = sorted({one.scale for one in plan.years} or {plan.totals.get("amount_gbp", plan.scale)})
    amounts = years["amount_gbp"].astype("float64").groupby(years["commitment"]).sum()
    known = {"approved": "approved", "indicative": "indicative", "unknown": "not known whether approved"}
    said = [f"{amounts[code]:,.0f} {text}" for code, text in known.items() if code in amounts.index]
    tail = f"; {len(sources)} sources of funding" if len(sources) else ""
    return (
        f"{', '.join(words)}; read {' and '.join(UNIT_WORDS[one] for one in units)}; {', '.join(said)}{tail}"
    )
