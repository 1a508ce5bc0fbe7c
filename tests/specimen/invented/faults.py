"""Faults put into the registers on purpose, of the kinds that real ones have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from invented.chance import Chance

if TYPE_CHECKING:
    from collections.abc import Callable

    from invented.assemble import Sheet
    from invented.cells import Cell

__all__ = ["put_faults_in"]

Row = dict[str, "Cell"]
#: What a fault leads to: the row is set aside, a value becomes null, a note is made, or nothing is lost.
Found = tuple[str | None, str, str]


def _heading(sheet: Sheet, *rules: str) -> str:
    return next(heading for rule in rules for heading, own in sheet.layout.headings.items() if own == rule)


def _xy(sheet: Sheet) -> tuple[str, str]:
    return _heading(sheet, "easting", "tc_easting", "lon", "tc_lon"), _heading(
        sheet, "northing", "tc_northing", "lat", "tc_lat"
    )


def _swapped(sheet: Sheet, row: Row) -> Found:
    x, y = _xy(sheet)
    row[x], row[y] = row[y], row[x]
    return f"{x} + {y}", "coordinates stand the wrong way round", "place-corrected-or-lost"


def _bad_easting(sheet: Sheet, row: Row) -> Found:
    x, _ = _xy(sheet)
    row[x] = int(str(row[x])[:4])
    return x, "the last digits of the easting are cut off", "place-lost-or-by-postcode"


def _zero_easting(sheet: Sheet, row: Row) -> Found:
    x, y = _xy(sheet)
    row[x] = row[y] = 0
    return x, "coordinates are zero", "place-lost-or-by-postcode"


def _degrees(sheet: Sheet, row: Row) -> Found:
    x, y = _xy(sheet)
    row[x], row[y] = "-1.3321", "51.0604"
    return x, "degrees in a column of metres", "place-corrected-or-lost"


def _no_place(sheet: Sheet, row: Row) -> Found:
    rules = (
        "easting",
        "northing",
        "lon",
        "lat",
        "tc_easting",
        "tc_northing",
        "tc_lon",
        "tc_lat",
        "wkt",
        "postcode",
        "tc_postcode",
    )
    for heading, rule in sheet.layout.headings.items():
        if rule in {*rules, "uprn"}:
            row[heading] = None
    row["_no_shape"] = "yes"
    return None, "neither coordinates, nor UPRN, nor postcode", "kept-without-place"


def _value(rule: str, value: Cell, words: str, effect: str) -> Callable[[Sheet, Row], Found]:
    def put(sheet: Sheet, row: Row) -> Found:
        options = rule.split("|")
        heading = _heading(sheet, *options)
        row[heading] = value
        return heading, words, effect

    return put


def _uprn(sheet: Sheet, row: Row) -> Found:
    heading = _heading(sheet, "uprn")
    row[heading] = "9.9E+11"
    return heading, "the UPRN lost its digits to a spreadsheet", "value-null"


def _around(before: str, after: str, words: str) -> Callable[[Sheet, Row], Found]:
    def put(sheet: Sheet, row: Row) -> Found:
        heading = _heading(sheet, "name")
        row[heading] = str(row[heading]).replace(" ", before, 1) + after
        return heading, words, "value-kept"

    return put


_IN_A_ROW: dict[str, Callable[[Any, Row], Found]] = {
    "swapped": _swapped,
    "bad-easting": _bad_easting,
    "zero-easting": _zero_easting,
    "degrees-in-metres": _degrees,
    "no-place": _no_place,
    "scientific-uprn": _uprn,
    "not-an-area": _value("floor_area_m2", "see plan", "words where an area belongs", "value-null"),
    "not-a-number": _value("running_cost_gbp", "ask finance", "words where a sum belongs", "value-null"),
    "not-applicable": _value(
        "floor_area_m2", "Not Applicable", "the usual word for not given", "value-null-no-issue"
    ),
    "sentence-in-number": _value(
        "staff_fte", "crewed from the next station", "a sentence where a number belongs", "value-null"
    ),
    "bad-date": _value("lease_end", "31/02/2031", "a day that no calendar has", "value-null"),
    "bad-postcode": _value(
        "postcode", "to be confirmed with Royal Mail", "words where a postcode belongs", "value-null"
    ),
    "percent-out": _value("unused_pct|staff_fte", "-140", "a share or count below nothing", "value-null"),
    "negative-area": _value("floor_area_m2", -450, "an area below nothing", "value-null"),
    "bad-shape": _value("wkt", "POLYGON ((415000 279000, 415100", "the outline is cut off", "shape-null"),
    "blank-sensitivity": _value(
        "sensitivity|marking", None, "a blank in a column of sensitivities", "restricted"
    ),
    "line-break": _around("\n", "", "a line break within a cell"),
    "no-break-space": _around("\u00a0", "\u00a0", "no-break spaces"),
}


def _twin(sheet: Sheet, place: int) -> Row:
    return dict(sheet.rows[place])


def _blank(sheet: Sheet, _place: int) -> Row:
    return dict.fromkeys(sheet.layout.headings)


def _totals(sheet: Sheet, _place: int) -> Row:
    floor = _heading(sheet, "floor_area_m2")
    total = sum(value for row in sheet.rows if isinstance(value := row[floor], int))
    return dict.fromkeys(sheet.layout.headings) | {_heading(sheet, "name"): "Total", floor: total}


_OF_A_ROW: dict[str, tuple[Callable[[Any, int], Row], str, str]] = {
    "twin-row": (_twin, "the row stands twice, to the letter", "one-site"),
    "blank-row": (_blank, "a row that holds nothing", "passed-over"),
    "totals-row": (_totals, "a row of totals at the end", "row-set-aside"),
}


def put_faults_in(sheet: Sheet, protected: set[str]) -> list[dict[str, Any]]:
    """Put a layout's faults into its rows, never into planted ones, and say where they are.

    Parameters
    ----------
    protected
        References of planted records.
    """
    chance = Chance(f"faults of {sheet.layout.id}")
    placed: list[tuple[str, Row, Found]] = []
    used: set[int] = set()
    for kind in sheet.layout.faults:
        for _ in range(1 if kind in _OF_A_ROW else 2):
            place = _free_row(sheet, chance, protected, used)
            if kind == "same-reference":
                placed.append((kind, *_same_reference(sheet, place, chance, protected, used)))
            elif kind in _OF_A_ROW:
                placed.append((kind, *_new_row(sheet, kind, place, used)))
            else:
                placed.append((kind, sheet.rows[place], _IN_A_ROW[kind](sheet, sheet.rows[place])))
    return [_told(sheet, kind, row, found) for kind, row, found in placed]


def _free_row(sheet: Sheet, chance: Chance, protected: set[str], used: set[int]) -> int:
    while True:
        place = chance.between(0, len(sheet.rows) - 1)
        record = sheet.records[place]
        if place in used or record is None or record.reference in protected or record.easting is None:
            continue
        if record.outward_only or record.sensitivity != "open":
            continue
        used.add(place)
        return place


def _same_reference(
    sheet: Sheet, place: int, chance: Chance, protected: set[str], used: set[int]
) -> tuple[Row, Found]:
    other = _free_row(sheet, chance, protected, used)
    heading = _heading(sheet, "reference")
    sheet.rows[other][heading] = sheet.rows[place][heading]
    return sheet.rows[other], (heading, "two properties share a reference", "both-kept")


def _new_row(sheet: Sheet, kind: str, place: int, used: set[int]) -> tuple[Row, Found]:
    make, words, effect = _OF_A_ROW[kind]
    row = make(sheet, place)
    at = len(sheet.rows) if kind == "totals-row" else place + 1
    sheet.rows.insert(at, row)
    sheet.records.insert(at, sheet.records[place] if kind == "twin-row" else None)
    moved = {one + 1 if one >= at else one for one in used} | {at}
    used.clear()
    used.update(moved)
    return row, (None, words, effect)


#: The code of the fixed list of issues that each kind of fault may be told by; none where nothing is said.
_ISSUES: dict[str, list[str]] = {
    "swapped": ["coordinates-disagree", "coordinates-outside", "coordinates-swapped"],
    "bad-easting": ["coordinates-disagree", "coordinates-outside", "coordinates-digits", "digits-missing"],
    "zero-easting": ["coordinates-outside", "coordinates-placeholder"],
    "degrees-in-metres": ["coordinates-disagree", "coordinates-outside", "coordinates-in-degrees"],
    "no-place": ["not-located"],
    "bad-shape": ["value-not-understood", "bad-geometry"],
    "twin-row": ["repeated-row"],
    "blank-row": ["blank-rows"],
    "totals-row": ["totals-row"],
    "same-reference": ["reference-repeated"],
    "not-applicable": [],
    "blank-sensitivity": [],
    "line-break": [],
    "no-break-space": [],
}


def _told(sheet: Sheet, kind: str, row: Row, found: Found) -> dict[str, Any]:
    column, words, effect = found
    reference = row.get(next(h for h, rule in sheet.layout.headings.items() if rule in {"reference", "urn"}))
    number = sheet.number_of(row)
    breaks = sum(
        str(value).count("\n")
        for other in sheet.rows[: number - sheet.layout.first_row]
        for value in other.values()
    )
    return {
        "register_id": sheet.layout.id,
        "file": sheet.layout.path,
        "source_row": number,
        "source_line": number + breaks,
        "reference": reference,
        "column": column,
        "kind": kind,
        "what": words,
        "effect": effect,
        "issue_codes": _ISSUES.get(kind, ["value-not-understood"]),
    }
