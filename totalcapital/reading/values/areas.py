"""Areas of floors and land in square metres, whatever the unit."""

from __future__ import annotations

import re
from typing import Final

from totalcapital.reading.values.parsed import Parsed
from totalcapital.reading.values.quantities import number_of, why_no_number, without_doubt
from totalcapital.reading.values.text import is_not_given, tidy

__all__ = ["area_factor", "basis_in_heading", "parse_area_m2", "unit_in_heading", "without_units"]

#: Square metres in one of each unit. Acre and foot are the international ones.
AREA_UNITS: Final = {"m2": 1.0, "ha": 10_000.0, "acre": 4046.8564224, "sqft": 0.09290304, "km2": 1e6}
_SPELLINGS: Final = {
    "m2": "m2 m sqm sqms sqmt sqmts sqmtr sqmtrs sqmetre sqmetres sqmeter sqmeters squaremetre squaremetres squaremeters "
          "squaremeter metressquared metresquared msq metres2 mtr2",
    "ha": "ha has hect hects hectare hectares hectre hectres", "acre": "ac acs acr acre acres",
    "sqft": "sqft sqfeet sqfoot ft2 ftsq squarefeet squarefoot sf", "km2": "km2 sqkm squarekm squarekilometres",
}  # fmt: skip
_UNIT_OF: Final = {word: unit for unit, words in _SPELLINGS.items() for word in words.split()}
_BASES: Final = {
    "gross internal": "GIA",
    "net internal": "NIA",
    "gross external": "GEA",
    "net lettable": "NIA",
}
_BASIS: Final = re.compile(
    r"(?<![a-z])(GIA|NIA|GEA|GIFA|NLA)(?![a-z])|gross[ _]internal|net[ _]internal|gross[ _]external|net[ _]lettable",
    re.IGNORECASE,
)
_HEADING_UNIT: Final = re.compile(
    r"(?<![a-z])(sq(?:uare|\.)?[ _.]*(?:m(?:et(?:re|er)s?|trs?|ts?|s)?|f(?:t|eet|oot)|k(?:m|ilometres)|mtrs?)|m(?:etres?)?[ _]?(?:2|sq)|"
    r"ft[ _]?(?:2|sq)|km ?2|metres[ _]squared|h(?:a|ect(?:are)?s?)|acres?|ac)(?![a-z0-9])\.?",  # codespell:ignore
    re.IGNORECASE,
)
_PIECE: Final = re.compile(r"([-+\d.,]+|\d{1,2}(?: \d{3})+(?:\.\d+)?) ?([a-z][a-z0-9 .]*)?")
_CELL_BASIS: Final = re.compile(r"[( ]*\b(?:gia|nia|gea|gifa)\b[) :]*")


def parse_area_m2(text: str, unit: str = "m2") -> Parsed:
    """Return an area in square metres; a unit in the cell goes before the column's.

    Of an area given twice the first counts, where the two agree within their rounding; where they
    do not, neither is known.

    Examples
    --------
    >>> parse_area_m2("0.5 hectares (1.2 acres)").value
    5000.0
    >>> parse_area_m2("0.5 hectares (12 acres)").fault
    'two areas that disagree'
    >>> round(parse_area_m2("1,000 sq ft").value, 2)
    92.9
    """
    if is_not_given(text):
        return Parsed()
    said = tidy(text).casefold().replace("â²", "²").replace("²", "2").replace("\u2212", "-")
    if re.fullmatch(r"\([^()]*\)", said) and number_of(said[1:-1].strip()) is not None:
        return Parsed(fault="less than zero (a number in brackets)")
    plain, note = without_doubt(_CELL_BASIS.sub(" ", said).strip())
    pieces = [piece.strip() for piece in re.split(r"[/(=;)]|\bor\b", plain) if piece.strip()]
    areas = [_area(piece, unit if len(pieces) == 1 else None) for piece in pieces[:2]]
    if not pieces or len(pieces) > 2 or areas[0] is None or areas[-1] is None:
        return Parsed(fault=_why(plain))
    (value, low, high), (_, other_low, other_high) = areas[0], areas[-1]
    if value < 0:
        return Parsed(fault="less than zero")
    if max(low, other_low) > min(high, other_high):
        return Parsed(fault="two areas that disagree")
    return Parsed(value, note=note)


def area_factor(unit: str) -> float | None:
    """Return the square metres in one of a unit, in any of its spellings; null for an unknown one.

    Examples
    --------
    >>> area_factor("Hectares"), area_factor("rods")
    (10000.0, None)
    """
    name = _UNIT_OF.get(re.sub(r"[^a-z2]", "", unit.casefold()))
    return AREA_UNITS[name] if name else None


def _why(plain: str) -> str:
    reason = why_no_number(re.sub(r" ?[a-z]+[a-z0-9 .]*$", "", plain))
    return "not an area" if reason == "not a number" else reason.replace("a number", "an area")


def _area(piece: str, unit: str | None) -> tuple[float, float, float] | None:
    """Return an area with the least and the greatest it was rounded from, or null."""
    match = _PIECE.fullmatch(piece)
    if not match:
        return None
    digits, said = match.group(1).strip(), (match.group(2) or "").replace(" ", "").replace(".", "")
    name = _UNIT_OF.get(said or (unit or "").casefold().replace(" ", ""))
    value = number_of(digits)
    if value is None or name is None:
        return None
    decimals = len(digits.partition(".")[2])
    half = 0.5 * 10.0**-decimals
    return tuple(AREA_UNITS[name] * v for v in (value, value - half, value + half))  # type: ignore[return-value]


def unit_in_heading(heading: str) -> str | None:
    """Return the unit of area that a heading names, or null.

    Examples
    --------
    >>> [unit_in_heading(h) for h in ("Site area (Ha)", "GIA_SQFT", "Floor Area Sq. Mtrs", "Acreage", "Area (m²)")]
    ['ha', 'sqft', 'm2', None, 'm2']
    """
    match = _HEADING_UNIT.search(heading.replace("²", "2").replace("_", " "))
    return _UNIT_OF.get(re.sub(r"[^a-z2]", "", match.group(0).casefold())) if match else None


def basis_in_heading(heading: str) -> str | None:
    """Return how the floor area under a heading is measured: GIA, NIA, GEA, or null.

    Examples
    --------
    >>> [basis_in_heading(h) for h in ("GIA_SQM", "Net internal area", "Diagram")]
    ['GIA', 'NIA', None]
    """
    match = _BASIS.search(heading.replace("_", " "))
    if not match:
        return None
    said = match.group(0).casefold()
    return _BASES.get(said) or {"gifa": "GIA", "nla": "NIA"}.get(said) or said.upper()


def without_units(heading: str) -> str:
    """Return a heading without the unit of area or the scale of money it names.

    Examples
    --------
    >>> [without_units(h) for h in ("Gross Internal Area (Sq. Mtrs)", "Book value £'000", "Site area in ha")]
    ['Gross Internal Area', 'Book value', 'Site area']
    """
    plain = _HEADING_UNIT.sub(" ", heading.replace("²", "2").replace("_", " "))
    plain = re.sub(
        r"\([^)\w£]*\)|£ ?(?:['’‘]?000['’‘]?s?|k|mn?|thousands?|millions?)?(?![a-z])|['’‘]000s?",
        " ",
        plain,
        flags=re.IGNORECASE,
    )
    plain = re.sub(r"\bin\s*$|[(\[]\s*[)\]]", " ", " ".join(plain.split()))
    return " ".join(plain.split()).strip(" -:,")
