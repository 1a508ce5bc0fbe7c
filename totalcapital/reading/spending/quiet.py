"""Nobody who was paid is named: which headings are never read, and what is never told of a cell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from totalcapital.errors import EstateFileError
from totalcapital.reading.mapping.mapping import GENERIC
from totalcapital.reading.meaning.faults_noted import Teller

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.profiles import Profile
    from totalcapital.reading.raw import Fault, RawTable

__all__ = [
    "QuietTeller",
    "hidden_samples",
    "is_of_payee",
    "refuse_payees",
    "told_faults",
    "without_places_of_payees",
]

#: Headings of whoever is paid, what they are known by, and free text that can name them.
_PAYEE: Final = re.compile(
    r"supplier|beneficiar|payee|vendor|creditor|recipient|merchant|contractor|provider name|practice name"
    r"|company n|charity n|vat (?:reg|n)|invoice n|purpose|description|narrative|details",
    re.IGNORECASE,
)
#: Columns of ours whose words are shown when no list knows them: they are of classifications.
_SHOWN: Final = frozenset({"agency", "service_read", "service", "budget", "basis", "sector", "discretion"})
_HIDDEN: Final = "a value that is not shown"


def is_of_payee(heading: str) -> bool:
    """Tell whether a heading is one of whoever is paid, or of free text that can name them.

    Examples
    --------
    >>> [is_of_payee(h) for h in ("BeneficiaryName", "Supplier ID", "Purpose", "Service area")]
    [True, True, True, False]
    """
    return bool(_PAYEE.search(heading))


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


def without_places_of_payees(plan: ColumnPlan, register: Register, headings: Sequence[str]) -> ColumnPlan:
    """Return a plan that reads no postcode beside whoever is paid, unless the layout or estate file says whose it is."""
    is_said = plan.profile.id != GENERIC.id or "postcode" in register.columns
    if is_said or "postcode" not in plan.columns or not any(map(is_of_payee, headings)):
        return plan
    return replace(plan, columns={name: of for name, of in plan.columns.items() if name != "postcode"})


def _of_layout(plan: ColumnPlan, column: str) -> Sequence[str]:
    return plan.profile.columns.get(column, ())


class QuietTeller(Teller):
    """Writes the issues of a list of spending, without what its cells hold but for classifications."""

    def once(self, code: str, level: str, message: str, fix: str, **more: Any) -> None:
        """Tell of a fault of the whole file or column; of a value only where it is one of a classification."""
        if code not in {"code-not-recognised", "code-by-likeness"}:
            more.pop("value", None)
        super().once(code, level, message, fix, **more)

    def rows(
        self, code: str, level: str, found: Sequence[tuple[str, int]], message: Callable[[str], str], *, fix: str,
        column: str,
    ) -> None:  # fmt: skip
        """Tell of rows, by their numbers alone."""
        super().rows(
            code, level, [("", row) for _, row in found], lambda _: message(_HIDDEN), fix=fix, column=column
        )


def told_faults(raw: RawTable, profile: Profile | None) -> list[Fault]:
    """Return the faults of a file's rows to be told, without what they quote of the cells.

    That a layout of several amounts has headings twice is no fault of the file.
    """
    expected = "duplicate-heading" if profile is not None and profile.amount else None
    return [replace(fault, value=None) for fault in raw.faults if fault.code != expected]


def hidden_samples(headings: pd.DataFrame) -> pd.DataFrame:
    """Return the ``headings`` of a list of spending, with samples of what is read as a classification alone."""
    shown = headings["column"].isin(_SHOWN) & ~headings["heading"].map(is_of_payee).astype(bool)
    return headings.assign(samples=headings["samples"].where(shown, None))
