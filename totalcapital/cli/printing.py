"""What the commands print: progress, summaries and faults."""

from __future__ import annotations

import dataclasses
import json
import time
from typing import TYPE_CHECKING, Any, Final, Self

from rich.console import Console
from rich.table import Table as RichTable

from totalcapital.cli.screen import escape
from totalcapital.currency import in_full

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from rich.status import Status

    from totalcapital.running import RunResult
    from totalcapital.tables import Table

__all__ = ["Teller", "print_fault", "print_run", "print_tables"]

_WORDS: Final = {
    "inspect": "Looking at", "read": "Reading", "locate": "Placing points", "recall": "Finding the last edition's records", "link": "Linking records", "place": "Finding areas",
    "assess": "Testing for under-use", "colocate": "Finding co-location options", "appraise": "Valuing options",
    "choose": "Choosing moves", "align": "Aligning projects", "account": "Adding up spending",
    "decide": "Listing what is in doubt", "compare": "Comparing with the last result", "store": "Writing tables",
    "publish": "Publishing",
}  # fmt: skip

#: What is counted of each area in run.json, and its heading; a column of noughts is left out.
_COUNTS: Final = {
    "sites": "properties", "holdings": "holdings", "underuse": "surplus or under-used", "colocation": "options",
    "projects": "projects", "alignments": "alignments",
}  # fmt: skip
_RECORDS: Final = {
    "records-new": "new", "records-gone": "gone", "records-changed": "changed", "layout": "in another layout",
}  # fmt: skip


class Teller:
    """Says what a run is doing: one moving line on a terminal, a line a stage elsewhere."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet)
        self._status: Status | None = None
        self._stage = ""
        self._start = time.monotonic()

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status = self._console.status("Starting")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, stage: str, detail: str = "") -> None:
        """Say that a stage, or a part of it, begins."""
        words = f"{_WORDS.get(stage, stage)} {escape(detail)}".strip()
        if self._status is not None:
            self._status.update(words)
        elif stage != self._stage:
            self._console.print(
                f"{time.monotonic() - self._start:6.1f} s  {_WORDS.get(stage, stage)}", highlight=False
            )
        self._stage = stage


def print_fault(message: str) -> None:
    """Print a fault, on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"totalcapital: {escape(message)}", markup=True
    )


def print_run(result: RunResult) -> None:
    """Print what a run made: rows of each file, what changed in it, numbers of each area, where to look."""
    console = Console(highlight=False)
    rows = RichTable(title="Rows", title_justify="left", box=None, pad_edge=False)
    for heading in ("register", "layout", "read", "kept", "set aside", "complete", "age"):
        rows.add_column(heading, justify="left" if heading in {"register", "layout"} else "right")
    for entry in result.summary["inputs"]:
        rows.add_row(
            escape(entry["register_id"]),
            entry["profile"] or "by its headings",
            f"{entry['rows_read']:,}",
            f"{entry['rows_kept']:,}",
            f"{entry['rows_set_aside']:,}",
            "not known" if entry["completeness_pct"] is None else f"{entry['completeness_pct']:.0f} %",
            "not said" if entry["age_days"] is None else f"{entry['age_days']:,.0f} days",
        )
    console.print(rows)
    totals = [
        sum(e[f"rows_{name}"] for e in result.summary["inputs"]) for name in ("read", "kept", "set_aside")
    ]
    console.print(
        f"{totals[0]:,} rows read = {totals[1]:,} kept + {totals[2]:,} set aside (each with its reason in issues/).\n"
    )
    for line in (*result.remarks, *_changed(result)):
        console.print(escape(line), soft_wrap=True)
    areas = RichTable(title="Areas", title_justify="left", box=None, pad_edge=False)
    counted = {
        name: heading
        for name, heading in _COUNTS.items()
        if any(area[name] for area in result.summary["areas"])
    }
    areas.add_column("area")
    for heading in counted.values():
        areas.add_column(heading, justify="right")
    for area in result.summary["areas"]:
        areas.add_row(escape(area["area_id"]), *(f"{area[name]:,}" for name in counted))
    if counted:  # of spending alone nothing is counted by area
        console.print(areas)
    if "sites" in counted:
        _print_scenarios(console, result.summary["scenarios"], result.summary["options"]["currency"])
    for line in _to_decide(result):
        console.print(escape(line), soft_wrap=True)
    site = result.out / "internal" / "index.html"
    shown = site if site.exists() else result.out
    console.print(f"\nOpen {escape(str(shown))}", soft_wrap=True)


def _print_scenarios(console: Console, scenarios: Sequence[dict[str, Any]], currency: str) -> None:
    """Print the scenarios side by side, then what came of each and what to find out first."""
    from totalcapital.tables import split_list  # noqa: PLC0415 - other commands do not wait for it

    grid = RichTable(title="Scenarios", title_justify="left", box=None, pad_edge=False)
    for heading in ("scenario", "best in", "status", "moves", "value", "gap", "saves a year"):
        is_text = heading in {"scenario", "best in", "status"}
        grid.add_column(heading, justify="left" if is_text else "right", no_wrap=True)
    for one in scenarios:
        grid.add_row(
            escape(one["scenario_id"]),
            one["objective"],
            one["status"],
            f"{one['moves_count']:,} of {one['options_count']:,}",
            _figure(one["value"], one["unit"] if one["unit"] == "m2" else currency),
            "" if one["gap_pct"] is None else f"{one['gap_pct']:.2g} %",
            _figure(one["saving_gbp"], currency),
        )
    console.print(grid)
    for one in scenarios:
        said = one["reason"]
        if one["status"] == "infeasible":
            said += f" They clash with: {one['binding']}."
        if one["status"] == "cannot-choose" and one["missing"]:
            said += f" Find out first: {'; '.join(split_list(one['missing'])[:3])}."
        console.print(escape(f"{one['scenario_id']}: {said}"), soft_wrap=True)


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:,.0f} m²" if unit == "m2" else in_full(value, unit)


def _to_decide(result: RunResult) -> Iterator[str]:
    """Yield what people are asked, and which of their decisions could not be read."""
    from totalcapital import deciding  # noqa: PLC0415 - other commands do not wait for it

    file = result.summary["decisions"]
    if file and file["rows_set_aside"]:
        yield f"{file['path']}: {file['rows_set_aside']:,} of its {file['rows_read']:,} rows cannot be understood; see issues/issues.csv"
    doubts = result.tables["doubts"]
    if len(doubts):
        changed = int((doubts["state"] == "changed").sum())
        said = f", {changed:,} on what changed since it was decided" if changed else ""
        first = deciding.first_count(doubts)
        weighty = f", {first:,} of which weigh more than a property counted wrongly" if first else ""
        questions = "1 question" if len(doubts) == 1 else f"{len(doubts):,} questions"
        yield f"{questions} a person can answer{weighty}{said}. Worst first: totalcapital decide"


def _changed(result: RunResult) -> Iterator[str]:
    """Yield one line for each register that differs from its last file."""
    for register, rows in result.tables["changes"].groupby("register_id", sort=True):
        counts = rows[rows["column"].isna()].set_index("kind")["rows_count"]
        records = [f"{counts[kind]:,} {word}" for kind, word in _RECORDS.items() if kind in counts.index]
        said = [", ".join(records)] if records else []
        said += rows.loc[(rows["level"] == "warning") & rows["column"].notna(), "message"].head(2).tolist()
        told = "; ".join(said) or "other columns"
        yield f"{register} since its last file: {told.rstrip('.')}. See issues/{register}.xlsx"


def print_tables(tables: Sequence[Table], *, as_json: bool) -> None:
    """Print the data dictionary."""
    if as_json:
        print(json.dumps([dataclasses.asdict(table) for table in tables], indent=1))  # noqa: T201 - the result itself
        return
    console = Console(highlight=False)
    for table in tables:
        grid = RichTable(
            title=f"{table.name}: {table.meaning}", title_justify="left", box=None, pad_edge=False
        )
        for heading in ("column", "kind", "unit", "meaning"):
            grid.add_column(heading)
        for column in table.columns:
            codes = f" One of {', '.join(column.codes)}." if column.codes else ""
            grid.add_row(column.name, column.kind, column.unit, escape(column.meaning + codes))
        console.print(grid)
        console.print()
