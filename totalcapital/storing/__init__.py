"""Where results are kept: the working store, the GeoPackage for people, the exchange of whole results.

And the editions beside the estate file, and what differs between the files of two runs.
"""

from __future__ import annotations

from totalcapital.storing.editions import Edition, edition_of, editions_in, keep, last_before, read_edition
from totalcapital.storing.exchange import bring_back, building_folder, heal, replace_folder
from totalcapital.storing.last_files import compare_last_files, read_earlier
from totalcapital.storing.migrating import FORM
from totalcapital.storing.store import read_result, read_store, write_geopackage, write_layer, write_store

__all__ = [
    "FORM",
    "Edition",
    "bring_back",
    "building_folder",
    "compare_last_files",
    "edition_of",
    "editions_in",
    "heal",
    "keep",
    "last_before",
    "read_earlier",
    "read_edition",
    "read_result",
    "read_store",
    "replace_folder",
    "write_geopackage",
    "write_layer",
    "write_store",
]
