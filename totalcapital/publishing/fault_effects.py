"""Says what each kind of fault does to the result, in plain words."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from totalcapital.issues import load_issue_codes
from totalcapital.resources import geodata
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["LEVELS_IN_ORDER", "faults_by_kind", "in_own_words"]

LEVELS_IN_ORDER = ("error", "warning", "note")


def faults_by_kind(issues: pd.DataFrame) -> pd.DataFrame:
    """Return each kind of fault with its rows and its effect, errors first, then by rows.

    Returns
    -------
    DataFrame
        ``level``, ``code``, ``meaning``, ``rows_count``, ``effect``.
    """
    counts = issues.groupby(["level", "code"], sort=True)["rows_count"].sum().reset_index()
    meanings = load_issue_codes()
    counts["meaning"] = [meanings.get(code, code) for code in counts["code"]]
    counts["effect"] = [
        _effect(level, code, int(count))
        for level, code, count in zip(counts["level"], counts["code"], counts["rows_count"], strict=True)
    ]
    order = counts["level"].map(LEVELS_IN_ORDER.index)
    ordered = counts.assign(order=order, many=-counts["rows_count"]).sort_values(["order", "many", "code"])
    return ordered[["level", "code", "meaning", "rows_count", "effect"]].reset_index(drop=True)


def in_own_words(columns: pd.Series[str], headings: pd.DataFrame) -> list[str | None]:
    """Return the column of each issue as the headings of the file it is in.

    Parameters
    ----------
    columns
        A heading, or columns of ours, several joined by a comma; null for the whole file.
    headings
        The file's rows of ``headings``.
    """
    own = set(headings["heading"])
    read: dict[str, list[str]] = {}
    for heading, cell in zip(headings["heading"], headings["column"], strict=True):
        for column in split_list(cell):
            read.setdefault(column, []).append(heading)
    read["coordinates"] = [*read.get("x_read", []), *read.get("y_read", [])]
    said = {
        cell: cell if cell in own else ", ".join(dict.fromkeys(_one(part, read) for part in cell.split(", ")))
        for cell in columns.dropna().unique()
    }
    return [said.get(cell) if isinstance(cell, str) else None for cell in columns]


def _one(column: str, read: dict[str, list[str]]) -> str:
    return " + ".join(dict.fromkeys(read.get(column) or [column.replace("_", " ")]))


def _effect(level: str, code: str, count: int) -> str:
    said = _effects()
    forms: Sequence[str] = said["code"].get(code) or said["level"][level]
    return forms[count != 1].format(n=f"{count:,}")


@cache
def _effects() -> dict[str, Any]:
    return tomllib.loads(geodata("codelists", "issue_effects.toml").read_text(encoding="utf-8"))
