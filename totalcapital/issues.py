"""Collects the faults of rows and files, so that nothing is lost without a word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.resources import geodata
from totalcapital.tables import ISSUES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["IssueLog", "load_issue_codes"]

_SHOWN = 120


def load_issue_codes() -> Mapping[str, str]:
    """Return the fixed list of issue codes, each with what it means."""
    codes: dict[str, str] = json.loads(geodata("codelists", "issues.json").read_text(encoding="utf-8"))
    return codes


class IssueLog:
    """The faults one stage found, in the order it found them.

    Parameters
    ----------
    responsible
        Who can put them right, where an issue does not say.
    """

    def __init__(self, responsible: str | None = None) -> None:
        self._responsible = responsible
        self._rows: list[dict[str, Any]] = []
        self._codes = load_issue_codes()

    def add(  # noqa: PLR0913 - one keyword for each column of the table
        self,
        code: str,
        level: str,
        message: str,
        fix: str,
        *,
        register_id: str | None = None,
        source_file: str | None = None,
        source_row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        rows_count: int = 1,
        responsible: str | None = None,
    ) -> None:
        """Note one fault.

        Raises
        ------
        KeyError
            If the code is not in ``geodata/codelists/issues.json``.
        """
        if code not in self._codes:
            raise KeyError(code)
        self._rows.append(
            {
                "register_id": register_id,
                "source_file": source_file,
                "source_row": source_row,
                "column": column,
                "value": None if value is None else str(value)[:_SHOWN],
                "code": code,
                "level": level,
                "message": message,
                "fix": fix,
                "responsible": responsible or self._responsible,
                "rows_count": rows_count,
            }
        )

    def __len__(self) -> int:
        return len(self._rows)

    def table(self) -> pd.DataFrame:
        """Return the faults as the ``issues`` table."""
        frame: pd.DataFrame = ISSUES.conform(pd.DataFrame(self._rows))
        return frame
