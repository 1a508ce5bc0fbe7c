"""What ``inspect`` and ``init`` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table as RichTable

from totalcapital.cli.screen import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from totalcapital.inspecting import Inspection
    from totalcapital.starting import Started

__all__ = ["print_inspections", "print_started"]

_PURPOSES: Final = {
    "register": "a register",
    "capital": "a capital programme",
    "spending": "a list of spending",
    "boundaries": "outlines of areas",
    "population": "residents by area",
    "postcodes": "a look-up of postcodes",
    "uprn": "a look-up of UPRNs",
    "unreadable": "cannot be read",
}
_SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", "¬": "¬"}
_MOST_HYPOTHESES: Final = 4
_MOST_TEXT: Final = 60


def print_inspections(inspections: Sequence[Inspection], *, full: bool) -> None:
    """Print one file in full; several as one line each, unless all are asked for in full."""
    console = Console(highlight=False)
    if len(inspections) > 1 and not full:
        _overview(console, inspections)
        console.print(
            "\nFor the headings and faults of one file: totalcapital inspect FILE (or --full for all)"
        )
        return
    for inspection in inspections:
        _one(console, inspection)


def print_started(started: Started) -> None:
    """Print what ``init`` made of each file, and what is left to do."""
    console = Console(highlight=False)
    _overview(console, started.inspections)
    console.print()
    for remark in started.remarks:
        console.print(f"- {escape(remark)}", soft_wrap=True)


def _overview(console: Console, inspections: Sequence[Inspection]) -> None:
    grid = RichTable(box=None, pad_edge=False)
    for heading in ("file", "is", "layout", "rows", "placed", "errors", "warnings"):
        grid.add_column(
            heading,
            justify="right" if heading in {"rows", "placed", "errors", "warnings"} else "left",
            overflow="fold",
        )
    for inspection in inspections:
        seen = inspection.look
        if seen.refused is not None:
            grid.add_row(escape(seen.path), "not used", "", "", "", "", "")
            continue
        if not seen.is_list:
            grid.add_row(escape(seen.path), _PURPOSES[seen.purpose], "", "", "", "", "")
            continue
        placed = sum(count for method, count in inspection.places.items() if method != "none")
        grid.add_row(
            escape(seen.path),
            _PURPOSES[seen.purpose],
            _layout(inspection),
            f"{seen.entry['rows_read']:,}",
            f"{placed:,}",
            f"{_count(inspection, 'error'):,}",
            f"{_count(inspection, 'warning'):,}",
        )
    console.print(grid)
    for inspection in inspections:
        if inspection.look.refused is not None:
            console.print(f"\n{escape(inspection.look.refused)}", soft_wrap=True)


def _count(inspection: Inspection, level: str) -> int:
    return sum(fault["count"] for fault in inspection.faults if fault["level"] == level)


def _layout(inspection: Inspection) -> str:
    if inspection.look.profile is None:
        return "by its headings"
    return f"{inspection.look.profile.id} ({inspection.profile_confidence:.0%})"


def _one(console: Console, inspection: Inspection) -> None:
    seen = inspection.look
    console.print(f"\n[bold]{escape(seen.path)}[/bold]: {_PURPOSES[seen.purpose]}", soft_wrap=True)
    if seen.refused is not None:
        console.print(escape(seen.refused), soft_wrap=True)
    if seen.code_heading is not None:
        console.print(f"codes stand under {escape(seen.code_heading)}")
    if seen.raw is None or seen.purpose == "boundaries":
        return
    for name, words in _facts(inspection):
        console.print(f"  {name:<12} {escape(words)}", soft_wrap=True)
    _hypotheses(console, inspection)
    _headings(console, inspection)
    _faults(console, inspection)
    if seen.refused is None:
        console.print("\nFor the estate file:\n", style="bold")
        console.print(escape(inspection.draft), soft_wrap=True)


def _facts(inspection: Inspection) -> list[tuple[str, str]]:
    seen = inspection.look
    facts: dict[str, Any] = seen.raw.facts if seen.raw is not None else {}
    form = [str(facts.get("format") or "")]
    form += [str(facts[name]) for name in ("encoding", "sheet") if facts.get(name)]
    if separator := facts.get("separator"):
        form.append(f"separated by {_SEPARATORS.get(separator, separator)}")
    lines = [("Format", ", ".join(part for part in form if part))]
    if facts.get("heading_row") is not None:
        lines.append(("Headings", f"row {facts['heading_row']}: {facts.get('heading_why')}"))
    if seen.profile is None:
        lines.append(("Layout", "none that is known; read by the names of its headings"))
    else:
        share = f"{inspection.profile_confidence:.0%} of the layout's headings are there"
        lines.append(("Layout", f"{seen.profile.id}, {seen.profile.title} ({share})"))
        if seen.profile.basis == "documentation":
            lines.append(("", "made from documentation: no file of this layout was at hand; look twice"))
    if seen.entry:
        read = (seen.entry[f"rows_{name}"] for name in ("read", "kept", "set_aside"))
        lines.append(("Rows", "{:,} read = {:,} kept + {:,} set aside".format(*read)))
        if seen.money is not None:
            lines.append(("Money", seen.money))
        placed = ", ".join(
            f"{count:,} by {method}" for method, count in inspection.places.items() if method != "none"
        )
        none = inspection.places.get("none", 0)
        if inspection.crs is not None:
            lines.append(("Coordinates", f"{inspection.crs}: {inspection.crs_why}"))
        if seen.kind == "spending":
            return [*lines, ("Amounts", _amounts(seen.records))]
        lines.append(("Places", (placed or "none") + (f"; {none:,} have none" if none else "")))
    return lines


def _amounts(records: pd.DataFrame) -> str:
    """Return how many amounts there are, what they add up to and of which years they are."""
    years = sorted(records["financial_year"].dropna().unique())
    span = f"{years[0]} to {years[-1]}" if len(years) > 1 else years[0] if years else "year not said"
    return f"{len(records):,}, together {records['amount_gbp'].sum():,.0f}; {span}"


def _hypotheses(console: Console, inspection: Inspection) -> None:
    hypotheses = inspection.look.hypotheses[:_MOST_HYPOTHESES]
    if not hypotheses:
        return
    grid = RichTable(
        box=None, pad_edge=False, title="Points, if read as", title_justify="left", title_style="bold"
    )
    grid.add_column("coordinate system")
    grid.add_column("in the country", justify="right")
    grid.add_column("in the register's area", justify="right")
    for hypothesis in hypotheses:
        words = hypothesis.crs + (", x and y swapped" if hypothesis.is_swapped else "")
        words += f", times {hypothesis.factor:g}" if hypothesis.factor != 1 else ""
        area = hypothesis.share_in_area
        grid.add_row(
            words, f"{hypothesis.share_in_country:.1%}", "not known" if area is None else f"{area:.1%}"
        )
    console.print()
    console.print(grid)


def _headings(console: Console, inspection: Inspection) -> None:
    grid = RichTable(box=None, pad_edge=False, title="Headings", title_justify="left", title_style="bold")
    for heading in ("heading", "our column", "blank", "samples", "why"):
        grid.add_column(heading, justify="right" if heading == "blank" else "left", overflow="fold")
    for row in (
        inspection.look.headings.astype(object)
        .where(inspection.look.headings.notna(), None)
        .to_dict("records")
    ):
        samples = str(row["samples"] or "")
        grid.add_row(
            escape(str(row["heading"])),
            str(row["column"] or "not used"),
            "" if row["blank_pct"] is None else f"{row['blank_pct']:.0f} %",
            escape(samples[:_MOST_TEXT] + ("…" if len(samples) > _MOST_TEXT else "")),
            escape(str(row["rule"] or "")),
        )
    console.print()
    console.print(grid)


def _faults(console: Console, inspection: Inspection) -> None:
    if not inspection.faults:
        console.print("\nNo faults were found.")
        return
    grid = RichTable(box=None, pad_edge=False, title="Faults", title_justify="left", title_style="bold")
    for heading in ("level", "rows", "kind", "the first of them", "how to put it right"):
        grid.add_column(heading, justify="right" if heading == "rows" else "left", overflow="fold")
    for fault in inspection.faults:
        row = f"row {fault['row']}: " if fault["row"] is not None else ""
        grid.add_row(
            fault["level"],
            f"{fault['count']:,}",
            fault["code"],
            escape(row + fault["message"]),
            escape(fault["fix"]),
        )
    console.print()
    console.print(grid)
