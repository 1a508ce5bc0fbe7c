"""Points that a register gives for many records that have nothing to do with one another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.locating.ladder import checks
from totalcapital.locating.surroundings import apart_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.locating.evidence import Evidence
    from totalcapital.locating.surroundings import Surroundings

__all__ = ["shared_points"]

#: What tells the parts of one building from one another, and says nothing of where it is.
_PARTS: Final = re.compile(
    r"\d+\w*|\b(?:flat|unit|room|suite|apartment|floor|block|plot|bay|garage|no|ground|first|second|[a-z])\b"
)


def shared_points(
    subjects: pd.DataFrame, at: NDArray[np.float64], evidence: Evidence, around: Surroundings
) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Tell which points are a default, such as the town hall, and by how many records each is shared.

    A point is one where it stands for records of several postcodes that are not there, or, where no
    postcode is known, of many names at many addresses. A record whose own postcode is at the point
    keeps it. Many projects of one building have a name each, but for the building's: half of them with
    one word in common are no default.

    Parameters
    ----------
    subjects
        ``register_id``, ``name``, ``address``, ``postcode``, ``is_project``.
    at
        The registers' own points; not a number where there is none to use.

    Returns
    -------
    tuple
        Whether a record's point is a default, and how many records of its register share its point.
    """
    is_default = np.zeros(len(at), dtype=bool)
    counts = np.zeros(len(at), dtype=np.intp)
    rows, group = _groups(at, around)
    if not len(rows):
        return is_default, counts
    counts[rows] = np.bincount(group)[group]
    settings = checks()
    apart = apart_m(at[rows], evidence.postcode[rows])
    far = apart > settings["shared_m"]
    codes = subjects["postcode"].iloc[rows].to_numpy(object)
    by_postcode = _distinct(group[far], codes[far], int(group.max())) >= settings["shared_postcodes"]
    untold = np.isnan(apart)
    here, last = group[untold], int(group.max())
    names, addresses = (
        np.array([_plain(text) for text in subjects[column].iloc[rows[untold]]], dtype=object)
        for column in ("name", "address")
    )
    addressed = _distinct(here, addresses, last)
    by_name = _distinct(here, names, last) >= settings["shared_names"]
    by_name &= (addressed == 0) | (addressed >= settings["shared_names"])
    is_project = subjects["is_project"].to_numpy(bool)[rows[untold]]
    by_name &= ~_of_one_building(
        here[is_project], names[is_project], last, share=settings["shared_word_share"]
    )
    default = by_postcode | by_name
    is_default[rows] = default[group] & (far | untold)
    return is_default, counts


def _groups(at: NDArray[np.float64], around: Surroundings) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows whose point, to the metre, another row of their register has, and their group."""
    found, group, last = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)], 0
    for _, rows in around.registers():
        known = rows[np.isfinite(at[rows, 0])]
        whole = np.rint(at[known]).astype(np.int64)
        keys = pd.Series((whole[:, 0] << 32) ^ whole[:, 1])
        again = keys.duplicated(keep=False)
        codes, names = pd.factorize(keys[again])
        found.append(known[again])
        group.append(codes.astype(np.intp) + last)
        last += len(names)
    return np.concatenate(found), np.concatenate(group)


def _distinct(group: NDArray[Any], values: NDArray[Any], last: int) -> NDArray[np.intp]:
    """Return how many different values, other than blank ones, each group has."""
    frame = pd.DataFrame({"group": group, "value": values})
    frame = frame[frame["value"].notna() & (frame["value"] != "")].drop_duplicates()
    found: NDArray[np.intp] = np.bincount(frame["group"].to_numpy(np.intp), minlength=last + 1)
    return found


def _of_one_building(
    group: NDArray[Any], names: NDArray[np.object_], last: int, *, share: float
) -> NDArray[np.bool_]:
    """Tell the groups of projects of which such a share have one word of their names in common."""
    told = [
        (at, word)
        for at, name in zip(group.tolist(), names, strict=True)
        for word in sorted(set(name.split()))
        if len(word) > 2
    ]
    words = pd.DataFrame(told, columns=["group", "word"])
    most = words.groupby(["group", "word"]).size().groupby("group").max()
    counts = np.bincount(group, minlength=last + 1)
    found = np.zeros(last + 1, dtype=bool)
    found[most.index.to_numpy(np.intp)] = most.to_numpy() >= share * counts[most.index.to_numpy(np.intp)]
    return found


def _plain(text: object) -> str:
    """Return a name or address without what tells the parts of one building from one another."""
    if not isinstance(text, str):
        return ""
    return " ".join(re.findall(r"[a-z]+", _PARTS.sub(" ", text.casefold())))
