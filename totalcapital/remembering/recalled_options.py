"""Decisions on options whose holdings have other ids now: followed where it is plain, explained where not."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital import storing
from totalcapital.issues import IssueLog
from totalcapital.remembering.kept import editions_folder
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalcapital.project import Project
    from totalcapital.remembering.recalled import Recalled

__all__ = ["Follower", "follower_of", "with_options_of_now"]

_HELD: Final = ["holding_id", "asset_ids"]


@dataclass(frozen=True, slots=True)
class Follower:
    """Finds which holding of now is a holding of an earlier edition: the one its records are in.

    Parameters
    ----------
    there
        Holdings of now.
    holding_of
        Record to its holding now.
    now_of
        Earlier id of a record to its id now.
    editions
        The holdings of each edition kept, the newest first.
    """

    there: frozenset[str]
    holding_of: Mapping[str, str]
    now_of: Mapping[str, str]
    editions: Sequence[Mapping[str, Sequence[str]]]

    def follow(self, holding_id: str) -> tuple[str | None, str | None]:
        """Return the id of a holding now, and where there is not one, why."""
        if holding_id in self.there:
            return holding_id, None
        records = next((held[holding_id] for held in self.editions if holding_id in held), None)
        if records is None:
            return None, f"{holding_id} is a holding of no edition that was kept"
        known = [self.now_of.get(record, record) for record in records]
        found = sorted({self.holding_of[record] for record in known if record in self.holding_of})
        if len(found) == 1:
            return found[0], None
        if not found:
            return None, f"the records of {holding_id} ({', '.join(records[:3])}) left their register"
        return None, f"{holding_id} was parted into {' and '.join(found)}"


def with_options_of_now(recalled: Recalled, project: Project, holdings: pd.DataFrame) -> Recalled:
    """Return what the last edition hands on, its decisions on options under the ids that holdings have now.

    A decision is followed where all records of each holding, as far as they are still there, are in one
    holding now, and the two are on different properties. Any other stays under its id, with the reason.

    Parameters
    ----------
    holdings
        The ``holdings`` of this run.
    """
    decisions = recalled.decisions
    on_options = decisions.index[decisions["subject"].eq("option")]
    ends = {at: str(decisions.loc[at, "subject_id"]).split(">") for at in on_options}
    there = set(holdings["holding_id"])
    lost = {at: both for at, both in ends.items() if len(both) == 2 and not there.issuperset(both)}
    if not lost or recalled.edition is None:
        return recalled
    follower = follower_of(recalled, project, holdings)
    site_of = holdings.set_index("holding_id")["site_id"]
    made, log = decisions.copy(), IssueLog()
    for at, both in lost.items():
        found = [follower.follow(name) for name in both]
        why = [reason for _, reason in found if reason is not None]
        ids = [name for name, _ in found if name is not None]
        if not why and site_of[ids[0]] == site_of[ids[1]]:
            why = ["the two are one property now"]
        if why:
            made.loc[at, "state_reason"] = " and ".join(why)
            continue
        made.loc[at, ["subject_id", "written_id"]] = [">".join(ids), ">".join(both)]
        _tell(made.loc[at], log)
    return dataclasses.replace(
        recalled, decisions=made, issues=pd.concat([recalled.issues, log.table()], ignore_index=True)
    )


def follower_of(recalled: Recalled, project: Project, holdings: pd.DataFrame) -> Follower:
    """Return what finds the holdings of kept editions among those of now."""
    day = project.estate.as_of
    kept = [one for one in storing.editions_in(editions_folder(project)) if one.as_of < day]
    renumbered = recalled.renumbered
    is_last = renumbered["edition"] == (recalled.edition.name if recalled.edition else "")
    ordered = pd.concat([renumbered[is_last], renumbered[~is_last]]).drop_duplicates("before_id")
    return Follower(
        frozenset(holdings["holding_id"]),
        {record: holding for holding, records in _records_of(holdings).items() for record in records},
        dict(zip(ordered["before_id"], ordered["asset_id"], strict=True)),
        [
            _records_of(pd.read_parquet(one.folder / "store" / "holdings.parquet", columns=_HELD))
            for one in reversed(kept)
        ],
    )


def _records_of(holdings: pd.DataFrame) -> dict[str, Sequence[str]]:
    return {
        str(name): split_list(cell)
        for name, cell in zip(holdings["holding_id"], holdings["asset_ids"], strict=True)
    }


def _tell(row: pd.Series, log: IssueLog) -> None:
    log.add(
        "decision-renumbered",
        "note",
        f"the decision names the option {row['written_id']}; that is {row['subject_id']} now.",
        "Nothing; or write the new id into decisions.csv.",
        source_file="decisions.csv",
        source_row=int(row["source_row"]),
        column="subject_id",
        value=str(row["written_id"]),
    )
