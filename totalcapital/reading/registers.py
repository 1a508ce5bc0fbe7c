"""Reads every register of an estate: the work of the ``read`` stage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.errors import EstateFileError, UnreadableFileError
from totalcapital.issues import IssueLog
from totalcapital.reading.agencies import AgenciesRead, resolve_agencies
from totalcapital.reading.areas.areas import read_areas
from totalcapital.reading.decisions import read_decisions
from totalcapital.reading.door.door import Door
from totalcapital.reading.entries import hints_of, understand_entry
from totalcapital.reading.lookups.gazetteer import read_gazetteer
from totalcapital.reading.lookups.network import read_network
from totalcapital.reading.lookups.prices import read_prices
from totalcapital.reading.lookups.reference import postcodes_of, uprns_of
from totalcapital.reading.mapping.mapping import headings_read
from totalcapital.reading.meaning.coordinates import Home
from totalcapital.reading.raw import Refusal
from totalcapital.reading.recipients import without_recipients
from totalcapital.reading.spending.areas_named import with_areas
from totalcapital.reading.spending.discretion import with_discretion
from totalcapital.reading.spending.quiet import hidden_samples
from totalcapital.tables import (
    ASSETS,
    FUNDING,
    HEADINGS,
    PROJECT_YEARS,
    PROJECTS,
    RECONCILIATIONS,
    REGISTERS,
    SPENDING,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future

    import geopandas as gpd

    from totalcapital.project import Project, Register
    from totalcapital.reading.door.door import Opened
    from totalcapital.tables import Table

__all__ = ["ReadResult", "read"]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What the ``read`` stage made."""

    registers: pd.DataFrame
    headings: pd.DataFrame
    """Every heading of every file, and our column it was read as."""
    agencies: pd.DataFrame
    agency_names: pd.DataFrame
    """Every spelling of an agency, and why it is read as that body."""
    agency_links: pd.DataFrame
    """Agencies weighed against each other."""
    decisions: pd.DataFrame
    """What people decided, as it stands in decisions.csv."""
    decisions_file: dict[str, Any] | None
    """Path, digest and rows of that file; null where there is none."""
    areas: gpd.GeoDataFrame
    assets: pd.DataFrame
    projects: pd.DataFrame
    project_years: pd.DataFrame
    """Money of projects by year."""
    funding: pd.DataFrame
    """Money of projects by source."""
    spending: pd.DataFrame
    reconciliations: pd.DataFrame
    """Totals that sources state, beside what was read."""
    postcodes: pd.DataFrame
    """Points of the postcodes and outward codes the records name: postcode, x, y, crs, is_ended."""
    uprns: pd.DataFrame
    """Points of the UPRNs the records name: uprn, x, y, crs."""
    network: gpd.GeoDataFrame | None
    """Lines that people walk along; null where none are given."""
    prices: dict[str, float]
    """The estate's own index of prices by financial year; empty where it gives none."""
    gazetteer: gpd.GeoDataFrame | None
    """Names of places, with a point or outline; null where none are given."""
    issues: pd.DataFrame


def read(project: Project, *, progress: Callable[[str], None] = lambda _: None) -> ReadResult:
    """Read every register, the areas and the look-ups of an estate.

    Every row of every file is kept or set aside with its reason; the sum is held against a second
    count of the file's rows.

    Parameters
    ----------
    progress
        Told the name of each file before it is read.

    Raises
    ------
    UnreadableFileError
        If files cannot be read at all; every one of them is named.
    EstateFileError
        If a register's profile is not known, or nothing in a file could ever give a place.
    RowCountError
        If the rows of a file do not add up.
    """
    log = IssueLog()
    decisions, decisions_file = read_decisions(project, log=log)
    with Door(**project.reading.limits) as door:
        areas = read_areas(project, door, log=log)
        _known_areas(project, areas)
        found = _every_entry(project, door, areas=areas, log=log, progress=progress)
        understood, also = found.frames, found.also
        named = _agencies([frame for frames in understood.values() for frame in frames], decisions, log)
        understood["spending"] = [
            with_discretion(with_areas(frame, areas, log), project.accounts.discretion)
            for frame in understood["spending"]
        ]
        assets, projects, spending = _together(understood, named.ids)
        postcodes = postcodes_of(
            project, door, postcodes=[frame["postcode"] for frame in (assets, projects, spending)]
        )
        uprns = uprns_of(project, door, uprns=[assets["uprn"], projects["uprn"]])
        network = read_network(project, door, areas=areas, log=log)
        prices = read_prices(project, door)
        gazetteer = read_gazetteer(project, door, log=log)
    registers = REGISTERS.conform(pd.DataFrame(found.entries).sort_values("register_id", ignore_index=True))
    return ReadResult(
        registers,
        HEADINGS.conform(pd.concat(found.headings, ignore_index=True)),
        named.agencies,
        named.names,
        named.links,
        decisions,
        decisions_file,
        areas,
        assets,
        projects,
        _whole(also["project_years"], PROJECT_YEARS),
        _whole(also["funding"], FUNDING),
        spending,
        _whole(also["reconciliations"], RECONCILIATIONS),
        postcodes,
        uprns,
        network,
        prices,
        gazetteer,
        log.table(),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What every entry of the estate gave."""

    entries: list[dict[str, Any]]
    frames: dict[str, list[pd.DataFrame]]
    also: dict[str, list[pd.DataFrame]]
    headings: list[pd.DataFrame]


def _every_entry(
    project: Project, door: Door, *, areas: gpd.GeoDataFrame, log: IssueLog, progress: Callable[[str], None]
) -> _Found:
    """Understand every file in turn; all that cannot be read are named together."""
    found = _Found(
        [],
        {"register": [], "capital": [], "spending": []},
        {"project_years": [], "funding": [], "reconciliations": []},
        [],
    )
    refused: list[str] = []
    homes = areas.set_index("area_id")["geometry"].dropna()
    for kind, register, reading in _opened(project, door):
        progress(register.path)
        home = Home(homes.get(register.area), project.estate.crs)
        try:
            opened = reading.result()
            raw = without_recipients(opened.raw, register, kind)
            entry, result, plan = understand_entry(raw, kind, register, log=log, home=home)
        except Refusal as refusal:
            refused.append(str(refusal))
            continue
        found.entries.append(entry | {"path": register.path, "sha256": opened.sha256})
        found.frames[kind].append(result.frame)
        for name, rows in result.also.items():
            found.also[name].append(rows)
        read_as = headings_read(raw, plan, register.id)
        found.headings.append(hidden_samples(read_as, raw, plan) if kind == "spending" else read_as)
    if refused:
        raise UnreadableFileError("\n".join(refused))
    return found


def _opened(project: Project, door: Door) -> Iterator[tuple[str, Register, Future[Opened]]]:
    """Yield each register with its file being read; the worker is one file ahead of its reader."""

    def start(register: Register) -> Future[Opened]:
        path = project.resolve(register.path)
        return ahead.submit(door.open, path, register.path, hints=hints_of(register), layer=register.layer)

    entries = _entries(project)
    with ThreadPoolExecutor(max_workers=1) as ahead:
        coming = start(entries[0][1])
        for position, (kind, register) in enumerate(entries, start=1):
            reading = coming
            if position < len(entries):
                coming = start(entries[position][1])
            yield kind, register, reading


def _entries(project: Project) -> list[tuple[str, Register]]:
    kinds = {"register": project.registers, "capital": project.capital, "spending": project.spending}
    entries = [(kind, entry) for kind, listed in kinds.items() for entry in listed]
    return sorted(entries, key=lambda entry: entry[1].id)


def _agencies(frames: list[pd.DataFrame], decisions: pd.DataFrame, log: IssueLog) -> AgenciesRead:
    columns = ["agency", "agency_code", "sector", "is_public"]
    read_ = pd.concat([frame[columns] for frame in frames], ignore_index=True)
    named = resolve_agencies(read_, log, decisions=decisions)
    start = 0
    for frame in frames:
        count = int(named.ids.iloc[start : start + len(frame)].isna().sum())
        start += len(frame)
        if count:
            log.add(
                "agency-not-known",
                "note",
                f"{count} records name no agency; they are on the map and part of no option.",
                'Say agency = "…" in the estate file, or agency = { column = "…" }.',
                register_id=frame["register_id"].iloc[0],
                source_file=frame["source_file"].iloc[0],
                column="agency",
                rows_count=count,
            )
    return named


def _together(
    understood: Mapping[str, list[pd.DataFrame]], agency_ids: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Put the files' rows into one table a kind, with their agencies, in the order of their ids."""
    made = []
    start = 0
    for table, frames in zip((ASSETS, PROJECTS, SPENDING), understood.values(), strict=True):
        count = sum(map(len, frames))
        ids = agency_ids.iloc[start : start + count].to_numpy()
        start += count
        whole = pd.concat(frames, ignore_index=True).assign(agency_id=ids) if frames else pd.DataFrame()
        known = whole.drop(columns=[c for c in whole.columns if c not in table.column_names])
        made.append(_whole([known], table))
    return made[0], made[1], made[2]


def _whole(frames: list[pd.DataFrame], table: Table) -> Any:
    """Return the rows of all files as one table, in the order of its first column, else of all."""
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return table.empty()
    whole = table.conform(pd.concat(frames, ignore_index=True))
    key = table.columns[0]
    return whole.sort_values([key.name] if key.unique else table.column_names, ignore_index=True)


def _known_areas(project: Project, areas: gpd.GeoDataFrame) -> None:
    known = set(areas["area_id"])
    for register in project.entries:
        if register.area and known and register.area not in known:
            raise EstateFileError(
                f"register {register.id}: area {register.area!r} is not one of the estate's areas "
                f"({', '.join(sorted(a for a in known if not a.startswith('E'))) or 'none'}). Correct it."
            )
