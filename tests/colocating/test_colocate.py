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

from totalcapital.colocating import colocate, weights_of
from totalcapital.colocating.fit import service_fit
from totalcapital.errors import EstateFileError
from totalcapital.nearness import pairs_within
from totalcapital.tables import AGENCIES, BAND_TABLE, COLOCATION, HOLDINGS, SITES

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


def options(*rows, radius_m=1200.0, weights=None, check=False):
    """List the options of holdings h0, h1 … on the sites their ``site`` names; ``at`` is metres."""
    holdings, bands, sites = [], [], {}
    for n, given_row in enumerate(rows):
        row = {
            "agency_id": "council",
            "role": "owner",
            "status": "operational",
            "sensitivity": "open",
            **given_row,
        }
        at, spare = row.pop("at", None), row.pop("spare_m2", None)
        site, accuracy = row.pop("site", f"s{n}"), row.pop("accuracy_m", 25.0)
        shape = None if at is None else at if hasattr(at, "geom_type") else shapely.Point(at)
        sites[site] = {
            "site_id": site, "agencies_count": 1, "assets_count": 1, "geometry": shape,
            "accuracy_m": np.nan if shape is None else accuracy,
        }  # fmt: skip
        holdings.append({**row, "holding_id": f"h{n}", "site_id": site, "asset_ids": f"r:{n}"})
        bands.append({"holding_id": f"h{n}", "band": "unknown", "spare_m2": spare})
    frame = gpd.GeoDataFrame(pd.DataFrame(list(sites.values())), geometry="geometry", crs=BNG)
    table = colocate(
        HOLDINGS.conform(pd.DataFrame(holdings)),
        SITES.conform(frame, crs=BNG),
        bands=BAND_TABLE.conform(pd.DataFrame(bands)),
        agencies=AGENCY,
        radius_m=radius_m,
        weights=weights or {},
        as_of=AS_OF,
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
            {"service": "school"},
            "custody beside a service for children or for people in danger",
        ),
        ({"service": "office"}, {"service": "refuge"}, "a protected address cannot share"),
    ],
)
def test_what_rules_an_option_out_is_said_and_takes_its_rank(host, guest, words):
    table = options({"at": (0, 0), **host}, {"at": (10, 0), "agency_id": "nhs", **guest}).set_index(
        "option_id"
    )
    assert words in table.loc["h0>h1", "vetoes"].split("; ")
    assert pd.isna(table.loc["h0>h1", "rank"])
    assert not pd.isna(table.loc["h0>h1", "score"])


def test_an_empty_host_is_no_veto_and_null_vetoes_nothing():
    table = options({"at": (0, 0), "status": "vacant"}, {"at": (10, 0), "agency_id": "nhs"}).set_index(
        "option_id"
    )
    assert pd.isna(table.loc["h0>h1", "vetoes"])
    assert table.loc["h0>h1", "rank"] == 1
    assert not pd.isna(table.loc["h1>h0", "vetoes"])


def test_one_score_worked_out_by_hand():
    host = {"at": (0, 0), "service": "library", "condition_grade": "B", "spare_m2": 90.0}
    guest = {
        "at": (675, 0), "agency_id": "nhs", "service": "clinic", "staff_fte": 12.0,
        "lease_end_date": pd.Timestamp("2032-11-01"), "lease_break_date": pd.Timestamp("2030-11-01"),
    }  # fmt: skip
    row = options(host, guest).set_index("option_id").loc["h0>h1"]
    assert row["score_proximity"] == pytest.approx((1200 - 675) / (1200 - 150))  # 0.5
    assert row["score_space"] == pytest.approx(90 / 120)  # ten square metres for each of twelve
    assert row["score_service"] == 0.9  # civic and health
    assert row["score_lease"] == pytest.approx((10 - 1461 / 365.25) / 8, abs=1e-4)  # four years: 0.75
    assert row["score_condition"] == 0.75
    assert np.isnan(row["score_access"])
    by_hand = (0.30 * 0.5 + 0.25 * 0.75 + 0.20 * 0.9 + 0.15 * 0.75 + 0.05 * 0.75) / 0.95
    assert row["score"] == pytest.approx(by_hand, abs=1e-4)
    assert row["missing"] == "access before and after"
    assert row["window_start_date"] == pd.Timestamp("2030-11-01")
    own = options(
        host, guest, weights={"proximity": 0.0, "space": 1.0, "lease": 0.0, "condition": 0.0, "service": 1.0}
    )
    assert own.set_index("option_id").loc["h0>h1", "score"] == pytest.approx((0.75 + 0.9) / 2)


def test_nothing_but_nearness_known_scores_nearness_alone_and_says_what_is_missing():
    row = options({"at": (0, 0)}, {"at": (100, 0), "agency_id": "nhs"}).iloc[0]
    assert row["score"] == row["score_proximity"] == 1.0
    assert row[["score_space", "score_service", "score_lease", "score_condition"]].isna().all()
    assert row["missing"].split("; ") == [
        "spare space of the host or need of the guest", "whether the services fit", "lease of the guest",
        "condition of the host", "access before and after",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lease", "score"),
    [
        ({"lease_end_date": "2028-10-31"}, 1.0),  # within two years
        ({"lease_end_date": "2036-11-02"}, 0.0),  # ten years or more
        ({"lease_end_date": "2020-01-01"}, None),  # over already: nothing is known of the lease now
        ({"lease_break_date": "2020-01-01", "lease_end_date": "2028-10-31"}, 1.0),  # the break was missed
        ({}, None),
    ],
)
def test_the_lease_counts_from_its_next_end(lease, score):
    dates = {name: pd.Timestamp(day) for name, day in lease.items()}
    row = (
        options({"at": (0, 0)}, {"at": (10, 0), "agency_id": "nhs", **dates})
        .set_index("option_id")
        .loc["h0>h1"]
    )
    assert row["score_lease"] == score if score is not None else np.isnan(row["score_lease"])


def test_no_spare_space_is_nought_and_unknown_spare_space_is_unknown():
    guest = {"at": (10, 0), "agency_id": "nhs", "staff_fte": 5.0}
    assert (
        options({"at": (0, 0), "spare_m2": 0.0}, guest).set_index("option_id").loc["h0>h1", "score_space"]
        == 0.0
    )
    assert np.isnan(options({"at": (0, 0)}, guest).set_index("option_id").loc["h0>h1", "score_space"])
    assert np.isnan(
        options({"at": (0, 0), "spare_m2": 50.0}, guest | {"staff_fte": 0.0})
        .set_index("option_id")
        .loc["h0>h1", "score_space"]
    )


def test_services_known_to_fit_stand_above_mere_neighbours():
    table = options(
        {"at": (0, 0), "service": "library"}, {"at": (900, 0), "agency_id": "nhs", "service": "clinic"},
        {"at": (5000, 0)}, {"at": (5000, 1), "agency_id": "nhs"},
    ).set_index("option_id")  # fmt: skip
    assert table.loc["h2>h3", "score"] > table.loc["h0>h1", "score"]
    assert table.loc["h0>h1", "rank"] < table.loc["h2>h3", "rank"]
    assert sorted(table["rank"]) == [1, 2, 3, 4]


def test_the_reason_names_who_moves_how_far_and_where():
    table = options(
        {"at": (0, 0), "name": "Oak Library", "service": "library", "spare_m2": 80.0},
        {"at": (300, 0), "agency_id": "nhs", "name": "Elm Clinic", "service": "clinic"},
    ).set_index("option_id")
    assert table.loc["h0>h1", "reason"] == (
        "Elm Clinic (NHS) could move 300 m (5 min on foot) into Oak Library (Council): near; "
        "surgery, library and customer service share a hub; about 80 m² to spare."
    )
    unsure = options(
        {"at": (0, 0), "accuracy_m": 100.0}, {"at": (150, 0), "agency_id": "nhs", "accuracy_m": 100.0}
    )
    assert "give or take 200 m" in unsure["reason"].iloc[0]
    assert "in the same street" in unsure["reason"].iloc[0]


@pytest.mark.parametrize("weights", [{"proximty": 1.0}, {"space": -0.1}])
def test_a_weight_that_is_none_is_refused(weights):
    with pytest.raises(EstateFileError, match=r"\[colocation\] weights"):
        weights_of(weights)


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
