"""What all spellings of a body have in common, and the words by which it is told from others."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from rapidfuzz.distance import OSA

from totalcapital.fingerprints import fingerprint
from totalcapital.resources import geodata

__all__ = [
    "Key",
    "Words",
    "agency_key",
    "first_letters",
    "key_of",
    "kind_words",
    "plain_name",
    "vocabulary",
    "weighing",
    "without_slips_in_kind",
    "words_of",
]

_SMALL: Final = frozenset({"of", "the", "and", "for"})


@dataclass(frozen=True, slots=True)
class Key:
    """What the rule makes of one name."""

    agency_id: str
    kind: str
    """Kind of body such as ``nhs``; empty: the name tells none."""
    rule: str
    """What decided, in plain words."""
    stem: str = ""
    """The id that its words are read from, where that is not ``agency_id``."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a body's key, by what they tell."""

    telling: tuple[str, ...]
    """Those by which it is told from others of its kind, in their order."""
    soft: frozenset[str]
    """Those that say what it is, without plurals."""
    kinds: frozenset[str]


@cache
def vocabulary() -> dict[str, Any]:
    """Return the words of ``geodata/codelists/agencies.toml``."""
    return tomllib.loads(geodata("codelists", "agencies.toml").read_text(encoding="utf-8"))


@cache
def weighing() -> dict[str, Any]:
    """Return the weights of ``geodata/benchmarks/agencies.toml``, lists of words as sets."""
    said = tomllib.loads(geodata("benchmarks", "agencies.toml").read_text(encoding="utf-8"))
    words = said["words"]
    for name in ("empty", "soft", "marks"):
        words[name] = frozenset(words[name].split())
    words["kinds"] = {kind: frozenset(of.split()) for kind, of in words["kinds"].items()}
    return said


@lru_cache(maxsize=100_000)
def plain_name(name: str) -> str:
    """Return a name in small letters without accents and punctuation, ``&`` as ``and``.

    Examples
    --------
    >>> plain_name("St. Mary's & All Saints")
    'st marys and all saints'
    """
    text = unicodedata.normalize(
        "NFKD", name.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    )
    text = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def agency_key(name: str, sector: str | None = None) -> str:
    """Return what all spellings of a body have in common, as a readable id.

    The kind of body is told by words of the name, else by the sector. What follows the word
    council is a department and is left out.

    Examples
    --------
    >>> agency_key("Bradford District Care NHS Foundation Trust")
    'bradford-district-care-nhs'
    >>> agency_key("Calderdale Mbc") == agency_key("Calderdale Metropolitan Borough Council")
    True
    """
    return key_of(name, sector).agency_id


@lru_cache(maxsize=50_000)
def key_of(name: str, sector: str | None = None) -> Key:
    """Return the key of a name, its kind and what decided."""
    known = vocabulary()
    plain = plain_name(name)
    if not plain:  # letters of another script
        return Key("name-" + fingerprint([name.strip().casefold()])[2:], "", "its letters")
    listed = known["same_as"].get(plain)
    plain = listed or plain
    for long, short in known["phrases"].items():
        plain = re.sub(rf"\b{long}\b", short, plain)
    family = _family(plain, sector)
    kind = family["kind"]
    if "ends" in family:
        plain = re.split(family["ends"], plain)[0].strip() or plain
    words = [known["abbreviations"].get(word, word) for word in plain.split()]
    stop = frozenset(family["stop"].split())
    kept = [word for word in words if word not in stop] or words
    made = "-".join([*kept, *([kind] if kind else [])])
    key = known["same_key"].get(made, made)
    if listed or key != made:
        return Key(key, kind, f"same body in the curated list: {name.strip()}")
    if kind:
        return Key(key, kind, f"kind of body ({kind}) and what is left of its name: {' '.join(kept)}")
    return Key(key, kind, "its name, but for capitals, punctuation and legal form")


@cache
def _families() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple((re.compile(family["words"]), family) for family in vocabulary()["kinds"])


def _family(plain: str, sector: str | None) -> dict[str, Any]:
    """Return the kind of body that words of a name tell, else the sector; the first kind is none."""
    for pattern, family in _families():
        if pattern.search(plain):
            return family
    by_sector = (family for _, family in _families() if sector and sector in family.get("sectors", ()))
    return next(by_sector, _families()[0][1])


@cache
def kind_words() -> dict[str, str]:
    """Return each word that says what a body is, with the kind it says."""
    return {word: kind for kind, words in weighing()["words"]["kinds"].items() for word in words}


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=50_000)
def words_of(key: Key) -> Words:
    """Return the words of a key, by what they tell."""
    said = weighing()["words"]
    kinds = kind_words()
    stem = key.stem or key.agency_id
    text = stem.removesuffix(f"-{key.kind}") if key.kind else stem
    words = text.split("-")
    telling = [w for w in words if w not in said["empty"] and w not in said["soft"] and w not in kinds]
    soft = {_stem(w) for w in words if w in said["soft"] or (w in kinds and kinds[w] != key.kind)}
    found = {key.kind} if key.kind else {kinds[w] for w in words if w in kinds}
    return Words(
        tuple(telling),
        frozenset(soft - said["empty"]),
        frozenset(found),
    )


def without_slips_in_kind(plain: str) -> str | None:
    """Return a plain name with slips in words for the kind of body put right; null where there is none.

    Examples
    --------
    >>> without_slips_in_kind("keighley town coucil")  # codespell:ignore
    'keighley town council'
    """
    text = " ".join(_mended(word) for word in plain.split())
    return text if text != plain else None


@lru_cache(maxsize=100_000)
def _mended(word: str) -> str:
    """Return the word for a kind of body of which a word is a slip; else the word itself."""
    least, soft = weighing()["limits"]["letters_of_kind_for_slip"], weighing()["words"]["soft"]
    if len(word) < least - 1 or word in soft or not kind_words().keys().isdisjoint({word, _stem(word)}):
        return word
    wanted = sorted(known for known in kind_words() if len(known) >= least)
    return next((known for known in wanted if OSA.distance(word, known, score_cutoff=1) == 1), word)


def first_letters(plain: str) -> tuple[str, ...]:
    """Return the first letters of a plain name's words: all of them, and without small words."""
    words = plain.split()
    whole = "".join(word[0] for word in words)
    return tuple(dict.fromkeys([whole, "".join(word[0] for word in words if word not in _SMALL)]))
