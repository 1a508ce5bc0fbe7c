"""Totals that a list of spending states, beside the sums of what was read from it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.reading.meaning.distinct import where_distinct
from totalcapital.reading.meaning.records import fits_any
from totalcapital.reading.profiles import headings_there
from totalcapital.reading.spending.amounts import money_under
from totalcapital.reading.values import parse_money, tidy
from totalcapital.tables import RECONCILIATIONS

if TYPE_CHECKING:
    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.raw import RawTable
    from totalcapital.reading.spending.amounts import Amounts

__all__ = ["reconciled"]

#: Sums that differ by less are equal: cells hold fractions of a pound.
_POUND: Final = 0.5


def reconciled(
    amounts: Amounts, cells: pd.DataFrame, rows: pd.DataFrame, *, raw: RawTable, plan: ColumnPlan, register: Register
) -> Any:  # fmt: skip
    """Return the ``reconciliations`` of one file.

    Each heading of a total that the layout names is held against its parts, row by row; each row that
    is the sum of others against them, heading by heading; a lone row of the total of a list of single
    amounts against all of them.
    """
    row_numbers = pd.Series(raw.source_rows, index=cells.index, dtype="int64")
    read = pd.DataFrame(
        {h: money_under(cells, h, amounts.scale) for h in amounts.headings}, index=cells.index
    )
    years = rows["financial_year"].dropna().unique()
    year = years[0] if len(years) == 1 else None
    found = [*_by_heading(amounts, cells, read.loc[rows.index], plan=plan)]
    found += _by_row(cells, read, kept=amounts.given, row_numbers=row_numbers, plan=plan)
    found += _of_list(amounts, raw) if not amounts.headings else []
    made = pd.DataFrame([one | {"register_id": register.id, "financial_year": year} for one in found])
    return RECONCILIATIONS.conform(made)


def _line(what: str, stated: pd.Series, read: pd.Series) -> dict[str, Any]:
    """Return one reconciliation: pairs of a total and a sum, one a row or heading."""
    return {
        "what": what,
        "rows_count": len(stated),
        "differing_count": int(((read - stated).abs() > _POUND).sum()),
        "stated_gbp": float(stated.sum()),
        "read_gbp": float(read.sum()),
        "difference_gbp": float(read.sum() - stated.sum()),
    }


def _by_heading(
    amounts: Amounts, cells: pd.DataFrame, read: pd.DataFrame, *, plan: ColumnPlan
) -> list[dict[str, Any]]:
    made = []
    for total in plan.profile.total:
        for heading in headings_there(total.headings, list(cells.columns))[:1]:
            parts = [h for h, amount in amounts.headings.items() if amount.part in total.parts]
            stated = money_under(cells.loc[read.index], heading, amounts.scale).dropna()
            sums = read.loc[stated.index, parts].fillna(0.0).sum(axis=1)
            made.append(_line(f"each row: {tidy(heading)}, the sum of {len(parts)} headings", stated, sums))
    return made


def _by_row(
    cells: pd.DataFrame, read: pd.DataFrame, *, kept: pd.Index, row_numbers: pd.Series, plan: ColumnPlan
) -> list[dict[str, Any]]:
    made = []
    for rule in plan.profile.total_rows:
        names, kinds = (
            headings_there((h,), list(cells.columns)) if h else [] for h in (rule.column, rule.by)
        )
        fits = where_distinct(cells[names[0]], partial(fits_any, rule.values)) if names else cells.index < 0
        for row in cells.index[fits]:
            kind = tidy(cells.loc[row, kinds[0]]) if kinds else ""
            of = kept[cells.loc[kept, kinds[0]].map(tidy) == kind] if kind else kept
            stated = read.loc[row].dropna()
            if len(stated):
                what = f"row {row_numbers[row]}, {tidy(cells.loc[row, names[0]])}: each heading, the sum of {len(of)} rows"
                made.append(_line(what, stated, read.loc[of, stated.index].fillna(0.0).sum()))
    return made


def _of_list(amounts: Amounts, raw: RawTable) -> list[dict[str, Any]]:
    """Return the lone row of a total that a list of single amounts ends with, beside their sum."""
    rows = [fault for fault in raw.faults if fault.code == "totals-row"]
    if len(rows) != 1 or rows[0].value is None:
        return []
    found = [parse_money(cell, factor=amounts.scale).value for cell in rows[0].value.split(" | ")]
    stated = [value for value in found if value is not None]
    if len(stated) != 1:
        return []
    what = f"row {rows[0].source_row}, the total of the list: the sum of {len(amounts.rows)} rows"
    return [_line(what, pd.Series(stated), pd.Series([amounts.rows["amount_gbp"].sum()]))]
