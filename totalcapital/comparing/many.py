"""Changes that most records of a register share: a change of its layout, told in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.comparing.rows import NOT_SAID, bounds, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["told_in_one_line"]

_CODED: Final = ("service", "tenure", "property_kind", "condition_grade", "floor_area_basis")


def told_in_one_line(
    values: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame, *, pair: tuple[str, str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part what single records changed from what a register changed throughout.

    Parameters
    ----------
    values
        One row a value that differs.
    old, new
        The records in both editions, row by row the same one.
    pair
        Columns of ``values`` whose two texts are taken for codes, in place of those of a column.

    Returns
    -------
    tuple
        The rows that stay, and one row of the register for those that do not.
    """
    if values.empty:
        return values.assign(kind=None) if "kind" not in values.columns else values, pd.DataFrame()
    limit = bounds()["many"]
    gone = pd.Series(data=False, index=values.index)
    lines: list[dict[str, object]] = []
    for rows, line in [*_given(values, (old, new), limit), *_recoded(values, old, limit, pair)]:
        gone.loc[rows] = True
        lines.append(line)
    kept = values[~gone]
    return kept.assign(kind=None) if "kind" not in kept.columns else kept, pd.DataFrame(lines)


def _given(
    values: pd.DataFrame, sides: tuple[pd.DataFrame, pd.DataFrame], limit: dict[str, float]
) -> Iterator[tuple[pd.Index, dict[str, object]]]:
    """Yield columns that most records of a register that give them gained, or that had them lost."""
    for lost, mask in ((False, values["before"].isna()), (True, values["now"].isna())):
        side = sides[0 if lost else 1]
        for keys, group in values[mask].groupby(["register_id", "column"], sort=True):
            register, column = map(str, keys)
            said = side.loc[(sides[1]["register_id"] == register).to_numpy(bool), column]
            of = int((said.notna() & (said.astype(object) != NOT_SAID)).sum())
            count = len(group)
            if count < limit["records_at_least"] or 100.0 * count < limit["column_pct"] * of:
                continue
            what = "no longer given" if lost else "given now"
            words = f"{plain(column)} is {what} for {count:,} of the {of:,} records that {'gave' if lost else 'give'} it"
            yield group.index, _line(group, column, words, -count if lost else count)


def _recoded(
    values: pd.DataFrame, old: pd.DataFrame, limit: dict[str, float], pair: tuple[str, str] | None
) -> Iterator[tuple[pd.Index, dict[str, object]]]:
    """Yield codes that stand in place of another throughout a register."""
    was, is_ = pair or ("before", "now")
    known = values[values[was].notna() & values[is_].notna()]
    known = known if pair else known[known["column"].isin(_CODED)]
    for keys, group in known.groupby(["register_id", "column", was, is_], sort=True):
        _, column, before, now = map(str, keys)
        had = _had(old, group, column, before, pair=pair)
        if len(group) < limit["records_at_least"] or 100.0 * len(group) < limit["recoded_pct"] * had:
            continue
        words = f"{plain(column)}: {now} where {before} stood before, for {len(group):,} of {had:,} records"
        yield group.index, _line(group, column, words, len(group)) | {"before": before, "now": now}


def _had(
    old: pd.DataFrame, group: pd.DataFrame, column: str, before: str, *, pair: tuple[str, str] | None
) -> int:
    """Return how many records of the register had the code before."""
    mine = old["register_id"].isin(set(old["register_id"].iloc[group["at"].to_numpy(int)]))
    said = old["method"] if pair else old[column]
    return int((mine & (said == before)).sum())


def _line(group: pd.DataFrame, column: str, words: str, measure: int) -> dict[str, object]:
    first = group.iloc[0]
    causes = set(group["cause"])
    return {
        "subject": "register",
        "kind": "column-given",
        "subject_id": first["register_id"],
        "name": first["register_id"],
        "column": column,
        "measure": float(measure),
        "unit": "records",
        "register_id": first["register_id"],
        "cause": causes.pop() if len(causes) == 1 else "register",
        "rows_count": len(group),
        "reason": words,
        "before_file": first["before_file"],
        "now_file": first["now_file"],
    }
