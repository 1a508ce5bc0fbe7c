"""An estate in another country is judged by its own working CRS, not by the bounds of Britain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from totalcapital.crs import WGS84, project_points
from totalcapital.locating import locate
from totalcapital.tables import ASSETS, LOCATIONS, PROJECTS

UTM18 = "EPSG:32618"
EAST, NORTH = np.array([583_000.0, 586_500.0, 591_000.0]), np.array([4_506_000.0, 4_511_000.0, 4_515_500.0])
NEW_YORK = {"r": shapely.box(570_000, 4_480_000, 610_000, 4_530_000)}
NO_POSTCODES = pd.DataFrame({"postcode": [], "x": [], "y": [], "crs": [], "is_ended": []})


def located(x, y, crs, shapes=None):
    """Locate records of one register of New York; return places, and code to number of rows."""
    rows = pd.DataFrame({
        "asset_id": [f"r:{n}" for n in range(len(x))], "register_id": "r", "source_file": "r.csv",
        "source_row": range(2, len(x) + 2), "role": "owner", "status": "unknown", "sensitivity": "open",
        "source_values": "{}", "crs_read": crs, "x_read": x, "y_read": y, "geometry_read": shapes,
    })  # fmt: skip
    found = locate(ASSETS.conform(rows), PROJECTS.empty(), postcodes=NO_POSTCODES, homes=NEW_YORK, crs=UTM18)
    LOCATIONS.check(found.locations)
    return found.locations.set_index("subject_id"), found.issues.groupby("code")["rows_count"].sum().to_dict()


@pytest.mark.parametrize("crs", [UTM18, WGS84, "EPSG:3857"])
def test_points_of_new_york_are_placed_where_they_are(crs):
    x, y = project_points(EAST, NORTH, source=UTM18, target=crs)
    places, said = located(x, y, crs)
    assert set(places["method"]) == {"coordinates"}
    assert np.hypot(places.geometry.x - EAST, places.geometry.y - NORTH).max() < 0.01
    assert set(places["accuracy_m"]) == {25.0}
    assert said == {}


def test_an_outline_in_degrees_is_placed():
    lon, lat = project_points(EAST, NORTH, source=UTM18, target=WGS84)
    boxes = [shapely.box(a, b, a + 0.001, b + 0.001) for a, b in zip(lon, lat, strict=True)]
    nothing = np.full(3, np.nan)
    places, said = located(nothing, nothing, WGS84, [shapely.to_wkb(box).hex() for box in boxes])
    assert set(places["method"]) == {"geometry"}
    assert said == {}


@pytest.mark.parametrize(
    ("stated", "truth", "is_swapped", "fault"),
    [
        (WGS84, WGS84, True, "coordinates-swapped"),
        (UTM18, WGS84, False, "coordinates-in-degrees"),
        (UTM18, UTM18, True, "coordinates-swapped"),
        (WGS84, UTM18, False, "coordinates-in-metres"),
        (WGS84, "EPSG:3857", False, "coordinates-web-mercator"),
    ],
)
def test_what_is_wrong_with_a_point_is_told_there_as_here(stated, truth, is_swapped, fault):
    x, y = project_points(EAST, NORTH, source=UTM18, target=truth)
    x, y = (y, x) if is_swapped else (x, y)
    places, said = located(x, y, stated)
    assert set(places["method"]) == {"none"}
    assert said == {fault: 3, "not-located": 3}


def test_a_point_in_britain_is_outside_the_country():
    places, said = located(np.array([-1.55]), np.array([53.8]), WGS84)
    assert places["method"].tolist() == ["none"]
    assert said["coordinates-outside"] == 1
