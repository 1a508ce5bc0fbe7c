"""On a real city region: the options are the pairs that the plain distance of each to each finds."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
import shapely

NEVER = Path(__file__).resolve().parents[2] / "geodata/codelists/never.toml"

pytestmark = pytest.mark.real


def eligible(tables):
    """Holdings of known bodies that are not private, on sites placed within a kilometre."""
    agencies = tables["agencies"].set_index("agency_id")["is_public"]
    sites = tables["sites"].set_index("site_id")
    holdings = tables["holdings"]
    holdings = holdings[holdings["agency_id"].notna()]
    private = holdings["agency_id"].map(agencies).map(lambda public: public is not None and public == False)  # noqa: E712 - null is not false
    holdings = holdings[~private.fillna(value=False).astype(bool)]
    accuracy = holdings["site_id"].map(sites["accuracy_m"])
    placed = holdings["site_id"].map(sites.geometry.notna()).astype(bool)
    return holdings[placed & (accuracy <= 1000)].reset_index(drop=True)


def test_the_pairs_of_leeds_city_region_are_those_of_brute_force_less_what_never_moves(real_run):
    result, _ = real_run("leeds-city-region")
    radius_m = result.summary["options"]["radius_m"]
    holdings = eligible(result.tables)
    shapes = result.tables["sites"].set_index("site_id").geometry.loc[holdings["site_id"]].to_numpy()
    boxes = shapely.bounds(shapes)
    ids, site, agency = (holdings[c].to_numpy(object) for c in ("holding_id", "site_id", "agency_id"))
    expected = {}
    for i in range(len(holdings) - 1):
        rest = slice(i + 1, None)
        # Boxes further apart than the radius cannot hold shapes nearer: only those are left out unmeasured.
        across = np.maximum(boxes[rest, 0] - boxes[i, 2], boxes[i, 0] - boxes[rest, 2]).clip(0)
        up = np.maximum(boxes[rest, 1] - boxes[i, 3], boxes[i, 1] - boxes[rest, 3]).clip(0)
        maybe = np.flatnonzero(np.hypot(across, up) <= radius_m + 1.0) + i + 1
        maybe = maybe[(site[maybe] != site[i]) & (agency[maybe] != agency[i])]
        metres = shapely.distance(shapes[i], shapes[maybe])
        expected |= {
            tuple(sorted((ids[i], ids[j]))): d for j, d in zip(maybe, metres, strict=True) if d <= radius_m
        }
    both_ways = 2 * len(expected)
    options = result.tables["colocation"]
    never = never_moves(holdings)
    expected = {
        (host, guest): d
        for pair, d in expected.items()
        for host, guest in (pair, pair[::-1])
        if not (never["host"][host] or never["guest"][guest])
    }
    found = dict(
        zip(zip(options["host_id"], options["guest_id"], strict=True), options["distance_m"], strict=True)
    )
    assert len(expected) > 1000
    assert set(found) == set(expected)
    assert [pair for pair, metres in found.items() if abs(metres - expected[pair]) > 0.0501] == []
    assert result.tables["exclusions"]["options_count"].sum() == both_ways - len(expected)


def never_moves(holdings):
    """Side: holding id: whether the never list names its service; no register of this place has constraints."""
    assert holdings["constraints"].isna().all()
    entries = tomllib.loads(NEVER.read_text(encoding="utf-8"))["entry"]
    service = holdings.set_index("holding_id")["service"].to_dict()
    named = {
        side: {each for e in entries if e["side"] in {side, "both"} for each in e.get("services", [])}
        for side in ("host", "guest")
    }
    return {side: {name: one in named[side] for name, one in service.items()} for side in named}
