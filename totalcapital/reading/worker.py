"""The reading worker: opens files of others, and nothing else.

Runs as a process of its own with few GDAL drivers and limited memory, so that a hostile file can
neither read another file, call an address, nor take the run down with it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from totalcapital.reading.delimited import read_delimited
from totalcapital.reading.documents import read_json
from totalcapital.reading.lookups import read_postcodes
from totalcapital.reading.peeking import peek
from totalcapital.reading.profiles import FileHints
from totalcapital.reading.raw import RawTable, Refusal, save_raw
from totalcapital.reading.sniffing import sniff, unpack
from totalcapital.reading.spreadsheets import read_spreadsheet

__all__ = ["main", "read_file"]


def read_file(path: Path, shown: str, folder: Path, *, layer: str | None, hints: FileHints) -> RawTable:
    """Recognise a file and read it.

    Raises
    ------
    Refusal
        If it cannot be read; the message is meant for the user.
    """
    path, inner = unpack(path, shown, folder)
    found = sniff(path, inner)
    if found.kind == "delimited":
        return read_delimited(found.path, shown, hints)
    if found.kind == "json":
        return read_json(found.path, shown, hints)
    if found.kind == "spreadsheet":
        return read_spreadsheet(found.path, shown, hints)
    from totalcapital.reading.layers import read_layer  # noqa: PLC0415 - GDAL only where a file needs it

    return read_layer(found.path, found.kind, shown, layer=layer, hints=hints)


def _limit(memory_bytes: int) -> None:
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    folder = Path(request["folder"])
    try:
        if request.get("lookup") == "postcodes":
            wanted, outward = json.loads((folder / "wanted.json").read_text(encoding="utf-8"))
            found = read_postcodes(Path(request["path"]), request["shown"], wanted, outward)
            (folder / "found.json").write_text(json.dumps(found), encoding="utf-8")
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
    except Refusal as refusal:
        return {"refused": str(refusal)}
    except UnicodeDecodeError as error:
        return {
            "refused": f"{request['shown']}: the text is cut off or is not {error.encoding} as its first bytes say. "
            "Download or export the file again."
        }
    except MemoryError:
        return {"refused": f"{request['shown']}: needs more memory than a file may take. Split it."}
    save_raw(raw, folder)
    return {"read": True}


def main() -> None:
    """Answer requests, one JSON object a line, until the input ends."""
    _limit(int(sys.argv[1]))
    for line in sys.stdin:
        answer = _answer(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
