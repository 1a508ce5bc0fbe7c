"""Which records are of one property, whose stake each is, and what a holding says."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.linking import link
from totalcapital.tables import ASSETS, HOLDINGS, LINKS, LOCATIONS, SITES, split_list

BNG = "EPSG:27700"


def estate(*rows):
    """Return assets and locations; ``at`` is a point in metres, ``method`` and ``accuracy_m`` as located."""
    base = {
        "register_id": "r", "source_file": "r.csv", "role": "owner", "status": "unknown", "sensitivity": "open",
        "source_values": "{}", "agency_id": "council",
    }  # fmt: skip
    assets, places = [], []
    for n, given_row in enumerate(rows):
        row = {**base, "asset_id": f"r:{n:02}", "source_row": n + 2, **given_row}
        at, method = row.pop("at", None), row.pop("method", "coordinates")
        accuracy = row.pop("accuracy_m", {"postcode": 100.0, "outward-code": 5000.0}.get(method, 25.0))
        shape = None if at is None else at if hasattr(at, "geom_type") else shapely.Point(at)
        method = "none" if at is None else method
        places.append(
            {
                "subject_id": row["asset_id"], "method": method, "evidence": "x", "geometry": shape,
                "accuracy_m": np.nan if at is None else accuracy,
            }
        )  # fmt: skip
        assets.append(row)
    table = ASSETS.conform(pd.DataFrame(assets))
    located = gpd.GeoDataFrame(pd.DataFrame(places), geometry="geometry", crs=BNG)
    return table, LOCATIONS.conform(located, crs=BNG)


def linked(*rows):
    return link(*estate(*rows))


def groups(result):
    """Return the records of each site, as sets of their numbers."""
    sites = {}
    for site, ids in zip(result.holdings["site_id"], result.holdings["asset_ids"], strict=True):
        sites.setdefault(site, set()).update(int(i.split(":")[1]) for i in split_list(ids))
    return sorted(map(sorted, sites.values()))


def test_records_of_one_uprn_are_one_property_and_each_agency_has_its_holding_there():
    result = linked(
        {"uprn": "1", "at": (0, 0)},
        {"uprn": "1", "at": (30, 0), "agency_id": "nhs"},
        {"uprn": "2", "at": (0, 0)},
    )
    assert groups(result) == [[0, 1], [2]]
    site = result.sites.sort_values("assets_count").iloc[-1]
    assert (site["agencies_count"], site["assets_count"]) == (2, 2)
    assert sorted(result.holdings["agency_id"]) == ["council", "council", "nhs"]
    assert result.links["relation"].tolist() == ["same-building"]
    assert result.links["evidence"].iloc[0].startswith("same UPRN 1; 30 m apart, within the 50 m")


@pytest.mark.parametrize("column", ["uprn", "urn", "ods_code"])
def test_each_identifier_links_and_a_blank_one_does_not(column):
    assert groups(linked({column: "7"}, {column: "7"})) == [[0, 1]]
    assert groups(linked({column: "7"}, {column: "8"})) == [[0], [1]]
    assert groups(linked({}, {})) == [[0], [1]]


def test_a_reference_links_within_its_register_only():
    assert groups(linked({"reference": "A"}, {"reference": "A"})) == [[0, 1]]
    assert groups(linked({"reference": "A"}, {"reference": "A", "register_id": "s"})) == [[0], [1]]


def test_records_of_one_uprn_far_apart_are_an_issue_and_no_match():
    near, vague, far = (290.0, 0), (449.0, 0), (451.0, 0)  # 400 m and two accuracies of 25 m
    assert groups(linked({"uprn": "1", "at": (0, 0)}, {"uprn": "1", "at": near})) == [[0, 1]]
    doubtful = linked({"uprn": "1", "at": (0, 0)}, {"uprn": "1", "at": vague})
    assert doubtful.links[["relation", "decision"]].values.tolist() == [["different", "auto"]]
    assert doubtful.issues.empty
    result = linked({"uprn": "1", "at": (0, 0)}, {"uprn": "1", "at": far})
    assert groups(result) == [[0], [1]]
    assert result.issues[["code", "source_row"]].values.tolist() == [["same-uprn-far-apart", 3]]


def test_records_far_apart_are_two_properties_whatever_else_agrees():
    row = {"uprn": "1", "name": "Merlin Top Library", "postcode": "LS1 3AB", "address": "3 High Street"}
    result = linked(row | {"at": (0, 0)}, row | {"at": (2000, 0), "register_id": "s"})
    assert result.links["weight"].iloc[0] > 10
    assert groups(result) == [[0], [1]]
    assert result.issues["code"].tolist() == ["same-uprn-far-apart"]


def test_two_kinds_of_place_in_one_street_and_postcode_are_two_properties():
    at = {"postcode": "LS15 8JE", "address": "Swarcliffe Drive, Leeds"}
    rows = [
        at | {"at": (0, 0), "name": "Swarcliffe Community Centre", "service": "community-centre"},
        at | {"at": (30, 0), "name": "St Gregory's Primary School", "register_id": "s", "agency_id": "trust"},
    ]
    assert groups(linked(*rows)) == [[0], [1]]
    assert groups(linked(rows[0], rows[1] | {"address": "5 Swarcliffe Drive"})) == [[0], [1]]
    both = [row | {"address": "5 Swarcliffe Drive, Leeds"} for row in rows]
    assert groups(linked(*both)) == [[0, 1]]  # one number is one building


def test_one_misplaced_record_does_not_part_the_others_of_its_uprn():
    result = linked(
        {"uprn": "1", "at": (9000, 0)},
        {"uprn": "1", "at": (0, 0)},
        {"uprn": "1", "at": (10, 0), "agency_id": "nhs"},
    )
    assert groups(result) == [[0], [1, 2]]


def test_a_record_without_a_place_does_not_join_two_that_are_far_apart():
    result = linked({"uprn": "1"}, {"uprn": "1", "at": (0, 0)}, {"uprn": "1", "at": (9000, 0)})
    assert groups(result) in ([[0, 1], [2]], [[0, 2], [1]])


def test_a_uprn_on_more_than_twenty_records_is_an_estate_and_links_nothing():
    assert len(groups(linked(*[{"uprn": "1", "at": (0, 0)}] * 20))) == 1
    result = linked(*[{"uprn": "1", "at": (0, 0)}] * 21)
    assert len(groups(result)) == 21
    assert result.issues["rows_count"].tolist() == [21]


def test_near_records_with_one_name_are_one_property_and_the_reason_says_so():
    rows = [
        {"name": "Skipton Library", "at": (0, 0)},
        {"name": "Skipton Public Library", "at": (50, 0), "agency_id": "b", "register_id": "s"},
    ]
    result = linked(*rows)
    assert groups(result) == [[0, 1]]
    link_ = result.links.iloc[0]
    assert link_["relation"] == "same-building"
    assert link_["evidence"].startswith("same name: Skipton Library and Skipton Public Library; ")
    assert "50 m apart, within the 50 m that the two places are exact to" in link_["evidence"]
    rows[1] |= {"at": (10, 0), "name": "Skipton Fire Station"}
    assert groups(linked(*rows)) == [[0], [1]]


def test_a_postcode_alone_never_joins_neighbours_of_different_names_or_house_numbers():
    first = {"at": (0, 0), "postcode": "LS2 9LZ", "address": "63 Clarendon Road, Leeds"}
    other = {"at": (21, 0), "postcode": "LS2 9LZ", "address": "65 Clarendon Road, Leeds", "register_id": "s"}
    assert groups(linked(first, other)) == [[0], [1]]
    assert groups(linked(first, other | {"address": "61-65 Clarendon Rd, Leeds"})) == [[0, 1]]
    named = {"name": "Holy Rosary School"}, {"name": "Dixons Trinity School"}
    near = {"at": (20, 0), "postcode": "LS1 3AB", "register_id": "s"}
    assert groups(linked({"at": (0, 0), "postcode": "LS1 3AB"} | named[0], near | named[1])) == [[0], [1]]


def test_flats_and_stalls_of_one_address_are_properties_of_their_own():
    stall = {"at": (0, 0), "postcode": "BD1 1SZ", "accuracy_m": 100.0}
    rows = [
        stall | {"name": f"{unit}, Kirkgate Market, Kirkgate, Bradford, BD1 1SZ"}
        for unit in ("Unit 172", "Units 46 And 55", "Stall 9")
    ]
    assert groups(linked(*rows)) == [[0], [1], [2]]


def test_two_agencies_at_one_number_and_street_share_a_building_whatever_their_names():
    at = {"postcode": "WF1 1AA", "address": "2 Corporation Street, Wakefield"}
    result = linked(
        at | {"at": (0, 0), "name": "Parkview Surgery", "agency_id": "nhs"},
        at | {"at": (30, 0), "name": "Customer Service Point", "agency_id": "council", "register_id": "s"},
    )
    assert groups(result) == [[0, 1]]
    assert result.links["relation"].tolist() == ["same-building"]


def test_a_building_named_in_an_address_is_a_name_too():
    result = linked(
        {"at": (0, 0), "name": "Dr Khan & Partners", "address": "Ashcroft Surgery, Newlands Way, Bradford"},
        {"at": (40, 0), "name": "Ashcroft Surgery", "register_id": "s", "agency_id": "b"},
    )
    assert groups(result) == [[0, 1]]
    assert "another name is the same" in result.links["evidence"].iloc[0]


def test_one_record_makes_no_bridge_between_two_schools_that_are_plainly_two():
    infant = {"name": "Reinwood Infant School", "urn": "1", "at": (0, 0), "postcode": "HD3 4YL"}
    junior = {
        "name": "Reinwood Junior School",
        "urn": "2",
        "at": (60, 0),
        "postcode": "HD3 4YL",
        "register_id": "s",
    }
    vague = {"name": "Reinwood School", "at": (30, 0), "postcode": "HD3 4YL", "register_id": "t"}
    assert [0, 1] not in [site[:2] for site in groups(linked(infant, junior))]
    for site in groups(linked(infant, junior, vague)):
        assert not {0, 1} <= set(site)


def test_a_closed_school_and_its_successor_on_the_same_ground_are_one_property():
    at = {"postcode": "LS8 3QA", "address": "Oakwood Lane, Leeds", "service": "school"}
    rows = [
        at | {"name": "Oakwood Infant School", "urn": "1", "status": "closed", "at": (0, 0)},
        at | {"name": "Oakwood Primary Academy", "urn": "2", "at": (10, 0), "register_id": "s"},
    ]
    assert groups(linked(*rows)) == [[0, 1]]
    rows[0]["status"] = "operational"
    rows[1]["name"] = "Oakwood Junior School"
    assert groups(linked(*rows)) == [[0], [1]]


def test_adjacent_schools_of_one_name_are_one_campus_and_two_properties():
    result = linked(
        {"name": "Lindley Infant School", "urn": "1", "at": shapely.box(0, 0, 60, 60), "method": "geometry"},
        {
            "name": "Lindley Junior School", "urn": "2", "at": shapely.box(65, 0, 120, 60), "method": "geometry",
            "register_id": "s",
        },
    )  # fmt: skip
    assert groups(result) == [[0], [1]]
    assert result.links["relation"].tolist() == ["same-campus"]


def test_the_only_one_of_its_kind_close_by_is_told_from_one_of_several():
    outline = {"at": shapely.box(0, 0, 40, 40), "method": "geometry", "accuracy_m": 5.0, "service": "library"}
    inside = {"at": (10, 10), "name": "Oak Library", "register_id": "s"}
    alone = linked(outline, inside)
    assert groups(alone) == [[0, 1]]
    assert "no other of the kind in either register lies so near" in alone.links["evidence"].iloc[0]
    elsewhere = {
        "at": (30, 10),
        "name": "Elm Library",
        "register_id": "t",
    }  # of another list: no rival in this one
    beside = linked(outline, inside, elsewhere).links.set_index(["asset_id", "other_asset_id"])["evidence"]
    assert "no other of the kind" in beside["r:00", "r:01"]
    rival = linked(outline, inside, elsewhere | {"register_id": "s"}).links
    assert rival["evidence"].str.contains("others of the kind lie as near").all()


def test_a_common_name_weighs_less_than_a_rare_one():
    pair = [
        {"name": "Merlin Top School", "at": (0, 0)},
        {"name": "Merlin Top School", "at": (60, 0), "register_id": "s"},
    ]
    alone = linked(*pair).links["weight"].iloc[0]
    elsewhere = [{"name": "Merlin Top Academy", "at": (n * 4000.0, 9000)} for n in range(1, 16)]
    crowded = linked(*pair, *elsewhere).links
    crowded = crowded[crowded["other_asset_id"] == "r:01"]["weight"].iloc[0]
    assert alone - crowded == pytest.approx(
        4.0
    )  # sixteen squares in place of one; at least a quarter of four counts


def test_an_equal_postcode_says_little_more_of_places_that_rest_on_the_postcode():
    row = {"at": (0, 0), "postcode": "LS1 3AB", "method": "postcode"}
    assert groups(linked(row, row | {"agency_id": "nhs", "register_id": "s"})) == [[0], [1]]
    two = row | {"name": "Oak Clinic"}, row | {"name": "Oak Surgery", "register_id": "s"}
    assert groups(linked(*two)) == [[0, 1]]


def test_a_record_without_a_place_is_compared_with_those_of_its_postcode():
    lost = {"name": "Oak Library", "postcode": "LS1 3AB", "register_id": "s"}
    placed = {"name": "Oak Public Library", "postcode": "LS1 3AB", "at": (0, 0)}
    assert groups(linked(placed, lost, {"name": "Elm Depot", "postcode": "LS1 3AB", "at": (10, 0)})) == [
        [0, 1],
        [2],
    ]
    assert groups(linked(placed, lost | {"postcode": "LS1 3AC"})) == [[0], [1]]
    crowd = [placed | {"name": f"Stall {n}", "at": (90 + n, 0)} for n in range(70)]  # too many to compare all
    sites = groups(linked(placed, *crowd, lost))
    assert [0, 71] in sites


def test_a_record_without_a_place_is_compared_by_its_address_too():
    at = {"postcode": "LS1 3AB", "address": "5 High Street, Leeds"}
    lost = at | {"name": "Customer Point", "register_id": "s", "agency_id": "b"}
    assert groups(linked(at | {"name": "Oak Library", "at": (0, 0)}, lost)) == [[0, 1]]


def test_every_pair_of_one_uprn_that_is_not_joined_stands_in_the_links():
    result = linked(
        {"uprn": "1", "name": "Oak Library", "at": (0, 0)},
        {"uprn": "1", "name": "Elm Depot", "at": (449, 0), "register_id": "s"},
    )
    assert groups(result) == [[0], [1]]
    assert result.links["weight"].iloc[0] < -1  # less than any other pair is asked about


def test_a_misplaced_record_of_one_name_and_postcode_is_compared_and_kept_apart():
    row = {"name": "Merlin Top Library", "postcode": "LS1 3AB"}
    result = linked(row | {"at": (0, 0)}, row | {"at": (320, 0), "register_id": "s"})
    assert len(result.links) == 1  # beyond the 300 m within which all are compared


def test_outward_codes_and_records_without_a_place_are_never_near_anything():
    row = {"name": "Skipton Library", "postcode": "BD23"}
    assert groups(linked(row, row)) == [[0], [1]]
    town = row | {"at": (0, 0), "method": "outward-code"}
    result = linked(town, town)
    assert groups(result) == [[0], [1]]
    assert result.sites.geometry.isna().all()  # a town is no place of a property
    assert result.sites["accuracy_m"].isna().all()


def test_a_null_agency_makes_one_holding_of_its_own_and_is_no_agency():
    result = linked({"uprn": "1"}, {"uprn": "1", "agency_id": None}, {"uprn": "1", "agency_id": None})
    assert result.sites[["agencies_count", "assets_count"]].values.tolist() == [[1, 3]]
    assert sorted(map(len, map(split_list, result.holdings["asset_ids"]))) == [1, 2]
    assert result.holdings["agency_id"].isna().sum() == 1


def test_a_site_stands_where_its_best_located_record_is():
    box = shapely.box(0, 0, 40, 40)
    result = linked(
        {"uprn": "1", "at": (20, 20), "name": "By point"},
        {"uprn": "1", "at": box, "accuracy_m": 5.0, "method": "geometry", "name": "By outline"},
        {"uprn": "1"},
    )
    assert result.sites.geometry.iloc[0].equals(box)
    assert result.sites[["name", "accuracy_m"]].values.tolist() == [["By outline", 5.0]]


def test_a_site_of_records_equally_exact_stands_in_one_place_under_one_name_whatever_their_ids():
    rows = [
        {"uprn": "1", "at": (20, 0), "name": "Oak House"},
        {"uprn": "1", "at": (0, 0), "name": "Oak Hall"},
    ]
    one, other = (linked(*order).sites for order in (rows, rows[::-1]))
    assert one.geometry.iloc[0].equals(other.geometry.iloc[0])
    assert one["name"].tolist() == other["name"].tolist()


def test_a_holding_says_what_its_records_agree_on_and_null_where_they_differ():
    result = linked(
        {"uprn": "1", "floor_area_m2": 100.0, "tenure": "freehold", "service": "library", "role": "owner"},
        {"uprn": "1", "floor_area_m2": 120.0, "tenure": "freehold", "service": "library", "role": "occupier"},
        {"uprn": "1", "staff_fte": 4.0},
    )
    holding = result.holdings.iloc[0]
    assert np.isnan(holding["floor_area_m2"])
    assert (holding["tenure"], holding["staff_fte"], holding["role"]) == ("freehold", 4.0, "both")
    assert holding["services"] == "library"
    said = result.issues[result.issues["code"] == "holding-records-disagree"]
    assert said[["column", "level", "rows_count"]].values.tolist() == [["floor_area_m2", "warning", 3]]


def test_what_is_said_by_default_contradicts_nothing():
    result = linked(
        {"uprn": "1", "status": "vacant", "role": "owner", "floor_area_basis": "GIA"},
        {"uprn": "1", "status": "unknown", "role": "unknown", "floor_area_basis": "unknown"},
    )
    assert result.holdings[["status", "role", "floor_area_basis"]].values.tolist() == [
        ["vacant", "owner", "GIA"]
    ]
    assert result.issues.empty


def test_records_that_disagree_on_the_state_leave_it_unknown():
    result = linked({"uprn": "1", "status": "vacant"}, {"uprn": "1", "status": "operational"})
    assert result.holdings["status"].tolist() == ["unknown"]
    assert result.issues["code"].tolist() == ["holding-records-disagree"]


def test_a_closed_predecessor_gives_way_to_the_open_record_of_its_holding():
    result = linked(
        {"uprn": "1", "status": "closed", "capacity_count": 200, "name": "Oak Junior School"},
        {"uprn": "1", "status": "operational", "capacity_count": 400, "name": "Oak Academy"},
    )
    assert result.holdings[["status", "capacity_count", "name"]].values.tolist() == [
        ["operational", 400, "Oak Academy"]
    ]
    assert result.issues.empty
    assert len(split_list(result.holdings["asset_ids"].iloc[0])) == 2


def test_the_strictest_sensitivity_of_a_site_holds_for_everyone_on_it():
    result = linked(
        {"uprn": "1"},
        {"uprn": "1", "agency_id": "police", "sensitivity": "secret"},
        {"uprn": "1", "sensitivity": "restricted"},
        {"uprn": "2"},
    )
    assert sorted(result.holdings["sensitivity"]) == ["open", "secret", "secret"]


places = st.one_of(
    st.none(), st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda p: (p[0] * 20.0, p[1] * 20.0))
)
records = st.lists(
    st.fixed_dictionaries(
        {
            "at": places,
            "uprn": st.sampled_from([None, None, "1", "2", "3"]),
            "agency_id": st.sampled_from([None, "council", "nhs", "police"]),
            "name": st.sampled_from([None, "Oak Library", "Oak School", "Elm Clinic"]),
            "postcode": st.sampled_from([None, "LS1 3AB", "LS1"]),
            "status": st.sampled_from(["unknown", "closed", "vacant"]),
        }
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=8, deadline=None)
@given(records, st.randoms(use_true_random=False))
def test_every_record_is_in_one_site_and_one_holding_and_the_order_of_rows_does_not_matter(rows, random):
    assets, locations = estate(*rows)
    result = link(assets, locations)
    for table, frame in ((LINKS, result.links), (SITES, result.sites), (HOLDINGS, result.holdings)):
        table.check(frame)
    held = [a for ids in result.holdings["asset_ids"] for a in split_list(ids)]
    assert sorted(held) == sorted(assets["asset_id"])
    assert int(result.sites["assets_count"].sum()) == len(rows)
    assert set(result.holdings["site_id"]) == set(result.sites["site_id"])
    of_site = result.holdings.dropna(subset="agency_id").groupby("site_id")["agency_id"]
    assert of_site.nunique().to_dict() == {
        s: n for s, n in zip(result.sites["site_id"], result.sites["agencies_count"], strict=True) if n
    }
    order = random.sample(range(len(rows)), len(rows))
    again = link(
        assets.iloc[order].reset_index(drop=True), locations.iloc[order[::-1]].reset_index(drop=True)
    )
    for one, two in zip(
        (result.links, result.sites, result.holdings), (again.links, again.sites, again.holdings), strict=True
    ):
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two))
