"""What alignments must not claim, at the edge of each rule, worked by hand."""

from __future__ import annotations

import math

import pytest
from small_projects import Programme, kinds


def two(**second):
    """A council's new library, and 150 m away another body's new clinic, in the year from April 2027."""
    given = {"body": "nhs", "at": (90, 120), "service": "clinic", "total": 400_000.0, **second}
    return Programme().project("Library").project("Clinic", **given)


@pytest.mark.parametrize(("year", "found"), [(2038, ["spend-then-sell"]), (2039, [])])
def test_a_move_after_the_works_have_paid_back_sells_nothing_too_soon(year, found):
    """Refurbishment that ends in March 2028 has paid back in March 2038."""
    estate = Programme().holding("Office", "council", (0, 0)).holding("Hall", "county", (50, 0))
    estate.option("Hall:county", "Office:council").move("Hall:county>Office:council", year)
    works = {"uprn": "9Office", "service": "office", "works": "refurbishment"}
    assert kinds(estate.project("Works", **works).align()) == found


def test_a_number_that_two_properties_bear_says_on_which_of_them_a_project_is_on_neither():
    estate = Programme().holding("Office", status="surplus").holding("Annexe", at=(5000, 0), status="surplus")
    estate.project("Works", at=(900, 900), uprn="9Office", service="office", works="refurbishment")
    assert kinds(estate.align()) == ["spend-then-sell"]
    estate.rows["assets"][1]["uprn"] = "9Office"
    assert kinds(estate.align()) == []


def freed(year=2027, guest="nhs"):
    """A clinic moves out of its own site; 300 m away a council builds homes until March 2029 and has no site."""
    made = Programme().holding("Clinic", guest, (0, 0), service="clinic")
    made.holding("Library", "council", (0, 2000), service="library")
    made.option("Library:council", f"Clinic:{guest}").move(f"Library:council>Clinic:{guest}", year)
    more = {"commitment": "indicative", "homes_count": 40, "service": "housing"}
    return made.project("Homes", at=(0, 300), days=("2028-04-01", "2029-03-31"), **more)


def test_a_site_that_is_freed_after_the_project_is_over_serves_it_nothing():
    assert kinds(freed(2029).align()) == ["enable"]
    assert kinds(freed(2030).align()) == []


def test_a_site_on_which_another_body_stays_is_not_freed():
    estate = freed()
    estate.rows["holdings"].append(
        {**estate.rows["holdings"][0], "holding_id": "Clinic:police", "agency_id": "police"}
    )
    assert kinds(estate.align()) == []


def test_a_site_of_a_body_that_is_not_known_is_not_taken_for_another_bodys():
    assert kinds(freed(guest=None).align()) == []


def test_a_guest_against_which_more_speaks_than_the_want_of_room_is_not_enabled():
    def enabling(vetoes):
        made = Programme().holding("Library", "council", (0, 0), service="library", spare=100.0)
        made.holding("Clinic", "nhs", (100, 0), service="clinic", need=300.0)
        made.option("Library:council", "Clinic:nhs", rank=None, vetoes=vetoes)
        return made.project("Extension", uprn="9Library", works="extension", floor_area_m2=500.0)

    assert kinds(enabling("the host has not the room").align()) == ["enable"]
    assert kinds(enabling("the host has not the room; the guest is land").align()) == []


def test_a_school_that_is_only_renewed_makes_no_room_for_the_people_of_new_homes():
    estate = Programme().project("Homes", service="housing", homes_count=100)
    estate.holding("School", "council", (5000, 0), service="school")
    assert kinds(
        estate.project("Roof", "trust", (0, 1600), service="school", works="maintenance").align()
    ) == ["gap"]


def test_one_project_told_twice_is_so_on_one_site_alone():
    """Name, years and sum are the same, but 150 m apart two bodies may well build alike."""
    estate = Programme().project("Health hub").project("Health hub, nhs", "nhs", (90, 120), service="clinic")
    assert estate.only()["kind"] == "combine"


def test_sums_of_nothing_are_not_the_same_sum():
    estate = Programme().project("Library", total=0.0)
    assert estate.project("Clinic", "nhs", (3, 4), service="clinic", total=0.0).only()["kind"] == "combine"


def test_of_several_years_with_money_the_nearest_says_how_long_lies_between():
    """Paid for in the years from April 2027 and April 2031, and beside it works in that from April 2028."""
    estate = Programme().project("A", days=(None, None)).year("A", "2027", 1).year("A", "2031", 1)
    found = estate.project("B", "nhs", (3, 4), days=("2028-04-01", "2029-03-31"), service="clinic").only()
    assert (found["kind"], found["gap_days"]) == ("sequence", 0)


def test_money_that_is_not_known_ranks_behind_money_that_is():
    estate = two(total=None).project("Hall", "parish", (-90, -120), service="library", total=600_000.0)
    first, last = estate.align().sort_values("rank")["amount_gbp"]
    assert first == 600_000
    assert math.isnan(last)


def test_money_must_be_spent_by_the_first_day_that_its_project_or_a_source_of_it_says():
    said = two().money("Clinic", 100, longstop_date="2028-01-31").only()["reason"]
    assert "Money of Clinic must be spent by 31 January 2028" in said
    both = two(longstop_date="2028-03-01").money("Clinic", 100, longstop_date="2028-01-31").only()["reason"]
    assert "Money of Clinic must be spent by 31 January 2028" in both
    earlier = (
        two(longstop_date="2027-12-31").money("Clinic", 100, longstop_date="2028-01-31").only()["reason"]
    )
    assert "Money of Clinic must be spent by 31 December 2027" in earlier


@pytest.mark.parametrize(
    ("clinic", "library"),
    [
        (
            {"source": "borrowing", "said": "Loan", "is_match": True},
            {"source": "receipts", "said": "Receipts", "is_ring_fenced": False},
        ),
        ({"said": "Health Fund", "is_match": True}, {"source": "borrowing", "said": "Borrowing"}),
    ],
    ids=["a loan asks for no match", "whether the other's money is free is not known"],
)
def test_no_match_is_promised_where_none_is_asked_or_the_others_money_may_be_tied(clinic, library):
    reason = two().money("Clinic", 100, **clinic).money("Library", 300, **library).only()["reason"]
    assert "needs match" not in reason


def test_two_bodies_that_both_borrow_have_no_money_of_one_fund():
    def reason(**money):
        return two().money("Clinic", 1, **money).money("Library", 1, **money).only()["reason"]

    assert "oth have money of" in reason(source="grant", said="Towns Fund")
    assert "oth have money of" not in reason(source="borrowing", said="Loans of the Board")


def street(dug, paved):
    made = Programme().project("Heat main", works=None, service="highways", days=dug)
    return made.project("Paving", "nhs", (30, 0), works=None, service="highways", days=paved)


def test_a_street_dug_up_long_after_its_surface_was_laid_is_no_clash_however_far_its_bodies_look():
    """Of the 31st of March 2028 36 months are over on the 1st of April 2031."""
    long = {"lead_months": 60, "lag_months": 60}
    paved = ("2027-04-01", "2028-03-31")
    assert kinds(street(("2031-03-01", "2031-06-30"), paved).align(**long)) == ["clash"]
    assert kinds(street(("2031-04-02", "2031-06-30"), paved).align(**long)) == ["sequence"]


def test_a_meeting_is_as_sure_in_time_as_what_is_left_of_the_looking_bodys_own_lead():
    """335 days lie between; 12 months ahead leave 30 days, fewer than the 100 that the day may be off by."""
    clinic = two(days=("2029-03-01", "2029-12-31"), dates_accuracy_days=100.0)
    assert clinic.only(agency={"nhs": {"lag_months": 36}})["confidence"] == "medium"
    assert clinic.only(agency={"nhs": {"lead_months": 24}})["confidence"] == "high"


def test_works_of_two_kinds_have_paid_back_when_the_longer_lasting_has():
    """Refurbishment lasts ten years from March 2028, its drains five: a lease that ends in 2036 is too short."""
    estate = Programme().holding("Office", tenure="leasehold", lease_end_date="2036-01-01")
    works = {"uprn": "9Office", "service": "office", "works": "refurbishment"}
    assert "be used for 10 years" in estate.project("Drains of the office", **works).only()["reason"]


def test_an_alignment_stands_on_the_page_of_its_programme_before_those_of_smaller_areas():
    estate = two(commitment="indicative")
    for area, kind, is_main in [
        ("E01", "neighbourhood", True),
        ("own", "own", True),
        ("far", "programme", False),
    ]:
        estate.place("list:Clinic", area, kind, is_main=is_main)
    assert estate.only()["area_id"] == "own"
    assert estate.place("list:Clinic", "pathfinder", "programme").only()["area_id"] == "pathfinder"


def test_a_project_that_starts_and_ends_in_one_year_is_there_all_of_it():
    """Both days of "2028" are read as its middle, 1 July, give or take 183 days."""
    year = {"days": ("2028-07-01", "2028-07-01"), "dates_accuracy_days": 183.0}
    estate = Programme().project("Library", **year)
    found = estate.project(
        "Clinic", body="nhs", at=(90, 120), service="clinic", days=("2028-02-01", "2028-03-01")
    ).align()
    (row,) = found.to_dict("records")
    assert (row["kind"], row["overlap_days"], row["gap_days"]) == ("combine", 30, 0)
    assert "January 2028 to December 2028" in row["reason"]
