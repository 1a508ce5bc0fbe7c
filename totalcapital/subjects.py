"""What a person means by an id: a question, a record, a property, an option, a hub, an assumption …."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from totalcapital.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pandas as pd

__all__ = ["Subject", "find_subject"]

#: Each kind with its table and the column of its ids, the first that has an id counts.
_KINDS: Final = (
    ("question", "doubts", "doubt_id"),
    ("record", "assets", "asset_id"),
    ("property", "sites", "site_id"),
    ("holding", "holdings", "holding_id"),
    ("link", "links", "link_id"),
    ("agency", "agencies", "agency_id"),
    ("spelling", "agency_names", "name_read"),
    ("agency link", "agency_links", "agency_link_id"),
    ("option", "colocation", "option_id"),
    ("project", "projects", "project_id"),
    ("area", "areas", "area_id"),
    ("area", "areas", "name"),
    ("hub", "hubs", "hub_id"),
    ("scenario", "scenarios", "scenario_id"),
    ("assumption", "assumptions", "assumption_id"),
    ("alignment", "alignments", "alignment_id"),
)
#: Letter before a rank, such as o12, to what is ranked; a number alone is a question.
_RANKED: Final = {
    "o": ("option", "colocation", "option_id"),
    "h": ("hub", "hubs", "hub_id"),
    "a": ("alignment", "alignments", "alignment_id"),
}
#: What a record or project may be named by where only one has it.
_MARKS: Final = (
    ("record", "assets", "asset_id", ("reference", "uprn", "urn", "ods_code", "title_number", "name")),
    ("project", "projects", "project_id", ("reference", "name")),
)
#: Kinds whose ids hold those of others, near to nothing that a person types.
_LONG: Final = ("holding", "option")
_SHORTEST_BEGINNING: Final = 4
_NEAR: Final = 70
_NAMED: Final = frozenset({"assets", "sites", "projects", "areas", "agencies"})
_MOST_SHOWN: Final = 5
_MOST_OF_ONE_MARK: Final = 8


@dataclass(frozen=True, slots=True)
class Subject:
    """Something of the estate that has an id."""

    kind: str
    """question, record, property, holding, link, agency, spelling, agency link, option, project, area, hub,
    scenario, assumption or alignment."""
    id: str


def find_subject(tables: Mapping[str, pd.DataFrame], word: str, *, kinds: Collection[str] = ()) -> Subject:
    """Return what a word means: an id, the number of a question, a beginning of an id, or a name only one has.

    An option, a hub or an alignment goes by its rank as well, as o12, h3 or a7.

    Parameters
    ----------
    tables
        The tables of the last run.
    kinds
        The only kinds it may be; any by default.

    Raises
    ------
    UnknownIdError
        If nothing or more than one thing is called so; near ones are named.
    """
    plain = word.strip()
    found = next((each for each in _candidates(tables, plain) if not kinds or each.kind in kinds), None)
    if found is not None:
        return found
    for kind, table, id_column, marks in (each for each in _MARKS if not kinds or each[0] in kinds):
        for mark in marks:
            ids = _of_mark(tables[table], id_column, mark, plain)
            if len(ids) == 1:
                return Subject(kind, ids[0])
            if ids:
                more = "" if len(ids) <= _MOST_OF_ONE_MARK else f" and {len(ids) - _MOST_OF_ONE_MARK} more"
                raise UnknownIdError(
                    f"expected one thing called {word!r}; found {len(ids)} {kind}s with that {mark.replace('_', ' ')}: "
                    f"{', '.join(ids[:_MOST_OF_ONE_MARK])}{more}. Type one of these ids."
                )
    near = _near(tables, plain, kinds)
    hint = (
        f"Near it: {', '.join(near)}."
        if near
        else "Ids stand on the pages and in the workbooks of the last run."
    )
    wanted = (
        " or ".join(kinds)
        or "a record, property, holding, link, agency, option (o12), project, alignment (a7), area, hub, scenario or assumption"
    )
    raise UnknownIdError(
        f"expected the id or name of {wanted}; found {word!r}, which is none in the last run. {hint}"
    )


def _candidates(tables: Mapping[str, pd.DataFrame], word: str) -> Iterator[Subject]:
    """Yield what has the word as its id, then without regard to case, then as the beginning of its id."""
    if word.isdigit():
        asked = tables["doubts"]
        yield from (Subject("question", name) for name in asked.loc[asked["rank"] == int(word), "doubt_id"])
    for kind, table, column in _KINDS:
        if (tables[table][column] == word).any():
            yield Subject(kind, _id_of(tables[table], column, word))
    yield from _of_rank(tables, word)
    for kind, table, column in _KINDS:
        same = tables[table].loc[tables[table][column].str.casefold() == word.casefold(), column]
        if len(same):
            yield Subject(
                kind if column != "name" else "area", str(_id_of(tables[table], column, same.iloc[0]))
            )
    if len(word) < _SHORTEST_BEGINNING:
        return
    for kind, table, column in _KINDS:
        if column == "name":
            continue
        begun = tables[table].loc[tables[table][column].str.startswith(word, na=False), column].unique()
        if len(begun) == 1:
            yield Subject(kind, str(begun[0]))


def _of_rank(tables: Mapping[str, pd.DataFrame], word: str) -> Iterator[Subject]:
    letter, rank = word[:1].casefold(), word[1:]
    if letter in _RANKED and rank.isascii() and rank.isdigit():
        kind, table, column = _RANKED[letter]
        ranked = tables[table]
        yield from (Subject(kind, name) for name in ranked.loc[ranked["rank"] == int(rank), column])


def _id_of(frame: pd.DataFrame, column: str, value: str) -> str:
    """Return the id of an area named by its name; every other column is an id itself."""
    return str(frame.loc[frame[column] == value, "area_id"].iloc[0]) if column == "name" else value


def _of_mark(frame: pd.DataFrame, id_column: str, mark: str, word: str) -> list[str]:
    said = frame[mark].str.casefold() == word.casefold()
    return sorted(frame.loc[said, id_column])


def _near(tables: Mapping[str, pd.DataFrame], word: str, kinds: Collection[str]) -> list[str]:
    """Return ids, and names with their ids, that are like a word."""
    shown: dict[str, str] = {}
    passed = () if ":" in word else _LONG
    wanted = [each for each in _KINDS if (not kinds or each[0] in kinds) and each[0] not in passed]
    for _, table, column in wanted:
        if column not in {"name", "name_read"}:
            shown |= {name.casefold(): name for name in tables[table][column]}
    for _, table, column in wanted:
        if table in _NAMED and column != "name":
            frame = tables[table].dropna(subset="name")
            for name, found in zip(frame["name"], frame[column], strict=True):
                shown.setdefault(name.casefold(), f"{found} ({name})")
    found = process.extract(
        word.casefold(), list(shown), scorer=fuzz.WRatio, limit=_MOST_SHOWN, score_cutoff=_NEAR
    )
    return list(dict.fromkeys(shown[name] for name, _, _ in found))
