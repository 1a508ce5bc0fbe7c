"""A sorted store of the points of a look-up: found by block, checked by block, never read whole.

``points.bin`` holds blocks of up to 65,536 codes: keys (64 bits, ascending), x and y (32 bits, in
hundredths of a metre or ten-millionths of a degree), and whether the code has ended (8 bits). The
index ``index.json`` says each block's first key, length and checksum. Seventeen bytes a code:
41 million UPRNs are 700 MB on disk, and a look-up in them reads one megabyte at a time.
"""

from __future__ import annotations

import json
import zlib
from typing import IO, TYPE_CHECKING, Any, Final, Self

import numpy as np

from totalcapital.crs import WGS84
from totalcapital.reading.lookups.lookups import Points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

__all__ = ["DamagedStoreError", "LookupStore", "write_store"]

FORMAT: Final = 1
_BLOCK: Final = 65_536
#: Codes sorted in memory at a time; with their coordinates 70 MB.
_RUN: Final = 1 << 22
_MERGED: Final = 1 << 20
_SAMPLE: Final = 1024
_TYPES: Final = (("keys", "<u8"), ("x", "<i4"), ("y", "<i4"), ("ended", "|u1"))
_WIDTH: Final = sum(np.dtype(kind).itemsize for _, kind in _TYPES)


class DamagedStoreError(Exception):
    """A store is not as it was written, or is none: it has to be built again."""


def _scale(crs: str) -> float:
    return 1e7 if crs == WGS84 else 100.0


def write_store(folder: Path, batches: Iterable[Points], *, crs: str, facts: dict[str, Any]) -> None:
    """Write a store from points in any order; of a code that stands twice the first is kept.

    Memory is bounded whatever the length: runs are sorted one by one on disk, then merged.

    Parameters
    ----------
    folder
        An empty folder.
    crs
        CRS of the points.
    facts
        Kept in the index, such as the digest of what it was made from.
    """
    runs = [_write_run(folder / f"run-{n}", arrays) for n, arrays in enumerate(_runs(batches, _scale(crs)))]
    blocks: list[list[int]] = []
    rows = 0
    with (folder / "points.bin").open("wb") as out:
        for part in _merged(runs):
            for start in range(0, len(part[0]), _BLOCK):
                data = b"".join(array[start : start + _BLOCK].tobytes() for array in part)
                blocks.append([int(part[0][start]), len(data) // _WIDTH, out.tell(), zlib.crc32(data)])
                out.write(data)
            rows += len(part[0])
    read = sum(len(run[0]) for run in runs)
    del runs
    for path in folder.glob("run-*"):
        path.unlink()
    index = {
        "format": FORMAT,
        "crs": crs,
        "rows": rows,
        "repeated": read - rows,
        "facts": facts,
        "blocks": blocks,
    }
    text = json.dumps(index)
    (folder / "index.json").write_text(f"{zlib.crc32(text.encode())}\n{text}\n", encoding="utf-8")


def _runs(batches: Iterable[Points], scale: float) -> Iterator[list[Any]]:
    """Gather batches to runs, whole numbers of the store's units, each sorted with equals in their order."""
    waiting: list[list[Any]] = []
    count = 0
    for points in batches:
        x, y = np.rint(points.x * scale), np.rint(points.y * scale)
        fits = (np.abs(x) < 2**31) & (np.abs(y) < 2**31)  # not a number does not fit either
        made = (points.keys, x, y, points.is_ended)
        waiting.append([array[fits].astype(kind) for array, (_, kind) in zip(made, _TYPES, strict=True)])
        count += int(fits.sum())
        if count >= _RUN:
            yield _sorted(waiting)
            waiting, count = [], 0
    if count:
        yield _sorted(waiting)


def _sorted(parts: list[list[Any]]) -> list[Any]:
    whole = [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]
    if (whole[0][1:] > whole[0][:-1]).all():
        return whole
    order = np.argsort(whole[0], kind="stable")
    return [array[order] for array in whole]


def _write_run(path: Path, arrays: list[Any]) -> list[Any]:
    """Write a run and return it as arrays on disk."""
    made = []
    for array, (name, kind) in zip(arrays, _TYPES, strict=True):
        part = path.with_name(f"{path.name}-{name}")
        array.tofile(part)
        made.append(np.memmap(part, dtype=kind, mode="r"))
    return made


def _merged(runs: list[list[Any]]) -> Iterator[list[Any]]:
    """Yield the runs as one ascending sequence without repeats, about a million codes at a time."""
    if not runs:
        return
    sample = np.sort(np.concatenate([np.asarray(run[0][::_SAMPLE]) for run in runs]))
    cuts = np.unique(sample[:: _MERGED // _SAMPLE])[1:]
    ends = [[*np.searchsorted(run[0], cuts).tolist(), len(run[0])] for run in runs]
    starts = [0] * len(runs)
    for position in range(len(cuts) + 1):
        slices = [slice(start, end[position]) for start, end in zip(starts, ends, strict=True)]
        parts = [[array[rows] for array in run] for run, rows in zip(runs, slices, strict=True)]
        whole = _sorted(parts)
        first = np.concatenate([[True], whole[0][1:] != whole[0][:-1]])
        if len(whole[0]):
            yield [array[first] for array in whole]
        starts = [rows.stop for rows in slices]


class LookupStore:
    """A store, open for reading.

    Parameters
    ----------
    folder
        Where :func:`write_store` wrote it.

    Raises
    ------
    DamagedStoreError
        If it is not whole.
    """

    def __init__(self, folder: Path) -> None:
        try:
            check, _, text = (folder / "index.json").read_text(encoding="utf-8").partition("\n")
            index = json.loads(text)
            is_whole = int(check) == zlib.crc32(text[:-1].encode()) and index["format"] == FORMAT
            size = (folder / "points.bin").stat().st_size
            if not is_whole or size != index["rows"] * _WIDTH:
                raise DamagedStoreError(folder.name)
            self._file: IO[bytes] = (folder / "points.bin").open("rb")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedStoreError(folder.name) from error
        self.crs: str = index["crs"]
        self.rows: int = index["rows"]
        self.facts: dict[str, Any] = index["facts"]
        self._blocks: list[list[int]] = index["blocks"]
        self._firsts = np.array([block[0] for block in self._blocks], dtype=np.uint64)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _block(self, number: int) -> list[NDArray[Any]]:
        _, length, offset, check = self._blocks[number]
        self._file.seek(offset)
        data = self._file.read(length * _WIDTH)
        if len(data) != length * _WIDTH or zlib.crc32(data) != check:
            raise DamagedStoreError(f"block {number}")
        arrays, start = [], 0
        for _, kind in _TYPES:
            arrays.append(np.frombuffer(data, dtype=kind, count=length, offset=start))
            start += arrays[-1].nbytes
        return arrays

    def find(self, keys: NDArray[np.uint64]) -> Points:
        """Return the points of codes, those that are known, in ascending order of key.

        Raises
        ------
        DamagedStoreError
            If a block is not as it was written.
        """
        wanted = np.unique(keys)
        parts = []
        at = np.searchsorted(self._firsts, wanted, side="right") - 1
        for number in np.unique(at[at >= 0]):
            block = self._block(int(number))
            asked = wanted[at == number]
            rows = np.searchsorted(block[0], asked)
            rows = np.minimum(rows, len(block[0]) - 1)
            rows = rows[block[0][rows] == asked]
            parts.append([array[rows] for array in block])
        return self._points(parts)

    def between(self, first: np.uint64, last: np.uint64) -> Points:
        """Return the points of all codes from ``first`` up to but without ``last``.

        Raises
        ------
        DamagedStoreError
            If a block is not as it was written.
        """
        parts = []
        start = max(int(np.searchsorted(self._firsts, first, side="right")) - 1, 0)
        for number in range(start, int(np.searchsorted(self._firsts, last, side="left"))):
            block = self._block(number)
            rows = slice(*np.searchsorted(block[0], [first, last]))
            parts.append([array[rows] for array in block])
        return self._points(parts)

    def _points(self, parts: list[list[Any]]) -> Points:
        empty = [np.empty(0, dtype=kind) for _, kind in _TYPES]
        keys, x, y, ended = (np.concatenate(arrays) for arrays in zip(empty, *parts, strict=True))
        scale = _scale(self.crs)
        return Points(keys.astype(np.uint64), x / scale, y / scale, ended.astype(bool))
