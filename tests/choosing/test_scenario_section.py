from __future__ import annotations

import pydantic
import pytest

from totalcapital.sections import Scenario


@pytest.mark.parametrize("year", ["2026/27", "27", "next year"])
def test_a_budget_is_by_calendar_year(year):
    with pytest.raises(pydantic.ValidationError, match="is no calendar year; expected one such as 2027"):
        Scenario(budget_gbp_by_year={year: 1.0})


def test_a_floor_is_a_share_and_a_budget_is_never_below_nought():
    with pytest.raises(pydantic.ValidationError, match="less than or equal to 100"):
        Scenario(access_floor_pct=101)
    with pytest.raises(pydantic.ValidationError, match="greater than or equal to 0"):
        Scenario(budget_gbp_by_year={"2027": -1})
