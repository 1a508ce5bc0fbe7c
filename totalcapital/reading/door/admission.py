"""Which files are let in, and how: plain files only, as a private copy under a name of our own."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from typing import IO, TYPE_CHECKING, Final

from totalcapital.reading.door.archives import SHAPEFILE_PARTS, check_shapefile_parts
from totalcapital.reading.raw import Fault, Refusal

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["copy_in", "copy_sidecars"]

#: Paths that name no file but a way to get at one: an address, GDAL's own file systems and prefixes.
_NO_PATH: Final = re.compile(r"\s*(?:/vsi\w*/|[a-z][\w+.-]+://|[a-z]\w[\w ]*:)", re.IGNORECASE)
_KINDS: Final = (
    (stat.S_ISDIR, "a folder", "Name the file inside."),
    (stat.S_ISFIFO, "a pipe", "Save what comes out of it as a file, and name that."),
    (stat.S_ISSOCK, "a socket", "Name a file."),
    (stat.S_ISCHR, "a device", "Name a file."),
    (stat.S_ISBLK, "a device", "Name a file."),
)


def copy_in(path: Path, target: Path, shown: str, *, most_bytes: int, first_bytes: int | None = None) -> str:
    """Copy a plain file and return the SHA-256 of what was copied.

    What is checked is what is copied: the file is opened once, without waiting for what a pipe
    might bring.

    Parameters
    ----------
    most_bytes
        Size above which the file is refused.
    first_bytes
        Copy no more than these of a file that is no zip, whatever its size; null: all.

    Raises
    ------
    Refusal
        If the path names no plain file, the file may not be read, or it is too large.
    """
    with _opened(path, shown) as source, target.open("xb") as out:
        size = os.fstat(source.fileno()).st_size
        if first_bytes is not None and source.read(4) != b"PK\x03\x04":
            size = min(size, first_bytes)
        source.seek(0)
        if size > most_bytes:
            raise Refusal(
                f"{shown}: expected a file of at most {most_bytes / 2**20:,.0f} MiB; it has {size / 2**20:,.0f} MiB. "
                "Split it, or raise temporary_gib under [reading] in the estate file."
            )
        digest, left = hashlib.sha256(), size
        while left > 0 and (block := source.read(min(left, 1 << 20))):
            digest.update(block)
            out.write(block)
            left -= len(block)
    return digest.hexdigest()


def _opened(path: Path, shown: str) -> IO[bytes]:
    if _NO_PATH.match(shown) and not path.exists():
        raise Refusal(
            f"{shown}: expected the path of a file; this is an address or an instruction to a program, and nothing "
            "is fetched or carried out. Save the data as a file and name that."
        )
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        raise Refusal(f"{shown}: expected a file; there is none. Correct the path.") from None
    except (OSError, ValueError) as error:
        if path.is_dir():  # where the system opens no folder
            raise Refusal(f"{shown}: expected a file; found a folder. Name the file inside.") from None
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise Refusal(f"{shown}: expected a file that may be read; {words}. Correct the path.") from None
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    what, remedy = next(((w, r) for test, w, r in _KINDS if test(mode)), ("no plain file", "Name a file."))
    raise Refusal(f"{shown}: expected a file; found {what}. {remedy}")


def copy_sidecars(path: Path, folder: Path, shown: str, *, most_bytes: int) -> list[Fault]:
    """Copy the parts of a Shapefile; see that no edits of a GeoPackage are left beside it.

    A part that is a link to another folder is refused: whoever put it there may point it anywhere.
    A rollback journal is left where it is: played back into a file it does not belong to, it would
    mix old rows with new ones.

    Returns
    -------
    list of Fault
        A warning where a journal stands beside a GeoPackage.

    Raises
    ------
    Refusal
        If a part is missing or no plain file, or a GeoPackage has edits that were never saved into it.
    """
    if path.suffix.lower() == ".gpkg":
        return _unsaved(path, shown)
    if path.suffix.lower() != ".shp":
        return []
    copied = set()
    for suffix in SHAPEFILE_PARTS[1:]:
        for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
            if os.path.lexists(candidate):
                if candidate.resolve().parent != path.resolve().parent:
                    raise Refusal(
                        f"{shown}: its {suffix} file is a link to another folder. Put the file itself beside it."
                    )
                copy_in(candidate, folder / f"input{suffix}", f"{shown} ({suffix})", most_bytes=most_bytes)
                copied.add(suffix)
                break
    check_shapefile_parts(copied, shown)
    return []


def _unsaved(path: Path, shown: str) -> list[Fault]:
    log = path.with_name(f"{path.name}-wal")
    if log.is_file() and log.stat().st_size:
        raise Refusal(
            f"{shown}: edits stand beside it that are not in it yet ({log.name}). Close the program that has it "
            "open, or export it again."
        )
    journal = path.with_name(f"{path.name}-journal")
    if not journal.is_file() or not journal.stat().st_size:
        return []
    words = (
        f"an unfinished change stands beside the file ({journal.name}) and was not applied; rows may be as they were "
        "in the middle of it."
    )
    return [Fault("journal-beside", "warning", words, "Export the file again, into a new name.")]
