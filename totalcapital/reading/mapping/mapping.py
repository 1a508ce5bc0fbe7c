"""From headings to our columns: which cells of a file hold what, before their values are parsed."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from totalcapital.reading.mapping.heading_meanings import (
    add_complements,
    address_lines,
    by_synonyms,
    columns_of,
    takes_unit,
)
from totalcapital.reading.mapping.value_shapes import columns_by_shape
from totalcapital.reading.meaning.distinct import as_text, on_distinct, tidied, where_distinct
from totalcapital.reading.meaning.wordings import nearest
from totalcapital.reading.profiles import Profile, Where, normal_heading
from totalcapital.reading.projects.money_plan import MoneyPlan, plan_money
from totalcapital.reading.raw import arrow_text
from totalcapital.reading.values import (
    basis_in_heading,
    is_not_given,
    money_scale,
    tidy,
    unit_in_heading,
    without_units,
)
from totalcapital.tables import HEADINGS, join_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalcapital.project import Register
    from totalcapital.reading.raw import RawTable

__all__ = ["GENERIC", "ColumnPlan", "Mapped", "headings_read", "map_cells", "plan_mapping"]

#: Values of a column shown to the user as a sample.
_SAMPLES: Final = 3

#: The layout of a file that fits no profile: headings are known by their synonyms.
GENERIC: Final = Profile.model_validate(
    {"id": "generic", "title": "A register of no known layout", "source": "headings.toml", "detect": {}}
)


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
    scales: Mapping[str, float] = field(default_factory=dict)
    """Our column of money: what one in it stands for, where its heading says £000 or £m."""
    complements: Mapping[str, str] = field(default_factory=dict)
    """Our column of which the file gives what is left of a hundred."""
    guessed: Sequence[str] = ()
    """Headings read by their nearness to a known one or by what their values look like."""
    money: MoneyPlan | None = None
    """Of a capital programme: the headings of money by year and source."""

    def is_of_layout(self, column: str) -> bool:
        """Tell whether a known layout, and not a guess or the estate file, says what a column is."""
        return self.profile.id != GENERIC.id and column in self.profile.columns


@dataclass(slots=True)
class Mapped:
    """Text for each of our columns, row by row; ``""`` where nothing was given."""

    text: dict[str, pd.Series]
    forced: dict[str, pd.Series] = field(default_factory=dict)
    """Our column: a code that the profile fixes for some rows, whatever they say."""


def plan_mapping(
    headings: Sequence[str],
    profile: Profile | None,
    register: Register,
    cells: Sequence[Any] = (),
    *,
    kind: str | None = None,
    titles: Sequence[str] = (),
) -> ColumnPlan:
    """Decide which heading gives which of our columns.

    The estate file's own words go before the profile's. A file of no known layout is mapped by the
    synonyms of ``geodata/codelists/headings.toml``: by a heading that is one of them, one that is
    with its unit taken off, one that is but for a slip of the pen; and what no heading gave is
    sought by what the values look like (:mod:`totalcapital.reading.mapping.value_shapes`); of a list of
    spending neither is: the postcode of a supplier is not one at which anything is spent.

    Parameters
    ----------
    cells
        The cells of each heading; left out: values are not looked at.
    kind
        ``register`` or ``capital``, by which some headings mean another thing; null: not known yet.
    titles
        What stands above the headings, where a unit of money may be said.
    """
    have: dict[str, str] = {}
    for heading in headings:
        have.setdefault(normal_heading(heading), heading)
    said = _said(register, have)
    rules: dict[str, str] = {}
    columns = _by_profile(profile, have) if profile else by_synonyms(have, rules, kind)
    complements = {} if profile else add_complements(headings, cells, columns, rules=rules)
    used = profile or GENERIC
    joined = {column: _present(wanted, have) for column, wanted in used.joined.items()}
    if not profile and (lines := address_lines(headings, columns)):
        joined["address"] = lines
        del columns["address"]
        rules |= dict.fromkeys(lines[1:], "a further line of the address")
    for column, found in said.items():
        columns[column] = found
        joined.pop(column, None)
        complements.pop(column, None)
    money = None
    if kind == "capital":
        own = profile.money if profile else None
        money = plan_money(
            headings, cells, money=own, register=register, columns=columns | joined, titles=titles
        )
        rules |= money.rules
        if money.total:
            columns["total_gbp"] = [money.total]
    of_money = set(money.rules) if money else set()
    guessed = (
        []
        if profile or kind == "spending"
        else _guessed(headings, cells, columns, rules=rules, kind=kind, taken=of_money)
    )
    mapped = of_money.union(*columns.values(), *joined.values())
    _say_rules(rules, headings, mapped, said=said, used=used)
    return ColumnPlan(
        used,
        columns,
        joined,
        _units(columns, used),
        next((b for h in columns.get("floor_area_m2", ()) if (b := basis_in_heading(h))), None),
        [h for h in headings if h not in mapped and normal_heading(h) not in used.headings_used],
        {heading: rules[heading] for heading in headings},
        _scales(columns, used),
        complements,
        guessed,
        money,
    )


def _say_rules(
    rules: dict[str, str], headings: Sequence[str], mapped: set[str], *, said: Mapping[str, list[str]], used: Profile
) -> None:  # fmt: skip
    """Add what decided of the headings of which nothing is said yet, or which the estate file names."""
    is_layout = used.id != GENERIC.id
    for heading in headings:
        if [heading] in said.values():
            rules[heading] = "estate file"
        elif (
            is_layout
            and heading not in rules
            and (heading in mapped or normal_heading(heading) in used.headings_used)
        ):
            rules[heading] = f"layout {used.id}"
        elif heading not in mapped:
            rules.setdefault(heading, "no rule knows it")


def _said(register: Register, have: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the headings that the estate file names, by our column."""
    said = {column: found for column, name in register.columns.items() if (found := _present((name,), have))}
    if not isinstance(register.agency, str) and register.agency is not None:
        said["agency"] = _present((register.agency.column,), have)
    return said


def _guessed(
    headings: Sequence[str], cells: Sequence[Any], columns: dict[str, list[str]], *, rules: dict[str, str],
    kind: str | None, taken: set[str],
) -> list[str]:  # fmt: skip
    """Add columns found by nearness and by shape; return their headings."""
    taken = taken.union(*columns.values())
    meanings: dict[str, str] = {}
    for column, names in columns_of(kind).items():
        for name in names:
            meanings.setdefault(name, column)
    guessed = []
    for heading in headings:
        near = nearest(heading, meanings) or nearest(without_units(heading), meanings)
        if heading in taken or near is None or meanings[near.wording] in columns:
            continue
        if not takes_unit(meanings[near.wording], heading):
            continue
        columns[meanings[near.wording]] = [heading]
        rules[heading] = f"near a known name of the column ({near.wording}, score {near.score:.0f})"
        guessed.append(heading)
    taken.update(guessed)
    wanted = {name for name in ("postcode", "uprn") if name not in columns}
    if not {"postcode", "address"} & set(columns):
        wanted.add("address")
    if not {"x_read", "y_read", "geometry"} & set(columns):
        wanted |= {"x_read", "geometry"}
    if cells and wanted:
        left = [(h, c) for h, c in zip(headings, cells, strict=True) if h not in taken]
        for shape in columns_by_shape([h for h, _ in left], [c for _, c in left], wanted):
            columns[shape.column] = [shape.heading]
            rules[shape.heading] = shape.rule
            guessed.append(shape.heading)
    return guessed


def headings_read(raw: RawTable, plan: ColumnPlan, register_id: str) -> pd.DataFrame:
    """Return the ``headings`` of one file: each heading, our columns read from it, and why.

    A heading that only decides how other columns are read, such as one that tells vacant rows,
    has a rule and no column.
    """
    read_as: dict[str, list[str]] = {}
    for column, headings in [*plan.columns.items(), *plan.joined.items()]:
        for heading in headings:
            read_as.setdefault(heading, []).append(column)
    if plan.money:
        for heading, table in plan.money.tables.items():
            read_as.setdefault(heading, []).append(table)
    rows = []
    for position, (heading, cells) in enumerate(zip(raw.headings, raw.columns, strict=True), start=1):
        given, blank, samples = _distinct(cells)
        rows.append(
            {
                "register_id": register_id,
                "position": position,
                "heading": heading,
                "column": join_list(sorted(read_as.get(heading, ()))) or None,
                "rule": plan.rules.get(heading),
                "samples": join_list([tidy(value)[:60] for value in samples]) or None,
                "distinct_count": given,
                "blank_pct": round(100.0 * blank / len(cells), 1) if len(cells) else None,
            }
        )
    return pd.DataFrame(rows, columns=HEADINGS.column_names)


def _distinct(cells: Any) -> tuple[int, int, list[str]]:
    """Return how many different values a column has, its blank rows, and its most frequent values."""
    counts = pc.value_counts(arrow_text(cells))
    table = pa.table({"value": counts.field("values"), "count": counts.field("counts")})
    is_blank = pc.invert(pc.match_substring_regex(table["value"], r"[^\s\x{00A0}]"))
    blank = pc.sum(table.filter(is_blank)["count"]).as_py() or 0
    given = table.filter(pc.invert(is_blank))
    if not len(given):
        return 0, blank, []
    best = pc.select_k_unstable(
        given, k=min(_SAMPLES, len(given)), sort_keys=[("count", "descending"), ("value", "ascending")]
    )
    return len(given), blank, given["value"].take(best).to_pylist()


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


def _units(columns: Mapping[str, Sequence[str]], profile: Profile) -> dict[str, str]:
    units = dict(profile.units)
    for column, headings in columns.items():
        if column.endswith("_m2") and column not in units and (unit := unit_in_heading(" ".join(headings))):
            units[column] = unit
    return units


def _scales(columns: Mapping[str, Sequence[str]], profile: Profile) -> dict[str, float]:
    """Return the scale of each column of money; a layout's own word goes before the heading's."""
    scales = {}
    for column, headings in columns.items():
        if column.endswith("_gbp"):
            named = {"unit": 1.0, "thousand": 1e3, "million": 1e6}.get(profile.units.get(column, ""))
            found = {money_scale(heading) for heading in headings}
            scale = named if named is not None else found.pop() if len(found) == 1 else 1.0
            if scale != 1.0:
                scales[column] = scale
    return scales


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
        series = text.get(column, _blank(cells))
        text[column] = series.where(series != "", str(default))
    return Mapped(text, forced)


def _heading(cells: pd.DataFrame, wanted: str) -> str | None:
    return next((h for h in cells.columns if normal_heading(h) == normal_heading(wanted)), None)


def _used(cells: pd.DataFrame, mapping: ColumnPlan) -> list[str]:
    """Return the headings that anything is read from: a map layer can have hundreds of others."""
    named = {h for group in (*mapping.columns.values(), *mapping.joined.values()) for h in group}
    return [h for h in cells.columns if h in named or normal_heading(h) in mapping.profile.headings_used]


def _blanked(cells: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    everywhere = {tidy(value) for value in profile.blank.get("*", ())}
    own = {normal_heading(h): {tidy(v) for v in values} for h, values in profile.blank.items() if h != "*"}
    clean = {h: tidied(cells[h], everywhere | own.get(normal_heading(h), set())) for h in cells.columns}
    return pd.DataFrame(clean, index=cells.index)


def _blank(cells: pd.DataFrame) -> pd.Series:
    return pd.Series("", index=cells.index, dtype="str")


def _first(cells: pd.DataFrame, headings: Sequence[str]) -> pd.Series:
    """Return, row by row, the first of these headings with a value."""
    present = [heading for heading in headings if heading in cells.columns]
    result = cells[present[0]] if present else _blank(cells)
    for heading in present[1:]:
        result = result.where(result != "", cells[heading])
    return result


def _joined(cells: pd.DataFrame, headings: Sequence[str]) -> pd.Series:
    whole = as_text(_blank(cells))
    for heading in (h for h in headings if h in cells.columns):
        texts = as_text(cells[heading])
        given = pa.array(~where_distinct(cells[heading], is_not_given).to_numpy())
        after = pc.if_else(
            pc.equal(whole, pa.scalar("", pa.large_string())),
            texts,
            pc.binary_join_element_wise(whole, texts, pa.scalar(", ", pa.large_string())),
        )
        whole = pc.if_else(given, after, whole)
    return pd.Series(pd.array(whole, dtype="str"), index=cells.index)


def _worded(series: pd.Series, words: str) -> pd.Series:
    return on_distinct(series, lambda value: words.replace("{}", value) if value else "")


def _apply_where(
    rule: Where, cells: pd.DataFrame, text: dict[str, pd.Series], forced: dict[str, pd.Series]
) -> None:
    heading = _heading(cells, rule.column)
    if heading is None:
        return
    patterns = [pattern.casefold() for pattern in rule.values]
    mask = where_distinct(
        cells[heading],
        lambda value: any(
            value.casefold() == p or bool(p and fnmatch.fnmatchcase(value.casefold(), p)) for p in patterns
        ),
    )
    for column, headings in rule.columns.items():
        here = [found for h in headings if (found := _heading(cells, h))]
        base = text.get(column, _blank(cells))
        words = rule.wording.get(column)
        value = _first(cells, here)
        text[column] = base.where(~mask, _worded(value, words) if words else value)
    for column, words in rule.wording.items():
        if column not in rule.columns and column in text:
            text[column] = text[column].where(~mask, _worded(text[column], words))
    for column, code in rule.codes.items():
        base = forced.get(column, pd.Series(None, index=cells.index, dtype=object))
        forced[column] = base.where(~mask, code)
