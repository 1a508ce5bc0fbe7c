"""The command ``decide``: what is in doubt, and what people decide on it."""

from __future__ import annotations

import datetime as dt
import getpass
import json
from pathlib import Path  # noqa: TC003 - typer reads the kinds of the options
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console
from rich.padding import Padding

import totalcapital
from totalcapital.cli.places import AsJson, EstateOption, OutOption, estate_path, out_path
from totalcapital.cli.screen import escape
from totalcapital.errors import DecisionError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from totalcapital.answering import Taken, TakenSheet
    from totalcapital.project import Project

__all__ = ["decide_command"]

_SHOWN: Final = 15
_WORDS: Final = {
    ("link", "accepted"): "one property", ("link", "rejected"): "two properties", ("link", "split"): "a property of its own",
    ("agency", "accepted"): "one body", ("agency", "rejected"): "two bodies", ("agency", "split"): "a body of its own",
}  # fmt: skip
_NEXT: Final = "What was decided takes effect at the next run: totalcapital run"
_HOW: Final = """
To decide, by number or id:   totalcapital decide 1 accept --reason "one front door"
  accept: yes, the same.  reject: no, two.  park: later (--owner, --next-step).  dismiss: do not ask again.
Two records in no list:       totalcapital decide RECORD RECORD accept
A record on its own:          totalcapital decide RECORD split
An option, by its rank:       totalcapital decide o12 accept --owner Ana --next-step "ask the trust"
An alignment, by its rank:    totalcapital decide a3 accept --saving 40000   (or dismiss --reason "two owners")
What was decided on options:  totalcapital decide --subject option   (or alignment; with --sheet: in Excel)
In Excel:                     totalcapital decide --sheet FILE.csv, fill in, totalcapital decide --take FILE.csv
Why a question is asked:      totalcapital explain ID"""


def decide_command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID… DECISION",
            help="Numbers or ids from the list, options by rank (o12), alignments (a3), or two records or agencies; then accept, reject, "
            "split, park or dismiss.",
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Who decided; by default the name you logged in with.")
    ] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="Who takes the next step.")] = None,
    next_step: Annotated[str | None, typer.Option("--next-step", help="What is to be done next.")] = None,
    saving: Annotated[
        float | None,
        typer.Option("--saving", min=0, help="What is saved, agreed on with an alignment that is accepted."),
    ] = None,
    area: Annotated[str | None, typer.Option("--area", help="List only what touches this area.")] = None,
    subject: Annotated[
        str | None,
        typer.Option(
            "--subject", help="List only link or agency; or what was decided on option or alignment."
        ),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", metavar="FILE", help="Write the list as CSV to fill in with Excel."),
    ] = None,
    take: Annotated[
        Path | None, typer.Option("--take", metavar="FILE", help="Take in a sheet that was filled in.")
    ] = None,
    estate: EstateOption = None,
    out: OutOption = None,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Take the decision on these ids back.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="List everything, also what was decided since the run.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List what is in doubt, worst first; or decide on it. Decisions stand in decisions.csv, which Excel opens."""
    from totalcapital import answering, storing  # noqa: PLC0415 - other commands do not wait for them

    path = estate_path(estate)
    project = totalcapital.load_project(path)
    tables = storing.read_result(out_path(path, out))
    said = answering.Said(
        by or _person(), dt.datetime.now(tz=dt.UTC).date(), reason, owner, next_step, saving
    )
    file = project.decisions_name
    if undo:
        _print_taken(answering.undo(project, tables, words or []), file, as_json=as_json, undone=True)
    elif take is not None:
        _print_sheet(answering.take_sheet(project, tables, take, said=said), file, as_json=as_json)
    elif words:
        *ids, decision = words
        if answering.decision_of(decision) is None:
            raise DecisionError(
                f"expected accept, reject, split, park or dismiss as the last word; found {decision!r}. "
                f"For example: totalcapital decide 1 accept. Why it is asked: totalcapital explain {words[0]}"
            )
        _print_taken(answering.decide(project, tables, ids, decision, said=said), file, as_json=as_json)
    else:
        if (ranked := answering.ranked_subject(subject)) is not None:
            _ranked(project, tables, ranked, area=area, sheet=sheet, as_json=as_json)
            return
        asked = answering.open_questions(project, tables, area=area, subject=subject)
        shown = asked if everything else asked[asked["decided"].isna()]
        if sheet is not None:
            _print_written(answering.write_sheet(shown, sheet), sheet, as_json=as_json)
        else:
            since = answering.decided_since(project, tables)
            _print_list(shown, since, everything=everything, as_json=as_json)


def _ranked(
    project: Project,
    tables: Mapping[str, pd.DataFrame],
    subject: str,
    *,
    area: str | None,
    sheet: Path | None,
    as_json: bool,
) -> None:
    """Print what was decided on options or alignments, or write them as a sheet to fill in."""
    from totalcapital import answering  # noqa: PLC0415 - other commands do not wait for it
    from totalcapital.cli.decided import print_decided  # noqa: PLC0415 - nor for this

    if sheet is not None:
        count = answering.write_sheet(answering.ranked_to_decide(project, tables, subject, area=area), sheet)
        _print_written(count, sheet, as_json=as_json, thing=subject)
        return
    decided = answering.decided_ranked(project, tables, subject)
    best = answering.ranked_to_decide(project, tables, subject, area=area, is_open=True)
    print_decided(decided, best, subject, currency=project.estate.currency, as_json=as_json)


def _person() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _print_sheet(done: TakenSheet, file: str, *, as_json: bool) -> None:
    """Print what was taken in from a sheet, and what was passed over."""
    _print_taken(done.taken, file, as_json=as_json)
    if as_json:
        return
    console = Console(highlight=False, soft_wrap=True)
    blank = done.blank_count
    console.print(f"{_count(blank, 'row')} without a decision {'was' if blank == 1 else 'were'} passed over.")
    if done.known_count:
        console.print(f"{done.known_count:,} decided so before.")
    for remark in done.remarks:
        console.print(escape(remark))


def _print_written(count: int, path: Path, *, as_json: bool, thing: str = "question") -> None:
    if as_json:
        typer.echo(json.dumps({"sheet": str(path), f"{thing}s": count}))
        return
    typer.echo(f"{_count(count, thing)} written to {path}. Fill in the column decision and take it back in:")
    typer.echo(f"totalcapital decide --take {path}")


def _print_taken(taken: Sequence[Taken], file: str, *, as_json: bool, undone: bool = False) -> None:
    if as_json:
        rows = [{name: getattr(each, name) for name in each.__slots__} for each in taken]
        typer.echo(json.dumps({"file": file, "taken": rows}, indent=1, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    for each in taken:
        decided = _WORDS.get((each.subject, each.decision), each.decision)
        console.print(f"{'taken back: ' if undone else ''}{decided}: {escape(each.about)}")
    if taken:
        console.print(f"{'Out of' if undone else 'Written to'} {escape(file)}. {_NEXT}")


def _print_list(asked: pd.DataFrame, since: int, *, everything: bool, as_json: bool) -> None:
    if as_json:
        rows = asked.astype(object).where(asked.notna(), None).to_dict("records")
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    from totalcapital import deciding  # noqa: PLC0415 - other commands do not wait for it

    console = Console(highlight=False)
    shown = asked if everything else asked.head(_SHOWN)
    for row in shown.to_dict("records"):
        _print_question(console, row)
    left = len(asked) - len(shown)
    console.print(
        f"{_count(len(asked), 'question')}, worst first" + (f"; {left:,} more: --all" if left else "") + "."
    )
    if first := deciding.first_count(asked):
        console.print(
            f"Begin with the first {first:,}: each of the others weighs no more than a property counted wrongly."
        )
    if since:
        console.print(f"{_count(since, 'decision')} since the last run. {_NEXT}")
    console.print(escape(_HOW), soft_wrap=True)


def _print_question(console: Console, row: Mapping[Any, Any]) -> None:
    """Print one question: number, id and how likely a yes is; then the question, the evidence and what holds."""
    state = {"changed": "  decided before, changed since", "parked": "  parked"}.get(row["state"], "")
    console.print(f"[bold]{row['rank']:>4}[/bold]  {escape(row['doubt_id'])}  yes: {row['likely']}{state}")
    said = [row["question"], f"{row['evidence'].rstrip('.')}. {row['now']}"]
    if isinstance(row["decided"], str):
        said.append(f"Decided since the run: {row['decided']}.")
    for words in said:
        console.print(Padding(escape(words), (0, 0, 0, 6)))
    console.print()
