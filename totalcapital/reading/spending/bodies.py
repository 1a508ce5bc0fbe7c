"""Bodies that returns of local government finance know by a code of their own."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Final

from totalcapital.reading.agencies.codes import council_codes, councils_by_code
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["area_of_code", "bodies_of_returns", "with_bodies_of_returns"]

_SCHEME: Final = "lgf:"


@cache
def bodies_of_returns() -> Mapping[str, Mapping[str, str]]:
    """Return name and, where known, ``gss`` of each body, by its code."""
    text = geodata("codelists", "lgf_codes.toml").read_text(encoding="utf-8")
    bodies: dict[str, dict[str, str]] = tomllib.loads(text)["bodies"]
    return bodies


def area_of_code(code: str) -> str | None:
    """Return the area code of the council that another code stands for, such as its number at the Department for Education.

    Examples
    --------
    >>> area_of_code("dfe:873"), area_of_code("dfe:000")
    ('E10000003', None)
    """
    codes = council_codes().get(councils_by_code().get(code, ""), ())
    return next((one.removeprefix("gss:") for one in codes if one.startswith("gss:")), None)


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
