"""Which row holds the headings, and which layout they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from totalcapital.reading.profiles import load_profiles, normal_heading
from totalcapital.reading.raw import Fault, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.reading.profiles import FileHints

__all__ = ["HeadingsFound", "detect_profile", "find_headings", "unique_headings"]

_SEARCHED: Final = 40
_NUMBER: Final = re.compile(r"[-+£]?[\d,. ]+%?")


def detect_profile(headings: Sequence[str]) -> str | None:
    """Return the layout that fits the headings; of several, the one that names most of them."""
    have = {normal_heading(heading) for heading in headings}
    fitting = [profile for profile in load_profiles() if profile.fits(headings)]
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
    rows: Sequence[Sequence[str]], lines: Sequence[int], shown: str, hints: FileHints
) -> HeadingsFound:
    """Return where the headings stand.

    The row the estate file names; else the first row whose cells fit a known layout; else the
    first row that is as wide as the rows below it and holds words, not numbers.

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
    searched = range(min(len(rows), _SEARCHED))
    for index in searched:
        if profile := detect_profile(rows[index]):
            return _found(rows[index], index, profile, f"its cells fit the layout {profile}")
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows[:200]]
    usual = (
        sorted(width for width in widths if width)[len([w for w in widths if w]) // 2] if any(widths) else 0
    )
    for index in searched:
        cells = [cell.strip() for cell in rows[index] if cell.strip()]
        if cells and len(cells) >= max(1, usual * 0.7) and not any(_NUMBER.fullmatch(cell) for cell in cells):
            return _found(
                rows[index], index, None, "the first row as wide as the rows below it, without numbers"
            )
    raise Refusal(
        f"{shown}: expected a row of headings among the first {_SEARCHED} rows; found none. "
        "Put the headings in one row, or say heading_row in the estate file."
    )


def _found(row: Sequence[str], index: int, profile: str | None, why: str) -> HeadingsFound:
    return HeadingsFound(index, index, [re.sub(r"\s+", " ", cell).strip() for cell in row], profile, why)


def unique_headings(headings: Sequence[str]) -> tuple[list[str], list[Fault]]:
    """Return headings each of which stands once, and a fault for each that stood twice."""
    seen: dict[str, int] = {}
    names, faults = [], []
    for position, heading in enumerate(headings, start=1):
        name = heading or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            faults.append(
                Fault(
                    "duplicate-heading",
                    "note",
                    f"the heading {name!r} stands more than once; the later "
                    f"one is read as {name} ({seen[name]}).",
                    "Give each column its own heading.",
                    column=name,
                )
            )
            name = f"{name} ({seen[name]})"
        names.append(name)
    return names, faults
