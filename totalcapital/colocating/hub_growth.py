"""Which options together make a hub: greedy, best first, each property in few hubs."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy as np

    from totalcapital.colocating.companions import Companions

__all__ = ["Feasible", "Hub", "chosen"]

#: Why a property is a better anchor than another, in the order that counts.
_MERITS: Final = (
    "its room is known", "it is freehold", "its condition is the best known", "the others score highest with it",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hub:
    """An anchor with the options it is made of, as positions: of holdings, and of feasible options."""

    anchor: int
    options: tuple[int, ...]
    is_room_known: bool
    score: float

    @property
    def key(self) -> tuple[bool, int, float, int]:
        """Order of hubs: room known, more agencies, higher score, id of the anchor."""
        return not self.is_room_known, -len(self.options), -self.score, self.anchor


@dataclass(frozen=True, slots=True)
class Feasible:
    """The options that may be part of a hub, best first by host, and what hubs need of the holdings.

    Holdings are positions in the order of their ids; ``start`` is where the options of each begin.
    """

    option: np.ndarray
    start: list[int]
    guest: list[int]
    score: list[float]
    is_near: list[bool]
    agency: list[int]
    kind: list[int]
    need: list[float]
    spare: list[float]
    room: list[float]
    """The spare area; where that is not known the whole floor area; infinite where neither is."""
    standing: list[tuple[bool, int]]
    """Whether not freehold, and the condition, 0 the best: less is a better anchor."""
    companions: Companions
    most_guests: int
    spare_at_least_m2: float

    def of(self, anchor: int) -> range:
        """Return the positions of an anchor's options, best first."""
        return range(self.start[anchor], self.start[anchor + 1])

    def grown(self, anchor: int, candidates: Sequence[int], most: int) -> tuple[int, ...]:
        """Return a set of two options or more, ``most`` at most, that can all happen, or none.

        Greedy: each option is taken, best first, that goes with those taken. Where that ends with one,
        it begins again with the next, so that a set is found wherever there is one.
        """
        if len({self.agency[self.guest[i]] for i in candidates}) < 2:
            return ()
        failed: dict[tuple[int, int], float] = {}
        for place, first in enumerate(candidates):
            guest = self.guest[first]
            alike, need = (self.agency[guest], self.kind[guest]), _known(self.need[guest])
            if need >= failed.get(alike, math.inf):
                continue
            taken = self._taken(anchor, first, candidates[place + 1 :], most)
            if len(taken) > 1:
                return taken
            failed[alike] = need
        return ()

    def _taken(self, anchor: int, first: int, others: Sequence[int], most: int) -> tuple[int, ...]:
        guest = self.guest[first]
        agencies, kinds, taken = {self.agency[guest]}, [self.kind[guest]], [first]
        room = self.room[anchor] - _known(self.need[guest])
        if room < 0.0:
            return ()
        for option in others:
            if len(taken) == most:
                break
            guest = self.guest[option]
            need = _known(self.need[guest])
            if self.agency[guest] in agencies or need > room:
                continue
            if self.companions.go_together(self.kind[guest], kinds):
                agencies.add(self.agency[guest])
                kinds.append(self.kind[guest])
                taken.append(option)
                room -= need
        return tuple(taken)

    def hub(self, anchor: int, used: Collection[int] = ()) -> Hub | None:
        """Return the hub of an anchor from guests that are not used; none where no three agencies meet.

        Where the anchor's spare area is known, guests whose need is known come first: those of unknown
        need join only where three agencies are not reached without them. So with guests that are near:
        those further off join only where it takes them, and no more than that.
        """
        if self._is_too_small(anchor):
            return None
        free = [i for i in self.of(anchor) if self.guest[i] not in used]
        near = [i for i in free if self.is_near[i]]
        most, least = self.most_guests, min(2, self.most_guests)
        if not math.isnan(self.spare[anchor]):
            for some, count in ((near, most), (free, least)):
                sized = [i for i in some if not math.isnan(self.need[self.guest[i]])]
                taken = self.grown(anchor, sized, count)
                if taken:
                    return self._made(anchor, taken, is_room_known=True)
        taken = self.grown(anchor, near, most) or self.grown(anchor, free, least)
        return self._made(anchor, taken, is_room_known=False) if taken else None

    def _is_too_small(self, anchor: int) -> bool:
        return self.spare[anchor] < self.spare_at_least_m2  # false where the spare area is not known

    def _made(self, anchor: int, taken: tuple[int, ...], *, is_room_known: bool) -> Hub:
        mean = sum(self.score[i] for i in taken) / len(taken)
        return Hub(anchor, taken, is_room_known, round(mean, 4))

    def with_anchor(self, hub: Hub, anchor: int) -> Hub | None:
        """Return the same properties with another of them as the anchor; none where that cannot be."""
        if anchor == hub.anchor:
            return hub
        everyone = {hub.anchor, *(self.guest[i] for i in hub.options)}
        options = tuple(i for i in self.of(anchor) if self.guest[i] in everyone)
        needs = [self.need[self.guest[i]] for i in options]
        spare = self.spare[anchor]
        if len(options) < len(hub.options) or sum(map(_known, needs)) > self.room[anchor]:
            return None
        kinds = [self.kind[self.guest[i]] for i in options]
        if any(not self.companions.go_together(kind, kinds[:n]) for n, kind in enumerate(kinds)):
            return None
        if self._is_too_small(anchor):
            return None
        return self._made(anchor, options, is_room_known=not any(map(math.isnan, [spare, *needs])))


def _known(need: float) -> float:
    return 0.0 if math.isnan(need) else need


def chosen(feasible: Feasible, *, times: int) -> Iterator[tuple[Hub, str | None]]:
    """Yield hubs best first with why their anchor is, each holding so many times at most.

    No holding is the anchor of two hubs, and no set of holdings is there twice.
    """
    everybody = range(len(feasible.start) - 1)
    queue = [(hub.key, hub) for one in everybody if len(feasible.of(one)) > 1 and (hub := feasible.hub(one))]
    heapq.heapify(queue)
    count: dict[int, int] = {}
    used: set[int] = set()
    anchors: set[int] = set()
    seen: set[frozenset[int]] = set()
    while queue:
        _, hub = heapq.heappop(queue)
        if hub.anchor in used or hub.anchor in anchors:
            continue
        everyone = frozenset({hub.anchor, *(feasible.guest[i] for i in hub.options)})
        if everyone & used:
            again = feasible.hub(hub.anchor, used)
            if again:
                heapq.heappush(queue, (again.key, again))
            continue
        if everyone in seen:
            continue
        best, why = _best_anchor(feasible, hub, taken=anchors)
        seen.add(everyone)
        anchors.add(best.anchor)
        for holding in everyone:
            count[holding] = count.get(holding, 0) + 1
            if count[holding] >= times:
                used.add(holding)
        yield best, why


def _best_anchor(feasible: Feasible, hub: Hub, *, taken: Collection[int]) -> tuple[Hub, str | None]:
    """Return the hub with the best anchor of its properties, and why that one; null: no other can."""
    members = sorted({hub.anchor, *(feasible.guest[i] for i in hub.options)} - set(taken))
    able = [made for one in members if (made := feasible.with_anchor(hub, one))]
    if len(able) == 1:
        return hub, None

    def merits(one: Hub) -> tuple[bool, bool, int, float, int]:
        return not one.is_room_known, *feasible.standing[one.anchor], -one.score, one.anchor

    able.sort(key=merits)
    best, other = merits(able[0]), merits(able[1])
    why = next((word for word, a, b in zip(_MERITS, best, other, strict=False) if a != b), None)
    return able[
        0
    ], f"It takes the others in since {why}" if why else "Another of them could take the others in as well"
