"""The tables of agencies, of their spellings and of what was weighed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.fingerprints import fingerprint
from totalcapital.reading.agencies.kinds import is_public, sector_of
from totalcapital.reading.agencies.names import plain_name, weighing
from totalcapital.tables import AGENCIES, AGENCY_LINKS, AGENCY_NAMES, join_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from totalcapital.issues import IssueLog
    from totalcapital.reading.agencies.bodies import Body, Said
    from totalcapital.reading.agencies.weights import Weighed

__all__ = ["agencies_table", "links_table", "names_table"]


def agencies_table(bodies: Mapping[str, Body], shown: Mapping[str, str], *, log: IssueLog) -> pd.DataFrame:
    """Return the ``agencies``; several spellings of one are noted."""
    members: dict[str, list[Body]] = {}
    for agency_id in sorted(bodies):
        members.setdefault(shown[agency_id], []).append(bodies[agency_id])
    rows = [_agency(agency_id, members[agency_id], bodies, log) for agency_id in sorted(members)]
    table: pd.DataFrame = AGENCIES.conform(pd.DataFrame(rows, columns=AGENCIES.column_names))
    return table


def _agency(
    agency_id: str, parts: Sequence[Body], bodies: Mapping[str, Body], log: IssueLog
) -> dict[str, Any]:
    names: Counter[str] = Counter()
    sectors: Counter[str] = Counter()
    for body in parts:
        names.update(body.names)
        sectors.update(body.sectors)
    name = min(names, key=lambda spelling: (-names[spelling], -len(spelling), spelling))
    if len({plain_name(spelling) for spelling in names}) > 1:
        log.add(
            "agency-spellings-merged",
            "note",
            f"read as one body, {name}: {', '.join(sorted(names))}.",
            "If two of these are different bodies, tell us which.",
            column="agency",
            value=name,
            rows_count=sum(body.rows_count for body in parts),
        )
    key = bodies[agency_id].key
    codes = {code for body in parts for code in body.codes}
    return {
        "agency_id": agency_id,
        "name": name,
        "sector": sector_of(key, name, sectors),
        "is_public": is_public(key, name, set().union(*(body.said_public for body in parts))),
        "codes": join_list(sorted(codes)),
        "names_read": join_list(sorted(names)),
    }


def names_table(
    said: Iterable[Said],
    bodies: Mapping[str, Body],
    shown: Mapping[str, str],
    *,
    weighed: Mapping[tuple[str, str], Weighed],
    pairs: Mapping[tuple[str, str], str],
    unnamed: Mapping[tuple[str, ...], str],
) -> pd.DataFrame:
    """Return the ``agency_names``: each spelling with the body it is read as, and why.

    Rows that give a code and no name stand under the code.
    """
    why = _why(bodies, shown, weighed, pairs)
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in said:
        if one.key:
            name, agency_id = one.name or "", shown[one.key.agency_id]
            rule, weight, decision = why[one.key.agency_id]
            rule = one.key.rule if rule is None else f"{one.key.rule}; {rule}"
        elif one.codes in unnamed:
            name, agency_id = join_list(one.codes) or "", unnamed[one.codes]
            rule, weight, decision = f"code {name}, of {bodies[agency_id].shown}", None, "auto"
        else:
            continue
        row = rows.setdefault(
            (name, one.sector, agency_id),
            {"rule": rule, "weight": weight, "decision": decision, "rows_count": 0, "codes": set()},
        )
        row["rule"] = min(row["rule"], rule)
        row["rows_count"] += one.rows_count
        row["codes"] |= set(one.codes)
    return _names_conformed(rows)


def _names_conformed(rows: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> pd.DataFrame:
    listed = [
        {
            "name_read": name,
            "sector_read": sector or None,
            "agency_id": agency_id,
            "fingerprint": fingerprint([name, *sorted(row["codes"])]),
            **row,
        }
        for (name, sector, agency_id), row in sorted(rows.items())
    ]
    frame = pd.DataFrame(listed, columns=[*AGENCY_NAMES.column_names, "codes"]).drop(columns="codes")
    table: pd.DataFrame = AGENCY_NAMES.conform(frame)
    return table


def _why(
    bodies: Mapping[str, Body],
    shown: Mapping[str, str],
    weighed: Mapping[tuple[str, str], Weighed],
    pairs: Mapping[tuple[str, str], str],
) -> dict[str, tuple[str | None, float | None, str]]:
    """Return why each body goes by the id it does, the strength of that, and who decided."""
    why: dict[str, tuple[str | None, float | None, str]] = {
        i: (None, None, "split" if body.is_split else "rejected" if body.key.stem else "auto")
        for i, body in bodies.items()
    }
    same = [
        (pairs.get(pair, "auto"), found, pair)
        for pair, found in weighed.items()
        if shown[pair[0]] == shown[pair[1]]
    ]
    for decision, found, pair in sorted(same, key=lambda s: (s[0] == "accepted", s[1].bits, s[2])):
        who = "a person made it one body" if decision == "accepted" else "read as one body"
        for mine, other in (pair, pair[::-1]):
            why[mine] = f"{who} with {bodies[other].shown}: {found.evidence}", found.bits, decision
    return why


def links_table(
    bodies: Mapping[str, Body],
    shown: Mapping[str, str],
    *,
    weighed: Mapping[tuple[str, str], Weighed],
    pairs: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """Return the ``agency_links``: pairs read as one body, pairs in doubt, pairs that people decided on.

    Two agencies in doubt stand once, by the likeliest pair of their bodies.
    """
    least = weighing()["least_doubt_probability"]
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    asked: set[tuple[str, str]] = set()
    order = sorted(weighed.items(), key=lambda one: (-one[1].bits, *(shown[i] != i for i in one[0]), one[0]))
    for (one, other), found in order:
        together = (min(shown[one], shown[other]), max(shown[one], shown[other]))
        is_one = together[0] == together[1]
        if (one, other) not in pairs:
            if found.probability < least or (not is_one and together in asked):
                continue
            asked.add(together)
        rows[one, other] = {
            "agency_link_id": "al-" + hashlib.sha256(f"{one}\0{other}".encode()).hexdigest()[:12],
            "agency_id": one,
            "other_agency_id": other,
            "relation": "same-body" if is_one else "different",
            "weight": found.bits,
            "probability": found.probability,
            "weights": json.dumps([list(weight) for weight in found.weights], ensure_ascii=False),
            "evidence": found.evidence,
            "decision": pairs.get((one, other), "auto"),
            "rows_count": min(bodies[one].rows_count, bodies[other].rows_count),
            "fingerprint": fingerprint([bodies[one].fingerprint, bodies[other].fingerprint]),
        }
    listed = [rows[pair] for pair in sorted(rows)]
    table: pd.DataFrame = AGENCY_LINKS.conform(pd.DataFrame(listed, columns=AGENCY_LINKS.column_names))
    return table
