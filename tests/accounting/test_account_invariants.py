"""What holds for any spending and any areas: nothing is lost, and order does not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from account_tables import CAMBRIDGE, COUNTY, FENS, FIRE, PETERBOROUGH, POLICE, accounted, areas, spending
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PAGES = (("county-page", [CAMBRIDGE, FENS]), ("city-page", [PETERBOROUGH]))
BASES = ("outturn", "budget", "payments", "allocation", "ceiling")

AMOUNTS = st.lists(
    st.fixed_dictionaries(
        {
            "amount_gbp": st.floats(-1e9, 1e9, allow_nan=False),
            "gss_code": st.sampled_from(
                [CAMBRIDGE, FENS, PETERBOROUGH, COUNTY, POLICE, FIRE, "E06000001", None]
            ),
            "agency_id": st.sampled_from(["a", "b", None]),
            "area_id": st.sampled_from(["county-page", CAMBRIDGE, None, None]),
            "service": st.sampled_from(["education", "police", None]),
            "budget": st.sampled_from(["revenue", "capital", None]),
            "basis": st.sampled_from(BASES),
            "financial_year": st.sampled_from(["2013-14", "2014-15", None]),
            "is_transfer": st.booleans(),
            "is_property": st.sampled_from([True, False, None]),
        }
    ),
    min_size=1,
    max_size=12,
)
RESIDENTS = st.fixed_dictionaries(
    {CAMBRIDGE: st.integers(1, 500), FENS: st.integers(1, 500), PETERBOROUGH: st.integers(1, 500)}
)
FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def kept_by_hand(rows):
    """Row by row: no ceiling, no transfer, and no basis worse than another of the body, year and budget."""
    order = BASES[:-1]
    plain = [
        {key: None if pd.isna(value) else value for key, value in row.items()}
        for row in rows[["agency_id", "financial_year", "budget", "basis", "amount_gbp", "is_transfer"]].to_dict("records")
        if row["basis"] != "ceiling" and not row["is_transfer"]
    ]  # fmt: skip
    total = 0.0
    for row in plain:
        rivals = [
            order.index(other["basis"])
            for other in plain
            if None not in (row["agency_id"], row["financial_year"])
            and (other["agency_id"], other["financial_year"]) == (row["agency_id"], row["financial_year"])
            and (row["budget"] is None or other["budget"] == row["budget"])
        ]
        total += row["amount_gbp"] if order.index(row["basis"]) <= min(rivals, default=9) else 0.0
    return total


@FEW
@given(rows=AMOUNTS, residents=RESIDENTS, rule=st.sampled_from(["population", "none"]))
def test_authorities_with_what_is_unmapped_add_up_to_all_that_is_counted(rows, residents, rule):
    amounts = spending(*rows)
    result = accounted(amounts, given=areas(residents=residents), settings={"apportion": rule})
    assert result.accounts["amount_gbp"].sum() == pytest.approx(kept_by_hand(amounts), abs=1)


@FEW
@given(rows=AMOUNTS, residents=RESIDENTS)
def test_pages_that_hold_all_authorities_have_no_more_and_no_less_than_these(rows, residents):
    amounts = spending(*(row | {"area_id": None} for row in rows))
    found = accounted(amounts, given=areas(*PAGES, residents=residents)).accounts
    by_area = found.groupby("area_id")["amount_gbp"].sum()
    for page, codes in PAGES:
        assert by_area.get(page, 0) == pytest.approx(sum(by_area.get(code, 0) for code in codes), abs=1)


@FEW
@given(rows=AMOUNTS, seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(rows, seed):
    amounts = spending(*rows)
    mixed = amounts.iloc[np.random.default_rng(seed).permutation(len(amounts))].reset_index(drop=True)
    one, other = (accounted(frame, given=areas(*PAGES)) for frame in (amounts, mixed))
    for name in ("accounts", "funders", "property_costs", "ceilings", "issues"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@FEW
@given(rows=AMOUNTS)
def test_what_is_given_is_not_changed(rows):
    amounts = spending(*rows)
    before = amounts.copy(deep=True)
    accounted(amounts, *PAGES)
    pd.testing.assert_frame_equal(amounts, before)
