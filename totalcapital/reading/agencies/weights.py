"""Weighs two bodies against each other: each piece of evidence in bits, added up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from totalcapital.reading.agencies.codes import differing, successions
from totalcapital.reading.agencies.names import (
    first_letters,
    key_of,
    plain_name,
    weighing,
    without_slips_in_kind,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from totalcapital.reading.agencies.bodies import Body
    from totalcapital.reading.agencies.names import Words

__all__ = ["Weighed", "least_bits", "mended_keys", "short_forms", "weigh"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two bodies weighed; the prior comes first."""

    weights: tuple[tuple[str, str, float], ...]
    """Evidence, words and weight in bits."""

    @property
    def bits(self) -> float:
        """Base-2 logarithm of the odds that the two are one."""
        return round(sum(weight for _, _, weight in self.weights), 3)

    @property
    def probability(self) -> float:
        """The same as a share."""
        return float(round(1.0 / (1.0 + 2.0**-self.bits), 6))

    @property
    def evidence(self) -> str:
        """What was found, in plain words."""
        return "; ".join(words for _, words, _ in self.weights[1:])


def least_bits(probability: float) -> float:
    """Return the bits of a probability."""
    return math.log2(probability / (1.0 - probability))


def weigh(one: Body, other: Body, *, common: Mapping[str, int]) -> Weighed:
    """Weigh two bodies against each other.

    A known succession stands in the place of the names: the two are different bodies in law.

    Parameters
    ----------
    common
        Telling word: how many bodies have it.
    """
    said = weighing()
    weights: list[tuple[str, str, float]] = [
        ("prior", "two bodies that share a code or a word of their names", said["prior"])
    ]
    if succession := successions().get((one.agency_id, other.agency_id)):
        former, later = (one, other) if succession.former == one.agency_id else (other, one)
        words = (
            f"{later.shown} took over from {former.shown} on {succession.on.day} {succession.on:%B %Y}: "
            "another body in law"
        )
        return Weighed((*weights, ("succession", words, said["weights"]["succession"])))
    weights += _by_codes(one, other)
    weights += _by_names(one, other, common)
    weights += _by_kinds(words_of(one.key), words_of(other.key))
    return Weighed(tuple(weights))


def _by_codes(one: Body, other: Body) -> list[tuple[str, str, float]]:
    said = weighing()["weights"]
    if shared := sorted(one.codes & other.codes):
        return [("code", f"the same code {shared[0]}", said["same_code"])]
    if pair := differing(one.codes, other.codes):
        return [("code", f"different codes {pair[0]} and {pair[1]}", said["different_code"])]
    return []


def _by_kinds(one: Words, other: Words) -> list[tuple[str, str, float]]:
    said = weighing()["weights"]
    if not one.kinds or not other.kinds:
        return []
    if both := one.kinds & other.kinds:
        return [("kind", f"of one kind ({min(both)})", said["same_kind"])]
    return [("kind", f"of different kinds ({min(one.kinds)}, {min(other.kinds)})", said["different_kind"])]


def _by_names(one: Body, other: Body, common: Mapping[str, int]) -> list[tuple[str, str, float]]:
    said = weighing()["weights"]
    if mended_keys(one) & mended_keys(other):
        return [("name", "the same name but for a slip in a word for the kind of body", said["slip_in_kind"])]
    if short_forms(one, other) or short_forms(other, one):
        return [("name", "the first letters of the other's words", said["short_form"])]
    mine, theirs = words_of(one.key), words_of(other.key)
    level, words = _level(mine, theirs)
    found = [("name", words, said[level])]
    more = len(set(mine.telling) ^ set(theirs.telling)) - 1
    if level == "more_words" and more:
        found.append(("more words", f"{more + 1} words more", said["further_word"] * more))
    shared = set(mine.telling) & set(theirs.telling)
    if shared and level in {"more_kind_words", "other_kind_words", "more_words"}:
        rarest = min(common.get(word, 1) for word in shared)
        if rarest > 2:
            lost = round(said["common_word"] * math.log2(rarest / 2), 3)
            found.append(("common word", f"{rarest} bodies have the words they share", lost))
    return found


def _level(mine: Words, theirs: Words) -> tuple[str, str]:
    """Return how well two names agree, and that in words."""
    first, second = set(mine.telling), set(theirs.telling)
    if not first or not second:
        return "different_words", "no telling word is shared"
    if _tells_apart((first ^ second) | (mine.soft ^ theirs.soft)):
        return "different_words", f"other words: {_listed((first ^ second) | (mine.soft ^ theirs.soft))}"
    if mine.telling == theirs.telling or "".join(mine.telling) == "".join(theirs.telling):
        if mine.soft == theirs.soft:
            return "same_words", "the same words"
        is_more = mine.soft < theirs.soft or theirs.soft < mine.soft
        level = "more_kind_words" if is_more else "other_kind_words"
        return level, f"the same telling words; only one has: {_listed(mine.soft ^ theirs.soft)}"
    if first == second:
        return "other_order", "the same words in another order"
    if first < second or second < first:
        return "more_words", f"one has all telling words of the other and more: {_listed(first ^ second)}"
    if mine.soft == theirs.soft and (slip := _slip(first - second, second - first)):
        return "slip_in_word", f"the same words but for one letter: {slip}"
    return "different_words", f"other words: {_listed(first ^ second)}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _tells_apart(words: Iterable[str]) -> bool:
    marks = weighing()["words"]["marks"]
    return any(word in marks or any(c.isdigit() for c in word) for word in words)


def _slip(mine: set[str], theirs: set[str]) -> str | None:
    """Return the two words of which one is a slip for the other; null where there are none."""
    if len(mine) != 1 or len(theirs) != 1:
        return None
    (one,), (other,) = mine, theirs
    least = weighing()["limits"]["letters_for_slip"]
    is_near = one[0] == other[0] and OSA.distance(one, other, score_cutoff=1) == 1
    return _listed([one, other]) if is_near and max(len(one), len(other)) >= least else None


def mended_keys(body: Body) -> frozenset[str]:
    """Return the key of a body, and its keys once slips in words for the kind of body are put right."""
    found = {body.key.agency_id}
    for name in body.names:
        if mended := without_slips_in_kind(plain_name(name)):
            found |= {key_of(mended, sector or None).agency_id for sector in body.sectors}
    return frozenset(found)


def short_forms(short: Body, long: Body) -> frozenset[str]:
    """Return the spellings of one body that are the first letters of the other's words."""
    least, most = weighing()["limits"]["letters_of_short_form"]
    letters = {
        form for name in long.names for form in first_letters(plain_name(name)) if least <= len(form) <= most
    }
    return frozenset(name for name in short.names if plain_name(name) in letters)
