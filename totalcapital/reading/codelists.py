"""Code lists for values: the profile's own first, then the shared one of ``geodata/codelists``."""

from __future__ import annotations

import difflib
import tomllib
from functools import cache
from typing import TYPE_CHECKING

from totalcapital.reading.profiles import match_code
from totalcapital.resources import geodata
from totalcapital.tables.assets import PROJECTS, STAKE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["code_of", "codes_allowed", "heading_synonyms", "nearest_code"]


@cache
def _shared(column: str) -> dict[str, str | bool]:
    folder = geodata("codelists")
    path = folder / f"{column}.toml"
    if not path.is_file():
        return {}
    codes: dict[str, str | bool] = tomllib.loads(path.read_text(encoding="utf-8"))["codes"]
    return codes


@cache
def heading_synonyms() -> Mapping[str, Sequence[str]]:
    """Return, for each of our columns, the headings by which it goes in the field."""
    path = geodata("codelists") / "headings.toml"
    synonyms: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))["headings"]
    return synonyms


def codes_allowed(column: str) -> tuple[str, ...]:
    """Return the codes a column may hold; none for a column that is not coded."""
    return next((c.codes for c in (*STAKE_COLUMNS, *PROJECTS.columns) if c.name == column), ())


def code_of(
    column: str, value: str | None, own: Sequence[dict[str, str | bool]]
) -> tuple[str | bool | None, bool]:
    """Return the code of a value and whether any list knew it.

    Parameters
    ----------
    own
        Lists to try first, in order: the estate file's, then the profile's.
    """
    for patterns in own:
        found = match_code(patterns, value)
        if found is not None:
            return (found if found != "" else None), True
    if not value:
        return None, True
    if value in codes_allowed(column):
        return value, True
    found = match_code(_shared(column), value)
    return (found if found != "" else None), found is not None


def nearest_code(column: str, value: str) -> str | None:
    """Return the allowed code that reads most like a value, to suggest it."""
    known = {pattern.strip("*"): str(code) for pattern, code in _shared(column).items() if pattern.strip("*")}
    known |= {code: code for code in codes_allowed(column)}
    near = difflib.get_close_matches(value.casefold(), known, n=1, cutoff=0.6)
    return known[near[0]] if near else None
