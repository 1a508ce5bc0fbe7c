"""``choose``: the best set of moves that can all happen together."""

from __future__ import annotations

from totalcapital.choosing.scenarios import ChooseResult, Plan, choose

__all__ = ["ChooseResult", "Plan", "choose"]
