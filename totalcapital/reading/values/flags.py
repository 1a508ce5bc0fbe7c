"""Yes and no."""

from __future__ import annotations

from typing import Final

from totalcapital.reading.values.parsed import Parsed
from totalcapital.reading.values.text import is_not_given, tidy

__all__ = ["parse_flag"]

_TRUE: Final = frozenset({"y", "yes", "true", "t", "1", "1.0", "x", "✓", "✔", "\u2611"})
_FALSE: Final = frozenset({"n", "no", "false", "f", "0", "0.0", "✗", "✘", "\u2610"})


def parse_flag(text: str) -> Parsed:
    """Return yes or no; a blank is neither.

    Examples
    --------
    >>> [parse_flag(text).value for text in ("Y", "FALSE", "", "partly")]
    [True, False, None, None]
    """
    plain = tidy(text).casefold()
    if plain in _TRUE:
        return Parsed(value=True)
    if plain in _FALSE:
        return Parsed(value=False)
    return Parsed() if is_not_given(text) else Parsed(fault="neither yes nor no")
