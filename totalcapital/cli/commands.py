"""The commands. Each calls one library function and prints what it returns.

They name it through the package, which loads on first use only what a command needs: whoever asks
what a file is does not wait for the maps.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import totalcapital
from totalcapital.cli.comparing import compare_command, editions_command, keep_command, keep_result
from totalcapital.cli.deciding import decide_command
from totalcapital.cli.explaining import explain_command
from totalcapital.cli.looks import print_inspections, print_started
from totalcapital.cli.places import AsJson, OutOption, estate_path, out_path
from totalcapital.cli.printing import Teller, print_fault, print_run, print_tables
from totalcapital.errors import OutputError, TotalCapitalError
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from totalcapital.running import Audience, RunResult

__all__ = ["app", "main"]

app = typer.Typer(
    name="totalcapital",
    help="Public property and capital projects of all agencies in one place: read, matched, published as maps.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Estate = Annotated[Path | None, typer.Argument(help="The estate file; estate.toml here or above by default.")]
MaxSetAside = Annotated[
    float,
    typer.Option(
        "--max-set-aside",
        min=0,
        max=100,
        help="Per cent of a file's rows set aside above which to exit with 1.",
    ),
]
Audiences = Annotated[
    list[str] | None,
    typer.Option("--audience", help="internal, partner or public; may stand more than once."),
]


@app.command("run")
def run_command(
    estate: Estate = None,
    out: OutOption = None,
    audience: Audiences = None,
    max_set_aside: MaxSetAside = 5.0,
    keep_as: Annotated[
        str | None,
        typer.Option("--keep-as", metavar="NAME", help="Keep the result as an edition of this name."),
    ] = None,
    *,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the result as an edition, named by the day it describes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read every register, find under-use and co-location, publish the maps."""
    path = estate_path(estate)
    result = _run(path, out, audience, as_json=as_json)
    if keep or keep_as:
        try:
            keep_result(path, result.out, keep_as, replace=False, is_told_aside=True)
        except OutputError:
            if not as_json:
                print_run(result)  # what was run stands, whatever becomes of the edition
            raise
    _finish(result, max_set_aside, as_json=as_json)


@app.command("demo")
def demo_command(
    out: Annotated[Path, typer.Option("--out", help="Folder of the result.")] = Path("demo"),
    *,
    as_json: AsJson = False,
) -> None:
    """Run the specimen estate: invented property in the eleven pathfinder areas."""
    _finish(_run(geodata("specimen", "estate.toml"), out, None, as_json=as_json), 100.0, as_json=as_json)


@app.command("inspect")
def inspect_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files, or folders of files.")],
    estate: Annotated[
        Path | None,
        typer.Option(
            "--estate", help="Read the files as this estate says; by default the one that names them."
        ),
    ] = None,
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Every file in full, also where there are several.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what a file is, how each heading would be read, and what is wrong with it."""
    with Teller(quiet=as_json) as tell:
        tell("inspect")
        named = totalcapital.load_project(estate_path(estate)) if estate else None
        project = named or totalcapital.estate_naming(files)
        inspections = totalcapital.inspect(files, project=project, progress=partial(tell, "inspect"))
    if as_json:
        _print_json([inspection.as_json() for inspection in inspections])
    else:
        print_inspections(inspections, full=full)
        if project is not None:
            typer.echo(f"Read as {project.path} says.", err=True)
    if all(inspection.look.refused is not None for inspection in inspections):
        raise typer.Exit(2)


@app.command("init")
def init_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the new project.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILES…]", help="Files or folders; by default those in DIR."),
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(
            "--area",
            help="A pathfinder or Total Place area such as hampshire or birmingham, or an authority of a file of outlines; may stand more than once.",
        ),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Name of the estate, on every page.")] = None,
    template: Annotated[
        Literal["capital", "spending"] | None,
        typer.Option(
            "--template", help="Write an empty capital programme or list of spending into DIR instead."
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a project of files: recognise each, draft the estate file, say what is left to do."""
    if template is not None:
        _write_template(template, folder, files or [])
        return
    with Teller(quiet=as_json) as tell:
        started = totalcapital.start(
            folder,
            files or [],
            areas=area or [],
            name=name,
            as_of=dt.datetime.now(tz=dt.UTC).date(),
            progress=partial(tell, "inspect"),
        )
    if as_json:
        _print_json(
            {
                "estate": str(started.estate),
                "files": [inspection.as_json() for inspection in started.inspections],
                "remarks": list(started.remarks),
            }
        )
    else:
        print_started(started)


def _write_template(kind: Literal["capital", "spending"], folder: Path, files: list[Path]) -> None:
    if files:
        raise typer.BadParameter(f"--template writes into {folder} and takes no files; found {files[0]}.")
    for path in totalcapital.write_template(kind, folder, day=dt.datetime.now(tz=dt.UTC).date()):
        typer.echo(str(path))
    typer.echo(
        f"Fill one of them in, then: totalcapital inspect {folder / f'{kind}-template.xlsx'}", err=True
    )


@app.command("publish")
def publish_command(
    estate: Estate = None,
    out: OutOption = None,
    audience: Audiences = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Publish the last run again, for the audiences named."""
    path = estate_path(estate)
    chosen = _checked(audience) or ["public"]
    if not yes and sys.stdin.isatty() and not typer.confirm(f"Publish for {', '.join(chosen)}?"):
        raise typer.Exit(0)
    folders = totalcapital.republish(totalcapital.load_project(path), out_path(path, out), audiences=chosen)
    _print_json_or({"published": [str(folder) for folder in folders]}, as_json=as_json)


@app.command("tables")
def tables_command(
    table: Annotated[str | None, typer.Argument(help="One table; all by default.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print the data dictionary: each table's columns, units and meaning."""
    known = {**totalcapital.TABLES, "differences": totalcapital.DIFFERENCES}
    if table is not None and table not in known:
        print_fault(f"expected a table; found {table!r}. Tables are {', '.join(known)}.")
        raise typer.Exit(2)
    chosen = [known[table]] if table is not None else list(known.values())
    print_tables(chosen, as_json=as_json)


app.command("decide")(decide_command)
app.command("keep")(keep_command)
app.command("editions")(editions_command)
app.command("compare")(compare_command)
app.command("explain")(explain_command)


def main() -> None:
    """Run the command line; every fault ends in one clear message and exit code 2."""
    try:
        app()
    except TotalCapitalError as error:
        print_fault(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        print_fault("stopped. The last complete result is as it was.")
        sys.exit(2)
    except Exception as error:  # noqa: BLE001 - no traceback reaches a person; it is a fault of ours
        print_fault(
            f"a fault of Totalcapital itself ({type(error).__name__}: {error}). The last complete result is as it was. "
            "Please report it with the command you typed."
        )
        sys.exit(2)


def _checked(named: list[str] | None) -> list[Audience] | None:
    known: dict[str, Audience] = {"internal": "internal", "partner": "partner", "public": "public"}
    for name in named or []:
        if name not in known:
            print_fault(f"expected an audience; found {name!r}. Audiences are {', '.join(known)}.")
            raise typer.Exit(2)
    return [known[name] for name in named] if named else None


def _run(estate: Path, out: Path | None, audience: list[str] | None, *, as_json: bool) -> RunResult:
    project = totalcapital.load_project(estate)
    with Teller(quiet=as_json) as tell:
        return totalcapital.run(
            project,
            out_path(estate, out),
            audiences=_checked(audience),
            workers=os.cpu_count() or 1,
            progress=tell,
        )


def _finish(result: RunResult, max_set_aside: float, *, as_json: bool) -> None:
    if as_json:
        _print_json_or(result.summary | {"out": str(result.out)}, as_json=True)
    else:
        print_run(result)
    path, share = result.most_set_aside_pct()
    if share > max_set_aside:
        print_fault(
            f"{path}: {share:.1f} % of its rows were set aside, more than {max_set_aside:g} %. "
            f"See {result.out / 'issues'} for each row and its reason."
        )
        raise typer.Exit(1)


def _print_json(value: dict[str, Any] | list[dict[str, Any]]) -> None:
    typer.echo(json.dumps(value, indent=1, ensure_ascii=False))


def _print_json_or(value: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        _print_json(value)
        return
    for name, entries in value.items():
        for entry in entries:
            typer.echo(f"{name}: {entry}")
