"""How far the place decides on the money: as the row says, else the estate file, else the tool's own list."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["discretion_of_services", "with_discretion"]


@cache
def discretion_of_services() -> Mapping[str, str]:
    """Return the tool's own code of each service of spending."""
    text = geodata("codelists", "discretion.toml").read_text(encoding="utf-8")
    return {service: said["code"] for service, said in tomllib.loads(text)["services"].items()}


def with_discretion(spending: pd.DataFrame, own: Mapping[str, str]) -> pd.DataFrame:
    """Return amounts with ``discretion`` filled in where the row does not say it.

    Parameters
    ----------
    spending
        ``service``, ``discretion`` and ``discretion_source``; null: not said.
    own
        ``[accounts] discretion`` of the estate file.
    """
    found, source = (spending[name].astype(object) for name in ("discretion", "discretion_source"))
    for codes, words in ((own, "the estate file"), (discretion_of_services(), "a rule of the tool")):
        told = spending["service"].map(codes).astype(object)
        fills = found.isna() & told.notna()
        found, source = found.where(~fills, told), source.where(~fills, words)
    return spending.assign(
        discretion=found.fillna("unknown"), discretion_source=source.where(source.notna(), None)
    )
