"""What the XML of an XLSX workbook says beside its values."""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import IO, TYPE_CHECKING, Final

from totalcapital.reading.sheets.sheet_marks import (
    Merge,
    SheetMarks,
    Tally,
    check_size,
    local_name,
    new_parser,
    parse,
    whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path
    from xml.parsers import expat

__all__ = ["read_xlsx_marks"]

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: Number formats of Excel's own that show percentages.
_PERCENT_FORMATS: Final = frozenset({"9", "10"})
_TRUE: Final = frozenset({"1", "true"})


def read_xlsx_marks(path: Path, shown: str, wanted: Collection[str]) -> dict[str, SheetMarks]:
    """Return the marks of the sheets wanted; a sheet whose part is not found has none.

    Parameters
    ----------
    wanted
        Names of sheets.

    Raises
    ------
    Refusal
        If the workbook is damaged, or a sheet spans more cells than can be read.
    """
    check_size(path, shown)
    marks = {}
    with zipfile.ZipFile(path) as archive:
        have = set(archive.namelist())
        percent = _percent_styles(archive, shown) if "xl/styles.xml" in have else frozenset()
        for name, part in _parts(archive, shown).items():
            if name in wanted and part in have:
                with archive.open(part) as stream:
                    marks[name] = _scan(stream, f"{shown}, sheet {name}", percent)
    return marks


def _elements(archive: zipfile.ZipFile, part: str, shown: str) -> list[tuple[str, dict[str, str]]]:
    """Return name and attributes of every element of a small part, without prefixes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((local_name(name), {local_name(key): value for key, value in attributes.items()}))

    if part in archive.namelist():
        with archive.open(part) as stream:
            parse(new_parser(shown, start), stream, shown)
    return found


def _parts(archive: zipfile.ZipFile, shown: str) -> dict[str, str]:
    """Return the part that holds each sheet."""
    book = "xl/workbook.xml"
    for name, attributes in _elements(archive, "_rels/.rels", shown):
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            book = attributes.get("Target", book).lstrip("/")
    folder, file = posixpath.split(book)
    targets = {
        attributes.get("Id"): posixpath.normpath(posixpath.join(f"/{folder}", attributes.get("Target", "")))
        for name, attributes in _elements(archive, f"{folder}/_rels/{file}.rels", shown)
        if name == "Relationship"
    }
    return {
        attributes.get("name", ""): targets[attributes.get("id")].lstrip("/")
        for name, attributes in _elements(archive, book, shown)
        if name == "sheet" and attributes.get("id") in targets
    }


def _percent_styles(archive: zipfile.ZipFile, shown: str) -> frozenset[str]:
    """Return the numbers of the cell styles that show percentages."""
    formats, styles = set(_PERCENT_FORMATS), []
    in_cells = False
    for name, attributes in _elements(archive, "xl/styles.xml", shown):
        if name == "numFmt" and "%" in attributes.get("formatCode", ""):
            formats.add(attributes.get("numFmtId", ""))
        elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            in_cells = name == "cellXfs"
        elif name == "xf" and in_cells:
            styles.append(attributes.get("numFmtId", ""))
    return frozenset(str(number) for number, format_ in enumerate(styles) if format_ in formats)


def _scan(stream: IO[bytes], shown: str, percent: Collection[str]) -> SheetMarks:
    scan = _Scan(shown, percent)
    parse(scan.parser, stream, shown)
    scan.tally.check(scan.row)
    return scan.tally.marks()


class _Scan:
    """One pass over a sheet: a call for each element, so it does as little as it can."""

    def __init__(self, shown: str, percent: Collection[str]) -> None:
        self.tally = Tally(shown)
        self.parser: expat.XMLParserType = new_parser(shown, self._start)
        self.row = 0
        self._percent = percent
        self._column = -1
        self._letters: dict[str, int] = {}
        self._cell: Mapping[str, str] = {}
        self._text: list[str] | None = None
        self._is_formula = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            known = self._letters.get(letters)
            self._column = self._number_of(letters) if known is None else known
            self._cell = attributes
            if attributes.get("t") == "e":
                self._watch_cell(is_formula=False)
        elif name in {"v", "is"}:
            self._start_value()
        elif name == "t":
            return
        elif ":" in name:
            self._start(local_name(name), attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self._watch_cell(is_formula=True)
        else:
            self._start_rare(name, attributes)

    def _start_rare(self, name: str, attributes: dict[str, str]) -> None:
        if name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in _TRUE:
            first, last = whole_number(attributes.get("min")), whole_number(attributes.get("max"))
            self.tally.hidden_columns.update(range(first - 1, min(last, first + 1000)))
        elif name == "filterColumn":
            self.tally.is_filtered = True

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self.row = whole_number(attributes.get("r"), self.row + 1)
        self._column = -1
        self.tally.check(self.row)
        if attributes.get("hidden") in _TRUE:
            self.tally.hidden_rows.add(self.row)

    def _number_of(self, letters: str) -> int:
        if not letters:
            return self._column + 1
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        self._letters[letters] = number - 1
        return number - 1

    def _start_value(self) -> None:
        tally, column = self.tally, self._column
        tally.last_row = self.row
        if column > tally.last_column:  # noqa: PLR1730 - runs for every cell; a call to max costs more
            tally.last_column = column
        if self._percent and self._cell.get("t", "n") == "n":
            tally.numbers[column] = tally.numbers.get(column, 0) + 1
            if self._cell.get("s") in self._percent:
                tally.percentages[column] = tally.percentages.get(column, 0) + 1
        if self._text is not None:
            self._text.clear()
            self.parser.CharacterDataHandler = self._text.append

    def _watch_cell(self, *, is_formula: bool) -> None:
        """Listen to what the cell says: only few are worth it."""
        self._is_formula = is_formula
        self._text = []
        self.parser.EndElementHandler = self._end

    def _end(self, name: str) -> None:
        if local_name(name) == "v":
            self.parser.CharacterDataHandler = None
        if local_name(name) != "c" or self._text is None:
            return
        place, text, kind = (self.row, self._column), "".join(self._text), self._cell.get("t", "n")
        if kind == "e":
            self.tally.errors[place] = text
        elif self._is_formula and not text and kind != "str":
            self.tally.not_calculated.append(place)
        self._text, self._is_formula = None, False
        self.parser.EndElementHandler = None

    def _merge(self, reference: str) -> None:
        found = _REFERENCE.findall(reference)
        if found:
            (first, top), (last, bottom) = found[0], found[-1]
            self.tally.merged.append(
                Merge(int(top), self._number_of(first), int(bottom), self._number_of(last))
            )
