"""Hubs: which properties may form one, which anchor, in which order, and in which words."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.assumptions import load_assumptions
from totalcapital.colocating.fit import service_fit
from totalcapital.colocating.hubs import hubs
from totalcapital.colocating.sides import Known
from totalcapital.tables import (
    AGENCIES,
    AREAS,
    BAND_TABLE,
    COLOCATION,
    HOLDINGS,
    HUBS,
    NEEDS,
    PLACES,
    SITES,
    split_list,
)

BNG = "EPSG:27700"


def place(*holdings):
    """Return the tables of holdings h0, h1 … on a line, 100 m apart; each of an agency of its own."""
    rows, bands, needs, bodies, sites = [], [], [], {}, []
    for n, given_row in enumerate(holdings):
        row = {
            "agency_id": f"a{n}", "service": "office", "name": f"H{n}", "is_public": True, "spare_m2": None,
            "need_m2": None, **given_row,
        }  # fmt: skip
        bodies[row["agency_id"]] = {
            "agency_id": row["agency_id"], "name": f"Body {row['agency_id']}", "is_public": row.pop("is_public"),
        }  # fmt: skip
        bands.append({"holding_id": f"h{n}", "band": "unknown", "spare_m2": row.pop("spare_m2")})
        needs.append({"holding_id": f"h{n}", "need_m2": row.pop("need_m2")})
        row |= {"holding_id": f"h{n}", "site_id": f"s{n}", "asset_ids": f"r:{n}", "role": "owner"}
        rows.append({"status": "operational", "sensitivity": "open", **row})
        sites.append({"site_id": f"s{n}", "agencies_count": 1, "assets_count": 1, "accuracy_m": 10.0})
    points = gpd.GeoSeries([shapely.Point(100.0 * n, 0.0) for n in range(len(sites))], crs=BNG)
    return {
        "holdings": HOLDINGS.conform(pd.DataFrame(rows)),
        "sites": SITES.conform(gpd.GeoDataFrame(pd.DataFrame(sites), geometry=points), crs=BNG),
        "bands": BAND_TABLE.conform(pd.DataFrame(bands)),
        "needs": NEEDS.conform(pd.DataFrame(needs)),
        "agencies": AGENCIES.conform(pd.DataFrame(list(bodies.values()))),
        "areas": AREAS.empty(),
        "places": PLACES.conform(
            pd.DataFrame(
                {
                    "subject_id": [site["site_id"] for site in sites],
                    "area_id": "east",
                    "kind": "own",
                    "share": 1.0,
                    "is_main": True,
                }
            )
        ),
    }


def option(host, guest, score=0.8, **more):
    """Return one option as a row, in which everything allows the hub."""
    return {
        "option_id": f"h{host}>h{guest}", "host_id": f"h{host}", "guest_id": f"h{guest}", "score": score,
        "distance_m": 100.0 * abs(host - guest), "distance_uncertainty_m": 20.0, "score_service": 1.0,
        "is_better_direction": True, "direction": "-", "reason": "-", "geometry": shapely.Point(0, 0), **more,
    }  # fmt: skip


def made(tables, rows, **own):
    frame = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=COLOCATION.column_names), geometry="geometry", crs=BNG
    )
    options = COLOCATION.conform(frame, crs=BNG)
    assumptions = load_assumptions({f"hub.{name.replace('_', '-')}": value for name, value in own.items()})
    known = Known(*(tables[name] for name in ("agencies", "bands", "needs", "areas", "places")))
    table = hubs(options, tables["holdings"], tables["sites"], known=known, assumptions=assumptions)
    HUBS.check(table)
    return table


def members(table):
    """Return the anchor and the members of every hub, in the order of rank."""
    return [(a, *split_list(m)) for a, m in zip(table["anchor_id"], table["members"], strict=True)]


def test_two_guests_of_two_other_agencies_and_an_anchor_are_a_hub():
    table = made(place({}, {}, {}), [option(0, 1, 0.9), option(0, 2, 0.6)])
    assert members(table) == [("h0", "h1", "h2")]
    (row,) = table.to_dict("records")
    assert (row["agencies_count"], row["rank"], row["score"]) == (3, 1, 0.75)
    assert row["option_ids"] == "h0>h1; h0>h2"


def test_two_agencies_are_no_hub():
    assert len(made(place({}, {}), [option(0, 1), option(1, 0)])) == 0
    same = place({}, {"agency_id": "nhs"}, {"agency_id": "nhs"})
    assert len(made(same, [option(0, 1), option(0, 2)])) == 0
    assert len(made(place({}), [])) == 0


@pytest.mark.parametrize(
    "reason_against",
    [
        {"vetoes": "the host is let to another"},
        {"decision": "rejected"},
        {"decision": "parked"},
        {"score": None},
        {"score_service": None},
        {"score_service": 0.5},
    ],
)
def test_an_option_that_cannot_count_makes_no_hub(reason_against):
    assert len(made(place({}, {}, {}), [option(0, 1), option(0, 2, **reason_against)])) == 0


@pytest.mark.parametrize(
    ("accepted", "kept"),
    [
        ((3, 1), False),  # a guest of the hub moves elsewhere
        ((0, 3), True),  # the anchor takes another in besides
        ((1, 3), False),  # a guest of the hub takes another in
        ((3, 0), False),  # the anchor itself moves
    ],
)
def test_a_hub_goes_with_what_people_accepted(accepted, kept):
    rows = [option(0, 1), option(0, 2), option(*accepted, decision="accepted")]
    anchors = made(place(*[{}] * 4), rows)["anchor_id"].tolist()
    assert anchors == (["h0"] if kept else [])


def test_an_accepted_option_counts():
    assert len(made(place({}, {}, {}), [option(0, 1, decision="accepted"), option(0, 2)])) == 1


@pytest.mark.parametrize(("metres", "guests"), [(500.0, ("h1", "h2", "h3")), (500.1, ("h1", "h2"))])
def test_a_guest_further_off_joins_only_where_it_is_wanted_for_three_agencies(metres, guests):
    rows = [option(0, 1, 0.9), option(0, 2, 0.8), option(0, 3, 0.7, distance_m=metres)]
    assert members(made(place(*[{}] * 4), rows)) == [("h0", *guests)]
    assert members(made(place(*[{}] * 4), rows[1:])) == [("h0", "h2", "h3")]


def test_guests_further_off_make_three_agencies_and_no_more():
    rows = [option(0, guest, distance_m=600.0) for guest in (1, 2, 3)]
    assert members(made(place(*[{}] * 4), rows)) == [("h0", "h1", "h2")]


def test_room_that_is_known_counts_for_more_than_nearness():
    tables = place({"spare_m2": 300}, {"need_m2": 50}, {}, {"need_m2": 50})
    rows = [option(0, 1), option(0, 2), option(0, 3, distance_m=900.0)]
    assert members(made(tables, rows)) == [("h0", "h1", "h3")]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_every_body_of_a_hub_is_known_to_be_public(at):
    holdings = [{}, {}, {}]
    holdings[at] = {"is_public": None}
    assert len(made(place(*holdings), [option(0, 1), option(0, 2)])) == 0


def test_guests_that_must_not_share_are_not_in_one_hub():
    assert service_fit("town-hall", "nursery").score == 0.9  # else they would not meet for want of a fit
    for services, count in (("town-hall", 1), ("custody; town-hall", 0)):
        tables = place({}, {"service": "town-hall", "services": services}, {"service": "nursery"})
        assert len(made(tables, [option(0, 1), option(0, 2)])) == count


def test_guests_that_nobody_says_fit_are_not_in_one_hub():
    assert service_fit("police-station", "clinic").score is None
    tables = place({}, {"service": "police-station"}, {"service": "clinic"})
    assert len(made(tables, [option(0, 1), option(0, 2)])) == 0


def test_a_guest_that_goes_with_nobody_does_not_keep_the_others_apart():
    tables = place({}, {"service": "police-station"}, {"service": "clinic"}, {"service": "gp-practice"})
    table = made(tables, [option(0, 1, 0.99), option(0, 2, 0.8), option(0, 3, 0.7)])
    assert members(table) == [("h0", "h2", "h3")]


def test_guests_are_taken_as_long_as_there_is_room():
    tables = place({"spare_m2": 300}, {"need_m2": 200}, {"need_m2": 150}, {"need_m2": 100})
    table = made(tables, [option(0, 1, 0.9), option(0, 2, 0.8), option(0, 3, 0.7)])
    (row,) = table.to_dict("records")
    assert members(table) == [("h0", "h1", "h3")]  # 200 and 150 are too much, 200 and 100 fill it
    assert (row["spare_m2"], row["need_m2"], row["is_room_enough"]) == (300.0, 300.0, True)


def test_a_guest_whose_need_is_not_known_joins_only_where_it_is_wanted_for_three_agencies():
    tables = place({"spare_m2": 300}, {}, {"need_m2": 100}, {"need_m2": 100})
    rows = [option(0, 1, 0.9), option(0, 2, 0.8), option(0, 3, 0.7)]
    assert members(made(tables, rows)) == [("h0", "h2", "h3")]
    table = made(tables, rows[:2])
    (row,) = table.to_dict("records")
    assert members(table) == [("h0", "h1", "h2")]
    assert row["need_m2"] == 100.0
    assert pd.isna(row["is_room_enough"])


def test_where_room_is_not_known_the_hub_stands_and_says_so():
    table = made(place({}, {"need_m2": 100}, {}), [option(0, 1), option(0, 2)])
    (row,) = table.to_dict("records")
    assert pd.isna(row["is_room_enough"])
    assert np.isnan(row["spare_m2"])
    assert split_list(row["missing"])[:2] == ["spare floor area of the anchor", "floor area needed by H2"]


@pytest.mark.parametrize(("area", "count"), [(249, 0), (250, 1), (None, 1)])
def test_where_room_is_not_known_the_guests_need_no_more_than_the_whole_building(area, count):
    tables = place({"floor_area_m2": area}, {"need_m2": 100}, {"need_m2": 150})
    table = made(tables, [option(0, 1), option(0, 2)])
    assert len(table) == count
    assert table["is_room_enough"].isna().all()


@pytest.mark.parametrize(("spare", "count"), [(0, 0), (49, 0), (50, 1), (None, 1)])
def test_an_anchor_known_to_have_next_to_no_room_makes_no_hub(spare, count):
    assert len(made(place({"spare_m2": spare}, {}, {}), [option(0, 1), option(0, 2)])) == count


def test_a_hub_has_no_more_agencies_than_the_assumption_says():
    rows = [option(0, guest, 0.9 - guest / 10) for guest in range(1, 5)]
    assert members(made(place(*[{}] * 5), rows, agencies_at_most=4)) == [("h0", "h1", "h2", "h3")]


NEED = {"need_m2": 10}


@pytest.mark.parametrize(
    ("holdings", "anchor", "why"),
    [
        ([{}, {}, {}, {}], "h0", "Another of them could"),
        ([NEED, {"spare_m2": 500}, {"tenure": "freehold"} | NEED, NEED], "h1", "its room is known"),
        ([{}, {}, {"tenure": "freehold"}, {"condition_grade": "A"}], "h2", "it is freehold"),
        (
            [{}, {"condition_grade": "D"}, {"condition_grade": "B"}, {}],
            "h2",
            "its condition is the best known",
        ),
        ([{}, {}, {}, {"name": "best"}], "h3", "the others score highest with it"),
    ],
)
def test_of_the_same_properties_the_best_anchor_takes_the_others_in(holdings, anchor, why):
    score = [0.9 if row.get("name") == "best" else 0.8 for row in holdings]
    rows = [option(a, b, score[a]) for a, b in itertools.permutations(range(4), 2)]
    table = made(place(*holdings), rows)
    assert table["anchor_id"].tolist() == [anchor]
    assert why in table["reason"].iloc[0]


def test_an_anchor_that_not_every_other_could_move_to_is_no_choice():
    tables = place({}, {"tenure": "freehold"}, {})
    table = made(tables, [option(0, 1), option(0, 2), option(1, 0)])
    assert table["anchor_id"].tolist() == ["h0"]
    assert "takes the others in since" not in table["reason"].iloc[0]


def test_a_better_anchor_without_the_room_takes_nobody_in():
    # h1 is freehold, and its whole building is less than the 200 and 50 that h0 and h2 need
    tables = place(
        {"tenure": "leasehold", "floor_area_m2": 1000, "need_m2": 200},
        {"tenure": "freehold", "floor_area_m2": 100, "need_m2": 50},
        {"tenure": "leasehold", "need_m2": 50},
    )
    rows = [option(0, 1), option(0, 2), option(1, 0), option(1, 2)]
    assert members(made(tables, rows)) == [("h0", "h1", "h2")]
    tables["holdings"].loc[1, "floor_area_m2"] = 250.0  # just so much
    assert members(made(tables, rows)) == [("h1", "h0", "h2")]


def test_hubs_stand_in_the_order_room_known_more_agencies_score():
    tables = place({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {"spare_m2": 90}, {"need_m2": 40}, {"need_m2": 50})
    near = {"distance_m": 10.0}
    rows = [option(0, 1, 0.9, **near), option(0, 2, 0.9, **near)]  # three agencies, 0.9
    rows += [option(3, guest, 0.5, **near) for guest in (4, 5, 6)]  # four agencies
    rows += [option(7, guest, 0.95, **near) for guest in (8, 9)]  # three, 0.95
    rows += [option(10, guest, 0.2, **near) for guest in (11, 12)]  # three, room known
    table = made(tables, rows)
    assert table["anchor_id"].tolist() == ["h10", "h3", "h7", "h0"]
    assert table["rank"].tolist() == [1, 2, 3, 4]


def test_a_property_is_in_one_hub_and_the_other_hub_is_made_without_it():
    tables = place(*[{}] * 5)
    shared = [option(0, guest, 0.9) for guest in (1, 2)]
    rows = [*shared, *(option(3, guest, 0.8, distance_m=1.0) for guest in (1, 4))]
    assert members(made(tables, rows)) == [("h0", "h1", "h2")]
    assert members(made(tables, rows, hubs_a_property=2)) == [("h0", "h1", "h2"), ("h3", "h1", "h4")]
    rows.append(option(3, 0, 0.7, distance_m=1.0))
    assert members(made(tables, rows))[0][0] == "h3"  # three guests beat two


def test_no_more_hubs_are_listed_than_the_assumption_says():
    tables = place(*[{}] * 6)
    rows = [option(0, 1, 0.5), option(0, 2, 0.5), option(3, 4, 0.9), option(3, 5, 0.9)]
    assert len(made(tables, rows)) == 2
    assert made(tables, rows, most=1)["anchor_id"].tolist() == ["h3"]


def test_the_sentence_says_who_how_far_and_what_is_not_known():
    tables = place(
        {"name": "Fire station Y", "service": "fire-station", "tenure": "freehold", "spare_m2": 603},
        {"name": "X", "service": "ambulance-station", "need_m2": 180, "tenure": "freehold"},
        {"name": "Police Station Z", "service": "police-station", "need_m2": 240, "tenure": "leasehold"},
    )
    row = made(tables, [option(0, 1, distance_m=180.4), option(0, 2)]).iloc[0]
    assert row["reason"] == (
        "Fire station Y (Body a0; freehold, about 600 m² unused) could house X, ambulance station (Body a1, "
        "180 m); and Police Station Z (Body a2, 200 m): three agencies; together they need about 420 m². Not known: "
        "lease of Police Station Z; condition of the anchor; access before and after the move of each guest; "
        "response cover from the new place."
    )


def test_the_sentence_says_where_the_cautious_figures_do_not_fit():
    tables = place({"spare_m2": 300}, {"need_m2": 150}, {"need_m2": 120})
    rows = [option(0, 1), option(0, 2)]
    assert "cautious" not in made(tables, rows)["reason"].iloc[0]
    tables["bands"]["spare_low_m2"] = [260.0, np.nan, np.nan]
    tables["needs"]["need_high_m2"] = [np.nan, 200.0, np.nan]
    reason = made(tables, rows)["reason"].iloc[0]
    assert "On cautious figures there is not room for all: 320 m² needed, 260 m² unused." in reason


def test_a_semicolon_in_a_name_does_not_cut_the_list_of_what_is_missing():
    tables = place({"spare_m2": 200}, {"name": "Rooms 1; 2"}, {"need_m2": 100})
    row = made(tables, [option(0, 1), option(0, 2)]).iloc[0]
    assert "floor area needed by Rooms 1, 2" in split_list(row["missing"])


def test_the_outline_holds_every_property_and_a_margin():
    table = made(place({}, {}, {}), [option(0, 1), option(0, 2)], margin=20)
    shape = table.geometry.iloc[0]
    assert shape.bounds == pytest.approx((-20.0, -20.0, 220.0, 20.0))
    assert all(shape.contains(shapely.Point(x, 0)) for x in (0, 100, 200))


def test_the_area_of_a_hub_is_that_of_its_anchor():
    tables = place({}, {}, {})
    tables["places"].loc[0, "area_id"] = "west"
    assert made(tables, [option(0, 1), option(0, 2)])["area_id"].tolist() == ["west"]


@pytest.mark.parametrize(
    ("kind", "is_main", "listed"),
    [("own", False, "east"), ("programme", True, "ash"), ("neighbourhood", True, "east")],
)
def test_a_property_is_listed_in_its_programme_then_the_own_area_that_holds_most_of_it(kind, is_main, listed):
    tables = place({}, {}, {})  # all are in the own area "east"
    other = {"subject_id": "s0", "area_id": "ash", "kind": kind, "share": 0.4, "is_main": is_main}
    tables["places"] = PLACES.conform(pd.concat([tables["places"], pd.DataFrame([other])]))
    assert made(tables, [option(0, 1), option(0, 2)])["area_id"].tolist() == [listed]


SERVICES = ["office", "library", "clinic", "police-station", "fire-station"]
HOLDING = st.fixed_dictionaries(
    {
        "service": st.sampled_from(SERVICES),
        "agency_id": st.sampled_from(["a", "b", "c", "d"]),
        "spare_m2": st.none() | st.integers(0, 300),
        "need_m2": st.none() | st.integers(10, 200),
        "floor_area_m2": st.none() | st.integers(100, 400),
        "tenure": st.sampled_from([None, "freehold", "leasehold"]),
    }
)


@st.composite
def estates(draw):
    holdings = draw(st.lists(HOLDING, min_size=3, max_size=7))
    pairs = list(itertools.permutations(range(len(holdings)), 2))
    kept = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=25))
    rows = []
    for host, guest in kept:
        fit = service_fit(holdings[host]["service"], holdings[guest]["service"]).score
        if holdings[host]["agency_id"] != holdings[guest]["agency_id"]:
            score = draw(st.integers(1, 9)) / 10
            rows.append(
                option(host, guest, score, score_service=fit, distance_m=float(draw(st.integers(0, 600))))
            )
    return holdings, rows


def feasible_sets(holdings, rows, most=6):
    """Return by plain enumeration every anchor with every set of guests that could move in with it."""
    guests_of = {}
    for row in rows:
        if (row["score_service"] or 0) >= 0.6:
            guests_of.setdefault(int(row["host_id"][1:]), []).append(int(row["guest_id"][1:]))
    found = set()
    for anchor, guests in guests_of.items():
        spare = holdings[anchor]["spare_m2"]
        for size in range(2, min(most, len(guests) + 1)):
            for some in itertools.combinations(sorted(guests), size):
                bodies = {holdings[g]["agency_id"] for g in (anchor, *some)}
                fits = [
                    service_fit(holdings[a]["service"], holdings[b]["service"]).score or 0
                    for a, b in itertools.combinations(some, 2)
                ]
                whole = holdings[anchor]["floor_area_m2"]
                needed = sum(holdings[g]["need_m2"] or 0 for g in some)
                room = whole is None or needed <= whole if spare is None else 50 <= spare >= needed
                if len(bodies) == size + 1 and min(fits) >= 0.6 and room:
                    found.add((anchor, some))
    return found


@settings(max_examples=30, deadline=None)
@given(estates())
def test_every_hub_is_possible_and_none_could_stand_beside_them(estate):
    holdings, rows = estate
    possible = feasible_sets(holdings, rows)
    chosen = [
        (int(a[1:]), tuple(sorted(int(g[1:]) for g in guests)))
        for a, *guests in members(made(place(*holdings), rows))
    ]
    assert set(chosen) <= possible
    used = [holding for anchor, guests in chosen for holding in (anchor, *guests)]
    assert len(used) == len(set(used))
    left = [(a, g) for a, g in possible if not {a, *g} & set(used)]
    assert left == []


@settings(max_examples=30, deadline=None)
@given(estates())
def test_an_anchor_has_a_hub_exactly_where_enumeration_finds_one(estate):
    holdings, rows = estate
    possible = feasible_sets(holdings, rows)
    for anchor in {a for a, _ in possible}:
        alone = [row for row in rows if row["host_id"] == f"h{anchor}"]
        assert members(made(place(*holdings), alone))[0][0] == f"h{anchor}"
    if not possible:
        assert len(made(place(*holdings), rows)) == 0


@settings(max_examples=30, deadline=None)
@given(estates(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(estate, random):
    holdings, rows = estate
    tables = place(*holdings)
    first = made(tables, rows)
    random.shuffle(rows)
    shuffled = {
        name: frame.iloc[random.sample(range(len(frame)), len(frame))] for name, frame in tables.items()
    }
    pd.testing.assert_frame_equal(pd.DataFrame(first), pd.DataFrame(made(shuffled, rows)))


@settings(max_examples=30, deadline=None)
@given(estates())
def test_room_is_said_to_be_enough_only_where_all_of_it_is_known(estate):
    holdings, rows = estate
    table = made(place(*holdings), rows)
    for (anchor, *guests), enough in zip(members(table), table["is_room_enough"], strict=True):
        needs = [holdings[int(g[1:])]["need_m2"] for g in guests]
        spare = holdings[int(anchor[1:])]["spare_m2"]
        known = spare is not None and None not in needs
        assert (enough is pd.NA) == (not known)
        assert not known or sum(needs) <= spare
