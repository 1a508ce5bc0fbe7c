"""That linking is still as good as it was measured to be, on real records whose ids it is not told.

The bounds are a little under what docs/method/linking-measured.md says. Where one is not met any more,
``python -m benchmarks.linking.measure --worst 20`` shows what went wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.linking.measuring import counts, judged_pairs, site_of_records
from benchmarks.linking.sets import SETS
from benchmarks.linking.sources import link_labelled


def pairs_of(name):
    labelled = SETS[name]()
    return judged_pairs(labelled, site_of_records(link_labelled(labelled).holdings))


@pytest.mark.usefixtures("real_data")
def test_schools_of_the_map_are_found_in_their_list_without_their_numbers():
    pairs = pairs_of("osm-gias")
    found = counts(pairs[pairs["is_exact"]])
    assert found["tp"] + found["fn"] > 1300
    assert found["precision"] >= 0.985
    assert found["recall"] >= 0.92


@pytest.mark.usefixtures("real_data")
def test_health_and_library_sites_of_the_map_are_found_in_their_lists_without_their_postcodes():
    found = counts(pairs_of("osm-postcode"))
    assert found["tp"] + found["fn"] > 180
    assert found["precision"] >= 0.97
    assert found["recall"] >= 0.92
