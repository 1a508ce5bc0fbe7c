"""The whole sentence of an option: who could move where, what that saves, what is not known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from totalcapital.currency import sign_of
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["money", "sentence", "sentences"]


def sentences(options: pd.DataFrame, appraisals: pd.DataFrame, *, currency: str = "GBP") -> list[str]:
    """Return the whole sentence of each option, in the order of the rows.

    Parameters
    ----------
    options
        ``option_id``, ``reason`` and ``missing``.
    appraisals
        What options are worth.
    """
    of_a_year = appraisals[appraisals["measure"] == "saving"].set_index("subject_id")
    saving = of_a_year[["low_gbp", "high_gbp"]].reindex(options["option_id"]).to_numpy(float)
    return [
        sentence(reason, low=low, high=high, missing=split_list(missing), currency=currency)
        for reason, missing, (low, high) in zip(
            options["reason"], options["missing"], saving.tolist(), strict=True
        )
    ]


def sentence(reason: str, *, low: float, high: float, missing: Sequence[str], currency: str = "GBP") -> str:
    """Return an option in plain words with its saving a year, where known, and what is not known.

    Examples
    --------
    >>> sentence("X could move into Y.", low=38_200, high=60_900, missing=["condition of Y"])
    'X could move into Y. Saves £38,000-£61,000 a year. Not known: condition of Y.'
    """
    said = [reason]
    if math.isfinite(low) and math.isfinite(high):
        said.append(_saving(low, high, currency))
    if missing:
        said.append(f"Not known: {'; '.join(missing)}.")
    return " ".join(said)


def _saving(low: float, high: float, currency: str) -> str:
    low, high = _two_figures(low, high)
    if low >= 0:
        return f"Saves {_range(low, high, currency)} a year."
    if high <= 0:
        return f"Costs {_range(-high, -low, currency)} a year more."
    return f"Costs up to {money(-low, currency)} a year more, or saves up to {money(high, currency)}."


def _range(low: float, high: float, currency: str) -> str:
    ends = money(low, currency), money(high, currency)
    if ends[0] == ends[1]:
        return ends[0]
    return "-".join(ends) if low else f"up to {ends[1]}"


def _two_figures(low: float, high: float) -> tuple[float, float]:
    """Round both ends to two figures, the smaller no finer than a hundredth of the larger."""
    finest = _step(max(abs(low), abs(high))) / 10
    rounded = [_whole(amount, max(_step(amount), finest, 1.0)) for amount in (low, high)]
    return rounded[0], rounded[1]


def _step(amount: float) -> float:
    """Return the power of ten that leaves an amount two figures."""
    step = 1.0
    while abs(amount) >= 100 * step:
        step *= 10
    return step


def _whole(amount: float, step: float) -> float:
    # halves away from nought, as on the pages
    return math.copysign(math.floor(abs(amount) / step + 0.5) * step, amount) + 0.0


def money(amount: float, currency: str = "GBP") -> str:
    """Return an amount as people say it: to thousands from ten thousand on, to hundreds from a thousand.

    Examples
    --------
    >>> money(60_900), money(1_234), money(-512.4)
    ('£61,000', '£1,200', '-£512')
    """
    size = abs(amount)
    step = 1000 if size >= 10_000 else 100 if size >= 1000 else 1
    whole = int(_whole(size, step))
    sign = sign_of(currency)
    return f"{'-' if amount < 0 and whole else ''}{sign}{whole:,}"
