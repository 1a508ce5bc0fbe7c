"""Which evidence is believed where a record's own point, its UPRN and its postcode disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from totalcapital.locating.ladder import checks, settings
from totalcapital.locating.surroundings import apart_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.locating.evidence import Evidence
    from totalcapital.locating.surroundings import Surroundings

__all__ = ["Verdict", "contest", "suspect_uprns"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of each record's own point, row by row."""

    from_postcode_m: NDArray[np.float64]
    from_uprn_m: NDArray[np.float64]
    disagrees: NDArray[np.bool_]
    """The point is far from its postcode."""
    yields_to_postcode: NDArray[np.bool_]
    uprn_disagrees: NDArray[np.bool_]
    """Point and UPRN are further apart than both are exact to."""
    yields_to_uprn: NDArray[np.bool_]


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
) -> Verdict:
    """Decide between each record's own point, its UPRN and its postcode.

    Own point and UPRN: within what both are exact to, the own point stays, unless it is only as exact
    as a postcode; up to 2 km, the one that is exact to fewer metres is taken; beyond, one of the two is
    another property's and the one is taken that the postcode is near to, else the one in the
    register's area, else the own point. Own point and postcode: a point rounded to more than a postcode
    is exact to gives way to it; more than 2 km apart, the one in the
    register's area is taken where that tells them apart; a register of no area takes the postcode from
    20 km on; else, and wherever the UPRN is near the own point, the own point.

    Parameters
    ----------
    own
        The records' own points, not a number where there is none to use.
    accuracy_m
        How exact each is.
    from_uprn_m
        How far each record's own place is from its UPRN's point; not a number where none is known, or
        where the UPRN is suspect.
    """
    far, wrong = checks()["disagree_m"], checks()["wrong_m"]
    uprn_m = settings()["accuracy_m"]["uprn"]
    from_postcode = apart_m(own, evidence.postcode)
    own_home = around.near_home(own, far)
    uprn_home = around.near_home(evidence.uprn, far)
    postcode_home = around.near_home(evidence.postcode, far)
    near_uprn = from_uprn_m <= far
    uprn_at_postcode = apart_m(evidence.uprn, evidence.postcode) <= far

    disagrees = from_postcode > far
    yields_to_postcode = (
        disagrees & ~near_uprn & np.where(around.has_home, ~own_home & postcode_home, from_postcode > wrong)
    )
    postcode_m = settings()["accuracy_m"]["postcode"]
    yields_to_postcode |= (accuracy_m > postcode_m) & (from_postcode <= far)
    coarse = accuracy_m >= postcode_m
    uprn_disagrees = from_uprn_m > accuracy_m + uprn_m
    better = near_uprn & (coarse | (uprn_disagrees & (accuracy_m > uprn_m)))
    voted = (from_uprn_m > far) & np.where(
        np.isfinite(from_postcode), disagrees & uprn_at_postcode, uprn_home & ~own_home
    )
    return Verdict(from_postcode, from_uprn_m, disagrees, yields_to_postcode, uprn_disagrees, better | voted)
