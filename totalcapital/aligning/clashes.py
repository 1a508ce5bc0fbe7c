"""Clashes: works that undo other works, soon after them or at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.aligning.meeting_rows import Told
from totalcapital.aligning.purpose import undo_rules
from totalcapital.aligning.rows import HIGH, time_level
from totalcapital.aligning.words import long_in_words

if TYPE_CHECKING:
    from totalcapital.aligning.meeting_rows import Context
    from totalcapital.aligning.pairs import Pair
    from totalcapital.aligning.purpose import Rule

__all__ = ["clash_of"]


def clash_of(pair: Pair, context: Context) -> Told | None:
    """Return the clash of a pair: the second works undo the first; null where nothing is undone.

    It needs known times: the undoing begins after the others end and within the time set, or both last at
    once where the rule says so. Who undoes would change plans; at stake is what is spent on what is undone.
    """
    if pair.where == "near":
        return None
    one, other = context.ends_of(pair)
    for rule, is_first_undone in undo_rules(one.does, other.does, pair.where):
        undone, undoer = (pair.one, pair.other) if is_first_undone else (pair.other, pair.one)
        margin = _margin_days(pair, undone, undoer, rule, context)
        if margin is not None:
            return _told(pair, (undone, undoer), rule, margin, context)
    return None


def _margin_days(pair: Pair, undone: int, undoer: int, rule: Rule, context: Context) -> float | None:
    """Return by how much the dates could shift with the clash still there; null where there is none."""
    if pair.overlap_days > 0:
        return pair.overlap_days if rule.at_once else None
    windows = context.ends.windows
    comes_after = windows.first_day[undoer] > windows.last_day[undone]
    if comes_after and pair.gap_days <= context.bounds.undone_days:
        return min(pair.gap_days + 1, context.bounds.undone_days - pair.gap_days)
    return None


def _told(pair: Pair, who: tuple[int, int], rule: Rule, margin_days: float, context: Context) -> Told:
    undone, undoer = who
    bound = context.bounds.same_site_m if rule.where == "site" else context.bounds.street_m
    when = "at the same time" if pair.overlap_days > 0 else f"{long_in_words(pair.gap_days + 1)} later"
    return Told(
        "clash",
        undoer,
        context.ends.each[undone].left_gbp,
        bound,
        time_level(margin_days, pair.time_uncertainty_days, is_open=pair.is_open),
        HIGH,
        f"{rule.reason}, {when}",
        "Is it the same ground or building, and can the second works go first?",
        f"{rule.first} undone by {rule.then}: one {rule.where} (within {bound:.0f} m), "
        f"within {long_in_words(context.bounds.undone_days)}",
    )
