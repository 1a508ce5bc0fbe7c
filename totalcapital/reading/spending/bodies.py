"""Bodies that returns of local government finance know by a code of their own."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Final

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["bodies_of_returns", "with_bodies_of_returns"]

_SCHEME: Final = "lgf:"


@cache
def bodies_of_returns() -> Mapping[str, Mapping[str, str]]:
    """Return name and, where known, ``gss`` of each body, by its code."""
    text = geodata("codelists", "lgf_codes.toml").read_text(encoding="utf-8")
    bodies: dict[str, dict[str, str]] = tomllib.loads(text)["bodies"]
    return bodies


def with_bodies_of_returns(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the name and area code of each body that the list of codes has.

    Parameters
    ----------
    rows
        ``agency``, ``agency_code`` and ``gss_code``; the file's own area code goes before the list's.
    """
    code = rows["agency_code"].astype("str").str.upper()
    mine = code.str.removeprefix(_SCHEME.upper()).where(code.str.startswith(_SCHEME.upper()), "")
    known = bodies_of_returns()
    name = mine.map(lambda one: known.get(one, {}).get("name"))
    gss = mine.map(lambda one: known.get(one, {}).get("gss")).astype(object)
    found = rows["gss_code"].astype(object).where(rows["gss_code"].notna(), gss)
    whole = (rows["agency_code"].astype("str") + ";" + found.astype("str")).where(
        (mine != "") & found.notna(), rows["agency_code"]
    )
    return rows.assign(
        agency=name.where(name.notna(), rows["agency"]),
        gss_code=found.where(found.notna(), None),
        agency_code=whole,
    )
