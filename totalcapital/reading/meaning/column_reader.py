"""Reads our columns from the text of one file, and tells what could not be understood."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.reading import values
from totalcapital.reading.mapping.mapping import map_cells
from totalcapital.reading.mapping.questions import answers, named_where_yes
from totalcapital.reading.meaning.codelists import CodeList, codes_allowed
from totalcapital.reading.meaning.dates_read import parse_project_date, tell_dates
from totalcapital.reading.meaning.distinct import Distinct, on_distinct, parse_texts
from totalcapital.reading.meaning.faults_noted import Teller
from totalcapital.reading.profiles import normal_heading
from totalcapital.tables import STAKE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.meaning.codelists import CodeRead
    from totalcapital.reading.values import Parsed
    from totalcapital.tables import Column

__all__ = ["ColumnReader"]

_FIX: Final = "Correct the value in the register."
_FIX_CODE: Final = "Correct it in the register, or say what it means under codes in the estate file."
#: A coded column with more values unknown to us is free text: no likeness is sought in it.
_MOST_COMPARED: Final = 2_000
#: Values told one by one, the most frequent first.
_MOST_TOLD: Final = 500
_EXPECTED: Final = {
    "uprn": "up to 12 digits", "postcode": "a postcode such as LS1 3AB", "x_read": "a number", "y_read": "a number",
    "geometry": "a place: well-known text, a grid reference or two coordinates", "total_gbp": "a number",
    "start_date": "a date such as 31/03/2027", "end_date": "a date such as 31/03/2027",
    "longstop_date": "a date such as 31/03/2027", "effective_date": "a date such as 31/03/2027",
} | {
    column.name: {"number": "a number", "count": "a whole number", "date": "a date such as 31/03/2027",
                  "flag": "yes or no"}[column.kind]
    for column in STAKE_COLUMNS if column.kind in {"number", "count", "date", "flag"}
}  # fmt: skip


class ColumnReader:
    """Our columns of one file, each read when it is asked for.

    Parameters
    ----------
    rows
        Row of the file for each row of ``cells``.
    facts
        What the reader of the file saw of it: ``percent_headings`` are those whose cells a workbook
        shows as percentages.
    """

    def __init__(
        self,
        cells: pd.DataFrame,
        plan: ColumnPlan,
        register: Register,
        *,
        rows: pd.Series,
        log: IssueLog,
        facts: dict[str, Any] | None = None,
    ) -> None:
        self._mapped = map_cells(cells, plan, register)
        self._cells, self._plan, self._register = cells, plan, register
        self._rows = rows.to_numpy()
        self._percent_headings = frozenset((facts or {}).get("percent_headings", ()))
        self.tell = Teller(register, log)

    @property
    def cells(self) -> pd.DataFrame:
        """The cells themselves, a column a heading."""
        return self._cells

    @property
    def rows(self) -> np.ndarray[Any, Any]:
        """Row of the file for each row of ``cells``."""
        return self._rows

    def stands_for_nothing(self, heading: str) -> frozenset[str]:
        """Return the texts under a heading that the layout says were not given."""
        blank = self._plan.profile.blank
        own = (
            v
            for h, listed in blank.items()
            if h == "*" or normal_heading(h) == normal_heading(heading)
            for v in listed
        )
        return frozenset(values.tidy(text) for text in own)

    def speaks_of(self, name: str) -> bool:
        """Tell whether the file, its layout or the estate file says anything of a column."""
        return name in self._mapped.text or name in self._mapped.forced

    def heading(self, name: str) -> str:
        """Return the headings a column is read from, in words for the user."""
        return " + ".join([*self._plan.columns.get(name, ()), *self._plan.joined.get(name, ())]) or name

    def text(self, name: str) -> pd.Series:
        """Return a text column, null where nothing was given."""
        series = self._mapped.text.get(name)
        if series is None:
            return self._force(name, self._nothing())
        return self._force(name, series.where(series != "", None))

    def column(self, column: Column) -> pd.Series:
        """Return a column of the table contract, parsed for its kind."""
        name = column.name
        if name in {"uprn", "postcode"}:
            parser = values.parse_uprn if name == "uprn" else values.parse_postcode
            return self.parsed(name, parser, name)
        if name == "sensitivity":
            return self._sensitivity()
        if column.codes:
            return self.coded(name, column.codes)
        if column.kind == "flag":
            return (
                self.coded(name, ()) if self.has_codes(name) else self.parsed(name, values.parse_flag, "flag")
            )
        if column.kind == "date":
            return self.dated(name)
        if column.kind == "count":
            return self.parsed(name, values.parse_count, "count")
        if name == "constraints" and not self._plan.is_of_layout(name):
            self._name_answers(name)
        return self._number(name) if column.kind == "number" else self.text(name)

    def _name_answers(self, name: str) -> None:
        """Put what the heading asks in the place of a bare yes, and nothing in that of a bare no."""
        if (series := self._mapped.text.get(name)) is not None:
            heading = self.heading(name)
            self._mapped.text[name] = on_distinct(series, lambda text: named_where_yes(text, heading))

    def money(self, name: str, scale: float = 1.0) -> pd.Series:
        """Return an amount in whole currency units; the heading's £000 counts where the estate file says nothing."""
        factor = scale if scale != 1.0 else self._plan.scales.get(name, 1.0)
        least = values.parse_amount if name == "value_gbp" else values.parse_money
        if factor == 1.0 or name not in self._mapped.text:
            return self.parsed(name, partial(least, factor=factor), "number", factor=factor)
        most = values.most_in_scale(self._mapped.text[name].tolist(), factor)
        return self.parsed(name, partial(least, factor=factor, most=most), "count")

    def _number(self, name: str) -> pd.Series:
        if name.endswith("_m2"):
            unit = self._plan.units.get(name, "m2")
            factor = values.area_factor(unit)
            kind = "count" if factor is None else "number"
            return self.parsed(name, partial(values.parse_area_m2, unit=unit), kind, factor=factor or 1.0)
        if name.endswith("_gbp"):
            return self.money(name)
        if name.endswith("_pct"):
            return self._percent(name)
        if name.endswith("_months"):
            return self.parsed(name, values.parse_months, "number")
        return self.parsed(name, values.parse_amount, "number")

    def _percent(self, name: str) -> pd.Series:
        series = self._mapped.text.get(name)
        factor, given = 1.0, [] if series is None else [text for text in series.tolist() if text]
        if given:
            headings = self._plan.columns.get(name, ())
            factor = values.percent_factor(
                given,
                ""
                if self._plan.is_of_layout(name)
                else " ".join(headings) + self._plan.complements.get(name, ""),
                is_formatted=bool(headings) and self._percent_headings.issuperset(headings),
            )
        if factor != 1.0:
            self.tell.once(
                "unit-assumed", "note",
                f"{self.heading(name)}: no value is above 1; read as shares of one, so that 0.35 is 35 %.",
                "Give percentages from 0 to 100.", column=self.heading(name), rows_count=len(given),
            )  # fmt: skip
        if name not in self._plan.complements:
            return self.parsed(name, partial(values.parse_percent, factor=factor), "count")
        self.tell.once(
            "value-corrected", "note",
            f"{self.heading(name)}: this is the share in use; read as what is left of 100 %.",
            "Nothing, if that is right.", column=self.heading(name), rows_count=len(given),
        )  # fmt: skip
        return self.parsed(name, partial(_rest_of_hundred, factor=factor), "count")

    def dated(self, name: str) -> pd.Series:
        """Return a column of days; what the column shows of their order is told."""
        series = self._mapped.text.get(name)
        if series is None:
            return self.parsed(name, values.parse_date, "date")
        evidence = self._weighed(name, series)
        return self.parsed(name, partial(values.parse_date, rule=evidence.rule), "date")

    def dated_about(self, name: str) -> tuple[pd.Series, pd.Series]:
        """Return a column of days and how exact each is: of a period its middle, and half its length."""
        series = self._mapped.text.get(name)
        if series is None:
            nothing = self._nothing()
            return nothing.astype("datetime64[ms]"), nothing.astype("float64")
        rule = self._weighed(name, series).rule
        both = self.parsed(name, partial(parse_project_date, rule=rule)).astype(object)
        days = both.map(lambda pair: pair[0], na_action="ignore")
        exact = both.map(lambda pair: pair[1], na_action="ignore")
        return days.astype("datetime64[ms]"), exact.astype("float64")

    def _weighed(self, name: str, series: pd.Series) -> values.DateEvidence:
        counts = Distinct.of(series).counts()
        evidence = values.weigh_dates(counts, self.heading(name), system=self._register.date_system)
        tell_dates(self.tell, self.heading(name), evidence)
        return evidence

    def parsed(
        self, name: str, parser: Callable[[str], Parsed], kind: str = "", *, factor: float = 1.0
    ) -> pd.Series:
        """Return a column through a parser; what it cannot read becomes null and an issue.

        See :func:`parse_texts` for ``kind`` and ``factor``.
        """
        series = self._mapped.text.get(name)
        if series is None:
            return self._force(name, self._nothing())
        distinct = Distinct.of(series)
        read = parse_texts(distinct.texts, parser, kind, factor=factor)
        self._tell_rows(name, distinct, read.faults, is_fault=True)
        self._tell_rows(name, distinct, read.notes, is_fault=False)
        taken = pd.Series(read.values).take(distinct.indices)
        taken.index = series.index
        return self._force(name, taken)

    def _tell_rows(self, name: str, distinct: Distinct, said: dict[int, str], *, is_fault: bool) -> None:
        places: dict[str, list[int]] = {}
        for place, reason in said.items():
            places.setdefault(reason, []).append(place)
        for reason in sorted(places):
            rows = distinct.rows_of(places[reason])
            texts = distinct.texts.take(distinct.indices[rows]).to_pylist()
            found = list(zip(texts, self._rows[rows].tolist(), strict=True))
            expected, heading = _EXPECTED.get(name, "a value"), self.heading(name)
            if is_fault:
                self.tell.rows(
                    "value-not-understood", "warning", found,
                    partial("{0}: expected {1}; found {3!r}: {2}. Read as not known.".format, heading, expected, reason),
                    fix=_FIX, column=heading,
                )  # fmt: skip
            else:
                self.tell.rows(
                    "value-corrected", "note", found,
                    partial("{0}: {2!r} was read with an assumption: {1}.".format, heading, reason),
                    fix="Nothing, if that is right.", column=heading,
                )  # fmt: skip

    def has_codes(self, name: str) -> bool:
        """Tell whether the layout or the estate file says what the values of a column mean."""
        return name in self._plan.profile.codes or name in self._register.codes

    def coded(self, name: str, allowed: Sequence[str], *, listed: str | None = None) -> pd.Series:
        """Return a coded column; a value no list knows becomes null, said once with its count.

        Parameters
        ----------
        listed
            Name of the code list, where it is not that of the column.
        """
        series = self._mapped.text.get(name)
        if series is None:
            return self._force(name, self._nothing())
        own = [self._register.codes[name]] if name in self._register.codes else []
        if not self._plan.is_of_layout(name) and (asked := answers(name, self._plan.columns.get(name, ()))):
            own.append(asked)
        if name not in self._register.columns and name in self._plan.profile.codes:
            own.append(self._plan.profile.codes[name])
        codes = CodeList(listed or name, own, allowed)
        distinct = Distinct.of(series)
        counts = distinct.counts()
        by_likeness = sum(not codes.knows(value) for value in counts) <= _MOST_COMPARED
        reads = [codes.read(value, by_likeness=by_likeness) for value in counts]
        self._tell_codes(name, list(counts.items()), reads)
        found = np.fromiter((read.code for read in reads), dtype=object, count=len(reads))
        taken = pd.Series(found, dtype=object).take(distinct.indices)
        taken.index = series.index
        return self._force(name, taken.where(taken.notna(), None))

    def _tell_codes(self, name: str, counts: list[tuple[str, int]], reads: list[CodeRead]) -> None:
        """Tell of each value that no list knows, the most frequent first; of very many, how many more."""
        told = [(*pair, read) for pair, read in zip(counts, reads, strict=True) if read.message]
        told.sort(key=lambda one: (-one[1], one[0]))
        for value, count, read in told[:_MOST_TOLD]:
            message = (read.message or "").replace("{count}", str(count), 1)
            self.tell.once(
                read.issue, read.level, f"{self.heading(name)}: {message}", _FIX_CODE,
                column=self.heading(name), value=value, rows_count=count,
            )  # fmt: skip
        if rest := told[_MOST_TOLD:]:
            rows = sum(count for _, count, _ in rest)
            self.tell.once(
                "code-not-recognised", "warning",
                f"{self.heading(name)}: {len(rest)} more values are not known to us, in {rows} rows; is it the right column?",
                _FIX_CODE, column=self.heading(name), rows_count=rows,
            )  # fmt: skip

    def _sensitivity(self) -> pd.Series:
        """No such column: open. A blank or unknown value in one: restricted."""
        if not self.speaks_of("sensitivity"):
            return pd.Series("open", index=self._cells.index, dtype="str")
        return self.coded("sensitivity", codes_allowed("sensitivity")).fillna("restricted")

    def _nothing(self) -> pd.Series:
        return pd.Series(None, index=self._cells.index, dtype=object)

    def _force(self, name: str, series: pd.Series) -> pd.Series:
        forced = self._mapped.forced.get(name)
        if forced is None:
            return series
        plain = series.astype(object)
        replaced = plain.where(plain.notna(), None).where(forced.isna(), forced)
        return replaced.where(replaced != "", None)


def _rest_of_hundred(text: str, factor: float) -> Parsed:
    """Return what a percentage leaves of a hundred."""
    found = values.parse_percent(text, factor)
    return found if found.value is None else found._replace(value=round(100.0 - found.value, 9))
