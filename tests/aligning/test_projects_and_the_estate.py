"""Spend-then-sell, enable and gap, worked by hand."""

from __future__ import annotations

import math

import pytest
from small_projects import Programme, kinds

OFFICE = {"service": "office", "works": "refurbishment", "total": 600_000.0}


def on_office(project=None, **holding):
    """A council's office, and its refurbishment in the year from April 2027, found by the office's UPRN."""
    made = Programme().holding("Office", "council", (0, 0), **holding)
    return made.project("Works", at=(900, 900), uprn="9Office", **{**OFFICE, **(project or {})})


@pytest.mark.parametrize("status", ["surplus", "disposal"])
def test_money_on_a_building_that_its_register_gives_up_is_told(status):
    found = on_office(status=status).only()
    assert (found["kind"], found["to_id"], found["to_table"]) == (
        "spend-then-sell",
        "Office:council",
        "holdings",
    )
    assert (found["amount_gbp"], found["confidence"]) == (600_000, "high")
    assert "Its register says it is" in found["reason"]


@pytest.mark.parametrize(
    ("holding", "project", "why"),
    [
        ({}, {}, "it is kept"),
        ({"status": "closed"}, {}, "closed is not surplus"),
        ({"status": "surplus"}, {"works": "demolition"}, "clearing is what a sale needs"),
        ({"status": "surplus"}, {"works": "site-works"}, "so is readying the ground"),
        (
            {"status": "surplus", "property_kind": "land"},
            {"works": "new-build"},
            "building is what the land is for",
        ),
        ({"status": "surplus"}, {"days": ("2025-04-01", "2026-03-31")}, "the works are over"),
        # Ten years from the end of March 2028 are up on the 31st of March 2038.
        ({"tenure": "leasehold", "lease_end_date": "2038-04-01"}, {}, "the lease lasts longer"),
        ({"tenure": "leasehold", "lease_end_date": "2026-10-31"}, {}, "a lease that is over has run on"),
        ({"tenure": "freehold", "lease_end_date": "2030-01-01"}, {}, "an owner's lease is another's"),
        (
            {"tenure": "leasehold", "lease_end_date": "2034-01-01"},
            {"works": "maintenance"},
            "repairs pay in five years",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_near_misses_of_spending_on_what_is_sold(holding, project, why):
    assert kinds(on_office(project, **holding).align()) == [], why


def test_a_lease_that_ends_or_can_be_ended_before_the_works_have_paid_back_is_told():
    ends = on_office(tenure="leasehold", lease_end_date="2037-12-31").only()
    assert "lease ends in December 2037; works of this kind should be used for 10 years" in ends["reason"]
    assert ends["confidence"] == "high"
    breaks = on_office(tenure="leasehold", lease_end_date="2045-01-01", lease_break_date="2030-06-30").only()
    assert "lease can be ended in June 2030" in breaks["reason"]
    assert breaks["confidence"] == "medium"


def test_a_band_or_a_chosen_move_tells_it_too_but_less_surely():
    assert on_office(band="surplus").only()["confidence"] == "medium"
    estate = on_office().holding("Hall", "county", (50, 0)).option("Hall:county", "Office:council")
    estate.move("Hall:county>Office:council", 2030, "best").move(
        "Hall:county>Office:council", 2029, "cautious"
    )
    found = estate.only()
    assert "(scenarios best, cautious, 2029)" in found["reason"]
    assert found["rests_on"] == "Hall:county; Hall:county>Office:council"
    assert found["confidence"] == "medium"


def test_a_project_is_on_the_one_site_of_its_own_body_where_it_stands():
    made = (
        Programme()
        .holding("Office", "council", (0, 0), status="surplus")
        .project("Works", at=(15, 20), **OFFICE)
    )
    found = made.only()
    assert (found["distance_m"], found["distance_uncertainty_m"], found["confidence"]) == (25, 10, "medium")
    two = made.holding("Annexe", "council", (20, 20), status="surplus")
    assert kinds(two.align()) == []
    others = (
        Programme().holding("Office", "nhs", (0, 0), status="surplus").project("Works", at=(0, 0), **OFFICE)
    )
    assert kinds(others.align()) == []


def test_works_of_a_kind_that_is_not_known_are_told_with_low_confidence():
    found = on_office({"works": None}, status="surplus").only()
    assert found["confidence"] == "low"
    assert "kind of works of list:Works" in found["missing"]


def enabling(*, need=300.0, spare=100.0, floor=500.0, guest="nhs", **option):
    """A council extends its library; a body 100 m away could move in and needs 300 m2 of 500."""
    made = Programme().holding("Library", "council", (0, 0), service="library", spare=spare)
    made.holding("Clinic", guest, (100, 0), service="clinic", need=need)
    made.option("Library:council", f"Clinic:{guest}", **option)
    more = {} if floor is None else {"floor_area_m2": floor}
    return made.project("Extension", uprn="9Library", works="extension", **more)


def test_a_project_that_makes_the_room_its_neighbour_needs_enables_the_move():
    found = enabling().only()
    assert (found["kind"], found["to_id"], found["confidence"]) == ("enable", "Clinic:nhs", "high")
    assert found["rests_on"] == "Library:council; Library:council>Clinic:nhs"
    assert "makes 500 m2; Clinic (nhs) could move in, it needs 300 m2" in found["reason"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"need": 501.0}, "more is needed than is made"),
        ({"spare": 300.0}, "there is room enough without it"),
        ({"guest": "council"}, "one body"),
        ({"decision": "rejected"}, "people said no"),
        ({"vetoes": "the guest is land: nothing to move", "spare": None}, "something else speaks against it"),
        ({"need": None, "floor": None}, "neither need nor room is known"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_near_misses_of_room_that_is_made(change, why):
    assert kinds(enabling(**change).align()) == [], why


def test_want_of_room_is_what_a_project_that_makes_room_does_away_with():
    assert kinds(enabling(vetoes="the host has not the room", rank=None).align()) == ["enable"]


def test_of_need_and_room_one_may_be_unknown():
    assert enabling(need=None).only()["confidence"] == "medium"
    assert "floor area that list:Extension makes" in enabling(floor=None).only()["missing"]


def test_a_holding_that_leaves_itself_houses_nobody():
    estate = enabling().holding("Hall", "county", (0, 300)).option("Hall:county", "Library:council")
    estate.move("Hall:county>Library:council", 2028)
    assert kinds(estate.align()) == ["spend-then-sell"]


def test_a_new_building_of_known_size_is_offered_to_the_nearest_that_could_move():
    made = Programme().project("Hub", "county", service="library", floor_area_m2=400.0)
    for number, (metres, service, need) in enumerate(
        [
            (1200, "clinic", 100.0),
            (1201, "clinic", 100.0),
            (50, "clinic", 401.0),
            (60, "waste", 10.0),
            (70, "clinic", 10.0),
        ]
    ):
        made.holding(f"H{number}", "nhs", (metres, 0), service=service, need=need, band="under-used")
    made.holding("Used", "nhs", (20, 0), service="clinic", need=10.0)
    assert set(made.align()["to_id"]) == {"H0:nhs", "H4:nhs"}
    assert made.align(assumptions={"align.enabled-at-most": 1})["to_id"].tolist() == ["H4:nhs"]


def freed(project=None, **holding):
    """A clinic moves out of its own site in 2027; 300 m away a council looks for a site of homes."""
    made = Programme().holding("Clinic", "nhs", (0, 0), service="clinic", **holding)
    made.holding("Library", "council", (0, 2000), service="library").option("Library:council", "Clinic:nhs")
    made.move("Library:council>Clinic:nhs", 2027)
    more = {"commitment": "indicative", "homes_count": 40, "service": "housing", **(project or {})}
    return made.project("Homes", at=(0, 300), days=("2028-04-01", "2029-03-31"), **more)


def test_a_move_that_frees_a_site_enables_homes_near_by():
    found = freed().only()
    assert (found["kind"], found["from_id"], found["to_id"]) == ("enable", "list:Homes", "Clinic:nhs")
    assert (found["distance_m"], found["rests_on"]) == (300, "Library:council; Library:council>Clinic:nhs")
    by_name = freed({"method": "place-name", "accuracy_m": 2000.0, "commitment": "approved"}).only()
    assert by_name["confidence"] == "low"


@pytest.mark.parametrize(
    ("project", "holding"),
    [
        ({"at": (0, 401)}, {}),
        ({"commitment": "approved"}, {}),
        ({"works": "refurbishment"}, {}),
        ({"body": "nhs"}, {}),
        ({"homes_count": None, "service": "office"}, {}),
        ({}, {"tenure": "leasehold"}),
    ],
    ids=["401 m", "has its site", "builds nothing", "one body", "no homes", "not its own site"],
)
def test_near_misses_of_a_freed_site(project, holding):
    at = project.pop("at", None)
    made = freed(project, **holding)
    if at is not None:
        made.rows["locations"][0]["geometry"] = type(made.rows["locations"][0]["geometry"])(at)
    assert kinds(made.align()) == []


def homes(count=100, **more):
    return Programme().project("Homes", service="housing", homes_count=count, total=9e6, **more)


def test_homes_without_a_school_in_reach_are_a_gap():
    estate = homes().holding("School", "council", (1601, 0), service="school")
    found = estate.only()
    assert (found["kind"], found["service"], found["amount_gbp"]) == ("gap", "school", 9e6)
    assert found["to_id"] is None or found["to_id"] != found["to_id"]
    assert math.isnan(found["distance_m"])
    assert found["confidence"] == "high"
    assert "there is no school within 1,600 m" in found["reason"]


def test_places_that_are_free_fill_a_gap_and_too_few_do_not():
    def school(free):
        return homes().holding(
            "S", "council", (1600, 0), service="school", capacity_count=210, occupied_count=210 - free
        )

    assert kinds(school(30).align()) == []  # 100 homes take 0.3 places each
    found = school(29).only()
    assert "of 1 school within 1,600 m 29 places are free, and its homes take 30" in found["reason"]
    assert found["rests_on"] == "S:council"


def test_room_that_is_not_known_is_said_not_claimed():
    found = homes().holding("S", "council", (100, 0), service="school").only()
    assert found["confidence"] == "low"
    assert "it is not known whether it has room" in found["reason"]
    assert found["missing"] == "places of S:council, and how many are taken"


@pytest.mark.parametrize(
    "estate",
    [
        homes(),
        homes(49).holding("S", "council", (5000, 0), service="school"),
        homes().holding("S", "council", (5000, 0), service="school").project("New school", "trust", at=(0, 1600), service="school"),
        homes(None, works="refurbishment").holding("S", "council", (5000, 0), service="school"),
    ],
    ids=["no schools in the estate at all", "few homes", "a school is built in reach", "no new homes"],
)  # fmt: skip
def test_near_misses_of_a_gap(estate):
    assert kinds(estate.align()) == []


def test_a_closed_school_serves_nobody():
    estate = homes().holding("S", "council", (0, 0), service="school", status="closed", capacity_count=900)
    assert kinds(estate.holding("T", "council", (5000, 0), service="school").align()) == ["gap"]


def test_homes_that_are_not_counted_lack_a_service_where_there_is_none():
    estate = homes(None).holding("S", "council", (5000, 0), service="school")
    assert "homes of list:Homes" in estate.only()["missing"]
    assert kinds(homes(None).holding("S", "council", (0, 0), service="school").align()) == []


def test_two_lists_that_name_one_property_by_its_number_are_at_one_place_however_rough_their_points():
    made = Programme().holding("Hub", "council", (0, 0)).project("Library", uprn="9Hub", accuracy_m=300.0)
    more = {"service": "clinic", "accuracy_m": 300.0, "total": 4e5}
    found = made.project("Clinic", "nhs", at=(100, 0), uprn="9Hub", **more).only()
    assert (found["kind"], found["distance_uncertainty_m"], found["confidence"]) == ("combine", 600, "high")
    made.rows["projects"][1]["uprn"] = None
    assert made.only()["confidence"] == "low"
