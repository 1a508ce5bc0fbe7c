"""Which row holds the headings, and which layout they belong to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from totalcapital.reading.profiles import load_profiles, normal_heading
from totalcapital.reading.raw import Fault, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["detect_profile", "find_heading_row", "unique_headings"]

_SEARCHED: Final = 40
_NUMBER: Final = re.compile(r"[-+£]?[\d,. ]+%?")


def detect_profile(headings: Sequence[str]) -> str | None:
    """Return the layout that fits the headings; of several, the one that names most of them."""
    have = {normal_heading(heading) for heading in headings}
    fitting = [profile for profile in load_profiles() if profile.fits(headings)]
    if not fitting:
        return None
    return max(fitting, key=lambda p: (len(p.detect.headings), len(p.headings_used & have), p.id)).id


def find_heading_row(
    rows: Sequence[Sequence[str]], lines: Sequence[int], shown: str, heading_row: int | None
) -> tuple[int, str | None]:
    """Return the index of the heading row and the layout it gives away, if one.

    The first row whose cells fit a known layout; else the first row that is as wide as the rows
    below it and holds words, not numbers.

    Raises
    ------
    Refusal
        If there is no such row.
    """
    if heading_row is not None:
        if heading_row not in lines:
            raise Refusal(f"{shown}: expected headings on row {heading_row}; there is no such row.")
        index = list(lines).index(heading_row)
        return index, detect_profile(rows[index])
    searched = range(min(len(rows), _SEARCHED))
    for index in searched:
        if profile := detect_profile(rows[index]):
            return index, profile
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows[:200]]
    usual = (
        sorted(width for width in widths if width)[len([w for w in widths if w]) // 2] if any(widths) else 0
    )
    for index in searched:
        cells = [cell.strip() for cell in rows[index] if cell.strip()]
        if cells and len(cells) >= max(1, usual * 0.7) and not any(_NUMBER.fullmatch(cell) for cell in cells):
            return index, None
    raise Refusal(
        f"{shown}: expected a row of headings among the first {_SEARCHED} rows; found none. "
        "Put the headings in one row, or say heading_row in the estate file."
    )


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
