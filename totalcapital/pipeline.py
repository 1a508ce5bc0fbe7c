"""Runs the stages in their order: the only module that knows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

import pandas as pd

from totalcapital import (
    assessing,
    colocating,
    deciding,
    linking,
    locating,
    placing,
    publishing,
    reading,
    storing,
)
from totalcapital.clock import Clock
from totalcapital.comparison import since_last
from totalcapital.crs import is_metric
from totalcapital.decision_sheets import write_list
from totalcapital.errors import EstateFileError, OutputError
from totalcapital.press import Audience, Press
from totalcapital.recalling import Recalled, recall
from totalcapital.summary import summary_of
from totalcapital.tables import TABLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from totalcapital.project import Project

__all__ = ["Audience", "Progress", "RunResult", "republish", "run"]

#: Rows left out because their layout says so, or that hold no record at all: no record is lost with them.
_NO_RECORDS: Final = (
    "not-a-property", "superseded", "totals-row", "footnote", "section-row", "repeated-heading",
)  # fmt: skip
_PAGE_KINDS: Final = ("programme", "own", "neighbourhood")


class Progress(Protocol):
    """Told what the run is doing."""

    def __call__(self, stage: str, detail: str = "") -> None:
        """Say that a stage, or a part of it, begins."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """A finished run.

    Attributes
    ----------
    tables
        Every table by name, as it stands in ``estate.gpkg`` and ``store/``.
    summary
        What stands in ``run.json``.
    out
        The folder of the result.
    remarks
        What is to be told of this run alone; no part of the result.
    """

    tables: Mapping[str, pd.DataFrame]
    summary: dict[str, Any]
    out: Path
    remarks: tuple[str, ...] = ()

    def most_set_aside_pct(self) -> tuple[str, float]:
        """Return the file with the largest share of faulty rows, and that share in per cent.

        Rows that a layout itself leaves out, such as a formula grant or a certificate that a newer
        one replaced, are no fault.
        """
        issues = self.tables["issues"]
        faulty = issues[(issues["level"] == "error") & ~issues["code"].isin(_NO_RECORDS)]
        count = faulty.groupby("register_id")["rows_count"].sum()
        shares = [
            (entry["path"], 100.0 * int(count.get(entry["register_id"], 0)) / entry["rows_read"])
            for entry in self.summary["inputs"]
        ]
        return max(shares, key=lambda share: share[1], default=("", 0.0))


def run(
    project: Project,
    out: Path,
    *,
    audiences: Sequence[Audience] | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> RunResult:
    """Take an estate from its files to tables, maps and workbooks.

    The result is built beside OUT and put in its place once it is whole; until then, and if
    anything fails, the last result stays as it is.

    Parameters
    ----------
    project
        The estate file, loaded.
    out
        Folder of the result; made where it is not there.
    audiences
        Whom to publish for; ``internal`` and, where the estate names areas, ``public`` by default.
    workers
        Processes to publish with: with two, one audience each. The result is the same. A script that
        gives more than one keeps its own work under ``if __name__ == "__main__"``.
    progress
        Told of each stage and file.

    Raises
    ------
    TotalCapitalError
        If a file cannot be read, the estate file is not coherent, or the result cannot be written.
    """
    tell: Progress = progress or _silent
    if not is_metric(project.estate.crs):
        raise EstateFileError(
            f"[estate] crs: expected a projected CRS in metres; found {project.estate.crs}."
        )
    _check_out(out)
    storing.heal(out)
    built = storing.building_folder(out)
    clock = Clock()
    try:
        built.mkdir(parents=True)
        with Press(workers) as press:
            tables, decisions, recalled = _stages(project, clock, tell, ready=press.warm)
            with clock.stage("compare") as stage:
                tell("compare")
                earlier, remarks = _earlier(out, tables["registers"])
                tables |= _handed_back(tables, earlier, as_of=project.estate.as_of)
                stage.rows = len(tables["changes"])
            for name, frame in tables.items():
                TABLES[name].check(frame)
            tell("store")
            with clock.stage("store"):
                storing.write_store(tables, built / "store")
                write_list(tables["doubts"], built / "doubts.csv")
            _publish(project, tables, built, audiences=audiences, press=press, clock=clock, tell=tell)
        summary = summary_of(project, tables, clock.entries, decisions=decisions, edition=recalled.said())
        (built / "run.json").write_text(
            json.dumps(summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        since = since_last(recalled, tables, summary)
        storing.replace_folder(built, out)
    except OSError as error:
        if isinstance(error, OutputError) or not _is_about(error, built):
            raise
        raise OutputError(
            f"{out}: the result cannot be written ({error.strerror}). The last result is as it was."
        ) from error
    finally:
        storing.heal(out)
    return RunResult(tables, summary, out, (*remarks, *([since] if since else [])))


def _silent(stage: str, detail: str = "") -> None:
    del stage, detail


def _is_about(error: OSError, folder: Path) -> bool:
    return str(folder) in str(error.filename)


def _check_out(out: Path) -> None:
    """Refuse a folder that holds something else than a result: it would be replaced."""
    if out.is_dir() and any(out.iterdir()) and not (out / "run.json").is_file():
        raise OutputError(
            f"{out}: expected a new folder or an earlier result; it holds other files. Choose another --out."
        )
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: expected a folder; it is a file. Choose another --out.")


def _stages(
    project: Project, clock: Clock, tell: Progress, *, ready: Callable[[], None]
) -> tuple[dict[str, pd.DataFrame], dict[str, Any] | None, Recalled]:
    """Run every stage that makes tables; ``ready`` is called once the files are read.

    Beside the tables it returns what ``run.json`` says of the file of decisions, and what the last
    edition handed on.

    Longer than other functions on purpose: the order of the stages is read from top to bottom here.
    """
    tell("read")
    with clock.stage("read") as stage:
        read = reading.read(project, progress=partial(tell, "read"))
        stage.rows = len(read.assets) + len(read.projects)
    ready()
    tell("locate")
    with clock.stage("locate") as stage:
        located = locating.locate(
            read.assets,
            read.projects,
            postcodes=read.postcodes,
            uprns=read.uprns,
            homes=_homes(read.registers, read.areas),
            areas=read.areas,
            swapped=project.swapped,
            crs=project.estate.crs,
        )
        stage.rows = len(located.locations)
    tell("recall")
    with clock.stage("recall") as stage:
        recalled = recall(project, read, located.locations)
        stage.rows = len(recalled.renumbered)
    tell("link")
    with clock.stage("link") as stage:
        linked = linking.link(
            read.assets, located.locations, decisions=recalled.decisions, earlier=recalled.earlier
        )
        stage.rows = len(linked.sites)
    tell("place")
    with clock.stage("place") as stage:
        placed = placing.place(
            linked.sites,
            read.areas,
            holdings=linked.holdings,
            assets=read.assets,
            projects=read.projects,
            locations=located.locations,
            registers=read.registers,
        )
        stage.rows = len(placed.places)
    tell("assess")
    with clock.stage("assess") as stage:
        assessed = assessing.assess(
            read.assets, linked.holdings, agencies=read.agencies, thresholds=project.underuse.thresholds
        )
        stage.rows = len(assessed.underuse)
    tell("colocate")
    with clock.stage("colocate") as stage:
        colocated = colocating.colocate(
            linked.holdings,
            linked.sites,
            bands=assessed.bands,
            agencies=read.agencies,
            radius_m=project.colocation.radius_m,
            weights=project.colocation.weights,
            as_of=project.estate.as_of,
        )
        stage.rows = len(colocated.colocation)
    tables = {
        "registers": read.registers,
        "headings": read.headings,
        "agencies": read.agencies,
        "agency_names": read.agency_names,
        "agency_links": read.agency_links,
        "areas": placed.areas,
        "assets": read.assets,
        "projects": read.projects,
        "decisions": recalled.decisions,
        "locations": located.locations,
        "renumbered": recalled.renumbered,
        "links": linked.links,
        "sites": linked.sites,
        "holdings": linked.holdings,
        "places": placed.places,
        "underuse": assessed.underuse,
        "bands": assessed.bands,
        "colocation": colocated.colocation,
    }
    tell("decide")
    with clock.stage("decide") as stage:
        decided = deciding.doubts(recalled.decisions, tables, shown=project.decisions_name)
        stage.rows = len(decided.doubts)
    stages = (read, located, recalled, linked, placed, decided)
    issues = pd.concat([made.issues for made in stages], ignore_index=True)
    by = ["register_id", "source_file", "source_row", "code", "column", "value", "message"]
    tables |= {
        "decisions": decided.decisions,
        "doubts": decided.doubts,
        "issues": TABLES["issues"].conform(issues.sort_values(by, na_position="first", ignore_index=True)),
    }
    return tables, read.decisions_file, recalled


def _earlier(out: Path, registers: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], tuple[str, ...]]:
    """Return what the last result says of the registers; nothing, and why, where it cannot be read."""
    try:
        return storing.read_earlier(out, registers), ()
    except (OSError, ValueError) as error:
        return {}, (
            f"The last result in {out} cannot be read ({error}); the registers were compared with nothing.",
        )


def _handed_back(
    tables: Mapping[str, pd.DataFrame], earlier: Mapping[str, pd.DataFrame], *, as_of: dt.date
) -> dict[str, pd.DataFrame]:
    """Return what goes back to the agencies: what is not given, and what differs from the last files."""
    given = publishing.completeness(tables)
    return {
        "registers": publishing.with_completeness(tables, given, as_of=as_of),
        "completeness": given,
        "changes": storing.compare_last_files(earlier, tables),
    }


def _homes(registers: pd.DataFrame, areas: pd.DataFrame) -> dict[str, Any]:
    """Return the outline of the area each register is of, where it is of one that has an outline."""
    outlines = areas.set_index("area_id")["geometry"].dropna()
    pairs = zip(registers["register_id"], registers["area_id"], strict=True)
    return {register: outlines[area] for register, area in pairs if area in outlines.index}


def _usual_audiences(tables: Mapping[str, pd.DataFrame]) -> Sequence[Audience]:
    """Return whom a run publishes for unasked: the public too, where areas are named."""
    has_areas = tables["areas"]["kind"].isin(_PAGE_KINDS).any()
    return ["internal", "public"] if has_areas else ["internal"]


def _publish(
    project: Project,
    tables: Mapping[str, pd.DataFrame],
    built: Path,
    *,
    audiences: Sequence[Audience] | None,
    press: Press,
    clock: Clock,
    tell: Progress,
) -> None:
    """Publish for each audience; meanwhile write what they need not wait for."""
    chosen = audiences if audiences is not None else _usual_audiences(tables)
    with_key = project if set(chosen) <= {"internal"} else _with_key(project)

    def meanwhile() -> None:
        with clock.stage("geopackage and issues"):
            publishing.write_issue_books(tables, built / "issues")
            storing.write_geopackage(tables, built / "estate.gpkg")

    weights = colocating.weights_of(project.colocation.weights)
    clock.entries += press.publish(
        tables, built, audiences=chosen, project=with_key, weights=weights, meanwhile=meanwhile, tell=tell
    )


def _with_key(project: Project) -> Project:
    """Return the project with a publication key: the estate file's, else the one kept beside it.

    A key is made once, from the system's randomness, and kept, so that public addresses stay the
    same from run to run.
    """
    if project.publication.key:
        return project
    path = project.folder / ".totalcapital-key"
    if not path.exists():
        import secrets  # noqa: PLC0415 - the one place where chance is wanted

        path.write_text(secrets.token_hex(16) + "\n", encoding="ascii")
        path.chmod(0o600)
    key = path.read_text(encoding="ascii").strip()
    return project.model_copy(update={"publication": project.publication.model_copy(update={"key": key})})


def republish(project: Project, out: Path, *, audiences: Sequence[Audience]) -> list[Path]:
    """Publish the last complete run again, from its store.

    Returns
    -------
    list
        The folders published.

    Raises
    ------
    OutputError
        If OUT holds no complete run.
    """
    storing.heal(out)
    if not (out / "run.json").is_file():
        raise OutputError(f"{out}: expected the result of a run; there is none. Type: totalcapital run")
    tables = storing.read_store(out / "store")
    with_key = _with_key(project)
    weights = colocating.weights_of(project.colocation.weights)
    folders = []
    for audience in audiences:
        folder = out / audience
        storing.heal(folder)
        built = storing.building_folder(folder)
        built.mkdir()
        try:
            publishing.publish(tables, built, audience=audience, project=with_key, weights=weights)
            storing.replace_folder(built, folder)
        finally:
            storing.heal(folder)
        folders.append(folder)
    return folders
