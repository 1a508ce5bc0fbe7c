"""What the words of a project's name tell of where it is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from totalcapital.resources import geodata
from totalcapital.wording import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Key", "Vocabulary", "is_wide", "pieces", "vocabulary"]

#: The words of a name, as names are compared.
Key = tuple[str, ...]

_BREAKS: Final = re.compile(r"\s[-\u2013\u2014]\s|[-\u2013\u2014]\s|[:;,()/\[\]|]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lists of ``geodata/codelists/project_places.toml``."""

    wide: tuple[str, ...]
    elsewhere: frozenset[str]
    before: frozenset[str]
    between: frozenset[str]
    centre: frozenset[str]
    means_town: frozenset[str]
    sides: frozenset[str]
    authority: frozenset[str]
    not_names: frozenset[Key]
    larger: frozenset[Key]
    named_after: frozenset[str]
    after_words: frozenset[str]
    same_kind: tuple[frozenset[str], ...]
    school_fillers: frozenset[str]
    fillers: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the lists."""
    text = geodata("codelists", "project_places.toml").read_text(encoding="utf-8")
    read: dict[str, Any] = tomllib.loads(text)
    return Vocabulary(
        wide=tuple(f" {' '.join(tokens(phrase))} " for phrase in read["wide"]["phrases"]),
        elsewhere=frozenset(read["elsewhere"]["words"]),
        before=frozenset(read["elsewhere"]["before"]),
        between=frozenset(read["segments"]["between"]),
        centre=frozenset(read["centre"]["words"]),
        means_town=frozenset(read["centre"]["means_town"]),
        sides=frozenset(read["sides"]["words"]),
        authority=frozenset(read["authority"]["words"]),
        not_names=frozenset(tokens(name) for name in read["not_names"]["words"]),
        larger=frozenset(tokens(name) for name in read["area"]["names"]),
        named_after=frozenset(read["named_after"]["services"]),
        after_words=frozenset(read["named_after"]["words"]),
        same_kind=tuple(frozenset(group) for group in read["same_kind"]["groups"]),
        school_fillers=frozenset(read["fillers"]["school"]),
        fillers=frozenset(read["fillers"]["any"]),
    )


def pieces(name: str) -> Iterator[Key]:
    """Yield the words of each piece of a name: what stands before a colon, a dash or a comma is one.

    Examples
    --------
    >>> list(pieces("St Mary's Primary School: new roof"))
    [('saint', 'marys', 'primary', 'school'), ('new', 'roof')]
    """
    for part in _BREAKS.split(name):
        if found := tokens(part):
            yield found


def is_wide(name: str) -> bool:
    """Tell whether a name says that the project is in many places, or in none.

    Examples
    --------
    >>> is_wide("Borough-wide footway repairs"), is_wide("All schools: kitchens"), is_wide("Otley Library")
    (True, True, False)
    """
    said = f" {' '.join(tokens(name))} "
    return any(phrase in said for phrase in vocabulary().wide)
