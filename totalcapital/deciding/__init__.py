"""Decide: what became of people's decisions, and what they are asked, worst first."""

from __future__ import annotations

from totalcapital.deciding.doubtful import DecideResult, doubts
from totalcapital.deciding.effects import first_count, site_of_record
from totalcapital.deciding.questions import Names, likely
from totalcapital.deciding.standing import (
    alignment_fingerprints,
    bodies_named,
    option_fingerprints,
)
from totalcapital.deciding.unsettled import who_decided

__all__ = [
    "DecideResult",
    "Names",
    "alignment_fingerprints",
    "bodies_named",
    "doubts",
    "first_count",
    "likely",
    "option_fingerprints",
    "site_of_record",
    "who_decided",
]
