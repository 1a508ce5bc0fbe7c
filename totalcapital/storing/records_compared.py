"""Compares the records of two files of one register by the text of their cells."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

__all__ = ["Compared", "RegisterFile", "Tally", "compare_records", "renamed_headings"]

#: The record's own shape, compared beside its cells.
_SHAPE: Final = "geometry"


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """One file of a register, as one run read it.

    Parameters
    ----------
    entry
        Its row of ``registers``.
    headings
        Its rows of ``headings``, in the order of the file.
    records
        Its rows of ``assets`` or ``projects``, by id.
    is_placed
        Whether each record has a place fine enough for a distance.
    """

    entry: Mapping[Any, Any]
    headings: pd.DataFrame
    records: pd.DataFrame
    is_placed: pd.Series[bool]

    @property
    def has_references(self) -> bool:
        """Whether any record has a reference of the register's own."""
        return bool(self.records["reference"].notna().any())


@dataclass(slots=True)
class Tally:
    """Of the records in both files: how many gave a heading before, give it now, say something else."""

    before: int = 0
    now: int = 0
    changed: int = 0


@dataclass(slots=True)
class Compared:
    """The ids of the records that are gone, new, in both files, and of those the changed; each in order."""

    gone: list[str]
    new: list[str]
    both: list[str]
    changed: list[str] = field(default_factory=list)
    values: dict[str, Tally] = field(default_factory=dict)
    """Heading as it is now: what became of its values; only headings under which something changed."""


def compare_records(before: RegisterFile, now: RegisterFile, renamed: Mapping[str, str]) -> Compared:
    """Compare two files record by record.

    A record is the same in both by its reference or, where it has none, by all that it says. Blank and
    absent cells are the same; a heading that only one file has is no change of a record.

    Parameters
    ----------
    renamed
        Heading before to heading now, for those that changed.
    """
    was, is_ = set(before.records.index), set(now.records.index)
    compared = Compared(sorted(was - is_), sorted(is_ - was), sorted(was & is_))
    known = {*now.headings["heading"], _SHAPE}
    pairs = [
        (old, new) for old in (*before.headings["heading"], _SHAPE) if (new := renamed.get(old, old)) in known
    ]
    tallies = {new: Tally() for _, new in pairs}
    # A row as read is a JSON object of its cells: there is no column to compare at once.
    for name, first, second in _cells(before, now, compared.both):
        is_changed = False
        for old, new in pairs:
            one, two = first.get(old) or "", second.get(new) or ""
            tally = tallies[new]
            tally.before += one != ""
            tally.now += two != ""
            tally.changed += one != two
            is_changed |= one != two
        if is_changed:
            compared.changed.append(name)
    compared.values = {heading: tally for heading, tally in tallies.items() if tally.changed}
    return compared


def renamed_headings(
    before: RegisterFile,
    now: RegisterFile,
    *,
    same_text_pct: float,
    distinct_at_least: int,
    records_compared: int,
) -> dict[str, str]:
    """Return which headings have another name now: before to now.

    Two headings, one gone and one new, are the same where their names differ in case or marks alone;
    else where the records in both files say the same under both; else where both are read as the same
    of our columns and no other is.

    Parameters
    ----------
    same_text_pct
        Share of the records that must say the same.
    distinct_at_least
        Different texts that must be among them: a column of one word is like any other such.
    records_compared
        Records to look at, the first by id.
    """
    was, is_ = list(before.headings["heading"]), list(now.headings["heading"])
    gone = [heading for heading in was if heading not in is_]
    new = [heading for heading in is_ if heading not in was]
    if not gone or not new:
        return {}
    both = sorted(set(before.records.index) & set(now.records.index))[:records_compared]
    pairs = list(_cells(before, now, both))
    scored = []
    for old in gone:
        for other in new:
            texts = [(a.get(old) or "", b.get(other) or "") for _, a, b in pairs]
            given = [(one, two) for one, two in texts if one or two]
            same = {one for one, two in given if one == two}
            share = 100.0 * sum(one == two for one, two in given) / len(given) if given else 0.0
            alike = share >= same_text_pct and len(same) >= distinct_at_least
            score = 300.0 if _plain(old) == _plain(other) else 100.0 + share if alike else 0.0
            scored.append((score, old, other))
    found = _best(scored)
    return found | _by_column(before, now, gone=set(gone) - set(found), new=set(new) - set(found.values()))


def _best(scored: list[tuple[float, str, str]]) -> dict[str, str]:
    """Pair headings, the surest first; each stands in one pair."""
    found: dict[str, str] = {}
    for score, old, new in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if score > 0 and old not in found and new not in found.values():
            found[old] = new
    return found


def _by_column(before: RegisterFile, now: RegisterFile, *, gone: set[str], new: set[str]) -> dict[str, str]:
    """Pair what is left where one heading before and one now are read as the same column."""
    read: list[dict[str, list[str]]] = []
    for file, left in ((before, gone), (now, new)):
        by: dict[str, list[str]] = {}
        for heading, column in zip(file.headings["heading"], file.headings["column"], strict=True):
            if heading in left and isinstance(column, str):
                by.setdefault(column, []).append(heading)
        read.append(by)
    return {
        read[0][column][0]: read[1][column][0]
        for column in sorted(set(read[0]) & set(read[1]))
        if len(read[0][column]) == len(read[1][column]) == 1
    }


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading.casefold())


def _cells(
    before: RegisterFile, now: RegisterFile, ids: list[str]
) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Yield the cells of each record before and now, with its shape beside them."""
    columns = ["source_values", "geometry_read"]
    first, second = (file.records.loc[ids, columns] for file in (before, now))
    for name, one, shape, two, other in zip(
        ids, first["source_values"], first["geometry_read"], second["source_values"], second["geometry_read"],
        strict=True,
    ):  # fmt: skip
        yield name, json.loads(one) | _shape(shape), json.loads(two) | _shape(other)


def _shape(cell: Any) -> dict[str, str]:
    return {_SHAPE: cell} if isinstance(cell, str) else {}
