"""Names of properties: the kind of place, and the words that tell which one it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from totalcapital.wording import tokens, words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MOST_OTHER_NAMES", "NO_TITLE", "Title", "name_segment", "other_names", "title_of"]

#: Other names of one record that are compared, the first ones.
MOST_OTHER_NAMES: Final = 3
_DASH: Final = re.compile(r"\s[-\u2013:]\s|[(]")

_POSTCODE: Final = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b", re.IGNORECASE)


class Title(NamedTuple):
    """A name taken apart.

    Attributes
    ----------
    telling
        The words that tell which one it is, sorted, with one space between.
    unsided
        The same without the words of ``sides``.
    whole
        All its words.
    kinds
        Bits of the kinds of place it names; 0: none.
    sides
        Bits of the pairs (north and south, infant and junior) of which it has the first, the second.
    numbers
        The numbers in it.
    """

    telling: str
    unsided: str
    whole: str
    kinds: int
    sides: tuple[int, int]
    numbers: frozenset[str]


NO_TITLE: Final = Title("", "", "", 0, (0, 0), frozenset())


@lru_cache(maxsize=200_000)
def title_of(name: str, service: str | None = None) -> Title:
    """Take a name apart; where it names no kind of place, what the record is for does.

    Examples
    --------
    >>> title_of("Skipton Public Library").telling
    'skipton'
    >>> title_of("Otley", "library").kinds == title_of("Otley Library").kinds
    True
    """
    return _title(tokens(name), service)


def _title(found: Sequence[str], service: str | None) -> Title:
    known = words()
    kinds, firsts, seconds = 0, 0, 0
    telling, numbers, weak = set(), set(), set()
    for word in found:
        first, second = known.sides.get(word, (0, 0))
        firsts, seconds = firsts | first, seconds | second
        if kind := known.kind_of.get(word, 0):
            kinds |= kind
            if kind & known.weak:
                weak.add(word)
        elif word[0].isdigit():
            numbers.add(word)
        elif word not in known.general:
            telling.add(word)
    if kinds & ~known.weak:
        kinds &= ~known.weak
        telling |= weak
    if not kinds and service is not None:
        kinds = known.service_kind.get(service, 0)
    unsided = " ".join(sorted(word for word in telling if word not in known.sides))
    return Title(
        " ".join(sorted(telling)), unsided, " ".join(found), kinds, (firsts, seconds), frozenset(numbers)
    )


def name_segment(name: str) -> str | None:
    """Return the part of a name that names the property, where the rest is its address.

    Null where all of it is an address.

    Examples
    --------
    >>> name_segment("Units 148 And 157, Kirkgate Market, Kirkgate, Bradford, BD1 1SZ")
    'Kirkgate Market'
    >>> name_segment("5a, Aldermanbury, Bradford, BD1 1HY") is None
    True
    """
    if "," not in name and not any(character.isdigit() for character in name):
        return name.strip() or None
    parts = [part.strip() for part in _POSTCODE.sub("", name).split(",")]
    parts = [part for part in parts if part]
    for position, part in enumerate(parts):
        found = tokens(part)
        if not found or _is_number(found):
            continue
        is_after_number = position > 0
        if found[0][0].isdigit() or _is_street(found) or (is_after_number and not _is_building(found)):
            return None
        return part
    return None


def other_names(name: str | None, address: str | None) -> list[str]:
    """Return what else a property is called: in brackets or after a dash in its name, as a building in its address.

    Examples
    --------
    >>> other_names("Novus Health (White Rose Surgery)", "Exchange Street, South Elmsall")
    ['white rose surgery']
    >>> other_names("Dr Malik", "2nd Floor, Barkerend Health Centre, 78 Barkerend Road, Bradford")
    ['barkerend health centre']
    >>> other_names("Penistone", "Sheffield Road Penistone Barnsley South Yorkshire")
    []
    """
    found: dict[str, None] = {}
    for part in _DASH.split(name)[1:] if name else ():
        inside = tokens(part)
        if _is_building(inside):
            found[" ".join(inside)] = None
    for part in address.split(",") if address else ():
        said = tokens(part)
        if not said or _is_number(said) or any(word in words().beside for word in said):
            continue
        if said[0][0].isdigit() or _is_street(said):
            break  # what follows the street is a quarter or a town
        named = _before_street(said)
        if named and not named[0][0].isdigit() and _is_building(named):
            found[" ".join(named)] = None
    return list(found)[:MOST_OTHER_NAMES]


def _before_street(found: Sequence[str]) -> Sequence[str]:
    """Return the words before a number, or before the two words that name a street."""
    for position, word in enumerate(found):
        if word[0].isdigit():
            return found[:position]
        if found[-1] in words().building - words().street:
            continue
        if word in words().street and word not in words().building and position > 0:
            return found[: position - 1]
    return found


def _is_number(found: Sequence[str]) -> bool:
    """Tell whether words are the number of a house or of a part of one, and nothing else."""
    return all(word[0].isdigit() or word in words().unit or word in {"and", "to"} for word in found)


def _is_street(found: Sequence[str]) -> bool:
    return len(found) > 1 and found[-1] in words().street and found[-1] not in words().building


def _is_building(found: Sequence[str]) -> bool:
    known = words()
    return any(word in known.building or word in known.kind_of for word in found)
