"""What became of properties and of agencies' holdings there: added, removed, joined, parted, re-used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.comparing.pairing import records_held
from totalcapital.tables import join_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from totalcapital.comparing.pairing import Pairing

__all__ = ["property_differences", "records_come_and_gone"]

_NAMED: Final = 4
_SOURCE: Final = ("register_id", "source_file", "source_row")


def records_come_and_gone(
    pairing: Pairing, before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]
) -> list[pd.DataFrame]:
    """Return the records that only one edition has, those of a register that only one has left out."""
    made = []
    for kind, tables, matched, left_out in (
        ("added", now, pairing.records["asset_id"], pairing.new_registers),
        ("removed", before, pairing.records["before_id"], pairing.gone_registers),
    ):
        assets = tables["assets"]
        own = assets[~assets["asset_id"].isin(matched) & ~assets["register_id"].isin(left_out)]
        own = own.merge(records_held(tables["holdings"])[["asset_id", "site_id"]], on="asset_id", how="left")
        places = tables["locations"].set_index("subject_id").geometry.reindex(own["asset_id"])
        side = "now" if kind == "added" else "before"
        made.append(
            pd.DataFrame(
                {
                    "subject": "record",
                    "kind": kind,
                    "subject_id": own["asset_id"],
                    "name": own["name"],
                    "agency_id": own["agency_id"],
                    "site_id": own["site_id"],
                    "cause": "register",
                    "register_id": own["register_id"].replace(dict(pairing.registers)),
                    f"{side}_file": own["source_file"],
                    f"{side}_row": own["source_row"],
                    "reason": f"the register {'lists' if kind == 'added' else 'no longer lists'} it",
                    "geometry": list(places),
                }
            )
        )
    return made


def property_differences(
    pairing: Pairing,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    *,
    cause_of_links: Mapping[str, str],
    cause: str,
) -> pd.DataFrame:
    """Return what became of each property and of each holding.

    A property or holding that rests on a register that only one edition has is not told: the register is.

    Parameters
    ----------
    cause_of_links
        Record now: why it may be linked otherwise than before, where that is known.
    cause
        What else can link records otherwise.
    """
    was, is_ = _Side(before, pairing.gone_registers), _Side(now, pairing.new_registers)
    rows = [
        *_come_and_gone(pairing, was, is_),
        *_joined_and_parted(pairing, was, is_, cause_of_links=cause_of_links, cause=cause),
        *_holdings_of_both(pairing, was, is_),
    ]
    return pd.DataFrame(rows)


class _Side:
    """One edition by property: its names, places, records, and the records of registers the other has too."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], alone: frozenset[str]) -> None:
        self.name = dict(zip(tables["sites"]["site_id"], tables["sites"]["name"], strict=True))
        self.place = dict(zip(tables["sites"]["site_id"], tables["sites"].geometry, strict=True))
        self.agencies = dict(zip(tables["agencies"]["agency_id"], tables["agencies"]["name"], strict=True))
        held = records_held(tables["holdings"]).merge(
            tables["assets"][["asset_id", *_SOURCE]],
            on="asset_id",
            how="left",
        )
        self.held = held.sort_values("asset_id", ignore_index=True)
        self.told = self.held[~self.held["register_id"].isin(alone)]
        self.first: dict[str, tuple[Any, ...]] = {}
        self.by_stake: dict[tuple[str, str], tuple[Any, ...]] = {}
        # One pass over plain lists: a group a site costs ten times as much.
        for site, agency, *source in self.told[["site_id", "agency_id", *_SOURCE]].astype(object).to_numpy():
            self.first.setdefault(site, (*source, agency))
            self.by_stake.setdefault((site, agency), tuple(source))
        self.holders: dict[str, set[str]] = {}
        known = self.held[self.held["agency_id"].notna()]
        for site, agency in known[["site_id", "agency_id"]].astype(object).to_numpy():
            self.holders.setdefault(site, set()).add(agency)

    def label(self, site: str) -> str:
        name = self.name.get(site)
        return name if isinstance(name, str) else "a property without a name"

    def agency(self, agency: str) -> str:
        return str(self.agencies.get(agency, agency))


def _row(side: _Side, site: str, *, kind: str, which: str, reason: str, **more: Any) -> dict[str, Any]:
    """Return a row about a property, with the first of its records as its source."""
    register, file, row, agency = side.first.get(site, (None, None, None, None))
    return {
        "subject": "site",
        "kind": kind,
        "subject_id": site,
        "site_id": site,
        "name": side.name.get(site),
        "cause": "register",
        "register_id": register,
        f"{which}_file": file,
        f"{which}_row": row,
        "agency_id": agency,
        "reason": reason,
        "geometry": side.place.get(site),
        **more,
    }


def _come_and_gone(pairing: Pairing, was: _Side, is_: _Side) -> Iterator[dict[str, Any]]:
    for side, matched, kind, which, words in (
        (
            is_,
            set(pairing.records["site_id"]),
            "added",
            "now",
            "no record of it stood in the earlier edition",
        ),
        (
            was,
            set(pairing.records["before_site"]),
            "removed",
            "before",
            "no record of it stands in the later edition",
        ),
    ):
        for site in sorted({str(name) for name in side.first} - matched):
            yield _row(side, site, kind=kind, which=which, reason=words)


def _joined_and_parted(
    pairing: Pairing, was: _Side, is_: _Side, *, cause_of_links: Mapping[str, str], cause: str
) -> Iterator[dict[str, Any]]:
    """Yield the properties that were several and are one now, and those that were one and are several."""
    both = pairing.records
    for kind, one, many in (("joined", "site_id", "before_site"), ("parted", "before_site", "site_id")):
        parts = both.groupby(one)[many].nunique()
        for key, group in both[both[one].isin(parts.index[parts > 1])].groupby(one, sort=True):
            site, others = str(key), sorted({str(name) for name in group[many]})
            causes = {cause_of_links[asset] for asset in group["asset_id"] if asset in cause_of_links}
            why = next((name for name in ("decision", "register") if name in causes), cause)
            yield _row(
                is_,
                site if kind == "joined" else pairing.sites.get(site, others[0]),
                kind=kind,
                which="now",
                reason=_several(
                    was if kind == "joined" else is_, others, "before" if kind == "joined" else "now"
                ),
                cause=why,
                rows_count=len(others),
                column="links",
                before=join_list(others) if kind == "joined" else site,
                now=site if kind == "joined" else join_list(others),
            )


def _several(side: _Side, sites: list[str], when: str) -> str:
    named = ", ".join(side.label(site) for site in sites[:_NAMED])
    more = f" and {len(sites) - _NAMED} more" if len(sites) > _NAMED else ""
    return f"{len(sites)} properties {when}: {named}{more}"


def _holdings_of_both(pairing: Pairing, was: _Side, is_: _Side) -> Iterator[dict[str, Any]]:
    """Yield agencies that came to a property both editions have, and those that left it."""
    sources: dict[str, set[str]] = {}
    for old, site in zip(pairing.records["before_site"], pairing.records["site_id"], strict=True):
        sources.setdefault(site, set()).add(old)
    reached: dict[str, set[str]] = {}
    for old, site in zip(pairing.records["before_site"], pairing.records["site_id"], strict=True):
        reached.setdefault(old, set()).add(site)
    told_now = _holdings_that_say(is_, pairing, was, ("asset_id", "before_id"))
    told_before = _holdings_that_say(was, pairing, is_, ("before_id", "asset_id"))
    for site in sorted(sources):
        before = {pairing.agencies.get(a, a) for old in sources[site] for a in was.holders.get(old, ())}
        came = sorted(a for a in is_.holders.get(site, set()) - before if (site, a) in told_now)
        here = set().union(*(is_.holders.get(s, set()) for old in sources[site] for s in reached[old]))
        left = sorted(
            {a for old in sources[site] for a in was.holders.get(old, ()) if (old, a) in told_before
             and pairing.agencies.get(a, a) not in here}
        )  # fmt: skip
        yield from _holdings(was, is_, site, came=came, left=left, sources=sources[site])
        if came and before:
            came_words = ", ".join(is_.agency(a) for a in came)
            left_words = ", ".join(was.agency(a) for a in left) or "none left"
            yield _row(
                is_, site, kind="re-used", which="now", column="agency_id", rows_count=len(came),
                before=", ".join(was.agency(a) for a in sorted(before)) or None, now=came_words,
                reason=f"{came_words} came; {left_words if not left else left_words + ' left'}",
            )  # fmt: skip


def _holdings_that_say(
    side: _Side, pairing: Pairing, other: _Side, keys: tuple[str, str]
) -> set[tuple[str, str]]:
    """Return the holdings that rest on a record of which the other edition does not say nothing: whose it was."""
    holder = dict(zip(other.held["asset_id"], other.held["agency_id"], strict=True))
    of = dict(zip(pairing.records[keys[0]], pairing.records[keys[1]], strict=True))
    silent = {name for name, twin in of.items() if not isinstance(holder.get(twin), str)}
    said = side.told[~side.told["asset_id"].isin(silent)].dropna(subset="agency_id")
    return set(zip(said["site_id"], said["agency_id"], strict=True))


def _holdings(
    was: _Side, is_: _Side, site: str, *, came: list[str], left: list[str], sources: set[str]
) -> Iterator[dict[str, Any]]:
    for agency in came:
        own = _row(is_, site, kind="added", which="now", reason=f"{is_.agency(agency)} has a stake here now")
        yield (
            own
            | {"subject": "holding", "subject_id": f"{site}:{agency}", "agency_id": agency}
            | _source(is_, site, agency, "now")
        )
    for agency in left:
        old = min(one for one in sources if agency in was.holders.get(one, ()))
        own = _row(
            is_, site, kind="removed", which="now", reason=f"{was.agency(agency)} has no stake here any more"
        )
        own |= {"now_file": None, "now_row": None}
        yield (
            own
            | {"subject": "holding", "subject_id": f"{old}:{agency}", "agency_id": agency}
            | _source(was, old, agency, "before")
        )


def _source(side: _Side, site: str, agency: str, which: str) -> dict[str, Any]:
    found = side.by_stake.get((site, agency))
    if found is None:
        return {}
    return {"register_id": found[0], f"{which}_file": found[1], f"{which}_row": found[2]}
