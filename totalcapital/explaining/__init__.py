"""Explains anything of an estate: every statement leads back to a register, file and row, and to its rule."""

from __future__ import annotations

from totalcapital.explaining.explained import explain
from totalcapital.explaining.form import Explanation, Part

__all__ = ["Explanation", "Part", "explain"]
