"""Which agency each row names: the rule, then codes and likeness weighed, then what people decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from totalcapital.reading.agencies.bodies import Body, bodies_of, said_of
from totalcapital.reading.agencies.candidates import candidates, common_words
from totalcapital.reading.agencies.codes import council_codes, differing
from totalcapital.reading.agencies.listing import agencies_table, links_table, names_table
from totalcapital.reading.agencies.names import weighing
from totalcapital.reading.agencies.replaying import decided_of, group_decided, split_off
from totalcapital.reading.agencies.weights import Weighed, least_bits, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from totalcapital.issues import IssueLog
    from totalcapital.reading.agencies.bodies import Said
    from totalcapital.reading.agencies.replaying import Groups

__all__ = ["AgenciesRead", "resolve_agencies"]


@dataclass(frozen=True, slots=True)
class AgenciesRead:
    """Which agency each row names, and why."""

    ids: pd.Series
    """The ``agency_id`` of each row; null where the row names no body."""
    agencies: pd.DataFrame
    names: pd.DataFrame
    """The table ``agency_names``."""
    links: pd.DataFrame
    """The table ``agency_links``."""


def resolve_agencies(
    read: pd.DataFrame, log: IssueLog, *, decisions: pd.DataFrame | None = None
) -> AgenciesRead:
    """Say which agency each row names, and list the agencies.

    The rule of :func:`agency_key` comes first; codes part a name that several bodies have. What the
    rule leaves apart is weighed, and read as one body where that is as good as sure. What people
    decided goes before either.

    Parameters
    ----------
    read
        ``agency`` (name as read; null: not known), ``sector``, ``is_public`` (null: not said) and,
        where registers give codes, ``agency_code``; one row for each asset and project.
    decisions
        The ``decisions`` table; those on agencies are replayed. Null: nobody decided anything.
    """
    said, number = said_of(read)
    decided = decided_of(decisions)
    split_off(said, decided)
    bodies = bodies_of(said, log)
    groups, pairs = group_decided(bodies, decided)
    weighed = _weighed(bodies, said, pairs)
    _unite_sure(bodies, weighed, groups)
    shown = _ids_shown(bodies, groups)
    unnamed = _of_codes(bodies, said, shown)
    id_of = [shown[one.key.agency_id] if one.key else unnamed.get(one.codes) for one in said]
    ids = pd.Series(pd.array(id_of, dtype=object).take(number.to_numpy()), index=read.index, dtype=object)
    return AgenciesRead(
        ids,
        agencies_table(bodies, shown, log=log),
        names_table(said, bodies, shown, weighed=weighed, pairs=pairs, unnamed=unnamed),
        links_table(bodies, shown, weighed=weighed, pairs=pairs),
    )


def _weighed(
    bodies: Mapping[str, Body], said: Iterable[Said], pairs: dict[tuple[str, str], str]
) -> dict[tuple[str, str], Weighed]:
    """Return the weights of each pair worth weighing, and of each that a person decided on."""
    common = common_words(bodies)
    for one in said:
        if one.key and one.was and one.was in bodies and one.was != one.key.agency_id:
            pairs.setdefault((min(one.was, one.key.agency_id), max(one.was, one.key.agency_id)), "split")
    wanted = sorted({*candidates(bodies, common), *pairs})
    return {(one, other): weigh(bodies[one], bodies[other], common=common) for one, other in wanted}


def _unite_sure(
    bodies: Mapping[str, Body], weighed: Mapping[tuple[str, str], Weighed], groups: Groups
) -> None:
    """Make one of each two that are as good as sure, the surest first, unless codes or people forbid it."""
    least = least_bits(weighing()["least_merged_probability"])
    codes: dict[str, set[str]] = {}
    for agency_id, body in bodies.items():
        codes.setdefault(groups.of(agency_id), set()).update(body.codes)
    sure = sorted((-found.bits, pair) for pair, found in weighed.items() if found.bits >= least)
    for _, (one, other) in sure:
        mine, theirs = groups.of(one), groups.of(other)
        if bodies[one].is_split or bodies[other].is_split or mine == theirs:
            continue
        shares = codes.get(mine, set()) & codes.get(theirs, set())
        if not shares and differing(codes.get(mine, ()), codes.get(theirs, ())):
            continue
        if groups.unite(one, other):
            codes[groups.of(one)] = codes.pop(mine, set()) | codes.pop(theirs, set())


def _ids_shown(bodies: Mapping[str, Body], groups: Groups) -> dict[str, str]:
    """Return the id that each body goes by: of several that are one a council's, then one of known kind."""
    members: dict[str, list[str]] = {}
    for agency_id in bodies:
        members.setdefault(groups.of(agency_id), []).append(agency_id)
    shown: dict[str, str] = {}
    for ids in members.values():
        best = min(
            ids, key=lambda i: (i not in council_codes(), bodies[i].is_split, not bodies[i].key.kind, i)
        )
        shown |= dict.fromkeys(ids, best)
    return shown


def _of_codes(
    bodies: Mapping[str, Body], said: Iterable[Said], shown: Mapping[str, str]
) -> dict[tuple[str, ...], str]:
    """Return the agency of rows that give codes and no name, where other rows name one body with them."""
    having: dict[str, set[str]] = {}
    for agency_id, body in bodies.items():
        for code in body.codes:
            having.setdefault(code, set()).add(shown[agency_id])
    found = {}
    for one in said:
        ids = {agency for code in one.codes for agency in having.get(code, ())}
        if one.key is None and len(ids) == 1:
            found[one.codes] = next(iter(ids))
    return found
