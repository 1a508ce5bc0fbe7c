"""The command ``explain``: what something is, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable

from totalcapital.cli.places import AsJson, EstateOption, OutOption, estate_path, out_path
from totalcapital.cli.screen import escape

if TYPE_CHECKING:
    from totalcapital.explaining import Explanation, Part

__all__ = ["explain_command"]

#: On a screen narrower than this a table of more columns than this is printed as entries.
_WIDE: Final = 150
_MOST_COLUMNS: Final = 4


def explain_command(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ID…",
            help="A record, property, holding, link, agency, option (o12), hub, scenario, assumption, project, alignment (a3), area, question or figure of the accounts (AREA/SERVICE/YEAR); "
            "or two records.",
        ),
    ],
    estate: EstateOption = None,
    out: OutOption = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say what something is and why: back to register, file and row, and to each rule and weight."""
    from totalcapital.explaining import explain  # noqa: PLC0415 - other commands do not wait for it
    from totalcapital.storing import read_result  # noqa: PLC0415 - as above

    folder = out_path(estate_path(estate), out)
    tables = read_result(folder)
    summary = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    found = explain(tables, words, options=summary["options"])
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=1, ensure_ascii=False))
    else:
        _print(found)


def _print(found: Explanation) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{escape(found.title)}[/bold]  {found.kind} {escape(found.id)}", soft_wrap=True)
    for line in found.lines:
        console.print(escape(line))
    for part in found.parts:
        console.print()
        _print_part(console, part)


def _print_part(console: Console, part: Part) -> None:
    console.print(f"[bold]{escape(part.heading)}[/bold]")
    if part.rows and len(part.columns) > _MOST_COLUMNS and console.width < _WIDE:
        _print_entries(console, part)
    elif part.rows:
        grid = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for column in part.columns:
            grid.add_column(
                column, overflow="fold", justify="right" if column in {"weight", "so far", "adds"} else "left"
            )
        for row in part.rows:
            grid.add_row(*(escape(cell) for cell in row))
        console.print(grid)
    if part.remark:
        console.print(f"[dim]{escape(part.remark)}[/dim]")


def _print_entries(console: Console, part: Part) -> None:
    """Print each row as an entry: its first cell, then the others with what they are."""
    for row in part.rows:
        console.print(escape(row[0]))
        said = [
            f"{column}: {cell}"
            for column, cell in zip(part.columns[1:], row[1:], strict=True)
            if cell.strip()
        ]
        console.print(Padding(escape("; ".join(said)), (0, 0, 0, 4)))
