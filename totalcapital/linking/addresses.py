"""Addresses taken apart: streets, house numbers, and parts of a building."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from totalcapital.wording import tokens, words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["NO_ADDRESS", "Address", "address_of", "numbers_meet"]

_NUMBER: Final = ("no", "nos", "number")
_MOST_NUMBER: Final = 3000
_POSTCODE: Final = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b", re.IGNORECASE)
_RANGE: Final = re.compile(r"\b(\d+)([a-z]?)\s*(?:-|\u2013|/|\bto\b)\s*(\d+)([a-z]?)\b", re.IGNORECASE)


class Address(NamedTuple):
    """What an address says.

    Attributes
    ----------
    streets
        Each street, by its last word and its kind ("horton lane"), or whole where it names no kind.
    numbers
        House numbers: from, to, and the letter after the number.
    units
        Parts of the building, such as flat 3.
    is_beside
        Whether it says where the property is near to, and not what its own number is.
    """

    streets: frozenset[str]
    numbers: frozenset[tuple[int, int, str]]
    units: frozenset[str]
    is_beside: bool


NO_ADDRESS: Final = Address(frozenset(), frozenset(), frozenset(), is_beside=False)


@lru_cache(maxsize=200_000)
def address_of(text: str) -> Address:
    """Take an address apart.

    Examples
    --------
    >>> sorted(address_of("Unit 4, 84-86 North St, Leeds").numbers)
    [(84, 86, '')]
    >>> address_of("Land adjacent to 63 Bondgate, Ripon").is_beside
    True
    >>> sorted(address_of("5a, Aldermanbury, Bradford").streets)
    ['aldermanbury']
    """
    streets: set[str] = set()
    numbers: set[tuple[int, int, str]] = set()
    units: set[str] = set()
    is_beside, has_waiting_number = False, False
    for part in _POSTCODE.sub("", text).split(","):
        ranges = {(int(a), int(b), "") for a, _, b, _ in _RANGE.findall(part) if int(a) <= int(b)}
        found = tokens(_RANGE.sub(r"\1 to \3", part))
        if not found:
            continue
        is_beside |= any(word in words().beside for word in found)
        said, here = _without_units(found)
        units |= here
        own, rest = _numbers(said, ranges)
        numbers |= own
        if own and not rest:
            has_waiting_number = True
            continue
        streets |= _streets(rest, is_numbered=bool(own) or has_waiting_number)
        has_waiting_number = False
    return Address(frozenset(streets), frozenset(numbers), frozenset(units), is_beside)


def _without_units(found: Sequence[str]) -> tuple[list[str], set[str]]:
    """Take the parts of a building out of words: "units 148 and 157"."""
    rest: list[str] = []
    units: set[str] = set()
    inside = False
    for position, word in enumerate(found):
        following = found[position + 1] if position + 1 < len(found) else ""
        if word in words().unit and (following[:1].isdigit() or following in _NUMBER):
            inside = True
        elif inside and word in _NUMBER and following[:1].isdigit():
            continue
        elif inside and word[0].isdigit():
            units.add(word)
        elif inside and word in {"and", "to"} and following[:1].isdigit():
            continue
        else:
            inside = False
            rest.append(word)
    return rest, units


def _numbers(
    found: Sequence[str], ranges: set[tuple[int, int, str]]
) -> tuple[set[tuple[int, int, str]], Sequence[str]]:
    """Return the house numbers among words, and the words after the last of them."""
    numbers, last = set(), -1
    for position, word in enumerate(found):
        if not word[0].isdigit():
            continue
        digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
        value = int(digits)
        if value < _MOST_NUMBER:
            last = position
            if not any(low <= value <= high for low, high, _ in ranges):
                numbers.add((value, value, word[len(digits) :]))
    own = numbers | {one for one in ranges if one[1] < _MOST_NUMBER}
    return own, found[last + 1 :] if own else found


def _streets(rest: Sequence[str], *, is_numbered: bool) -> set[str]:
    """Return the streets that words name: a word and a kind of street, or all that follows a number."""
    kinds = words().street
    named = {
        f"{before} {word}"
        for before, word in itertools.pairwise(rest)
        if word in kinds and not before[0].isdigit()
    }
    if named or not is_numbered:
        return named
    whole = [word for word in rest if not word[0].isdigit() and word != "and"]
    return {" ".join(whole)} if whole else set()


def numbers_meet(first: Address, second: Address) -> bool:
    """Tell whether two addresses have a house number in common; a letter counts where both give one.

    Examples
    --------
    >>> numbers_meet(address_of("84-86 North Street"), address_of("88 North Street"))
    False
    >>> numbers_meet(address_of("63 Clarendon Road"), address_of("61-65 Clarendon Road"))
    True
    """
    return any(
        low <= other_high and other_low <= high and (not letter or not other_letter or letter == other_letter)
        for low, high, letter in first.numbers
        for other_low, other_high, other_letter in second.numbers
    )
