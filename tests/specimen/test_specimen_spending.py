"""What the specimen says of public spending, counted from the file itself."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict

import pytest
from invented.bodies import AREA_BODIES, BENEFITS, COURTS
from invented.outlines import NAMES

from totalcapital.resources import geodata


@pytest.fixture(scope="module")
def rows():
    with geodata("specimen", "spending", "spending.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_area_is_paid_for_by_council_health_police_fire_and_the_country_in_two_years(rows):
    found = defaultdict(set)
    for row in rows:
        found[row["Area name"], row["Financial year"]].add(row["Organisation"])
    for area, bodies in AREA_BODIES.items():
        for year in ("2024/25", "2025/26"):
            spend = found[NAMES[area], year]
            assert {
                bodies.upper,
                bodies.lower,
                bodies.nhs,
                bodies.police,
                bodies.fire,
                BENEFITS,
                COURTS,
            } <= spend


def test_every_area_has_capital_premises_and_money_that_another_body_spends_again(rows):
    for name in NAMES.values():
        of_area = [row for row in rows if row["Area name"] == name]
        assert {row["Revenue or capital"] for row in of_area} == {"Revenue", "Capital"}
        assert sum(row["Premises cost"] == "Yes" for row in of_area) == 8  # four bodies, two years
        passed_on = {row["Service"] for row in of_area if row["Transfer to another public body"] == "Yes"}
        assert passed_on == {"Levy to the fire service", "Parish precepts"}


def test_ambulances_and_land_are_paid_for_in_no_one_area(rows):
    without = Counter(row["Organisation"] for row in rows if not row["Area name"])
    assert set(without.values()) == {2}
    assert len(without) == 4


def test_no_amount_is_missing_and_none_is_said_twice(rows):
    assert all(int(row["Amount (£)"]) > 0 for row in rows)
    keys = Counter(
        (row["Organisation"], row["Area name"], row["Service"], row["Revenue or capital"], row["Financial year"],
         row["Premises cost"])
        for row in rows
    )  # fmt: skip
    assert max(keys.values()) == 1
