"""The never list: what is not looked at as guest or host, applied before any pair is scored, and counted."""

from __future__ import annotations

import fnmatch
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.errors import EstateFileError
from totalcapital.resources import geodata
from totalcapital.tables import EXCLUSIONS, split_list
from totalcapital.tables.codes import SERVICES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from totalcapital.colocating.sides import Pairs
    from totalcapital.sections import Never

__all__ = ["without_never"]

_NAMED_BY: Final = ("holding_id", "site_id", "agency_id", "uprn")
#: Column in which the words of an entry are looked for, and what the entry calls them.
_WORDED: Final = {"constraints": "constraints", "name": "names"}
_NONE: Final = np.iinfo(np.int64).max


@cache
def _published() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads(
        geodata("codelists", "never.toml").read_text(encoding="utf-8")
    )["entry"]
    return [{**entry, "set_by": "default"} for entry in entries]


def without_never(
    sides: pd.DataFrame, pairs: Pairs, own: Sequence[Never]
) -> tuple[Pairs, pd.DataFrame, NDArray[np.bool_]]:
    """Leave out the pairs whose guest or host is on the never list, and count them by entry.

    Parameters
    ----------
    sides
        The holdings that take part.
    pairs
        Pairs of them, both directions.
    own
        The estate file's entries; they count before the published ones.

    Returns
    -------
    tuple
        The pairs left; the ``exclusions`` table, one row per entry, entries that concern nothing with
        nought; and per pair given whether it stays.

    Raises
    ------
    EstateFileError
        If an entry of the estate file names nothing that takes part and no service.
    """
    entries = [*(_own_entry(one) for one in own), *_published()]
    first = {side: np.full(len(sides), _NONE) for side in ("guest", "host")}
    counts = []
    for number, entry in enumerate(entries):
        mask = _concerned(sides, entry)
        counts.append(int(mask.sum()))
        for side in ("guest", "host"):
            if entry["side"] in {side, "both"}:
                first[side][mask & (first[side] == _NONE)] = number
    by = np.minimum(first["guest"][pairs.guest], first["host"][pairs.host])
    stays = by == _NONE
    lost = np.bincount(by[~stays], minlength=len(entries))
    rows = [
        {
            "exclusion_id": entry["id"], "reason": entry["reason"], "side": entry["side"], "set_by": entry["set_by"],
            "holdings_count": count, "options_count": int(out), "source": entry["source"],
        }
        for entry, count, out in zip(entries, counts, lost, strict=True)
    ]  # fmt: skip
    table = EXCLUSIONS.conform(pd.DataFrame(rows, columns=EXCLUSIONS.column_names))
    return pairs.where(stays), table, stays


def _own_entry(one: Never) -> dict[str, Any]:
    return {
        "id": f"estate:{one.subject}", "subject": one.subject, "side": one.side, "reason": one.reason,
        "set_by": "estate", "source": "[[colocation.never]] of the estate file",
    }  # fmt: skip


def _concerned(sides: pd.DataFrame, entry: dict[str, Any]) -> NDArray[np.bool_]:
    """Tell which holdings an entry is about."""
    if "services" in entry:
        named = set(entry["services"])
        is_main = sides["service"].isin(named).to_numpy(bool)
        if not entry.get("any_service", False):
            return is_main
        cells = [cell for cell in sides["services"].dropna().unique() if named & set(split_list(cell))]
        return is_main | sides["services"].isin(cells).to_numpy(bool)
    for column, key in _WORDED.items():
        if key in entry:
            said = sides[column].astype("str").str.casefold()
            distinct = [text for text in said.dropna().unique() if _is_like(text, entry[key])]
            return said.isin(distinct).to_numpy(bool)
    subject = entry["subject"]
    if subject in SERVICES:
        return sides["service"].eq(subject).fillna(value=False).to_numpy(bool)
    found = np.zeros(len(sides), dtype=bool)
    for column in _NAMED_BY:
        found |= sides[column].eq(subject).fillna(value=False).to_numpy(bool)
    found |= ("; " + sides["asset_ids"] + "; ").str.contains(f"; {subject}; ", regex=False).to_numpy(bool)
    if not found.any():
        raise EstateFileError(
            f"[[colocation.never]] subject: expected the id of a holding, property, record or agency, a UPRN or a "
            f"service; found {subject!r}, which is none that could be guest or host. Look the id up on the page, "
            "or take the entry out."
        )
    return found


def _is_like(text: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(text, pattern) for pattern in patterns)
