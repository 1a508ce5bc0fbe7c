"""Accounts worked out by hand: what goes to which area, and what is counted once."""

from __future__ import annotations

import pandas as pd
import pytest
from account_tables import (
    CAMBRIDGE,
    COUNTY,
    CRS,
    FENS,
    FIRE,
    PETERBOROUGH,
    POLICE,
    accounted,
    areas,
    by_area,
    spending,
)
from shapely import Point, box

from totalcapital.tables import HOLDINGS, PLACES, SITES

WHOLE_COUNTY = ("county-page", [CAMBRIDGE, FENS])


def test_county_district_police_and_fire_are_stacked_and_shared_out_by_residents():
    """The county has 400 of the 1,000 residents that police and fire serve, Cambridge 100 of the county's 400."""
    rows = spending(
        {"agency_id": "district", "gss_code": CAMBRIDGE, "service": "culture", "amount_gbp": 50.0},
        {"agency_id": "county", "gss_code": COUNTY, "amount_gbp": 400.0},
        {"agency_id": "police", "gss_code": POLICE, "service": "police", "amount_gbp": 1000.0},
        {"agency_id": "fire", "gss_code": FIRE, "service": "fire", "amount_gbp": 200.0},
    )
    result = accounted(rows, WHOLE_COUNTY)
    assert by_area(result) == pytest.approx(
        {
            "county-page": 50 + 400 + 400 + 80,
            CAMBRIDGE: 50 + 100 + 100 + 20,
            FENS: 300 + 300 + 60,
            PETERBOROUGH: 600 + 120,
        }
    )
    page = result.accounts[result.accounts["area_id"] == "county-page"].set_index("agency_id")
    assert page["allocation"].to_dict() == {
        "district": "whole",
        "county": "whole",
        "police": "population",
        "fire": "population",
    }
    assert page["share"].to_dict() == pytest.approx({"district": 1, "county": 1, "police": 0.4, "fire": 0.4})
    assert page["per_head_gbp"].to_dict() == pytest.approx(
        {"district": 50 / 400, "county": 1, "police": 1, "fire": 0.2}
    )


def test_without_outlines_of_larger_areas_the_code_list_says_which_authorities_they_serve():
    rows = spending({"gss_code": POLICE, "amount_gbp": 1000.0})
    stated = {code: box(n * 10, 0, n * 10 + 10, 10) for n, code in enumerate(
        [CAMBRIDGE, FENS, "E07000010", "E07000011", "E07000012", PETERBOROUGH]
    )}  # fmt: skip
    place = areas(WHOLE_COUNTY, larger={}, squares=stated, residents=dict.fromkeys(stated, 100))
    found = by_area(accounted(rows, given=place))
    assert found["county-page"] == pytest.approx(2000 / 6)
    assert found[PETERBOROUGH] == pytest.approx(1000 / 6)


def test_a_levy_is_counted_where_it_is_spent_and_not_where_it_is_paid():
    rows = spending(
        {"agency_id": "district", "gss_code": CAMBRIDGE, "service": "environment", "amount_gbp": 70.0,
         "is_transfer": True},
        {"agency_id": "waste", "gss_code": COUNTY, "service": "environment", "amount_gbp": 280.0},
    )  # fmt: skip
    result = accounted(rows, WHOLE_COUNTY)
    assert by_area(result) == pytest.approx({"county-page": 280, CAMBRIDGE: 70, FENS: 210})
    assert set(result.accounts["agency_id"]) == {"waste"}
    (issue,) = result.issues.itertuples()
    assert (issue.code, issue.rows_count) == ("spending-transfer", 1)
    assert "70 (amounts: 1)" in issue.message


def test_a_credit_lowers_the_sum():
    rows = spending(
        {"gss_code": CAMBRIDGE, "basis": "payments", "amount_gbp": 100.0},
        {"gss_code": CAMBRIDGE, "basis": "payments", "amount_gbp": -30.0},
    )
    result = accounted(rows)
    assert by_area(result) == {CAMBRIDGE: 70}
    assert result.accounts["rows_count"].tolist() == [2]


def test_an_amount_without_year_or_service_is_kept_without_them():
    rows = spending({"gss_code": CAMBRIDGE, "financial_year": None, "service": None, "budget": None})
    (row,) = accounted(rows).accounts.itertuples()
    assert pd.isna(row.financial_year)
    assert pd.isna(row.service)
    assert pd.isna(row.real_gbp)
    assert row.amount_gbp == 1000


def test_money_of_a_body_without_an_area_stays_as_unmapped():
    rows = spending({"agency_id": "railway", "amount_gbp": 13e6}, {"gss_code": CAMBRIDGE})
    result = accounted(rows)
    assert by_area(result) == {None: 13e6, CAMBRIDGE: 1000}
    lost = result.accounts[result.accounts["area_id"].isna()].iloc[0]
    assert (lost["allocation"], lost["share"]) == ("unmapped", 1.0)
    assert pd.isna(lost["per_head_gbp"])
    assert "neither its row nor its body" in result.issues["message"].iloc[0]


def test_where_residents_are_not_known_a_shared_body_is_whole_in_what_holds_it_and_unmapped_elsewhere():
    rows = spending({"agency_id": "county", "gss_code": COUNTY}, {"agency_id": "police", "gss_code": POLICE})
    result = accounted(rows, given=areas(WHOLE_COUNTY, residents={}))
    assert by_area(result) == {"county-page": 1000, None: 1000}
    assert result.accounts["per_head_gbp"].isna().all()


def test_apportion_none_leaves_what_would_be_shared_out_unmapped():
    rows = spending({"agency_id": "police", "gss_code": POLICE})
    assert by_area(accounted(rows, WHOLE_COUNTY, settings={"apportion": "none"})) == {None: 1000}


def test_money_is_shared_out_by_claimants_where_the_estate_file_says_so():
    place = areas(WHOLE_COUNTY).assign(
        claimants_count=lambda frame: frame["area_id"].map({CAMBRIDGE: 1, FENS: 1, PETERBOROUGH: 8})
    )
    rows = spending({"gss_code": POLICE})
    result = accounted(rows, given=place, settings={"apportion": "claimants"})
    assert by_area(result) == pytest.approx(
        {"county-page": 200, CAMBRIDGE: 100, FENS: 100, PETERBOROUGH: 800}
    )
    assert set(result.accounts["allocation"]) == {"claimants"}


def test_a_postcode_places_an_amount_whatever_its_body():
    postcodes = {"postcode": ["CB11AA"], "x": [500.0], "y": [500.0], "crs": [CRS]}
    rows = spending({"gss_code": COUNTY, "postcode": "CB1 1AA"}, {"gss_code": COUNTY, "postcode": "ZZ1 1ZZ"})
    result = accounted(rows, WHOLE_COUNTY, postcodes=postcodes)
    assert by_area(result) == pytest.approx({"county-page": 2000, CAMBRIDGE: 1250, FENS: 750})
    assert set(result.accounts["allocation"]) == {"placed", "whole", "population"}


@pytest.mark.parametrize(
    ("area", "code", "expected"),
    [
        (CAMBRIDGE, COUNTY, {CAMBRIDGE: 1000}),
        ("county-page", CAMBRIDGE, {"county-page": 1000, CAMBRIDGE: 1000}),
        (CAMBRIDGE, PETERBOROUGH, {PETERBOROUGH: 1000}),
        (CAMBRIDGE, None, {CAMBRIDGE: 1000}),
    ],
    ids=["the area lies in the code's", "the code lies in the area", "they lie apart", "no code"],
)
def test_of_a_rows_own_area_and_code_the_smaller_counts_and_else_the_code(area, code, expected):
    found = by_area(accounted(spending({"area_id": area, "gss_code": code}), WHOLE_COUNTY))
    assert {a: gbp for a, gbp in found.items() if a in expected} == expected
    assert found.get(PETERBOROUGH, 0) == expected.get(PETERBOROUGH, 0)


def test_the_area_of_the_file_is_taken_last():
    rows = spending({"gss_code": PETERBOROUGH, "area_id": "county-page"}, {"area_id": "county-page"})
    found = by_area(accounted(rows, WHOLE_COUNTY, file_area="county-page"))
    assert found == pytest.approx({PETERBOROUGH: 1000, "county-page": 1000, CAMBRIDGE: 250, FENS: 750})


def test_a_body_is_known_by_its_codes_where_its_rows_have_none():
    bodies = {"council": {"codes": f"lgf:E0531; gss:{CAMBRIDGE}", "sector": "district"}}
    result = accounted(spending({}), bodies=bodies)
    assert by_area(result) == {CAMBRIDGE: 1000}
    assert result.accounts["sector"].tolist() == ["district"]


def test_a_pages_outline_has_the_residents_of_the_neighbourhoods_in_it():
    """The circle of the page holds one of Cambridge's two neighbourhoods: 25 of its 100 residents."""
    small = [
        {"area_id": f"E0100000{n}", "gss_code": f"E0100000{n}", "kind": "lsoa", "name": str(n), "geometry": shape,
         "population_count": count}
        for n, (shape, count) in enumerate([(box(0, 0, 500, 1000), 25), (box(500, 0, 1000, 1000), 75)])
    ]  # fmt: skip
    place = areas(("west", box(-100, -100, 550, 1100)))
    place = pd.concat([place, pd.DataFrame(small)], ignore_index=True)
    found = by_area(accounted(spending({"gss_code": CAMBRIDGE, "amount_gbp": 100.0}), given=place))
    assert found == pytest.approx({"west": 25, CAMBRIDGE: 100})


def test_a_page_drawn_by_another_hand_still_holds_the_authority_it_is_of():
    page = ("drawn", box(-3, -2, 1001, 998))
    result = accounted(spending({"gss_code": CAMBRIDGE}), page)
    assert by_area(result) == {"drawn": 1000, CAMBRIDGE: 1000}
    assert set(result.accounts["allocation"]) == {"whole"}


def test_an_estate_without_spending_has_no_accounts():
    result = accounted(spending({}).iloc[:0], WHOLE_COUNTY)
    assert result.accounts.empty
    assert result.funders.empty
    assert result.property_costs.empty
    assert result.ceilings.empty
    assert result.issues.empty


def test_money_is_shared_out_by_pupils_of_which_each_is_counted_once():
    """Of 400 pupils in the county 100 are in Cambridge: its school is told by its owner and its occupier alike."""
    sites = pd.DataFrame([
        {"site_id": one, "agencies_count": 1, "assets_count": 1, "accuracy_m": 10.0, "geometry": Point(x, 500)}
        for one, x in (("school", 500), ("academy", 2000))
    ])  # fmt: skip
    held = pd.DataFrame([
        {"holding_id": f"{site}:{body}", "site_id": site, "agency_id": body, "asset_ids": f"r:{body}", "role": role,
         "status": "operational", "service": service, "services": service, "occupied_count": count, "sensitivity": "open"}
        for site, body, role, service, count in (
            ("school", "council", "owner", "school", 100), ("school", "trust", "occupier", "school", 100),
            ("academy", "trust", "both", "school", 300), ("academy", "nhs", "both", "clinic", 999),
        )
    ])  # fmt: skip
    places = pd.DataFrame([
        {"subject_id": site, "area_id": area, "kind": "authority", "share": share, "is_main": share > 0.5}
        for site, area, share in (("school", CAMBRIDGE, 0.9), ("school", FENS, 0.1), ("academy", FENS, 1.0))
    ])  # fmt: skip
    result = accounted(
        spending({"gss_code": COUNTY}),
        settings={"apportion": "pupils"},
        sites=SITES.conform(sites, crs=CRS),
        holdings=HOLDINGS.conform(held),
        places=PLACES.conform(places),
    )
    assert by_area(result) == pytest.approx({CAMBRIDGE: 250, FENS: 750})
    assert set(result.accounts["allocation"]) == {"pupils"}


def test_what_is_spent_at_a_postcode_outside_the_estate_is_in_none_of_its_areas():
    """The practice stands nine kilometres away: what its county pays it is not the residents' of two districts."""
    away = {"postcode": ["CB99ZZ"], "x": [9000.0], "y": [9000.0], "crs": [CRS]}
    result = accounted(spending({"gss_code": COUNTY, "postcode": "CB9 9ZZ"}), WHOLE_COUNTY, postcodes=away)
    assert by_area(result) == {None: 1000}
    assert "in none of the estate's areas" in result.issues["message"].iloc[0]
