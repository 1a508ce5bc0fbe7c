"""What kind of body an agency is, and whether it is public."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from totalcapital.reading.agencies.names import plain_name, vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from totalcapital.reading.agencies.names import Key

__all__ = ["is_public", "sector_of"]

_SECTORS: Final = {
    "police": "police",
    "fire": "fire",
    "ambulance": "ambulance",
    "nhs": "nhs",
    "parish": "parish",
}


def sector_of(key: Key, shown: str, said: Mapping[str, int]) -> str | None:
    """Return the sector: as the name tells, else as most rows say, else by words of the name; null: not known."""
    plain = plain_name(shown)
    if key.kind in _SECTORS:
        return _SECTORS[key.kind]
    if key.kind == "council":
        stem = key.agency_id.removesuffix("-council")
        if stem in vocabulary()["single_tier"]["councils"]:
            return "unitary"
        if stem in vocabulary()["county"]["councils"] or "county council" in plain:
            return "county"
    given = {value: rows for value, rows in said.items() if value}
    if given:
        return min(given, key=lambda value: (-given[value], value))
    for sector, patterns in vocabulary()["sector_words"].items():
        if any(re.search(pattern, plain) for pattern in patterns):
            return str(sector)
    return "district" if key.kind == "council" else None


def is_public(key: Key, shown: str, said: Collection[bool]) -> bool | None:
    """Tell whether a body is public: as the registers say where they agree, else by its kind and name."""
    if len(said) == 1:
        return next(iter(said))
    if key.kind:
        return True
    if said:
        return None
    plain = plain_name(shown)
    if any(re.search(pattern, plain) for pattern in vocabulary()["public_words"]["patterns"]):
        return True
    return False if any(re.search(p, plain) for p in vocabulary()["private_words"]["patterns"]) else None
