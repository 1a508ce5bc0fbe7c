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

__all__ = ["shared_points"]

#: What tells the parts of one building from one another, and says nothing of where it is.
_PARTS: Final = re.compile(
    r"\d+\w*|\b(?:flat|unit|room|suite|apartment|floor|block|plot|bay|garage|no|ground|first|second|[a-z])\b"
)


def shared_points(
    subjects: pd.DataFrame, at: NDArray[np.float64], evidence: Evidence
) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Tell which points are a default, such as the town hall, and by how many records each is shared.

    A point is one where it stands for records of several postcodes that are not there, or, where no
    postcode is known, of many names at many addresses. A record whose own postcode is at the point
    keeps it.

    Parameters
    ----------
    subjects
        ``register_id``, ``name``, ``address``, ``postcode``.
    at
        The registers' own points; not a number where there is none to use.

    Returns
    -------
    tuple
        Whether a record's point is a default, and how many records of its register share its point.
    """
    is_default = np.zeros(len(at), dtype=bool)
    counts = np.zeros(len(at), dtype=np.intp)
    known = np.flatnonzero(np.isfinite(at[:, 0]))
    keys = pd.DataFrame(
        {
            "register": pd.factorize(subjects["register_id"])[0][known],
            "east": np.rint(at[known, 0]),
            "north": np.rint(at[known, 1]),
        }
    )
    keys = keys[keys.duplicated(keep=False)]
    if keys.empty:
        return is_default, counts
    rows = known[keys.index]
    group = keys.groupby(["register", "east", "north"], sort=False).ngroup().to_numpy(np.intp)
    counts[rows] = np.bincount(group)[group]
    settings = checks()
    apart = apart_m(at[rows], evidence.postcode[rows])
    far = apart > settings["shared_m"]
    codes = subjects["postcode"].to_numpy(object)[rows]
    by_postcode = _distinct(group[far], codes[far], int(group.max())) >= settings["shared_postcodes"]
    untold = np.isnan(apart)
    here, last = group[untold], int(group.max())
    names, addresses = (
        np.array([_plain(text) for text in subjects[column].to_numpy(object)[rows][untold]], dtype=object)
        for column in ("name", "address")
    )
    addressed = _distinct(here, addresses, last)
    by_name = _distinct(here, names, last) >= settings["shared_names"]
    by_name &= (addressed == 0) | (addressed >= settings["shared_names"])
    default = by_postcode | by_name
    is_default[rows] = default[group] & (far | untold)
    return is_default, counts


def _distinct(group: NDArray[Any], values: NDArray[Any], last: int) -> NDArray[np.intp]:
    """Return how many different values, other than blank ones, each group has."""
    frame = pd.DataFrame({"group": group, "value": values})
    frame = frame[frame["value"].notna() & (frame["value"] != "")].drop_duplicates()
    found: NDArray[np.intp] = np.bincount(frame["group"].to_numpy(np.intp), minlength=last + 1)
    return found


def _plain(text: object) -> str:
    """Return a name or address without what tells the parts of one building from one another."""
    if not isinstance(text, str):
        return ""
    return " ".join(re.findall(r"[a-z]+", _PARTS.sub(" ", text.casefold())))
