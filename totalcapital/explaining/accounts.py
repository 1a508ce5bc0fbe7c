"""Explains a figure of the accounts: which bodies, lists, rows and shares it is the sum of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.errors import UnknownIdError
from totalcapital.explaining.form import Explanation, Part, amount, number, text
from totalcapital.subjects import find_subject
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["explain_account", "names_figure"]

#: So many rows of the lists are shown; how many more there are is said.
_ROWS_SHOWN: Final = 40
_NOWHERE: Final = "nowhere"


def names_figure(tables: Mapping[str, pd.DataFrame], word: str) -> bool:
    """Whether a word names a figure of the accounts: AREA/SERVICE/YEAR, such as hull/education/2010-11."""
    if not 1 <= word.count("/") <= 2 or ":" in word:
        return False
    area = word.partition("/")[0].strip()
    if area.casefold() == _NOWHERE:
        return True
    try:
        return bool(find_subject(tables, area, kinds=["area"]).id)
    except UnknownIdError:
        return False


def explain_account(tables: Mapping[str, pd.DataFrame], word: str) -> Explanation:
    """Explain what is spent in an area, on a service, in a year.

    The area is its id or name, or ``nowhere`` for what is in none; the service a code, or ``all``; the year, which may be left
    out, as the accounts write it. Each kind of amount is a sum of its own.

    Raises
    ------
    UnknownIdError
        If the area is not known, or the accounts have nothing of it; what they have is named.
    """
    area_word, service, *rest = [part.strip() for part in word.split("/")]
    area = None if area_word.casefold() == _NOWHERE else find_subject(tables, area_word, kinds=["area"]).id
    accounts = tables["accounts"]
    here = accounts[
        accounts["area_id"].isna() if area is None else accounts["area_id"].eq(area).fillna(False)
    ]
    if here.empty:
        known = ", ".join(sorted(accounts["area_id"].dropna().unique())[:12]) or "none at all"
        raise UnknownIdError(
            f"expected an area that there are accounts of; found {area_word!r}. There are of: {known}."
        )
    rows = _chosen(here, "service", service, of=area_word)
    rows = _chosen(rows, "financial_year", rest[0] if rest else "all", of=f"{area_word}/{service}")
    sources = _sources(tables, rows)
    lines = [
        *_sums(rows),
        "Amounts of different kinds (revenue and capital, outturn, budget, payments) are never added to each other.",
        f"A share of 1: all of what the body spends on it is the area's. Prices of {text(rows['price_base'].iloc[0])} beside those of the day.",
    ]
    parts = [_bodies(rows), _registers(tables, rows), _rows_of(sources, len(sources))]
    title = f"{service} in {area_word}" + (f", {rest[0]}" if rest else "")
    return Explanation("account", word, title, lines, parts)


def _chosen(rows: pd.DataFrame, column: str, wanted: str, *, of: str) -> pd.DataFrame:
    if wanted.casefold() == "all":
        return rows
    is_null = wanted.casefold() in {"unknown", "not-known"}
    found = rows[rows[column].isna() if is_null else rows[column].eq(wanted).fillna(False)]
    if found.empty:
        known = ", ".join(sorted(rows[column].dropna().unique()))
        raise UnknownIdError(
            f"expected a {column.replace('_', ' ')} that the accounts of {of} have; found {wanted!r}. They have: {known}, all."
        )
    return found


def _sums(rows: pd.DataFrame) -> list[str]:
    made = []
    keys = ["financial_year", "budget", "basis"]
    for (year, budget, basis), part in rows.groupby(keys, dropna=False, sort=True):
        head = part["per_head_gbp"].sum(min_count=len(part))
        said = f", {number(head, 2)} by resident" if not pd.isna(head) else ""
        made.append(
            f"{text(year, 'year not known')}, {text(budget, 'budget not known')}, {basis}: {amount(part['amount_gbp'].sum())}{said}, "
            f"the sum of {_amounts(int(part['rows_count'].sum()))}."
        )
    return made


def _amounts(count: int) -> str:
    return "1 amount" if count == 1 else f"{count:,} amounts"


def _bodies(rows: pd.DataFrame) -> Part:
    order = rows.sort_values(
        ["financial_year", "budget", "basis", "amount_gbp"], ascending=[True, True, True, False]
    )
    told = [
        [text(one["financial_year"]), text(one["agency_id"]), text(one["service"]), text(one["budget"]), one["basis"], one["discretion"],
         amount(one["amount_gbp"]), one["allocation"], f"{one['share']:.4g}", text(one["register_ids"]), f"{one['rows_count']:,}"]
        for one in order.to_dict("records")
    ]  # fmt: skip
    columns = [
        "year", "body", "service", "budget", "kind", "who decides", "amount", "came by", "share", "lists", "amounts",
    ]  # fmt: skip
    return Part("What it is the sum of", columns, told)


def _registers(tables: Mapping[str, pd.DataFrame], rows: pd.DataFrame) -> Part:
    named = sorted({name for cell in rows["register_ids"] for name in split_list(cell)})
    registers = tables["registers"].set_index("register_id")
    checks = tables["reconciliations"]
    told = [
        [
            name,
            text(registers["path"].get(name)),
            text(registers["publisher"].get(name)),
            _checked(checks, name),
        ]
        for name in named
    ]
    return Part("The lists", ["list", "file", "publisher", "against its own totals"], told)


def _checked(checks: pd.DataFrame, register_id: str) -> str:
    mine = checks[checks["register_id"] == register_id]
    if mine.empty:
        return "it states no total"
    off = int(mine["differing_count"].sum())
    return f"{int(mine['rows_count'].sum()):,} totals stated, {off:,} of them differ by {amount(mine['difference_gbp'].sum())}"


def _sources(tables: Mapping[str, pd.DataFrame], rows: pd.DataFrame) -> pd.DataFrame:
    """Return the amounts of the lists that are of the same bodies, services and years, the greatest first.

    What a body spends over all its areas stands in them; the area has its share.
    """
    keys = ["agency_id", "service", "financial_year", "budget", "basis"]
    spending = tables["spending"]
    spending = spending[~spending["is_transfer"].astype(bool)]
    wanted = set(_keys(rows, keys))
    registers = {name for cell in rows["register_ids"] for name in split_list(cell)}
    found: Any = spending[_keys(spending, keys).isin(wanted) & spending["register_id"].isin(registers)]
    order = ["size", "register_id", "source_file", "source_row", "source_column"]
    found = found.assign(size=found["amount_gbp"].abs())
    result: pd.DataFrame = found.sort_values(order, ascending=[False, True, True, True, True])
    return result


def _keys(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    made = frame[columns].astype(object).where(frame[columns].notna(), "")
    keys: pd.Series = (
        made.astype(str).apply("\0".join, axis="columns") if len(frame) else pd.Series(dtype=object)
    )
    return keys


def _rows_of(sources: pd.DataFrame, count: int) -> Part:
    told = [
        [text(one["financial_year"]), text(one["agency_id"]), text(one["service"]), amount(one["amount_gbp"]),
         text(one["gss_code"] if isinstance(one["gss_code"], str) else one["area_id"], "not said"), one["register_id"],
         f"{one['source_file']}, row {one['source_row']}, column {one['source_column']}", text(one["service_read"], "")]
        for one in sources.head(_ROWS_SHOWN).to_dict("records")
    ]  # fmt: skip
    columns = [
        "year",
        "body",
        "service",
        "amount",
        "is for",
        "list",
        "file, row and heading",
        "as the list has it",
    ]
    more = f" {count - _ROWS_SHOWN:,} more are in the table spending." if count > _ROWS_SHOWN else ""
    total = sources["amount_gbp"].sum()
    remark = f"Amounts of these bodies, services and years, before any share is taken: {count:,}, together {amount(total)}.{more}"
    return Part("Rows of the lists", columns, told, remark)
