"""Which amounts are counted: each pound once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from totalcapital.tables.codes import SPENDING_BASES

if TYPE_CHECKING:
    import pandas as pd

    from totalcapital.issues import IssueLog

__all__ = ["counted"]

#: Of amounts on several bases, that which counts: what came out goes before what was planned, and both before single
#: payments, which leave out wages and small sums, and before what a formula grants.
_ORDER: Final = ("outturn", "budget", "payments", "allocation")
_RANK: Final = {basis: rank for rank, basis in enumerate(_ORDER)}
_BODY_YEAR: Final = ["agency_id", "financial_year"]


def counted(spending: pd.DataFrame, *, log: IssueLog) -> pd.DataFrame:
    """Return the amounts that are counted.

    Left out, and said with their sum, are ceilings, what goes to another public body, and of one body, year and
    budget all but one basis. An amount whose budget is not known gives way to any better basis of its body and year.
    Amounts without a body or year are kept: there is nothing to hold them against.

    Returns
    -------
    DataFrame
        Rows of ``spending``, in their order.
    """
    rows = spending[spending["basis"] != "ceiling"]
    transfers = rows["is_transfer"].astype(bool)
    _say(
        rows[transfers],
        "spending-transfer",
        "goes to other public bodies and is counted where those spend it",
        "Nothing; or give the spending of those bodies, if it is not among the files.",
        log=log,
    )
    rows = rows[~transfers]
    second = _second(rows)
    for basis in SPENDING_BASES:
        _say(
            rows[second & (rows["basis"] == basis)],
            "spending-second-basis",
            f"is of {_WORDS.get(basis, basis)}, of bodies and years of which a better figure is given, and is not added to it",
            "Nothing; the order is outturn, budget, payments, allocation.",
            log=log,
        )
    kept: pd.DataFrame = rows[~second]
    return kept


_WORDS: Final = {
    "outturn": "outturn", "budget": "budgets", "payments": "single payments", "allocation": "allocations",
}  # fmt: skip


def _second(rows: pd.DataFrame) -> pd.Series:
    """Tell which amounts give way to those on a better basis."""
    rank = rows["basis"].map(_RANK)
    known = rows[_BODY_YEAR].notna().all(axis=1)
    by_budget = rank[known].groupby([rows.loc[known, c] for c in (*_BODY_YEAR, "budget")], dropna=True)
    best = by_budget.transform("min").reindex(rows.index)
    any_budget = (
        rank[known].groupby([rows.loc[known, c] for c in _BODY_YEAR]).transform("min").reindex(rows.index)
    )
    best = best.where(rows["budget"].notna(), any_budget)
    return (rank > best) & known


def _say(rows: pd.DataFrame, code: str, words: str, fix: str, *, log: IssueLog) -> None:
    """Say what is left out of each file."""
    for (register, file), part in rows.groupby(["register_id", "source_file"], sort=True):
        log.add(
            code,
            "note",
            f"{part['amount_gbp'].sum():,.0f} (amounts: {len(part):,}) {words}.",
            fix,
            register_id=str(register),
            source_file=str(file),
            rows_count=len(part),
        )
