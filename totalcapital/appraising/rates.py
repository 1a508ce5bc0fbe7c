"""The assumptions of an appraisal, in the prices of its results: three values each, or one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from totalcapital.currency import POUNDS
from totalcapital.errors import EstateFileError

if TYPE_CHECKING:
    import datetime as dt

    from totalcapital.assumptions import Assumption, Assumptions
    from totalcapital.sections import Appraisal

__all__ = ["Rates", "price_base"]


def price_base(settings: Appraisal, as_of: dt.date, assumptions: Assumptions) -> str:
    """Return the financial year whose prices results are in.

    The year that the estate file names; else that of ``as_of``, or the nearest year whose prices are known.

    Raises
    ------
    EstateFileError
        If the estate file names a year whose prices are not known.
    """
    known = sorted(assumptions.group("prices"))
    if settings.price_base is not None:
        if settings.price_base not in known:
            raise EstateFileError(
                f"[appraisal] price_base: expected a financial year from {known[0]} to {known[-1]}; "
                f"found {settings.price_base!r}."
            )
        return settings.price_base
    start = as_of.year - (as_of.month < 4 or (as_of.month == 4 and as_of.day < 6))
    return min(max(f"{start}-{(start + 1) % 100:02d}", known[0]), known[-1])


@dataclass(frozen=True, slots=True)
class Rates:
    """Assumptions as arrays of low, central and high, in the prices of one year.

    Parameters
    ----------
    assumptions
        Those of the run.
    base
        Financial year of the results' prices.
    currency
        Of the estate. A published sum in pounds says nothing in another: it is then not known.
    """

    assumptions: Assumptions
    base: str
    currency: str = POUNDS

    def benefit(self, name: str) -> np.ndarray:
        """Return a number of which more is better: the least first, in whichever order it was given."""
        return np.sort(self._in_prices(name))

    def cost(self, name: str) -> np.ndarray:
        """Return a number of which less is better: the greatest first, in whichever order it was given."""
        return np.sort(self._in_prices(name))[::-1]

    def one(self, name: str) -> float:
        """Return the central value of a number that is neither good nor bad."""
        return self.assumptions.value(name)

    def benchmarks(self, prefix: str) -> dict[str, np.ndarray]:
        """Return the benefits whose ids begin with a prefix, by what follows it."""
        return {name: self.benefit(f"{prefix}.{name}") for name in self.assumptions.group(prefix)}

    def _in_prices(self, name: str) -> np.ndarray:
        stated: Assumption = self._stated(name)
        values = np.array(self.assumptions.range(name), dtype=float)
        if stated.price_base is None:
            return values
        if self.currency != POUNDS:
            return values if stated.set_by == "estate" else np.full(3, np.nan)
        index = self.assumptions.value
        return values * (index(f"prices.{self.base}") / index(f"prices.{stated.price_base}"))

    def _stated(self, name: str) -> Assumption:
        prefix, _, last = name.rpartition(".")
        return self.assumptions.group(prefix)[last]
