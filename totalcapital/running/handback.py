"""What goes back to the agencies, from the tables of a run and the files before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital import publishing, storing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["handed_back", "last_files"]


def last_files(out: Path, registers: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], tuple[str, ...]]:
    """Return what the last result says of the registers; nothing, and why, where it cannot be read."""
    try:
        return storing.read_earlier(out, registers), ()
    except (OSError, ValueError) as error:
        return {}, (
            f"The last result in {out} cannot be read ({error}); the registers were compared with nothing.",
        )


def handed_back(
    tables: Mapping[str, pd.DataFrame], earlier: Mapping[str, pd.DataFrame], *, as_of: dt.date
) -> dict[str, pd.DataFrame]:
    """Return what goes back to the agencies: what is not given, and what differs from the last files."""
    given = publishing.completeness(tables)
    return {
        "registers": publishing.with_completeness(tables, given, as_of=as_of),
        "completeness": given,
        "changes": storing.compare_last_files(earlier, tables),
    }
