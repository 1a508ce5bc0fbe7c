"""Explains a link between two records, a pair that is none, and an agency with its spellings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from totalcapital import deciding, linking
from totalcapital.explaining.form import (
    Explanation,
    Part,
    day,
    listed,
    place_in_file,
    record_words,
    row_of,
    text,
)
from totalcapital.explaining.records import decision_words, relation_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["explain_agencies", "explain_agency", "explain_pair", "weights_part"]

_BITS = (
    "Each number is a weight of evidence in bits: +1 doubles the odds that the two are one, -1 halves them; the first is "
    "how likely any two such are before anything is known of them. Weights and sources: geodata/benchmarks/{file}.toml."
)


def explain_pair(tables: Mapping[str, pd.DataFrame], one: str, other: str) -> Explanation:
    """Explain whether two records are one property: prior, each weight, total; and what people decided.

    A pair that the last run did not keep is weighed now.
    """
    low, high = sorted((one, other))
    links = tables["links"]
    kept = links[(links["asset_id"] == low) & (links["other_asset_id"] == high)]
    first, second = (row_of(tables["assets"], "asset_id", asset_id) for asset_id in (low, high))
    lines = [f"{record_words(row)}: {place_in_file(row)}." for row in (first, second)]
    lines.append(_apart(tables, low, high))
    if kept.empty:
        kept = linking.weigh(tables["assets"], tables["locations"], low, high)
        lines.append(
            "The last run kept no link between them: they lie too far apart to be compared, or one property is not "
            "likely enough to be asked about. Weighed now, for you to see:"
        )
    link = kept.iloc[0].to_dict()
    lines += [
        f"Read as {relation_words(tables, link)}; one property with a probability of {deciding.likely(link['probability'])}.",
        f"Decided by {decision_words(link['decision'])}. In words: {link['evidence'].rstrip('.')}.",
    ]
    parts = [weights_part(link, "linking"), *_decided(tables, "link", {low, high})]
    title = f"{text(first['name'], low)} and {text(second['name'], high)}"
    return Explanation("link", link["link_id"], title, lines, parts)


def explain_agencies(tables: Mapping[str, pd.DataFrame], agency_link_id: str) -> Explanation:
    """Explain whether two agencies are one body: prior, each weight, total."""
    link = row_of(tables["agency_links"], "agency_link_id", agency_link_id)
    one, other = link["agency_id"], link["other_agency_id"]
    is_one = link["relation"] == "same-body"
    lines = [
        f"Read as {'one body' if is_one else 'two bodies'}; one body with a probability of {deciding.likely(link['probability'])}.",
        f"Decided by {'the rule' if link['decision'] == 'auto' else 'a person'}. In words: {link['evidence'].rstrip('.')}.",
    ]
    parts = [weights_part(link, "agencies"), *_decided(tables, "agency", {one, other})]
    return Explanation("agency link", agency_link_id, f"{one} and {other}", lines, parts)


def explain_agency(tables: Mapping[str, pd.DataFrame], agency_id: str) -> Explanation:
    """Explain one agency: every spelling with what decided, its codes, and bodies it was weighed against."""
    row = row_of(tables["agencies"], "agency_id", agency_id)
    names = tables["agency_names"]
    spelt = names[names["agency_id"] == agency_id].sort_values(
        ["rows_count", "name_read"], ascending=[False, True]
    )
    links = tables["agency_links"]
    near = links[(links["agency_id"] == agency_id) | (links["other_agency_id"] == agency_id)]
    public = {True: "a public body", False: "no public body"}.get(
        row["is_public"], "whether it is public is not known"
    )
    held = tables["holdings"]["agency_id"].eq(agency_id).sum()
    lines = [
        f"Kind of body: {text(row['sector'])}; {public}.",
        f"Codes: {listed(row['codes'])}.",
        f"It has {held:,} holding{'' if held == 1 else 's'}.",
    ]
    parts = [
        Part(
            "Its spellings, and why each is read as this body",
            ["spelling", "rows", "why", "decided by"],
            [
                [
                    s["name_read"],
                    str(s["rows_count"]),
                    s["rule"],
                    "the rule" if s["decision"] == "auto" else "a person",
                ]
                for s in spelt.to_dict("records")
            ],
        ),
        *_near_bodies(near, agency_id),
        *_decided(tables, "agency", {agency_id, *spelt["name_read"]}),
    ]
    return Explanation("agency", agency_id, row["name"], lines, parts)


def weights_part(link: Mapping[Any, Any], file: str) -> Part:
    """Return prior, each weight and total of a link, with the sum so far."""
    rows, total = [], 0.0
    for evidence, words, weight in json.loads(link["weights"]) or []:
        total += float(weight)
        rows.append([str(evidence), str(words), f"{float(weight):+.2f}", f"{total:+.2f}"])
    rows.append(
        [
            "total",
            f"one with a probability of {deciding.likely(link['probability'])}",
            f"{float(link['weight']):+.2f}",
            "",
        ]
    )
    return Part(
        "How it was weighed",
        ["evidence", "what was found", "weight", "so far"],
        rows,
        _BITS.format(file=file),
    )


def _apart(tables: Mapping[str, pd.DataFrame], one: str, other: str) -> str:
    at = tables["locations"].set_index("subject_id").loc[[one, other]]
    metres = shapely.distance(*at.geometry.to_numpy())
    if metres != metres:  # noqa: PLR0124 - one of them has no place
        return "How far apart they lie is not known: one of them has no place."
    within = at["accuracy_m"].sum()
    return f"They lie {metres:,.0f} m apart; the two places are known to {within:,.0f} m together."


def _near_bodies(near: pd.DataFrame, agency_id: str) -> list[Part]:
    rows = [
        [
            row["agency_link_id"],
            row["other_agency_id"] if row["agency_id"] == agency_id else row["agency_id"],
            "one body" if row["relation"] == "same-body" else "two bodies",
            row["evidence"],
            deciding.likely(row["probability"]),
        ]
        for row in near.sort_values("weight", ascending=False).to_dict("records")
    ]
    columns = ["link", "body", "read as", "because", "one body"]
    return [Part("Bodies it was weighed against", columns, rows)] if rows else []


def _decided(tables: Mapping[str, pd.DataFrame], subject: str, ids: set[str]) -> list[Part]:
    """Return what people decided on these, the latest first."""
    decisions = tables["decisions"]
    chosen = decisions["subject_id"].isin(ids) & (
        decisions["other_id"].isin(ids) | decisions["other_id"].isna()
    )
    mine = decisions[(decisions["subject"] == subject) & chosen].sort_values("source_row", ascending=False)
    rows = [
        [
            f"{row['subject_id']}{' and ' + row['other_id'] if isinstance(row['other_id'], str) else ''}",
            row["decision"], text(row["by"], ""), day(row["on_date"]), text(row["reason"], ""),
            row["state"].replace("-", " "), f"row {row['source_row']}",
        ]
        for row in mine.to_dict("records")
    ]  # fmt: skip
    columns = ["on", "decided", "by", "when", "why", "state", "in decisions.csv"]
    return [Part("What people decided", columns, rows)] if rows else []
