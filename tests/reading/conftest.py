from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from totalcapital.reading.door import Door
from totalcapital.reading.profiles import FileHints


@pytest.fixture(scope="session")
def door():
    """One door for all: its worker takes longest to start."""
    with Door(timeout_s=60) as door:
        yield door


@pytest.fixture
def read(door, tmp_path):
    """A function: bytes or text under a name to the table that is read from them."""

    def read(name, content=None, *, layer=None, **hints):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return door.open(path, name, hints=FileHints(**hints), layer=layer).raw

    return read
