"""Keeps the stores that look-ups are built into, from run to run.

The cache is a folder of the user's own (``TOTALCAPITAL_CACHE`` names another) and may be deleted at
any time. An entry is named after the look-up's path, size and time of change, so that a changed
file is read anew; it is built beside its place and put there in one step, so that two runs at once
do no harm; what is not as it was written is built again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from totalcapital.reading.lookups.lookup_store import FORMAT, DamagedStoreError, LookupStore, write_store
from totalcapital.reading.lookups.lookups import find_members, read_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from totalcapital.reading.lookups.lookups import Kind, Points

__all__ = ["ask_store", "build_lookup", "cache_folder"]

Answer = TypeVar("Answer")

#: A look-up smaller than this is read anew each time: that is quick, and leaves nothing behind.
_KEPT_FROM_BYTES: Final = 4 << 20
_ABANDONED_S: Final = 86_400.0


def cache_folder() -> Path:
    """Return where look-ups are kept: ``$TOTALCAPITAL_CACHE``, else the user's cache folder."""
    told = os.environ.get("TOTALCAPITAL_CACHE")
    if told:
        return Path(told)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return base / "totalcapital" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "totalcapital"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "totalcapital"


def build_lookup(path: Path, kind: Kind, shown: str, folder: Path, *, source: Path | None = None) -> None:
    """Read a look-up and write its store; called in the reading worker.

    Parameters
    ----------
    path
        A csv, a gz or zip of it, or a folder of them.
    folder
        An empty folder.
    source
        Where the user has the look-up, where ``path`` is a copy of it.

    Raises
    ------
    Refusal
        If it is no look-up of that kind or cannot be read to its end.
    """
    members = find_members(path, shown)
    crs, first = read_points(members[0], kind, shown)

    def batches() -> Iterator[Points]:
        yield from first
        for member in members[1:]:
            yield from read_points(member, kind, shown, crs=crs)[1]

    facts = {"kind": kind, "source": str(source or path), "sha256": _digest(path)}
    write_store(folder, batches(), crs=crs, facts=facts)


def _files(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _state(path: Path) -> list[list[Any]]:
    """Return name, size and time of change of each file of a look-up."""
    stats = [(file, file.stat()) for file in _files(path)]
    return [[str(file.relative_to(path)), stat.st_size, stat.st_mtime_ns] for file, stat in stats]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for file in _files(path):
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def ask_store(
    path: Path, kind: Kind, *, build: Callable[[Path], None], ask: Callable[[LookupStore], Answer]
) -> Answer:
    """Put a question to the store of a look-up, kept from an earlier run or built now.

    Parameters
    ----------
    path
        The look-up, as an absolute path.
    build
        Called with an empty folder to write the store into.
    ask
        Called with the open store.

    Raises
    ------
    OSError
        If there is no place to write to.
    """
    state = _state(path)
    if sum(size for _, size, _ in state) >= _KEPT_FROM_BYTES and _can_keep(
        folder := cache_folder() / "lookups"
    ):
        named = json.dumps([FORMAT, kind, str(path), state])
        entry = folder / hashlib.sha256(named.encode()).hexdigest()[:32]
        try:
            with LookupStore(entry) as store:
                return ask(store)
        except DamagedStoreError:
            pass
        built = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
        try:
            build(built)
            _prune(folder, path, kind, built=built)
            with LookupStore(_put(built, entry)) as store:
                return ask(store)
        finally:
            shutil.rmtree(built, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="totalcapital-lookup-") as scratch:
        build(Path(scratch))
        with LookupStore(Path(scratch)) as store:
            return ask(store)


def _can_keep(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _put(built: Path, entry: Path) -> Path:
    """Put a store in its place and return where it is now.

    What stands there is damaged, or was put there meanwhile by another run and is as good: it is
    moved out of the way. Whoever reads it goes on reading it.
    """
    try:
        built.rename(entry)
    except OSError:
        aside = Path(tempfile.mkdtemp(prefix=".building-", dir=entry.parent))
        try:
            entry.rename(aside / "old")
            built.rename(entry)
        except OSError:
            return built
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return entry


def _prune(folder: Path, path: Path, kind: Kind, *, built: Path) -> None:
    """Remove what was kept of an earlier state of a look-up or of one that is gone, and abandoned builds."""
    now = built.stat().st_mtime
    for other in folder.iterdir():
        if other == built:
            continue
        if other.name.startswith(".building-"):
            stale = now - other.stat().st_mtime > _ABANDONED_S
        else:
            try:
                with LookupStore(other) as store:
                    source = str(store.facts.get("source"))
                    stale = (source, store.facts.get("kind")) == (str(path), kind) or not Path(
                        source
                    ).exists()
            except DamagedStoreError:
                stale = True
        if stale:
            shutil.rmtree(other, ignore_errors=True)
