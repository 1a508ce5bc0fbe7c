"""``assess``: what is known of use, held against published benchmarks; floor area to spare, and needed."""

from __future__ import annotations

from totalcapital.assessing.assessed import AssessResult, assess

__all__ = ["AssessResult", "assess"]
