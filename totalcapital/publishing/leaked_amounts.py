"""Finds amounts of hidden projects in what was written: as words write them, as cells, as columns of a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

__all__ = ["amount_in", "amounts_of"]

#: A smaller amount, and one in whole thousands, is that of too many things to tell anything.
_LEAST_GBP: Final = 100_000
_ROUND_GBP: Final = 1_000
_OF_PROJECTS: Final = {
    "projects": ("total_gbp", "original_gbp"), "project_years": ("amount_gbp",), "funding": ("amount_gbp",),
}  # fmt: skip
#: Tables of money that hidden projects have no part in.
_OF_OTHERS: Final = ("assets", "spending", "accounts", "funders", "appraisals", "moves", "scenarios")
_GROUPED: Final = re.compile(r"(?<![\d.,\[-])\d{1,3}(?:,\d{3})+(?![\d,\]])")
_CELL: Final = re.compile(r"(?:^|[,>\"'])(\d{6,}(?:\.\d+)?)(?=$|[,<\"'\r])", re.MULTILINE)
_COLUMN: Final = re.compile(r"\"[^\"]*(?:gbp|amount)[^\"]*\":(?:\[([^\]]*)\]|(\d+(?:\.\d+)?))")


def amounts_of(tables: Mapping[str, pd.DataFrame], hidden: Mapping[str, str]) -> dict[int, str]:
    """Return the amounts that only hidden projects have: the rule under which they are hidden.

    Parameters
    ----------
    tables
        Every table, in full.
    hidden
        Project id: rule.
    """
    known: set[int] = set()
    found: dict[int, str] = {}
    for table, columns in _OF_PROJECTS.items():
        rules = tables[table]["project_id"].map(dict(hidden))
        for column in columns:
            amounts = tables[table][column]
            known |= set(_whole(amounts[rules.isna()]))
            there = amounts.notna() & rules.notna()
            for amount, rule in zip(_whole(amounts[there]), rules[there], strict=True):
                found.setdefault(amount, str(rule))
    for table in _OF_OTHERS:
        for column in tables[table].columns:
            if column.endswith("_gbp"):
                known |= set(_whole(tables[table][column]))
    return {
        amount: rule
        for amount, rule in found.items()
        if amount >= _LEAST_GBP and amount % _ROUND_GBP and amount not in known
    }


def _whole(amounts: pd.Series) -> Iterator[int]:
    return (round(amount) for amount in amounts.dropna())


def amount_in(text: str, name: str, amounts: Mapping[int, str]) -> str | None:
    """Return the rule of the first hidden amount that stands in a document; null if none does.

    Numbers that may be positions or parts of them are passed over: those in lists of a page that are not called
    money, and in the coordinates of a map layer.
    """
    if not amounts:
        return None
    for number in _numbers(text, name):
        rule = amounts.get(round(number))
        if rule:
            return rule
    return None


def _numbers(text: str, name: str) -> Iterable[float]:
    for found in _GROUPED.findall(text):
        yield float(found.replace(",", ""))
    if not name.endswith("!block"):
        yield from map(float, _CELL.findall(text))
    for listed, single in _COLUMN.findall(text):
        yield from map(float, re.findall(r"\d+(?:\.\d+)?", listed or single))
