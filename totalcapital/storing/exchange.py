"""Puts a finished result in the place of the last one, in one step where the system can.

The new result is built in a folder beside it. Where the kernel can exchange two names at once
(Linux: renameat2) nobody ever sees half a result; elsewhere two renames are made, with a marker
that :func:`heal` follows up on should the machine stop between them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import time
from typing import TYPE_CHECKING, Final

from totalcapital.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["bring_back", "building_folder", "heal", "replace_folder"]

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_ATTEMPTS: Final = 200
_PAUSE_S: Final = 0.02


def building_folder(out: Path) -> Path:
    """Return the folder beside OUT in which the next result is built."""
    return out.with_name(f".{out.name}.building")


def _old(out: Path) -> Path:
    return out.with_name(f".{out.name}.old")


def heal(out: Path) -> None:
    """Bring OUT back to a whole result after a run that was stopped, and clear what it left.

    If the last result was moved aside and the new one not yet moved in, the last one comes back.
    """
    bring_back(out)
    for left in (building_folder(out), _old(out)):
        if left.exists():
            _clear(left)


def bring_back(out: Path) -> None:
    """Bring the last result back if it was moved aside and the new one not yet moved in.

    For those who only read: what a run is building beside OUT is left alone.
    """
    if _old(out).exists() and not out.exists():
        _old(out).rename(out)


def _clear(folder: Path) -> None:
    """Remove a folder, also while a process of a run that was killed is writing its last file into it."""
    for attempt in range(_ATTEMPTS, 0, -1):
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            if not folder.exists():
                return
        except OSError as error:
            if error.errno != errno.ENOTEMPTY or attempt == 1:
                raise
        else:
            return
        time.sleep(_PAUSE_S)


def replace_folder(built: Path, out: Path) -> None:
    """Put a finished folder in the place of OUT; the last result goes only once the new one stands.

    Raises
    ------
    OutputError
        If a file of OUT is held open by another program, or the folder cannot be written.
    """
    _sync(built)
    try:
        if out.exists() and _exchange(built, out):
            shutil.rmtree(built)
            return
        if out.exists():
            out.rename(_old(out))
        built.rename(out)
        if _old(out).exists():
            shutil.rmtree(_old(out))
    except OSError as error:
        heal(out)
        raise OutputError(
            f"{out}: the result cannot be put in place ({error.strerror}). Close any program that has a file of it "
            "open (Excel, QGIS) and run again; the last result is as it was."
        ) from error


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two names at once; false where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    result = renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE)
    return bool(result == 0)


def _sync(folder: Path) -> None:
    """Have every file of a folder written through to the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
