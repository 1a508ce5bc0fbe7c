"""Number and money of projects by how they are placed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.placement import placement_of
from totalcapital.tables.codes import LOCATION_METHODS

if TYPE_CHECKING:
    from random import Random


def _projects(totals: dict[str, float | None]) -> pd.DataFrame:
    return pd.DataFrame({"project_id": list(totals), "total_gbp": [*totals.values()]}).astype(
        {"project_id": "str", "total_gbp": "float64"}
    )


def _locations(methods: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({"subject_id": list(methods), "method": [*methods.values()]}).astype("str")


def test_number_and_money_stand_by_method_with_the_surest_first() -> None:
    found = placement_of(
        _projects({"a": 100.0, "b": None, "c": 250.5, "d": 9.5, "e": None}),
        _locations(
            {
                "a": "area",
                "b": "coordinates",
                "c": "coordinates",
                "d": "coordinates",
                "e": "none",
                "x": "uprn",
            }
        ),
    )
    assert found["method"].tolist() == ["coordinates", "area", "none"]
    assert found["projects_count"].tolist() == [3, 1, 1]
    assert found["without_amount_count"].tolist() == [1, 0, 1]
    assert found["amount_gbp"].tolist()[:2] == [260.0, 100.0]


def test_money_that_no_project_states_is_not_known_rather_than_zero() -> None:
    found = placement_of(_projects({"a": None, "b": 0.0}), _locations({"a": "postcode", "b": "area"}))
    assert math.isnan(found["amount_gbp"][0])
    assert found["amount_gbp"][1] == 0.0


def test_a_project_that_has_no_row_is_placed_by_none() -> None:
    found = placement_of(_projects({"a": 5.0}), _locations({}))
    assert found[["method", "projects_count", "amount_gbp"]].to_numpy().tolist() == [["none", 1, 5.0]]


def test_no_projects_make_no_rows() -> None:
    found = placement_of(_projects({}), _locations({"x": "uprn"}))
    assert found.empty
    assert found.columns.tolist() == ["method", "projects_count", "amount_gbp", "without_amount_count"]


_KNOWN = st.one_of(st.none(), st.integers(0, 10**9).map(lambda pence: pence / 100))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(_KNOWN, st.sampled_from(LOCATION_METHODS)), max_size=12), st.randoms())
def test_nothing_is_lost_and_the_order_of_rows_does_not_matter(
    rows: list[tuple[float | None, str]], random: Random
) -> None:
    projects = _projects({str(at): total for at, (total, _) in enumerate(rows)})
    locations = _locations({str(at): method for at, (_, method) in enumerate(rows)})
    found = placement_of(projects, locations)
    order = list(range(len(rows)))
    random.shuffle(order)
    again = placement_of(projects.iloc[order], locations.iloc[order[::-1]])
    pd.testing.assert_frame_equal(found, again)
    assert found["projects_count"].sum() == len(rows)
    assert found["without_amount_count"].sum() == sum(total is None for total, _ in rows)
    assert math.isclose(found["amount_gbp"].sum(), math.fsum(total for total, _ in rows if total is not None))
