"""Why an option that was decided on is none any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["why_no_option"]


def why_no_option(option_id: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return in plain words why there is no such option.

    Parameters
    ----------
    option_id
        Host and guest.
    tables
        ``holdings``, ``sites``, ``agencies`` and ``exclusions``.
    """
    ends = option_id.split(">")
    if len(ends) != 2 or not all(ends):
        return "it is no id of an option: host and guest with > between them"
    held = [_holding(name, tables["holdings"]) for name in ends]
    gone = [_why_gone(name, tables["sites"]) for name, row in zip(ends, held, strict=True) if row is None]
    if gone:
        return " and ".join(gone)
    host, guest = (row for row in held if row is not None)
    if host["site_id"] == guest["site_id"]:
        return "the two are one property now"
    if host["agency_id"] == guest["agency_id"]:
        return "one body holds both now"
    return _why_not_paired(host, guest, tables)


def _holding(holding_id: str, holdings: pd.DataFrame) -> dict[Any, Any] | None:
    found = holdings[holdings["holding_id"] == holding_id]
    return None if found.empty else found.iloc[0].to_dict()


def _why_gone(holding_id: str, sites: pd.DataFrame) -> str:
    site, _, agency = holding_id.rpartition(":")
    if (sites["site_id"] == site).any():
        return f"{agency or 'the agency'} holds nothing on the property {site} any more"
    return f"the property of {holding_id} left its register, or is another property since"


def _why_not_paired(host: Mapping[Any, Any], guest: Mapping[Any, Any], tables: Mapping[str, Any]) -> str:
    public = tables["agencies"].set_index("agency_id")["is_public"]
    sites = tables["sites"].set_index("site_id").geometry
    ends = (("host", host), ("guest", guest))
    for side, row in ends:
        if not isinstance(row["agency_id"], str):
            return f"who holds the {side} is not known any more"
        if public.get(row["agency_id"]) is False or str(public.get(row["agency_id"])) == "False":
            return f"a private body holds the {side} now"
    for side, row in ends:
        if sites[row["site_id"]] is None or sites[row["site_id"]].is_empty:
            return f"the place of the {side} is not known any more"
    metres = sites[host["site_id"]].distance(sites[guest["site_id"]])
    never = ", or the never list keeps one of them out" if len(tables["exclusions"]) else ""
    return f"the two are {metres:,.0f} m apart: too far, or placed too roughly, for an option{never}"
