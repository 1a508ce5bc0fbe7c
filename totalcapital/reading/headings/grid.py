"""From rows of cells to a table: headings found, data rows kept, other rows named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from totalcapital.reading.headings.headings import find_headings, unique_headings
from totalcapital.reading.raw import Fault, RawTable, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from totalcapital.reading.headings.headings import HeadingsFound
    from totalcapital.reading.profiles import FileHints
    from totalcapital.reading.sheets.sheet_marks import Merge

__all__ = ["row_fault", "table_from_rows"]

_TOTALS: Final = re.compile(r"(grand\s+|sub[- ]?)?totals?( count)?:?", re.IGNORECASE)
#: What a row of figures below a table begins with.
_SUM: Final = re.compile(
    r"(grand\s+|sub[- ]?)?totals?\b.*|.*\b(sub[- ]?)?totals?:?|sum|average|mean|count", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"[-+£(]*[\d,. ]*\d[\d,. ]*[)%]?")
_FOOTNOTE: Final = re.compile(
    r"(\*|notes?\b|\[notes?\b|source\b|©|†|‡|data (as|correct)\b|produced\b|printed\b|page \d|end of\b"
    r"|contact\b|for (more|further) information|this (list|register|report|publication|table)\b)",
    re.IGNORECASE,
)
#: Longer than any name of a property: a sentence.
_SENTENCE: Final = 150
#: Titles above the headings that are kept as facts.
_MOST_TITLES: Final = 10


def table_from_rows(
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    shown: str,
    hints: FileHints,
    *,
    merged: Collection[Merge] = (),
    is_rectangular: bool = False,
) -> RawTable:
    """Turn rows of cells into a table: find the headings, keep data rows, name the others.

    Parameters
    ----------
    rows, lines
        Cells of each row and the row's number as a person sees it.
    hints
        What is known of the file beforehand, such as its heading row.
    merged
        Cells of a workbook that are shown as one.
    is_rectangular
        Cells cannot have shifted, as in a workbook: a value beyond the last heading stands in a
        column without a heading, and columns that hold nothing at all are left out.

    Raises
    ------
    Refusal
        If there are no rows below the headings.
    """
    found = find_headings(rows, lines, shown, hints, merged=merged)
    below = rows[found.last + 1 :]
    if is_rectangular:
        places, headings = _columns_used(found.cells, below)
        below = [[row[i] if i < len(row) else "" for i in places] for row in below]
    else:
        headings = _trimmed(found.cells, below)
        places = list(range(len(headings)))
    names, faults = unique_headings(headings)
    raw = _kept(names, headings, below, lines[found.last + 1 :])
    if not raw.rows_read:
        raise Refusal(f"{shown}: expected rows below the headings; there are none. Ask for the file again.")
    raw.profile = found.profile
    raw.faults[:0] = [*_heading_fault(found, rows, lines), *faults]
    raw.facts |= {
        "heading_row": lines[found.first] if found.first >= 0 else 0,
        "last_heading_row": lines[found.last] if found.last >= 0 else 0,
        "heading_why": found.why,
        "titles": _titles(rows[: max(found.first, 0)])[:_MOST_TITLES],
    }
    if is_rectangular:
        given = dict(zip(places, names, strict=True))
        raw.facts["columns"] = [given.get(i) for i in range(max(places, default=-1) + 1)]
    return raw


def _kept(
    names: list[str], headings: Sequence[str], below: Sequence[Sequence[str]], lines: Sequence[int]
) -> RawTable:
    """Keep the rows that are records; name those that are none, and count those that hold nothing."""
    width = len(names)
    kept: list[list[str]] = []
    kept_lines: list[int] = []
    faults: list[Fault] = []
    rows_read = blank = short = 0
    for line, row in zip(lines, below, strict=True):
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
    columns = [[row[i] for row in kept] for i in range(width)]
    faults += _passed_over(blank, short)
    return RawTable(names, columns, kept_lines, rows_read, rows_read, faults=faults)


def _columns_used(headings: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[list[int], list[str]]:
    """Return which columns have a heading or hold anything, and their headings."""
    width = max([len(headings), *(len(row) for row in below)])
    padded = [*headings, *[""] * (width - len(headings))]
    waiting = {i for i, heading in enumerate(padded) if not heading}
    for row in below:
        if not waiting:
            break
        waiting -= {i for i in waiting if i < len(row) and row[i].strip()}
    places = [i for i in range(width) if i not in waiting]
    return places, [padded[i] for i in places]


def _trimmed(headings: list[str], below: Sequence[Sequence[str]]) -> list[str]:
    """Return headings without blank ones at the end that no value stands under."""
    while headings and not headings[-1]:
        last = len(headings) - 1
        if any(len(row) > last and row[last].strip() for row in below[:200]):
            break
        headings = headings[:-1]
    return headings


def _titles(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return what stands in each row above the headings, blank rows left out."""
    joined = (" | ".join(cell.strip() for cell in row if cell.strip()) for row in rows)
    return [text[:200] for text in joined if text]


def _heading_fault(found: HeadingsFound, rows: Sequence[Sequence[str]], lines: Sequence[int]) -> list[Fault]:
    """Say which row was taken for the headings where it is not the first, and what stands above it."""
    if found.first < 0 or (found.last == 0 and lines[0] == 1):
        return []
    first, last = lines[found.first], lines[found.last]
    place = f"row {first}" if first == last else f"rows {first} and {last}"
    above = _titles(rows[: found.first])
    said = f" Above it: {'; '.join(above[:3])[:200]}." if above else ""
    words = f"the headings were found on {place} ({found.why}).{said}"
    fix = "If that is wrong, say heading_row in the estate file."
    return [Fault("heading-row-found", "note", words, fix, first)]


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
    """Return code, message and remedy of a row that is no record, or null where it may be one.

    Parameters
    ----------
    filled
        The cells of the row that hold anything.
    width
        Number of headings.
    """
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
    if _is_total(filled, width):
        return "totals-row", "a total, not a record.", "Take the row out."
    if width >= 4 and len(filled) == 1:
        return _lone_cell(filled[0].strip())
    return None


def _is_total(filled: Sequence[str], width: int) -> bool:
    """Tell whether a row is a sum: it says so, and holds little else than figures."""
    if any(_TOTALS.fullmatch(cell.strip()) for cell in filled[:2]) and len(filled) <= max(2, width // 2):
        return True
    rest = filled[1:]
    return (
        bool(rest)
        and len(filled[0]) <= 60
        and _SUM.fullmatch(filled[0].strip()) is not None
        and all(_NUMBER.fullmatch(cell.strip()) for cell in rest)
    )


def _lone_cell(text: str) -> tuple[str, str, str] | None:
    """Judge a row that holds one value only: a note, the name of a group of rows, or a poor record."""
    if _FOOTNOTE.match(text) or len(text) > _SENTENCE:
        return "footnote", "a note, not a record.", "Take the row out."
    is_code = re.search(r"\d", text) is not None and " " not in text
    if re.search(r"[^\W\d_]{3}", text) and not is_code:
        words = "one value alone in its row, as above a group of rows; not a record."
        return "section-row", words, "Put it in a column of its own, on each row it is true of."
    return None
