"""A grid reference stands for a square: the place is as exact as that, and a wide one is none."""

from __future__ import annotations

import pytest
from estates import load, write_csv
from one_door import _opened, one_door  # noqa: F401 - fixtures

from totalcapital import reading
from totalcapital.locating import locate

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture
def located(tmp_path):
    """A function: grid references and postcodes of one register to its places, by reference."""

    def located(*rows):
        lookup = [("DE7 4AA", "451400", "334100", "EPSG:27700")]
        write_csv(tmp_path / "postcodes.csv", ["postcode", "easting", "northing", "crs"], lookup)
        write_csv(tmp_path / "r.csv", ["Ref", "Property", "Grid reference", "Postcode"],
                  [(str(n), f"Building {n}", *row) for n, row in enumerate(rows)])  # fmt: skip
        entry = {"id": "r", "path": "r.csv", "agency": "Testshire Council",
                 "columns": {"geometry": "Grid reference"}}  # fmt: skip
        project = load(tmp_path, registers=[entry], lookups={"postcodes": "postcodes.csv"})
        read = reading.read(project)
        found = locate(read.assets, read.projects, postcodes=read.postcodes, homes={}, crs=project.estate.crs)
        return found.locations.set_index("subject_id")

    return located


def test_a_place_is_as_exact_as_the_square_that_its_reference_names(located):
    places = located(("SK 512 342", ""), ("SK 5120 3420", ""), ("SK 51200 34200", ""), ("451250, 334250", ""))
    assert places["method"].tolist() == ["coordinates"] * 4
    # Half the diagonal of 100 m, sqrt(2) * 50; the smaller squares are within what any coordinates are.
    assert places["accuracy_m"].tolist() == [pytest.approx(70.71, abs=0.01), 25.0, 25.0, 25.0]
    assert places["evidence"]["r:0"].endswith(", the middle of a grid square")
    assert "square" not in places["evidence"]["r:3"]  # the same numbers, written as a point


def test_a_square_of_a_kilometre_takes_no_part_in_any_distance_finer_than_it_is(located):
    places = located(("SK 51 34", ""), ("SK 51 34", "DE7 4AA"))
    for place in places.itertuples():
        assert place.geometry is None or place.method == "postcode" or place.accuracy_m >= 500
    assert places.loc["r:1", ["method", "accuracy_m"]].tolist() == ["postcode", 100.0]


def test_how_exact_a_square_is_stands_in_the_record_and_nothing_is_said_of_a_point(tmp_path):
    write_csv(
        tmp_path / "r.csv", ["Ref", "Where"], [("1", "SK 512 342"), ("2", "451250, 334250"), ("3", "n/a")]
    )
    entry = {
        "id": "r",
        "path": "r.csv",
        "agency": "Testshire Council",
        "columns": {"geometry": "Where"},
    }
    assets = reading.read(load(tmp_path, registers=[entry])).assets.set_index("reference")
    assert assets["accuracy_read_m"].notna().to_dict() == {"1": True, "2": False, "3": False}
    assert assets["accuracy_read_m"]["1"] == pytest.approx(70.71, abs=0.01)
