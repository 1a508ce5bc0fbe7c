"""Text with separators. Strict on purpose: the usual readers drop rows without a word."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from totalcapital.reading.door.sniffing import decode
from totalcapital.reading.headings.grid import table_from_rows
from totalcapital.reading.raw import Fault, RawTable, Refusal
from totalcapital.reading.text.quick_text import HEAD_LINES, join_plain, read_quickly, take_doubtful
from totalcapital.reading.text.record_count import count_records
from totalcapital.reading.text.shifted import repair_shifted
from totalcapital.reading.text.strict_text import LONGEST_CELL, read_rows
from totalcapital.reading.text.wide_rows import name_extra_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from totalcapital.reading.profiles import FileHints
    from totalcapital.reading.text.quick_text import PlainRows
    from totalcapital.reading.text.strict_text import TextRows

__all__ = ["read_delimited"]

_SEPARATORS: Final = (",", ";", "\t", "|", "¬")
_SEPARATOR_NAMES: Final = {";": "semicolons", "\t": "tabs", "|": "upright strokes", "¬": "not signs"}
#: Rows named one by one for a fault that many rows may have; beyond, the file is named.
_NAMED: Final = 50
#: A line as it stands in the file, its end included.
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_EXPORT: Final = "Export the file again."
#: The columns of a sheet in Excel, and the lines whose width is looked at.
_MOST_COLUMNS: Final = 16_384
_FIRST_LINES: Final = 100


def read_delimited(path: Path, shown: str, hints: FileHints, *, is_quick: bool = True) -> RawTable:
    """Read text with separators into cells, each row with its number or its fault.

    Encoding, separator and heading row are recognised where the hints leave them out, and what
    was decided stands in ``facts`` and, where it is not the usual, among the faults.

    Parameters
    ----------
    is_quick
        Whether the plain rows of a large file are read by Arrow; the table is the same without.

    Raises
    ------
    Refusal
        If no line holds headings, there are more columns than a spreadsheet has, or the encoding or
        separator named in the estate file is none.
    """
    csv.field_size_limit(2**31 - 1)  # a limit of the whole process; ours is LONGEST_CELL
    text, data, encoding, faults = _text_of(path, shown, hints)
    nul_lines = _lines_with_nul(text)
    if nul_lines:
        text = text.replace("\x00", "")
        data = text.encode("utf-8", "surrogatepass")
    separator, evidence = (hints.separator, None) if hints.separator else _find_separator(text)
    if len(separator) != 1:
        raise Refusal(
            f"{shown}: separator {separator!r} is not one character. Correct it in the estate file."
        )
    _check_width(text, separator, shown)
    if evidence and separator != ",":
        faults.append(_separator_fault(separator, evidence))
    is_quick = is_quick and not nul_lines and separator.isascii()
    found = _quickly(data, separator, shown, hints) if is_quick else None
    read, plain = found or (read_rows(_LINE.findall(text), separator), None)
    raw = table_from_rows(read.rows, read.numbers, shown, hints)
    raw = name_extra_cell(raw, read, shown, hints)
    if plain is not None:
        join_plain(raw, plain)
    heading_line = raw.facts["last_heading_row"]
    above = _set_aside(raw, read) + sum(
        line <= heading_line and any(map(str.strip, row))
        for line, row in zip(read.numbers, read.rows, strict=True)
    )
    raw.second_count = _count(text, data, separator, read.swallowers) - above
    _judge_widths(raw, read, separator, is_cut=not text.endswith(("\n", "\r")))
    raw.faults += _nul_faults(nul_lines, read)
    raw.facts |= {"format": "delimited", "encoding": encoding, "separator": separator}
    raw.faults[:0] = faults
    return raw


def _check_width(text: str, separator: str, shown: str) -> None:
    """Refuse a text with more columns than a spreadsheet has: it is no register, and takes for ever."""
    first = islice(_LINE.finditer(text), _FIRST_LINES)
    widest = 1 + max((line.group().count(separator) for line in first), default=0)
    if widest > _MOST_COLUMNS:
        raise Refusal(
            f"{shown}: expected at most {_MOST_COLUMNS:,} columns; found a row of {widest:,}. Export the table again."
        )


def _quickly(data: bytes, separator: str, shown: str, hints: FileHints) -> tuple[TextRows, PlainRows] | None:
    """Read a large text mostly by Arrow; null where all of it is to be read strictly."""
    found = read_quickly(data, separator, heading_row=hints.heading_row)
    if found is None:
        return None
    read, plain = found
    head = sum(number <= plain.numbers[0] for number in read.numbers)
    try:
        headings = table_from_rows(read.rows[:head], read.numbers[:head], shown, hints).headings
    except Refusal:
        return None
    doubtless = take_doubtful(plain, read, headings) if head >= HEAD_LINES // 2 else None
    if doubtless is None:
        return None
    plain, read = doubtless
    return (read, plain) if len(plain.numbers) else None


def _text_of(path: Path, shown: str, hints: FileHints) -> tuple[str, bytes, str, list[Fault]]:
    """Return the text of a file, the same in UTF-8, its encoding, and what had to be assumed."""
    data = path.read_bytes()
    faults = []
    if hints.encoding:
        try:
            text, encoding = data.decode(hints.encoding, errors="replace"), hints.encoding
        except LookupError:
            raise Refusal(
                f"{shown}: encoding {hints.encoding!r} is not known. Correct it in the estate file."
            ) from None
        text = text.removeprefix("\ufeff")
    else:
        text, encoding = decode(data)
        if encoding in {"cp1252", "latin-1"}:
            words = f"the text is not UTF-8; read as {encoding}."
            faults.append(Fault("encoding-assumed", "note", words, "Save the file as UTF-8."))
        elif encoding not in {"utf-8", "utf-8-sig"}:
            words = f"its byte order mark says the text is {encoding.upper()}; read as such."
            faults.append(Fault("encoding-recognised", "note", words, "Save the file as UTF-8."))
    if encoding == "utf-8-sig" and data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    elif encoding != "utf-8":
        data = text.encode("utf-8", "surrogatepass")
    return text, data, encoding, faults


def _lines_with_nul(text: str) -> dict[int, int]:
    """Return each line that holds NUL characters, 0 the first, and how many."""
    if "\x00" not in text:
        return {}
    return {
        position: count for position, line in enumerate(_LINE.findall(text)) if (count := line.count("\x00"))
    }


def _nul_faults(lines: Mapping[int, int], read: TextRows) -> list[Fault]:
    """Name the rows that NUL characters were taken out of."""
    faults = []
    words = "NUL characters stand in the {}; they were taken out."
    if len(lines) <= _NAMED:
        for line in lines:
            number = max(
                (n for n, begins in zip(read.numbers, read.lines, strict=True) if begins <= line), default=1
            )
            faults.append(Fault("nul-character", "note", words.format("row"), _EXPORT, number))
    else:
        faults.append(Fault("nul-character", "note", words.format("text"), _EXPORT, rows_count=len(lines)))
    return faults


def _count(text: str, data: bytes, separator: str, swallowers: Sequence[int]) -> int:
    """Count the records of a text; a line whose quotation mark swallowed rows is one of its own."""
    if not swallowers:
        return count_records(text, separator, data)
    apart = set(swallowers)
    rest = "".join(line for position, line in enumerate(_LINE.findall(text)) if position not in apart)
    return count_records(rest, separator) + len(apart)


def _set_aside(raw: RawTable, read: TextRows) -> int:
    """Set aside the rows that cannot be read; return how many such stand above the headings."""
    last = raw.facts["last_heading_row"]
    faults = [
        Fault(
            "unclosed-quote",
            "error",
            "a quotation mark is opened and not closed.",
            "Close it, or export the file again.",
            number,
            value=line[:120],
        )
        for number, line in read.broken.items()
    ]
    words = f"expected cells of up to {LONGEST_CELL:,} characters; found a longer one."
    fix = "Shorten it; perhaps a quotation mark is not closed."
    faults += [
        Fault("cell-too-long", "error", words, fix, number, value=begins)
        for number, begins in read.too_long.items()
    ]
    below = [fault for fault in faults if (fault.source_row or 0) > last]
    raw.faults += below
    raw.rows_read += len(below)
    words = (
        "a quoted cell holds line breaks, and each of its lines looks like a row: it may have swallowed rows."
    )
    raw.faults += [
        Fault("lines-in-cell", "warning", words, "Check the quotation marks of the row.", number)
        for number in sorted(read.swallowing)
        if number > last
    ]
    return len(faults) - len(below)


def _judge_widths(raw: RawTable, read: TextRows, separator: str, *, is_cut: bool) -> None:
    """Put shifted rows right, name short ones, and tell a last row that is cut off."""
    width = len(raw.headings)
    cells = dict(zip(read.numbers, read.rows, strict=True))
    wide = {fault.source_row for fault in raw.faults if fault.code == "extra-cells"}
    repair_shifted(raw, {number: cells[number] for number in wide if number in cells}, separator)
    whole = next((fault for fault in raw.faults if fault.code == "short-rows"), None)
    if whole is None:
        return
    kept = set(raw.source_rows)
    short = [number for number, row in cells.items() if len(row) < width and number in kept]
    if is_cut and short and short[-1] == max(cells):
        words = f"the file ends within this row, after {len(cells[short[-1]])} of {width} cells; it may be cut off."
        raw.faults.append(Fault("cut-off", "warning", words, "Download or export the file again.", short[-1]))
    if len(short) <= _NAMED:
        at = raw.faults.index(whole)
        raw.faults[at : at + 1] = [
            Fault(
                whole.code,
                whole.level,
                f"expected {width} cells; found {len(cells[number])}. The rest was read as not given.",
                whole.fix,
                number,
            )
            for number in short
        ]


def _find_separator(text: str) -> tuple[str, str]:
    """Return the separator that splits the first lines into the most equal widths, and how well."""
    sample = text[:200_000]
    best, best_score, evidence = ",", 0.0, ""
    for separator in _SEPARATORS:
        if separator not in sample:
            continue
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))[:60]
        widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
        if not widths:
            continue
        common = max(set(widths), key=lambda w: (widths.count(w), w))
        score = (common - 1) * widths.count(common) / len(widths)
        if score > best_score:
            best, best_score = separator, score
            evidence = f"{widths.count(common)} of the first {len(widths)} rows have {common} cells"
    return best, evidence


def _separator_fault(separator: str, evidence: str) -> Fault:
    name = _SEPARATOR_NAMES[separator]
    words = f"cells are separated by {name}: read so, {evidence}."
    fix = "Nothing, if that is right; else say separator in the estate file."
    return Fault("separator-recognised", "note", words, fix, value=separator)
