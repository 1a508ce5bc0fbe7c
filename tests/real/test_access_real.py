"""Access in Cambridgeshire, held against exact shares of circles and neighbourhoods by area."""

from __future__ import annotations

import tomllib

import pytest
import shapely

from totalcapital.resources import geodata
from totalcapital.tables import split_list

pytestmark = pytest.mark.real

REACH_M = 1200.0
GIVES_NONE = {"vacant", "surplus", "disposal", "closed"}


@pytest.fixture(scope="module")
def tables(real_run):
    return real_run("cambridgeshire")[0].tables


@pytest.fixture(scope="module")
def known(tables):
    options = tables["colocation"]
    return options[options["access_before_count"].notna()]


def circle(tables, site):
    shape = tables["sites"].set_index("site_id").geometry[site]
    return shapely.buffer(shapely.point_on_surface(shape), REACH_M, quad_segs=64)


def by_area(tables, option):
    """Return before and after of one option, from the share of each LSOA in the circles."""
    holdings = tables["holdings"].set_index("holding_id")
    guest, host = holdings.loc[option.guest_id], holdings.loc[option.host_id]
    giving = {
        row.site_id
        for row in holdings.itertuples()
        if guest["service"] in split_list(row.services) and row.status not in GIVES_NONE
    } - {guest["site_id"]}
    places = tables["sites"].set_index("site_id")
    giving = [site for site in sorted(giving) if places.loc[site, "accuracy_m"] <= 1000]
    here, there = circle(tables, guest["site_id"]), circle(tables, host["site_id"])
    others = shapely.union_all([circle(tables, site) for site in giving] or [shapely.Polygon()])
    both = here.union(there)
    lsoas = tables["areas"][tables["areas"]["kind"].eq("lsoa")]
    lsoas = lsoas[lsoas.intersects(both)]
    people = lsoas["population_count"].to_numpy(float) / lsoas.area.to_numpy()
    return [
        float((people * lsoas.intersection(both.intersection(others.union(place))).area.to_numpy()).sum())
        for place in (here, there)
    ]


def test_counts_are_about_those_of_shares_by_area(tables, known):
    shares = []
    for option in known.sort_values("option_id").iloc[::12].itertuples():
        before, after = by_area(tables, option)
        assert option.access_before_count == pytest.approx(before, rel=0.15, abs=600)
        assert option.access_after_count == pytest.approx(after, rel=0.15, abs=600)
        shares.append(abs(option.access_after_count / option.access_before_count - after / before))
    assert len(shares) >= 10
    assert sorted(shares)[len(shares) // 2] < 0.03  # half of them within three hundredths


def test_access_is_asked_of_what_people_visit_and_of_nothing_else(tables, known):
    services = tables["holdings"].set_index("holding_id")["service"]
    assert {"library", "gp-practice", "court"} <= set(known["guest_id"].map(services))
    visited = set(tomllib.loads(geodata("codelists", "visited.toml").read_text(encoding="utf-8"))["visited"])
    options = tables["colocation"]
    is_visited = options["guest_id"].map(services).isin(visited)
    assert set(known["option_id"]) <= set(options.loc[is_visited, "option_id"])
    assert not options.loc[~is_visited, "missing"].str.contains("neighbourhood").any()
    # no fire station is asked: none moves (decision 0290)
    assert not options["guest_id"].map(services).eq("fire-station").any()
