"""What must hold of any records: null proves nothing, thresholds are monotone, order is nothing."""

from __future__ import annotations

import pandas as pd
import pytest
from assessed_rows import assessed, checked, holdings_of, records_of
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.tables import BAND_TABLE, NEEDS, RULES, UNDERUSE

EVIDENCE = (
    "status_date", "floor_area_m2", "floor_area_basis", "site_area_m2", "unused_area_m2", "unused_pct",
    "non_clinical_pct", "unused_land_m2", "staff_fte", "workstations_count", "capacity_count", "occupied_count",
    "opening_hours_week",
)  # fmt: skip
ORDER = {"unknown": 0, "used": 1, "watch": 2, "under-used": 3, "surplus": 4}


def maybe(values):
    return st.one_of(st.none(), values)


def areas(most):
    return maybe(st.sampled_from([0.0, 1.0, most / 10, most / 2, most]))


records = st.fixed_dictionaries(
    {
        "service": maybe(
            st.sampled_from(["office", "school", "nursery", "clinic", "depot", "library", "park"])
        ),
        "agency_id": maybe(st.sampled_from(["council", "police", "trust"])),
        "status": st.sampled_from(["operational", "vacant", "surplus", "closed", "unknown"]),
        "status_date": maybe(st.sampled_from([pd.Timestamp("2026-01-01"), pd.Timestamp("2026-09-01")])),
        "property_kind": maybe(st.sampled_from(["land", "building", "both"])),
        "role": st.sampled_from(["owner", "occupier", "both", "unknown"]),
        "is_leased_out": maybe(st.booleans()),
        "floor_area_m2": areas(4000.0),
        "floor_area_basis": maybe(st.sampled_from(["GIA", "NIA", "GEA", "unknown"])),
        "site_area_m2": areas(9000.0),
        "unused_area_m2": areas(800.0),
        "unused_pct": maybe(st.sampled_from([0.0, 2.0, 30.0, 100.0])),
        "non_clinical_pct": maybe(st.sampled_from([20.0, 33.0, 60.0])),
        "unused_land_m2": areas(5000.0),
        "staff_fte": areas(300.0),
        "workstations_count": maybe(st.integers(0, 400)),
        "capacity_count": maybe(st.integers(0, 900)),
        "occupied_count": maybe(st.integers(0, 900)),
        "opening_hours_week": areas(50.0),
        "site_id": st.sampled_from(["s0", "s1", "s2", "s3", "s4"]),
    }
)
estates = st.lists(records, min_size=1, max_size=30)


@given(estates)
@settings(max_examples=10, deadline=None)
def test_low_is_never_over_central_nor_central_over_high_and_none_is_below_nought(rows):
    result = assessed(*rows)
    for frame, name in ((result.bands, "spare"), (result.needs, "need")):
        known = frame.dropna(subset=[f"{name}_m2"])
        low, central, high = (known[f"{name}_{case}"] for case in ("low_m2", "m2", "high_m2"))
        assert (low <= central).all()
        assert (central <= high).all()
        assert (low >= 0).all()
        assert known[f"{name}_basis"].notna().all()
        rest = frame[frame[f"{name}_m2"].isna()]
        assert rest[[f"{name}_low_m2", f"{name}_high_m2", f"{name}_basis"]].isna().all(axis=None)
    assert len(result.bands) == len(result.needs) == len(rows)
    assert (result.bands["rule_id"].isna() == (result.bands["band"] == "unknown")).all()
    assert (result.bands["would_be_known_by"].notna() == (result.bands["band"] == "unknown")).all()


@given(st.lists(records, min_size=1, max_size=10))
@settings(max_examples=10, deadline=None)
def test_evidence_that_is_taken_away_makes_no_holding_worse_and_none_used_that_was_not_tested(rows):
    rows = [{**row, "site_id": f"own {n}"} for n, row in enumerate(rows)]
    less = [
        (n, column, {**row, column: None, "site_id": f"{n} {column}"})
        for n, row in enumerate(rows)
        for column in EVIDENCE
        # A share that is stated goes before one from two areas: without it, the other is evidence and no null.
        if row[column] is not None and not (column == "unused_pct" and row["unused_area_m2"] is not None)
    ]
    bands = [ORDER[one] for one in assessed(*rows, *[row for *_, row in less]).bands["band"]]
    for (n, column, _), after in zip(less, bands[len(rows) :], strict=True):
        assert after <= bands[n], column


def test_a_record_without_evidence_is_unknown_and_says_by_what_it_would_be_known():
    rows = [
        {"service": service, "agency_id": agency, "status": status, "property_kind": "building"}
        for service in ("office", "school", "clinic", "library", "depot")
        for agency in ("council", "trust", None)
        for status in ("operational", "unknown")
    ]
    bands = assessed(*rows).bands
    assert set(bands["band"]) == {"unknown"}
    assert bands["would_be_known_by"].notna().all()
    assert bands["spare_would_be_known_by"].notna().all()
    assert bands["spare_m2"].isna().all()


def test_what_comes_out_keeps_its_contract():
    made = assessed({"service": "office"}, {"status": "vacant"}, {"service": "school", "capacity_count": 4})
    for table, frame in (
        (UNDERUSE, made.underuse),
        (BAND_TABLE, made.bands),
        (RULES, made.rules),
        (NEEDS, made.needs),
    ):
        table.check(frame)


@pytest.mark.parametrize(
    ("rule", "column", "row"),
    [
        ("unused-share", "unused_pct", {}),
        ("nhs-unused-share", "unused_pct", {"agency_id": "trust"}),
        ("nhs-non-clinical", "non_clinical_pct", {"agency_id": "trust"}),
        (
            "office-space-per-person",
            "floor_area_m2",
            {"service": "office", "floor_area_basis": "NIA", "staff_fte": 5.0},
        ),
        ("office-desks-per-10-staff", "workstations_count", {"service": "office", "staff_fte": 50.0}),
    ],
)
def test_a_lower_threshold_and_a_larger_measurement_never_make_it_better(rule, column, row):
    values = [1, 4, 30, 55, 100]
    rows = [row | {column: value} for value in values]
    before: list[int] = [0] * len(values)
    for threshold in (90.0, 40.0, 3.0):
        found = assessed(*rows, thresholds={rule: threshold}).underuse.query("rule_id == @rule")
        bands = [ORDER[one] for one in found.sort_values("asset_id")["finding"]]
        assert bands == sorted(bands)
        assert all(now >= then for now, then in zip(bands, before, strict=True))
        before = bands


@given(estates, st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None)
def test_the_order_of_records_and_holdings_changes_nothing(rows, random):
    assets = records_of(rows)
    holdings = holdings_of(rows, assets)
    one = checked(assets, holdings)
    order, other = list(range(len(rows))), list(range(len(rows)))
    random.shuffle(order)
    random.shuffle(other)
    two = checked(assets.iloc[order].reset_index(drop=True), holdings.iloc[other].reset_index(drop=True))
    pd.testing.assert_frame_equal(one.underuse, two.underuse)
    pd.testing.assert_frame_equal(one.needs, two.needs)
    pd.testing.assert_frame_equal(
        one.bands.sort_values("holding_id", ignore_index=True),
        two.bands.sort_values("holding_id", ignore_index=True),
    )
