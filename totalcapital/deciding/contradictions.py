"""Decisions that cannot all hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from totalcapital.issues import IssueLog

__all__ = ["note_contradictions"]

_THINGS: Final = {"link": "property", "agency": "body"}
_HOLDS: Final = {"link": "Row {} holds.", "agency": "The latest of them hold."}
_MOST_ROWS: Final = 8


def note_contradictions(decisions: pd.DataFrame, shown: str, *, log: IssueLog) -> None:
    """Say which decisions cannot all hold.

    A is B and B is C, and A is not C; or a record is a property of its own and also another's. Of
    records a no goes before a yes; of agencies the later goes before the earlier.

    Parameters
    ----------
    decisions
        With their states; what a later decision has replaced is passed over.
    shown
        The name of the file.
    """
    counted = decisions[decisions["state"].isin(["in-force", "subject-changed"])]
    for subject, thing in _THINGS.items():
        ours = counted[counted["subject"] == subject]
        accepted = ours[(ours["decision"] == "accepted") & ours["other_id"].notna()]
        against = ours[ours["decision"].isin(["rejected", "split"])]
        if accepted.empty or against.empty:
            continue
        joined = pd.concat([accepted["subject_id"], accepted["other_id"]])
        codes, ids = pd.factorize(joined)
        i, j = codes[: len(accepted)], codes[len(accepted) :]
        graph = coo_matrix(([1.0] * len(i), (i, j)), shape=(len(ids), len(ids)))
        group = pd.Series(connected_components(graph, directed=False)[1], index=ids)
        together: dict[int, list[int]] = {}
        for label, number in zip(group.reindex(accepted["subject_id"]), accepted["source_row"], strict=True):
            together.setdefault(int(label), []).append(int(number))
        for row in against.to_dict("records"):
            one = group.get(row["subject_id"])
            other = group.get(row["other_id"]) if isinstance(row["other_id"], str) else one
            if one is None or one != other:
                continue
            kept_apart = "is not" if row["decision"] == "rejected" else f"is a {thing} of its own"
            joining = ", ".join(map(str, together[int(one)][:_MOST_ROWS]))
            log.add(
                "decisions-contradict",
                "warning",
                f"row {row['source_row']} says that {row['subject_id']} {kept_apart}"
                f"{' ' + row['other_id'] if isinstance(row['other_id'], str) else ''}; the accepted rows {joining} "
                f"make them one {thing}. {_HOLDS[subject].format(row['source_row'])}",
                "Reject or delete one of the accepted rows, or delete this one.",
                source_file=shown,
                source_row=int(row["source_row"]),
                column="decision",
                value=row["decision"],
                rows_count=1 + len(together[int(one)]),
            )
