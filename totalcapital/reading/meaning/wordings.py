"""Whether an unknown wording is a known one with a slip of the pen in it.

The same rule serves headings and coded values. It would rather know nothing than take one word for
another: a known word is never a slip for another known word, so that "Lease end" is not "Lease
start", and each word must begin with the right letter, so that "unoccupied" is not "occupied".
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["Near", "nearest", "resembling", "resembling_within", "words_of"]

_VOWELS: Final = frozenset("aeiouy")
_NEGATIONS: Final = frozenset(
    {"not", "non", "no", "never", "un", "without", "former", "formerly", "ex", "except", "nil"}
)


@dataclass(frozen=True, slots=True)
class Near:
    """A known wording that resembles an unknown one."""

    wording: str
    score: float
    """Likeness of the two, 0 to 100."""


@cache
def _rules() -> tuple[int, int, int, float, float, frozenset[str]]:
    said = tomllib.loads(geodata("codelists", "nearness.toml").read_text(encoding="utf-8"))
    slips = said["slips"]
    return (
        slips["letters_for_one"],
        slips["letters_for_any"],
        slips["letters_for_two"],
        float(said["suggestion"]["least_score"]),
        float(said["withheld"]["least_score"]),
        frozenset(said["words"]["never"]),
    )


@lru_cache(maxsize=20_000)
def words_of(wording: str) -> tuple[str, ...]:
    """Return the words of a wording, small and without accents; capitals inside a word part it.

    Examples
    --------
    >>> words_of("PropertyName (old)"), words_of("Post Code"), words_of("GIA_m2")
    (('property', 'name', 'old'), ('post', 'code'), ('gia', 'm2'))
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", wording)
    plain = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode().casefold()
    return tuple(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def nearest(wording: str, known: Mapping[str, object]) -> Near | None:
    """Return the known wording of which another is a slip, or null where none fits.

    Null too where two fit equally well that do not mean the same.

    Parameters
    ----------
    known
        Wordings to choose from, with what each means. One that ends in ``*`` may be followed by
        anything, as in a code list.

    Examples
    --------
    >>> nearest("Comunity centre, upper hall", {"community cent*": 1}).score  # codespell:ignore
    96.3
    >>> nearest("Lease strat", {"Lease start": 1, "Lease end": 2})  # codespell:ignore
    Near(wording='Lease start', score=90.9)
    >>> nearest("Lease stop", {"Lease start": 1, "Lease end": 2})
    >>> nearest("ocupied", {"occupied": 1, "unoccupied": 2}).wording  # codespell:ignore
    'occupied'
    """
    mine = words_of(wording)
    vocabulary = {word for one in known for word in words_of(one)}
    if not mine or vocabulary.issuperset(mine):
        return None
    fitting = []
    for one in known:
        other = words_of(one)
        compared = _compared(mine, other) if one.endswith("*") else mine
        negated = _NEGATIONS.intersection(mine) != _NEGATIONS.intersection(other)
        if not negated and (slips := _slips(compared, other, vocabulary)):
            fitting.append((slips, -round(_score(compared, other), 1), one))
    if not fitting:
        return None
    best = min(fitting)
    if any(known[one] != known[best[2]] for slips, score, one in fitting if (slips, score) == best[:2]):
        return None
    return Near(best[2], -best[1])


def _compared(mine: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return as many of the first words as the other has, the last no longer than the other's where it begins so."""
    first = mine[: len(other)]
    if len(first) == len(other) and other and first[-1].startswith(other[-1]):
        return (*first[:-1], other[-1])
    return first


def resembling(wording: str, known: Iterable[str]) -> Near | None:
    """Return the known wording that a wording resembles most, to suggest it; null where none does."""
    least = _rules()[3]
    mine = words_of(wording)
    scored = [(-_score(mine, words_of(one)), one) for one in set(known)]
    if not scored or -min(scored)[0] < least:
        return None
    return Near(min(scored)[1], round(-min(scored)[0], 1))


def resembling_within(wording: str, known: Iterable[str], *, harmless: Collection[str] = ()) -> Near | None:
    """Return the known wording that some words of a wording resemble, by the low bar of kinds never shown.

    Each word of the known wording must be there or be resembled by a word that is not ``harmless``
    and does not mean something else.

    Examples
    --------
    >>> resembling_within("Womens refudge, Leeds", ["refuge"])
    Near(wording='refuge', score=92.3)
    >>> resembling_within("Refuse depot", ["refuge"])
    """
    *_, least, never = _rules()
    spared = never.union(harmless)
    mine = words_of(wording)
    scored = [(-_score_within(mine, words_of(one), spared), one) for one in set(known)]
    if not scored or -min(scored)[0] < least:
        return None
    return Near(min(scored)[1], round(-min(scored)[0], 1))


def _score(mine: tuple[str, ...], other: tuple[str, ...]) -> float:
    return float(fuzz.ratio(" ".join(mine), " ".join(other)))


def _score_within(mine: tuple[str, ...], other: tuple[str, ...], spared: Collection[str]) -> float:
    """Return how well the worst-fitting word of the known wording is matched by a word of ours."""
    if not mine or not other:
        return 0.0
    return min(max(_score_of_word(mine_, word, spared) for mine_ in mine) for word in other)


def _score_of_word(mine: str, word: str, spared: Collection[str]) -> float:
    if mine.startswith(word):
        return 100.0
    return 0.0 if mine in spared else float(fuzz.ratio(mine, word))


def _slips(mine: tuple[str, ...], other: tuple[str, ...], vocabulary: Collection[str]) -> int:
    """Return how many words are a slip for the other's; 0 where the two do not fit."""
    if len(mine) != len(other):
        return 0
    slips = 0
    for word, wanted in zip(mine, other, strict=True):
        if word == wanted:
            continue
        if not _is_slip(word, wanted, vocabulary):
            return 0
        slips += 1
    return slips


def _is_slip(word: str, wanted: str, vocabulary: Collection[str]) -> bool:
    one, any_letter, two, _, _, never = _rules()
    if len(wanted) < one or word[0] != wanted[0] or word in vocabulary or word in never:
        return False
    if re.search(r"\d", word) or len(word) < one - 1:
        return False
    distance = OSA.distance(word, wanted)
    if distance == 1:
        return len(wanted) >= any_letter or _is_of_vowels(word, wanted)
    return distance == 2 and min(len(word), len(wanted)) >= two


def _is_of_vowels(word: str, wanted: str) -> bool:
    """Tell whether a single slip is in a vowel, doubles a letter, or exchanges two."""
    if len(word) == len(wanted):
        wrong = [(a, b) for a, b in zip(word, wanted, strict=True) if a != b]
        return len(wrong) == 2 or set(wrong[0]) <= _VOWELS
    longer, shorter = (word, wanted) if len(word) > len(wanted) else (wanted, word)
    place = next((i for i, letter in enumerate(shorter) if letter != longer[i]), len(shorter))
    extra = longer[place]
    return extra in _VOWELS or (place > 0 and longer[place - 1] == extra)
