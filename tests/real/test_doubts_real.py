"""What people are asked about a real county: few questions, each about two things that are there."""

from __future__ import annotations

import pytest

from totalcapital.explaining import explain


@pytest.mark.usefixtures("real_data")
def test_county_durham_is_asked_few_questions_and_none_twice(real_run):
    result, _ = real_run("county-durham")
    tables, asked = result.tables, result.tables["doubts"]
    assert 0 < len(asked) < 100
    holdings = tables["holdings"].assign(asset_id=tables["holdings"]["asset_ids"].str.split("; "))
    site = holdings.explode("asset_id").set_index("asset_id")["site_id"]
    links = asked[asked["subject"] == "link"]
    two = [frozenset((site[a], site[b])) for a, b in zip(links["subject_id"], links["other_id"], strict=True)]
    parted = [pair for pair in two if len(pair) == 2]
    assert len(parted) == len(set(parted))  # no two questions between the same two properties
    assert asked["effect"].is_monotonic_decreasing
    told = explain(tables, ["1"], options=result.summary["options"])
    assert "How it was weighed" in [part.heading for part in told.parts]
