"""Where results are kept: the working store, the GeoPackage for people, and the exchange of whole results."""

from __future__ import annotations

from totalcapital.storing.exchange import building_folder, heal, replace_folder
from totalcapital.storing.store import read_store, write_geopackage, write_store

__all__ = ["building_folder", "heal", "read_store", "replace_folder", "write_geopackage", "write_store"]
