"""Which pairs of records are compared at all."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from totalcapital.linking.settings import linking_settings
from totalcapital.nearness import pairs_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from totalcapital.linking.records import Records

__all__ = ["candidate_pairs", "groups_of"]

#: Records of one identifier that are compared each with each; of more, each with the next so many.
_EACH_WITH_EACH = 20


def candidate_pairs(records: Records, informative: dict[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the pairs worth weighing: near one another, of one identifier, or of one postcode.

    A postcode brings together only those of which one has no place, or whose names tell the same:
    all others of it are near one another, or one of them is misplaced.

    Parameters
    ----------
    informative
        Identifier: codes of the records, -1 where its value says nothing.

    Returns
    -------
    array
        Rows ``i < j``, each pair once, in order.
    """
    found = [_near(records)]
    found += [_within_groups(codes) for codes in informative.values()]
    found.append(_of_one_postcode(records))
    found.append(_of_one_name_and_postcode(records))
    pairs = np.concatenate(found)
    keys = np.unique(pairs[:, 0] * np.int64(len(records)) + pairs[:, 1])
    return np.column_stack([keys // max(len(records), 1), keys % max(len(records), 1)])


def groups_of(codes: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield the records of each code that more than one has, in order; those of -1 never."""
    known = np.flatnonzero(codes >= 0)
    order = known[np.argsort(codes[known], kind="stable")]
    if len(order):
        cuts = np.flatnonzero(np.diff(codes[order])) + 1
        yield from (group for group in np.split(order, cuts) if len(group) > 1)


def _pairs(group: NDArray[np.int64]) -> list[tuple[int, int]]:
    rows = np.sort(group).tolist()
    if len(rows) <= _EACH_WITH_EACH:
        return list(combinations(rows, 2))
    return [(a, b) for n, a in enumerate(rows) for b in rows[n + 1 : n + 1 + _EACH_WITH_EACH]]


def _array(pairs: list[tuple[int, int]]) -> NDArray[np.int64]:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _near(records: Records) -> NDArray[np.int64]:
    placed = np.flatnonzero(records.is_placed)
    if len(placed) < 2:
        return _array([])
    i, j, _ = pairs_within(records.shapes[placed], float(linking_settings()["reach"]["compared_m"]))
    return np.column_stack([placed[i], placed[j]])


def _within_groups(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    return _array([pair for group in groups_of(codes) for pair in _pairs(group)])


def _of_one_postcode(records: Records) -> NDArray[np.int64]:
    """Pair the records without a place with all others of their postcode."""
    most, found = int(linking_settings()["reach"]["most_of_one_postcode"]), []
    is_placed = records.is_placed
    for group in groups_of(records.codes["postcode"]):
        if is_placed[group].all():
            continue
        if len(group) <= most:
            found += [(a, b) for a, b in _pairs_all(group) if not (is_placed[a] and is_placed[b])]
        else:
            address = records.address[group]
            for keys in (_telling(records)[group], np.where(address > 0, address, -1)):
                for alike in groups_of(keys):
                    found += _pairs(group[alike])
    return _array(found)


def _pairs_all(group: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    return combinations(np.sort(group).tolist(), 2)


def _of_one_name_and_postcode(records: Records) -> NDArray[np.int64]:
    """Pair records of one postcode whose names tell the same, however far apart their places lie."""
    postcode, telling = records.codes["postcode"], _telling(records)
    both = np.where(
        (postcode >= 0) & (telling >= 0), postcode * np.int64(len(records.titles) + 1) + telling, -1
    )
    return _within_groups(both)


def _telling(records: Records) -> NDArray[np.int64]:
    """Return a code for the words that tell which place each record's name means; -1: none do."""
    texts = np.array([title.telling or None for title in records.titles], dtype=object)
    codes: NDArray[np.int64] = pd.factorize(texts)[0].astype(np.int64)[records.title]
    return codes
