"""Says the faults of rows, one by one up to a bound, and the rest in one line with its count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from totalcapital.locating.ladder import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.issues import IssueLog

__all__ = ["note_rows"]


def note_rows(  # noqa: PLR0913 - what an issue is made of
    subjects: pd.DataFrame,
    rows: NDArray[np.bool_],
    log: IssueLog,
    *,
    code: str,
    level: str,
    message: Callable[[int], str],
    fix: str,
    column: str = "coordinates",
    value: Callable[[int], str] | None = None,
) -> None:
    """Note a fault of rows.

    Parameters
    ----------
    subjects
        ``register_id``, ``source_file``, ``source_row``; one row a record.
    rows
        Which of them have the fault.
    message, value
        Position of a row to what is said of it.
    """
    positions = np.flatnonzero(rows)
    if not len(positions):
        return
    where = subjects.iloc[positions][["register_id", "source_file", "source_row"]]
    where = where.assign(at=positions).sort_values(["register_id", "source_file", "source_row"])
    for (register_id, source_file), group in where.groupby(["register_id", "source_file"], sort=False):
        said: dict[str, Any] = {"register_id": register_id, "source_file": source_file, "column": column}
        named = group.head(settings()["issues"]["rows_named"])
        for row, at in zip(named["source_row"].tolist(), named["at"].tolist(), strict=True):
            text = value(at) if value else None
            log.add(code, level, message(at), fix, source_row=int(row), value=text, **said)
        if len(group) > len(named):
            rest = len(group) - len(named)
            first = int(group["source_row"].iloc[len(named)])
            text = f"the same holds for {rest} more rows, from row {first} on: {message(int(group['at'].iloc[-1]))}"
            log.add(code, level, text, fix, source_row=first, rows_count=rest, **said)
