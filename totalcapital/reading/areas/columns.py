"""Which column of a file of areas holds a code, of which kind of area and of which year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from totalcapital.reading.profiles import normal_heading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalcapital.reading.raw import RawTable

__all__ = ["KINDS_BY_SIZE", "CodeColumn", "code_columns", "gss_kind", "name_heading"]

#: Kinds that look-up files speak of, the smallest first.
KINDS_BY_SIZE: Final = ("lsoa", "ward", "authority", "county", "fire", "police", "region")

_STEMS: Final = {
    "lsoa": "lsoa",
    "wd": "ward", "ward": "ward", "osward": "ward",
    "lad": "authority", "ltla": "authority", "laua": "authority", "oslaua": "authority",
    "utla": "county", "cty": "county", "ctyua": "county",
    "fra": "fire", "pfa": "police",
    "rgn": "region", "region": "region", "gor": "region",
}  # fmt: skip
_FORM: Final = re.compile(rf"({'|'.join(_STEMS)})(\d\d|20\d\d)?(?:cd|code)")
#: First characters of the nine-character codes of the Office for National Statistics.
_GSS: Final = {
    "E01": "lsoa", "W01": "lsoa", "E05": "ward", "W05": "ward", "S13": "ward", "N08": "ward",
    "E06": "authority", "E07": "authority", "E08": "authority", "E09": "authority", "W06": "authority",
    "S12": "authority", "N09": "authority", "E10": "county", "E12": "region", "E23": "police", "W15": "police",
    "E31": "fire", "W25": "fire",
}  # fmt: skip
_GSS_FORM: Final = re.compile(r"[EWSN]\d{8}")
_MOST: Final = 0.95


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """One column of codes.

    Parameters
    ----------
    heading
        As it stands in the file.
    kind
        Kind of area, as in ``areas.kind``.
    year
        Year of the boundaries as the heading says it; null where it says none.
    """

    heading: str
    kind: str
    year: int | None


def code_columns(raw: RawTable) -> list[CodeColumn]:
    """Return the columns of codes of a file, in their order.

    A column is told by its heading, in any case (``WD13CD``, ``lsoa21_code``, ``LAD20CD``); in a file
    without any such heading by its values, which then nearly all are codes of one kind.
    """
    found = []
    for heading in raw.headings:
        match = _FORM.fullmatch(normal_heading(heading))
        if match:
            year = match[2]
            found.append(CodeColumn(heading, _STEMS[match[1]], int(year) % 2000 + 2000 if year else None))
    if found:
        return found
    by_values = ((h, _kind_of(column)) for h, column in zip(raw.headings, raw.columns, strict=True))
    return [CodeColumn(heading, kind, None) for heading, kind in by_values if kind]


def _kind_of(values: Iterable[str]) -> str | None:
    """Return the kind of area that nearly all values of a column are codes of; null where they are none."""
    given = [value for value in values if value]
    kinds = [kind for value in given if (kind := gss_kind(value))]
    if not kinds or len(kinds) < _MOST * len(given):
        return None
    most = max(sorted(set(kinds)), key=kinds.count)
    return most if kinds.count(most) >= _MOST * len(given) else None


def gss_kind(code: str) -> str | None:
    """Return the kind of area that a code of the Office for National Statistics is of, null for any other.

    Examples
    --------
    >>> gss_kind("E05001411"), gss_kind("X")
    ('ward', None)
    """
    return _GSS.get(code[:3]) if _GSS_FORM.fullmatch(code) else None


def name_heading(raw: RawTable, code: str, said: str | None = None) -> str:
    """Return the heading of the names of areas: the one said, else the one that goes with their code."""
    if said and said in raw.headings:
        return said
    plain = normal_heading(code)
    stems = [plain.removesuffix("cd") + "nm", plain.removesuffix("code") + "name", "name"]
    return next((h for stem in stems for h in raw.headings if normal_heading(h) == stem), code)
