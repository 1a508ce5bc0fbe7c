"""Rows of one project brought together, where a list has one row a year or a source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from rapidfuzz import fuzz

from totalcapital.reading.values import tidy

if TYPE_CHECKING:
    from totalcapital.reading.meaning.faults_noted import Teller

__all__ = ["brought_together", "same_project"]

_EARLIEST: Final = ("start_date", "longstop_date", "source_row", "position")
_LATEST: Final = ("end_date", "dates_accuracy_days")
#: The strictest mark of any row holds for the project.
_STRICTEST: Final = ("secret", "restricted", "open")
_UNTOLD: Final = frozenset({
    "source_row", "position", "source_values", "start_date", "end_date", "longstop_date", "dates_accuracy_days", "total_gbp",
    "sensitivity", "x_read", "y_read", "crs_read", "accuracy_read_m", "geometry_read",
})  # fmt: skip
#: Share of the references with several names from which a reference is of a list, not of a project.
_MOSTLY: Final = 0.5
#: Likeness from which two names are spellings of one, 0 to 100.
_ALIKE: Final = 80.0


def same_project(frame: pd.DataFrame) -> pd.Series:
    """Return, for each row, the first row of the same project.

    Rows of one body and one reference are one project; where most references that stand several times
    have several names, a reference is of more than a project and the name counts too. Rows without a
    reference are told apart by their name, and stand for themselves without one.
    """
    reference, name = (_plain(frame[column]) for column in ("reference", "name"))
    body = frame["agency"].fillna("").astype("str") + "|" + frame["agency_code"].fillna("").astype("str")
    by_reference = body + "|" + reference
    counts = by_reference[reference != ""].value_counts()
    several = name[by_reference.isin(counts[counts > 1].index) & (reference != "")].groupby(by_reference)
    is_of_more = several.ngroups > 0 and several.agg(_has_unlike).mean() > _MOSTLY
    key = by_reference + ("|" + name if is_of_more else "")
    key = key.where(reference != "", body + "||" + name)
    alone = (reference == "") & (name == "")
    first = pd.Series(frame.index, index=frame.index)
    return first.where(alone, first.groupby(key).transform("first"))


def _has_unlike(names: pd.Series) -> bool:
    """Tell whether rows of one reference have names that are not spellings of one."""
    different = sorted(set(names) - {""})
    return any(fuzz.token_set_ratio(different[0], other) < _ALIKE for other in different[1:])


def _plain(series: pd.Series) -> pd.Series:
    texts = series.fillna("").astype("str")
    return texts.map({text: tidy(text).casefold() for text in texts.unique()})


def brought_together(frame: pd.DataFrame, first: pd.Series, *, tell: Teller) -> pd.DataFrame:
    """Return one row a project, at the place of its first row.

    Of days the earliest start and the latest end count, of marks of sensitivity the strictest, of all
    else what most rows say, the first in the alphabet of several; where rows say different things that is
    told once a column.

    Parameters
    ----------
    frame
        Records, without ids.
    first
        As :func:`same_project` gives it.
    """
    sizes = first.value_counts()
    many = sizes[sizes > 1].index
    if not len(many):
        return frame
    apart = frame[~first.isin(many)]
    differing: dict[str, int] = {}
    rows = frame[first.isin(many)]
    together = pd.DataFrame({column: _column(rows[column], first, differing) for column in frame.columns})
    together = together.astype(frame.dtypes.to_dict())
    for column, count in sorted(differing.items()):
        tell.once(
            "rows-disagree", "note",
            f"{column}: the rows of {count} projects say different things; what most of them say counts.",
            "Say it the same way in each row of a project.", column=column, rows_count=count,
        )  # fmt: skip
    tell.once(
        "rows-together", "note",
        f"{int(sizes[many].sum())} rows are of {len(many)} projects, one row a year or a source of money; they were brought "
        "together by reference.",
        "Nothing, if that is right.", rows_count=int(sizes[many].sum()),
    )  # fmt: skip
    return pd.concat([apart, together]).sort_index()


def _column(cells: pd.Series, first: pd.Series, differing: dict[str, int]) -> pd.Series:
    """Return what the rows of each project say of one column; they are looked at one by one where they differ."""
    name, groups = str(cells.name), cells.groupby(first.loc[cells.index], sort=True)
    if name in _EARLIEST:
        return groups.min()
    if name in _LATEST:
        return groups.max()
    said = groups.first().astype(object)
    counts = groups.nunique()
    for project in counts.index[counts > 1]:
        said[project] = _one(groups.get_group(project).dropna(), name, differing)
    return said


def _one(values: pd.Series, column: str, differing: dict[str, int]) -> Any:
    if column == "source_values":
        return _joined(values)
    if column == "sensitivity":
        return next((mark for mark in _STRICTEST if (values == mark).any()), "restricted")
    if column not in _UNTOLD:
        differing[column] = differing.get(column, 0) + 1
    counts = values.value_counts()
    return min(counts[counts == counts.max()].index, key=str)


def _joined(rows: pd.Series) -> str:
    """Return what the rows say, heading by heading, different texts joined."""
    said: dict[str, list[str]] = {}
    for row in rows:
        for heading, text in json.loads(row).items():
            texts = said.setdefault(heading, [])
            if text not in texts:
                texts.append(text)
    return json.dumps({h: "; ".join(texts) for h, texts in said.items()}, ensure_ascii=False, sort_keys=True)
