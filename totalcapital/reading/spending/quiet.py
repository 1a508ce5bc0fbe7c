"""Nobody who was paid is named: which headings are never read, and what is never told of a cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.errors import EstateFileError
from totalcapital.reading.mapping.mapping import GENERIC
from totalcapital.reading.meaning.faults_noted import Teller
from totalcapital.reading.payees import is_of_payee, least_rows_count
from totalcapital.reading.values import tidy
from totalcapital.tables import join_list

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.profiles import Profile
    from totalcapital.reading.raw import Fault, RawTable

__all__ = [
    "QuietTeller",
    "hidden_samples",
    "is_of_payments",
    "refuse_payees",
    "told_faults",
    "told_often",
    "without_payees",
]

#: Columns of ours whose words are shown when no list knows them: they are of classifications.
_SHOWN: Final = frozenset({"agency", "service_read", "service", "budget", "basis", "sector", "discretion"})
#: Values of a column shown as a sample.
_SAMPLES: Final = 3
_HIDDEN: Final = "a value that is not shown"
#: Issues that tell a word of a classification.
_OF_WORDS: Final = frozenset({"code-not-recognised", "code-by-likeness"})


def refuse_payees(plan: ColumnPlan, register: Register) -> None:
    """Refuse an estate file that reads the name of whoever is paid as a column of ours.

    Raises
    ------
    EstateFileError
        If it does.
    """
    named = dict(register.columns)
    if register.agency is not None and not isinstance(register.agency, str):
        named["agency"] = register.agency.column
    for column, heading in named.items():
        if is_of_payee(heading) and heading not in _of_layout(plan, column):
            raise EstateFileError(
                f"register {register.id}: {heading!r} is read as {column}; expected a heading that cannot name "
                "whoever is paid, since they are never shown. Name another heading, or leave it out."
            )


def is_of_payments(plan: ColumnPlan, headings: Sequence[str]) -> bool:
    """Tell whether a list is one of single payments: it gives their days, or whoever is paid."""
    is_paid = bool(plan.columns.get("paid_on_date")) or any(is_of_payee(h, "other") for h in headings)
    return is_paid and not plan.profile.amount


def without_payees(plan: ColumnPlan, register: Register, headings: Sequence[str]) -> ColumnPlan:
    """Return a plan that reads nothing of whoever is paid, unless the layout or estate file says what it is.

    Of single payments no postcode is read, and no body where no other heading is one of whoever is paid: the
    "organisation" of a list of grants is the one that received them.
    """
    if plan.profile.id != GENERIC.id:
        return plan
    away = {"postcode"} if is_of_payments(plan, headings) or any(map(is_of_payee, headings)) else set()
    if plan.columns.get("paid_on_date") and not any(_names_payee(heading) for heading in headings):
        away |= {"agency", "agency_code"}
    away -= set(register.columns)
    if register.agency is not None:
        away -= {"agency", "agency_code"}
    return replace(plan, columns={name: of for name, of in plan.columns.items() if name not in away})


def _names_payee(heading: str) -> bool:
    return is_of_payee(heading, "other") or (is_of_payee(heading) and "name" in heading.casefold())


def _of_layout(plan: ColumnPlan, column: str) -> Sequence[str]:
    return plan.profile.columns.get(column, ())


@dataclass(frozen=True, slots=True)
class QuietTeller(Teller):
    """Writes the issues of a list of spending, without what its cells hold but for classifications."""

    is_of_payments: bool = False

    def once(self, code: str, level: str, message: str, fix: str, **more: Any) -> None:
        """Tell of a fault of the whole file or column; of a value only where it is one of a classification.

        Of single payments it is one from enough rows on; what stands in fewer is not told.
        """
        if code not in _OF_WORDS:
            more.pop("value", None)
        elif self.is_of_payments and "value" in more and more["rows_count"] < least_rows_count():
            more.pop("value")
            message = (
                f"{more.get('column')}: a word that no list knows stands in {more['rows_count']} rows; it is not shown, "
                "since it may be whoever is paid."
            )
        Teller.once(self, code, level, message, fix, **more)

    def rows(
        self, code: str, level: str, found: Sequence[tuple[str, int]], message: Callable[[str], str], *, fix: str,
        column: str,
    ) -> None:  # fmt: skip
        """Tell of rows, by their numbers alone."""
        Teller.rows(
            self,
            code,
            level,
            [("", row) for _, row in found],
            lambda _: message(_HIDDEN),
            fix=fix,
            column=column,
        )


def told_faults(raw: RawTable, profile: Profile | None) -> list[Fault]:
    """Return the faults of a file's rows to be told, without what they quote of the cells.

    That a layout of several amounts has headings twice is no fault of the file.
    """
    expected = "duplicate-heading" if profile is not None and profile.amount else None
    return [replace(fault, value=None) for fault in raw.faults if fault.code != expected]


def told_often(read: pd.Series, *, is_known: pd.Series) -> pd.Series:
    """Return words of a list of single payments; null where no list knows one that stands in few rows."""
    often = read.map(read.value_counts()) >= least_rows_count()
    made: pd.Series = read.where(often.fillna(value=False).astype(bool) | is_known, None)
    return made


def hidden_samples(headings: pd.DataFrame, raw: RawTable, plan: ColumnPlan) -> pd.DataFrame:
    """Return the ``headings`` of a list of spending, with samples of what is read as a classification alone.

    Of single payments a sample is one that stands in enough rows.
    """
    shown = headings["column"].isin(_SHOWN) & ~headings["heading"].map(is_of_payee).astype(bool)
    samples = headings["samples"].where(shown, None)
    if is_of_payments(plan, raw.headings):
        for at in headings.index[shown]:
            counts = (
                pd.Series(list(raw.columns[int(headings.loc[at, "position"]) - 1])).map(tidy).value_counts()
            )
            often = counts[(counts >= least_rows_count()) & (counts.index != "")]
            best = sorted(often.items(), key=lambda pair: (-pair[1], str(pair[0])))[:_SAMPLES]
            samples.loc[at] = join_list([str(word)[:60] for word, _ in best]) or None
    return headings.assign(samples=samples)
