"""Spellings and codes as read, and the bodies that the rule alone makes of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from totalcapital.fingerprints import fingerprint
from totalcapital.reading.agencies.codes import ONE_A_BODY, codes_of_text, council_codes
from totalcapital.reading.agencies.kinds import is_public, sector_of
from totalcapital.reading.agencies.names import Key, key_of, plain_name, weighing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from totalcapital.issues import IssueLog

__all__ = ["Body", "Said", "bodies_of", "own_id", "said_of"]


@dataclass(slots=True)
class Said:
    """What some rows say of their agency: one spelling, sector and set of codes."""

    name: str | None
    sector: str
    is_public: bool | None
    codes: tuple[str, ...]
    rows_count: int
    key: Key | None
    """What the rule makes of it; null where there is no name."""
    is_split: bool = False
    """A person said that this spelling is a body of its own."""
    was: str | None = None
    """The id the rule made of it, where a person took it out."""


@dataclass(slots=True)
class Body:
    """An agency as the rule alone, with what people split off, names it."""

    agency_id: str
    key: Key
    names: Counter[str] = field(default_factory=Counter)
    sectors: Counter[str] = field(default_factory=Counter)
    said_public: set[bool] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    rows_count: int = 0
    is_split: bool = False

    @property
    def shown(self) -> str:
        """The spelling shown: the most frequent, then the longest."""
        return min(self.names, key=lambda name: (-self.names[name], -len(name), name))

    @property
    def sector(self) -> str | None:
        """Kind of body, as one of the sectors."""
        return sector_of(self.key, self.shown, self.sectors)

    @property
    def is_public(self) -> bool | None:
        """Whether the body is public; null: not known."""
        return is_public(self.key, self.shown, self.said_public)

    @property
    def fingerprint(self) -> str:
        """Digest of the spellings and codes."""
        return fingerprint([*sorted({plain_name(name) for name in self.names}), "", *sorted(self.codes)])


def said_of(read: pd.DataFrame) -> tuple[list[Said], pd.Series]:
    """Return what the rows say, each thing once, and for each row which of it.

    Parameters
    ----------
    read
        ``agency``, ``sector``, ``is_public`` and, where registers give codes, ``agency_code``.
    """
    columns = ["agency", "sector", "is_public", "agency_code"]
    codes = read.get("agency_code")
    whole = read.assign(sector=read["sector"].astype("str").fillna(""), agency_code=codes)[columns]
    whole = whole.astype(object).where(whole.notna(), None)
    groups = whole.groupby(columns, dropna=False, sort=False)
    number = groups.ngroup()
    first = whole.groupby(number).first() if len(whole) else whole
    counts = number.value_counts()
    said = []
    for at, (name, sector, public, code) in enumerate(first[columns].itertuples(index=False, name=None)):
        named = None if pd.isna(name) else str(name)
        said.append(
            Said(
                named,
                sector,
                None if pd.isna(public) else bool(public),
                () if pd.isna(code) else codes_of_text(str(code)),
                int(counts[at]),
                key_of(named, sector or None) if named is not None else None,
            )
        )
    return said, number


def own_id(name: str) -> str:
    """Return the id of a spelling that a person made a body of its own.

    Examples
    --------
    >>> own_id("Leeds City Council (Markets)")
    'leeds-city-council-markets-own'
    """
    return (re.sub(r"\s+", "-", plain_name(name)) or fingerprint([name])[2:]) + "-own"


def bodies_of(said: list[Said], log: IssueLog) -> dict[str, Body]:
    """Return the bodies by their ids; the key of each thing said is set to the body it is of.

    A name that stands with several codes of a scheme in which a body has one names several bodies:
    each has its code in its id. A code that stands with very many names is no code of a body.
    """
    _drop_codes_of_many(said, log)
    _part_by_code(said, log)
    bodies: dict[str, Body] = {}
    for one in sorted((s for s in said if s.key), key=lambda s: (s.name or "", s.sector, s.codes)):
        key = one.key
        if key is None or one.name is None:
            continue
        body = bodies.setdefault(key.agency_id, Body(key.agency_id, key))
        body.codes |= set(council_codes().get(key.agency_id, ()))
        body.names[one.name] += one.rows_count
        body.sectors[one.sector] += one.rows_count
        body.said_public |= set() if one.is_public is None else {one.is_public}
        body.codes |= set(one.codes)
        body.rows_count += one.rows_count
        body.is_split |= one.is_split
    return dict(sorted(bodies.items()))


def _keys_by_code(said: Iterable[Said]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in said:
        if one.key:
            for code in one.codes:
                found.setdefault(code, set()).add(one.key.agency_id)
    return found


def _drop_codes_of_many(said: list[Said], log: IssueLog) -> None:
    most = weighing()["limits"]["most_names_of_a_code"]
    many = {code: len(keys) for code, keys in _keys_by_code(said).items() if len(keys) > most}
    for code in sorted(many):
        log.add(
            "agency-code-of-many",
            "warning",
            f"the code {code} stands with {many[code]} names of bodies; it is not read as the code of one.",
            "Say which column holds the code of the body, or correct the codes.",
            column="agency_code",
            value=code,
            rows_count=sum(one.rows_count for one in said if code in one.codes),
        )
    for one in said:
        one.codes = tuple(code for code in one.codes if code not in many)


def _part_by_code(said: list[Said], log: IssueLog) -> None:
    """Give each code of a name that stands for several bodies its own key."""
    by_key: dict[str, list[Said]] = {}
    for one in said:
        if one.key and not one.is_split and one.key.agency_id not in council_codes():
            by_key.setdefault(one.key.agency_id, []).append(one)
    for agency_id in sorted(by_key):
        group = by_key[agency_id]
        for scheme in ONE_A_BODY:
            codes = {code for one in group for code in one.codes if code.startswith(f"{scheme}:")}
            if len(codes) > 1:
                _part(group, scheme)
                log.add(
                    "agency-name-of-several",
                    "note",
                    f"{len(codes)} bodies are named {min(one.name or '' for one in group)}: they have different {scheme} codes.",
                    "Nothing, if that is right.",
                    column="agency",
                    value=agency_id,
                    rows_count=sum(one.rows_count for one in group),
                )
                break


def _part(group: list[Said], scheme: str) -> None:
    for one in group:
        code = next((code for code in one.codes if code.startswith(f"{scheme}:")), None)
        if code is None or one.key is None:
            continue
        end = re.sub(r"[^a-z0-9]+", "-", code.casefold()).strip("-")
        stem = one.key.agency_id
        one.key = Key(f"{stem}-{end}", one.key.kind, f"code {code}, which tells it from others of its name")
