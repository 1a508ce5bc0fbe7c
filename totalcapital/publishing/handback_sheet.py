"""Writes one sheet of a workbook for an agency: text as text, ready to filter and to print."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.publishing.texts import cell_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xlsxwriter

__all__ = ["HandbackBook"]

_A4: Final = 9


class HandbackBook:
    """The sheets of one workbook, written from top to bottom.

    Parameters
    ----------
    book
        The workbook; its rows may be written in constant memory, as each is written once, in order.
    """

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        top = {"valign": "top", "text_wrap": True}
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "bottom": 2, "bg_color": "#E8EDF3", **top})
        self._text = book.add_format(top)
        self._number = book.add_format({"num_format": "#,##0", "valign": "top"})
        self._share = book.add_format({"num_format": "0.0", "valign": "top"})
        self._strong = book.add_format({"bold": True, **top})
        self._line = 0

    def sheet(self, name: str, widths: Sequence[float]) -> Any:
        """Begin a sheet: A4 across, as wide as one page, with its name and page at the foot."""
        made = self._book.add_worksheet(name)
        for at, width in enumerate(widths):
            made.set_column(at, at, width)
        made.set_landscape()
        made.set_paper(_A4)
        made.fit_to_pages(1, 0)
        made.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        made.set_footer("&L&A&R&P / &N")
        self._line = 0
        return made

    def title(self, sheet: Any, words: str) -> None:
        """Write a line of large text, and leave one free below it."""
        sheet.write_string(self._line, 0, cell_text(words), self._title)
        self._line += 2

    def facts(self, sheet: Any, facts: Mapping[str, Any]) -> None:
        """Write names and what is known of them, a line each; what is null is ``not known``."""
        for name, value in facts.items():
            sheet.write_string(self._line, 0, cell_text(name), self._strong)
            self._write(sheet, 1, "not known" if pd.isna(value) else value, style=self._text)
            self._line += 1
        self._line += 1

    def section(self, sheet: Any, words: str) -> None:
        """Write the heading of what follows."""
        sheet.write_string(self._line, 0, cell_text(words), self._strong)
        self._line += 1

    def table(self, sheet: Any, rows: pd.DataFrame, *, is_whole_sheet: bool = False) -> None:
        """Write a table under its column names; one that is the whole sheet is frozen and filtered.

        A column of numbers stays numbers, whatever they are; null is a blank cell.
        """
        first = self._line
        for at, name in enumerate(rows.columns):
            sheet.write_string(first, at, cell_text(name), self._head)
        self._line += 1
        for values in zip(*(rows[name] for name in rows.columns), strict=True):
            for at, value in enumerate(values):
                if not pd.isna(value):
                    self._write(sheet, at, value)
            self._line += 1
        if is_whole_sheet:
            sheet.freeze_panes(first + 1, 0)
            sheet.repeat_rows(first)
            sheet.autofilter(first, 0, max(self._line - 1, first + 1), len(rows.columns) - 1)
        self._line += 1

    def _write(self, sheet: Any, at: int, value: Any, *, style: Any = None) -> None:
        if isinstance(value, bool) or not isinstance(value, Real):
            sheet.write_string(self._line, at, cell_text(value), style or self._text)
        else:
            sheet.write_number(
                self._line, at, value, self._number if float(value).is_integer() else self._share
            )
