"""Codes of authorities that were replaced by others: one area under two codes, or several made into one."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Container

__all__ = ["Change", "Resolved", "became", "load_changes", "resolve"]


class Change(BaseModel):
    """One code and what it replaced."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["recoded", "merged"]
    date: dt.date
    """First day of the new code."""
    new: str
    name: str
    old: dict[str, str]
    """Code: name of what it replaced."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """How an area asked for by a code is found among those of a boundary file.

    Parameters
    ----------
    parts
        The codes of the file that make it up; none where it cannot be had.
    words
        What is to be said of it; empty where the file holds the code itself, or where nothing is known of it.
    is_recoded
        Whether it is the same area under another code.
    """

    parts: tuple[str, ...]
    words: str = ""
    is_recoded: bool = False


@cache
def load_changes() -> tuple[Change, ...]:
    """Return the changes of codes, the oldest first."""
    said: dict[str, Any] = tomllib.loads(
        geodata("codelists", "code_changes.toml").read_text(encoding="utf-8")
    )
    return tuple(sorted((Change.model_validate(one) for one in said["change"]), key=lambda one: one.date))


def resolve(code: str, known: Container[str]) -> Resolved:
    """Find an area among the codes of a boundary file, through changes of codes.

    The same area under another code is taken. A newer area is built from the older ones it was made
    of where the file has all of them. An older area that became part of a newer, larger one is not
    that one: it is not found, and the words say so.

    Parameters
    ----------
    code
        The code asked for.
    known
        The codes of the file.
    """
    if code in known:
        return Resolved((code,))
    alias = next((other for other in _aliases(code) if other in known), None)
    if alias:
        change = next(one for one in load_changes() if one.kind == "recoded" and {code, alias} & {one.new})
        return Resolved(
            (alias,),
            f"{change.name} is {code} and {alias}: one area, whose code changed on {change.date.isoformat()}; "
            f"the outline under {alias} is used",
            is_recoded=True,
        )
    parts = _made_of(code, known)
    if parts:
        change = next(
            one for one in load_changes() if one.kind == "merged" and one.new in {code, *_aliases(code)}
        )
        return Resolved(
            parts,
            f"{change.name} ({code}) was made on {change.date.isoformat()} of areas that the file has: it is built "
            f"from {', '.join(parts)}",
        )
    return Resolved((), _became(code))


def became(code: str) -> tuple[Change, str] | None:
    """Return the change by which an area became part of a larger one, and its code there; null where none is known."""
    for change in load_changes():
        ended = {code, *_aliases(code)} & change.old.keys()
        if change.kind == "merged" and ended:
            return change, min(ended)
    return None


def _aliases(code: str) -> list[str]:
    """Return the other codes of the same area, the newest first."""
    pairs = [(old, one.new) for one in load_changes() if one.kind == "recoded" for old in one.old]
    found, waiting = [code], [code]
    while waiting:
        at = waiting.pop()
        for old, new in reversed(pairs):
            other = new if at == old else old if at == new else None
            if other and other not in found:
                found.append(other)
                waiting.append(other)
    return found[1:]


def _made_of(code: str, known: Container[str]) -> tuple[str, ...]:
    """Return the codes of the file that a newer area was made of; none where one of them is missing."""
    for change in load_changes():
        if change.kind == "merged" and change.new in {code, *_aliases(code)}:
            found: list[str] = []
            for old in change.old:
                parts = resolve(old, known).parts
                if not parts:
                    return ()
                found += parts
            return tuple(sorted(found))
    return ()


def _became(code: str) -> str:
    """Say what an older area became part of; empty where nothing is known of it."""
    found = became(code)
    if found is None:
        return ""
    change, old = found
    return (
        f"{change.old[old]} ({code}) became part of {change.name} ({change.new}) on {change.date.isoformat()}, which is "
        f"larger and is not taken for it: give boundaries from before that day, or ask for {change.new}"
    )
