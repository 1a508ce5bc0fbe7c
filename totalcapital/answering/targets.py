"""What a person decides on, from the words typed: a pair of records or agencies, a record, a spelling, an option."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from totalcapital import deciding
from totalcapital.errors import DecisionError
from totalcapital.fingerprints import pair_fingerprint, record_fingerprints
from totalcapital.reading.agencies import agency_key
from totalcapital.subjects import find_subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from totalcapital.subjects import Subject

__all__ = ["Target", "called", "targets_of"]

_PAIRS: Final = {
    "link": ("links", "link_id", "asset_id", "other_asset_id"),
    "agency link": ("agency_links", "agency_link_id", "agency_id", "other_agency_id"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What is decided on, with the digest of what it says now and what it is called."""

    subject: str
    subject_id: str
    other_id: str | None
    fingerprint: str | None
    about: str


def targets_of(
    tables: Mapping[str, pd.DataFrame], words: Sequence[str], *, is_split: bool = False
) -> list[Target]:
    """Return what words of a command line name.

    Two records, or two agencies, are one pair; anything else is named one by one: questions by number
    or id, links, options, alignments, and, to be split off, a record or a spelling of an agency.

    Parameters
    ----------
    tables
        The tables of the last run.
    is_split
        Whether each is to be a property or a body of its own.

    Raises
    ------
    UnknownIdError
        If a word names nothing, or more than one thing.
    DecisionError
        If what it names is nothing that can be decided on.
    """
    subjects = [find_subject(tables, word) for word in words]
    kinds = {_broad(subject.kind) for subject in subjects}
    if len(subjects) == 2 and not is_split and kinds in ({"link"}, {"agency"}) and _are_single(subjects):
        return [_pair(tables, kinds.pop(), *subjects)]
    return [_one(tables, subject, is_split=is_split) for subject in subjects]


def _broad(kind: str) -> str:
    return {"record": "link", "agency": "agency", "spelling": "agency"}.get(kind, kind)


def _are_single(subjects: Sequence[Subject]) -> bool:
    return all(subject.kind in {"record", "agency", "spelling"} for subject in subjects)


def _pair(tables: Mapping[str, pd.DataFrame], subject: str, one: Subject, other: Subject) -> Target:
    first, second = one.id, other.id
    if subject == "agency":
        a, b = (_by_rule(tables, word) for word in (first, second))
        if a != b:  # else two spellings of one body are told apart
            first, second = a, b
    if first == second:
        raise DecisionError(f"expected two different things; {first} was named twice.")
    found = _target(tables, subject, min(first, second), max(first, second))
    return dataclasses.replace(found, about=called(deciding.Names(tables), subject, one.id, other.id))


def _by_rule(tables: Mapping[str, pd.DataFrame], word: str) -> str:
    """Return the agency that the rule alone makes of an id or spelling, whatever people decided since."""
    bodies = deciding.bodies_named(tables["agency_links"], tables["agency_names"])
    names = tables["agency_names"]
    spelt = names[names["name_read"] == word].sort_values("sector_read", na_position="last")
    for sector in spelt["sector_read"]:
        named = agency_key(word, sector if isinstance(sector, str) else None)
        if named in bodies:
            return named
    return bodies.get(word, word)


def _one(tables: Mapping[str, pd.DataFrame], subject: Subject, *, is_split: bool) -> Target:
    if subject.kind == "question":
        row: dict[Any, Any] = tables["doubts"].set_index("doubt_id").loc[subject.id].to_dict()
        other = row["other_id"] if isinstance(row["other_id"], str) else None
        return _target(tables, row["subject"], row["subject_id"], other, said=row["fingerprint"])
    if subject.kind in _PAIRS:
        table, id_column, one, other = _PAIRS[subject.kind]
        row = tables[table].set_index(id_column).loc[subject.id].to_dict()
        return _target(tables, "link" if subject.kind == "link" else "agency", row[one], row[other])
    if subject.kind in {"option", "alignment"}:
        return _target(tables, subject.kind, subject.id, None)
    if is_split and subject.kind == "record":
        return _target(tables, "link", subject.id, None)
    if is_split and subject.kind == "spelling":
        return _target(tables, "agency", subject.id, None)
    if is_split and subject.kind == "agency":
        names = tables["agency_names"]
        spellings = sorted(set(names.loc[names["agency_id"] == subject.id, "name_read"]))
        raise DecisionError(
            f"expected the spelling that is a body of its own; {subject.id} is the whole body. Its spellings: "
            f"{', '.join(repr(name) for name in spellings)}."
        )
    wanted = "two records or two agencies, or a question, link, option or alignment"
    raise DecisionError(f"expected {wanted}; {subject.id} is a {subject.kind}. See: totalcapital decide")


def _target(
    tables: Mapping[str, pd.DataFrame], subject: str, one: str, other: str | None, *, said: str | None = None
) -> Target:
    about = called(deciding.Names(tables), subject, one, other)
    return Target(subject, one, other, said or _fingerprint(tables, subject, one, other), about)


def called(names: deciding.Names, subject: str, one: str, other: str | None) -> str:
    """Return what is decided on, in words."""
    name = {
        "link": names.record,
        "agency": names.agency,
        "option": names.option,
        "alignment": names.alignment,
    }.get(subject, str)
    return name(one) if other is None else f"{name(one)} and {name(other)}"


def _fingerprint(tables: Mapping[str, pd.DataFrame], subject: str, one: str, other: str | None) -> str | None:
    """Return the digest of what the subject says in the last run; null: taken as it is when it is next run."""
    if subject == "option":
        options = tables["colocation"]
        mine = options[options["option_id"] == one]
        return next(iter(deciding.option_fingerprints(mine, tables["appraisals"])), None)
    if subject == "alignment":
        alignments = tables["alignments"]
        mine = alignments[alignments["alignment_id"] == one]
        return next(iter(deciding.alignment_fingerprints(mine, tables)), None)
    if subject == "link":
        read = record_fingerprints(tables["assets"], tables["locations"], [one, other])
        return read.get(one) if other is None else pair_fingerprint(read, one, other)
    if other is not None:
        links = tables["agency_links"]
        weighed = links.loc[(links["agency_id"] == one) & (links["other_agency_id"] == other), "fingerprint"]
        return str(weighed.iloc[0]) if len(weighed) else None
    names = tables["agency_names"]
    spelt = names.loc[names["name_read"] == one, "fingerprint"]
    return str(spelt.iloc[0]) if len(spelt) else None
