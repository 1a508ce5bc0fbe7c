"""From headings to our columns: which cells of a file hold what, before their values are parsed."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.reading.codelists import heading_synonyms
from totalcapital.reading.profiles import Profile, Where, normal_heading
from totalcapital.reading.values import is_not_given, tidy
from totalcapital.tables import HEADINGS, join_list

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from totalcapital.project import Register
    from totalcapital.reading.raw import RawTable

__all__ = ["GENERIC", "ColumnPlan", "Mapped", "headings_read", "map_cells", "plan_mapping"]

#: Values of a column shown to the user as a sample.
_SAMPLES: Final = 3

#: The layout of a file that fits no profile: headings are known by their synonyms.
GENERIC: Final = Profile.model_validate(
    {"id": "generic", "title": "A register of no known layout", "source": "headings.toml", "detect": {}}
)
_BASIS: Final = re.compile(
    r"(?<![a-z])(GIA|NIA|GEA)(?![a-z])|gross internal|net internal|gross external", re.IGNORECASE
)
_UNIT: Final = re.compile(r"(?<![a-z])(ha|hectares?|acres?|sq\.? ?ft|ft2|km2)(?![a-z])", re.IGNORECASE)
_BASES: Final = {"gross internal": "GIA", "net internal": "NIA", "gross external": "GEA"}


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """Which headings each of our columns is read from."""

    profile: Profile
    columns: Mapping[str, Sequence[str]]
    joined: Mapping[str, Sequence[str]]
    units: Mapping[str, str]
    basis: str | None = None
    unused: Sequence[str] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    """Heading: what decided which of our columns it is read as, in words for the user."""


@dataclass(slots=True)
class Mapped:
    """Text for each of our columns, row by row; ``""`` where nothing was given."""

    text: dict[str, pd.Series]
    forced: dict[str, pd.Series] = field(default_factory=dict)
    """Our column: a code that the profile fixes for some rows, whatever they say."""


def plan_mapping(headings: Sequence[str], profile: Profile | None, register: Register) -> ColumnPlan:
    """Decide which heading gives which of our columns.

    The estate file's own words go before the profile's; a file of no known layout is mapped by the
    synonyms of ``geodata/codelists/headings.toml``.
    """
    have: dict[str, str] = {}
    for heading in headings:
        have.setdefault(normal_heading(heading), heading)
    used = profile or GENERIC
    columns = _by_profile(used, have) if profile else _by_synonyms(have)
    joined = {column: _present(wanted, have) for column, wanted in used.joined.items()}
    for column, heading in register.columns.items():
        if found := _present((heading,), have):
            columns[column] = found
            joined.pop(column, None)
    if not isinstance(register.agency, str) and register.agency is not None:
        columns["agency"] = _present((register.agency.column,), have)
    mapped = {h for group in (*columns.values(), *joined.values()) for h in group}
    return ColumnPlan(
        used,
        columns,
        joined,
        _units(columns, used),
        _basis(columns),
        [h for h in headings if h not in mapped and normal_heading(h) not in used.headings_used],
        _rules(headings, mapped, used, register),
    )


def _rules(
    headings: Sequence[str], mapped: Collection[str], profile: Profile, register: Register
) -> dict[str, str]:
    """Say of each heading what decided on it."""
    said = {normal_heading(heading) for heading in register.columns.values()}
    if register.agency is not None and not isinstance(register.agency, str):
        said.add(normal_heading(register.agency.column))
    usual = "a known name of the column" if profile is GENERIC else f"layout {profile.id}"
    rules = {}
    for heading in headings:
        if normal_heading(heading) in said:
            rules[heading] = "estate file"
        elif heading in mapped or normal_heading(heading) in profile.headings_used:
            rules[heading] = usual
        else:
            rules[heading] = "no rule knows it"
    return rules


def headings_read(raw: RawTable, plan: ColumnPlan, register_id: str) -> pd.DataFrame:
    """Return the ``headings`` of one file: each heading, our columns read from it, and why.

    A heading that only decides how other columns are read, such as one that tells vacant rows,
    has a rule and no column.
    """
    read_as: dict[str, list[str]] = {}
    for column, headings in [*plan.columns.items(), *plan.joined.items()]:
        for heading in headings:
            read_as.setdefault(heading, []).append(column)
    rows = []
    for position, (heading, cells) in enumerate(zip(raw.headings, raw.columns, strict=True), start=1):
        counts = Counter(cells)
        given = sorted((v for v in counts if v and not v.isspace()), key=lambda v: (-counts[v], v))
        blank = sum(count for value, count in counts.items() if not value or value.isspace())
        rows.append(
            {
                "register_id": register_id,
                "position": position,
                "heading": heading,
                "column": join_list(sorted(read_as.get(heading, ()))) or None,
                "rule": plan.rules.get(heading),
                "samples": join_list([tidy(value)[:60] for value in given[:_SAMPLES]]) or None,
                "distinct_count": len(given),
                "blank_pct": round(100.0 * blank / len(cells), 1) if len(cells) else None,
            }
        )
    return pd.DataFrame(rows, columns=HEADINGS.column_names)


def _present(wanted: Sequence[str], have: Mapping[str, str]) -> list[str]:
    """Return the file's own spelling of those headings that it has."""
    return [have[normal_heading(h)] for h in wanted if normal_heading(h) in have]


def _by_profile(profile: Profile, have: Mapping[str, str]) -> dict[str, list[str]]:
    place = profile.coordinates
    wanted: dict[str, Sequence[str]] = {
        "x_read": place.x,
        "y_read": place.y,
        "crs_read": (place.crs_column or "",),
        "geometry": (profile.geometry_column or "",),
        **profile.columns,
    }
    return {column: found for column, names in wanted.items() if (found := _present(names, have))}


def _by_synonyms(have: Mapping[str, str]) -> dict[str, list[str]]:
    """Give each of our columns the first heading that is one of its synonyms; each heading once."""
    columns: dict[str, list[str]] = {}
    taken: set[str] = set()
    for column, wanted in heading_synonyms().items():
        found = [heading for heading in _present(wanted, have) if heading not in taken][:1]
        if found:
            columns[column] = found
            taken.update(found)
    return columns


def _units(columns: Mapping[str, Sequence[str]], profile: Profile) -> dict[str, str]:
    units = dict(profile.units)
    for column, headings in columns.items():
        if column.endswith("_m2") and column not in units and (match := _UNIT.search(" ".join(headings))):
            units[column] = re.sub(r"[^a-z2]", "", match.group(1).casefold())
    return units


def _basis(columns: Mapping[str, Sequence[str]]) -> str | None:
    match = _BASIS.search(" ".join(columns.get("floor_area_m2", ())))
    if not match:
        return None
    return _BASES.get(match.group(0).casefold(), match.group(0).upper())


def map_cells(cells: pd.DataFrame, mapping: ColumnPlan, register: Register) -> Mapped:
    """Return the text of each of our columns, with the profile's wording, blanks and row kinds applied."""
    profile = mapping.profile
    clean = _blanked(cells[_used(cells, mapping)], profile)
    text = {column: _first(clean, headings) for column, headings in mapping.columns.items()}
    text |= {column: _joined(clean, headings) for column, headings in mapping.joined.items()}
    for column, words in profile.wording.items():
        if column in text:
            text[column] = _worded(text[column], words)
    forced: dict[str, pd.Series] = {}
    for rule in profile.where:
        _apply_where(rule, clean, text, forced)
    for column, default in {**profile.defaults, **register.defaults}.items():
        series = text.get(column, pd.Series("", index=cells.index, dtype=object))
        text[column] = series.where(series != "", str(default))
    return Mapped(text, forced)


def _heading(cells: pd.DataFrame, wanted: str) -> str | None:
    return next((h for h in cells.columns if normal_heading(h) == normal_heading(wanted)), None)


def _used(cells: pd.DataFrame, mapping: ColumnPlan) -> list[str]:
    """Return the headings that anything is read from: a map layer can have hundreds of others."""
    named = {h for group in (*mapping.columns.values(), *mapping.joined.values()) for h in group}
    return [h for h in cells.columns if h in named or normal_heading(h) in mapping.profile.headings_used]


def _blanked(cells: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    clean = cells.copy()
    everywhere = {tidy(value) for value in profile.blank.get("*", ())}
    own = {normal_heading(h): {tidy(v) for v in values} for h, values in profile.blank.items() if h != "*"}
    for heading in clean.columns:
        uniques = clean[heading].unique()
        drop = everywhere | own.get(normal_heading(heading), set())
        tidied = {value: "" if tidy(value) in drop else tidy(value) for value in uniques}
        clean[heading] = clean[heading].map(tidied)
    return clean


def _first(cells: pd.DataFrame, headings: Sequence[str]) -> pd.Series:
    result = pd.Series("", index=cells.index, dtype=object)
    for heading in headings:
        if heading in cells.columns:
            result = result.where(result != "", cells[heading])
    return result


def _joined(cells: pd.DataFrame, headings: Sequence[str]) -> pd.Series:
    parts = [cells[h].tolist() for h in headings if h in cells.columns]
    rows = [", ".join(part for part in row if not is_not_given(part)) for row in zip(*parts, strict=True)]
    return pd.Series(rows if parts else "", index=cells.index, dtype=object)


def _worded(series: pd.Series, words: str) -> pd.Series:
    return series.map(lambda value: words.replace("{}", value) if value else "")


def _apply_where(
    rule: Where, cells: pd.DataFrame, text: dict[str, pd.Series], forced: dict[str, pd.Series]
) -> None:
    heading = _heading(cells, rule.column)
    if heading is None:
        return
    patterns = [pattern.casefold() for pattern in rule.values]
    fits = {
        value: any(
            value.casefold() == p or (p and fnmatch.fnmatchcase(value.casefold(), p)) for p in patterns
        )
        for value in cells[heading].unique()
    }
    mask = cells[heading].map(fits).astype(bool)
    for column, headings in rule.columns.items():
        here = [found for h in headings if (found := _heading(cells, h))]
        base = text.get(column, pd.Series("", index=cells.index, dtype=object))
        words = rule.wording.get(column)
        value = _first(cells, here)
        text[column] = base.where(~mask, _worded(value, words) if words else value)
    for column, words in rule.wording.items():
        if column not in rule.columns and column in text:
            text[column] = text[column].where(~mask, _worded(text[column], words))
    for column, code in rule.codes.items():
        base = forced.get(column, pd.Series(None, index=cells.index, dtype=object))
        forced[column] = base.where(~mask, code)
