"""Which authorities make up each body's area, held against public look-ups."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from totalcapital.accounting.bodies import Members
from totalcapital.tables import AREAS

pytestmark = pytest.mark.real

REGIONS = {
    "north-east": "E12000001", "north-west": "E12000002", "yorkshire-and-the-humber": "E12000003",
    "east-midlands": "E12000004", "west-midlands": "E12000005", "east-of-england": "E12000006", "london": "E12000007",
    "south-east": "E12000008", "south-west": "E12000009",
}  # fmt: skip
LOOKUPS = {
    "county": ("lookup_ltla23_utla23.csv", "ltla23_code", "utla23_code"),
    "police": ("lookup_ltla24_csp24_pfa24.csv", "ltla24_code", "pfa24_code"),
    "fire": ("lookup_ltla24_fra24.csv", "ltla24_code", "fra24_code"),
}


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def members(codes):
    """The members of an estate whose authorities have these codes."""
    frame = pd.DataFrame(
        [{"area_id": code, "gss_code": code, "kind": "authority", "name": code} for code in sorted(codes)]
    )
    return Members(AREAS.conform(frame, crs="EPSG:27700"))


@pytest.mark.parametrize("kind", LOOKUPS)
def test_each_county_police_and_fire_area_is_made_of_the_authorities_of_the_look_up(real_data, kind):
    name, small, large = LOOKUPS[kind]
    pairs = [(row[small], row[large]) for row in rows(real_data / "reference/ltla24" / name)]
    pairs = [(a, b) for a, b in pairs if a.startswith("E") and b.startswith(("E10", "E23", "E31"))]
    known = members({a for a, _ in pairs})
    for body in {b for _, b in pairs}:
        assert set(known.of(body)) == {a for a, b in pairs if b == body}, body


def test_each_region_is_made_of_the_authorities_that_the_list_of_local_authorities_puts_there(real_data):
    found = {}
    for row in rows(real_data / "reference/la-reference/organisation.csv"):
        code = row["statistical-geography"]
        if code.startswith(("E06", "E07", "E08", "E09")) and row["region"] and not row["end-date"]:
            found[code] = REGIONS[row["region"]]
    known = members(found)
    assert len(found) > 280
    for region in REGIONS.values():
        assert set(known.of(region)) & found.keys() == {
            code for code, one in found.items() if one == region
        }, region
