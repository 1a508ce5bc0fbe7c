"""Options: exactly the pairs in reach, who takes part, what is scored and what is vetoed."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.assumptions import load_assumptions
from totalcapital.colocating import Known, colocate, weights_of
from totalcapital.colocating.fit import service_fit
from totalcapital.errors import EstateFileError
from totalcapital.nearness import pairs_within
from totalcapital.sections import Colocation
from totalcapital.tables import AGENCIES, BAND_TABLE, COLOCATION, DECISIONS, HOLDINGS, NEEDS, SITES

BNG = "EPSG:27700"
AS_OF = dt.date(2026, 11, 1)
AGENCY = AGENCIES.conform(
    pd.DataFrame(
        {
            "agency_id": ["council", "nhs", "police", "private", "trust"],
            "name": ["Council", "NHS", "Police", "Private Ltd", "A trust"],
            "is_public": [True, True, True, False, None],
        }
    )
)


def result(*rows, own=None, assumptions=None, decisions=()):
    """Colocate holdings h0, h1 … on the sites their ``site`` names; ``at`` is metres."""
    holdings, bands, needs, sites = [], [], [], {}
    for n, given_row in enumerate(rows):
        row = {
            "agency_id": "council",
            "role": "owner",
            "status": "operational",
            "sensitivity": "open",
            **given_row,
        }
        at, spare, need = row.pop("at", None), row.pop("spare_m2", None), row.pop("need_m2", None)
        site, accuracy = row.pop("site", f"s{n}"), row.pop("accuracy_m", 25.0)
        shape = None if at is None else at if hasattr(at, "geom_type") else shapely.Point(at)
        sites[site] = {
            "site_id": site, "agencies_count": 1, "assets_count": 1, "geometry": shape,
            "accuracy_m": np.nan if shape is None else accuracy,
        }  # fmt: skip
        holdings.append({**row, "holding_id": f"h{n}", "site_id": site, "asset_ids": f"r:{n}"})
        low, mid, high = spare if isinstance(spare, tuple) else (spare,) * 3
        bands.append({
            "holding_id": f"h{n}", "band": "unknown", "spare_low_m2": low, "spare_m2": mid, "spare_high_m2": high,
        })  # fmt: skip
        low, mid, high = need if isinstance(need, tuple) else (need,) * 3
        needs.append({"holding_id": f"h{n}", "need_low_m2": low, "need_m2": mid, "need_high_m2": high})
    frame = gpd.GeoDataFrame(pd.DataFrame(list(sites.values())), geometry="geometry", crs=BNG)
    decided = [
        {
            "subject": "option",
            "subject_id": name,
            "decision": word,
            "source_row": 2 + n,
            "state": "in-force",
            "on_date": pd.Timestamp(on[0]) if on else None,
        }
        for n, (name, word, *on) in enumerate(decisions)
    ]
    return colocate(
        HOLDINGS.conform(pd.DataFrame(holdings)),
        SITES.conform(frame, crs=BNG),
        known=Known(
            AGENCY,
            BAND_TABLE.conform(pd.DataFrame(bands)),
            NEEDS.conform(pd.DataFrame(needs)),
            decisions=DECISIONS.conform(pd.DataFrame(decided)),
        ),
        settings=Colocation.model_validate(own or {}),
        assumptions=load_assumptions(assumptions or {}),
        as_of=AS_OF,
    )


def options(*rows, radius_m=1200.0, weights=None, check=False, **more):
    """List the options of holdings h0, h1 …"""
    own = {"radius_m": radius_m, **more.pop("own", {})}
    set_weights = {f"weight.{name}": value for name, value in (weights or {}).items()}
    table = result(
        *rows, own=own, assumptions={**set_weights, **more.pop("assumptions", {})}, **more
    ).colocation
    if check:
        COLOCATION.check(table)
    return table


def pairs(table):
    return set(zip(table["host_id"], table["guest_id"], strict=True))


def test_a_pair_in_reach_is_two_rows_one_for_each_direction():
    table = options({"at": (0, 0)}, {"at": (300, 400), "agency_id": "nhs"}, check=True)
    assert pairs(table) == {("h0", "h1"), ("h1", "h0")}
    assert table["distance_m"].tolist() == [500.0, 500.0]
    assert table["distance_uncertainty_m"].tolist() == [50.0, 50.0]
    assert table["walk_min"].tolist() == [8.1, 8.1]  # 500 m x 1.3 at 80 m a minute
    assert table["option_id"].tolist() == ["h0>h1", "h1>h0"]
    assert table.geometry.iloc[0].equals(shapely.LineString([(0, 0), (300, 400)]))


def test_the_radius_is_included_and_not_a_decimetre_more():
    assert len(options({"at": (0, 0)}, {"at": (1200, 0), "agency_id": "nhs"})) == 2
    assert len(options({"at": (0, 0)}, {"at": (1200.1, 0), "agency_id": "nhs"})) == 0
    assert len(options({"at": (0, 0)}, {"at": (99, 0), "agency_id": "nhs"}, radius_m=98.0)) == 0


def test_polygons_are_measured_edge_to_edge():
    box, other = shapely.box(0, 0, 1000, 10), shapely.box(1030, 50, 2000, 60)  # 30 across, 40 up
    table = options(
        {"at": box}, {"at": other, "agency_id": "nhs"}, {"at": (500, 5), "agency_id": "police"}, radius_m=60.0
    )
    assert pairs(table) == {("h0", "h1"), ("h1", "h0"), ("h0", "h2"), ("h2", "h0")}
    assert sorted(table["distance_m"]) == [0.0, 0.0, 50.0, 50.0]


@pytest.mark.parametrize(
    "second",
    [
        {"agency_id": "council", "at": (10, 0)},  # the same agency
        {"agency_id": None, "at": (10, 0)},  # never counts as different
        {"agency_id": "private", "at": (10, 0)},  # context, not the public estate
        {"agency_id": "nhs", "site": "s0", "at": (0, 0)},  # shared already
        {"agency_id": "nhs"},  # no place
        {"agency_id": "nhs", "at": (10, 0), "accuracy_m": 5000.0},  # too coarse for distances
    ],
)
def test_these_are_no_option(second):
    assert len(options({"at": (0, 0)}, second)) == 0


def test_a_body_not_known_to_be_public_or_private_takes_part():
    assert len(options({"at": (0, 0)}, {"at": (10, 0), "agency_id": "trust"})) == 2


def test_two_null_agencies_are_no_option_and_no_holdings_give_no_options():
    assert len(options({"at": (0, 0), "agency_id": None}, {"at": (10, 0), "agency_id": None})) == 0
    assert len(options({"at": (0, 0)})) == 0


def test_holdings_of_two_agencies_on_one_site_each_pair_with_a_third():
    table = options(
        {"site": "a", "at": (0, 0)},
        {"site": "a", "at": (0, 0), "agency_id": "nhs"},
        {"at": (9, 0), "agency_id": "nhs"},
    )
    assert pairs(table) == {("h0", "h2"), ("h2", "h0")}


@pytest.mark.parametrize(
    ("host", "guest", "words"),
    [
        ({"property_kind": "land"}, {}, "the host is land, not a building"),
        ({"status": "closed"}, {}, "the host is closed and what became of it is not known"),
        ({"is_leased_out": True}, {}, "the host is let to another"),
        ({}, {"property_kind": "land"}, "the guest is land: nothing to move"),
        ({}, {"status": "vacant"}, "nothing is left at the guest to move"),
        ({}, {"status": "surplus"}, "nothing is left at the guest to move"),
        ({}, {"is_leased_out": True}, "the guest's building is let to another"),
        (
            {"service": "custody"},
            {"service": "nursery"},
            "custody beside a service for children or for people in danger",
        ),
        (  # whichever of its services it is
            {"service": "town-hall", "services": "custody; town-hall"},
            {"service": "nursery"},
            "custody beside a service for children or for people in danger",
        ),
        (
            {"service": "police-station", "services": "police-station; youth-centre"},
            {"service": "court", "services": "court; custody"},
            "custody beside a service for children or for people in danger",
        ),
        ({"spare_m2": 100.0}, {"need_m2": (120.0, 150.0, 200.0)}, "the host has not the room"),
        ({"spare_m2": (0.0, 4.0, 9.0)}, {}, "the host has not the room"),
    ],
)
def test_what_rules_an_option_out_is_said_and_takes_its_rank(host, guest, words):
    table = options({"at": (0, 0), **host}, {"at": (10, 0), "agency_id": "nhs", **guest}).set_index(
        "option_id"
    )
    assert words in table.loc["h0>h1", "vetoes"].split("; ")
    assert pd.isna(table.loc["h0>h1", "rank"])
    assert not pd.isna(table.loc["h0>h1", "score"])


@pytest.mark.parametrize(
    ("spare", "need"),
    [
        ((50.0, 90.0, 130.0), (120.0, 150.0, 200.0)),  # the most it may have is no less than the least needed
        ((120.0, 120.0, 120.0), (120.0, 150.0, 200.0)),  # just so much
        ((None, 130.0, None), (None, 120.0, None)),  # one value has no range
    ],
)
def test_room_that_may_be_enough_rules_nothing_out(spare, need):
    table = options({"at": (0, 0), "spare_m2": spare}, {"at": (10, 0), "agency_id": "nhs", "need_m2": need})
    assert pd.isna(only(table)["vetoes"])


def test_an_empty_host_is_no_veto_and_null_vetoes_nothing():
    table = options({"at": (0, 0), "status": "vacant"}, {"at": (10, 0), "agency_id": "nhs"}).set_index(
        "option_id"
    )
    assert pd.isna(table.loc["h0>h1", "vetoes"])
    assert table.loc["h0>h1", "rank"] == 1
    assert not pd.isna(table.loc["h1>h0", "vetoes"])


HOST = {"at": (0, 0), "service": "library", "condition_grade": "B", "spare_m2": 90.0, "tenure": "freehold"}
GUEST = {
    "at": (675, 0), "agency_id": "nhs", "service": "clinic", "need_m2": 120.0, "tenure": "leasehold",
    "lease_end_date": pd.Timestamp("2032-11-01"), "lease_break_date": pd.Timestamp("2030-11-01"),
    "break_notice_months": 6.0,
}  # fmt: skip


def only(table, option="h0>h1"):
    return table.set_index("option_id").loc[option]


def test_one_score_worked_out_by_hand():
    guest = GUEST | {"need_m2": (80.0, 120.0, 160.0)}
    row = only(options(HOST, guest))
    assert row["score_proximity"] == pytest.approx((1200 - 675) / (1200 - 150))  # 0.5
    assert row["score_space"] == pytest.approx(90 / 120)
    assert row["score_service"] == 0.9  # civic and health
    assert row["score_lease"] == pytest.approx((10 - 1461 / 365.25) / 8, abs=1e-4)  # four years: 0.75
    assert row["score_condition"] == 0.75
    assert np.isnan(row["score_access"])
    by_hand = (0.30 * 0.5 + 0.25 * 0.75 + 0.20 * 0.9 + 0.15 * 0.75 + 0.05 * 0.75) / 0.95
    assert row["score"] == pytest.approx(by_hand, abs=1e-4)
    own = options(
        HOST, guest, weights={"proximity": 0.0, "space": 1.0, "lease": 0.0, "condition": 0.0, "service": 1.0}
    )
    assert only(own)["score"] == pytest.approx((0.75 + 0.9) / 2)


def test_nothing_but_nearness_known_scores_nearness_alone_and_says_what_is_missing():
    row = options({"at": (0, 0)}, {"at": (100, 0), "agency_id": "nhs"}).iloc[0]
    assert row["score"] == row["score_proximity"] == 1.0
    assert row[["score_space", "score_service", "score_lease", "score_condition"]].isna().all()
    assert row["missing"].split("; ") == [
        "spare floor area of the host", "floor area the guest needs", "whether the services fit",
        "when the guest can leave", "tenure of the host", "condition of the host", "what the guest is for",
    ]  # fmt: skip
    assert row["direction"] == "Either way round: nothing known tells them apart"


def dates(lease):
    return {name: pd.Timestamp(day) if name.endswith("date") else day for name, day in lease.items()}


@pytest.mark.parametrize(
    ("lease", "score", "start", "notice_by"),
    [
        ({"lease_end_date": "2028-10-31"}, 1.0, "2028-10-31", None),  # within two years
        ({"lease_end_date": "2036-11-02"}, 0.0, "2036-11-02", None),  # ten years or more
        ({"lease_end_date": "2020-01-01"}, None, None, None),  # over already: nothing is known of the lease now
        # the break was missed
        ({"lease_break_date": "2020-01-01", "lease_end_date": "2028-10-31"}, 1.0, "2028-10-31", None),
        ({"lease_break_date": "2026-11-01", "lease_end_date": "2040-10-31"}, 1.0, "2026-11-01", None),  # today
        # the break is to come, but the day to give notice for it is past
        (
            {"lease_break_date": "2027-03-31", "break_notice_months": 6.0, "lease_end_date": "2028-10-31"},
            1.0, "2028-10-31", None,
        ),
        (
            {"lease_break_date": "2027-08-31", "break_notice_months": 6.0, "lease_end_date": "2040-10-31"},
            1.0, "2027-08-31", "2027-02-28",  # February is shorter than August
        ),
        ({"tenure": "freehold"}, 1.0, "2026-11-01", None),  # no lease to wait for
        ({"tenure": "leasehold"}, None, None, None),
        ({}, None, None, None),
    ],
)  # fmt: skip
def test_a_guest_leaves_at_its_next_break_or_end(lease, score, start, notice_by):
    row = only(options({"at": (0, 0)}, {"at": (10, 0), "agency_id": "nhs", **dates(lease)}))
    assert row["score_lease"] == score if score is not None else np.isnan(row["score_lease"])
    assert row["window_start_date"] == pd.Timestamp(start) if start else pd.isna(row["window_start_date"])
    is_lease = start and lease.get("tenure") != "freehold"  # a freeholder's first day is that of the run
    assert row["lease_leaves_date"] == pd.Timestamp(start) if is_lease else pd.isna(row["lease_leaves_date"])
    assert row["notice_by_date"] == pd.Timestamp(notice_by) if notice_by else pd.isna(row["notice_by_date"])


@pytest.mark.parametrize(
    ("host", "end", "is_missed"),
    [
        ({"tenure": "freehold"}, None, False),
        ({}, None, False),  # not known: taken as it is, and named as missing
        ({"tenure": "leasehold", "lease_end_date": "2034-11-01"}, "2031-11-01", False),
        # three years' stay from the guest's break on 1 November 2030: just enough
        ({"tenure": "leasehold", "lease_end_date": "2033-11-01"}, "2030-11-01", False),
        (
            {"tenure": "leasehold", "lease_end_date": "2032-11-01"},
            "2029-11-01",
            True,
        ),  # two years' stay: too short
    ],
)
def test_the_windows_meet_or_miss(host, end, is_missed):
    row = only(options(HOST | {"tenure": None} | dates(host), GUEST))
    assert row["window_end_date"] == pd.Timestamp(end) if end else pd.isna(row["window_end_date"])
    assert ("the leases miss each other" in row["reason"]) is is_missed
    assert bool(row["score_lease"] == 0.0) is is_missed
    assert ("tenure of the host" in str(row["missing"])) is (not host)


@pytest.mark.parametrize(
    ("host", "guest", "score"),
    [
        ({"condition_grade": "B"}, {}, 0.75),
        ({"condition_grade": "B"}, {"condition_grade": "D"}, 0.7 * 0.75 + 0.3),
        ({"condition_grade": "A"}, {"condition_grade": "A"}, 0.7),
        ({"backlog_gbp": 100_000.0, "floor_area_m2": 1_000.0}, {}, 0.8),  # £100 of £500 a square metre
        ({"backlog_gbp": 900_000.0, "floor_area_m2": 1_000.0}, {}, 0.0),
        ({"condition_grade": "A", "backlog_gbp": 900_000.0, "floor_area_m2": 1_000.0}, {}, 1.0),
        ({"backlog_gbp": 100_000.0}, {"condition_grade": "D"}, None),  # of the host nothing is known
    ],
)
def test_condition_is_the_hosts_good_one_and_the_guests_bad_one(host, guest, score):
    row = only(options({"at": (0, 0), **host}, {"at": (10, 0), "agency_id": "nhs", **guest}))
    assert (
        row["score_condition"] == pytest.approx(score)
        if score is not None
        else np.isnan(row["score_condition"])
    )


def test_unknown_room_or_need_is_unknown_and_never_nought():
    guest = {"at": (10, 0), "agency_id": "nhs", "need_m2": 50.0}
    assert only(options({"at": (0, 0), "spare_m2": 60.0}, guest))["score_space"] == 1.0
    assert np.isnan(only(options({"at": (0, 0)}, guest))["score_space"])
    assert np.isnan(only(options({"at": (0, 0), "spare_m2": 50.0}, guest | {"need_m2": None}))["score_space"])


def test_of_the_two_directions_the_better_alone_has_a_rank_and_both_say_why():
    table = options(HOST, GUEST | {"at": (100, 0), "need_m2": 90.0})
    better, worse = only(table), only(table, "h1>h0")
    assert better["is_better_direction"]
    assert not worse["is_better_direction"]
    assert better["rank"] == 1
    assert pd.isna(worse["rank"])
    assert better["score"] < worse["score"]  # of which less is known: the room decides
    assert better["direction"] == "Better this way round, the room is known"
    assert worse["direction"] == "Better the other way round, the room is known"
    full = options(HOST, GUEST | {"spare_m2": 0.0, "need_m2": 50.0})
    assert only(full)["direction"] == "Only this way round: of the other, the host has not the room"
    refused = options(HOST, GUEST | {"need_m2": 50.0}, decisions=[("h1>h0", "rejected")])
    assert only(refused)["direction"] == "Only this way round: of the other, people decided against it"
    ruled_out = options(HOST | {"is_leased_out": True}, GUEST)
    assert only(ruled_out)["direction"].startswith("Neither way round")  # the landlord's tenants stay as well


def test_the_never_list_comes_first_and_is_counted():
    made = result(
        {"at": (0, 0), "service": "refuge"},
        {"at": (10, 0), "agency_id": "nhs", "service": "hospital"},
        {"at": (20, 0), "agency_id": "police", "service": "office", "constraints": "Never to be shared"},
        {"at": (30, 0), "agency_id": "council", "service": "office"},
        own={"never": [{"subject": "h3", "as": "guest", "reason": "the lease forbids it"}]},
    )
    assert pairs(made.colocation) == set()  # h1 moves nowhere, h3 moves nowhere, the others are out
    counts = made.exclusions.set_index("exclusion_id")
    # pairs of different agencies, both directions: h0h1 h0h2 h1h2 h1h3 h2h3 = 10
    assert counts.loc["estate:h3", ["holdings_count", "options_count"]].tolist() == [1, 2]  # into h1, h2
    assert counts.loc["marked-never", ["holdings_count", "options_count"]].tolist() == [1, 5]
    assert counts.loc["protected-address", ["holdings_count", "options_count"]].tolist() == [1, 2]
    assert counts.loc["made-for-it", ["holdings_count", "options_count"]].tolist() == [1, 1]
    assert counts["options_count"].sum() == 10
    assert counts.loc["estate:h3", "set_by"] == "estate"


def test_a_refuge_among_other_services_keeps_a_building_out_and_a_school_among_them_does_not():
    office = {"at": (10, 0), "agency_id": "nhs", "service": "office"}
    hall = {"at": (0, 0), "service": "office"}
    assert pairs(options(hall | {"services": "office; refuge"}, office)) == set()
    assert pairs(options(office, hall | {"services": "childrens-home; office"})) == set()
    assert pairs(options(hall | {"services": "office; school"}, office)) == {("h0", "h1"), ("h1", "h0")}


def test_what_two_entries_keep_out_is_counted_for_the_first_and_one_for_a_side_leaves_the_other():
    rows = {"at": (0, 0), "service": "refuge"}, {"at": (10, 0), "agency_id": "nhs", "service": "office"}
    own = {"never": [{"subject": "h0", "as": "both", "reason": "the council says so"}]}
    counts = result(*rows, own=own).exclusions.set_index("exclusion_id")[["holdings_count", "options_count"]]
    assert counts.loc["estate:h0"].tolist() == [1, 2]
    assert counts.loc["protected-address"].tolist() == [1, 0]  # about it too, and nothing was left for it
    library = {"at": (0, 0), "service": "library"}
    for side, left in (("host", ("h1", "h0")), ("guest", ("h0", "h1"))):
        own = {"never": [{"subject": "h0", "as": side, "reason": "the council says so"}]}
        assert pairs(result(library, rows[1], own=own).colocation) == {left}


def test_a_never_entry_that_names_nothing_is_refused():
    with pytest.raises(EstateFileError, match=r"never\]\] subject: .*found 'h9'"):
        result({"at": (0, 0)}, own={"never": [{"subject": "h9", "reason": "x"}]})


def test_what_people_decided_stands_on_the_option_and_what_is_rejected_or_parked_has_no_rank():
    rows = [
        {"at": (40 * n, 0), "agency_id": agency, "service": "office"}
        for n, agency in enumerate(("council", "nhs"))
    ]
    for word, is_ranked in (("accepted", True), ("rejected", False), ("parked", False)):
        table = options(*rows, decisions=[("h0>h1", "rejected"), ("h0>h1", word)])
        row = only(table)
        assert row["decision"] == word
        assert pd.notna(row["rank"]) is is_ranked
        assert pd.isna(only(table, "h1>h0")["decision"])
    assert only(table, "h1>h0")["rank"] == 1


def test_the_later_day_decides_whatever_the_order_of_rows():
    rows = [{"at": (0, 0)}, {"at": (10, 0), "agency_id": "nhs"}]
    later, earlier = dt.date(2026, 10, 2), dt.date(2026, 10, 1)
    table = options(*rows, decisions=[("h0>h1", "rejected", later), ("h0>h1", "accepted", earlier)])
    assert only(table)["decision"] == "rejected"


def test_an_option_at_the_top_under_any_weights_is_stable_and_one_out_of_the_first_twenty_is_not():
    near = [
        {"at": (10 * n, 0), "agency_id": "nhs" if n else "council", "service": "library"} for n in range(2)
    ]
    far = [
        {
            "at": (5000, 5 * n),
            "agency_id": "nhs" if n % 2 else "council",
            "service": "library" if n % 2 else "leisure",
        }
        for n in range(12)
    ]
    table = options(*near, *far)
    ranked = table[table["rank"].notna()]
    assert ranked.loc[ranked["rank"] == 1, "rank_stability_pct"].item() == 100.0
    assert ranked["rank_stability_pct"].sum() == pytest.approx(
        20 * 100.0, abs=0.5
    )  # twenty places in every draw
    assert ranked["rank_stability_pct"].min() < 100.0
    assert table.loc[table["rank"].isna(), "rank_stability_pct"].isna().all()
    assert options(*near, own={"stability_draws": 0})["rank_stability_pct"].isna().all()


def test_services_known_to_fit_stand_above_mere_neighbours():
    table = options(
        {"at": (0, 0), "service": "library"}, {"at": (900, 0), "agency_id": "nhs", "service": "clinic"},
        {"at": (5000, 0)}, {"at": (5000, 1), "agency_id": "nhs"},
    ).set_index("option_id")  # fmt: skip
    assert table.loc["h2>h3", "score"] > table.loc["h0>h1", "score"]
    assert table.loc["h0>h1", "rank"] < table.loc["h2>h3", "rank"]
    assert sorted(table["rank"].dropna()) == [1, 2]


def test_known_room_stands_above_unknown_room_whatever_the_score():
    table = options(
        {"at": (0, 0), "service": "library", "spare_m2": 100.0},
        {"at": (1100, 0), "agency_id": "nhs", "service": "clinic", "need_m2": 400.0},
    )
    assert only(table)["vetoes"] == "the host has not the room"
    table = options(
        {"at": (0, 0), "service": "library", "spare_m2": 100.0},
        {"at": (1100, 0), "agency_id": "nhs", "service": "clinic", "need_m2": (90.0, 125.0, 160.0)},
        {"at": (9000, 0), "service": "library"},
        {"at": (9000, 1), "agency_id": "nhs", "service": "clinic"},
    ).set_index("option_id")
    assert table.loc["h0>h1", "score"] < table.loc["h2>h3", "score"]
    assert (table.loc["h0>h1", "rank"], table.loc["h2>h3", "rank"]) == (1, 2)


def test_the_reason_names_who_moves_how_far_and_where():
    table = options(
        {"at": (0, 0), "name": "Oak Library", "service": "library", "spare_m2": 80.0},
        {"at": (300, 0), "agency_id": "nhs", "name": "Elm Clinic", "service": "clinic"},
    ).set_index("option_id")
    assert table.loc["h0>h1", "reason"] == (
        "Elm Clinic (NHS) could move 300 m (5 min) into Oak Library (Council; about 80 m² unused): near; "
        "health and a public counter share a hub."
    )
    unsure = options(
        {"at": (0, 0), "accuracy_m": 100.0}, {"at": (150, 0), "agency_id": "nhs", "accuracy_m": 100.0}
    )
    assert "give or take 200 m" in unsure["reason"].iloc[0]
    assert "in the same street" in unsure["reason"].iloc[0]


def test_two_records_on_one_spot_are_perhaps_one_building():
    for metres, is_said in ((0, True), (10, True), (11, False)):
        table = options({"at": (0, 0)}, {"at": (metres, 0), "agency_id": "nhs"})
        assert (
            table["reason"].str.contains("; perhaps one building already|: .*perhaps one building").all()
            == is_said
        )


@pytest.mark.parametrize(
    ("status", "said", "is_asked"),
    [("operational", "about 80 m² unused", False), ("surplus", "surplus, about 80 m² unused", True),
     ("disposal", "to be sold, about 80 m² unused", True), ("vacant", "vacant, about 80 m² unused", False)],
)  # fmt: skip
def test_a_host_that_is_given_up_says_so_and_asks_whether_it_is_kept(status, said, is_asked):
    table = options(
        {"at": (0, 0), "service": "library", "status": status, "spare_m2": 80.0},
        {"at": (300, 0), "agency_id": "nhs", "service": "clinic"},
    ).set_index("option_id")
    assert f"(Council; {said})" in table.loc["h0>h1", "reason"]
    assert ("whether the host is kept" in table.loc["h0>h1", "missing"]) == is_asked


def test_room_of_which_hardly_any_is_sure_is_told_by_its_most():
    for spare, words in (
        ((4.0, 300.0, 400.0), "up to 400 m² unused"),
        ((40.0, 300.0, 400.0), "40-400 m² unused"),
    ):
        table = options(
            {"at": (0, 0), "service": "library", "spare_m2": spare},
            {"at": (300, 0), "agency_id": "nhs", "service": "clinic"},
        ).set_index("option_id")
        assert words in table.loc["h0>h1", "reason"]


def test_a_prison_is_known_by_its_name_and_a_fire_station_moves_nowhere():
    table = options(
        {"at": (0, 0), "name": "HMP Oak", "service": "library"},
        {"at": (300, 0), "agency_id": "nhs", "service": "police-station"},
        {"at": (400, 0), "agency_id": "fire", "service": "fire-station"},
    )
    assert pairs(table) == {("h2", "h1")}


def test_a_weight_that_is_none_is_refused():
    with pytest.raises(EstateFileError, match=r"did you mean weight.proximity"):
        load_assumptions({"weight.proximty": 1.0})
    with pytest.raises(EstateFileError, match=r"\[colocation\] weights"):
        weights_of(load_assumptions({"weight.space": -0.1}))


def test_the_fit_of_two_services_is_the_same_in_both_directions_but_for_what_to_check():
    assert service_fit("library", "clinic").score == service_fit("clinic", "library").score == 0.9
    assert service_fit("office", "fire-station").checks == ("response cover from the new place",)
    assert service_fit("fire-station", "office").checks == ()
    assert service_fit(None, "office").score is None
    assert service_fit("school", "waste").score is None


coordinate = st.integers(0, 60).map(lambda n: n * 37.5)
shape = st.builds(
    lambda x, y, w, h: shapely.Point(x, y) if not w else shapely.box(x, y, x + w, y + h),
    coordinate, coordinate, st.sampled_from([0, 0, 0, 80, 400]), st.sampled_from([30, 300]),
)  # fmt: skip


def brute_force(shapes, distance_m):
    """Every pair by the plain distance of each to each."""
    near = {}
    for i, one in enumerate(shapes):
        for j in range(i + 1, len(shapes)):
            metres = one.distance(shapes[j])
            if metres <= distance_m:
                near[(i, j)] = metres
    return near


@settings(max_examples=60, deadline=None)
@given(
    st.lists(shape, min_size=0, max_size=25),
    st.sampled_from([37.5, 375.0, 1200.0, float(np.hypot(37.5, 75.0))]),
)
def test_the_pairs_in_reach_are_those_of_brute_force_with_their_distances(shapes, distance_m):
    i, j, metres = pairs_within(np.array(shapes, dtype=object), distance_m)
    found = {(int(a), int(b)): float(m) for a, b, m in zip(i, j, metres, strict=True)}
    assert found == brute_force(shapes, distance_m)
    assert list(found) == sorted(found)


def test_a_pair_at_exactly_the_distance_is_found_whatever_the_last_bit_says():
    generator = np.random.default_rng(7)
    for x, y in generator.uniform(0, 2000, size=(2000, 2)):
        shapes = np.array([shapely.Point(0, 0), shapely.Point(x, y)], dtype=object)
        i, _, _ = pairs_within(shapes, float(shapely.distance(shapes[0], shapes[1])))
        assert len(i) == 1


@settings(max_examples=6, deadline=None)
@given(
    st.lists(
        st.tuples(shape, st.sampled_from(["council", "nhs", "police", "private", None]), st.integers(0, 9)),
        min_size=2, max_size=14,
    ),
)  # fmt: skip
def test_options_are_every_pair_of_different_known_public_bodies_in_reach(rows):
    at = {site: one for one, _, site in rows}  # one place for each site
    table = options(
        *[{"at": at[site], "agency_id": agency, "site": f"s{site}"} for _, agency, site in rows],
        radius_m=750.0,
    )
    expected = {}
    for i, (_, first, one) in enumerate(rows):
        for j, (_, second, two) in enumerate(rows):
            known = first not in {None, "private"} and second not in {None, "private"}
            if known and first != second and one != two and at[one].distance(at[two]) <= 750.0:
                expected[(f"h{i}", f"h{j}")] = round(at[one].distance(at[two]), 1)
    found = dict(zip(zip(table["host_id"], table["guest_id"], strict=True), table["distance_m"], strict=True))
    assert found == pytest.approx(expected)
