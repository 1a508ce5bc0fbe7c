from __future__ import annotations

import datetime as dt
import re
import tomllib
from itertools import pairwise
from typing import Any

import pytest

from totalcapital.resources import geodata

#: Typed from the lists of districts of each county, not read from the files under test.
PATHFINDER_CODES = {
    "cambridgeshire": {"E07000008", "E07000009", "E07000010", "E07000011", "E07000012"},
    "county-durham": {"E06000047"},
    "hackney": {"E09000012"},
    "hampshire": {f"E070000{number}" for number in range(84, 95)},
    "hull": {"E06000010"},
    "leeds-city-region": {f"E080000{number}" for number in (16, 32, 33, 34, 35, 36)}
    | {"E06000014", "E07000163", "E07000165", "E07000169"},
    "leicester-and-leicestershire": {"E06000016"} | {f"E07000{number}" for number in range(129, 136)},
    "solihull": {"E08000029"},
    "swindon": {"E06000030"},
    "wigan": {"E08000010"},
    "worcestershire": {f"E07000{number}" for number in range(234, 240)},
}

PILOT_CODES_NOW = {
    "birmingham": {"E08000025"},
    "bradford": {"E08000032"},
    "coventry-solihull-and-warwickshire": {"E08000026", "E08000029"}
    | {f"E07000{number}" for number in range(218, 223)},
    "croydon": {"E09000008"},
    "dorset-poole-and-bournemouth": {"E06000058", "E06000059"},
    "durham": {"E06000047"},
    "kent": {f"E07000{number}" for number in range(105, 117)},
    "leicester-and-leicestershire": {"E06000016"} | {f"E07000{number}" for number in range(129, 136)},
    "lewisham": {"E09000023"},
    "luton-and-central-bedfordshire": {"E06000032", "E06000056"},
    "manchester-city-region-and-warrington": {f"E080000{number:02d}" for number in range(1, 11)}
    | {"E06000007"},
    "south-tyneside-gateshead-and-sunderland": {"E08000023", "E08000024", "E08000037"},
    "worcestershire": {f"E07000{number}" for number in range(234, 240)},
}

NAMED_IN_A_SOURCE = {"cambridgeshire", "hampshire", "hull", "wigan", "worcestershire"}

AREA_KEYS = {"id", "name", "named_as_member", "membership_source", "members_source", "fact", "footprint"}
FOOTPRINT_KEYS = {"codes", "valid_from", "valid_to", "note"}
PROGRAMMES = ("pathfinders", "total_place")


def programme(name: str) -> dict[str, Any]:
    return tomllib.loads(geodata("programmes", f"{name}.toml").read_text(encoding="utf-8"))


def footprints(name: str) -> list[tuple[str, dict[str, Any]]]:
    return [(area["id"], part) for area in programme(name)["area"] for part in area["footprint"]]


def test_the_pathfinders_are_the_eleven_areas_in_the_published_order():
    assert [area["id"] for area in programme("pathfinders")["area"]] == list(PATHFINDER_CODES)


def test_the_total_place_pilots_are_thirteen():
    assert [area["id"] for area in programme("total_place")["area"]] == list(PILOT_CODES_NOW)
    assert len(PILOT_CODES_NOW) == 13


@pytest.mark.parametrize("area_id", PATHFINDER_CODES)
def test_each_pathfinder_has_exactly_the_codes_of_its_districts(area_id):
    found = [set(part["codes"]) for owner, part in footprints("pathfinders") if owner == area_id]
    assert found[-1] == PATHFINDER_CODES[area_id]


@pytest.mark.parametrize("area_id", PILOT_CODES_NOW)
def test_the_last_footprint_of_each_pilot_has_exactly_the_codes_of_its_authorities(area_id):
    found = [set(part["codes"]) for owner, part in footprints("total_place") if owner == area_id]
    assert found[-1] == PILOT_CODES_NOW[area_id]


def test_leeds_city_region_has_no_footprint_of_a_council_larger_than_itself():
    every = {
        code
        for owner, part in footprints("pathfinders")
        if owner == "leeds-city-region"
        for code in part["codes"]
    }
    assert "E06000065" not in every
    last = [part for owner, part in footprints("pathfinders") if owner == "leeds-city-region"][-1]
    assert last["valid_to"] == dt.date(2023, 3, 31)
    assert "E06000065" in last["note"]


@pytest.mark.parametrize(
    ("area_id", "day", "there", "gone"),
    [
        ("dorset-poole-and-bournemouth", dt.date(2010, 6, 1), "E06000029", "E06000058"),
        ("dorset-poole-and-bournemouth", dt.date(2026, 11, 1), "E06000059", "E07000053"),
        ("south-tyneside-gateshead-and-sunderland", dt.date(2010, 6, 1), "E08000020", "E08000037"),
        ("south-tyneside-gateshead-and-sunderland", dt.date(2026, 11, 1), "E08000037", "E08000020"),
    ],
)
def test_a_reissued_code_belongs_to_its_own_time_only(area_id, day, there, gone):
    codes = {
        code
        for owner, part in footprints("total_place")
        if owner == area_id and in_force(part, day)
        for code in part["codes"]
    }
    assert there in codes
    assert gone not in codes


def in_force(part: dict[str, Any], day: dt.date) -> bool:
    return part.get("valid_from", dt.date.min) <= day <= part.get("valid_to", dt.date.max)


@pytest.mark.parametrize("name", PROGRAMMES)
@pytest.mark.parametrize("day", [dt.date(2010, 6, 1), dt.date(2020, 6, 1), dt.date(2026, 11, 1)])
def test_no_code_is_in_two_areas_of_one_programme_on_one_day(name, day):
    codes = [code for _, part in footprints(name) if in_force(part, day) for code in part["codes"]]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("name", PROGRAMMES)
def test_footprints_of_an_area_follow_one_another_without_gap_or_overlap(name):
    for area in programme(name)["area"]:
        for earlier, later in pairwise(area["footprint"]):
            assert later["valid_from"] - earlier["valid_to"] == dt.timedelta(days=1)
        for part in area["footprint"]:
            assert part.get("valid_from", dt.date.min) < part.get("valid_to", dt.date.max)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_code_is_a_lower_tier_or_unitary_authority(name):
    for _, part in footprints(name):
        assert all(re.fullmatch(r"E0[6-9]\d{6}", code) for code in part["codes"])


@pytest.mark.parametrize("name", PROGRAMMES)
def test_only_known_keys_are_used_and_every_area_says_where_its_membership_is_from(name):
    whole = programme(name)
    assert whole["programme"]["id"] == name
    assert {"id", "name", "source", "note"} == set(whole["programme"])
    for area in whole["area"]:
        assert set(area) <= AREA_KEYS
        assert area["membership_source"].strip()
        assert area["members_source"].strip()
        assert all(set(part) <= FOOTPRINT_KEYS for part in area["footprint"])


def test_membership_is_stated_as_sourced_only_where_a_source_names_the_area():
    areas = programme("pathfinders")["area"]
    assert {area["id"] for area in areas if area["named_as_member"]} == NAMED_IN_A_SOURCE
    for area in areas:
        assert area["named_as_member"] != area["membership_source"].startswith("general knowledge")


def test_only_of_coventry_solihull_and_warwickshire_does_a_source_name_the_members():
    areas = [area for name in PROGRAMMES for area in programme(name)["area"]]
    sourced = {area["id"] for area in areas if not area["members_source"].startswith("general knowledge")}
    assert sourced == {"coventry-solihull-and-warwickshire"}
