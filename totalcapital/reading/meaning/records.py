"""From text under our columns to assets: values parsed, codes looked up, faults noted."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.crs import BNG
from totalcapital.reading import values
from totalcapital.reading.mapping.questions import status_since
from totalcapital.reading.meaning.column_reader import ColumnReader
from totalcapital.reading.meaning.coordinates import ANYWHERE
from totalcapital.reading.meaning.distinct import damaged_letters, on_distinct, where_distinct
from totalcapital.reading.meaning.faults_noted import Teller
from totalcapital.reading.meaning.places_read import add_place, add_postcodes_of_addresses
from totalcapital.reading.meaning.rowtext import digests, row_json
from totalcapital.reading.profiles import normal_heading
from totalcapital.tables import STAKE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.meaning.coordinates import Home
    from totalcapital.reading.raw import RawTable

__all__ = ["Understood", "begun", "fits_any", "identified", "placed", "understand_assets", "with_agency"]

#: Columns that every file's rows have, whether it speaks of them or not.
_ALWAYS: Final = frozenset(
    {"role", "name", "postcode", "status", "floor_area_m2", "floor_area_basis", "sensitivity"}
)
_LIST = ";"


@dataclass(slots=True)
class Understood:
    """The rows of one file in our columns, with those set aside already noted."""

    frame: pd.DataFrame
    set_aside: int
    also: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Table: rows that came out of the same rows of the file, such as the money of projects by year."""
    rows_kept: int | None = None
    """Rows of the file that are in ``frame``; null: one each."""


def understand_assets(
    raw: RawTable, plan: ColumnPlan, register: Register, *, log: IssueLog, home: Home = ANYWHERE
) -> Understood:
    """Turn the rows of a register into assets, all columns but ``agency_id``.

    ``agency``, ``agency_code``, ``sector`` and ``is_public`` stand beside them as read, for the agencies to be told
    apart over all registers. ``home`` is the area that the register is of, by which its coordinates
    are judged.
    """
    frame, reader, set_aside = begun(raw, plan, register, log)
    spoken = {
        c.name: reader.column(c) for c in STAKE_COLUMNS if c.name in _ALWAYS or reader.speaks_of(c.name)
    }
    frame = frame.assign(**spoken)
    frame["role"] = frame["role"].fillna("unknown")
    frame["status"] = status_since(frame["status"], reader).fillna("unknown")
    frame["floor_area_basis"] = frame["floor_area_basis"].where(
        frame["floor_area_basis"].notna() | frame["floor_area_m2"].isna(), plan.basis or "unknown"
    )
    frame["effective_date"] = reader.dated("effective_date")
    if register.effective_date:
        frame["effective_date"] = frame["effective_date"].fillna(pd.Timestamp(register.effective_date))
    frame = placed(frame, reader, raw, plan=plan, home=home)
    return Understood(identified(frame, "asset_id", tell=reader.tell), set_aside)


def begun(
    raw: RawTable, plan: ColumnPlan, register: Register, log: IssueLog
) -> tuple[pd.DataFrame, ColumnReader, int]:
    """Return the frame to fill, what it is filled from, and how many rows the layout set aside."""
    frame, cells, set_aside = _base(raw, plan, register, log)
    reader = ColumnReader(cells, plan, register, rows=frame["source_row"], log=log, facts=raw.facts)
    for heading in plan.guessed:
        reader.tell.once(
            "heading-guessed", "note",
            f"the heading {heading!r} was read as {_read_as(plan, heading)}: {plan.rules[heading]}.",
            "Say which heading holds what under columns in the estate file.", column=heading,
        )  # fmt: skip
    _tell_damaged(cells, plan, frame, reader.tell)
    frame["reference"] = reader.text("reference")
    return frame, reader, set_aside


def _read_as(plan: ColumnPlan, heading: str) -> str:
    return ", ".join(sorted(column for column, found in plan.columns.items() if heading in found))


def _tell_damaged(cells: pd.DataFrame, plan: ColumnPlan, frame: pd.DataFrame, tell: Teller) -> None:
    """Warn of each column we read that has letters encoded twice; they are kept as they are."""
    used = {h for group in (*plan.columns.values(), *plan.joined.values()) for h in group}
    for heading in (h for h in cells.columns if h in used):
        count, first = damaged_letters(cells[heading])
        if first is not None:
            tell.once(
                "double-encoded", "warning",
                f"{count} cells look as if their letters were encoded twice, such as row "
                f"{int(frame['source_row'].iloc[first])}; they are kept as they are.",
                "Export the file again as UTF-8.", column=heading, value=cells[heading].iloc[first],
                rows_count=count,
            )  # fmt: skip


def placed(
    frame: pd.DataFrame, reader: ColumnReader, raw: RawTable, *, plan: ColumnPlan, home: Home
) -> pd.DataFrame:
    """Return the records with their agency and place as read."""
    if "address" in frame.columns and home.crs == BNG:  # "SUITE 5TH" of another country is no postcode
        frame = add_postcodes_of_addresses(frame, reader)
    frame = with_agency(frame, reader, reader.tell.register, plan)
    return add_place(frame, reader, raw, plan=plan, home=home)


def _base(
    raw: RawTable, plan: ColumnPlan, register: Register, log: IssueLog
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return the frame to fill, the cells it is filled from, and how many rows the profile set aside."""
    cells = raw.cells()
    frame = pd.DataFrame({"source_row": raw.source_rows}, index=cells.index if raw.headings else None)
    frame["position"] = range(len(frame))
    away = pd.Series(data=False, index=frame.index)
    tell = Teller(register, log)
    for rule in plan.profile.set_aside:
        heading = next((h for h in cells.columns if normal_heading(h) == normal_heading(rule.column)), None)
        if heading is None:
            continue
        fits = where_distinct(cells[heading], partial(fits_any, rule.values)) & ~away
        for row, value in zip(frame.loc[fits, "source_row"], cells.loc[fits, heading], strict=True):
            tell.once(
                "not-a-property", "error", f"set aside: {rule.reason}", "Nothing, if that is right.",
                source_row=int(row), column=heading, value=value,
            )  # fmt: skip
        away |= fits
    frame["register_id"], frame["source_file"] = register.id, register.path
    frame["source_values"] = row_json(raw.headings, raw.columns).to_numpy() if raw.headings else "{}"
    return frame[~away].copy(), cells[~away], int(away.sum())


def fits_any(patterns: Sequence[str], text: str) -> bool:
    """Tell whether a text has one of the patterns, without regard to case."""
    plain = values.tidy(text).casefold()
    return any(fnmatch.fnmatchcase(plain, pattern.casefold()) for pattern in patterns)


def with_agency(
    frame: pd.DataFrame, reader: ColumnReader, register: Register, plan: ColumnPlan
) -> pd.DataFrame:
    """Return rows with what they say of their body: ``agency``, ``agency_code``, ``sector``, ``is_public``."""
    if isinstance(register.agency, str):
        agency: Any = register.agency
    else:
        named = reader.text("agency")
        agency = named.where(~where_distinct(named, values.is_not_given), None)
    sector = reader.coded("sector", ()).fillna(register.sector or plan.profile.sector or "")
    is_public = reader.coded("is_public", ())
    default = register.is_public if register.is_public is not None else plan.profile.is_public
    if default is not None:
        is_public = is_public.where(is_public.notna(), default)
    code = pd.Series("", index=frame.index, dtype="str")
    if (
        register.agency is None or "agency_code" in register.columns
    ):  # the layout's codes are of the layout's bodies
        code = on_distinct(
            reader.text("agency_code").fillna("").astype("str"), partial(_of_scheme, register.id)
        )
    return frame.assign(
        agency=agency, sector=sector, is_public=is_public, agency_code=code.where(code != "", None)
    )


def _of_scheme(register_id: str, text: str) -> str:
    """Return a code of a body; one that does not show its scheme is of the register's own."""
    is_known = not text or ":" in text or re.fullmatch(r"[EWSN]\d{8}", text)
    return text if is_known else f"{register_id}:{text}"


def identified(
    frame: pd.DataFrame, id_name: str, *, tell: Teller, keys: pd.Series | None = None
) -> pd.DataFrame:
    """Return the records with their ids: of each its key, or a digest of what it says.

    Rows that share a key, or repeat another to the letter, are each kept; linking decides
    whether they are one property.

    Parameters
    ----------
    keys
        What each is known by in its register; left out: its reference.
    """
    named = (frame["reference"] if keys is None else keys).fillna("").astype("str")
    if named.str.contains(_LIST, regex=False).any():
        named = on_distinct(named, lambda text: text.replace(_LIST, ","))
    repeated = named.duplicated(keep=False) & (named != "")
    open_rows = repeated | (named == "")
    key = named
    if open_rows.any():
        content = frame.loc[open_rows, "source_values"] + frame.loc[open_rows, "geometry_read"].fillna("")
        digest = digests(content).astype(object)
        key = named.astype(object)
        key.loc[open_rows] = (named[open_rows] + "#").where(repeated[open_rows], "").astype(object) + digest
        again = key.duplicated()
        nth = key[key.duplicated(keep=False)].groupby(key).cumcount()
        key = key.where(~again, key + "-" + (nth.reindex(key.index, fill_value=0) + 1).astype(str))
        _tell_repeats(int(repeated.sum()), int(again.sum()), tell)
    frame[id_name] = tell.register.id + ":" + key.astype("str")
    return frame.drop(columns="position")


def _tell_repeats(references: int, rows: int, tell: Teller) -> None:
    if references:
        tell.once(
            "reference-repeated",
            "note",
            f"{references} rows share their reference with another row; each is kept as a record of its own.",
            "Nothing, if one property has several rows.",
            column="reference",
            rows_count=references,
        )
    if rows:
        tell.once(
            "repeated-row",
            "note",
            f"{rows} rows repeat another to the letter; each is kept and linked to it.",
            "Take the repeated rows out.",
            rows_count=rows,
        )
