"""Writes the workbook of a page: what is there, how well used, who could share, what is missing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import xlsxwriter

from totalcapital.publishing import capital_sheets, choice_sheets, money_sheets, option_sheets
from totalcapital.publishing.agency_rows import agency_rows
from totalcapital.publishing.areas import WHOLE_ESTATE
from totalcapital.publishing.choice_sheets import hub_rows, move_rows, scenario_rows, seen_rows
from totalcapital.publishing.opendata import decimals_of, holding_rows, plain
from totalcapital.publishing.option_sheets import (
    decided_rows,
    listed_options,
    option_rows,
    sensitivity_rows,
    worth_rows,
)
from totalcapital.publishing.questions import question_rows
from totalcapital.publishing.texts import cell_text, clean, page_text
from totalcapital.publishing.where import MEANINGS
from totalcapital.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from totalcapital.project import Project
    from totalcapital.publishing.areas import AreaFigures, Page
    from totalcapital.publishing.redaction import View

__all__ = ["OPTIONS_IN_A_WORKBOOK", "Sheets", "write_workbook"]

_SIDE_WIDTH: Final = 44
#: Sentences that are read in the cell.
_WRAPPED: Final = frozenset(
    {
        "sentence",
        "check_first",
        "rule",
        "place_rests_on",
        "what",
        "who_moves_in",
        "basis",
        "meaning",
        "source",
        "measures",
        "applies_to",
    }
)

#: A workbook carries this many options, the best; the total is stated on its Notes sheet.
OPTIONS_IN_A_WORKBOOK = 1_000
#: The parts of what options are worth, and what that hangs on, are given for so many of them.
TAKEN_APART_IN_A_WORKBOOK = 200

#: Ending of a column to its number format; the first that fits.
_FORMATS: Final = {
    "per_head_gbp": "#,##0.00", "_m2": "#,##0", "_m": "#,##0", "_gbp": "#,##0", "_count": "#,##0", "_days": "#,##0", "days_in_hand": "#,##0", "_pct": "0.0", "_min": "0",
    "score": "0.00", "longitude": "0.000000", "latitude": "0.000000", "_date": "d mmm yyyy",
    "imd_decile": '[=1]0" (most deprived)";[=10]0" (least deprived)";0',
}  # fmt: skip
_WIDTHS: Final = {
    "from": 38, "meets": 38, "check_first": 40, "rule": 50, "place_rests_on": 50, "project": 38, "source_read": 28, "agencies": 60,
    "sites": 60, "what": 60, "about": 44, "placed_by": 16, "name": 34, "site_name": 34, "agency": 28, "host": 38, "guest": 38, "reason": 70, "evidence": 60,
    "address": 34, "message": 50, "fix": 50, "missing": 34, "vetoes": 34, "source_file": 34,
    "would_be_known_by": 34, "sentence": 70, "direction": 40, "other_direction": 50, "decided_as": 50, "why_so": 50, "stands": 30,
    "next_step": 34, "owner": 20, "basis": 60, "anchor": 38, "who_moves_in": 70, "meaning": 60, "source": 60, "measures": 50,
    "applies_to": 50, "scenario": 24, "need_basis": 40, "spare_basis": 40, "option_ids": 34, "name_read": 34, "question": 80, "now": 50, "codes": 30, "perhaps_also": 50, "note": 30, "value": 90,
}  # fmt: skip

#: Sheet to the table it is made of, and what it is; told on the Notes sheet where there is one.
_SHEETS: Final = {
    "Decided": (
        "decisions",
        "Every decision on an option of the estate, also those replaced and those of which nothing is left.",
    ),
    "Worth": (
        "appraisals",
        "The parts of what each option on the sheet Options is worth. A part without a line is not known.",
    ),
    "Sensitivity": ("sensitivities", "How the worth of an option hangs on one part changed alone."),
    "Hubs": (
        "hubs",
        "Three agencies or more that could share one building, of which a property stands on this page.",
    ),
    "Scenarios": (
        "scenarios",
        "Best sets of moves of the whole estate, side by side; sums are of the whole estate.",
    ),
    "Moves": ("moves", "Moves of the scenarios from or into a property of this page."),
    "Assumptions": (
        "assumptions",
        "Numbers that results rest on; any is changed under [assumptions] in the estate file.",
    ),
    "Alignments": (
        "alignments",
        "Capital projects that meet each other, or a property's fate, of which an end is on this page.",
    ),
    "Ledger": ("ledger", "Savings agreed in the whole estate, with their total in the last row."),
    "Funding": (
        "funding",
        "Money of each source; days in hand below nought: works that end after their longstop.",
    ),
    "Placed": ("projects", "Count and money of projects by how they are placed: what is in no exact place."),
    "Spending": (
        "accounts",
        "Sums of the area by year, budget and kind of amount, which are never added to each other.",
    ),
    "Accounts": (
        "accounts",
        (
            "What each body spends on each service in the area. For partners and the public, amounts at known places that are "
            "too few of one body and service to be told are one row without body and service."
        ),
    ),
    "Unmapped": ("accounts", "Spending of the whole estate that could be put in no area."),
    "Funders": ("funders", "Services of the area that several bodies pay for."),
    "Provision": ("provision", "Properties of one service within a walk of each other."),
    "Property cost": ("property_costs", "What property costs beside what is spent."),
    "Ceilings": ("ceilings", "What is counted by resident beside the statistics of the region."),
    "Reconciliation": ("reconciliations", "Totals that lists state beside the sum of what was read."),
    "Rules": ("rules", "Rules of under-use, as this run applied them."),
    "Never": ("exclusions", "What was kept out before any pair was scored."),
}
#: Tables whose columns the Notes sheet explains.
_EXPLAINED: Final = (
    "holdings", "bands", "needs", "underuse", "colocation", "appraisals", "sensitivities", "hubs", "scenarios", "moves",
    "assumptions", "rules", "exclusions", "projects",
)  # fmt: skip


#: And these, where they have rows.
_EXPLAINED_IF_THERE: Final = (
    "alignments", "ledger", "funding", "slippage", "accounts", "funders", "provision", "property_costs", "ceilings",
    "reconciliations",
)  # fmt: skip


def write_workbook(view: View, page: Page, figures: AreaFigures, *, project: Project, path: Path) -> None:
    """Write the workbook of one page.

    No cell is a formula or a link, whatever it starts with. The same input gives the same bytes:
    the date inside the file is the estate's ``as_of``. Text beyond what a cell can hold (32,767
    characters) is cut, with an ellipsis.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), {**options, "constant_memory": True})
    made = dt.datetime.combine(project.estate.as_of, dt.time(), tzinfo=dt.UTC).replace(tzinfo=None)
    book.set_properties({"title": clean(page.name)[:255], "created": made})
    sheets = Sheets(book)
    held = holding_rows(view, page)
    sheets.table("Holdings", held)
    if view.may_see("underuse", "evidence") or view.may_see("bands", "band"):
        sheets.filled("Under-use", _underuse(view, page))
    if view.may_see("colocation", "reason"):
        _write_choices(sheets, view, page, currency=project.estate.currency)
    _write_capital(sheets, view, page)
    _write_money(sheets, view, page)
    sheets.filled("Unlocated", held[held["longitude"].isna()].drop(columns=["longitude", "latitude"]))
    if view.may_see("agency_names", "rule"):
        sheets.filled("Agencies", agency_rows(view, page))
    if view.may_see("doubts", "question"):
        sheets.filled("Questions", question_rows(view, page))
    if view.may_see("issues", "code"):
        sheets.filled("Issues", _issues(view))
    sheets.table("Notes", _notes(view, page, figures, project))
    book.close()


def _write_choices(sheets: Sheets, view: View, page: Page, *, currency: str) -> None:
    """Write what people decide by: options first, then what could all happen, then what it rests on.

    A sheet without rows is left out: what an audience may not see, and what is not known.
    """
    listed = listed_options(view, page, at_most=OPTIONS_IN_A_WORKBOOK)
    sheets.filled("Options", option_rows(view, listed, currency=currency))
    sheets.filled("Decided", decided_rows(view))
    taken_apart = listed[:TAKEN_APART_IN_A_WORKBOOK]
    sheets.filled("Worth", worth_rows(view, taken_apart))
    sheets.filled("Sensitivity", sensitivity_rows(view, taken_apart))
    sheets.filled("Hubs", hub_rows(view, page))
    if len(view.tables["scenarios"]):
        sheets.side_by_side("Scenarios", scenario_rows(view))
    sheets.filled("Moves", move_rows(view, page))
    sheets.filled("Assumptions", seen_rows(view, "assumptions"))
    sheets.filled("Rules", seen_rows(view, "rules"))
    sheets.filled("Never", seen_rows(view, "exclusions"))


def _write_capital(sheets: Sheets, view: View, page: Page) -> None:
    """Write the capital projects of a page, how they meet, what was agreed, and how well they are placed."""
    sheets.filled("Projects", capital_sheets.project_rows(view, page))
    sheets.filled("Alignments", capital_sheets.alignment_rows(view, page))
    sheets.filled("Ledger", capital_sheets.ledger_rows(view))
    sheets.filled("Funding", capital_sheets.funding_rows(view, page))
    sheets.filled("Placed", capital_sheets.placement_rows(view, page))


def _write_money(sheets: Sheets, view: View, page: Page) -> None:
    """Write what is spent in the area of a page, and what of the estate's spending is in no area."""
    sheets.filled("Spending", money_sheets.total_rows(view, page))
    sheets.filled("Accounts", money_sheets.account_rows(view, page))
    if page.area_id != WHOLE_ESTATE:
        sheets.filled("Unmapped", money_sheets.unmapped_rows(view))
    sheets.filled("Funders", money_sheets.funder_rows(view, page))
    sheets.filled("Provision", money_sheets.provision_rows(view, page))
    sheets.filled("Property cost", money_sheets.property_cost_rows(view, page))
    sheets.filled("Ceilings", money_sheets.ceiling_rows(view, page))
    sheets.filled("Reconciliation", money_sheets.reconciliation_rows(view))


class Sheets:
    """Writes tables to the sheets of one workbook: frozen head, filter, number formats, widths."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
        self._text = book.add_format({"valign": "top"})
        self._wrapped = book.add_format({"valign": "top", "align": "left", "text_wrap": True})
        self._formats = {
            code: book.add_format({"num_format": code, "valign": "top"})
            for code in dict.fromkeys(_FORMATS.values())
        }

    def table(self, name: str, rows: pd.DataFrame) -> None:
        """Write one sheet; a table without rows still has its heads, a column without values goes."""
        rows = rows.dropna(axis="columns", how="all") if len(rows) else rows
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(rows.columns):
            style = self._wrapped if column in _WRAPPED else self._style(column)
            sheet.set_column(at, at, _WIDTHS.get(column, 16), style)
        for at, column in enumerate(rows.columns):
            sheet.write_string(0, at, column, self._head)
        places = [decimals_of(name) for name in rows.columns]
        for line, values in enumerate(zip(*(rows[name] for name in rows.columns), strict=True), 1):
            for at, value in enumerate(values):
                _write(sheet, line, at, value, places=places[at])
        if len(rows.columns):
            sheet.autofilter(0, 0, max(len(rows), 1), len(rows.columns) - 1)
        self._bar(sheet, rows)

    def filled(self, name: str, rows: pd.DataFrame) -> None:
        """Write one sheet, or none where there are no rows."""
        if len(rows):
            self.table(name, rows)

    def side_by_side(self, name: str, rows: pd.DataFrame) -> None:
        """Write a sheet of which each column is one thing and each row one fact, in the form of that fact."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        first, *others = rows.columns
        sheet.set_column(0, 0, _WIDTHS.get(first, 16), self._text)
        sheet.set_column(1, max(len(others), 1), _SIDE_WIDTH, self._wrapped)
        for at, column in enumerate(rows.columns):
            sheet.write_string(0, at, column, self._head)
        for line, values in enumerate(rows.itertuples(index=False, name=None), 1):
            style = self._style(str(values[0]), otherwise=self._wrapped)
            for at, value in enumerate(values):
                _write(
                    sheet, line, at, value, places=decimals_of(str(values[0])), style=style if at else None
                )

    def _style(self, column: str, *, otherwise: Any = None) -> Any:
        code = "0.00" if column.startswith("score_") else None
        code = code or next((code for end, code in _FORMATS.items() if column.endswith(end)), None)
        return self._formats[code] if code else otherwise or self._text

    @staticmethod
    def _bar(sheet: Any, rows: pd.DataFrame) -> None:
        """Draw the score as a bar in its cell."""
        if "score" in rows.columns and len(rows):
            at = list(rows.columns).index("score")
            bar = {"type": "data_bar", "min_type": "num", "min_value": 0,
                   "max_type": "num", "max_value": 1, "bar_color": "#B9A5E8"}  # fmt: skip
            sheet.conditional_format(1, at, len(rows), at, bar)


def _write(sheet: Any, line: int, at: int, value: Any, *, places: int, style: Any = None) -> None:
    """Write one cell; its form is that of its column where it has none of its own."""
    if isinstance(value, pd.Timestamp) and value is not pd.NaT:
        sheet.write_datetime(line, at, value.to_pydatetime(), style)
        return
    cell = plain(value, places=places)
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(line, at, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(line, at, cell, style)
    else:
        sheet.write_string(line, at, cell_text(cell), style)


_FINDINGS: Final = [
    "name", "agency", "band", "confidence", "spare_m2", "rule_id", "rule_version", "measured", "threshold",
    "unit", "excess", "finding", "evidence", "would_be_known_by", "source_file", "source_row", "asset_id", "holding_id", "site_id",
]  # fmt: skip


def _underuse(view: View, page: Page) -> pd.DataFrame:
    """Return one row per finding of a record, or per band where records may not be seen."""
    holdings = view.tables["holdings"]
    held = holdings[holdings["site_id"].isin(page.sites)]
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    bands = view.tables["bands"].set_index("holding_id")
    records = view.records
    records = records[records["holding_id"].isin(held["holding_id"])].set_index("asset_id")
    if not view.may_see("underuse", "evidence"):
        named = held[["holding_id", "site_id", "name"]].assign(agency=held["agency_id"].map(agencies))
        return named.join(bands[["band", "confidence", "would_be_known_by"]], on="holding_id").dropna(
            subset="band"
        )
    rules = view.tables["underuse"]
    rules = rules[rules["asset_id"].isin(records.index)]
    if rules.empty:  # an estate of projects or spending alone
        return pd.DataFrame(columns=_FINDINGS)
    joined = rules.join(
        records[["holding_id", "site_id", "name", "agency_id", "source_file", "source_row"]], on="asset_id"
    ).join(bands[["band", "confidence", "spare_m2"]], on="holding_id")
    joined["agency"] = joined["agency_id"].map(agencies)
    return joined[_FINDINGS]


def _issues(view: View) -> pd.DataFrame:
    """Return how many rows each kind of fault concerns, by register."""
    issues = view.tables["issues"]
    keys = ["register_id", "code", "level"]
    counted: pd.DataFrame = issues.groupby(keys, dropna=False, sort=True)[["rows_count"]].sum()
    return counted.reset_index()


def _notes(view: View, page: Page, figures: AreaFigures, project: Project) -> pd.DataFrame:
    text, estate = page_text(), project.estate
    lines: list[tuple[str, Any]] = [
        ("area", page.name),
        ("estate", estate.name),
        ("as_of", pd.Timestamp(estate.as_of)),
        ("audience", text["audience"][view.audience] or view.audience),
    ]
    if estate.notice:
        lines.append(("notice", estate.notice))
    if estate.boundaries and estate.boundaries.label:
        lines.append(("boundaries", estate.boundaries.label))
    lines += _figure_lines(view, figures)
    if view.may_see("colocation", "reason") and len(page.options) > OPTIONS_IN_A_WORKBOOK:
        lines.append(("options_in_this_workbook", OPTIONS_IN_A_WORKBOOK))
    if view.may_see("appraisals", "basis") and len(page.options) > TAKEN_APART_IN_A_WORKBOOK:
        lines.append(("options_on_the_sheets_worth_and_sensitivity", TAKEN_APART_IN_A_WORKBOOK))
    lines += [
        (f"sheet {name}", words)
        for name, (table, words) in _SHEETS.items()
        if len(view.tables[table]) and (name != "Decided" or view.tables[table]["subject"].eq("option").any())
    ]
    lines += [
        ("attribution", words) for words in sorted(set(view.tables["registers"]["attribution"].dropna()))
    ]
    lines += [("currency", estate.currency), ("places", text["sentences"]["accuracy_crs"])]
    meanings: Mapping[str, str] = {
        column.name: f"{column.meaning}{f' ({column.unit})' if column.unit else ''}"
        # of two columns of one name the first table's is told
        for table in reversed(
            (*_EXPLAINED, *(name for name in _EXPLAINED_IF_THERE if len(view.tables[name])))
        )
        for column in TABLES[table].columns
        if view.may_see(table, column.name) and column.name != "geometry"
    }
    own = {**MEANINGS, **option_sheets.MEANINGS, **choice_sheets.MEANINGS} if len(page.options) else MEANINGS
    own = {**own, **(capital_sheets.MEANINGS if page.projects else {})}
    own = {**own, **(money_sheets.MEANINGS if len(view.tables["accounts"]) else {})}
    lines += [(f"column {name}", words) for name, words in {**meanings, **own}.items()]
    keys, values = zip(*lines, strict=True)
    return pd.DataFrame({"note": keys, "value": pd.Series(values, dtype=object)})


def _figure_lines(view: View, figures: AreaFigures) -> list[tuple[str, Any]]:
    names = ["properties_count", "unlocated_count", "private_count", "holdings_count", "agencies_count"]
    if view.may_see("bands", "band"):
        names += ["surplus_count", "under_used_count", "watch_count", "used_count", "unknown_count"]
    if view.may_see("colocation", "reason"):
        names += ["options_count", "vetoed_count"]
    names += ["projects_count", *(["population_count"] if figures.population_count is not None else [])]
    return [(name, getattr(figures, name)) for name in names]
