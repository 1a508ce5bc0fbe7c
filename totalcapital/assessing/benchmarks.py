"""The data of the under-use rules, and the kinds of property they speak of."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["benchmarks", "is_building", "is_of_kind", "is_open", "needs_of"]


@cache
def benchmarks() -> Mapping[str, Any]:
    """Return ``geodata/benchmarks/underuse.toml``."""
    return tomllib.loads(geodata("benchmarks", "underuse.toml").read_text(encoding="utf-8"))


def needs_of(group: str) -> Sequence[str]:
    """Return the services of one group whose need is told by staff."""
    named: Sequence[str] = benchmarks()["needs"][group]
    return named


def is_of_kind(records: pd.DataFrame, *kinds: str) -> pd.Series:
    """Tell which records or holdings are of a kind, by their service."""
    services = [service for kind in kinds for service in benchmarks()["kinds"][kind]]
    return records["service"].isin(services)


def is_building(records: pd.DataFrame) -> pd.Series:
    """Tell which are buildings: what is said to be one, or serves what needs one where nothing is said."""
    kind, service = records["property_kind"], records["service"]
    serves = service.notna() & ~is_of_kind(records, "land")
    return kind.isin(["building", "both"]) | (kind.isna() & serves)


def is_open(records: pd.DataFrame) -> pd.Series:
    """Tell which are not said to have closed."""
    return records["status"] != "closed"
