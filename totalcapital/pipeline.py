"""Runs the stages in their order: the only module that knows it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital import (
    accounting,
    aligning,
    appraising,
    assessing,
    choosing,
    colocating,
    deciding,
    linking,
    locating,
    placing,
    reading,
    storing,
)
from totalcapital.answering import write_list
from totalcapital.assumptions import load_assumptions
from totalcapital.crs import is_metric
from totalcapital.errors import EstateFileError, OutputError
from totalcapital.remembering import aligned_since, recall, since_last, with_options_of_now
from totalcapital.running import Clock, Press, RunResult, handed_back, last_files, publish_result, summary_of
from totalcapital.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from totalcapital.project import Project
    from totalcapital.remembering import Recalled
    from totalcapital.running import Audience, Progress

__all__ = ["run"]


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
    if not is_metric(project.estate.crs):
        raise EstateFileError(
            f"[estate] crs: expected a projected CRS in metres; found {project.estate.crs}."
        )
    _check_out(out)
    storing.heal(out)
    built = storing.building_folder(out)
    clock = Clock(progress)
    try:
        built.mkdir(parents=True)
        with Press(workers) as press:
            tables, decisions, recalled = _stages(project, clock, ready=press.warm)
            with clock.stage("compare") as stage:
                earlier, remarks = last_files(out, tables["registers"])
                tables |= handed_back(tables, earlier, as_of=project.estate.as_of)
                stage.rows = len(tables["changes"])
            for name, frame in tables.items():
                TABLES[name].check(frame)
            with clock.stage("store"):
                storing.write_store(tables, built / "store")
                write_list(tables["doubts"], built / "doubts.csv")
            publish_result(project, tables, built, audiences=audiences, press=press, clock=clock)
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
    project: Project, clock: Clock, *, ready: Callable[[], None]
) -> tuple[dict[str, pd.DataFrame], dict[str, Any] | None, Recalled]:
    """Run every stage that makes tables; ``ready`` is called once the files are read.

    Beside the tables it returns what ``run.json`` says of the file of decisions, and what the last
    edition handed on.

    Longer than other functions on purpose: the order of the stages is read from top to bottom here.
    """
    assumptions = load_assumptions(project.own_assumptions)
    with clock.stage("read") as stage:
        read = reading.read(project, progress=partial(clock.tell, "read"))
        stage.rows = len(read.assets) + len(read.projects)
    ready()
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
        located = locating.locate_projects(
            located,
            read.projects,
            ground=locating.Ground(
                read.assets, read.agencies, read.areas, registers=read.registers, gazetteer=read.gazetteer
            ),
        )
        stage.rows = len(located.locations)
    with clock.stage("recall") as stage:
        recalled = recall(project, read, located.locations)
        stage.rows = len(recalled.renumbered)
    with clock.stage("link") as stage:
        linked = linking.link(
            read.assets, located.locations, decisions=recalled.decisions, earlier=recalled.earlier
        )
        recalled = with_options_of_now(recalled, project, linked.holdings)
        stage.rows = len(linked.sites)
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
    with clock.stage("assess") as stage:
        assessed = assessing.assess(
            read.assets,
            linked.holdings,
            agencies=read.agencies,
            as_of=project.estate.as_of,
            settings=project.underuse,
            assumptions=assumptions,
        )
        stage.rows = len(assessed.underuse)
    with clock.stage("colocate") as stage:
        colocated = colocating.colocate(
            linked.holdings,
            linked.sites,
            known=colocating.Known(
                read.agencies,
                assessed.bands,
                needs=assessed.needs,
                areas=placed.areas,
                places=placed.places,
                decisions=recalled.decisions,
                network=read.network,
            ),
            settings=project.colocation,
            assumptions=assumptions,
            as_of=project.estate.as_of,
        )
        stage.rows = len(colocated.colocation)
    with clock.stage("appraise") as stage:
        appraised = appraising.appraise(
            colocated.colocation,
            linked.holdings,
            needs=assessed.needs,
            market=appraising.Market(
                appraising.land_values_of(placed.places, placed.areas), project.estate.currency
            ),
            settings=project.appraisal,
            as_of=project.estate.as_of,
            assumptions=assumptions,
        )
        stage.rows = len(appraised.appraisals)
    with clock.stage("choose") as stage:
        chosen = choosing.choose(
            colocated.colocation,
            appraised.appraisals,
            holdings=linked.holdings,
            bands=assessed.bands,
            needs=assessed.needs,
            plan=choosing.Plan(
                project.scenarios,
                project.estate.as_of,
                project.colocation.radius_m,
                assumptions,
                project.estate.currency,
            ),
        )
        stage.rows = len(chosen.moves)
    with clock.stage("align") as stage:
        aligned = aligning.align(
            read.projects,
            money=aligning.Money(read.project_years, read.funding),
            locations=located.locations,
            known=aligning.Known(
                agencies=read.agencies,
                assets=read.assets,
                holdings=linked.holdings,
                sites=linked.sites,
                bands=assessed.bands,
                needs=assessed.needs,
                options=colocated.colocation,
                moves=chosen.moves,
                places=placed.places,
            ),
            settings=project.align,
            assumptions=assumptions,
            as_of=project.estate.as_of,
        )
        stage.rows = len(aligned.alignments)
    since = aligned_since(
        recalled,
        aligned.alignments,
        projects=read.projects,
        holdings=linked.holdings,
        project=project,
    )
    recalled = since.recalled
    with clock.stage("account") as stage:
        accounted = accounting.account(
            read.spending,
            known=accounting.Known(
                read.areas,
                read.agencies,
                read.registers,
                read.postcodes,
                prices=read.prices,
                currency=project.estate.currency,
            ),
            held=accounting.Held(linked.sites, linked.holdings, placed.places),
            settings=project.accounts,
            assumptions=assumptions,
            as_of=project.estate.as_of,
        )
        stage.rows = len(accounted.accounts)
    tables = {
        "registers": read.registers,
        "headings": read.headings,
        "agencies": read.agencies,
        "agency_names": read.agency_names,
        "agency_links": read.agency_links,
        "areas": placed.areas,
        "assets": read.assets,
        "projects": read.projects,
        "project_years": read.project_years,
        "funding": read.funding,
        "spending": read.spending,
        "reconciliations": read.reconciliations,
        "decisions": recalled.decisions,
        "locations": located.locations,
        "renumbered": recalled.renumbered,
        "links": linked.links,
        "sites": linked.sites,
        "holdings": linked.holdings,
        "places": placed.places,
        "underuse": assessed.underuse,
        "bands": assessed.bands,
        "rules": assessed.rules,
        "needs": assessed.needs,
        "colocation": colocated.colocation,
        "exclusions": colocated.exclusions,
        "hubs": colocated.hubs,
        "appraisals": appraised.appraisals,
        "sensitivities": appraised.sensitivities,
        "scenarios": chosen.scenarios,
        "moves": chosen.moves,
        "alignments": since.alignments,
        "slippage": since.slippage,
        "ledger": since.ledger,
        "accounts": accounted.accounts,
        "funders": accounted.funders,
        "provision": accounted.provision,
        "property_costs": accounted.property_costs,
        "ceilings": accounted.ceilings,
        "assumptions": assumptions.table(),
    }
    with clock.stage("decide") as stage:
        decided = deciding.doubts(recalled.decisions, tables, shown=project.decisions_name)
        stage.rows = len(decided.doubts)
    stages = (read, located, recalled, linked, placed, accounted, decided)
    issues = pd.concat([made.issues for made in stages], ignore_index=True)
    by = ["register_id", "source_file", "source_row", "code", "column", "value", "message"]
    tables |= {
        "decisions": decided.decisions,
        "doubts": decided.doubts,
        "issues": TABLES["issues"].conform(issues.sort_values(by, na_position="first", ignore_index=True)),
    }
    return tables, read.decisions_file, recalled


def _homes(registers: pd.DataFrame, areas: pd.DataFrame) -> dict[str, Any]:
    """Return the outline of the area each register is of, where it is of one that has an outline."""
    outlines = areas.set_index("area_id")["geometry"].dropna()
    pairs = zip(registers["register_id"], registers["area_id"], strict=True)
    return {register: outlines[area] for register, area in pairs if area in outlines.index}
