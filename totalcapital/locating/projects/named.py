"""Properties that the name of a project names: St Mary's Primary School, of which a roof is renewed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from totalcapital.locating.ladder import settings
from totalcapital.locating.projects.gazetteer import is_street
from totalcapital.locating.projects.vocabulary import pieces, vocabulary
from totalcapital.wording import tokens, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from totalcapital.locating.projects.ground import Home, Lenders
    from totalcapital.locating.projects.vocabulary import Key

__all__ = ["Match", "Names", "Spoken"]

_STOP: Final = frozenset({"the", "of", "and", "at", "for", "in", "on", "by", "a", "s"})
_SHORTEST: Final = 5
Reduced = list[tuple[str, int, int]]


class Match(NamedTuple):
    """The properties that fit a project's name best."""

    rows: tuple[int, ...]
    """The first record of each place that fits equally well; one where it is clear which."""
    said: str
    """The words of the project's name that name it."""


class Spoken(NamedTuple):
    """What a project says that names are held against."""

    name: str
    service: str | None
    agency: str | None
    sensitivity: str


class Names:
    """Properties by the words of their names.

    A property is named where the words that tell which one it is and the kind of place stand side by side in
    one piece of a project's name. A name without a kind of place must stand there word for word.
    """

    def __init__(self, lenders: Lenders) -> None:
        self._lenders = lenders
        self._rows: dict[Key, list[int]] = {}
        self._words: dict[int, set[str]] = {}
        for at in np.flatnonzero(lenders.is_exact):
            for key, said in _keys_of(lenders.names[at], lenders.services[at], lenders.addresses[at]):
                self._rows.setdefault(key, []).append(int(at))
                self._words.setdefault(int(at), set()).update(said)
        self._common: dict[str | None, frozenset[str]] = {}

    def match(self, spoken: Spoken, home: Home | None, *, agrees: Callable[[int], bool]) -> Match | None:
        """Return the property that a project's name names; several places where it fits them equally; null where none.

        Parameters
        ----------
        home
            The area that the property lies in, unless it is the project's own body's.
        agrees
            Tells whether a property is where the project says it is.
        """
        if vocabulary().elsewhere & set(tokens(spoken.name)):
            return None
        found = sorted(self._candidates(spoken, home), key=lambda one: (-one[0], one[1]))
        for own_body in (True, False):
            theirs = [
                one for one in found if self._is_own(one[1], spoken.agency) == own_body and agrees(one[1])
            ]
            best = {row: said for size, row, said in theirs if size == theirs[0][0]}
            if best:
                return Match(self._places(sorted(best)), best[min(best)])
        return None

    def _is_own(self, row: int, agency: str | None) -> bool:
        return agency is not None and self._lenders.agency[row] == agency

    def _candidates(self, spoken: Spoken, home: Home | None) -> Iterator[tuple[int, int, str]]:
        """Yield how many words fit, the property, and the words, for each that fits in the project's home."""
        every = list(pieces(spoken.name))
        unsaid = None if _says_kind(every) else spoken.service
        for position, piece in enumerate(every):
            service = unsaid if position == 0 else None
            for key, first, last in _grams(piece, service):
                for row in self._rows.get(key, ()):
                    if self._may(row, spoken, home) and self._tells(row, key, piece, (first, last), home):
                        yield last - first + 1, row, " ".join(piece[first : last + 1])

    def _may(self, row: int, spoken: Spoken, home: Home | None) -> bool:
        if not self._lenders.may_lend(row, spoken.agency, spoken.sensitivity):
            return False
        return (
            self._is_own(row, spoken.agency)
            or home is None
            or bool(home.holds(self._lenders.spots[row : row + 1])[0])
        )

    def _tells(self, row: int, key: Key, piece: Key, span: tuple[int, int], home: Home | None) -> bool:
        """Tell whether the words are of this property, and rare enough to tell it from others."""
        first, last = span
        theirs = self._words[row]
        ahead = piece[first - 1] if first else ""
        after = piece[last + 1] if last + 1 < len(piece) else ""
        if ahead in vocabulary().before and ahead not in theirs:
            return False
        if after in words().street and after not in words().building and after not in theirs:
            return False
        said = piece[first : last + 1]
        if _contrary(said, theirs) or not _is_said_alike(said, theirs):
            return False
        telling = [word for word in key[1:] if not word.startswith("<")]
        is_kindless = key[0] == "words"
        if is_kindless and len(telling) == 1:
            return len(piece) == 1
        return not set(telling) <= self._common_words(home)

    def _common_words(self, home: Home | None) -> frozenset[str]:
        """Return the words of so many names of the home's properties that they tell none of them."""
        asked = home.area_id if home else None
        if asked not in self._common:
            inside = home.holds(self._lenders.spots) if home else np.ones(len(self._lenders), dtype=bool)
            rows = [row for row in self._words if inside[row]]
            names = {frozenset(self._words[row]) for row in rows}
            counts = Counter(word for name in names for word in name)
            bounds = settings()["projects"]
            most = max(bounds["common_count"], bounds["common_share"] * len(names))
            self._common[asked] = frozenset(word for word, count in counts.items() if count > most)
        return self._common[asked]

    def _places(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Return the surest record of each place among records, which are the surest first."""
        kept: list[int] = []
        near = settings()["projects"]["same_place_m"]
        at = self._lenders.spots
        for row in rows:
            if all(np.hypot(*(at[row] - at[one])) > near for one in kept):
                kept.append(row)
        return tuple(kept)


def _keys_of(name: str | None, service: str | None, address: str | None) -> Iterator[tuple[Key, set[str]]]:
    """Yield the keys of a property's name, with all its words.

    Where the name says no kind of place, what the property is for does.
    """
    every = list(pieces(name)) if name else []
    unsaid = None if _says_kind(every) else service
    for position, piece in enumerate(every):
        if piece[0][0].isdigit() or is_street(piece):
            if position == 0:
                return  # an address in place of a name
            continue
        is_building = bool(set(piece) & (words().building | words().kind_of.keys()))
        if position and not is_building:
            continue
        by_kind = _with_kind(_reduced(piece), unsaid if position == 0 else None)
        kinds = [at for at, (word, _, _) in enumerate(by_kind) if word.startswith("<")]
        for end in {kinds[0] + 1, len(by_kind)} if kinds else ():
            key = ("kinds", *(word for word, _, _ in by_kind[:end]))
            if any(_is_telling(word) for word in key[1:]):
                yield key, set(piece)
        if not kinds and any(_is_telling(word) and word not in words().general for word in piece):
            plain = tuple(word for word in piece if word not in _STOP)
            if len(plain) > 1 or (len(plain[0]) >= _SHORTEST and plain not in pieces(address or "")):
                yield ("words", *plain), set(piece)


def _grams(piece: Key, service: str | None) -> Iterator[tuple[Key, int, int]]:
    """Yield the runs of words of a piece that may be a property's name, with their first and last word."""
    longest = int(settings()["projects"]["most_words"])
    by_kind = _reduced(piece)
    if (told := _with_kind(by_kind, service)) != by_kind:  # what it is for goes with the whole of the piece
        yield ("kinds", *(word for word, _, _ in told)), told[0][1], told[-1][2]
    plain = [(word, at, at) for at, word in enumerate(piece) if word not in _STOP]
    for form, whole in (("kinds", by_kind), ("words", plain)):
        for start in range(len(whole)):
            for end in range(start + 1, min(start + longest, len(whole)) + 1):
                run = whole[start:end]
                yield (form, *(word for word, _, _ in run)), run[0][1], run[-1][2]


def _reduced(piece: Key) -> Reduced:
    """Return the telling words of a piece and its kinds of place, each with the first and last word it stands for."""
    known = words()
    strong = any(known.kind_of.get(word, 0) & ~known.weak for word in piece)
    made: Reduced = []
    for at, word in enumerate(piece):
        kind = known.kind_of.get(word, 0)
        if kind and not (strong and kind & known.weak):
            symbol = f"<{kind}>"
            if made and made[-1][0] == symbol:
                made[-1] = (symbol, made[-1][1], at)
            else:
                made.append((symbol, at, at))
        elif word not in known.general:
            made.append((word, at, at))
    return made


def _with_kind(reduced: Reduced, service: str | None) -> Reduced:
    """Return words with the kind of place that a service stands for after them, where they say none."""
    kind = words().service_kind.get(service or "")
    if not kind or not reduced or any(word.startswith("<") for word, _, _ in reduced):
        return reduced
    last = reduced[-1][2]
    return [*reduced, (f"<{kind}>", last, last)]


def _says_kind(every: Sequence[Key]) -> bool:
    """Tell whether a name says what kind of place is meant."""
    known = words()
    return any(known.kind_of.get(word, 0) & ~known.weak for piece in every for word in piece)


def _is_telling(word: str) -> bool:
    return not word.startswith("<") and not word[0].isdigit()


def _is_said_alike(said: Key, theirs: set[str]) -> bool:
    """Tell whether a property's name has every word said, or for a word of its kind another of the same kind."""
    known, lists = words(), vocabulary()
    kinds = {word for word in theirs if word in known.kind_of}
    is_school = any(known.kind_of.get(word, 0) & known.kind_of["school"] for word in said)
    fillers = lists.school_fillers if is_school else lists.fillers
    for word in said:
        if word in theirs or word in fillers:
            continue
        if word not in known.kind_of or not kinds:
            if word in known.kind_of:
                continue  # what the property is for says its kind
            return False
        if not any(word in group and kinds & group for group in lists.same_kind):
            return False
    return True


def _contrary(said: Key, theirs: set[str]) -> bool:
    """Tell whether of a pair such as infant and junior one name has the one and the other the other."""
    sides = words().sides
    mine = _sides(said, sides)
    other = _sides(theirs, sides)
    return bool((mine[0] & ~mine[1] & other[1] & ~other[0]) | (mine[1] & ~mine[0] & other[0] & ~other[1]))


def _sides(said: Key | set[str], sides: dict[str, tuple[int, int]]) -> tuple[int, int]:
    firsts, seconds = 0, 0
    for word in said:
        first, second = sides.get(word, (0, 0))
        firsts, seconds = firsts | first, seconds | second
    return firsts, seconds
