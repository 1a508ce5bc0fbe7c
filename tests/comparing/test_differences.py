"""What is said of two editions, one kind of change at a time; every value worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hand_made import SUMMARY, compared, edition, project, record
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.comparing import counts_of, words_of_counts
from totalcapital.tables import DIFFERENCES

OAK = record("1", "Oak Library", postcode="LS1 3AB", service="library", address="1 Oak Street")
ELM = record("2", "Elm Depot", postcode="LS1 1UR", service="depot", at=(431_000.0, 433_000.0))
ASH = record("3", "Ash House", postcode="LS2 1AA", service="office", at=(432_000.0, 434_000.0))


def told(differences, *columns):
    return (
        differences[list(columns)]
        .astype(object)
        .where(differences[list(columns)].notna(), None)
        .values.tolist()
    )


def test_an_edition_differs_from_itself_in_nothing():
    differences = compared(edition(OAK, ELM), edition(OAK, ELM))
    DIFFERENCES.check(differences)
    assert differences.empty
    assert words_of_counts(counts_of(differences)) == "no change"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"status": "vacant"}, ["became-vacant", "status", "operational", "vacant", None, None]),
        ({"status": "disposal"}, ["became-surplus", "status", "operational", "disposal", None, None]),
        ({"status": "closed"}, ["closed", "status", "operational", "closed", None, None]),
        ({"service": "museum"}, ["re-used", "service", "library", "museum", None, None]),
        ({"tenure": "leasehold"}, ["tenure", "tenure", None, "leasehold", None, None]),
        ({"lease_end_date": pd.Timestamp("2031-04-01")}, ["lease", "lease_end_date", None, "2031-04-01", None, "days"]),
        ({"floor_area_m2": 250.0}, ["values", "floor_area_m2", None, "250", None, "m2"]),
        ({"name": "Oak Community Hub"}, ["renamed", "name", "Oak Library", "Oak Community Hub", None, None]),
        # 60 m east: further than 25 m and 25 m together
        ({"at": (430_060.0, 433_000.0)}, ["moved", "place", "coordinates 430000 433000",
         "coordinates 430060 433000", 60.0, "m"]),
        ({"accuracy_m": 100.0}, ["location", "location", "coordinates, within 25 m", "coordinates, within 100 m", 75.0,
         "m"]),
        ({"method": "postcode", "accuracy_m": 100.0}, ["location", "location", "coordinates, within 25 m",
         "postcode, within 100 m", 75.0, "m"]),
    ],
)  # fmt: skip
def test_one_thing_said_otherwise_is_one_difference(change, expected):
    differences = compared(edition(OAK, ELM), edition({**OAK, **change}, ELM))
    DIFFERENCES.check(differences)
    assert told(differences, "subject", "kind", "column", "before", "now", "measure", "unit") == [
        ["record", *expected]
    ]
    row = differences.iloc[0]
    assert (row["register_id"], row["before_file"], row["before_row"], row["now_row"]) == (
        "council", "council.csv", 2, 2,
    )  # fmt: skip
    assert row["cause"] == "register"
    assert row["site_id"] == "s-council:1"


@pytest.mark.parametrize(
    "change",
    [
        {"at": (430_050.0, 433_000.0)},  # as far as both accuracies together
        {"accuracy_m": 40.0},  # 15 m more: less than twice, and less than 20 m
        {"name": "OAK  LIBRARY"},
        {"address": "1, Oak street"},
        {"value_gbp": None},
    ],
)
def test_what_is_within_the_accuracy_or_only_written_otherwise_is_no_difference(change):
    assert compared(edition(OAK), edition({**OAK, **change})).empty


def test_a_record_of_one_postcode_placed_by_other_evidence_has_not_moved():
    now = {**OAK, "method": "postcode", "accuracy_m": 100.0, "at": (430_170.0, 433_000.0)}
    assert told(compared(edition(OAK), edition(now)), "kind") == [["location"]]
    elsewhere = {**now, "postcode": "LS1 9ZZ"}
    assert ["moved"] in told(compared(edition(OAK), edition(elsewhere)), "kind")


def test_a_vacant_building_in_use_again_is_re_used_and_one_never_known_was_not_said():
    vacant = {**OAK, "status": "vacant"}
    found = compared(edition(vacant), edition(OAK))
    assert told(found, "kind", "reason") == [["re-used", "another use; vacant before"]]
    found = compared(edition({**OAK, "status": "unknown"}), edition(vacant))
    assert told(found, "kind", "reason") == [["became-vacant", "became vacant; nothing was said before"]]


def test_several_values_of_a_record_are_one_row():
    before = {**OAK, "floor_area_m2": 100.0, "capacity_count": 10}
    now = {**OAK, "floor_area_m2": 80.0, "capacity_count": 12}
    found = compared(edition(before), edition(now))
    assert told(found, "kind", "column", "before", "now", "measure") == [
        ["values", "capacity_count, floor_area_m2", "10; 100", "12; 80", None]
    ]
    assert found["reason"].iloc[0] == "capacity: 12; 10 before; floor area: 80; 100 before"


def test_properties_come_and_go_and_a_record_beside_them():
    found = compared(edition(OAK, ELM), edition(OAK, ASH))
    assert told(found, "subject", "kind", "name") == [
        ["site", "added", "Ash House"],
        ["site", "removed", "Elm Depot"],
        ["record", "added", "Ash House"],
        ["record", "removed", "Elm Depot"],
    ]
    gone = found[found["kind"] == "removed"].iloc[0]
    assert (gone["before_row"], pd.isna(gone["now_row"]), gone.geometry.x) == (3, True, 431_000.0)
    counts = counts_of(found)
    assert (counts["properties_added"], counts["properties_removed"]) == (1, 1)
    assert words_of_counts(counts) == "1 property added, 1 removed"


def test_a_record_more_on_a_known_property_is_no_property_more():
    second = record("9", "Oak Library annexe", site="s-council:1", postcode="LS1 3AB")
    found = compared(edition(OAK), edition(OAK, second))
    assert told(found, "subject", "kind") == [["record", "added"]]


def test_a_new_register_is_one_line_and_what_it_brings_is_not_told_one_by_one():
    clinic = record("N1", "Oak Clinic", register_id="nhs", agency_id="trust", site="s-council:1")
    surgery = record("N2", "Far Surgery", register_id="nhs", agency_id="trust", at=(440_000.0, 433_000.0))
    found = compared(edition(OAK), edition(OAK, clinic, surgery))
    assert told(found, "subject", "kind", "rows_count", "reason") == [
        ["register", "register-added", 2, "new register: 2 records on 2 properties, 1 of them in no other"]
    ]
    back = compared(edition(OAK, clinic, surgery), edition(OAK))
    assert told(back, "subject", "kind", "rows_count") == [["register", "register-removed", 2]]


def test_another_agency_in_the_same_property_is_re_use_with_both_stakes():
    trust = {**OAK, "agency_id": "trust"}
    named = {"council": "The council", "trust": "The trust"}
    found = compared(edition(OAK, ELM, agencies=named), edition(trust, ELM, agencies=named))
    assert told(found, "subject", "kind", "reason") == [
        ["site", "re-used", "The trust came; The council left"],
        ["holding", "added", "The trust has a stake here now"],
        ["holding", "removed", "The council has no stake here any more"],
        ["record", "re-used", "held by trust; by council before"],
    ]
    assert counts_of(found)["re_used"] == 1


def test_an_agency_under_another_name_is_one_line():
    now = [{**one, "agency_id": "borough"} for one in (OAK, ELM)]
    found = compared(edition(OAK, ELM), edition(*now))
    assert told(found, "subject", "kind", "before", "now") == [
        ["agency", "renamed", "The council", "The borough"]
    ]


def test_an_agency_said_for_the_first_time_is_no_other_agency():
    found = compared(edition({**OAK, "agency_id": None}), edition(OAK))
    assert told(found, "subject", "kind", "column") == [["record", "values", "agency_id"]]


def test_properties_joined_and_parted_say_whether_a_decision_did_it():
    one = {**ELM, "site": "s-council:1"}
    found = compared(edition(OAK, ELM), edition(OAK, one))
    assert told(found, "subject", "kind", "reason", "cause") == [
        ["site", "joined", "2 properties before: Oak Library, Elm Depot", "other-input"]
    ]
    decision = {
        "subject": "link", "subject_id": "council:1", "other_id": "council:2", "decision": "rejected",
        "source_row": 2, "state": "in-force",
    }  # fmt: skip
    back = compared(edition(OAK, one), edition(OAK, ELM, decisions=[decision]))
    assert told(back, "subject", "kind", "cause") == [
        ["estate", "decisions-changed", "decision"],
        ["site", "parted", "decision"],
    ]
    assert back["reason"].iloc[1] == "2 properties now: Oak Library, Elm Depot"


def test_a_column_given_for_the_first_time_is_one_line_and_one_value_is_its_own():
    records = [
        record(
            str(k), f"Place {k}", postcode=f"LS{k % 9 + 1} {k % 10}AA", at=(430_000.0 + 500 * k, 433_000.0)
        )
        for k in range(30)
    ]
    sized = [{**one, "floor_area_m2": 100.0 + k} for k, one in enumerate(records)]
    found = compared(edition(*records), edition(*sized))
    assert told(found, "subject", "kind", "column", "measure", "rows_count") == [
        ["register", "column-given", "floor_area_m2", 30.0, 30]
    ]
    # 19 of 30: fewer than 20, each is told
    some = [*sized[:19], *records[19:]]
    found = compared(edition(*records), edition(*some))
    assert set(found["subject"]) == {"record"}
    assert len(found) == 19


def test_a_code_in_place_of_another_throughout_is_one_line():
    records = [
        record(str(k), f"Place {k}", service="library", at=(430_000.0 + 500 * k, 433_000.0))
        for k in range(25)
    ]
    other = [{**one, "service": "community-centre"} for one in records]
    found = compared(edition(*records), edition(*other))
    assert told(found, "subject", "kind", "before", "now", "rows_count") == [
        ["register", "column-given", "library", "community-centre", 25]
    ]


def day(text):
    return pd.Timestamp(text)


def test_projects_slip_by_more_than_their_dates_are_exact_to():
    school = project(
        "P1", "New school", start_date=day("2026-04-01"), end_date=day("2027-09-01"), total_gbp=1e6
    )
    later = {**school, "end_date": day("2028-09-01"), "total_gbp": 1_250_000.0}
    road = project("P2", "Road works", start_date=day("2026-04-01"), at=(440_000.0, 433_000.0))
    hall = project("P3", "Hall roof", at=(450_000.0, 433_000.0))
    found = compared(edition(projects=[school, road]), edition(projects=[later, hall]))
    assert told(found, "subject", "kind", "name", "measure", "unit") == [
        ["project", "added", "Hall roof", None, None],
        ["project", "removed", "Road works", None, None],
        ["project", "slipped", "New school", 366.0, "days"],
        ["project", "cost", "New school", 250_000.0, "GBP"],
    ]
    assert found["reason"].iloc[2] == "ends 366 days later: 2028-09-01, 2027-09-01 before"
    vague = {**school, "dates_accuracy_days": 183.0}
    assert compared(
        edition(projects=[vague]), edition(projects=[{**vague, "end_date": day("2028-09-01")}])
    ).empty
    early = compared(edition(projects=[later]), edition(projects=[school]))
    assert told(early, "kind") == [["brought-forward"], ["cost"]]


def test_a_project_numbered_anew_is_the_same_project():
    school = project("P1", "New school", total_gbp=1e6)
    assert compared(edition(projects=[school]), edition(projects=[{**school, "reference": "Q7"}])).empty


HOST, GUEST, THIRD = "s-council:1:council", "s-trust:N1:trust", "s-council:2:council"
CLINIC = record("N1", "Oak Clinic", register_id="trust", agency_id="trust", at=(430_100.0, 433_000.0))


def option(host=HOST, guest=GUEST, **more):
    return host, guest, {"score": 0.8, "rank": 1, **more}


def test_an_option_names_the_change_that_brought_it_about():
    vacant = {**OAK, "status": "vacant"}
    before = edition(OAK, CLINIC, options=[option(rank=30, score=0.5)])
    found = compared(before, edition(vacant, CLINIC, options=[option(rank=3, score=0.9)]))
    row = found[found["subject"] == "option"].iloc[0]
    cause = found[found["kind"] == "became-vacant"].iloc[0]
    assert (row["kind"], row["before"], row["now"]) == ("ranked", "rank 30, score 50", "rank 3, score 90")
    assert (row["cause"], row["because"], row["measure"]) == (
        "other-differences",
        cause["difference_id"],
        0.4,
    )
    assert "Because Oak Library: became vacant; operational before" in row["reason"]


def test_options_new_gone_and_ruled_out_are_told_and_those_ruled_out_before_are_not():
    both = edition(OAK, CLINIC, options=[option(), option(GUEST, HOST, rank=2)])
    none = edition(OAK, CLINIC)
    assert told(compared(none, both), "kind", "now") == [["added", "rank 1"], ["added", "rank 2"]]
    assert counts_of(compared(both, none))["options_removed"] == 2
    vetoed = edition(
        OAK, CLINIC, options=[option(rank=None, vetoes="too small"), option(GUEST, HOST, rank=2)]
    )
    new = {**SUMMARY, "version": "2"}
    assert told(compared(both, vetoed, (SUMMARY, new)), "kind", "cause") == [
        ["tool-changed", "tool"],
        ["vetoed", "tool"],
    ]
    assert compared(none, edition(OAK, CLINIC, options=[option(rank=None, vetoes="too small")])).empty


def test_an_option_lost_with_a_register_names_the_register():
    found = compared(edition(OAK, CLINIC, options=[option()]), edition(OAK))
    lost = found[found["subject"] == "option"].iloc[0]
    assert (lost["kind"], lost["cause"]) == ("removed", "other-differences")
    assert lost["because"] == found.loc[found["kind"] == "register-removed", "difference_id"].iloc[0]
    assert "Because trust: register gone: 1 record on 1 property, 1 of them in no other" in lost["reason"]


def test_a_link_that_changed_where_records_came_and_went_comes_from_them():
    one = {**ELM, "site": "s-council:1"}
    found = compared(edition(OAK, ELM, ASH), edition(OAK, one))
    assert told(found[found["kind"] == "joined"], "cause") == [["other-differences"]]


def test_a_change_that_no_register_made_is_said_to_be_the_tools_or_the_estate_files():
    # the same row to the letter, read otherwise
    before, now = edition(OAK), edition(OAK)
    now["assets"]["floor_area_m2"] = 99.0
    new = {**SUMMARY, "version": "2"}
    assert told(compared(before, now, (SUMMARY, new)), "subject", "kind", "cause") == [
        ["estate", "tool-changed", "tool"],
        ["record", "values", "tool"],
    ]
    other = {**SUMMARY, "options": {**SUMMARY["options"], "settings_sha256": {"estate": "b"}}}
    found = compared(before, now, (SUMMARY, other))
    assert told(found, "kind", "cause") == [["settings-changed", "settings"], ["values", "settings"]]
    assert found["reason"].iloc[0] == "the estate file says something else of: estate"
    assert told(compared(before, now), "cause") == [["other-input"]]


def test_a_register_under_another_id_is_one_line():
    now = [{**one, "register_id": "property"} for one in (OAK, ELM)]
    after = edition(*now)
    after["registers"]["path"] = "council.csv"
    found = compared(edition(OAK, ELM), after)
    assert told(found, "subject", "kind", "before", "now") == [["register", "renamed", "council", "property"]]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        # the numbers of two that say the same, exchanged
        (
            [record("1", "Garage"), record("2", "Garage", at=(430_300.0, 433_000.0))],
            [record("2", "Garage"), record("1", "Garage", at=(430_300.0, 433_000.0))],
        ),
        # and of two that do not
        ([OAK, ELM], [{**OAK, "reference": "2"}, {**ELM, "reference": "1"}]),
        # parcels that say nothing but where they are
        (
            [record(str(k), None, at=(430_000.0 + 40 * k, 433_000.0)) for k in range(20)],
            [record(f"N{k}", None, at=(430_000.0 + 40 * k, 433_000.0)) for k in range(20)][::-1],
        ),
        # nothing but a name, and no place
        (
            [record("1", "Store", at=None, method="none")],
            [record("9", "Store", at=None, method="none")],
        ),
    ],
)
def test_numbers_given_anew_are_no_change_even_where_they_are_exchanged(before, now):
    assert compared(edition(*before), edition(*now)).empty


def test_an_estate_may_lose_its_last_record_and_gain_its_first():
    works = project("P1", "Hall roof")
    for found in (
        compared(edition(OAK), edition(projects=[works])),
        compared(edition(projects=[works]), edition(OAK)),
    ):
        assert set(found["kind"]) == {"register-added", "register-removed"}


CHANGED = [
    {**OAK, "status": "vacant"},
    {**ELM, "at": (431_500.0, 433_000.0)},
    record("7", "Yew Office", at=(436_000.0, 433_000.0)),
]


@settings(max_examples=5, deadline=None)
@given(st.permutations([OAK, ELM, ASH]), st.permutations(CHANGED))
def test_the_order_of_rows_changes_nothing_but_row_numbers(before, now):
    rows = ["before_row", "now_row"]
    found = compared(edition(*before), edition(*now)).drop(columns=rows)
    expected = compared(edition(OAK, ELM, ASH), edition(*CHANGED)).drop(columns=rows)
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(expected))
