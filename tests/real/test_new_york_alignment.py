"""New York's capital projects: who meets whom, found again by brute force on the file itself."""

from __future__ import annotations

import json

import numpy as np
import pyproj
import pytest

from totalcapital import aligning
from totalcapital.aligning.ends import ends_of
from totalcapital.aligning.pairs import bounds_of, pairs_of
from totalcapital.assumptions import load_assumptions
from totalcapital.project import load_project

FILE = "capital/new-york-capital-projects-2020/projects.geojson"
YEARS = range(2021, 2026)

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def tables(real_run):
    return real_run("new-york")[0].tables


@pytest.fixture(scope="module")
def brute(real_data):
    """Pairs of projects of different bodies within 250 m that share a year with money, by number and body."""
    features = json.loads((real_data / FILE).read_text(encoding="utf-8"))["features"]
    assert len(features) == 1303
    said = [feature["properties"] for feature in features]
    degrees = np.array([feature["geometry"]["coordinates"] for feature in features])
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32618", always_xy=True)
    east, north = to_metres.transform(degrees[:, 0], degrees[:, 1])
    is_near = np.hypot(east[:, None] - east[None, :], north[:, None] - north[None, :]) <= 250
    funded = np.array([[one[f"combined{year}"] != 0 for year in YEARS] for one in said])
    shares = (funded[:, None, :] & funded[None, :, :]).any(axis=2)
    body = np.array([one["managing_agency"] for one in said])
    one, other = np.nonzero(np.triu(is_near & shares & (body[:, None] != body[None, :])))
    names = [(str(row["project_id"]), row["managing_agency"]) for row in said]
    return {frozenset((names[i], names[j])) for i, j in zip(one.tolist(), other.tolist(), strict=True)}


def name_of(row):
    said = json.loads(row)
    return said["project_id"], said["managing_agency"]


@pytest.fixture(scope="module")
def names(tables):
    projects = tables["projects"]
    return dict(zip(projects["project_id"], projects["source_values"].map(name_of), strict=True))


def test_every_pair_of_different_bodies_within_250_m_that_shares_a_funded_year_is_found_and_no_other(
    tables, real_estate, brute, names
):
    project = load_project(real_estate("new-york"))
    numbers = load_assumptions({})
    ends = ends_of(
        tables["projects"],
        money=aligning.Money(tables["project_years"], tables["funding"]),
        locations=tables["locations"],
        known=aligning.Known(agencies=tables["agencies"]),
        settings=project.align,
        assumptions=numbers,
        as_of=project.estate.as_of,
    )
    ids = [end.project_id for end in ends.each]
    found = {
        frozenset((names[ids[pair.one]], names[ids[pair.other]]))
        for pair in pairs_of(ends, bounds_of(numbers))
        if (pair.one_sees or pair.other_sees) and pair.are_two_bodies and pair.overlap_days > 0
    }
    assert numbers.value("align.radius") == 250
    assert len(brute) > 400
    assert found == brute


def test_what_is_listed_to_be_combined_is_among_them_and_what_is_left_out_shares_nothing(
    tables, brute, names
):
    alignments = tables["alignments"]
    at_once = alignments[alignments["overlap_days"] > 0]
    listed = {
        frozenset((names[one], names[other]))
        for one, other in zip(at_once["from_id"], at_once["to_id"], strict=True)
    }
    assert listed <= brute
    works = tables["projects"].set_index("project_id")["works"].rename(names)
    left_out = [{works[name] for name in pair} for pair in brute - listed]
    assert left_out
    assert {"site-works"} not in left_out


def test_a_pair_of_projects_of_one_building_is_read_as_it_stands_in_the_file(tables):
    alignments = tables["alignments"]
    both = alignments["from_id"] + alignments["to_id"]
    adams = alignments[both.str.contains("CO278ELV") & both.str.contains("CO278FA3")]
    assert adams["kind"].tolist() == ["sequence"]
    # The lift in 2022 and 2025, the fire alarm in 2021, 2023 and 2024: no year is shared, none lies between.
    assert adams["overlap_days"].tolist() == adams["gap_days"].tolist() == [0]
    assert adams["distance_m"].tolist() == [0]


def test_the_eighteen_projects_of_one_building_have_its_place(tables):
    places = tables["locations"].set_index("subject_id").geometry
    named = tables["projects"][tables["projects"]["name"].str.contains(r"^1 CENT[A-Z]+ ST", regex=True)]
    at = {(round(point.x), round(point.y)) for point in places[named["project_id"]] if point is not None}
    assert len(named) >= 18
    assert len(at) <= 3
    assert places[named["project_id"]].notna().all()


def test_no_pair_stands_twice(tables):
    ends = [frozenset(pair) for pair in tables["alignments"][["from_id", "to_id"]].itertuples(index=False)]
    assert len(ends) == len(set(ends))
