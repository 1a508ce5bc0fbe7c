"""That precision and recall of linking are counted right, on records planted by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.linking.measuring import (
    Labelled,
    by,
    counts,
    judged_pairs,
    record_view,
    site_of_records,
    wilson,
)
from totalcapital.tables import join_list

BNG = "EPSG:27700"


def labelled(rows, *, judged=None):
    """Return a set from rows of (id, truth, side, service, method); ``original`` adds ``o-``."""
    table = pd.DataFrame(rows, columns=["asset_id", "truth", "side", "service", "method"])
    assets = table[["asset_id", "service"]].assign(status="operational")
    places = gpd.GeoDataFrame(
        {"subject_id": table["asset_id"], "method": table["method"], "accuracy_m": 25.0},
        geometry=[shapely.Point(n, 0) for n in range(len(table))],
        crs=BNG,
    )
    by_id = table.set_index("asset_id")
    return Labelled(
        "planted", "Planted", assets, places, truth=by_id["truth"], side=by_id["side"],
        original=pd.Series([f"o-{i}" for i in table["asset_id"]], index=table["asset_id"]),
        vague=frozenset(table["asset_id"][table["method"] == "postcode"]), judged=judged or {},
    )  # fmt: skip


PLANTED = [
    ("a1", "x", "map", "school", "geometry"),
    ("b1", "x", "list", "school", "coordinates"),
    ("a2", "y", "map", "library", "geometry"),
    ("b2", "y", "list", "library", "postcode"),
    ("a3", "z", "map", "school", "geometry"),
    ("b3", "w", "list", "school", "coordinates"),
    ("c4", None, "list", "school", "coordinates"),
]
# a1 and b1 found; a2 and b2 missed; a3 and b3 wrongly together, with a record nobody knows.
SITES = pd.Series({"a1": "s1", "b1": "s1", "a2": "s2", "b2": "s3", "a3": "s4", "b3": "s4", "c4": "s4"})


def test_a_pair_found_a_pair_missed_and_a_false_one_are_counted_as_such():
    pairs = judged_pairs(labelled(PLANTED), SITES)
    assert len(pairs) == 3
    found = counts(pairs)
    assert (found["tp"], found["fp"], found["fn"]) == (1, 1, 1)
    assert (found["precision"], found["recall"]) == (0.5, 0.5)


def test_a_record_nobody_knows_is_no_false_pair():
    pairs = judged_pairs(labelled(PLANTED), SITES)
    assert "c4" not in set(pairs["asset_id"]) | set(pairs["other_asset_id"])


def test_records_of_one_list_are_no_pair():
    both = labelled([("a", "x", "map", "school", "geometry"), ("b", "x", "map", "school", "geometry")])
    assert judged_pairs(both, pd.Series({"a": "s", "b": "t"})).empty


def test_what_a_person_said_goes_before_the_id():
    judged = {("o-a2", "o-b2"): "different", ("o-a3", "o-b3"): "same"}
    found = counts(judged_pairs(labelled(PLANTED, judged=judged), SITES))
    assert (found["tp"], found["fp"], found["fn"]) == (2, 0, 0)


def test_a_pair_said_to_be_one_is_missed_where_the_linker_keeps_it_apart():
    judged = {("o-a1", "o-b3"): "same"}
    found = counts(judged_pairs(labelled(PLANTED, judged=judged), SITES))
    assert (found["tp"], found["fp"], found["fn"]) == (1, 1, 2)


def test_a_pair_said_to_be_two_is_false_where_it_comes_together_though_no_id_is_known():
    judged = {("o-a3", "o-c4"): "different", ("o-a1", "o-c4"): "different"}
    found = counts(judged_pairs(labelled(PLANTED, judged=judged), SITES))
    assert (found["tp"], found["fp"], found["fn"]) == (1, 2, 1)


def test_a_pair_that_cannot_be_told_counts_for_nothing():
    judged = {("o-a3", "o-b3"): "unclear"}
    found = counts(judged_pairs(labelled(PLANTED, judged=judged), SITES))
    assert (found["tp"], found["fp"], found["fn"]) == (1, 0, 1)


def test_a_pair_is_exact_where_both_are_better_located_than_by_postcode():
    pairs = judged_pairs(labelled(PLANTED), SITES)
    assert dict(zip(pairs["asset_id"], pairs["is_exact"], strict=True)) == {
        "a1": True,
        "a2": False,
        "a3": True,
    }
    assert set(pairs["methods"]) == {"geometry / coordinates", "geometry / postcode"}


def test_counts_are_told_by_service():
    table = by(judged_pairs(labelled(PLANTED), SITES), "service")
    assert table.loc["school", ["tp", "fp", "fn"]].tolist() == [1, 1, 0]
    assert table.loc["library", ["tp", "fp", "fn"]].tolist() == [0, 0, 1]


def test_records_are_counted_by_how_many_of_their_partners_were_found():
    rows = [*PLANTED, ("b5", "x", "list", "school", "coordinates")]
    pairs = judged_pairs(labelled(rows), pd.concat([SITES, pd.Series({"b5": "s9"})]))
    # a1 has two partners and one of them is found; b1 is found; a2, b2 and b5 are not.
    assert record_view(pairs) == {
        "records": 5, "all_found": 1, "some_found": 1, "none_found": 3, "with_a_wrong_partner": 2,
    }  # fmt: skip


def test_the_site_of_each_record_is_read_from_the_holdings():
    holdings = pd.DataFrame({"site_id": ["s1", "s2"], "asset_ids": [join_list(["a", "b"]), "c"]})
    assert site_of_records(holdings).to_dict() == {"a": "s1", "b": "s1", "c": "s2"}


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # (8/10 + 3.8415/20 ± 1.96·√(0.016 + 3.8415/400)) / 1.38415 = (0.99207 ± 0.31366) / 1.38415
        (8, 10, 0.490, 0.943),
        # all of ten: (1 + 0.19207 ± 1.96·√0.0096036) / 1.38415
        (10, 10, 0.722, 1.0),
        # none of ten: the mirror of it
        (0, 10, 0.0, 0.278),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_of_a_share_is_wilsons(hits, of, low, high):
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_in_its_interval(case):
    hits, of = case
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of + 1e-12
    assert hits / of - 1e-12 <= high <= 1
