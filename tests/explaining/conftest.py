"""What the tests of explaining share: the invented estate of the tests of publishing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "publishing"))

import harbour_estate


@pytest.fixture(scope="session")
def harbour():
    return harbour_estate.build()
