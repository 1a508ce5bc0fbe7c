"""Which bodies are weighed against each other: found by what they share, never all against all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from totalcapital.reading.agencies.codes import differing, successions
from totalcapital.reading.agencies.names import first_letters, plain_name, weighing, words_of
from totalcapital.reading.agencies.weights import mended_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from totalcapital.reading.agencies.bodies import Body

__all__ = ["candidates", "common_words"]


def common_words(bodies: Mapping[str, Body]) -> Counter[str]:
    """Return, for each telling word, how many bodies have it."""
    return Counter(word for body in bodies.values() for word in set(words_of(body.key).telling))


def candidates(bodies: Mapping[str, Body], common: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the pairs of bodies worth weighing, the lower id first, sorted.

    They share a code, or one is known to have followed the other; or their names are alike (the
    same words, one slip, one the first letters or a part of the other) and neither is known not to
    be public: private bodies are part of no option, and there are many of them.
    """
    found = set(_sharing(_codes(bodies)))
    found |= {pair for pair in successions() if pair[0] in bodies and pair[1] in bodies}
    named = {i: body for i, body in bodies.items() if body.is_public is not False and not body.is_split}
    by_name = {
        *_sharing(_keys(named)),
        *_sharing(_letters(named)),
        *_sharing(_spellings(named)),
        *_parts(named, common),
    }
    found |= {pair for pair in by_name if not _clearly_two(bodies[pair[0]], bodies[pair[1]])}
    return sorted(found)


def _clearly_two(one: Body, other: Body) -> bool:
    """Tell whether two are of different kinds or have different codes: no likeness of names outweighs that."""
    mine, theirs = words_of(one.key).kinds, words_of(other.key).kinds
    return bool(mine and theirs and not mine & theirs) or differing(one.codes, other.codes) is not None


def _sharing(keys: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each two ids that share a key."""
    by_key: dict[str, set[str]] = {}
    for key, agency_id in keys:
        by_key.setdefault(key, set()).add(agency_id)
    for ids in by_key.values():
        listed = sorted(ids)
        yield from ((one, other) for at, one in enumerate(listed) for other in listed[at + 1 :])


def _codes(bodies: Mapping[str, Body]) -> Iterator[tuple[str, str]]:
    return ((code, agency_id) for agency_id, body in bodies.items() for code in body.codes)


def _keys(bodies: Mapping[str, Body]) -> Iterator[tuple[str, str]]:
    """Yield each body's key, slips in words for the kind of body put right."""
    return ((key, agency_id) for agency_id, body in bodies.items() for key in mended_keys(body))


def _letters(bodies: Mapping[str, Body]) -> Iterator[tuple[str, str]]:
    """Yield short names, and the first letters of the names they may stand for."""
    least, most = weighing()["limits"]["letters_of_short_form"]
    plain = {i: {plain_name(name) for name in body.names} for i, body in bodies.items()}
    short = {
        name for names in plain.values() for name in names if name.isalpha() and least <= len(name) <= most
    }
    for agency_id, names in plain.items():
        for name in names:
            forms = {name, *first_letters(name)} & short
            yield from ((form, agency_id) for form in forms)


def _spellings(bodies: Mapping[str, Body]) -> Iterator[tuple[str, str]]:
    """Yield the telling words run together, and the same with any one letter of a long word left out."""
    least = weighing()["limits"]["letters_for_slip"]
    for agency_id, body in bodies.items():
        telling = words_of(body.key).telling
        if not telling:
            continue
        yield "".join(telling), agency_id
        words = sorted(set(telling))
        yield " ".join(words), agency_id
        for word in words:
            if len(word) >= least - 1 and word.isalpha():
                rest = " ".join(other for other in words if other != word)
                yield f"{rest}|{word}", agency_id
                yield from ((f"{rest}|{word[:at]}{word[at + 1 :]}", agency_id) for at in range(1, len(word)))


def _parts(bodies: Mapping[str, Body], common: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield each body whose telling words are a part of another's, found by its rarest word."""
    telling = {i: frozenset(words_of(body.key).telling) for i, body in bodies.items()}
    having: dict[str, list[str]] = {}
    for agency_id, words in telling.items():
        for word in words:
            having.setdefault(word, []).append(agency_id)
    for agency_id, words in telling.items():
        if not words:
            continue
        rarest = min(words, key=lambda word: (common[word], word))
        for other in having[rarest]:
            if words < telling[other]:
                yield min(agency_id, other), max(agency_id, other)
