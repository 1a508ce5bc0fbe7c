"""The one door through which files of others come in."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from totalcapital.reading.raw import RawTable, Refusal, load_raw
from totalcapital.reading.sniffing import check_shapefile_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from totalcapital.reading.profiles import FileHints

__all__ = ["Door", "Opened"]

#: Drivers that a register may come in. Everything else, those that call addresses or open what a
#: file names above all, is switched off before GDAL is loaded.
_DRIVERS: Final = frozenset({"GPKG", "ESRI Shapefile", "FlatGeobuf", "GML", "LIBKML", "KML"})
_SIDECARS: Final = (".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read."""

    raw: RawTable
    sha256: str


class Door:
    """Reads files in a worker process, from private copies, within limits.

    Parameters
    ----------
    memory_bytes
        Address space the worker may take.
    timeout_s
        Longest time one file may take.
    """

    def __init__(self, *, memory_bytes: int = 8 << 30, timeout_s: float = 120.0) -> None:
        self._memory_bytes = memory_bytes
        self._timeout_s = timeout_s
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()
        self._folder = Path(tempfile.mkdtemp(prefix="totalcapital-read-"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def open(self, path: Path, shown: str, *, hints: FileHints, layer: str | None = None) -> Opened:
        """Read one file.

        Parameters
        ----------
        path
            A plain file.
        shown
            The name to use in messages.
        hints
            What is known of the file beforehand.
        layer
            Layer of a file with several.

        Raises
        ------
        Refusal
            If the file cannot be read, takes too long or too much memory, or takes the worker down.
        """
        _check_file(path, shown)
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            digest = _copy(path, folder / f"input{path.suffix.lower()}")
            if path.suffix.lower() == ".shp":
                _copy_sidecars(path, folder, shown)
            request = {
                "path": str(folder / f"input{path.suffix.lower()}"),
                "shown": shown,
                "folder": str(folder),
                "layer": layer,
                "hints": hints.model_dump(mode="json"),
            }
            answer = self._ask(request, shown)
            if "refused" in answer:
                raise Refusal(answer["refused"])
            return Opened(load_raw(folder), digest)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def peek(self, path: Path, shown: str) -> list[list[str]]:
        """Return the first rows of a text with separators; see ``peeking.peek``. No copy is made.

        Raises
        ------
        Refusal
            If there is no such file, or it takes the worker down.
        """
        _check_file(path, shown)
        answer: Any = self._ask(
            {"peek": True, "path": str(path.resolve()), "shown": shown, "folder": str(self._folder)}, shown
        )
        rows: list[list[str]] = answer.get("rows", [])
        return rows

    def postcodes(
        self, path: Path, shown: str, *, wanted: Sequence[str], outward: Sequence[str]
    ) -> dict[str, Any]:
        """Return the points of postcodes from a look-up file; see ``lookups.read_postcodes``.

        Raises
        ------
        Refusal
            If the file cannot be read as a postcode look-up.
        """
        _check_file(path, shown)
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            copy = folder / f"input{path.suffix.lower()}"
            _copy(path, copy)
            (folder / "wanted.json").write_text(json.dumps([list(wanted), list(outward)]), encoding="utf-8")
            answer = self._ask(
                {"lookup": "postcodes", "path": str(copy), "shown": shown, "folder": str(folder)}, shown
            )
            if "refused" in answer:
                raise Refusal(answer["refused"])
            found: dict[str, Any] = json.loads((folder / "found.json").read_text(encoding="utf-8"))
            return found
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _ask(self, request: Mapping[str, object], shown: str) -> dict[str, str]:
        process = self._start()
        if process.stdin is None:
            raise Refusal(f"{shown}: the reading worker has no input. Run again.")
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = self._answers.get(timeout=self._timeout_s)
        except queue.Empty:
            self._stop()
            raise Refusal(
                f"{shown}: reading took longer than {self._timeout_s:.0f} s and was stopped. Split the file."
            ) from None
        except OSError:
            line = ""
        if not line:
            self._stop()
            raise Refusal(
                f"{shown}: the file is unreadable (it took the reading process down). "
                "It is damaged, far too large, or hostile; ask for it again."
            )
        answer: dict[str, str] = json.loads(line)
        return answer

    def _start(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._answers = queue.Queue()
        process = subprocess.Popen(  # noqa: S603 - this interpreter, this package
            [sys.executable, "-m", "totalcapital.reading.worker", str(self._memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            encoding="utf-8",
            cwd=self._folder,
        )
        threading.Thread(target=_listen, args=(process, self._answers), daemon=True).start()
        self._process = process
        return process

    def _stop(self) -> None:
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


def _environment() -> dict[str, str]:
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith(("GDAL_", "OGR_", "CPL_"))},
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUTF8": "1",
        "OGR_SKIP": ",".join(sorted(_ALL_DRIVERS - _DRIVERS)),
        "GDAL_SKIP": "VRT,GDALG,WMS,WCS,HTTP",
        "GDAL_HTTP_TIMEOUT": "1",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


#: Vector drivers of the GDAL builds that pyogrio and fiona carry.
_ALL_DRIVERS: Final = frozenset({
    "ADBC", "AIVector", "AmigoCloud", "AVCBin", "AVCE00", "Arrow", "CAD", "Carto", "CSV", "CSW", "DGN", "DXF",
    "EDIGEO", "EEDA", "ESRI Shapefile", "ESRIJSON", "Elasticsearch", "FlatGeobuf", "GDALG", "GML", "GMLAS",
    "GMT", "GPKG", "GPSBabel", "GPX", "GTFS", "GeoJSON", "GeoJSONSeq", "GeoRSS", "Geoconcept", "HTTP", "Idrisi",
    "Interlis 1", "Interlis 2", "JML", "JSONFG", "KML", "LIBKML", "LVBAG", "MBTiles", "MapInfo File",
    "MapML", "Memory", "MEM", "MiraMonVector", "MongoDBv3", "MSSQLSpatial", "MVT", "MySQL", "NAS", "NGW", "OAPIF",
    "ODBC", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS", "OGR_SDTS", "OGR_VRT", "OSM", "OpenFileGDB", "PCIDSK", "PDF",
    "PDS4", "PGDUMP", "PGeo", "PLScenes", "PMTiles", "Parquet", "PostgreSQL", "S57", "SQLite", "SVG", "SXF",
    "Selafin", "TIGER", "TopoJSON", "UK .NTF", "VDV", "VFK", "VICAR", "WAsP", "WFS", "WFS3", "XLS", "XLSX",
    "XODR", "netCDF",
})  # fmt: skip


def _check_file(path: Path, shown: str) -> None:
    if not path.is_file():
        raise Refusal(f"{shown}: expected a file; there is none. Correct the path.")


def _copy(path: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, target.open("wb") as out:
        while block := source.read(1 << 20):
            digest.update(block)
            out.write(block)
    return digest.hexdigest()


def _copy_sidecars(path: Path, folder: Path, shown: str) -> None:
    copied = set()
    for suffix in _SIDECARS:
        for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
            if candidate.is_file():
                _copy(candidate, folder / f"input{suffix}")
                copied.add(suffix)
                break
    check_shapefile_parts(copied, shown)
