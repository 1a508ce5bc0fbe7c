"""Tables on disk: GeoParquet between stages, GeoPackage for people."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from totalcapital.errors import OutputError
from totalcapital.storing.exchange import bring_back
from totalcapital.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["check_store", "read_result", "read_store", "write_geopackage", "write_layer", "write_store"]

#: The moment written into GeoPackages, so that the same input gives the same bytes.
_MOMENT: Final = "2011-08-05T00:00:00Z"


def write_store(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table as ``folder/<table>.parquet`` and read the row counts back.

    Raises
    ------
    OutputError
        If a file does not hold the rows that were written.
    """
    folder.mkdir()
    for name, frame in tables.items():
        path = folder / f"{name}.parquet"
        frame.to_parquet(path, index=False)
        found = len(pd.read_parquet(path, columns=[frame.columns[0]]))
        if found != len(frame):
            raise OutputError(f"{path.name}: wrote {len(frame)} rows and read back {found}. Run again.")


def check_store(folder: Path) -> None:
    """Read every file of a store from end to end.

    Raises
    ------
    OutputError
        If one cannot be read.
    """
    for path in sorted(folder.glob("*.parquet")):
        try:
            pd.read_parquet(path)
        except (OSError, ValueError) as error:
            raise OutputError(
                f"{path}: expected a table; it cannot be read back ({error}). Run again."
            ) from error


def read_store(folder: Path) -> dict[str, pd.DataFrame]:
    """Read back every table of a store.

    Raises
    ------
    OutputError
        If a table is missing: the store is of another version, or was changed by hand.
    """
    tables: dict[str, pd.DataFrame] = {}
    for name, table in TABLES.items():
        path = folder / f"{name}.parquet"
        if not path.is_file():
            raise OutputError(f"{folder}: expected {path.name}; it is not there. Run again: totalcapital run")
        frame = gpd.read_parquet(path) if table.is_spatial else pd.read_parquet(path)
        tables[name] = table.conform(frame)
    return tables


def read_result(out: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of the last complete run.

    Raises
    ------
    OutputError
        If OUT holds none.
    """
    bring_back(out)
    if not (out / "run.json").is_file():
        raise OutputError(f"{out}: expected the result of a run; there is none. Type: totalcapital run")
    return read_store(out / "store")


def write_geopackage(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write every table as a layer of one GeoPackage; tables without geometry as attribute tables.

    Raises
    ------
    OutputError
        If a layer does not hold the rows that were written.
    """
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _MOMENT})
    for name in TABLES:
        if name not in tables:
            continue
        frame = _plain(tables[name])
        if isinstance(frame, gpd.GeoDataFrame):
            pyogrio.write_dataframe(
                frame,
                path,
                layer=name,
                driver="GPKG",
                promote_to_multi=False,
                geometry_type=_geometry_type(frame),
                append=path.exists(),
            )
        else:
            pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists())
    with contextlib.closing(sqlite3.connect(path)) as database:
        for name, frame in tables.items():
            found = database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - our own names
            if found != len(frame):
                raise OutputError(
                    f"{path.name}, layer {name}: wrote {len(frame)} rows and read back {found}. Run again."
                )


def write_layer(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Write one table as the one layer of a GeoPackage.

    Raises
    ------
    OutputError
        If the layer does not hold the rows that were written.
    """
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _MOMENT})
    pyogrio.write_dataframe(
        _plain(frame),
        path,
        layer=layer,
        driver="GPKG",
        promote_to_multi=False,
        geometry_type=_geometry_type(frame),
    )
    found = pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"]
    if found != len(frame):
        raise OutputError(f"{path.name}: wrote {len(frame)} rows and read back {found}. Run again.")


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    kinds = set(frame.geometry.dropna().geom_type)
    return kinds.pop() if len(kinds) == 1 else "Unknown"


def _plain(frame: pd.DataFrame) -> Any:
    """Return a table in kinds that a GeoPackage holds: dates as text of the day, no pandas kinds."""
    made = frame.copy()
    for name in made.columns:
        if pd.api.types.is_datetime64_any_dtype(made[name]):
            made[name] = made[name].dt.strftime("%Y-%m-%d")
    return made
