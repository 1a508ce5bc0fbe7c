"""By which headings whoever is paid is known, and how often a word must stand to be no name of theirs."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any, Literal

from totalcapital.resources import geodata

__all__ = ["is_of_payee", "least_rows_count"]


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads(geodata("codelists", "payees.toml").read_text(encoding="utf-8"))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in _said()["headings"][kind]), re.IGNORECASE)


def is_of_payee(heading: str, kind: Literal["spending", "other"] = "spending") -> bool:
    """Tell whether a heading is one of whoever is paid; in a list of spending also free text that can name them.

    Examples
    --------
    >>> [is_of_payee(h) for h in ("BeneficiaryName", "Supplier ID", "Purpose", "Service area")]
    [True, True, True, False]
    >>> [is_of_payee(h, "other") for h in ("Recipient Org:Name", "Description")]
    [True, False]
    """
    return bool(_pattern(kind).search(heading.strip()))


def least_rows_count() -> int:
    """Return from how many rows on a word that no list knows is shown of a list of single payments."""
    count: int = _said()["words"]["at_least_count"]
    return count
