"""``assess``: what is known of use, held against published benchmarks."""

from __future__ import annotations

from totalcapital.assessing.bands import AssessResult, assess

__all__ = ["AssessResult", "assess"]
