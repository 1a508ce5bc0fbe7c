"""How alignments and projects stand against the last edition, and the savings that people agreed on."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.fingerprints import alignment_id
from totalcapital.issues import IssueLog
from totalcapital.remembering.recalled_options import follower_of
from totalcapital.tables import ALIGNMENTS, LEDGER, SLIPPAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from totalcapital.project import Project
    from totalcapital.remembering.recalled import Recalled

__all__ = ["AlignedSince", "aligned_since"]

#: Decisions that take an alignment off the list; parked ones come back.
_SETTLED: Final = ("dismissed", "rejected")
_UNRANKED: Final = (*_SETTLED, "parked")


@dataclass(frozen=True, slots=True)
class AlignedSince:
    """Alignments with how they stand, and what is drawn from the last edition and from decisions."""

    alignments: gpd.GeoDataFrame
    slippage: pd.DataFrame
    ledger: pd.DataFrame
    recalled: Recalled
    """With its decisions on alignments under their ids of now."""


def aligned_since(
    recalled: Recalled,
    alignments: gpd.GeoDataFrame,
    *,
    projects: pd.DataFrame,
    holdings: pd.DataFrame,
    project: Project,
) -> AlignedSince:
    """Hold the alignments of a run against the last edition and against what people decided.

    One that the edition has is *still*, one that it has and that is gone is *resolved* and kept in the
    table for as long as it is news, any other is *new*. One that people dismissed or rejected is
    *dismissed* and has no rank; one that they parked has no rank.

    Parameters
    ----------
    alignments
        As the stage ``align`` makes them.
    projects, holdings
        Of this run.
    """
    was = _earlier(recalled, project, holdings, now=alignments)
    recalled = _with_decisions_of_now(recalled, was)
    decided = _decided(recalled.decisions)
    now = alignments.copy()
    first = was.set_index("alignment_id")["since_date"] if len(was) else pd.Series(dtype="datetime64[ms]")
    known = now["alignment_id"].isin(first.index)
    now["since_date"] = pd.to_datetime(now["alignment_id"].map(first.to_dict()))
    now["decision"] = now["alignment_id"].map(decided["decision"]).astype("str")
    now["status"] = [
        "dismissed" if decision in _SETTLED else "still" if is_known else "new"
        for decision, is_known in zip(now["decision"], known, strict=True)
    ]
    gone = _resolved(was, now, projects=projects, holdings=holdings, decided=decided)
    parts = [ALIGNMENTS.conform(part, crs=alignments.crs) for part in (now, gone) if len(part)]
    whole = _ranked(pd.concat(parts, ignore_index=True)) if parts else alignments
    return AlignedSince(whole, _slippage(recalled, projects), _ledger(recalled.decisions, whole), recalled)


def _earlier(
    recalled: Recalled, project: Project, holdings: pd.DataFrame, *, now: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return the alignments of the last edition with their ends, and ids, as they are called now.

    ``written_id`` is the id they had; those that were resolved then are left out.
    """
    if recalled.edition is None or recalled.matches is None:
        return pd.DataFrame(now.iloc[:0]).assign(written_id=pd.Series(dtype="str"))
    before = recalled.before["alignments"]
    before = before[before["status"] != "resolved"].reset_index(drop=True)
    matched = recalled.matches.projects
    project_of = dict(zip(matched["before_id"], matched["asset_id"], strict=True))
    follower = follower_of(recalled, project, holdings)
    made = before.assign(written_id=before["alignment_id"])
    for at, row in enumerate(before.to_dict("records")):
        ends = [project_of.get(row["from_id"], row["from_id"]), row["to_id"]]
        if row["to_table"] == "projects":
            ends[1] = project_of.get(row["to_id"], row["to_id"])
        elif isinstance(row["to_id"], str):
            ends[1] = follower.follow(row["to_id"])[0] or row["to_id"]
        if ends != [row["from_id"], row["to_id"]]:
            service = row["service"] if isinstance(row["service"], str) else None
            made.loc[at, ["from_id", "to_id"]] = ends
            made.loc[at, "alignment_id"] = alignment_id(row["kind"], ends[0], ends[1], service)
    day = pd.Timestamp(recalled.edition.as_of)
    made["since_date"] = made["since_date"].fillna(day)
    found: pd.DataFrame = made.drop_duplicates("alignment_id", ignore_index=True)
    return found


def _with_decisions_of_now(recalled: Recalled, was: pd.DataFrame) -> Recalled:
    """Return decisions on alignments whose ends have other ids now under the ids they have."""
    other = was[was["alignment_id"] != was["written_id"]].set_index("written_id")["alignment_id"]
    decisions = recalled.decisions
    found = decisions.index[decisions["subject"].eq("alignment") & decisions["subject_id"].isin(other.index)]
    if not len(found):
        return recalled
    made, log = decisions.copy(), IssueLog()
    for at in found:
        written = made.loc[at, "subject_id"]
        made.loc[at, ["subject_id", "written_id"]] = [other[written], written]
        log.add(
            "decision-renumbered",
            "note",
            f"the decision names the alignment {written}; that is {other[written]} now.",
            "Nothing; or write the new id into decisions.csv.",
            source_file="decisions.csv",
            source_row=int(made.loc[at, "source_row"]),
            column="subject_id",
            value=str(written),
        )
    issues = pd.concat([recalled.issues, log.table()], ignore_index=True)
    return dataclasses.replace(recalled, decisions=made, issues=issues)


def _decided(decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the decision that counts on each alignment, by its id."""
    counted = decisions[decisions["subject"].eq("alignment") & decisions["state"].ne("superseded")]
    return counted.drop_duplicates("subject_id", keep="last").set_index("subject_id")


def _resolved(
    was: pd.DataFrame,
    now: pd.DataFrame,
    *,
    projects: pd.DataFrame,
    holdings: pd.DataFrame,
    decided: pd.DataFrame,
) -> pd.DataFrame:
    gone = was[~was["alignment_id"].isin(now["alignment_id"]) & was["status"].ne("dismissed")]
    there = {*projects["project_id"], *holdings["holding_id"]}
    reasons = [_why_gone(row, there) for row in gone.to_dict("records")]
    return gone.drop(columns="written_id").assign(
        status="resolved",
        reason=reasons,
        rank=pd.array([None] * len(gone), dtype="Int64"),
        decision=gone["alignment_id"].map(decided["decision"]).astype("str"),
    )


def _why_gone(row: Mapping[Any, Any], there: set[str]) -> str:
    ends = (("from_id", "projects"), ("to_id", row["to_table"]))
    things = {"projects": "project", "holdings": "holding"}
    lost = [
        f"the {things[table]} {row[name]} is not there any more"
        for name, table in ends
        if isinstance(row[name], str) and row[name] not in there
    ]
    return f"No longer so: {' and '.join(lost) or 'its rule finds it no more'}. It was: {row['reason']}"


def _ranked(alignments: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return alignments in their order, those off the list last and without a rank."""
    off = alignments["status"].isin(["dismissed", "resolved"]) | alignments["decision"].isin(_UNRANKED)
    ordered = alignments.assign(rank=alignments["rank"].mask(off)).sort_values(
        ["rank", "alignment_id"], na_position="last", ignore_index=True
    )
    count = int(ordered["rank"].notna().sum())
    rank = pd.array([*range(1, count + 1), *[None] * (len(ordered) - count)], dtype="Int64")
    return ALIGNMENTS.conform(ordered.assign(rank=rank))


def _slippage(recalled: Recalled, projects: pd.DataFrame) -> Any:
    """Return the projects whose dates or money are others than in the last edition.

    One that has another sensitivity since is left out: what was kept back then is not told now.
    """
    if recalled.edition is None or recalled.matches is None:
        return SLIPPAGE.empty()
    pairs = recalled.matches.projects[["asset_id", "before_id"]].set_axis(
        ["project_id", "before_id"], axis="columns"
    )
    said = ["project_id", "start_date", "end_date", "total_gbp", "sensitivity"]
    before = recalled.before["projects"][said].set_axis(
        ["before_id", "before_start_date", "before_end_date", "before_gbp", "before_sensitivity"],
        axis="columns",
    )
    met = pairs.merge(before, on="before_id", validate="1:1").merge(
        projects[said], on="project_id", validate="1:1"
    )
    met["start_slip_days"] = (met["start_date"] - met["before_start_date"]).dt.days.astype("float64")
    met["end_slip_days"] = (met["end_date"] - met["before_end_date"]).dt.days.astype("float64")
    met["change_gbp"] = met["total_gbp"] - met["before_gbp"]
    met = met[met["sensitivity"] == met["before_sensitivity"]]
    moved = met[["start_slip_days", "end_slip_days", "change_gbp"]].fillna(0.0).ne(0.0).any(axis=1)
    made = met[moved].assign(edition=recalled.edition.name)[SLIPPAGE.column_names]
    return SLIPPAGE.conform(made.sort_values("project_id", ignore_index=True))


def _ledger(decisions: pd.DataFrame, alignments: pd.DataFrame) -> pd.DataFrame:
    """Return the savings that people agreed on, the oldest first; of each alignment the decision that counts."""
    decided = _decided(decisions)
    agreed = decided[decided["decision"] == "accepted"].reset_index()
    now = alignments.set_index("alignment_id")
    made = pd.DataFrame({
        "alignment_id": agreed["subject_id"], "kind": agreed["subject_id"].map(now["kind"]),
        "agreed_on_date": agreed["on_date"], "saving_gbp": agreed["saving_gbp"], "by": agreed["by"],
        "reason": agreed["reason"], "about": agreed["about"], "status": agreed["subject_id"].map(now["status"]),
    })  # fmt: skip
    table: pd.DataFrame = LEDGER.conform(
        made.sort_values(["agreed_on_date", "alignment_id"], na_position="last", ignore_index=True)
    )
    return table
