"""One reading worker for many runs in one process: starting it takes longer than the rest."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from totalcapital.reading import registers
from totalcapital.reading.door import Door

__all__ = ["one_door"]


@pytest.fixture(scope="session")
def _opened():
    with Door(timeout_s=60) as door:
        yield door


@pytest.fixture(scope="module")
def one_door(_opened):
    """Have every run of a module's tests go through the same door."""

    @contextmanager
    def same():
        yield _opened

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registers, "Door", same)
        yield
