"""Writes amounts as pages do: in few letters, and by resident."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from totalcapital.currency import sign_of

__all__ = ["head_words", "share_words", "short_money"]

_STEPS: Final = ((1e9, "bn", 1), (1e6, "m", 1), (1e3, "k", 0))
#: Below this an amount by resident is written with its pence.
_FINE_GBP: Final = 100.0


def short_money(amount: float, currency: str = "GBP") -> str:
    """Return an amount in few letters.

    Examples
    --------
    >>> short_money(23_300_000), short_money(-250_000), short_money(7.4), short_money(1_234_500_000, "USD")
    ('£23.3m', '-£250k', '£7', '$1.2bn')
    """
    size = abs(amount)
    for step, name, places in _STEPS:
        if size >= step:
            return f"{_sign(amount, currency)}{_rounded(size / step, places):,.{places}f}{name}"
    return f"{_sign(_rounded(amount, 0), currency)}{_rounded(size, 0):,.0f}"


def head_words(amount: float | None, currency: str = "GBP") -> str | None:
    """Return an amount by resident; null where it is not known.

    Examples
    --------
    >>> head_words(2330.4), head_words(3.4), head_words(None)
    ('£2,330', '£3.40', None)
    """
    if amount is None:
        return None
    places = 2 if abs(amount) < _FINE_GBP else 0
    return f"{_sign(_rounded(amount, places), currency)}{_rounded(abs(amount), places):,.{places}f}"


def share_words(part: float, whole: float) -> str | None:
    """Return a share in per cent with one place; null where the whole is nothing or less.

    Examples
    --------
    >>> share_words(1_100_000, 23_300_000), share_words(49, 400), share_words(1, 0)
    ('4.7 %', '12.3 %', None)
    """
    # the exact value, as toFixed of the pages rounds it
    return f"{_halves_away(Decimal(100 * part / whole), 1)} %" if whole > 0 else None


def _rounded(amount: float, places: int) -> float:
    """Return an amount rounded as it is written, halves away from nought, as Intl of the pages does."""
    return float(_halves_away(Decimal(repr(float(amount))), places)) + 0.0


def _halves_away(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _sign(amount: float, currency: str) -> str:
    return f"{'-' if amount < 0 else ''}{sign_of(currency)}"
