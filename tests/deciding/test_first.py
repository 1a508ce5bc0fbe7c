"""Which questions are settled first."""

from __future__ import annotations

import pandas as pd

from totalcapital.deciding import first_count


def test_what_changes_more_than_a_count_comes_first_and_what_is_parked_waits():
    doubts = pd.DataFrame({"effect": [3.0, 1.25, 1.2, 9.0], "state": ["open", "changed", "open", "parked"]})
    assert first_count(doubts) == 2
