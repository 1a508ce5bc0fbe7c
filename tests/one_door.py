"""One reading worker for many runs in one process: starting it takes longer than the rest."""

from __future__ import annotations

import atexit
from contextlib import contextmanager
from functools import cache

import pytest

from totalcapital import inspecting, starting
from totalcapital.reading import registers
from totalcapital.reading.door.door import Door

__all__ = ["one_door"]


@cache
def _door():
    """Open the door once for all folders of tests; it is closed when they are through."""
    door = Door(timeout_s=60)
    atexit.register(door.__exit__, None, None, None)
    return door


@pytest.fixture(scope="session")
def _opened():
    return _door()


@pytest.fixture(scope="module")
def one_door(_opened):
    """Have every run of a module's tests go through the same door."""

    @contextmanager
    def same(**_):
        yield _opened

    with pytest.MonkeyPatch.context() as patch:
        for module in (registers, inspecting, starting):
            patch.setattr(module, "Door", same)
        yield
