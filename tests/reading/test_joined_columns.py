"""Columns made of several headings stay in step with their rows."""

from __future__ import annotations

import pandas as pd
import pytest

from totalcapital.project import Register
from totalcapital.reading.mapping.mapping import map_cells, plan_mapping
from totalcapital.reading.profiles import Profile

PROFILE = Profile.model_validate(
    {"id": "p", "title": "p", "source": "s", "detect": {}, "joined": {"address": ["No", "Street", "Town"]}}
)


@pytest.mark.parametrize("nothing", ["", "n/a"])
def test_a_row_with_none_of_the_parts_has_a_blank_and_moves_no_other_row(nothing):
    rows = [("1", "High St", "Hull"), (nothing,) * 3, ("", "Low Rd", ""), (nothing,) * 3, ("7", "", "Hull")]
    cells = pd.DataFrame(rows, columns=["No", "Street", "Town"], dtype=object)
    register = Register.model_validate({"id": "r", "path": "r.csv"})
    mapped = map_cells(cells, plan_mapping(list(cells.columns), PROFILE, register), register)
    assert mapped.text["address"].tolist() == ["1, High St, Hull", "", "Low Rd", "", "7, Hull"]
