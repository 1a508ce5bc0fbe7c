"""Where each register of the real places lies, and what of it can be counted without our reader."""

from __future__ import annotations

import gzip
import json
import re
import tomllib

from plain_reading import features, plain_rows
from write_estate import ESTATES

__all__ = ["FULL_POSTCODE", "in_lookup", "plain_count", "register_files", "spaced"]

#: A whole postcode in capitals with or without its space.
FULL_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")


def register_files(name, kinds=("register", "capital")):
    """Register id: path below the data folder, for every register and capital list of an estate."""
    estate = tomllib.loads((ESTATES / f"{name}.toml").read_text(encoding="utf-8"))
    entries = [entry for kind in kinds for entry in estate.get(kind, [])]
    return {entry["id"]: entry["path"].removeprefix("@DATA@/") for entry in entries}


def plain_count(path):
    """Rows, records or features of a file."""
    if path.suffix == ".geojson":
        return len(features(path))
    if path.suffix == ".json":
        return len(json.loads(path.read_text(encoding="utf-8")))
    return sum(1 for row in plain_rows(path) if any(value and value.strip() for value in row.values()))


def in_lookup(real_data, postcodes):
    """Those of some postcodes (without spaces) that the look-up has."""
    wanted, found = set(postcodes), set()
    with gzip.open(real_data / "reference/postcodes_uk_2025.csv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            postcode = line.split(",", 1)[0].strip('"').replace(" ", "")
            if postcode in wanted:
                found.add(postcode)
    return found


def spaced(postcode):
    """A whole postcode with one space, or null where it is none."""
    match = FULL_POSTCODE.fullmatch(postcode.strip().upper())
    return f"{match[1]} {match[2]}" if match else None
