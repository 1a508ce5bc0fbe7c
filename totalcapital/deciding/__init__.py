"""Decide: what became of people's decisions, and what they are asked, worst first."""

from __future__ import annotations

from totalcapital.deciding.doubtful import DecideResult, doubts
from totalcapital.deciding.standing import bodies_named, option_fingerprints, record_fingerprints

__all__ = ["DecideResult", "bodies_named", "doubts", "option_fingerprints", "record_fingerprints"]
