"""Codes by which registers name bodies: what they are, and the councils they are known to stand for."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from totalcapital.resources import geodata

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

__all__ = [
    "ONE_A_BODY",
    "Succession",
    "codes_of_text",
    "council_codes",
    "councils_by_code",
    "differing",
    "successions",
]

#: Schemes in which a body has one code at a time, so that two codes are two bodies.
ONE_A_BODY: Final = ("ods", "gias-group", "company", "ukprn", "urn")
_LIST: Final = re.compile(r"\s*[;|]\s*")
_WEB: Final = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


@lru_cache(maxsize=50_000)
def codes_of_text(text: str) -> tuple[str, ...]:
    """Return the codes of one cell as ``scheme:code``, sorted; a bare code of no known shape is left out.

    Examples
    --------
    >>> codes_of_text("E08000035; local-authority-eng:LDS")
    ('gss:E08000035', 'local-authority-eng:LDS')
    >>> codes_of_text("https://opendatacommunities.org/id/unitary-authority/york/")
    ('uri:opendatacommunities.org/id/unitary-authority/york',)
    >>> codes_of_text("ods:"), codes_of_text("RAE")
    ((), ())
    """
    found = (_code(part.strip()) for part in _LIST.split(text) if part.strip())
    return tuple(sorted({code for code in found if code}))


def _code(text: str) -> str | None:
    if _WEB.match(text):
        return "uri:" + _WEB.sub("", text).rstrip("/").casefold()
    scheme, colon, code = text.rpartition(":")
    scheme, code = scheme.strip().casefold(), " ".join(code.split())
    if re.fullmatch(r"E\d{8}", code, re.IGNORECASE):
        return f"gss:{code.upper()}"
    if not colon or not scheme or not re.search(r"[A-Za-z0-9]", code):
        return None
    return f"{scheme}:{code.upper().lstrip('0') if scheme in {'company', 'ukprn', 'gias-group'} else code.upper()}"


@cache
def _councils() -> dict[str, dict[str, list[str]]]:
    text = geodata("codelists", "councils.toml").read_text(encoding="utf-8")
    councils: dict[str, dict[str, list[str]]] = tomllib.loads(text)["councils"]
    return councils


@cache
def council_codes() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of each council of the list, by its agency id."""
    return {
        f"{name}-council": tuple(f"{scheme}:{code}" for scheme in sorted(of) for code in of[scheme])
        for name, of in _councils().items()
    }


@cache
def councils_by_code() -> Mapping[str, str]:
    """Return the agency id of the council that a code stands for."""
    return {code: agency_id for agency_id, codes in council_codes().items() for code in codes}


def differing(codes: Iterable[str], others: Iterable[str]) -> tuple[str, str] | None:
    """Return two codes that show two bodies, or null where none do.

    They are of a scheme in which a body has one, or stand for two councils of the list.
    """
    first, second = sorted(codes), sorted(others)
    for scheme in ONE_A_BODY:
        mine = [code for code in first if code.startswith(f"{scheme}:")]
        theirs = [code for code in second if code.startswith(f"{scheme}:")]
        if mine and theirs and not set(mine) & set(theirs):
            return mine[0], theirs[0]
    known = councils_by_code()
    mine = [code for code in first if code in known]
    theirs = [code for code in second if code in known]
    if mine and theirs and not {known[c] for c in mine} & {known[c] for c in theirs}:
        return mine[0], theirs[0]
    return None


@dataclass(frozen=True, slots=True)
class Succession:
    """One body that took over what another had, by agency id, with the day."""

    former: str
    later: str
    on: dt.date


@cache
def successions() -> Mapping[tuple[str, str], Succession]:
    """Return the known successions by the two agency ids, the lower first."""
    said = tomllib.loads(geodata("codelists", "agency_successions.toml").read_text(encoding="utf-8"))
    made = [
        Succession(pair["from"], pair["to"], pair["on"])
        for group in said["succession"]
        for pair in group["pairs"]
    ]
    return {(min(s.former, s.later), max(s.former, s.later)): s for s in made}
