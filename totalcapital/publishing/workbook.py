"""Writes the workbook of a page: what is there, how well used, who could share, what is missing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import xlsxwriter

from totalcapital.publishing.agency_rows import agency_rows
from totalcapital.publishing.opendata import decimals_of, holding_rows, plain
from totalcapital.publishing.questions import question_rows
from totalcapital.publishing.texts import cell_text, clean, page_text
from totalcapital.publishing.where import MEANINGS, where_of
from totalcapital.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from totalcapital.project import Project
    from totalcapital.publishing.areas import AreaFigures, Page
    from totalcapital.publishing.redaction import View

__all__ = ["OPTIONS_IN_A_WORKBOOK", "Sheets", "write_workbook"]

#: A workbook carries this many options, the best; the total is stated on its Notes sheet.
OPTIONS_IN_A_WORKBOOK = 2_000

_FORMATS: Final = {
    "_m2": "#,##0", "_m": "#,##0", "_gbp": "#,##0", "_count": "#,##0", "_pct": "0.0", "_min": "0",
    "score": "0.00", "longitude": "0.000000", "latitude": "0.000000", "_date": "d mmm yyyy",
    "imd_decile": '[=1]0" (most deprived)";[=10]0" (least deprived)";0',
}  # fmt: skip
_WIDTHS: Final = {
    "name": 34, "site_name": 34, "agency": 28, "host": 38, "guest": 38, "reason": 70, "evidence": 60,
    "address": 34, "message": 50, "fix": 50, "missing": 34, "vetoes": 34, "source_file": 34,
    "would_be_known_by": 34, "name_read": 34, "question": 80, "now": 50, "codes": 30, "perhaps_also": 50, "note": 30, "value": 90,
}  # fmt: skip


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
        sheets.table("Under-use", _underuse(view, page))
    if view.may_see("colocation", "reason"):
        sheets.table("Options", _options(view, page))
    sheets.table("Projects", _projects(view, page))
    sheets.table("Unlocated", held[held["longitude"].isna()].drop(columns=["longitude", "latitude"]))
    if view.may_see("agency_names", "rule"):
        sheets.table("Agencies", agency_rows(view, page))
    if view.may_see("doubts", "question"):
        sheets.table("Questions", question_rows(view, page))
    if view.may_see("issues", "code"):
        sheets.table("Issues", _issues(view))
    sheets.table("Notes", _notes(view, page, figures, project))
    book.close()


class Sheets:
    """Writes tables to the sheets of one workbook: frozen head, filter, number formats, widths."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
        self._text = book.add_format({"valign": "top"})
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
            code = next((code for end, code in _FORMATS.items() if column.endswith(end)), None)
            style = self._formats[code] if code else self._text
            sheet.set_column(at, at, _WIDTHS.get(column, 16), style)
        for at, column in enumerate(rows.columns):
            sheet.write_string(0, at, column, self._head)
        places = [decimals_of(name) for name in rows.columns]
        for line, values in enumerate(zip(*(rows[name] for name in rows.columns), strict=True), 1):
            for at, value in enumerate(values):
                _write(sheet, line, at, value, places=places[at])
        if len(rows.columns):
            sheet.autofilter(0, 0, max(len(rows), 1), len(rows.columns) - 1)
        if "score" in rows.columns and len(rows):
            at = list(rows.columns).index("score")
            bar = {"type": "data_bar", "min_type": "num", "min_value": 0,
                   "max_type": "num", "max_value": 1, "bar_color": "#B9A5E8"}  # fmt: skip
            sheet.conditional_format(1, at, len(rows), at, bar)


def _write(sheet: Any, line: int, at: int, value: Any, *, places: int) -> None:
    if isinstance(value, pd.Timestamp) and value is not pd.NaT:
        sheet.write_datetime(line, at, value.to_pydatetime())
        return
    cell = plain(value, places=places)
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(line, at, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(line, at, cell)
    else:
        sheet.write_string(line, at, cell_text(cell))


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
    joined = rules.join(
        records[["holding_id", "site_id", "name", "agency_id", "source_file", "source_row"]], on="asset_id"
    ).join(bands[["band", "confidence", "spare_m2"]], on="holding_id")
    joined["agency"] = joined["agency_id"].map(agencies)
    return joined[[
        "name", "agency", "band", "confidence", "spare_m2", "rule_id", "rule_version", "measured", "threshold",
        "unit", "excess", "evidence", "source_file", "source_row", "asset_id", "holding_id", "site_id",
    ]]  # fmt: skip


def _options(view: View, page: Page) -> pd.DataFrame:
    holdings = view.tables["holdings"].set_index("holding_id")
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    options = view.tables["colocation"].set_index("option_id", drop=False)
    options = options.loc[list(page.options[:OPTIONS_IN_A_WORKBOOK])]
    made = pd.DataFrame({"rank": options["rank"]}, index=options.index)
    for end in ("guest", "host"):
        made[end] = options[f"{end}_id"].map(holdings["name"])
        made[f"{end}_agency"] = options[f"{end}_id"].map(holdings["agency_id"]).map(agencies)
    for column in TABLES["colocation"].column_names:
        if column not in {"geometry", "rank"} and view.may_see("colocation", column):
            made[column] = options[column]
    first = ["rank", "score", "guest", "guest_agency", "host", "host_agency", "distance_m", "reason"]
    return made[[*first, *(column for column in made.columns if column not in first)]]


def _projects(view: View, page: Page) -> pd.DataFrame:
    projects = view.tables["projects"]
    projects = projects[projects["project_id"].isin(page.projects)]
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    shown = [
        column
        for column in projects.columns
        if view.may_see("projects", column) and column not in {"geometry_read", "source_values", "agency_id"}
    ]
    made = projects[shown].copy()
    made.insert(min(2, len(shown)), "agency", projects["agency_id"].map(agencies))
    return pd.concat([made, where_of(view, projects["project_id"])], axis="columns")


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
    lines += [
        ("attribution", words) for words in sorted(set(view.tables["registers"]["attribution"].dropna()))
    ]
    lines += [("currency", estate.currency), ("places", text["sentences"]["accuracy_crs"])]
    meanings: Mapping[str, str] = {
        column.name: f"{column.meaning}{f' ({column.unit})' if column.unit else ''}"
        for table in ("holdings", "bands", "underuse", "colocation", "projects")
        for column in TABLES[table].columns
        if view.may_see(table, column.name) and column.name != "geometry"
    }
    lines += [(f"column {name}", words) for name, words in {**meanings, **MEANINGS}.items()]
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
