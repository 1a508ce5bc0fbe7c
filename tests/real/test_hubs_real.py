"""Hubs of the real places, and the moves that the back-test finds in the real lists."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.backtest.moves import find_moves, read_libraries, read_postcodes
from totalcapital.tables import split_list

PLACES = ("leeds-city-region", "county-durham", "cambridgeshire")


@pytest.mark.parametrize("name", PLACES)
def test_hubs_of_a_real_place_are_few_disjoint_and_of_public_bodies(real_run, name):
    tables = real_run(name)[0].tables
    hubs, options = tables["hubs"], tables["colocation"].set_index("option_id")
    # with no engine moved into a police station, places of few kinds of service may have none
    assert len(hubs) <= 200
    assert len(hubs) or name != "leeds-city-region"
    assert hubs["rank"].tolist() == list(range(1, len(hubs) + 1))
    agency = tables["holdings"].set_index("holding_id")["agency_id"]
    public = tables["agencies"].set_index("agency_id")["is_public"]
    used = []
    for hub in hubs.itertuples():
        everyone = [hub.anchor_id, *split_list(hub.members)]
        bodies = agency.loc[everyone]
        assert bodies.nunique() == len(everyone) == hub.agencies_count >= 3
        assert public.loc[bodies].all()
        rows = options.loc[split_list(hub.option_ids)]
        assert rows["guest_id"].tolist() == everyone[1:]
        assert rows["vetoes"].isna().all()
        assert rows["host_id"].eq(hub.anchor_id).all()
        used += everyone
    assert len(used) == len(set(used))


@pytest.mark.parametrize("name", PLACES)
def test_hubs_of_a_real_place_promise_no_room_that_nobody_knows(real_run, name):
    hubs = real_run(name)[0].tables["hubs"]
    assert hubs["is_room_enough"].isna().all()
    assert hubs["missing"].str.contains("floor area").all()


def test_the_lists_of_libraries_give_the_counts_that_the_document_tells(real_data):
    postcodes = read_postcodes(real_data / "reference" / "postcodes_uk_2025.csv.gz")
    funnel = find_moves(*read_libraries(real_data / "national", postcodes))
    assert [count for _, count in funnel.steps] == [2547, 551, 208, 14, 15, 29]
