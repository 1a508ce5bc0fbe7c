"""What look-ups know of each record: the points of its postcode, its outward code and its UPRN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from totalcapital.crs import project_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Evidence", "gather"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Points for each record in the working CRS, in two columns; not a number where not known."""

    postcode: NDArray[np.float64]
    outward: NDArray[np.float64]
    uprn: NDArray[np.float64]
    has_postcode: NDArray[np.bool_]
    """Whether a full postcode is given, known or not."""
    is_ended: NDArray[np.bool_]
    """Whether the look-up says that the postcode is no longer in use."""


def gather(subjects: pd.DataFrame, postcodes: pd.DataFrame, uprns: pd.DataFrame, crs: str) -> Evidence:
    """Return what the look-ups know of each record.

    Parameters
    ----------
    subjects
        ``postcode`` (with a space where full), ``uprn``; null where not given.
    postcodes
        ``postcode`` (without space), ``x``, ``y``, ``crs``, and ``is_ended`` where it is known.
    uprns
        ``uprn``, ``x``, ``y``, ``crs``.
    crs
        The working CRS.
    """
    places = _placed(postcodes, "postcode", crs)
    inverse, names = pd.factorize(subjects["postcode"])
    codes = [*map(str, names), ""]  # a postcode that is not given is the last one
    is_full = np.array([" " in code for code in codes], dtype=bool)
    stems = pd.Series([code.split(" ")[0] for code in codes])
    bare = pd.Series([code.replace(" ", "") for code in codes])
    of_code = np.where(is_full[:, None], _at(places, bare), np.nan)
    ended = (
        places["is_ended"].reindex(bare).fillna(value=False).to_numpy(bool)
        if len(places)
        else ~is_full & False
    )
    middle = places.groupby(places.index.str[:-3])[["east", "north"]].median() if len(places) else places
    return Evidence(
        postcode=of_code[inverse],
        outward=_at(middle, stems)[inverse],
        uprn=_at(_placed(uprns, "uprn", crs), subjects["uprn"]),
        has_postcode=is_full[inverse],
        is_ended=(ended & is_full)[inverse],
    )


def _placed(table: pd.DataFrame, key: str, crs: str) -> pd.DataFrame:
    """Return a look-up's points in the working CRS under their code, each code once."""
    parts = []
    for source, rows in table.groupby("crs", sort=True) if len(table) else ():
        east, north = project_points(
            rows["x"].to_numpy(float), rows["y"].to_numpy(float), source=str(source), target=crs
        )
        ended = rows["is_ended"].astype(bool).to_numpy() if "is_ended" in rows else False
        made = pd.DataFrame(
            {"east": east, "north": north, "is_ended": ended}, index=rows[key].astype(object).to_numpy()
        )
        parts.append(made[np.isfinite(east) & np.isfinite(north)])
    if not any(len(part) for part in parts):
        return pd.DataFrame({"east": [], "north": [], "is_ended": []}, index=pd.Index([], dtype=object))
    whole = pd.concat([part for part in parts if len(part)])
    whole = whole.sort_values(["east", "north"]).sort_index(kind="stable")
    return whole[~whole.index.duplicated()]


def _at(places: pd.DataFrame, codes: pd.Series) -> NDArray[np.float64]:
    """Return the point of each code, not a number where it is null or not known."""
    if places.empty:
        return np.full((len(codes), 2), np.nan)
    rows = places.index.get_indexer(pd.Index(codes.to_numpy(object)))
    found = places[["east", "north"]].to_numpy(float)[rows]
    return np.where((rows >= 0)[:, None], found, np.nan)
