"""Points of the postcodes and property numbers that the records of an estate name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from totalcapital.errors import UnreadableFileError
from totalcapital.reading.lookups.lookup_cache import ask_store
from totalcapital.reading.lookups.lookups import Points, postcode_keys, postcode_range, postcodes_of_keys
from totalcapital.reading.raw import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from totalcapital.project import Project
    from totalcapital.reading.door.door import Door
    from totalcapital.reading.lookups.lookup_store import LookupStore
    from totalcapital.reading.lookups.lookups import Kind

__all__ = ["postcodes_of", "uprns_of"]


def postcodes_of(project: Project, door: Door, *, postcodes: list[pd.Series]) -> pd.DataFrame:
    """Return the points of the postcodes that records name, and of all in the outward codes they name.

    Of several look-ups the first that knows a postcode counts.

    Parameters
    ----------
    postcodes
        As records give them, with a space; an outward code has none.

    Returns
    -------
    DataFrame
        ``postcode`` (without space), ``x``, ``y``, ``crs``, ``is_ended`` (the look-up says that the
        postcode is no longer in use), in the order of postcodes; no rows without a look-up.

    Raises
    ------
    UnreadableFileError
        If a look-up cannot be read.
    """
    if not project.lookups.postcodes:
        return pd.DataFrame({"postcode": [], "x": [], "y": [], "crs": [], "is_ended": []})
    named = pd.Series(pd.concat(postcodes).dropna().unique(), dtype=object).astype(str)
    is_whole = named.str.contains(" ", regex=False)
    keys = postcode_keys(pa.array(named[is_whole].tolist(), type=pa.string()))
    stems = named[~is_whole].tolist()
    found = _asked(project, door, "postcodes", partial(_whole_codes, keys=keys[keys > 0], stems=stems))
    return found.assign(postcode=postcodes_of_keys(found["key"].to_numpy(np.uint64)))[
        ["postcode", "x", "y", "crs", "is_ended"]
    ]


def _whole_codes(store: LookupStore, *, keys: NDArray[np.uint64], stems: Sequence[str]) -> Points:
    """Return the points of postcodes and of all postcodes in outward codes, each once.

    A postcode that the look-up does not know falls to its outward code.
    """
    found = store.find(keys)
    lost = postcodes_of_keys(np.setdiff1d(keys, found.keys))
    wanted = sorted({*stems, *(code[:-3] for code in lost)})
    parts = [found, *(store.between(*postcode_range(stem)) for stem in wanted)]
    keys, x, y, ended = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    _, first = np.unique(keys, return_index=True)
    return Points(keys[first].astype(np.uint64), x[first], y[first], ended[first].astype(bool))


def uprns_of(project: Project, door: Door, *, uprns: list[pd.Series]) -> pd.DataFrame:
    """Return the points of the property numbers that records name.

    Parameters
    ----------
    uprns
        As records give them, digits only.

    Returns
    -------
    DataFrame
        ``uprn``, ``x``, ``y``, ``crs``, in the order of numbers; no rows without a look-up.

    Raises
    ------
    UnreadableFileError
        If a look-up cannot be read.
    """
    if not project.lookups.uprn:
        return pd.DataFrame({"uprn": [], "x": [], "y": [], "crs": []})
    named = pd.to_numeric(pd.concat(uprns), errors="coerce").dropna().unique()
    keys = np.asarray(named, dtype=float).astype(np.uint64)  # twelve digits: exact in a double
    found = _asked(project, door, "uprn", lambda store: store.find(keys))
    return found.assign(uprn=found["key"].astype(str))[["uprn", "x", "y", "crs"]]


def _asked(project: Project, door: Door, kind: Kind, ask: Callable[[LookupStore], Points]) -> pd.DataFrame:
    """Put a question to every look-up of a kind; of a code the first answer counts."""
    answers = []
    for name in getattr(project.lookups, kind):
        path = project.resolve(name)
        build = partial(door.lookup, path, kind, name)
        try:
            crs, points = ask_store(path, kind, build=build, ask=lambda store: (store.crs, ask(store)))
        except Refusal as refusal:
            raise UnreadableFileError(str(refusal)) from None
        x, y, ended = points.x, points.y, points.is_ended
        answers.append(pd.DataFrame({"key": points.keys, "x": x, "y": y, "crs": crs, "is_ended": ended}))
    whole = pd.concat(answers, ignore_index=True).drop_duplicates("key")
    return whole.sort_values("key", ignore_index=True)
