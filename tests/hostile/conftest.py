from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from estates import load, write_outlines

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reading"))

from one_door import _opened, door, one_door, read  # noqa: F401 - fixtures

from totalcapital.reading import registers
from totalcapital.reading.door.door import Door

MIB = 1 << 20


@pytest.fixture(scope="session")
def tight():
    """A door with lowered limits: what would fill a machine fills these in a moment."""
    with Door(memory_bytes=512 * MIB, timeout_s=30, temporary_bytes=64 * MIB) as lowered:
        yield lowered


@pytest.fixture
def estate(door, tmp_path, monkeypatch):  # noqa: F811 - that very fixture
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
