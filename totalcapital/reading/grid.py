"""From rows of cells to a table: headings found, data rows kept, other rows named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from totalcapital.reading.headings import find_headings, unique_headings
from totalcapital.reading.raw import Fault, RawTable, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.reading.profiles import FileHints

__all__ = ["row_fault", "table_from_rows"]

_TOTALS: Final = re.compile(r"(grand\s+|sub[- ]?)?totals?( count)?:?", re.IGNORECASE)
_FOOTNOTE: Final = re.compile(r"(\*|notes?\b|source\b|©|data (as|correct)\b|produced\b)", re.IGNORECASE)


def table_from_rows(
    rows: Sequence[Sequence[str]], lines: Sequence[int], shown: str, hints: FileHints
) -> RawTable:
    """Turn rows of cells into a table: find the headings, keep data rows, name the others.

    Parameters
    ----------
    rows, lines
        Cells of each row and the row's number as a person sees it.
    hints
        What is known of the file beforehand, such as its heading row.
    """
    found = find_headings(rows, lines, shown, hints)
    below = rows[found.last + 1 :]
    headings = _trimmed(found.cells, below)
    names, faults = unique_headings(headings)
    width = len(names)
    kept: list[list[str]] = []
    kept_lines: list[int] = []
    rows_read = blank = short = 0
    for line, row in zip(lines[found.last + 1 :], below, strict=True):
        filled = [cell for cell in row if cell and cell.strip()]
        if not filled:
            blank += 1
            continue
        rows_read += 1
        fault = row_fault(row, filled, width, headings)
        if fault:
            faults.append(Fault(fault[0], "error", fault[1], fault[2], line, value=" | ".join(filled)[:120]))
            continue
        short += len(row) < width
        kept.append([*row[:width], *[""] * (width - len(row))])
        kept_lines.append(line)
    if not rows_read:
        raise Refusal(f"{shown}: expected rows below the headings; there are none. Ask for the file again.")
    return RawTable(
        names,
        [[row[i] for row in kept] for i in range(width)],
        kept_lines,
        rows_read,
        rows_read,
        profile=found.profile,
        facts={
            "heading_row": lines[found.first] if found.first >= 0 else 0,
            "last_heading_row": lines[found.last] if found.last >= 0 else 0,
            "heading_why": found.why,
        },
        faults=[*faults, *_passed_over(blank, short)],
    )


def _trimmed(headings: list[str], below: Sequence[Sequence[str]]) -> list[str]:
    """Return headings without blank ones at the end that no value stands under."""
    while headings and not headings[-1]:
        last = len(headings) - 1
        if any(len(row) > last and row[last].strip() for row in below[:200]):
            break
        headings = headings[:-1]
    return headings


def _passed_over(blank: int, short: int) -> list[Fault]:
    faults = []
    if blank:
        words = f"{blank} rows hold nothing; passed over."
        faults.append(Fault("blank-rows", "note", words, "Take them out.", rows_count=blank))
    if short:
        words = f"{short} rows end before the last heading; the rest was read as not given."
        faults.append(Fault("short-rows", "note", words, "Export the file again.", rows_count=short))
    return faults


def row_fault(
    row: Sequence[str], filled: Sequence[str], width: int, headings: Sequence[str]
) -> tuple[str, str, str] | None:
    """Return code, message and remedy of a row that is no record, or null where it may be one."""
    if [cell.strip() for cell in row[:width]] == [heading.strip() for heading in headings]:
        return "repeated-heading", "the headings again, not a record.", "Take the row out."
    if any(cell.strip() for cell in row[width:]):
        return (
            "extra-cells",
            (
                f"expected {width} cells; found {len(row)}. A separator inside a value without quotation marks "
                "shifts the values into wrong columns."
            ),
            "Put the value in quotation marks.",
        )
    if any(_TOTALS.fullmatch(cell.strip()) for cell in filled[:2]) and len(filled) <= max(2, width // 2):
        return "totals-row", "a total, not a record.", "Take the row out."
    if width >= 4 and len(filled) == 1 and row[0].strip() and _FOOTNOTE.match(row[0].strip()):
        return "footnote", "a note, not a record.", "Take the row out."
    return None
