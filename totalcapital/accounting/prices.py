"""Money of several years in the prices of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from totalcapital.currency import POUNDS
from totalcapital.errors import EstateFileError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from totalcapital.assumptions import Assumptions
    from totalcapital.sections import Accounts

__all__ = ["Prices", "prices_of"]

_TWO_YEARS: Final = re.compile(r"\d{4}-\d\d")


@dataclass(frozen=True, slots=True)
class Prices:
    """An index of prices by financial year.

    Parameters
    ----------
    base
        Year whose prices money is brought to.
    index
        Year to index; empty where none is known.
    """

    base: str
    index: Mapping[str, float]

    def real(self, amounts: pd.Series, years: pd.Series) -> pd.Series:
        """Return amounts in the prices of the base; null for a year without an index, and without a base in it."""
        base = self.index.get(self.base)
        factors = {year: base / one for year, one in self.index.items()} if base is not None else {}
        found: pd.Series = amounts * years.map(factors).astype(float)
        return found


def prices_of(
    settings: Accounts,
    *,
    as_of: dt.date,
    own: Mapping[str, float],
    assumptions: Assumptions,
    currency: str,
) -> Prices:
    """Return the index of the estate: its own, else the assumptions ``prices.*``, which are of pounds alone.

    Parameters
    ----------
    own
        Index by year of ``[lookups] deflator``; empty where none is given.

    Raises
    ------
    EstateFileError
        If the estate file names a base that is not in the index.
    """
    published = {year: one.value for year, one in assumptions.group("prices").items()}
    index = dict(own) or (published if currency == POUNDS else {})
    if settings.price_base is not None:
        if index and settings.price_base not in index:
            known = sorted(index)
            raise EstateFileError(
                f"[accounts] price_base: expected a financial year from {known[0]} to {known[-1]}; "
                f"found {settings.price_base!r}."
            )
        return Prices(settings.price_base, index)
    start = as_of.year - (as_of < as_of.replace(month=4, day=1))
    base = f"{start}-{(start + 1) % 100:02d}"
    if index and not any(map(_TWO_YEARS.fullmatch, index)):
        base = str(as_of.year)
    return Prices(min(max(base, min(index)), max(index)) if index else base, index)
