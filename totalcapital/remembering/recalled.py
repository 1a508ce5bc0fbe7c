"""What the last kept edition hands on: the ids of properties, and decisions on records numbered anew since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital import storing
from totalcapital.issues import IssueLog
from totalcapital.remembering.kept import editions_folder
from totalcapital.remembering.matching import in_crs_of, match
from totalcapital.tables import RENUMBERED, split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from totalcapital.project import Project
    from totalcapital.remembering.matching import Matches

__all__ = ["Recalled", "recall"]


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the last edition hands on to this run.

    Parameters
    ----------
    edition
        The edition; null where none is kept from before this run's day.
    before
        Its tables.
    renumbered
        The ``renumbered`` table.
    earlier
        Record to the property it belonged to; under ``before/`` those that are gone, whose property's id
        is given to no other.
    decisions
        The ``decisions`` table with the records under their ids of now.
    issues
        What is to be said of it.
    """

    edition: storing.Edition | None
    before: Mapping[str, pd.DataFrame]
    matches: Matches | None
    renumbered: pd.DataFrame
    earlier: pd.Series
    decisions: pd.DataFrame
    issues: pd.DataFrame

    def said(self) -> dict[str, str] | None:
        """Return what ``run.json`` says of it: name and digest of the edition."""
        return None if self.edition is None else {"name": self.edition.name, "sha256": self.edition.digest}


def recall(project: Project, read: Any, locations: gpd.GeoDataFrame) -> Recalled:
    """Find the records of the last edition among those of now.

    Parameters
    ----------
    read
        ``registers``, ``assets``, ``projects`` and ``decisions`` as read.
    locations
        Where they are.

    Raises
    ------
    OutputError
        If the edition cannot be read.
    """
    log = IssueLog()
    edition = storing.last_before(editions_folder(project), project.estate.as_of)
    nothing = pd.Series(dtype=object)
    if edition is None:
        return Recalled(None, {}, None, RENUMBERED.empty(), nothing, read.decisions, log.table())
    before = in_crs_of(storing.read_edition(edition), locations.crs)
    now = {
        "registers": read.registers, "assets": read.assets, "projects": read.projects, "locations": locations,
    }  # fmt: skip
    matches = match(before, now)
    renumbered = _renumbered(matches.records, before["renumbered"], edition=edition.name)
    _tell(renumbered, read.registers, edition.name, log)
    site_of = {
        asset: site
        for site, cell in zip(before["holdings"]["site_id"], before["holdings"]["asset_ids"], strict=True)
        for asset in split_list(cell)
    }
    was = matches.records.set_index("asset_id")["before_id"]
    found = set(was)
    gone = {f"before/{asset}": site for asset, site in site_of.items() if asset not in found}
    earlier = pd.concat([was.map(site_of).dropna(), pd.Series(gone, dtype=object)])
    decisions = _under_ids_of_now(
        read.decisions, renumbered, edition=edition.name, known=set(read.assets["asset_id"]), log=log
    )
    return Recalled(edition, before, matches, renumbered, earlier, decisions, log.table())


def _renumbered(records: pd.DataFrame, earlier: pd.DataFrame, *, edition: str) -> pd.DataFrame:
    """Return every other id that records of now had: in the last edition, and before it as that one says."""
    other = records[records["asset_id"] != records["before_id"]].assign(edition=edition)
    now_of = records.rename(columns={"asset_id": "now_id", "before_id": "asset_id"})[["asset_id", "now_id"]]
    older = earlier.merge(now_of, on="asset_id", how="inner")
    older = older.assign(asset_id=older["now_id"]).drop(columns="now_id")
    older = older[older["asset_id"] != older["before_id"]]
    together = pd.concat(
        [part for part in (other, older) if len(part)] or [RENUMBERED.empty()], ignore_index=True
    )
    table: pd.DataFrame = RENUMBERED.conform(
        together.drop_duplicates(["asset_id", "before_id"]).sort_values(
            ["asset_id", "before_id"], ignore_index=True
        )
    )
    return table


def _tell(renumbered: pd.DataFrame, registers: pd.DataFrame, edition: str, log: IssueLog) -> None:
    paths = registers.set_index("register_id")["path"]
    new = renumbered[renumbered["edition"] == edition]
    for register, group in new.groupby("register_id", sort=True):
        first = group.iloc[0]
        log.add(
            "records-renumbered",
            "note",
            f"{len(group)} records have another reference than in the edition {edition}, or none and another text; "
            f"matched by what they say, such as {first['before_id']}, now {first['asset_id']}: {first['evidence']}.",
            "Nothing, if the register was numbered anew. Each stands in the table renumbered.",
            register_id=str(register),
            source_file=str(paths[register]),
            column="reference",
            rows_count=len(group),
        )


def _under_ids_of_now(
    decisions: pd.DataFrame, renumbered: pd.DataFrame, *, edition: str, known: set[str], log: IssueLog
) -> pd.DataFrame:
    """Return decisions on links under the ids their records have now.

    An id that several editions gave to different records stands for the record that had it last; an id
    that a record of now has stands for that record, unless the last edition says it was given anew.
    """
    is_last = renumbered["edition"] == edition
    last = pd.concat([renumbered[is_last], renumbered[~is_last]]).drop_duplicates("before_id")
    now_of = dict(zip(last["before_id"], last["asset_id"], strict=True))
    reused = set(renumbered.loc[is_last, "asset_id"]) & set(now_of)
    made = decisions.copy()
    for at in made.index[made["subject"] == "link"]:
        ids = [made.loc[at, name] for name in ("subject_id", "other_id")]
        new = [now_of[i] if i in now_of and (i not in known or i in reused) else i for i in ids]
        if new == ids:
            continue
        named = sorted(name for name in new if isinstance(name, str))
        made.loc[at, "subject_id"] = named[0]
        made.loc[at, "other_id"] = named[1] if len(named) > 1 else None
        log.add(
            "decision-renumbered",
            "note",
            f"the decision names {' and '.join(str(i) for i in ids if isinstance(i, str))}; that is {' and '.join(named)} now.",
            "Nothing; or write the new ids into decisions.csv.",
            source_file="decisions.csv",
            source_row=int(made.loc[at, "source_row"]),
            column="subject_id",
            value=str(ids[0]),
        )
    return made
