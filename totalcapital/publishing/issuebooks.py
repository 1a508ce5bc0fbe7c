"""What each agency can put right in its own register: one workbook a register, and one list of all."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import xlsxwriter

from totalcapital.publishing.completeness import needed_fields, records_given
from totalcapital.publishing.fault_effects import LEVELS_IN_ORDER, faults_by_kind, in_own_words
from totalcapital.publishing.handback_sheet import HandbackBook
from totalcapital.publishing.texts import clean, spreadsheet_safe
from totalcapital.tables import ISSUES, split_list

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

__all__ = ["MOST_ROWS", "write_issue_books"]

#: Rows of a sheet; what is beyond is in ``issues.csv`` alone, and the summary says so.
MOST_ROWS: Final = 50_000
#: Written into every workbook, so that the same input gives the same bytes.
_CREATED: Final = dt.datetime(2011, 8, 5, tzinfo=dt.UTC).replace(tzinfo=None)
_OPTIONS: Final = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True,
}  # fmt: skip
#: Ids that we made say nothing to an agency.
_OUR_ID: Final = r"s-[0-9a-f]{12}(?::|$)"
_CHANGE_WORDS: Final = {
    "rows": "Rows", "layout": "Layout", "records-gone": "Records gone", "records-new": "New records",
    "records-changed": "Records changed", "heading-gone": "Column gone", "heading-new": "New column",
    "heading-renamed": "Column renamed", "values-changed": "Values changed", "given-share": "Given less often",
}  # fmt: skip


def write_issue_books(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write ``folder/<register_id>.xlsx`` for every register, faults or none, and ``folder/issues.csv``.

    Text is written as text: no cell is a formula or a link, whatever it begins with. The same tables
    give the same bytes.

    Parameters
    ----------
    tables
        Every table of ``totalcapital.tables.TABLES``, by name.
    folder
        A folder that is not there yet.
    """
    folder.mkdir()
    given = pd.concat([records_given(tables, kind) for kind in ("assets", "projects")], ignore_index=True)
    parts = {name: tables[name] for name in ("issues", "headings", "completeness", "changes")}
    parts["assets"] = tables["assets"][["register_id", "crs_read", "effective_date"]]
    for register in tables["registers"].to_dict("records"):
        name = register["register_id"]
        own = {table: frame[frame["register_id"] == name] for table, frame in parts.items()}
        _write(folder / f"{name}.xlsx", register, own, given[given["register_id"] == name])
    (folder / "issues.csv").write_bytes(_as_csv(tables["issues"]))


def _write(
    path: Path, register: Mapping[Hashable, Any], own: Mapping[str, pd.DataFrame], given: pd.DataFrame
) -> None:
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties(
            {"created": _CREATED, "title": f"What to put right: {clean(register['register_id'])}"}
        )
        sheets = HandbackBook(book)
        faults = _faults(own, given, register_id=register["register_id"])
        sheet = sheets.sheet("What to put right", [9, 7, 18, 26, 22, 28, 60, 44, 7, 22])
        sheets.table(sheet, faults.head(MOST_ROWS), is_whole_sheet=True)
        _summary(sheets, register, own, faults_count=len(faults))
        blanks = _blanks(given)
        sheet = sheets.sheet("What is not given", [7, 22, 34, *[13] * (len(blanks.columns) - 3)])
        sheets.table(sheet, blanks.head(MOST_ROWS), is_whole_sheet=True)
        if len(own["changes"]):
            sheet = sheets.sheet("Since the last file", [18, 9, 26, 10, 10, 10, 90])
            sheets.table(sheet, _changes(own["changes"]), is_whole_sheet=True)
        _how_it_was_read(sheets, register, own)


def _faults(own: Mapping[str, pd.DataFrame], given: pd.DataFrame, *, register_id: str) -> pd.DataFrame:
    """Return the faults as an agency reads them: errors first, whole files before rows, in row order."""
    issues = own["issues"]
    order = issues["level"].map(LEVELS_IN_ORDER.index)
    issues = issues.assign(order=order).sort_values(
        ["order", "source_row", "code"], kind="stable", na_position="first"
    )
    record = given.drop_duplicates("source_row").set_index("source_row")
    return pd.DataFrame({
        "Level": issues["level"],
        "Row": issues["source_row"],
        "Reference": issues["source_row"].map(record["reference"]),
        "Property or project": issues["source_row"].map(record["name"]),
        "Column": in_own_words(issues["column"], own["headings"]),
        "What we read": issues["value"].str.removeprefix(f"{register_id}:").mask(
            issues["value"].str.match(_OUR_ID, na=False)
        ),
        "What we expected, and what is wrong": issues["message"],
        "How to put it right": issues["fix"],
        "Rows": issues["rows_count"],
        "Kind of fault": issues["code"],
    })  # fmt: skip


def _summary(
    sheets: HandbackBook,
    register: Mapping[Hashable, Any],
    own: Mapping[str, pd.DataFrame],
    *,
    faults_count: int,
) -> None:
    sheet = sheets.sheet("Summary", [24, 40, 10, 90, 10, 10])
    sheets.title(sheet, f"What to put right in {register['register_id']}")
    age, score = register["age_days"], register["completeness_pct"]
    facts = {
        "File": register["path"],
        "Rows read": f"{register['rows_read']:,}",
        "Rows kept": f"{register['rows_kept']:,}",
        "Rows set aside": f"{register['rows_set_aside']:,}",
        "Day it describes": _day(register["effective_date"], own["assets"]["effective_date"].max()),
        "Age": "not said" if pd.isna(age) else f"{int(age):,} days",
        "Completeness": "no records" if pd.isna(score) else f"{score:.1f} % of what the analyses need",
    }
    if faults_count > MOST_ROWS:
        facts["Faults"] = f"{faults_count:,}; the first {MOST_ROWS:,} are here, all of them in issues.csv"
    sheets.facts(sheet, facts)
    sheets.section(sheet, "What is not given, and what it keeps from being known")
    sheets.table(sheet, _missing(own))
    sheets.section(
        sheet, "Faults by kind (error: the row is left out; warning: the value is; note: please check)"
    )
    found = faults_by_kind(own["issues"])
    sheets.table(sheet, pd.DataFrame({
        "Level": found["level"], "Fault": found["meaning"], "Rows": found["rows_count"],
        "Effect": found["effect"],
    }))  # fmt: skip


def _day(said: Any, newest: Any) -> str:
    """Return the day a register describes, in words; where it is not said, that of its newest record."""
    if not pd.isna(said):
        return str(said.date())
    return "not said" if pd.isna(newest) else f"not said of the whole; its newest record: {newest.date()}"


def _missing(own: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what is needed, what of it is given, and the effect of the rest."""
    given, headings = own["completeness"], own["headings"]
    kind = "assets" if len(own["assets"]) else "projects"
    labels = {need.field: need.label for need in needed_fields() if need.table == kind}
    columns = given["field"].replace({"place": "coordinates"})
    return pd.DataFrame({
        "Needed": given["field"].map(labels),
        "Your column": _where(columns, headings),
        "Not given": given["applies_count"] - given["given_count"],
        "Effect": given["effect"].fillna("complete"),
        "Given": given["given_count"],
        "Applies to": given["applies_count"],
    })  # fmt: skip


def _where(columns: pd.Series[str], headings: pd.DataFrame) -> list[str | None]:
    """Return the headings that give each of our columns; ``none`` where no heading does."""
    read = {column for cell in headings["column"].dropna() for column in split_list(cell)}
    named = {"coordinates": ("x_read", "uprn", "postcode")}
    found = []
    for column in columns:
        ways = [way for way in named.get(column, (column,)) if way in read]
        ways = ["coordinates" if way == "x_read" else way for way in ways]
        cell = pd.Series([", ".join(ways)], dtype="str")
        found.append(in_own_words(cell, headings)[0] if ways else "none")
    return found


def _blanks(given: pd.DataFrame) -> pd.DataFrame:
    """Return the records that do not give all that is needed of them, with what is missing of each."""
    made = given[["source_row", "reference", "name"]].set_axis(["Row", "Reference", "Name"], axis="columns")
    labels = {need.field: need.label for need in needed_fields() if need.field in given.columns}
    for field, label in labels.items():
        if given[field].notna().any():
            made[label] = given[field].map({False: "missing"}).astype(object)
    lacks = made.iloc[:, 3:].notna().any(axis="columns")
    return made[lacks].sort_values("Row", kind="stable")


def _changes(changes: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "What": changes["kind"].map(_CHANGE_WORDS),
        "Level": changes["level"],
        "Column": changes["column"],
        "Before": changes["before_count"],
        "Now": changes["now_count"],
        "Records": changes["rows_count"],
        "What changed": changes["message"],
    })  # fmt: skip


def _how_it_was_read(
    sheets: HandbackBook, register: Mapping[Hashable, Any], own: Mapping[str, pd.DataFrame]
) -> None:
    sheet = sheets.sheet("How it was read", [28, 34, 28, 70, 12, 10])
    sheets.title(sheet, f"How {register['path']} was read")
    found = own["assets"]["crs_read"].value_counts()
    systems = ", ".join(f"{crs} ({count:,} records)" for crs, count in sorted(found.items()))
    facts = {
        "Layout": "none known: by its headings" if pd.isna(register["profile"]) else register["profile"],
        "Format": register["file_format"],
        "Encoding": register["encoding"],
        "Separator": {"\t": "tab", ",": "comma", ";": "semicolon"}.get(
            register["separator"], register["separator"]
        ),
        "Sheet or layer": register["sheet"],
        "Row of the headings": register["heading_row"],
        "Coordinate system": systems or "none: no coordinates were read",
        "Digest of the file (SHA-256)": register["sha256"],
    }
    sheets.facts(sheet, {name: value for name, value in facts.items() if not pd.isna(value)})
    headings = own["headings"].sort_values("position")
    sheets.table(sheet, pd.DataFrame({
        "Your heading": headings["heading"],
        "Read as": headings["column"].fillna("not used"),
        "Why": headings["rule"],
        "Commonest values": headings["samples"],
        "Different values": headings["distinct_count"],
        "Blank %": headings["blank_pct"],
    }))  # fmt: skip


def _as_csv(issues: pd.DataFrame) -> bytes:
    """Return the faults of all registers as CSV (RFC 4180, UTF-8 with its mark), safe in a spreadsheet.

    Text that a spreadsheet would take for a formula has an apostrophe before it; numbers are numbers.
    The store and the GeoPackage beside it have the text as it is.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(ISSUES.column_names)
    is_text = [column.kind != "count" for column in ISSUES.columns]
    for values in zip(*(issues[name] for name in ISSUES.column_names), strict=True):
        writer.writerow([
            "" if pd.isna(value) else clean(spreadsheet_safe(value)) if text else int(value)
            for value, text in zip(values, is_text, strict=True)
        ])  # fmt: skip
    return written.getvalue().encode("utf-8-sig")
