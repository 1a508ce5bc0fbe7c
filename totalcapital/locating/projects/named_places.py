"""Towns and quarters that a project names, looked for in its own area alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from totalcapital.locating.ladder import settings
from totalcapital.locating.projects.gazetteer import Gazetteer, Place, is_street
from totalcapital.locating.projects.vocabulary import pieces, vocabulary
from totalcapital.wording import tokens, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from totalcapital.locating.projects.ground import Home
    from totalcapital.locating.projects.vocabulary import Key

__all__ = ["Named", "names_in_place", "names_in_title", "place_in_title", "place_named", "says_town"]

_SHORTEST: Final = 4


class Named(NamedTuple):
    """A name and where it is; several places where it is not clear which."""

    name: str
    places: tuple[Place, ...]


def names_in_place(text: str) -> list[list[Key]]:
    """Return the names to look a town or place up by, the fullest first; of one step all are parts of it.

    Examples
    --------
    >>> names_in_place("Chatham Town Centre")
    [[('chatham', 'town', 'centre')], [('chatham',)]]
    >>> names_in_place("Kirkby and Sutton (Ashfield)")[-1]
    [('kirkby',), ('sutton',), ('ashfield',)]
    """
    whole = tokens(text)
    steps = [[whole], [_without_centre(whole)]]
    parts = [_without_centre(one) for piece in pieces(text) for one in _at_and(piece)]
    steps.append(list(dict.fromkeys(parts)))
    plain = [[name for name in step if name] for step in steps]
    return [step for at, step in enumerate(plain) if step and step not in plain[:at]]


def place_named(text: str, gazetteer: Gazetteer, home: Home | None) -> Named | None:
    """Return where a place named by a list is; null where it is not known in the project's home."""
    for step in names_in_place(text):
        found = [(name, gazetteer.find(name, home)) for name in step]
        known = [(name, places) for name, places in found if places]
        if not known:
            continue
        shown = " and ".join(" ".join(name) for name, _ in known)
        if any(len(places) > 1 for _, places in known):
            return Named(shown, tuple(place for _, places in known for place in places))
        return Named(shown, (_together([places[0] for _, places in known]),))
    return None


def says_town(text: str) -> bool:
    """Tell whether a name says that the middle of a town is meant, and not the authority of its name."""
    return bool(set(tokens(text)) & vocabulary().means_town)


def names_in_title(title: str) -> Iterator[Key]:
    """Yield the names of places that may stand in a project's name, the longest first."""
    found = {run for piece in pieces(title) for run in _runs(piece)}
    yield from sorted(found, key=lambda run: (-len(run), run))


def place_in_title(title: str, gazetteer: Gazetteer, home: Home | None) -> Named | None:
    """Return where the places that a project's name names are; null where it names none but its own authority."""
    found: dict[Key, list[Place]] = {}
    whole = set(tokens(home.name)) if home else set()
    for name in names_in_title(title):
        if not gazetteer.is_told(name):
            continue
        if set(name) <= whole or any(set(name) <= set(longer) for longer in found):
            continue
        if is_street(name) and not gazetteer.is_proper(name):
            continue
        places = gazetteer.find(name, home)
        if places:
            found[name] = places
    if not found:
        return None
    shown = " and ".join(" ".join(name) for name in found)
    return Named(shown, tuple(place for places in found.values() for place in places))


def _runs(piece: Key) -> Iterator[Key]:
    """Yield runs of words of a piece that may be a place: none before which or after which a street is named."""
    known, lists = words(), vocabulary()
    longest = int(settings()["projects"]["most_words"])
    for start in range(len(piece)):
        for end in range(start + 1, min(start + longest, len(piece)) + 1):
            run = piece[start:end]
            after = piece[end] if end < len(piece) else ""
            telling = [
                w for w in run if w not in known.general and w not in known.kind_of and w not in known.sides
            ]
            if run in lists.not_names or not telling or all(len(word) < _SHORTEST for word in run):
                continue
            if set(run) <= known.street | lists.sides | known.building or run[0][0].isdigit():
                continue
            if after in known.street and after not in lists.sides:
                continue
            yield run


def _without_centre(name: Key) -> Key:
    """Return a name without words such as town centre at either end; as it is where nothing else is left."""
    left = list(name)
    around = vocabulary().centre | vocabulary().sides
    while left and left[-1] in around:
        left.pop()
    while left and left[0] in vocabulary().sides:
        left.pop(0)
    return tuple(left) or name


def _at_and(piece: Key) -> Iterator[Key]:
    """Yield the parts of a piece between which an "and" stands."""
    part: list[str] = []
    for word in piece:
        if word != "and":
            part.append(word)
        elif part:
            yield tuple(part)
            part = []
    if part:
        yield tuple(part)


def _together(places: Sequence[Place]) -> Place:
    """Return one place that holds several: their middle, and as far as the furthest reaches."""
    if len(places) == 1:
        return places[0]
    x, y = (float(np.mean([getattr(place, axis) for place in places])) for axis in ("x", "y"))
    reach_m = max(float(np.hypot(place.x - x, place.y - y)) + place.radius_m for place in places)
    return Place(x, y, reach_m, "; ".join(place.words for place in places))
