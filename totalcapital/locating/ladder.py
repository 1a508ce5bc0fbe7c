"""The ladder of evidence: what each rung is worth, and the place of each record so far."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from totalcapital.crs import BNG, transformation
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Ladder", "checks", "inexact_m", "settings"]


@cache
def settings() -> dict[str, Any]:
    """Return accuracies and thresholds, in metres: ``geodata/benchmarks/location.toml``."""
    return tomllib.loads(geodata("benchmarks", "location.toml").read_text(encoding="utf-8"))


def checks() -> dict[str, float]:
    """Return the thresholds of the checks."""
    found: dict[str, float] = settings()["checks"]
    return found


def inexact_m(source: str, target: str) -> float:
    """Return by how many metres the transformation between two systems may miss.

    Nothing where both are one, or both hang on the same datum; the accuracy of the way from WGS 84
    to the National Grid where it lies between them, which is 5 m without OSTN15.
    """
    if source == target or BNG not in {source, target}:
        return 0.0
    accuracy = float(transformation()["accuracy_m"] or 0.0)
    return accuracy if accuracy >= 1.0 else 0.0


class Ladder:
    """The place of each record so far; a better rung replaces a worse one.

    Parameters
    ----------
    size
        Number of records.
    """

    def __init__(self, size: int) -> None:
        self.shapes: NDArray[np.object_] = np.full(size, None, dtype=object)
        self.method: NDArray[np.object_] = np.full(size, "none", dtype=object)
        self.evidence: NDArray[np.object_] = np.full(
            size, "no geometry, coordinates, UPRN or postcode", dtype=object
        )
        self.accuracy_m: NDArray[np.float64] = np.full(size, np.nan)

    def put(self, rows: Any, shapes: Any, *, method: str, evidence: Any, accuracy_m: Any = None) -> None:
        """Give rows a place; the accuracy is the method's where none is given."""
        self.shapes[rows], self.method[rows], self.evidence[rows] = shapes, method, evidence
        self.accuracy_m[rows] = settings()["accuracy_m"][method] if accuracy_m is None else accuracy_m
