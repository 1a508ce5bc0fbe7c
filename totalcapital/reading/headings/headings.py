"""Which row holds the headings, and which layout they belong to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Final

from totalcapital.reading.headings.joined_headings import (
    holds_numbers,
    join_headings,
    known_count,
    plain_heading,
)
from totalcapital.reading.profiles import headings_of_layout, load_profiles, normal_heading
from totalcapital.reading.raw import Fault, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from totalcapital.reading.profiles import FileHints
    from totalcapital.reading.sheets.sheet_marks import Merge

__all__ = ["HeadingsFound", "detect_profile", "find_headings", "unique_headings"]

_SEARCHED: Final = 40
#: Rows below a row that are looked at to see how wide the data are.
_LOOKED_AT: Final = 200
#: Known headings that a row must hold to be taken for the headings by them.
_KNOWN_ENOUGH: Final = 2


def detect_profile(headings: Sequence[str], kind: str | None = None) -> str | None:
    """Return the layout that fits the headings, of one kind or any; of several, the one that names most of them."""
    have = {normal_heading(heading) for heading in headings}
    fitting = [p for p in load_profiles() if kind in {None, p.kind} and p.fits(headings)]
    if not fitting:
        return None
    return max(fitting, key=lambda p: (len(p.detect.headings), len(p.headings_used & have), p.id)).id


@dataclass(frozen=True, slots=True)
class HeadingsFound:
    """Where the headings of a grid of cells stand, and what they are."""

    first: int
    """Index of the first row of headings; -1 where the file has none and its layout gives them."""
    last: int
    """Index of the last row of headings; data begins with the row after it."""
    cells: list[str]
    """One heading a column, white space made plain; blank where there is none."""
    profile: str | None
    """The layout they give away, if one."""
    why: str
    """What decided, in words for the user."""


def find_headings(
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    shown: str,
    hints: FileHints,
    *,
    merged: Collection[Merge] = (),
) -> HeadingsFound:
    """Return where the headings stand.

    The row the estate file names; else the first row whose cells fit a known layout; else the row
    that holds most headings known in the field, two at least; else the first row that is as wide
    as the rows below it and holds words, not numbers. A row of groups above it, or of details
    below it, is joined to it.

    Parameters
    ----------
    merged
        Cells of a workbook that are shown as one.

    Raises
    ------
    Refusal
        If there is no such row.
    """
    if hints.heading_row is not None:
        if hints.heading_row not in lines:
            raise Refusal(f"{shown}: expected headings on row {hints.heading_row}; there is no such row.")
        index = list(lines).index(hints.heading_row)
        return _found(rows[index], index, detect_profile(rows[index]), "named in the estate file or layout")
    for index in range(min(len(rows), _SEARCHED)):
        if profile := detect_profile(rows[index]):
            found = _found(rows[index], index, profile, f"its cells fit the layout {profile}")
            return _with_neighbours(found, rows, lines, merged)
    if given := headings_of_layout(rows[:_SEARCHED], hints):
        return HeadingsFound(-1, -1, list(given[0]), given[1], given[2])
    found = _by_known_words(rows) or _by_width(rows, shown)
    return _with_neighbours(found, rows, lines, merged)


def _found(row: Sequence[str], index: int, profile: str | None, why: str) -> HeadingsFound:
    return HeadingsFound(index, index, [plain_heading(cell) for cell in row], profile, why)


def _by_known_words(rows: Sequence[Sequence[str]]) -> HeadingsFound | None:
    """Return the first of the rows that hold most known headings."""
    best, most = -1, _KNOWN_ENOUGH - 1
    for index, row in enumerate(rows[:_SEARCHED]):
        known = known_count(row)
        if known > most and not holds_numbers(row):
            known = known_count(_said_once(row, rows[: _SEARCHED + _LOOKED_AT]))
            best, most = (index, known) if known > most else (best, most)
    if best < 0:
        return None
    return _found(rows[best], best, None, f"{most} of its cells are headings known in the field")


def _said_once(row: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the cells of a row that stand in no other row in the same column: values come again."""
    others = [other for other in rows if list(other) != list(row)]
    return [
        cell for i, cell in enumerate(row) if not any(len(other) > i and other[i] == cell for other in others)
    ]


def _by_width(rows: Sequence[Sequence[str]], shown: str) -> HeadingsFound:
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows[: _SEARCHED + _LOOKED_AT]]
    for index, width in enumerate(widths[:_SEARCHED]):
        below = sorted(w for w in widths[index + 1 : index + 1 + _LOOKED_AT] if w)
        usual = below[len(below) // 2] if below else width
        if width and width >= max(1, usual * 0.7) and not holds_numbers(rows[index]):
            why = "the first row as wide as the rows below it, without numbers"
            return _found(rows[index], index, None, why)
    raise Refusal(
        f"{shown}: expected a row of headings among the first {_SEARCHED} rows; found none. "
        "Put the headings in one row, or say heading_row in the estate file."
    )


def _with_neighbours(
    found: HeadingsFound, rows: Sequence[Sequence[str]], lines: Sequence[int], merged: Collection[Merge]
) -> HeadingsFound:
    """Join the row above or below to the headings where it is part of them."""
    for upper, lower in ((found.first - 1, found.first), (found.first, found.first + 1)):
        if upper < 0 or lower >= len(rows) or lines[lower] != lines[upper] + 1:
            continue
        spans = [
            m for m in merged if m.first_row == m.last_row == lines[upper] and m.first_column < m.last_column
        ]
        names = join_headings(
            rows[upper],
            rows[lower],
            rows[lower + 1 : lower + 1 + _LOOKED_AT],
            spans,
            is_lower_sure=lower == found.first,
        )
        profile = detect_profile(names) if names else None
        if names and (found.profile is None or profile == found.profile):
            why = f"{found.why}; read together with row {lines[lower]}"
            return replace(found, first=upper, last=lower, cells=names, profile=profile, why=why)
    return found


def unique_headings(headings: Sequence[str]) -> tuple[list[str], list[Fault]]:
    """Return headings each of which stands once, and a fault for each that stood twice."""
    taken = {heading for heading in headings if heading}
    seen: set[str] = set()
    names, faults = [], []
    for position, heading in enumerate(headings, start=1):
        name = heading or f"column {position}"
        if name in seen or (not heading and name in taken):
            name = next(new for n in count(2) if (new := f"{name} ({n})") not in seen | taken)
            words = f"the heading {heading!r} stands more than once; the later one is read as {name}."
            faults.append(
                Fault("duplicate-heading", "note", words, "Give each column its own heading.", column=heading)
            )
        seen.add(name)
        names.append(name)
    return names, faults
