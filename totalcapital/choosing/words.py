"""A scenario in plain words: its limits, what holds it back, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from totalcapital.currency import in_full

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from totalcapital.choosing.candidates import Candidates
    from totalcapital.choosing.facts import Facts
    from totalcapital.choosing.limits import Columns, Limits
    from totalcapital.sections import Scenario

__all__ = ["binding_words", "cannot_words", "limit_words", "reason_words"]

_CASES: Final = {
    "low": "cautious: the least room, the most need, the least worth",
    "central": "central estimates of room, need and worth",
    "high": "hopeful: the most room, the least need, the most worth",
}
_GOALS: Final = {
    "npv": "net present value",
    "running-cost": "saving a year",
    "space": "floor area left empty",
}


def limit_words(scenario: Scenario, facts: Facts) -> list[str]:
    """Return a scenario's limits; an id to exclude that names nothing is said."""
    said = [_CASES[scenario.case]]
    if scenario.max_moves is not None:
        said.append(f"at most {_count(scenario.max_moves, 'move')}")
    if scenario.budget_gbp_by_year:
        years = sorted(scenario.budget_gbp_by_year.items())
        said.append(
            ", ".join(f"{in_full(gbp, facts.currency)} in {year}" for year, gbp in years)
            + " to spend, no other year"
        )
    if scenario.access_floor_pct is not None:
        said.append(
            f"at least {scenario.access_floor_pct:g} % of residents keep the service in reach, "
            "of all and of the most deprived fifth"
        )
    if scenario.exclude:
        known = set(facts.options["option_id"]).union(
            *(facts.holdings[name].dropna() for name in ("holding_id", "site_id", "agency_id"))
        )
        names = [one if one in known else f"{one} (names nothing here)" for one in scenario.exclude]
        said.append("without " + ", ".join(names))
    return said


def binding_words(
    facts: Facts,
    candidates: Candidates,
    *,
    columns: Columns,
    chosen: NDArray[np.int64],
    limits: Limits,
    listed: int,
) -> list[str]:
    """Return the limits that keep worthwhile moves out of the set, with how many guests each keeps."""
    waiting = _waiting(columns, chosen)
    moving = columns.take(chosen)
    one = columns.take(waiting)
    said = list(_shared(one, moving, limits, facts.currency))
    used = np.bincount(moving.host, weights=moving.need_m2, minlength=len(limits.spare_m2))
    is_full = one.need_m2 > np.nan_to_num(limits.spare_m2)[one.host] - used[one.host] + 1e-6
    pairs = np.unique(np.column_stack([one.host, one.guest])[is_full & (used[one.host] > 0)], axis=0)
    full, counts = np.unique(pairs[:, 0], return_counts=True)
    for place in np.lexsort((full, -counts))[:listed].tolist():
        host = full[place]
        said.append(
            f"room at {facts.holdings['shown'].iloc[host]}: {used[host]:,.0f} of "
            f"{limits.spare_m2[host]:,.0f} m² taken ({_more(counts[place])})"
        )
    staying = len(np.unique(one.guest[np.isin(one.guest, moving.host)]))
    if staying:
        said.append(f"what takes others in does not move ({_more(staying)})")
    gone = len(np.unique(one.guest[np.isin(one.host, moving.guest)]))
    if gone:
        said.append(f"what has moved out hosts nobody ({_more(gone)})")
    crowded = {g for crowd in limits.crowds if np.isin(crowd, moving.guest).any() for g in crowd.tolist()}
    near = len(set(one.guest.tolist()) & crowded)
    if near:
        said.append(f"floor under access: one of the same service near by moves ({_more(near)})")
    below = int(candidates.ruled_out["access"].sum())
    if below:
        said.append(f"floor under access: rules out {_count(below, 'option')}")
    return said


def _waiting(columns: Columns, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the columns worth something whose guest stays."""
    return np.flatnonzero((columns.worth > 0) & ~np.isin(columns.guest, columns.guest[chosen]))


def _shared(waiting: Columns, moving: Columns, limits: Limits, currency: str) -> Iterator[str]:
    if limits.moves_left is not None and len(moving) >= limits.moves_left and len(waiting):
        yield f"at most {_count(limits.max_moves or 0, 'move')} ({_more(len(np.unique(waiting.guest)))})"
    for year, gbp in sorted((limits.budget_gbp or {}).items()):
        spent = float(np.nan_to_num(moving.spend_gbp[moving.year == year]).sum())
        short = waiting.guest[(waiting.year == year) & (np.nan_to_num(waiting.spend_gbp) > gbp - spent)]
        if len(short):
            taken = f"{in_full(spent, currency)} of {in_full(gbp, currency)} spent"
            yield f"budget of {year}: {taken} ({_more(len(np.unique(short)))})"


def _more(count: int) -> str:
    return "1 more would move" if count == 1 else f"{count:,} more would move"


def _count(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def reason_words(row: Mapping[str, Any], scenario: Scenario, currency: str) -> str:
    """Return what came of a scenario that could be chosen."""
    goal = _GOALS[scenario.objective]
    moves = f"{_count(row['moves_count'], 'move')} of {_count(row['options_count'], 'option')}"
    value, bound = (_amount(row[name], scenario, currency) for name in ("value", "bound"))
    if row["status"] == "time-limit":
        said = (
            f"Best set found in {scenario.time_limit_s:g} s, not proven to be the best: {moves}, {goal} {value}; "
            f"none can have more than {bound} (gap {row['gap_pct']:.2g} %)."
        )
    elif not row["moves_count"] and row["binding"] is not None:
        return f"No move is within the limits: {_count(row['options_count'], 'option')} looked at."
    elif not row["moves_count"]:
        return f"No move is worth making: {_count(row['options_count'], 'option')} looked at, {goal}."
    else:
        gap = f" to within {row['gap_pct']:.2g} %" if row["gap_pct"] >= 0.0005 else ""
        said = f"Best set, proven{gap}: {moves}, {goal} {value}."
    if row["saving_gbp"] is not None:
        said += (
            f" From the least to the most favourable case it saves {_range(row, 'saving', currency)} a year"
        )
        said += "." if row["npv_low_gbp"] is None else f", net present value {_range(row, 'npv', currency)}."
    if row["without_money_count"]:
        said += f" Net present value not known of {_count(row['without_money_count'], 'move')}."
    return said


def cannot_words(facts: Facts, candidates: Candidates) -> str:
    """Return why nothing could be chosen."""
    many = len(facts.options) - int(candidates.ruled_out["veto"].sum())
    if not many:
        return "Cannot choose: there is no option that nothing rules out."
    options = _count(many, "option")
    space = candidates.lacks["room"] | candidates.lacks["need"]
    left = many - int(space.sum())
    if not left:
        return (
            f"Cannot choose: no space known for {options} "
            f"(room of the host for {many - int(candidates.lacks['room'].sum()):,}, "
            f"need of the guest for {many - int(candidates.lacks['need'].sum()):,}, never both)."
        )
    no_worth = int((candidates.lacks["worth"] & ~space).sum())
    if no_worth:
        return f"Cannot choose: of {options} space is known for {left:,}, and worth for none of them that may be chosen."
    return f"Cannot choose: of {options} space is known for {left:,}, and the limits rule all of them out."


def _range(row: Mapping[str, Any], name: str, currency: str) -> str:
    """Return both ends of a sum, to two figures."""
    ends = [float(f"{row[f'{name}_{end}_gbp']:.2g}") for end in ("low", "high")]
    said = [in_full(end, currency) for end in ends]
    return said[0] if said[0] == said[1] else " to ".join(said)


def _amount(value: float, scenario: Scenario, currency: str) -> str:
    if scenario.objective == "space":
        return f"{value:,.0f} m²"
    return in_full(value, currency)
