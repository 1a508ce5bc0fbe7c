"""Which areas sites and projects stand in, by what share, and which one totals count them in."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.placing import place
from totalcapital.tables import AREAS, ASSETS, HOLDINGS, LOCATIONS, PLACES, PROJECTS, REGISTERS, SITES

BNG = "EPSG:27700"
TILES = {  # two authorities side by side, and two programme areas that overlap
    "E1": ("authority", shapely.box(0, 0, 100, 100)),
    "E2": ("authority", shapely.box(100, 0, 200, 100)),
    "left": ("programme", shapely.box(0, 0, 150, 100)),
    "right": ("programme", shapely.box(50, 0, 200, 100)),
}


def areas(boxes):
    frame = pd.DataFrame(
        [{"area_id": k, "kind": kind, "name": k, "geometry": g} for k, (kind, g) in boxes.items()],
        columns=["area_id", "kind", "name", "geometry"],
    )
    return AREAS.conform(gpd.GeoDataFrame(frame, geometry="geometry", crs=BNG), crs=BNG)


def placed(shapes, *, boxes=TILES, coarse=None, register_area=None, projects=(), accuracy_m=5.0):
    """Place sites s0, s1 … of the shapes given; ``coarse`` are outward-code points of those without."""
    ids = [f"s{n}" for n in range(len(shapes))]
    sites = gpd.GeoDataFrame(
        {"site_id": ids, "agencies_count": 1, "assets_count": 1, "accuracy_m": accuracy_m},
        geometry=list(shapes),
        crs=BNG,
    )
    holdings = pd.DataFrame(
        {
            "holding_id": ids,
            "site_id": ids,
            "asset_ids": [f"r:{n}" for n in range(len(shapes))],
            "role": "owner",
            "status": "unknown",
            "sensitivity": "open",
        }
    )
    base = {
        "register_id": "r",
        "source_file": "f",
        "source_row": 2,
        "source_values": "{}",
        "sensitivity": "open",
    }
    assets = pd.DataFrame(
        [{**base, "asset_id": f"r:{n}", "role": "owner", "status": "unknown"} for n in range(len(shapes))]
    )
    methods = [
        "coordinates" if s is not None else "outward-code" if (coarse or {}).get(n) else "none"
        for n, s in enumerate(shapes)
    ]
    at = [s if s is not None else (coarse or {}).get(n) for n, s in enumerate(shapes)]
    subject = [f"r:{n}" for n in range(len(shapes))] + [p["project_id"] for p in projects]
    located = gpd.GeoDataFrame(
        {
            "subject_id": subject,
            "method": methods + [p.pop("method") for p in projects],
            "evidence": "x",
            "area_id": [None] * len(shapes) + [p.pop("somewhere_in", None) for p in projects],
        },
        geometry=at + [p.pop("at") for p in projects],
        crs=BNG,
    )
    registers = pd.DataFrame(
        [
            {
                "register_id": "r",
                "path": "f",
                "sha256": "0",
                "area_id": register_area,
                "rows_read": 1,
                "rows_kept": 1,
                "rows_set_aside": 0,
            }
        ]
    )
    result = place(
        SITES.conform(sites),
        areas(boxes),
        holdings=HOLDINGS.conform(holdings),
        assets=ASSETS.conform(assets),
        projects=PROJECTS.conform(pd.DataFrame([{**base, "commitment": "unknown", **p} for p in projects])),
        locations=LOCATIONS.conform(located, crs=BNG),
        registers=REGISTERS.conform(registers),
    )
    assert list(result.places.columns) == PLACES.column_names
    return result


def rows(result, subject="s0"):
    """Return area, share and main mark of a subject."""
    of = result.places[result.places["subject_id"] == subject]
    return {row.area_id: (row.share, bool(row.is_main)) for row in of.itertuples()}


def test_a_point_counts_in_its_authority_and_in_each_area_that_overlaps_there():
    assert rows(placed([shapely.Point(120, 50)])) == {
        "E2": (1.0, True),
        "left": (1.0, True),
        "right": (1.0, False),
    }


def test_a_point_on_the_line_between_two_authorities_is_in_the_one_with_the_lower_id_only():
    found = rows(placed([shapely.Point(100, 50)]))
    assert found["E1"] == (1.0, True)
    assert "E2" not in found
    turned = {k: TILES[k] for k in ("E2", "E1")}
    assert list(rows(placed([shapely.Point(100, 50)], boxes=turned))) == ["E1"]


def test_a_polygon_keeps_its_share_of_each_and_its_largest_is_main():
    found = rows(placed([shapely.box(70, 0, 110, 10)]))
    assert found["E1"] == (pytest.approx(0.75), True)
    assert found["E2"] == (pytest.approx(0.25), False)
    assert found["left"][0] == found["right"][0] == 1.0


def test_equal_shares_are_settled_by_the_lower_id():
    assert rows(placed([shapely.box(90, 0, 110, 10)]))["E1"] == (pytest.approx(0.5), True)


def test_a_polygon_that_only_touches_an_area_is_not_in_it():
    assert "E2" not in rows(placed([shapely.box(60, 0, 100, 10)]))


def test_part_of_a_polygon_outside_every_area_is_no_share_of_any():
    assert rows(placed([shapely.box(-50, 0, 50, 10)]))["E1"] == (pytest.approx(0.5), True)


def test_a_site_without_a_place_belongs_to_its_registers_area():
    assert rows(placed([None], register_area="left")) == {"left": (1.0, True)}
    assert rows(placed([None])) == {}


def test_an_outward_code_gives_the_area_where_the_register_names_none():
    middle = {0: shapely.Point(20, 50)}
    assert rows(placed([None], coarse=middle)) == {"E1": (1.0, True), "left": (1.0, True)}
    assert rows(placed([None], coarse=middle, register_area="right")) == {"right": (1.0, True)}


def test_what_lies_in_no_area_is_counted_and_said():
    result = placed([shapely.Point(5000, 50), shapely.Point(20, 50), None])
    assert result.issues[["code", "rows_count"]].values.tolist() == [["outside-areas", 2]]


def test_projects_are_placed_as_sites_are():
    result = placed(
        [shapely.Point(20, 50)],
        projects=[
            {"project_id": "p:1", "register_id": "r", "at": shapely.Point(120, 50), "method": "coordinates"},
            {"project_id": "p:2", "register_id": "r", "at": None, "method": "none", "area_id": "left"},
        ],
    )
    assert set(rows(result, "p:1")) == {"E2", "left", "right"}
    assert rows(result, "p:2") == {"left": (1.0, True)}


def test_a_project_somewhere_in_an_area_is_in_the_areas_that_hold_all_of_it_and_not_where_its_middle_is():
    result = placed(
        [shapely.Point(20, 50)],
        boxes={**TILES, "middle": ("own", shapely.box(40, 40, 60, 60))},
        register_area="right",
        projects=[
            {
                "project_id": "p:1",
                "register_id": "r",
                "at": shapely.Point(50, 50),
                "method": "area",
                "somewhere_in": "E1",
            },
            {
                "project_id": "p:2",
                "register_id": "r",
                "at": shapely.Point(50, 50),
                "method": "area",
                "somewhere_in": "left",
            },
        ],
    )
    assert rows(result, "p:1") == {"E1": (1.0, True), "left": (1.0, True)}
    assert rows(result, "p:2") == {"left": (1.0, True)}


shape = st.builds(
    lambda x, y, w: shapely.Point(x, y) if w == 0 else shapely.box(x, y, x + w, y + w),
    st.integers(-20, 210), st.integers(-20, 110), st.sampled_from([0, 0, 5, 60]),
)  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(st.none(), shape), min_size=1, max_size=12))
def test_each_subject_has_exactly_one_main_area_of_each_kind_it_is_in(shapes):
    places = placed(shapes, register_area="left").places
    mains = places.groupby(["subject_id", "kind"])["is_main"].sum()
    assert (mains == 1).all()
    assert not places.duplicated(["subject_id", "area_id"]).any()
    assert places["share"].between(0, 1, inclusive="right").all()
    tiled = places[places["kind"] == "authority"].groupby("subject_id")["share"].sum()
    assert (tiled <= 1 + 1e-5).all()
    inside = shapely.box(0, 0, 200, 100)
    for n, one in enumerate(shapes):
        if one is not None and inside.covers(one):
            assert np.isclose(tiled[f"s{n}"], 1.0, atol=1e-5)


COAST = {  # the sea begins at x = 200; LSOA la lies in E1, lb and lc in E2, whose coast is drawn further out
    "E1": ("authority", shapely.box(0, 0, 100, 1000)),
    "E2": ("authority", shapely.box(100, 0, 200, 1000)),
    "la": ("lsoa", shapely.box(0, 0, 90, 1000)),
    "lb": ("lsoa", shapely.box(100, 0, 150, 500)),
    "lc": ("lsoa", shapely.box(100, 500, 150, 1000)),
    "here": ("programme", shapely.box(0, 0, 200, 1000)),
}


def test_a_point_just_off_the_coast_is_in_the_nearest_area_of_each_kind_and_this_is_said():
    result = placed([shapely.Point(210, 100), shapely.Point(700, 100)], boxes=COAST)
    assert rows(result) == {"E2": (1.0, True), "lb": (1.0, True), "here": (1.0, True)}
    assert rows(result, "s1") == {}
    said = result.issues[result.issues["code"] == "off-the-coast"].set_index("column")["rows_count"]
    assert said.to_dict() == {"authority": 1, "lsoa": 1}


def test_a_larger_area_reaches_the_coast_with_its_authority_and_no_further():
    boxes = {
        **COAST,
        "fire": ("fire", shapely.box(0, 0, 150, 1000)),
        "county": ("county", shapely.box(0, 0, 90, 1000)),
    }
    found = rows(
        placed([shapely.Point(210, 100)], boxes=boxes)
    )  # E2's middle is in the fire area, not in the county
    assert found["fire"] == (1.0, True)
    assert "county" not in found
    assert "county" not in rows(
        placed([shapely.Point(95, 100)], boxes={**boxes, "E1": ("authority", shapely.box(91, 0, 100, 9))})
    )
    assert rows(placed([shapely.Point(210, 100)], boxes={"fire": boxes["fire"]})) == {"fire": (1.0, True)}


def test_the_nearest_neighbourhood_counts_only_if_it_is_of_the_same_authority():
    # At 95 the nearest LSOA is la, 5 m to the west; at 100.5 it would be lb, in which the point is.
    assert "la" in rows(placed([shapely.Point(95, 100)], boxes=COAST))
    without = {key: COAST[key] for key in ("E1", "E2", "lb", "lc")}
    assert set(rows(placed([shapely.Point(95, 100)], boxes=without))) == {"E1"}


def test_a_place_on_the_bound_of_the_coast_is_still_near_and_one_beyond_is_not():
    assert "E2" in rows(placed([shapely.Point(450, 100)], boxes=COAST))
    assert rows(placed([shapely.Point(450.1, 100)], boxes=COAST)) == {}


def test_between_two_equally_near_areas_the_lower_id_is_taken():
    assert "lb" in rows(placed([shapely.Point(180, 500)], boxes=COAST))


def test_a_place_known_only_roughly_says_nothing_of_the_neighbourhood_it_is_in():
    exact = placed([shapely.Point(120, 100)], boxes=COAST, accuracy_m=250.0)
    rough = placed([shapely.Point(120, 100)], boxes=COAST, accuracy_m=251.0)
    assert "lb" in rows(exact)
    assert set(rows(rough)) == {"E2", "here"}


def test_an_outward_code_gives_no_ward_no_neighbourhood_and_no_area_near_a_place():
    boxes = {**COAST, "w": ("ward", shapely.box(0, 0, 200, 1000)), "n": ("neighbourhood", shapely.box(0, 0, 200, 1000)),
             "f": ("fire", shapely.box(0, 0, 200, 1000))}  # fmt: skip
    assert set(rows(placed([None], coarse={0: shapely.Point(120, 100)}, boxes=boxes))) == {"E2", "here", "f"}


def test_a_sliver_across_a_border_stays_a_share_and_is_never_main():
    found = rows(placed([shapely.box(1, 0, 100.5, 10)]))
    assert found["E1"][1] is True
    assert found["E2"] == (pytest.approx(0.5 / 99.5, abs=1e-6), False)


def test_small_areas_that_hold_nothing_and_lie_in_no_area_of_the_estate_are_left_out():
    boxes = {**COAST, "here": ("programme", shapely.box(0, 0, 100, 1000)), "ld": ("lsoa", shapely.box(900, 0, 990, 10)),
             "fire": ("fire", shapely.box(100, 0, 990, 1000)), "E3": ("authority", shapely.box(900, 0, 990, 10))}  # fmt: skip
    empty = placed([shapely.Point(50, 50)], boxes=boxes)
    assert set(empty.areas["area_id"]) == {"E1", "E2", "E3", "here", "la"}
    held = placed([shapely.Point(120, 50)], boxes=boxes)
    assert set(held.areas["area_id"]) == {"E1", "E2", "E3", "here", "la", "lb", "fire"}


def test_an_estate_without_areas_places_nothing_and_says_nothing():
    result = placed([shapely.Point(1, 1)], boxes={})
    assert result.places.empty
    assert result.issues.empty


@settings(max_examples=10, deadline=None)
@given(st.permutations(list(COAST)), st.integers(-300, 500), st.integers(-50, 1050))
def test_the_order_of_the_areas_does_not_matter(order, x, y):
    shapes = [shapely.Point(x, y), shapely.box(x, y, x + 30, y + 30)]
    turned = placed(shapes, boxes={key: COAST[key] for key in order}).places
    pd.testing.assert_frame_equal(turned, placed(shapes, boxes=COAST).places)


def test_what_is_in_an_authority_and_in_no_area_of_the_estate_is_said_to_be_on_no_page():
    boxes = {**TILES, "left": ("programme", shapely.box(0, 0, 50, 100))}
    del boxes["right"]
    result = placed([shapely.Point(120, 50), shapely.Point(20, 50)], boxes=boxes)
    assert rows(result) == {"E2": (1.0, True)}
    (message,) = result.issues["message"]
    assert message == "1 properties and projects lie in none of the estate's areas; they are on no area page."


def test_without_pages_what_is_in_no_area_given_is_counted():
    boxes = {"E1": TILES["E1"]}
    (message,) = placed([shapely.Point(5000, 50), shapely.Point(20, 50)], boxes=boxes).issues["message"]
    assert message == "1 properties and projects lie in none of the areas given."
