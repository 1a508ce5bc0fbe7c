"""What two records have in common: one level for each kind of evidence, for all pairs at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from rapidfuzz import fuzz

from totalcapital.linking.addresses import numbers_meet
from totalcapital.linking.name_levels import NAME_LEVELS, TitleColumns, name_levels
from totalcapital.linking.records import IDENTIFIERS
from totalcapital.linking.settings import bits, linking_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from totalcapital.linking.records import Records
    from totalcapital.linking.rivals import Rivals

__all__ = ["LEVELS", "Compared", "Known", "compare"]

#: Evidence: its levels, by their number; the first is always "nothing is known".
LEVELS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(IDENTIFIERS, ("", "same", "other")),
    "distance": ("", "overlap", "within", "adjacent", "near", "apart", "far"),
    "name": NAME_LEVELS,
    "address": (
        "", "same", "street-and-one-number", "street", "street-of-postcode", "other-street", "other-number",
        "other-unit",
    ),
    "postcode": ("", "same", "same-as-the-place", "same-nearby", "other"),
    "only": ("", "yes", "no"),
    "agency": ("", "same"),
}  # fmt: skip
_NAME: Final = {level: number for number, level in enumerate(LEVELS["name"])}
_ADDRESS: Final = {level: number for number, level in enumerate(LEVELS["address"])}
#: A shorter street is not compared by likeness.
_LONG_STREET: Final = 8
_DISTANCE: Final = {level: number for number, level in enumerate(LEVELS["distance"])}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of all records together, before any two are compared.

    Attributes
    ----------
    informative
        Identifier: codes of the records, -1 where its value stands on so many that it says nothing.
    rivals
        Which records have others of their kind close by.
    """

    informative: dict[str, NDArray[np.int64]]
    rivals: Rivals


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of records and the level of each evidence.

    Attributes
    ----------
    i, j
        The two records of each pair.
    levels
        Evidence: number of its level in ``LEVELS``.
    metres
        Distance edge to edge; null where one has no place.
    """

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    levels: dict[str, NDArray[np.int8]]
    metres: NDArray[np.float64]
    by_building: NDArray[np.bool_]
    """Whether the names agree by the building an address begins with, and not by the names themselves."""

    def __len__(self) -> int:
        return len(self.i)


def compare(records: Records, pairs: NDArray[np.int64], known: Known) -> Compared:
    """Compare pairs of records.

    Parameters
    ----------
    pairs
        Rows ``i < j``.
    known
        What is known of all records together.
    """
    i, j = pairs[:, 0], pairs[:, 1]
    levels: dict[str, NDArray[np.int8]] = {}
    for evidence, codes in known.informative.items():
        levels[evidence] = _identifier(evidence, codes[i], codes[j])
    same_register = records.register[i] == records.register[j]
    levels["reference"] = np.where(same_register, levels["reference"], 0).astype(np.int8)
    levels["distance"], metres = _distance(records, i, j)
    levels["urn"] = _without_successions(records, i, j, levels["urn"])
    levels["name"], by_building = _names(records, i, j)
    near = np.isin(levels["distance"], [_DISTANCE[level] for level in ("overlap", "within", "adjacent")])
    levels["postcode"] = _postcode(records, i, j, near)
    levels["address"] = _once(records.address[i], records.address[j], _address_levels(records))
    # A street mostly is its postcode: where the postcode is the same, the street says little more.
    said = np.isin(levels["address"], [_ADDRESS["street"], _ADDRESS["street-and-one-number"]])
    same_postcode = np.isin(levels["postcode"], [1, 2, 3])
    levels["address"][said & same_postcode] = _ADDRESS["street-of-postcode"]
    # Parts of one building bear its name: there the name tells nothing.
    levels["name"][levels["address"] == _ADDRESS["other-unit"]] = 0
    levels["only"] = known.rivals.levels(i, j, records.register)
    levels["only"][
        np.isin(levels["name"], [_NAME[level] for level in ("other-words", "other", "contradict")])
    ] = 0
    agency = records.codes["agency_id"]
    levels["agency"] = ((agency[i] >= 0) & (agency[i] == agency[j])).astype(np.int8)
    return Compared(i, j, levels, metres, by_building)


def _without_successions(
    records: Records, i: NDArray[np.int64], j: NDArray[np.int64], levels: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Take the word from numbers that differ where one of the two has closed: a successor has a new one."""
    succeeds = records.is_closed[i] | records.is_closed[j]
    return np.where(succeeds & (levels == LEVELS["urn"].index("other")), 0, levels).astype(np.int8)


def _identifier(evidence: str, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int8]:
    says_other = "other" in linking_settings()["evidence"][evidence]
    both = (a >= 0) & (b >= 0)
    return np.select([both & (a == b), both & says_other], [1, 2], 0).astype(np.int8)


def _distance(
    records: Records, i: NDArray[np.int64], j: NDArray[np.int64]
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Return how the places lie: within their two accuracies, adjacent outlines, near, apart, far."""
    reach = linking_settings()["reach"]
    shapes = records.shapes
    metres = shapely.distance(shapes[i], shapes[j])
    exact = records.accuracy_m[i] + records.accuracy_m[j]
    outlines = records.is_outline[i] & records.is_outline[j]
    overlap = np.zeros(len(i))
    close = np.flatnonzero(outlines & (metres == 0))
    shared = shapely.area(shapely.intersection(shapes[i[close]], shapes[j[close]]))
    smaller = np.minimum(shapely.area(shapes[i[close]]), shapely.area(shapes[j[close]]))
    overlap[close] = np.divide(shared, smaller, out=np.zeros(len(close)), where=smaller > 0)
    with np.errstate(invalid="ignore"):
        within = metres <= exact
        chosen = np.select(
            [
                np.isnan(metres),
                overlap >= linking_settings()["evidence"]["overlap"]["share"],
                within & outlines,
                within,
                metres <= 2 * exact,
                metres <= np.maximum(reach["compared_m"], 2 * exact),
            ],
            [0, _DISTANCE["overlap"], _DISTANCE["adjacent"], _DISTANCE["within"], _DISTANCE["near"], _DISTANCE["apart"]],
            _DISTANCE["far"],
        )  # fmt: skip
    return chosen.astype(np.int8), metres


def _postcode(
    records: Records, i: NDArray[np.int64], j: NDArray[np.int64], near: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Return whether postcodes agree; of neighbours, and of places that rest on one, that says little."""
    codes, rests = records.codes["postcode"], records.rests_on_postcode
    both = (codes[i] >= 0) & (codes[j] >= 0)
    same, counted = both & (codes[i] == codes[j]), rests[i] | rests[j]
    return np.select([same & counted, same & near, same, both], [2, 3, 1, 4], 0).astype(np.int8)


def _once(
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    level_of: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int8]],
) -> NDArray[np.int8]:
    """Return a level for each pair of values; each two values are held against each other once."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    size = np.int64(max(int(high.max(initial=0)) + 1, 1))
    keys, back = np.unique(low * size + high, return_inverse=True)
    return level_of(keys // size, keys % size)[back]


def _names(
    records: Records, i: NDArray[np.int64], j: NDArray[np.int64]
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return how the names agree; another name, such as a building in the address, counts where it agrees."""
    level_of = partial(name_levels, TitleColumns.of(records.titles))
    chosen = _once(records.title[i], records.title[j], level_of)
    chosen[chosen == 0] = _NAME["unsaid"]
    succeeds = records.is_closed[i] | records.is_closed[j]
    chosen[succeeds & (chosen == _NAME["contradict"])] = _NAME["contained"]
    chosen[succeeds & (chosen == _NAME["other-words"])] = _NAME["succeeded"]
    by_building = np.zeros(len(i), dtype=bool)
    every = [records.title, *records.others.T]
    for a, b in [(a, b) for a in every for b in every][1:]:
        other = np.flatnonzero((a[i] > 0) & (b[j] > 0))
        found = _once(a[i[other]], b[j[other]], level_of)
        agrees = np.isin(found, [_NAME[level] for level in ("same", "alike", "contained")])
        better = other[agrees & (_name_bits()[found] > _name_bits()[chosen[other]])]
        chosen[better] = found[np.isin(other, better)]
        by_building[better] = True
    return chosen, by_building


def _name_bits() -> NDArray[np.float64]:
    return np.array([0.0] + [bits("name", level) for level in LEVELS["name"][1:]])


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    """Tell whether two addresses write one street in two ways, with a slip of the pen."""
    bound = float(linking_settings()["name"]["street_alike"])
    return any(
        fuzz.ratio(a, b) >= bound for a in first for b in second if min(len(a), len(b)) >= _LONG_STREET
    )


def _address_levels(
    records: Records,
) -> Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int8]]:
    addresses = records.addresses
    has_street = np.array([bool(address.streets) for address in addresses])
    has_unit = np.array([bool(address.units) for address in addresses])

    def level_of(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int8]:
        found = np.zeros(len(a), dtype=np.int8)
        # An address is a set of streets and numbers: there is no column to compare at once.
        for row in np.flatnonzero((has_street[a] & has_street[b]) | (has_unit[a] & has_unit[b])):
            first, second = addresses[a[row]], addresses[b[row]]
            shares = bool(first.streets & second.streets) or _alike(first.streets, second.streets)
            if first.units and second.units and not first.units & second.units:
                found[row] = _ADDRESS["other-unit"]
            elif not first.streets or not second.streets:
                found[row] = 0
            elif not shares:
                found[row] = _ADDRESS["other-street"]
            elif first.numbers and second.numbers and not (first.is_beside or second.is_beside):
                found[row] = _ADDRESS["same" if numbers_meet(first, second) else "other-number"]
            elif first.numbers or second.numbers:
                found[row] = _ADDRESS["street-and-one-number"]
            else:
                found[row] = _ADDRESS["street"]
        return found

    return level_of
