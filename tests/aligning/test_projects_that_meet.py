"""Combine, sequence, clash and duplicate, worked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box
from small_projects import Programme, kinds

from totalcapital.errors import EstateFileError
from totalcapital.fingerprints import alignment_id

YEAR_27, YEAR_28 = ("2027-04-01", "2028-03-31"), ("2028-04-01", "2029-03-31")


def two(**second):
    """A council's new library, and 150 m away another body's new clinic, a year each."""
    given = {"body": "nhs", "at": (90, 120), "service": "clinic", "total": 400_000.0, **second}
    return Programme().project("Library").project("Clinic", **given)


def test_two_bodies_that_build_near_each_other_in_one_year_could_combine():
    found = two().only()
    assert (found["kind"], found["to_table"], found["status"], found["rank"]) == (
        "combine",
        "projects",
        "new",
        1,
    )
    assert (found["distance_m"], found["distance_uncertainty_m"]) == (150, 10)
    # From 1 April 2027 to 31 March 2028 there are 366 days, both counted.
    assert (found["overlap_days"], found["gap_days"], found["time_uncertainty_days"]) == (366, 0, 0)
    assert found["amount_gbp"] == 400_000
    assert found["confidence"] == "high"
    assert found["alignment_id"] == alignment_id("combine", "list:Library", "list:Clinic")
    assert "Library (council)" in found["reason"]
    assert "Clinic (nhs), April 2027 to March 2028, 150 m apart" in found["reason"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"at": (150, 201)}, "251 m apart"),
        ({"body": "council"}, "one body"),
        ({"body": None}, "body not known"),
        ({"days": (None, None)}, "no dates and no money by year"),
        ({"days": ("2029-04-02", "2029-12-31")}, "366 days after it ends: 12 months are 365 days"),
        ({"works": "maintenance"}, "upkeep of another building shares nothing with building"),
        ({"works": "acquisition"}, "nothing is shared with a purchase"),
        ({"service": "waste"}, "services that are not said to fit, and not at one time"),
        ({"method": "place-name"}, "a place name is no place"),
        ({"at": None}, "no place"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_near_misses_meet_in_nothing(change, why):
    days = {"days": ("2028-06-01", "2028-12-31")} if "service" in change else {}
    assert kinds(two(**{**days, **change}).align()) == [], why


def test_projects_that_are_over_meet_in_nothing():
    over = ("2025-04-01", "2026-10-31")
    assert kinds(Programme().project("A", days=over).project("B", body="nhs", days=over).align()) == []
    last_day = ("2025-04-01", "2026-11-01")
    assert len(Programme().project("A", days=last_day).project("B", body="nhs", days=last_day).align()) == 1


def test_distance_is_from_edge_to_edge():
    found = Programme().project("A", at=box(0, 0, 50, 50)).project("B", "nhs", at=box(300, 0, 400, 50)).only()
    assert found["distance_m"] == 250


def test_each_body_looks_as_far_as_it_says_and_whoever_finds_the_other_would_change_its_plans():
    estate = two(at=(300, 400))
    assert kinds(estate.align()) == []
    found = estate.only(agency={"NHS": {"radius_m": 500}})
    assert (found["from_id"], found["to_id"]) == ("list:Clinic", "list:Library")
    assert found["rule"].startswith("combine: within 500 m")
    estate = two(days=("2029-10-01", "2030-03-31"))
    assert kinds(estate.align(lead_months=19, lag_months=19)) == ["sequence"]
    # The library ends 18 months before: it is the clinic that looks 19 months ahead of its start.
    ahead = estate.only(agency={"nhs": {"lead_months": 19}})
    assert (ahead["kind"], ahead["from_id"]) == ("sequence", "list:Clinic")
    assert kinds(estate.align(agency={"nhs": {"lag_months": 19}})) == []


def test_a_body_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(EstateFileError, match=r"none is called so; did you mean 'council'"):
        two().align(agency={"kouncil": {"radius_m": 1}})


def test_the_less_committed_would_change_its_plans_then_the_later():
    assert two(commitment="indicative").only()["from_id"] == "list:Clinic"
    later = Programme().project("A", days=("2027-05-01", "2028-03-31")).project("B", "nhs", at=(0, 90))
    assert later.only()["from_id"] == "list:A"


@pytest.mark.parametrize(
    ("change", "confidence"),
    [
        ({}, "high"),
        ({"commitment": "indicative"}, "medium"),
        ({"commitment": "unknown"}, "medium"),
        ({"accuracy_m": 150.0}, "medium"),  # 150 m and 155 m may be 305 m
        ({"accuracy_m": 300.0}, "low"),
        ({"dates_accuracy_days": 400.0}, "medium"),  # 366 days of overlap
        ({"days": ("2027-04-01", None)}, "medium"),
        ({"works": None, "name": "Annual sum"}, "low"),
        ({"service": None}, "low"),
    ],
    ids=str,
)
def test_how_sure_a_meeting_is_is_the_least_of_place_time_commitment_and_purpose(change, confidence):
    estate = Programme().project("Library").project("Clinic", body="nhs", at=(90, 120), service="clinic")
    row = estate.rows["projects"][1]
    if "accuracy_m" in change:
        estate.rows["locations"][1]["accuracy_m"] = change["accuracy_m"]
    elif "days" in change:
        row["end_date"] = None
    else:
        row.update(change)
    assert estate.only()["confidence"] == confidence


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"works": None, "name": "Annual sum"}, "not known: what Annual sum does"),
        ({"service": None}, "not known: service of Clinic"),
        ({"service": "depot"}, "not known: whether depot and library fit in one building"),
    ],
    ids=str,
)
def test_of_two_at_one_time_it_is_said_what_is_not_known_and_those_of_which_all_is_known_go_before(
    change, told
):
    estate = Programme().project("Library", service="library")
    estate.project("Clinic", body="nhs", at=(90, 120), service="clinic", total=900_000.0)
    assert estate.only()["confidence"] == "high"
    estate.rows["projects"][1].update(change)
    found = estate.only()
    assert told in found["reason"]
    assert (found["kind"], found["confidence"]) == ("combine", "low")
    assert found["check_first"] == "What are the works, and do they fit?"
    assert "works of" in found["missing"] or told.removeprefix("not known: ") in found["missing"]


def test_money_that_is_not_known_of_one_is_not_known_of_both_and_money_of_years_that_are_over_is_not_at_stake():
    unknown = two(total=None).only()
    assert math.isnan(unknown["amount_gbp"])
    assert "money of list:Clinic" in unknown["missing"]
    spent = two().year("Clinic", "2024", 150_000, "year").year("Clinic", "before", 50_000, "before")
    assert spent.only()["amount_gbp"] == 200_000


def test_without_days_the_years_with_money_count_and_a_year_without_is_a_gap():
    estate = (
        Programme()
        .project("A", days=(None, None))
        .project("B", "nhs", at=(3, 4), days=(None, None), service="clinic")
    )
    estate.year("A", "2027", 1).year("A", "2028", 0).year("A", "2029", 1)
    estate.year("B", "2028", 1)
    between = estate.only()
    assert (between["kind"], between["overlap_days"], between["gap_days"]) == ("sequence", 0, 0)
    shared = estate.year("B", "2029", 1).only()
    assert (shared["kind"], shared["overlap_days"], shared["time_uncertainty_days"]) == ("combine", 365, 366)
    assert "April 2027 to March 2028 and April 2029 to March 2030" in shared["reason"]


def test_money_taken_back_makes_a_year_a_funded_one():
    estate = Programme().project("A", days=(None, None)).project("B", "nhs", at=(3, 4), service="clinic")
    assert estate.year("A", "2027", -5).only()["overlap_days"] == 366


def test_with_one_day_alone_how_long_they_overlap_is_not_known():
    found = two(days=("2027-06-01", None)).only()
    assert math.isnan(found["overlap_days"])
    assert found["gap_days"] == 0
    assert "first or last day of list:Clinic" in found["missing"]
    # Three years before its last day, and no longer.
    assert kinds(two(days=(None, "2031-05-01")).align()) == ["sequence"]
    assert kinds(two(days=(None, "2032-05-01")).align()) == []


def test_days_in_the_wrong_order_are_not_known():
    assert kinds(two(days=("2028-03-31", "2027-04-01")).align()) == []


def test_the_ground_is_cleared_before_it_is_built_on():
    estate = Programme().project("Old depot", works="demolition", service="depot")
    estate.project("Clinic", "nhs", at=(60, 80), days=YEAR_28)
    found = estate.only()
    assert (found["kind"], found["from_id"], found["gap_days"]) == ("sequence", "list:Clinic", 0)
    assert "the order is kept" in found["reason"]
    wrong = Programme().project("Old depot", works="demolition", service="depot", days=YEAR_28)
    assert "the wrong way round" in wrong.project("Clinic", "nhs", at=(60, 80)).only()["reason"]


def test_what_lies_under_a_street_goes_in_before_its_surface():
    def street(first, then, apart=30):
        made = Programme().project("Heat main", works=None, service="highways", days=first)
        return made.project("Paving", "nhs", at=(apart, 0), works=None, service="highways", days=then)

    kept = street(YEAR_27, ("2028-07-01", "2028-12-31")).only()
    assert (kept["kind"], kept["gap_days"]) == ("sequence", 91)
    broken = street(("2030-01-01", "2030-06-30"), ("2027-04-01", "2028-03-31")).only()
    # Paving of the 31st of March 2028 is dug up 640 days later.
    assert (broken["kind"], broken["from_id"], broken["gap_days"]) == ("clash", "list:Heat main", 640)
    assert broken["amount_gbp"] == 1_000_000
    late = street(("2031-04-02", "2031-06-30"), YEAR_27)
    assert kinds(late.align()) == []
    assert kinds(street(YEAR_28, YEAR_27, apart=51).align()) == []


def test_what_is_renewed_and_then_pulled_down_clashes_also_within_one_body():
    estate = Programme().project("Offices", works="refurbishment", service="office", total=700_000.0)
    estate.project("Site clearance", at=(15, 20), works="demolition", service="office", days=YEAR_28)
    found = estate.only()
    assert (found["kind"], found["from_id"], found["amount_gbp"]) == ("clash", "list:Site clearance", 700_000)
    estate.rows["locations"][1]["geometry"] = box(20, 20, 30, 30)  # 28 m: another site
    assert kinds(estate.align()) == []


def test_pulling_down_before_renewing_is_no_clash_but_at_once_it_is():
    renewed = Programme().project("Offices", works="refurbishment", days=YEAR_28)
    assert kinds(renewed.project("Old wing", works="demolition").align()) == []
    at_once = Programme().project("Offices", works="refurbishment").project("Old wing", works="demolition")
    assert at_once.only()["kind"] == "clash"


def test_one_service_built_twice_within_its_radius_is_a_duplicate_whenever():
    estate = Programme().project("One", service="community-centre", total=9.0)
    estate.project(
        "Two", "district", at=(720, 960), service="community-centre", days=("2035-04-01", "2036-03-31")
    )
    found = estate.only()
    assert (found["kind"], found["service"], found["distance_m"]) == ("duplicate", "community-centre", 1200)
    estate.rows["locations"][1]["geometry"] = box(721, 960, 800, 1000)
    assert kinds(estate.align()) == []
    assert kinds(estate.align(assumptions={"catchment.community-centre": 1300})) == ["duplicate"]


def test_renewing_is_not_building_twice():
    estate = Programme().project("One", service="library")
    assert kinds(estate.project("Two", "district", at=(900, 0), works="refurbishment").align()) == []


def test_one_project_in_two_lists_is_told_as_such():
    estate = Programme().project("New library and health hub", total=1_500_000.0)
    estate.project("Library and Health Hub, new", "nhs", at=(3, 4), service="clinic", total=1_500_000.0)
    found = estate.only()
    assert found["kind"] == "duplicate"
    assert found["check_first"].startswith("May be one project")
    assert "the same name and years and sum" in found["reason"]
    estate.rows["projects"][1].update(name="Dialysis unit", total_gbp=400_000.0)
    assert estate.only()["kind"] == "combine"


def test_what_money_says_of_doing_it_together():
    estate = two(longstop_date="2028-06-30")
    estate.rows["projects"][0]["end_date"] = "2028-09-30"
    reason = estate.only()["reason"]
    assert "Waiting for the other would take Clinic past 30 June 2028" in reason
    estate.rows["projects"][1]["longstop_date"] = "2028-01-31"
    assert "Money of Clinic must be spent by 31 January 2028, before its works end" in estate.only()["reason"]
    estate.rows["projects"][1].update(longstop_date="2028-04-30", dates_accuracy_days=45)
    assert "must be spent by 30 April 2028, perhaps before its works end" in estate.only()["reason"]
    estate.rows["projects"][1].update(dates_accuracy_days=15)
    assert "must be spent by" not in estate.only()["reason"]
    estate = two().money("Clinic", 100, said="Health Fund", is_match=True, is_ring_fenced=True)
    estate.money("Library", 300, source="borrowing", said="Borrowing", is_ring_fenced=False)
    reason = estate.only()["reason"]
    assert "Money of Clinic is ring-fenced and cannot pay for the other's part." in reason
    assert (
        "The grant of Clinic needs match; the other has money that is tied to nothing and could be it."
        in reason
    )
    both = two().money("Clinic", 1, said="Towns Fund").money("Library", 1, said="towns fund")
    assert 'Both have money of "Towns Fund", which may be one fund.' in both.only()["reason"]


def test_two_lists_that_say_no_more_than_grant_name_no_fund():
    both = two().money("Clinic", 1, said="grant").money("Library", 1, said="Grant")
    assert "Both have money" not in both.only()["reason"]


def test_the_surest_stand_first_then_the_most_money():
    estate = two().project("Hall", "parish", at=(-90, -120), service="library", total=600_000.0)
    found = estate.align().sort_values("rank")
    # Clinic and hall are 300 m apart.
    assert found["amount_gbp"].tolist() == [600_000, 400_000]
    estate.rows["projects"][2]["commitment"] = "indicative"
    assert estate.align().sort_values("rank")["amount_gbp"].tolist() == [400_000, 600_000]


BODIES = st.sampled_from(["council", "nhs", "police", None])
WORKS = st.sampled_from(["new-build", "refurbishment", "demolition", "site-works", None])


@st.composite
def programmes(draw):
    made = Programme()
    for number in range(draw(st.integers(2, 7))):
        start = draw(st.integers(2026, 2030))
        at = (draw(st.integers(0, 6)) * 50, draw(st.integers(0, 6)) * 50)
        days = (f"{start}-04-01", f"{start + draw(st.integers(1, 2))}-03-31")
        made.project(f"P{number}", draw(BODIES), at=at, days=days, works=draw(WORKS))
    return made


@given(programmes(), st.integers(0, 99))
@settings(max_examples=8, deadline=None)
def test_the_order_of_rows_changes_nothing_and_no_project_meets_itself(made, seed):
    found, again = made.align(), made.align(shuffled=seed)
    assert found.equals(again)
    assert (found["from_id"] != found["to_id"]).all()
    bodies = {row["project_id"]: row["agency_id"] for row in made.rows["projects"]}
    for row in found.itertuples():
        pair = {bodies[row.from_id], bodies[row.to_id]}
        assert row.kind == "clash" or (len(pair) == 2 and None not in pair)


def test_no_projects_make_no_alignments():
    assert len(Programme().align()) == 0
