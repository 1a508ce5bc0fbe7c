"""What is said to the register's keeper of each fault of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.locating.contest import WHY
from totalcapital.locating.ladder import settings
from totalcapital.locating.notes import note_rows
from totalcapital.locating.points import FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.issues import IssueLog
    from totalcapital.locating.contest import Verdict
    from totalcapital.locating.evidence import Evidence
    from totalcapital.locating.points import OwnPoints

__all__ = ["say_contest", "say_faults", "say_postcodes", "say_rounded", "say_unplaced"]

#: Fault: what was expected, and what was found.
_SAID: Final = {
    "coordinates-incomplete": "expected two coordinates; found one",
    "coordinates-outside": "expected a place in the country; found one outside",
    "coordinates-placeholder": "expected a place; found numbers that stand for nothing",
    "coordinates-grid-corner": "expected a place; found the corner of a 10 km square of the grid",
    "coordinates-swapped": "expected easting before northing, or longitude before latitude; found them exchanged",
    "coordinates-in-degrees": "expected coordinates in the system stated; found degrees",
    "coordinates-in-metres": "expected coordinates in the system stated; found metres on a grid",
    "coordinates-in-kilometres": "expected metres; found kilometres",
    "coordinates-web-mercator": "expected coordinates in the system stated; found Web Mercator",
    "coordinates-irish-grid": "expected coordinates in the system stated; found an Irish system",
    "coordinates-utm": "expected coordinates in the system stated; found UTM",
    "coordinates-digits": "expected as many digits as in the register's other rows; found one more or less",
    "point-shared": "expected a place of the record's own; found one that the register gives for many others",
}
_FIX: Final = "Correct the coordinates."


def say_faults(
    subjects: pd.DataFrame,
    own: OwnPoints,
    log: IssueLog,
    *,
    what: str,
    found: Callable[[int], str],
    shared: NDArray[np.intp],
) -> None:
    """Note each point that is not used, with its numbers, and how they would fit.

    Parameters
    ----------
    what
        ``coordinates`` or ``geometry``.
    found
        Position of a row to what stands there.
    shared
        By how many rows of the register each point is shared.
    """
    systems = subjects["crs_read"]

    def message(at: int) -> str:
        fault = FAULTS[own.fault[at]]
        words = f"{_SAID[fault]}: {found(at)} in {systems.iloc[at]}"
        if own.reading[at]:
            words += f"; the record would be where it belongs if this were {own.reading[at]}"
        if fault == "point-shared":
            words += f", shared by {shared[at]} rows that have nothing else in common"
        return words + ". Not used."

    for fault in np.array(FAULTS)[np.unique(own.fault[own.fault > 0])].tolist():
        note_rows(
            subjects,
            own.rows_with(fault),
            log,
            code=fault,
            level="warning",
            message=message,
            fix=_FIX,
            column=what,
            value=found,
        )
    for name, count in sorted(own.unknown_crs.items()):
        log.add(
            "crs-not-known",
            "warning",
            f"the CRS {name} is not known.",
            "Correct the CRS.",
            column="crs",
            value=name,
            rows_count=count,
        )


def say_contest(
    subjects: pd.DataFrame,
    verdict: Verdict,
    accuracy_m: NDArray[np.float64],
    suspect: NDArray[np.bool_],
    log: IssueLog,
) -> None:
    """Note where own point, UPRN and postcode disagree, which was used, and why.

    Longer than other functions on purpose: the wordings of one disagreement are read together.
    """
    postcodes, uprns = subjects["postcode"].iloc, subjects["uprn"].iloc
    uprn_m = settings()["accuracy_m"]["uprn"]
    far = settings()["checks"]["disagree_m"]

    def of_uprn(at: int) -> str:
        apart = verdict.from_uprn_m[at]
        if not verdict.yields_to_uprn[at]:
            why = "the coordinates were used: nothing speaks for the UPRN"
        elif apart <= far:
            why = f"the UPRN's point was used: exact to {uprn_m:.0f} m, the coordinates to {accuracy_m[at]:.0f} m"
        else:
            why = "the UPRN's point was used: it agrees with the postcode or the register's area"
        return f"the coordinates are {_metres(apart)} from the point of UPRN {uprns[at]}; {why}."

    def of_postcode(at: int) -> str:
        taken = "the postcode was used" if verdict.yields_to_postcode[at] else "the coordinates were used"
        if verdict.yields_to_uprn[at]:
            taken = "the UPRN was used"
        elif verdict.why_postcode[at]:
            taken += f": {WHY[verdict.why_postcode[at]]}"
        apart, crossing = _metres(verdict.from_postcode_m[at]), verdict.crossing
        found = f"the coordinates are {apart} from the middle of {postcodes[at]}"
        if crossing.crosses[at]:
            found += f" and in {crossing.own_authority[at]}, not in {crossing.postcode_authority[at]}"
        return f"{found}; {taken}."

    rows, uprn_far = verdict.disagrees | verdict.crossing.crosses, verdict.from_uprn_m > far
    fix = "Correct the coordinates or the postcode."
    taken = verdict.yields_to_postcode | verdict.yields_to_uprn
    for level, chosen in (("warning", rows & taken), ("note", rows & ~taken)):
        note_rows(subjects, chosen, log, code="coordinates-disagree", level=level, message=of_postcode, fix=fix,
                  value=lambda at: str(postcodes[at]))  # fmt: skip
    fix = "Correct the coordinates or the UPRN."
    for level, chosen in (("warning", uprn_far), ("note", verdict.uprn_disagrees & ~uprn_far)):
        note_rows(subjects, chosen, log, code="uprn-disagrees", level=level, message=of_uprn, fix=fix, column="uprn",
                  value=lambda at: str(uprns[at]))  # fmt: skip
    note_rows(
        subjects,
        suspect,
        log,
        code="uprn-disagrees",
        level="warning",
        message=lambda at: (
            f"UPRN {uprns[at]} is the number of a property that is neither at the record's other "
            "evidence nor in the register's area; the UPRN was not used for the place."
        ),
        fix="Correct the UPRN.",
        column="uprn",
        value=lambda at: str(uprns[at]),
    )


def _metres(distance: float) -> str:
    return f"{distance / 1000:.1f} km" if distance >= 1000 else f"{distance:.0f} m"


def say_postcodes(
    subjects: pd.DataFrame,
    evidence: Evidence,
    log: IssueLog,
    *,
    has_postcodes: bool,
    has_uprns: bool,
    used: NDArray[np.bool_],
) -> None:
    """Note postcodes and UPRNs that the look-ups do not know, and places that rest on an ended postcode.

    Longer than other functions on purpose: what a look-up cannot answer is read in one place.
    """
    is_lost = evidence.has_postcode & np.isnan(evidence.postcode[:, 0]) & has_postcodes
    lost = subjects.loc[is_lost, ["register_id", "source_file", "postcode", "source_row"]]
    found = lost.groupby(["register_id", "source_file", "postcode"])["source_row"].agg(["min", "size"])
    for (register_id, source_file, postcode), (first, count) in zip(
        found.index, found.to_numpy(int), strict=True
    ):
        log.add(
            "postcode-not-found",
            "note",
            f"{postcode} is not in the postcode look-up.",
            "Check the postcode; new ones come with a newer look-up.",
            register_id=str(register_id),
            source_file=str(source_file),
            source_row=int(first),
            column="postcode",
            value=str(postcode),
            rows_count=int(count),
        )
    note_rows(
        subjects,
        used & evidence.is_ended,
        log,
        code="postcode-terminated",
        level="note",
        message=lambda at: (
            f"the postcode {subjects['postcode'].iloc[at]} is no longer in use; its last point was used."
        ),
        fix="Give the postcode of today.",
        column="postcode",
        value=lambda at: str(subjects["postcode"].iloc[at]),
    )
    if has_uprns:
        note_rows(
            subjects,
            subjects["uprn"].notna().to_numpy() & np.isnan(evidence.uprn[:, 0]),
            log,
            code="uprn-not-found",
            level="note",
            message=lambda at: f"UPRN {subjects['uprn'].iloc[at]} is not in the UPRN look-up.",
            fix="Check the UPRN; new ones come with a newer look-up.",
            column="uprn",
            value=lambda at: str(subjects["uprn"].iloc[at]),
        )


def say_rounded(subjects: pd.DataFrame, unit_m: NDArray[np.float64], log: IssueLog) -> None:
    """Count the coordinates that are rounded, register by register."""
    if not unit_m.any():
        return
    rounded = subjects[unit_m > 0].assign(unit_m=unit_m[unit_m > 0])
    for (register_id, source_file, unit), rows in rounded.groupby(["register_id", "source_file", "unit_m"]):
        log.add(
            "coordinates-coarse",
            "note",
            f"the coordinates of {len(rows)} records are rounded to {unit:,.0f} m; their accuracy is put down as such.",
            "Give them to the metre, or six decimals of a degree.",
            register_id=str(register_id),
            source_file=str(source_file),
            column="coordinates",
            rows_count=len(rows),
        )


def say_unplaced(subjects: pd.DataFrame, method: NDArray[np.object_], log: IssueLog) -> None:
    """Count the records without a place, file by file."""
    for name, words in (
        ("none", "no place"),
        ("outward-code", "only an outward code, too coarse for distances"),
    ):
        rows = subjects[method == name]
        for (register_id, source_file), group in rows.groupby(["register_id", "source_file"]):
            log.add(
                "not-located",
                "note",
                f"{len(group)} records have {words}; they are in table and counts, "
                + ("on no map." if name == "none" else "and take no part in distances."),
                "Give coordinates, a UPRN or a full postcode.",
                register_id=register_id,
                source_file=source_file,
                rows_count=len(group),
            )
