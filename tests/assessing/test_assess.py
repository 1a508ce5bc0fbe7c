"""Under-use rules at, just below and just above their thresholds; bands; spare space."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from totalcapital.assessing import assess
from totalcapital.assessing.rules import load_rules
from totalcapital.assumptions import load_assumptions
from totalcapital.errors import EstateFileError
from totalcapital.sections import Underuse
from totalcapital.tables import AGENCIES, ASSETS, BAND_TABLE, HOLDINGS, STAKE_COLUMNS, UNDERUSE

NAMES = [column.name for column in STAKE_COLUMNS]
AGENCY = AGENCIES.conform(
    pd.DataFrame(
        {"agency_id": ["council", "trust"], "name": ["Council", "Trust"], "sector": ["district", "nhs"]}
    )
)
BASE = {
    "register_id": "r", "source_file": "f", "source_row": 2, "source_values": "{}", "role": "owner",
    "status": "unknown", "sensitivity": "open", "agency_id": "council",
}  # fmt: skip


def assessed(*rows, thresholds=None, **options):
    """Assess one holding for each record."""
    assets = ASSETS.conform(
        pd.DataFrame([{**BASE, "asset_id": f"r:{n}", **row} for n, row in enumerate(rows)])
    )
    holdings = assets[NAMES].assign(
        holding_id=assets["asset_id"].str.replace("r:", "h"),
        site_id=assets["asset_id"],
        agency_id=assets["agency_id"],
        asset_ids=assets["asset_id"],
        services=assets["service"],
    )
    return checked(assets, HOLDINGS.conform(holdings), thresholds or {}, **options)


def checked(assets, holdings, thresholds, *, as_of=dt.date(2026, 9, 30), assumptions=None):
    result = assess(
        assets,
        holdings,
        agencies=AGENCY,
        as_of=as_of,
        settings=Underuse(thresholds=thresholds),
        assumptions=load_assumptions(assumptions or {}),
    )
    assert list(result.underuse.columns) == UNDERUSE.column_names
    assert list(result.bands.columns) == BAND_TABLE.column_names
    return result


def band(row, **options):
    return assessed(row, **options).bands["band"].iloc[0]


def finding(row, rule, **options):
    found = assessed(row, **options).underuse
    return found[found["rule_id"] == rule].iloc[0]


THRESHOLDS = [
    ({"status": "surplus"}, "surplus"),
    ({"status": "disposal"}, "surplus"),
    ({"status": "vacant", "property_kind": "building"}, "under-used"),
    ({"status": "vacant", "property_kind": "both"}, "under-used"),
    ({"status": "vacant", "property_kind": "land"}, "watch"),
    ({"status": "vacant"}, "watch"),  # of what, is not said
    ({"status": "closed"}, "watch"),  # closed is not surplus
    ({"status": "operational"}, "unknown"),  # a state is no measurement of use
    ({}, "unknown"),
    ({"agency_id": "trust", "unused_pct": 2.4}, "used"),
    ({"agency_id": "trust", "unused_pct": 2.5}, "used"),  # at most 2.5 %
    ({"agency_id": "trust", "unused_pct": 2.6}, "under-used"),
    ({"unused_pct": 2.6}, "used"),
    ({"unused_pct": 10.0}, "used"),
    ({"unused_pct": 10.1}, "under-used"),
    ({"agency_id": None, "unused_pct": 10.1}, "under-used"),
    ({"floor_area_m2": 1000.0, "unused_area_m2": 100.0}, "used"),
    ({"floor_area_m2": 1000.0, "unused_area_m2": 101.0}, "under-used"),
    ({"unused_area_m2": 101.0}, "unknown"),  # a part of what, is not said
    ({"floor_area_m2": 0.0, "unused_area_m2": 101.0}, "unknown"),
    ({"non_clinical_pct": 30.0}, "used"),
    ({"non_clinical_pct": 30.1}, "watch"),
    ({"non_clinical_pct": 35.0}, "watch"),
    ({"non_clinical_pct": 35.1}, "under-used"),
    ({"service": "school", "capacity_count": 1000, "occupied_count": 900}, "used"),
    ({"service": "school", "capacity_count": 1000, "occupied_count": 899}, "watch"),
    ({"service": "school", "capacity_count": 1000, "occupied_count": 750}, "watch"),
    ({"service": "school", "capacity_count": 1000, "occupied_count": 749}, "under-used"),
    ({"service": "school", "capacity_count": 1000, "occupied_count": 1100}, "used"),  # over-full
    ({"service": "school", "capacity_count": 1000, "occupied_count": 0}, "under-used"),
    ({"service": "school", "capacity_count": 1000}, "unknown"),  # no roll is not an empty school
    ({"service": "school", "capacity_count": 0, "occupied_count": 5}, "unknown"),
    ({"service": "school", "occupied_count": 5}, "unknown"),
    ({"service": "hospital", "capacity_count": 1000, "occupied_count": 10}, "unknown"),
    (
        {"service": "office", "floor_area_m2": 1000.0, "floor_area_basis": "NIA", "staff_fte": 100.0},
        "used",
    ),
    (
        {"service": "office", "floor_area_m2": 1001.0, "floor_area_basis": "NIA", "staff_fte": 100.0},
        "watch",
    ),
    (
        {"service": "office", "floor_area_m2": 1200.0, "floor_area_basis": "NIA", "staff_fte": 100.0},
        "watch",
    ),
    (
        {"service": "office", "floor_area_m2": 1201.0, "floor_area_basis": "NIA", "staff_fte": 100.0},
        "under-used",
    ),
    (
        {"service": "office", "floor_area_m2": 1201.0, "floor_area_basis": "GIA", "staff_fte": 100.0},
        "used",
    ),
    (
        {"service": "office", "floor_area_m2": 1460.0, "floor_area_basis": "GIA", "staff_fte": 100.0},
        "under-used",
    ),
    (
        {"service": "office", "floor_area_m2": 5000.0, "floor_area_basis": "GEA", "staff_fte": 10.0},
        "unknown",
    ),
    (
        {"service": "office", "floor_area_m2": 5000.0, "floor_area_basis": "unknown", "staff_fte": 10.0},
        "unknown",
    ),
    ({"service": "office", "floor_area_m2": 5000.0, "floor_area_basis": "NIA"}, "unknown"),
    (
        {"service": "office", "floor_area_m2": 5000.0, "floor_area_basis": "NIA", "staff_fte": 0.0},
        "unknown",
    ),
    (
        {"service": "library", "floor_area_m2": 5000.0, "floor_area_basis": "NIA", "staff_fte": 1.0},
        "unknown",
    ),
    ({"service": "library", "opening_hours_week": 2.0}, "unknown"),  # too few libraries to compare
]


@pytest.fixture(scope="module")
def bands_of_thresholds():
    """All of them in one estate: only the libraries are compared with each other, and one is too few."""
    return assessed(*[row for row, _ in THRESHOLDS]).bands["band"].tolist()


@pytest.mark.parametrize(
    "n", range(len(THRESHOLDS)), ids=[" ".join(map(str, row.values())) for row, _ in THRESHOLDS]
)
def test_each_threshold_is_kept_to_and_null_is_never_a_finding(bands_of_thresholds, n):
    assert bands_of_thresholds[n] == THRESHOLDS[n][1]


def test_an_estate_of_which_nothing_is_known_is_unknown_throughout():
    assert assessed({}, {"floor_area_m2": 10.0}).bands["band"].tolist() == ["unknown", "unknown"]


def test_a_net_area_of_a_gross_one_is_a_share_of_it_and_said():
    row = {"service": "office", "floor_area_m2": 1000.0, "floor_area_basis": "GIA", "staff_fte": 50.0}
    found = finding(row, "office-space-per-person")
    assert found["measured"] == pytest.approx(1000 * 0.825 / 50)
    assert "NIA taken as 0.825 of GIA" in found["evidence"]


def test_the_excess_is_how_far_beyond_the_threshold_from_nought_to_one():
    school = {"service": "school", "capacity_count": 100}
    assert finding(school | {"occupied_count": 25}, "school-spare-places")["excess"] == pytest.approx(50 / 75)
    assert finding(school | {"occupied_count": 0}, "school-spare-places")["excess"] == 1.0
    assert finding(school | {"occupied_count": 95}, "school-spare-places")["excess"] == 0.0
    office = {"service": "office", "floor_area_basis": "NIA", "staff_fte": 100.0}
    assert finding(office | {"floor_area_m2": 1500.0}, "office-space-per-person")["excess"] == pytest.approx(
        0.25
    )
    assert finding(office | {"floor_area_m2": 9999.0}, "office-space-per-person")["excess"] == 1.0
    assert finding({"status": "surplus"}, "declared-surplus")["excess"] == 1.0


def test_a_measurement_that_passes_is_listed_with_its_threshold():
    found = finding({"agency_id": "trust", "unused_pct": 1.0}, "nhs-unused-share")
    assert found[["measured", "threshold", "excess"]].tolist() == [1.0, 2.5, 0.0]
    assert found["evidence"] == "1.0 % of the floor area is not used or under-used"


def test_the_quarter_of_libraries_with_the_shortest_hours_is_watched_where_twenty_say_them():
    rows = [{"service": "library", "opening_hours_week": 10.0 + n} for n in range(20)]
    bands = assessed(*rows).bands["band"].tolist()
    assert bands == ["watch"] * 5 + ["used"] * 15
    assert set(assessed(*rows[:19]).bands["band"]) == {"unknown"}
    closed = [*rows[:19], rows[19] | {"status": "closed"}]
    assert "watch" not in set(assessed(*closed).bands["band"].iloc[:19])


def test_the_worst_finding_decides_and_a_state_alone_shows_no_use():
    both = {"agency_id": "trust", "unused_pct": 1.0}
    assert band(both | {"status": "surplus"}) == "surplus"
    assert band(both | {"status": "vacant", "property_kind": "building"}) == "under-used"
    assert band(both | {"status": "closed"}) == "watch"
    assert band(both | {"non_clinical_pct": 32.0}) == "watch"
    assert band(both | {"non_clinical_pct": 36.0}) == "under-used"


def test_the_confidence_is_that_of_the_finding_and_null_where_nothing_is_known():
    bands = assessed({"status": "surplus"}, {"status": "closed"}, {}, {"unused_pct": 50.0}).bands
    assert bands["confidence"].fillna("-").tolist() == ["high", "low", "-", "medium"]


def test_unknown_says_what_would_settle_it():
    bands = assessed(
        {"service": "school"}, {"service": "office"}, {"service": "park"}, {"status": "surplus"}
    ).bands
    wanted = bands["would_be_known_by"].fillna("-").tolist()
    assert wanted[0] == "capacity; pupils on roll"
    assert wanted[1] == "floor area as GIA or NIA; staff based there; workstations"
    assert wanted[2] == "status (vacant or surplus); land that is not used"
    assert wanted[3] == "-"


def spare(row):
    found = assessed(row).bands.iloc[0]
    return [found[f"spare_{name}"] for name in ("low_m2", "m2", "high_m2")]


def test_spare_space_is_what_is_stated_or_empty_or_what_the_staff_do_not_need():
    net = {"floor_area_basis": "NIA"}
    assert spare(net | {"unused_area_m2": 40.0, "floor_area_m2": 100.0}) == [40.0] * 3
    assert spare(net | {"unused_pct": 25.0, "floor_area_m2": 200.0}) == [50.0] * 3
    vacant = {"status": "vacant", "property_kind": "building", "floor_area_m2": 300.0}
    assert spare(net | vacant) == [300.0] * 3
    assert spare(vacant | {"floor_area_basis": "GIA"}) == [pytest.approx(n) for n in (240.0, 247.5, 255.0)]
    office = {"service": "office", "floor_area_m2": 1000.0, "floor_area_basis": "NIA", "staff_fte": 50.0}
    assert spare(office) == [400.0, 500.0, 600.0]  # 12, 10 and 8 m2 a person
    assert spare(office | {"staff_fte": 90.0}) == [0.0, 100.0, 280.0]
    assert spare(office | {"floor_area_basis": "GIA"}) == [
        pytest.approx(n) for n in (800 - 600, 825 - 500, 850 - 400)
    ]


def test_spare_space_is_null_where_nothing_tells_it_and_where_it_is_let_to_another():
    rows = [
        {},
        {"floor_area_m2": 300.0},
        {"unused_pct": 25.0},
        {"status": "vacant", "property_kind": "land", "floor_area_m2": 300.0},
        {"status": "vacant", "property_kind": "building"},
        {"status": "closed", "property_kind": "building", "floor_area_m2": 300.0},
        {"service": "office", "floor_area_m2": 1000.0, "floor_area_basis": "unknown", "staff_fte": 50.0},
        {"status": "vacant", "property_kind": "building", "floor_area_m2": 300.0, "is_leased_out": True},
        {"unused_area_m2": 40.0, "floor_area_m2": 100.0, "is_leased_out": True},
    ]
    bands = assessed(*rows).bands
    assert bands[["spare_low_m2", "spare_m2", "spare_high_m2"]].isna().all(axis=None)


def test_a_closed_predecessor_in_a_holding_is_no_finding_against_it():
    assets = ASSETS.conform(
        pd.DataFrame(
            [
                {**BASE, "asset_id": "r:0", "status": "closed"},
                {**BASE, "asset_id": "r:1", "status": "operational"},
            ]
        )
    )
    holding = {**{k: BASE[k] for k in ("role", "sensitivity", "agency_id")}, "status": "operational"}
    holdings = HOLDINGS.conform(
        pd.DataFrame([{**holding, "holding_id": "h", "site_id": "s", "asset_ids": "r:0; r:1"}])
    )
    assert checked(assets, holdings, {}).bands["band"].tolist() == ["unknown"]


def test_the_estate_files_threshold_goes_before_the_published_one_and_stands_in_the_version():
    row = {"unused_pct": 9.0}
    assert band(row) == "used"
    assert band(row, thresholds={"unused-share": 8.0}) == "under-used"
    assert finding(row, "unused-share", thresholds={"unused-share": 8.0})["rule_version"] == "2+estate"


def test_a_threshold_for_no_rule_is_refused_with_the_rules():
    with pytest.raises(EstateFileError, match=r"no rule 'unused'; rules are .*unused-share"):
        load_rules({"unused": 8.0})


def test_every_rule_has_a_source():
    assert all(rule.source for rule in load_rules({}))
