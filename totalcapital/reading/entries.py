"""One entry of the estate file: from the raw rows of its file to records, every row accounted for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.errors import EstateFileError, RowCountError
from totalcapital.reading.mapping.mapping import plan_mapping
from totalcapital.reading.meaning.dated import keep_latest, layout_of_its_day
from totalcapital.reading.meaning.derived import add_derived, plan_with_derived
from totalcapital.reading.meaning.records import understand_assets
from totalcapital.reading.profiles import FileHints, Profile, load_profiles
from totalcapital.reading.projects.projects import understand_projects
from totalcapital.reading.spending.amounts import with_amount_headings
from totalcapital.reading.spending.quiet import told_faults, without_payees
from totalcapital.reading.spending.spending import understand_spending

if TYPE_CHECKING:
    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.meaning.coordinates import Home
    from totalcapital.reading.meaning.records import Understood
    from totalcapital.reading.raw import RawTable

__all__ = ["hints_of", "understand_entry"]


def hints_of(register: Register) -> FileHints:
    """Return what the estate file and the layout it names say of the file itself.

    Raises
    ------
    EstateFileError
        If the layout is not known.
    """
    profile = _profile(register.profile, register) if register.profile else None
    own = {
        name: getattr(register, name)
        for name in ("encoding", "separator", "sheet", "table", "hidden_rows", "heading_row", "records")
    }
    base = profile.file.model_dump() if profile else {}
    return FileHints.model_validate(
        {**base, **{name: value for name, value in own.items() if value is not None}}
    )


def _profile(name: str, register: Register) -> Profile:
    known = {profile.id: profile for profile in load_profiles()}
    if name not in known:
        raise EstateFileError(
            f"register {register.id}: profile {name!r} is not known; known: {', '.join(known)}."
        )
    return known[name]


def _layout(raw: RawTable, kind: str) -> str | None:
    """Return the layout recognised; among lists of spending a layout of anything else is none."""
    known = {profile.id: profile.kind for profile in load_profiles()}
    return None if kind == "spending" and known.get(raw.profile or "") != kind else raw.profile


def _check_list(name: str | None, kind: str, register: Register) -> None:
    """Refuse a list of spending that stands among registers or capital programmes: nothing of it could be read."""
    if kind != "spending" and any(p.id == name and p.kind == "spending" for p in load_profiles()):
        raise EstateFileError(
            f"{register.path}: expected a list of {'property' if kind == 'register' else 'projects'}; its headings are those of spending "
            f"(layout {name}). Put register {register.id} under [[spending]]."
        )


def understand_entry(
    raw: RawTable, kind: str, register: Register, *, log: IssueLog, home: Home
) -> tuple[dict[str, Any], Understood, ColumnPlan]:
    """Turn the rows of one file into records.

    Parameters
    ----------
    kind
        ``register``, ``capital`` or ``spending``.
    home
        The register's own area, and the estate's CRS.

    Returns
    -------
    tuple
        The row of ``registers`` but for path and digest; the records, ids and all; which heading
        was read as what.

    Raises
    ------
    EstateFileError
        If the layout or a heading named in the estate file is not there, or no heading could ever
        give a place.
    RowCountError
        If the rows do not add up, or are not as many as the estate file says.
    """
    name = register.profile or _layout(raw, kind)
    _check_list(name, kind, register)
    profile = layout_of_its_day(_profile(name, register) if name else None, raw, register, log=log)
    raw = keep_latest(raw, profile)
    for fault in told_faults(raw, profile) if kind == "spending" else raw.faults:
        log.add(
            fault.code,
            fault.level,
            fault.message,
            fault.fix,
            register_id=register.id,
            source_file=register.path,
            source_row=fault.source_row,
            column=fault.column,
            value=fault.value,
            rows_count=fault.rows_count,
        )
    plan = plan_mapping(
        raw.headings, profile, register, raw.columns, kind=kind, titles=raw.facts.get("titles", ())
    )
    plan = without_payees(plan, register, raw.headings) if kind == "spending" else plan
    _check_columns(raw, register)
    needs_place = kind == "register" and not plan.profile.placeless
    if needs_place and not _could_be_placed(raw, plan.columns, register):
        raise EstateFileError(
            f"{register.path}: none of its headings could give a place ({', '.join(raw.headings[:12])}). "
            f"Say which column holds the postcode, UPRN or coordinates under columns of register {register.id}, "
            "or which area its records belong to."
        )
    understand = {
        "register": understand_assets,
        "capital": understand_projects,
        "spending": understand_spending,
    }
    result = understand[kind](raw, plan, register, log=log, home=home)
    frame = (
        result.frame
        if kind == "spending"
        else add_derived(result.frame, raw, plan, register=register, log=log)
    )
    kept = len(frame) if result.rows_kept is None else result.rows_kept
    aside = result.set_aside + sum(fault.level == "error" for fault in raw.faults)
    entry = _entry(raw, register, profile) | {"rows_kept": kept, "rows_set_aside": aside}
    _check_sum(entry, raw, register)
    plan = (
        with_amount_headings(plan, raw.headings, register)
        if kind == "spending"
        else plan_with_derived(plan, raw.headings)
    )
    return entry, replace(result, frame=frame), plan


def _entry(raw: RawTable, register: Register, profile: Profile | None) -> dict[str, Any]:
    """Return what the estate file, the layout and the file itself say of a register."""
    return {
        "register_id": register.id,
        "profile": profile.id if profile else None,
        "publisher": register.publisher or (profile.publisher if profile else None),
        "effective_date": pd.Timestamp(register.effective_date) if register.effective_date else None,
        "licence": register.licence or (profile.licence if profile else None),
        "attribution": register.attribution or (profile.attribution if profile else None),
        "column_licences": "; ".join(f"{k}={v}" for k, v in sorted(register.column_licences.items())) or None,
        "area_id": register.area,
        "rows_read": raw.rows_read,
        "file_format": raw.facts.get("format"),
        "encoding": raw.facts.get("encoding"),
        "separator": raw.facts.get("separator"),
        "sheet": raw.facts.get("sheet") or raw.facts.get("layer"),
        "heading_row": raw.facts.get("heading_row") or None,
    }


def _check_columns(raw: RawTable, register: Register) -> None:
    named = dict(register.columns)
    if register.agency is not None and not isinstance(register.agency, str):
        named["agency"] = register.agency.column
    known = {re.sub(r"\W+", "", heading.casefold()) for heading in raw.headings}
    for column, heading in named.items():
        if re.sub(r"\W+", "", heading.casefold()) not in known:
            raise EstateFileError(
                f"{register.path}: register {register.id} names the heading {heading!r} for {column}; the file has "
                f"{', '.join(raw.headings[:15])}. Correct the heading in the estate file."
            )


def _could_be_placed(raw: RawTable, columns: Any, register: Register) -> bool:
    ways = {"postcode", "uprn", "geometry", "x_read", "address", "urn", "ods_code"}
    return (
        bool(raw.geometry) or bool(ways & {c for c, found in columns.items() if found}) or bool(register.area)
    )


def _check_sum(entry: dict[str, Any], raw: RawTable, register: Register) -> None:
    """Rows read = rows kept + rows set aside, and as many as a second count finds."""
    total = entry["rows_kept"] + entry["rows_set_aside"]
    if total != raw.rows_read:
        raise RowCountError(
            f"{register.path}: {raw.rows_read} rows were read, but {entry['rows_kept']} kept and "
            f"{entry['rows_set_aside']} set aside. Nothing is published. Please report this file."
        )
    if register.rows is not None and register.rows != raw.rows_read:
        raise RowCountError(
            f"{register.path}: expected {register.rows:,} rows, as the estate file says; found {raw.rows_read:,}. The "
            f"file may be cut off. Get it again, or correct rows of register {register.id}."
        )
    if raw.second_count != raw.rows_read:
        raise RowCountError(
            f"{register.path}: one count finds {raw.rows_read} rows, another {raw.second_count}; some rows may be "
            "lost to a stray quotation mark or a damaged file. Nothing is published. Export the file again."
        )
