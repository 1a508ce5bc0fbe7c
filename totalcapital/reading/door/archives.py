"""Archives: a gz, or a zip that holds one data file or one Shapefile."""

from __future__ import annotations

import gzip
import lzma
import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, TYPE_CHECKING, Final

from totalcapital.reading.door import sniffing
from totalcapital.reading.raw import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["SHAPEFILE_PARTS", "check_shapefile_parts", "unpack"]

#: What belongs to a Shapefile and is read with it.
SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_MAIN_SUFFIXES: Final = tuple(sorted(sniffing.SUFFIXES - {".txt"}))


def unpack(path: Path, shown: str, folder: Path) -> tuple[Path, str]:
    """Unpack a gz, or a zip that holds one data file or one Shapefile; other files pass through.

    Nothing is written under a name of the archive, and no more than ``sniffing.MAX_UNPACKED`` a member.

    Returns
    -------
    tuple
        The file to open and the name its content goes by.

    Raises
    ------
    Refusal
        If the archive is damaged, encrypted, too large, holds names that leave it or stand twice, or
        holds more than one data file.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(b"\x1f\x8b"):
        name = Path(shown).name.removesuffix(".gz")
        suffix = Path(name).suffix.lower()
        target = folder / f"member{suffix if suffix in sniffing.SUFFIXES else ''}"
        try:
            with gzip.open(path) as stream:
                return _write(target, stream, shown), name
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Refusal(f"{shown}: the gz file is damaged ({error}). Download it again.") from error
    if not head.startswith(b"PK\x03\x04"):
        return path, shown
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Refusal(f"{shown}: the file is damaged or cut off ({error}). Ask for it again.") from error
    with archive:
        _check_names(archive, shown)
        names = archive.namelist()
        if "[Content_Types].xml" in names or "mimetype" in names:
            return path, shown
        return _unpack_zip(archive, shown, folder)


def _check_names(archive: zipfile.ZipFile, shown: str) -> None:
    """Refuse a zip that could mean one thing to one program and another to the next."""
    entries = archive.infolist()
    bad = [info.filename for info in entries if _leaves(info)]
    if bad:
        raise Refusal(
            f"{shown}: the zip holds names that leave it, or links: {_listed(bad)}. Pack it again without them."
        )
    seen = Counter(info.filename.casefold() for info in entries)
    twice = [info.filename for info in entries if seen[info.filename.casefold()] > 1]
    if twice:
        raise Refusal(
            f"{shown}: the zip holds names that stand twice: {_listed(twice)}. Pack it again with each once."
        )
    if any(info.flag_bits & 1 for info in entries):
        raise Refusal(f"{shown}: the zip is encrypted. Send it without a password.")


def _leaves(info: zipfile.ZipInfo) -> bool:
    place = PurePosixPath(info.filename.replace("\\", "/"))
    is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
    return place.is_absolute() or ".." in place.parts or bool(PureWindowsPath(place).drive) or is_link


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name[:80]) for name in names[:3]) + (
        f" and {len(names) - 3} more" if names[3:] else ""
    )


def _unpack_zip(archive: zipfile.ZipFile, shown: str, folder: Path) -> tuple[Path, str]:
    entries = [info for info in archive.infolist() if not info.is_dir()]
    entries = [i for i in entries if not i.filename.startswith("__MACOSX")]
    main = [i for i in entries if any(i.filename.lower().endswith(s) for s in _MAIN_SUFFIXES)]
    if len(main) != 1:
        listed = ", ".join(info.filename[:80] for info in entries[:6])
        raise Refusal(
            f"{shown}: expected one data file in the zip; found {len(main)} ({listed}). "
            "Unpack it and give each file its own [[register]]."
        )
    stem = PurePosixPath(main[0].filename).with_suffix("")
    suffix = PurePosixPath(main[0].filename).suffix.lower()
    parts = main
    if suffix == ".shp":
        beside = [i for i in entries if PurePosixPath(i.filename).with_suffix("") == stem]
        parts = [i for i in beside if PurePosixPath(i.filename).suffix.lower() in SHAPEFILE_PARTS]
        check_shapefile_parts({PurePosixPath(info.filename).suffix.lower() for info in parts}, shown)
    try:
        for info in parts:
            if info.file_size > sniffing.MAX_UNPACKED:
                raise _too_large(shown)
            with archive.open(info) as stream:
                _write(folder / f"member{PurePosixPath(info.filename).suffix.lower()}", stream, shown)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError) as error:
        raise Refusal(f"{shown}: the zip is damaged ({error}). Ask for it again.") from error
    return folder / f"member{suffix}", main[0].filename


def check_shapefile_parts(suffixes: Collection[str], shown: str) -> None:
    """Refuse a Shapefile that came without the files that belong to it.

    Raises
    ------
    Refusal
        If there is no index or no table beside the geometry.
    """
    for suffix in (".shx", ".dbf"):
        if suffix not in suffixes:
            raise Refusal(
                f"{shown}: a Shapefile needs its {suffix} file beside it; there is none. "
                "Copy the whole set, or zip it."
            )


def _write(target: Path, stream: IO[bytes] | gzip.GzipFile, shown: str) -> Path:
    written = 0
    with target.open("wb") as out:
        while block := stream.read(1 << 20):
            written += len(block)
            if written > sniffing.MAX_UNPACKED:
                raise _too_large(shown)
            out.write(block)
    return target


def _too_large(shown: str) -> Refusal:
    return Refusal(
        f"{shown}: too large: it unpacks to more than {sniffing.MAX_UNPACKED >> 20} MiB. "
        "Ask for the data in several files."
    )
