"""Which evidence is believed where a record's own point, its UPRN and its postcode disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.locating.ladder import checks, settings
from totalcapital.locating.surroundings import apart_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.locating.borders import Crossing
    from totalcapital.locating.evidence import Evidence
    from totalcapital.locating.surroundings import Surroundings

__all__ = ["WHY", "Verdict", "contest", "suspect_uprns"]

_EXACTER: Final = "it is the more exact"
#: Why a postcode was taken and not the own point; the first stands for none of these.
WHY: Final = (
    "",
    "it lies in the register's area, the coordinates do not",
    "it lies in the owner's own authority, the coordinates do not",
    "this far apart one of them is another place's, and a postcode is what others check",
    _EXACTER,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of each record's own point, row by row."""

    from_postcode_m: NDArray[np.float64]
    from_uprn_m: NDArray[np.float64]
    disagrees: NDArray[np.bool_]
    """The point is far from its postcode."""
    why_postcode: NDArray[np.intp]
    """Why the postcode was taken, as its place in ``WHY``; 0 where it was not."""
    uprn_disagrees: NDArray[np.bool_]
    """Point and UPRN are further apart than both are exact to."""
    yields_to_uprn: NDArray[np.bool_]
    crossing: Crossing
    """Where the point lies in another authority than its postcode."""

    @property
    def yields_to_postcode(self) -> NDArray[np.bool_]:
        """Whether the postcode is taken and not the own point."""
        found: NDArray[np.bool_] = self.why_postcode > 0
        return found


def suspect_uprns(own: NDArray[np.float64], evidence: Evidence, around: Surroundings) -> NDArray[np.bool_]:
    """Tell which UPRNs are some other property's.

    A UPRN with a digit wrong is a property anywhere in the country. It is one where its point is far
    from the postcode and lies outside the register's area, or, where the register is of no area, is
    very far from the postcode; and where it is far from both the postcode and the record's own
    point, which agree. One that the record's own point is near to is never one.

    Parameters
    ----------
    own
        The records' own points, not a number where there is none to use.
    """
    far, wrong = checks()["disagree_m"], checks()["wrong_m"]
    known = np.isfinite(evidence.uprn[:, 0])
    from_postcode = apart_m(evidence.uprn, evidence.postcode)
    at_home = around.near_home(evidence.uprn, checks()["own_area_m"])
    one_against_two = np.where(around.has_home, (from_postcode > far) & ~at_home, from_postcode > wrong)
    borne_out = apart_m(own, evidence.uprn) <= far
    outvoted = (apart_m(own, evidence.postcode) <= far) & (from_postcode > far)
    found: NDArray[np.bool_] = known & ~borne_out & (one_against_two | outvoted)
    return found


def contest(
    own: NDArray[np.float64],
    accuracy_m: NDArray[np.float64],
    from_uprn_m: NDArray[np.float64],
    *,
    evidence: Evidence,
    around: Surroundings,
    crossing: Crossing,
) -> Verdict:
    """Decide between each record's own point, its UPRN and its postcode.

    Own point and UPRN: within what both are exact to, the own point stays, unless it is only as exact
    as a postcode; up to 2 km, the one that is exact to fewer metres is taken; beyond, one of the two is
    another property's and the one is taken that the postcode is near to, else the one in the
    register's area, else the own point. Own point and postcode: a point rounded to more than a postcode
    is exact to gives way to it; more than 2 km apart, or in different authorities, the one in the
    register's area is taken where that tells them apart; in different authorities, the postcode where it
    alone is in its owner's; from 20 km on the postcode, unless both are outside the register's area;
    else, and wherever the UPRN is near the own point, the own point.

    Parameters
    ----------
    own
        The records' own points, not a number where there is none to use.
    accuracy_m
        How exact each is.
    from_uprn_m
        How far each record's own place is from its UPRN's point; not a number where none is known, or
        where the UPRN is suspect.
    crossing
        Which own points lie in another authority than their postcode.
    """
    far = checks()["disagree_m"]
    uprn_m, postcode_m = settings()["accuracy_m"]["uprn"], settings()["accuracy_m"]["postcode"]
    from_postcode = apart_m(own, evidence.postcode)
    own_home = around.near_home(own, far)
    uprn_home = around.near_home(evidence.uprn, far)
    near_uprn = from_uprn_m <= far
    uprn_at_postcode = apart_m(evidence.uprn, evidence.postcode) <= far

    disagrees = from_postcode > far
    why = _why_postcode(own, own_home, from_postcode, evidence=evidence, around=around, crossing=crossing)
    why = np.where(near_uprn, 0, why)
    why = np.where((accuracy_m > postcode_m) & (from_postcode <= far), WHY.index(_EXACTER), why)
    coarse = accuracy_m >= postcode_m
    uprn_disagrees = from_uprn_m > accuracy_m + uprn_m
    better = near_uprn & (coarse | (uprn_disagrees & (accuracy_m > uprn_m)))
    voted = (from_uprn_m > far) & np.where(
        np.isfinite(from_postcode), disagrees & uprn_at_postcode, uprn_home & ~own_home
    )
    return Verdict(
        from_postcode, from_uprn_m, disagrees, why, uprn_disagrees, better | voted, crossing
    )  # fmt: skip


def _why_postcode(
    own: NDArray[np.float64],
    own_home: NDArray[np.bool_],
    from_postcode_m: NDArray[np.float64],
    *,
    evidence: Evidence,
    around: Surroundings,
    crossing: Crossing,
) -> NDArray[np.intp]:
    """Return what speaks for the postcode and against the own point, as its place in ``WHY``.

    Across a border areas are held against to the accuracy of a postcode, else to 2 km.
    """
    far, wrong = checks()["disagree_m"], checks()["wrong_m"]
    postcode_home = around.near_home(evidence.postcode, far)
    disagrees = from_postcode_m > far
    at_home = disagrees & ~own_home & postcode_home
    away = np.zeros(len(own), dtype=bool)
    at_owner = away
    if crossing.crosses.any():
        postcode_m = settings()["accuracy_m"]["postcode"]
        near, inside = around.near_home(own, postcode_m), around.near_home(evidence.postcode, 0.0)
        at_home |= crossing.crosses & ~near & inside
        away = crossing.crosses & near & ~inside
        at_owner = around.far_from_owner(own, postcode_m) & ~around.far_from_owner(evidence.postcode, 0.0)
        at_owner &= crossing.crosses
    untold = (from_postcode_m > wrong) & (~around.has_home | (own_home & postcode_home))
    found: NDArray[np.intp] = np.select([away, at_home, at_owner, untold], [0, 1, 2, 3], 0)
    return found
