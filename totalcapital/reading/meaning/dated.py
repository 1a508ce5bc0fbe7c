"""What depends on the day: rows that a newer one supersedes, and what a layout meant in its year."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from totalcapital.reading import values
from totalcapital.reading.profiles import headings_there
from totalcapital.reading.raw import Fault

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.profiles import Profile
    from totalcapital.reading.raw import RawTable

__all__ = ["keep_latest", "layout_of_its_day"]


def keep_latest(raw: RawTable, profile: Profile | None) -> RawTable:
    """Set aside the rows that a newer row of the same thing supersedes.

    Of rows with the same words under ``latest.by``, the one with the newest date stays; a date that
    is blank or no date is older than any. Where dates are equal the row whose words sort last
    stays, so that the order of the rows does not matter. Rows of a thing without any date all stay:
    which is the newest is not known.

    Returns
    -------
    RawTable
        The same table where the layout has no such rule or nothing is superseded. Each row set
        aside is a fault of level error, so that the rows add up.
    """
    if profile is None or profile.latest is None:
        return raw
    by = headings_there(profile.latest.by, raw.headings)
    dates = headings_there(profile.latest.date, raw.headings)
    if not by or not dates or not len(raw.source_rows):
        return raw
    cells = raw.cells().astype(object)
    order = _ranked(cells, by, dates)
    order["source_row"] = pd.Series(list(raw.source_rows), index=cells.index)
    newest = order.drop_duplicates("key", keep="last").set_index("key")
    day, winner = newest["date"].to_dict(), newest["source_row"].to_dict()
    dated = order["key"].map(day).fillna("").str.strip() != ""
    gone = order[order["key"].notna() & dated & order.duplicated("key", keep="last")].sort_index()
    if gone.empty:
        return raw
    faults = [
        Fault(
            "superseded",
            "error",
            f"set aside: row {winner[key]} of the same {by[0]} is newer or the same ({day[key].split()[0]}).",
            "Nothing, if that is right.",
            source_row=int(row),
            column=by[0],
            value=value,
        )
        for key, row, value in zip(
            gone["key"], gone["source_row"], cells.loc[gone.index, by[0]].tolist(), strict=True
        )
    ]
    return _without(raw, set(gone.index), faults)


def _ranked(cells: pd.DataFrame, by: Sequence[str], dates: Sequence[str]) -> pd.DataFrame:
    """Return key, date and rank of each row, oldest first; the index is the row's position."""
    keys = [cells[heading].map(lambda cell: values.tidy(cell).casefold()) for heading in by]
    key = pd.Series(list(zip(*keys, strict=True)), index=cells.index, dtype=object)
    key = key.map(lambda parts: "\x1f".join(parts) if any(parts) else None)
    read = [cells[heading].map({cell: _iso(cell) for cell in cells[heading].unique()}) for heading in dates]
    date = pd.Series([" ".join(days) for days in zip(*read, strict=True)], index=cells.index, dtype=object)
    frame = pd.DataFrame({"key": key, "date": date, "words": ""}, index=cells.index)
    tied = frame["key"].notna() & frame.duplicated(["key", "date"], keep=False)
    columns = [cells.loc[tied, heading] for heading in cells.columns]
    frame.loc[tied, "words"] = ["\x1f".join(row) for row in zip(*columns, strict=True)]
    return frame.sort_values(["date", "words"], kind="stable")


def _iso(cell: str) -> str:
    date = values.parse_date(cell)[0]
    return date.isoformat() if date else " " * 10


def _without(raw: RawTable, gone: set[int], faults: list[Fault]) -> RawTable:
    kept = [position for position in range(len(raw.source_rows)) if position not in gone]
    geometry = raw.geometry
    return dataclasses.replace(
        raw,
        columns=[_taken(column, kept) for column in raw.columns],
        source_rows=[raw.source_rows[position] for position in kept],
        geometry=None if geometry is None else [geometry[position] for position in kept],
        faults=[*raw.faults, *faults],
    )


def _taken(column: Any, positions: list[int]) -> Any:
    """Return the cells at these positions: of a list a list, of an Arrow column an Arrow column."""
    if hasattr(column, "take"):
        return column.take(np.asarray(positions, dtype="int64"))
    return [column[position] for position in positions]


def layout_of_its_day(
    profile: Profile | None, raw: RawTable, register: Register, *, log: IssueLog
) -> Profile | None:
    """Return the layout as it was on the day the register describes.

    The day is the estate file's, else the newest in the file's own column of effective dates, which
    is noted; where there is neither, the layout is taken without what later editions changed, and
    that is said.
    """
    if profile is None or not profile.editions:
        return profile
    place: dict[str, Any] = {"register_id": register.id, "source_file": register.path}
    if register.effective_date:
        return profile.for_date(register.effective_date)
    heading, newest = _newest(profile, raw)
    if newest is None:
        since = ", ".join(edition.from_date.isoformat() for edition in profile.editions)
        log.add(
            "layout-date-not-known",
            "warning",
            f"the layout {profile.id} means other things by some headings since {since}; expected the "
            "register's date, found none. Read as before those days.",
            "Say effective_date in the estate file.",
            **place,
        )
        return profile.for_date(None)
    log.add(
        "layout-by-date",
        "note",
        f"the layout {profile.id} was taken as it was on {newest.isoformat()}, the newest date in the file.",
        "Say effective_date in the estate file if the register is of another day.",
        column=heading,
        **place,
    )
    return profile.for_date(newest)


def _newest(profile: Profile, raw: RawTable) -> tuple[str | None, dt.date | None]:
    found = headings_there(profile.columns.get("effective_date", ()), raw.headings)
    if not found:
        return None, None
    cells = raw.cells()[found[0]].unique()
    dates = [date for cell in cells if (date := values.parse_date(cell)[0])]
    return found[0], max(dates, default=None)
