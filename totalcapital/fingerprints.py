"""Digests of what a person decided on, so that it is asked again once it says something else."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["fingerprint"]

_LENGTH = 12


def fingerprint(said: Iterable[str | None]) -> str:
    """Return a short digest of texts in their order; an absent text differs from an empty one.

    It starts with ``f-``, so that a spreadsheet takes none for a number.

    Examples
    --------
    >>> fingerprint(["Skipton Library", None]) == fingerprint(["Skipton Library", ""])
    False
    """
    parts = ("\0" if text is None else "\1" + text for text in said)
    return "f-" + hashlib.sha256("\2".join(parts).encode()).hexdigest()[:_LENGTH]
