"""Text with separators. Strict on purpose: the usual readers drop rows without a word."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from totalcapital.reading.headings import find_heading_row, unique_headings
from totalcapital.reading.raw import Fault, RawTable, Refusal
from totalcapital.reading.sniffing import decode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from totalcapital.reading.profiles import FileHints

__all__ = ["count_records", "read_delimited", "table_from_rows"]

_SEPARATORS: Final = (",", ";", "\t", "|", "¬")
_LONGEST_CELL: Final = 1_000_000
_TOTALS: Final = re.compile(r"(grand\s+|sub[- ]?)?totals?( count)?:?", re.IGNORECASE)
_FOOTNOTE: Final = re.compile(r"(\*|notes?\b|source\b|©|data (as|correct)\b|produced\b)", re.IGNORECASE)


def read_delimited(path: Path, shown: str, hints: FileHints) -> RawTable:
    """Read text with separators into cells, each row with its line number or its fault.

    Encoding, separator and heading row are recognised where the hints leave them out, and what
    was decided stands in ``facts``.

    Raises
    ------
    Refusal
        If no line holds headings, or a quote that is never closed swallows the rest of the file.
    """
    data = path.read_bytes()
    if hints.encoding:
        text, encoding = data.decode(hints.encoding, errors="replace"), hints.encoding
    else:
        text, encoding = decode(data)
    faults = []
    if encoding in {"cp1252", "latin-1"} and not hints.encoding:
        faults.append(
            Fault(
                "encoding-assumed",
                "note",
                f"the text is not UTF-8; read as {encoding}.",
                "Save the file as UTF-8.",
            )
        )
    if "\x00" in text:
        faults.append(
            Fault(
                "nul-character",
                "note",
                "NUL characters stand in the text; they were taken out.",
                "Export the file again.",
                rows_count=text.count("\x00"),
            )
        )
        text = text.replace("\x00", "")
    separator = hints.separator or _find_separator(text)
    lines, rows = _parse(text, separator, shown)
    raw = table_from_rows(rows, lines, shown, hints.heading_row)
    heading_line = raw.facts["heading_row"]
    raw.second_count = count_records(text, separator) - sum(
        1 for line, row in zip(lines, rows, strict=True) if line <= heading_line and any(map(str.strip, row))
    )
    raw.facts |= {"format": "delimited", "encoding": encoding, "separator": separator}
    raw.faults[:0] = faults
    return raw


def _parse(text: str, separator: str, shown: str) -> tuple[list[int], list[list[str]]]:
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines, rows, start = [], [], 1
    for row in reader:
        lines.append(start)
        rows.append(row)
        longest = max(map(len, row), default=0)
        if longest > _LONGEST_CELL or (longest > 5000 and max(row, key=len).count("\n") > 50):
            raise Refusal(
                f"{shown}, line {start}: a quotation mark is opened and not closed; the cell runs over "
                f"{max(row, key=len).count(chr(10))} lines. Close it, or export the file again."
            )
        start = reader.line_num + 1
    if rows and text.count('"') % 2 and '"' not in text[-3:] and any("\n" in cell for cell in rows[-1]):
        raise Refusal(
            f"{shown}, line {lines[-1]}: a quotation mark is opened and not closed before the end of the "
            "file. Close it, or export the file again."
        )
    return lines, rows


def table_from_rows(
    rows: Sequence[Sequence[str]], lines: Sequence[int], shown: str, heading_row: int | None
) -> RawTable:
    """Turn rows of cells into a table: find the headings, keep data rows, name the others.

    Parameters
    ----------
    rows, lines
        Cells of each row and the row's number as a person sees it.
    heading_row
        Number of the heading row; found where null.
    """
    index, profile = find_heading_row(rows, lines, shown, heading_row)
    headings = [re.sub(r"\s+", " ", cell).strip() for cell in rows[index]]
    while (
        headings
        and not headings[-1]
        and not any(
            len(row) >= len(headings) and row[len(headings) - 1].strip()
            for row in rows[index + 1 : index + 200]
        )
    ):
        headings.pop()
    names, faults = unique_headings(headings)
    width = len(names)
    kept: list[list[str]] = []
    kept_lines: list[int] = []
    rows_read = blank = short = 0
    for line, row in zip(lines[index + 1 :], rows[index + 1 :], strict=True):
        filled = [cell for cell in row if cell and cell.strip()]
        if not filled:
            blank += 1
            continue
        rows_read += 1
        fault = _row_fault(row, filled, width, headings)
        if fault:
            faults.append(Fault(fault[0], "error", fault[1], fault[2], line, value=" | ".join(filled)[:120]))
            continue
        short += len(row) < width
        kept.append([*row[:width], *[""] * (width - len(row))])
        kept_lines.append(line)
    if blank:
        faults.append(
            Fault(
                "blank-rows",
                "note",
                f"{blank} rows hold nothing; passed over.",
                "Take them out.",
                rows_count=blank,
            )
        )
    if short:
        faults.append(
            Fault(
                "short-rows",
                "note",
                f"{short} rows end before the last heading; the rest was read as not given.",
                "Export the file again.",
                rows_count=short,
            )
        )
    if not rows_read:
        raise Refusal(f"{shown}: expected rows below the headings; there are none. Ask for the file again.")
    columns = [[row[i] for row in kept] for i in range(width)]
    return RawTable(
        names,
        columns,
        kept_lines,
        rows_read,
        rows_read,
        profile=profile,
        facts={"heading_row": lines[index]},
        faults=faults,
    )


def _row_fault(
    row: Sequence[str], filled: Sequence[str], width: int, headings: Sequence[str]
) -> tuple[str, str, str] | None:
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


def _find_separator(text: str) -> str:
    """Return the separator that splits the first lines into the most equal widths."""
    sample = text[:200_000]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        if separator not in sample:
            continue
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))[:60]
        widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
        common = max(set(widths), key=lambda w: (widths.count(w), w))
        score = (common - 1) * widths.count(common) / len(widths)
        if score > best_score:
            best, best_score = separator, score
    return best


def count_records(text: str, separator: str) -> int:
    """Count the records of a text by another method than the reader's.

    Quoted fields are taken out with one regular expression, after which every line that still
    holds anything but separators, or held a filled quoted field, is a record.
    """
    sep = re.escape(separator)
    field = re.compile(rf'(?:(?<=[{sep}\r\n])|\A)"((?:[^"]|"")*)"(?=[{sep}\r\n]|\Z)')
    flat = field.sub(lambda match: "x" if match.group(1).strip() else "", text.lstrip("\ufeff"))
    blank = re.compile(rf'[{sep}\s"]*')
    return sum(1 for line in re.split(r"\r\n|\r|\n", flat) if not blank.fullmatch(line))
