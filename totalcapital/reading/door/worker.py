"""The reading worker: opens files of others, and nothing else.

Runs as a process of its own, confined by :mod:`totalcapital.reading.door.confining`, with few GDAL
drivers, so that a hostile file can neither read another file, call an address, nor take the run
down with it.
"""

from __future__ import annotations

import errno
import json
import signal
import sys
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from totalcapital.reading.door.archives import unpack
from totalcapital.reading.door.peeking import peek
from totalcapital.reading.door.sniffing import sniff
from totalcapital.reading.lookups.lookup_cache import build_lookup
from totalcapital.reading.profiles import FileHints
from totalcapital.reading.raw import RawTable, Refusal, save_raw
from totalcapital.reading.sheets.spreadsheets import read_spreadsheet
from totalcapital.reading.text.delimited import read_delimited
from totalcapital.reading.text.documents import read_json

__all__ = ["main", "read_file"]


def read_file(path: Path, shown: str, folder: Path, *, layer: str | None, hints: FileHints) -> RawTable:
    """Recognise a file and read it.

    Raises
    ------
    Refusal
        If it cannot be read; the message is meant for the user.
    """
    path, name = unpack(path, shown, folder)
    found = sniff(path, shown, name=name)
    if found.kind == "delimited":
        return read_delimited(found.path, shown, hints)
    if found.kind == "json":
        return read_json(found.path, shown, hints)
    if found.kind == "spreadsheet":
        return read_spreadsheet(found.path, shown, hints)
    if found.kind == "parquet":
        from totalcapital.reading.spatial.geoparquet import read_parquet  # noqa: PLC0415 - only where a file needs it

        return read_parquet(found.path, shown)
    from totalcapital.reading.spatial.layers import read_layer  # noqa: PLC0415 - GDAL only where a file needs it

    return read_layer(found.path, found.kind, shown, layer=layer, hints=hints)


_TOO_LARGE: Final = (
    "{shown}: too large: it needs more {what} than a file may take. Split it, or raise {key} under [reading] in the "
    "estate file."
)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    folder = Path(request["folder"])
    try:
        if kind := request.get("lookup"):
            source = Path(request["source"])
            build_lookup(Path(request["path"]), kind, request["shown"], Path(request["store"]), source=source)
            return {"read": True}
        if request.get("peek"):
            return {"rows": peek(Path(request["path"]))}
        raw = read_file(
            Path(request["path"]),
            request["shown"],
            folder,
            layer=request["layer"],
            hints=FileHints.model_validate(request["hints"]),
        )
        save_raw(raw, folder)
    except Refusal as refusal:
        return {"refused": str(refusal)}
    except UnicodeDecodeError as error:
        return {
            "refused": f"{request['shown']}: the text is cut off or is not {error.encoding} as its first bytes say. "
            "Download or export the file again."
        }
    except RecursionError:
        return {
            "refused": f"{request['shown']}: nested too deeply to be a register. Ask for it as CSV or XLSX."
        }
    except MemoryError:
        return {"refused": _TOO_LARGE.format(shown=request["shown"], what="memory", key="memory_gib")}
    except OSError as error:
        if error.errno not in {errno.EFBIG, errno.ENOSPC}:
            raise
        return {
            "refused": _TOO_LARGE.format(shown=request["shown"], what="room on disk", key="temporary_gib")
        }
    return {"read": True}


def main(in_force: list[str], *, timeout_s: float) -> None:
    """Say what the process is confined by, then answer requests, a line each, until the input ends.

    An alarm ends a process that is still busy long after its parent should have stopped it: the
    parent was killed.

    Parameters
    ----------
    in_force
        What the process is confined by.
    """
    alarm = getattr(signal, "alarm", lambda _: None)
    _say(in_force)
    for line in sys.stdin:
        alarm(2 * int(timeout_s) + 10)
        answer = _answer(json.loads(line))
        # what a large file took goes back before the other process takes it up
        pa.default_memory_pool().release_unused()
        alarm(0)
        _say(answer)


def _say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
