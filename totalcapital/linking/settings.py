"""The numbers of ``geodata/benchmarks/linking.toml``."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from typing import Any

from totalcapital.resources import geodata

__all__ = ["bits", "linking_settings", "prior_bits"]


@cache
def linking_settings() -> dict[str, Any]:
    """Return prior, reach, evidence and the likeness of names."""
    return tomllib.loads(geodata("benchmarks", "linking.toml").read_text(encoding="utf-8"))


@cache
def bits(evidence: str, level: str) -> float:
    """Return the weight of evidence at a level: log2 of how much likelier it is among the same."""
    m, u = linking_settings()["evidence"][evidence][level]
    return math.log2(m / u)


def prior_bits() -> float:
    """Return the log2 of the odds that two records are of one property, of any two that are compared."""
    share = float(linking_settings()["prior"]["share"])
    return math.log2(share / (1 - share))
