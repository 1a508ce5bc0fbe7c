"""Sums of scenarios are written in the currency of the estate."""

from __future__ import annotations

import pytest

from totalcapital.choosing.facts import Facts
from totalcapital.choosing.words import limit_words, reason_words
from totalcapital.sections import Scenario

ROW = {
    "status": "optimal", "moves_count": 1, "options_count": 2, "value": 50_000.0, "bound": 50_000.0, "gap_pct": 0.0,
    "binding": None, "saving_gbp": 10_000.0, "saving_low_gbp": 9_000.0, "saving_high_gbp": 12_000.0,
    "npv_low_gbp": -45_000.0, "npv_high_gbp": 55_000.0, "without_money_count": 0,
}  # fmt: skip


@pytest.mark.parametrize(("currency", "sign"), [("GBP", "£"), ("USD", "$"), ("SEK", "SEK ")])
def test_what_came_of_a_scenario_is_told_in_the_currency_of_the_estate(currency, sign):
    assert reason_words(ROW, Scenario(), currency) == (
        f"Best set, proven: 1 move of 2 options, net present value {sign}50,000. From the least to the most "
        f"favourable case it saves {sign}9,000 to {sign}12,000 a year, net present value -{sign}45,000 to {sign}55,000."
    )


def test_a_budget_is_told_in_the_currency_of_the_estate():
    facts = Facts(None, None, None, "USD")
    said = limit_words(Scenario(budget_gbp_by_year={"2027": 400_000.0}), facts)
    assert "$400,000 in 2027 to spend, no other year" in said
