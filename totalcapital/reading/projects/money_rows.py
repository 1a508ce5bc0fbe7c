"""The money of each row of a capital programme: by year, and by source."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.reading import values
from totalcapital.reading.meaning.codelists import CodeList
from totalcapital.reading.meaning.distinct import on_distinct
from totalcapital.reading.projects.amounts import HeadingAmounts, amounts_under, years_named
from totalcapital.resources import geodata
from totalcapital.tables.codes import FUNDING_SOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.reading.meaning.column_reader import ColumnReader
    from totalcapital.reading.projects.money_plan import MoneyPlan, SourceColumn

__all__ = ["RowMoney", "row_money", "words_of_projects"]

_YEAR_NAMES: Final = ["row", "period", "financial_year", "year_start_date", "year_end_date", "amount_gbp", "commitment", "heading"]  # fmt: skip
_SOURCE_NAMES: Final = ["row", "source", "source_read", "financial_year", "amount_gbp", "is_ring_fenced", "is_match", "longstop_date"]  # fmt: skip
_UNNAMED: Final = "not named"


@dataclass(frozen=True, slots=True)
class RowMoney:
    """The money of the rows of one file; ``row`` is the index of the row in the frame of records."""

    years: pd.DataFrame
    """Amounts by row and year, with ``commitment`` as heading or rule say, else null."""
    sources: pd.DataFrame
    """Amounts by row and source."""
    total: pd.Series
    """Row by row: the total as stated; null where none is."""
    is_by_row: bool
    """Whether each row is one year or one source of a project, so that rows add up to it."""
    parts: pd.Series
    """Row by row: the amount of its year or source; null where rows are no parts."""
    incomplete: pd.Series
    """Row by row: how many years of those named have no amount."""
    columns: list[HeadingAmounts]
    """Years across and the total, in the order of the file."""


@cache
def words_of_projects() -> dict[str, list[re.Pattern[str]]]:
    """Return the patterns of ``project_words.toml``, by what they say."""
    said = tomllib.loads(geodata("codelists", "project_words.toml").read_text(encoding="utf-8"))
    return {
        name: [re.compile(pattern, re.IGNORECASE) for pattern in part["patterns"]]
        for name, part in said.items()
        if isinstance(part, dict)
    }


def row_money(reader: ColumnReader, plan: MoneyPlan, *, begins: str) -> RowMoney:
    """Return the money of each row, as its cells and headings give it."""
    index = reader.cells.index
    wide = {one.heading: amounts_under(reader, one.heading, one.scale) for one in plan.years}
    total_heading = reader.heading("total_gbp") if reader.speaks_of("total_gbp") else None
    own_heading = reader.heading("amount_gbp") if reader.speaks_of("amount_gbp") else None
    total = _stated(reader, "total_gbp", total_heading, plan)
    amount = _stated(reader, "amount_gbp", own_heading, plan)
    has_source = reader.speaks_of("funding")
    is_part = own_heading is not None or bool(reader.text("reference").dropna().duplicated().any())
    has_year = reader.speaks_of("financial_year") and not wide and is_part
    is_by_row = has_year or has_source
    heading = own_heading or total_heading or "amount"
    if is_by_row and own_heading is None:
        amount = total
    years = [_of_heading(one, wide[one.heading]) for one in plan.years]
    each_year = years_named(reader, begins=begins) if has_year else None
    if each_year is not None:
        named = each_year.assign(amount_gbp=amount, heading=heading, commitment=None)
        is_there = named["period"].notna() & named["amount_gbp"].notna()
        years.append(named[is_there].rename_axis("row").reset_index())
    sources = [_of_columns(reader, one) for one in plan.sources]
    if has_source:
        each = amount
        if wide and own_heading is None:  # a total may be that of the whole project on each of its rows
            by_year = pd.DataFrame(wide).sum(axis=1, min_count=1)
            each = by_year.where(by_year.notna(), amount)
        label = None if each_year is None else each_year["financial_year"]
        sources.append(_of_rows(reader, each, label))
    wide_frame = pd.DataFrame(wide, index=index)
    some = wide_frame.notna().any(axis=1)
    return RowMoney(
        _table(years, _YEAR_NAMES),
        _table(sources, _SOURCE_NAMES),
        total,
        is_by_row,
        amount if is_by_row and own_heading is not None else pd.Series(np.nan, index=index),
        wide_frame.isna().sum(axis=1).where(some, 0),
        _in_order(reader, plan, wide, total=(total_heading, total)),
    )


def _in_order(
    reader: ColumnReader,
    plan: MoneyPlan,
    wide: Mapping[str, pd.Series],
    *,
    total: tuple[str | None, pd.Series],
) -> list[HeadingAmounts]:
    found = {one.heading: HeadingAmounts(one.heading, wide[one.heading], one.scale) for one in plan.years}
    heading, amounts = total
    if heading is not None:
        found[heading] = HeadingAmounts(heading, amounts, plan.totals.get("total_gbp", plan.scale))
    return [found[name] for name in reader.cells.columns if name in found]


def _stated(reader: ColumnReader, name: str, heading: str | None, plan: MoneyPlan) -> pd.Series:
    if heading is None:
        return pd.Series(np.nan, index=reader.cells.index)
    scale = plan.totals.get(name, plan.scale)
    if heading in reader.cells.columns:
        return amounts_under(reader, heading, scale)
    return reader.money(name, scale).astype("float64")


def _table(parts: list[pd.DataFrame], names: list[str]) -> pd.DataFrame:
    given = [part[names].astype(object) for part in parts if len(part)]
    return pd.concat(given, ignore_index=True) if given else pd.DataFrame(columns=names, dtype=object)


def _of_heading(one: Any, amounts: pd.Series) -> pd.DataFrame:
    given = amounts.dropna()
    return pd.DataFrame(
        {
            "row": given.index, "period": one.period, "financial_year": one.label, "year_start_date": one.start,
            "year_end_date": one.end, "amount_gbp": given.to_numpy(), "commitment": one.commitment, "heading": one.heading,
        }
    )  # fmt: skip


def _of_columns(reader: ColumnReader, one: SourceColumn) -> pd.DataFrame:
    """Return the money of one source that has columns of its own; nought is no source."""
    columns, cells = one.columns, reader.cells
    heading = columns.amount
    amounts = amounts_under(reader, heading, one.scale)
    if columns.source:
        read = _text(cells[columns.source])
        codes = _coded(reader, read, columns.source)
    else:
        name = columns.words or values.without_units(heading) or heading
        read = pd.Series(name, index=cells.index, dtype=object).where(amounts.notna(), None)
        codes = pd.Series(columns.code, index=cells.index, dtype=object)
    frame = _described(read, codes, amounts).assign(financial_year=one.label)
    for name, wanted in (("is_ring_fenced", columns.ring_fenced), ("is_match", columns.match)):
        if wanted:
            said = _flags(cells[wanted])
            frame[name] = said.where(said.notna(), frame[name])
    if columns.is_match is not None:
        frame["is_match"] = columns.is_match
    is_there = (frame["amount_gbp"].notna() & (frame["amount_gbp"] != 0)) | (
        frame["amount_gbp"].isna() & read.notna()
    )
    return frame[is_there].rename_axis("row").reset_index()


def _of_rows(reader: ColumnReader, amounts: pd.Series, label: pd.Series | None) -> pd.DataFrame:
    """Return the money of sources that stand in a column, one a row."""
    read = reader.text("funding")
    frame = _described(read, _coded(reader, read, reader.heading("funding")), amounts)
    frame["financial_year"] = label if label is not None else None
    for name in ("is_ring_fenced", "is_match"):
        if reader.speaks_of(name):
            said = reader.parsed(name, values.parse_flag).astype(object)
            frame[name] = said.where(said.notna(), frame[name])
    if reader.speaks_of("longstop_date"):
        frame["longstop_date"] = reader.dated("longstop_date")
    is_there = read.notna() | (amounts.notna() & (amounts != 0))
    return frame[is_there & ~(amounts == 0)].rename_axis("row").reset_index()


def _text(cells: pd.Series) -> pd.Series:
    text = on_distinct(cells, lambda cell: "" if values.is_not_given(cell) else values.tidy(cell))
    return text.astype(object).where(text != "", None)


def _flags(cells: pd.Series) -> pd.Series:
    read = {text: values.parse_flag(text).value for text in cells.unique()}
    return cells.astype(object).map(lambda text: read[text])


def _coded(reader: ColumnReader, read: pd.Series, heading: str) -> pd.Series:
    """Return the code of each source; one that no list knows is "other", which is told."""
    own = [reader.tell.register.codes["funding"]] if "funding" in reader.tell.register.codes else []
    codes = CodeList("funding", own, FUNDING_SOURCES)
    found: dict[Any, Any] = {}
    for text, count in read.dropna().value_counts().sort_index().items():
        code = codes.read(str(text)).code
        found[text] = code if code in FUNDING_SOURCES else "other"
        if code is None and not codes.knows(str(text)):
            reader.tell.once(
                "code-not-recognised", "warning",
                f"{heading}: {str(text)!r} is no source of funding we know; {count} rows read as other.",
                "Say what it means under codes.funding in the estate file.",
                column=heading, value=str(text), rows_count=int(count),
            )  # fmt: skip
    return read.map(found)


def _described(read: pd.Series, codes: pd.Series, amounts: pd.Series) -> pd.DataFrame:
    """Return sources with what their own words say of them."""
    words = words_of_projects()

    def fenced(text: object) -> bool | None:
        if any(p.search(str(text)) for p in words["not_ring_fenced"]):
            return False
        return True if any(p.search(str(text)) for p in words["ring_fenced"]) else None

    def matched(text: object) -> bool | None:
        return True if any(p.search(str(text)) for p in words["match"]) else None

    def longstop(text: object) -> Any:
        for pattern in words["longstop"]:
            if match := pattern.search(str(text)):
                return values.parse_date(match[1]).value
        return None

    known = read.dropna().unique()
    frame = pd.DataFrame(index=read.index)
    frame["source"] = codes.astype(object).where(codes.notna(), "other")
    frame["source_read"] = read.where(read.notna(), _UNNAMED)
    frame["amount_gbp"] = amounts
    for name, rule in (("is_ring_fenced", fenced), ("is_match", matched), ("longstop_date", longstop)):
        frame[name] = read.map({text: rule(text) for text in known}).astype(object)
        frame[name] = frame[name].where(frame[name].notna(), None)
    return frame
