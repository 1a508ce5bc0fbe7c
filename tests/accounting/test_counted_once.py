"""Each pound once: bases, funders, property costs, ceilings and provision, worked out by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from account_tables import CAMBRIDGE, COUNTY, CRS, FENS, PETERBOROUGH, accounted, areas, by_area, spending
from shapely import Point

from totalcapital.accounting.prices import prices_of
from totalcapital.assumptions import load_assumptions
from totalcapital.sections import Accounts
from totalcapital.tables import HOLDINGS, PLACES, SITES

HERE = {"gss_code": CAMBRIDGE}


def test_payments_of_a_year_of_which_there_is_outturn_are_left_out_and_said():
    rows = spending(
        {**HERE, "amount_gbp": 1000.0},
        {**HERE, "basis": "payments", "amount_gbp": 700.0, "register_id": "payments"},
        {**HERE, "basis": "payments", "amount_gbp": 300.0, "register_id": "payments", "budget": "capital"},
        {
            **HERE,
            "basis": "payments",
            "amount_gbp": 50.0,
            "register_id": "payments",
            "financial_year": "2015-16",
        },
    )
    result = accounted(rows)
    found = result.accounts.set_index(["financial_year", "budget", "basis"])["amount_gbp"].to_dict()
    assert found == {
        ("2014-15", "revenue", "outturn"): 1000,
        ("2014-15", "capital", "payments"): 300,
        ("2015-16", "revenue", "payments"): 50,
    }
    (said,) = result.issues.itertuples()
    assert (said.code, said.register_id, said.rows_count) == ("spending-second-basis", "payments", 1)
    assert "700 (amounts: 1)" in said.message


def test_the_order_is_outturn_budget_payments_allocation():
    for better, worse in [("outturn", "budget"), ("budget", "payments"), ("payments", "allocation")]:
        rows = spending(
            {**HERE, "basis": worse, "amount_gbp": 9.0}, {**HERE, "basis": better, "amount_gbp": 4.0}
        )
        assert by_area(accounted(rows)) == {CAMBRIDGE: 4}


def test_payments_whose_budget_is_not_known_give_way_to_any_better_basis_of_the_year():
    rows = spending(HERE, {**HERE, "basis": "payments", "budget": None, "amount_gbp": 5.0})
    assert by_area(accounted(rows)) == {CAMBRIDGE: 1000}


def test_another_bodys_payments_are_kept_beside_an_outturn():
    rows = spending(HERE, {**HERE, "agency_id": "trust", "basis": "payments", "amount_gbp": 5.0})
    assert by_area(accounted(rows)) == {CAMBRIDGE: 1005}


def test_a_service_that_two_bodies_pay_for_has_both_the_greater_first():
    rows = spending(
        {**HERE, "agency_id": "a-council", "service": "culture", "amount_gbp": 100.0},
        {**HERE, "agency_id": "b-council", "service": "culture", "amount_gbp": 300.0},
        {**HERE, "agency_id": "c-council", "service": "culture", "amount_gbp": -20.0},
        {**HERE, "agency_id": "a-council", "service": "housing", "amount_gbp": 100.0},
        {**HERE, "agency_id": "a-council", "service": "other", "amount_gbp": 1.0},
        {**HERE, "agency_id": "b-council", "service": "other", "amount_gbp": 1.0},
    )
    (row,) = accounted(rows).funders.itertuples()
    assert (row.service, row.agencies_count, row.agency_ids) == ("culture", 2, "b-council; a-council")
    assert (row.amount_gbp, row.largest_share_pct) == (400, 75)


def test_bodies_of_one_page_that_meet_in_no_authority_pay_for_nothing_twice():
    """Two districts run culture each for itself; the county pays for housing beside one of them."""
    rows = spending(
        {"agency_id": "a-district", "gss_code": CAMBRIDGE, "service": "culture"},
        {"agency_id": "b-district", "gss_code": FENS, "service": "culture"},
        {"agency_id": "a-district", "gss_code": CAMBRIDGE, "service": "housing"},
        {"agency_id": "county", "gss_code": COUNTY, "service": "housing", "amount_gbp": 4000.0},
        {"agency_id": "city", "gss_code": PETERBOROUGH, "service": "housing"},
    )
    found = accounted(rows, ("page", [CAMBRIDGE, FENS, PETERBOROUGH])).funders.set_index(
        ["area_id", "service"]
    )
    assert found["agency_ids"].to_dict() == {
        ("page", "housing"): "county; a-district",
        (CAMBRIDGE, "housing"): "a-district; county",
    }


def test_constant_prices_are_those_of_the_price_base_by_the_published_index():
    """The index is 100 for 2010-11 and 107 for 2014-15."""
    rows = spending({**HERE, "financial_year": "2010-11"}, {**HERE, "financial_year": "1990-91"})
    found = accounted(rows, settings={"price_base": "2014-15"}).accounts.set_index("financial_year")
    assert found.loc["2010-11", "real_gbp"] == pytest.approx(1070)
    assert pd.isna(found.loc["1990-91", "real_gbp"])
    assert set(found["price_base"]) == {"2014-15"}


def test_a_region_and_what_lies_in_it_stand_beside_the_ceiling_by_resident():
    """Of the East of England the estate has three authorities of 1,000 residents: a ceiling needs all of them."""
    whole = {"E12000006": ("region", areas().union_all().envelope)}
    rows = spending(
        {**HERE, "amount_gbp": 1000.0},
        {"agency_id": "treasury", "basis": "ceiling", "gss_code": "E12000006", "amount_gbp": 50_000.0},
        {"agency_id": "treasury", "basis": "ceiling", "gss_code": "E12000006", "amount_gbp": 30_000.0,
         "service": "police"},
    )  # fmt: skip
    place = areas(("page", [CAMBRIDGE, FENS]), larger=whole)
    result = accounted(rows, given=place)
    assert by_area(result) == {"page": 1000, CAMBRIDGE: 1000}
    found = result.ceilings.set_index(["area_id", "service", "budget"], drop=False).sort_index()
    both = found[found["service"].isna() & found["budget"].isna()].set_index("area_id")
    assert both["ceiling_per_head_gbp"].to_dict() == {"E12000006": 80, "page": 80}
    assert both["counted_per_head_gbp"].to_dict() == {"E12000006": 1, "page": 2.5}
    assert both["share_pct"].to_dict() == {"E12000006": 1.25, "page": 3.125}
    police = result.ceilings[
        (result.ceilings["service"] == "police") & (result.ceilings["area_id"] == "page")
    ]
    assert police["counted_per_head_gbp"].isna().all()


def test_amounts_that_pay_for_premises_are_held_against_all_that_is_spent():
    rows = spending(
        {**HERE, "agency_id": "a-council", "service": "culture", "amount_gbp": 90.0},
        {**HERE, "agency_id": "a-council", "service": "culture", "amount_gbp": 10.0, "is_property": True},
        {**HERE, "agency_id": "a-council", "service": "housing", "amount_gbp": 100.0},
        {**HERE, "agency_id": "b-council", "service": "housing", "amount_gbp": 500.0},
    )
    found = accounted(rows).property_costs
    shares = {
        (
            None if pd.isna(r.agency_id) else r.agency_id,
            None if pd.isna(r.service) else r.service,
        ): r.share_pct
        for r in found.itertuples()
    }
    assert shares == {
        ("a-council", "culture"): 10,
        ("a-council", None): 5,
        (None, "culture"): 10,
        (None, None): 5,
    }
    whole = found[found["agency_id"].isna() & found["service"].isna()].iloc[0]
    assert whole["missing"] == "1 of 2 bodies give no property costs; they are in neither sum"


def test_where_amounts_say_nothing_of_premises_running_costs_and_rents_of_registers_count():
    held = HOLDINGS.conform(pd.DataFrame([
        {"holding_id": f"h{n}", "site_id": f"s{n}", "agency_id": "council", "asset_ids": f"r:{n}", "role": "both",
         "status": status, "service": "library", "services": "library", "running_cost_gbp": cost, "rent_gbp": rent,
         "sensitivity": "open"}
        for n, (status, cost, rent) in enumerate(
            [("operational", 60.0, 40.0), ("operational", None, None), ("closed", 1e6, None)]
        )
    ]))  # fmt: skip
    rows = spending({**HERE, "service": "culture", "amount_gbp": 1000.0})
    found = accounted(rows, holdings=held, places=placed(["s0", "s1", "s2"])).property_costs
    row = found[found["service"] == "culture"].dropna(subset=["agency_id"]).iloc[0]
    assert (row["property_gbp"], row["spend_gbp"], row["share_pct"]) == (100, 1000, 10)
    assert row["missing"] == "1 of 2 properties give neither running cost nor rent"


def placed(site_ids, area_id=CAMBRIDGE):
    return PLACES.conform(
        pd.DataFrame([
            {"subject_id": one, "area_id": area_id, "kind": "authority", "share": 1.0, "is_main": True} for one in site_ids
        ])
    )  # fmt: skip


def provided(rows):
    """Sites and holdings from (easting, body, service, status); all in Cambridge."""
    sites = SITES.conform(
        pd.DataFrame([
            {"site_id": f"s{n}", "agencies_count": 1, "assets_count": 1, "accuracy_m": 10.0, "geometry": Point(x, 0)}
            for n, (x, *_) in enumerate(rows)
        ]), crs=CRS,
    )  # fmt: skip
    holdings = HOLDINGS.conform(
        pd.DataFrame([
            {"holding_id": f"h{n}", "site_id": f"s{n}", "agency_id": body, "asset_ids": f"r:{n}", "role": "both",
             "status": status, "service": service, "services": service, "sensitivity": "open"}
            for n, (_, body, service, status) in enumerate(rows)
        ])
    )  # fmt: skip
    return {"sites": sites, "holdings": holdings, "places": placed([f"s{n}" for n in range(len(rows))])}


def test_two_libraries_within_a_quarter_of_an_hour_are_near_and_two_bodies_are_told():
    """80 m a minute for 15 minutes by a detour of 1.3 is 923 m as the crow flies."""
    held = provided([
        (0, "a-council", "library", "operational"),
        (900, "b-council", "library", "operational"),
        (-920, "a-council", "library", "operational"),
        (5000, "a-council", "library", "operational"),
        (10, "c-council", "library", "closed"),
        (10, "c-council", "office", "operational"),
    ])  # fmt: skip
    bodies = {
        one: {"sector": "district", "is_public": True} for one in ("a-council", "b-council", "c-council")
    }
    result = accounted(spending(HERE), bodies=bodies, **held)
    found = result.provision.set_index("service")
    libraries = found.loc[["library"]].set_index("area_id")
    for area in (None, CAMBRIDGE):
        row = libraries[libraries.index.isna()].iloc[0] if area is None else libraries.loc[area]
        assert (row["sites_count"], row["agencies_count"]) == (4, 2)
        assert (row["near_sites_count"], row["near_other_body_count"]) == (3, 2)
        assert row["site_ids"] == "s0; s1"
    assert found.loc[["office"], "near_sites_count"].eq(0).all()


def test_a_county_wide_body_costs_property_in_each_district_by_its_share():
    rows = spending(
        {"agency_id": "county", "gss_code": COUNTY, "amount_gbp": 300.0},
        {"agency_id": "county", "gss_code": COUNTY, "amount_gbp": 100.0, "is_property": True},
    )
    found = accounted(rows).property_costs
    mine = found[found["agency_id"].notna() & found["service"].notna()].set_index("area_id")
    assert mine["property_gbp"].to_dict() == pytest.approx({CAMBRIDGE: 25, FENS: 75})
    assert PETERBOROUGH not in mine.index


def test_property_costs_of_registers_stand_beside_the_newest_year_and_those_of_a_landlord_beside_none():
    held = provided([(0, "council", "library", "operational"), (500, "landlord", "library", "operational")])
    held["holdings"] = held["holdings"].assign(running_cost_gbp=[100.0, 900.0], role=["both", "owner"])
    held["holdings"]["role"] = held["holdings"]["role"].astype(HOLDINGS.empty()["role"].dtype)
    rows = spending(
        {**HERE, "service": "culture", "financial_year": "2013-14", "amount_gbp": 500.0},
        {**HERE, "service": "culture", "financial_year": "2014-15", "amount_gbp": 1000.0},
        {**HERE, "service": "culture", "agency_id": "landlord", "amount_gbp": 1000.0},
    )
    found = accounted(rows, **held).property_costs.dropna(subset=["agency_id", "service"])
    assert found[["agency_id", "financial_year", "share_pct"]].to_numpy().tolist() == [
        ["council", "2014-15", 10]
    ]


def test_capital_is_no_part_of_what_property_costs_a_year():
    rows = spending(
        {**HERE, "amount_gbp": 90.0},
        {**HERE, "amount_gbp": 10.0, "is_property": True},
        {**HERE, "amount_gbp": 500.0, "budget": "capital", "is_property": True},
    )
    assert accounted(rows).property_costs["share_pct"].tolist() == [10, 10, 10, 10]


def test_years_of_which_nothing_is_counted_have_no_ceiling_and_residents_known_of_some_are_not_the_regions():
    whole = {"E12000006": ("region", areas().union_all().envelope)}
    top = {"agency_id": "treasury", "basis": "ceiling", "gss_code": "E12000006", "amount_gbp": 50_000.0}
    rows = spending(HERE, top, {**top, "financial_year": "2012-13"})
    found = accounted(rows, given=areas(larger=whole)).ceilings
    assert set(found["financial_year"]) == {"2014-15"}
    assert set(found["ceiling_per_head_gbp"]) == {50}
    some = accounted(rows, given=areas(larger=whole, residents={CAMBRIDGE: 100, FENS: 300})).ceilings
    assert len(some)
    assert some["ceiling_per_head_gbp"].isna().all()


def test_an_area_where_nobody_lives_has_no_spending_by_head():
    (row,) = accounted(spending(HERE), given=areas(residents={CAMBRIDGE: 0})).accounts.itertuples()
    assert row.amount_gbp == 1000
    assert pd.isna(row.per_head_gbp)


INDEX = {"2012-13": 100.0, "2025-26": 125.0, "2026-27": 150.0}


def priced(as_of, own=INDEX, currency="GBP", **said):
    return prices_of(
        Accounts(**said), as_of=dt.date.fromisoformat(as_of), own=own, assumptions=load_assumptions({}), currency=currency
    )  # fmt: skip


def test_prices_are_those_of_the_year_of_the_estates_day_or_the_nearest_that_has_an_index():
    days = {
        "2026-03-31": "2025-26",
        "2026-04-01": "2026-27",
        "2030-01-01": "2026-27",
        "1999-01-01": "2012-13",
    }
    assert {day: priced(day).base for day in days} == days
    calendar = {str(year): 100.0 for year in range(2020, 2031)}
    assert priced("2026-02-01", calendar).base == "2026"


def test_the_published_index_is_of_pounds_alone_and_an_estates_own_goes_before_it():
    years = pd.Series(["2012-13"])
    assert priced("2026-11-01", {}, "USD").real(pd.Series([100.0]), years).isna().all()
    assert priced("2026-11-01", {}).real(pd.Series([100.0]), years).notna().all()
    assert priced("2026-11-01").real(pd.Series([100.0]), years).tolist() == [150]
