from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from one_door import _opened, one_door  # noqa: F401 - fixtures

from totalcapital.reading.profiles import FileHints


@pytest.fixture
def door(_opened):  # noqa: F811 - that very fixture
    """The door that all tests here share: its worker takes longest to start."""
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
