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
from totalcapital.linking.names import names_agree
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
    assert result.links[["relation", "weight", "evidence"]].values.tolist() == [
        ["same-building", 1.0, "same UPRN 1"]
    ]


@pytest.mark.parametrize("column", ["uprn", "urn", "ods_code"])
def test_each_identifier_links_and_a_blank_one_does_not(column):
    assert groups(linked({column: "7"}, {column: "7"})) == [[0, 1]]
    assert groups(linked({column: "7"}, {column: "8"})) == [[0], [1]]
    assert groups(linked({}, {})) == [[0], [1]]


def test_a_reference_links_within_its_register_only():
    assert groups(linked({"reference": "A"}, {"reference": "A"})) == [[0, 1]]
    assert groups(linked({"reference": "A"}, {"reference": "A", "register_id": "s"})) == [[0], [1]]


def test_records_of_one_uprn_far_apart_are_an_issue_and_no_match():
    near, far = (449.0, 0), (451.0, 0)  # 400 m and two accuracies of 25 m
    assert groups(linked({"uprn": "1", "at": (0, 0)}, {"uprn": "1", "at": near})) == [[0, 1]]
    result = linked({"uprn": "1", "at": (0, 0)}, {"uprn": "1", "at": far})
    assert groups(result) == [[0], [1]]
    assert result.issues[["code", "source_row"]].values.tolist() == [["same-uprn-far-apart", 3]]


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


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        ("St Mary's C of E Primary School", "Saint Mary's Primary Academy", True),
        ("St Mary’s School", "St. Marys School", True),
        ("Skipton Library", "Skipton Fire Station", False),  # kinds differ
        ("Skipton Library", "Keighley Library", False),
        ("Skipton Library", "Skipton Public Library", True),
        ("Unit 4 Park Lane", "Unit 5 Park Lane", False),  # numbers differ
        ("Community Centre", "The Community Centre", False),  # no telling word
        ("Community Centre", "community centre", True),
        ("Library", None, False),
        (None, None, False),
        ("", "", False),
        ("Oakwood Clinic", "Oakwood Health Centre", True),
        ("Oakwood School", "Oakwood", False),  # a school and a place name
    ],
)
def test_two_names_agree_or_not_and_in_both_directions(first, second, agree):
    assert names_agree(first, second) is agree
    assert names_agree(second, first) is agree


def test_near_records_with_agreeing_names_are_one_property():
    rows = [
        {"name": "Skipton Library", "at": (0, 0)},
        {"name": "Skipton Public Library", "at": (50, 0), "agency_id": "b"},
    ]
    result = linked(*rows)
    assert groups(result) == [[0, 1]]
    assert result.links["evidence"].tolist() == ["names agree, 50 m apart"]
    rows[1]["at"] = (50.1, 0)  # beyond the two accuracies of 25 m
    assert groups(linked(*rows)) == [[0], [1]]
    rows[1] |= {"at": (10, 0), "name": "Skipton Fire Station"}
    assert groups(linked(*rows)) == [[0], [1]]


def test_a_full_postcode_links_near_records_but_not_an_outward_code_nor_two_uprns():
    near = {"at": (20, 0), "postcode": "LS1 3AB"}
    assert groups(linked({"at": (0, 0), "postcode": "LS1 3AB"}, near)) == [[0, 1]]
    assert groups(linked({"at": (0, 0), "postcode": "LS1 3AC"}, near)) == [[0], [1]]
    assert groups(linked({"at": (0, 0), "postcode": "LS1"}, near | {"postcode": "LS1"})) == [[0], [1]]
    assert groups(linked({"at": (0, 0), "postcode": "LS1 3AB", "uprn": "1"}, near | {"uprn": "2"})) == [
        [0],
        [1],
    ]
    assert groups(linked({"at": (0, 0), "postcode": "LS1 3AB"}, near | {"at": (60, 0)})) == [[0], [1]]


def test_an_equal_postcode_says_nothing_more_of_places_that_rest_on_the_postcode():
    row = {"at": (0, 0), "postcode": "LS1 3AB", "method": "postcode"}
    assert groups(linked(row, row | {"agency_id": "nhs"})) == [[0], [1]]
    assert groups(linked(row | {"name": "Oak Clinic"}, row | {"name": "Oak Surgery"})) == [[0, 1]]


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
