"""Amounts under the headings of money, and the years that a column of years names."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from totalcapital.reading.meaning.distinct import Distinct, parse_texts
from totalcapital.reading.projects.money_headings import financial_year, heading_said
from totalcapital.reading.values import Parsed, is_not_given, most_in_scale, parse_money, tidy

if TYPE_CHECKING:
    from collections.abc import Collection

    from totalcapital.reading.meaning.column_reader import ColumnReader

__all__ = ["HeadingAmounts", "amounts_under", "years_named"]

#: What stands for nothing spent in a table of amounts; [z], [x] and a blank cell are not known.
_NIL: Final = frozenset({"-", "--", "–", "—", "nil"})

#: "150*" is 150 with a note at the foot of the table.
_FOOTNOTED: Final = re.compile(r"(?<=[\d)]) ?[*†‡^]+$")
_NOTED: Final = "the mark of a footnote taken off"


class HeadingAmounts(NamedTuple):
    """The amounts under one heading, row by row, and what one in its cells stands for."""

    heading: str
    amounts: pd.Series
    scale: float


def amounts_under(reader: ColumnReader, heading: str, scale: float) -> pd.Series:
    """Return the amounts under a heading in whole units, row by row; null where none is given.

    A dash or "nil" is nought. What is no amount becomes null and an issue.

    Parameters
    ----------
    scale
        What one under the heading stands for.
    """
    distinct = Distinct.of(reader.cells[heading])
    most = most_in_scale(distinct.texts.to_pylist(), scale)
    blank = reader.stands_for_nothing(heading)
    kind = "count" if blank or scale != 1.0 else "number"
    read = parse_texts(distinct.texts, partial(_amount, scale=scale, most=most, blank=blank), kind)
    for said, is_fault in ((read.faults, True), (read.notes, False)):
        _tell(reader, heading, distinct, said, is_fault=is_fault)
    taken = pd.Series(np.asarray(read.values, dtype="float64")[distinct.indices], index=reader.cells.index)
    return taken.round(2)


def _amount(text: str, scale: float, most: float, blank: Collection[str]) -> Parsed:
    if tidy(text) in blank:
        return Parsed()
    if tidy(text).casefold() in _NIL:
        return Parsed(0.0)
    plain = _FOOTNOTED.sub("", tidy(text))
    read = parse_money(plain, scale, most)
    is_noted = plain != tidy(text) and read.value is not None
    return read._replace(note=_NOTED) if is_noted else read


def _tell(
    reader: ColumnReader, heading: str, distinct: Distinct, said: dict[int, str], *, is_fault: bool
) -> None:
    for reason in sorted(set(said.values())):
        rows = distinct.rows_of([place for place, why in said.items() if why == reason])
        texts = distinct.texts.take(distinct.indices[rows]).to_pylist()
        found = list(zip(texts, reader.rows[rows].tolist(), strict=True))
        if is_fault:
            reader.tell.rows(
                "value-not-understood", "warning", found,
                partial("{0}: expected an amount; found {2!r}: {1}. Read as not known.".format, heading, reason),
                fix="Correct the value in the register.", column=heading,
            )  # fmt: skip
        else:
            reader.tell.rows(
                "value-corrected", "note", found,
                partial("{0}: {2!r} was read with an assumption: {1}.".format, heading, reason),
                fix="Nothing, if that is right.", column=heading,
            )  # fmt: skip


def years_named(reader: ColumnReader, *, begins: str) -> pd.DataFrame:
    """Return the year that each row is for, from a column of years.

    Returns
    -------
    DataFrame
        One row a row: ``period``, ``financial_year``, ``year_start_date``, ``year_end_date``; all null
        where the cell is blank or names no year, which is told.
    """
    series = reader.text("financial_year").fillna("").astype("str")
    distinct = Distinct.of(series)
    found: list[tuple[Any, ...]] = []
    faults: list[int] = []
    for place, text in enumerate(distinct.texts.to_pylist()):
        year, said = financial_year(text, begins=begins), heading_said(text)
        if said is not None and said.period in {"before", "after"} and not said.rest:
            found.append((said.period, None, None, None))
        elif year is not None:
            found.append(("year", year.label, year.start, year.end))
        else:
            found.append((None, None, None, None))
            if not is_not_given(text):
                faults.append(place)
    heading = reader.heading("financial_year")
    for place in faults:
        rows = distinct.rows_of([place])
        text = distinct.texts[place].as_py()
        reader.tell.rows(
            "value-not-understood", "warning", [(text, int(row)) for row in reader.rows[rows]],
            partial("{0}: expected a year such as 2026/27; found {1!r}. Its money is in no year.".format, heading),
            fix="Correct the value in the register.", column=heading,
        )  # fmt: skip
    names = ["period", "financial_year", "year_start_date", "year_end_date"]
    table = pd.DataFrame(found, columns=names, dtype=object).take(distinct.indices)
    return table.set_index(series.index)
