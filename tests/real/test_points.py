"""Real points against themselves: two systems, two lists, a projection that nobody declares, a look-up."""

from __future__ import annotations

import gzip
import math
import os

import numpy as np
import pandas as pd
import pytest
import python_calamine
from estates import load
from plain_reading import plain_rows
from real_places import in_lookup, spaced

from totalcapital import crs, reading
from totalcapital.locating import locate
from totalcapital.reading.door.door import Door
from totalcapital.reading.lookups.reference import postcodes_of

pytestmark = pytest.mark.real

LOOKUP = "reference/postcodes_uk_2025.csv.gz"


@pytest.fixture
def without_grid(monkeypatch):
    """Take the grid of OSTN15 away."""
    monkeypatch.setattr(crs, "_convertbng", lambda: None)


@pytest.fixture(scope="module")
def schools(real_data):
    """Easting, northing, longitude and latitude of the national list of schools, nan where blank."""
    rows = plain_rows(real_data / "national/gias_open_establishments_2025.csv")
    names = ("easting", "northing", "longitude", "latitude")
    cells = [[row[name] for name in names] for row in rows]
    return np.array([[float(cell) if cell not in {"", "NA"} else np.nan for cell in row] for row in cells])


def off_m(schools):
    """Return by how many metres easting and northing differ from longitude and latitude."""
    x, y = crs.project_points(schools[:, 2], schools[:, 3], source=crs.WGS84, target=crs.BNG)
    return np.hypot(x - schools[:, 0], y - schools[:, 1])


def test_all_schools_but_those_at_nought_and_without_a_place_have_one_place_in_both_systems(schools):
    blank, nought = np.isnan(schools).any(axis=1), schools[:, 0] == 0
    assert (len(schools), blank.sum(), nought.sum()) == (26_796, 531, 88)
    both = schools[~blank & ~nought]
    assert len(both) == 26_177
    # Their degrees were made from the grid by some way that is good to 5 m: all agree within that.
    assert np.isfinite(off_m(both)).all()
    assert (off_m(both) <= 5.0).all()


@pytest.mark.usefixtures("without_grid")
def test_the_schools_degrees_were_made_by_the_fixed_shift_which_meets_them_to_the_centimetre(schools):
    both = schools[np.isfinite(schools).all(axis=1) & (schools[:, 0] > 0)]
    assert off_m(both).max() < 0.01


def test_ostn15_differs_from_the_schools_degrees_by_metres_and_never_by_five(schools):
    pytest.importorskip("convertbng")
    both = schools[np.isfinite(schools).all(axis=1) & (schools[:, 0] > 0)]
    assert 1.0 < np.median(off_m(both)) < 3.0  # so which of the two is used does show
    assert (off_m(both) <= 0.1).mean() < 0.01


@pytest.fixture(scope="module")
def fire(real_data, tmp_path_factory):
    """The two national lists of fire stations, read and placed as one estate."""
    folder = tmp_path_factory.mktemp("fire")
    data = os.path.relpath(real_data, folder)
    lists = {"grid": "fire-stations-dataset.ods", "postcode": "fire-data.xlsx"}
    project = load(
        folder,
        registers=[{"id": name, "path": f"{data}/national/{file}"} for name, file in lists.items()],
        lookups={"postcodes": f"{data}/{LOOKUP}"},
    )
    read = reading.read(project)
    found = locate(read.assets, read.projects, postcodes=read.postcodes, homes={}, crs=crs.BNG)
    places = found.locations.set_index("subject_id")
    assets = read.assets.set_index("asset_id").join(places)
    return {name: assets[assets["register_id"] == name] for name in lists}, found.issues


def sheet(path, name):
    """Rows of a sheet under its first row."""
    head, *rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_fire_station_with_numbers_stands_on_them_or_is_told(real_data, fire):
    stations, issues = fire
    rows = sheet(real_data / "national/fire-stations-dataset.ods", "STATIONS")
    numbers = [row for row in rows if isinstance(row["STATION_EASTING"], float)]
    assert (len(rows), len(numbers)) == (1399, 1374)  # 25 hold a sentence
    by_point = stations["grid"][stations["grid"]["method"] == "coordinates"]
    told = issues[(issues["register_id"] == "grid") & (issues["level"] == "warning")]
    assert set(told["code"]) == {"coordinates-digits", "coordinates-disagree"}
    assert len(by_point) + told["rows_count"].sum() == len(numbers)
    assert {(row["STATION_EASTING"], row["STATION_NORTHING"]) for row in numbers} >= {
        (point.x, point.y) for point in by_point.geometry
    }


def test_a_fire_station_in_two_lists_stands_in_one_place(real_data, fire):
    stations, _ = fire
    rows = sheet(real_data / "national/fire-data.xlsx", "fire-station")
    named = {spaced(row["postcode"]) for row in rows} - {None}
    known = in_lookup(real_data, {code.replace(" ", "") for code in named})
    listed = stations["postcode"]
    placed = listed[listed["method"] == "postcode"]
    assert set(placed["postcode"]) >= {code for code in named if code.replace(" ", "") in known}
    by_point = stations["grid"][stations["grid"]["method"] == "coordinates"]
    pairs = by_point[["postcode", "geometry"]].merge(placed[["postcode", "geometry"]], on="postcode")
    apart = [a.distance(b) for a, b in zip(pairs["geometry_x"], pairs["geometry_y"], strict=True)]
    assert len(pairs) > 500
    assert np.mean(np.array(apart) <= 500) > 0.95  # a postcode of the country covers a village
    assert sum(distance > 2000 for distance in apart) == 1  # which is an issue


@pytest.mark.parametrize(
    ("name", "west", "east"), [("cambridgeshire", 500_000, 570_000), ("county-durham", 380_000, 450_000)]
)
def test_police_points_stand_where_the_formula_of_web_mercator_puts_them(
    real_run, real_data, name, west, east
):
    tables = real_run(name)[0].tables
    police = tables["assets"][tables["assets"]["register_id"] == "police"]
    places = tables["locations"].set_index("subject_id").loc[police["asset_id"]].geometry
    by_name = dict(zip(police["name"], places, strict=True))
    rows = plain_rows(real_data / name / "registers/police_stations_3857.csv")
    rows = [row for row in rows if sum(other["name"] == row["name"] for other in rows) == 1]
    assert len(rows) > 3
    for row in rows:
        lon = math.degrees(float(row["x"]) / 6_378_137.0)
        lat = math.degrees(2 * math.atan(math.exp(float(row["y"]) / 6_378_137.0)) - math.pi / 2)
        x, y = crs.project_points(np.array([lon]), np.array([lat]), source=crs.WGS84, target=crs.BNG)
        found = by_name[row["name"]]
        assert math.hypot(found.x - x[0], found.y - y[0]) < 0.01, row
        assert west < found.x < east
    recognised = tables["issues"][tables["issues"]["code"] == "crs-recognised"]
    assert "police" in set(recognised["register_id"])


def test_traffords_points_and_postcodes_tell_of_one_place(real_run, real_data):
    tables = real_run("trafford")[0].tables
    council = tables["assets"][tables["assets"]["register_id"] == "council"].set_index("asset_id")
    places = tables["locations"].set_index("subject_id").loc[council.index]
    own = council[(places["method"] == "coordinates").to_numpy() & council["postcode"].notna().to_numpy()]
    points = plain_points(real_data, set(own["postcode"].str.replace(" ", "")))
    held = [(places.geometry[key], points[code.replace(" ", "")]) for key, code in own["postcode"].items()
            if code.replace(" ", "") in points]  # fmt: skip
    x, y = crs.project_points(*np.array([point for _, point in held]).T, source=crs.WGS84, target=crs.BNG)
    apart = np.hypot([place.x for place, _ in held] - x, [place.y for place, _ in held] - y)
    assert len(apart) > 250
    assert np.median(apart) < 100
    issues = tables["issues"]
    assert (apart > 2000).sum() == (issues["code"] == "coordinates-disagree").sum() == 2


def plain_points(real_data, codes):
    """Longitude and latitude of postcodes (without spaces), read by the standard library."""
    found = {}
    with gzip.open(real_data / LOOKUP, "rt", encoding="utf-8") as lines:
        for line in lines:
            code, lat, lon = line.strip().split(",")[:3]
            if (code := code.strip('"').replace(" ", "")) in codes:
                found[code] = (float(lon), float(lat))
    return found


def test_a_thousand_postcodes_have_the_points_of_a_plain_lookup(real_data, tmp_path, monkeypatch):
    monkeypatch.setenv("TOTALCAPITAL_CACHE", str(tmp_path / "cache"))
    plain = pd.read_csv(real_data / LOOKUP)
    plain = plain[
        plain["Postcode"].str.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}") & plain["lat"].lt(62)
    ]  # blank: no place
    chosen = sorted(plain["Postcode"].sample(1000, random_state=27))
    codes = [code.replace(" ", "") for code in chosen]
    (tmp_path / "r.csv").write_text("Ref,Postcode\n1,LS1 3AB\n", encoding="utf-8")
    project = load(tmp_path, registers=[{"id": "r", "path": "r.csv"}],
                   lookups={"postcodes": os.path.relpath(real_data / LOOKUP, tmp_path)})  # fmt: skip
    named = pd.Series([f"{code[:-3]} {code[-3:]}" for code in [*codes, *codes[:10]]])
    for _ in range(2):  # built, then kept
        with Door() as door:
            found = postcodes_of(project, door, postcodes=[named]).set_index("postcode")
        assert set(found.index) == set(codes)
        expected = (
            plain.assign(code=plain["Postcode"].str.replace(" ", "")).set_index("code").loc[found.index]
        )
        assert (found["y"] == expected["lat"]).all()
        assert (found["x"] == expected["long"]).all()
        assert set(found["crs"]) == {"EPSG:4326"}
