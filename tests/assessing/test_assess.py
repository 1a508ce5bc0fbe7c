"""Under-use rules at, just below and just above their thresholds; bands; spare space."""

from __future__ import annotations

import pandas as pd
import pytest
from assessed_rows import BASE, assessed, checked, finding, records_of

from totalcapital.assessing.rules import load_rules
from totalcapital.errors import EstateFileError
from totalcapital.project import load_project
from totalcapital.sections import Thresholds
from totalcapital.tables import ASSETS, HOLDINGS


def band(row, **options):
    return assessed(row, **options).bands["band"].iloc[0]


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
    ({"service": "office", "workstations_count": 70, "staff_fte": 100.0}, "used"),  # 7 for each 10
    ({"service": "office", "workstations_count": 71, "staff_fte": 100.0}, "watch"),
    ({"service": "office", "workstations_count": 100, "staff_fte": 100.0}, "watch"),
    ({"service": "office", "workstations_count": 101, "staff_fte": 100.0}, "under-used"),
    ({"service": "office", "workstations_count": 101}, "unknown"),  # desks without people tell nothing
    ({"service": "office", "staff_fte": 100.0}, "unknown"),
    ({"service": "jobcentre", "workstations_count": 101, "staff_fte": 100.0}, "unknown"),  # desks not shared
    ({"floor_area_m2": 100.0, "unused_area_m2": 101.0}, "unknown"),  # more not used than there is
    ({"unused_pct": 101.0}, "unknown"),
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


def test_of_equal_findings_the_surer_decides():
    # both surplus: declared-surplus (high), and a vacancy of months, operational-surplus (medium), first by id
    assert band_of_two({"status": "surplus"}, vacant("2026-01-01")) == ["surplus", "high", "declared-surplus"]
    # both watched: vacant land (medium), and closed without a successor (low), first by id
    assert band_of_two({"status": "vacant"}, {"status": "closed"}) == ["watch", "medium", "vacant-land"]


def band_of_two(*rows):
    made = holding_of(*rows, status="closed").bands
    return made[["band", "confidence", "rule_id"]].iloc[0].tolist()


def test_unknown_says_what_would_settle_it():
    bands = assessed(
        {"service": "school"}, {"service": "office"}, {"service": "park"}, {"status": "surplus"}
    ).bands
    wanted = bands["would_be_known_by"].fillna("-").tolist()
    assert wanted[0] == "capacity; pupils on roll"
    assert wanted[1] == "floor area as GIA or NIA; staff based there; workstations"
    assert wanted[2] == "whether it is vacant or surplus; land that is not used"
    assert wanted[3] == "-"


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


def vacant(since, kind="building"):
    return {"status": "vacant", "property_kind": kind, "status_date": since and pd.Timestamp(since)}


@pytest.mark.parametrize(
    ("since", "as_of", "months"),
    [
        ("2026-06-30", "2026-09-30", 3.0),
        ("2026-07-01", "2026-09-30", 2.0),
        ("2026-05-31", "2026-08-31", 3.0),
        ("2026-08-31", "2026-11-30", 3.0),  # November has no later day
        ("2026-08-31", "2026-11-29", 2.0),
        ("2020-02-29", "2021-02-28", 12.0),
        ("2025-12-15", "2026-01-14", 0.0),
        ("2025-12-15", "2026-01-15", 1.0),
        ("2026-09-30", "2026-09-30", 0.0),
    ],
)
def test_whole_months_of_vacancy_are_counted_and_three_make_a_building_surplus(since, as_of, months):
    day = pd.Timestamp(as_of).date()
    made = assessed(vacant(since), as_of=day)
    told = made.underuse.set_index("rule_id").loc["operational-surplus"]
    assert told["measured"] == months
    assert made.bands["band"].tolist() == ["surplus" if months >= 3 else "under-used"]


def test_a_vacancy_without_a_day_or_from_a_day_to_come_is_no_surplus():
    for since in (None, "2026-10-01"):
        told = finding(vacant(since), "operational-surplus")
        assert told["finding"] == "unknown"
        assert told["would_be_known_by"] == "since when it has been vacant"
        assert band(vacant(since)) == "under-used"
    assert band(vacant("2020-01-01", kind="land")) == "watch"


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


def test_watch_and_flag_can_be_given_by_name_and_the_rules_table_says_who_set_them():
    school = {"service": "school", "capacity_count": 100, "occupied_count": 82}
    assert band(school) == "watch"
    assert band(school, thresholds={"school-spare-places": Thresholds(watch=20.0)}) == "used"
    assert band(school, thresholds={"school-spare-places": Thresholds(flag=15.0)}) == "under-used"
    assert band(school, thresholds={"school-spare-places": Thresholds(watch=20.0, flag=30.0)}) == "used"
    rules = assessed(school, thresholds={"school-spare-places": Thresholds(watch=20.0)}).rules
    changed = rules.set_index("rule_id").loc["school-spare-places"]
    assert changed[["rule_version", "watch", "flag", "set_by"]].tolist() == ["1+estate", 20.0, 25.0, "estate"]
    assert (rules["set_by"] == "default").sum() == len(rules) - 1


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("school-spare-places", Thresholds(watch=30.0, flag=20.0)),
        ("plot-ratio", Thresholds(watch=0.1, flag=0.2)),
    ],
)
def test_a_watch_that_is_passed_after_the_flag_is_refused(rule, given):
    with pytest.raises(EstateFileError, match="expected watch to be passed before flag"):
        load_rules({rule: given})


def test_one_threshold_for_watch_and_flag_alike_is_allowed():
    school = {"service": "school", "capacity_count": 100, "occupied_count": 79}
    alike = {"school-spare-places": Thresholds(watch=20.0, flag=20.0)}
    assert band(school, thresholds=alike) == "under-used"
    assert band(school | {"occupied_count": 80}, thresholds=alike) == "used"  # 20 % is not over it


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{ wach = 1.0 }", "wach"),
        ("{}", "give watch, flag or both"),
        ("nan", "finite number"),
        ('"x"', "valid number"),
    ],
)
def test_a_threshold_that_is_none_is_refused_by_its_place(tmp_path, written, said):
    (tmp_path / "estate.toml").write_text(
        f"[estate]\nname = 'x'\nas_of = 2026-01-01\n[underuse]\nthresholds = {{ unused-share = {written} }}\n",
        encoding="utf-8",
    )
    with pytest.raises(EstateFileError, match=said):
        load_project(tmp_path / "estate.toml")


def test_a_plot_or_a_state_that_does_not_stand_out_is_no_sign_of_use():
    depots = [
        {"service": "depot", "floor_area_m2": 100.0 + n, "floor_area_basis": "GIA", "site_area_m2": 1000.0}
        for n in range(20)
    ]
    bands = assessed(*depots).bands["band"].tolist()
    assert bands == ["watch"] * 2 + ["unknown"] * 18  # a tenth of twenty


def holding_of(*rows, **agreed):
    """Assess several records of one holding, and what they agree on."""
    assets = records_of(rows)
    plain = {key: BASE[key] for key in ("role", "sensitivity", "agency_id", "status")}
    ids = "; ".join(assets["asset_id"])
    one = [{**plain, **agreed, "holding_id": "h", "site_id": "s", "asset_ids": ids}]
    return checked(assets, HOLDINGS.conform(pd.DataFrame(one)))


def test_what_records_of_a_holding_say_only_together_is_measured_once_and_said():
    school = {"service": "school"}
    result = holding_of(
        school | {"capacity_count": 100},
        school | {"occupied_count": 60},
        **school,
        capacity_count=100,
        occupied_count=60,
    )
    found = result.underuse.set_index("asset_id")
    assert found.loc["r:000", "measured"] == 40.0
    assert (
        found.loc["r:000", "evidence"]
        == "60 pupils for 100 places; several records of the holding say it together"
    )
    assert found.loc["r:001", "finding"] == "unknown"
    assert result.bands[["band", "rule_id"]].to_numpy().tolist() == [["under-used", "school-spare-places"]]


def test_what_one_record_says_alone_is_not_measured_again_from_what_they_agree_on():
    school = {"service": "school"}
    whole = school | {"capacity_count": 100, "occupied_count": 95}
    result = holding_of(whole, school, **whole)
    found = result.underuse.set_index("asset_id")["evidence"]
    assert found.tolist() == ["95 pupils for 100 places", "not given: capacity, pupils on roll"]
    torn = holding_of(
        whole, whole | {"occupied_count": 50}, **school, capacity_count=100
    )  # they disagree on the roll
    assert torn.underuse["measured"].tolist() == [5.0, 50.0]
    assert torn.bands["band"].tolist() == ["under-used"]
