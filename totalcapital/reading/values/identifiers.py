"""Identifiers that other bodies give out: UPRNs and postcodes."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

from totalcapital.reading.values.parsed import Parsed
from totalcapital.reading.values.text import is_not_given, tidy

__all__ = ["find_postcode", "parse_postcode", "parse_uprn"]

_UPRN: Final = re.compile(r"\d{1,12}|\d{1,3}(?:,\d{3}){1,3}|\d{1,3}(?: \d{3}){1,3}", re.ASCII)
_SCIENTIFIC: Final = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d+)", re.ASCII)
_POSTCODE: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", re.ASCII)
_OUTWARD: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(?: \d)?", re.ASCII)
#: Outward and inward code as Royal Mail forms them: which letters may stand where.
_FORMED: Final = re.compile(
    r"((?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ]\d[ABCDEFGHJKPSTUW]|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY])|GIR)"  # codespell:ignore
    r"(\d[ABD-HJLNP-UW-Z]{2})",
    re.ASCII,
)
_HYPHENED: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) ?[-.,/] ?(\d[A-Z]{2})", re.ASCII)
_WITHIN: Final = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})(?![A-Z0-9])", re.ASCII)
_TAKEN_FOR: Final = {"O": "O0", "0": "0O", "I": "I1", "1": "1I", "l": "L1", "o": "O0", "i": "I1"}


def parse_uprn(text: str) -> Parsed:
    """Return a UPRN as digits without leading zeros; digits lost to a spreadsheet are a fault.

    Scientific notation is read where it still holds every digit.

    Examples
    --------
    >>> parse_uprn("010001234567.0").value
    '10001234567'
    >>> parse_uprn("1.00012345678E+11")
    Parsed(value='100012345678', fault=None, note='read from scientific notation; no digit is lost')
    >>> parse_uprn("1.00012E+11").fault
    'digits lost (scientific notation)'
    """
    if is_not_given(text):
        return Parsed()
    plain = re.sub(r"\.0*$", "", tidy(text).lstrip("'’‘`"))
    if match := _SCIENTIFIC.fullmatch(plain):
        digits = match.group(1) + (match.group(2) or "")
        if len(digits) == int(match.group(3)) + 1 <= 12 and len(digits) > 1:
            return Parsed(digits, note="read from scientific notation; no digit is lost")
        return Parsed(fault="digits lost (scientific notation)")
    if plain.isascii() and plain.isdigit():
        plain = plain.lstrip("0") or "0"
    if not _UPRN.fullmatch(plain):
        return Parsed(fault="not a UPRN (up to 12 digits)")
    return Parsed(re.sub("[ ,]", "", plain).lstrip("0") or None)


def parse_postcode(text: str) -> Parsed:
    """Return a postcode with one space, or an outward code alone where only that is given.

    A sector (``LS1 3``) is given by its outward code, ``LS1``. O for nought and I or l for one are
    put right only where exactly one reading is formed like a postcode.

    Examples
    --------
    >>> parse_postcode("ls13ab").value
    'LS1 3AB'
    >>> parse_postcode("LSI 3AB")
    Parsed(value='LS1 3AB', fault=None, note='a letter and a digit that look alike were exchanged')
    """
    if is_not_given(text):
        return Parsed()
    plain = tidy(text).strip(" .,")
    compact = plain.upper().replace(" ", "")
    if match := _FORMED.fullmatch(compact):
        return Parsed(f"{match.group(1)} {match.group(2)}")
    if (match := _HYPHENED.fullmatch(plain.upper())) and _FORMED.fullmatch(match.group(1) + match.group(2)):
        return Parsed(
            f"{match.group(1)} {match.group(2)}", note="a mark between its halves was read as a space"
        )
    if corrected := _corrected(plain.replace(" ", "")):
        return Parsed(corrected, note="a letter and a digit that look alike were exchanged")
    if match := _POSTCODE.fullmatch(compact):
        return Parsed(f"{match.group(1)} {match.group(2)}")
    if match := _OUTWARD.fullmatch(plain.upper()):
        return Parsed(match.group(1))
    if len(_WITHIN.findall(plain.upper())) == 1 and (within := find_postcode(plain)):
        return Parsed(within, note="the postcode in a longer text was taken")
    return Parsed(fault="not a postcode")


def _corrected(compact: str) -> str | None:
    """Return the one postcode that letters and digits taken for one another can make, or null."""
    if not 5 <= len(compact) <= 7:
        return None
    ways = product(*(_TAKEN_FOR.get(letter, letter.upper()) for letter in compact))
    found = {f"{m.group(1)} {m.group(2)}" for way in ways if (m := _FORMED.fullmatch("".join(way)))}
    return found.pop() if len(found) == 1 else None


def find_postcode(text: str) -> str | None:
    """Return the postcode that stands in an address; null where none does, or two.

    Only a full one counts, formed as Royal Mail forms them.

    Examples
    --------
    >>> find_postcode("12 High St, Leeds LS1 3AB")
    'LS1 3AB'
    >>> find_postcode("LS1 3AB and LS2 7HZ")
    """
    found = {
        f"{m.group(1)} {m.group(2)}"
        for m in _WITHIN.finditer(tidy(text).upper())
        if _FORMED.fullmatch(m.group(1) + m.group(2))
    }
    return found.pop() if len(found) == 1 else None
