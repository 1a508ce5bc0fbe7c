"""From the rows of a list of spending to amounts, every row accounted for."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.reading.agencies.kinds import is_public
from totalcapital.reading.agencies.names import key_of
from totalcapital.reading.meaning.column_reader import ColumnReader
from totalcapital.reading.meaning.coordinates import ANYWHERE
from totalcapital.reading.meaning.distinct import where_distinct
from totalcapital.reading.meaning.records import Understood, fits_any, with_agency
from totalcapital.reading.profiles import normal_heading
from totalcapital.reading.spending.amounts import amounts_of
from totalcapital.reading.spending.bodies import area_of_code, with_bodies_of_returns
from totalcapital.reading.spending.quiet import QuietTeller, is_of_payments, refuse_payees, told_often
from totalcapital.reading.spending.totals import reconciled
from totalcapital.reading.spending.years import year_in_words, year_label, year_of_day
from totalcapital.tables import SPENDING
from totalcapital.tables.codes import BUDGETS, DISCRETIONS, SPENDING_BASES, SPENDING_SERVICES

if TYPE_CHECKING:
    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.meaning.coordinates import Home
    from totalcapital.reading.raw import RawTable

__all__ = ["understand_spending"]

_IS_SUM: Final = "set aside: it is the sum of other rows, and held against them."
#: What the rows that are added up have in common.
_SAME: Final = [
    "agency", "agency_code", "sector", "is_public", "service", "service_read", "budget", "discretion",
    "discretion_source", "basis", "gss_code", "area_id", "postcode", "financial_year", "paid_on_date",
    "is_transfer", "is_property", "source_column",
]  # fmt: skip


def understand_spending(
    raw: RawTable, plan: ColumnPlan, register: Register, *, log: IssueLog, home: Home = ANYWHERE
) -> Understood:
    """Turn the rows of a list of spending into amounts, all columns but ``agency_id``.

    A row gives one amount, or one under each heading that the layout names. An amount of nothing under
    one of several headings is left out; a row without any amount is set aside. Whoever is paid is not
    read.

    Returns
    -------
    Understood
        Rows of ``spending`` with ``agency``, ``agency_code``, ``sector`` and ``is_public`` as read;
        beside them ``reconciliations``.

    Raises
    ------
    EstateFileError
        If the estate file reads the name of whoever is paid as a column of ours.
    """
    del home  # an amount has no place but the areas it is for
    refuse_payees(plan, register)
    tell = QuietTeller(register, log, is_of_payments=is_of_payments(plan, raw.headings))
    cells = raw.cells()
    row_numbers = pd.Series(raw.source_rows, index=cells.index, dtype="int64")
    away = _aside(cells, row_numbers, plan, tell)
    reader = ColumnReader(cells[~away], plan, register, rows=row_numbers[~away], log=log, facts=raw.facts)
    reader.tell = tell
    rows = _rows(reader, row_numbers[~away], raw=raw, plan=plan, register=register)
    amounts = amounts_of(reader, cells, rows, plan=plan, register=register)
    also = reconciled(amounts, cells, rows, raw=raw, plan=plan, register=register)
    empty = rows[~rows.index.isin(amounts.given)]
    tell.rows(
        "amount-not-known", "error", [("", int(row)) for row in empty["source_row"]],
        partial(_said, "set aside: the row gives no amount."),
        fix="Fill in the amount, or leave the row out.", column="amount_gbp",
    )  # fmt: skip
    frame = _identified(amounts.rows, register, is_summed=plan.profile.is_summed)
    kept = len(rows) - len(empty)
    return Understood(frame, int(away.sum()) + len(empty), {"reconciliations": also}, kept)


def _aside(cells: pd.DataFrame, row_numbers: pd.Series, plan: ColumnPlan, tell: QuietTeller) -> pd.Series:
    """Return which rows are set aside: those that are sums of others, and those the layout leaves out."""
    away = pd.Series(data=False, index=cells.index)
    rules = [(rule.column, rule.values, "totals-row", _IS_SUM) for rule in plan.profile.total_rows]
    rules += [
        (r.column, r.values, "not-a-property", f"set aside: {r.reason}") for r in plan.profile.set_aside
    ]
    for column, patterns, code, message in rules:
        fits = _fitting(cells, column, patterns) & ~away
        away |= fits
        found = [("", int(row)) for row in row_numbers[fits]]
        tell.rows(
            code, "error", found, partial(_said, message), fix="Nothing, if that is right.", column=column
        )
    return away


def _said(message: str, value: str) -> str:
    """Return a message that does not hang on the value of a cell."""
    del value
    return message


def _fitting(cells: pd.DataFrame, column: str, patterns: tuple[str, ...]) -> pd.Series:
    heading = next((h for h in cells.columns if normal_heading(h) == normal_heading(column)), None)
    if heading is None:
        return pd.Series(data=False, index=cells.index)
    return where_distinct(cells[heading], partial(fits_any, patterns))


def _rows(
    reader: ColumnReader, row_numbers: pd.Series, *, raw: RawTable, plan: ColumnPlan, register: Register
) -> pd.DataFrame:
    """Return what each row of the file says of all its amounts."""
    rows = pd.DataFrame({"source_row": row_numbers})
    rows["register_id"], rows["source_file"] = register.id, register.path
    by_name = {column.name: column for column in SPENDING.columns}
    rows["service_read"] = reader.text("service")
    rows["service"] = reader.coded("service", SPENDING_SERVICES, listed="spending_service")
    rows["budget"] = reader.coded("budget", BUDGETS, listed="spending_budget")
    rows["discretion"] = reader.coded("discretion", DISCRETIONS)
    rows["discretion_source"] = pd.Series("the list", index=rows.index).where(
        rows["discretion"].notna(), None
    )
    rows["gss_code"] = _area_code(reader)
    rows["area_id"] = reader.text("area_id")
    rows["area_id"] = rows["area_id"].where(rows["area_id"].notna(), register.area)
    rows["postcode"] = reader.column(by_name["postcode"])
    rows["paid_on_date"] = reader.dated("paid_on_date").astype("datetime64[ms]")
    rows["financial_year"] = _years(reader, rows["paid_on_date"], raw=raw, register=register)
    rows["basis"] = _bases(reader, rows["paid_on_date"])
    rows["is_transfer"] = reader.column(by_name["is_transfer"]).astype("boolean").fillna(value=False)
    rows["is_property"] = reader.column(by_name["is_property"]).astype("boolean")
    rows = with_agency(rows, reader, register, plan)
    if is_of_payments(plan, raw.headings):
        rows = _without_rare_words(rows, reader, register)
    return with_bodies_of_returns(rows)


def _without_rare_words(rows: pd.DataFrame, reader: ColumnReader, register: Register) -> pd.DataFrame:
    """Return payments without words that few rows have, and bodies of these that are not known.

    In a row that is shifted they are whoever is paid. What service a word stands for is kept.
    """
    never = pd.Series(data=False, index=rows.index)
    bodies = rows["agency"].astype(object)
    named = {
        name: name == register.agency or bool(is_public(key_of(name), name, ()))
        for name in bodies.dropna().unique()
    }
    kept = told_often(bodies, is_known=bodies.map(named).eq(other=True))
    if lost := int((bodies.notna() & kept.isna()).sum()):
        reader.tell.once(
            "value-not-understood", "warning",
            f"{reader.heading('agency')}: expected bodies that spend; {lost} rows have words that few others have and that "
            "are no body we know. They may be whoever is paid; read as not known.",
            'Say agency = "…" for the list in the estate file, or correct the rows.', column=reader.heading("agency"),
            rows_count=lost,
        )  # fmt: skip
    return rows.assign(
        service_read=told_often(rows["service_read"], is_known=never),
        area_id=told_often(
            rows["area_id"], is_known=rows["area_id"].eq(register.area or "").fillna(value=False)
        ),
        agency=kept,
        agency_code=rows["agency_code"].where(kept.notna() | bodies.isna(), None),
    )


def _area_code(reader: ColumnReader) -> pd.Series:
    """Return the code of the area or body; of a council its number at the Department for Education will do."""
    read = reader.coded("gss_code", ()) if reader.has_codes("gss_code") else reader.text("gss_code")
    read = read.map({text: area_of_code(f"dfe:{text}") or text for text in read.dropna().unique()})
    plain = read.astype("str").str.strip().str.upper()
    return plain.where(plain.str.fullmatch(r"[EWSN]\d{8}"), None).astype(object)


def _years(reader: ColumnReader, days: pd.Series, *, raw: RawTable, register: Register) -> pd.Series:
    """Return the financial year: as the row says, else of its day, else as sheet, title or file name say."""
    read = reader.text("financial_year")
    label = read.map({text: year_label(text) for text in read.dropna().unique()}).astype(object)
    if not_read := int((read.notna() & label.isna()).sum()):
        reader.tell.once(
            "value-not-understood", "warning",
            f"{reader.heading('financial_year')}: expected a financial year such as 2026/27; {not_read} cells are "
            "none. Read as not known.",
            "Write financial years as 2026/27.", column=reader.heading("financial_year"), rows_count=not_read,
        )  # fmt: skip
    label = label.where(label.notna(), year_of_day(days, register.year_begins))
    named = None
    for texts in (
        [str(raw.facts.get("sheet") or "")],
        raw.facts.get("titles", ()),
        [PurePosixPath(register.path).name],
    ):
        named = named or year_in_words(texts)
    label = label.where(label.notna(), named)
    if (missing := int(label.isna().sum())) and not register.year_columns:
        reader.tell.once(
            "financial-year-not-known", "warning",
            f"{missing} rows do not say which financial year they are of; neither do the sheet, its title and the "
            "file's name.",
            'Say defaults = { financial_year = "2026/27" } in the estate file.', rows_count=missing,
        )  # fmt: skip
    return label.where(label.notna(), None)


def _bases(reader: ColumnReader, days: pd.Series) -> Any:
    """Return what kind of amount each is; where nothing says it, a dated one is a payment, any other outturn."""
    basis = reader.coded("basis", SPENDING_BASES, listed="spending_basis").astype(object)
    basis = basis.where(basis.notna(), pd.Series("payments", index=days.index).where(days.notna(), None))
    if assumed := int(basis.isna().sum()):
        reader.tell.once(
            "basis-assumed", "note",
            f"{assumed} rows do not say whether they are outturn, budget, payments or an allocation; read as outturn.",
            'Say defaults = { basis = "budget" } in the estate file, if that is wrong.', rows_count=assumed,
        )  # fmt: skip
    return basis.where(basis.notna(), "outturn")


def _identified(frame: pd.DataFrame, register: Register, *, is_summed: bool) -> pd.DataFrame:
    """Give each amount its id: its row, with the heading where a row gives several."""
    if is_summed and len(frame):
        groups = frame.groupby(_SAME, dropna=False, sort=False)
        first = groups.head(1).copy()
        number = groups.ngroup()
        amount = frame["amount_gbp"].groupby(number).sum()
        first["amount_gbp"] = amount.reindex(number.loc[first.index]).to_numpy()
        first["source_row"] = (
            frame["source_row"].groupby(number).min().reindex(number.loc[first.index]).to_numpy()
        )
        frame = first
    spending_id = register.id + ":" + frame["source_row"].astype("str")
    several = frame["source_row"].duplicated(keep=False)
    spending_id = spending_id.where(~several, spending_id + ":" + frame["source_column"].astype("str"))
    return frame.assign(spending_id=spending_id)
