"""How a table is declared: each column once, with its kind, unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.errors
import pandera.pandas as pa
from pyarrow import large_string, nulls

from totalcapital.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "LIST_SEPARATOR",
    "Column",
    "Table",
    "code",
    "count",
    "date",
    "flag",
    "geometry",
    "identifier",
    "join_list",
    "number",
    "split_list",
    "text",
]

#: Lists inside a cell are text with this separator, so that every format can hold them.
LIST_SEPARATOR = "; "

_DTYPES = {
    "text": "str",
    "code": "str",
    "number": "float64",
    "count": "Int64",
    "flag": "boolean",
    "date": "datetime64[ms]",
    "geometry": "geometry",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Column name; its suffix tells the unit (``_m``, ``_m2``, ``_gbp``, ``_pct`` …).
    kind
        One of text, code, number, count, flag, date, geometry.
    meaning
        What the value says, in a planner's words, null included where null has a meaning.
    unit
        Unit of a number; empty where there is none.
    required
        Whether null is a breach of contract.
    unique
        Whether a value may stand once only.
    codes
        The only values allowed, for a code column.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    required: bool = False
    unique: bool = False
    codes: tuple[str, ...] = ()


def identifier(name: str, meaning: str) -> Column:
    """Declare the column that names each row of its table."""
    return Column(name, "text", meaning, required=True, unique=True)


def text(name: str, meaning: str, *, required: bool = False) -> Column:
    """Declare a text column."""
    return Column(name, "text", meaning, required=required)


def code(name: str, meaning: str, codes: Iterable[str], *, required: bool = False) -> Column:
    """Declare a column that holds one of a fixed list of codes."""
    return Column(name, "code", meaning, required=required, codes=tuple(codes))


def number(name: str, meaning: str, unit: str, *, required: bool = False) -> Column:
    """Declare a column of measurements; null means not known."""
    return Column(name, "number", meaning, unit=unit, required=required)


def count(name: str, meaning: str, *, required: bool = False) -> Column:
    """Declare a column of whole numbers; null means not known."""
    return Column(name, "count", meaning, unit="count", required=required)


def flag(name: str, meaning: str, *, required: bool = False) -> Column:
    """Declare a yes/no column; null means not known."""
    return Column(name, "flag", meaning, required=required)


def date(name: str, meaning: str) -> Column:
    """Declare a calendar date column; null means not known."""
    return Column(name, "date", meaning)


def geometry(meaning: str) -> Column:
    """Declare the geometry column, in the estate's working CRS, in metres."""
    return Column("geometry", "geometry", meaning, unit="m")


@dataclass(frozen=True, slots=True)
class Table:
    """The contract of one table between stages.

    Parameters
    ----------
    name
        Name of the table, of its layer in ``estate.gpkg`` and of its file in ``store/``.
    meaning
        What one row is.
    columns
        Its columns, in order.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def is_spatial(self) -> bool:
        """Whether the table has a geometry column."""
        return any(column.kind == "geometry" for column in self.columns)

    def schema(self) -> pa.DataFrameSchema:
        """Return the pandera model that checks this table."""
        columns = {}
        for column in self.columns:
            if column.kind == "geometry":
                continue
            checks = [pa.Check.isin(column.codes)] if column.codes else []
            columns[column.name] = pa.Column(
                _DTYPES[column.kind],
                checks=checks,
                nullable=not column.required,
                unique=column.unique,
                description=column.meaning,
                metadata={"unit": column.unit},
            )
        return pa.DataFrameSchema(columns, name=self.name, description=self.meaning, ordered=False)

    def empty(self, crs: str | None = None) -> Any:
        """Return the table without rows."""
        return self.conform(pd.DataFrame(), crs=crs)

    def conform(self, frame: pd.DataFrame, *, crs: str | None = None) -> Any:
        """Return ``frame`` with exactly this table's columns, in order and of the right kind.

        A column that is missing is added as null (not known); one that the table does not
        have is a breach. Row order and index are kept.

        Parameters
        ----------
        frame
            Rows to bring into form; not changed.
        crs
            CRS of the geometry column, for a spatial table without one already.

        Returns
        -------
        DataFrame or GeoDataFrame
            As many rows as ``frame``.

        Raises
        ------
        TableError
            If a column is unknown to the table, or a value cannot be of its kind.
        """
        extra = [name for name in frame.columns if name not in self.column_names]
        if extra:
            raise TableError(f"table {self.name}: unexpected column {', '.join(map(str, extra))}")
        data: dict[str, Any] = {}
        for column in self.columns:
            if column.kind == "geometry":
                continue
            if column.name not in frame.columns:
                data[column.name] = pd.Series(_nulls(column.kind, len(frame)), index=frame.index)
                continue
            try:
                data[column.name] = frame[column.name].astype(_DTYPES[column.kind])  # type: ignore[call-overload]
            except (TypeError, ValueError) as error:
                raise TableError(f"table {self.name}, column {column.name}: {error}") from error
        result = pd.DataFrame(data, index=frame.index)
        if not self.is_spatial:
            return result
        shapes = frame["geometry"] if "geometry" in frame.columns else [None] * len(frame)
        found = getattr(shapes, "crs", None)
        return gpd.GeoDataFrame(
            result,
            geometry=gpd.GeoSeries(shapes, index=frame.index, crs=found or crs),
        )

    def check(self, frame: pd.DataFrame) -> None:
        """Refuse a table that breaks its contract, at the door of a stage.

        Raises
        ------
        TableError
            If a column is missing, of the wrong kind, null where it may not be, repeated where
            it must be unique, or holds a code that is not in its list.
        """
        missing = [name for name in self.column_names if name not in frame.columns]
        if missing:
            raise TableError(f"table {self.name}: column {', '.join(missing)} is missing")
        try:
            self.schema().validate(pd.DataFrame(frame.drop(columns="geometry", errors="ignore")), lazy=True)
        except pandera.errors.SchemaErrors as error:
            cases = error.failure_cases[["column", "check", "failure_case"]].head(5)
            raise TableError(f"table {self.name}: {cases.to_dict('records')}") from error
        if self.is_spatial and not isinstance(frame, gpd.GeoDataFrame):
            raise TableError(f"table {self.name}: expected a GeoDataFrame")


def _nulls(kind: str, size: int) -> Any:
    """Return as many nulls of the kind of a column, without a Python object each."""
    if kind in {"text", "code"}:
        return pd.array(nulls(size, type=large_string()), dtype="str")
    if kind in {"count", "flag"}:
        blank = np.zeros(size, dtype="int64" if kind == "count" else "bool")
        array = pd.arrays.IntegerArray if kind == "count" else pd.arrays.BooleanArray
        return array(blank, np.ones(size, dtype=bool))
    if kind == "date":
        return np.full(size, np.datetime64("NaT", "ms"))
    return np.full(size, np.nan)


def join_list(values: Iterable[str]) -> str | None:
    """Return several values as the text of one cell; null when there are none."""
    return LIST_SEPARATOR.join(values) or None


def split_list(cell: Any) -> Sequence[str]:
    """Return the values that :func:`join_list` put in one cell; none for null."""
    return cell.split(LIST_SEPARATOR) if isinstance(cell, str) and cell else []
