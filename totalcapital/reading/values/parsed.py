"""What became of the text of a cell."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Parsed"]


class Parsed(NamedTuple):
    """A value read from a text, what was wrong with the text, and what was assumed to read it.

    Examples
    --------
    >>> Parsed(300.0, note="given as approximate")
    Parsed(value=300.0, fault=None, note='given as approximate')
    """

    value: Any = None
    """The value; null where nothing was given or it could not be understood."""
    fault: str | None = None
    """Why it could not be read, in a few words; the value is then null."""
    note: str | None = None
    """What was corrected or assumed, in a few words; the value stands."""
