"""One body under many spellings is one agency."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.resources import geodata
from totalcapital.tables import AGENCIES, AGENCY_NAMES, join_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.issues import IssueLog

__all__ = ["agency_key", "resolve_agencies"]

#: What a body is, told by words of its name; the first that fits counts.
_FAMILIES: Final = (
    ("", r"\bparochial\b|\bscouts?\b|\bcouncil of churches\b|\b(christian|womens) council\b"),  # no authority
    ("police", r"\bpolice\b|\bconstabulary\b|\bchief constable\b"),
    ("fire", r"\bfire\b"),
    ("ambulance", r"\bambulance\b"),
    (
        "nhs",
        r"\bnhs\b|\bintegrated care board\b|\b(care|hospitals?|healthcare|health|partnership) (foundation )?trust\b",
    ),
    ("parish", r"\b(parish|town|community) council\b|\bparish\b"),
    ("council", r"\bcouncil\b|\b(mbc|mdc|bmdc|cmbc|nydc|cc|dc|bc)\b|\bcity of\b"),
)
#: Words that do not tell one body of the family from another.
_STOP: Final = {
    "police": "police authority and crime commissioner for of the office service force constabulary chief constable pcc".split(),
    "fire": "fire rescue service and authority civil defence the of".split(),
    "ambulance": "ambulance service nhs trust foundation the".split(),
    "nhs": "nhs foundation trust the ft ltd limited".split(),
    "parish": "parish town community council the of".split(),
    "council": "council city of metropolitan district borough county the royal london unitary authority and "
    "mbc mdc bmdc cmbc cc dc bc".split(),
    "": "the ltd limited plc llp".split(),
}
_ABBREVIATIONS: Final = {"yorks": "yorkshire", "cambs": "cambridgeshire", "hants": "hampshire", "leics": "leicestershire",
                         "worcs": "worcestershire", "dept": "department", "univ": "university", "st": "saint",
                         "hosp": "hospital", "co": "county"}  # fmt: skip
_SECTOR_FAMILY: Final = {
    "county": "council",
    "district": "council",
    "unitary": "council",
    "parish": "parish",
    "police": "police",
    "fire": "fire",
}
_FAMILY_SECTOR: Final = {
    "police": "police",
    "fire": "fire",
    "ambulance": "ambulance",
    "nhs": "nhs",
    "parish": "parish",
}


@cache
def _curated() -> dict[str, Any]:
    return tomllib.loads(geodata("codelists", "agencies.toml").read_text(encoding="utf-8"))


def agency_key(name: str, sector: str | None = None) -> str:
    """Return what all spellings of a body have in common, as a readable id.

    The kind of body is told by words of the name, else by the sector. What follows the word
    council is a department and is left out.

    Examples
    --------
    >>> agency_key("Bradford District Care NHS Foundation Trust")
    'bradford-district-care-nhs'
    >>> agency_key("Calderdale Mbc") == agency_key("Calderdale Metropolitan Borough Council")
    True
    """
    plain = _plain(name)
    plain = _curated()["same_as"].get(plain, plain)
    family = next((family for family, words in _FAMILIES if re.search(words, plain)), None)
    if family is None:
        family = _SECTOR_FAMILY.get(sector or "", "")
    if family == "council":
        plain = (
            re.split(r"(?<=\bcouncil\b)|(?<=\bmbc\b)|(?<=\bmdc\b)|(?<=\bbmdc\b)", plain)[0].strip() or plain
        )
    words = [_ABBREVIATIONS.get(word, word) for word in plain.split()]
    kept = [word for word in words if word not in _STOP[family]] or words
    return "-".join([*kept, *([family] if family else [])])


def _plain(name: str) -> str:
    text = unicodedata.normalize(
        "NFKD", name.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    )
    text = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def resolve_agencies(read: pd.DataFrame, log: IssueLog) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Say which agency each row names, and list the agencies.

    Parameters
    ----------
    read
        ``agency`` (name as read; null: not known), ``sector``, ``is_public`` (null: not said),
        one row for each asset and project.

    Returns
    -------
    tuple
        The ``agency_id`` of each row, null where the name is, and the tables ``agencies`` and
        ``agency_names``.
    """
    sector = read["sector"].astype("str").fillna("")
    kinds = (
        read.assign(sector=sector).groupby(["agency", "sector", "is_public"], dropna=False, sort=False).size()
    )
    said = kinds.rename("rows").reset_index()
    said = said[said["agency"].notna()].assign(agency_id="")
    keys = {
        (name, sector): agency_key(name, sector or None)
        for name, sector in zip(said["agency"], said["sector"], strict=True)
    }
    said["agency_id"] = [keys[pair] for pair in zip(said["agency"], said["sector"], strict=True)]
    rows = []
    for agency_id, group in said.groupby("agency_id", sort=True):
        agency_id = str(agency_id)  # noqa: PLW2901 - pandas types a group's key loosely
        spellings = _counts(group, "agency")
        shown = min(spellings, key=lambda name: (-spellings[name], -len(name), name))
        if len({_plain(name) for name in spellings}) > 1:
            log.add(
                "agency-spellings-merged",
                "note",
                f"read as one body, {shown}: {', '.join(sorted(spellings))}.",
                "If two of these are different bodies, tell us which.",
                column="agency",
                value=shown,
                rows_count=int(group["rows"].sum()),
            )
        rows.append(
            {
                "agency_id": agency_id,
                "name": shown,
                "sector": _sector(agency_id, shown, _counts(group, "sector")),
                "is_public": _is_public(agency_id, shown, group),
                "names_read": join_list(sorted(spellings)),
            }
        )
    return _ids(read["agency"], sector, keys), AGENCIES.conform(pd.DataFrame(rows)), _names(said)


def _names(said: pd.DataFrame) -> pd.DataFrame:
    """Return the ``agency_names`` table: each spelling with the body it is read as."""
    counted = said.groupby(["agency", "sector", "agency_id"], sort=True)["rows"].sum().reset_index()
    counted = counted.rename(columns={"agency": "name_read", "sector": "sector_read", "rows": "rows_count"})
    table: pd.DataFrame = AGENCY_NAMES.conform(
        counted.assign(
            sector_read=counted["sector_read"].where(counted["sector_read"] != "", None),
            rule="by kind of body and what is left of its name",
            decision="auto",
            fingerprint="f-",
        )
    )
    return table


def _counts(group: pd.DataFrame, column: str) -> Counter[str]:
    """Return how many rows say each value of a column of counted rows."""
    counts: Counter[str] = Counter()
    for value, rows in zip(group[column], group["rows"], strict=True):
        counts[value] += int(rows)
    return counts


def _ids(names: pd.Series, sectors: pd.Series, keys: Mapping[tuple[str, str], str]) -> pd.Series:
    """Return the id of each row's name and sector, null where the name is; a pair is looked up once."""
    name_codes, all_names = pd.factorize(names)
    sector_codes, all_sectors = pd.factorize(sectors)
    found = np.full((len(all_names) + 1, len(all_sectors) + 1), None, dtype=object)  # the last: code -1, null
    for i, name in enumerate(all_names):
        for j, sector in enumerate(all_sectors):
            found[i, j] = keys.get((name, sector))
    return pd.Series(found[name_codes, sector_codes], index=names.index, dtype=object)


def _sector(agency_id: str, name: str, said: Mapping[str, int]) -> str | None:
    family = agency_id.rsplit("-", 1)[-1]
    if family in _FAMILY_SECTOR:
        return _FAMILY_SECTOR[family]
    if family == "council":
        stem = agency_id.removesuffix("-council")
        if stem in _curated()["single_tier"]["councils"]:
            return "unitary"
        if stem in _curated()["county"]["councils"] or "county council" in _plain(name):
            return "county"
    given = {value: rows for value, rows in said.items() if value}
    if given:
        return min(given, key=lambda value: (-given[value], value))
    for sector, patterns in _curated()["sector_words"].items():
        if any(re.search(pattern, _plain(name)) for pattern in patterns):
            return str(sector)
    return "district" if family == "council" else None


def _is_public(agency_id: str, name: str, group: pd.DataFrame) -> bool | None:
    said = {bool(value) for value in group["is_public"].dropna()}
    by_name = agency_id.rsplit("-", 1)[-1] in {*_FAMILY_SECTOR, "council"}
    if len(said) == 1:
        return said.pop()
    if by_name:
        return True
    if said:
        return None
    plain = _plain(name)
    if any(re.search(pattern, plain) for pattern in _curated()["public_words"]["patterns"]):
        return True
    return False if any(re.search(p, plain) for p in _curated()["private_words"]["patterns"]) else None
