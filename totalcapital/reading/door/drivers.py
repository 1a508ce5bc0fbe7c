"""The few GDAL drivers that a file of others may be opened with.

A driver that reads what a *file names* (another file, an address, a stored query) would open it on
behalf of whoever wrote the file. All but a handful are switched off before GDAL is loaded, which is
the only moment at which GDAL heeds it; text, JSON, workbooks and Parquet are read without GDAL.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DRIVERS", "closed_environment"]

#: Drivers that a register may come in.
DRIVERS: Final = frozenset({"GPKG", "ESRI Shapefile", "FlatGeobuf", "GML", "LIBKML", "KML"})

#: Every other vector driver of the GDAL builds that pyogrio and fiona carry, and those of other builds.
_OTHERS: Final = (
    "ADBC", "AIVector", "AmigoCloud", "Arrow", "AVCBin", "AVCE00", "CAD", "Carto", "CSV", "CSW", "DGN", "DXF",
    "EDIGEO", "EEDA", "Elasticsearch", "ESRIJSON", "GDALG", "Geoconcept", "GeoJSON", "GeoJSONSeq", "GeoRSS",
    "GMLAS", "GMT", "GPSBabel", "GPX", "GTFS", "HTTP", "Idrisi", "Interlis 1", "Interlis 2", "JML", "JSONFG",
    "LVBAG", "MapInfo File", "MapML", "MBTiles", "MEM", "Memory", "MiraMonVector", "MongoDBv3", "MSSQLSpatial",
    "MVT", "MySQL", "NAS", "netCDF", "NGW", "OAPIF", "ODBC", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS", "OGR_SDTS",
    "OGR_VRT", "OpenFileGDB", "OSM", "Parquet", "PCIDSK", "PDF", "PDS4", "PGDUMP", "PGeo", "PLScenes", "PMTiles",
    "PostgreSQL", "S57", "Selafin", "SQLite", "SVG", "SXF", "TIGER", "TopoJSON", "UK .NTF", "VDV", "VFK", "VICAR",
    "WAsP", "WFS", "WFS3", "XLS", "XLSX", "XODR",
)  # fmt: skip


def closed_environment(environment: Mapping[str, str], folder: str, package: str) -> dict[str, str]:
    """Return the environment of the reading worker: few drivers, no settings of others, one folder.

    Parameters
    ----------
    environment
        That of this process.
    folder
        Where temporary files go.
    package
        Folder that holds the package.
    """
    paths = [package, *environment.get("PYTHONPATH", "").split(os.pathsep)]
    threads = str(min(4, os.cpu_count() or 1))
    return {
        **{key: value for key, value in environment.items() if not key.startswith(("GDAL_", "OGR_", "CPL_"))},
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OGR_SKIP": ",".join(_OTHERS),
        "GDAL_SKIP": "VRT,GDALG,WMS,WCS,HTTP",
        "GDAL_HTTP_TIMEOUT": "1",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "TMPDIR": folder,
        "TEMP": folder,
        "TMP": folder,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": threads,
        "MALLOC_ARENA_MAX": "4",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
