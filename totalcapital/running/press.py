"""Publishes for several audiences at once: the first in this process, the others in processes beside it.

The result is the same as one after another. Processes are started anew, not forked, since the
libraries for tables have threads of their own.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Literal, Self

from totalcapital import publishing, storing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType

    import pandas as pd

    from totalcapital.project import Project

__all__ = ["Audience", "Press", "peak_mib"]

#: Whom a site is written for.
Audience = Literal["internal", "partner", "public"]


class Press:
    """Publishes a run's tables.

    Parameters
    ----------
    workers
        Processes to use, this one included.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def warm(self) -> None:
        """Start the processes, so that they are ready by the time there is something to publish."""
        if self._workers > 1 and self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                max_workers=self._workers - 1, mp_context=context, initializer=_end_with_the_run
            )
            self._pool.submit(peak_mib)

    def publish(
        self,
        tables: Mapping[str, pd.DataFrame],
        built: Path,
        *,
        audiences: Sequence[Audience],
        project: Project,
        weights: Mapping[str, float],
        meanwhile: Callable[[], None],
        tell: Callable[[str, str], None],
    ) -> list[dict[str, Any]]:
        """Publish for each audience into ``built/<audience>``.

        Parameters
        ----------
        built
            Folder of the result; its ``store/`` holds the tables.
        meanwhile
            Work of this process that other audiences need not wait for.

        Returns
        -------
        list
            What ``run.json`` says of each audience, in their order.
        """
        here = audiences if self._pool is None else audiences[:1]
        beside: list[tuple[Audience, Future[dict[str, Any]]]] = []
        if self._pool is not None:
            for audience in audiences[1:]:
                job = (built / "store", built / audience, audience, project, weights)
                beside.append((audience, self._pool.submit(_from_store, *job)))
        entries = []
        for audience in here:
            tell("publish", audience)
            entries.append(_publish(tables, built / audience, audience, project, weights))
        meanwhile()
        for audience, coming in beside:
            tell("publish", audience)
            try:
                entries.append(coming.result())
            except BrokenProcessPool:
                # The system ended the process, for want of memory perhaps: do its work here.
                shutil.rmtree(built / audience, ignore_errors=True)
                entries.append(_publish(tables, built / audience, audience, project, weights))
        return entries


def peak_mib() -> float | None:
    """Return the most memory this process has held, in MiB; null where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return None
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _end_with_the_run() -> None:
    """Have this process end at once when the run that started it is killed: it would go on writing."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    run = multiprocessing.parent_process()
    if run is not None:
        run.join()
        os._exit(1)


def _from_store(
    store: Path, folder: Path, audience: Audience, project: Project, weights: Mapping[str, float]
) -> dict[str, Any]:
    """Publish for one audience from the store: the work of a process beside the run's own."""
    return _publish(storing.read_store(store), folder, audience, project, weights)


def _publish(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    audience: Audience,
    project: Project,
    weights: Mapping[str, float],
) -> dict[str, Any]:
    """Publish for one audience and return its entry for ``run.json``."""
    folder.mkdir()
    start = time.perf_counter()
    publishing.publish(tables, folder, audience=audience, project=project, weights=weights)
    files = sum(1 for path in folder.rglob("*") if path.is_file())
    seconds = round(time.perf_counter() - start, 3)
    return {"name": f"publish {audience}", "seconds": seconds, "peak_mib": peak_mib(), "rows": files}
