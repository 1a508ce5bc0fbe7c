"""Duplicates: one project in two lists, or one service built twice where one would serve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, utils

from totalcapital.aligning.meeting_rows import Told, changer_of
from totalcapital.aligning.rows import HIGH, LOW, MEDIUM, time_level
from totalcapital.aligning.words import service_in_words

if TYPE_CHECKING:
    from totalcapital.aligning.meeting_rows import Context
    from totalcapital.aligning.pairs import Pair

__all__ = ["is_told_twice", "lesser_gbp", "one_project_of", "twice_built_of"]

#: Of name, years and sum so many must be the same.
_SIGNS_NEEDED: Final = 2


def lesser_gbp(pair: Pair, context: Context) -> float:
    """Return the lesser of both projects' money, what doing it once could save at the most; null where one is not known."""
    one, other = (end.left_gbp for end in context.ends_of(pair))
    return math.nan if math.isnan(one) or math.isnan(other) else min(one, other)


def is_told_twice(pair: Pair, context: Context) -> bool:
    """Tell whether two projects on one site may be one: of name, years and sum two are the same."""
    return pair.where == "site" and len(_signs(pair, context)) >= _SIGNS_NEEDED


def _signs(pair: Pair, context: Context) -> list[str]:
    windows, bounds = context.ends.windows, context.bounds
    one, other = context.ends_of(pair)
    said = []
    if one.name and other.name:
        alike = fuzz.token_set_ratio(one.name, other.name, processor=utils.default_process) / 100
        said += ["name"] if alike >= bounds.one_name else []
    days = [(windows.first_day[p], windows.last_day[p]) for p in (pair.one, pair.other)]
    if max(abs(a - b) for a, b in zip(*days, strict=True)) <= bounds.one_date_days:
        said.append("years")
    sums = (one.total_gbp, other.total_gbp)
    if min(sums) > 0 and max(sums) - min(sums) <= bounds.one_sum * max(sums):
        said.append("sum")
    return said


def one_project_of(pair: Pair, context: Context) -> Told:
    """Return the duplicate of one project that two bodies list."""
    signs = _signs(pair, context)
    return Told(
        "duplicate",
        changer_of(pair, context),
        lesser_gbp(pair, context),
        context.bounds.same_site_m,
        time_level(pair.overlap_days, pair.time_uncertainty_days, is_open=pair.is_open),
        HIGH if len(signs) > _SIGNS_NEEDED else MEDIUM,
        f"may be one project in two lists, with the same {' and '.join(signs)}",
        "May be one project: is it told twice, and is its money counted twice?",
        f"one site (within {context.bounds.same_site_m:.0f} m), {_SIGNS_NEEDED} of name, years and sum the same",
        service=_one_service(pair, context),
        is_of_money=False,
    )


def _one_service(pair: Pair, context: Context) -> str | None:
    one, other = context.ends_of(pair)
    return one.service if one.service == other.service else None


def twice_built_of(pair: Pair, context: Context) -> Told:
    """Return the duplicate of two bodies that each build for one service within its catchment, whenever they do."""
    service = str(context.ends.each[pair.one].service)
    bound = context.bounds.catchments_m[service]
    return Told(
        "duplicate",
        changer_of(pair, context),
        lesser_gbp(pair, context),
        bound,
        HIGH if pair.overlap_days >= 0 else LOW,
        HIGH,
        f"the same service ({service_in_words(service)}) is built twice within {bound:,.0f} m",
        "Is there need for both, or would one serve?",
        f"two bodies build for {service_in_words(service)} within catchment.{service} ({bound:,.0f} m)",
        service=service,
    )
