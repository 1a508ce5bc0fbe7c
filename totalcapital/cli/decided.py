"""Prints what people decided on options and alignments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import typer
from rich.console import Console
from rich.padding import Padding

from totalcapital.cli.screen import escape
from totalcapital.currency import in_full
from totalcapital.deciding import who_decided

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["print_decided"]

_BEST: Final = 5
_STANDS: Final = {
    "in-force": "In force.",
    "subject-changed": "Changed since it was decided: it holds, and is asked again (totalcapital decide).",
}
_HOW: Final = """To decide:  totalcapital decide {one} accept --owner Ana --next-step "ask the trust" --reason "the board of May"
            accept, reject, park or dismiss; --undo {one} takes it back
In Excel:   totalcapital decide --subject {subject} --sheet FILE.csv, fill in, totalcapital decide --take FILE.csv
Why:        totalcapital explain {one}"""
_EXAMPLES: Final = {"option": "o12", "alignment": "a3"}


def print_decided(
    decided: pd.DataFrame, best: pd.DataFrame, subject: str, *, currency: str, as_json: bool
) -> None:
    """Print each decision with its state, owner and next step; then the best without one.

    Parameters
    ----------
    decided
        As ``answering.decided_ranked`` returns it.
    best
        Options, or alignments, without a decision, the best first.
    subject
        option or alignment.
    currency
        That of the savings.
    """
    if as_json:
        told = decided.assign(on_date=decided["on_date"].dt.strftime("%Y-%m-%d"))
        rows = told.astype(object).where(told.notna(), None).to_dict("records")
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    console = Console(highlight=False)
    for row in decided.to_dict("records"):
        _print_one(console, row, subject)
    saved = decided.loc[decided["decision"] == "accepted", "saving_gbp"]
    if saved.notna().any():
        unknown = int(saved.isna().sum())
        more = f"; of {unknown:,} no saving is named" if unknown else ""
        console.print(f"Savings agreed: {in_full(saved.sum(), currency)} on {saved.notna().sum():,}{more}.")
    counts = decided["decision"].value_counts().sort_index()
    words = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    options = f"{subject}{'' if len(decided) == 1 else 's'}"
    rest = "The best without a decision:" if len(best) else "None is without a decision."
    console.print(f"{len(decided):,} {options} decided{': ' + words if words else ''}. {rest}")
    for row in best.head(_BEST).to_dict("records"):
        console.print(f"[bold]{row['rank']:>5}[/bold]  {escape(row['question'])}", soft_wrap=True)
    console.print(escape(_HOW.format(one=_EXAMPLES[subject], subject=subject)), soft_wrap=True)


def _print_one(console: Console, row: Mapping[Any, Any], subject: str) -> None:
    rank = "" if pd.isna(row["rank"]) else f"{_EXAMPLES[subject][0]}{row['rank']}"
    console.print(f"[bold]{rank:>5}[/bold]  {row['decision']}: {escape(row['about'])}", soft_wrap=True)
    console.print(Padding(escape(f"{who_decided(row)} {_stands(row, subject)}"), (0, 0, 0, 7)))
    console.print(Padding(escape(row[f"{subject}_id"]), (0, 0, 1, 7)), soft_wrap=True)


def _stands(row: Mapping[Any, Any], subject: str) -> str:
    if not isinstance(row["state"], str):
        return "Since the last run: it takes effect at the next."
    if row["state"] == "no-such-subject":
        return f"No such {subject} now: {row['state_reason']}."
    return _STANDS[row["state"]]
