"""``keep``, ``editions`` and ``compare``: what stands kept, and what differs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table as RichTable

import totalcapital
from totalcapital.cli.places import AsJson, EstateOption, estate_path, out_path
from totalcapital.cli.screen import escape

if TYPE_CHECKING:
    from totalcapital.remembering import ComparisonResult
    from totalcapital.storing import Edition

__all__ = ["compare_command", "editions_command", "keep_command", "keep_result"]

Result = Annotated[
    Path | None,
    typer.Option("--result", help="Folder of the last result; out/ beside the estate file by default."),
]


def keep_command(
    name: Annotated[
        str | None, typer.Argument(help="Name of the edition; the day it describes by default.")
    ] = None,
    estate: EstateOption = None,
    result: Result = None,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace an edition of this name that says something else.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keep the last result as an edition, in editions/ beside the estate file."""
    path = estate_path(estate)
    keep_result(path, out_path(path, result), name, replace=replace, as_json=as_json)


def keep_result(
    estate: Path,
    out: Path,
    name: str | None,
    *,
    replace: bool,
    as_json: bool = False,
    is_told_aside: bool = False,
) -> None:
    """Keep a result and say so; on standard error where another result is printed."""
    edition, is_new = totalcapital.keep(totalcapital.load_project(estate), out, name=name, replace=replace)
    if as_json:
        typer.echo(json.dumps(_entry(edition) | {"written": is_new}, indent=1, ensure_ascii=False))
    elif is_new:
        typer.echo(f"Kept as edition {edition.name}: {edition.folder}", err=is_told_aside)
    else:
        typer.echo(f"Edition {edition.name} holds the same already.", err=is_told_aside)


def editions_command(estate: EstateOption = None, *, as_json: AsJson = False) -> None:
    """List the editions that are kept, the oldest first."""
    kept = totalcapital.editions(totalcapital.load_project(estate_path(estate)))
    if as_json:
        typer.echo(json.dumps([_entry(edition) for edition in kept], indent=1, ensure_ascii=False))
        return
    if not kept:
        typer.echo("No edition is kept. Keep the last result with: totalcapital keep")
        return
    grid = RichTable(box=None, pad_edge=False)
    for heading in ("edition", "as of", "properties", "registers", "version"):
        grid.add_column(heading, justify="right" if heading in {"properties", "registers"} else "left")
    for edition in kept:
        entry = _entry(edition)
        grid.add_row(
            escape(entry["name"]),
            entry["as_of"],
            f"{entry['properties']:,}",
            f"{entry['registers']:,}",
            entry["version"],
        )
    Console(highlight=False).print(grid)


def _entry(edition: Edition) -> dict[str, Any]:
    summary = edition.summary
    return {
        "name": edition.name,
        "as_of": edition.as_of.isoformat(),
        "properties": edition.sites_count,
        "registers": len(summary.get("inputs", [])),
        "version": str(summary.get("version")),
        "folder": str(edition.folder),
    }


def compare_command(
    old: Annotated[str, typer.Argument(help="Name of an edition, a folder of a result, or last.")] = "last",
    new: Annotated[str | None, typer.Argument(help="The same; the last result by default.")] = None,
    estate: EstateOption = None,
    result: Result = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write; comparison/ beside the last result by default."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say what differs between two editions, and what that did to the co-location options."""
    path = estate_path(estate)
    compared = totalcapital.compare(
        totalcapital.load_project(path),
        out_path(path, result),
        old,
        new,
        to=None if out is None else out.resolve(),
    )
    if as_json:
        rows = json.loads(
            compared.differences.drop(columns="geometry").to_json(orient="records", date_format="iso")
        )
        typer.echo(
            json.dumps(
                compared.summary | {"out": str(compared.out), "differences": rows},
                indent=1,
                ensure_ascii=False,
            )
        )
    else:
        _print(compared)


def _print(compared: ComparisonResult) -> None:
    console = Console(highlight=False)
    before, now = (compared.summary[side] for side in ("before", "now"))
    console.print(
        f"From {escape(before['name'])} ({before['as_of']}) to {escape(now['name'])} ({now['as_of']}): "
        f"{compared.summary['words']}.",
        soft_wrap=True,
    )
    differences = compared.differences
    beside = differences[differences["subject"].isin(["estate", "register", "agency"])]
    for name, reason in zip(beside["name"], beside["reason"], strict=True):
        console.print(f"- {escape(f'{name}: {reason}' if isinstance(name, str) else reason)}", soft_wrap=True)
    counted = differences.groupby(["subject", "kind"], sort=False).size()
    grid = RichTable(box=None, pad_edge=False)
    for heading in ("what", "change", "count"):
        grid.add_column(heading, justify="right" if heading == "count" else "left")
    for (subject, kind), count in counted.items():
        if subject not in {"estate", "register", "agency"}:
            grid.add_row(str(subject), str(kind), f"{count:,}")
    if grid.row_count:
        console.print(grid)
    console.print(f"\nOpen {escape(str(compared.out / 'index.html'))}", soft_wrap=True)
