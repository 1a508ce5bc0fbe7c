"""Rows of the ``appraisals`` table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.appraising.parts import ONCE, YEARLY, Parts, at
from totalcapital.appraising.words import NO_TEXT, SHORT, column_of, missing_texts
from totalcapital.tables.codes import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from totalcapital.appraising.worth import Timing

__all__ = ["Told", "rows_of"]

#: More than may be counted, so that two numbers can stand in one.
_MOST_YEARS: Final = 1000
_SUMS: Final = {"saving": YEARLY, "once": ONCE}


@dataclass(frozen=True, slots=True)
class Told:
    """What the words need beside the numbers.

    Parameters
    ----------
    bases
        What parts rest on, by position.
    base
        Financial year of the prices.
    now
        Calendar year that sums are discounted to.
    draws
        Draws of the simulation.
    """

    bases: Sequence[str]
    base: str
    now: int
    draws: int


def rows_of(made: Parts, timing: Timing, ids: pa.Array, *, told: Told) -> pd.DataFrame:
    """Return a row for each measure that is known of each option, and its net present value at any rate."""
    is_told = ~np.isnan(made.values[:, :, 1])
    is_told[:, at("npv")] = True
    texts = list(told.bases)
    basis = made.basis.copy()
    for total, names in _SUMS.items():
        basis[:, at(total)] = _sum_basis(made, total, names, texts=texts)
    basis[:, at("npv")] = np.where(made.is_known("npv"), _npv_basis(timing, told, texts=texts), NO_TEXT)
    texts.append(f"10th, 50th and 90th percentile of {told.draws:,} draws of its parts")
    basis[:, at("npv-simulated")] = len(texts) - 1
    option, measure = np.nonzero(is_told)
    missing, lists = missing_texts(made.bits[is_told])
    low, central, high = made.values[is_told].T
    return pd.DataFrame(
        {
            "subject_id": pd.array(ids.take(option), dtype="str"),
            "measure": column_of(measure, MEASURES),
            "low_gbp": low,
            "central_gbp": central,
            "high_gbp": high,
            "basis": column_of(basis[is_told], texts),
            "missing": column_of(missing, lists),
        }
    )


def _sum_basis(made: Parts, measure: str, names: Sequence[str], *, texts: list[str]) -> np.ndarray:
    """Return positions of the words for which parts a sum is made of, added to the texts."""
    known = np.stack([made.is_known(name) for name in names], axis=1) @ (1 << np.arange(len(names)))
    place, kinds = pd.factorize(known)
    first = len(texts)
    for kind in kinds:
        labels = [SHORT[name] for position, name in enumerate(names) if kind >> position & 1]
        texts.append(f"sum of {', '.join(labels)}" if len(labels) > 1 else f"{''.join(labels)} alone")
    found: np.ndarray = np.where(made.is_known(measure), first + place, NO_TEXT)
    return found


def _npv_basis(timing: Timing, told: Told, *, texts: list[str]) -> np.ndarray:
    """Return positions of the words for prices and years, added to the texts."""
    place, kinds = pd.factorize((timing.start * _MOST_YEARS + timing.years) * 2 + timing.is_to_host_lease)
    first = len(texts)
    for kind in kinds.tolist():
        (start, years), is_to_lease = divmod(kind // 2, _MOST_YEARS), kind % 2
        end = ", until the lease of the host ends" if is_to_lease else ""
        span = f"{years} year{'' if years == 1 else 's'} from {told.now + start}{end}"
        texts.append(f"in prices of {told.base}, {span}, discounted to {told.now}")
    found: np.ndarray = first + place
    return found
