"""Tells of the values of a column that could not be read, or were read by a guess, without drowning the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from totalcapital.issues import IssueLog
    from totalcapital.project import Register

__all__ = ["Teller"]

#: Rows of one column told one by one; what is beyond them is told in one line with its count.
_FAULTS_SHOWN: Final = 5_000
_NOTES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Teller:
    """Writes the issues of one register."""

    register: Register
    log: IssueLog

    def once(self, code: str, level: str, message: str, fix: str, **more: Any) -> None:
        """Tell of a fault of the whole file or column."""
        self.log.add(
            code, level, message, fix, register_id=self.register.id, source_file=self.register.path, **more
        )

    def rows(
        self,
        code: str,
        level: str,
        found: Sequence[tuple[str, int]],
        message: Callable[[str], str],
        *,
        fix: str,
        column: str,
    ) -> None:
        """Tell of rows, each with its value; of many rows the first by value, and how many more.

        Which rows are named does not hang on the order of the rows in the file, where their values
        differ.

        Parameters
        ----------
        found
            Value and row in the file.
        message
            From a value to what is to be said of it.
        """
        shown = _NOTES_SHOWN if level == "note" else _FAULTS_SHOWN
        told = sorted(found)[:shown] if len(found) > shown else found
        for value, row in sorted(told, key=lambda pair: pair[1]):
            self.once(code, level, message(value), fix, source_row=row, column=column, value=value)
        if len(found) > shown:
            self.once(
                code,
                level,
                f"{message(max(found)[0])} The like in {len(found) - shown} more rows.",
                fix,
                column=column,
                rows_count=len(found) - shown,
            )
