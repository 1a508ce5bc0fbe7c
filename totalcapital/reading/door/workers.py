"""The reading worker as its parent sees it: started confined, asked, watched, and stopped."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from totalcapital.reading.door.drivers import closed_environment
from totalcapital.reading.raw import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Limits", "Worker"]

#: How often a worker's temporary files are measured.
_WATCH_S = 0.25
#: How long the worker may take to load its libraries: they may come from a slow disk.
_STARTING_S = 120.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take."""

    memory_bytes: int = 2 << 30
    """Memory of the worker beyond the code of its libraries."""
    timeout_s: float = 120.0
    """Time from request to answer."""
    temporary_bytes: int = 4 << 30
    """Size of the file itself, and of all that is unpacked and written while it is read."""


class Worker:
    """One process that reads files; it starts with the first request, and again after a death.

    Parameters
    ----------
    folder
        The only folder it may write to.
    limits
        What one request may take.
    readable, writable
        Files and folders beside its own that it may read, or read and write; for look-ups.
    """

    def __init__(
        self, folder: Path, limits: Limits, *, readable: Sequence[Path] = (), writable: Sequence[Path] = ()
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._allowed = {"readable": [str(p) for p in readable], "writable": [str(p) for p in writable]}
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()
        #: What binds the process; see ``confining.confine``.
        self.in_force: list[str] = []

    @property
    def pid(self) -> int | None:
        """Process id, null before the first request."""
        return self._process.pid if self._process else None

    def ask(self, request: Mapping[str, object], shown: str) -> dict[str, Any]:
        """Return the worker's answer to a request.

        Parameters
        ----------
        shown
            The name the user knows the file by.

        Raises
        ------
        Refusal
            If the worker refuses, or the request takes too long, too much room on disk, or takes the
            worker down.
        """
        process = self._started()
        try:
            if process.stdin is None or process.poll() is not None:
                raise BrokenPipeError
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = self._wait(shown)
        except OSError:
            line = ""
        if not line:
            self.stop()
            raise Refusal(
                f"{shown}: the file is unreadable (it took the reading process down). "
                "It is damaged, far too large, or hostile; ask for it again."
            )
        answer: dict[str, Any] = json.loads(line)
        if "refused" in answer:
            raise Refusal(answer["refused"])
        return answer

    def _wait(self, shown: str) -> str:
        began = time.monotonic()
        while True:
            with contextlib.suppress(queue.Empty):
                return self._answers.get(timeout=min(_WATCH_S, self._limits.timeout_s))
            if time.monotonic() - began > self._limits.timeout_s:
                self.stop()
                raise Refusal(
                    f"{shown}: reading took longer than {self._limits.timeout_s:g} s and was stopped. Split the file, "
                    "or raise timeout_s under [reading] in the estate file."
                )
            if _size(self._folder) > 2 * self._limits.temporary_bytes:
                self.stop()
                raise Refusal(
                    f"{shown}: too large: reading it filled {2 * self._limits.temporary_bytes >> 20} MiB of temporary "
                    "files. Split the file, or raise temporary_gib under [reading] in the estate file."
                )

    def _started(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._answers = queue.Queue()
        package = str(Path(__file__).resolve().parents[3])
        settings = {
            "folder": str(self._folder),
            "memory_bytes": self._limits.memory_bytes,
            "temporary_bytes": self._limits.temporary_bytes,
            "timeout_s": self._limits.timeout_s,
            **self._allowed,
        }
        process = subprocess.Popen(  # noqa: S603 - this interpreter, this package
            [sys.executable, "-P", "-m", "totalcapital.reading.door.confining", json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=closed_environment(os.environ, str(self._folder), package),
            encoding="utf-8",
            cwd=self._folder,
        )
        threading.Thread(target=_listen, args=(process, self._answers), daemon=True).start()
        self._process = process
        with contextlib.suppress(
            queue.Empty
        ):  # starting is no fault of the file; what cannot start answers ""
            self.in_force = (
                list(json.loads(first)) if (first := self._answers.get(timeout=_STARTING_S)) else []
            )
            if not first:
                self._answers.put(first)
        return process

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            if process.stdin:
                process.stdin.close()
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _listen(process: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
    with contextlib.suppress(ValueError):
        for line in process.stdout or ():
            answers.put(line)
    answers.put("")


def _size(folder: Path) -> int:
    """Return the bytes of all files in a folder; one that goes while it is looked at counts nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118 - quicker than a Path each
    return total
