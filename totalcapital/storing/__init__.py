"""Where results are kept: the working store, the GeoPackage for people, the exchange of whole results.

And what differs between the files of two runs.
"""

from __future__ import annotations

from totalcapital.storing.exchange import building_folder, heal, replace_folder
from totalcapital.storing.last_files import compare_last_files, read_earlier
from totalcapital.storing.store import read_store, write_geopackage, write_store

__all__ = [
    "building_folder",
    "compare_last_files",
    "heal",
    "read_earlier",
    "read_store",
    "replace_folder",
    "write_geopackage",
    "write_store",
]
