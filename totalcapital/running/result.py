"""A finished run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["RunResult"]

#: Rows left out because their layout says so, or that hold no record at all: no record is lost with them.
_NO_RECORDS: Final = (
    "not-a-property", "superseded", "totals-row", "footnote", "section-row", "repeated-heading",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunResult:
    """A finished run.

    Attributes
    ----------
    tables
        Every table by name, as it stands in ``estate.gpkg`` and ``store/``.
    summary
        What stands in ``run.json``.
    out
        The folder of the result.
    remarks
        What is to be told of this run alone; no part of the result.
    """

    tables: Mapping[str, pd.DataFrame]
    summary: dict[str, Any]
    out: Path
    remarks: tuple[str, ...] = ()

    def most_set_aside_pct(self) -> tuple[str, float]:
        """Return the file with the largest share of faulty rows, and that share in per cent.

        Rows that a layout itself leaves out, such as a formula grant or a certificate that a newer
        one replaced, are no fault.
        """
        issues = self.tables["issues"]
        faulty = issues[(issues["level"] == "error") & ~issues["code"].isin(_NO_RECORDS)]
        count = faulty.groupby("register_id")["rows_count"].sum()
        shares = [
            (entry["path"], 100.0 * int(count.get(entry["register_id"], 0)) / entry["rows_read"])
            for entry in self.summary["inputs"]
        ]
        return max(shares, key=lambda share: share[1], default=("", 0.0))
