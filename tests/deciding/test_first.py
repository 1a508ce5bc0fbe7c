"""Which questions are settled first."""

from __future__ import annotations

import pandas as pd

from totalcapital.deciding import first_count


def test_what_weighs_more_than_a_miscount_comes_first_and_what_is_parked_waits():
    doubts = pd.DataFrame({"effect": [3.0, 1.1, 1.05, 9.0], "state": ["open", "changed", "open", "parked"]})
    assert first_count(doubts) == 2
