"""Text as it is written in cells: white space, words for "not given", and damaged letters."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_double_encoded", "is_not_given", "tidy"]

_NOT_GIVEN: Final = frozenset({
    "", "-", "--", "---", "–", "—", ".", "..", "...", "n/a", "na", "n.a.", "n.a", "n\\a", "n / a", "#n/a", "#n/a!",
    "#ref!", "#value!", "#div/0!", "#name?", "none", "null", "<null>", "(null)", "nil", "nan", "tbc", "tba", "tbd",
    "t.b.c.", "t.b.c", "to be confirmed", "to be advised", "to be determined", "unknown", "not known", "n/k", "n.k.",
    "not applicable", "not available", "not given", "not recorded", "not provided", "not stated", "no data",
    "no information", "(blank)", "[z]", "[x]", "[c]", "[u]", "[w]", "?", "??", "???",
})  # fmt: skip
_INVISIBLE: Final = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
#: Letters that UTF-8 bytes turn into when they are read as cp1252.
_DAMAGED: Final = re.compile("[ÂÃÄÅâ][\u0080-\u00bf\u0152-\u2122]")


def tidy(text: str) -> str:
    """Return text with no-break spaces, invisible characters and runs of white space made plain."""
    return " ".join(_INVISIBLE.sub("", text).split())


def is_not_given(text: str) -> bool:
    """Tell whether a cell says that nothing was given.

    Examples
    --------
    >>> [is_not_given(text) for text in ("n/a", "TBC", "[z]", "0", "No")]
    [True, True, True, False, False]
    """
    return tidy(text).casefold() in _NOT_GIVEN


def is_double_encoded(text: str) -> bool:
    """Tell whether letters of a text were encoded twice: ``CafÃ©`` for ``Café``.

    It is, where its letters as cp1252 bytes are UTF-8 again: a lone ``Ã`` or ``â`` of another
    language is not.

    Examples
    --------
    >>> [is_double_encoded(text) for text in ("CafÃ©", "Siânâ€™s Hall", "Café", "São Tomé")]
    [True, True, False, False]
    """
    return any(_decodes(match.start(), text) for match in _DAMAGED.finditer(text))


def _decodes(start: int, text: str) -> bool:
    for length in (2, 3):
        try:
            piece = _bytes(text[start : start + length]).decode("utf-8")
        except UnicodeError:
            continue
        if len(piece) == 1:
            return True
    return False


def _bytes(text: str) -> bytes:
    """Return the bytes of cp1252; those it leaves undefined stand for themselves."""
    return b"".join(
        bytes([ord(letter)]) if 0x80 <= ord(letter) <= 0x9F else letter.encode("cp1252") for letter in text
    )
