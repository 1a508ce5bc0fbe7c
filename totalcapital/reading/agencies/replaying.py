"""Decisions of people on agencies, replayed: two are one, two are not, a spelling is a body of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.precedence import is_superseded
from totalcapital.reading.agencies.bodies import own_id
from totalcapital.reading.agencies.names import Key, plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from totalcapital.reading.agencies.bodies import Body, Said

__all__ = ["Decided", "Groups", "bodies_named", "decided_of", "group_decided", "split_off"]

_CHANGES: Final = ("accepted", "rejected", "split")


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of a person on agencies that changes the result."""

    decision: str
    subject: str
    other: str | None


@dataclass(slots=True)
class Groups:
    """Bodies that are one, and pairs that must not be."""

    top: dict[str, str] = field(default_factory=dict)
    apart: set[tuple[str, str]] = field(default_factory=set)

    def of(self, agency_id: str) -> str:
        """Return the group a body is in, by its lowest id."""
        while self.top.get(agency_id, agency_id) != agency_id:
            agency_id = self.top[agency_id]
        return agency_id

    def must_not(self, one: str, other: str) -> bool:
        """Tell whether a decision keeps the groups of two bodies apart."""
        pair = {self.of(one), self.of(other)}
        return any({self.of(a), self.of(b)} == pair for a, b in self.apart)

    def unite(self, one: str, other: str) -> bool:
        """Make two bodies one, unless a decision keeps them apart; tell whether they are one now."""
        first, second = sorted([self.of(one), self.of(other)])
        if first == second:
            return True
        if self.must_not(first, second):
            return False
        self.top[second] = first
        return True

    def part(self, one: str, other: str) -> bool:
        """Keep two bodies apart, unless they are one already; tell whether they are apart now."""
        if self.of(one) == self.of(other):
            return False
        self.apart.add((min(one, other), max(one, other)))
        return True


def decided_of(decisions: pd.DataFrame | None) -> list[Decided]:
    """Return the decisions on agencies that hold, the latest first.

    Of two on the same subject the later day, then the later row counts, as for every decision.
    """
    if decisions is None or not len(decisions):
        return []
    on_agencies = decisions[decisions["subject"] == "agency"]
    in_force = on_agencies[~is_superseded(on_agencies)]
    order = in_force.sort_values(["on_date", "source_row"], kind="stable", na_position="first")[::-1]
    rows = zip(order["decision"], order["subject_id"], order["other_id"], strict=True)
    return [
        Decided(str(decision), str(subject), None if pd.isna(other) else str(other))
        for decision, subject, other in rows
        if decision in _CHANGES
    ]


def split_off(said: Sequence[Said], decided: Iterable[Decided]) -> None:
    """Give the spellings that people made bodies of their own their own keys.

    Of two spellings that are not one body, though the rule takes them for one, the one with fewer
    rows is split off; of a spelling and an agency id, the spelling.
    """
    accepted: list[set[str]] = []
    for one in decided:
        texts = {text for text in (one.subject, one.other) if text}
        if one.decision == "accepted":
            accepted.append(texts)
        elif one.decision == "split" and not any(one.subject in pair for pair in accepted):
            _own(said, one.subject, "a person made this spelling a body of its own", is_alone=True)
        elif one.decision == "rejected" and one.other and texts not in accepted:
            both = _ids_of(said, one.subject) & _ids_of(said, one.other)
            spellings = sorted(texts - both)
            if both and spellings:
                rule = "a person took this spelling out of the body it reads like"
                _own(
                    said, min(spellings, key=lambda text: (_rows_of(said, text), text)), rule, is_alone=False
                )


def _rows_of(said: Sequence[Said], spelling: str) -> int:
    return sum(one.rows_count for one in said if one.name == spelling)


def _ids_of(said: Sequence[Said], text: str) -> set[str]:
    return {one.key.agency_id for one in said if one.key and text in {one.key.agency_id, one.name}}


def _own(said: Sequence[Said], spelling: str, rule: str, *, is_alone: bool) -> None:
    exact = [one for one in said if one.name == spelling]
    same = exact or [one for one in said if one.name and plain_name(one.name) == plain_name(spelling)]
    for one in same:
        if one.key:
            one.was = one.was or one.key.agency_id
            one.key = Key(own_id(spelling), one.key.kind, rule, one.was)
            one.is_split = is_alone


def bodies_named(bodies: Mapping[str, Body], text: str) -> list[str]:
    """Return the ids that a decision's text names: an id, a spelling as read, or one like it."""
    if text in bodies:
        return [text]
    exact = [i for i, body in bodies.items() if text in body.names]
    plain = plain_name(text)
    return exact or [i for i, body in bodies.items() if any(plain_name(name) == plain for name in body.names)]


def group_decided(
    bodies: Mapping[str, Body], decided: Iterable[Decided]
) -> tuple[Groups, dict[tuple[str, str], str]]:
    """Replay decisions, the latest first; one that an earlier replayed one rules out has no effect.

    Returns
    -------
    tuple
        The groups, and the decision on each pair of bodies that was decided on.
    """
    groups = Groups()
    pairs: dict[tuple[str, str], str] = {}
    for one in decided:
        if one.other is None:
            continue
        named = [
            (a, b)
            for a in bodies_named(bodies, one.subject)
            for b in bodies_named(bodies, one.other)
            if a != b
        ]
        for first, second in sorted((min(pair), max(pair)) for pair in named):
            act = groups.unite if one.decision == "accepted" else groups.part
            if one.decision in {"accepted", "rejected"} and act(first, second):
                pairs.setdefault((first, second), one.decision)
    return groups, pairs
