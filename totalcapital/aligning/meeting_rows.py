"""A meeting of two projects as a row: who would change plans, how sure it is, what to check."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalcapital.aligning.funding import together_words
from totalcapital.aligning.rows import HIGH, MEDIUM, Found, line, place_level, sentences
from totalcapital.aligning.words import apart_in_words, project_in_words, when_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.aligning.ends import End, Ends
    from totalcapital.aligning.funding import Purse
    from totalcapital.aligning.pairs import Bounds, Pair

__all__ = ["Context", "Told", "changer_of", "lacking", "row_of"]


@dataclass(frozen=True, slots=True)
class Context:
    """What every pair is judged with."""

    ends: Ends
    bounds: Bounds
    purses: Mapping[str, Purse]

    def ends_of(self, pair: Pair) -> tuple[End, End]:
        """Return the two projects of a pair."""
        return self.ends.each[pair.one], self.ends.each[pair.other]


@dataclass(frozen=True, slots=True)
class Told:
    """What a kind says of a pair.

    Parameters
    ----------
    changer
        Position of the project that would change its plans.
    amount_gbp
        Money at stake; null: not known.
    bound_m
        How far apart the two may be.
    time, purpose
        How sure that is.
    reason, check_first
        In plain words; the rule with its bounds.
    """

    kind: str
    changer: int
    amount_gbp: float
    bound_m: float
    time: int
    purpose: int
    reason: str
    check_first: str
    rule: str
    service: str | None = None
    is_of_money: bool = True
    """Whether what their money says belongs to it."""
    lacks: tuple[str, ...] = ()
    """What would tell whether they are compatible, and is not known."""


def changer_of(pair: Pair, context: Context) -> int:
    """Return who of two would change plans.

    Who looks, where only one of them finds the other; else who is less committed, then who begins later,
    then who has the higher id.
    """
    if pair.one_sees != pair.other_sees:
        return pair.one if pair.one_sees else pair.other
    first = context.ends.windows.first_day

    def key(position: int) -> tuple[bool, float, int]:
        start = float(first[position])
        is_free = context.ends.each[position].commitment != "approved"
        return is_free, -math.inf if math.isnan(start) else start, position

    return max((pair.one, pair.other), key=key)


def row_of(pair: Pair, told: Told, context: Context) -> Found:
    """Return the row of a meeting."""
    ends = context.ends
    one = told.changer
    other = pair.other if one == pair.one else pair.one
    mine, its = ends.each[one], ends.each[other]
    first, second = (
        f"{project_in_words(ends.each[place])}, {when_in_words(ends, place)}" for place in (one, other)
    )
    words = [f"{told.reason}: {first}, and {second}, {apart_in_words(pair.distance_m, pair.uncertainty_m)}"]
    if told.is_of_money:
        words += together_words(ends, one, other, context.purses)
    levels = (
        HIGH if pair.is_one_property else place_level(pair.distance_m, pair.uncertainty_m, told.bound_m),
        told.time,
        HIGH if mine.commitment == its.commitment == "approved" else MEDIUM,
        told.purpose,
    )
    is_open = pair.is_open and pair.overlap_days > 0
    return Found(
        told.kind,
        mine.project_id,
        its.project_id,
        "projects",
        told.amount_gbp,
        levels,
        mine.area_id,
        told.check_first,
        sentences(words),
        told.rule,
        line(ends.shapes[one], ends.shapes[other]),
        service=told.service,
        distance_m=pair.distance_m,
        distance_uncertainty_m=pair.uncertainty_m,
        overlap_days=math.nan if is_open else pair.overlap_days,
        gap_days=pair.gap_days,
        time_uncertainty_days=pair.time_uncertainty_days,
        missing=[*lacking(ends, pair.one), *lacking(ends, pair.other), *_besides(told)],
    )


def _besides(told: Told) -> list[str]:
    return [
        words for words in told.lacks if not words.startswith("what ")
    ]  # kinds of works are told by `lacking`


def lacking(ends: Ends, position: int) -> list[str]:
    """Return what is not known of a project and would change what is said of it."""
    end = ends.each[position]
    said = []
    if math.isnan(end.left_gbp):
        said.append(f"money of {end.project_id}")
    if not end.does:
        said.append(f"kind of works of {end.project_id}")
    if math.isnan(ends.windows.first_day[position]):
        said.append(f"dates of {end.project_id}")
    elif ends.windows.is_open[position]:
        said.append(f"first or last day of {end.project_id}")
    if end.commitment == "unknown":
        said.append(f"whether {end.project_id} is approved")
    return said
