"""Works that should follow one another, and works that could be done together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.aligning.ends import DAYS_A_MONTH
from totalcapital.aligning.meeting_rows import Told, changer_of
from totalcapital.aligning.purpose import order_rule, together
from totalcapital.aligning.rows import HIGH, LOW, time_level
from totalcapital.aligning.twice import lesser_gbp
from totalcapital.aligning.words import long_in_words, service_in_words

if TYPE_CHECKING:
    from totalcapital.aligning.ends import End
    from totalcapital.aligning.meeting_rows import Context
    from totalcapital.aligning.pairs import Pair

__all__ = ["combined_of", "following_of"]


def following_of(pair: Pair, context: Context) -> Told | None:
    """Return the sequence of a pair whose works must follow one another; null where no rule says so.

    It is told whether the order is kept as things stand. The one that follows would change plans.
    """
    one, other = context.ends_of(pair)
    ruled = order_rule(one.does, other.does, pair.where)
    if ruled is None:
        return None
    rule, is_one_first = ruled
    first, then = (pair.one, pair.other) if is_one_first else (pair.other, pair.one)
    windows = context.ends.windows
    if pair.overlap_days > 0:
        stands = "as things stand they overlap"
    elif windows.first_day[then] > windows.last_day[first]:
        stands = f"as things stand the order is kept: {_between(pair)}"
    else:
        stands = "as things stand the order is the wrong way round"
    margin = pair.overlap_days if pair.overlap_days > 0 else pair.gap_days
    bound = context.bounds.street_m if rule.where == "street" else _radius_m(pair, then, context)
    return Told(
        "sequence",
        then,
        lesser_gbp(pair, context),
        bound,
        time_level(margin, pair.time_uncertainty_days, is_open=pair.is_open),
        HIGH,
        f"{rule.reason}; {stands}",
        "Can the second wait for the first, and does the first hold the ground or people that it waits for?",
        f"{rule.first} before {rule.then}: {_bounds_in_words(pair, then, bound, context)}",
    )


def combined_of(pair: Pair, context: Context) -> Told | None:
    """Return what works of compatible purpose could be: one, where they overlap, else one after the other.

    Works of which the purpose is not known are found where they overlap, and said to be so; works known to
    gain nothing from each other never.
    """
    one, other = context.ends_of(pair)
    services = one.service, other.service
    is_fit, reason = together(
        (one.does, other.does), services, pair.where, fit_at_least=context.bounds.fit_at_least
    )
    is_overlapping = pair.overlap_days > 0
    if is_fit is False or (is_fit is None and not is_overlapping):
        return None
    changer = changer_of(pair, context)
    bound = _radius_m(pair, changer, context)
    unknown = () if is_fit else _unknown(one, other)
    why = reason or f"near each other at the same time; not known: {', '.join(unknown)}"
    if is_overlapping:
        kind, margin = "combine", pair.overlap_days
        length = "how long is not known" if pair.is_open else f"for {long_in_words(pair.overlap_days)}"
        when = f"they overlap{',' if pair.is_open else ''} {length}"
        check = (
            "Can design, site and contractor be shared?" if is_fit else "What are the works, and do they fit?"
        )
    else:
        kind, margin = "sequence", _slack_days(pair, changer, context)
        when = _between(pair)
        check = "Can the two be brought together, or one contractor do both in turn?"
    return Told(
        kind,
        changer,
        lesser_gbp(pair, context),
        bound,
        time_level(margin, pair.time_uncertainty_days, is_open=pair.is_open),
        HIGH if is_fit else LOW,
        f"{why}, and {when}" if reason else f"{why}. {when[:1].upper()}{when[1:]}",
        check,
        f"{kind}: {_bounds_in_words(pair, changer, bound, context)}",
        lacks=unknown,
    )


def _unknown(one: End, other: End) -> tuple[str, ...]:
    """Return what would tell whether two projects are compatible, and is not known."""
    works = [f"what {end.called} does" for end in (one, other) if not end.does]
    if works:
        return tuple(works)
    services = [f"service of {end.called}" for end in (one, other) if end.service is None]
    if services or one.service is None or other.service is None:
        return tuple(services)
    fit = " and ".join(sorted(service_in_words(service) for service in (one.service, other.service)))
    return (f"whether {fit} fit in one building",)


def _between(pair: Pair) -> str:
    if pair.gap_days < 1:
        return "one follows the other at once"
    return f"{long_in_words(pair.gap_days)} lie between them"


def _radius_m(pair: Pair, changer: int, context: Context) -> float:
    """Return the radius by which the two were found: the changer's, where it finds the other, else the other's."""
    reach = context.ends.reach.radius_m
    other = pair.other if changer == pair.one else pair.one
    sees = pair.one_sees if changer == pair.one else pair.other_sees
    return float(reach[changer] if sees else reach[other])


def _slack_days(pair: Pair, changer: int, context: Context) -> float:
    """Return how many days more the two may be apart before they are no longer found."""
    reach, first = context.ends.reach, context.ends.windows.first_day
    other = pair.other if changer == pair.one else pair.one
    is_lead = first[other] < first[changer]
    return float((reach.lead_days if is_lead else reach.lag_days)[changer] - pair.gap_days)


def _bounds_in_words(pair: Pair, changer: int, bound_m: float, context: Context) -> str:
    other = pair.other if changer == pair.one else pair.one
    sees = pair.one_sees if changer == pair.one else pair.other_sees
    looks = changer if sees else other
    lead, lag = (
        float(days[looks]) / DAYS_A_MONTH
        for days in (context.ends.reach.lead_days, context.ends.reach.lag_days)
    )
    return f"within {bound_m:,.0f} m, {lead:.0f} months before its start to {lag:.0f} months after its end"
