"""Keeps what the solver prints of its own out of what a command prints."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["quiet"]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Send standard output nowhere meanwhile, where the process has one.

    HiGHS as scipy 1.17 carries it writes a line of its own in some large searches, whatever it is told; it
    would stand in the middle of ``--json``.
    """
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # a program without a console
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a file of ours
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
