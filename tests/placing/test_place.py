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
        [{"area_id": k, "kind": kind, "name": k, "geometry": g} for k, (kind, g) in boxes.items()]
    )
    return AREAS.conform(gpd.GeoDataFrame(frame, geometry="geometry", crs=BNG), crs=BNG)


def placed(shapes, *, boxes=TILES, coarse=None, register_area=None, projects=()):
    """Place sites s0, s1 … of the shapes given; ``coarse`` are outward-code points of those without."""
    ids = [f"s{n}" for n in range(len(shapes))]
    sites = gpd.GeoDataFrame(
        {"site_id": ids, "agencies_count": 1, "assets_count": 1}, geometry=list(shapes), crs=BNG
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
        {"subject_id": subject, "method": methods + [p.pop("method") for p in projects], "evidence": "x"},
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
