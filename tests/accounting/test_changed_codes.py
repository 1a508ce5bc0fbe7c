"""Codes that were replaced: money of a year goes to the land it was of."""

from __future__ import annotations

import pytest
from account_tables import accounted, areas, by_area, spending
from shapely import box

GATESHEAD_OLD, GATESHEAD = "E08000020", "E08000037"
CORBY, EAST, KETTERING, WELLINGBOROUGH = "E07000150", "E07000152", "E07000153", "E07000156"
NORTH, WEST = "E06000061", "E06000062"
NORTHAMPTONSHIRE = "E10000021"


def squares(*codes):
    return {code: box(n * 10, 0, n * 10 + 10, 10) for n, code in enumerate(codes)}


def place(*pages, **residents):
    return areas(*pages, larger={}, squares=squares(*residents), residents=residents)


@pytest.mark.parametrize(("row", "given"), [(GATESHEAD_OLD, GATESHEAD), (GATESHEAD, GATESHEAD_OLD)])
def test_an_area_whose_code_was_reissued_is_one_area(row, given):
    result = accounted(spending({"gss_code": row}), given=place(("page", [row]), **{given: 10}))
    assert by_area(result) == {"page": 1000, given: 1000}


def test_money_of_an_ended_district_is_within_its_successor():
    result = accounted(spending({"gss_code": CORBY}), given=place(("page", [NORTH]), **{NORTH: 10, WEST: 10}))
    assert by_area(result) == {"page": 1000, NORTH: 1000}
    assert set(result.accounts["allocation"]) == {"whole"}


def test_money_of_a_new_council_goes_to_the_districts_it_was_made_of():
    residents = {CORBY: 10, EAST: 20, KETTERING: 30, WELLINGBOROUGH: 40}
    result = accounted(spending({"gss_code": NORTH}), given=place(("page", [CORBY, EAST]), **residents))
    assert by_area(result) == pytest.approx(
        {"page": 300, CORBY: 100, EAST: 200, KETTERING: 300, WELLINGBOROUGH: 400}
    )


def test_money_of_an_ended_county_goes_to_the_councils_that_took_its_place():
    result = accounted(spending({"gss_code": NORTHAMPTONSHIRE}), given=place(**{NORTH: 30, WEST: 10}))
    assert by_area(result) == pytest.approx({NORTH: 750, WEST: 250})


def test_a_page_of_ended_districts_has_their_money_and_of_their_county_no_guess():
    """How many of North Northamptonshire's residents live in what was Corby is not known."""
    rows = spending({"agency_id": "corby", "gss_code": CORBY}, {"agency_id": "new", "gss_code": NORTH},
                    {"agency_id": "kettering", "gss_code": KETTERING})  # fmt: skip
    result = accounted(rows, given=place(("page", [CORBY, EAST]), **{NORTH: 30, WEST: 10}))
    assert by_area(result) == {"page": 1000, NORTH: 3000}
    page = result.accounts[result.accounts["area_id"] == "page"]
    assert page["agency_id"].tolist() == ["corby"]


def test_all_districts_that_became_one_council_are_that_council():
    every = [CORBY, EAST, KETTERING, WELLINGBOROUGH]
    result = accounted(spending({"gss_code": NORTH}), given=place(("page", every), **{NORTH: 30, WEST: 10}))
    assert by_area(result) == {"page": 1000, NORTH: 1000}
