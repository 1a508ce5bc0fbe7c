"""The market of an estate: its currency, and the land value that holds for each property."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Market", "land_values_of"]


@dataclass(frozen=True, slots=True)
class Market:
    """What the estate file says of money.

    Parameters
    ----------
    land_values
        Value of land a hectare by ``site_id``; see :func:`land_values_of`.
    currency
        Currency of every sum of the estate.
    """

    land_values: pd.Series
    currency: str = "GBP"


def land_values_of(places: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """Return the land value of the authority each property is in, in GBP a hectare.

    Of a property in several authorities the one with most of it counts, then the lower id.

    Returns
    -------
    Series
        By ``subject_id``; properties in no authority with a land value are not in it.
    """
    inside = places[places["kind"] == "authority"]
    inside = inside.sort_values(["subject_id", "share", "area_id"], ascending=[True, False, True])
    first = inside.drop_duplicates("subject_id").set_index("subject_id")["area_id"]
    value = areas.set_index("area_id")["land_value_gbp_ha"]
    found: pd.Series = first.map(value).dropna()
    return found
