"""Finds what is to be explained."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from totalcapital import deciding
from totalcapital.errors import UnknownIdError
from totalcapital.explaining.accounts import explain_account, names_figure
from totalcapital.explaining.alignments import explain_alignment
from totalcapital.explaining.choices import explain_hub, explain_scenario
from totalcapital.explaining.form import Explanation, Part, row_of, text
from totalcapital.explaining.links import explain_agencies, explain_agency, explain_pair
from totalcapital.explaining.options import explain_option
from totalcapital.explaining.projects import explain_area, explain_project
from totalcapital.explaining.records import explain_holding, explain_property, explain_record
from totalcapital.explaining.worth import explain_assumption
from totalcapital.subjects import Subject, find_subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["explain"]


def explain(
    tables: Mapping[str, pd.DataFrame], words: Sequence[str], *, options: Mapping[str, Any]
) -> Explanation:
    """Explain what words name: one id, number or name; two records, whether they are one property; or a figure of accounts.

    Parameters
    ----------
    tables
        The tables of the last run.
    options
        What ``run.json`` says of that run: ``weights`` of the components of an option's score, ``currency``.

    Raises
    ------
    UnknownIdError
        If a word names nothing, or more than one thing; near ones are named.
    """
    if len(words) == 1 and names_figure(tables, words[0]):
        return explain_account(tables, words[0])
    subjects = [find_subject(tables, word) for word in words]
    if len(subjects) == 1:
        return _one(tables, subjects[0], options)
    if len(subjects) == 2 and all(subject.kind == "record" for subject in subjects):
        if subjects[0] == subjects[1]:
            raise UnknownIdError(f"expected two different records; {subjects[0].id} was named twice.")
        return explain_pair(tables, subjects[0].id, subjects[1].id)
    named = ", ".join(f"{subject.id} ({subject.kind})" for subject in subjects)
    raise UnknownIdError(f"expected one id, or two records; found {named or 'nothing'}.")


def _one(tables: Mapping[str, pd.DataFrame], subject: Subject, options: Mapping[str, Any]) -> Explanation:
    if subject.kind == "question":
        return _question(tables, subject.id, options)
    if subject.kind == "link":
        link = row_of(tables["links"], "link_id", subject.id)
        return explain_pair(tables, link["asset_id"], link["other_asset_id"])
    if subject.kind == "spelling":
        spelt = row_of(tables["agency_names"], "name_read", subject.id)
        return explain_agency(tables, spelt["agency_id"])
    if subject.kind == "option":
        return explain_option(tables, subject.id, options)
    made = {
        "record": explain_record, "property": explain_property, "holding": explain_holding, "agency": explain_agency,
        "agency link": explain_agencies, "project": explain_project, "alignment": explain_alignment, "area": explain_area,
        "hub": explain_hub, "scenario": explain_scenario, "assumption": explain_assumption,
    }  # fmt: skip
    return made[subject.kind](tables, subject.id)


def _question(tables: Mapping[str, pd.DataFrame], doubt_id: str, options: Mapping[str, Any]) -> Explanation:
    """Explain what a question is about, and why it stands where it does in the list."""
    row = row_of(tables["doubts"], "doubt_id", doubt_id)
    one, other = row["subject_id"], row["other_id"]
    lines = [
        f"Number {row['rank']} in the list: {row['question']}",
        f"Now: {row['now']} Likely yes: {deciding.likely(row['probability'])}.",
        f"What hangs on it, times how unsure it is: {row['effect']:g} points (docs/method/deciding.md).",
        f"To answer: totalcapital decide {row['rank']} accept, reject, park or dismiss.",
    ]
    about = _about(tables, row["subject"], one, other, options)
    if about is None:
        evidence = Part("Evidence", ["evidence"], [[text(row["evidence"])]])
        return Explanation("question", doubt_id, row["question"], lines, [evidence])
    return dataclasses.replace(about, kind="question", id=doubt_id, lines=[*lines, *about.lines])


def _about(
    tables: Mapping[str, pd.DataFrame],
    subject: str,
    one: str,
    other: str | None,
    options: Mapping[str, Any],
) -> Explanation | None:
    """Return the explanation of what is asked about; null where it is gone."""
    try:
        if subject == "link":
            return explain_record(tables, one) if other is None else explain_pair(tables, one, other)
        if subject == "option":
            return explain_option(tables, one, options)
        links = tables["agency_links"]
        pair = links[(links["agency_id"] == one) & (links["other_agency_id"] == other)]
        if len(pair):
            return explain_agencies(tables, str(pair["agency_link_id"].iloc[0]))
        return _one(tables, find_subject(tables, one, kinds=["agency", "spelling"]), options)
    except (KeyError, UnknownIdError):
        return None
