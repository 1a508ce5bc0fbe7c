"""Digests of what a person decided on, so that it is asked again once it says something else."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import shapely

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["alignment_id", "fingerprint", "pair_fingerprint", "record_fingerprints"]

_LENGTH: Final = 12
#: What a record says of which property it is.
_SAID: Final = ["name", "address", "postcode", "uprn", "urn", "ods_code", "title_number"]


def fingerprint(said: Iterable[str | None]) -> str:
    """Return a short digest of texts in their order; an absent text differs from an empty one.

    It starts with ``f-``, so that a spreadsheet takes none for a number.

    Examples
    --------
    >>> fingerprint(["Skipton Library", None]) == fingerprint(["Skipton Library", ""])
    False
    """
    parts = ("\0" if text is None else "\1" + text for text in said)
    return "f-" + hashlib.sha256("\2".join(parts).encode()).hexdigest()[:_LENGTH]


def alignment_id(kind: str, one: str, other: str | None, service: str | None = None) -> str:
    """Return the id of an alignment, the same in every edition and whichever of its ends comes first.

    Examples
    --------
    >>> alignment_id("combine", "a:1", "b:2") == alignment_id("combine", "b:2", "a:1")
    True
    >>> alignment_id("gap", "a:1", None, "school") == alignment_id("gap", "a:1", None, "gp-practice")
    False
    """
    ends = [one, other] if other is None else sorted([one, other])
    return "a-" + fingerprint([kind, *ends, service]).removeprefix("f-")


def record_fingerprints(
    assets: pd.DataFrame, locations: pd.DataFrame, ids: Collection[object]
) -> dict[str, str]:
    """Return the digest of what each record says of which property it is, by its id; its place to 10 m.

    Its own id is left out, since registers are numbered anew, and its agency, since a decision that two
    agencies are one would else have every decision on their records asked again.

    Parameters
    ----------
    assets, locations
        The records and their places.
    ids
        The records; those that are not there are passed over.
    """
    records = assets[assets["asset_id"].isin(list(ids))]
    told = records[_SAID].astype(object).where(records[_SAID].notna(), None).to_numpy().tolist()
    here = locations[locations["subject_id"].isin(records["asset_id"])]
    middle = shapely.centroid(here.geometry.to_numpy())
    x, y = (_tens_of_metres(of(middle)) for of in (shapely.get_x, shapely.get_y))
    place = {name: f"{a} {b}" for name, a, b in zip(here["subject_id"], x, y, strict=True)}
    return {
        asset_id: fingerprint([*row, place.get(asset_id)])
        for asset_id, row in zip(records["asset_id"], told, strict=True)
    }


def _tens_of_metres(values: NDArray[np.float64]) -> list[str]:
    return [f"{value:.0f}" for value in (values / 10.0).tolist()]


def pair_fingerprint(said: Mapping[str, str], one: str, other: str) -> str | None:
    """Return the digest of what two records say, whichever has the lower id; null where one is not there."""
    return fingerprint(sorted((said[one], said[other]))) if one in said and other in said else None
