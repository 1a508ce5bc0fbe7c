"""How money is written: the sign of its currency before the amount."""

from __future__ import annotations

from typing import Final

__all__ = ["POUNDS", "in_full", "sign_of"]

POUNDS: Final = "GBP"
_SIGNS: Final = {POUNDS: "£", "EUR": "€", "USD": "$"}


def sign_of(currency: str) -> str:
    """Return what stands before an amount: a sign, else the code and a space.

    Examples
    --------
    >>> sign_of("USD"), sign_of("SEK")
    ('$', 'SEK ')
    """
    return _SIGNS.get(currency, f"{currency} ")


def in_full(amount: float, currency: str = POUNDS) -> str:
    """Return an amount in whole units, minus before the sign.

    Examples
    --------
    >>> in_full(1_234.4), in_full(-250_000, "USD")
    ('£1,234', '-$250,000')
    """
    return f"{'-' if amount < 0 else ''}{sign_of(currency)}{abs(amount):,.0f}"
