"""National lists of capital projects: how they are placed, and that the judged rows still stand where they were judged."""

from __future__ import annotations

import pytest

from benchmarks.projects.lists import by_method, drawn, judged, located_lists
from totalcapital.placement import placement_of

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def lists(real_data):
    return located_lists(real_data)


@pytest.fixture(scope="module")
def placed(lists):
    return by_method(*lists[:2])


def _shares(lists, register):
    projects, locations, _ = lists
    found = placement_of(projects[projects["register_id"] == register], locations).set_index("method")
    return found["projects_count"].to_dict()


def test_every_project_of_every_list_is_placed_by_exactly_one_method(placed):
    counts = placed["register_id"].value_counts().to_dict()
    assert counts == {
        "european": 1509, "school-condition": 826, "school-condition-pending": 40, "simplified": 152, "towns-fund": 969,
    }  # fmt: skip
    assert placed["project_id"].is_unique
    assert placed["method"].notna().all()


def test_every_school_whose_number_the_register_has_is_placed_at_it(lists):
    # 806 of the 826 approved projects name a school that the national register of 2025 has: counted on the two files
    assert _shares(lists, "school-condition")["asset"] == 806
    assert _shares(lists, "school-condition-pending") == {"asset": 40}


def test_nine_in_ten_projects_of_the_towns_fund_are_placed_in_their_town(lists):
    found = _shares(lists, "towns-fund")
    assert found["place-name"] + found["named-asset"] > 0.9 * 969


def test_money_of_grants_is_whole_whatever_is_known_of_their_places(lists):
    projects, locations, _ = lists
    european = projects[projects["register_id"] == "european"]
    assert placement_of(european, locations)["amount_gbp"].sum() == pytest.approx(european["total_gbp"].sum())


def test_the_judged_rows_stand_where_they_were_judged_and_are_those_that_were_drawn(placed):
    rows = judged(placed)
    assert (
        rows.loc[~rows["is_same"], ["register_id", "source_row", "method", "method_now"]].values.tolist()
        == []
    )
    asked = set(zip(drawn(placed)["register_id"], drawn(placed)["source_row"], strict=True))
    assert set(zip(rows["register_id"], rows["source_row"], strict=True)) == asked


def test_no_property_found_by_number_or_name_was_judged_wrong(placed):
    rows = judged(placed)
    found = rows[rows["method"].isin(["asset", "named-asset"])]
    assert len(found) >= 25
    assert "wrong" not in set(found["judgement"])
    others = rows[(rows["method"] == "place-name") & (rows["register_id"] != "european")]
    assert (others["judgement"] == "wrong").mean() <= 0.15
