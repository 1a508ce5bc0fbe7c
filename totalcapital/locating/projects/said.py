"""What is said to a list's keeper of where its projects were placed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from totalcapital.locating.notes import note_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from totalcapital.issues import IssueLog
    from totalcapital.locating.projects.placed import Placed

__all__ = ["say_placed"]

#: Code: level, column and what to do.
_SAID: Final = {
    "project-far-from-property": (
        "warning",
        "coordinates",
        "Correct the place, or the number of the property.",
    ),
    "project-property-not-found": (
        "note",
        "asset_id",
        "Correct the number, or add the register that has it.",
    ),
    "project-name-ambiguous": (
        "warning",
        "name",
        "Give the project a UPRN, a postcode or the property's reference.",
    ),
    "project-placed-by-name": ("note", "name", "Check it; give the property's reference to settle it."),
    "project-place-ambiguous": (
        "note",
        "place_name",
        "Give a postcode, coordinates or the property's reference.",
    ),
}
_GIVE: Final = "Give coordinates, a UPRN, a postcode or the property's reference."


def say_placed(projects: pd.DataFrame, placed: Sequence[Placed], log: IssueLog) -> None:
    """Note each doubt row by row, and count by list what has no exact place."""
    for code, (level, column, fix) in _SAID.items():
        told = [next((words for said, words in one.said if said == code), "") for one in placed]
        note_rows(
            projects,
            np.array([bool(words) for words in told]),
            log,
            code=code,
            level=level,
            message=told.__getitem__,
            fix=fix,
            column=column,
        )
    methods = np.array([one.method for one in placed], dtype=object)
    for name, words in (
        ("none", "no place at all; they are in table and totals, on no map"),
        ("area", "no place but the area they are somewhere in; they take part in no distance"),
        ("place-name", "no place but the name of a town or quarter; they take part in no distance"),
        ("outward-code", "no place but an outward code; they take part in no distance"),
    ):
        rows = projects[methods == name]
        for (register_id, source_file), group in rows.groupby(["register_id", "source_file"]):
            log.add(
                "project-not-placed",
                "note",
                f"{len(group)} projects have {words}.",
                _GIVE,
                register_id=str(register_id),
                source_file=str(source_file),
                rows_count=len(group),
            )
