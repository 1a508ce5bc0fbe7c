"""Headings over two rows: a row of groups above a row of details."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from totalcapital.reading.meaning.codelists import heading_synonyms
from totalcapital.reading.profiles import load_profiles, normal_heading
from totalcapital.reading.projects.money_headings import heading_said

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from totalcapital.reading.sheets.sheet_marks import Merge

__all__ = ["holds_numbers", "join_headings", "known_count", "known_headings", "plain_heading"]

_NUMBER: Final = re.compile(r"[-+£]?[\d,. ]+%?")
_YEAR: Final = re.compile(r"(19|20)\d\d")
#: A cell that only says in what a number is given: it belongs to the heading above it.
_UNIT: Final = re.compile(
    r"\(.*\)|\[.*\]|£|£'?0*s?|£ ?(k|m|'000s?|thousands?|millions?)|%|per ?cent|m2|m²|sq\.? ?(m|ft|metres|feet)|sqm"
    r"|ha|hectares?|acres?|gia|nia|gea|yes/no|y/n|dd/mm/yy(yy)?|no\.?|number|years?|kwh",
    re.IGNORECASE,
)


#: Known headings, in normal form, that are as often a value under another heading: no sign of a heading.
_ALSO_VALUES: Final = frozenset(
    {
        "approved",
        "body",
        "building",
        "closed",
        "council",
        "e",
        "force",
        "heritage",
        "inuse",
        "leased",
        "leasedout",
    }
    | {"leisure", "let", "letout", "listed", "n", "no", "occupied", "site", "sublet", "tenanted", "underused"}
    | {"unused", "vacant", "x", "y"}
)


@cache
def known_headings() -> frozenset[str]:
    """Return the normal form of every heading that a layout or the list of synonyms knows."""
    synonyms = {normal_heading(h) for wanted in heading_synonyms().values() for h in wanted}
    return frozenset(synonyms.union(*(profile.headings_used for profile in load_profiles())))


def known_count(cells: Sequence[str]) -> int:
    """Return how many different known headings a row holds, those left out that are also values."""
    return len({normal_heading(cell) for cell in cells if len(cell) <= 80} & known_headings() - _ALSO_VALUES)


def holds_numbers(cells: Sequence[str]) -> bool:
    """Tell whether a row holds numbers, as data do; years are none while words are as many."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    numbers = [cell for cell in filled if _NUMBER.fullmatch(cell)]
    years = [cell for cell in numbers if _YEAR.fullmatch(cell)]
    return len(numbers) > len(years) or len(years) * 2 > len(filled)


def plain_heading(cell: str) -> str:
    """Return a heading with its white space made plain."""
    return re.sub(r"\s+", " ", cell).strip()


def join_headings(
    upper: Sequence[str],
    lower: Sequence[str],
    below: Sequence[Sequence[str]],
    spans: Collection[Merge],
    *,
    is_lower_sure: bool,
) -> list[str] | None:
    """Return the headings that two rows make together, or null where they do not belong together.

    A detail that stands once keeps its own words; one that stands under several groups is named
    "Group / Detail"; a column without a detail has the words above it; a unit is put behind the
    words above it.

    Parameters
    ----------
    below
        The rows of data, to see which columns hold anything.
    spans
        Cells of the upper row that are merged across columns.
    is_lower_sure
        The lower row was found to hold headings, and the upper is in question; else the other way
        round.
    """
    width = max(len(upper), len(lower), *(len(row) for row in below[:200]), 0)
    top = [plain_heading(cell) for cell in [*upper, *[""] * (width - len(upper))]]
    bottom = [plain_heading(cell) for cell in [*lower, *[""] * (width - len(lower))]]
    used = [any(len(row) > i and row[i].strip() for row in below[:200]) for i in range(width)]
    whole = sum(bool(cell) for cell in bottom)
    inner = [span for span in spans if span.last_column - span.first_column + 1 < max(whole, 2)]
    if holds_numbers(top) or holds_numbers(bottom) or not any(bottom):
        return None
    belongs = (
        _upper_belongs(top, bottom, used, inner) if is_lower_sure else _lower_belongs(top, bottom, inner)
    )
    return _names(top, bottom, _groups(top, bottom, inner)) if belongs else None


def _upper_belongs(
    top: Sequence[str], bottom: Sequence[str], used: Sequence[bool], spans: Collection[Merge]
) -> bool:
    """Tell whether the row above a row of headings says more of them than a title would."""
    if sum(bool(cell) for cell in top) < 2 and not spans:
        return False
    names = sum(
        bool(above) and not below and is_used for above, below, is_used in zip(top, bottom, used, strict=True)
    )
    twice = {cell for cell, count in Counter(filter(None, bottom)).items() if count > 1}
    groups = _groups(top, bottom, spans)
    told_apart = any(
        len({groups[i] for i, cell in enumerate(bottom) if cell == detail}) > 1 for detail in twice
    )
    better = any(
        _is_better(group, cell) for group, cell in zip(groups, bottom, strict=True) if group and cell
    )
    return bool(names) or told_apart or (bool(spans) and better)


def _lower_belongs(top: Sequence[str], bottom: Sequence[str], spans: Collection[Merge]) -> bool:
    """Tell whether the row below a row of headings goes on with them, not with data."""
    filled = [i for i, cell in enumerate(bottom) if cell]
    own = [i for i in filled if bottom[i] != top[i]]
    has_years = len({bottom[i] for i in own if _is_year(bottom[i])}) > 1
    has_digits = any(
        re.search(r"\d", re.sub(r"m2|ft2", "", bottom[i])) for i in own if not _is_unit(bottom[i])
    )
    if not own or (has_digits and not has_years):
        return False
    if all(_is_unit(bottom[i]) and top[i] for i in own):
        return True
    stretched = {i for span in spans for i in range(span.first_column, span.last_column + 1)}
    stretched |= {i for i in filled if i + 1 in filled and not top[i + 1]}
    under = [i for i in own if i in stretched or not top[i]]
    repeated = len(filled) > len(own) or has_years
    return bool(under) and len(under) == len(own) and (repeated or known_count([bottom[i] for i in own]) > 0)


def _is_year(cell: str) -> bool:
    """Tell whether a cell is a financial year of two numbers, as no value of a register is."""
    said = heading_said(cell)
    return said is not None and said.period == "year" and not said.rest and "-" in str(said.year)


def _is_unit(cell: str) -> bool:
    return _UNIT.fullmatch(cell.casefold()) is not None


def _groups(top: Sequence[str], bottom: Sequence[str], spans: Collection[Merge]) -> list[str]:
    """Return the group over each column: across its merge, or up to the next group where none is merged."""
    groups = list(top)
    if spans:
        for span in spans:
            for column in range(span.first_column, min(span.last_column + 1, len(groups))):
                groups[column] = top[span.first_column]
        return groups
    for column in range(1, len(groups)):
        if not groups[column] and bottom[column]:
            groups[column] = groups[column - 1]
    return groups


@cache
def _column_of() -> Mapping[str, str]:
    """Return the normal form of each heading known in the field with our column it means."""
    found: dict[str, str] = {}
    for column, wanted in heading_synonyms().items():
        for heading in wanted:
            found.setdefault(normal_heading(heading), column)
    return found


def _is_better(group: str, detail: str) -> bool:
    """Tell whether group and detail together mean what the detail alone does not: "Lease" over "Start"."""
    together = _column_of().get(normal_heading(f"{group} {detail}"))
    return together is not None and together != _column_of().get(normal_heading(detail))


def _says_more(group: str, detail: str) -> bool:
    """Tell whether a group says of a year what the year alone does not: "Approved" over "2026/27"."""
    together, alone = heading_said(f"{group} {detail}"), heading_said(detail)
    return (
        together is not None
        and alone is not None
        and _is_year(detail)
        and together != alone
        and not together.rest
    )


def _names(top: Sequence[str], bottom: Sequence[str], groups: Sequence[str]) -> list[str]:
    counts = Counter(filter(None, bottom))
    known = known_headings()
    joined = {
        detail: [f"{groups[i]} / {detail}" for i, cell in enumerate(bottom) if cell == detail]
        for detail, count in counts.items()
        if count > 1
    }
    #: A detail under several groups none of which is known with it: the first keeps the words that are.
    plain_first = {
        detail
        for detail, names in joined.items()
        if normal_heading(detail) in known and not any(normal_heading(name) in known for name in names)
    }
    names: list[str] = []
    for above, detail, group in zip(top, bottom, groups, strict=True):
        if not detail or detail == above:
            names.append(above)
        elif _is_unit(detail) and group:
            names.append(f"{group} {detail}" if detail.startswith(("(", "[")) else f"{group} ({detail})")
        elif (
            counts[detail] > 1
            and group
            and group != detail
            and not (detail in plain_first and detail not in names)
        ):
            names.append(f"{group} / {detail}")
        elif counts[detail] == 1 and group and (_is_better(group, detail) or _says_more(group, detail)):
            names.append(f"{group} {detail}")
        else:
            names.append(detail)
    return names
