"""From the rows of a capital programme to projects, with their money by year and by source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.reading.meaning.codelists import CodeList, codes_allowed
from totalcapital.reading.meaning.coordinates import ANYWHERE
from totalcapital.reading.meaning.distinct import where_distinct
from totalcapital.reading.meaning.records import Understood, begun, identified, placed
from totalcapital.reading.meaning.rowtext import digests
from totalcapital.reading.projects.money_plan import MoneyPlan
from totalcapital.reading.projects.money_rows import row_money
from totalcapital.reading.projects.money_tables import MoneyTables, money_tables
from totalcapital.reading.projects.rows_together import brought_together, same_project
from totalcapital.reading.projects.totals_row import held_against_totals_row
from totalcapital.reading.projects.words import add_words
from totalcapital.reading.values import is_not_given, tidy
from totalcapital.tables import FUNDING, PROJECT_YEARS, PROJECTS, RECONCILIATIONS

if TYPE_CHECKING:
    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.meaning.column_reader import ColumnReader
    from totalcapital.reading.meaning.coordinates import Home
    from totalcapital.reading.raw import RawTable

__all__ = ["understand_projects"]

_PARSED: Final = ("name", "address", "postcode", "uprn", "urn", "service", "works", "homes_count", "floor_area_m2", "sensitivity")  # fmt: skip


def understand_projects(
    raw: RawTable, plan: ColumnPlan, register: Register, *, log: IssueLog, home: Home = ANYWHERE
) -> Understood:
    """Turn the rows of a capital programme into projects, all columns but ``agency_id``.

    Where a list has one row a year or a source of money, rows of one reference become one project.

    Returns
    -------
    Understood
        ``also`` holds ``project_years``, ``funding`` and ``reconciliations``; ``rows_kept`` counts rows of
        the file.
    """
    frame, reader, set_aside = begun(raw, plan, register, log)
    money_plan = plan.money or MoneyPlan()
    if plan.profile.remark:
        reader.tell.once(
            "layout-remark", "note", plan.profile.remark, "Nothing: it is so of every such list."
        )
    _tell_money(money_plan, reader)
    frame = add_words(_spoken(frame, reader, register, sheet=raw.facts.get("sheet")), reader)
    frame["original_gbp"] = reader.money(
        "original_gbp", money_plan.totals.get("original_gbp", money_plan.scale)
    )
    frame = placed(frame, reader, raw, plan=plan, home=home)
    money = row_money(reader, money_plan, begins=money_plan.begins)
    frame["total_gbp"] = money.total
    kept = len(frame)
    first = pd.Series(frame.index, index=frame.index)
    if money.is_by_row:
        first = same_project(frame)
    projects = brought_together(frame, first, tell=reader.tell)
    tables = money_tables(
        projects, frame, first, money=money, plan=money_plan, reader=reader, register=register
    )
    of_list = held_against_totals_row(raw, money.columns, frame["source_row"], tell=reader.tell)
    tables = replace(tables, reconciliations=_together(tables.reconciliations, of_list))
    projects = tables.projects
    projects = identified(projects, "project_id", tell=reader.tell, keys=_keys(projects))
    return Understood(projects, set_aside, _named(tables, projects["project_id"]), kept)


def _spoken(
    frame: pd.DataFrame, reader: ColumnReader, register: Register, *, sheet: str | None
) -> pd.DataFrame:
    """Return the frame with what the columns of the list say, but for places and money by year."""
    by_name = {column.name: column for column in PROJECTS.columns}
    for name in _PARSED:
        frame[name] = reader.column(by_name[name])
    for name in ("project_stage", "place_name", "asset_id"):
        text = reader.text(name)
        frame[name] = text.where(~where_distinct(text, is_not_given), None)
    frame["commitment"] = _committed(frame, reader, sheet)
    frame["start_date"], of_start = reader.dated_about("start_date")
    frame["end_date"], of_end = reader.dated_about("end_date")
    frame["dates_accuracy_days"] = np.fmax(of_start, of_end)
    frame["longstop_date"] = reader.dated("longstop_date")
    frame["area_id"] = register.area
    return frame


def _committed(frame: pd.DataFrame, reader: ColumnReader, sheet: str | None) -> pd.Series:
    """Return whether money is approved; where no column says it, as the stage or the sheet's name does."""
    found = reader.coded("commitment", codes_allowed("commitment"))
    if found.notna().any() or (reader.speaks_of("commitment") and not sheet):
        return found
    codes = CodeList("commitment", (), codes_allowed("commitment"))
    stages = frame["project_stage"]
    if stages.notna().any():
        read = {stage: codes.read(stage).code for stage in stages.dropna().unique()}
        told, where, column = stages.map(read), "the stage", reader.heading("project_stage")
    else:
        name = (sheet or "").replace("_", " ").strip()
        code = codes.read(name, by_likeness=False).code if codes.knows(name) else None
        told, where, column = pd.Series(code, index=frame.index, dtype=object), f"the sheet {sheet!r}", None
    if told.notna().any():
        reader.tell.once(
            "commitment-from-stage", "note",
            f"no column says whether the money is approved; taken from {where} in {int(told.notna().sum())} rows.",
            "Give the approval a column of its own.", column=column, rows_count=int(told.notna().sum()),
        )  # fmt: skip
    return told.astype(object).where(told.notna(), None)


def _tell_money(plan: MoneyPlan, reader: ColumnReader) -> None:
    for words, heading in plan.remarks:
        reader.tell.once(
            "units-disagree", "warning",
            f"{words}; the first of these counts." if words.startswith("the estate") else f"{words}; the heading counts.",
            "Say amount_unit in the estate file, or correct the heading.", column=heading,
        )  # fmt: skip
    for heading, other in plan.passed_over.items():
        reader.tell.once(
            "year-stands-twice", "note",
            f"{heading!r} and {other!r} are of the same year; {other!r} counts.",
            "Say which heading holds the money of the year under year_columns.", column=heading,
        )  # fmt: skip


def _keys(projects: pd.DataFrame) -> pd.Series:
    """Return what each project is known by: its reference, with its body where two bodies use the same.

    Without a reference it is a digest of body and name, where no other project has both: its money changes
    from one edition to the next, and it is the same project.
    """
    reference = projects["reference"].fillna("").astype("str")
    body = projects["agency_code"].where(projects["agency_code"].notna(), projects["agency"])
    body = body.fillna("").astype("str").map(lambda code: code.rpartition(":")[2]).astype("str")
    bodies = body.groupby(reference).transform("nunique")
    is_shared = (reference != "") & (bodies > 1) & (body != "")
    keys = reference.where(~is_shared, reference + "@" + body)
    name = projects["name"].fillna("").astype("str").map(tidy).str.casefold()
    is_only = (reference == "") & (name != "") & ~(body + "|" + name).duplicated(keep=False)
    return keys.where(~is_only, digests(body + "|" + name))


def _together(own: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    given = [part for part in (own, more) if not part.empty]
    return pd.concat(given, ignore_index=True) if given else own


def _named(tables: MoneyTables, ids: pd.Series) -> dict[str, Any]:
    """Return the tables of money with the ids of projects, in the columns of the contract."""
    made: dict[str, Any] = {"reconciliations": tables.reconciliations[list(RECONCILIATIONS.column_names)]}
    for table, frame in ((PROJECT_YEARS, tables.years), (FUNDING, tables.sources)):
        named = frame.assign(project_id=frame["row"].map(ids))
        made[table.name] = named[list(table.column_names)].reset_index(drop=True)
    return made
