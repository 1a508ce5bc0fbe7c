"""Text with separators. Strict on purpose: the usual readers drop rows without a word."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from totalcapital.reading.grid import table_from_rows
from totalcapital.reading.raw import Fault, RawTable, Refusal
from totalcapital.reading.sniffing import decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from totalcapital.reading.profiles import FileHints

__all__ = ["count_records", "read_delimited"]

_SEPARATORS: Final = (",", ";", "\t", "|", "¬")
_LONGEST_CELL: Final = 1_000_000
#: A line as it stands in the file, its end included.
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def read_delimited(path: Path, shown: str, hints: FileHints) -> RawTable:
    """Read text with separators into cells, each row with its line number or its fault.

    Encoding, separator and heading row are recognised where the hints leave them out, and what
    was decided stands in ``facts``.

    Raises
    ------
    Refusal
        If no line holds headings, a cell is far too long, or the encoding or separator named in
        the estate file is none.
    """
    csv.field_size_limit(2**31 - 1)  # a limit of the whole process; ours is _LONGEST_CELL
    text, encoding, faults = _text_of(path, shown, hints)
    separator = hints.separator or _find_separator(text)
    if len(separator) != 1:
        raise Refusal(
            f"{shown}: separator {separator!r} is not one character. Correct it in the estate file."
        )
    lines, rows, broken = _parse(text, separator, shown)
    raw = table_from_rows(rows, lines, shown, hints)
    heading_line = raw.facts["last_heading_row"]
    above = _set_aside_broken(raw, broken)
    raw.second_count = (
        count_records(text, separator)
        - above
        - sum(
            1
            for line, row in zip(lines, rows, strict=True)
            if line <= heading_line and any(map(str.strip, row))
        )
    )
    raw.facts |= {"format": "delimited", "encoding": encoding, "separator": separator}
    raw.faults[:0] = faults
    return raw


def _text_of(path: Path, shown: str, hints: FileHints) -> tuple[str, str, list[Fault]]:
    """Return the text of a file, its encoding, and what had to be assumed or taken out."""
    data = path.read_bytes()
    faults = []
    if hints.encoding:
        try:
            text, encoding = data.decode(hints.encoding, errors="replace"), hints.encoding
        except LookupError:
            raise Refusal(
                f"{shown}: encoding {hints.encoding!r} is not known. Correct it in the estate file."
            ) from None
    else:
        text, encoding = decode(data)
        if encoding in {"cp1252", "latin-1"}:
            words = f"the text is not UTF-8; read as {encoding}."
            faults.append(Fault("encoding-assumed", "note", words, "Save the file as UTF-8."))
    if found := text.count("\x00"):
        words = "NUL characters stand in the text; they were taken out."
        faults.append(Fault("nul-character", "note", words, "Export the file again.", rows_count=found))
        text = text.replace("\x00", "")
    return text, encoding, faults


def _parse(text: str, separator: str, shown: str) -> tuple[list[int], list[list[str]], dict[int, str]]:
    """Return the number of each row, the rows, and number and text of those with an open quote.

    Rows are numbered as a spreadsheet shows them: a cell with line breaks is in one row. A quote
    that is opened and not closed runs on to the next one, over any number of lines. Such a line is
    set aside and reading goes on with the line after it.
    """
    physical = _LINE.findall(text)
    numbers: list[int] = []
    rows: list[list[str]] = []
    broken: dict[int, str] = {}
    start = 0
    while start < len(physical):
        first = start
        reader = csv.reader((physical[i] for i in range(first, len(physical))), delimiter=separator)
        for row in reader:
            end = first + reader.line_num
            if end - start > 1 and count_records("".join(physical[start:end]), separator) > 1:
                broken[len(rows) + len(broken) + 1] = physical[start].strip()
                start += 1
                break
            number = len(rows) + len(broken) + 1
            _check_cells(row, number, shown)
            numbers.append(number)
            rows.append(row)
            start = end
    return numbers, rows, broken


def _check_cells(row: Sequence[str], number: int, shown: str) -> None:
    longest = max(row, key=len, default="")
    breaks = longest.count("\n")
    if len(longest) > _LONGEST_CELL or (len(longest) > 5000 and breaks > 50):
        raise Refusal(
            f"{shown}, row {number}: a cell holds {len(longest):,} characters over {breaks + 1} lines; perhaps a "
            "quotation mark is opened and not closed. Close it, or export the file again."
        )


def _set_aside_broken(raw: RawTable, broken: Mapping[int, str]) -> int:
    """Set aside the rows with a quote that is not closed; return how many stand above the headings."""
    below = [number for number in broken if number > raw.facts["last_heading_row"]]
    for number in below:
        raw.faults.append(
            Fault(
                "unclosed-quote",
                "error",
                "a quotation mark is opened and not closed.",
                "Close it, or export the file again.",
                number,
                value=broken[number][:120],
            )
        )
    raw.rows_read += len(below)
    return len(broken) - len(below)


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
    field = re.compile(rf'(?:(?<=[{sep}\r\n])|\A)"((?:[^"]|"")*)"(?= *(?:[{sep}\r\n]|\Z))')
    flat = field.sub(lambda match: "x" if match.group(1).strip() else "", text.lstrip("\ufeff"))
    blank = re.compile(rf'[{sep}\s"]*')
    return sum(1 for line in re.split(r"\r\n|\r|\n", flat) if not blank.fullmatch(line))
