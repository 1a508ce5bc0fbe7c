"""From text under our columns to assets and projects: values parsed, codes looked up, faults noted."""

from __future__ import annotations

import fnmatch
import hashlib
import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.reading import values
from totalcapital.reading.codelists import code_of, codes_allowed, nearest_code
from totalcapital.reading.coordinates import hex_of_wkt, settle_crs
from totalcapital.reading.mapping import ColumnPlan, map_cells
from totalcapital.reading.profiles import normal_heading
from totalcapital.reading.values import Parsed
from totalcapital.tables import STAKE_COLUMNS, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.raw import RawTable

__all__ = ["Understood", "understand_assets", "understand_projects"]

#: Columns that every file's rows have, whether it speaks of them or not.
_ALWAYS: Final = frozenset(
    {"role", "name", "postcode", "status", "floor_area_m2", "floor_area_basis", "sensitivity"}
)
_FIX: Final = "Correct the value in the register."
_LIST = ";"


@dataclass(slots=True)
class Understood:
    """The rows of one file in our columns, with those set aside already noted."""

    frame: pd.DataFrame
    set_aside: int


def understand_assets(
    raw: RawTable, plan: ColumnPlan, register: Register, *, log: IssueLog, home: Any = None
) -> Understood:
    """Turn the rows of a register into assets, all columns but ``agency_id``.

    ``agency``, ``sector`` and ``is_public`` stand beside them as read, for the agencies to be told
    apart over all registers. ``home`` is the outline of the area the register is of, in the estate's
    working CRS, null where it is of none: its coordinates are judged by it.
    """
    frame, cells, set_aside = _base(raw, plan, register, log)
    reader = _Reader(cells, plan, register, rows=frame["source_row"], log=log)
    frame["reference"] = reader.text("reference")
    spoken = {
        c.name: reader.column(c) for c in STAKE_COLUMNS if c.name in _ALWAYS or reader.speaks_of(c.name)
    }
    frame = frame.assign(**spoken)
    frame["role"] = frame["role"].fillna("unknown")
    frame["status"] = frame["status"].fillna("unknown")
    frame["floor_area_basis"] = frame["floor_area_basis"].where(
        frame["floor_area_basis"].notna() | frame["floor_area_m2"].isna(), plan.basis or "unknown"
    )
    frame["effective_date"] = reader.parsed("effective_date", values.parse_date)
    if register.effective_date:
        frame["effective_date"] = frame["effective_date"].fillna(pd.Timestamp(register.effective_date))
    _add_agency(frame, reader, register, plan)
    _add_place(frame, reader, raw, plan=plan, register=register, log=log, home=home)
    return _identified(frame, "asset_id", register=register, log=log, set_aside=set_aside)


def understand_projects(
    raw: RawTable, plan: ColumnPlan, register: Register, *, log: IssueLog, home: Any = None
) -> Understood:
    """Turn the rows of a capital programme into projects, all columns but ``agency_id``."""
    frame, cells, set_aside = _base(raw, plan, register, log)
    reader = _Reader(cells, plan, register, rows=frame["source_row"], log=log)
    frame["reference"] = reader.text("reference")
    by_name = {column.name: column for column in STAKE_COLUMNS}
    for name in ("name", "address", "postcode", "uprn", "urn", "service", "sensitivity"):
        frame[name] = reader.column(by_name[name])
    for name in ("project_stage", "place_name", "asset_id"):
        frame[name] = reader.text(name)
    frame["commitment"] = reader.coded("commitment", ("approved", "indicative", "unknown"))
    frame["commitment"] = frame["commitment"].fillna("unknown")
    for name in ("start_date", "end_date", "longstop_date"):
        frame[name] = reader.parsed(name, values.parse_date)
    scale = {"unit": 1.0, "thousand": 1e3, "million": 1e6}[register.amount_unit]
    frame["total_gbp"] = reader.parsed("total_gbp", values.parse_number) * scale
    frame["area_id"] = register.area
    _add_agency(frame, reader, register, plan)
    _add_place(frame, reader, raw, plan=plan, register=register, log=log, home=home)
    return _identified(frame, "project_id", register=register, log=log, set_aside=set_aside)


def _base(
    raw: RawTable, plan: ColumnPlan, register: Register, log: IssueLog
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return the frame to fill, the cells it is filled from, and how many rows the profile set aside."""
    cells = raw.cells()
    frame = pd.DataFrame({"source_row": raw.source_rows}, index=cells.index if raw.headings else None)
    frame["position"] = range(len(frame))
    away = pd.Series(data=False, index=frame.index)
    for rule in plan.profile.set_aside:
        heading = next((h for h in cells.columns if normal_heading(h) == normal_heading(rule.column)), None)
        if heading is None:
            continue
        patterns = [pattern.casefold() for pattern in rule.values]
        fits = cells[heading].map(
            lambda value, ps=patterns: any(fnmatch.fnmatchcase(values.tidy(value).casefold(), p) for p in ps)
        )
        for row, value in zip(
            frame.loc[fits & ~away, "source_row"], cells.loc[fits & ~away, heading], strict=True
        ):
            log.add(
                "not-a-property",
                "error",
                f"set aside: {rule.reason}",
                "Nothing, if that is right.",
                register_id=register.id,
                source_file=register.path,
                source_row=int(row),
                column=heading,
                value=value,
            )
        away |= fits
    frame["register_id"], frame["source_file"] = register.id, register.path
    dumps = partial(json.dumps, ensure_ascii=False, sort_keys=True)
    records = [
        dumps({heading: value for heading, value in zip(raw.headings, row, strict=True) if value})
        for row in zip(*(column.tolist() for _, column in cells.items()), strict=True)
    ]
    frame["source_values"] = pd.Series(records or "{}", index=frame.index, dtype=object)
    return frame[~away].copy(), cells[~away], int(away.sum())


class _Reader:
    """Reads our columns of one file, noting what could not be understood."""

    def __init__(
        self, cells: pd.DataFrame, plan: ColumnPlan, register: Register, *, rows: pd.Series, log: IssueLog
    ) -> None:
        self._mapped = map_cells(cells, plan, register)
        self._cells, self._plan, self._register, self._log = cells, plan, register, log
        self._rows = rows

    def speaks_of(self, name: str) -> bool:
        """Tell whether the file, its layout or the estate file says anything of a column."""
        return name in self._mapped.text or name in self._mapped.forced

    def text(self, name: str) -> pd.Series:
        """Return a text column, null where nothing was given."""
        series = self._mapped.text.get(name)
        if series is None:
            return self._force(name, pd.Series(None, index=self._cells.index, dtype=object))
        plain = series.map({value: value or None for value in series.unique()})
        return self._force(name, plain.astype(object))

    def column(self, column: Column) -> pd.Series:
        """Return a column of the table contract, parsed for its kind."""
        name = column.name
        if name == "uprn":
            return self.parsed(name, values.parse_uprn)
        if name == "postcode":
            return self._postcode()
        if name == "sensitivity":
            return self._sensitivity()
        if column.codes:
            return self.coded(name, column.codes)
        if column.kind == "flag":
            return self.coded(name, ()) if self._has_codes(name) else self.parsed(name, values.parse_flag)
        if column.kind == "date":
            return self.parsed(name, values.parse_date)
        if column.kind == "count":
            return self.parsed(name, values.parse_count)
        if column.kind == "number":
            return self.parsed(name, self._number_parser(name))
        return self.text(name)

    def _number_parser(self, name: str) -> Callable[[str], Parsed]:
        unit = self._plan.units.get(name)
        if name.endswith("_m2"):
            return partial(values.parse_area_m2, unit=unit or "m2")
        if name.endswith("_pct"):
            return values.parse_percent
        if name == "value_gbp" or not name.endswith("_gbp"):
            return values.parse_amount
        return values.parse_number

    def parsed(self, name: str, parser: Callable[[str], Parsed]) -> pd.Series:
        """Return a column through a parser; what it cannot read becomes null and an issue."""
        series = self._mapped.text.get(name)
        if series is None:
            return self._force(name, pd.Series(None, index=self._cells.index, dtype=object))
        results = {value: parser(value) for value in series.unique()}
        for index, value in series[series.map({v: r.fault is not None for v, r in results.items()})].items():
            self._note(
                "value-not-understood",
                name,
                value,
                f"expected {_EXPECTED.get(name, 'a value')}; "
                f"found {value!r}: {results[value].fault}. Read as not known.",
                index,
            )
        found = series.map({value: result.value for value, result in results.items()})
        return self._force(name, found.astype(object).where(found.notna(), None))

    def coded(self, name: str, allowed: Sequence[str]) -> pd.Series:
        """Return a coded column; a value no list knows becomes null, said once with its count."""
        series = self._mapped.text.get(name)
        own = [self._register.codes[name]] if name in self._register.codes else []
        if name not in self._register.columns and name in self._plan.profile.codes:
            own.append(self._plan.profile.codes[name])
        if series is None:
            return self._force(name, pd.Series(None, index=self._cells.index, dtype=object))
        found = {}
        for value in series.unique():
            code, known = code_of(name, value, own)
            if allowed and code is not None and code not in allowed:
                code, known = None, False
            found[value] = code
            if not known and not values.is_not_given(value):
                count = int((series == value).sum())
                near = nearest_code(name, value)
                self._log.add(
                    "code-not-recognised",
                    "warning",
                    f"{name}: {value!r} is not a value we know; {count} rows read as not known"
                    + (f" (nearest: {near})." if near else "."),
                    "Correct it in the register, or say what it means under codes in the estate file.",
                    register_id=self._register.id,
                    source_file=self._register.path,
                    column=self._heading(name),
                    value=value,
                    rows_count=count,
                )
        result = series.map(found).astype(object)
        return self._force(name, result.where(result.notna(), None))

    def _postcode(self) -> pd.Series:
        return self.parsed("postcode", values.parse_postcode)

    def _sensitivity(self) -> pd.Series:
        """No such column: open. A blank or unknown value in one: restricted."""
        if "sensitivity" not in self._mapped.text and "sensitivity" not in self._mapped.forced:
            return pd.Series("open", index=self._cells.index, dtype=object)
        return self.coded("sensitivity", codes_allowed("sensitivity")).fillna("restricted")

    def _has_codes(self, name: str) -> bool:
        return name in self._plan.profile.codes or name in self._register.codes

    def _force(self, name: str, series: pd.Series) -> pd.Series:
        forced = self._mapped.forced.get(name)
        if forced is None:
            return series
        replaced = series.where(forced.isna(), forced)
        return replaced.where(replaced != "", None)

    def _heading(self, name: str) -> str:
        return " + ".join([*self._plan.columns.get(name, ()), *self._plan.joined.get(name, ())]) or name

    def _note(self, code: str, name: str, value: str, message: str, index: Any) -> None:
        self._log.add(
            code,
            "warning",
            f"{name}: {message}",
            _FIX,
            register_id=self._register.id,
            source_file=self._register.path,
            source_row=int(self._rows[index]),
            column=self._heading(name),
            value=value,
        )


_EXPECTED: Final = {
    "uprn": "up to 12 digits", "postcode": "a postcode such as LS1 3AB", "x_read": "a number", "y_read": "a number",
} | {
    column.name: {"number": "a number", "count": "a whole number", "date": "a date such as 31/03/2027",
                  "flag": "yes or no"}[column.kind]
    for column in STAKE_COLUMNS if column.kind in {"number", "count", "date", "flag"}
}  # fmt: skip


def _add_agency(frame: pd.DataFrame, reader: _Reader, register: Register, plan: ColumnPlan) -> None:
    if isinstance(register.agency, str):
        frame["agency"] = register.agency
    else:
        named = reader.text("agency")
        frame["agency"] = named.where(~named.fillna("").map(values.is_not_given), None)
    sector = reader.coded("sector", ())
    frame["sector"] = sector.fillna(register.sector or plan.profile.sector or "")
    frame["is_public"] = reader.coded("is_public", ())
    default = register.is_public if register.is_public is not None else plan.profile.is_public
    if default is not None:
        frame["is_public"] = frame["is_public"].where(frame["is_public"].notna(), default)


def _add_place(
    frame: pd.DataFrame,
    reader: _Reader,
    raw: RawTable,
    *,
    plan: ColumnPlan,
    register: Register,
    log: IssueLog,
    home: Any,
) -> None:
    frame["x_read"] = reader.parsed("x_read", values.parse_coordinate)
    frame["y_read"] = reader.parsed("y_read", values.parse_coordinate)
    frame["crs_read"] = reader.text("crs_read")
    geometry = pd.Series(None, index=frame.index, dtype=object)
    if raw.geometry is not None:
        geometry = pd.Series(
            [shape.hex() if (shape := raw.geometry[i]) else None for i in frame["position"]],
            index=frame.index,
            dtype=object,
        )
    frame["geometry_read"] = geometry
    wkt = reader.parsed("geometry", lambda text: Parsed(*hex_of_wkt(text)) if text else Parsed())
    frame["geometry_read"] = geometry.where(geometry.notna(), wkt)
    frame["crs_read"] = settle_crs(frame, raw, plan, register=register, log=log, home=home)


def _identified(
    frame: pd.DataFrame, id_name: str, *, register: Register, log: IssueLog, set_aside: int
) -> Understood:
    """Give each row its id: its reference, or a digest of what it says.

    Rows that share a reference, or repeat another to the letter, are each kept; linking decides
    whether they are one property.
    """
    content = frame["source_values"] + frame["geometry_read"].fillna("")
    digest = content.map(lambda text: hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12])
    named = frame["reference"].fillna("").map(lambda text: text.replace(_LIST, ","))
    repeated = named.duplicated(keep=False) & (named != "")
    key = named.where(~repeated, named + "#" + digest).where(named != "", digest)
    nth = key.groupby(key).cumcount()
    key = key.where(nth == 0, key + "-" + (nth + 1).astype(str))
    place: dict[str, Any] = {"register_id": register.id, "source_file": register.path}
    if repeated.any():
        log.add(
            "reference-repeated",
            "note",
            f"{int(repeated.sum())} rows share their reference with another row; "
            "each is kept as a record of its own.",
            "Nothing, if one property has several rows.",
            column="reference",
            rows_count=int(repeated.sum()),
            **place,
        )
    if (nth > 0).any():
        log.add(
            "repeated-row",
            "note",
            f"{int((nth > 0).sum())} rows repeat another to the letter; each is kept and linked to it.",
            "Take the repeated rows out.",
            rows_count=int((nth > 0).sum()),
            **place,
        )
    frame[id_name] = register.id + ":" + key
    return Understood(frame.drop(columns="position"), set_aside)
