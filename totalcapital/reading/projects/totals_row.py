"""The row of totals that a programme ends with, held against the columns above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.reading.values import parse_money

if TYPE_CHECKING:
    from totalcapital.reading.meaning.faults_noted import Teller
    from totalcapital.reading.projects.amounts import HeadingAmounts
    from totalcapital.reading.raw import Fault, RawTable

__all__ = ["held_against_totals_row"]

#: A fault keeps no more of its row than this, so that a row as long may lack figures.
_KEPT: Final = 120


def held_against_totals_row(
    raw: RawTable, columns: list[HeadingAmounts], rows: pd.Series, *, tell: Teller
) -> pd.DataFrame:
    """Return a line of ``reconciliations`` for each column that the last row of a list adds up.

    Asked only where the list has one row of totals, below all others, with one figure for each column that has any
    amount: else it is not known which figure is of which column. A difference of more than rounding, half of the last
    digit of the total for each figure, is told; the rows count.

    Parameters
    ----------
    columns
        Headings of money with their amounts, in the order of the file.
    rows
        Row of the file of each row read.
    """
    given = [one for one in columns if one.amounts.notna().any()]
    found = _totals_row(raw, rows)
    stated = _figures(found, given) if found else []
    made: list[dict[str, Any]] = []
    for one, (total, rounding) in zip(
        given, stated, strict=False
    ):  # none at all where the figures are not as many
        read, count = float(one.amounts.sum()), int(one.amounts.notna().sum())
        is_off = abs(read - total) > rounding * (count + 1)
        line = found.source_row if found else None
        made.append({
            "register_id": tell.register.id, "what": f"row {line}, the total of the list: {one.heading}",
            "financial_year": None, "rows_count": count, "differing_count": int(is_off), "stated_gbp": total,
            "read_gbp": read, "difference_gbp": read - total,
        })  # fmt: skip
        if is_off:
            tell.once(
                "total-differs", "warning",
                f"{one.heading}: expected the rows to add up to the total of the list, {total:,.2f}; found {read:,.2f}. "
                "The rows count.",
                "Correct whichever is wrong.", source_row=line, column=one.heading, value=f"{total:.2f} / {read:.2f}",
            )  # fmt: skip
    return pd.DataFrame(made)


def _totals_row(raw: RawTable, rows: pd.Series) -> Fault | None:
    found = [fault for fault in raw.faults if fault.code == "totals-row"]
    if len(found) != 1 or rows.empty or found[0].value is None or found[0].source_row is None:
        return None
    is_last = found[0].source_row > int(rows.max())
    return found[0] if is_last and len(found[0].value) < _KEPT else None


def _figures(fault: Fault, columns: list[HeadingAmounts]) -> list[tuple[float, float]]:
    """Return the figure of each column with half of its last digit; none where there are not as many."""
    cells = (fault.value or "").split(" | ")[1:]
    if len(cells) != len(columns):
        return []
    made = []
    for cell, one in zip(cells, columns, strict=True):
        value = parse_money(cell, one.scale).value
        if value is None:
            return []
        digits = len(cell.strip().partition(".")[2])
        made.append((value, one.scale / 10**digits / 2))
    return made
