"""The sheets of a workbook that people decide by: options, what was decided on them, what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.publishing.sentences import sentences
from totalcapital.tables import TABLES
from totalcapital.tables.codes import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["MEANINGS", "decided_rows", "listed_options", "option_rows", "sensitivity_rows", "worth_rows"]

#: Columns of these sheets that no table has.
MEANINGS: Final = {
    "sentence": "The option in plain words, with its saving a year and what is not known",
    "other_direction": "How the other direction of the same pair stands, and why; null: there is none",
    "room_m2": "Spare floor area of the host less the need of the guest, central; below nought: too little (m2)",
    "saving_low_gbp": "Saving a year, least favourable; null: not known, never nought",
    "saving_gbp": "Saving a year, central",
    "saving_high_gbp": "Saving a year, most favourable",
    "once_low_gbp": "What it costs (below nought) or brings once, least favourable",
    "once_gbp": "The same, central",
    "once_high_gbp": "The same, most favourable",
    "npv_low_gbp": "Net present value, least favourable",
    "npv_gbp": "Net present value, central",
    "npv_high_gbp": "Net present value, most favourable",
    "owner": "Who takes the next step",
    "next_step": "What is to be done next",
    "stands": "How a decision stands in this run, in plain words",
}
_HOLDS: Final = ("in-force", "subject-changed")
_STANDS: Final = {
    "in-force": "in force",
    "subject-changed": "in force; what it was decided on has changed since",
    "no-such-subject": "no such option now",
    "superseded": "replaced by a later decision",
}
_SUMS: Final = {"saving": "saving", "once": "once", "npv": "npv"}
_ENDS: Final = (("low_gbp", "_low_gbp"), ("central_gbp", "_gbp"), ("high_gbp", "_high_gbp"))
_ROOM: Final = ("spare_low_m2", "spare_m2", "spare_high_m2", "need_low_m2", "need_m2", "need_high_m2")
_FIRST: Final = (
    "rank", "score", "sentence", "decision", "owner", "next_step", "guest", "guest_agency", "host", "host_agency",
    "distance_m", "walk_min", "direction", "other_direction", "notice_by_date", "window_start_date", "window_end_date",
    "room_m2", *_ROOM, "saving_low_gbp", "saving_gbp", "saving_high_gbp", "once_low_gbp", "once_gbp", "once_high_gbp",
    "npv_low_gbp", "npv_gbp", "npv_high_gbp", "rank_stability_pct",
)  # fmt: skip
#: The sentence says both; the direction shown is the better one, or the one decided on.
_LEFT_OUT: Final = ("geometry", "reason", "is_better_direction")


def listed_options(view: View, page: Page, *, at_most: int) -> list[str]:
    """Return the options of a page to list: the best, those decided on, one direction of each pair.

    The other direction is listed itself only where people decided on it, or the better one is on
    another page.
    """
    options = view.tables["colocation"].set_index("option_id")
    named = list(page.options)
    rows = options.loc[named]
    better = set(rows.index[rows["is_better_direction"].fillna(value=True).astype(bool)])
    decided = set(rows.index[rows["decision"].notna()])
    ends = dict(zip(rows.index, zip(rows["host_id"], rows["guest_id"], strict=True), strict=True))
    there = {ends[name] for name in better}
    chosen = better | decided
    kept = [name for name in named if name in chosen or ends[name][::-1] not in there]
    return [name for at, name in enumerate(kept) if at < at_most or name in decided]


def option_rows(view: View, listed: Sequence[str], *, currency: str) -> pd.DataFrame:
    """Return one row per option, with who, when, whether there is room and what it is worth."""
    every = view.tables["colocation"].set_index("option_id", drop=False)
    options = every.loc[list(listed)]
    made = pd.DataFrame(index=options.index)
    for column in TABLES["colocation"].column_names:
        if column not in _LEFT_OUT and view.may_see("colocation", column):
            made[column] = options[column]
    made["sentence"] = sentences(options, view.tables["appraisals"], currency=currency)
    made = made.join(_ends(view, options))
    if view.may_see("colocation", "direction"):
        made["other_direction"] = _other_direction(options, every)
    if view.may_see("bands", "spare_m2") and view.may_see("needs", "need_m2"):
        made = made.join(_room(view, options))
    if view.may_see("appraisals", "central_gbp"):
        made = made.join(_sums(view, options))
    if view.may_see("decisions", "owner"):
        made = made.join(_said(view, options))
    first = [column for column in _FIRST if column in made.columns]
    return made[[*first, *(column for column in made.columns if column not in first)]]


def _ends(view: View, options: pd.DataFrame) -> pd.DataFrame:
    holdings = view.tables["holdings"].set_index("holding_id")
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    sites = view.tables["sites"].set_index("site_id")["name"]
    made = pd.DataFrame(index=options.index)
    for end in ("guest", "host"):
        held = holdings.reindex(options[f"{end}_id"]).set_axis(options.index)
        made[end] = held["name"].fillna(held["site_id"].map(sites))
        made[f"{end}_agency"] = held["agency_id"].map(agencies)
    return made


def _other_direction(options: pd.DataFrame, every: pd.DataFrame) -> list[str | None]:
    turned = every[every["host_id"].isin(options["guest_id"]) & every["guest_id"].isin(options["host_id"])]
    said = {
        (host, guest): _other(*row)
        for host, guest, *row in zip(
            *(turned[name] for name in ("host_id", "guest_id", "vetoes", "score", "direction")), strict=True
        )
    }
    return [
        said.get((guest, host)) for host, guest in zip(options["host_id"], options["guest_id"], strict=True)
    ]


def _other(vetoes: Any, score: float, direction: str) -> str:
    if isinstance(vetoes, str):
        return f"ruled out: {vetoes}"
    return f"{'no score' if pd.isna(score) else f'score {score:.2f}'}; {direction}"


def _room(view: View, options: pd.DataFrame) -> pd.DataFrame:
    bands = view.tables["bands"].set_index("holding_id").reindex(options["host_id"])
    needs = view.tables["needs"].set_index("holding_id").reindex(options["guest_id"])
    made = pd.DataFrame(index=options.index)
    for column in _ROOM:
        side = bands if column.startswith("spare") else needs
        made[column] = side[column].to_numpy(float)
    made["room_m2"] = made["spare_m2"] - made["need_m2"]
    return made


def _sums(view: View, options: pd.DataFrame) -> pd.DataFrame:
    made = pd.DataFrame(index=options.index)
    worth = view.tables["appraisals"]
    for measure, name in _SUMS.items():
        rows = worth[worth["measure"] == measure].set_index("subject_id").reindex(options.index)
        for column, end in _ENDS:
            made[f"{name}{end}"] = rows[column].to_numpy(float)
    return made


def _said(view: View, options: pd.DataFrame) -> pd.DataFrame:
    """Return who has what to do next, of the decision on each option that holds."""
    held = view.tables["decisions"]
    held = held[held["subject"].eq("option") & held["state"].isin(_HOLDS)]
    return held.set_index("subject_id")[["owner", "next_step"]].reindex(options.index)


def decided_rows(view: View) -> pd.DataFrame:
    """Return every decision on an option of the estate, also those replaced and on what is gone, the newest first."""
    decided = view.tables["decisions"]
    decided = decided[decided["subject"] == "option"].sort_values(
        ["on_date", "source_row"], ascending=False, na_position="last"
    )
    options = view.tables["colocation"].set_index("option_id", drop=False)
    named = _ends(view, options[options["option_id"].isin(decided["subject_id"])]).reindex(
        decided["subject_id"]
    )
    at = decided.set_index("subject_id", drop=False)
    made = pd.DataFrame({
        "decision": at["decision"],
        "stands": at["state"].map(_STANDS),
        "why_so": at["state_reason"],
        "rank": options["rank"].reindex(at.index),
        "guest": named["guest"], "guest_agency": named["guest_agency"],
        "host": named["host"], "host_agency": named["host_agency"],
        "decided_as": at["about"],
        "by": at["by"], "on_date": at["on_date"], "reason": at["reason"],
        "owner": at["owner"], "next_step": at["next_step"],
        "option_id": at["subject_id"], "written_id": at["written_id"], "source_row": at["source_row"],
    })  # fmt: skip
    return made.reset_index(drop=True)


def worth_rows(view: View, listed: Sequence[str]) -> pd.DataFrame:
    """Return one row per option and part of its worth, as far as anything of it is known."""
    return _of_options(view, "appraisals", listed, known="central_gbp")


def sensitivity_rows(view: View, listed: Sequence[str]) -> pd.DataFrame:
    """Return one row per option and part that its worth hangs on."""
    return _of_options(view, "sensitivities", listed, known="central_gbp")


def _of_options(view: View, table: str, listed: Sequence[str], *, known: str) -> pd.DataFrame:
    rows = view.tables[table]
    rows = rows[rows["subject_id"].isin(list(listed)) & rows[known].notna()]
    options = view.tables["colocation"].set_index("option_id", drop=False)
    order = {measure: at for at, measure in enumerate(MEASURES)}
    place = {name: at for at, name in enumerate(listed)}
    rows = rows.assign(part=rows["measure"].map(order), at=rows["subject_id"].map(place))
    rows = rows.sort_values(["at", "part"]).drop(columns=["part", "at"])
    named = _ends(view, options.loc[list(listed)]).reindex(rows["subject_id"]).set_axis(rows.index)
    rank = options["rank"].reindex(rows["subject_id"]).set_axis(rows.index)
    made: Any = pd.concat([rank, named[["guest", "host"]], rows.drop(columns="subject_id")], axis="columns")
    result: pd.DataFrame = made.assign(option_id=rows["subject_id"]).reset_index(drop=True)
    return result
