"""Columns of ours that a layout gives only as several: sums of amounts, and shares of areas."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.reading import values
from totalcapital.reading.mapping.mapping import GENERIC
from totalcapital.reading.profiles import headings_there

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.profiles import Profile
    from totalcapital.reading.raw import RawTable

__all__ = ["add_derived", "plan_with_derived"]

_SHOWN: Final = 5


def plan_with_derived(plan: ColumnPlan, headings: Sequence[str]) -> ColumnPlan:
    """Return the plan with the headings that sums and shares are made from, to show what was read as what."""
    joined = dict(plan.joined)
    for column, wanted in _wanted(plan.profile).items():
        found = headings_there(wanted, headings)
        if found and column not in plan.columns and column not in plan.joined:
            joined[column] = found
    return dataclasses.replace(plan, joined=joined)


def _wanted(profile: Profile) -> dict[str, tuple[str, ...]]:
    shares = {column: (*share.part, *share.whole) for column, share in profile.shares.items()}
    return {**profile.summed, **{column: tuple(dict.fromkeys(group)) for column, group in shares.items()}}


def add_derived(
    frame: pd.DataFrame, raw: RawTable, plan: ColumnPlan, *, register: Register, log: IssueLog
) -> pd.DataFrame:
    """Fill the columns that the layout gives as a sum or a share, where they are null.

    A sum is null where every cell is blank. Where some are, it is the sum of the others, which is
    said once with the count: the true sum is that or more. A cell that is no number makes the sum
    null, and so does a percentage outside 0 to 100; each is an issue with its row. A share is null
    where a cell is blank or the whole is zero.

    Parameters
    ----------
    frame
        Records of one file, with ``source_row``.

    Returns
    -------
    DataFrame
        The same rows in the same order; new columns where the file gives them.
    """
    profile = plan.profile
    here = _Cells(raw, plan, register, log)
    filled: dict[str, pd.Series] = {}
    for column, wanted in profile.summed.items():
        if column not in register.columns and (found := headings_there(wanted, raw.headings)):
            filled[column] = here.sums(column, found)
    for column, share in profile.shares.items():
        part, whole = headings_there(share.part, raw.headings), headings_there(share.whole, raw.headings)
        if column not in register.columns and len(part) == len(share.part) and len(whole) == len(share.whole):
            filled[column] = here.shares(column, part, whole)
    result = frame
    for column, series in filled.items():
        values_here = frame["source_row"].map(series)
        own = frame[column] if column in frame else pd.Series(None, index=frame.index, dtype=object)
        result = result.assign(**{column: own.astype(object).where(own.notna(), values_here)})
    return result


class _Cells:
    """The cells of one file as numbers, by source row, with the issues that they give rise to."""

    def __init__(self, raw: RawTable, plan: ColumnPlan, register: Register, log: IssueLog) -> None:
        self._cells = raw.cells().astype(object)
        self._cells.index = pd.Index(list(raw.source_rows), name="source_row")
        self._profile, self._register, self._log = plan.profile, register, log
        self._units, self._is_of_layout = plan.units, plan.profile.id != GENERIC.id
        self._scale = {"unit": 0.0, "thousand": 1e3, "million": 1e6}[register.amount_unit]

    def _numbers(self, column: str, headings: Sequence[str]) -> tuple[pd.DataFrame, pd.Series]:
        """Return the numbers, null where blank, and which rows hold a cell that is no number."""
        numbers: dict[str, pd.Series] = {}
        bad = pd.Series(data=False, index=self._cells.index)
        for heading in headings:
            blank = {values.tidy(v) for key in ("*", heading) for v in self._profile.blank.get(key, ())}
            texts = self._cells[heading]
            parsed = {
                text: (None, None) if values.tidy(text) in blank else self._amount(column, text, heading)
                for text in texts.unique()
            }
            numbers[heading] = texts.map({text: found[0] for text, found in parsed.items()}).astype("float64")
            wrong = texts.map({text: found[1] is not None for text, found in parsed.items()}).astype(bool)
            for row, text in texts[wrong].items():
                self._fault(column, heading, int(str(row)), text, str(parsed[text][1]))
            bad |= wrong
        return pd.DataFrame(numbers), bad

    def _amount(self, column: str, text: str, heading: str) -> tuple[float | None, str | None]:
        if column.endswith("_gbp") and not self._is_of_layout:
            return values.parse_money(text, self._scale or values.money_scale(heading))[:2]
        if column.endswith("_m2"):
            return values.parse_area_m2(text, self._units.get(column, "m2"))[:2]
        return values.parse_amount(text.replace("%", "") if column.endswith("_pct") else text)[:2]

    def sums(self, column: str, headings: Sequence[str]) -> pd.Series:
        """Return the sum of the headings in each row."""
        numbers, bad = self._numbers(column, headings)
        total = numbers.sum(axis=1, min_count=1).mask(bad)
        total = self._within(column, headings, total)
        some = numbers.notna().any(axis=1) & numbers.isna().any(axis=1) & ~bad
        if some.any():
            rows = ", ".join(str(row) for row in self._cells.index[some][:_SHOWN])
            more = " and others" if int(some.sum()) > _SHOWN else ""
            self._log.add(
                "sum-incomplete",
                "note",
                f"{column}: expected a value in each of {len(headings)} columns; {int(some.sum())} rows lack "
                f"some (rows {rows}{more}). Read as the sum of those given.",
                "Fill in the others, with 0 where it is nil.",
                rows_count=int(some.sum()),
                **self._place(" + ".join(headings)),
            )
        return total

    def shares(self, column: str, part: Sequence[str], whole: Sequence[str]) -> pd.Series:
        """Return 100 × part / whole of each row."""
        upper, bad = self._numbers(column, part)
        others = [heading for heading in whole if heading not in part]
        lower, bad_too = self._numbers(column, others)
        both = pd.concat([upper, lower], axis=1)
        above, below = upper.sum(axis=1, skipna=False), both[list(whole)].sum(axis=1, skipna=False)
        share = (100.0 * above / below.where(below > 0)).mask(bad | bad_too)
        return self._within(column, [*part, *others], share)

    def _within(self, column: str, headings: Sequence[str], found: pd.Series) -> pd.Series:
        """Take out percentages over 100, each with an issue."""
        if not column.endswith("_pct"):
            return found
        over = found > 100
        texts = [" + ".join(cells) for cells in self._cells.loc[over, list(headings)].to_numpy()]
        for row, text, value in zip(self._cells.index[over], texts, found[over], strict=True):
            self._fault(column, " + ".join(headings), int(row), text, f"{value:g} is more than 100")
        return found.mask(over)

    def _fault(self, column: str, heading: str, row: int, value: str, reason: str) -> None:
        self._log.add(
            "value-not-understood",
            "warning",
            f"{column}: expected a number; found {value!r}: {reason}. Read as not known.",
            "Correct the value in the register.",
            source_row=row,
            value=value,
            **self._place(heading),
        )

    def _place(self, heading: str) -> dict[str, Any]:
        return {"register_id": self._register.id, "source_file": self._register.path, "column": heading}
