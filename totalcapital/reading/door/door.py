"""The one door through which files of others come in."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from totalcapital.reading.door.admission import copy_in, copy_sidecars
from totalcapital.reading.door.sniffing import SUFFIXES
from totalcapital.reading.door.workers import Limits, Worker
from totalcapital.reading.raw import RawTable, load_raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

    from totalcapital.reading.profiles import FileHints

__all__ = ["Door", "Opened"]

_USUAL: Final = Limits()
#: What building the store of a look-up may take: 41 million property numbers are a text of 2 GB.
_LOOKUP: Final = Limits(timeout_s=1800.0, temporary_bytes=16 << 30)
_SMALL_BYTES: Final = 4 << 20
_PREFIX: Final = "totalcapital-read-"
#: Of a file that is only peeked at, and is no archive whose list of contents stands at its end.
_FIRST_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read."""

    raw: RawTable
    sha256: str


class Door:
    """Reads files in a worker process, from private copies, within limits.

    Parameters
    ----------
    memory_bytes
        Memory the worker may take beyond the code of its libraries.
    timeout_s
        Longest time one file may take.
    temporary_bytes
        Size of the largest file let in, and of all that is written while it is read.
    """

    def __init__(
        self,
        *,
        memory_bytes: int = _USUAL.memory_bytes,
        timeout_s: float = _USUAL.timeout_s,
        temporary_bytes: int = _USUAL.temporary_bytes,
    ) -> None:
        _sweep(Path(tempfile.gettempdir()))
        self._limits = Limits(memory_bytes, timeout_s, temporary_bytes)
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")).resolve()
        self._worker = Worker(self._folder, self._limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def open(self, path: Path, shown: str, *, hints: FileHints, layer: str | None = None) -> Opened:
        """Read one file.

        Parameters
        ----------
        path
            A plain file.
        shown
            The name to use in messages.
        hints
            What is known of the file beforehand.
        layer
            Layer of a file with several.

        Raises
        ------
        Refusal
            If the file cannot be read, takes too long or too much memory, or takes the worker down.
        """
        with self._copied(path, shown) as (copy, digest):
            beside = copy_sidecars(path, copy.parent, shown, most_bytes=self._limits.temporary_bytes)
            request = {"layer": layer, "hints": hints.model_dump(mode="json")}
            self._ask(copy, shown, request)
            raw = load_raw(copy.parent)
            raw.faults[:0] = beside
            return Opened(raw, digest)

    def peek(self, path: Path, shown: str) -> list[list[str]]:
        """Return the first rows of a text with separators; see ``peeking.peek``.

        Raises
        ------
        Refusal
            If there is no such file, or it takes the worker down.
        """
        with self._copied(path, shown, first_bytes=_FIRST_BYTES) as (copy, _):
            rows: list[list[str]] = self._ask(copy, shown, {"peek": True}).get("rows", [])
            return rows

    def lookup(self, path: Path, kind: str, shown: str, store: Path) -> None:
        """Build the store of a look-up into an empty folder; see ``lookup_cache.build_lookup``.

        A large one is read where it is, by a worker of its own that may read nothing else: it may
        be larger, and take longer, than any register.

        Raises
        ------
        Refusal
            If it cannot be read as a look-up of that kind.
        """
        request = {"lookup": kind, "shown": shown, "source": str(path)}
        if path.is_file() and path.stat().st_size < _SMALL_BYTES:
            with self._copied(path, shown) as (copy, _):
                (copy.parent / "store").mkdir()
                self._ask(copy, shown, {**request, "store": str(copy.parent / "store")})
                for part in (copy.parent / "store").iterdir():
                    shutil.move(part, store / part.name)
            return
        worker = Worker(store.resolve(), _LOOKUP, readable=[path])
        try:
            worker.ask({**request, "path": str(path), "store": str(store), "folder": str(store)}, shown)
        finally:
            worker.stop()

    @property
    def confinement(self) -> list[str]:
        """What binds the worker on this system, once it has read a file; see ``confining.confine``."""
        return self._worker.in_force

    def _ask(self, copy: Path, shown: str, request: Mapping[str, object]) -> dict[str, Any]:
        return self._worker.ask(
            {**request, "path": str(copy), "folder": str(copy.parent), "shown": shown}, shown
        )

    @contextlib.contextmanager
    def _copied(
        self, path: Path, shown: str, *, first_bytes: int | None = None
    ) -> Iterator[tuple[Path, str]]:
        """Give a private copy of a file, and its digest; it is gone afterwards whatever happened."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            suffix = path.suffix.lower()
            copy = folder / f"input{suffix if suffix in {*SUFFIXES, '.gz', '.zip'} else ''}"
            most = self._limits.temporary_bytes
            yield copy, copy_in(path, copy, shown, most_bytes=most, first_bytes=first_bytes)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(temporary: Path) -> None:
    """Remove what runs that were killed have left: folders of ours whose process is no more."""
    for folder in temporary.glob(f"{_PREFIX}*-*"):
        number = folder.name.removeprefix(_PREFIX).split("-")[0]
        if number.isdigit() and not folder.is_symlink() and not _is_running(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # asking would end it there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
