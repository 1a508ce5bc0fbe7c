"""Times the stages of a run; with peak memory, the only part of a result that differs between equal runs."""

from __future__ import annotations

import time
from typing import Any, Self

from totalcapital.press import peak_mib

__all__ = ["Clock", "Stage"]


class Clock:
    """Keeps the time of each stage; ``entries`` is what ``run.json`` says of them."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def stage(self, name: str) -> Stage:
        """Return a stage, timed from where it is entered to where it is left."""
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
