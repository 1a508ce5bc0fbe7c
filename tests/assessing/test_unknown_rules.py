"""A rule that cannot be tried on a record of its kind says what is given, what is missing, and what would tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from assessed_rows import assessed

from totalcapital.assessing.findings import MEASURES
from totalcapital.assessing.rules import load_rules
from totalcapital.tables import ASSETS

METHOD = Path(__file__).resolve().parents[2] / "docs" / "method" / "underuse.md"

OFFICE = {"service": "office"}
MISSING = [
    (
        "office-space-per-person",
        OFFICE,
        "not given: floor area as GIA or NIA, staff based there",
        "floor area as GIA or NIA; staff based there",
    ),
    (
        "office-space-per-person",
        OFFICE | {"floor_area_m2": 5000.0, "floor_area_basis": "GEA", "staff_fte": 12.5},
        "not given: floor area as GIA or NIA; given: 5,000 m² GEA, 12.5 staff",
        "floor area as GIA or NIA",
    ),
    (
        "office-space-per-person",
        OFFICE | {"floor_area_m2": 500.0},
        "not given: floor area as GIA or NIA, staff based there; given: 500 m² on a basis that is not given",
        "floor area as GIA or NIA; staff based there",
    ),
    (
        "office-space-per-person",
        OFFICE | {"floor_area_m2": 500.0, "floor_area_basis": "GIA"},
        "not given: staff based there; given: 500 m² GIA",
        "staff based there",
    ),
    (
        "office-desks-per-10-staff",
        OFFICE | {"workstations_count": 40},
        "not given: staff based there; given: 40 desks",
        "staff based there",
    ),
    (
        "school-spare-places",
        {"service": "school", "capacity_count": 210},
        "not given: pupils on roll; given: 210 places",
        "pupils on roll",
    ),
    (
        "nhs-unused-share",
        {"service": "clinic", "agency_id": "trust", "floor_area_m2": 900.0},
        "not given: unused floor area; given: floor area 900 m²",
        "unused floor area",
    ),
    (
        "unused-share",
        {"service": "museum", "floor_area_m2": 900.0, "unused_area_m2": 950.0},
        "not given: an unused floor area within the whole; given: floor area 900 m², 950 m² not used",
        "an unused floor area within the whole",
    ),
    (
        "nhs-non-clinical",
        {"service": "hospital", "agency_id": "trust"},
        "not given: share that is not clinical",
        "share that is not clinical",
    ),
    (
        "library-opening-hours",
        {"service": "library", "opening_hours_week": 12.5},
        "not given: opening hours of at least 20 alike; given: open 12.5 hours a week, of 1 alike",
        "opening hours of at least 20 alike",
    ),
    ("library-opening-hours", {"service": "library"}, "not given: opening hours", "opening hours"),
    (
        "plot-ratio",
        {"service": "depot", "floor_area_m2": 900.0, "floor_area_basis": "GIA"},
        "not given: area of the land; given: 900 m² GIA",
        "area of the land",
    ),
    (
        "land-not-delivering-services",
        {"service": "hospital", "agency_id": "trust", "site_area_m2": 4000.0},
        "not given: land that delivers no service; given: 4,000 m² of land",
        "land that delivers no service",
    ),
]


def test_it_says_what_is_given_and_what_is_missing_and_measures_nothing():
    found = assessed(*[row for _, row, _, _ in MISSING]).underuse.set_index(["asset_id", "rule_id"])
    told = [found.loc[(f"r:{n:03}", rule)] for n, (rule, *_) in enumerate(MISSING)]
    assert [one["evidence"] for one in told] == [evidence for _, _, evidence, _ in MISSING]
    assert [one["would_be_known_by"] for one in told] == [wanted for *_, wanted in MISSING]
    for one in told:
        assert one["finding"] == "unknown"
        assert one[["measured", "threshold", "excess"]].isna().all()


def test_a_rule_says_nothing_of_records_that_are_not_of_its_kind():
    rows = [
        {"service": "park"},
        {"service": "office", "property_kind": "land"},
        {"service": "office", "status": "closed"},
        {"service": "museum"},  # nothing of its floor area is given
        {"service": "clinic"},  # of a council: the NHS rules are not about it
        {},
    ]
    assert "unknown" not in set(assessed(*rows).underuse["finding"])


def test_a_state_that_is_not_said_gives_no_unknown_rows():
    found = assessed({"service": "museum", "property_kind": "building"}).underuse
    assert found.empty


def test_a_percentile_is_of_one_service_on_one_basis_and_says_how_many():
    gross = {"service": "depot", "floor_area_basis": "GIA", "site_area_m2": 1000.0}
    rows = [gross | {"floor_area_m2": 100.0 * n} for n in range(1, 21)]
    net = [gross | {"floor_area_basis": "NIA", "floor_area_m2": 1.0}] * 19
    other = [gross | {"service": "store", "floor_area_m2": 1.0}]
    found = assessed(*rows, *net, *other).underuse
    plots = found[found["rule_id"] == "plot-ratio"].set_index("asset_id")
    assert plots.loc[[f"r:{n:03}" for n in range(20)], "measured"].tolist() == pytest.approx(
        [n / 20 for n in range(1, 21)]
    )
    assert "2% of" not in plots.loc["r:001", "evidence"]
    assert plots.loc["r:001", "evidence"] == (
        "0.20 m² GIA for each m² of land; 10% of the 20 of this service that say it have as little or less"
    )
    assert set(plots.loc[[f"r:{n:03}" for n in range(20, 39)], "finding"]) == {"unknown"}  # nineteen
    assert "r:039" not in plots.index


def test_the_quarter_that_leaves_most_land_without_a_service_is_watched_and_never_one_that_leaves_none():
    site = {"service": "hospital", "agency_id": "trust", "site_area_m2": 1000.0}
    rows = [site | {"unused_land_m2": 10.0 * n} for n in range(20)]
    found = assessed(*rows).underuse
    land = found[found["rule_id"] == "land-not-delivering-services"].set_index("asset_id")["finding"]
    assert [land[f"r:{n:03}"] for n in range(20)] == ["used"] * 16 + [
        "watch"
    ] * 4  # more than 15 of 20 leave less
    none = assessed(*[site | {"unused_land_m2": 0.0}] * 20).underuse
    assert set(none.loc[none["rule_id"] == "land-not-delivering-services", "finding"]) == {"used"}


def test_an_unknown_band_lists_what_its_rules_lack_once_each():
    bands = assessed(OFFICE | {"property_kind": "building"}).bands
    assert bands["would_be_known_by"].tolist() == [
        "floor area as GIA or NIA; staff based there; workstations"
    ]


def test_every_rule_is_measured_and_says_its_kind_its_columns_and_its_source():
    rules = load_rules({})
    assert {rule.id for rule in rules} == set(MEASURES)
    for rule in rules:
        assert set(rule.rests_on) <= set(ASSETS.column_names)
        assert rule.rests_on
        assert rule.source
        assert rule.applies_to
        assert rule.test in {"over", "at least", "at most"}
        assert rule.mildest is not None


def test_the_method_lists_every_rule_with_its_thresholds():
    lines = METHOD.read_text(encoding="utf-8").splitlines()
    told = {line.split("`")[1]: line.split("|")[4:6] for line in lines if line.startswith("| `")}
    for rule in load_rules({}):
        for threshold, cell in zip((rule.watch, rule.flag), told[rule.id], strict=True):
            if rule.unit == "status" or threshold is None:
                assert not any(figure.isdigit() for figure in cell), rule.id
            else:
                assert f"{threshold:g}" in cell, rule.id
