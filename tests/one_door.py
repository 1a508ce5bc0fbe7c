"""One reading worker for many runs in one process: starting it takes longer than the rest."""

from __future__ import annotations

import atexit
from contextlib import contextmanager
from functools import cache

import pytest

from totalcapital import inspecting, starting
from totalcapital.reading import registers
from totalcapital.reading.door.door import Door
from totalcapital.reading.profiles import FileHints

__all__ = ["door", "one_door", "read"]


@cache
def _door():
    """Open the door once for all folders of tests; it is closed when they are through."""
    door = Door(timeout_s=60)
    atexit.register(door.__exit__, None, None, None)
    return door


@pytest.fixture(scope="session")
def _opened():
    return _door()


@pytest.fixture
def door(_opened):
    """The door that all tests share: its worker takes longest to start."""
    return _opened


@pytest.fixture
def read(door, tmp_path):
    """A function: bytes or text under a name to the table that is read from them."""

    def read(name, content=None, *, layer=None, **hints):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return door.open(path, name, hints=FileHints(**hints), layer=layer).raw

    return read


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
