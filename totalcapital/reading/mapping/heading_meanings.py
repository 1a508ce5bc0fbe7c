"""Which of our columns a heading of no known layout means, by the words of the field."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from totalcapital.reading.meaning.codelists import heading_synonyms
from totalcapital.reading.meaning.wordings import words_of
from totalcapital.reading.profiles import normal_heading
from totalcapital.reading.values import is_not_given, unit_in_heading, without_units
from totalcapital.tables import ASSETS, PROJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "add_complements",
    "address_lines",
    "by_synonyms",
    "columns_of",
    "heading_words",
    "takes_unit",
]

#: What stands in brackets behind a heading to say how to fill it in.
_HINT: Final = re.compile(
    r"[(\[]\s*(?:[a-z]\s*(?:-|–|/|to)\s*[a-z]|yes\s*/\s*no|approx\.?|est(?:imated|\.)?|if (?:any|applicable|known)"
    r"|dd.?mm.?yy(?:yy)?|per annum|p\.?a\.?|current|months?|number|no\.?)\s*[)\]]",
    re.IGNORECASE,
)
_YEARLY: Final = re.compile(r"\bp\.?\s?a\b\.?|\bper annum\b|/ ?yr\b|/ ?year\b", re.IGNORECASE)
_BASIS: Final = re.compile(r"\b(?:gia|nia|gea|gifa|nla)\b", re.IGNORECASE)
_MONEY: Final = re.compile(r"£|\bgbp\b", re.IGNORECASE)
_SAME: Final = {
    "no": "number", "num": "number", "nr": "number", "nos": "number", "ref": "reference", "refs": "reference",
    "bldg": "building", "expires": "expiry", "expiration": "expiry", "expiries": "expiry", "ends": "end",
    "starts": "start", "commences": "commencement", "finishes": "finish", "pct": "percent",
}  # fmt: skip
_EMPTY: Final = frozenset(
    {"the", "of", "our", "est", "estimated", "anticipated", "forecast", "is", "per", "a"}
)
#: Ours that a heading must name to the letter: a UPRN is no reference of one's own.
_TO_THE_LETTER: Final = frozenset({"uprn", "urn", "title_number", "x_read", "y_read", "crs_read", "geometry"})
_YES_OR_NO: Final = re.compile(r"[(\[]\s*y(?:es)?\s*/\s*no?\s*[)\]]", re.IGNORECASE)
#: Marks by which even a known heading may mean another thing.
_MARKED: Final = re.compile(rf"%|{_YES_OR_NO.pattern}", re.IGNORECASE)
_OF_LAND: Final = frozenset({"ha", "acre", "km2"})
_QUANTITIES: Final = frozenset(
    c.name for c in (*ASSETS.columns, *PROJECTS.columns) if c.kind in {"date", "number", "count"}
)
_NEITHER: Final = frozenset({"agency", "sector", "is_public", "geometry"})


def columns_of(kind: str | None) -> Mapping[str, Sequence[str]]:
    """Return, for each of our columns that a list of a kind has, the headings by which it goes.

    Parameters
    ----------
    kind
        ``register``, ``capital`` or ``spending``; null: the first two, as before a file is known to be either.
    """
    synonyms = heading_synonyms()
    if kind is None:
        return synonyms
    if kind == "spending":
        return heading_synonyms("spending")
    own = frozenset((PROJECTS if kind == "capital" else ASSETS).column_names)
    keep = {
        name: wanted
        for name, wanted in synonyms.items()
        if name in own or name in _NEITHER or name == "place_name"
    }
    if kind == "capital":
        keep |= heading_synonyms("capital_only")
        for name, more in heading_synonyms("capital").items():
            keep[name] = [*keep.get(name, ()), *more]
    return keep


@lru_cache(maxsize=20_000)
def heading_words(heading: str) -> tuple[str, ...]:
    """Return the words by which a heading is compared: units, hints, little words and plurals taken off.

    Examples
    --------
    >>> heading_words("No. of desks"), heading_words("Number of desks")
    (('number', 'desk'), ('number', 'desk'))
    >>> heading_words("Running costs pa (£000s)"), heading_words("Asset Ref No")
    (('running', 'cost'), ('asset', 'reference'))
    """
    plain = _YEARLY.sub(" ", without_units(_HINT.sub(" ", re.sub(r"\(s\)", "", heading))))
    words = [_SAME.get(word, word) for word in words_of(plain) if word not in _EMPTY]
    words = [
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in words
    ]
    if words[-2:] == ["reference", "number"]:
        words.pop()
    return tuple(words)


@cache
def _meanings(kind: str | None, ending: str) -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Return the words of each known heading of columns with an ending, with its column and its own spelling."""
    known: dict[tuple[str, ...], tuple[str, str]] = {}
    for column, wanted in columns_of(kind).items():
        if column not in _TO_THE_LETTER and column.endswith(ending):
            for name in wanted:
                words = heading_words(name)
                if words and not (unit_in_heading(name) and not ending):
                    known.setdefault(words, (column, name))
    return known


def takes_unit(column: str, heading: str) -> bool:
    """Tell whether a column holds what the unit in a heading measures; without a unit it does.

    Hectares and acres are of land, never of floors; a heading that asks for yes or no gives no date
    and no number.

    Examples
    --------
    >>> takes_unit("status", "Vacant (m²)"), takes_unit("unused_area_m2", "Vacant (m²)")
    (False, True)
    """
    if "%" in heading:
        return column.endswith("_pct")
    if _YES_OR_NO.search(heading) and column in _QUANTITIES:
        return False
    unit = unit_in_heading(heading)
    if unit in _OF_LAND:
        return column in {"site_area_m2", "unused_land_m2"}
    if unit:
        return column.endswith("_m2") or column.startswith("unused_land")
    return column.endswith("_gbp") or not _MONEY.search(heading)


def by_synonyms(have: Mapping[str, str], rules: dict[str, str], kind: str | None) -> dict[str, list[str]]:
    """Give each of our columns the first heading that is one of its synonyms; each heading once.

    What is left is tried again with units and scales taken off ("Book value £'000" is a book
    value), then by its words alone ("No. of desks" is the number of desks).

    Parameters
    ----------
    have
        Normal form to spelling of the file's headings.
    rules
        Heading to what decided; added to.
    """
    columns = _shares(have, rules)
    taken: set[str] = {heading for found in columns.values() for heading in found}
    bare: dict[str, str] = {}
    for heading in have.values():
        bare.setdefault(normal_heading(without_units(heading)), heading)
    for spelled, how in ((have, ""), (bare, ", its unit aside")):
        for column, wanted in columns_of(kind).items():
            for name in wanted if column not in columns else ():
                heading = spelled.get(normal_heading(name), "")
                fits = takes_unit(column, heading) if how or _MARKED.search(heading) else True
                if heading and heading not in taken and fits:
                    columns[column] = [heading]
                    rules[heading] = f"a known name of the column ({name}{how})"
                    taken.add(heading)
                    break
    for heading in have.values():
        if heading in taken:
            continue
        found = _meaning(heading, kind)
        if found and found[0] not in columns and takes_unit(found[0], heading):
            columns[found[0]] = [heading]
            rules[heading] = f"a known name of the column in other words ({found[1]})"
    return columns


def _shares(have: Mapping[str, str], rules: dict[str, str]) -> dict[str, list[str]]:
    """Return columns of shares whose heading would, without its % sign, say a state."""
    columns: dict[str, list[str]] = {}
    for column, wanted in heading_synonyms("share").items():
        known = {normal_heading(name) for name in wanted}
        for normal, heading in have.items():
            if "%" in heading and normal in known and column not in columns:
                columns[column] = [heading]
                rules[heading] = "a known name of the column, for its % sign"
    return columns


def _meaning(heading: str, kind: str | None) -> tuple[str, str] | None:
    known = _meanings(kind, "_m2" if unit_in_heading(heading) else "")
    return known.get(heading_words(heading)) or known.get(heading_words(_BASIS.sub(" ", heading)))


def address_lines(headings: Sequence[str], columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the first line of an address with those that follow it; none where there is one only."""
    [first] = columns.get("address", [""])
    if not re.search(r"1\b", first):
        return []
    wanted = {normal_heading(re.sub(r"1\b", str(n), first)) for n in range(2, 6)}
    more = [heading for heading in headings if normal_heading(heading) in wanted]
    return [first, *more] if more else []


def add_complements(
    headings: Sequence[str], cells: Sequence[Any], columns: dict[str, list[str]], *, rules: dict[str, str]
) -> dict[str, str]:
    """Add columns given as what is left of a hundred; return them, with what their heading leaves unsaid.

    "Occupancy" may hold "full": a heading that names no share is one where half its cells do.
    """
    found: dict[str, str] = {}
    taken = {h for group in columns.values() for h in group}
    for column, names in heading_synonyms("complement").items():
        known = {normal_heading(name) for name in names}
        for position, heading in enumerate(headings):
            if column in columns or heading in taken or normal_heading(heading) not in known:
                continue
            given = [cell for cell in (cells[position] if cells else ()) if not is_not_given(str(cell))]
            shares = sum(str(cell).strip().endswith("%") for cell in given)
            if re.search(r"%|percent|rate", heading, re.IGNORECASE) or (given and shares >= 0.5 * len(given)):
                columns[column], found[column] = [heading], " %"
                rules[heading] = "a known name of the share in use, of which this is the rest"
    return found
