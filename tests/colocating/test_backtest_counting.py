"""That the back-test of options counts right: moves, places, chance, on cases worked out by hand."""

from __future__ import annotations

import itertools
import sys
import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.backtest.colocated import cases_of, write_estate
from benchmarks.backtest.counting import chance, first_place, interval, order_of, summary
from benchmarks.backtest.moves import KINDS, find_moves, is_same_street, read_libraries, stem


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 6))
def test_chance_is_the_mean_over_every_order(true_count, others):
    orders = itertools.combinations(range(true_count + others), true_count)
    places = [order[0] + 1 for order in orders]
    mean, reciprocal, first, five = chance(true_count, true_count + others)
    assert mean == pytest.approx(sum(places) / len(places))
    assert reciprocal == pytest.approx(sum(1 / place for place in places) / len(places))
    assert first == pytest.approx(sum(place == 1 for place in places) / len(places))
    assert five == pytest.approx(sum(place <= 5 for place in places) / len(places))


def test_where_none_is_true_chance_finds_none():
    assert chance(0, 4)[1:] == (0.0, 0.0, 0.0)


def test_the_place_is_that_of_the_first_true_option_and_null_where_none_is():
    assert first_place([False, False, True, True]) == 3
    assert first_place([False, False]) is None
    assert first_place([]) is None


def test_options_are_ordered_by_known_fit_then_score_then_distance_or_by_distance_alone():
    options = pd.DataFrame(
        [("a", False, 0.9, 10.0), ("b", True, 0.5, 30.0), ("c", True, 0.5, 20.0), ("d", True, 0.7, 40.0)],
        columns=["option_id", "is_known_fit", "score", "distance_m"],
    )
    assert order_of(options, by="rank")["option_id"].tolist() == ["d", "c", "b", "a"]
    assert order_of(options, by="distance")["option_id"].tolist() == ["a", "c", "b", "d"]


def test_a_summary_is_as_worked_out_by_hand():
    cases = pd.DataFrame(
        {"ours": [1, 2, None], "distance": [2, 4, 6], "options_count": [2, 4, 6], "true_count": [1, 1, 1]}
    )
    table = summary(cases)
    assert table.loc["ours", "mrr"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert table.loc["ours", ["median", "hit_1", "hit_5"]].tolist() == [1.5, pytest.approx(1 / 3), pytest.approx(2 / 3)]  # fmt: skip
    assert table.loc["distance", "mrr"] == pytest.approx((1 / 2 + 1 / 4 + 1 / 6) / 3)
    assert table.loc["distance", "hit_5"] == pytest.approx(2 / 3)
    assert table.loc["ours less distance", "mrr"] == pytest.approx(
        table.loc["ours", "mrr"] - table.loc["distance", "mrr"]
    )
    assert table["n"].eq(3).all()


def test_an_interval_holds_the_mean_and_is_the_same_each_time():
    low, high = interval([0.0, 1.0, 1.0, 0.5])
    assert low <= 0.625 <= high
    assert interval([0.0, 1.0, 1.0, 0.5]) == (low, high)
    assert interval([1.0, 1.0]) == (1.0, 1.0)


def test_a_stem_is_what_tells_a_library_from_others():
    assert stem("Rawmarsh Library & Neighbourhood Hub") == stem("Rawmarsh Branch Library") == "rawmarsh"
    assert stem("Derwent Community Library (Located in a centre)") == "derwent"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("PO Box 882, Market Road", "County Hall, Market Road", True),
        ("121 Park Road", "12 Park Road", True),
        ("63 Hutton Road", "Bishops Hall, Rayleigh Road", False),
        ("Lupus Street", "Lupus Street", True),
        ("Town Hall", "Town Hall", False),
    ],
)
def test_addresses_of_one_street_are_no_move(one, other, same):
    assert is_same_street(one, other) is same


OLD = ["Local authority", "Library name", "Address 1", "Postcode", "Year closed", "Co-located"]
NEW = ["reporting", "name", "address1", "postcode", "operation_23", "closed", "opened", "co_located"]


@pytest.fixture
def lists(tmp_path):
    """Write the two lists of invented libraries, and where their postcodes are."""
    kinds = [column for columns, _ in KINDS.values() for column in columns]
    old = [
        ("Testshire", "Moved Library", "Old Road", "AA1 1AA", "", "no"),
        ("Testshire", "Stayed", "High Street", "AA1 1AB", "", "no"),
        ("Testshire", "Corrected", "1 Long Lane", "AA1 1AC", "", "no"),
        ("Testshire", "Shared Before", "West Way", "AA1 1AD", "", "yes"),
        ("Testshire", "Earlier", "East Row", "AA1 1AE", "2012", "no"),
        ("Testshire", "Far Off", "North Road", "AA1 1AF", "", "no"),
    ]
    new = [
        ("Testshire", "Moved Community Library", "New Road", "AA2 1AA", "LA", "", "2021", "Yes", "health"),
        ("Testshire", "Stayed", "High Street", "AA1 1AB", "LA", "", "", "Yes", "health"),
        ("Testshire", "Corrected", "1 Long Lane", "AA2 1AC", "LA", "", "", "Yes", "school"),
        ("Testshire", "Shared Before", "South Way", "AA2 1AD", "LA", "", "", "Yes", "health"),
        ("Testshire", "Another Name", "East Hill", "AA2 1AE", "LA", "", "2013", "Yes", "civic"),
        ("Testshire", "Far Off", "South Road", "AA2 1AF", "LA", "", "", "Yes", "health"),
    ]
    pd.DataFrame(old, columns=OLD).to_csv(tmp_path / "libraries_england.csv", index=False)
    after = pd.DataFrame([row[:-1] for row in new], columns=NEW)
    for column in kinds:
        after[column] = ["X" if column in KINDS[row[-1]][0] and "univer" not in column else "" for row in new]
    after.to_csv(tmp_path / "libraries_england_2023.csv", index=False, encoding="utf-8-sig")
    codes = [row[3].replace(" ", "") for row in (*old, *new)]
    x = [*(0.0, 1e4, 2e4, 3e4, 4e4, 5e4), *(300.0, 1e4, 20_300.0, 30_300.0, 40_400.0, 54_000.0)]
    places = pd.DataFrame({"x": x, "y": 0.0}, index=codes)
    return read_libraries(tmp_path, places[~places.index.duplicated()])


def test_moves_are_those_to_another_place_not_corrected_codes_nor_libraries_that_stayed(lists):
    moves = find_moves(*lists).moves
    assert moves["name"].tolist() == ["Moved Community Library", "Another Name"]
    assert moves["old_row"].tolist() == [0, 4]
    assert moves["by"].tolist() == ["name", "year"]
    assert moves["is_since_2019"].tolist() == [True, False]
    assert moves["metres"].tolist() == [300.0, 400.0]


def test_the_steps_say_how_many_are_left(lists):
    counts = [count for _, count in find_moves(*lists).steps]
    # Moved, Stayed, Corrected, Shared Before and Far Off have a namesake; all but Shared Before began to share.
    assert counts == [5, 4, 4, 3, 1, 1]


def test_a_case_says_where_the_kind_and_the_partner_stand(lists):
    moves = find_moves(*lists).moves.head(1)
    hosts = [("near", "clinic", 50.0), ("school", "school", 20.0), ("partner", "gp-practice", 310.0)]
    holdings = pd.DataFrame(
        [(name, name, name, service) for name, service, _ in hosts],
        columns=["holding_id", "site_id", "agency_id", "service"],
    )
    tables = {
        "holdings": holdings,
        "agencies": pd.DataFrame({"agency_id": holdings["agency_id"], "is_public": [None, True, True]}),
        "sites": gpd.GeoDataFrame(
            {"site_id": holdings["site_id"]}, geometry=[shapely.Point(at, 0) for *_, at in hosts]
        ),
        "colocation": pd.DataFrame(
            {
                "option_id": [f"{name}>library" for name, *_ in hosts], "host_id": holdings["holding_id"],
                "guest_id": "library", "distance_m": [at for *_, at in hosts], "score": [0.9, 0.8, 0.7],
                "score_service": 0.9, "vetoes": None, "is_better_direction": [True, True, False],
            }
        ),
    }  # fmt: skip
    (case,) = cases_of(tables, moves, ["library"]).to_dict("records")
    # Ours: school and partner are known fits, near is not: of health the partner is second.
    # By distance: school, near, partner. The partner itself is within 150 m of the new place at 300 m.
    assert (case["kind"], case["options_count"], case["true_count"], case["true_count_partner"]) == (
        "health",
        3,
        2,
        1,
    )
    assert (case["ours"], case["distance"], case["ours_partner"], case["distance_partner"]) == (2, 2, 2, 3)
    assert case["is_better_direction"] is False


def test_the_estate_is_written_as_it_stood_before_the_moves(lists, tmp_path):
    national = tmp_path / "national"
    national.mkdir()
    (tmp_path / "libraries_england.csv").rename(national / "libraries_england.csv")
    (national / "gias_open_establishments_2025.csv").write_text(
        "urn,establishment_type_group\n1,Academies\n2,Local authority maintained schools\n", encoding="cp1252"
    )
    moves = find_moves(*lists).moves
    path, row_of = write_estate(tmp_path, tmp_path, moves, radius_m=1200.0)
    written = pd.read_csv(tmp_path / "libraries.csv", dtype=str, keep_default_na=False)
    assert written["Year closed"].eq("").all()  # Earlier is open again
    assert row_of[4] == 6  # the heading is row 1
    assert (tmp_path / "academies.csv").read_text(encoding="utf-8").split() == ["urn,establishment_type_group", "1,Academies"]  # fmt: skip
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [told["register"][0][key] for key in ("id", "path")] == ["libraries", "libraries.csv"]
    assert told["register"][-1]["path"] == "national/courts.json"
