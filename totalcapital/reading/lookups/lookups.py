"""Look-up files as they come: which columns say where a postcode or UPRN is, read in a stream."""

from __future__ import annotations

import csv
import gzip
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from totalcapital.crs import BNG, WGS84, project_points
from totalcapital.reading.profiles import normal_heading
from totalcapital.reading.raw import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "Kind",
    "Member",
    "Points",
    "find_members",
    "postcode_keys",
    "postcode_range",
    "postcodes_of_keys",
    "read_points",
]

Kind = Literal["postcodes", "uprn"]

_KEYS: Final = {"postcodes": ("pcds", "postcode", "pcd8", "pcd7", "pcd2", "pcd"), "uprn": ("uprn", "geouprn")}
#: In Northern Ireland the eastings of postcode directories are on the Irish Grid; degrees are the same everywhere.
_DEGREES: Final = (("long", "lon", "longitude", "lng"), ("lat", "latitude"))
_METRES: Final = (
    ("oseast1m", "eastings", "easting", "east1m", "xcoordinate", "gridgb1e"),
    ("osnrth1m", "northings", "northing", "north1m", "ycoordinate", "gridgb1n"),
)
_ENDED: Final = ("doterm", "dateoftermination", "terminated")
#: Code-Point Open comes without headings: postcode, quality, easting, northing, six codes.
_CODE_POINT_WIDTH: Final = 10
_NO_PLACE_QUALITY: Final = 90
_LARGEST_BYTES: Final = 24 << 30
_BLOCK_BYTES: Final = 8 << 20
_TEXTS: Final = (".csv", ".txt", ".gz")
#: Folders of a download that hold guides and lists of names, or the same rows once more.
_BESIDE: Final = ("doc", "documents", "documentation", "user guide", "multi_csv")
#: What the readers of text, gz and zip raise on a damaged file.
_UNREADABLE: Final = (pa.ArrowInvalid, OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError)
_LETTERS: Final = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_POWERS: Final = np.uint64(len(_LETTERS)) ** np.arange(6, -1, -1, dtype=np.uint64)


class Points(NamedTuple):
    """Some rows of a look-up."""

    keys: NDArray[np.uint64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    is_ended: NDArray[np.bool_]
    """Whether the file says that the code is no longer in use."""


@dataclass(frozen=True, slots=True)
class Member:
    """One table of a look-up: a file, or a file inside a zip."""

    path: Path
    inside: str | None = None

    @property
    def name(self) -> str:
        """The name to use in messages."""
        return self.path.name if self.inside is None else f"{self.path.name}, {self.inside}"


@dataclass(frozen=True, slots=True)
class _Columns:
    key: str
    x: str
    y: str
    crs: str
    ended: str | None = None
    quality: str | None = None
    has_headings: bool = True


def find_members(path: Path, shown: str) -> list[Member]:
    """Return the tables of a look-up in the order of their names.

    A folder is searched to its depth; of a zip nothing is written to disk. Guides beside the data
    are passed over.

    Raises
    ------
    Refusal
        If there is none.
    """
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _TEXTS)
        found = [Member(p) for p in files if not _is_beside(p.relative_to(path).parts[:-1])]
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = sorted(n for n in archive.namelist() if n.lower().endswith((".csv", ".txt")))
        found = [Member(path, name) for name in names if not _is_beside(name.split("/")[:-1])]
        tables = [member for member in found if str(member.inside).lower().endswith(".csv")]
        found = tables or found
    else:
        found = [Member(path)]
    if not found:
        raise Refusal(
            f"{shown}: expected a look-up as csv; there is none inside. Unpack it and name the csv."
        )
    return found


def _is_beside(folders: Sequence[str]) -> bool:
    return any(folder.casefold() in _BESIDE for folder in folders)


class _Bounded:
    """A stream that refuses to give more than a look-up can hold."""

    def __init__(self, stream: IO[bytes], shown: str) -> None:
        self._stream, self._shown, self._left = stream, shown, _LARGEST_BYTES
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._left -= len(block)
        if self._left < 0:
            raise Refusal(
                f"{self._shown}: unpacks to more than {_LARGEST_BYTES >> 30} GiB. Give the csv itself."
            )
        return block

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._stream.close()
        self.closed = True


def _open(member: Member, shown: str) -> _Bounded:
    if member.inside is not None:
        with zipfile.ZipFile(member.path) as archive:
            return _Bounded(archive.open(member.inside), shown)
    with member.path.open("rb") as stream:
        is_gz = stream.read(2) == b"\x1f\x8b"
    return _Bounded(gzip.open(member.path, "rb") if is_gz else member.path.open("rb"), shown)  # type: ignore[arg-type]


def read_points(
    member: Member, kind: Kind, shown: str, *, crs: str | None = None
) -> tuple[str, Iterator[Points]]:
    """Return the CRS of a look-up's points, and the points, some hundred thousand at a time.

    Rows without a key or a place are left out, as are codes whose place is said not to be known.

    Parameters
    ----------
    crs
        CRS to return the points in; the table's own where null.

    Raises
    ------
    Refusal
        If the table has no such columns or, while the points are drawn, cannot be read to its end.
    """
    try:
        with closing(_open(member, shown)) as stream:
            head = stream.read(1 << 16)
    except _UNREADABLE as error:
        raise _refusal(error, member, shown) from None
    columns = _recognise(head, kind, shown)
    return crs or columns.crs, _stream(member, columns, kind, shown=shown, crs=crs or columns.crs)


def _stream(member: Member, columns: _Columns, kind: Kind, *, shown: str, crs: str) -> Iterator[Points]:
    try:
        with closing(_open(member, shown)) as stream:
            for table in pacsv.open_csv(pa.PythonFile(stream, mode="r"), **_options(columns, kind)):
                points = _points(table, columns, kind)
                if crs != columns.crs and len(points.keys):
                    x, y = project_points(points.x, points.y, source=columns.crs, target=crs)
                    points = points._replace(x=x, y=y)
                yield points
    except _UNREADABLE as error:
        raise _refusal(error, member, shown) from None


def _refusal(error: Exception, member: Member, shown: str) -> Refusal:
    why = " ".join(str(error).split())[:160]
    return Refusal(f"{shown}: expected a look-up; {member.name} cannot be read ({why}). Download it again.")


def _recognise(head: bytes, kind: Kind, shown: str) -> _Columns:
    first = head.decode("utf-8-sig", errors="replace").splitlines()[:1]
    cells = next(csv.reader(first), [])
    if kind == "postcodes" and len(cells) == _CODE_POINT_WIDTH and cells[1].strip().isdigit():
        return _Columns("f0", "f2", "f3", BNG, quality="f1", has_headings=False)
    have = {normal_heading(cell): cell for cell in cells}
    key = next((have[name] for name in _KEYS[kind] if name in have), None)
    metres, degrees = (_pair(have, names) for names in (_METRES, _DEGREES))
    ended = next((have[name] for name in _ENDED if name in have), None)
    best = (degrees or metres) if kind == "postcodes" else (metres or degrees)
    if key and best:
        return _Columns(key, *best, WGS84 if best == degrees else BNG, ended=ended)
    wanted = "OS Open UPRN" if kind == "uprn" else "Code-Point Open, the National Statistics Postcode Lookup"
    what = "UPRN" if kind == "uprn" else "postcode"
    raise Refusal(
        f"{shown}: expected columns for {what} and coordinates; found {', '.join(cells[:8])}. "
        f"Give {wanted}, or a CSV with {what}, lat and long."
    )


def _pair(have: dict[str, str], names: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[str, str] | None:
    x, y = (next((have[name] for name in options if name in have), None) for options in names)
    return (x, y) if x and y else None


def _options(columns: _Columns, kind: Kind) -> dict[str, Any]:
    types = {columns.key: pa.int64() if kind == "uprn" else pa.string()}
    types |= {columns.x: pa.float64(), columns.y: pa.float64()}
    types |= {columns.ended: pa.string()} if columns.ended else {}
    types |= {columns.quality: pa.int64()} if columns.quality else {}
    return {
        "read_options": pacsv.ReadOptions(
            block_size=_BLOCK_BYTES, autogenerate_column_names=not columns.has_headings
        ),
        "convert_options": pacsv.ConvertOptions(include_columns=list(types), column_types=types),
    }


def _points(table: pa.RecordBatch, columns: _Columns, kind: Kind) -> Points:
    x, y = (table[name].to_numpy(zero_copy_only=False) for name in (columns.x, columns.y))
    good = np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0))
    if columns.crs == WGS84:
        good &= (np.abs(y) < 90) & (np.abs(x) <= 180)  # 99.999999 is the latitude of a code without a place
    if columns.quality:
        good &= pc.fill_null(table[columns.quality], 0).to_numpy() < _NO_PLACE_QUALITY
    if kind == "uprn":
        keys = pc.fill_null(table[columns.key], -1).to_numpy()
        good &= keys > 0
        keys = np.where(good, keys, 0).astype(np.uint64)
    else:
        keys = postcode_keys(table[columns.key])
        good &= keys > 0
        if columns.crs == BNG:
            x, y = _with_northern_ireland(keys, x, y, good)
    ended = np.zeros(len(x), dtype=bool)
    if columns.ended:
        ended = pc.greater(pc.utf8_length(pc.fill_null(table[columns.ended], "")), 0).to_numpy(
            zero_copy_only=False
        )
    return Points(keys[good], x[good], y[good], ended[good])


def _with_northern_ireland(
    keys: NDArray[np.uint64], x: NDArray[np.float64], y: NDArray[np.float64], good: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bring the postcodes of Belfast from the Irish Grid, in which directories give them, to the National Grid."""
    first, last = postcode_range("BT")
    rows = good & (keys >= first) & (keys < last)
    if not rows.any():
        return x, y
    x, y = x.copy(), y.copy()
    x[rows], y[rows] = project_points(x[rows], y[rows], source="EPSG:29902", target=BNG)
    return x, y


def postcode_keys(codes: pa.Array | pa.ChunkedArray) -> NDArray[np.uint64]:
    """Return postcodes as numbers in alphabetical order; 0 for what is no full postcode.

    The outward code fills four places, the inward code three, so that the postcodes of one outward
    code follow one another. Spaces and small letters do not matter.
    """
    codes = codes.combine_chunks() if isinstance(codes, pa.ChunkedArray) else codes
    plain = pc.ascii_upper(pc.replace_substring(pc.fill_null(codes.cast(pa.string()), ""), " ", ""))
    fits = pc.match_substring_regex(plain, r"^[A-Z0-9]{2,4}[0-9][A-Z]{2}$").to_numpy(zero_copy_only=False)
    keys = np.zeros(len(plain), dtype=np.uint64)
    chosen = plain.filter(pa.array(fits))
    if len(chosen):
        stems = pc.ascii_rpad(pc.utf8_slice_codeunits(chosen, 0, -3), 4)
        whole = pc.binary_join_element_wise(stems, pc.utf8_slice_codeunits(chosen, -3, 7), "")
        data = np.frombuffer(whole.buffers()[2], dtype=np.uint8)[
            : 7 * len(whole)
        ]  # seven letters each, no gaps
        letters = data.reshape(-1, 7)
        keys[fits] = _VALUES[letters] @ _POWERS
    return keys


def postcode_range(stem: str) -> tuple[np.uint64, np.uint64]:
    """Return the first key of the postcodes that begin with an area or outward code, and the first beyond.

    Two letters are an area (all of ``BT1`` to ``BT94``); with a digit it is one outward code.
    """
    places = 3 if any(character.isdigit() for character in stem) else 7 - len(stem)
    padded = stem.ljust(4) + "   "
    first = np.uint64(sum(int(_VALUES[ord(c)]) * int(p) for c, p in zip(padded, _POWERS, strict=True)))
    return first, first + np.uint64(len(_LETTERS)) ** np.uint64(places)


def postcodes_of_keys(keys: NDArray[np.uint64]) -> list[str]:
    """Return the postcodes, without space, that numbers of :func:`postcode_keys` stand for.

    Examples
    --------
    >>> postcodes_of_keys(postcode_keys(pa.array(["m31 1aa", "EC1A 1BB", "LS1"])))[:2]
    ['M311AA', 'EC1A1BB']
    """
    places = (keys[:, None] // _POWERS) % np.uint64(len(_LETTERS))
    letters = np.array(list(_LETTERS))[places.astype(int)]
    return ["".join(row).replace(" ", "") for row in letters]


_VALUES: Final = np.zeros(128, dtype=np.uint64)
_VALUES[[ord(letter) for letter in _LETTERS]] = np.arange(len(_LETTERS), dtype=np.uint64)
