"""The worked example of docs/method/appraisal.md, and each rule with numbers one can do on paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from appraising_tables import AS_OF, HOST, STATION, one, sums, told, worth

from totalcapital.appraising.rates import price_base
from totalcapital.assumptions import discount_factors, load_assumptions
from totalcapital.errors import EstateFileError
from totalcapital.sections import Appraisal

#: Low, central, high. Each line is worked out in the document.
WORKED = {
    # 40,000 x 0.80, 0.90, 1.00 less 240, 200, 160 m2 x 100 x 0.65, 0.50, 0.35
    "running-cost": (16_400, 26_000, 34_400),
    "rent": (30_000, 30_000, 30_000),
    "saving": (46_400, 56_000, 64_400),
    # 20,000 x 0.50, 0.75, 1.00
    "backlog": (10_000, 15_000, 20_000),
    # 240 x 700, 200 x 550, 160 x 400
    "works": (-168_000, -110_000, -64_000),
    # 51, 24, 2 % of them
    "optimism-bias": (-85_680, -26_400, -1_280),
    # 20 people x 1,200, 750, 450
    "move": (-24_000, -15_000, -9_000),
    # 420 x 215, 134, 54
    "exit": (-90_300, -56_280, -22_680),
    # 15,600 x 6/12, 10,000 x 3/12, 5,600 x 1/12
    "double-running": (-7_800, -2_500, -467),
    "once": (-365_780, -195_180, -77_427),
    # 2028 is year 2: once x 0.933511, saving x 7.763640 (years 3 to 12)
    "npv": (18_773, 252_561, 427_699),
}
FREEHOLD = {
    "tenure": "freehold", "running_cost_gbp": 40_000.0, "floor_area_m2": 500.0, "floor_area_basis": "NIA",
    "staff_fte": 10.0, "backlog_gbp": 0.0,
}  # fmt: skip
NOW = {"window_start_date": pd.Timestamp("2026-11-01")}


def test_the_worked_example_comes_out_as_on_paper():
    made = sums(one())
    assert set(made) == set(WORKED)
    for measure, expected in WORKED.items():
        assert made[measure] == pytest.approx(expected, abs=1), measure


def test_the_document_shows_the_worked_example_as_it_comes_out():
    lines = (Path(__file__).parents[2] / "docs/method/appraisal.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines if line.count("|") == 6]
    shown = {
        row[0]: tuple(float(cell.replace(",", "")) for cell in row[2:]) for row in cells if row[0] in WORKED
    }
    assert shown == sums(one())


def test_the_worth_of_the_example_is_the_sum_over_its_years_in_a_loop():
    parts = sums(one())
    for case in range(3):
        total = parts["once"][case] / 1.035**2
        for year in range(3, 13):
            total += parts["saving"][case] / 1.035**year
        assert parts["npv"][case] == pytest.approx(total, abs=1)


def test_discounting_falls_from_three_and_a_half_to_three_per_cent_after_thirty_years():
    factors = discount_factors(load_assumptions({}), 76)
    assert factors[0] == 1
    assert factors[30] == pytest.approx(1.035**-30)
    assert factors[31] == pytest.approx(1.035**-30 / 1.03)
    assert factors[75] == pytest.approx(1.035**-30 * 1.03**-45)
    assert factors[76] == pytest.approx(1.035**-30 * 1.03**-45 / 1.025)


def test_nothing_known_of_a_saving_or_a_sale_is_one_row_without_a_value():
    made = one({"tenure": "leasehold", "staff_fte": 20.0, "floor_area_m2": 420.0, "backlog_gbp": 9.0})
    assert list(made.appraisals["measure"]) == ["npv"]
    assert made.appraisals[["low_gbp", "central_gbp", "high_gbp", "basis"]].isna().all(axis=None)
    assert told(made) == "running cost of the guest; rent of the guest"
    assert made.sensitivities.empty


def test_without_the_floor_area_needed_there_is_no_worth_but_what_is_known_is_told():
    made = one(need=None)
    assert "floor area that the guest needs" in told(made)
    assert sums(made)["rent"] == (30_000, 30_000, 30_000)
    assert pd.isna(sums(made)["npv"][1])
    assert not {"works", "once", "running-cost"} & set(sums(made))
    nought = one(need=0.0)  # no service needs none at all
    assert sums(nought).keys() == sums(made).keys()
    assert told(nought) == told(made)


def test_an_option_that_is_ruled_out_has_no_rows():
    assert one(move={"vetoes": "the host is closed", "rank": None}).appraisals.empty


def test_an_option_outside_the_ranking_is_valued_without_a_tornado():
    made = one(move={"rank": None})
    assert "npv" in sums(made)
    assert made.sensitivities.empty


def test_a_lease_of_which_the_end_is_not_known_is_not_left_and_saves_no_rent():
    made = one(move={})
    assert not {"rent", "exit"} & set(sums(made))
    assert "when the guest's lease can end" in told(made)


def test_a_move_is_counted_to_the_end_of_the_hosts_lease():
    host = {**HOST, "tenure": "leasehold", "lease_end_date": pd.Timestamp("2030-06-30")}
    made = one(FREEHOLD, host, move=NOW)
    parts = sums(made)
    # 36,000 - 10,000 a year at the end of each of 2027 to 2030
    yearly = sum(1.035**-year for year in range(1, 5))
    assert parts["npv"][1] == pytest.approx(26_000 * yearly + parts["once"][1], abs=1)
    assert "4 years from 2026, until the lease of the host ends" in told(made, column="basis")


@pytest.mark.parametrize(("end", "is_sold"), [("2030-06-30", False), ("2045-06-30", True)])
def test_no_sale_is_counted_where_the_host_s_lease_ends_first(end, is_sold):
    host = {**HOST, "tenure": "leasehold", "lease_end_date": pd.Timestamp(end)}
    made = one({**FREEHOLD, "value_gbp": 400_000.0}, host, move=NOW)
    assert ("receipt" in sums(made)) == is_sold
    assert ("where the guest goes when the host's lease ends" in (told(made) or "")) != is_sold


@pytest.mark.parametrize("end", [None, "2020-01-01"])
def test_a_hosts_lease_whose_end_is_not_known_is_counted_in_full_and_named(end):
    host = {**HOST, "tenure": "leasehold", "lease_end_date": pd.Timestamp(end) if end else None}
    made = one(FREEHOLD, host, move=NOW)
    assert "10 years from 2026, discounted" in told(made, column="basis")
    assert "when the host's lease ends" in told(made)


def test_a_hosts_lease_that_ends_this_very_day_is_a_known_end():
    host = {**HOST, "tenure": "leasehold", "lease_end_date": pd.Timestamp(AS_OF)}
    made = one(FREEHOLD, host, move=NOW)
    assert "1 year from 2026, until the lease of the host ends" in told(made, column="basis")
    assert "when the host's lease ends" not in told(made)


def test_a_licence_is_left_without_putting_the_building_right():
    leases = {tenure: sums(one({**STATION, "tenure": tenure})) for tenure in ("leasehold", "licence")}
    assert leases["leasehold"]["exit"][1] == -420 * 134
    assert "exit" not in leases["licence"]
    assert leases["licence"]["rent"] == (30_000, 30_000, 30_000)


def test_a_hosts_lease_that_ends_before_the_guest_can_come_counts_one_year():
    host = {**HOST, "tenure": "leasehold", "lease_end_date": pd.Timestamp("2027-06-30")}
    assert "1 year from 2028" in told(one(STATION, host), column="basis")


def test_a_sale_brings_the_registers_value_less_what_a_buyer_keeps_back_and_what_selling_costs():
    made = one({**FREEHOLD, "value_gbp": 400_000.0}, move=NOW)
    # 400,000 x 0.40 x 0.95, x 0.70 x 0.97, x 1.00 x 0.98
    assert sums(made)["receipt"] == (152_000, 271_600, 392_000)
    parts = sums(made)
    yearly = sum(1.035**-year for year in range(1, 11))
    others = parts["once"][1] - 271_600
    assert parts["npv"][1] == pytest.approx(26_000 * yearly + others + 271_600 / 1.035**2, abs=1)


def test_without_a_value_a_sale_brings_land_value_less_clearing_and_says_what_it_is_for():
    made = one({**FREEHOLD, "site_area_m2": 2_000.0}, land={"site-guest": 3_000_000.0}, move=NOW)
    # 0.2 ha x 3,000,000 = 600,000; x 0.50 x 0.97 = 291,000; less 500 x 110 and 0.2 x 150,000
    assert sums(made)["receipt"][1] == 206_000
    assert (
        "for appraisal only, without developer contributions: a market price is substantially lower"
        in told(made, "receipt", "basis")
    )


@pytest.mark.parametrize("years", [10, 60])
def test_where_land_is_worth_little_a_sale_alone_is_no_reason_to_move(years):
    guest = {"tenure": "freehold", "floor_area_m2": 800.0, "site_area_m2": 3_000.0, "staff_fte": 10.0}
    made = one(guest, land={"site-guest": 250_000.0}, move=NOW, years=years)
    # at the best: 0.3 x 250,000 x 0.80 x 0.98 = 58,800, less 800 x 60 and 0.3 x 50,000
    assert sums(made)["receipt"][2] == 58_800 - 48_000 - 15_000
    assert max(sums(made)["npv"]) < 0


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"site_area_m2": None}, "what a sale of the guest's property would bring"),
        ({"floor_area_m2": None}, "what a sale of the guest's property would bring"),
        ({"site_id": "site-host"}, "what the others at the guest's property would do"),
        ({"tenure": None}, "how the guest's property is held"),
    ],
)
def test_a_sale_that_is_not_known_is_named_and_not_nought(changed, missing):
    guest = {**FREEHOLD, "site_area_m2": 2_000.0, **changed}
    made = one(guest, land={"site-guest": 3e6, "site-host": 3e6}, move=NOW)
    assert "receipt" not in sums(made)
    assert missing in told(made)


@pytest.mark.parametrize("changed", [{"tenure": "leasehold"}, {"role": "occupier"}])
def test_only_an_owner_sells(changed):
    made = one({**FREEHOLD, "value_gbp": 400_000.0, **changed}, move=NOW)
    assert "receipt" not in sums(made)


def test_a_benchmark_stands_for_a_running_cost_in_the_prices_of_the_results():
    guest = {"tenure": "freehold", "service": "office", "floor_area_m2": 500.0, "staff_fte": 10.0}
    made = one(guest, move=NOW, price_base="2026-27")
    # 190 x 152/100 = 288.80 a m2 (prices 2026-27 152, 2010-11 100); 500 x 288.80 - 200 x 100 x 0.50
    assert sums(made)["running-cost"][1] == 134_400
    # 550 x 152/148
    assert sums(made)["works"][1] == pytest.approx(-200 * 550 * 152 / 148, abs=1)
    assert "benchmark of its service" in told(made, "running-cost", "basis")
    assert "in prices of 2026-27" in told(made, column="basis")


@pytest.mark.parametrize("changed", [{"service": "library"}, {"rent_gbp": 20_000.0, "tenure": "leasehold"}])
def test_no_benchmark_where_its_source_does_not_speak_of_it_or_rent_may_be_in_it(changed):
    guest = {"tenure": "freehold", "service": "office", "floor_area_m2": 500.0, **changed}
    assert "running-cost" not in sums(one(guest, move=NOW))


def test_a_host_whose_cost_is_not_known_is_taken_at_the_guests_then_the_benchmark_and_named():
    made = one(FREEHOLD, {}, move=NOW)
    assert sums(made)["running-cost"][1] == 36_000 - 200 * 80 / 2
    assert "running cost of the host" in told(made)
    made = one({**FREEHOLD, "floor_area_m2": None}, {}, move=NOW, price_base="2010-11")
    assert sums(made)["running-cost"][1] == 36_000 - 200 * 190 / 2


def test_a_host_s_gross_area_is_taken_as_net_since_needs_are_net():
    gross = {**HOST, "floor_area_basis": "GIA"}
    # 120,000 / (1,200 x 0.825) = 121.21; 36,000 - 200 x 121.21 x 0.50
    assert sums(one(host=gross))["running-cost"][1] == 23_879
    other = one(host={**HOST, "floor_area_basis": "GEA"})
    assert "running cost of the host, and its floor area as GIA or NIA" in told(other)


def test_the_price_base_is_the_financial_year_of_the_day_unless_the_estate_says_another():
    known = load_assumptions({})
    assert price_base(Appraisal(), dt.date(2026, 4, 5), known) == "2025-26"
    assert price_base(Appraisal(), dt.date(2026, 4, 6), known) == "2026-27"
    assert price_base(Appraisal(), dt.date(2090, 1, 1), known) == "2028-29"
    with pytest.raises(EstateFileError, match=r"a financial year from 2010-11 to 2028-29; found '1999-00'"):
        price_base(Appraisal(price_base="1999-00"), dt.date(2026, 4, 5), known)


def test_costs_in_pounds_say_nothing_of_an_estate_in_another_currency():
    made = one(currency="USD")
    assert sums(made)["rent"] == (30_000, 30_000, 30_000)
    assert pd.isna(sums(made)["npv"][1])
    assert "costs in the currency of the estate" in told(made)
    costs = {"works.condition-b": 550.0, "move.per-fte": 750.0, "exit.dilapidations": 134.0}
    assert sums(one(currency="USD", own=costs))["npv"][1] == pytest.approx(WORKED["npv"][1], abs=1)


def test_changing_one_assumption_changes_everything_downstream_and_nothing_else():
    before, after = sums(one()), sums(one(own={"works.condition-b": 1_100.0}))
    assert after["works"] == (-264_000, -220_000, -176_000)
    assert after["optimism-bias"][1] == -52_800
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"works", "optimism-bias", "once", "npv"}
    assert after["npv"][1] - before["npv"][1] == pytest.approx((-110_000 - 26_400) * 0.933511, abs=1)


def test_an_assumption_given_the_other_way_round_still_has_its_worst_case_low():
    made = sums(one(own={"works.condition-b": [400.0, 550.0, 700.0]}))
    assert made["works"] == WORKED["works"]


def test_a_part_changed_by_its_switching_value_makes_the_option_worth_nothing():
    made = one()
    npv, rows = sums(made)["npv"][1], made.sensitivities.set_index("measure")
    assert set(rows.index) == {
        "running-cost", "rent", "backlog", "works", "optimism-bias", "move", "exit", "double-running",
    }  # fmt: skip
    # 252,561 / (110,000 x 0.933511) is 246 %; 252,561 / (26,000 x 7.763640) is 125 %, more than all of it
    assert rows.loc["works", "switching_pct"] == pytest.approx(246.0, abs=0.1)
    assert pd.isna(rows.loc["running-cost", "switching_pct"])
    assert "no change of it alone" in rows.loc["running-cost", "reason"]
    assert rows.loc["works", "npv_low_gbp"] == pytest.approx(npv - 58_000 * 0.933511, abs=1)
    assert rows.loc["works", "npv_high_gbp"] == pytest.approx(npv + 46_000 * 0.933511, abs=1)


@pytest.mark.parametrize(
    ("cost", "saved", "words"),
    [
        # 11,000, 12,000 x 0.8, 0.9, 1.0 less 15,600, 10,000, 5,600
        (11_000.0, (-6_800, -100, 5_400), "more than ten times as much"),
        (12_000.0, (-6_000, 800, 6_400), "near its least favourable"),
    ],
)
def test_a_saving_that_may_be_a_cost_can_take_the_worth_away(cost, saved, words):
    made = one({**FREEHOLD, "running_cost_gbp": cost, "value_gbp": 300_000.0}, move=NOW)
    assert sums(made)["running-cost"] == saved
    row = made.sensitivities.set_index("measure").loc["running-cost"]
    assert row["npv_low_gbp"] < 0 < row["npv_high_gbp"]
    assert row["reason"] == f"running cost saved: {words} and the option is worth nothing"
    npv, yearly = sums(made)["npv"][1], sum(1.035**-year for year in range(1, 11))
    assert npv + row["switching_pct"] / 100 * saved[1] * yearly == pytest.approx(0, abs=5)


def test_what_several_options_are_worth_does_not_depend_on_one_another():
    held = {"a": STATION, "b": FREEHOLD, "host": HOST}
    need = {"a": (160.0, 200.0, 240.0), "b": 100.0}
    start = {"window_start_date": pd.Timestamp("2028-03-31")}
    both = worth(held=held, need=need, moves=[("host", "a", start), ("host", "b", start)])
    alone = worth(held=held, need=need, moves=[("host", "b", start)])
    assert sums(both, "host>b") == sums(alone, "host>b")
    assert sums(both, "host>a") == sums(one())
