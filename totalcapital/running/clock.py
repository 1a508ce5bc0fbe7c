"""Tells and times the stages of a run; with peak memory, the only part of a result that differs between equal runs."""

from __future__ import annotations

import time
from typing import Any, Protocol, Self

from totalcapital.running.press import peak_mib

__all__ = ["Clock", "Progress", "Stage"]


class Progress(Protocol):
    """Told what the run is doing."""

    def __call__(self, stage: str, detail: str = "") -> None:
        """Say that a stage, or a part of it, begins."""


class Clock:
    """Tells of each stage and keeps its time; ``entries`` is what ``run.json`` says of them.

    Parameters
    ----------
    progress
        Told of each stage as it begins; nobody by default.
    """

    def __init__(self, progress: Progress | None = None) -> None:
        self.tell: Progress = progress or _silent
        self.entries: list[dict[str, Any]] = []

    def stage(self, name: str, *, is_told: bool = True) -> Stage:
        """Return a stage, told of now and timed from where it is entered to where it is left."""
        if is_told:
            self.tell(name)
        return Stage(name, self.entries)


class Stage:
    """One stage; ``rows`` is what it made."""

    def __init__(self, name: str, entries: list[dict[str, Any]]) -> None:
        self._name, self._entries, self.rows = name, entries, 0

    def __enter__(self) -> Self:
        self._start = time.perf_counter()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        seconds = round(time.perf_counter() - self._start, 3)
        self._entries.append(
            {"name": self._name, "seconds": seconds, "peak_mib": peak_mib(), "rows": self.rows}
        )


def _silent(stage: str, detail: str = "") -> None:
    del stage, detail
