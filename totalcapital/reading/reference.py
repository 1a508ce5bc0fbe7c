"""Points of the postcodes and property numbers that the records of an estate name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from totalcapital.errors import UnreadableFileError
from totalcapital.reading.raw import Refusal

if TYPE_CHECKING:
    from totalcapital.project import Project
    from totalcapital.reading.door import Door

__all__ = ["postcodes_of"]


def postcodes_of(project: Project, door: Door, *, postcodes: list[pd.Series]) -> pd.DataFrame:
    """Return the points of the postcodes and outward codes that records name.

    Parameters
    ----------
    postcodes
        As records give them, with a space; an outward code has none.

    Returns
    -------
    DataFrame
        ``postcode`` (without space), ``x``, ``y``, ``crs``; no rows without a look-up.

    Raises
    ------
    UnreadableFileError
        If a look-up cannot be read.
    """
    empty = pd.DataFrame({"postcode": [], "x": [], "y": [], "crs": []})
    if not project.lookups.postcodes:
        return empty
    path = project.lookups.postcodes[0]
    named = pd.concat(postcodes).dropna().unique()
    whole = sorted({p.replace(" ", "") for p in named if " " in p})
    outward = sorted({p for p in named if " " not in p})
    try:
        found = door.postcodes(project.resolve(path), path, wanted=whole, outward=outward)
    except Refusal as refusal:
        raise UnreadableFileError(str(refusal)) from None
    frame = pd.DataFrame({name: found[name] for name in ("postcode", "x", "y")})
    return frame.assign(crs=found["crs"])
