"""The words of names and addresses: how they are written, and what they tell."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_APOSTROPHES: Final = dict.fromkeys(map(ord, "'\u2019\u2018`"))
#: Words written in several, or in letters, and the one to read.
_PHRASES: Final = tuple(
    (re.compile(phrase), word)
    for phrase, word in (
        (r"\b(?:c\.? ?(?:of|/) ?e\b\.?|church of england\b)", "ce"),
        (r"\br\.? ?c\b\.?", "rc"),
        (r"\bj(?:unior)?s?\W*(?:and )?\W*i(?:nfant)?s?\b(?:\W+(?:and )?n(?:ursery)?\b)?", "primary"),
        (r"\bprimary (?:health )?care\b", "health"),
        (r"\bcar park", "parking"),
        (r"\btown hall", "townhall"),
    )
)

__all__ = ["Words", "tokens", "words"]

_TOKEN: Final = re.compile(r"\d+[a-z]?(?![a-z])|[a-z]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of ``geodata/codelists/linking_words.toml``, ready to look words up in."""

    same_as: dict[str, str]
    kind_of: dict[str, int]
    """Word: the bit of its kind."""
    weak: int
    """Bits of the kinds whose words are also parts of the names of places."""
    service_kind: dict[str, int]
    general: frozenset[str]
    sides: dict[str, tuple[int, int]]
    """Word: the bits of the pairs of which it is the first, and the second."""
    building: frozenset[str]
    street: frozenset[str]
    unit: frozenset[str]
    beside: frozenset[str]


@cache
def words() -> Words:
    """Return the lists of words."""
    read: dict[str, Any] = tomllib.loads(
        geodata("codelists", "linking_words.toml").read_text(encoding="utf-8")
    )
    bits = {kind: 1 << position for position, kind in enumerate(read["kinds"])}
    kind_of = {word: bits[kind] for kind, of in read["kinds"].items() for word in of}
    sides: dict[str, tuple[int, int]] = {}
    for position, (first, second) in enumerate(read["sides"]["pairs"]):
        for word, side in ((first, 0), (second, 1)):
            held = list(sides.get(word, (0, 0)))
            held[side] |= 1 << position
            sides[word] = (held[0], held[1])
    return Words(
        same_as=read["same_as"],
        kind_of=kind_of,
        weak=sum(bits[kind] for kind in read["weak"]["kinds"]),
        service_kind={service: bits[kind] for service, kind in read["service_kind"].items()},
        general=frozenset(read["general"]["words"]),
        sides=sides,
        building=frozenset(read["building"]["words"]),
        street=frozenset(read["street"]["types"]),
        unit=frozenset(read["unit"]["words"]),
        beside=frozenset(read["beside"]["words"]),
    )


@lru_cache(maxsize=200_000)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text in the way they are compared.

    Examples
    --------
    >>> tokens("St. Mary's C of E Jnr School, 5A High St")
    ('saint', 'marys', 'ce', 'junior', 'school', '5a', 'high', 'street')
    """
    plain = text.casefold().replace("&", " and ").translate(_NO_APOSTROPHES)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in plain if not unicodedata.combining(character))
    for phrase, word in _PHRASES:
        plain = phrase.sub(word, plain)
    found = _TOKEN.findall(plain)
    same_as = words().same_as
    # "st" before a name is a saint, after one a street
    return tuple(
        "street" if word == "st" and position > 0 and _ends(found, position) else same_as.get(word, word)
        for position, word in enumerate(found)
    )


def _ends(found: Sequence[str], position: int) -> bool:
    """Tell whether nothing but a number follows, so that a "st" there is a street."""
    following = found[position + 1 : position + 2]
    return not following or following[0][0].isdigit()
