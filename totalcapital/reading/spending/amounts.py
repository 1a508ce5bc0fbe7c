"""The amounts of a list of spending: one in each row, or one under each of several headings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.errors import EstateFileError
from totalcapital.reading import values
from totalcapital.reading.layout_amounts import Amount
from totalcapital.reading.meaning.distinct import Distinct, parse_texts
from totalcapital.reading.profiles import headings_there
from totalcapital.reading.spending.years import year_label
from totalcapital.reading.values import money_scale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.meaning.column_reader import ColumnReader

__all__ = ["Amounts", "amounts_of", "money_under", "with_amount_headings"]

_SCALES: Final = {"unit": 1.0, "thousand": 1e3, "million": 1e6}


@dataclass(frozen=True, slots=True)
class Amounts:
    """The amounts of one file."""

    rows: pd.DataFrame
    """One row an amount."""
    given: pd.Index
    """Rows of the file that give any, were it nothing."""
    headings: Mapping[str, Amount]
    """Of a file with several amounts in a row: heading that is read to what the layout says of it."""
    scale: float
    """What one under a heading stands for."""


def with_amount_headings(plan: ColumnPlan, headings: Sequence[str], register: Register) -> ColumnPlan:
    """Return the plan with the headings of several amounts, to show what was read as what."""
    found = list(_headings(plan, headings, register))
    return replace(plan, columns={**plan.columns, "amount_gbp": found}) if found else plan


def _headings(plan: ColumnPlan, headings: Sequence[str], register: Register) -> dict[str, Amount]:
    """Return the heading that each amount is read from: those of the layout in its order, else those of years."""
    found: dict[str, Amount] = {}
    if not plan.profile.amount:
        for year, heading in sorted(register.year_columns.items()):
            there = headings_there((heading,), headings)
            if not there:
                raise EstateFileError(
                    f"{register.path}: register {register.id} names the heading {heading!r} for the year {year}; the "
                    f"file has {', '.join(headings[:15])}. Correct the heading in the estate file."
                )
            found[there[0]] = Amount(headings=(heading,), financial_year=year_label(year) or year)
    for amount in plan.profile.amount:
        there = headings_there(amount.headings, headings)
        is_there = not amount.only_with or headings_there(amount.only_with, headings)
        if there and is_there and there[0] not in found:
            found[there[0]] = amount
    return found


def amounts_of(
    reader: ColumnReader, cells: pd.DataFrame, rows: pd.DataFrame, *, plan: ColumnPlan, register: Register
) -> Amounts:
    """Return the amounts of the rows of a file."""
    own = register.amount_unit if register.amount_unit != "unit" else plan.profile.units.get("amount_gbp", "")
    scale = _SCALES.get(own, plan.scales.get("amount_gbp", 1.0))
    found = _headings(plan, list(cells.columns), register)
    if register.year_columns and found and not own:
        scale = money_scale(next(iter(found)))
    if found:
        return _under_headings(reader, cells, rows, found=found, scale=scale)
    money = reader.parsed("amount_gbp", partial(values.parse_money, factor=scale), "number", factor=scale)
    given = money.notna()
    one = rows[given].assign(
        amount_gbp=money[given].astype("float64"), source_column=reader.heading("amount_gbp")
    )
    return Amounts(one, rows.index[given], {}, scale)


def _under_headings(
    reader: ColumnReader,
    cells: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    found: Mapping[str, Amount],
    scale: float,
) -> Amounts:
    made: list[pd.DataFrame] = []
    has_any = pd.Series(data=False, index=rows.index)
    for heading, amount in found.items():
        money = money_under(cells.loc[rows.index], heading, scale, reader=reader)
        for less in headings_there(amount.less, list(cells.columns)):
            money = money - money_under(cells.loc[rows.index], less, scale).fillna(0.0)
        has_any |= money.notna()
        keep = money.notna() & (money != 0.0)
        made.append(_of_heading(rows[keep], money[keep], heading, amount))
    whole = pd.concat(made) if made else rows.iloc[:0]
    return Amounts(whole.sort_values(["source_row", "source_column"]), rows.index[has_any], found, scale)


def _of_heading(rows: pd.DataFrame, money: pd.Series, heading: str, amount: Amount) -> pd.DataFrame:
    said: dict[str, Any] = {
        "amount_gbp": money,
        "source_column": heading,
    }
    if amount.financial_year is not None:
        said["financial_year"] = amount.financial_year
    else:
        said["service_read"] = values.tidy(heading)
    if amount.service is not None:
        said["service"] = amount.service
    if amount.budget is not None:
        said["budget"] = amount.budget
    if amount.is_transfer is not None:
        said["is_transfer"] = amount.is_transfer
    if amount.is_property is not None:
        said["is_property"] = pd.Series(amount.is_property, index=rows.index, dtype="boolean")
    return rows.assign(**said)


def money_under(
    cells: pd.DataFrame, heading: str, scale: float, *, reader: ColumnReader | None = None
) -> pd.Series:
    """Return the money under a heading, in pounds; null where a cell holds none.

    Parameters
    ----------
    reader
        Told of cells that hold something else; null: not told.
    """
    distinct = Distinct.of(cells[heading])
    read = parse_texts(distinct.texts, partial(values.parse_money, factor=scale), "number", factor=scale)
    if reader is not None and read.faults:
        count = len(distinct.rows_of(sorted(read.faults)))
        reader.tell.once(
            "value-not-understood", "warning",
            f"{heading}: expected a number; {count} cells hold something else. Read as not known.",
            "Correct the cells in the register.", column=heading, rows_count=count,
        )  # fmt: skip
    found = np.asarray(read.values, dtype="float64").take(distinct.indices)
    return pd.Series(found, index=cells.index)
