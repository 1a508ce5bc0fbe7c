from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from estates import load, write_outlines

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reading"))

from one_door import _opened, one_door  # noqa: F401 - fixtures

from totalcapital.reading import registers
from totalcapital.reading.door.door import Door
from totalcapital.reading.profiles import FileHints

MIB = 1 << 20


@pytest.fixture(scope="session")
def tight():
    """A door with lowered limits: what would fill a machine fills these in a moment."""
    with Door(memory_bytes=512 * MIB, timeout_s=30, temporary_bytes=64 * MIB) as door:
        yield door


@pytest.fixture
def door(_opened):  # noqa: F811 - that very fixture
    """The door that all tests share."""
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


@pytest.fixture
def estate(door, tmp_path, monkeypatch):
    """A function: bytes or text under a name, and what the estate file says of it, to what is read of it."""

    @contextmanager
    def same(**_):
        yield door

    monkeypatch.setattr(registers, "Door", same)

    def estate(name, content=None, *, area=None, **said):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        sections = {}
        if area:
            write_outlines(tmp_path / "outline.geojson", {"X": area})
            sections["areas"] = [{"id": "town", "name": "Testtown", "path": "outline.geojson"}]
            said["area"] = "town"
        entry = {"id": "r", "path": name, "agency": "Testshire Council", "sector": "district", **said}
        return registers.read(load(tmp_path, registers=[entry], **sections))

    return estate
